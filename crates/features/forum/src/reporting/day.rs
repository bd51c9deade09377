//! The day itself: who came, and the one-to-one talks.

use std::collections::BTreeMap;

use rathaus_web::TextError;
use rathaus_web::list::{Cell, Kind};

use super::{Desk, Section, count, float, short};
use crate::model::ParticipantKind;
use crate::store::registration::RegistrationState;

/// For how many bodies the talks of each are shown.
const MOST: usize = 150;

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

/// The talks of the last plan: how many of those wished for have a place, and how far that is from the most there could be.
pub(super) fn talks(desk: &Desk<'_>) -> Result<Section, TextError> {
    let known = desk.known;
    let plan =
        known.plan.as_ref().and_then(|plan| plan.talks.as_ref()).filter(|talks| !talks.talks.is_empty());
    let Some(plan) = plan else { return Section::empty(desk, "talks") };
    let mut section = Section::new("talks");
    let (met, wishes) =
        plan.participants.iter().fold((0, 0), |(met, all), one| (met + one.wishes_met, all + one.wishes));
    section.says.push(desk.say(
        "talks-lead",
        &[
            ("n", plan.talks.len().into()),
            ("ceiling", plan.ceiling.into()),
            ("met", met.into()),
            ("wishes", wishes.into()),
            ("gaps", plan.gaps.into()),
        ],
    )?);
    let kinds: BTreeMap<&str, ParticipantKind> =
        known.registrations.iter().map(|one| (one.label.as_str(), one.kind)).collect();
    let key = "talks-kinds";
    let mut table =
        desk.table(key, &[("kind", Kind::Text), ("bodies", Kind::Number), ("talks", Kind::Number)])?;
    for kind in ParticipantKind::ALL {
        let of_kind = plan
            .participants
            .iter()
            .filter(|one| kinds.get(one.id.as_str()).copied().unwrap_or(ParticipantKind::Observer) == kind);
        let (bodies, talks) = of_kind.fold((0, 0), |(bodies, talks), one| (bodies + 1, talks + one.talks));
        if bodies > 0 {
            let name = desk.text(&format!("kind-{}", kind.word()))?;
            table.rows.push(vec![Cell::from(name), count(bodies), Cell::from(talks)]);
        }
    }
    section.add(key, None, table);
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
                ("gaps", Kind::Number),
            ],
        )?;
        let mut bars = Vec::new();
        for one in plan.participants.iter().take(MOST) {
            table.rows.push(vec![
                Cell::from(&one.id),
                Cell::from(short(&one.organisation)),
                Cell::from(one.talks),
                Cell::from(one.wishes_met),
                Cell::from(one.wishes),
                Cell::from(one.gaps),
            ]);
            bars.push((short(&one.organisation), vec![f64::from(one.talks)], one.talks.to_string()));
        }
        let chart = desk.bars(key, &["talks"], bars)?;
        section.add(key, chart, table);
    }
    Ok(section)
}
