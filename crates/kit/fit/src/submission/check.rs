//! The checks, in the order of the documentation: tags, metadata, service and schema, data, attachments.

use super::{Delivery, Finding, Limits, NotReceived, Offer, Received, ReceivedAttachment, Refusal};
use crate::ids::AttachmentId;
use crate::jwe::{self, Opened, Why};
use crate::key::DecryptionKey;
use crate::metadata::{Attachment, DataFormat, Metadata, MetadataFault, PublicService, Sha512Hash};
use crate::problem::{Part, Problem, ProblemKind};
use crate::tags::AuthenticationTags;
use serde::de::IgnoredAny;
use std::collections::BTreeSet;

/// Decrypts and checks all parts of a submission.
///
/// # Errors
///
/// [`NotReceived::Rejected`] with every problem that could be found: metadata that cannot be read hide the others.
/// [`NotReceived::Later`] where this house is at fault.
pub fn open(
    delivery: &Delivery<'_>,
    keys: &[DecryptionKey],
    offer: &Offer,
    limits: &Limits,
) -> Result<Received, NotReceived> {
    let mut check = Check { delivery, keys, left: limits.whole, findings: Vec::new() };
    let received = check.all(offer, limits)?;
    match received {
        Some(received) if check.findings.is_empty() => Ok(received),
        _ => Err(NotReceived::Rejected(Refusal(check.findings))),
    }
}

struct Check<'a> {
    delivery: &'a Delivery<'a>,
    keys: &'a [DecryptionKey],
    /// How many bytes the parts that follow may have together.
    left: usize,
    findings: Vec<Finding>,
}

impl Check<'_> {
    fn found(&mut self, kind: ProblemKind, part: Part, detail: &str, why: impl ToString) {
        let why = why.to_string();
        self.findings.push(Finding { problem: Problem::new(kind, part, detail), why });
    }

    /// `None` where something was found that ends the checks.
    fn all(&mut self, offer: &Offer, limits: &Limits) -> Result<Option<Received>, NotReceived> {
        let submission = self.delivery.submission;
        self.lists();
        let Some(opened) = self.part(Part::Metadata, &submission.metadata, limits.metadata)? else {
            return Ok(None);
        };
        let Some(metadata) = self.metadata(&opened.content) else { return Ok(None) };
        let mut tags = AuthenticationTags { metadata: opened.tag, ..AuthenticationTags::default() };
        let service = self.service(&metadata, offer);
        self.described(&metadata);
        let data = self.data(&metadata, offer, limits)?;
        let mut attachments = Vec::new();
        for described in &metadata.content_structure.attachments {
            if let Some((attachment, tag)) = self.attachment(described, limits)? {
                tags.attachments.insert(attachment.id, tag);
                attachments.push(attachment);
            }
        }
        let (Some(service), Some(data)) = (service, data) else { return Ok(None) };
        let Some(description) = metadata.content_structure.data else { return Ok(None) };
        tags.data = Some(data.tag);
        Ok(Some(Received {
            submission: submission.id,
            case: submission.case,
            destination: submission.destination,
            service,
            schema_uri: description.submission_schema.schema_uri,
            format: description.submission_schema.mime_type,
            data: data.content,
            attachments,
            reply_channel: metadata.reply_channel,
            authentication: metadata.authentication_information,
            payment: metadata.payment_information,
            reference: metadata.additional_reference_info,
            tags,
        }))
    }

    /// What was announced, submitted and fetched must be the same attachments.
    fn lists(&mut self) {
        let announced: BTreeSet<_> = self.delivery.submission.attachments.iter().copied().collect();
        let fetched: BTreeSet<_> = self.delivery.attachments.keys().copied().collect();
        let mut others: Vec<AttachmentId> = fetched.difference(&announced).copied().collect();
        if let Some(tags) = self.delivery.submitted {
            let submitted = tags.attachments.keys().copied().collect();
            others.extend(announced.symmetric_difference(&submitted));
        }
        if !others.is_empty() {
            self.found(
                ProblemKind::AttachmentsMismatch,
                Part::Submission,
                "Die Liste der Anlagen in Einreichung und Event-Log stimmt nicht überein.",
                format!("not in both: {}", listed(&others)),
            );
        }
    }

    /// What the metadata describe must be what was announced.
    fn described(&mut self, metadata: &Metadata) {
        let announced: BTreeSet<_> = self.delivery.submission.attachments.iter().copied().collect();
        let described =
            metadata.content_structure.attachments.iter().map(|attachment| attachment.id).collect();
        let others: Vec<_> = announced.symmetric_difference(&described).copied().collect();
        if !others.is_empty() {
            self.found(
                ProblemKind::AttachmentsMismatch,
                Part::Metadata,
                "Die Liste der Anlagen in Einreichung und Metadaten stimmt nicht überein.",
                format!("not in both: {}", listed(&others)),
            );
        }
    }

    /// One encrypted part: its tag must be the submitted one before it is opened.
    fn part(&mut self, part: Part, token: &str, limit: usize) -> Result<Option<Opened>, NotReceived> {
        if let Some(tags) = self.delivery.submitted {
            let submitted = match part {
                Part::Metadata => Some(&tags.metadata),
                Part::Data => tags.data.as_ref(),
                Part::Attachment(id) => tags.attachments.get(&id),
                Part::Submission | Part::Other => None,
            };
            let given = jwe::tag(token);
            if given.is_none() || given != submitted.map(String::as_str) {
                let detail =
                    "Der Authentication-Tag stimmt nicht mit dem des Events 'submit-submission' überein.";
                self.found(
                    ProblemKind::IncorrectAuthenticationTag,
                    part,
                    detail,
                    "another tag was submitted",
                );
                return Ok(None);
            }
        }
        match jwe::open(token, self.keys, limit.min(self.left)) {
            Ok(opened) => {
                self.left -= opened.content.len();
                Ok(Some(opened))
            }
            Err(unreadable) => match unreadable.why() {
                Why::NoRandomness(why) => Err(NotReceived::Later(why.clone())),
                why => {
                    // One sentence for every cause: see the module `key` on timing and oracles.
                    let detail = "Der Teil der Einreichung konnte nicht entschlüsselt werden.";
                    self.found(ProblemKind::EncryptionIssue, part, detail, why);
                    Ok(None)
                }
            },
        }
    }

    fn metadata(&mut self, content: &[u8]) -> Option<Metadata> {
        let fault = match Metadata::read(content) {
            Ok(metadata) => return Some(metadata),
            Err(fault) => fault,
        };
        let (kind, detail) = match &fault {
            MetadataFault::Syntax { .. } => {
                (ProblemKind::SyntaxViolation, "Der Metadatensatz ist kein valides JSON.".to_owned())
            }
            MetadataFault::NoSchema => {
                (ProblemKind::MissingSchema, "Die Schema-Referenz fehlt im Metadatensatz.".to_owned())
            }
            MetadataFault::OtherSchema(_) => (
                ProblemKind::UnsupportedSchema,
                "Die angegebene Metadatenschema-URI wird nicht unterstützt.".to_owned(),
            ),
            MetadataFault::Member { path, .. } => (
                ProblemKind::SchemaViolation,
                // Only members that the schema knows are ever a place, so nothing personal is repeated.
                format!("Der Metadatensatz ist nicht schema-valide (bei {path})."),
            ),
        };
        self.found(kind, Part::Metadata, &detail, fault);
        None
    }

    fn service(&mut self, metadata: &Metadata, offer: &Offer) -> Option<PublicService> {
        let announced = self.delivery.submission.service.as_ref();
        let Some(service) = metadata.public_service_type.as_ref().or(announced) else {
            let detail = "Der Metadatensatz nennt keine Verwaltungsleistung (publicServiceType).";
            self.found(ProblemKind::SchemaViolation, Part::Metadata, detail, "no public service anywhere");
            return None;
        };
        if offer.services.as_ref().is_some_and(|services| !services.contains(&service.identifier)) {
            let detail = "Die angegebene Verwaltungsleistung wird von diesem Zustellpunkt nicht angeboten.";
            self.found(ProblemKind::UnsupportedService, Part::Metadata, detail, &service.identifier);
            return None;
        }
        Some(service.clone())
    }

    fn data(
        &mut self,
        metadata: &Metadata,
        offer: &Offer,
        limits: &Limits,
    ) -> Result<Option<Opened>, NotReceived> {
        let described = metadata.content_structure.data.as_ref();
        let (Some(described), Some(token)) = (described, self.delivery.submission.data.as_ref()) else {
            let why = if described.is_none() { "not in the metadata" } else { "not delivered" };
            self.found(ProblemKind::MissingData, Part::Data, "Die Einreichung enthält keine Fachdaten.", why);
            return Ok(None);
        };
        let schema = &described.submission_schema;
        let is_offered = offer.schemas.as_ref().is_none_or(|schemas| schemas.contains(&schema.schema_uri));
        if !is_offered {
            let detail = "Das angegebene Fachdatenschema wird nicht unterstützt.";
            self.found(ProblemKind::UnsupportedSchema, Part::Metadata, detail, &schema.schema_uri);
        }
        let Some(opened) = self.part(Part::Data, token, limits.data)? else { return Ok(None) };
        if Sha512Hash::of(&opened.content) != described.hash {
            let detail = "Die Prüfsumme der Fachdaten stimmt nicht.";
            self.found(ProblemKind::HashMismatch, Part::Data, detail, "another hash");
            return Ok(None);
        }
        if schema.mime_type == DataFormat::Json
            && let Err(fault) = serde_json::from_slice::<IgnoredAny>(&opened.content)
        {
            let why = format!("no JSON: line {}, column {}", fault.line(), fault.column());
            let detail = "Die Fachdaten sind kein valides JSON.";
            self.found(ProblemKind::SyntaxViolation, Part::Data, detail, why);
            return Ok(None);
        }
        Ok(is_offered.then_some(opened))
    }

    fn attachment(
        &mut self,
        described: &Attachment,
        limits: &Limits,
    ) -> Result<Option<(ReceivedAttachment, String)>, NotReceived> {
        let part = Part::Attachment(described.id);
        let Some(token) = self.delivery.attachments.get(&described.id) else {
            self.found(ProblemKind::MissingAttachment, part, "Die Anlage fehlt.", "not delivered");
            return Ok(None);
        };
        let Some(opened) = self.part(part, token, limits.attachment)? else { return Ok(None) };
        if Sha512Hash::of(&opened.content) != described.hash {
            let detail = "Die Prüfsumme der Anlage stimmt nicht.";
            self.found(ProblemKind::HashMismatch, part, detail, "another hash");
            return Ok(None);
        }
        let attachment = ReceivedAttachment {
            id: described.id,
            name: described.filename.clone(),
            description: described.description.clone(),
            purpose: described.purpose.clone(),
            mime_type: described.mime_type.clone(),
            content: opened.content,
        };
        Ok(Some((attachment, opened.tag)))
    }
}

fn listed(ids: &[AttachmentId]) -> String {
    ids.iter().map(AttachmentId::to_string).collect::<Vec<_>>().join(", ")
}
