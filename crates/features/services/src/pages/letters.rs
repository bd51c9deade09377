//! Letters of the office: which are to be posted, which could not be set, what stands at their head, how they look.

mod head;
mod template;

use std::io::Write;

use axum::extract::Path;
use rathaus_procedure::case::Case;
use rathaus_procedure::store::find_case;
use rathaus_procedure::store::submissions::today;
use rathaus_store::files::find_file;
use rathaus_store::jobs::Job;
use rathaus_store::{Files, Id, Record, Session, Slice};
use rathaus_web::list::Listing;
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post, uploads,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::case::of_number;
use crate::letters::head::LANG;
use crate::letters::{Copy, PRINT, Paper, Print, decision, sheets_of, template_of, write_decision};
use crate::policy;
use crate::store::letter::{
    StoredLetter, Which, count_letters, find_letter, find_letterhead, list_letters, list_letters_of,
    set_fault, set_posted,
};

/// The most letters of one file or one act.
const MOST: u32 = 1_000;

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases/letters", get(list))
        .route("/cases/letters/post.zip", get(bundle))
        .route("/cases/letters/posted", post(posted))
        .route("/cases/letters/again", post(again))
        .route("/cases/letters/head", get(head::show).merge(post(head::save)))
        .route("/cases/letters/templates", get(template::list))
        .route("/cases/letters/templates/{name}", get(template::show).merge(post(template::save)))
        .route("/cases/letters/templates/{name}/pages/{page}", get(template::page))
        .route("/cases/letters/{id}", get(open))
        .route("/cases/{number}/letters", post(write))
        .route("/cases/{number}/letter", get(preview));
}

/// Where a letter stands: the end of a translation key.
pub(crate) fn state_of(letter: &StoredLetter) -> &'static str {
    match (letter.file, &letter.fault, letter.is_post, letter.posted_at) {
        (None, Some(_), ..) => "faulty",
        (None, None, ..) => "waiting",
        (Some(_), _, true, None) => "post",
        (Some(_), _, true, Some(_)) => "posted",
        (Some(_), _, false, _) => "online",
    }
}

/// A letter as pages show it; `href` is the address of its file.
pub(crate) fn shown(visitor: &Visitor, letter: &StoredLetter, href: &str) -> Result<Value, PageError> {
    let state = state_of(letter);
    Ok(context! {
        id => letter.id.to_string(),
        kind => visitor.text(&format!("letter-kind-{}", letter.kind.word()))?,
        subject => letter.subject.clone(),
        recipient => letter.recipient.clone(),
        day => letter.day.to_string(),
        pages => letter.pages,
        fault => letter.fault.clone(),
        state,
        said => visitor.text(&format!("letter-state-{state}"))?,
        colour => match state {
            "faulty" => "danger",
            "post" => "warning",
            "waiting" => "info",
            _ => "success",
        },
        href => letter.file.map(|_| visitor.url(href)),
    })
}

/// The letters of a case as the office sees them.
pub(crate) async fn of_case(visitor: &Visitor, db: &mut Session, case: Id) -> Result<Vec<Value>, PageError> {
    let letters = list_letters_of(db, case).await?;
    letters.iter().map(|letter| shown(visitor, letter, &format!("/cases/letters/{}", letter.id))).collect()
}

/// The address where permits are checked, up to their code.
pub(crate) fn check_address(visitor: &Visitor) -> String {
    visitor.full_url("/permits/")
}

async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let listing = Listing::read(&visitor, &[], &["show"]);
    let which = listing.filter("show").and_then(Which::of_word).unwrap_or_default();
    let mut view = visitor.read().await?;
    let has_head = find_letterhead(&mut view).await?.is_some();
    let (counts, waiting) = count_letters(&mut view).await?;
    let letters = list_letters(&mut view, which, listing.slice()).await?;
    let mut rows = Vec::new();
    for letter in &letters {
        let number = find_case(&mut view, letter.case).await?.map(|case| case.number).unwrap_or_default();
        let case = visitor.url(&format!("/cases/{number}"));
        let one = shown(&visitor, letter, &format!("/cases/letters/{}", letter.id))?;
        rows.push(context! { number, case, ..one });
    }
    drop(view);
    let total = Which::ALL.iter().zip(counts).find(|(one, _)| **one == which).map_or(0, |(_, count)| count);
    let tabs: Vec<Value> = Which::ALL
        .iter()
        .zip(counts)
        .map(|(one, count)| {
            let label = visitor
                .text_with(&format!("letter-show-{}", one.word()), &[("n", count.to_string().into())])?;
            let href = visitor.url(&format!("/cases/letters?show={}", one.word()));
            Ok(context! { href, label, current => *one == which })
        })
        .collect::<Result<_, PageError>>()?;
    let set = counts[2].saturating_sub(waiting);
    let context = context! {
        has_head,
        which => which.word(),
        tabs,
        rows,
        waiting,
        all => counts[2],
        set,
        list => listing.view(&visitor, &[], total)?,
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("services/letters.html", visitor.text("letter-title")?, context)
}

/// The file of a letter.
pub(crate) async fn give_out(visitor: &Visitor, db: &mut Session, letter: &StoredLetter) -> Answer {
    let file = letter.file.ok_or(PageError::NotFound)?;
    let file = find_file(db, file).await?.ok_or(PageError::NotFound)?;
    let bytes = visitor.app().port::<Files>()?.read(&file).await?;
    uploads::download(&file.name, "application/pdf", bytes)
}

/// A paper that is kept nowhere.
pub(crate) fn give_paper(name: &str, paper: Paper) -> Answer {
    uploads::download(name, "application/pdf", paper.pdf)
}

async fn open(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let letter = find_letter(&mut view, id).await?.ok_or(PageError::NotFound)?;
    give_out(&visitor, &mut view, &letter).await
}

/// What is to be posted, in one file.
async fn bundle(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let files = visitor.app().port::<Files>()?;
    let mut view = visitor.read().await?;
    let letters = list_letters(&mut view, Which::ToPost, Slice { limit: MOST, offset: 0 }).await?;
    let mut papers = Vec::new();
    for (at, letter) in letters.iter().filter(|letter| letter.file.is_some()).enumerate() {
        let Some(file) = letter.file else { continue };
        if let Some(file) = find_file(&mut view, file).await? {
            papers.push((format!("{:04} {}", at + 1, file.name), files.read(&file).await?));
        }
    }
    drop(view);
    if papers.is_empty() {
        return Err(PageError::NotFound);
    }
    let pack = move || -> Result<Vec<u8>, PageError> {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in papers {
            zip.start_file(name, SimpleFileOptions::default()).map_err(PageError::fault)?;
            zip.write_all(&bytes).map_err(PageError::fault)?;
        }
        Ok(zip.finish().map_err(PageError::fault)?.into_inner())
    };
    let bytes = tokio::task::spawn_blocking(pack).await.map_err(PageError::fault)??;
    let name = format!("{} {}.zip", visitor.text("letter-file")?, today(visitor.now()));
    uploads::download(&name, "application/zip", bytes)
}

/// Letters that somebody chose, and what is true of them.
struct Chosen {
    letters: Vec<Id>,
    is_undo: bool,
}

impl FromForm for Chosen {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let letters = form.fields().all("letter");
        let letters = letters.iter().take(MOST as usize).filter_map(|id| id.parse().ok()).collect();
        Some(Self { letters, is_undo: form.raw("undo") == "yes" })
    }
}

async fn posted(visitor: Visitor, form: Form<Chosen>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(chosen) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    let mut count = 0_u32;
    for id in &chosen.letters {
        count += u32::from(set_posted(&mut change, *id, !chosen.is_undo).await?);
    }
    let (what, said) = if chosen.is_undo {
        ("letter.not_posted", "letter-not-posted")
    } else {
        ("letter.posted", "letter-posted")
    };
    change.commit(Record::new(what, "letters").with("count", count)).await?;
    visitor.done("/cases/letters", said)
}

/// Sets letters once more that could not be set, after their template was mended.
async fn again(visitor: Visitor, form: Form<Chosen>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(chosen) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    for id in &chosen.letters {
        if set_fault(&mut change, *id, None).await? {
            change.enqueue(Job::new(PRINT, &Print { letter: *id })?).await?;
        }
    }
    change.commit(Record::new("letter.again", "letters").with("count", chosen.letters.len())).await?;
    visitor.done("/cases/letters?show=fault", "letter-again-done")
}

/// Writes what a case has no letter about yet: its decision, and its permit.
async fn write(visitor: Visitor, Path(number): Path<String>) -> Answer {
    let by = policy::may_work(&visitor)?.name.clone();
    let back = format!("/cases/{number}");
    let mut change = visitor.change().await?;
    let case = of_number(&mut change, &number).await?;
    if case.decision.is_none() {
        return Err(PageError::Conflict("letter-not-decided"));
    }
    if find_letterhead(&mut change).await?.is_none() {
        return Err(PageError::Conflict("letter-no-head"));
    }
    let texts = visitor.app().texts(LANG);
    let is_written = write_decision(&mut change, texts, &case, &by, &check_address(&visitor)).await?;
    change.commit(Record::new("letter.written", case.id)).await?;
    visitor.done(&back, if is_written { "letter-written" } else { "letter-there" })
}

/// How the letter of a case would look if it were decided as proposed.
async fn preview(visitor: Visitor, Path(number): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let case: Case = of_number(&mut view, &number).await?;
    let day = today(visitor.now());
    let by = visitor.signed().map(|signed| signed.name.clone()).unwrap_or_default();
    let said = decision(&mut view, visitor.app().texts(LANG), &case, &by, day).await?;
    let said = said.ok_or(PageError::Conflict("letter-no-head"))?;
    let name = said.values["template"].as_str().unwrap_or_default().to_owned();
    let template = template_of(&mut view, &name).await?.ok_or(PageError::NotFound)?;
    let copy = Copy::of(&mut view, said.values, day).await?;
    drop(view);
    let paper = sheets_of(template, copy).await.map_err(PageError::fault)?;
    give_paper(&format!("{number} {}.pdf", visitor.text("letter-draft")?), paper)
}
