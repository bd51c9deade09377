//! What mail servers say of a mail after they took it: delivery status notifications (RFC 3464).
//!
//! A report comes to the address that stands on the envelope, from a server of the recipient or on the way there. It
//! names the recipient, what happened to them and why, and holds the mail or its headers; from these comes our
//! `Message-ID`, and with it the mail. Whoever writes to that address may write anything, so a report is believed only
//! where it knows the `Message-ID` of a mail of ours, which nobody guesses. Left out: reports in prose alone, answers
//! of machines on holiday, and what says that a mail arrived.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use rathaus_store::{Change, Id, Session, StoreError};

use crate::mail::{MailState, StoredMail};
use crate::store::mail::{find_mail, update_returned};

/// Most bytes of a report that are read; what comes later is the attachments of the mail that it returns.
pub const MOST_REPORT: usize = 1 << 20;

/// Most characters of a server's words that are kept.
const MOST_WORDS: usize = 400;

/// A mail that did not arrive, as a server reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The mail's `Message-ID`, with its angle brackets.
    pub message_id: String,
    /// The address that it did not reach.
    pub recipient: String,
    /// Whether the address will not do tomorrow either (RFC 3463: 5.x.x); otherwise it is late, or was given up after
    /// days of trying.
    pub is_lasting: bool,
    /// Why, in the server's words, in one line.
    pub words: String,
}

impl Report {
    /// The report that a message is, if it is one that says that a mail did not arrive (yet) and which one. Of a report
    /// on several recipients the worst counts: our mails have one, more come of lists behind it.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..MOST_REPORT).unwrap_or(bytes);
        let message = MessageParser::default().parse(bytes)?;
        let status = message.parts.iter().find(|part| {
            part.content_type().is_some_and(|kind| {
                let is = |word: &str| kind.subtype().is_some_and(|own| own.eq_ignore_ascii_case(word));
                kind.ctype().eq_ignore_ascii_case("message")
                    && (is("delivery-status") || is("global-delivery-status"))
            })
        })?;
        let text = String::from_utf8_lossy(status.contents()).into_owned();
        let worst =
            groups(&text).iter().filter_map(|group| Fate::of(group)).max_by_key(|fate| fate.weight())?;
        Some(Self { message_id: message_id(&message)?, ..worst.report })
    }

    /// The mail it speaks of, as far as the `Message-ID` is one that this program made.
    pub fn mail(&self) -> Option<Id> {
        self.message_id.trim_start_matches('<').split_once('@')?.0.parse().ok()
    }
}

/// The mail of the tenant that a report speaks of.
///
/// # Errors
///
/// What the database says.
pub async fn find_reported(session: &mut Session, report: &Report) -> Result<Option<StoredMail>, StoreError> {
    let Some(id) = report.mail() else { return Ok(None) };
    let mail = find_mail(session, id).await?;
    Ok(mail.filter(|mail| mail.message_id.as_ref().is_none_or(|own| *own == report.message_id)))
}

/// Notes that a mail came back, or is late. Gives whether that is news: a mail that came back for good stays so.
///
/// # Errors
///
/// What the database says.
pub async fn note_report(change: &mut Change, mail: Id, report: &Report) -> Result<bool, StoreError> {
    let state = if report.is_lasting { MailState::Returned } else { MailState::Delayed };
    update_returned(change, mail, state, &report.words).await
}

/// One recipient of a report.
struct Fate {
    is_failed: bool,
    report: Report,
}

impl Fate {
    fn of(fields: &[(String, String)]) -> Option<Self> {
        let field = |name: &str| fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        let is_failed = match field("action")?.to_ascii_lowercase().as_str() {
            "failed" => true,
            "delayed" => false,
            _ => return None,
        };
        // As in `rfc822; anna@stadt.example`; the address that we wrote to, where the server knows it.
        let recipient = behind_type(field("original-recipient").or(field("final-recipient"))?);
        let status = field("status").unwrap_or_default();
        let diagnostic = field("diagnostic-code").map(behind_type).unwrap_or_default();
        let class =
            [status, diagnostic].iter().find_map(|text| text.chars().next().filter(char::is_ascii_digit));
        let words = if diagnostic.is_empty() { status } else { diagnostic };
        let report = Report {
            message_id: String::new(),
            recipient: recipient.trim_matches(['<', '>']).to_owned(),
            is_lasting: is_failed && class != Some('4'),
            words: words.chars().take(MOST_WORDS).collect(),
        };
        Some(Self { is_failed, report })
    }

    fn weight(&self) -> (bool, bool) {
        (self.report.is_lasting, self.is_failed)
    }
}

/// `rfc822; anna@stadt.example` without its type.
fn behind_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// The groups of fields of a status: those of the whole first, then each recipient's; names in lower case, folded lines
/// put together, characters that are none for people left out.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let mut groups: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for line in text.lines() {
        let plain: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let Some(group) = groups.last_mut() else { break };
        if plain.trim().is_empty() {
            if !group.is_empty() {
                groups.push(Vec::new());
            }
        } else if plain.starts_with(' ') {
            if let Some((_, value)) = group.last_mut() {
                value.push(' ');
                value.push_str(plain.trim());
            }
        } else if let Some((name, value)) = plain.split_once(':') {
            group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

/// Our `Message-ID`: from the mail or the headers that came back, or else from what the report says it answers.
fn message_id(report: &Message<'_>) -> Option<String> {
    let returned = report.parts.iter().find_map(|part| match &part.body {
        PartType::Message(mail) => mail.message_id().map(str::to_owned),
        _ => {
            let kind = part.content_type()?;
            let is_headers = kind.subtype().is_some_and(|own| {
                own.eq_ignore_ascii_case("rfc822-headers") || own.eq_ignore_ascii_case("global-headers")
            });
            let headers = is_headers.then(|| MessageParser::default().parse_headers(part.contents()))??;
            headers.message_id().map(str::to_owned)
        }
    });
    let answered = || {
        let ids = [report.in_reply_to(), report.references()];
        ids.iter().find_map(|value| value.as_text_list()?.last().map(|id| id.to_string()))
    };
    let id = returned.or_else(answered)?;
    (!id.is_empty() && id.len() <= 300).then(|| format!("<{}>", id.trim_matches(['<', '>'])))
}

#[cfg(test)]
mod tests;
