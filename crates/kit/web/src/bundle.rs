//! What a tenant has set up, as one file that another tenant, or another house, can take over.
//!
//! A bundle is put together from parts, and each part of the house that has something to give contributes its own
//! ([`BundlePart`], [`crate::Feature::bundle`]): nobody else knows what lies in its files. This module knows the file
//! ([`archive`]), asks the parts one after the other ([`export`], [`look`]), and lets them take over what was chosen, all in the
//! caller's one change ([`take`]).
//!
//! Left out on purpose: persons and whatever belongs to one, secrets, bank accounts, cases. A part that gives any of these is
//! wrong.

pub mod archive;

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use rathaus_core::Lang;
use rathaus_store::files::hex;
use rathaus_store::{Change, Session};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::PageError;

pub use archive::{Bundle, BundleFault, Manifest, Origin};

/// The files of a part by their names below its folder.
pub type PartFiles = BTreeMap<String, Vec<u8>>;

/// For whom a part is asked.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The program.
    pub app: &'a App,
    /// The language in which the answer is read.
    pub lang: Lang,
    /// Who takes over, as people read it.
    pub by: &'a str,
}

impl Around<'_> {
    /// A text of the program in the reader's language.
    ///
    /// # Errors
    ///
    /// A fault where there is no such text.
    pub fn text(&self, key: &str) -> Result<String, PageError> {
        Ok(self.app.texts(self.lang).get(key)?)
    }

    /// A text with arguments.
    ///
    /// # Errors
    ///
    /// A fault where there is no such text, or an argument is missing.
    pub fn text_with(&self, key: &str, args: &[(&str, &str)]) -> Result<String, PageError> {
        let args: Vec<_> = args.iter().map(|(name, value)| (*name, (*value).into())).collect();
        Ok(self.app.texts(self.lang).with(key, &args)?)
    }
}

/// How something in a bundle stands to what the tenant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It cannot be read; nothing of its part can be taken over.
    Wrong,
    /// The tenant has another one.
    Changed,
    /// The tenant has none.
    New,
    /// It stays out, and a note says why.
    Left,
    /// The tenant has the same.
    Same,
}

impl Standing {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Wrong => "wrong",
            Standing::Changed => "changed",
            Standing::New => "new",
            Standing::Left => "left",
            Standing::Same => "same",
        }
    }
}

/// One difference between what the tenant has and what the bundle brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// What is different, in words.
    pub what: String,
    /// As it is.
    pub old: String,
    /// As it would be.
    pub new: String,
}

/// One thing of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The file below the part's folder.
    pub file: String,
    /// What people call it.
    pub title: String,
    /// How it stands to what is there.
    pub standing: Standing,
    /// What would change.
    pub differences: Vec<Differing>,
    /// What is to be said about it; where it cannot be read, what would be right.
    pub notes: Vec<String>,
}

impl Line {
    /// A thing about which there is nothing more to say.
    pub fn new(file: &str, title: impl Into<String>, standing: Standing) -> Self {
        let (differences, notes) = (Vec::new(), Vec::new());
        Self { file: file.to_owned(), title: title.into(), standing, differences, notes }
    }

    /// A file that does not belong to its part.
    ///
    /// # Errors
    ///
    /// A fault where the text is missing.
    pub fn stray(around: &Around<'_>, file: &str) -> Result<Self, PageError> {
        Ok(Self::new(file, file, Standing::Left).note(around.text("bundle-left-file")?))
    }

    /// The same with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same with a difference.
    #[must_use]
    pub fn differs(
        mut self,
        what: impl Into<String>,
        old: impl Into<String>,
        new: impl Into<String>,
    ) -> Self {
        self.differences.push(Differing { what: what.into(), old: old.into(), new: new.into() });
        self
    }
}

/// A part of a bundle, contributed by the part of the house that keeps it.
///
/// Its name in words is the text `bundle-part-NAME`; what is to be known before it is taken over, `bundle-hint-NAME`.
#[async_trait]
pub trait BundlePart: Send + Sync {
    /// The folder in the file, and the name in addresses.
    fn name(&self) -> &'static str;

    /// Whether it is chosen before anybody chose.
    fn is_chosen(&self) -> bool {
        true
    }

    /// What the tenant has; nothing where it has nothing to give.
    async fn give(&self, app: &App, session: &mut Session) -> Result<PartFiles, PageError>;

    /// How what a bundle holds stands to what the tenant has. The files may hold anything.
    async fn look(
        &self,
        around: &Around<'_>,
        session: &mut Session,
        files: &PartFiles,
    ) -> Result<Vec<Line>, PageError>;

    /// Takes it over, in a change in which [`BundlePart::look`] found nothing wrong with it. What is the same already is left
    /// alone.
    async fn take(
        &self,
        around: &Around<'_>,
        change: &mut Change,
        files: &PartFiles,
    ) -> Result<(), PageError>;
}

/// Where a file cannot be read as JSON of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What the reader says, in English.
    pub reason: String,
}

impl Unreadable {
    /// A file with the mistake and its place, in words.
    ///
    /// # Errors
    ///
    /// A fault where the text is missing.
    pub fn line(&self, around: &Around<'_>, file: &str) -> Result<Line, PageError> {
        let (line, column) = (self.line.to_string(), self.column.to_string());
        let args = [("line", line.as_str()), ("column", &column), ("reason", &self.reason)];
        Ok(Line::new(file, file, Standing::Wrong).note(around.text_with("bundle-unreadable", &args)?))
    }
}

/// A file as JSON of its kind.
///
/// # Errors
///
/// The first place where it is not.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    serde_json::from_slice(bytes).map_err(|error| {
        let said = error.to_string();
        // The place is said apart.
        let reason = said.split(" at line ").next().unwrap_or_default().to_owned();
        Unreadable { line: error.line(), column: error.column(), reason }
    })
}

/// A value as JSON for people; the same value always gives the same bytes.
///
/// # Errors
///
/// A fault where it cannot be written.
pub fn write_json<T: Serialize>(value: &T) -> Result<Vec<u8>, PageError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(PageError::fault)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A part of a bundle, as it stands to what the tenant has.
#[derive(Debug, Clone, Serialize)]
pub struct PartView {
    /// Its folder.
    pub name: String,
    /// Whether this program knows what to do with it.
    pub is_known: bool,
    /// Whether it is chosen before anybody chose.
    pub is_chosen: bool,
    /// What lies in it.
    pub lines: Vec<Line>,
}

impl PartView {
    /// Whether something of it cannot be read.
    pub fn is_wrong(&self) -> bool {
        self.lines.iter().any(|line| line.standing == Standing::Wrong)
    }

    /// Whether taking it over would change something.
    pub fn is_news(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.standing, Standing::New | Standing::Changed))
    }

    /// Whether it can be taken over.
    pub fn may_be_taken(&self) -> bool {
        self.is_known && self.is_news() && !self.is_wrong()
    }
}

/// What a look at a bundle came to, as a mark: the same again where neither the bundle nor what the tenant has changed.
pub fn mark(views: &[PartView]) -> String {
    hex(&Sha256::digest(serde_json::to_vec(views).unwrap_or_default()))
}

/// What the tenant of the session has, as a bundle of these parts; parts without anything are left out.
///
/// # Errors
///
/// What the database says.
pub async fn export(
    app: &App,
    session: &mut Session,
    origin: Origin,
    now: Timestamp,
    parts: &[String],
) -> Result<Bundle, PageError> {
    let mut bundle = Bundle::new(origin, now);
    for part in app.bundle_parts().filter(|part| parts.iter().any(|name| name == part.name())) {
        bundle.put(part.name(), part.give(app, session).await?);
    }
    Ok(bundle)
}

/// How every part of a bundle stands to what the tenant of the session has; parts that this program does not know come last.
///
/// # Errors
///
/// What the database says.
pub async fn look(
    around: &Around<'_>,
    session: &mut Session,
    bundle: &Bundle,
) -> Result<Vec<PartView>, PageError> {
    let mut views = Vec::new();
    for part in around.app.bundle_parts() {
        let Some(files) = bundle.parts.get(part.name()) else { continue };
        let mut lines = part.look(around, session, files).await?;
        lines.sort_by(|a, b| (a.standing, &a.file).cmp(&(b.standing, &b.file)));
        let name = part.name().to_owned();
        views.push(PartView { name, is_known: true, is_chosen: part.is_chosen(), lines });
    }
    for (name, files) in &bundle.parts {
        if !views.iter().any(|view| view.name == *name) {
            let lines = files.keys().map(|file| Line::new(file, file, Standing::Left)).collect();
            views.push(PartView { name: name.clone(), is_known: false, is_chosen: false, lines });
        }
    }
    Ok(views)
}

/// What became of taking a bundle over.
#[derive(Debug)]
pub enum Taken {
    /// The names of the parts that were taken over. The caller commits.
    Kept(Vec<String>),
    /// What is there is not what was looked at, or a part cannot be taken over. Nothing may be committed.
    Stale(Vec<PartView>),
}

/// Takes these parts over, if what `seen` marks is still how the bundle stands to what is there; `None` where nobody looked.
///
/// # Errors
///
/// What a part refuses, as a conflict with the key of a text; what the database says.
pub async fn take(
    around: &Around<'_>,
    change: &mut Change,
    bundle: &Bundle,
    parts: &[String],
    seen: Option<&str>,
) -> Result<Taken, PageError> {
    let views = look(around, change, bundle).await?;
    if seen.is_some_and(|seen| seen != mark(&views)) {
        return Ok(Taken::Stale(views));
    }
    let is_asked = |name: &str| parts.iter().any(|part| part == name);
    if views.iter().any(|view| is_asked(&view.name) && (view.is_wrong() || !view.is_known)) {
        return Ok(Taken::Stale(views));
    }
    let mut taken = Vec::new();
    for part in around.app.bundle_parts().filter(|part| is_asked(part.name())) {
        let is_news = views.iter().any(|view| view.name == part.name() && view.is_news());
        if let Some(files) = bundle.parts.get(part.name()).filter(|_| is_news) {
            part.take(around, change, files).await?;
            taken.push(part.name().to_owned());
        }
    }
    Ok(Taken::Kept(taken))
}
