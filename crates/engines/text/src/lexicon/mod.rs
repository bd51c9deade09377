//! The bridge between words: what citizens, offices and suppliers each call the same thing.
//!
//! A lexicon is a plain file that an office edits: one concept per line, its everyday, office and product words, and for
//! pains the software that ends them. Detection finds the concepts of a text; the graph leads from a pain to what solves
//! it. Left out on purpose: weights per term beyond "weak", and learning.

mod detect;
mod graph;
mod parse;

pub use detect::{ConceptHit, TermMatch};
pub use graph::{Expansion, Step};
pub use parse::LexiconError;

use crate::analysis::{Analyser, tokenise};
use detect::Matcher;
use rustc_hash::FxHashMap;

/// Place of a concept in its lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConceptId(pub u32);

/// What sort of thing a concept is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConceptKind {
    /// Software that can be bought or built.
    Software,
    /// A trouble that software ends.
    Pain,
    /// Something an office does.
    Task,
    /// A subject area.
    Subject,
    /// An office or committee.
    Body,
    /// A law, standard or register.
    Law,
    /// A paper or file an office works with.
    Document,
    /// A technology that software is made of.
    Technology,
}

/// Whose word a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermKind {
    /// Citizens and colleagues.
    Everyday,
    /// The administration.
    Office,
    /// Suppliers.
    Product,
}

/// One word or phrase of a concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As written in the file, without the mark for weak terms.
    pub text: String,
    /// Whose word it is.
    pub kind: TermKind,
    /// Marked with `~`: alone it says little.
    pub weak: bool,
}

/// A concept with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concept {
    /// Its name, unique in the lexicon.
    pub name: String,
    /// What it is.
    pub kind: ConceptKind,
    /// Keys of the areas of action it belongs to.
    pub areas: Vec<String>,
    /// Its words.
    pub terms: Vec<Term>,
    /// The concepts that end this pain or do this task.
    pub solved_by: Vec<ConceptId>,
}

/// A lexicon, ready for detection.
#[derive(Clone, Debug)]
pub struct Lexicon {
    concepts: Vec<Concept>,
    /// For every concept those it solves.
    solves: Vec<Vec<ConceptId>>,
    unresolved: Vec<LexiconError>,
    matcher: Matcher,
}

impl Lexicon {
    /// Reads a lexicon from one or more files, which may refer to each other's concepts.
    ///
    /// # Errors
    ///
    /// All wrong lines at once, with file number, line and column. A `solved_by` that names no concept is not among them;
    /// see [`Lexicon::check`].
    pub fn parse(files: &[&str]) -> Result<Self, Vec<LexiconError>> {
        let (lexicon, errors) = Self::read(files);
        if errors.is_empty() { Ok(lexicon) } else { Err(errors) }
    }

    /// The lexicon of German municipal administration that comes with the program.
    #[must_use]
    pub fn shipped() -> Self {
        // wrong lines are left out here; a test holds the shipped files to none
        Self::read(&Self::SHIPPED_FILES).0
    }

    /// The files [`Lexicon::shipped`] is read from, for an office that wants to start from them.
    pub const SHIPPED_FILES: [&'static str; 2] = [
        include_str!("../../lexicon/buergerdienste.csv"),
        include_str!("../../lexicon/innere-verwaltung.csv"),
    ];

    /// Reads what can be read, and what was wrong beside it.
    #[must_use]
    pub fn read(files: &[&str]) -> (Self, Vec<LexiconError>) {
        let parse::Parsed { concepts, errors, unresolved } = parse::parse(files);
        let mut solves = vec![Vec::new(); concepts.len()];
        for (id, concept) in (0..).zip(&concepts) {
            for target in &concept.solved_by {
                solves[target.0 as usize].push(ConceptId(id));
            }
        }
        let mut analyser = Analyser::new();
        teach(&concepts, &mut analyser);
        let matcher = Matcher::new(&concepts, &analyser);
        (Self { concepts, solves, unresolved, matcher }, errors)
    }

    /// Strict check of the whole: every `solved_by` names a concept of the lexicon.
    ///
    /// # Errors
    ///
    /// One error for every name that does not, with its line.
    pub fn check(&self) -> Result<(), &[LexiconError]> {
        if self.unresolved.is_empty() { Ok(()) } else { Err(&self.unresolved) }
    }

    /// All concepts, in the order of the files.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// One concept.
    ///
    /// # Panics
    ///
    /// If the id comes from another lexicon.
    #[must_use]
    pub fn concept(&self, id: ConceptId) -> &Concept {
        &self.concepts[id.0 as usize]
    }

    /// The concept of this name.
    #[must_use]
    pub fn find_concept(&self, name: &str) -> Option<ConceptId> {
        (0..).zip(&self.concepts).find(|(_, c)| c.name == name).map(|(id, _)| ConceptId(id))
    }

    /// Teaches an analyser the words of this lexicon as possible parts of compounds.
    pub fn teach(&self, analyser: &mut Analyser) {
        teach(&self.concepts, analyser);
    }

    /// An analyser that knows the words of these texts and of this lexicon as parts of compounds.
    #[must_use]
    pub fn analyser_for<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Analyser {
        let mut analyser = Analyser::for_texts(texts);
        self.teach(&mut analyser);
        analyser
    }

    /// The distinct folded words of all terms, sorted: a base vocabulary for compounds.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = word_counts(&self.concepts).into_iter().map(|(w, _)| w).collect();
        words.sort_unstable();
        words
    }
}

fn word_counts(concepts: &[Concept]) -> Vec<(String, u32)> {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    for term in concepts.iter().flat_map(|c| &c.terms) {
        if term.text.contains('*') {
            continue;
        }
        tokenise(&term.text, |_, folded| *counts.entry(folded.to_string()).or_default() += 1);
    }
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    counts.sort_unstable();
    counts
}

fn teach(concepts: &[Concept], analyser: &mut Analyser) {
    for (word, count) in word_counts(concepts) {
        analyser.learn(&word, count);
    }
}
