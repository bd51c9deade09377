//! Letters: what the office says on paper, in the form of DIN 5008, to be archived (PDF/A-2a) and read aloud (PDF/UA-1).
//!
//! A letter is written in the transaction of what it is about: its values are kept as they were then, and a job sets it. What was set
//! stays; the case says the hashes of the file and of what it was made of. Without a letterhead there are no letters, and
//! the office can write those that are missing later on.
//!
//! Left out on purpose: signatures by hand; letters in other languages than German, which is the language of authorities (§ 23
//! VwVfG).

pub mod head;
mod notice;
mod permit;
mod printing;
mod receipt;

use jiff::civil::Date;
use rathaus_letter::Shipped;
use rathaus_payment::book::Standing;
use rathaus_procedure::case::{Case, CaseEvent, Verdict};
use rathaus_procedure::permit::Paper as Size;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Submission, Version, find_submission, find_version};
use rathaus_store::jobs::Job;
use rathaus_store::{Change, Id, Session, StoreError};
use rathaus_web::{TextError, Texts};
use serde_json::Value;

pub use head::Letterhead;
pub use notice::reminder;
pub use printing::{Copy, PRINT, Paper, Print, on_press, print, sheets_of, template_of, which};
pub use receipt::receipt;

use crate::money::Account;
use crate::store::application::find_application_of_case;
use crate::store::letter::{find_letterhead, insert_letter};
use crate::store::money::{find_account, find_book, find_claim_of_case};
use crate::store::permit::{find_permit_of, insert_permit};

/// What a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// How it was decided.
    Decision,
    /// That the law decided (§ 42a Abs. 3 VwVfG).
    Deemed,
    /// What is missing.
    Correction,
    /// The permit.
    Permit,
    /// What is to be paid and was not.
    Reminder,
}

impl LetterKind {
    /// All of them.
    pub const ALL: [LetterKind; 5] = [
        LetterKind::Decision,
        LetterKind::Deemed,
        LetterKind::Correction,
        LetterKind::Permit,
        LetterKind::Reminder,
    ];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            LetterKind::Decision => "decision",
            LetterKind::Deemed => "deemed",
            LetterKind::Correction => "correction",
            LetterKind::Permit => "permit",
            LetterKind::Reminder => "reminder",
        }
    }

    /// The letter of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The templates that services use, which an office may make its own.
pub const TEMPLATES: [Shipped; 4] = [Shipped::Notice, Shipped::Receipt, Shipped::Permit, Shipped::PermitCard];

/// A letter before it is set.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What it is.
    pub kind: LetterKind,
    /// What tells it from the other letters of its case.
    pub once: String,
    /// What it is about.
    pub subject: String,
    /// The first line of the address.
    pub recipient: String,
    /// The day that is on it.
    pub day: Date,
    /// What the template gets, and its name under `template`.
    pub values: Value,
    /// Whether it goes by post.
    pub is_post: bool,
}

/// Everything that letters of a case are made of.
pub struct Material {
    /// The head of letters.
    pub head: Letterhead,
    /// The account that people pay to.
    pub account: Option<Account>,
    /// The case.
    pub case: Case,
    /// The form with its handling.
    pub version: Version,
    /// What was handed in.
    pub submission: Submission,
    /// Where mails go; empty where nobody can be mailed.
    pub email: String,
    /// The day that is on the letter.
    pub day: Date,
}

impl Material {
    /// That of a case on a day; `None` without a letterhead.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn find(session: &mut Session, case: &Case, day: Date) -> Result<Option<Self>, StoreError> {
        let Some(head) = find_letterhead(session).await? else { return Ok(None) };
        let Some(version) = find_version(session, case.version).await? else { return Ok(None) };
        let Some(submission) = find_submission(session, case.submission).await? else { return Ok(None) };
        let application = find_application_of_case(session, case.id).await?;
        Ok(Some(Self {
            head,
            account: find_account(session).await?,
            case: case.clone(),
            version,
            submission,
            email: application.map(|one| one.email).unwrap_or_default(),
            day,
        }))
    }

    /// A letter about it.
    fn said(
        &self,
        kind: LetterKind,
        once: String,
        subject: String,
        template: Shipped,
        values: Value,
    ) -> Said {
        let mut values = values;
        values["template"] = template.name().into();
        Said {
            kind,
            once,
            subject,
            recipient: self.case.applicant.clone(),
            day: self.day,
            values,
            is_post: self.email.is_empty(),
        }
    }
}

/// A text that is missing is a fault of the program.
pub(crate) fn missing(error: TextError) -> StoreError {
    StoreError::fault(error)
}

/// The letter about what was decided, with what is to be paid for it; `None` before there is a decision, and where there is no
/// letterhead. `by` is who answers for it.
///
/// # Errors
///
/// What the database says.
pub async fn decision(
    session: &mut Session,
    texts: &Texts,
    case: &Case,
    by: &str,
    day: Date,
) -> Result<Option<Said>, StoreError> {
    match Material::find(session, case, day).await? {
        Some(material) => decided(session, &material, texts, by).await,
        None => Ok(None),
    }
}

async fn decided(
    session: &mut Session,
    material: &Material,
    texts: &Texts,
    by: &str,
) -> Result<Option<Said>, StoreError> {
    let row = find_claim_of_case(session, material.case.id).await?;
    let book = find_book(session).await?;
    let claim: Option<Standing<'_>> = row.and_then(|row| book.find_claim(row.id));
    notice::decision(material, texts, claim.as_ref(), by).map_err(missing)
}

/// Writes what these events of a case say to its applicant, and asks for it to be set: decision, permit, what is missing. In the
/// transaction of the events. `check` is the address of permits, up to their code.
///
/// # Errors
///
/// What the database says.
pub async fn write(
    change: &mut Change,
    texts: &Texts,
    case: &Case,
    events: &[CaseEvent],
    by: &str,
    check: &str,
) -> Result<(), StoreError> {
    for event in events {
        match event {
            CaseEvent::Decided { .. } | CaseEvent::Deemed { .. } => {
                write_decision(change, texts, case, by, check).await?;
            }
            CaseEvent::CorrectionAsked { .. } => {
                let day = today(change.now());
                let Some(material) = Material::find(change, case, day).await? else { continue };
                if material.email.is_empty()
                    && let Some(said) = notice::correction(&material, texts, by).map_err(missing)?
                {
                    keep(change, case.id, &said).await?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes the decision and, where the form hands one out, the permit; gives whether there was anything to be written.
///
/// # Errors
///
/// What the database says.
pub async fn write_decision(
    change: &mut Change,
    texts: &Texts,
    case: &Case,
    by: &str,
    check: &str,
) -> Result<bool, StoreError> {
    let day = today(change.now());
    let Some(material) = Material::find(change, case, day).await? else { return Ok(false) };
    let mut is_written = false;
    if let Some(said) = decided(change, &material, texts, by).await? {
        is_written |= keep(change, case.id, &said).await?;
    }
    let is_granted = case.decision.as_ref().is_some_and(|decision| decision.verdict == Verdict::Approved);
    let handling = material.version.definition.handling.as_ref().filter(|_| is_granted);
    let Some(permit) = handling.and_then(|handling| handling.permit.as_ref()) else { return Ok(is_written) };
    let row = match find_permit_of(change, case.id).await? {
        Some(row) => row,
        None => {
            let Some(row) = permit::row(&material, texts, permit).map_err(missing)? else {
                return Ok(is_written);
            };
            insert_permit(change, case.id, &row).await?;
            row
        }
    };
    let template = match permit.paper {
        Size::Page => Shipped::Permit,
        Size::Card => Shipped::PermitCard,
    };
    let (subject, values) = permit::values(&material, &row, check);
    let said = material.said(LetterKind::Permit, "permit".to_owned(), subject, template, values);
    is_written |= keep(change, case.id, &said).await?;
    Ok(is_written)
}

/// Keeps a letter and asks for it to be set; `false` where it is there already.
///
/// # Errors
///
/// What the database says.
pub async fn keep(change: &mut Change, case: Id, said: &Said) -> Result<bool, StoreError> {
    let Some(id) = insert_letter(change, case, said).await? else { return Ok(false) };
    change.enqueue(Job::new(PRINT, &Print { letter: id })?).await?;
    Ok(true)
}
