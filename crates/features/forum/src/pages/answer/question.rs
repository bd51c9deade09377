//! A question of the office about a need, and the town's answer.

use axum::extract::Path;
use rathaus_procedure::fill::Params;
use rathaus_store::{Change, Id, Record};
use rathaus_web::mail;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context};

use super::{Answering, answering};
use crate::mailing::about;
use crate::store::invitation::contact::list_contacts_of;
use crate::store::invitation::{Invitation, issue_link};
use crate::store::need::{KeptNeed, list_needs};
use crate::store::question::{Question, answer_question, find_question};
use crate::store::round::KeptRound;
use rathaus_web::filters::paragraphs;

/// Sends a question by mail to all contacts of a body, each with a link of their own; gives to how many.
///
/// # Errors
///
/// What the database says; a fault where a text or template is missing.
pub async fn send_question(
    visitor: &Visitor,
    change: &mut Change,
    round: &KeptRound,
    invitation: &Invitation,
    need: &KeptNeed,
    question: &Question,
) -> Result<usize, PageError> {
    let lang = visitor.tenant().lang;
    let texts = visitor.app().texts(lang).clone();
    let mut sent = 0;
    for contact in list_contacts_of(change, invitation.id).await?.iter().filter(|c| c.is_active()) {
        let path = issue_link(change, round, invitation, contact).await?;
        let link = visitor.full_url(&format!("{path}/questions/{}", question.id));
        let args = [
            ("title", need.written.title.as_str().into()),
            ("round", round.title.as_str().into()),
            ("office", visitor.tenant().name.as_str().into()),
            ("by", question.asked_by.as_str().into()),
            ("town", invitation.name.as_str().into()),
        ];
        let greeting = match contact.name.as_str() {
            "" => texts.get("mailing-greeting")?,
            name => texts.with("mailing-greeting-name", &[("name", name.into())])?,
        };
        let own = context! {
            greeting,
            intro => texts.with("needs-question-mail-intro", &args)?,
            paragraphs => paragraphs(&question.words),
            link,
            go => texts.get("needs-question-mail-go")?,
            bye => texts.with("mailing-bye", &args)?,
            why => texts.with("mailing-why", &args)?,
        };
        let subject = texts.with("needs-question-mail-subject", &args)?;
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let letter = visitor.mail(lang, "forum/question-mail", subject, contact.email.clone(), own)?;
        let letter = letter.about(about(round.id, Some(invitation.id), Some(contact.id)));
        mail::enqueue(change, letter).await?;
        sent += 1;
    }
    Ok(sent)
}

/// What the town says.
pub(crate) struct Said(pub String);

impl FromForm for Said {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("answer", 1..=4_000).map(Self)
    }
}

async fn at(
    visitor: &Visitor,
    params: &Params,
) -> Result<(Answering, Question, Option<KeptNeed>), PageError> {
    let answering = answering(visitor, params).await?;
    let id: Id = params.get("id").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let mut view = visitor.read().await?;
    let body = answering.invitation.organisation;
    let question = find_question(&mut view, id, body).await?.ok_or(PageError::NotFound)?;
    let need = list_needs(&mut view, answering.round.id).await?.into_iter().find(|n| n.id == question.need);
    Ok((answering, question, need))
}

fn own(
    visitor: &Visitor,
    answering: &Answering,
    question: &Question,
    need: Option<&KeptNeed>,
) -> rathaus_web::Value {
    context! {
        question => context! {
            words => paragraphs(&question.words),
            by => question.asked_by.clone(),
            at => question.asked_at.to_string(),
            answered_by => question.answered_by.clone(),
            answered_at => question.answered_at.map(|at| at.to_string()),
        },
        title => need.map(|need| need.written.title.clone()),
        text => need.map(|need| paragraphs(&need.written.description)).unwrap_or_default(),
        action => visitor.url(&format!("{}/questions/{}", answering.base, question.id)),
        ..answering.context(visitor)
    }
}

pub(super) async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let (answering, question, need) = at(&visitor, &params).await?;
    let said = question.answer.clone().unwrap_or_default();
    let form = visitor.form(&Sheet::filled([("answer", said)]))?;
    let own = context! { form, ..own(&visitor, &answering, &question, need.as_ref()) };
    visitor.page("forum/answer-question.html", visitor.text("answer-question")?, own)
}

pub(super) async fn answer(visitor: Visitor, Path(params): Path<Params>, form: Form<Said>) -> Answer {
    let (answering, question, need) = at(&visitor, &params).await?;
    let Said(said) = match form.checked() {
        Ok(said) => said,
        Err(sheet) => {
            let own = own(&visitor, &answering, &question, need.as_ref());
            return visitor.again(
                "forum/answer-question.html",
                visitor.text("answer-question")?,
                &sheet,
                own,
            );
        }
    };
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    answer_question(&mut change, question.id, &said, &answering.by).await?;
    change.commit(Record::new("need.question-answered", question.id)).await?;
    visitor.done(&answering.base, "answer-question-done")
}
