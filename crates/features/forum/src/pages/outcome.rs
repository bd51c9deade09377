//! A town or a supplier says what came of its meetings: by the link of a mail without an account, or signed in with a seat
//! in the body.
//!
//! A mail has a link for every answer. Opening one changes nothing, as mail scanners open links, too: the page shows the
//! answer chosen, and one button sends it.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_people::organisation::{self, OrganisationKind};
use rathaus_procedure::fill::Params;
use rathaus_store::{Actor, Id, Record, Session};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use crate::founding::{begin_project, project_of};
use crate::model::outcome::{OutcomeKind, Reason, Side};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::outcome::{Outcome, Said, answer_question, find_by_secret, find_outcome, list_outcomes_of};
use crate::store::round::{KeptRound, find_round_by_id};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let mut routes = std::mem::take(&mut feature.routes);
    for base in ["/outcome/{secret}", "/rounds/{slug}/outcome/{organisation}"] {
        routes = routes
            .route(base, get(show))
            .route(&format!("{base}/{{id}}"), get(form).merge(post(answer)))
            .route(&format!("{base}/{{id}}/project"), post(project));
    }
    feature.routes = routes;
}

/// Somebody who speaks for a body that met others.
struct Speaking {
    round: KeptRound,
    body: Id,
    name: String,
    side: Side,
    actor: Actor,
    by: String,
    person: Option<Id>,
    base: String,
}

/// Which side of a meeting a body is.
async fn side_of(db: &mut Session, body: Id) -> Result<(Side, String), PageError> {
    let found = organisation::find(db, body).await?.ok_or(PageError::NotFound)?;
    let is_supplier = found.kind == OrganisationKind::Supplier;
    Ok((if is_supplier { Side::Supplier } else { Side::Town }, found.name))
}

/// Who speaks at this address.
async fn speaking(visitor: &Visitor, params: &Params) -> Result<Speaking, PageError> {
    let mut view = visitor.read().await?;
    if let Some(secret) = params.get("secret") {
        let Some(opened) = find_by_secret(&mut view, secret, visitor.now()).await? else {
            // Only what opens nothing is counted: a whole town hall may come from one address.
            visitor.limit_address("link")?;
            return Err(PageError::Gone("outcome-link-gone"));
        };
        let round = find_round_by_id(&mut view, opened.round).await?.ok_or(PageError::NotFound)?;
        let (side, name) = side_of(&mut view, opened.organisation).await?;
        return Ok(Speaking {
            round,
            body: opened.organisation,
            name,
            side,
            actor: Actor::Link(opened.link),
            by: opened.email,
            person: None,
            base: format!("/outcome/{secret}"),
        });
    }
    let signed = visitor.person()?;
    let slug = params.get("slug").ok_or(PageError::NotFound)?;
    let body: Id = params.get("organisation").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    policy::seat_of(signed, body).ok_or(PageError::NotFound)?;
    visitor.scope_allows(policy::WRITE)?;
    let round = round_of(&mut view, slug).await?;
    let (side, name) = side_of(&mut view, body).await?;
    let base = format!("/rounds/{slug}/outcome/{body}");
    let (by, person) = (signed.name.clone(), Some(signed.person));
    Ok(Speaking { round, body, name, side, actor: visitor.actor(), by, person, base })
}

fn kinds(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let option = |kind: &OutcomeKind| {
        let label = visitor.text(&format!("outcome-kind-{}", kind.word()))?;
        Ok(context! { value => kind.word(), label => label })
    };
    OutcomeKind::ALL.iter().rev().map(option).collect()
}

/// Choices of the form, shared with the office's page.
pub(super) fn choices(visitor: &Visitor) -> Result<Value, PageError> {
    let reason = |reason: &Reason| {
        let label = visitor.text(&format!("outcome-reason-{}", reason.word()))?;
        Ok(context! { value => reason.word(), label => label })
    };
    let reasons = Reason::ALL.iter().map(reason).collect::<Result<Vec<Value>, PageError>>()?;
    Ok(context! { kinds => kinds(visitor)?, reasons => reasons })
}

fn row(one: &Outcome) -> Value {
    context! {
        id => one.id.to_string(), partner => one.partner(), month => one.month,
        kind => one.kind.map(OutcomeKind::word), reason => one.reason.map(Reason::word),
        words => one.words.clone(), by => one.said_by.clone(), at => one.said_at.map(|at| at.to_string()),
    }
}

/// The questions of a body, for each partner the one that stands and those before it.
async fn questions(db: &mut Session, speaking: &Speaking) -> Result<Vec<(Outcome, Vec<Outcome>)>, PageError> {
    let mut found: Vec<(Outcome, Vec<Outcome>)> = Vec::new();
    for one in list_outcomes_of(db, speaking.round.id, speaking.body).await? {
        let same = |with: &Outcome| with.town == one.town && with.supplier == one.supplier;
        match found.iter_mut().find(|(first, _)| same(first)) {
            Some((_, before)) => before.push(one),
            None => found.push((one, Vec::new())),
        }
    }
    Ok(found)
}

async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let speaking = match speaking(&visitor, &params).await {
        Ok(speaking) => speaking,
        Err(PageError::Gone(_)) => {
            let title = visitor.text("outcome-gone-title")?;
            return visitor.page_with(StatusCode::GONE, "forum/outcome-gone.html", title, context! {});
        }
        Err(error) => return Err(error),
    };
    let mut view = visitor.read().await?;
    let mut open = Vec::new();
    let mut said = Vec::new();
    for (one, before) in questions(&mut view, &speaking).await? {
        let is_told = speaking.side == Side::Town && one.kind.is_some_and(OutcomeKind::is_project);
        let project = if is_told { project_of(&mut view, &one).await? } else { None };
        let value = context! {
            may_tell => is_told, project => project,
            before => before.iter().filter(|one| one.kind.is_some()).map(row).collect::<Vec<_>>(),
            ..row(&one)
        };
        if one.kind.is_some() { said.push(value) } else { open.push(value) }
    }
    drop(view);
    visitor.page(
        "forum/outcome.html",
        visitor.text("outcome-title")?,
        context! {
            base => visitor.url(&speaking.base),
            body => speaking.name,
            round => context! { title => speaking.round.title.clone() },
            office => visitor.tenant().name.clone(),
            is_signed => speaking.person.is_some(),
            open => open,
            said => said,
            kinds => kinds(&visitor)?,
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

/// What the form sends; the office's too.
pub(crate) struct Told {
    pub kind: OutcomeKind,
    pub reason: Option<Reason>,
    pub words: String,
    pub edition: i64,
}

impl FromForm for Told {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let kind = form.choice("result");
        let words = form.text("words", 0..=1_000);
        let is_nothing = kind == Some(OutcomeKind::Nothing);
        let reason = match form.raw("reason").as_str() {
            "" if is_nothing => {
                form.mistake("reason", "outcome-mistake-reason");
                None
            }
            "" => Some(None),
            _ => form.choice("reason").map(Some),
        };
        let edition = form.raw("edition").parse().unwrap_or(0);
        Some(Self { kind: kind?, reason: reason?, words: words?, edition })
    }
}

/// The question of an address, if it is this body's.
async fn asked(db: &mut Session, speaking: &Speaking, id: Option<&String>) -> Result<Outcome, PageError> {
    let id: Id = id.and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let found = find_outcome(db, id).await?;
    let is_own = |one: &Outcome| one.round == speaking.round.id && one.body() == speaking.body;
    let found = found.filter(|one| is_own(one) && one.side == speaking.side).ok_or(PageError::NotFound)?;
    // What was said at an earlier question stays as it was said.
    let all = questions(db, speaking).await?;
    if !all.iter().any(|(standing, _)| standing.id == found.id) {
        return Err(PageError::Conflict("outcome-old"));
    }
    Ok(found)
}

fn page(visitor: &Visitor, speaking: &Speaking, one: &Outcome, sheet: &Sheet) -> Answer {
    let title = visitor.text_with("outcome-one-title", &[("partner", one.partner().into())])?;
    let own = context! {
        base => visitor.url(&speaking.base),
        body => speaking.name.clone(),
        round => context! { title => speaking.round.title.clone() },
        office => visitor.tenant().name.clone(),
        one => row(one),
        edition => one.edition,
        choices => choices(visitor)?,
    };
    if sheet.mistakes.is_empty() {
        return visitor.page(
            "forum/outcome-one.html",
            title,
            context! { form => visitor.form(sheet)?, ..own },
        );
    }
    visitor.again("forum/outcome-one.html", title, sheet, own)
}

async fn form(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let speaking = speaking(&visitor, &params).await?;
    let one = asked(&mut *visitor.read().await?, &speaking, params.get("id")).await?;
    let query = Fields::from_query(visitor.query());
    let chosen = query.first("result").and_then(|word| word.parse::<OutcomeKind>().ok()).or(one.kind);
    let sheet = Sheet::filled([
        ("result", chosen.map(OutcomeKind::word).unwrap_or_default().to_owned()),
        ("reason", one.reason.map(Reason::word).unwrap_or_default().to_owned()),
        ("words", one.words.clone()),
    ]);
    page(&visitor, &speaking, &one, &sheet)
}

async fn answer(visitor: Visitor, Path(params): Path<Params>, form: Form<Told>) -> Answer {
    let speaking = speaking(&visitor, &params).await?;
    let mut change = visitor.change_as(speaking.actor.clone()).await?;
    let one = asked(&mut change, &speaking, params.get("id")).await?;
    let (told, sheet) = match form.checked_with_sheet() {
        Ok(told) => told,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &speaking, &one, &sheet);
        }
    };
    let said = Said {
        kind: told.kind,
        reason: told.reason,
        words: &told.words,
        by: &speaking.by,
        person: speaking.person,
    };
    let is_same = one.kind == Some(told.kind) && one.reason == told.reason && one.words == told.words;
    // The button was pressed twice.
    if !is_same {
        if !answer_question(&mut change, one.id, told.edition, &said).await? {
            drop(change);
            return page(&visitor, &speaking, &one, &sheet.wrong("", "outcome-mistake-edition"));
        }
        let record = Record::new("outcome.said", one.id).with("body", speaking.body);
        change.commit(record.with("result", told.kind)).await?;
    }
    visitor.done(&speaking.base, "outcome-said")
}

/// Begins a project with what is known of the two. Where the holder of a link does it, others finish it.
async fn project(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let speaking = speaking(&visitor, &params).await?;
    let mut change = visitor.change_as(speaking.actor.clone()).await?;
    let one = asked(&mut change, &speaking, params.get("id")).await?;
    if speaking.side != Side::Town {
        return Err(PageError::NotFound);
    }
    let label = begin_project(change, &speaking.round, &one).await?;
    match speaking.person {
        Some(_) => visitor.done(&format!("/projects/{label}/edit"), "outcome-project-begun"),
        None => visitor.done(&speaking.base, "outcome-project-begun-link"),
    }
}
