//! What the typesetter sees of the world: one template, what it builds on, the values, the pictures handed in, the fonts
//! of the house, and the day that is on the letter. Nothing else can be reached from a template.

use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use typst::comemo::{Tracked, TrackedMut};
use typst::diag::{FileError, FileResult, SourceResult};
use typst::engine::{Route, Sink, Traced};
use typst::foundations::{Args, Binding, Bytes, Closure, Context, Datetime, Duration, Func, Scope, Value};
use typst::introspection::Introspector;
use typst::routines::Routines;
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::template::{HOUSE, MAIN, file};

/// What is the same for every letter.
pub(crate) struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    house: Source,
    main: FileId,
}

impl Shop {
    pub(crate) fn new(more_fonts: Vec<Vec<u8>>) -> Shop {
        let own: [&[u8]; 2] = [
            include_bytes!("../fonts/NotoSans-Regular.ttf"),
            include_bytes!("../fonts/NotoSans-SemiBold.ttf"),
        ];
        let own = own.into_iter().map(Bytes::new);
        let fonts: Vec<Font> =
            own.chain(more_fonts.into_iter().map(Bytes::new)).flat_map(Font::iter).collect();
        Shop {
            library: LazyHash::new(library()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            house: Source::new(file(HOUSE), include_str!("../templates/house.typ").to_owned()),
            main: file(MAIN),
        }
    }

    /// Whether a font of the house holds the character. Blanks that a font spells differently count as held.
    pub(crate) fn prints(&self, sign: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(sign)))
    }
}

/// What Typst offers, without what a letter has no business with: WebAssembly and text read as code.
fn library() -> Library {
    let mut library = Library::default();
    let mut scope = Scope::new();
    for (name, binding) in library.global.scope().iter() {
        if !matches!(name.as_str(), "eval" | "plugin") {
            scope.bind(name.clone(), binding.clone());
        }
    }
    library.global = library.global.clone().with_scope(scope);
    library.std = Binding::detached(library.global.clone());
    library.routines = &ROUTINES;
    library
}

/// The typesetter's own, with a look at the clock before each function of a template is called.
static ROUTINES: LazyLock<Routines> = LazyLock::new(|| {
    let theirs: &'static Routines = Library::default().routines;
    Routines { eval_closure: call, ..*theirs }
});

#[allow(clippy::too_many_arguments)]
fn call(
    func: &Func,
    closure: &LazyHash<Closure>,
    world: Tracked<dyn World + '_>,
    library: &LazyHash<Library>,
    introspector: Tracked<dyn Introspector + '_>,
    traced: Tracked<Traced>,
    sink: TrackedMut<Sink>,
    route: Tracked<Route>,
    context: Tracked<Context>,
    args: Args,
) -> SourceResult<Value> {
    // Asked for nothing but its side: the desk leaves when time is up.
    world.main();
    static THEIRS: LazyLock<&'static Routines> = LazyLock::new(|| Library::default().routines);
    (THEIRS.eval_closure)(func, closure, world, library, introspector, traced, sink, route, context, args)
}

/// Thrown through the typesetter when time is up.
pub(crate) struct TimeIsUp;

/// What is there for one letter.
pub(crate) struct Desk {
    pub shop: Arc<Shop>,
    pub template: Source,
    pub files: Vec<(FileId, Bytes)>,
    pub date: Date,
    pub is_over: AtomicBool,
}

impl Desk {
    fn look_at_the_clock(&self) {
        if self.is_over.load(Ordering::Relaxed) {
            // Not a panic: nothing is wrong, and nobody shall read about it on the console.
            panic::resume_unwind(Box::new(TimeIsUp));
        }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.shop.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.look_at_the_clock();
        &self.shop.book
    }

    fn main(&self) -> FileId {
        self.look_at_the_clock();
        self.shop.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.look_at_the_clock();
        if id == self.template.id() {
            Ok(self.template.clone())
        } else if id == self.shop.house.id() {
            Ok(self.shop.house.clone())
        } else {
            Err(nothing_there(id))
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.look_at_the_clock();
        let found = self.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(|| nothing_there(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.look_at_the_clock();
        self.shop.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        day(self.date)
    }
}

fn nothing_there(id: FileId) -> FileError {
    if id.root() == file(MAIN).root() {
        FileError::NotFound(id.vpath().get_without_slash().into())
    } else {
        FileError::Other(Some("packages are not available to templates".into()))
    }
}

/// A day as the typesetter writes it.
pub(crate) fn day(date: Date) -> Option<Datetime> {
    Datetime::from_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
}
