//! The verifier: reads an archive from the first byte to the last and believes nothing.

use crate::archive::{Files, Kind};
use crate::decrypt::Counted;
use crate::event::EventKind;
use crate::refusal::{Refusal, Rule};
use crate::state::{Phase, State};

/// What a verified archive says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The identifier of the election.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// How far it has come.
    pub phase: Phase,
    /// How many may vote.
    pub eligible: u64,
    /// How many ballots were cast, those that were replaced by later ones included.
    pub cast: u64,
    /// The tracker and weight of the last ballot of each credential, in the order of trackers.
    pub ballots: Vec<(String, u64)>,
    /// What came out, if it is known.
    pub result: Option<Counted>,
}

impl Report {
    pub(crate) fn of(state: &State) -> Option<Report> {
        let setup = state.setup.as_ref()?;
        let mut ballots: Vec<_> =
            state.last.values().map(|cast| (cast.tracker.to_base64(), cast.weight)).collect();
        ballots.sort_unstable();
        Some(Report {
            uuid: setup.election().uuid.clone(),
            name: setup.election().name.clone(),
            fingerprint: setup.fingerprint().to_owned(),
            phase: state.phase,
            eligible: setup.eligible() as u64,
            cast: state.cast,
            ballots,
            result: state.result.clone(),
        })
    }
}

/// Verifies an archive on as many threads as said: every file, event, ballot, shuffle, share and the result.
///
/// An election that is still going on verifies, too; [`Report::phase`] says how far it has come.
///
/// # Errors
///
/// The first rule that is broken, and where: an earlier file comes first. Whether a proof of a ballot or a later event is named
/// where both are wrong depends on nothing but the archive.
pub fn verify(archive: &[u8], threads: usize) -> Result<Report, Refusal> {
    let state = read(archive, threads)?;
    Report::of(&state).ok_or_else(|| Refusal::new(Rule::EventOrder, "", "there is no event"))
}

/// Reads an archive into a state in which nothing waits.
pub(crate) fn read(archive: &[u8], threads: usize) -> Result<State, Refusal> {
    let mut state = State::new(threads);
    let mut data = Vec::new();
    let mut waiting = Vec::new();
    let mut files = Files::new(archive)?;
    let walked = loop {
        let Some(file) = files.next() else { break Ok(()) };
        let step = file.and_then(|file| {
            file.hashed()?;
            state.see(&file)?;
            if file.kind == Kind::Data {
                data.push(file);
                // No event needs more than four: what comes in between is not kept in memory.
                if data.len() > EventKind::Setup.files() {
                    return Err(data[0].refuse(Refusal::new(Rule::ForeignFile, "", "")));
                }
                return Ok(());
            }
            let is_ballot =
                crate::event::Event::from_json(file.bytes).is_ok_and(|e| e.kind == EventKind::Ballot);
            if !is_ballot || waiting.len() >= state.patience() {
                state.flush(&mut waiting)?;
            }
            state.event(archive, &file, &data, &mut waiting)?;
            data.clear();
            Ok(())
        });
        if step.is_err() {
            break step;
        }
    };
    // Ballots that were read before something else went wrong come first.
    state.flush(&mut waiting)?;
    walked?;
    if let Some(left) = data.first() {
        return Err(left.refuse(Refusal::new(Rule::ForeignFile, "", "no event refers to it")));
    }
    Ok(state)
}

/// Verifies that an archive goes on from an earlier copy of it: nothing was removed or changed.
///
/// Archives only grow, so the earlier one is the beginning of the later one. Both are verified by [`verify`] on their own.
///
/// # Errors
///
/// [`Rule::EventParent`], with the byte at which they part.
pub fn verify_continuation(earlier: &[u8], later: &[u8]) -> Result<(), Refusal> {
    if later.starts_with(earlier) {
        return Ok(());
    }
    let part = earlier.iter().zip(later).take_while(|(a, b)| a == b).count();
    let mut refusal = Refusal::new(Rule::EventParent, "", "the archive does not go on from the earlier one");
    refusal.place.offset = Some(part);
    Err(refusal)
}
