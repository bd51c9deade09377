//! The archive of an election, written from what is kept: anybody can have it at any time, and verify it.

use rathaus_ballot::{EventKind, Writer};
use rathaus_store::{Id, Session, StoreError};

use crate::model::Kind;
use crate::store::ballot::{BoxRow, chained, find_box, list_ballots};
use crate::store::election::{Election, find_setup};
use crate::store::message::{MessageKind, list_messages};

/// How many ballots are read at once.
const CHUNK: u64 = 500;

/// What a tally is kept as: its ciphertexts and its size, a line each.
pub fn tally_body(data: &[&str]) -> String {
    data.join("\n")
}

/// The archive of a frozen election as far as it has come, `None` where nothing was frozen. What waits to be checked is not in it.
///
/// # Errors
///
/// What the database says.
pub async fn write(session: &mut Session, election: &Election) -> Result<Option<Vec<u8>>, StoreError> {
    write_until(session, election, true).await
}

/// The archive as anybody may have it: without the shares, from which everybody can compute the result, until the board publishes it.
///
/// # Errors
///
/// What the database says.
pub async fn write_public(session: &mut Session, election: &Election) -> Result<Option<Vec<u8>>, StoreError> {
    write_until(session, election, election.published_at.is_some()).await
}

async fn write_until(
    session: &mut Session,
    election: &Election,
    with_result: bool,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(setup) = find_setup(session, election.id).await? else { return Ok(None) };
    let mut writer = Writer::new(setup.timestamp, &setup.description, &setup.trustees, &setup.credentials);
    let mut after = 0;
    loop {
        let ballots = list_ballots(session, election.id, after, CHUNK).await?;
        for ballot in &ballots {
            writer.add(EventKind::Ballot, &[&ballot.body]);
            after = ballot.place;
        }
        if (ballots.len() as u64) < CHUNK {
            break;
        }
    }
    let is_shuffled = election.questions.iter().any(|question| question.kind != Kind::Choose);
    let mut shuffles = 0;
    for message in list_messages(session, election.id).await?.iter().filter(|one| one.is_accepted) {
        match message.kind {
            MessageKind::Tally => {
                let parts: Vec<&str> = message.body.split('\n').collect();
                writer.add(EventKind::EndBallots, &[]);
                writer.add(EventKind::EncryptedTally, &parts);
            }
            MessageKind::Shuffle => {
                writer.add_owned(EventKind::Shuffle, message.place, &message.body);
                shuffles += 1;
                if is_shuffled && shuffles == election.rules.trustees {
                    writer.add(EventKind::EndShuffles, &[]);
                }
            }
            MessageKind::Share | MessageKind::Outcome if !with_result => break,
            MessageKind::Share => {
                writer.add_owned(EventKind::PartialDecryption, message.place, &message.body);
            }
            MessageKind::Outcome => writer.add(EventKind::Result, &[&message.body]),
            MessageKind::Key
            | MessageKind::Certificate
            | MessageKind::Polynomial
            | MessageKind::Acceptance => {}
        }
    }
    Ok(Some(writer.finish()))
}

/// Looks into the box without checking proofs, which is done when it is shut: every ballot is where it was put, none is missing, none was
/// changed, and the chain over all of them is that of the box. Says how many there are, and what is wrong as the end of a translation key.
///
/// # Errors
///
/// What the database says.
pub async fn examine(session: &mut Session, election: Id) -> Result<(u64, Option<&'static str>), StoreError> {
    let held: BoxRow = find_box(session, election).await?;
    let (mut place, mut chain) = (0, String::new());
    loop {
        let ballots = list_ballots(session, election, place, CHUNK).await?;
        for ballot in &ballots {
            if ballot.place != place + 1 {
                return Ok((place, Some("gap")));
            }
            if rathaus_ballot::tracker(ballot.body.as_bytes()) != ballot.tracker {
                return Ok((place, Some("changed")));
            }
            place = ballot.place;
            chain = chained(&chain, &ballot.tracker);
        }
        if (ballots.len() as u64) < CHUNK {
            break;
        }
    }
    let fault = if place != held.ballots {
        Some("count")
    } else if chain != held.chain {
        Some("chain")
    } else {
        None
    };
    Ok((place, fault))
}
