//! Part 3: is every need in the right area, and do groups without a list follow the topics?

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rathaus_forum::matching::{ConceptSpace, need_text};
use rathaus_forum::plan;
use rathaus_text::groups::{Item, Views, group};
use rathaus_text::lexicon::{ConceptId, Lexicon};
use serde_json::json;

use crate::labelled::{Labelled, rounds};
use crate::measures::nmi;
use crate::peers;
use crate::results::{Part, three};

pub fn run() -> Result<Part> {
    let mut part = Part::new("areas", "Areas of action");
    part.text(
        "The areas are those of the shipped list, as `plan` assigns them; the labels are the ones of `areas.csv`. The \
         best area is right if it is among the labelled ones; precision and recall are over all pairs of need and \
         area; *set aside* are the needs that say nothing.",
    );
    let lexicon = Lexicon::shipped();
    for round in rounds()? {
        assigned(&mut part, &round, &lexicon)?;
        grouped(&mut part, &round, &lexicon)?;
    }
    Ok(part)
}

fn assigned(part: &mut Part, round: &Labelled, lexicon: &Lexicon) -> Result<()> {
    let input = &round.input;
    let options = plan::Options { lexicon: Some(lexicon), dense: None, ..plan::Options::default() };
    let plan = plan::make(input, &options, &mut |_| {})?;
    let name_of: BTreeMap<&str, &str> =
        plan.areas.iter().map(|a| (a.key.as_str(), a.name.as_str())).collect();
    let (mut right, mut speaking) = (0, 0);
    let (mut given, mut labelled, mut both) = (0, 0, 0);
    let (mut aside, mut blank, mut aside_right) = (0, 0, 0);
    let mut wrong = Vec::new();
    for (need, labels) in input.needs.iter().zip(&round.areas) {
        let found: Vec<&str> = plan
            .assignments
            .iter()
            .filter(|a| a.need_id == need.id)
            .map(|a| name_of[a.area.as_str()])
            .collect();
        let is_aside = plan.set_aside.iter().any(|s| s.need_id == need.id);
        aside += usize::from(is_aside);
        blank += usize::from(labels.is_empty());
        aside_right += usize::from(is_aside && labels.is_empty());
        given += found.len();
        labelled += labels.len();
        both += found.iter().filter(|f| labels.iter().any(|l| l == *f)).count();
        if labels.is_empty() {
            continue;
        }
        speaking += 1;
        match found.first() {
            Some(best) if labels.iter().any(|l| l == best) => right += 1,
            best => wrong.push(format!(
                "{} {} (labelled {})",
                need.id,
                best.map_or("set aside", |b| b),
                labels.join(", ")
            )),
        }
    }
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    let accuracy = share(right, speaking);
    let unknown: BTreeSet<&String> = (round.areas.iter().flatten())
        .filter(|label| !input.round.areas.iter().any(|a| a.name == **label))
        .collect();
    part.table(
        &format!("{}: areas with the shipped list of {}", round.name, input.round.areas.len()),
        &["what", "value"],
        vec![
            vec!["needs that say something".into(), speaking.to_string()],
            vec!["best area right".into(), format!("{} ({right})", three(accuracy))],
            vec!["areas, precision".into(), three(share(both, given))],
            vec!["areas, recall".into(), three(share(both, labelled))],
            vec!["areas given per need that says something".into(), three(share(given, speaking))],
            vec![
                "set aside, precision".into(),
                format!("{} ({aside_right} of {aside})", three(share(aside_right, aside))),
            ],
            vec![
                "set aside, recall".into(),
                format!("{} ({aside_right} of {blank})", three(share(aside_right, blank))),
            ],
        ],
    );
    if !unknown.is_empty() {
        part.text(format!("{}: labels that the list does not have: {unknown:?}.", round.name));
    }
    // Of the round kept apart only counts: naming its failures would invite mending them one by one.
    if !input.is_sample {
        wrong = vec![format!("{} needs", wrong.len())];
    }
    part.text(format!("{}: best area not among the labelled ones: {}.", round.name, wrong.join("; ")));
    part.at_least(&format!("{}: best area right", round.name), accuracy, 0.80, 3);
    Ok(())
}

/// Groups without any list, against k-means, on the needs that say something.
fn grouped(part: &mut Part, round: &Labelled, lexicon: &Lexicon) -> Result<()> {
    let input = &round.input;
    let kept: Vec<usize> = (0..input.needs.len()).filter(|&n| !round.areas[n].is_empty()).collect();
    let texts: Vec<String> = kept.iter().map(|&n| need_text(&input.needs[n])).collect();
    // A need with two labels counts by its first.
    let labels: Vec<&str> = kept.iter().map(|&n| round.areas[n][0].as_str()).collect();
    let names: BTreeSet<&str> = labels.iter().copied().collect();
    let topics = names.len();
    let truth: Vec<usize> =
        labels.iter().map(|label| names.iter().position(|n| n == label).unwrap_or_default()).collect();

    let space = ConceptSpace::new(lexicon, &input.needs, &input.offers);
    let analyses: Vec<_> = texts.iter().map(|t| space.analyser.analyse(t)).collect();
    let concepts: Vec<Vec<(ConceptId, f32)>> =
        kept.iter().map(|&n| space.needs[n].iter().map(|(c, w)| (*c, *w)).collect()).collect();
    let items: Vec<Item<'_>> = (0..texts.len())
        .map(|i| Item { text: &texts[i], analysis: &analyses[i], concepts: &concepts[i] })
        .collect();
    let mut rows = Vec::new();
    let mut ours = Vec::new();
    for (name, number) in [("ours, as many groups as it chooses", None), ("ours", Some(topics))] {
        let grouping = group(&items, Views::default(), number);
        let mut found = vec![0; items.len()];
        for (at, group) in grouping.groups.iter().enumerate() {
            group.members.iter().for_each(|&m| found[m] = at);
        }
        let value = nmi(&truth, &found);
        ours.push(value);
        rows.push(vec![name.to_owned(), grouping.groups.len().to_string(), three(value), "–".to_owned()]);
    }
    let request =
        json!({ "texts": texts, "labels": truth, "k": topics, "seeds": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
    let answer = peers::ask("areas_kmeans.py", &[], &request.to_string())?;
    let mut best: f64 = 0.0;
    for method in answer.as_array().into_iter().flatten() {
        let value = method["nmi"].as_f64().unwrap_or(f64::NAN);
        best = best.max(value);
        rows.push(vec![
            method["name"].as_str().unwrap_or_default().to_owned(),
            topics.to_string(),
            three(value),
            format!(
                "{} – {}",
                three(method["least"].as_f64().unwrap_or(f64::NAN)),
                three(method["most"].as_f64().unwrap_or(f64::NAN))
            ),
        ]);
    }
    part.table(
        &format!(
            "{}: groups of {} needs without a list, NMI with the {topics} labelled areas",
            round.name,
            kept.len()
        ),
        &["method", "groups", "NMI", "over 10 seeds"],
        rows,
    );
    part.text("k-means: scikit-learn, TF-IDF with sublinear counts, best of 10 starts, mean over 10 seeds.");
    part.at_least(
        &format!("{}: NMI of our {topics} groups against the better k-means", round.name),
        ours[1],
        best,
        3,
    );
    Ok(())
}
