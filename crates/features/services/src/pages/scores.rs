//! The panel's side: which applications wait for one's points, and the sheet for them.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_procedure::fill::answer_rows;
use rathaus_procedure::grant::{Grant, MOST_POINTS};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::{Definition, Field, Item, Kind};
use rathaus_store::{Record, Session};
use rathaus_web::{Answer, Feature, Fields, PageError, Reader, Sheet, Value, Visitor, context, get, post};

use super::case::of_number;
use crate::grants::{Applicant, grant_of, list_applicants, list_programmes};
use crate::policy;
use crate::store::grant::{Score, save_score};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes =
        routes.route("/cases/scores", get(list)).route("/cases/{number}/score", get(show).merge(post(save)));
}

async fn list(visitor: Visitor) -> Answer {
    let person = policy::may_score(&visitor)?.person;
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let mut rows: Vec<Value> = Vec::new();
    for programme in list_programmes(&mut view).await? {
        let has_panel = grant_of(&programme.version).is_some_and(|grant| grant.panel() > 0);
        if !has_panel {
            continue;
        }
        for one in list_applicants(&mut view, &programme, day).await? {
            if !one.case.state.is_undecided() {
                continue;
            }
            let own = one.scores.iter().find(|score| score.person == person);
            rows.push(context! {
                number => one.case.number.clone(), applicant => one.case.applicant.clone(),
                href => visitor.url(&format!("/cases/{}/score", one.case.number)),
                programme => programme.service.content.title.get(visitor.lang()),
                state => match own { None => "open", Some(score) if score.is_biased => "biased", Some(_) => "done" },
            });
        }
    }
    drop(view);
    let open = rows
        .iter()
        .filter(|row| row.get_attr("state").is_ok_and(|state| state.as_str() == Some("open")))
        .count();
    visitor.page("services/scores.html", visitor.text("grant-scores")?, context! { rows, open })
}

/// An application that can be given points, and the grant it is for.
async fn scored(visitor: &Visitor, db: &mut Session, number: &str) -> Result<(Applicant, Grant), PageError> {
    let case = of_number(db, number).await?;
    let found = Applicant::of(db, case, today(visitor.now())).await?.ok_or(PageError::NotFound)?;
    let grant = grant_of(&found.version).filter(|grant| grant.panel() > 0).cloned();
    Ok((found, grant.ok_or(PageError::NotFound)?))
}

/// What a panel needs of a form: nothing that says how to reach somebody or where their account is.
fn for_panel(form: &Definition) -> Definition {
    let is_shown = |field: &Field| {
        field.private.is_none() && !matches!(field.kind, Kind::Iban(_) | Kind::Email(_) | Kind::Phone(_))
    };
    let mut form = form.clone();
    for page in &mut form.pages {
        for item in &mut page.items {
            if let Item::Group(group) = item {
                group.fields.retain(is_shown);
            }
        }
        page.items.retain(|item| match item {
            Item::Field(field) => is_shown(field),
            Item::Group(group) => !group.fields.is_empty(),
        });
    }
    form.pages.retain(|page| !page.items.is_empty());
    form
}

async fn page(
    visitor: &Visitor,
    one: &Applicant,
    grant: &Grant,
    typed: Option<(StatusCode, Sheet)>,
) -> Answer {
    let person = policy::may_score(visitor)?.person;
    let lang = visitor.lang();
    let own = one.scores.iter().find(|score| score.person == person);
    let (status, sheet) = typed.unwrap_or_else(|| {
        let mut values: Vec<(String, String)> = Vec::new();
        if let Some(score) = own {
            let points = score.points.iter().zip(&grant.criteria);
            values.extend(
                points.map(|(points, criterion)| (format!("p-{}", criterion.id), points.to_string())),
            );
            values.push(("words".to_owned(), score.words.clone()));
            if score.is_biased {
                values.push(("biased".to_owned(), "yes".to_owned()));
            }
        }
        (StatusCode::OK, Sheet::filled(values))
    });
    let options: Vec<Value> = (0..=MOST_POINTS)
        .map(|points| context! { value => points.to_string(), label => points.to_string() })
        .collect();
    let day = today(visitor.now());
    let context = context! {
        number => one.case.number.clone(),
        applicant => one.case.applicant.clone(),
        what => one.version.definition.title.get(lang),
        is_open => one.case.state.is_undecided(),
        answers => answer_rows(visitor, &for_panel(&one.version.definition), &one.submission.answers, &[], day, &|_| None, &|_| None)?,
        criteria => grant.criteria.iter().map(|criterion| context! {
            name => format!("p-{}", criterion.id), label => criterion.label.get(lang),
            hint => super::some(criterion.hint.as_ref(), lang), weight => criterion.weight,
        }).collect::<Vec<_>>(),
        options,
        most => MOST_POINTS,
        is_done => own.is_some(),
        form => visitor.form(&sheet)?,
    };
    visitor.page_with(status, "services/score.html", one.case.number.clone(), context)
}

async fn show(visitor: Visitor, Path(number): Path<String>) -> Answer {
    policy::may_score(&visitor)?;
    let mut view = visitor.read().await?;
    let (one, grant) = scored(&visitor, &mut view, &number).await?;
    drop(view);
    page(&visitor, &one, &grant, None).await
}

async fn save(visitor: Visitor, Path(number): Path<String>, fields: Fields) -> Answer {
    let (person, name) = {
        let signed = policy::may_score(&visitor)?;
        (signed.person, signed.name.clone())
    };
    let mut view = visitor.read().await?;
    let (one, grant) = scored(&visitor, &mut view, &number).await?;
    drop(view);
    if !one.case.state.is_undecided() {
        return Err(PageError::Conflict("grant-score-late"));
    }
    let mut reader = Reader::new(&fields);
    let is_biased = reader.ticked("biased");
    let mut points = Vec::new();
    if !is_biased {
        for criterion in &grant.criteria {
            let given = reader.number(&format!("p-{}", criterion.id), 0..=i64::from(MOST_POINTS));
            points.extend(given.and_then(|given| u32::try_from(given).ok()));
        }
    }
    let words = reader.text("words", 0..=4_000);
    let mistakes = reader.mistakes();
    let (Some(words), true) = (words, mistakes.is_empty()) else {
        let sheet = Sheet { values: fields.values.clone(), mistakes };
        return page(&visitor, &one, &grant, Some((StatusCode::UNPROCESSABLE_ENTITY, sheet))).await;
    };
    let score = Score { person, name, is_biased, points, words, changed_at: visitor.now() };
    let mut change = visitor.change().await?;
    save_score(&mut change, one.case.id, &score).await?;
    change.commit(Record::new("grant.score", one.case.id)).await?;
    visitor.done("/cases/scores", "grant-scored")
}
