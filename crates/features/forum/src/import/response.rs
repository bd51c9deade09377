//! The sample's invitations: the whole region is asked, the bodies of the file answer, the others are somewhere on
//! the way, always the same ones.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rathaus_core::Ags;
use rathaus_core::register::Register;
use rathaus_people::organisation;
use rathaus_procedure::store::Version;
use rathaus_store::{Change, StoreError};
use rathaus_web::filters;

use super::{Body, DemoStage, Taken, body_row, hand_in};
use crate::store::invitation::contact::{Origin, ensure_contact};
use crate::store::invitation::{Invitation, State, insert_invitation, issue_link};
use crate::store::round::{KeptRound, Stage};

/// Why a body takes no part; invented like the rest.
const REASONS: [&str; 3] =
    ["Dieses Jahr fehlt uns das Personal dafür.", "Wir stecken mitten in einer Fusion.", "Kein Bedarf."];

/// Invites all bodies of the counties that occur, lets those of the file answer, and gives the path of the link of
/// one that has not answered.
pub(super) async fn invite_region(
    change: &mut Change,
    round: &KeptRound,
    survey: &Version,
    bodies: &[Body<'_>],
    stage: DemoStage,
) -> Result<String, StoreError> {
    let from = round.stage(Stage::Survey).starts.map(morning);
    let from = from.transpose()?.ok_or_else(|| StoreError::fault("the sample round has no dates"))?;
    let until = match round.stage(Stage::Survey).ends.map(morning).transpose()? {
        Some(end) if end < change.now() => end,
        _ => change.now(),
    };
    let mut path = None;
    let mut others = BTreeMap::new();
    let answered: BTreeSet<Ags> = bodies.iter().filter_map(|body| body.ags).collect();
    for (place, body) in bodies.iter().enumerate() {
        let has_answered = stage != DemoStage::Survey || place % 2 == 0;
        let at = between(from, until, turn(place, bodies.len()), bodies.len());
        let kind = if has_answered { State::Answered } else { on_the_way(place) };
        let found = body_row(change, body, &mut others).await?;
        let email = address(&found.1, found.2);
        let (invitation, opened) = invite(change, round, found, kind, from, at, path.is_none()).await?;
        path = path.or(opened);
        if has_answered {
            let needs = body.needs.iter().enumerate();
            let needs: Vec<Taken<'_>> = needs.map(|(n, need)| Taken::invented(need, n + place)).collect();
            hand_in(change, survey, &invitation, &needs, Some(&email), at).await?;
        }
    }
    let others: Vec<Ags> = region(&answered).into_iter().filter(|ags| !answered.contains(ags)).collect();
    for (place, ags) in others.iter().enumerate() {
        let id = organisation::ensure_municipality(change, *ags).await?;
        let found = organisation::find(change, id).await?;
        let found = found.ok_or_else(|| StoreError::fault("an organisation just added is not there"))?;
        let row = (id, found.name, found.ags, found.inhabitants.unwrap_or(0));
        let at = between(from, until, turn(place, others.len()), others.len());
        let (_, opened) = invite(change, round, row, on_the_way(place), from, at, path.is_none()).await?;
        path = path.or(opened);
    }
    path.ok_or_else(|| StoreError::fault("every body of the sample has answered"))
}

/// All bodies of the counties in which these lie, and the counties themselves.
fn region(some: &BTreeSet<Ags>) -> BTreeSet<Ags> {
    let register = Register::germany();
    let counties: BTreeSet<Ags> = some.iter().map(|ags| ags.county()).collect();
    let mut all: BTreeSet<Ags> = counties
        .iter()
        .flat_map(|county| register.list_county(*county))
        // Land that belongs to no municipality has no inhabitants and nobody to ask.
        .filter(|town| town.population.is_some_and(|people| people > 0))
        .map(|town| town.ags)
        .collect();
    all.extend(some.iter().filter(|ags| ags.is_county()));
    all
}

/// How far somebody is who has not answered.
fn on_the_way(place: usize) -> State {
    match place % 8 {
        0 | 3 => State::Opened,
        1 => State::Started,
        6 => State::Declined,
        _ => State::Invited,
    }
}

/// A place in another order, in which neighbours do not answer one after the other.
fn turn(place: usize, all: usize) -> usize {
    (place * 37 + 11) % all.max(1)
}

/// The time of the `place`th of `all` events spread from `from` to `until`, more of them at the beginning.
fn between(from: Timestamp, until: Timestamp, place: usize, all: usize) -> Timestamp {
    let span = until.duration_since(from).as_secs().max(1);
    let (place, all) = (i64::try_from(place).unwrap_or(0) + 1, i64::try_from(all).unwrap_or(1) + 1);
    // Half evenly, half as a square: most answer when the mail comes or when the end is near.
    let share = span / 2 * place / all + span / 2 * place * place / (all * all);
    from.checked_add(SignedDuration::from_secs(share)).unwrap_or(from)
}

fn morning(day: Date) -> Result<Timestamp, StoreError> {
    let at = day.at(9, 0, 0, 0).to_zoned(filters::zone()).map_err(StoreError::fault)?;
    Ok(at.timestamp())
}

/// Invites a body that came so far at `at`. Gives the invitation, and the path of its link, if one is wanted and the body
/// may still answer.
async fn invite(
    change: &mut Change,
    round: &KeptRound,
    (organisation, name, ags, inhabitants): (rathaus_store::Id, String, Option<Ags>, u32),
    state: State,
    from: Timestamp,
    at: Timestamp,
    wants_link: bool,
) -> Result<(Invitation, Option<String>), StoreError> {
    let mut new = Invitation::listed(from, round.id, organisation, &name, ags, inhabitants);
    let before = at.checked_sub(SignedDuration::from_hours(5)).unwrap_or(at).max(from);
    new.state = state;
    new.invited_at = Some(from);
    new.opened_at = (state >= State::Opened).then_some(before);
    new.started_at = matches!(state, State::Started | State::Answered).then_some(before);
    new.answered_at = (state == State::Answered).then_some(at);
    if state == State::Declined {
        new.declined_at = Some(at);
        new.reason = Some(REASONS[name.len() % REASONS.len()].to_owned());
    }
    let week = from.checked_add(SignedDuration::from_hours(7 * 24)).unwrap_or(from);
    let is_late = new.answered_at.or(new.declined_at).is_none_or(|at| at > week);
    if is_late && week < change.now() {
        new.reminders = 1;
        new.reminded_at = Some(week);
    }
    insert_invitation(change, &new).await?;
    let contact = ensure_contact(change, round.id, new.id, &address(&name, ags), "", Origin::Import).await?;
    if wants_link && matches!(state, State::Opened | State::Invited) {
        let path = issue_link(change, round, &new, &contact).await?;
        return Ok((new, Some(path)));
    }
    Ok((new, None))
}

/// An address that nobody has: names under `.example` never exist (RFC 2606).
fn address(name: &str, ags: Option<Ags>) -> String {
    let short = name.split([',', '(']).next().unwrap_or_default().to_lowercase();
    let mut host = String::new();
    for c in short.chars() {
        match c {
            'ä' => host.push_str("ae"),
            'ö' => host.push_str("oe"),
            'ü' => host.push_str("ue"),
            'ß' => host.push_str("ss"),
            c if c.is_ascii_alphanumeric() => host.push(c),
            _ if host.ends_with('-') || host.is_empty() => {}
            _ => host.push('-'),
        }
    }
    let host = host.trim_end_matches('-');
    let key = ags.map_or(String::new(), |ags| format!("-{ags}"));
    format!("digitalisierung@{host}{key}.example")
}
