//! What is written to suppliers, and the buttons that send it: invitations, reminders, refusals. Every one with a preview.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context, shown};

use super::head;
use crate::model::correspondence::day_of;
use crate::model::supplier_words::SupplierWords;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::decision::find_standing;
use crate::store::round::KeptRound;
use crate::store::supplier_invitation::{SupplierInvitation, SupplierState, list_supplier_invitations};
use crate::store::supplier_letter::{LetterKind, find_words, save_words};
use crate::supplying::{Letter, Path as LetterPath, SupplierDesk, Unchosen, list_unchosen};

/// The groups a mailing goes to, in the order of the page.
const GROUPS: [LetterKind; 3] = [LetterKind::Invitation, LetterKind::Reminder, LetterKind::Refusal];

fn invitations_of(kind: LetterKind, all: &[SupplierInvitation]) -> Vec<&SupplierInvitation> {
    let state = match kind {
        LetterKind::Invitation => SupplierState::Listed,
        LetterKind::Reminder => SupplierState::Invited,
        _ => return Vec::new(),
    };
    all.iter().filter(|one| one.state == state).collect()
}

fn refusal(firm: &Unchosen) -> Letter<'_> {
    Letter {
        kind: LetterKind::Refusal,
        organisation: firm.organisation,
        supplier: &firm.supplier,
        about: firm.offer,
        offers: firm.titles.clone(),
        deadline: None,
        words: "",
        subject: "",
    }
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let (words, _) = find_words(&mut view, round.id).await?;
    let all = list_supplier_invitations(&mut view, round.id).await?;
    let decision = find_standing(&mut view, round.id).await?;
    let unchosen = match &decision {
        Some(decision) => list_unchosen(&mut view, decision, visitor.now()).await?,
        None => Vec::new(),
    };
    let desk = SupplierDesk { app: visitor.app(), tenant: visitor.tenant(), round: &round, words: &words };
    let deadline = desk.deadline(day_of(visitor.now()));
    let example = visitor.text("suppliers-example")?;
    let mut previews = Vec::new();
    for kind in GROUPS {
        let waiting = invitations_of(kind, &all);
        let firm = waiting.first().copied().or(all.first());
        // The words as somebody gets them who can be written to.
        let reached = unchosen.iter().find(|firm| !firm.speakers.is_empty()).or(unchosen.first());
        let letter = match (kind, reached, firm) {
            (LetterKind::Refusal, Some(firm), _) => refusal(firm),
            (_, _, firm) => Letter {
                kind,
                organisation: round.id,
                supplier: firm.map_or(example.as_str(), |one| &one.supplier),
                about: round.id,
                offers: firm.map_or_else(|| example.clone(), |one| one.offer_title.clone()),
                deadline: (kind != LetterKind::Refusal).then_some(deadline),
                words: "",
                subject: "",
            },
        };
        let path = if kind == LetterKind::Refusal { "" } else { "/selected/…" };
        let (mail, _) = desk.write(&letter, "kontakt@example.org", "", path).await?;
        let (n, silent): (usize, Vec<String>) = match kind {
            LetterKind::Refusal => (
                unchosen.iter().filter(|firm| !firm.speakers.is_empty()).count(),
                unchosen
                    .iter()
                    .filter(|firm| firm.speakers.is_empty())
                    .map(|firm| firm.supplier.clone())
                    .collect(),
            ),
            _ => (waiting.len(), Vec::new()),
        };
        previews.push(context! {
            group => kind.word(), n => n, silent => silent, subject => mail.subject, text => mail.text,
            key => Id::new(visitor.now()).to_string(),
        });
    }
    drop(view);
    let title = visitor.text("suppliers-mailing-title")?;
    visitor.page(
        "forum/suppliers-mailing.html",
        title,
        context! {
            round => head(&round), previews => previews, is_decided => decision.is_some(), words => shown(words.clone()),
            token => visitor.form_token(),
        },
    )
}

pub(super) struct Sending {
    kind: LetterKind,
    key: Id,
}

impl FromForm for Sending {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let word = form.raw("group");
        let kind = GROUPS.into_iter().find(|kind| kind.word() == word);
        Some(Self { key: form.id("key")?, kind: kind? })
    }
}

pub(super) async fn send(visitor: Visitor, Path(slug): Path<String>, form: Form<Sending>) -> Answer {
    policy::may_work(&visitor)?;
    round_of(&mut *visitor.read().await?, &slug).await?;
    let Ok(sending) = form.checked() else { return Err(PageError::BadRequest("no such mailing".into())) };
    let (sent, _) = send_group(&visitor, &slug, sending.kind, sending.key).await?;
    let notice = if sent == 0 { "suppliers-nobody" } else { "suppliers-sent" };
    visitor.done(&format!("/rounds/{slug}/suppliers"), notice)
}

/// Sends to a group; gives how many mails, and how many suppliers nobody could be written to.
pub(crate) async fn send_group(
    visitor: &Visitor,
    slug: &str,
    kind: LetterKind,
    key: Id,
) -> Result<(usize, usize), PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let (words, _) = find_words(&mut change, round.id).await?;
    let desk = SupplierDesk { app: visitor.app(), tenant: visitor.tenant(), round: &round, words: &words };
    let key = format!("office:{key}");
    let (mut sent, mut silent) = (0, 0);
    if kind == LetterKind::Refusal {
        let Some(decision) = find_standing(&mut change, round.id).await? else { return Ok((0, 0)) };
        for firm in list_unchosen(&mut change, &decision, visitor.now()).await? {
            silent += usize::from(firm.speakers.is_empty());
            for (email, name) in &firm.speakers {
                let to = (email.as_str(), name.as_str());
                let is_sent = desk.send(&mut change, &refusal(&firm), &key, to, LetterPath::None).await?;
                sent += usize::from(is_sent);
            }
        }
    } else {
        let all = list_supplier_invitations(&mut change, round.id).await?;
        for invitation in invitations_of(kind, &all) {
            let mails = match kind {
                LetterKind::Invitation => desk.invite(&mut change, invitation, &key).await?,
                _ => desk.remind(&mut change, invitation, &key).await?,
            };
            silent += usize::from(mails == 0);
            sent += mails;
        }
    }
    if sent > 0 {
        let record = Record::new("suppliers.mailed", round.id)
            .with("kind", kind)
            .with("mailing", &key)
            .with("mails", sent);
        change.commit(record).await?;
    }
    Ok((sent, silent))
}

/// The office's words.
pub(super) struct Wording {
    words: SupplierWords,
    edition: i64,
}

impl FromForm for Wording {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let invitation_subject = form.text("invitation_subject", 0..=150);
        let invitation_text = form.text("invitation_text", 0..=4_000);
        let reminder_subject = form.text("reminder_subject", 0..=150);
        let reminder_text = form.text("reminder_text", 0..=4_000);
        let refusal_subject = form.text("refusal_subject", 0..=150);
        let refusal_text = form.text("refusal_text", 0..=4_000);
        let reply_to =
            if form.raw("reply_to").is_empty() { Some(None) } else { form.email("reply_to").map(Some) };
        let days = form.number("days", 1..=180).and_then(|n| u16::try_from(n).ok());
        let remind_days = form.number("remind_days", 0..=60).and_then(|n| u16::try_from(n).ok());
        let words = SupplierWords {
            invitation_subject: invitation_subject?,
            invitation_text: invitation_text?,
            reminder_subject: reminder_subject?,
            reminder_text: reminder_text?,
            refusal_subject: refusal_subject?,
            refusal_text: refusal_text?,
            reply_to: reply_to?,
            days: days?,
            remind_days: remind_days?,
        };
        Some(Self { words, edition: edition? })
    }
}

async fn letter_page(visitor: &Visitor, round: &KeptRound, wrong: Option<Sheet>) -> Answer {
    let title = visitor.text("suppliers-letter-title")?;
    let context = context! { round => head(round) };
    if let Some(sheet) = wrong {
        return visitor.again("forum/suppliers-letter.html", title, &sheet, context);
    }
    let (words, edition) = find_words(&mut *visitor.read().await?, round.id).await?;
    let sheet = Sheet::filled([
        ("edition", edition.to_string()),
        ("invitation_subject", words.invitation_subject),
        ("invitation_text", words.invitation_text),
        ("reminder_subject", words.reminder_subject),
        ("reminder_text", words.reminder_text),
        ("refusal_subject", words.refusal_subject),
        ("refusal_text", words.refusal_text),
        ("reply_to", words.reply_to.unwrap_or_default()),
        ("days", words.days.to_string()),
        ("remind_days", words.remind_days.to_string()),
    ]);
    let context = context! { form => visitor.form(&sheet)?, ..context };
    visitor.page("forum/suppliers-letter.html", title, context)
}

pub(super) async fn letter(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let round = round_of(&mut *visitor.read().await?, &slug).await?;
    letter_page(&visitor, &round, None).await
}

pub(super) async fn save(visitor: Visitor, Path(slug): Path<String>, form: Form<Wording>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let (wording, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return letter_page(&visitor, &round, Some(sheet)).await;
        }
    };
    if !save_words(&mut change, round.id, &wording.words, wording.edition).await? {
        drop(change);
        return letter_page(&visitor, &round, Some(sheet.wrong("", "round-mistake-edition"))).await;
    }
    change.commit(Record::new("suppliers.letter-changed", round.id)).await?;
    visitor.done(&format!("/rounds/{slug}/suppliers/mailing"), "suppliers-letter-saved")
}
