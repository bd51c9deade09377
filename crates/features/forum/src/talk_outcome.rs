//! Where talks become outcomes: who talked will be asked what came of it, and what a side notes right after a talk is its
//! first answer.
//!
//! A talk counts where both sides are bodies that the tenant knows, one a supplier and the other not.

use std::collections::BTreeMap;

use rathaus_store::{Change, Id, Session, StoreError};

use crate::model::ParticipantKind;
use crate::model::outcome::{OutcomeKind, Reason, Side};
use crate::model::talk_note::{Because, Noted, Outcome as Came};
use crate::store::outcome::{Pair, Said, ensure_question, list_outcomes, save_outcome};
use crate::store::registration::delegate::{find_delegate, list_delegates};
use crate::store::registration::{Registration, find_registration, list_registrations};
use crate::store::talk::{Talk, list_talks};
use crate::store::talk_note::{TalkNote, list_notes};

/// The pair of two registrations, and which of the two is the supplier's.
pub(crate) fn pair_of(round: Id, a: &Registration, b: &Registration) -> Option<(Pair, Id)> {
    let is_supplier = |one: &Registration| one.kind == ParticipantKind::Supplier;
    let (town, supplier) = match (is_supplier(a), is_supplier(b)) {
        (false, true) => (a, b),
        (true, false) => (b, a),
        _ => return None,
    };
    Some((Pair { round, town: town.organisation?, supplier: supplier.organisation? }, supplier.id))
}

fn side_of(note: &TalkNote, supplier: Id) -> Side {
    if note.side == supplier { Side::Supplier } else { Side::Town }
}

/// What a note says as an outcome; nothing where the talk did not take place or nobody said how it went.
fn said<'n>(noted: &'n Noted, by: &'n str) -> Option<Said<'n>> {
    let kind = match noted.outcome? {
        Came::Nothing => OutcomeKind::Nothing,
        Came::Information => OutcomeKind::Information,
        Came::Meeting => OutcomeKind::Meeting,
        Came::Pilot => OutcomeKind::Pilot,
        Came::Contract => OutcomeKind::Contract,
        Came::Missed => return None,
    };
    let reason = noted.reason.map(|because| match because {
        Because::Unfit | Because::Technology => Reason::NoFit,
        Because::Price => Reason::Money,
        Because::Law => Reason::Law,
        Because::Capacity => Reason::Staff,
        Because::Later => Reason::Undecided,
        Because::Other => Reason::Other,
    });
    Some(Said { kind, reason, words: &noted.words, by, person: None })
}

/// Takes what a side just noted about a talk as its first answer, in the change that keeps the note.
///
/// # Errors
///
/// What the database says.
pub async fn take_note(change: &mut Change, talk: &Talk, note: &TalkNote) -> Result<(), StoreError> {
    let (Some(a), Some(b)) =
        (find_registration(change, talk.a).await?, find_registration(change, talk.b).await?)
    else {
        return Ok(());
    };
    let Some((pair, supplier)) = pair_of(talk.round, &a, &b) else { return Ok(()) };
    let by = find_delegate(change, note.delegate).await?.map(|one| one.name).unwrap_or_default();
    if let Some(said) = said(&note.noted, &by) {
        save_outcome(change, pair, side_of(note, supplier), 0, &said).await?;
    }
    Ok(())
}

/// Pairs that talked in a round, each with its talk and the supplier's registration.
///
/// # Errors
///
/// What the database says.
pub async fn list_met(db: &mut Session, round: Id) -> Result<Vec<(Pair, Talk, Id)>, StoreError> {
    let registrations: BTreeMap<Id, Registration> =
        list_registrations(db, round).await?.into_iter().map(|one| (one.id, one)).collect();
    let talks = list_talks(db, round).await?;
    Ok(talks
        .into_iter()
        .filter(Talk::is_on)
        .filter_map(|talk| {
            let (a, b) = (registrations.get(&talk.a)?, registrations.get(&talk.b)?);
            let (pair, supplier) = pair_of(round, a, b)?;
            Some((pair, talk, supplier))
        })
        .collect())
}

/// Makes sure that everybody who talked in a round will be asked, and that notes without an answer are answers. Gives how
/// many questions and answers are new.
///
/// # Errors
///
/// What the database says.
pub async fn take_talks(change: &mut Change, round: Id) -> Result<usize, StoreError> {
    let notes = list_notes(change, round).await?;
    let names: BTreeMap<Id, String> =
        list_delegates(change, round).await?.into_iter().map(|one| (one.id, one.name)).collect();
    let answered: Vec<(Id, Id, Side)> = list_outcomes(change, round)
        .await?
        .into_iter()
        .filter(|one| one.month == 0 && one.kind.is_some())
        .map(|one| (one.town, one.supplier, one.side))
        .collect();
    let mut new = 0;
    for (pair, talk, supplier) in list_met(change, round).await? {
        let own: Vec<&TalkNote> = notes.iter().filter(|note| note.talk == talk.id).collect();
        if own.iter().any(|note| note.noted.outcome == Some(Came::Missed)) {
            continue;
        }
        for side in Side::ALL {
            let note = own.iter().find(|note| side_of(note, supplier) == *side);
            let by = note.and_then(|note| names.get(&note.delegate)).map(String::as_str).unwrap_or_default();
            let is_answered = answered.contains(&(pair.town, pair.supplier, *side));
            match note.and_then(|note| said(&note.noted, by)).filter(|_| !is_answered) {
                Some(said) => {
                    save_outcome(change, pair, *side, 0, &said).await?;
                    new += 1;
                }
                None => new += usize::from(ensure_question(change, pair, *side, 0).await?.1),
            }
        }
    }
    Ok(new)
}
