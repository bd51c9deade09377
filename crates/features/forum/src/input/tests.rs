//! Whole folders: what is read, and every diagnostic word for word.

use std::collections::BTreeMap;
use std::path::Path;

use super::*;

pub(super) fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

#[test]
fn the_sample_is_read_whole() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let input = read_dir(&dir).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(input.needs.len(), 150);
    assert_eq!(input.offers.len(), 64);
    assert_eq!(input.reviews.len(), 191);
    assert_eq!(input.participants.len(), 43);
    assert_eq!(input.wishes.len(), 164);
    assert_eq!(input.needs[0].organisation, "Calden");
    assert!(input.needs.iter().any(|n| n.description.contains('\n')));
}
