//! What came of the sample round: what both sides said right after the event and three months later; some have not
//! answered, and one trial has begun to become a project.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use rathaus_store::{Change, Id, StoreError};
use rathaus_web::filters;

use super::DemoStage;
use crate::founding::prefill;
use crate::jobs::outcomes::event_day;
use crate::model::ParticipantKind;
use crate::model::outcome::{OutcomeKind, Reason, Side, asked_on};
use crate::outcomes::pairs;
use crate::store::need::list_needs;
use crate::store::offer::list_offers;
use crate::store::outcome::{
    Pair, Said, ensure_pair, ensure_question, find_outcome, issue_link, list_outcomes, save_outcome,
    set_times,
};
use crate::store::plan::find_plan;
use crate::store::project::origin::insert_origin;
use crate::store::project::{find_project, insert_project, save_needs};
use crate::store::registrant::list_registrants;
use crate::store::round::KeptRound;
use crate::store::supplier_invitation::{SupplierState, list_supplier_invitations};
use crate::talk_outcome::take_talks;

/// An answer of the sample: what came of it, why not, what is said about it.
type Line = (OutcomeKind, Option<Reason>, &'static str);

const INFORMATION: Line = (OutcomeKind::Information, None, "");
const MEETING: Line = (OutcomeKind::Meeting, None, "Termin mit dem Fachamt vereinbart.");

/// What towns say right after the event, over and over.
const FIRST: [Line; 6] = [
    MEETING,
    INFORMATION,
    (OutcomeKind::Nothing, Some(Reason::NoFit), ""),
    INFORMATION,
    MEETING,
    (OutcomeKind::Information, None, "Unterlagen kommen per Post."),
];

/// What towns say three months later; `None` has not answered.
const LATER: [Option<Line>; 10] = [
    Some((OutcomeKind::Pilot, None, "Seit Oktober im Bürgerbüro.")),
    Some((OutcomeKind::Nothing, Some(Reason::Money), "Im Haushalt erst übernächstes Jahr.")),
    None,
    Some(MEETING),
    Some((OutcomeKind::Nothing, Some(Reason::Staff), "")),
    Some((OutcomeKind::Contract, None, "")),
    None,
    Some((OutcomeKind::Nothing, Some(Reason::Undecided), "Der Ausschuss berät im Frühjahr.")),
    Some(INFORMATION),
    Some((OutcomeKind::Nothing, Some(Reason::Law), "")),
];

/// Towns of the sample that talk to a supplier, where nobody has planned talks.
const TOWNS_EACH: usize = 5;

/// Who met: the towns whose needs an accepted supplier's offer answers best and that came.
async fn met(change: &mut Change, round: &KeptRound) -> Result<Vec<Pair>, StoreError> {
    let Some(plan) = find_plan(change, round.id).await?.plan else { return Ok(Vec::new()) };
    let came: BTreeSet<Id> = list_registrants(change, round.id)
        .await?
        .into_iter()
        .filter(|one| one.kind != ParticipantKind::Supplier)
        .filter_map(|one| one.organisation)
        .collect();
    let needs: BTreeMap<String, Id> =
        list_needs(change, round.id).await?.into_iter().map(|need| (need.label, need.organisation)).collect();
    let offers: BTreeMap<Id, String> = list_offers(change, round.id)
        .await?
        .into_iter()
        .filter_map(|offer| Some((offer.id, offer.label?)))
        .collect();
    let mut found = Vec::new();
    for invitation in list_supplier_invitations(change, round.id).await? {
        if invitation.state != SupplierState::Accepted {
            continue;
        }
        let Some(label) = offers.get(&invitation.offer) else { continue };
        let mut fits: Vec<(f64, Id)> = plan
            .matches
            .iter()
            .filter(|one| one.offer_id == *label && one.excluded_because.is_none())
            .filter_map(|one| Some((one.score, *needs.get(&one.need_id)?)))
            .filter(|(_, town)| came.contains(town))
            .collect();
        fits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut towns: Vec<Id> = Vec::new();
        for (_, town) in fits {
            if !towns.contains(&town) && towns.len() < TOWNS_EACH {
                towns.push(town);
            }
        }
        let pair = |town| Pair { round: round.id, town, supplier: invitation.organisation };
        found.extend(towns.into_iter().map(pair));
    }
    Ok(found)
}

async fn say(
    change: &mut Change,
    round: &KeptRound,
    pair: Pair,
    (side, month): (Side, u8),
    line: Line,
) -> Result<(), StoreError> {
    let (kind, reason, words) = line;
    let by = match side {
        Side::Town => "Tom Beispiel",
        Side::Supplier => "Vertrieb",
    };
    let said = Said { kind, reason, words, by, person: None };
    let id = save_outcome(change, pair, side, month, &said).await?;
    times(change, round, id, month, true).await
}

/// Asked when it was due, answered two days later.
async fn times(
    change: &mut Change,
    round: &KeptRound,
    id: Id,
    month: u8,
    is_said: bool,
) -> Result<(), StoreError> {
    let Some(event) = event_day(round) else { return Ok(()) };
    let asked = asked_on(event, month).at(9, 0, 0, 0).to_zoned(filters::zone()).map_err(StoreError::fault)?;
    let said = asked.timestamp().checked_add(48.hours()).map_err(StoreError::fault)?;
    set_times(change, id, Some(asked.timestamp()), is_said.then_some(said)).await
}

/// Puts the outcomes into the tenant where the event is over. Gives the address with which a town that has not
/// answered does.
pub(super) async fn furnish(
    change: &mut Change,
    round: &KeptRound,
    stage: DemoStage,
) -> Result<Vec<(&'static str, String)>, StoreError> {
    if stage < DemoStage::After {
        return Ok(Vec::new());
    }
    take_talks(change, round.id).await?;
    let noted = list_outcomes(change, round.id).await?;
    for one in noted.iter().filter(|one| one.kind.is_some()) {
        let evening = event_day(round).and_then(|day| day.at(18, 0, 0, 0).to_zoned(filters::zone()).ok());
        set_times(change, one.id, None, evening.map(|at| at.timestamp())).await?;
    }
    let before = pairs(noted);
    let is_noted = !before.is_empty();
    let pairs: Vec<Pair> = if is_noted {
        before.iter().map(|met| Pair { round: round.id, town: met.town, supplier: met.supplier }).collect()
    } else {
        met(change, round).await?
    };
    let mut waiting = None;
    let mut told = None;
    for (place, pair) in pairs.iter().copied().enumerate() {
        ensure_pair(change, pair).await?;
        if !is_noted {
            say(change, round, pair, (Side::Town, 0), FIRST[place % FIRST.len()]).await?;
            let supplier = if place % 3 == 0 { MEETING } else { INFORMATION };
            if place % 7 != 6 {
                say(change, round, pair, (Side::Supplier, 0), supplier).await?;
            }
        }
        let later = LATER[place % LATER.len()];
        match later {
            Some(line) => say(change, round, pair, (Side::Town, 3), line).await?,
            None => {
                let (id, _) = ensure_question(change, pair, Side::Town, 3).await?;
                times(change, round, id, 3, false).await?;
                waiting.get_or_insert(pair.town);
            }
        }
        match later {
            Some(line) if place % 4 != 1 => say(change, round, pair, (Side::Supplier, 3), line).await?,
            _ => {
                let (id, _) = ensure_question(change, pair, Side::Supplier, 3).await?;
                times(change, round, id, 3, false).await?;
            }
        }
        if later.is_some_and(|(kind, _, _)| kind == OutcomeKind::Pilot) {
            told.get_or_insert(pair);
        }
    }
    if let Some(pair) = told {
        tell(change, round, pair).await?;
    }
    let Some(town) = waiting else { return Ok(Vec::new()) };
    let path = issue_link(change, round.id, town, "ergebnis@beispiel.example").await?;
    Ok(vec![("Ergebnis melden (ohne Konto)", path)])
}

/// A trial becomes the draft of a project.
async fn tell(change: &mut Change, round: &KeptRound, pair: Pair) -> Result<(), StoreError> {
    let (id, _) = ensure_question(change, pair, Side::Town, 3).await?;
    let Some(outcome) = find_outcome(change, id).await? else { return Ok(()) };
    let (text, needs) = prefill(change, round, &outcome).await?;
    let (project, label) = insert_project(change, pair.town, &text).await?;
    insert_origin(change, project, pair).await?;
    match find_project(change, &label).await? {
        Some(project) => save_needs(change, &project, &needs).await,
        None => Ok(()),
    }
}
