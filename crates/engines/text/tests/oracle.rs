//! The index against the formula written out, and foreign text against panics.

use proptest::prelude::*;
use rathaus_text::analysis::{Analyser, flatten, fold, grams, is_stop_word};
use rathaus_text::index::{Config, Document, Filter, Index, Scoring, highlights};
use rathaus_text::lexicon::Lexicon;

const WORDS: [&str; 12] = [
    "kita",
    "platz",
    "kitaplatz",
    "antrag",
    "anträge",
    "hund",
    "steuer",
    "hundesteuer",
    "online",
    "der",
    "und",
    "amt",
];

/// BM25F by its definition: every document, every query word, no index.
fn oracle(documents: &[(String, String)], query: &str, config: &Config) -> Vec<f64> {
    let mut analyser = Analyser::new();
    let all: Vec<String> = documents
        .iter()
        .flat_map(|(title, text)| title.split(' ').chain(text.split(' ')))
        .filter(|w| !w.is_empty())
        .map(fold)
        .collect();
    for word in &all {
        analyser.learn(word, 1);
    }
    let terms = |word: &str, analysis: usize| -> Vec<String> {
        let w = analyser.word(word);
        let mut list = Vec::new();
        match analysis {
            0 | 1 if w.is_stop_word => {}
            0 => list.push(w.stem.to_string()),
            1 => list.extend(std::iter::once(&w.stem).chain(&w.parts).map(|s| s.to_string())),
            _ => grams(&flatten(word), |g| list.push(g.to_string())),
        }
        list
    };
    let field = |text: &str, analysis| -> Vec<String> {
        text.split(' ').filter(|w| !w.is_empty()).flat_map(|w| terms(&fold(w), analysis)).collect()
    };
    let mut scores = vec![0.0; documents.len()];
    for (analysis, scoring) in [config.stems, config.parts, config.grams].iter().enumerate() {
        let fields: Vec<[Vec<String>; 2]> =
            documents.iter().map(|(title, text)| [field(title, analysis), field(text, analysis)]).collect();
        let mean = |f: usize| {
            let lengths: Vec<f64> = fields.iter().map(|d| d[f].len() as f64).filter(|&l| l > 0.0).collect();
            if lengths.is_empty() { 1.0 } else { lengths.iter().sum::<f64>() / lengths.len() as f64 }
        };
        let means = [mean(0), mean(1)];
        let frequency = |doc: usize, term: &String| -> f64 {
            let one = |f: usize, weight: f64, b: f64| {
                let tf = fields[doc][f].iter().filter(|t| *t == term).count() as f64;
                weight * tf / (1.0 - b + b * fields[doc][f].len() as f64 / means[f])
            };
            one(0, f64::from(config.title_weight), f64::from(config.title_b))
                + one(1, 1.0, f64::from(scoring.b))
        };
        let has = |term: &String| (0..documents.len()).filter(|&d| frequency(d, term) > 0.0).count() as f64;
        for word in query.split(' ').map(fold) {
            let list: Vec<String> = terms(&word, analysis).into_iter().filter(|t| has(t) > 0.0).collect();
            let share = if analysis == 2 {
                (list.len().max(1) as f64).powf(-f64::from(config.gram_evenness))
            } else {
                1.0
            };
            for term in list {
                let df = has(&term);
                let idf = (1.0 + (documents.len() as f64 - df + 0.5) / (df + 0.5)).ln();
                for (doc, score) in scores.iter_mut().enumerate() {
                    let f = frequency(doc, &term);
                    let k1 = f64::from(scoring.k1);
                    *score += share * f64::from(scoring.weight) * idf * f * (k1 + 1.0) / (k1 + f);
                }
            }
        }
    }
    scores
}

fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), words).prop_map(|w| w.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scores_are_those_of_the_formula(documents in prop::collection::vec((text(0..3), text(1..8)), 1..7), query in text(1..5)) {
        let config = Config {
            stems: Scoring { weight: 0.3, k1: 0.9, b: 0.4 },
            ..Config::default()
        };
        let given: Vec<Document<'_>> =
            documents.iter().map(|(title, text)| Document { title, text, facets: &[] }).collect();
        let index = Index::new(&given, &config);
        let expected = oracle(&documents, &query, &config);
        let scores = index.scores(&index.query(&query));
        for (score, expected) in scores.iter().zip(&expected) {
            prop_assert!((f64::from(*score) - expected).abs() < 1e-3 * expected.max(1.0), "{} is not {}", score, expected);
        }
        let hits = index.search(&query, 3);
        prop_assert!(hits.windows(2).all(|h| h[0].score > h[1].score || (h[0].score == h[1].score && h[0].doc < h[1].doc)));
    }

    #[test]
    fn any_text_is_borne(a in "\\PC{0,80}", b in "\\PC{0,80}") {
        let index = Index::new(&[Document { title: &b, text: &a, facets: &[] }], &Config::default());
        let query = index.query(&b);
        for word in &query.words {
            prop_assert!(b.get(word.span.clone()).is_some());
        }
        for hit in index.search_query(&query, &Filter::default(), 5) {
            let reasons = index.explain(&query, &hit);
            for span in highlights(&a, &reasons, 0.0) {
                prop_assert!(a.get(span).is_some());
            }
        }
        prop_assert!(is_stop_word("und"));
    }

    #[test]
    fn any_lexicon_file_is_borne(rows in "([a-zäß*~|;\"\\- \n#]{0,40}|\\PC{0,40})", text in "\\PC{0,40}") {
        let file = format!("concept;kind;areas;everyday;office;product;solved_by\nA;pain;x;{};;;\n{rows}", text.replace([';', '"', '\n'], " "));
        let (lexicon, _) = Lexicon::read(&[&file]);
        let analysis = lexicon.analyser_for([text.as_str()]).analyse(&text);
        for hit in lexicon.detect(&analysis) {
            prop_assert!(hit.strength > 0.0 && hit.strength <= 1.0);
            for m in &hit.matches {
                prop_assert_eq!(m.words_in(&text).len(), m.spans.len());
            }
        }
    }
}

#[test]
fn filters_hold() {
    let facets = |hosting: &'static str| vec![("hosting", hosting)];
    let (de, eu) = (facets("de"), facets("eu"));
    let documents = [
        Document { title: "", text: "Kitaplatz online", facets: &eu },
        Document { title: "", text: "Kitaplatz", facets: &de },
        Document { title: "", text: "Kitaplatz vergeben", facets: &[] },
    ];
    let index = Index::new(&documents, &Config::default());
    let query = index.query("Kitaplatz");
    let docs = |filter: &Filter| {
        let mut docs: Vec<u32> = index.search_query(&query, filter, 9).iter().map(|h| h.doc).collect();
        docs.sort_unstable();
        docs
    };
    assert_eq!(docs(&Filter::default()), [0, 1, 2]);
    assert_eq!(docs(&Filter::default().with("hosting", "de")), [1]);
    assert_eq!(docs(&Filter::default().with("hosting", "de").with("hosting", "eu")), [0, 1]);
    assert!(docs(&Filter::default().with("hosting", "de").with("x", "y")).is_empty());
}
