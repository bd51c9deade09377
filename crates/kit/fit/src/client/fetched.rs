//! One submission with all its attachments.

use super::{Client, Fault};
use crate::ids::{AttachmentId, SubmissionId};
use crate::submission::{Delivery, Submission};
use crate::tags::AuthenticationTags;
use std::collections::BTreeMap;

/// A submission and its attachments, still locked.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The submission.
    pub submission: Submission,
    /// The attachments that were there, as compact tokens.
    pub attachments: BTreeMap<AttachmentId, String>,
}

impl Fetched {
    /// For [`crate::submission::open`], with the tags of the submit event.
    pub fn delivery<'a>(&'a self, submitted: Option<&'a AuthenticationTags>) -> Delivery<'a> {
        Delivery { submission: &self.submission, attachments: &self.attachments, submitted }
    }
}

impl Client {
    /// Fetches a submission and all its attachments, one after the other. An attachment that is announced and not there
    /// is left out: that is for the checks to say.
    ///
    /// # Errors
    ///
    /// [`Fault`] of the first request that fails; [`Fault::TooLong`] where all parts together are larger than
    /// [`super::Settings::fetch_limit`].
    pub async fn fetch(&self, id: SubmissionId) -> Result<Fetched, Fault> {
        let submission = self.submission(id).await?;
        let mut size = submission.metadata.len() + submission.data.as_ref().map_or(0, String::len);
        let mut attachments = BTreeMap::new();
        for attachment in &submission.attachments {
            match self.attachment(id, *attachment).await {
                Ok(token) => {
                    size += token.len();
                    attachments.insert(*attachment, token);
                }
                Err(Fault::NotFound) => {}
                Err(fault) => return Err(fault),
            }
            if size > self.fetch_limit {
                return Err(Fault::TooLong(self.fetch_limit));
            }
        }
        Ok(Fetched { submission, attachments })
    }
}
