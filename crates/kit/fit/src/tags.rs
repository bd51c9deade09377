//! Authentication tags: by which events name the encrypted parts of a submission.

use crate::ids::AttachmentId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The authentication tags of a submission's parts, each as it stands at the end of the part's token (base64url).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthenticationTags {
    /// Of the metadata.
    pub metadata: String,
    /// Of the data, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Of every attachment.
    #[serde(default)]
    pub attachments: BTreeMap<AttachmentId, String>,
}
