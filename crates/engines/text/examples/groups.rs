//! Prints how well texts are grouped without a list of topics, beside k-means over words and over character 5-grams:
//! `groups needs.csv areas.csv`, or `groups --speed 2000` for the time on as many made-up texts.

use rathaus_text::analysis::{Analysis, grams};
use rathaus_text::blank::blank;
use rathaus_text::groups::{Item, Views, duplicates, group};
use rathaus_text::lexicon::{ConceptId, Lexicon};
use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

/// Normalised mutual information of two labellings (arithmetic mean of the entropies).
fn nmi(a: &[usize], b: &[usize]) -> f64 {
    let n = a.len() as f64;
    let mut both: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let (mut of_a, mut of_b): (BTreeMap<usize, f64>, BTreeMap<usize, f64>) = Default::default();
    for (&x, &y) in a.iter().zip(b) {
        *both.entry((x, y)).or_default() += 1.0;
        *of_a.entry(x).or_default() += 1.0;
        *of_b.entry(y).or_default() += 1.0;
    }
    let entropy = |m: &BTreeMap<usize, f64>| -m.values().map(|c| c / n * (c / n).ln()).sum::<f64>();
    let mutual: f64 = both.iter().map(|((x, y), c)| c / n * (c * n / (of_a[x] * of_b[y])).ln()).sum();
    2.0 * mutual / (entropy(&of_a) + entropy(&of_b)).max(1e-12)
}

/// Unit vectors of tf-idf.
fn vectors(lists: &[Vec<u128>]) -> Vec<BTreeMap<u128, f64>> {
    let mut df: BTreeMap<u128, f64> = BTreeMap::new();
    let counted: Vec<BTreeMap<u128, f64>> = lists
        .iter()
        .map(|list| {
            let mut counts = BTreeMap::new();
            for &key in list {
                *counts.entry(key).or_insert(0.0) += 1.0;
            }
            for key in counts.keys() {
                *df.entry(*key).or_default() += 1.0;
            }
            counts
        })
        .collect();
    let n = lists.len() as f64;
    let mut vectors = counted;
    for vector in &mut vectors {
        for (key, value) in vector.iter_mut() {
            *value *= ((1.0 + n) / (1.0 + df[key])).ln() + 1.0;
        }
        let length = vector.values().map(|v| v * v).sum::<f64>().sqrt().max(1e-12);
        vector.values_mut().for_each(|v| *v /= length);
    }
    vectors
}

/// k-means with k-means++ seeds, the best of ten starts by its own criterion, as scikit-learn does it.
fn k_means(vectors: &[BTreeMap<u128, f64>], k: usize, seed: u64) -> Vec<usize> {
    let mut state = seed;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let dot = |a: &BTreeMap<u128, f64>, b: &BTreeMap<u128, f64>| -> f64 {
        a.iter().map(|(key, v)| v * b.get(key).copied().unwrap_or(0.0)).sum()
    };
    let square = |a: &BTreeMap<u128, f64>| a.values().map(|v| v * v).sum::<f64>();
    let mut best = (f64::INFINITY, Vec::new());
    for _ in 0..10 {
        let mut centres = vec![vectors[(random() * vectors.len() as f64) as usize].clone()];
        while centres.len() < k {
            let gaps: Vec<f64> = vectors
                .iter()
                .map(|v| {
                    centres
                        .iter()
                        .map(|c| 1.0 + square(c) - 2.0 * dot(v, c))
                        .fold(f64::INFINITY, f64::min)
                        .max(0.0)
                })
                .collect();
            let mut left = random() * gaps.iter().sum::<f64>();
            let chosen = gaps.iter().position(|g| {
                left -= g;
                left <= 0.0
            });
            centres.push(vectors[chosen.unwrap_or(0)].clone());
        }
        let mut labels = vec![0; vectors.len()];
        let mut total = 0.0;
        for _ in 0..50 {
            let squares: Vec<f64> = centres.iter().map(square).collect();
            total = 0.0;
            let mut moved = false;
            for (label, vector) in labels.iter_mut().zip(vectors) {
                let gap = |c: usize| 1.0 + squares[c] - 2.0 * dot(vector, &centres[c]);
                let near = (0..k).min_by(|&x, &y| gap(x).total_cmp(&gap(y))).unwrap_or(0);
                total += gap(near);
                moved |= near != *label;
                *label = near;
            }
            if !moved {
                break;
            }
            for (c, centre) in centres.iter_mut().enumerate() {
                let members: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == c).collect();
                if members.is_empty() {
                    continue;
                }
                centre.clear();
                for &m in &members {
                    for (key, v) in &vectors[m] {
                        *centre.entry(*key).or_default() += v / members.len() as f64;
                    }
                }
            }
        }
        if total < best.0 {
            best = (total, labels);
        }
    }
    best.1
}

fn concepts(lexicon: &Lexicon, analyses: &[Analysis]) -> Vec<Vec<(ConceptId, f32)>> {
    let expand = |a| lexicon.expand(&lexicon.detect(a)).iter().map(|e| (e.concept, e.weight)).collect();
    analyses.iter().map(expand).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let lexicon = Lexicon::shipped();
    if args[0] == "--speed" {
        return speed(&lexicon, args[1].parse()?);
    }
    let mut needs = Vec::new();
    for record in csv::Reader::from_path(&args[0])?.records() {
        let record = record?;
        needs.push((record[0].to_string(), record[2].to_string(), format!("{}. {}", &record[4], &record[5])));
    }
    let mut areas: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in csv::Reader::from_path(&args[1])?.records() {
        let record = record?;
        areas.entry(record[0].to_string()).or_default().push(record[1].to_string());
    }
    for (id, _, text) in &needs {
        let none = areas[id][0] == "keine Angabe";
        let title = text.split(". ").next().unwrap_or_default();
        if none || blank(text).is_some() {
            println!(
                "says nothing: {id} judged {none}, found {:?} ({:?})  {text}",
                blank(text),
                blank(title)
            );
        }
    }
    needs.retain(|(id, _, text)| areas[id][0] != "keine Angabe" && blank(text).is_none());
    let texts: Vec<&str> = needs.iter().map(|n| n.2.as_str()).collect();
    let analyses = lexicon.analyser_for(texts.iter().copied()).analyse_all(&texts);
    let concepts = concepts(&lexicon, &analyses);
    let items: Vec<Item<'_>> = texts
        .iter()
        .zip(&analyses)
        .zip(&concepts)
        .map(|((text, analysis), concepts)| Item { text, analysis, concepts })
        .collect();
    let mut names: Vec<&String> = areas.values().map(|a| &a[0]).collect();
    names.sort();
    names.dedup();
    let truth: Vec<usize> =
        needs.iter().map(|n| names.iter().position(|a| **a == areas[&n.0][0]).unwrap_or(0)).collect();
    let k = 15;
    let words: Vec<Vec<u128>> = analyses
        .iter()
        .map(|a| {
            let hash = |s: &str| s.bytes().fold(0_u128, |h, b| h.wrapping_mul(257) ^ u128::from(b));
            a.content().map(|t| hash(&t.word.folded)).collect()
        })
        .collect();
    let pieces: Vec<Vec<u128>> = analyses
        .iter()
        .map(|a| {
            let mut list = Vec::new();
            a.content().for_each(|t| grams(&t.word.flat, |g| list.push(g)));
            list
        })
        .collect();
    for (name, lists) in [("k-means over words", words), ("k-means over 5-grams", pieces)] {
        let vectors = vectors(&lists);
        let scores: Vec<f64> = (1..=5).map(|seed| nmi(&k_means(&vectors, k, seed), &truth)).collect();
        println!("{name}, k = {k}: NMI {:.3}  {scores:.3?}", scores.iter().sum::<f64>() / 5.0);
    }
    let labels_of = |views, number| {
        let grouping = group(&items, views, number);
        let mut labels = vec![0; items.len()];
        for (label, group) in grouping.groups.iter().enumerate() {
            group.members.iter().for_each(|&m| labels[m] = label);
        }
        (labels, grouping)
    };
    let only = |stems, parts, grams, concepts| Views { stems, parts, grams, concepts };
    for (name, views) in [
        ("stems", only(1.0, 0.0, 0.0, 0.0)),
        ("parts", only(0.0, 1.0, 0.0, 0.0)),
        ("5-grams", only(0.0, 0.0, 1.0, 0.0)),
        ("concepts", only(0.0, 0.0, 0.0, 1.0)),
        ("words together, no concepts", only(0.25, 0.4, 0.35, 0.0)),
        ("all", Views::default()),
        ("all, more concepts", only(0.1, 0.15, 0.15, 0.6)),
    ] {
        println!("ours, {name}, {k} groups: NMI {:.3}", nmi(&labels_of(views, Some(k)).0, &truth));
    }
    let (labels, grouping) = labels_of(Views::default(), None);
    println!("ours, number chosen: {} groups, NMI {:.3}", grouping.groups.len(), nmi(&labels, &truth));
    for group in &grouping.groups {
        let concepts: Vec<&str> = group.concepts.iter().map(|&c| lexicon.concept(c).name.as_str()).collect();
        println!("  {:3} {:.2} {} {concepts:?}", group.members.len(), group.cohesion, group.words.join(", "));
    }
    let authors: Vec<&str> = needs.iter().map(|n| n.1.as_str()).collect();
    for set in duplicates(&items, &authors, 0.45) {
        println!("near-duplicates {:.2}", set.similarity);
        for &m in &set.members {
            println!("    {} {}", needs[m].0, needs[m].2.chars().take(150).collect::<String>());
        }
    }
    Ok(())
}

fn speed(lexicon: &Lexicon, number: usize) -> Result<(), Box<dyn Error>> {
    let terms: Vec<&str> =
        lexicon.concepts().iter().flat_map(|c| &c.terms).map(|t| t.text.as_str()).collect();
    let texts: Vec<String> = (0..number)
        .map(|i| {
            (0..10)
                .map(|j| terms[(i * 7919 + j * j * 104_729 + i * j) % terms.len()])
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let analyses = lexicon.analyser_for(texts.iter().copied()).analyse_all(&texts);
    let concepts = concepts(lexicon, &analyses);
    let items: Vec<Item<'_>> = texts
        .iter()
        .zip(&analyses)
        .zip(&concepts)
        .map(|((text, analysis), concepts)| Item { text, analysis, concepts })
        .collect();
    let start = Instant::now();
    println!(
        "{} groups of {number} texts in {:?}",
        group(&items, Views::default(), None).groups.len(),
        start.elapsed()
    );
    Ok(())
}
