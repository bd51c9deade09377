//! Metadata: the part of every submission that says what the others are.
//!
//! Read strictly where the schema makes a member mandatory or something here relies on its form, and leniently
//! elsewhere: members that are not known here, and values that later minor versions add to lists, pass. Versions 1.x and 2.x are read, which
//! agree in what is read here; a missing `$schema` is refused, as the documentation's checks demand.
//!
//! Source: schema.fitko.de/fit-connect/metadata/1.0.0/metadata.schema.json, and its later minor versions.

mod parts;
pub use parts::{
    Attachment, Authentication, ContentStructure, DataDescription, DataFormat, MediaType, Payment,
    PaymentStatus, PublicService, Purpose, Reference, ReplyChannel, SchemaReference, Sha512Hash,
};

use serde::Deserialize;
use std::collections::BTreeSet;

/// What the schema's URI begins with; a version and [`SCHEMA_END`] follow.
const SCHEMA_BEGIN: &str = "https://schema.fitko.de/fit-connect/metadata/";
const SCHEMA_END: &str = "/metadata.schema.json";
/// The major versions that are read.
const MAJORS: [u32; 2] = [1, 2];

/// What a submission says about itself.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// The URI of the schema it was written for.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// Data and attachments.
    pub content_structure: ContentStructure,
    /// The service that is applied for.
    pub public_service_type: Option<PublicService>,
    /// Proofs of who applied.
    #[serde(default)]
    pub authentication_information: Vec<Authentication>,
    /// What was paid on the way.
    pub payment_information: Option<Payment>,
    /// Where the applicant wants the answer.
    pub reply_channel: Option<ReplyChannel>,
    /// How the sender calls the case, and when it was applied for.
    pub additional_reference_info: Option<Reference>,
}

/// Why metadata are not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetadataFault {
    /// No JSON at all.
    #[error("the metadata are no JSON: line {line}, column {column}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// No `$schema`.
    #[error("$schema is missing")]
    NoSchema,
    /// A schema that is not read here.
    #[error("$schema is {0:?}, which is not read here")]
    OtherSchema(String),
    /// A mandatory member is missing or a value has another form.
    #[error("{path}: {what}")]
    Member {
        /// The place, as in `contentStructure.attachments[2].hash`; `.` is the whole.
        path: String,
        /// What is wrong there. May quote what the sender wrote.
        what: String,
    },
}

impl Metadata {
    /// Reads metadata.
    ///
    /// # Errors
    ///
    /// The first [`MetadataFault`], with its place.
    pub fn read(bytes: &[u8]) -> Result<Self, MetadataFault> {
        // The schema decides what the rest may be, so it is looked at before the rest is asked for anything.
        let whole: serde_json::Value = serde_json::from_slice(bytes)
            .map_err(|fault| MetadataFault::Syntax { line: fault.line(), column: fault.column() })?;
        match whole.get("$schema") {
            None if whole.is_object() => return Err(MetadataFault::NoSchema),
            Some(serde_json::Value::String(uri)) if !is_read(uri) => {
                return Err(MetadataFault::OtherSchema(uri.clone()));
            }
            _ => {}
        }
        // From the text and not from the value, in which the second of two equal members has won silently.
        let reader = &mut serde_json::Deserializer::from_slice(bytes);
        let metadata: Self = serde_path_to_error::deserialize(reader).map_err(|fault| {
            MetadataFault::Member { path: fault.path().to_string(), what: fault.inner().to_string() }
        })?;
        metadata.ids_differ()?;
        Ok(metadata)
    }

    fn ids_differ(&self) -> Result<(), MetadataFault> {
        let mut ids = BTreeSet::new();
        for (place, attachment) in self.content_structure.attachments.iter().enumerate() {
            if !ids.insert(attachment.id) {
                return Err(MetadataFault::Member {
                    path: format!("contentStructure.attachments[{place}].attachmentId"),
                    what: format!("{} stands there twice", attachment.id),
                });
            }
        }
        Ok(())
    }
}

fn is_read(uri: &str) -> bool {
    let version = uri.strip_prefix(SCHEMA_BEGIN).and_then(|rest| rest.strip_suffix(SCHEMA_END));
    let Some(version) = version else { return false };
    let numbers: Option<Vec<u32>> = version
        .split('.')
        .map(|number| number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())?)
        .collect();
    numbers.is_some_and(|numbers| numbers.len() == 3 && MAJORS.contains(&numbers[0]))
}

#[cfg(test)]
mod tests;
