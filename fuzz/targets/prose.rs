//! Free text as people type it into a survey, against the lexicon that comes with the program.
//! Every token and every word found lies in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_text::analysis::Analyser;
use rathaus_text::lexicon::Lexicon;
use std::sync::LazyLock;

static SHIPPED: LazyLock<Lexicon> = LazyLock::new(Lexicon::shipped);
static ANALYSER: LazyLock<Analyser> = LazyLock::new(|| SHIPPED.analyser_for([]));

fuzz_target!(|text: &str| {
    let analysis = ANALYSER.analyse(text);
    for token in &analysis.tokens {
        assert!(text.get(token.span.clone()).is_some_and(|word| !word.is_empty()));
    }
    let hits = SHIPPED.detect(&analysis);
    for hit in &hits {
        assert!((0.0..=1.0).contains(&hit.strength), "{}", hit.strength);
        for found in &hit.matches {
            assert_eq!(found.words_in(text).len(), found.spans.len());
        }
    }
    let _ = (SHIPPED.expand(&hits), SHIPPED.expand_back(&hits));
});
