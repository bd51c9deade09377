//! Counting methods beside belenios-tool's, on elections by chance.

use crate::interop::{folder, is_there, run};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use rathaus_ballot::count::{majority_judgement, schulze, stv};

/// Up to so many ballots with numbers from 0 to `most`.
fn ballots(chance: &mut ChaCha20Rng, count: u64, choices: usize, most: u64) -> Vec<Vec<u64>> {
    let count = chance.next_u64() % (count + 1);
    (0..count).map(|_| (0..choices).map(|_| chance.next_u64() % (most + 1)).collect()).collect()
}

/// Rankings, of some of the choices or of all, and now and then something else.
fn rankings(chance: &mut ChaCha20Rng, count: u64, choices: usize) -> Vec<Vec<u64>> {
    let count = chance.next_u64() % (count + 1);
    let mut one = |_| {
        if chance.next_u64().is_multiple_of(20) {
            return (0..choices).map(|_| chance.next_u64() % 4).collect();
        }
        let mut ballot = vec![0; choices];
        let ranked = if chance.next_u64().is_multiple_of(3) {
            chance.next_u64() as usize % (choices + 1)
        } else {
            choices
        };
        for rank in 1..=ranked {
            let free: Vec<usize> = (0..choices).filter(|choice| ballot[*choice] == 0).collect();
            ballot[free[chance.next_u64() as usize % free.len()]] = rank as u64;
        }
        ballot
    };
    (0..count).map(&mut one).collect()
}

fn spelled(ballots: &[Vec<u64>]) -> String {
    format!("{ballots:?}").replace(' ', "")
}

/// Sorts what stands in one tier, which belenios-tool does not always do.
fn tiers_sorted(text: &str) -> String {
    let (before, tiers) = text.trim().split_once("\"winners\":[[").unwrap();
    let sort = |tier: &str| {
        let mut tier: Vec<&str> = tier.split(',').collect();
        tier.sort_unstable();
        tier.join(",")
    };
    let tiers: Vec<String> = tiers.trim_end_matches("]]}").split("],[").map(sort).collect();
    format!("{before}\"winners\":[[{}]]}}", tiers.join("],["))
}

#[test]
fn schulze_is_that_of_belenios_tool() {
    if !is_there() {
        return;
    }
    let folder = folder("schulze");
    let mut chance = ChaCha20Rng::seed_from_u64(11);
    for round in 0..60 {
        let choices = 1 + chance.next_u64() as usize % 6;
        let ballots = ballots(&mut chance, 30, choices, choices as u64);
        let blank = round % 2 == 0;
        let arguments = [
            "method",
            "schulze",
            "--blank-allowed",
            if blank { "true" } else { "false" },
            "--nchoices",
            &choices.to_string(),
        ];
        let (_, said, theirs) = run(&folder, &spelled(&ballots), &arguments);
        assert_eq!(schulze(&ballots, choices, blank).to_json(), theirs.trim(), "{ballots:?} {said}");
    }
}

#[test]
fn majority_judgement_is_that_of_belenios_tool() {
    if !is_there() {
        return;
    }
    let folder = folder("majority");
    let mut chance = ChaCha20Rng::seed_from_u64(12);
    for round in 0..60 {
        let choices = 1 + chance.next_u64() as usize % 5;
        let ballots = ballots(&mut chance, 25, choices, 6);
        let blank = round % 2 == 0;
        let words = [if blank { "true" } else { "false" }, &choices.to_string()];
        let arguments = [
            "method",
            "majority-judgment",
            "--blank-allowed",
            words[0],
            "--nchoices",
            words[1],
            "--ngrades",
            "5",
        ];
        let (_, said, theirs) = run(&folder, &spelled(&ballots), &arguments);
        let mut ours = majority_judgement(&ballots, choices, 5, blank);
        ours.invalid.reverse();
        assert_eq!(ours.to_json(), tiers_sorted(&theirs), "{ballots:?} {said}");
    }
}

#[test]
fn stv_is_that_of_belenios_tool() {
    if !is_there() {
        return;
    }
    let folder = folder("stv");
    let mut chance = ChaCha20Rng::seed_from_u64(13);
    for _ in 0..100 {
        let choices = 1 + chance.next_u64() as usize % 6;
        let ballots = rankings(&mut chance, 40, choices);
        let seats = 1 + chance.next_u64() as usize % 4;
        let (_, said, theirs) =
            run(&folder, &spelled(&ballots), &["method", "stv", "--nseats", &seats.to_string()]);
        // belenios-tool takes the number of choices from the ballots.
        if !ballots.is_empty() {
            assert_eq!(
                stv(&ballots, choices, seats).to_json(),
                theirs.trim(),
                "{seats} of {ballots:?} {said}"
            );
        }
    }
}
