//! A plausible plan of the sample's size, made from the files of the sample alone, so that the report is tested
//! without the engines.

use std::collections::BTreeMap;

use rathaus_core::Span;

use crate::model::plan::*;
use crate::model::*;

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|r| r.expect("a row")).collect()
}

macro_rules! sample {
    ($name:literal) => {
        rows(include_str!(concat!("../../sample/", $name)))
    };
}

/// The sample round.
pub(super) fn input() -> Input {
    let time = |t: &String| t.parse().ok();
    Input {
        round: Round {
            name: "Beispielrunde Nordhessen".into(),
            date: Some(jiff::civil::date(2026, 11, 24)),
            ..Round::default()
        },
        needs: sample!("needs.csv")
            .into_iter()
            .map(|r| Need {
                id: r["id"].clone(),
                ags: r["ags"].parse().ok(),
                organisation: r["organisation"].clone(),
                department: r["department"].clone(),
                title: r["title"].clone(),
                description: r["description"].clone(),
                relevance: r["relevance"].parse().unwrap_or(2),
                horizon: r["horizon"].clone(),
                existing_software: r["existing_software"].clone(),
                constraints: r["constraints"].clone(),
                citizen_benefit: r["citizen_benefit"].clone(),
                extra: Extra::new(),
            })
            .collect(),
        offers: sample!("offers.csv")
            .into_iter()
            .map(|r| Offer {
                id: r["id"].clone(),
                supplier: r["supplier"].clone(),
                title: r["title"].clone(),
                summary: r["summary"].clone(),
                description: r["description"].clone(),
                deployment: r["deployment"].clone(),
                hosting: r["hosting"].clone(),
                certificates: r["certificates"].clone(),
                standards: r["standards"].clone(),
                price_model: r["price_model"].clone(),
                references: r["references"].clone(),
                extra: Extra::new(),
            })
            .collect(),
        reviews: sample!("reviews.csv")
            .into_iter()
            .map(|r| Review {
                offer_id: r["offer_id"].clone(),
                reviewer: r["reviewer"].clone(),
                score: r["score"].parse().ok(),
                conflict: r["conflict"] == "ja",
                comment: r["comment"].clone(),
            })
            .collect(),
        participants: sample!("participants.csv")
            .into_iter()
            .map(|r| Participant {
                id: r["id"].clone(),
                organisation: r["organisation"].clone(),
                kind: match r["kind"].as_str() {
                    "municipality" => ParticipantKind::Municipality,
                    "county" => ParticipantKind::County,
                    "supplier" => ParticipantKind::Supplier,
                    _ => ParticipantKind::Observer,
                },
                ags: r["ags"].parse().ok(),
                arrives: time(&r["arrives"]),
                leaves: time(&r["leaves"]),
                unavailable: Vec::new(),
                min_talks: None,
                max_talks: r["max_talks"].parse().ok(),
                extra: Extra::new(),
            })
            .collect(),
        wishes: sample!("wishes.csv")
            .into_iter()
            .map(|r| Wish {
                from: r["from"].clone(),
                to: r["to"].clone(),
                interest: r["interest"].parse().map_or(Interest::Never, Interest::Level),
                window: None,
            })
            .collect(),
        edits: Vec::new(),
        is_sample: true,
    }
}

/// A plan that looks like one: areas and matches as judged, the choice and the talks by greed.
pub(super) fn plan(input: &Input) -> Plan {
    let first_word = |id: &str| {
        let need = input.needs.iter().find(|n| n.id == id).expect("a need");
        need.title.split_whitespace().max_by_key(|w| w.len()).unwrap_or("–").to_owned()
    };
    let weight = |id: &str| input.needs.iter().find(|n| n.id == id).map_or(0.0, |n| f64::from(n.relevance));
    let mut names: Vec<String> = Vec::new();
    let (mut assignments, mut set_aside) = (Vec::new(), Vec::new());
    for row in sample!("areas.csv") {
        if row["area"] == "keine Angabe" {
            set_aside
                .push(SetAside { need_id: row["need_id"].clone(), reason: "nennt keinen Bedarf".into() });
            continue;
        }
        let place = names.iter().position(|n| *n == row["area"]).unwrap_or(names.len());
        if place == names.len() {
            names.push(row["area"].clone());
        }
        assignments.push(Assignment {
            need_id: row["need_id"].clone(),
            area: format!("a{place}"),
            score: 0.8,
            words: vec![first_word(&row["need_id"])],
            by_hand: assignments.len() == 7,
        });
    }
    let areas: Vec<Area> = names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            let of: Vec<_> = assignments.iter().filter(|a| a.area == format!("a{place}")).collect();
            Area {
                key: format!("a{place}"),
                name: name.clone(),
                name_en: format!("Area {name}"),
                description: "Worum es geht.".into(),
                is_proposed: place + 1 == names.len(),
                needs: of.len(),
                towns: of.len(),
                inhabitants: 12_345 * of.len() as u64,
                weight: of.iter().map(|a| weight(&a.need_id)).sum(),
            }
        })
        .collect();
    let matches = matches(&first_word);
    let selection = selection(input, &matches, &weight);
    let white_spots = input
        .needs
        .iter()
        .filter(|n| !set_aside.iter().any(|s| s.need_id == n.id))
        .filter(|n| !matches.iter().any(|m| m.need_id == n.id && m.rank > 0 && m.score > 0.6))
        .map(|n| {
            let blocked = matches.iter().find(|m| m.need_id == n.id && m.rank == 0);
            WhiteSpot {
                need_id: n.id.clone(),
                best_score: 0.21,
                blocked_offer: blocked.map(|m| m.offer_id.clone()),
                blocked_because: blocked.and_then(|m| m.excluded_because.clone()),
            }
        })
        .collect();
    Plan {
        format: 1,
        program: "0.1.0".into(),
        seed: 1,
        round: input.round.name.clone(),
        is_sample: true,
        areas,
        assignments,
        set_aside,
        duplicates: vec![
            DuplicateGroup { need_ids: vec!["N001".into(), "N003".into()], similarity: 0.8 },
            DuplicateGroup { need_ids: vec!["N005".into(), "N010".into(), "N012".into()], similarity: 0.7 },
        ],
        matches,
        white_spots,
        selection,
        jury: jury(input),
        review_tasks: input
            .offers
            .iter()
            .skip(40)
            .take(12)
            .enumerate()
            .map(|(i, o)| ReviewTask {
                offer_id: o.id.clone(),
                reviewer: format!("Institut {}", ["A", "B"][i % 2]),
            })
            .collect(),
        talks: Some(talks(input)),
    }
}

fn matches(first_word: &dyn Fn(&str) -> String) -> Vec<Match> {
    let mut list: Vec<Match> = sample!("qrels.csv")
        .into_iter()
        .map(|row| {
            let grade: f64 = row["grade"].parse().expect("a grade");
            let wobble = (row["need_id"].bytes().chain(row["offer_id"].bytes()).map(u32::from).sum::<u32>()
                % 20) as f64;
            Match {
                reasons: vec![
                    Reason {
                        need: first_word(&row["need_id"]),
                        offer: "Platzvergabe".into(),
                        concept: Some("Kinderbetreuung".into()),
                        share: 0.6,
                    },
                    Reason { need: "Formular".into(), offer: "Formular".into(), concept: None, share: 0.2 },
                ],
                need_id: row["need_id"].clone(),
                offer_id: row["offer_id"].clone(),
                rank: 0,
                score: grade * 0.4 + wobble / 100.0,
                excluded_because: None,
            }
        })
        .collect();
    list.sort_by(|a, b| a.need_id.cmp(&b.need_id).then(b.score.total_cmp(&a.score)));
    let mut last = (String::new(), 0);
    for one in &mut list {
        last = if last.0 == one.need_id { (last.0, last.1 + 1) } else { (one.need_id.clone(), 1) };
        one.rank = last.1;
    }
    list.extend(sample!("violations.csv").into_iter().map(|row| Match {
        need_id: row["need_id"].clone(),
        offer_id: row["offer_id"].clone(),
        rank: 0,
        score: 0.0,
        reasons: Vec::new(),
        excluded_because: Some(row["reason"].clone()),
    }));
    list
}

fn selection(input: &Input, matches: &[Match], weight: &dyn Fn(&str) -> f64) -> Selection {
    let value = |set: &[String]| -> f64 {
        let mut best: BTreeMap<&str, f64> = BTreeMap::new();
        for m in matches.iter().filter(|m| m.rank > 0 && set.contains(&m.offer_id)) {
            let entry = best.entry(&m.need_id).or_insert(0.0);
            *entry = entry.max(m.score);
        }
        best.iter().map(|(id, score)| weight(id) * score).sum()
    };
    let mut set: Vec<String> = Vec::new();
    let mut curve = Vec::new();
    for places in 1..=12 {
        let next = input
            .offers
            .iter()
            .filter(|o| !set.contains(&o.id))
            .map(|o| (value(&[set.clone(), vec![o.id.clone()]].concat()), o.id.clone()))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .expect("an offer");
        set.push(next.1);
        curve.push(CurvePoint {
            places,
            value: next.0,
            bound: next.0 * if places == 7 { 1.0 } else { 1.012 },
        });
    }
    set.truncate(7);
    let total = value(&set);
    let chosen = set
        .iter()
        .map(|id| {
            let without: Vec<String> = set.iter().filter(|o| *o != id).cloned().collect();
            let needs =
                matches.iter().filter(|m| m.offer_id == *id && m.score > 0.6).map(|m| m.need_id.clone());
            Chosen {
                offer_id: id.clone(),
                contribution: total - value(&without),
                alternative: Some("O11".into()).filter(|o| !set.contains(o)),
                alternative_value: Some(total * 0.97),
                need_ids: needs.collect(),
            }
        })
        .collect();
    Selection {
        places: 7,
        chosen,
        value: total,
        bound: total,
        is_proven: true,
        covered: total * 0.98,
        demand: input.needs.iter().map(|n| f64::from(n.relevance)).sum(),
        curve,
        barred: vec![Barred {
            offer_id: "O64".into(),
            reason: "Interessenkonflikt bei allen Gutachten".into(),
        }],
    }
}

fn jury(input: &Input) -> Vec<JuryScore> {
    input
        .offers
        .iter()
        .map(|o| {
            let own: Vec<&Review> = input.reviews.iter().filter(|r| r.offer_id == o.id).collect();
            let mut scores: Vec<f64> = own.iter().filter(|r| !r.conflict).filter_map(|r| r.score).collect();
            scores.sort_by(f64::total_cmp);
            JuryScore {
                offer_id: o.id.clone(),
                mean: (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64),
                median: scores.get(scores.len() / 2).copied(),
                spread: scores.last().map(|last| last - scores[0]),
                reviews: scores.len(),
                conflicts: own.iter().filter(|r| r.conflict).count(),
            }
        })
        .collect()
}

fn talks(input: &Input) -> TalkPlan {
    let slots = input.round.slots.list();
    let mut busy: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    let mut count: BTreeMap<&str, u32> = BTreeMap::new();
    let mut talks: Vec<Talk> = Vec::new();
    let mut unplaced = Vec::new();
    let there = |id: &str, span: Span| {
        let p = input.participants.iter().find(|p| p.id == id).expect("a participant");
        p.arrives.is_none_or(|a| span.start >= a) && p.leaves.is_none_or(|l| span.end <= l)
    };
    for wish in input.wishes.iter().filter(|w| matches!(w.interest, Interest::Level(4..))) {
        let (a, b) = (wish.from.as_str(), wish.to.as_str());
        if talks.iter().any(|t| (t.a == a && t.b == b) || (t.a == b && t.b == a)) {
            continue;
        }
        let free = slots.iter().enumerate().find(|(at, span)| {
            !busy.contains_key(&(a, *at))
                && !busy.contains_key(&(b, *at))
                && there(a, **span)
                && there(b, **span)
        });
        match free {
            Some((at, span)) => {
                let table = 1 + talks.iter().filter(|t| t.span == *span).count();
                busy.insert((a, at), table);
                busy.insert((b, at), table);
                *count.entry(a).or_insert(0) += 1;
                *count.entry(b).or_insert(0) += 1;
                talks.push(Talk { span: *span, table, a: a.into(), b: b.into(), value: 5.0 });
            }
            None => unplaced.push(Unplaced {
                a: a.into(),
                b: b.into(),
                reason: "keine gemeinsame freie Zeit".into(),
                cause: None,
            }),
        }
    }
    talks.sort_by_key(|t| (t.span.start, t.table));
    TalkPlan {
        ceiling: 84,
        tables: 12,
        value: 240.0,
        value_bound: 240.0,
        choice_is_proven: true,
        wanted: talks.len() + unplaced.len(),
        placed_bound: talks.len() + unplaced.len(),
        gaps: 9,
        gaps_bound: 4,
        timetable_is_proven: false,
        table_changes: 31,
        participants: input
            .participants
            .iter()
            .map(|p| TalkLoad {
                id: p.id.clone(),
                organisation: p.organisation.clone(),
                least: 1,
                most: p.max_talks.unwrap_or(12),
                talks: count.get(p.id.as_str()).copied().unwrap_or(0),
                wishes_met: 1,
                wishes: 3,
                gaps: 0,
                ags: p.ags,
            })
            .collect(),
        slots,
        talks,
        unplaced,
    }
}
