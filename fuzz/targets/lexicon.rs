//! A lexicon as an office may have edited it, and a text to find its words in.
//! What a zero byte divides is lexicon and text; without one the file is its own text. Every place that is
//! reported lies in the text, and the same text gives the same answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_text::lexicon::Lexicon;

fuzz_target!(|input: &str| {
    let (file, text) = input.split_once('\0').unwrap_or((input, input));
    let (lexicon, errors) = Lexicon::read(&[file]);
    assert_eq!(Lexicon::parse(&[file]).is_ok(), errors.is_empty());
    let _ = lexicon.check();
    for concept in lexicon.concepts() {
        assert!(lexicon.find_concept(&concept.name).is_some());
    }
    let analysis = lexicon.analyser_for([text]).analyse(text);
    let hits = lexicon.detect(&analysis);
    for hit in &hits {
        assert!((0.0..=1.0).contains(&hit.strength), "{}", hit.strength);
        for found in &hit.matches {
            assert_eq!(found.words_in(text).len(), found.spans.len());
        }
    }
    let _ = (lexicon.expand(&hits), lexicon.expand_back(&hits));
    assert_eq!(hits, lexicon.detect(&analysis));
});
