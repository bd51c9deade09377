//! What voters and the register do.

use crate::calls::{Answered, Named};
use crate::error::Refused;
use rand_core::CryptoRng;
use rathaus_ballot::{
    BallotSeed, Booth, Credential, Election, Eligible, Eligibles, Question, Vote, is_uuid, tracker,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// Somebody who may vote.
#[derive(Deserialize)]
pub struct Voter {
    name: String,
    weight: Option<u64>,
}

fn read(election: &str) -> Result<Election, Refused> {
    Ok(Election::from_json(election.trim().as_bytes())?)
}

/// Questions as a page shows them.
pub fn questions(election: &Election) -> Value {
    let question = |question: &Question| {
        let (text, kind, bounds) = match question {
            Question::Choose { question, min, max, .. } => (question, "choose", Some((*min, *max))),
            Question::Number { question, .. } => (question, "number", None),
        };
        json!({
            "question": text, "kind": kind, "answers": question.answers(), "blank": question.has_blank(),
            "min": bounds.map(|(min, _)| min), "max": bounds.map(|(_, max)| max),
        })
    };
    election.questions.iter().map(question).collect()
}

/// What an election is about.
pub fn describe(election: &str) -> Answered {
    let election = read(election)?;
    Ok(json!({
        "uuid": election.uuid, "name": election.name, "description": election.description,
        "group": election.group.as_str(), "fingerprint": election.fingerprint(), "questions": questions(&election),
    }))
}

/// A ballot, its tracker, and the seed with which it can be opened instead of cast.
pub fn ballot(election: &str, credential: &str, vote: Vec<Vec<u8>>, chance: &mut impl CryptoRng) -> Answered {
    let booth = Booth::new(read(election)?);
    let credential = Credential::parse(credential)?;
    let seed = BallotSeed::new(chance);
    let ballot = booth.ballot_from(&seed, &credential, &Vote(vote), chance)?.to_json();
    Ok(json!({"tracker": tracker(ballot.as_bytes()), "ballot": ballot, "seed": seed.to_hex()}))
}

/// That a ballot holds a vote.
pub fn audit(election: &str, ballot: &str, seed: &str, vote: Vec<Vec<u8>>) -> Answered {
    let booth = Booth::new(read(election)?);
    let seed = BallotSeed::from_hex(seed).ok_or_else(|| Refused::new("audit-seed"))?;
    let ballot = ballot.trim().as_bytes();
    booth.audit(ballot, &Vote(vote), &seed)?;
    Ok(json!({"tracker": tracker(ballot)}))
}

fn known(uuid: &str) -> Result<(), Refused> {
    if is_uuid(uuid) { Ok(()) } else { Err(Refused::new("rule-uuid")) }
}

/// The public half of a credential.
pub fn check(uuid: &str, group: &Named, credential: &str) -> Answered {
    known(uuid)?;
    let credential = Credential::parse(credential)?;
    Ok(json!({"credential": credential.public(&group.hidden(), uuid).to_decimal()}))
}

/// A credential for each of some voters: the private list in their order, and their part of the public one.
pub fn credentials(uuid: &str, group: &Named, voters: Vec<Voter>, chance: &mut impl CryptoRng) -> Answered {
    known(uuid)?;
    let hidden = group.hidden();
    let (mut private, mut list) = (Vec::with_capacity(voters.len()), Vec::with_capacity(voters.len()));
    for Voter { name, weight } in voters {
        if weight == Some(0) {
            return Err(Refused::at("credentials-weight", name));
        }
        let credential = Credential::new(chance);
        list.push(Eligible { credential: credential.public(&hidden, uuid), weight });
        private.push(json!({"name": name, "credential": credential.as_str()}));
    }
    Ok(json!({"private": private, "public": Eligibles::new(list).to_json()}))
}

/// One public list of several parts, in an order that tells nothing about theirs.
pub fn eligible(lists: &[String]) -> Answered {
    let mut all = Vec::new();
    for list in lists {
        all.extend_from_slice(Eligibles::from_json(list.as_bytes())?.list());
    }
    let list = Eligibles::new(all).to_json();
    // Read again, as the sum of all weights must fit, too.
    Eligibles::from_json(list.as_bytes())?;
    Ok(json!({"public": list}))
}
