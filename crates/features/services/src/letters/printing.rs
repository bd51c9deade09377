//! Setting letters: a job for each, so that the change that asked for it waits for nothing.

use jiff::civil::Date;
use rathaus_letter::{Letter, LetterError, Limits, Picture, Press, Sheets, Shipped, Template};
use rathaus_people::tenant::find_logo;
use rathaus_procedure::case::CaseEvent;
use rathaus_procedure::store::{Recorded, find_case, record};
use rathaus_store::files::{find_file, hex};
use rathaus_store::jobs::{JobError, Task};
use rathaus_store::{Actor, Files, Id, Record, Session, StoreError};
use rathaus_web::App;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::TEMPLATES;
use super::head::LANG;
use crate::store::letter::{find_letter, find_letterhead, find_said, find_template, set_fault, set_file};
use crate::store::money::find_account;

/// The kind of the job that sets a letter.
pub const PRINT: &str = "services.print";

/// A letter to be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// The letter.
    pub letter: Id,
}

/// The template of [`TEMPLATES`] with this name.
pub fn which(name: &str) -> Option<Shipped> {
    TEMPLATES.into_iter().find(|one| one.name() == name)
}

/// The template of a name as the office has it; `None` where there is none of this name.
///
/// # Errors
///
/// What the database says.
pub async fn template_of(session: &mut Session, name: &str) -> Result<Option<Template>, StoreError> {
    let Some(which) = which(name) else { return Ok(None) };
    let own = find_template(session, name).await?;
    Ok(Some(match own.source {
        Some(source) => Template::like(which, name, source),
        None => Template::shipped(which),
    }))
}

/// What was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// What a letter is set of, besides its template.
#[derive(Debug, Clone)]
pub struct Copy {
    /// What it says.
    pub values: Value,
    /// The logo of the authority.
    pub logo: Option<Picture>,
    /// The day that is on it.
    pub day: Date,
}

impl Copy {
    /// A copy with the logo of the authority.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn of(session: &mut Session, mut values: Value, day: Date) -> Result<Self, StoreError> {
        // A picture that cannot be printed is left out, not the letter.
        let logo = find_logo(session).await?.and_then(|(_, bytes)| Picture::new(bytes).ok());
        if logo.is_some() && values["authority"].is_object() {
            let alt = values["authority"]["name"].clone();
            values["authority"]["logo"] = json!({ "picture": "logo", "alt": alt });
        }
        Ok(Self { values, logo, day })
    }

    /// Invented values under the office's own head, to try a template with.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn of_sample(session: &mut Session, which: Shipped, day: Date) -> Result<Self, StoreError> {
        let mut values = which.sample();
        if let Some(head) = find_letterhead(session).await? {
            values["authority"] = head.authority(find_account(session).await?.as_ref());
        }
        Self::of(session, values, day).await
    }
}

/// Sets a letter on a thread where it holds nobody up, and does something with its sheets there.
///
/// # Errors
///
/// What the press says.
pub async fn on_press<T: Send + 'static>(
    template: Template,
    copy: Copy,
    then: impl FnOnce(&Sheets) -> Result<T, LetterError> + Send + 'static,
) -> Result<T, LetterError> {
    let name = template.name().to_owned();
    let work = move || {
        let pictures: Vec<(&str, &Picture)> = copy.logo.iter().map(|logo| ("logo", logo)).collect();
        let (values, date) = (&copy.values, copy.day);
        let letter = Letter { template: &template, values, pictures: &pictures, lang: LANG, date };
        then(&Press::shared().set(&letter, Limits::default())?)
    };
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|fault| Err(LetterError::Fault { template: name, reason: fault.to_string() }))
}

/// A letter as a file.
///
/// # Errors
///
/// What the press says.
pub async fn sheets_of(template: Template, copy: Copy) -> Result<Paper, LetterError> {
    on_press(template, copy, |sheets| Ok(Paper { pages: sheets.pages(), pdf: sheets.pdf()? })).await
}

/// Sets a letter and writes it to its case.
///
/// # Errors
///
/// What the database or the place of the files says; a fault of template or values is kept with the letter.
pub async fn print(app: App, task: Task) -> Result<(), JobError> {
    let Print { letter } = task.payload()?;
    let files = app.port::<Files>()?;
    let mut view = task.scope.read().await?;
    let Some(stored) = find_letter(&mut view, letter).await?.filter(|one| one.file.is_none()) else {
        return Ok(());
    };
    let Some(values) = find_said(&mut view, letter).await? else { return Ok(()) };
    let name = values["template"].as_str().unwrap_or_default().to_owned();
    let template = template_of(&mut view, &name).await?;
    let template = template.ok_or_else(|| JobError::Never(format!("there is no template {name:?}")))?;
    let copy = Copy::of(&mut view, values, stored.day).await?;
    drop(view);
    let made_of = hex(&Sha256::digest(format!("{}\n{}\n{}", template.text(), copy.values, copy.day)));
    let set = sheets_of(template, copy).await;
    let mut change = task.scope.change(Actor::Program("services"), task.now()).await?;
    match set {
        Ok(paper) => {
            let Some(case) = find_case(&mut change, stored.case).await? else { return Ok(()) };
            let name = format!("{} {}.pdf", case.number, stored.subject);
            let owner = format!("letter:{letter}");
            let file = files.put(&mut change, &name, "application/pdf", paper.pdf, owner).await?;
            if !set_file(&mut change, letter, file, paper.pages).await? {
                return Ok(());
            }
            let sha256 = find_file(&mut change, file).await?.map(|file| file.sha256).unwrap_or_default();
            let kind = stored.kind.word().to_owned();
            let event = CaseEvent::Documented { file, kind, sha256, made_of };
            match record(&mut change, case.id, None, vec![event]).await? {
                Recorded::Kept(_) => {}
                other => return Err(JobError::Never(format!("a letter that its case refuses: {other:?}"))),
            }
            task.finish(&mut change).await?;
            change.commit(Record::new("letter.set", letter).with("pages", paper.pages)).await?;
        }
        Err(LetterError::Occupied) => return Err(JobError::Later("the press is occupied".to_owned())),
        Err(error) => {
            set_fault(&mut change, letter, Some(&error.to_string())).await?;
            task.finish(&mut change).await?;
            change.commit(Record::new("letter.faulty", letter)).await?;
        }
    }
    Ok(())
}
