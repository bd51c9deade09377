//! The day itself: who came, and the one-to-one talks.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_store::Id;
use rathaus_web::TextError;
use rathaus_web::list::{Cell, Kind};

use super::{Desk, Section, count, float, short};
use crate::model::catalogue::FEWEST;
use crate::model::talk_note::{Feedback, Outcome};
use crate::model::{Interest, ParticipantKind};
use crate::store::registration::RegistrationState;
use crate::store::talk::Talk;
use crate::talking::takes_part;

pub(super) fn event(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    if known.registrations.is_empty() {
        return Section::empty(desk, "event");
    }
    let mut section = Section::new("event");
    let key = "event-kinds";
    let mut table = desk.table(
        key,
        &[("kind", Kind::Text), ("bodies", Kind::Number), ("people", Kind::Number), ("came", Kind::Number)],
    )?;
    let (mut bars, mut all) = (Vec::new(), [0_usize; 3]);
    for kind in ParticipantKind::ALL {
        let bodies: Vec<_> = known.registered(kind).collect();
        let people: Vec<_> = bodies.iter().flat_map(|one| known.people_of(one.id)).collect();
        let came = people.iter().filter(|one| one.checked_in_at.is_some()).count();
        let row = [bodies.len(), people.len(), came];
        all.iter_mut().zip(row).for_each(|(sum, n)| *sum += n);
        if bodies.is_empty() {
            continue;
        }
        let name = desk.text(&format!("kind-{}", kind.word()))?;
        let mut cells = vec![Cell::from(&name)];
        cells.extend(row.map(count));
        table.rows.push(cells);
        bars.push((name, vec![float(came), float(people.len() - came)], people.len().to_string()));
    }
    let waiting = known.registrations.iter().filter(|one| one.state == RegistrationState::Waiting).count();
    section.says.push(desk.say(
        "event-lead",
        &[
            ("bodies", all[0].into()),
            ("people", all[1].into()),
            ("came", all[2].into()),
            ("waiting", waiting.into()),
            ("items", known.items.into()),
        ],
    )?);
    let parts: &[&str] = if all[2] > 0 { &["came", "registered-only"] } else { &["people"] };
    if all[2] == 0 {
        bars.iter_mut().for_each(|(_, values, _)| *values = vec![values.iter().sum()]);
    }
    let chart = desk.bars(key, parts, bars)?;
    section.add(key, chart, table);
    if desk.audience.is_inside() {
        bodies(desk, &mut section)?;
    }
    Ok(section)
}

fn bodies(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let key = "event-bodies";
    let mut table = desk.table(
        key,
        &[
            ("label", Kind::Text),
            ("body", Kind::Text),
            ("kind", Kind::Text),
            ("state", Kind::Text),
            ("people", Kind::Number),
            ("came", Kind::Number),
        ],
    )?;
    for one in &desk.known.registrations {
        let people: Vec<_> = desk.known.people_of(one.id).collect();
        table.rows.push(vec![
            Cell::from(&one.label),
            Cell::from(short(&one.name)),
            Cell::from(desk.text(&format!("kind-{}", one.kind.word()))?),
            Cell::from(desk.text(&format!("registration-{}", one.state.word()))?),
            count(people.len()),
            count(people.iter().filter(|one| one.checked_in_at.is_some()).count()),
        ]);
    }
    section.add(key, None, table);
    Ok(())
}

/// The published talks: how many of those wished for have a place, what came of them, and what people say of the day.
pub(super) fn talks(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let standing: Vec<&Talk> = known.talks.iter().filter(|talk| talk.is_on()).collect();
    if standing.is_empty() {
        return Section::empty(desk, "talks");
    }
    let mut section = Section::new("talks");
    let ids: BTreeMap<&str, Id> =
        known.registrations.iter().map(|one| (one.label.as_str(), one.id)).collect();
    let pairs: BTreeSet<(Id, Id)> =
        standing.iter().flat_map(|talk| [(talk.a, talk.b), (talk.b, talk.a)]).collect();
    let wished: Vec<(Id, bool)> = known
        .wishes
        .iter()
        .filter(|wish| wish.interest != Interest::Never)
        .filter_map(|wish| Some((*ids.get(wish.from.as_str())?, *ids.get(wish.to.as_str())?)))
        .map(|(from, to)| (from, pairs.contains(&(from, to))))
        .collect();
    let noted: BTreeSet<Id> = known.notes.iter().map(|note| note.talk).collect();
    section.says.push(desk.say(
        "talks-lead",
        &[
            ("n", standing.len().into()),
            ("ceiling", known.ceiling.max(standing.len()).into()),
            ("met", wished.iter().filter(|(_, is_met)| *is_met).count().into()),
            ("wishes", wished.len().into()),
            ("held", noted.len().into()),
            ("out", (known.talks.len() - standing.len()).into()),
        ],
    )?);
    let of = |id: Id| standing.iter().filter(move |talk| talk.joins(id));
    let key = "talks-kinds";
    let mut table =
        desk.table(key, &[("kind", Kind::Text), ("bodies", Kind::Number), ("talks", Kind::Number)])?;
    for kind in ParticipantKind::ALL {
        let talks: Vec<usize> =
            known.registered(kind).map(|one| of(one.id).count()).filter(|n| *n > 0).collect();
        if !talks.is_empty() {
            let name = desk.text(&format!("kind-{}", kind.word()))?;
            table.rows.push(vec![Cell::from(name), count(talks.len()), count(talks.iter().sum())]);
        }
    }
    section.add(key, None, table);
    outcomes(desk, &mut section)?;
    voices(desk, &mut section)?;
    if desk.audience.is_inside() {
        let key = "talks-bodies";
        let mut table = desk.table(
            key,
            &[
                ("label", Kind::Text),
                ("body", Kind::Text),
                ("talks", Kind::Number),
                ("wishes-met", Kind::Number),
                ("wishes", Kind::Number),
            ],
        )?;
        for one in known.registrations.iter().filter(|one| takes_part(one)) {
            let own: Vec<bool> = wished.iter().filter(|(from, _)| *from == one.id).map(|own| own.1).collect();
            table.rows.push(vec![
                Cell::from(&one.label),
                Cell::from(short(&one.name)),
                count(of(one.id).count()),
                count(own.iter().filter(|is_met| **is_met).count()),
                count(own.len()),
            ]);
        }
        section.add(key, None, table);
    }
    Ok(section)
}

/// What came of the talks, each side counted once; a few notes are only for the office, as they may tell who wrote.
fn outcomes(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let said: Vec<Outcome> = desk.known.notes.iter().filter_map(|note| note.noted.outcome).collect();
    if said.is_empty() || (!desk.audience.is_inside() && said.len() < FEWEST) {
        return Ok(());
    }
    let counted = |outcome: Outcome| {
        let n = said.iter().filter(|one| **one == outcome).count();
        Ok((desk.texts.get(&format!("talk-outcome-{}", outcome.word()))?, n))
    };
    let counts = Outcome::ALL.into_iter().map(counted).collect::<Result<_, TextError>>()?;
    section.add_counts(desk, "talks-outcomes", ["outcome", "notes"], counts)
}

/// The marks for the day and for the talks; what people wrote stays with the office.
fn voices(desk: &Desk<'_>, section: &mut Section) -> Result<(), TextError> {
    let mean = |of: fn(&Feedback) -> Option<u8>| {
        let marks: Vec<u8> = desk.known.voices.iter().filter_map(|one| of(&one.said)).collect();
        let sum: u32 = marks.iter().map(|mark| u32::from(*mark)).sum();
        (marks.len() >= FEWEST).then(|| desk.lang().number(f64::from(sum) / float(marks.len()), 1))
    };
    if let (Some(day), Some(talks)) = (mean(|said| said.day), mean(|said| said.talks)) {
        let n = desk.known.voices.len();
        section.says.push(
            desk.say("talks-voices", &[("n", n.into()), ("day", day.into()), ("talks", talks.into())])?,
        );
    }
    Ok(())
}
