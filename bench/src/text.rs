//! Part 1: passage retrieval on XQuAD-de, against plain methods and bm25s.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use rathaus_allocation::portfolio::instances::Dice;
use rathaus_text::index::{Config, Document, Filter, Index, Scoring};
use rathaus_text::synonyms::Synonyms;
use serde_json::{Value, json};

use crate::bm25::{Bm25, Terms};
use crate::measures::{mean, median, ranked};
use crate::peers;
use crate::results::{Part, home, number, three};
use crate::xquad::{Question, Xquad, load, two_typos, written_out};

/// Runs in each turn, and turns.
const RUNS: usize = 5;
const TURNS: usize = 5;
/// Seeds of the typos; the figure is the mean.
const TYPO_SEEDS: u64 = 5;
/// Random configurations tried when weights are chosen by cross-validation.
const POOL: usize = 300;

/// The questions as asked, with typos (several seedings), and with umlauts written out.
struct Asked {
    plain: Vec<String>,
    typos: Vec<Vec<String>>,
    written_out: Vec<String>,
}

pub fn run(is_quick: bool) -> Result<Option<Part>> {
    let path = home().join("../../shared/data/text/xquad.de.json");
    if !path.is_file() {
        println!("XQuAD-de is not there (../shared/data/text/xquad.de.json): part left out.");
        return Ok(None);
    }
    let xquad = load(&path)?;
    let mut part = Part::new("text", "Text: finding the right passage");
    part.text(format!(
        "XQuAD-de: {} passages, {} questions, each with one right passage. Two typos: two edits (swap, delete, insert, \
         replace) in words of at least four letters, mean over {TYPO_SEEDS} seedings. ae/oe/ue: umlauts and ß written \
         out in the questions only. Our single analyses are the index with one analysis and BM25 (k1 1.2, b 0.75).",
        xquad.passages.len(),
        xquad.questions.len()
    ));
    let plain: Vec<String> = xquad.questions.iter().map(|q| q.text.clone()).collect();
    let typos = (1..=TYPO_SEEDS)
        .map(|seed| {
            let mut dice = Dice::new(seed);
            plain.iter().map(|q| two_typos(q, &mut dice)).collect()
        })
        .collect();
    let asked = Asked { written_out: plain.iter().map(|q| written_out(q)).collect(), plain, typos };
    let theirs = ask_bm25s(&xquad, &asked)?;
    speed(&mut part, &xquad, &asked)?;
    quality(&mut part, &xquad, &asked, &theirs);
    chosen(&mut part, &xquad, if is_quick { POOL / 10 } else { POOL });
    Ok(Some(part))
}

fn documents(xquad: &Xquad) -> Vec<Document<'_>> {
    xquad.passages.iter().map(|text| Document { text, ..Document::default() }).collect()
}

fn off() -> Scoring {
    Scoring { weight: 0.0, k1: 1.2, b: 0.75 }
}

fn on() -> Scoring {
    Scoring { weight: 1.0, k1: 1.2, b: 0.75 }
}

/// Place of the right passage among the first ten, 0 where it is not among them.
fn place(ranking: &[usize], passage: usize) -> usize {
    ranking.iter().take(10).position(|&p| p == passage).map_or(0, |p| p + 1)
}

struct Found {
    first: f64,
    five: f64,
    reciprocal: f64,
}

fn found(places: &[usize]) -> Found {
    let n = places.len() as f64;
    let within = |k: usize| places.iter().filter(|&&p| p >= 1 && p <= k).count() as f64 / n;
    let sum: f64 = places.iter().filter(|p| **p > 0).map(|&p| 1.0 / p as f64).sum();
    Found { first: within(1), five: within(5), reciprocal: sum / n }
}

type Search<'a> = Box<dyn Fn(&str) -> Vec<usize> + 'a>;

fn search_with(index: &Index) -> Search<'_> {
    Box::new(move |text| {
        let query = index.query_with(text, &Synonyms::default(), 1.0);
        index.search_query(&query, &Filter::default(), 10).iter().map(|h| h.doc as usize).collect()
    })
}

fn quality(part: &mut Part, xquad: &Xquad, asked: &Asked, theirs: &Value) {
    let documents = documents(xquad);
    let single = |stems, parts, grams| {
        let plain = Config { stop_grams: true, gram_evenness: 0.0, fuzzy_weight: 0.0, ..Config::default() };
        Index::new(&documents, &Config { stems, parts, grams, ..plain })
    };
    let baselines: Vec<Bm25> = Terms::ALL.iter().map(|&t| Bm25::new(t, &xquad.passages)).collect();
    let indices = [
        ("our stems alone", single(on(), off(), off())),
        ("our compound parts alone", single(off(), on(), off())),
        ("our 5-grams alone", single(off(), off(), on())),
        ("ours", Index::new(&documents, &Config::default())),
    ];
    let mut methods: Vec<(String, Search<'_>)> = Vec::new();
    for (terms, index) in Terms::ALL.iter().zip(&baselines) {
        let search: Search<'_> = Box::new(move |text| ranked(&index.scores(text)));
        methods.push((format!("BM25, {}", terms.name()), search));
    }
    for (name, index) in &indices {
        methods.push(((*name).to_owned(), search_with(index)));
    }
    let ours = &indices[indices.len() - 1].1;
    let strict: Search<'_> = Box::new(|text| ours.search(text, 10).iter().map(|h| h.doc as usize).collect());
    methods.push(("ours without spelling tolerance".to_owned(), strict));
    let row = |name: &str, plain: &Found, typos: f64, written: f64| {
        let figures = [plain.first, plain.five, plain.reciprocal, typos, written];
        std::iter::once(name.to_owned()).chain(figures.into_iter().map(three)).collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for (name, search) in &methods {
        let places = |texts: &[String]| -> Found {
            let of = |(q, text): (&Question, &String)| place(&search(text), q.passage);
            found(&xquad.questions.iter().zip(texts).map(of).collect::<Vec<_>>())
        };
        let plain = places(&asked.plain);
        let typos = mean(&asked.typos.iter().map(|t| places(t).reciprocal).collect::<Vec<_>>());
        let written = places(&asked.written_out).reciprocal;
        rows.push(row(name, &plain, typos, written));
        if name == "ours" {
            part.at_least("MRR@10", plain.reciprocal, 0.956, 4);
            part.at_least("S@1", plain.first, 0.934, 4);
            part.at_least("MRR@10 with two typos", typos, 0.92, 4);
            part.at_least("MRR@10 with ae/oe/ue", written, 0.955, 4);
        }
    }
    let theirs_of = |key: &str| -> Vec<usize> {
        let list = theirs["found"][key].as_array().cloned().unwrap_or_default();
        let ranking = |row: &Value| -> Vec<usize> {
            row.as_array().into_iter().flatten().filter_map(Value::as_u64).map(|p| p as usize).collect()
        };
        list.iter().zip(&xquad.questions).map(|(row, q)| place(&ranking(row), q.passage)).collect()
    };
    let typos: Vec<f64> =
        (0..asked.typos.len()).map(|s| found(&theirs_of(&format!("typos{s}"))).reciprocal).collect();
    rows.push(row(
        &format!("bm25s {}, German stop words and Snowball", theirs["version"].as_str().unwrap_or_default()),
        &found(&theirs_of("plain")),
        mean(&typos),
        found(&theirs_of("written_out")).reciprocal,
    ));
    part.table("XQuAD-de", &["method", "S@1", "S@5", "MRR@10", "MRR, two typos", "MRR, ae/oe/ue"], rows);
}

/// What weights chosen on four fifths of the articles find in the fifth.
fn chosen(part: &mut Part, xquad: &Xquad, size: usize) {
    let documents = documents(xquad);
    let mut dice = Dice::new(7);
    let typos: Vec<String> = xquad.questions.iter().map(|q| two_typos(&q.text, &mut dice)).collect();
    let mut pool = vec![Config::default()];
    pool.extend((0..size).map(|_| any_config(&mut dice)));
    // Per configuration and question: reciprocal rank as asked and with typos.
    let measured: Vec<Vec<(f64, f64)>> = pool
        .iter()
        .map(|config| {
            let index = Index::new(&documents, config);
            let search = search_with(&index);
            let reciprocal = |text: &str, passage| match place(&search(text), passage) {
                0 => 0.0,
                p => 1.0 / p as f64,
            };
            let both = xquad.questions.iter().zip(&typos);
            both.map(|(q, t)| (reciprocal(&q.text, q.passage), reciprocal(t, q.passage))).collect()
        })
        .collect();
    // As asked counts twice as much as with typos.
    let score = |config: usize, fold: usize| -> f64 {
        let rest = measured[config].iter().zip(&xquad.questions).filter(|(_, q)| q.article % 5 != fold);
        rest.map(|(m, _)| 2.0 * m.0 + m.1).sum()
    };
    let (mut plain, mut first, mut typo) = (0.0, 0.0, 0.0);
    for fold in 0..5 {
        let best = (1..pool.len()).max_by(|&a, &b| score(a, fold).total_cmp(&score(b, fold))).unwrap_or(0);
        for (m, _) in measured[best].iter().zip(&xquad.questions).filter(|(_, q)| q.article % 5 == fold) {
            plain += m.0;
            typo += m.1;
            first += f64::from(u8::from(m.0 == 1.0));
        }
    }
    let n = xquad.questions.len() as f64;
    part.table(
        "Weights chosen by five-fold cross-validation over the articles",
        &["what", "S@1", "MRR@10", "MRR, two typos (one seeding)"],
        vec![
            vec![
                format!("best of {size} random configurations on four fifths of the articles, measured on the fifth"),
                three(first / n),
                three(plain / n),
                three(typo / n),
            ],
            {
                let own = &measured[0];
                let sum = |of: &dyn Fn(&(f64, f64)) -> f64| own.iter().map(of).sum::<f64>() / n;
                vec![
                    "the shipped configuration on all".to_owned(),
                    three(sum(&|m| f64::from(u8::from(m.0 == 1.0)))),
                    three(sum(&|m| m.0)),
                    three(sum(&|m| m.1)),
                ]
            },
        ],
    );
    part.text(
        "The shipped weights come from this choice over all articles; the first row is what such a choice reaches on articles it \
         has not seen. The shipped configuration itself is not in the pool.",
    );
    part.at_least("MRR@10, weights chosen on other articles", plain / n, 0.956, 4);
    part.at_least("S@1, weights chosen on other articles", first / n, 0.934, 4);
}

fn any_config(dice: &mut Dice) -> Config {
    let mut one = |choices: &[f32]| choices[dice.below(choices.len())];
    let mut config = Config::default();
    config.stems.weight = one(&[0.0, 0.2, 0.4]);
    config.parts.k1 = one(&[0.3, 0.6, 1.2]);
    config.parts.b = one(&[0.3, 0.6, 0.9]);
    config.gram_evenness = one(&[0.0, 0.5, 0.75, 1.0]);
    config.grams.weight = one(&[0.15, 0.3, 0.5, 0.7]) * 6.0_f32.powf(config.gram_evenness);
    config.grams.k1 = one(&[0.3, 0.6, 1.2]);
    config.grams.b = one(&[0.3, 0.6, 0.9]);
    config.stop_grams = one(&[0.0, 1.0]) > 0.5;
    config.fuzzy_weight = one(&[0.0, 0.3, 0.6, 1.0]);
    config
}

fn ask_bm25s(xquad: &Xquad, asked: &Asked) -> Result<Value> {
    let mut queries = json!({ "plain": asked.plain, "written_out": asked.written_out });
    for (seed, typos) in asked.typos.iter().enumerate() {
        queries[format!("typos{seed}")] = json!(typos);
    }
    let request = json!({ "documents": xquad.passages, "queries": queries, "top": 10, "runs": 0 });
    peers::ask("text_bm25s.py", &[], &request.to_string())
}

/// Seconds this thread has spent on a processor, so that what else runs on the machine does not count; the clock where
/// the system does not say.
fn spent(since: Instant) -> f64 {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = said.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// The median seconds of one run, after one to warm up.
fn timed(mut run: impl FnMut()) -> f64 {
    run();
    let begin = Instant::now();
    let times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = spent(begin);
            run();
            spent(begin) - start
        })
        .collect();
    median(&times)
}

/// One side's seconds for what is timed.
struct Times {
    index: f64,
    single: f64,
    tolerant: f64,
}

fn our_times(xquad: &Xquad, asked: &Asked) -> Times {
    let documents = documents(xquad);
    let config = Config::default();
    let index = Index::new(&documents, &config);
    let search = search_with(&index);
    Times {
        index: timed(|| {
            black_box(Index::new(&documents, &config));
        }),
        single: timed(|| {
            for text in &asked.plain {
                black_box(index.search(text, 10));
            }
        }),
        tolerant: timed(|| {
            for text in &asked.plain {
                black_box(search(text));
            }
        }),
    }
}

/// Both in turn, several times: what else the machine does then meets both alike.
fn speed(part: &mut Part, xquad: &Xquad, asked: &Asked) -> Result<()> {
    let queries = json!({ "plain": asked.plain });
    let request =
        json!({ "documents": xquad.passages, "queries": queries, "top": 10, "runs": RUNS }).to_string();
    let count = asked.plain.len() as f64;
    // Per row of the table the seconds of both, turn by turn.
    let mut turns: [Vec<(f64, f64)>; 6] = Default::default();
    let mut backends = Vec::new();
    for _ in 0..TURNS {
        let theirs = peers::ask("text_bm25s.py", &[], &request)?;
        let ours = our_times(xquad, asked);
        let figure = |key: &str| theirs["seconds"][key].as_f64().unwrap_or(f64::NAN);
        let (batch, alone) = (figure("query") / count, figure("single") / count);
        let (single, tolerant) = (ours.single / count, ours.tolerant / count);
        let pairs = [
            (ours.index, figure("index")),
            (single, batch),
            (single, alone),
            (single, figure("retrieve") / count),
            (tolerant, batch),
            (tolerant, alone),
        ];
        turns.iter_mut().zip(pairs).for_each(|(list, pair)| list.push(pair));
        backends.push(theirs["backend"].as_str().unwrap_or_default().to_owned());
    }
    let names = [
        ("index of all passages, with analysis, ms", 1e3),
        ("one question, bm25s all in one batch, µs", 1e6),
        ("one question, bm25s one at a time as well, µs", 1e6),
        ("the same, bm25s in one batch and without making tokens, µs", 1e6),
        ("one question with spelling tolerance, bm25s in one batch, µs", 1e6),
        ("one question with spelling tolerance, bm25s one at a time, µs", 1e6),
    ];
    let mut rows = Vec::new();
    let mut ratios = Vec::new();
    for ((name, scale), list) in names.into_iter().zip(&turns) {
        let column = |of: &dyn Fn(&(f64, f64)) -> f64| median(&list.iter().map(of).collect::<Vec<_>>());
        let ratio = column(&|t| t.1 / t.0);
        ratios.push(ratio);
        let (ours, theirs) = (column(&|t| t.0) * scale, column(&|t| t.1) * scale);
        rows.push(vec![name.to_owned(), number(ours, 1), number(theirs, 1), number(ratio, 2)]);
    }
    part.table(
        &format!("Time on the processor, one thread, warm; bm25s with {}", backends[0]),
        &["what", "ours", "bm25s", "ratio"],
        rows,
    );
    part.text(format!(
        "{TURNS} turns, in each first bm25s and then ours; of each turn the median of {RUNS} runs, of the turns the median of \
         times and ratios. Ours searches three analyses (stems, compound parts, 5-grams) and always one question at a time, \
         bm25s stems alone. In one batch bm25s tokenises and ranks all questions together, which a server that answers \
         people cannot do."
    ));
    part.at_least("indexing, bm25s's time by ours", ratios[0], 1.0, 2);
    part.at_least("one question, bm25s's time one at a time by ours", ratios[2], 1.0, 2);
    part.at_least("one question, bm25s's time in one batch by ours", ratios[1], 1.0, 2);
    let tolerance = "one question with spelling tolerance, bm25s's time";
    part.at_least(&format!("{tolerance} one at a time by ours"), ratios[5], 1.0, 2);
    part.at_least(&format!("{tolerance} in one batch by ours"), ratios[4], 1.0, 2);
    Ok(())
}
