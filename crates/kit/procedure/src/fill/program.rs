//! Filling a form in from a program: the rules of the pages, for all pages at once.
//!
//! A program that applies for somebody keeps answers ([`keep`]), adds files ([`add_file`]), reads what is missing ([`standing`]) and hands
//! in ([`hand_in`]). What is wrong is refused at once, as nobody is there to see it on a page; what is missing is said, and
//! refused only on handing in. It works on the same draft as a person at the same form, with the same care for
//! who was faster.

use jiff::civil::Date;
use rathaus_store::{Change, Id};
use rathaus_web::api::FieldProblem;
use rathaus_web::{Fields, PageError, Upload, Visitor};

use super::upload::{drop_unused, field_of, files_of, stage, take_in};
use super::view::mistake_text;
use super::{Desk, Host, Sitting, record};
use crate::answers::{FileRef, Place};
use crate::store::{self, Draft, Save, Saved, Submission, Submitted, Version};
use crate::{Answer, Answers, Definition, Kind, Mistake, Page, What, check};

/// Where the filling in of a form stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The version of the form.
    pub version: Version,
    /// What stands in it; what was handed in where nothing is being changed.
    pub answers: Answers,
    /// What keeps it from being handed in.
    pub mistakes: Vec<Mistake>,
    /// What was handed in last.
    pub submission: Option<Submission>,
    /// Goes up with every save; 0 where nothing was saved since the last handing in.
    pub edition: u32,
    /// Who saved last, as other holders read it.
    pub by: String,
}

impl Standing {
    fn of(desk: Desk) -> Self {
        let answers = match &desk.current {
            Some(current) if desk.is_done() => current.answers.clone(),
            _ => desk.answers(),
        };
        let mistakes = match desk.is_done() {
            true => Vec::new(),
            false => check(&desk.version.definition, &answers, desk.today),
        };
        let draft = desk.draft.as_ref();
        let last = draft.and_then(|draft| draft.saves.values().max_by_key(|save| save.edition));
        Self {
            answers,
            mistakes,
            edition: draft.map_or(0, |draft| draft.edition),
            by: last.map(|save| save.by.clone()).unwrap_or_default(),
            submission: desk.current,
            version: desk.version,
        }
    }
}

/// What came of it, or every mistake.
pub type Kept<T> = Result<T, Vec<Mistake>>;

/// How it stands.
///
/// # Errors
///
/// What the database says; `NotFound` where there is no form.
pub async fn standing(visitor: &Visitor, sitting: Sitting) -> Result<Standing, PageError> {
    Ok(Standing::of(Desk::open(visitor, sitting).await?))
}

/// Whether something is not there yet, rather than wrong.
fn is_missing(what: &What) -> bool {
    matches!(what, What::Missing | What::PartMissing | What::ConsentMissing | What::TooFewRecords { .. })
}

/// Gives files in answers as the store knows them; those of somebody else, or of nobody, are mistakes.
fn take_known(
    answers: &mut Answers,
    files: &[FileRef],
    group: Option<(&crate::StableId, usize)>,
) -> Vec<Mistake> {
    let mut wrong = Vec::new();
    for (id, answer) in &mut answers.0 {
        match answer {
            Answer::Files(named) => {
                for file in named {
                    match files.iter().find(|one| one.id == file.id) {
                        Some(known) => *file = known.clone(),
                        None => {
                            let place = match group {
                                Some((group, at)) => Place::in_record(group.clone(), at, id.clone()),
                                None => Place::field(id.clone()),
                            };
                            wrong.push(Mistake { place, what: What::UnknownFile });
                        }
                    }
                }
            }
            Answer::Records(records) => {
                for (at, one) in records.iter_mut().enumerate() {
                    wrong.extend(take_known(one, files, Some((id, at))));
                }
            }
            _ => {}
        }
    }
    wrong
}

/// What is wrong with answers, with their files made those of the store.
fn wrong(definition: &Definition, answers: &mut Answers, files: &[FileRef], today: Date) -> Vec<Mistake> {
    let mut wrong = take_known(answers, files, None);
    wrong.extend(check(definition, answers, today).into_iter().filter(|one| !is_missing(&one.what)));
    wrong
}

async fn save_pages(
    change: &mut Change,
    definition: &Definition,
    mut draft: Draft,
    answers: &Answers,
    edition: u32,
    by: &str,
) -> Result<Draft, PageError> {
    let sheet = Id::new(change.now()).to_string();
    for page in &definition.pages {
        let save = Save { draft: draft.id, page: page.id.as_str(), answers, edition, sheet: &sheet, by };
        draft = saved(store::save_page(change, definition, save).await?)?;
    }
    Ok(draft)
}

fn saved(saved: Saved) -> Result<Draft, PageError> {
    match saved {
        Saved::Saved(draft) => Ok(draft),
        Saved::Stale(_) | Saved::Gone => Err(PageError::Conflict("procedure-saved-elsewhere")),
    }
}

/// Begins the filling in of a form that nobody filled in yet with these answers, in the change of the caller.
///
/// # Errors
///
/// What the database says.
pub async fn begin(
    change: &mut Change,
    version: &Version,
    sitting: &Sitting,
    mut answers: Answers,
    today: Date,
) -> Result<Kept<Draft>, PageError> {
    let wrong = wrong(&version.definition, &mut answers, &[], today);
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let draft = store::begin_draft(change, version, &sitting.holder, &Answers::new()).await?;
    let edition = draft.edition;
    Ok(Ok(save_pages(change, &version.definition, draft, &answers, edition, &sitting.by).await?))
}

/// The draft: the one that is there, else a new one, or the correction of what was handed in.
async fn draft_of(change: &mut Change, desk: &Desk) -> Result<Draft, PageError> {
    let holder = &desk.sitting.holder;
    if desk.is_done() {
        let draft = store::correct(change, desk.version.form, holder, None).await?;
        return draft.ok_or(PageError::Conflict("procedure-saved-elsewhere"));
    }
    Ok(store::begin_draft(change, &desk.version, holder, &desk.known()).await?)
}

/// As on the pages: that a form was begun is recorded, saving it again is no act.
async fn commit(change: Change, desk: &Desk, draft: Id) -> Result<(), PageError> {
    match desk.draft {
        None => {
            change.commit(record("draft.begun", desk, draft)).await?;
        }
        Some(_) => change.commit_unrecorded().await?,
    }
    Ok(())
}

/// Keeps answers in the place of all that stood there. `edition` is that of the answers that were read; who was faster in between
/// with other answers is not overwritten. Nothing is kept where something is wrong.
///
/// # Errors
///
/// `Conflict` where the form is closed or somebody was faster.
pub async fn keep(
    host: &dyn Host,
    visitor: &Visitor,
    sitting: Sitting,
    mut answers: Answers,
    edition: u32,
) -> Result<Kept<()>, PageError> {
    let desk = Desk::open(visitor, sitting).await?;
    desk.must_be_open()?;
    let mut change = visitor.change_as(desk.sitting.actor.clone()).await?;
    let draft = draft_of(&mut change, &desk).await?;
    let files = files_of(&mut change, desk.version.form, &desk.sitting.holder).await?;
    let definition = &desk.version.definition;
    let wrong = wrong(definition, &mut answers, &files, desk.today);
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let draft = save_pages(&mut change, definition, draft, &answers, edition, &desk.sitting.by).await?;
    drop_unused(visitor, &mut change, &desk, &draft).await?;
    host.saved(&mut change, &desk.sitting, &draft).await?;
    commit(change, &desk, draft.id).await?;
    Ok(Ok(()))
}

/// The files in the answer of a place; `None` where there is no such record.
fn files_at<'a>(answers: &'a mut Answers, place: &Place) -> Option<&'a mut Vec<FileRef>> {
    let within = match &place.record {
        None => answers,
        Some((group, at)) => match answers.0.get_mut(group)? {
            Answer::Records(records) => records.get_mut(*at)?,
            _ => return None,
        },
    };
    let answer = within.0.entry(place.id.clone()).or_insert_with(|| Answer::Files(Vec::new()));
    if !matches!(answer, Answer::Files(_)) {
        *answer = Answer::Files(Vec::new());
    }
    match answer {
        Answer::Files(files) => Some(files),
        _ => None,
    }
}

/// The page and place of a question for files, named as in `anlage` or, in a record, `hunde.0.bild`.
fn asked<'a>(definition: &'a Definition, field: &str) -> Option<(&'a Page, Place, String)> {
    let name = format!("{}.{field}", if field.contains('.') { "g" } else { "f" });
    definition.pages.iter().find_map(|page| {
        let (place, found) = field_of(page, &name)?;
        matches!(found.kind, Kind::File(_)).then_some((page, place, name.clone()))
    })
}

/// Adds a file to the answer of a question, by the rules of the question. `None` where the form has no such question for files, or no
/// such record is there.
///
/// # Errors
///
/// `Conflict` where the form is closed.
pub async fn add_file(
    host: &dyn Host,
    visitor: &Visitor,
    sitting: Sitting,
    field: &str,
    upload: Upload,
) -> Result<Option<Kept<FileRef>>, PageError> {
    let desk = Desk::open(visitor, sitting).await?;
    desk.must_be_open()?;
    let definition = desk.version.definition.clone();
    let Some((page, place, name)) = asked(&definition, field) else { return Ok(None) };
    let mut fields = Fields { files: vec![Upload { field: name.clone(), ..upload }], ..Fields::default() };
    let staged = stage(visitor, page, &fields).await?;
    let mut change = visitor.change_as(desk.sitting.actor.clone()).await?;
    let draft = draft_of(&mut change, &desk).await?;
    let mut answers = draft.answers.clone();
    let Some(files) = files_at(&mut answers, &place) else { return Ok(None) };
    fields.values.extend(files.iter().map(|file| (name.clone(), file.id.clone())));
    let (added, mistakes) = take_in(visitor, &mut change, &desk, page, &fields, &staged).await?;
    let Some((_, file)) = added.into_iter().next().filter(|_| mistakes.is_empty()) else {
        return Ok(Some(Err(mistakes)));
    };
    files.push(file.clone());
    let sheet = Id::new(visitor.now()).to_string();
    let save = Save {
        draft: draft.id,
        page: page.id.as_str(),
        answers: &answers,
        edition: draft.edition,
        sheet: &sheet,
        by: &desk.sitting.by,
    };
    let draft = saved(store::save_page(&mut change, &definition, save).await?)?;
    host.saved(&mut change, &desk.sitting, &draft).await?;
    commit(change, &desk, draft.id).await?;
    Ok(Some(Ok(file)))
}

/// Hands in what stands in the form. What was handed in before stays, and is given again.
///
/// # Errors
///
/// `Conflict` where the form is closed or somebody changed it meanwhile.
pub async fn hand_in(
    host: &dyn Host,
    visitor: &Visitor,
    sitting: Sitting,
) -> Result<Kept<Submission>, PageError> {
    let desk = Desk::open(visitor, sitting).await?;
    if let Some(current) = desk.current.as_ref().filter(|_| desk.is_done()) {
        return Ok(Ok(current.clone()));
    }
    desk.must_be_open()?;
    let sitting = &desk.sitting;
    let mut change = visitor.change_as(sitting.actor.clone()).await?;
    let draft = draft_of(&mut change, &desk).await?;
    let (holder, form) = (&sitting.holder, desk.version.form);
    match store::submit(&mut change, draft.id, draft.edition, holder, form, "", sitting.assurance).await? {
        Submitted::New(submission) => {
            host.submitted(&mut change, sitting, &submission).await?;
            change.commit(record("submission.made", &desk, submission.id)).await?;
            Ok(Ok(submission))
        }
        Submitted::Before(submission) => Ok(Ok(submission)),
        Submitted::Mistakes(mistakes) => Ok(Err(mistakes)),
        Submitted::Stale(_) | Submitted::Overtaken | Submitted::Gone => {
            Err(PageError::Conflict("procedure-saved-elsewhere"))
        }
    }
}

/// Mistakes as programs read them: the place in what was sent as `answers`, with the name of the question.
///
/// # Errors
///
/// A missing text.
pub fn field_problems(
    visitor: &Visitor,
    definition: &Definition,
    mistakes: &[Mistake],
) -> Result<Vec<FieldProblem>, PageError> {
    let lang = visitor.lang();
    let one = |mistake: &Mistake| {
        let (place, text) = (&mistake.place, mistake_text(visitor, &mistake.what)?);
        let pointer = match &place.record {
            Some((group, at)) => format!("/answers/{group}/records/{at}/{}", place.id),
            None => format!("/answers/{}", place.id),
        };
        let label = definition.field(&place.id).map(|standing| &standing.field.label);
        let label = label.or_else(|| definition.group(&place.id).map(|(_, group)| &group.title));
        let detail = label.map_or(text.clone(), |label| format!("{}: {text}", label.get(lang)));
        Ok(FieldProblem { pointer, detail })
    };
    mistakes.iter().map(one).collect()
}
