//! Sends mails over SMTP, or lays them into a folder where no server is set.
//!
//! A mail may be taken by the server without our hearing so; it is then sent again under the same `Message-ID`, and
//! the recipient's server or program knows it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as Transport, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use rathaus_store::{Actor, Id, JobError, Task, Workers};
use serde::Deserialize;

use super::{Attachment, JOB, Load, MOST_TRIES, Mail, MailState, find_mail};
use crate::form::read_email;
use crate::store::mail::update_mail;

/// How mails leave the house.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The address that mails come from.
    pub from: String,
    /// The name beside it, for mails that bring none.
    pub from_name: String,
    /// Where servers report that a mail did not arrive; to `from` otherwise.
    pub bounces_to: Option<String>,
    /// Where they go.
    pub way: Way,
}

/// Where mails go.
#[derive(Debug, Clone)]
pub enum Way {
    /// To a mail server.
    Smtp(Smtp),
    /// As `.eml` files into this folder, for a demonstration or a first look.
    Folder(PathBuf),
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    /// Its host name.
    pub host: String,
    /// Its port; usually 587 with [`Tls::StartTls`], 465 with [`Tls::Implicit`], 25 or 1025 with [`Tls::None`].
    pub port: u16,
    /// How the way there is kept secret.
    pub tls: Tls,
    /// Name and password, where it asks for them.
    pub login: Option<(String, String)>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let login = self.login.as_ref().map(|(user, _)| (user, "…"));
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("login", &login)
            .finish()
    }
}

/// How the way to the mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Not at all: only for a server on the same machine or network.
    None,
    /// Begins in the clear and changes over, or fails.
    StartTls,
    /// From the first byte.
    Implicit,
}

/// Why mails cannot be sent as set.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sending address is none.
    #[error("the sending address {0:?} is no e-mail address; set it as in rathaus@stadt.de")]
    From(String),
    /// The server's name cannot be used for TLS.
    #[error("mail server {host:?}: {reason}")]
    Host {
        /// As set.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The server did not answer as it should.
    #[error("mail server: {0}")]
    Server(String),
}

/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(60);

enum Exit {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Sends mails. Cheap to clone.
#[derive(Clone)]
pub struct Sender(Arc<Inner>);

struct Inner {
    from: Address,
    from_name: String,
    bounces_to: Address,
    exit: Exit,
}

/// What came of a try.
enum Outcome {
    Sent,
    Refused(String),
    Later(String),
}

impl Sender {
    /// A sender with these settings; nothing is connected yet.
    ///
    /// # Errors
    ///
    /// Settings that could never work.
    pub fn new(settings: MailSettings) -> Result<Self, MailError> {
        let from = address(&settings.from).ok_or(MailError::From(settings.from))?;
        let bounces_to = match settings.bounces_to {
            Some(text) => address(&text).ok_or(MailError::From(text))?,
            None => from.clone(),
        };
        let exit = match settings.way {
            Way::Folder(folder) => Exit::Folder(folder),
            Way::Smtp(smtp) => Exit::Smtp(transport(smtp)?),
        };
        Ok(Self(Arc::new(Inner { from, from_name: settings.from_name, bounces_to, exit })))
    }

    /// Lets these workers send mails.
    pub fn join(&self, workers: Workers) -> Workers {
        let sender = self.clone();
        workers.on(JOB, move |task| {
            let sender = sender.clone();
            async move { sender.send(task).await }
        })
    }

    /// Whether the mail server can be reached and takes our name and password; sends nothing.
    ///
    /// # Errors
    ///
    /// What stands in the way.
    pub async fn check(&self) -> Result<(), MailError> {
        match &self.0.exit {
            Exit::Folder(_) => Ok(()),
            Exit::Smtp(transport) => {
                match tokio::time::timeout(PATIENCE, transport.test_connection()).await {
                    Ok(Ok(true)) => Ok(()),
                    Ok(Ok(false)) => Err(MailError::Server("it does not answer".to_owned())),
                    Ok(Err(error)) => Err(MailError::Server(chain(&error))),
                    Err(_) => Err(MailError::Server("it does not answer in time".to_owned())),
                }
            }
        }
    }

    /// Tries the mail of a job and notes what came of it.
    ///
    /// # Errors
    ///
    /// `Later` where the server cannot be reached or asks to try again.
    pub async fn send(&self, task: Task) -> Result<(), JobError> {
        let Load { id, mail } = task.payload()?;
        let mut view = task.scope.read().await?;
        let known = find_mail(&mut view, id).await?;
        drop(view);
        match known {
            // Forgotten together with its recipient, or sent by a server that could not say so.
            None => return Ok(()),
            Some(known) if known.state == MailState::Sent => return Ok(()),
            Some(_) => {}
        }
        let message_id = format!("<{id}@{}>", self.0.from.domain());
        let outcome = match self.message(id, &message_id, &mail, task.now()) {
            Ok(message) => self.hand_over(id, message).await,
            Err(words) => Outcome::Refused(words),
        };
        match outcome {
            Outcome::Later(words) => {
                let is_last = task.tries >= MOST_TRIES;
                let state = if is_last { MailState::Dead } else { MailState::Queued };
                let mut change = task.scope.change(Actor::Program("mail"), task.now()).await?;
                update_mail(&mut change, id, state, Some(&words), &message_id).await?;
                change.commit_unrecorded().await?;
                Err(JobError::Later(words))
            }
            Outcome::Sent => conclude(&task, id, MailState::Sent, None, &message_id).await,
            Outcome::Refused(words) => {
                tracing::warn!(mail = %id, "mail refused");
                conclude(&task, id, MailState::Refused, Some(&words), &message_id).await
            }
        }
    }

    async fn hand_over(&self, id: Id, message: Message) -> Outcome {
        match &self.0.exit {
            Exit::Folder(folder) => match write_file(folder, id, &message.formatted()).await {
                Ok(()) => Outcome::Sent,
                Err(error) => Outcome::Later(format!("{}: {error}", folder.display())),
            },
            Exit::Smtp(transport) => {
                match tokio::time::timeout(PATIENCE, transport.send(message)).await {
                    Ok(Ok(_)) => Outcome::Sent,
                    // 530, 534, 535, 538 and 554 to a greeting speak of us, not of the recipient (RFC 4954).
                    Ok(Err(error)) if error.is_permanent() && !is_about_us(&error) => {
                        Outcome::Refused(chain(&error))
                    }
                    Ok(Err(error)) => Outcome::Later(chain(&error)),
                    Err(_) => Outcome::Later("the mail server did not answer in time".to_owned()),
                }
            }
        }
    }

    /// The mail as it goes over the line: the same bytes at every try but for its date.
    fn message(&self, id: Id, message_id: &str, mail: &Mail, now: Timestamp) -> Result<Message, String> {
        let to = address(&mail.to).ok_or_else(|| format!("{:?} is no e-mail address", mail.to))?;
        let name = mail.from_name.as_deref().unwrap_or(&self.0.from_name);
        let from = Mailbox::new(Some(one_line(name)), self.0.from.clone());
        let envelope = Envelope::new(Some(self.0.bounces_to.clone()), vec![to.clone()])
            .map_err(|error| error.to_string())?;
        let mut message = Message::builder()
            .envelope(envelope)
            .date(SystemTime::from(now))
            .message_id(Some(message_id.to_owned()))
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject))
            // No answers by machines that are on holiday (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        if let Some(text) = &mail.reply_to {
            let reply_to = address(text).ok_or_else(|| format!("{text:?} is no e-mail address"))?;
            message = message.reply_to(Mailbox::new(None, reply_to));
        }
        let words = MultiPart::alternative()
            .boundary(format!("words-{id}"))
            .singlepart(SinglePart::plain(mail.text.clone()))
            .singlepart(SinglePart::html(mail.html.clone()));
        if mail.attachments.is_empty() {
            return message.multipart(words).map_err(|error| error.to_string());
        }
        let mut all = MultiPart::mixed().boundary(format!("mixed-{id}")).multipart(words);
        for file in &mail.attachments {
            all = all.singlepart(part(file));
        }
        message.multipart(all).map_err(|error| error.to_string())
    }
}

/// Notes the end of a mail together with that of its job. Tried again by itself, because the server has the mail
/// by now and another try of the job would send it again.
async fn conclude(
    task: &Task,
    id: Id,
    state: MailState,
    error: Option<&str>,
    message_id: &str,
) -> Result<(), JobError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let noted = async {
            let mut change = task.scope.change(Actor::Program("mail"), task.now()).await?;
            update_mail(&mut change, id, state, error, message_id).await?;
            task.finish(&mut change).await?;
            change.commit_unrecorded().await
        };
        match noted.await {
            Ok(()) => return Ok(()),
            Err(rathaus_store::StoreError::Unavailable(_)) if tries < 5 => {
                tokio::time::sleep(Duration::from_secs(tries)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn transport(smtp: Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let parameters = || {
        TlsParameters::new(smtp.host.clone())
            .map_err(|error| MailError::Host { host: smtp.host.clone(), reason: chain(&error) })
    };
    let tls = match smtp.tls {
        Tls::None => Transport::None,
        Tls::StartTls => Transport::Required(parameters()?),
        Tls::Implicit => Transport::Wrapper(parameters()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.host)
        .port(smtp.port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(20)));
    if let Some((user, password)) = smtp.login {
        builder = builder.credentials(Credentials::new(user, password));
    }
    Ok(builder.build())
}

fn is_about_us(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| matches!(u16::from(code), 500..=504 | 530 | 534 | 535 | 538))
}

/// An address as it goes over the line: its domain in ASCII (RFC 5891).
fn address(text: &str) -> Option<Address> {
    let text = read_email(text)?;
    let (local, domain) = text.rsplit_once('@')?;
    let domain = idna::domain_to_ascii_strict(domain).ok()?;
    Address::new(local, domain).ok()
}

/// Without line breaks and other control characters: headers cannot be begun in it.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn part(file: &Attachment) -> SinglePart {
    let media_type = ContentType::parse(&file.media_type)
        .or_else(|_| ContentType::parse("application/octet-stream"))
        .unwrap_or(ContentType::TEXT_PLAIN);
    Part::new(one_line(&file.name)).body(file.bytes.clone(), media_type)
}

/// Written whole or not at all; a second try writes the same file.
async fn write_file(folder: &Path, id: Id, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let hidden = folder.join(format!(".{id}.part"));
    tokio::fs::write(&hidden, bytes).await?;
    tokio::fs::rename(&hidden, folder.join(format!("{id}.eml"))).await
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !words.contains(&text) {
            words.push_str(": ");
            words.push_str(&text);
        }
        cause = error.source();
    }
    one_line(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender() -> Sender {
        Sender::new(MailSettings {
            from: "rathaus@region.example".to_owned(),
            from_name: "Rathaus".to_owned(),
            bounces_to: None,
            way: Way::Folder(PathBuf::new()),
        })
        .expect("settings")
    }

    fn bytes(mail: &Mail) -> String {
        let id = Id::of_name("mail");
        let message = sender().message(id, "<1@region.example>", mail, Timestamp::UNIX_EPOCH);
        String::from_utf8(message.expect("a message").formatted()).expect("7 bit")
    }

    #[test]
    fn no_header_can_be_begun_in_what_people_wrote() {
        let mut mail = Mail::new("a@b.de", "Hallo\r\nBcc: x@evil.example", "Text", "<p>Text</p>").attach(
            "a\r\nX-Evil: 1.pdf",
            "application/pdf\r\nX-Evil: 2",
            b"%PDF-".to_vec(),
        );
        mail.from_name = Some("Region\r\nX-Evil: 3 <x@evil.example>".to_owned());
        let text = bytes(&mail);
        let begins = |line: &str| line.starts_with("Bcc") || line.starts_with("X-Evil");
        assert!(!text.lines().any(begins), "{text}");
        for wrong in ["a@b.de\r\nRCPT TO:<x@evil.example>", "a@b.de, c@d.de", "A <a@b.de>", ""] {
            let mail = Mail::new(wrong, "Hallo", "Text", "<p>Text</p>");
            assert!(
                sender().message(Id::of_name("m"), "<1@x>", &mail, Timestamp::UNIX_EPOCH).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_mail_is_the_same_at_every_try() {
        let mail = Mail::new("jörg@müller.de", "Grüße aus Süd", "Über äöü ß €", "<p>Über</p>").attach(
            "Übersicht.pdf",
            "application/pdf",
            b"%PDF-".to_vec(),
        );
        assert_eq!(bytes(&mail), bytes(&mail));
        assert!(bytes(&mail).contains("Date: Thu, 01 Jan 1970 00:00:00 +0000"));
        assert_eq!(address("a@müller.de").map(|a| a.to_string()).as_deref(), Some("a@xn--mller-kva.de"));
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        let settings = |from: &str| MailSettings {
            from: from.to_owned(),
            from_name: String::new(),
            bounces_to: None,
            way: Way::Folder(PathBuf::new()),
        };
        assert!(matches!(Sender::new(settings("rathaus")), Err(MailError::From(_))));
        assert!(Sender::new(settings("rathaus@stadt.de")).is_ok());
        let returned =
            |to: &str| MailSettings { bounces_to: Some(to.to_owned()), ..settings("rathaus@stadt.de") };
        assert!(matches!(Sender::new(returned("ruecklauf")), Err(MailError::From(_))));
        let sender = Sender::new(returned("ruecklauf@stadt.de")).expect("settings");
        let mail = Mail::new("a@b.de", "Hallo", "Text", "<p>Text</p>");
        let message =
            sender.message(Id::of_name("m"), "<1@x>", &mail, Timestamp::UNIX_EPOCH).expect("a mail");
        assert_eq!(message.envelope().from().map(ToString::to_string).as_deref(), Some("ruecklauf@stadt.de"));
        let text = String::from_utf8(message.formatted()).expect("7 bit");
        assert!(
            text.contains("rathaus@stadt.de") && !text.contains("ruecklauf"),
            "people see the sender: {text}"
        );
    }
}
