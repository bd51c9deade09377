//! The mails of an invitation: written in the office's words, each with a link of its own.
//!
//! A mailing is one act of the office or of the reminder rule. It has a key, and reaches every contact at most once
//! however often its job is tried ([`crate::store::invitation::contact::claim_mailing`]).

use rathaus_core::Lang;
use rathaus_store::{Change, Id};
use rathaus_web::mail::{self, Mail};
use rathaus_web::{App, PageError, Tenant, context, filters};
use serde::{Deserialize, Serialize};

use crate::model::correspondence::Correspondence;
use crate::store::invitation::contact::{
    Contact, Origin, claim_mailing, ensure_contact, list_contacts_of, mark_mailed,
};
use crate::store::invitation::{Invitation, Invited, State, issue_link, mark_invited, mark_reminded};
use crate::store::round::{KeptRound, Stage};

/// Most people of one body who hold a link.
pub const MOST_CONTACTS: usize = 20;

/// Why a mail is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The first mail.
    Invitation,
    /// No answer so far.
    Reminder,
    /// A colleague passed the invitation on.
    Colleague,
    /// Somebody asked for a new link, or the office sends it once more.
    Again,
}

impl Kind {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Invitation => "invitation",
            Kind::Reminder => "reminder",
            Kind::Colleague => "colleague",
            Kind::Again => "again",
        }
    }
}

/// What mails of an invitation are about, to find them again: all of a round, of an invitation, or of a contact.
pub fn about(round: Id, invitation: Option<Id>, contact: Option<Id>) -> String {
    let mut about = format!("invitation:{round}:");
    for id in [invitation, contact].into_iter().flatten() {
        about += &format!("{id}:");
    }
    about
}

/// Everything around the mails of one round.
pub struct Desk<'a> {
    /// The program.
    pub app: &'a App,
    /// Who invites.
    pub tenant: &'a Tenant,
    /// The round.
    pub round: &'a KeptRound,
    /// Its words.
    pub words: &'a Correspondence,
}

impl Desk<'_> {
    fn lang(&self) -> Lang {
        self.tenant.lang
    }

    /// Writes a mail; `path` is the link below the tenant.
    ///
    /// # Errors
    ///
    /// A fault where a text or template is missing.
    pub async fn write(
        &self,
        kind: Kind,
        invitation: &Invitation,
        contact: &Contact,
        path: &str,
    ) -> Result<Mail, PageError> {
        let (texts, lang) = (self.app.texts(self.lang()), self.lang());
        let end = match self.round.stage(Stage::Survey).ends {
            Some(day) => lang.long_date(day),
            None => texts.get("mailing-no-end")?,
        };
        let fill = |words: &str| {
            words
                .replace("{kommune}", &invitation.name)
                .replace("{runde}", &self.round.title)
                .replace("{ende}", &end)
        };
        let own = match kind {
            Kind::Reminder => (&self.words.reminder_subject, &self.words.reminder_text),
            _ => (&self.words.subject, &self.words.text),
        };
        let args = [
            ("round", self.round.title.as_str().into()),
            ("town", invitation.name.as_str().into()),
            ("end", end.as_str().into()),
            ("office", self.tenant.name.as_str().into()),
        ];
        let subject = match own.0.trim() {
            "" => texts.with(&format!("mailing-{}-subject", kind.word()), &args)?,
            words => fill(words),
        };
        let body = match own.1.trim() {
            "" => texts.with(&format!("mailing-{}-text", kind.word()), &args)?,
            words if matches!(kind, Kind::Invitation | Kind::Reminder) => fill(words),
            _ => texts.with(&format!("mailing-{}-text", kind.word()), &args)?,
        };
        let paragraphs = filters::paragraphs(&body);
        let name = contact.name.as_str();
        let greeting = match name {
            "" => texts.get("mailing-greeting")?,
            name => texts.with("mailing-greeting-name", &[("name", name.into())])?,
        };
        let url = self.app.full_url(self.tenant, path);
        let context = context! {
            greeting => greeting,
            paragraphs => paragraphs,
            link => url,
            go => texts.get("mailing-go")?,
            end => texts.with("mailing-end", &args)?,
            pass_on => texts.get("mailing-pass-on")?,
            bye => texts.with("mailing-bye", &args)?,
            why => texts.with("mailing-why", &args)?,
        };
        let mut mail = self
            .app
            .mail(
                self.tenant,
                lang,
                "forum/invitation-mail",
                one_line(&subject),
                contact.email.clone(),
                context,
            )
            .await?
            .about(about(self.round.id, Some(invitation.id), Some(contact.id)));
        mail.reply_to.clone_from(&self.words.reply_to);
        Ok(mail)
    }

    /// Issues a link and sends a mail with it, as part of `change`; nothing where the mailing has reached the contact.
    ///
    /// # Errors
    ///
    /// What the database says; a fault where a text or template is missing.
    pub async fn send(
        &self,
        change: &mut Change,
        kind: Kind,
        invitation: &Invitation,
        contact: &Contact,
        mailing: &str,
    ) -> Result<bool, PageError> {
        if !claim_mailing(change, contact.id, mailing).await? {
            return Ok(false);
        }
        let path = issue_link(change, self.round, invitation, contact).await?;
        let mail = self.write(kind, invitation, contact, &path).await?;
        let mail = mail::enqueue(change, mail).await?;
        mark_mailed(change, contact.id, mail).await?;
        Ok(true)
    }

    /// Sends to all contacts of an invitation and notes it; gives to how many.
    ///
    /// A body that answered or declined meanwhile gets neither invitation nor reminder.
    ///
    /// # Errors
    ///
    /// As [`Desk::send`].
    pub async fn send_all(
        &self,
        change: &mut Change,
        kind: Kind,
        invitation: &Invitation,
        mailing: &str,
    ) -> Result<usize, PageError> {
        let is_wanted = match kind {
            Kind::Reminder => invitation.state.is_awaited(),
            Kind::Invitation => !matches!(invitation.state, State::Answered | State::Declined),
            Kind::Colleague | Kind::Again => true,
        };
        if !is_wanted {
            return Ok(0);
        }
        let mut sent = 0;
        for contact in list_contacts_of(change, invitation.id).await?.iter().filter(|c| c.is_active()) {
            sent += usize::from(self.send(change, kind, invitation, contact, mailing).await?);
        }
        if sent > 0 {
            match kind {
                Kind::Reminder => mark_reminded(change, invitation.id).await?,
                _ => mark_invited(change, invitation.id).await?,
            }
        }
        Ok(sent)
    }

    /// Passes an invitation on to a colleague, who gets a link of their own; the first contact keeps theirs.
    ///
    /// The caller commits with the record `invitation.passed`.
    ///
    /// # Errors
    ///
    /// [`PageError::Conflict`] where the body has [`MOST_CONTACTS`] already; as [`Desk::send`] otherwise.
    pub async fn pass_on(
        &self,
        change: &mut Change,
        invited: &Invited,
        email: &str,
        name: &str,
    ) -> Result<Contact, PageError> {
        let contacts = list_contacts_of(change, invited.invitation.id).await?;
        if contacts.iter().filter(|c| c.is_active()).count() >= MOST_CONTACTS {
            return Err(PageError::Conflict("mailing-too-many"));
        }
        let (round, invitation) = (self.round.id, &invited.invitation);
        let contact = ensure_contact(change, round, invitation.id, email, name, Origin::Passed).await?;
        // One mail an hour to one address, whoever presses the button how often.
        let mailing = format!("passed:{}", change.now().as_second() / 3_600);
        self.send(change, Kind::Colleague, invitation, &contact, &mailing).await?;
        Ok(contact)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
