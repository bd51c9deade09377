//! A submission as a sender makes it.

use super::random_id;
use crate::ids::AttachmentId;
use crate::jwe::{Zip, seal};
use crate::key::EncryptionKey;
use crate::metadata::{PublicService, Sha512Hash};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;

/// What a sender wants to send.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The service that is applied for.
    pub service: PublicService,
    /// The URI of the data's schema.
    pub schema_uri: String,
    /// `application/json` or `application/xml`.
    pub mime_type: String,
    /// The data.
    pub data: Vec<u8>,
    /// The attachments.
    pub attachments: Vec<DraftAttachment>,
    /// The `replyChannel` of the metadata, or null.
    pub reply_channel: Value,
}

/// An attachment that a sender wants to send.
#[derive(Debug, Clone)]
pub struct DraftAttachment {
    /// Its id, the sender's to choose.
    pub id: AttachmentId,
    /// Its file's name.
    pub name: String,
    /// Its media type.
    pub mime_type: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl DraftAttachment {
    /// An attachment under a new id.
    pub fn new(name: &str, mime_type: &str, content: &[u8]) -> Self {
        Self {
            id: AttachmentId(random_id()),
            name: name.into(),
            mime_type: mime_type.into(),
            content: content.into(),
        }
    }
}

/// A submission as it is left at the delivery service.
#[derive(Debug, Clone)]
pub struct Deposit {
    /// The service that was announced.
    pub service: Option<PublicService>,
    /// The attachments that were announced.
    pub announced: Vec<AttachmentId>,
    /// The locked metadata.
    pub metadata: String,
    /// The locked data.
    pub data: Option<String>,
    /// The locked attachments.
    pub attachments: BTreeMap<AttachmentId, String>,
}

impl Draft {
    /// The metadata that describe this draft.
    pub fn metadata(&self) -> Value {
        let hash = |bytes: &[u8]| json!({ "type": "sha512", "content": Sha512Hash::of(bytes).to_string() });
        let attachments: Vec<Value> = self
            .attachments
            .iter()
            .map(|attachment| {
                json!({
                    "attachmentId": attachment.id, "hash": hash(&attachment.content), "purpose": "attachment",
                    "mimeType": attachment.mime_type, "filename": attachment.name,
                })
            })
            .collect();
        let mut metadata = json!({
            "$schema": "https://schema.fitko.de/fit-connect/metadata/1.0.0/metadata.schema.json",
            "contentStructure": {
                "data": {
                    "hash": hash(&self.data),
                    "submissionSchema": { "schemaUri": self.schema_uri, "mimeType": self.mime_type },
                },
                "attachments": attachments,
            },
            "publicServiceType": { "identifier": self.service.identifier, "name": self.service.name },
        });
        if !self.reply_channel.is_null() {
            metadata["replyChannel"] = self.reply_channel.clone();
        }
        metadata
    }

    /// Locks everything, with its own metadata.
    ///
    /// # Errors
    ///
    /// As [`seal`].
    pub fn lock(&self, key: &EncryptionKey) -> io::Result<Deposit> {
        self.lock_with(self.metadata().to_string().as_bytes(), key)
    }

    /// Locks everything, with other metadata.
    ///
    /// # Errors
    ///
    /// As [`seal`].
    pub fn lock_with(&self, metadata: &[u8], key: &EncryptionKey) -> io::Result<Deposit> {
        let attachments: io::Result<BTreeMap<_, _>> = self
            .attachments
            .iter()
            .map(|attachment| Ok((attachment.id, seal(&attachment.content, key, Zip::Deflate)?)))
            .collect();
        Ok(Deposit {
            service: Some(self.service.clone()),
            announced: self.attachments.iter().map(|attachment| attachment.id).collect(),
            metadata: seal(metadata, key, Zip::Deflate)?,
            data: Some(seal(&self.data, key, Zip::Deflate)?),
            attachments: attachments?,
        })
    }
}
