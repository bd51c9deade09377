//! How far the preparation of an election is: what is done, what lacks, and where it is mended. Freezing it, giving it up.

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use rathaus_store::{Record, Session};
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Value, Visitor, context, get, post};

use super::elections::state_of;
use crate::freezing::{Frozen, lacks};
use crate::jobs::Telling;
use crate::model::{Lack, RoleKind, Stage};
use crate::policy;
use crate::preparing::{held_draft, named};
use crate::rehearsal::keep_frozen;
use crate::store::election::{Election, find_fingerprint, list_rehearsals, update_stage};
use crate::store::elector::{Register, find_register, list_electors};
use crate::store::message::{MessageRow, list_messages};
use crate::store::role::{RoleRow, list_roles};

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/preparation", get(show))
        .route("/votes/{uuid}/freezing", post(freeze))
        .route("/votes/{uuid}/cancellation", post(cancel));
}

/// What the pages of the preparation have in common: which election, and whether it can be changed.
pub(crate) fn election_of(visitor: &Visitor, election: &Election) -> Result<Value, PageError> {
    Ok(context! {
        uuid => election.uuid.clone(),
        title => election.title.clone(),
        base => visitor.url(&format!("/votes/{}", election.uuid)),
        state => state_of(visitor, election)?,
        is_draft => election.stage == Stage::Draft,
        may_change => election.stage == Stage::Draft && policy::may_work(visitor).is_ok(),
    })
}

/// The page on which a lack is mended.
fn page_of(lack: Lack) -> &'static str {
    match lack {
        Lack::Questions => "questions",
        Lack::Window | Lack::Paper => "rules",
        Lack::Electors | Lack::Weights | Lack::Credentials => "electors",
        Lack::Board | Lack::Trustees | Lack::Registrar | Lack::Keys | Lack::Apart => "roles",
    }
}

/// What a draft is made of.
struct Draft {
    roles: Vec<RoleRow>,
    register: Register,
    messages: Vec<MessageRow>,
}

impl Draft {
    async fn of(session: &mut Session, election: &Election) -> Result<Self, PageError> {
        Ok(Self {
            roles: list_roles(session, election.id).await?,
            register: find_register(session, election.id).await?,
            messages: list_messages(session, election.id).await?,
        })
    }

    fn lacks(&self, election: &Election, now: Timestamp) -> Vec<Lack> {
        let mut found = lacks(election, &self.roles, &self.register, &self.messages);
        // What is over by now would never be opened.
        if election.closes_at.is_some_and(|closes| closes <= now) {
            found.push(Lack::Window);
        }
        found
    }
}

/// The steps of the preparation: each is done when nothing of its page lacks.
fn steps(visitor: &Visitor, election: &Election, lacks: &[Lack]) -> Result<Vec<Value>, PageError> {
    let base = visitor.url(&format!("/votes/{}", election.uuid));
    let is_draft = election.stage == Stage::Draft;
    let mut is_before_open = true;
    let mut steps = Vec::new();
    for page in ["questions", "rules", "electors", "roles"] {
        let missing = lacks.iter().filter(|lack| page_of(**lack) == page).count();
        let is_done = !is_draft || missing == 0;
        let state = match (is_done, is_before_open) {
            (true, _) => "done",
            (false, true) => "current",
            (false, false) => "later",
        };
        is_before_open &= is_done;
        let note = match missing {
            _ if is_done => String::new(),
            n => visitor.text_with("preparation-missing", &[("n", n.into())])?,
        };
        let label = visitor.text(&format!("preparation-step-{page}"))?;
        steps.push(context! { label, href => format!("{base}/{page}"), state, note });
    }
    let state = match (election.frozen_at, is_draft && is_before_open) {
        (Some(_), _) => "done",
        (None, true) => "current",
        // Something lacks, or it was given up.
        (None, false) => "later",
    };
    let date = election.frozen_at.map(|at| rathaus_web::filters::date_time(visitor.lang(), at));
    let label = visitor.text("preparation-step-freezing")?;
    steps.push(context! { label, state, date => date.unwrap_or_default() });
    Ok(steps)
}

/// What happened so far, the latest first.
fn events(visitor: &Visitor, election: &Election) -> Result<Vec<Value>, PageError> {
    let times = [
        ("published", election.published_at),
        ("closed", election.closed_at),
        ("opened", election.opened_at),
        ("frozen", election.frozen_at),
        ("made", Some(election.made_at)),
    ];
    let event = |(word, at)| {
        Ok(context! {
            when => rathaus_web::filters::date_time(visitor.lang(), at),
            title => visitor.text(&format!("preparation-event-{word}"))?,
        })
    };
    times.into_iter().filter_map(|(word, at)| Some((word, at?))).map(event).collect()
}

/// Why something was not done.
enum Refused {
    /// Something lacks, as the page says anyway.
    Lacking,
    /// What was put together does not fit, in the words of the engine.
    Wrong(String),
    /// Giving up was not confirmed.
    Unsure,
}

async fn page(visitor: &Visitor, uuid: &str, refused: Option<Refused>) -> Answer {
    let mut view = visitor.read().await?;
    let election = named(&mut view, uuid).await?;
    if election.rehearses.is_some() {
        return visitor.to(&format!("/votes/{uuid}/rehearsal"));
    }
    let draft = Draft::of(&mut view, &election).await?;
    let fingerprint = find_fingerprint(&mut view, election.id).await?;
    let rehearsals = list_rehearsals(&mut view, election.id).await?;
    drop(view);
    let missing =
        if election.stage == Stage::Draft { draft.lacks(&election, visitor.now()) } else { Vec::new() };
    let base = visitor.url(&format!("/votes/{uuid}"));
    let lack = |lack: &Lack| {
        let page = page_of(*lack);
        Ok(context! {
            text => visitor.text(&format!("elections-lack-{}", lack.word()))?,
            href => format!("{base}/{page}"),
            page => visitor.text(&format!("preparation-step-{page}"))?,
        })
    };
    let rehearsal = |one: &Election| {
        Ok(context! {
            href => visitor.url(&format!("/votes/{}/rehearsal", one.uuid)),
            made => one.made_at.to_string(), state => state_of(visitor, one)?,
        })
    };
    let may_work = policy::may_work(visitor).is_ok();
    let context = context! {
        election => election_of(visitor, &election)?,
        steps => steps(visitor, &election, &missing)?,
        events => events(visitor, &election)?,
        lacks => missing.iter().map(lack).collect::<Result<Vec<_>, PageError>>()?,
        may_freeze => may_work && election.stage == Stage::Draft && missing.is_empty(),
        may_cancel => may_work && matches!(election.stage, Stage::Draft | Stage::Frozen),
        may_rehearse => may_work && may_be_rehearsed(&election),
        rehearsals => rehearsals.iter().map(rehearsal).collect::<Result<Vec<_>, PageError>>()?,
        fingerprint => fingerprint.unwrap_or_default(),
        electors => draft.register.electors,
        is_public => election.stage.is_public(),
        is_unsure => matches!(refused, Some(Refused::Unsure)),
        wrong => match &refused {
            Some(Refused::Wrong(wrong)) => wrong.as_str(),
            _ => "",
        },
        form => visitor.form(&Sheet::blank())?,
    };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visitor.page_with(status, "votes/preparation.html", visitor.text("preparation-title")?, context)
}

/// Whether there is enough to try it out: questions with answers, and nobody gave it up.
pub(crate) fn may_be_rehearsed(election: &Election) -> bool {
    election.rehearses.is_none()
        && matches!(election.stage, Stage::Draft | Stage::Frozen)
        && !election.questions.is_empty()
        && election.questions.iter().all(|question| !question.answers.is_empty())
}

/// The word for a deliberately invalid vote: what is frozen speaks the language of the tenant, whoever froze it.
pub(crate) fn invalid_of(visitor: &Visitor) -> Result<String, PageError> {
    Ok(visitor.app().texts(visitor.tenant().lang).get("elections-invalid")?)
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &uuid, None).await
}

async fn freeze(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let path = format!("/votes/{uuid}/preparation");
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    if election.frozen_at.is_some() {
        // The second of two clicks.
        return visitor.done(&path, "preparation-frozen");
    }
    if election.stage != Stage::Draft {
        return Err(PageError::Conflict("preparation-not-draft"));
    }
    let draft = Draft::of(&mut view, &election).await?;
    let electors = list_electors(&mut view, election.id).await?;
    drop(view);
    if !draft.lacks(&election, visitor.now()).is_empty() {
        return page(&visitor, &uuid, Some(Refused::Lacking)).await;
    }
    let (invalid, administrator) = (invalid_of(&visitor)?, visitor.tenant().name.clone());
    let now = visitor.now();
    // Every key and every credential is checked, which takes a while: not inside a change.
    let work = move || {
        let frozen = Frozen {
            election: &election,
            roles: &draft.roles,
            messages: &draft.messages,
            electors: &electors,
            invalid: &invalid,
            administrator: &administrator,
        };
        let setup = frozen.setup(now);
        (setup, election, draft, electors)
    };
    let (setup, election, draft, electors) =
        tokio::task::spawn_blocking(work).await.map_err(PageError::fault)?;
    let setup = match setup {
        Ok(setup) => setup,
        Err(wrong) => return page(&visitor, &uuid, Some(Refused::Wrong(wrong))).await,
    };
    let mut change = visitor.change().await?;
    let now_is = match held_draft(&mut change, &uuid).await {
        Ok(now_is) => now_is,
        Err(PageError::Conflict(_)) => return visitor.done(&path, "preparation-frozen"),
        Err(error) => return Err(error),
    };
    // Only what was checked is frozen.
    let is_same = now_is == election
        && list_roles(&mut change, election.id).await? == draft.roles
        && list_messages(&mut change, election.id).await? == draft.messages
        && list_electors(&mut change, election.id).await? == electors;
    if !is_same {
        return Err(PageError::Conflict("preparation-changed"));
    }
    keep_frozen(&mut change, election.id, &setup).await?;
    for role in draft.roles.iter().filter(|role| role.kind == RoleKind::Board) {
        change.enqueue(Telling::of(role.id, "frozen")?).await?;
    }
    let record = Record::new("election.frozen", election.id).with("fingerprint", setup.fingerprint);
    change.commit(record).await?;
    visitor.done(&path, "preparation-frozen")
}

async fn cancel(visitor: Visitor, Path(uuid): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let path = format!("/votes/{uuid}/preparation");
    let mut change = visitor.change().await?;
    let election = named(&mut change, &uuid).await?;
    if election.stage == Stage::Cancelled {
        return visitor.done(&path, "preparation-cancelled");
    }
    if election.rehearses.is_some() || !matches!(election.stage, Stage::Draft | Stage::Frozen) {
        return Err(PageError::Conflict("preparation-is-open"));
    }
    if fields.first("sure").is_none() {
        drop(change);
        return page(&visitor, &uuid, Some(Refused::Unsure)).await;
    }
    if !update_stage(&mut change, election.id, election.stage, Stage::Cancelled).await? {
        return Err(PageError::Conflict("preparation-is-open"));
    }
    change.commit(Record::new("election.cancelled", election.id)).await?;
    visitor.done(&path, "preparation-cancelled")
}
