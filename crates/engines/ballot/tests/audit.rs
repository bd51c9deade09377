//! Ballots that are opened instead of cast: made again from their seed, and what the seed must not tell.

use crate::honest::{ranked, simple, weighted};
use crate::town::{Plan, Town, UUID};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rathaus_ballot::group::Group;
use rathaus_ballot::number::Number;
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::{AuditError, Ballot, BallotSeed, Booth, Rule, Vote, VoteError};

fn made(plan: &Plan) -> (Town, Booth, Vote, BallotSeed, Ballot) {
    let mut town = Town::new(plan);
    let booth = Booth::new(town.board.setup().election().clone());
    let vote = Vote(plan.votes[0].1.clone());
    let seed = BallotSeed::new(&mut town.chance);
    let ballot = booth.ballot_from(&seed, &town.credentials[0], &vote, &mut town.chance).unwrap();
    (town, booth, vote, seed, ballot)
}

#[test]
fn a_ballot_is_made_again_from_seed_and_vote_without_the_credential() {
    for plan in [simple(), weighted(), ranked()] {
        let (town, booth, vote, seed, ballot) = made(&plan);
        // Seed and vote as they are written down, on a machine that knows nothing else.
        let seed = BallotSeed::from_hex(&format!(" {}\n", seed.to_hex())).unwrap();
        assert_eq!(booth.audit(ballot.to_json().as_bytes(), &vote, &seed).unwrap(), ballot);
        town.board.setup().check_ballot(ballot.to_json().as_bytes()).unwrap();
    }
}

#[test]
fn another_vote_or_seed_makes_another_ballot() {
    let plan = weighted();
    let (mut town, booth, vote, seed, ballot) = made(&plan);
    let text = ballot.to_json();
    let audit = |text: &str, vote: &Vote, seed| booth.audit(text.as_bytes(), vote, seed).unwrap_err();
    let differs = |field: &str| AuditError::Differs(field.into());
    let other = BallotSeed::new(&mut town.chance);
    assert_eq!(audit(&text, &vote, &other), differs("answers[0].choices[0]"));
    let mut votes = vote.0.clone();
    votes[1] = vec![0, 1, 0, 1];
    assert_eq!(audit(&text, &Vote(votes), &seed), differs("answers[1].choices[2]"));
    let none = Vote(vec![vec![1, 1, 1], vote.0[1].clone()]);
    assert_eq!(audit(&text, &none, &seed), AuditError::Vote(VoteError::Count(0)));
    for text in ["", "00", &"g".repeat(64), &"0".repeat(66)] {
        assert!(BallotSeed::from_hex(text).is_none(), "{text}");
    }
}

#[test]
fn a_machine_that_signs_something_else_is_found_out() {
    let (mut town, booth, vote, seed, ballot) = made(&simple());
    let mut wrong = ballot.clone();
    wrong.signature.response = wrong.signature.challenge;
    let rule = |ballot: &Ballot| match booth.audit(ballot.to_json().as_bytes(), &vote, &seed) {
        Err(AuditError::Refused(refusal)) => refusal.rule,
        other => panic!("{other:?}"),
    };
    assert_eq!(rule(&wrong), Rule::BallotSignature);
    let mut wrong = ballot.clone();
    wrong.hash = "A".repeat(43);
    assert_eq!(rule(&wrong), Rule::BallotSignature);
    let mut wrong = ballot.clone();
    wrong.fingerprint = "A".repeat(43);
    assert_eq!(rule(&wrong), Rule::BallotElection);
    // Another one's credential and signature, but the first one's encryption.
    let foreign = booth.ballot_from(&seed, &town.credentials[1], &vote, &mut town.chance).unwrap();
    let mixed = Ballot { answers: ballot.answers.clone(), ..foreign };
    let found = booth.audit(mixed.to_json().as_bytes(), &vote, &seed).unwrap_err();
    assert_eq!(found, AuditError::Differs("answers[0].individual_proofs[0]".into()));
}

/// Who signs with the nonce `w` answers `w − secret·challenge`; tries the first numbers that a seed gives for it.
fn credential_from(seed: &BallotSeed, ballot: &Ballot, hidden: &SecretGroup) -> Option<Number> {
    let order = &hidden.group().order;
    let bytes: Vec<u8> = seed
        .to_hex()
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let mut stream = ChaCha20Rng::from_seed(bytes.try_into().unwrap());
    let challenge = order.residue(&ballot.signature.challenge);
    let inverse = order.number(&order.inverses(&[challenge])[0]);
    (0..500).find_map(|_| {
        let nonce = hidden.reveal(&hidden.random(&mut stream));
        let secret = order.multiply(&order.subtract(&nonce, &ballot.signature.response), &inverse);
        let group = hidden.group();
        (group.power(&group.generator, &secret) == ballot.credential).then_some(secret)
    })
}

#[test]
fn seed_and_signature_do_not_give_the_credential_away() {
    let (town, booth, vote, seed, ballot) = made(&simple());
    let hidden = SecretGroup::new(&Group::new(town.hidden.group().name), &[]);
    assert_eq!(credential_from(&seed, &ballot, &hidden), None);
    // The attack is a real one: it finds the credential of a signature whose nonce comes from the seed.
    let bytes = seed.to_hex();
    let bytes: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&bytes[2 * at..2 * at + 2], 16).unwrap()).collect();
    let mut stream = ChaCha20Rng::from_seed(bytes.try_into().unwrap());
    for _ in 0..100 {
        hidden.random(&mut stream);
    }
    let leaking = booth.ballot_from(&seed, &town.credentials[0], &vote, &mut stream).unwrap();
    let found = credential_from(&seed, &leaking, &hidden).unwrap();
    assert_eq!(found, hidden.reveal(&town.credentials[0].secret(&hidden, UUID)));
}
