//! Prints how well and how fast passages of XQuAD-de are found: `xquad path/to/xquad.de.json`.

use rathaus_text::index::{Config, Document, Filter, Index};
use rathaus_text::synonyms::Synonyms;
use std::error::Error;
use std::time::Instant;

struct Question {
    text: String,
    passage: usize,
    article: usize,
}

fn load(path: &str) -> Result<(Vec<String>, Vec<Question>), Box<dyn Error>> {
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let mut passages = Vec::new();
    let mut questions = Vec::new();
    let list = |v: &serde_json::Value| v.as_array().cloned().unwrap_or_default();
    for (article, entry) in list(&json["data"]).iter().enumerate() {
        for paragraph in list(&entry["paragraphs"]) {
            for qa in list(&paragraph["qas"]) {
                let text = qa["question"].as_str().unwrap_or_default().to_string();
                questions.push(Question { text, passage: passages.len(), article });
            }
            passages.push(paragraph["context"].as_str().unwrap_or_default().to_string());
        }
    }
    Ok((passages, questions))
}

/// SplitMix64, so that the typos are the same everywhere.
struct Random(u64);
impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Two edits, each in a random word of at least four letters: swap two neighbours, delete, insert or replace a letter.
fn two_typos(text: &str, random: &mut Random) -> String {
    let mut words: Vec<Vec<char>> = text.split(' ').map(|w| w.chars().collect()).collect();
    for _ in 0..2 {
        let long: Vec<usize> = (0..words.len())
            .filter(|&i| words[i].iter().filter(|c| c.is_alphanumeric()).count() >= 4)
            .collect();
        if long.is_empty() {
            continue;
        }
        let word = &mut words[long[random.below(long.len())]];
        let letters: Vec<usize> = (0..word.len()).filter(|&i| word[i].is_alphanumeric()).collect();
        let at = letters[random.below(letters.len())];
        let letter = char::from(b'a' + random.below(26) as u8);
        match random.below(4) {
            0 if at + 1 < word.len() => word.swap(at, at + 1),
            0 => word.swap(at, at - 1),
            1 => {
                word.remove(at);
            }
            2 => word.insert(at, letter),
            _ => word[at] = letter,
        }
    }
    words.iter().map(|w| w.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn written_out(text: &str) -> String {
    let pairs = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")];
    pairs.iter().fold(text.to_string(), |text, (from, to)| text.replace(from, to))
}

/// Rank of the right passage among the first ten, or 0.
fn rank(index: &Index, text: &str, passage: usize) -> usize {
    let query = index.query_with(text, &Synonyms::default(), 1.0);
    let hits = index.search_query(&query, &Filter::default(), 10);
    hits.iter().position(|h| h.doc as usize == passage).map_or(0, |p| p + 1)
}

fn report(name: &str, ranks: &[usize]) {
    let n = ranks.len() as f64;
    let share = |k: usize| ranks.iter().filter(|&&r| r >= 1 && r <= k).count() as f64 / n;
    let mrr = ranks.iter().filter(|&&r| r > 0).map(|&r| 1.0 / r as f64).sum::<f64>() / n;
    println!("{name:<28} S@1 {:.4}  S@5 {:.4}  MRR@10 {mrr:.4}", share(1), share(5));
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: xquad path/to/xquad.de.json")?;
    let (passages, questions) = load(&path)?;
    let documents: Vec<Document<'_>> =
        passages.iter().map(|text| Document { text, ..Document::default() }).collect();
    let config = Config::default();
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(Index::new(&documents, &config));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("indexing {} passages: median {:.1} ms", passages.len(), times[4]);
    let index = Index::new(&documents, &config);
    let plain: Vec<&str> = questions.iter().map(|q| q.text.as_str()).collect();
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            for text in &plain {
                std::hint::black_box(index.search(text, 10));
            }
            start.elapsed().as_secs_f64() * 1e6 / plain.len() as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("one query: median {:.1} µs", times[4]);
    let ranks = |text: &mut dyn FnMut(&Question) -> String| -> Vec<usize> {
        questions.iter().map(|q| rank(&index, &text(q), q.passage)).collect()
    };
    report("as asked", &ranks(&mut |q| q.text.clone()));
    let mut random = Random(1);
    report("two typos, seed 1", &ranks(&mut |q| two_typos(&q.text, &mut random)));
    report("ae, oe, ue, ss written out", &ranks(&mut |q| written_out(&q.text)));
    if std::env::args().any(|a| a == "--choose") {
        choose(&documents, &questions);
    }
    Ok(())
}

/// Chooses the weights on four fifths of the articles and measures them on the fifth, for each fifth.
fn choose(documents: &[Document<'_>], questions: &[Question]) {
    let mut random = Random(7);
    let typos: Vec<String> = questions.iter().map(|q| two_typos(&q.text, &mut random)).collect();
    let mut pool = vec![Config::default()];
    for _ in 0..POOL {
        pool.push(any_config(&mut random));
    }
    // per configuration and question the reciprocal ranks as asked and with typos
    let measured: Vec<Vec<(f64, f64)>> = pool
        .iter()
        .map(|config| {
            let index = Index::new(documents, config);
            let reciprocal = |text: &str, passage| match rank(&index, text, passage) {
                0 => 0.0,
                r => 1.0 / r as f64,
            };
            let both = questions.iter().zip(&typos);
            both.map(|(q, t)| (reciprocal(&q.text, q.passage), reciprocal(t, q.passage))).collect()
        })
        .collect();
    let score = |config: usize, inside: &dyn Fn(usize) -> bool| {
        let chosen = measured[config].iter().zip(questions).filter(|(_, q)| inside(q.article % 5));
        chosen.map(|(m, _)| 2.0 * m.0 + m.1).sum::<f64>()
    };
    let best = |inside: &dyn Fn(usize) -> bool| {
        (0..pool.len()).max_by(|&a, &b| score(a, inside).total_cmp(&score(b, inside))).unwrap_or(0)
    };
    let (mut plain, mut first, mut typo) = (0.0, 0.0, 0.0);
    for fold in 0..5 {
        let config = best(&|f| f != fold);
        for (m, q) in measured[config].iter().zip(questions) {
            if q.article % 5 == fold {
                plain += m.0;
                typo += m.1;
                first += f64::from(u8::from(m.0 == 1.0));
            }
        }
        println!("without fifth {fold}: {:?}", pool[config]);
    }
    let n = questions.len() as f64;
    println!("cross-validated: S@1 {:.4}  MRR@10 {:.4}  two typos {:.4}", first / n, plain / n, typo / n);
    let config = best(&|_| true);
    println!("on all: {:?}", pool[config]);
    let all = &measured[config];
    println!("  MRR@10 {:.4}", all.iter().map(|m| m.0).sum::<f64>() / n);
    if std::env::args().any(|a| a == "--dump") {
        for (config, m) in pool.iter().zip(&measured) {
            let s1 = m.iter().filter(|m| m.0 == 1.0).count() as f64 / n;
            let (a, b) = (m.iter().map(|m| m.0).sum::<f64>() / n, m.iter().map(|m| m.1).sum::<f64>() / n);
            println!("DUMP {a:.4} {s1:.4} {b:.4} {config:?}");
        }
    }
}

/// How many random configurations are tried.
const POOL: usize = 600;

fn any_config(random: &mut Random) -> Config {
    fn one(random: &mut Random, choices: &[f32]) -> f32 {
        choices[random.below(choices.len())]
    }
    let mut config = Config::default();
    config.stems.weight = one(random, &[0.0, 0.2, 0.4]);
    config.parts.k1 = one(random, &[0.3, 0.6, 1.2]);
    config.parts.b = one(random, &[0.3, 0.6, 0.9]);
    config.gram_evenness = one(random, &[0.0, 0.5, 0.75, 1.0]);
    config.grams.weight = one(random, &[0.15, 0.3, 0.5, 0.7]) * 6.0_f32.powf(config.gram_evenness);
    config.grams.k1 = one(random, &[0.3, 0.6, 1.2]);
    config.grams.b = one(random, &[0.3, 0.6, 0.9]);
    config.stop_grams = one(random, &[0.0, 1.0]) > 0.5;
    config.fuzzy_weight = one(random, &[0.0, 0.3, 0.6, 1.0]);
    config
}
