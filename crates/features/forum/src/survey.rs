//! The needs survey: the form a round begins with, and the needs that stand in its answers.
//!
//! The form is data (`data/survey.json`); an office may change it in the editor. What is read here are the stable ids
//! of the group `need`: a field the office took out leaves its part of the need empty, a field it added stays with
//! the submission.

use rathaus_procedure::answers::Chosen;
use rathaus_procedure::store::{Published, State, find_form, insert_definition, list_versions, publish};
use rathaus_procedure::{Answer, Answers, Definition, Fault, Kind, StableId};
use rathaus_store::{Change, StoreError};

use crate::store::round::{KeptRound, set_survey};

/// The shipped form, German and English.
pub const SURVEY: &str = include_str!("../data/survey.json");

/// Id of the repeated group whose records are the needs.
pub const GROUP: &str = "need";

/// The shipped form under the key of a round's own.
///
/// # Errors
///
/// Faults of the shipped file; none, as the test says.
pub fn shipped(key: &StableId) -> Result<Definition, Vec<Fault>> {
    let mut definition = Definition::from_json(SURVEY)?;
    definition.key = key.clone();
    Ok(definition)
}

/// The part of the house that surveys belong to, in the list of forms.
pub const OWNER: &str = "forum";

/// The key of the round's survey. A round without one gets the shipped form, published, in this change; what an
/// office has made of its form, or took out of use, stays as it is.
///
/// # Errors
///
/// What the database says; `Conflict` where two begin at once.
pub async fn ensure_survey(change: &mut Change, round: &KeptRound) -> Result<String, StoreError> {
    if let Some(key) = &round.survey
        && find_form(change, key).await?.is_some()
    {
        return Ok(key.clone());
    }
    let key = free_key(change, round).await?;
    let definition = shipped(&key).map_err(|faults| StoreError::Fault(format!("{faults:?}")))?;
    put(change, round, &definition).await
}

/// Gives a round that was opened after an earlier one a survey of its own: what the earlier round asked last, with
/// everything the office changed in it. From then on each of the two is changed for itself.
///
/// # Errors
///
/// What the database says.
pub async fn copy_survey(
    change: &mut Change,
    from: &KeptRound,
    round: &KeptRound,
) -> Result<String, StoreError> {
    let form = match &from.survey {
        Some(key) => find_form(change, key).await?,
        None => None,
    };
    let Some(form) = form else { return ensure_survey(change, round).await };
    // What was never published was never asked, and may not be sound.
    let asked = list_versions(change, form.id).await?.into_iter().find(|one| one.state != State::Draft);
    let Some(asked) = asked else { return ensure_survey(change, round).await };
    let key = free_key(change, round).await?;
    put(change, round, &Definition { key, ..Definition::clone(&asked.definition) }).await
}

/// A key for the form of a round that no form has yet.
async fn free_key(change: &mut Change, round: &KeptRound) -> Result<StableId, StoreError> {
    if let Ok(key) = format!("survey-{}", round.slug).parse::<StableId>()
        && find_form(change, key.as_str()).await?.is_none()
    {
        return Ok(key);
    }
    // The slug is too long, or a form of an earlier round of that name is still there.
    let digits: String = round.id.to_string().chars().filter(|c| *c != '-').collect();
    format!("survey-{digits}").parse().map_err(StoreError::fault)
}

async fn put(change: &mut Change, round: &KeptRound, definition: &Definition) -> Result<String, StoreError> {
    if find_form(change, definition.key.as_str()).await?.is_none() {
        let (_, version) = insert_definition(change, OWNER, definition, "").await?;
        match publish(change, version.id, version.edition).await? {
            Published::Live(_) => {}
            other => return Err(StoreError::Fault(format!("the survey was not published: {other:?}"))),
        }
    }
    set_survey(change, round.id, definition.key.as_str()).await?;
    Ok(definition.key.to_string())
}

/// A need as it was written, before it gets its row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Part of the administration, in words.
    pub part: String,
    /// Its title.
    pub title: String,
    /// The pain in the town's own words.
    pub description: String,
    /// 1 (would be nice) to 4 (very pressing); 0 where it was not asked.
    pub relevance: u8,
    /// By when, in words.
    pub horizon: String,
    /// Software in use.
    pub existing_software: String,
    /// What a solution must comply with, parts joined by `; `.
    pub constraints: String,
    /// The citizens' gain.
    pub citizen_benefit: String,
    /// Whether the procedure needs to be as it is: the option's id.
    pub necessity: String,
    /// What could be dropped.
    pub simpler: String,
    /// Whether other towns may see it.
    pub is_shared: bool,
    /// Whether it may be published with the town's name.
    pub is_public: bool,
}

/// The needs of a submission, in the order of their records. Words are those of the form in German, which the
/// engines read.
pub fn needs(definition: &Definition, answers: &Answers) -> Vec<Written> {
    let Ok(group) = GROUP.parse::<StableId>() else { return Vec::new() };
    answers
        .records(&group)
        .iter()
        .map(|record| written(definition, record))
        .filter(|need| !need.title.is_empty())
        .collect()
}

fn written(definition: &Definition, record: &Answers) -> Written {
    let answer = |id: &str| id.parse::<StableId>().ok().and_then(|id| record.get(&id));
    let text = |id: &str| match answer(id) {
        Some(Answer::Text(text)) => text.trim().to_owned(),
        _ => String::new(),
    };
    Written {
        part: words(definition, "part", answer("part")),
        title: text("title"),
        description: text("pain"),
        relevance: match answer("relevance") {
            Some(Answer::Rating(step)) => *step,
            _ => 0,
        },
        horizon: words(definition, "horizon", answer("horizon")),
        existing_software: text("software"),
        constraints: words(definition, "limits", answer("limits")),
        citizen_benefit: text("benefit"),
        necessity: match answer("necessity") {
            Some(Answer::Choice(Chosen::Option(option))) => option.to_string(),
            _ => String::new(),
        },
        simpler: text("simpler"),
        is_shared: matches!(answer("share"), Some(Answer::YesNo(true))),
        is_public: matches!(answer("open"), Some(Answer::YesNo(true))),
    }
}

/// What was chosen, in the form's German words.
fn words(definition: &Definition, field: &str, answer: Option<&Answer>) -> String {
    let id = field.parse::<StableId>().ok();
    let standing = id.and_then(|id| definition.field(&id));
    let label = |option: &StableId| -> String {
        let kind: Option<&Kind> = standing.as_ref().map(|standing| &standing.field.kind);
        kind.and_then(|kind| kind.option(option))
            .map_or_else(|| option.to_string(), |option| option.label.de.clone())
    };
    match answer {
        Some(Answer::Choice(Chosen::Option(option))) => label(option),
        Some(Answer::Choice(Chosen::Other(text))) => text.trim().to_owned(),
        Some(Answer::Several(chosen)) => {
            let mut parts: Vec<String> = chosen.options.iter().map(label).collect();
            parts.extend(
                chosen.other.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
            );
            parts.join("; ")
        }
        Some(Answer::Text(text)) => text.trim().to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Definition {
        shipped(&"survey-2026".parse().expect("an id")).unwrap_or_else(|faults| panic!("{faults:?}"))
    }

    #[test]
    fn the_shipped_survey_is_sound_and_asks_for_every_part_of_a_need() {
        let survey = survey();
        let (_, group) = survey.group(&GROUP.parse().expect("an id")).expect("there");
        let ids: Vec<&str> = group.fields.iter().map(|field| field.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "part",
                "title",
                "pain",
                "relevance",
                "software",
                "limits",
                "horizon",
                "benefit",
                "necessity",
                "simpler",
                "share",
                "open"
            ]
        );
    }

    #[tokio::test]
    async fn a_round_gets_the_shipped_survey_once() {
        use rathaus_procedure::store::{begin_version, find_live, save_draft_version};
        use rathaus_store::{Actor, Id, Record, TenantId, testing};

        use crate::store::round::{find_round, insert_round};

        for scratch in testing::both(&[rathaus_procedure::store::MIGRATIONS, crate::MIGRATIONS]).await {
            let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            let round = KeptRound::sample("2026");
            insert_round(&mut change, &round).await.expect("kept");
            assert_eq!(ensure_survey(&mut change, &round).await.expect("made"), "survey-2026");
            let round = find_round(&mut change, "2026").await.expect("read").expect("there");
            assert_eq!(round.survey.as_deref(), Some("survey-2026"));
            assert_eq!(ensure_survey(&mut change, &round).await.expect("there"), "survey-2026");
            assert!(find_live(&mut change, "survey-2026").await.expect("read").is_some());
            let next = KeptRound { id: Id::of_name("next"), survey: None, ..KeptRound::sample("2027") };
            insert_round(&mut change, &next).await.expect("kept");
            let form = find_form(&mut change, "survey-2026").await.expect("read").expect("there");
            let draft = begin_version(&mut change, form.id, "").await.expect("begun").expect("there");
            let mut changed = Definition::clone(&draft.definition);
            changed.title.de = "Abfrage mit Änderungen".into();
            save_draft_version(&mut change, draft.id, draft.edition, &changed, "").await.expect("kept");
            publish(&mut change, draft.id, draft.edition + 1).await.expect("published");
            assert_eq!(copy_survey(&mut change, &round, &next).await.expect("copied"), "survey-2027");
            let copied = find_live(&mut change, "survey-2027").await.expect("read").expect("there");
            assert_eq!((copied.n, copied.definition.title.de.as_str()), (1, "Abfrage mit Änderungen"));
            assert_ne!(copied.form, form.id, "each round's survey is changed for itself");
            let other = KeptRound { slug: "x".repeat(60), id: Id::new(testing::start()), ..round };
            let other = KeptRound { survey: None, ..other };
            assert!(ensure_survey(&mut change, &other).await.expect("made").len() == 39);
            change.commit(Record::new("round.opened", round.id)).await.expect("kept");
        }
    }

    #[test]
    fn needs_stand_in_the_answers() {
        let answers: Answers = serde_json::from_str(
            r#"{"need": {"records": [
                {"part": {"choice": {"option": "bau"}}, "title": {"text": "Bauakten"}, "pain": {"text": "Kilometer Papier"},
                 "relevance": {"rating": 4}, "limits": {"several": {"options": ["iso27001"], "other": "PDF/A"}},
                 "horizon": {"choice": {"option": "sofort"}}, "necessity": {"choice": {"option": "einfacher"}},
                 "simpler": {"text": "Durchschläge"}, "share": {"yes_no": true}, "open": {"yes_no": true}},
                {"part": {"choice": {"other": "Tourismus"}}, "title": {"text": "Kurtaxe"}},
                {}
            ]}}"#,
        )
        .expect("answers");
        let needs = needs(&survey(), &answers);
        assert_eq!(needs.len(), 2);
        assert_eq!(needs[0].part, "Bauamt, Bauaufsicht, Planung");
        assert_eq!(needs[0].constraints, "ISO 27001; PDF/A");
        assert_eq!(needs[0].horizon, "so bald wie möglich");
        assert_eq!(
            (needs[0].relevance, needs[0].necessity.as_str(), needs[0].is_shared),
            (4, "einfacher", true)
        );
        assert!(needs[0].is_public && !needs[1].is_public, "nobody asked is no");
        assert_eq!(
            (needs[1].part.as_str(), needs[1].title.as_str(), needs[1].is_shared),
            ("Tourismus", "Kurtaxe", false)
        );
    }
}
