//! What came out of a motion, as every page shows it: words, chart, table, roll call.

use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::{PageError, Value, Visitor, context};

use crate::meeting::motion::{Kind, Motion, Outcome, Wording};

/// Hundredths of a whole that a share is said in.
const WHOLE: u64 = 100;

/// A choice in words.
pub(crate) fn label_of(visitor: &Visitor, wording: &Wording, place: usize) -> Result<String, PageError> {
    match wording.choices.get(place) {
        Some(choice) => Ok(choice.clone()),
        None => visitor.text(["motion-yes", "motion-no", "motion-abstention"][place.min(2)]),
    }
}

/// The choices in words.
pub(super) fn labels_of(visitor: &Visitor, wording: &Wording) -> Result<Vec<String>, PageError> {
    (0..wording.len()).map(|place| label_of(visitor, wording, place)).collect()
}

/// The rules of a motion in words.
pub(super) fn rules(visitor: &Visitor, wording: &Wording) -> Result<Value, PageError> {
    let majority = wording.majority.word().replace('_', "-");
    let stem = if wording.is_yes_no() { "motion-majority" } else { "motion-majority-of" };
    Ok(context! {
        kind => wording.kind.word(),
        is_secret => wording.kind == Kind::Secret,
        is_yes_no => wording.is_yes_no(),
        most => wording.most,
        majority => visitor.text(&format!("{stem}-{majority}"))?,
        quorum => visitor.text(&format!("motion-quorum-{}", wording.quorum.word().replace('_', "-")))?,
    })
}

/// What was decided, in one sentence.
pub(super) fn verdict(visitor: &Visitor, wording: &Wording, outcome: &Outcome) -> Result<String, PageError> {
    if wording.is_yes_no() || !outcome.is_carried() || !outcome.is_quorate {
        return visitor.text(&format!("motion-outcome-{}", outcome.word()));
    }
    let names: Vec<String> =
        outcome.carried.iter().map(|place| label_of(visitor, wording, *place)).collect::<Result<_, _>>()?;
    let key = if outcome.is_tied { "motion-outcome-chosen-tied" } else { "motion-outcome-chosen" };
    visitor.text_with(key, &[("names", names.join(", ").into())])
}

/// Everything about the outcome of a closed motion; nothing for others.
pub(super) fn view(visitor: &Visitor, motion: &Motion) -> Result<Option<Value>, PageError> {
    let (wording, Some(outcome)) = (&motion.wording, &motion.outcome) else { return Ok(None) };
    let count = &outcome.count;
    let labels = labels_of(visitor, wording)?;
    let total: u64 = count.votes.iter().sum();
    let rows: Vec<Value> = labels
        .iter()
        .enumerate()
        .map(|(place, label)| {
            context! {
                label, votes => count.votes[place], hall => count.in_hall[place],
                share => (count.votes[place] * WHOLE + total / 2).checked_div(total).unwrap_or(0),
                is_carried => outcome.carried.contains(&place),
            }
        })
        .collect();
    let mut roll = Vec::new();
    for voice in &outcome.roll {
        let chosen: Vec<String> =
            voice.choices.iter().filter_map(|place| labels.get(*place)).cloned().collect();
        let choice = if chosen.is_empty() { visitor.text("motion-abstention")? } else { chosen.join(", ") };
        roll.push(context! {
            name => voice.name.clone(), choice, weight => voice.weight, in_hall => voice.in_hall,
            cast_by => voice.cast_by.clone(),
        });
    }
    let verdict = verdict(visitor, wording, outcome)?;
    let chart = Bars {
        label: Label {
            id: format!("motion-{}", motion.number),
            title: wording.question.clone(),
            description: verdict.clone(),
        },
        parts: vec![visitor.text("motion-votes")?],
        rows: labels
            .iter()
            .zip(&count.votes)
            .map(|(label, votes)| BarRow {
                name: label.clone(),
                values: vec![*votes as f64],
                text: votes.to_string(),
                title: String::new(),
                least: None,
                most: None,
            })
            .collect(),
        limits: String::new(),
    };
    let has_weights = outcome.roll.iter().any(|voice| voice.weight > 1);
    Ok(Some(context! {
        word => outcome.word(),
        verdict,
        rows,
        svg => Value::from_safe_string(bars(&chart)),
        cast => count.cast, present => count.present, members => count.members,
        has_hall => count.in_hall.iter().any(|votes| *votes > 0),
        papers => count.papers.word(),
        roll,
        has_weights,
    }))
}
