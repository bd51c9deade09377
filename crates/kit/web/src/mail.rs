//! Mails: written from two templates, kept with the change that causes them, sent by a job.
//!
//! ```text
//! let mail = visitor.mail(lang, "forum/invitation", subject, address, context! { why, link })?
//!     .about(format!("invitation:{id}"));
//! mail::enqueue(&mut change, mail).await?;
//! ```
//!
//! A mail is there exactly if the change is. Its words, which may hold a personal link, are in the job alone and are
//! forgotten when it was sent; what became of it stays as a [`StoredMail`]. [`Sender`] sends it.
//!
//! What a server refuses while we speak with it is seen at once ([`MailState::Refused`]); what one reports later, when
//! [`Report`] is given its message ([`MailState::Returned`], [`MailState::Delayed`]).

mod report;
mod sender;

use jiff::Timestamp;
use minijinja::{Value, context};
use rathaus_core::Lang;
use rathaus_store::{Change, Id, Job, StoreError};
use serde::{Deserialize, Serialize};

pub use crate::store::mail::{delete_mails_before, delete_mails_to, find_mail, list_mails};
pub use report::{MOST_REPORT, Report, find_reported, note_report};
pub use sender::{MailError, MailSettings, Sender, Smtp, Tls, Way};

use crate::app::App;
use crate::error::PageError;
use crate::pages::Pages;
use crate::visitor::{Tenant, Visitor};

/// The kind of the job that sends a mail.
pub const JOB: &str = "mail";

/// How often a mail is tried: with the pauses between, for nearly six days.
pub const MOST_TRIES: u32 = 12;

/// Most bytes of all attachments of a mail; servers refuse more.
pub const MOST_ATTACHED: usize = 15 << 20;

/// A mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The one recipient's address.
    pub to: String,
    /// The name shown as its sender; the settings' name otherwise.
    pub from_name: Option<String>,
    /// Where answers go; to the sending address otherwise.
    pub reply_to: Option<String>,
    /// The subject.
    pub subject: String,
    /// The words as plain text.
    pub text: String,
    /// The same words as HTML.
    pub html: String,
    /// What it is about, as in `invitation:ID`, to find it again with [`list_mails`]. Ids, no personal data.
    pub about: String,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type, as in `application/pdf`.
    pub media_type: String,
    /// Its content.
    #[serde(with = "as_base64")]
    pub bytes: Vec<u8>,
}

mod as_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}

impl Mail {
    /// A mail whose words are there already.
    pub fn new(
        to: impl Into<String>,
        subject: impl Into<String>,
        text: impl Into<String>,
        html: impl Into<String>,
    ) -> Self {
        Self {
            to: to.into(),
            from_name: None,
            reply_to: None,
            subject: subject.into(),
            text: text.into(),
            html: html.into(),
            about: String::new(),
            attachments: Vec::new(),
        }
    }

    /// Says what it is about, as in `invitation:ID`.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// Says where answers go.
    #[must_use]
    pub fn reply_to(mut self, address: impl Into<String>) -> Self {
        self.reply_to = Some(address.into());
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn attach(
        mut self,
        name: impl Into<String>,
        media_type: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        self.attachments.push(Attachment {
            name: name.into(),
            media_type: media_type.into(),
            bytes: bytes.into(),
        });
        self
    }
}

/// How a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// It will be tried, perhaps again.
    Queued,
    /// The server took it.
    Sent,
    /// The server refused it for good, as where there is no such mailbox.
    Refused,
    /// It was tried often enough; an administrator can revive its job.
    Dead,
    /// The server took it and it came back for good.
    Returned,
    /// The server took it and it did not arrive so far, or was given up for a reason that may pass.
    Delayed,
}

impl MailState {
    /// All states.
    pub const ALL: [MailState; 6] = [
        MailState::Queued,
        MailState::Sent,
        MailState::Refused,
        MailState::Dead,
        MailState::Returned,
        MailState::Delayed,
    ];

    /// Those in which the recipient was not reached and will not be without somebody's help.
    pub const LOST: [MailState; 3] = [MailState::Refused, MailState::Dead, MailState::Returned];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            MailState::Queued => "queued",
            MailState::Sent => "sent",
            MailState::Refused => "refused",
            MailState::Dead => "dead",
            MailState::Returned => "returned",
            MailState::Delayed => "delayed",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredMail {
    /// Its id.
    pub id: Id,
    /// The recipient's address.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// What it is about.
    pub about: String,
    /// How it stands.
    pub state: MailState,
    /// Why it was refused or came back, or why the last try failed, in the server's words.
    pub error: Option<String>,
    /// Its `Message-ID`, once it was tried.
    pub message_id: Option<String>,
    /// When it was caused.
    pub created_at: Timestamp,
    /// When the server took it.
    pub sent_at: Option<Timestamp>,
}

/// Which mails to list.
#[derive(Debug, Clone, Default)]
pub struct MailFilter {
    /// Those whose `about` begins so; all where it is empty.
    pub about: String,
    /// Those in this state.
    pub state: Option<MailState>,
}

/// What the job is given.
#[derive(Debug, Serialize, Deserialize)]
struct Load {
    id: Id,
    mail: Mail,
}

/// Keeps a mail with the change and sends it after the commit. Gives its id.
///
/// # Errors
///
/// What the database says; a fault where more than [`MOST_ATTACHED`] bytes are attached.
pub async fn enqueue(change: &mut Change, mail: Mail) -> Result<Id, StoreError> {
    let id = Id::new(change.now());
    let attached: usize = mail.attachments.iter().map(|file| file.bytes.len()).sum();
    if attached > MOST_ATTACHED {
        return Err(StoreError::Fault(format!("{attached} bytes are too many for a mail; send a link")));
    }
    crate::store::mail::insert_mail(change, id, &mail.to, &mail.subject, &mail.about).await?;
    change.enqueue(Job::new(JOB, &Load { id, mail })?.tries(MOST_TRIES)).await?;
    Ok(id)
}

impl App {
    /// A mail of a tenant, written from `STEM.txt` and `STEM.html`, which extend `web/mail.txt` and `web/mail.html`.
    ///
    /// `subject` is in `lang`. `context` holds what the templates need, among it `why`: one sentence on why this
    /// comes to the recipient; and, where there is one, `stop`: the address that ends such mails. `url()` in a mail
    /// gives whole addresses.
    ///
    /// # Errors
    ///
    /// A fault where a template does not render, or `why` is missing.
    pub async fn mail(
        &self,
        tenant: &Tenant,
        lang: Lang,
        stem: &str,
        subject: impl Into<String>,
        to: impl Into<String>,
        context: Value,
    ) -> Result<Mail, PageError> {
        let pages = self.pages_of(tenant).await?;
        write(self, &pages, tenant, lang, stem, subject.into(), to.into(), context)
    }
}

impl Visitor {
    /// A mail of the visitor's tenant; see [`App::mail`]. The language is the recipient's.
    ///
    /// # Errors
    ///
    /// A fault where a template does not render, or `why` is missing.
    pub fn mail(
        &self,
        lang: Lang,
        stem: &str,
        subject: impl Into<String>,
        to: impl Into<String>,
        context: Value,
    ) -> Result<Mail, PageError> {
        write(self.app(), self.pages(), self.tenant(), lang, stem, subject.into(), to.into(), context)
    }
}

#[allow(clippy::too_many_arguments)]
fn write(
    app: &App,
    pages: &Pages,
    tenant: &Tenant,
    lang: Lang,
    stem: &str,
    subject: String,
    to: String,
    context: Value,
) -> Result<Mail, PageError> {
    let given = |name: &str| context.get_attr(name).ok().filter(|v| !v.is_undefined() && !v.is_none());
    let why = given("why").ok_or_else(|| PageError::Fault(format!("mail {stem}: its context has no why")))?;
    let stop = given("stop");
    let base = app.full_url(tenant, "");
    let head = context! {
        tenant => context! { name => tenant.name.clone(), url => app.full_url(tenant, "/") },
        lang => lang.tag(),
        subject => subject.clone(),
        why => why,
        stop => stop,
    };
    let context = context! { mail => head, ..context };
    let text = pages.render(lang, &base, &format!("{stem}.txt"), context.clone())?;
    let html = pages.render(lang, &base, &format!("{stem}.html"), context)?;
    Ok(Mail { from_name: Some(tenant.name.clone()), ..Mail::new(to, subject, text, html) })
}
