//! The list of rounds, and the form that opens one: empty or after an earlier round.

mod import;

use axum::extract::Query;
use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_store::{Change, Id, Record, StoreError};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post, shown,
};
use serde::{Deserialize, Serialize};

use crate::model::Round as Settings;
use crate::model::correspondence::{Correspondence, day_of};
use crate::policy;
use crate::store::catalogue::find_open_data;
use crate::store::correspondence::{find_correspondence, save_correspondence};
use crate::store::invitation::contact::{Origin, ensure_contact, list_contacts};
use crate::store::invitation::{Invitation, insert_invitation, list_invitations};
use crate::store::round::{
    KeptRound, Phase, Stage, StageDates, find_round, find_round_by_id, insert_round, list_rounds,
};
use crate::survey::{copy_survey, ensure_survey};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds", get(list)).route("/rounds/new", get(blank).merge(post(open)));
    import::routes(feature);
}

/// A stage as lists and steps show it.
#[derive(Debug, Serialize)]
pub(crate) struct StageView {
    pub word: &'static str,
    pub starts: Option<Date>,
    pub ends: Option<Date>,
    pub phase: &'static str,
}

impl StageView {
    pub(crate) fn of(round: &KeptRound, today: Date) -> Vec<Self> {
        Stage::ALL
            .into_iter()
            .map(|stage| {
                let dates = round.stage(stage);
                let phase = match dates.phase(today) {
                    Phase::Unset => "unset",
                    Phase::Before => "before",
                    Phase::Open => "open",
                    Phase::After => "after",
                };
                StageView { word: stage.word(), starts: dates.starts, ends: dates.ends, phase }
            })
            .collect()
    }
}

#[derive(Serialize)]
struct Line {
    slug: String,
    title: String,
    is_public: bool,
    stages: Vec<StageView>,
}

async fn list(visitor: Visitor) -> Answer {
    let mut view = visitor.read().await?;
    let rounds = list_rounds(&mut view).await?;
    let (open_data, _) = find_open_data(&mut view).await?;
    drop(view);
    let today = day_of(visitor.now());
    let lines: Vec<Line> = rounds
        .iter()
        .filter(|round| policy::may_see(&visitor, round))
        .map(|round| Line {
            slug: round.slug.clone(),
            title: round.title.clone(),
            is_public: round.is_public,
            stages: StageView::of(round, today),
        })
        .collect();
    let title = visitor.text("rounds-title")?;
    visitor.page(
        "forum/rounds.html",
        title,
        context! {
            rounds => shown(lines),
            may_work => policy::may_work(&visitor).is_ok(),
            may_read => policy::may_read(&visitor).is_ok(),
            has_open_data => open_data.is_published,
        },
    )
}

/// How a round is opened.
pub(crate) struct Opening {
    /// Its name.
    pub title: String,
    /// Its name in addresses.
    pub slug: String,
    /// The earlier round it follows.
    pub copy: Option<Id>,
    /// Whether the earlier round's bodies and contacts are listed, too.
    pub contacts: bool,
}

impl FromForm for Opening {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 3..=120);
        let copy = form.raw("copy").parse().ok();
        let contacts = form.ticked("contacts");
        let slug = read_slug(form, title.as_deref());
        Some(Self { title: title?, slug: slug?, copy, contacts })
    }
}

/// The short name, typed or made from the title.
fn read_slug(form: &mut Reader<'_>, title: Option<&str>) -> Option<String> {
    let typed = form.optional("slug", 60);
    let slug = typed?.or_else(|| title.map(slug_of))?;
    if is_slug(&slug) {
        return Some(slug);
    }
    form.mistake("slug", "rounds-mistake-slug");
    None
}

/// Words in addresses that are no rounds.
const RESERVED: [&str; 3] = ["new", "import", "comparison"];

/// Whether a round may be called so in addresses.
pub fn is_slug(slug: &str) -> bool {
    !slug.is_empty() && slug == slug_of(slug) && !RESERVED.contains(&slug)
}

/// The part of an address made from a name: small letters, digits and hyphens, umlauts written out.
pub fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(60);
    slug.trim_end_matches('-').to_owned()
}

#[derive(Deserialize)]
struct Wanted {
    copy: Option<String>,
}

async fn blank(visitor: Visitor, Query(wanted): Query<Wanted>) -> Answer {
    policy::may_work(&visitor)?;
    let mut values = Vec::new();
    if let Some(slug) = wanted.copy {
        let round = find_round(&mut *visitor.read().await?, &slug).await?.ok_or(PageError::NotFound)?;
        values.push(("copy", round.id.to_string()));
        values.push(("title", next_title(&round.title)));
    }
    form(&visitor, None, Sheet::filled(values)).await
}

/// The title of the next round: years in it move on by one.
fn next_title(title: &str) -> String {
    let word = |word: &str| match word.parse::<u16>() {
        Ok(year @ 1990..=2200) => (year + 1).to_string(),
        _ => word.to_owned(),
    };
    title.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

async fn form(visitor: &Visitor, wrong: Option<Sheet>, filled: Sheet) -> Answer {
    let rounds = list_rounds(&mut *visitor.read().await?).await?;
    let options: Vec<Value> = rounds
        .iter()
        .map(|round| context! { value => round.id.to_string(), label => round.title.clone() })
        .collect();
    let title = visitor.text("rounds-new-title")?;
    let context = context! { options => options };
    match wrong {
        Some(sheet) => visitor.again("forum/rounds-new.html", title, &sheet, context),
        None => {
            let context = context! { form => visitor.form(&filled)?, ..context };
            visitor.page("forum/rounds-new.html", title, context)
        }
    }
}

async fn open(visitor: Visitor, sent: Form<Opening>) -> Answer {
    policy::may_work(&visitor)?;
    let (opening, sheet) = match sent.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return form(&visitor, Some(sheet), Sheet::blank()).await,
    };
    let mut change = visitor.change().await?;
    let Some((round, record)) = create(&mut change, &opening).await? else {
        drop(change);
        return form(&visitor, Some(sheet.wrong("slug", "rounds-mistake-taken")), Sheet::blank()).await;
    };
    change.commit(record).await?;
    visitor.done(&format!("/rounds/{}/edit", round.slug), "rounds-opened")
}

/// Opens a round with its survey, empty or after an earlier one; gives it with the record to commit, or nothing where the
/// short name is taken.
pub(crate) async fn create(
    change: &mut Change,
    opening: &Opening,
) -> Result<Option<(KeptRound, Record)>, PageError> {
    if find_round(change, &opening.slug).await?.is_some() {
        return Ok(None);
    }
    let from = match opening.copy {
        Some(id) => Some(find_round_by_id(change, id).await?.ok_or(PageError::NotFound)?),
        None => None,
    };
    let round = match &from {
        Some(from) => after(from, Id::new(change.now()), opening, change.now()),
        None => KeptRound {
            id: Id::new(change.now()),
            slug: opening.slug.clone(),
            title: opening.title.clone(),
            intro: String::new(),
            is_public: false,
            stages: Vec::new(),
            settings: Settings { name: opening.title.clone(), ..Settings::default() },
            survey: None,
            copied_from: None,
            edition: 1,
            created_at: change.now(),
        },
    };
    insert_round(change, &round).await?;
    let mut taken = 0;
    match &from {
        None => drop(ensure_survey(change, &round).await?),
        Some(from) => {
            copy_survey(change, from, &round).await?;
            let (words, _) = find_correspondence(change, from.id).await?;
            if words != Correspondence::default() {
                save_correspondence(change, round.id, &words, 0).await?;
            }
            if opening.contacts {
                taken = take_contacts(change, from.id, round.id).await?;
            }
        }
    }
    let record = Record::new("round.opened", round.id)
        .with("copied_from", from.map(|from| from.id))
        .with("invitations", taken);
    Ok(Some((round, record)))
}

/// The round of the year after: the same settings, every date a year later, not yet public.
fn after(from: &KeptRound, id: Id, opening: &Opening, now: jiff::Timestamp) -> KeptRound {
    let later = |date: Option<Date>| date.map(|date| date.saturating_add(1.year()));
    let stages = from
        .stages
        .iter()
        .map(|dates| StageDates { stage: dates.stage, starts: later(dates.starts), ends: later(dates.ends) })
        .collect();
    KeptRound {
        id,
        slug: opening.slug.clone(),
        title: opening.title.clone(),
        intro: from.intro.clone(),
        is_public: false,
        stages,
        settings: Settings {
            name: opening.title.clone(),
            date: later(from.settings.date),
            ..from.settings.clone()
        },
        survey: None,
        copied_from: Some(from.id),
        edition: 1,
        created_at: now,
    }
}

/// Lists the bodies of an earlier round with their contacts; nothing is sent. Gives how many bodies.
async fn take_contacts(change: &mut Change, from: Id, to: Id) -> Result<usize, StoreError> {
    let now = change.now();
    let contacts = list_contacts(change, from).await?;
    let mut taken = 0;
    for old in list_invitations(change, from).await? {
        let new = Invitation::listed(now, to, old.organisation, &old.name, old.ags, old.inhabitants);
        insert_invitation(change, &new).await?;
        taken += 1;
        for contact in contacts.iter().filter(|c| c.invitation == old.id && c.is_active()) {
            ensure_contact(change, to, new.id, &contact.email, &contact.name, Origin::Earlier).await?;
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_titles_are_made_from_names() {
        assert_eq!(slug_of("Start-ups für Kommunen 2026!"), "start-ups-fuer-kommunen-2026");
        assert_eq!(slug_of("  –– "), "");
        assert_eq!(slug_of("<script>"), "script");
        assert_eq!(next_title("Forum 2026"), "Forum 2027");
        assert_eq!(next_title("Forum"), "Forum");
        assert!(is_slug("forum-2026"));
        assert!(!["", "new", "import", "comparison", "Forum", "a b"].into_iter().any(is_slug));
    }

    #[test]
    fn a_copied_round_lies_a_year_later_and_is_not_public() {
        let from = KeptRound::sample("2026");
        let opening =
            Opening { title: "Runde 2027".into(), slug: "2027".into(), copy: Some(from.id), contacts: false };
        let round = after(&from, Id::of_name("new"), &opening, from.created_at);
        assert_eq!(round.stage(Stage::Survey).starts, Date::new(2027, 6, 1).ok());
        assert_eq!((round.is_public, round.copied_from), (false, Some(from.id)));
    }
}
