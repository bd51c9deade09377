//! The sample round that is part of the program: invented answers, offers, reviews and participants of
//! northern Hessen. Every page made from it says so.

use std::collections::BTreeMap;

use crate::input;
use crate::model::Input;

static FILES: [(&str, &[u8]); 6] = [
    ("needs.csv", include_bytes!("../sample/needs.csv")),
    ("offers.csv", include_bytes!("../sample/offers.csv")),
    ("participants.csv", include_bytes!("../sample/participants.csv")),
    ("reviews.csv", include_bytes!("../sample/reviews.csv")),
    ("round.toml", include_bytes!("../sample/round.toml")),
    ("wishes.csv", include_bytes!("../sample/wishes.csv")),
];

/// The files of the sample, by name.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    FILES.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()
}

/// The sample as it is read from its files, with `is_sample` set.
pub fn input() -> Input {
    match input::read_files(&files()) {
        Ok(input) => input,
        // INVARIANT: the shipped files are without fault; test `the_sample_has_no_fault`.
        Err(faults) => unreachable!("{faults}"),
    }
}

/// Whether needs and offers are those of the sample, byte for byte; other files may differ.
pub(crate) fn is_sample(files: &BTreeMap<String, Vec<u8>>) -> bool {
    FILES[..2].iter().all(|(name, bytes)| files.get(*name).is_some_and(|have| have == bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_has_no_fault() {
        let input = input();
        assert!(input.is_sample);
        assert_eq!(input.round.name, "Beispielrunde Nordhessen");
        assert_eq!(input.round.slots.list().len(), 12);
        assert_eq!(input.round.areas, input::shipped_areas());
    }

    #[test]
    fn one_byte_more_is_another_round() {
        let mut files = files();
        files.get_mut("offers.csv").expect("is there").push(b'\n');
        assert!(!is_sample(&files));
    }
}
