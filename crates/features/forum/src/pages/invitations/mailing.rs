//! What is written to those who are invited, and the button that sends it.
//!
//! Sending needs two looks: the words with a preview, and to how many they go. The form carries the mailing's key, so
//! that pressing twice sends once.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context, shown};

use super::{Case, Trouble, cases, head};
use crate::jobs::mailing::Mailing;
use crate::mailing::{Desk, Kind};
use crate::model::correspondence::{Correspondence, ReminderRule};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::correspondence::{find_correspondence, save_correspondence};
use crate::store::invitation::Invitation;
use crate::store::invitation::contact::{Contact, Origin};
use crate::store::round::{KeptRound, Phase, Stage};

/// To whom a mailing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Chosen, reachable, nothing sent.
    Unsent,
    /// Asked without an answer.
    Unanswered,
}

impl std::str::FromStr for Group {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "unsent" => Ok(Group::Unsent),
            "unanswered" => Ok(Group::Unanswered),
            _ => Err(()),
        }
    }
}

impl Group {
    fn kind(self) -> Kind {
        match self {
            Group::Unsent => Kind::Invitation,
            Group::Unanswered => Kind::Reminder,
        }
    }

    fn of(self, cases: &[Case]) -> Vec<Id> {
        let trouble = match self {
            Group::Unsent => Trouble::Unsent,
            Group::Unanswered => Trouble::Unanswered,
        };
        cases.iter().filter(|case| case.trouble() == Some(trouble)).map(|case| case.invitation.id).collect()
    }
}

/// What the button sends.
pub(crate) struct Sending {
    group: Group,
    key: Id,
}

impl FromForm for Sending {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let group = form.choice("group");
        Some(Self { group: group?, key: form.id("key")? })
    }
}

/// The invitation that previews are written for: the first of the round, or an example.
fn example(round: &KeptRound, cases: &[Case], now: jiff::Timestamp) -> (Invitation, Contact) {
    let first = cases.iter().find(|case| case.contacts.iter().any(Contact::is_active));
    let invitation = match first.or(cases.first()) {
        Some(case) => case.invitation.clone(),
        None => Invitation::listed(now, round.id, round.id, "Musterstadt", None, 0),
    };
    let contact = first.and_then(|case| case.contacts.iter().find(|c| c.is_active())).cloned();
    let contact = contact.unwrap_or_else(|| Contact {
        id: invitation.id,
        round: round.id,
        invitation: invitation.id,
        email: "rathaus@example.org".to_owned(),
        name: String::new(),
        origin: Origin::Office,
        added_at: now,
        mailed_at: None,
        mail: None,
        mailing: None,
        stopped_at: None,
    });
    (invitation, contact)
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let cases = cases(&mut view, round.id).await?;
    let (words, _) = find_correspondence(&mut view, round.id).await?;
    let desk = Desk { app: visitor.app(), tenant: visitor.tenant(), round: &round, words: &words };
    let (invitation, contact) = example(&round, &cases, visitor.now());
    let mut previews = Vec::new();
    for group in [Group::Unsent, Group::Unanswered] {
        let mail = desk.write(group.kind(), &invitation, &contact, "/answer/…").await?;
        previews.push(context! {
            group => if group == Group::Unsent { "unsent" } else { "unanswered" },
            n => group.of(&cases).len(),
            to => mail.to,
            subject => mail.subject,
            text => mail.text,
            key => Id::new(visitor.now()).to_string(),
        });
    }
    let count = |trouble| cases.iter().filter(|case| case.trouble() == Some(trouble)).count();
    let survey = round.stage(Stage::Survey);
    let title = visitor.text("invitations-mailing-title")?;
    visitor.page(
        "forum/invitations-mailing.html",
        title,
        context! {
            round => head(&round),
            previews => previews,
            no_contact => count(Trouble::NoContact),
            bounced => count(Trouble::Bounced),
            is_over => survey.phase(crate::model::correspondence::day_of(visitor.now())) == Phase::After,
            rule => shown(words.rule),
            token => visitor.form_token(),
        },
    )
}

pub(super) async fn send(visitor: Visitor, Path(slug): Path<String>, sent: Form<Sending>) -> Answer {
    policy::may_work(&visitor)?;
    round_of(&mut *visitor.read().await?, &slug).await?;
    let Ok(sending) = sent.checked() else { return Err(PageError::BadRequest("no such mailing".into())) };
    let n = sent_out(&visitor, &slug, &sending).await?;
    let notice = if n == 0 { "invitations-nobody-to-send" } else { "invitations-sending" };
    visitor.done(&format!("/rounds/{slug}/invitations"), notice)
}

/// Has a mailing sent. Gives to how many bodies.
pub(crate) async fn sent_out(visitor: &Visitor, slug: &str, sending: &Sending) -> Result<usize, PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let cases = cases(&mut change, round.id).await?;
    let invitations = sending.group.of(&cases);
    if invitations.is_empty() {
        return Ok(0);
    }
    let n = invitations.len();
    let mailing = Mailing {
        round: round.id,
        kind: sending.group.kind(),
        key: format!("office:{}", sending.key),
        invitations,
    };
    change.enqueue(mailing.job()?).await?;
    let record = Record::new("round.mailing-sent", round.id)
        .with("mailing", &mailing.key)
        .with("kind", mailing.kind)
        .with("bodies", n);
    change.commit(record).await?;
    Ok(n)
}

/// What the form of words and rule asks for.
pub(crate) struct Letter {
    pub content: Correspondence,
    pub edition: i64,
}

impl FromForm for Letter {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let subject = form.text("subject", 0..=150);
        let text = form.text("text", 0..=4000);
        let reminder_subject = form.text("reminder_subject", 0..=150);
        let reminder_text = form.text("reminder_text", 0..=4000);
        let reply_to =
            if form.raw("reply_to").is_empty() { Some(None) } else { form.email("reply_to").map(Some) };
        let days = |form: &mut Reader<'_>, name: &str, most: i64| {
            form.number(name, 0..=most).and_then(|n| u16::try_from(n).ok())
        };
        let after_days = days(form, "after_days", 365);
        let before_end_days = days(form, "before_end_days", 365);
        let most = days(form, "most", 10);
        let rule = ReminderRule {
            is_on: form.ticked("is_on"),
            after_days: after_days?,
            before_end_days: before_end_days?,
            most: most?,
        };
        let content = Correspondence {
            subject: subject?,
            text: text?,
            reminder_subject: reminder_subject?,
            reminder_text: reminder_text?,
            reply_to: reply_to?,
            rule,
        };
        Some(Self { content, edition: edition? })
    }
}

fn filled(content: &Correspondence, edition: i64) -> Sheet {
    Sheet::filled([
        ("edition", edition.to_string()),
        ("subject", content.subject.clone()),
        ("text", content.text.clone()),
        ("reminder_subject", content.reminder_subject.clone()),
        ("reminder_text", content.reminder_text.clone()),
        ("reply_to", content.reply_to.clone().unwrap_or_default()),
        ("is_on", if content.rule.is_on { "yes" } else { "" }.to_owned()),
        ("after_days", content.rule.after_days.to_string()),
        ("before_end_days", content.rule.before_end_days.to_string()),
        ("most", content.rule.most.to_string()),
    ])
}

async fn letter_page(visitor: &Visitor, round: &KeptRound, wrong: Option<Sheet>) -> Answer {
    let title = visitor.text("invitations-letter-title")?;
    let context = context! { round => head(round) };
    if let Some(sheet) = wrong {
        return visitor.again("forum/invitations-letter.html", title, &sheet, context);
    }
    let (content, edition) = find_correspondence(&mut *visitor.read().await?, round.id).await?;
    let context = context! { form => visitor.form(&filled(&content, edition))?, ..context };
    visitor.page("forum/invitations-letter.html", title, context)
}

pub(super) async fn letter(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let round = round_of(&mut *visitor.read().await?, &slug).await?;
    letter_page(&visitor, &round, None).await
}

pub(super) async fn save(visitor: Visitor, Path(slug): Path<String>, sent: Form<Letter>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let (letter, sheet) = match sent.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return letter_page(&visitor, &round, Some(sheet)).await;
        }
    };
    if !save_correspondence(&mut change, round.id, &letter.content, letter.edition).await? {
        drop(change);
        return letter_page(&visitor, &round, Some(sheet.wrong("", "round-mistake-edition"))).await;
    }
    change.commit(Record::new("round.letter-changed", round.id)).await?;
    visitor.done(&format!("/rounds/{slug}/invitations/mailing"), "invitations-letter-saved")
}
