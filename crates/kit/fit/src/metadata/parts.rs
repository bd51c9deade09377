//! The members of metadata and their forms.

use crate::ids::AttachmentId;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha512};
use std::fmt;

/// What a submission consists of, beside the metadata.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ContentStructure {
    /// The application's data, if there are any.
    pub data: Option<DataDescription>,
    /// The attachments, in the sender's order.
    pub attachments: Vec<Attachment>,
}

/// What the data are.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataDescription {
    /// Of the data before they were encrypted.
    pub hash: Sha512Hash,
    /// The schema that they follow.
    pub submission_schema: SchemaReference,
}

/// The schema of an application's data.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaReference {
    /// Its URI; nothing is ever fetched from there.
    #[serde(deserialize_with = "filled")]
    pub schema_uri: String,
    /// JSON or XML.
    pub mime_type: DataFormat,
}

/// How data are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DataFormat {
    /// `application/json`
    #[serde(rename = "application/json")]
    Json,
    /// `application/xml`
    #[serde(rename = "application/xml")]
    Xml,
}

/// One attachment.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its id within the submission.
    #[serde(rename = "attachmentId")]
    pub id: AttachmentId,
    /// Of the attachment before it was encrypted.
    pub hash: Sha512Hash,
    /// What it is there for.
    pub purpose: Purpose,
    /// What it says it is; whoever shows it must look for itself.
    pub mime_type: MediaType,
    /// The name it had at the sender's. Any text: no path may be made of it.
    pub filename: Option<String>,
    /// What it shows, in the applicant's words.
    pub description: Option<String>,
}

/// What an attachment is there for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The whole application as a document to read.
    Form,
    /// Something that the applicant handed in.
    Attachment,
    /// A document that the online service made.
    Report,
    /// One that a later version names.
    #[serde(untagged)]
    Other(String),
}

/// A media type (RFC 2045) such as `application/pdf`, without parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType(pub String);

impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_word = |word: &str| {
            !word.is_empty()
                && word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.+".contains(letter))
        };
        match text.split_once('/') {
            Some((kind, rest)) if is_word(kind) && is_word(rest) => Ok(Self(text)),
            _ => Err(D::Error::custom("not a media type")),
        }
    }
}

/// A SHA-512 value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sha512Hash(pub [u8; 64]);

impl Sha512Hash {
    /// The value of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha512::digest(bytes).into())
    }
}

impl fmt::Display for Sha512Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha512Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl<'de> Deserialize<'de> for Sha512Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Kind {
            #[serde(rename = "sha512")]
            Sha512,
        }
        struct Content([u8; 64]);
        impl<'de> Deserialize<'de> for Content {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                hex(&text).map(Self).ok_or_else(|| D::Error::custom("not 128 lower-case hexadecimal digits"))
            }
        }
        #[derive(Deserialize)]
        struct Hash {
            #[serde(rename = "type")]
            _kind: Kind,
            content: Content,
        }
        Ok(Self(Hash::deserialize(deserializer)?.content.0))
    }
}

fn hex(text: &str) -> Option<[u8; 64]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; 64];
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

/// The service that is applied for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PublicService {
    /// Its URN, for services of the catalogue `urn:de:fim:leika:leistung:` and fourteen digits.
    #[serde(deserialize_with = "filled")]
    pub identifier: String,
    /// Its name, if the sender gave one.
    #[serde(default)]
    pub name: Option<String>,
}

/// A proof of who applied.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Authentication {
    /// `identificationReport`, so far.
    #[serde(rename = "type")]
    pub kind: String,
    /// The version of that kind.
    pub version: String,
    /// The proof in base64url. Nothing here checks it.
    pub content: String,
}

/// What was paid before the application was sent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// The reference on the payment, such as a Kassenzeichen.
    pub transaction_reference: String,
    /// The payment service's id.
    pub transaction_id: String,
    /// How it was paid, in the schema's words (`CREDITCARD`, `PAYPAL`, …).
    pub payment_method: String,
    /// How it ended.
    pub status: PaymentStatus,
    /// Where the payment service tells how it stands. Never followed from here.
    pub transaction_url: Option<String>,
    /// When it was paid, as written.
    pub transaction_timestamp: Option<String>,
    /// In whole cents; the schema writes euros with two places.
    #[serde(rename = "grossAmount", default, deserialize_with = "cents")]
    pub gross_cents: Option<i64>,
}

/// How a payment stands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum PaymentStatus {
    /// Begun.
    Initial,
    /// Authorised by the payer.
    Booked,
    /// Broken off by the payment service.
    Failed,
    /// Broken off by the payer.
    Canceled,
    /// One that a later version names.
    #[serde(untagged)]
    Other(String),
}

/// How the sender calls the case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    /// The case's name in the sender's system, for questions on the telephone.
    pub sender_reference: Option<String>,
    /// The day of the application; not always the day it was sent.
    pub application_date: Option<jiff::civil::Date>,
}

/// Where the applicant wants the answer. A submission names one.
#[derive(Debug, Clone, PartialEq)]
pub enum ReplyChannel {
    /// By e-mail.
    EMail {
        /// As written; not checked.
        address: String,
        /// An OpenPGP key in ASCII armour.
        pgp_public_key: Option<String>,
    },
    /// By De-Mail.
    DeMail {
        /// As written; not checked.
        address: String,
    },
    /// Into a mailbox of an interoperable service account (FINK).
    Fink {
        /// The mailbox.
        mailbox: String,
        /// The service account's address.
        host: Option<String>,
    },
    /// Over ELSTER.
    Elster {
        /// Ten digits.
        account_id: String,
        /// The ticket of the delivery to answer.
        ticket: Option<String>,
        /// The authority's reference.
        reference: Option<String>,
    },
    /// Another one, by its member's name: FIT-Connect itself, the Bund's mailbox, or one that a later version names.
    Other {
        /// The member's name, such as `fitConnect`.
        name: String,
        /// What it holds.
        content: serde_json::Value,
    },
}

impl<'de> Deserialize<'de> for ReplyChannel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OneChannel)
    }
}

struct OneChannel;

impl<'de> Visitor<'de> for OneChannel {
    type Value = ReplyChannel;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with one reply channel")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReplyChannel, A::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Mail {
            address: String,
            pgp_public_key: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Fink {
            fink_postfach_ref: String,
            host: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Elster {
            account_id: String,
            liefer_ticket: Option<String>,
            geschaeftszeichen: Option<String>,
        }
        let name: String = map.next_key()?.ok_or_else(|| A::Error::custom("no reply channel"))?;
        let channel = match name.as_str() {
            "eMail" => {
                let Mail { address, pgp_public_key } = map.next_value()?;
                ReplyChannel::EMail { address, pgp_public_key }
            }
            "deMail" => ReplyChannel::DeMail { address: map.next_value::<Mail>()?.address },
            "fink" => {
                let Fink { fink_postfach_ref, host } = map.next_value()?;
                ReplyChannel::Fink { mailbox: fink_postfach_ref, host }
            }
            "elster" => {
                let Elster { account_id, liefer_ticket, geschaeftszeichen } = map.next_value()?;
                ReplyChannel::Elster { account_id, ticket: liefer_ticket, reference: geschaeftszeichen }
            }
            _ => ReplyChannel::Other { content: map.next_value()?, name },
        };
        match map.next_key::<IgnoredAny>()? {
            None => Ok(channel),
            Some(_) => Err(A::Error::custom("more than one reply channel")),
        }
    }
}

fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() { Err(D::Error::custom("must not be empty")) } else { Ok(text) }
}

fn cents<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let Some(euros) = Option::<f64>::deserialize(deserializer)? else { return Ok(None) };
    let cents = (euros * 100.0).round();
    // Beyond this, a binary fraction no longer tells cents apart.
    let is_exact = (euros * 100.0 - cents).abs() < 0.001 && (1.0..1e13).contains(&cents);
    if is_exact { Ok(Some(cents as i64)) } else { Err(D::Error::custom("not an amount in euros and cents")) }
}
