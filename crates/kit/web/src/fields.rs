//! What a browser sent with a post: names, values, files; read once, before any handler, so that none can forget
//! the token.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, header};
use bytes::BytesMut;
use http_body_util::BodyExt;

use crate::app::App;
use crate::error::PageError;
use crate::form::Sheet;
use crate::scan::{Barred, let_in};

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The input's name.
    pub field: String,
    /// The file's name as the browser says it; not to be trusted.
    pub name: String,
    /// The media type as the browser says it; not to be trusted.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Everything that was sent, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Names and values.
    pub values: Vec<(String, String)>,
    /// Files with at least one byte or a name.
    pub files: Vec<Upload>,
    /// Files that were not let in. A [`Form`](crate::Form) says so by itself; who takes the fields as they are asks
    /// [`Fields::barred_sheet`].
    pub barred: Vec<Barred>,
}

/// Most names and values of one form.
const MOST_FIELDS: usize = 4_000;

impl Fields {
    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.values.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// From `a=1&b=2`, as in an address.
    pub fn from_query(query: &str) -> Self {
        let values = form_urlencoded::parse(query.as_bytes())
            .take(MOST_FIELDS)
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        Self { values, ..Self::default() }
    }

    /// What is wrong with files that were not let in; `None` where all were.
    pub fn barred_sheet(&self) -> Option<Sheet> {
        let mistakes: Vec<_> = self.barred.iter().map(Barred::mistake).collect();
        (!mistakes.is_empty()).then(|| Sheet { values: self.values.clone(), mistakes })
    }

    /// Leaves out what the scanner bars.
    pub(crate) async fn scanned(mut self, app: &App) -> Self {
        for upload in std::mem::take(&mut self.files) {
            match let_in(app, upload).await {
                Ok(upload) => self.files.push(upload),
                Err(barred) => self.barred.push(barred),
            }
        }
        self
    }

    /// Reads a body of at most `most` bytes that never pauses for longer than `pause`.
    pub(crate) async fn read(
        headers: &HeaderMap,
        body: Body,
        most: usize,
        pause: Duration,
    ) -> Result<Self, PageError> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let bytes = collect(body, most, pause).await?;
        if let Ok(boundary) = multer::parse_boundary(kind) {
            return Self::from_multipart(bytes, &boundary).await;
        }
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(PageError::BadRequest(format!("forms are not sent as {kind:?}")));
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| PageError::BadRequest(error.to_string()))?;
        if text.bytes().filter(|byte| *byte == b'&').count() >= MOST_FIELDS {
            return Err(PageError::TooLarge);
        }
        Ok(Self::from_query(text))
    }

    /// From a whole body in parts (RFC 7578), as forms with files are sent.
    ///
    /// # Errors
    ///
    /// [`PageError::BadRequest`] where it is none, [`PageError::TooLarge`] with too many parts.
    pub async fn from_multipart(bytes: Bytes, boundary: &str) -> Result<Self, PageError> {
        let bad = |error: multer::Error| PageError::BadRequest(error.to_string());
        let stream = futures_util::stream::once(async move { Ok::<_, std::io::Error>(bytes) });
        let mut parts = multer::Multipart::new(stream, boundary);
        let mut fields = Self::default();
        while let Some(part) = parts.next_field().await.map_err(bad)? {
            if fields.values.len() + fields.files.len() >= MOST_FIELDS {
                return Err(PageError::TooLarge);
            }
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(name) => {
                    let media_type = part.content_type().map(ToString::to_string).unwrap_or_default();
                    let bytes = part.bytes().await.map_err(bad)?;
                    // A browser sends an empty part for a file input that was left alone.
                    if !(name.is_empty() && bytes.is_empty()) {
                        fields.files.push(Upload { field, name, media_type, bytes });
                    }
                }
                None => {
                    let value = part.text().await.map_err(bad)?;
                    fields.values.push((field, value));
                }
            }
        }
        Ok(fields)
    }
}

/// A body of at most `most` bytes that never sends nothing for longer than `pause`, and that has come whole after
/// twenty such pauses.
pub(crate) async fn collect(mut body: Body, most: usize, pause: Duration) -> Result<Bytes, PageError> {
    // What is announced as too large is not waited for.
    if body.size_hint().lower() > most as u64 {
        return Err(PageError::TooLarge);
    }
    let whole = async {
        let mut bytes = BytesMut::new();
        loop {
            let frame = match tokio::time::timeout(pause, body.frame()).await {
                Err(_) => return Err(PageError::TooSlow),
                Ok(None) => return Ok(bytes.freeze()),
                Ok(Some(frame)) => frame.map_err(|error| PageError::BadRequest(error.to_string()))?,
            };
            if let Ok(data) = frame.into_data() {
                if bytes.len() + data.len() > most {
                    return Err(PageError::TooLarge);
                }
                bytes.extend_from_slice(&data);
            }
        }
    };
    tokio::time::timeout(pause * 20, whole).await.unwrap_or(Err(PageError::TooSlow))
}
