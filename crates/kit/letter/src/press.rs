//! The press: a letter goes in, pages come out.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use jiff::civil::Date;
use rathaus_core::Lang;
use serde_json::{Value, json};
use typst::WorldExt;
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::syntax::{DiagSpan, FileId};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_svg::SvgOptions;

use crate::asset::Picture;
use crate::desk::{Desk, Shop, TimeIsUp, day};
use crate::error::{LetterError, TemplateMistake};
use crate::fields;
use crate::template::{self, HOUSE, LETTER, MAIN, Template, VALUES, file};
use crate::values::{self, code_path, spoken};

/// The most pictures of one letter.
pub const MOST_PICTURES: usize = 16;
/// The largest values, in bytes of JSON.
pub const LARGEST_VALUES: usize = 4 * 1024 * 1024;
/// How many letters that ran out of time may still be at work when the next with a limit is begun.
const MOST_LEFT_BEHIND: usize = 2;
/// After how many letters what the typesetter remembers is gone through, and how often something may go unused then.
const LETTERS_BETWEEN_CLEARING: usize = 32;
const UNUSED_CLEARINGS: usize = 2;

/// A letter to be printed.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// How it looks.
    pub template: &'a Template,
    /// What it says: an object as [`fields`](crate::fields) and [`values`](crate::values) describe.
    pub values: &'a Value,
    /// Pictures by the names under which the values ask for them; at most [`MOST_PICTURES`].
    pub pictures: &'a [(&'a str, &'a Picture)],
    /// The language of its fixed words, amounts and days, and of the document for screen readers.
    pub lang: Lang,
    /// The day that is on it.
    pub date: Date,
}

/// How far a template may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most pages.
    pub pages: usize,
    /// How long setting may take. With a limit the letter is set on a thread of its own, which is left to itself when time is up
    /// and ends when it next calls a function or looks for a font or file. `None` is for shipped templates.
    pub time: Option<Duration>,
}

impl Default for Limits {
    /// 200 pages in 30 seconds.
    fn default() -> Limits {
        Limits { pages: 200, time: Some(Duration::from_secs(30)) }
    }
}

/// Sets letters. Cheap to clone; threads may share it.
#[derive(Clone)]
pub struct Press {
    shop: Arc<Shop>,
}

impl Press {
    /// The press with the fonts of the house.
    pub fn new() -> Press {
        Press::with_fonts(Vec::new())
    }

    /// With more fonts: each the bytes of a TrueType or OpenType file that may be embedded in documents. What is no font is
    /// passed over. Templates name them; characters that Noto Sans lacks are taken from them.
    pub fn with_fonts(fonts: Vec<Vec<u8>>) -> Press {
        Press { shop: Arc::new(Shop::new(fonts)) }
    }

    /// One press for the whole program, made when it is first asked for.
    pub fn shared() -> &'static Press {
        static PRESS: OnceLock<Press> = OnceLock::new();
        PRESS.get_or_init(Press::new)
    }

    /// Sets a letter.
    ///
    /// The same letter gives the same pages, on any machine and thread.
    ///
    /// # Errors
    /// All mistakes of the values at once, or those of the template with line and column, or the limit that it met.
    pub fn set(&self, letter: &Letter<'_>, limits: Limits) -> Result<Sheets, LetterError> {
        let (desk, replaced) = self.lay_out(letter)?;
        let name = letter.template.name();
        let set = match limits.time {
            Some(time) => set_in_time(Arc::new(desk), name, time)?,
            None => set_now(&desk, name)?,
        };
        clear_now_and_then();
        let pages = set.pages().len();
        if pages > limits.pages {
            return Err(LetterError::TooLong { pages, at_most: limits.pages });
        }
        Ok(Sheets { document: set, date: letter.date, template: name.to_owned(), replaced })
    }

    /// Checks the letter and lays out what the template may open.
    fn lay_out(&self, letter: &Letter<'_>) -> Result<(Desk, BTreeSet<char>), LetterError> {
        let too_large = |what, size, at_most| Err(LetterError::TooLarge { what, size, at_most });
        let length = letter.template.text().len();
        if length > template::LARGEST {
            return too_large("the template", length, template::LARGEST);
        }
        if letter.pictures.len() > MOST_PICTURES {
            return too_large("pictures", letter.pictures.len(), MOST_PICTURES);
        }
        let mut mistakes = fields::check(letter.values, letter.template.fields());
        let mut files: Vec<(FileId, Bytes)> = Vec::new();
        let mut pictures = Vec::new();
        for (index, (name, picture)) in letter.pictures.iter().enumerate() {
            let path = format!("/picture/{index}.{}", picture.extension());
            files.push((file(&path), Bytes::new(picture.bytes.clone())));
            pictures.push(((*name).to_owned(), path));
        }
        let prints = |sign: char| self.shop.prints(sign);
        let written = match values::write(letter.values, letter.lang, &pictures, &prints) {
            Ok(written) if mistakes.is_empty() => written,
            Ok(_) => return Err(LetterError::Values(mistakes)),
            Err(more) => {
                mistakes.extend(more);
                return Err(LetterError::Values(mistakes));
            }
        };
        let text = written.value.to_string();
        if text.len() > LARGEST_VALUES {
            return too_large("the values", text.len(), LARGEST_VALUES);
        }
        files.push((file(VALUES), Bytes::from_string(text)));
        for (index, code) in written.codes.into_iter().enumerate() {
            files.push((file(&code_path(index)), Bytes::from_string(code)));
        }
        let (lang, words) = match letter.lang {
            Lang::De => ("de", include_str!("../templates/words/de.json")),
            Lang::En => ("en", include_str!("../templates/words/en.json")),
        };
        files.push((file("/words.json"), Bytes::from_string(words)));
        let head = json!({"lang": lang, "date": letter.date.to_string(), "spoken": spoken(letter.date, letter.lang)});
        files.push((file(LETTER), Bytes::from_string(head.to_string())));
        let desk = Desk {
            shop: self.shop.clone(),
            template: letter.template.source.clone(),
            files,
            date: letter.date,
            is_over: AtomicBool::new(false),
        };
        Ok((desk, written.replaced))
    }
}

impl Default for Press {
    fn default() -> Press {
        Press::new()
    }
}

/// Threads that went on working after their time was up.
static LEFT_BEHIND: AtomicUsize = AtomicUsize::new(0);

fn set_in_time(desk: Arc<Desk>, name: &str, time: Duration) -> Result<PagedDocument, LetterError> {
    if LEFT_BEHIND.load(Ordering::SeqCst) >= MOST_LEFT_BEHIND {
        return Err(LetterError::Occupied);
    }
    let (answer, waiting) = mpsc::sync_channel(1);
    // Who comes first, the end of the work or the end of the time, decides whether the thread counts as left behind.
    let is_settled = Arc::new(Mutex::new(false));
    let worker = {
        let (desk, name, is_settled) = (desk.clone(), name.to_owned(), is_settled.clone());
        move || {
            let set = set_now(&desk, &name);
            let given_up = settle(&is_settled);
            if given_up {
                LEFT_BEHIND.fetch_sub(1, Ordering::SeqCst);
            } else {
                // The channel holds one, so this never waits.
                answer.send(set).ok();
            }
        }
    };
    let begun = std::thread::Builder::new().name("letter".into()).stack_size(8 << 20).spawn(worker);
    if let Err(error) = begun {
        return Err(LetterError::Fault { template: name.to_owned(), reason: error.to_string() });
    }
    if let Ok(set) = waiting.recv_timeout(time) {
        return set;
    }
    let too_slow = LetterError::TooSlow { template: name.to_owned() };
    // Counted before it is settled, as the worker takes it off after that.
    LEFT_BEHIND.fetch_add(1, Ordering::SeqCst);
    if settle(&is_settled) {
        LEFT_BEHIND.fetch_sub(1, Ordering::SeqCst);
        return waiting.recv().unwrap_or(Err(too_slow));
    }
    desk.is_over.store(true, Ordering::SeqCst);
    Err(too_slow)
}

/// Settles it, and says whether it was settled before.
fn settle(is_settled: &Mutex<bool>) -> bool {
    let mut is_settled = is_settled.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::replace(&mut is_settled, true)
}

fn set_now(desk: &Desk, name: &str) -> Result<PagedDocument, LetterError> {
    let set = unbroken(name, || typst::compile::<PagedDocument>(desk))?;
    set.output.map_err(|mistakes| named(desk, name, &mistakes))
}

/// Runs a part of the typesetter. Should it break inside, that is an error like others.
fn unbroken<T>(name: &str, run: impl FnOnce() -> T) -> Result<T, LetterError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|cause: Box<dyn Any + Send>| {
        let template = name.to_owned();
        if cause.is::<TimeIsUp>() {
            return LetterError::TooSlow { template };
        }
        let words = cause.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("it gave no reason");
        LetterError::Fault { template, reason: words.to_owned() }
    })
}

/// Gives each mistake the place in the template where it comes to light, even where it happens in what the template uses.
fn named(desk: &Desk, name: &str, mistakes: &[SourceDiagnostic]) -> LetterError {
    let place = |span: DiagSpan| {
        let id = span.id()?;
        let source = typst::World::source(desk, id).ok()?;
        let start = desk.range(span)?.start;
        let (line, column) = source.lines().byte_to_line_column(start)?;
        Some((id, (line + 1, column + 1)))
    };
    let mistakes = mistakes.iter().map(|mistake| {
        let own = place(mistake.span);
        let calls = mistake.trace.iter().filter_map(|step| place(step.span.into()));
        let inside = own.into_iter().chain(calls).find(|(id, _)| *id == file(MAIN));
        let at = inside.or(own);
        TemplateMistake {
            template: if at.is_some_and(|(id, _)| id == file(HOUSE)) {
                "house.typ".into()
            } else {
                name.to_owned()
            },
            place: at.map(|(_, place)| place),
            message: mistake.message.to_string(),
            hints: mistake.hints.iter().map(|hint| hint.v.to_string()).collect(),
            field: missing_field(&mistake.message),
        }
    });
    LetterError::Template(mistakes.collect())
}

/// The key that Typst says a dictionary does not hold.
fn missing_field(message: &str) -> Option<String> {
    let rest = message.strip_prefix("dictionary does not contain key \"")?;
    rest.split_once('"').map(|(field, _)| field.to_owned())
}

/// The typesetter remembers what it has set and forgets nothing by itself.
fn clear_now_and_then() {
    static SET: AtomicUsize = AtomicUsize::new(0);
    if (SET.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(LETTERS_BETWEEN_CLEARING) {
        comemo::evict(UNUSED_CLEARINGS);
    }
}

/// A letter that was set.
pub struct Sheets {
    document: PagedDocument,
    date: Date,
    template: String,
    replaced: BTreeSet<char>,
}

impl Sheets {
    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// Characters of the values that no font holds; `�` is printed for each of them.
    pub fn replaced(&self) -> &BTreeSet<char> {
        &self.replaced
    }

    /// A page as SVG, for looking at before it is printed; pages count from 0. All text is drawn as outlines, so it is no
    /// substitute for the PDF to a screen reader.
    pub fn svg(&self, page: usize) -> Option<String> {
        let page = self.document.pages().get(page)?;
        unbroken(&self.template, || typst_svg::svg(page, &SvgOptions::default())).ok()
    }

    /// The letter as PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) in one file: fonts inside, text, reading order and
    /// alternative texts for machines. Its dates are the letter's date, its identifier follows from what is in it.
    ///
    /// # Errors
    /// What keeps a template's result from being such a file: no title, a picture without alternative text.
    pub fn pdf(&self) -> Result<Vec<u8>, LetterError> {
        let fault = |reason: String| LetterError::Fault { template: self.template.clone(), reason };
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|error| fault(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some("Rathaus".into())),
            timestamp: day(self.date).map(Timestamp::new_utc),
            page_ranges: None,
            standards,
            tagged: true,
            pretty: false,
        };
        let made = unbroken(&self.template, || typst_pdf::pdf(&self.document, &options))?;
        made.map_err(|mistakes| {
            let mistakes = mistakes.iter().map(|mistake| TemplateMistake {
                template: self.template.clone(),
                place: None,
                message: mistake.message.to_string(),
                hints: mistake.hints.iter().map(|hint| hint.v.to_string()).collect(),
                field: None,
            });
            LetterError::Template(mistakes.collect())
        })
    }
}
