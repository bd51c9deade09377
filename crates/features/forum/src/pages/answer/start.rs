//! Where a link leads: who asks what, until when, what becomes of it, who else has a link, and where to go on.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_procedure::fill::Params;
use rathaus_procedure::store::{current_submission, find_draft, find_form};
use rathaus_store::Record;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{Answering, answering, holder};
use crate::mailing::{Desk, MOST_CONTACTS};
use crate::store::correspondence::find_correspondence;
use crate::store::invitation::contact::{Contact, list_contacts_of};
use crate::store::invitation::{Invited, State, mark_declined, mark_opened, mark_taking_part};
use crate::store::question::list_questions;
use crate::store::round::Stage;
use crate::store::seconding::list_seconded;
use rathaus_web::filters::paragraphs;

/// The title of the page, and the page with or without mistakes.
async fn page(visitor: &Visitor, answering: &Answering, wrong: Option<Sheet>) -> Answer {
    let invitation = &answering.invitation;
    let mut view = visitor.read().await?;
    let contacts = list_contacts_of(&mut view, invitation.id).await?;
    let active = contacts.iter().filter(|c| c.is_active());
    let colleagues: Vec<String> = active
        .clone()
        .filter(|c| c.email != answering.email)
        .map(|c| if c.name.is_empty() { c.email.clone() } else { c.name.clone() })
        .collect();
    let may_pass_on = active.count() < MOST_CONTACTS;
    let form = match &answering.round.survey {
        Some(key) => find_form(&mut view, key).await?,
        None => None,
    };
    let holder = holder(invitation.id);
    let (mut draft, mut current) = (None, None);
    if let Some(form) = form {
        draft = find_draft(&mut view, form.id, &holder).await?;
        current = current_submission(&mut view, form.id, &holder).await?;
    }
    let questions: Vec<Value> = list_questions(&mut view, answering.round.id)
        .await?
        .into_iter()
        .filter(|question| question.organisation == invitation.organisation)
        .map(|question| {
            let href = visitor.url(&format!("{}/questions/{}", answering.base, question.id));
            context! { href, words => question.words, is_open => question.answer.is_none() }
        })
        .collect();
    let seconded = list_seconded(&mut view, answering.round.id, invitation.organisation).await?.len();
    drop(view);
    let last = draft.as_ref().and_then(|draft| draft.saves.values().max_by_key(|page| page.at));
    let survey = answering.round.stage(Stage::Survey);
    let own = context! {
        office => visitor.tenant().name.clone(),
        intro => paragraphs(&answering.round.intro),
        starts => survey.starts.map(|day| day.to_string()),
        is_before => survey.phase(crate::model::correspondence::day_of(visitor.now()))
            == crate::store::round::Phase::Before,
        state => invitation.state.word(),
        reason => invitation.reason.clone(),
        may_decline => !matches!(invitation.state, State::Answered | State::Declined),
        colleagues,
        may_pass_on,
        has_link => answering.invited.is_some(),
        draft => draft.as_ref().map(|draft| context! {
            at => draft.updated_at.to_string(),
            by => last.map(|page| page.by.clone()).unwrap_or_default(),
        }),
        current => current.as_ref().map(|sent| context! {
            at => sent.submitted_at.to_string(),
            receipt => sent.receipt(),
        }),
        questions,
        seconded,
        ..answering.context(visitor)
    };
    let title = answering.round.title.clone();
    match wrong {
        Some(sheet) => visitor.again("forum/answer.html", title, &sheet, own),
        None => {
            let own = context! { form => visitor.form(&Sheet::blank())?, ..own };
            visitor.page("forum/answer.html", title, own)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let answering = match answering(&visitor, &params).await {
        Ok(answering) => answering,
        // A plain page with a way to a new link, instead of the error alone.
        Err(PageError::Gone(_)) => {
            let form = visitor.form(&Sheet::blank())?;
            let title = visitor.text("answer-link-title")?;
            let own = context! { form, sent => false, is_gone => true };
            return visitor.page_with(StatusCode::GONE, "forum/answer-link.html", title, own);
        }
        Err(error) => return Err(error),
    };
    if answering.invitation.opened_at.is_none() {
        let mut change = visitor.change_as(answering.actor.clone()).await?;
        if mark_opened(&mut change, answering.invitation.id).await? {
            change.commit(Record::new("invitation.opened", answering.invitation.id)).await?;
        }
    }
    page(&visitor, &answering, None).await
}

/// A colleague.
pub(super) struct Colleague {
    email: String,
    name: String,
}

impl FromForm for Colleague {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let email = form.email("email");
        let name = form.text("name", 0..=120);
        Some(Self { email: email?, name: name? })
    }
}

/// Who passes it on: the holder of a link, or the person who is signed in.
fn invited(answering: &Answering) -> Invited {
    answering.invited.clone().unwrap_or_else(|| Invited {
        link: answering.invitation.id,
        invitation: answering.invitation.clone(),
        organisation: answering.invitation.organisation,
        contact: Contact {
            id: answering.invitation.id,
            round: answering.round.id,
            invitation: answering.invitation.id,
            email: answering.email.clone(),
            name: answering.name.clone(),
            origin: crate::store::invitation::contact::Origin::Passed,
            added_at: answering.invitation.listed_at,
            mailed_at: None,
            mail: None,
            mailing: None,
            stopped_at: None,
        },
        round: answering.round.clone(),
    })
}

pub(super) async fn pass_on(visitor: Visitor, Path(params): Path<Params>, form: Form<Colleague>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let colleague = match form.checked() {
        Ok(colleague) => colleague,
        Err(sheet) => return page(&visitor, &answering, Some(sheet)).await,
    };
    if !answering.is_open(&visitor) {
        return Err(PageError::Conflict("answer-closed"));
    }
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    let (words, _) = find_correspondence(&mut change, answering.round.id).await?;
    let desk = Desk { app: visitor.app(), tenant: visitor.tenant(), round: &answering.round, words: &words };
    let invited = invited(&answering);
    let contact = desk.pass_on(&mut change, &invited, &colleague.email, &colleague.name).await?;
    change
        .commit(Record::new("invitation.passed", invited.invitation.id).with("contact", contact.id))
        .await?;
    visitor.done(&answering.base, "answer-passed")
}

/// Why a body does not take part; may be empty.
pub(super) struct Refusal(String);

impl FromForm for Refusal {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("reason", 0..=500).map(Self)
    }
}

pub(super) async fn decline(visitor: Visitor, Path(params): Path<Params>, form: Form<Refusal>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let Refusal(reason) = match form.checked() {
        Ok(refusal) => refusal,
        Err(sheet) => return page(&visitor, &answering, Some(sheet)).await,
    };
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    if mark_declined(&mut change, answering.invitation.id, &reason).await? {
        change.commit(Record::new("invitation.declined", answering.invitation.id)).await?;
    }
    visitor.done(&answering.base, "answer-declined-done")
}

pub(super) async fn take_part(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    if mark_taking_part(&mut change, answering.invitation.id).await? {
        change.commit(Record::new("invitation.taking-part", answering.invitation.id)).await?;
    }
    visitor.done(&answering.base, "answer-taking-part")
}
