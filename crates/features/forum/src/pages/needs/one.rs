//! One need: what was written, who seconds it, what the town has handed in over time, and questions to the town.

use axum::extract::Path;
use rathaus_procedure::fill::answer_rows;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{find_form, find_version, history};
use rathaus_store::{Id, Record, Session};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use crate::pages::answer::{holder, send_question};
use crate::pages::chain;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::invitation::contact::list_contacts_of;
use crate::store::invitation::find_invitation_of;
use crate::store::need::{KeptNeed, find_need};
use crate::store::question::{Question, insert_question, list_questions};
use crate::store::round::KeptRound;
use crate::store::seconding::list_seconders;
use rathaus_web::filters::paragraphs;

/// Whether the procedure needs to be as it is, in words; options of an office's own form stay as they are.
pub(super) fn necessity(visitor: &Visitor, word: &str) -> Result<String, PageError> {
    match word {
        "ja" | "einfacher" | "nein" | "unklar" => visitor.text(&format!("needs-necessity-{word}")),
        other => Ok(other.to_owned()),
    }
}

pub(crate) async fn at(
    db: &mut Session,
    slug: &str,
    label: &str,
) -> Result<(KeptRound, KeptNeed), PageError> {
    let round = round_of(db, slug).await?;
    let need = find_need(db, round.id, label).await?.ok_or(PageError::NotFound)?;
    Ok((round, need))
}

/// What the body has handed in, the newest first, each with its answers.
async fn submissions(
    visitor: &Visitor,
    db: &mut Session,
    round: &KeptRound,
    invitation: Id,
) -> Result<Vec<Value>, PageError> {
    let Some(key) = &round.survey else { return Ok(Vec::new()) };
    let Some(form) = find_form(db, key).await? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for submission in history(db, form.id, &holder(invitation)).await? {
        let Some(version) = find_version(db, submission.version).await? else { continue };
        let day = today(submission.submitted_at);
        let pages =
            answer_rows(visitor, &version.definition, &submission.answers, &[], day, &|_| None, &|_| None)?;
        all.push((
            submission.submitted_at,
            context! {
                receipt => submission.receipt(),
                at => submission.submitted_at.to_string(),
                version => version.n,
                is_correction => submission.prior.is_some(),
                is_withdrawn => submission.withdrawn_at.is_some(),
                pages,
            },
        ));
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(all.into_iter().map(|(_, value)| value).collect())
}

async fn page(visitor: &Visitor, round: &KeptRound, need: &KeptNeed, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let seconders = list_seconders(&mut view, need.id).await?;
    let invitation = find_invitation_of(&mut view, round.id, need.organisation).await?;
    let mut reachable = 0;
    let mut handed_in = Vec::new();
    if let Some(invitation) = &invitation {
        let contacts = list_contacts_of(&mut view, invitation.id).await?;
        reachable = contacts.iter().filter(|contact| contact.is_active()).count();
        handed_in = submissions(visitor, &mut view, round, invitation.id).await?;
    }
    let questions: Vec<Value> = list_questions(&mut view, round.id)
        .await?
        .into_iter()
        .filter(|question| question.need == need.id)
        .map(|question| {
            context! {
                words => paragraphs(&question.words),
                by => question.asked_by,
                at => question.asked_at.to_string(),
                answer => question.answer.as_deref().map(paragraphs),
                answered_by => question.answered_by,
                answered_at => question.answered_at.map(|at| at.to_string()),
            }
        })
        .collect();
    let chain = chain::of_need(visitor, &mut view, round, need).await?;
    drop(view);
    let written = &need.written;
    let own = context! {
        round => head(round),
        need => context! {
            label => need.label.clone(),
            title => written.title.clone(),
            text => paragraphs(&written.description),
            town => need.organisation_name.clone(),
            invitation => invitation.map(|invitation| invitation.id.to_string()),
            part => written.part.clone(),
            relevance => written.relevance,
            horizon => written.horizon.clone(),
            software => written.existing_software.clone(),
            limits => written.constraints.clone(),
            benefit => written.citizen_benefit.clone(),
            necessity => necessity(visitor, &written.necessity)?,
            simpler => written.simpler.clone(),
            is_shared => written.is_shared,
            is_public => written.is_public,
            is_withdrawn => need.withdrawn_at.is_some(),
            created_at => need.created_at.to_string(),
            changed_at => need.changed_at.to_string(),
        },
        seconders,
        reachable,
        submissions => handed_in,
        questions,
        chain => shown(chain),
        may_work => policy::may_work(visitor).is_ok(),
    };
    match wrong {
        Some(sheet) => visitor.again("forum/need.html", written.title.clone(), &sheet, own),
        None => {
            let own = context! { form => visitor.form(&Sheet::blank())?, ..own };
            visitor.page("forum/need.html", written.title.clone(), own)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path((slug, label)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let (round, need) = at(&mut *visitor.read().await?, &slug, &label).await?;
    page(&visitor, &round, &need, None).await
}

/// A question to the town.
pub(crate) struct Asked(pub String);

impl FromForm for Asked {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("question", 5..=2_000).map(Self)
    }
}

pub(super) async fn ask(
    visitor: Visitor,
    Path((slug, label)): Path<(String, String)>,
    form: Form<Asked>,
) -> Answer {
    let asked_by = policy::may_work(&visitor)?.name.clone();
    let (round, need) = at(&mut *visitor.read().await?, &slug, &label).await?;
    let (Asked(words), sheet) = match form.checked_with_sheet() {
        Ok(asked) => asked,
        Err(sheet) => return page(&visitor, &round, &need, Some(sheet)).await,
    };
    if asked(&visitor, &round, &need, words, asked_by).await?.is_none() {
        return page(&visitor, &round, &need, Some(sheet.wrong("question", "needs-question-nobody"))).await;
    }
    visitor.done(&format!("/rounds/{slug}/needs/{label}"), "needs-question-sent")
}

/// Asks a town about its need; the question's id, or `None` where nobody would ever read it.
pub(crate) async fn asked(
    visitor: &Visitor,
    round: &KeptRound,
    need: &KeptNeed,
    words: String,
    asked_by: String,
) -> Result<Option<Id>, PageError> {
    let mut change = visitor.change().await?;
    let invitation = find_invitation_of(&mut change, round.id, need.organisation).await?;
    let question = Question {
        id: Id::new(visitor.now()),
        need: need.id,
        organisation: need.organisation,
        words,
        asked_by,
        asked_at: visitor.now(),
        answer: None,
        answered_by: None,
        answered_at: None,
    };
    let mut sent = 0;
    if let Some(invitation) = &invitation {
        insert_question(&mut change, round.id, &question).await?;
        sent = send_question(visitor, &mut change, round, invitation, need, &question).await?;
    }
    if sent == 0 {
        return Ok(None);
    }
    change.commit(Record::new("need.question-asked", question.id).with("need", need.id)).await?;
    Ok(Some(question.id))
}
