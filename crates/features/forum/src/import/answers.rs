//! A body's needs of a file as its answers to the survey, so that the town finds them when it opens its link and can
//! correct them.
//!
//! What names one option becomes that option; everything else stands in the option's own words, and what the survey has
//! no question for below the answers, as a remark. No word is lost.

use rathaus_procedure::answers::{Chosen, SeveralChosen};
use rathaus_procedure::{Answer, Answers, Definition, Kind, StableId};

use super::Taken;
use crate::model::SECONDERS;
use crate::survey::GROUP;

/// The answers that a body's needs are.
pub(super) fn answers(definition: &Definition, needs: &[Taken<'_>]) -> Answers {
    let mut remarks = Vec::new();
    let records = needs.iter().map(|need| record(definition, need, &mut remarks)).collect();
    let mut answers = Answers::new();
    set(&mut answers, GROUP, Answer::Records(records));
    if !remarks.is_empty() {
        set(&mut answers, "remarks", Answer::Text(remarks.join("\n")));
    }
    answers
}

/// Sets an answer, where the survey has the question.
pub(super) fn set(answers: &mut Answers, field: &str, answer: Answer) {
    if let Ok(id) = field.parse::<StableId>() {
        answers.set(id, answer);
    }
}

fn record(definition: &Definition, taken: &Taken<'_>, remarks: &mut Vec<String>) -> Answers {
    let need = taken.need;
    let mut record = Answers::new();
    for (field, text) in [
        ("title", &need.title),
        ("pain", &need.description),
        ("software", &need.existing_software),
        ("benefit", &need.citizen_benefit),
    ] {
        if !text.trim().is_empty() {
            set(&mut record, field, Answer::Text(text.trim().to_owned()));
        }
    }
    if (1..=4).contains(&need.relevance) {
        set(&mut record, "relevance", Answer::Rating(need.relevance));
    }
    for (field, text) in [("part", &need.department), ("horizon", &need.horizon)] {
        if !text.trim().is_empty() {
            let kind = kind(definition, field);
            // Files say "sofort" where people read "so bald wie möglich".
            let by_id = || option_of_id(kind, text).filter(|_| field == "horizon");
            let chosen = match option(kind, text).or_else(by_id) {
                Some(option) => Chosen::Option(option),
                None => Chosen::Other(text.trim().to_owned()),
            };
            set(&mut record, field, Answer::Choice(chosen));
        }
    }
    let limits = limits(kind(definition, "limits"), &need.constraints);
    if !limits.options.is_empty() || limits.other.is_some() {
        set(&mut record, "limits", Answer::Several(limits));
    }
    if !taken.necessity.is_empty()
        && let Ok(option) = taken.necessity.parse()
    {
        set(&mut record, "necessity", Answer::Choice(Chosen::Option(option)));
    }
    for (field, given) in [("share", taken.share), ("open", taken.open)] {
        if let Some(given) = given {
            set(&mut record, field, Answer::YesNo(given));
        }
    }
    for (column, value) in need.extra.iter().filter(|(column, _)| column.as_str() != SECONDERS) {
        if !value.trim().is_empty() {
            remarks.push(format!("{}, {column}: {}", need.title.trim(), value.trim()));
        }
    }
    record
}

fn kind<'d>(definition: &'d Definition, field: &str) -> Option<&'d Kind> {
    let id = field.parse::<StableId>().ok()?;
    definition.field(&id).map(|standing| &standing.field.kind)
}

/// Conditions, one by one: they are separated by semicolons or stand on lines of their own.
fn limits(kind: Option<&Kind>, text: &str) -> SeveralChosen {
    let mut options = Vec::new();
    let mut other: Vec<&str> = Vec::new();
    for part in text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        match option(kind, part) {
            Some(option) if !options.contains(&option) => options.push(option),
            Some(_) => {}
            None => other.push(part),
        }
    }
    let place = |id: &StableId| kind.and_then(|kind| kind.options()?.iter().position(|one| one.id == *id));
    options.sort_by_key(place);
    SeveralChosen { options, other: (!other.is_empty()).then(|| other.join("; ")) }
}

fn option_of_id(kind: Option<&Kind>, value: &str) -> Option<StableId> {
    let wanted = value.trim().to_lowercase();
    kind?.options()?.iter().find(|one| one.id.as_str() == wanted).map(|one| one.id.clone())
}

/// The one option that a value names: as words that follow each other in its label, the last of them perhaps with another
/// ending ("12 Monate" in "in den nächsten 12 Monaten"). None where several do.
fn option(kind: Option<&Kind>, value: &str) -> Option<StableId> {
    let wanted = words(value);
    if wanted.is_empty() {
        return None;
    }
    let options = kind?.options()?;
    if let Some(same) = options.iter().find(|one| words(&one.label.de) == wanted) {
        return Some(same.id.clone());
    }
    let mut found = options.iter().filter(|one| holds(&words(&one.label.de), &wanted));
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one.id.clone()),
        _ => None,
    }
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// An ending may be this much longer or shorter: a plural or a case, not another word.
const ENDING: usize = 2;

fn holds(label: &[String], wanted: &[String]) -> bool {
    let Some((last, before)) = wanted.split_last() else { return false };
    label.windows(wanted.len()).any(|window| {
        let (end, start) = (&window[window.len() - 1], &window[..window.len() - 1]);
        let is_ending = end.starts_with(last.as_str()) && end.len() - last.len() <= ENDING && last.len() > 3;
        start == before && (end == last || is_ending)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Extra, Need};
    use crate::survey::{needs, shipped};

    fn survey() -> Definition {
        shipped(&"survey".parse().expect("an id")).expect("sound")
    }

    fn need(part: &str, horizon: &str, constraints: &str) -> Need {
        Need {
            id: "N1".into(),
            ags: None,
            organisation: "Calden".into(),
            department: part.into(),
            title: "Bauakten".into(),
            description: "Kilometer Papier im Keller".into(),
            relevance: 4,
            horizon: horizon.into(),
            existing_software: "Excel".into(),
            constraints: constraints.into(),
            citizen_benefit: "Schneller".into(),
            extra: Extra::from([("Ansprechpartner".to_owned(), "Frau Amt".to_owned())]),
        }
    }

    fn of(need: &Need) -> Answers {
        answers(&survey(), &[Taken { need, share: Some(true), open: None, necessity: "einfacher" }])
    }

    #[test]
    fn what_names_an_option_becomes_it_and_the_rest_stays_in_its_words() {
        let form = survey();
        for (part, horizon, constraints, want) in [
            (
                "Bauamt",
                "12 Monate",
                "ISO 27001",
                ["Bauamt, Bauaufsicht, Planung", "in den nächsten 12 Monaten", "ISO 27001"],
            ),
            (
                "IT",
                "sofort",
                "BundID; nur am Rhein",
                ["IT, Digitalisierung", "so bald wie möglich", "Anmeldung mit BundID; nur am Rhein"],
            ),
            ("Stabsstelle", "Ende 2027", "nur am Rhein", ["Stabsstelle", "Ende 2027", "nur am Rhein"]),
            // Names two options, so neither.
            ("Bau", "offen", "Betrieb", ["Bau", "offen", "Betrieb"]),
            ("", "", "", ["", "", ""]),
        ] {
            let need = need(part, horizon, constraints);
            let found = needs(&form, &of(&need)).remove(0);
            assert_eq!([&*found.part, &*found.horizon, &*found.constraints], want, "{part}, {horizon}");
            assert_eq!((found.title, found.description), (need.title, need.description));
            assert_eq!((found.relevance, found.necessity.as_str(), found.is_shared), (4, "einfacher", true));
            assert_eq!((&*found.existing_software, &*found.citizen_benefit), ("Excel", "Schneller"));
        }
    }

    #[test]
    fn columns_without_a_question_are_remarks() {
        let answers = of(&need("Bauamt", "offen", ""));
        let remarks = answers.get(&"remarks".parse().expect("an id"));
        assert_eq!(remarks, Some(&Answer::Text("Bauakten, Ansprechpartner: Frau Amt".into())));
    }

    #[test]
    fn every_word_of_the_sample_stands_in_its_answers() {
        let (form, input) = (survey(), crate::sample::input());
        for need in &input.needs {
            let taken = Taken { need, share: None, open: None, necessity: "" };
            let found = needs(&form, &answers(&form, &[taken])).remove(0);
            for (text, kept) in [
                (&need.title, &found.title),
                (&need.description, &found.description),
                (&need.existing_software, &found.existing_software),
                (&need.citizen_benefit, &found.citizen_benefit),
            ] {
                assert_eq!(text.trim(), kept, "{}", need.id);
            }
            for (text, kept) in [(&need.department, &found.part), (&need.constraints, &found.constraints)] {
                let kept = words(kept);
                for word in words(text) {
                    let stands = |one: &String| one.starts_with(&word);
                    assert!(kept.iter().any(stands), "{}: {word} is not in {kept:?}", need.id);
                }
            }
        }
    }
}
