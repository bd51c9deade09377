//! Any bytes as an archive of an election, and as each text that one may hold. What a reader accepts it writes back byte for
//! byte, a refusal names a place in the bytes, and the same bytes give the same answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_ballot::threshold::{Accepted, Inbox, PolynomialPart};
use rathaus_ballot::{
    Ballot, Credential, Election, Eligibles, Event, PartialDecryption, Shuffle, ThresholdGroup, TrusteeKey, Trustees,
    verify,
};

fuzz_target!(|bytes: &[u8]| {
    let answer = verify(bytes, 1);
    if let Err(refusal) = &answer {
        assert!(refusal.place.offset.is_none_or(|offset| offset <= bytes.len()), "{refusal}");
        assert!(!refusal.to_string().is_empty());
    }
    assert_eq!(answer, verify(bytes, 1));

    let same = |written: Option<String>| assert!(written.is_none_or(|written| written.as_bytes() == bytes));
    same(Election::from_json(bytes).ok().map(|election| election.to_json()));
    same(Trustees::from_json(bytes).ok().map(|trustees| trustees.to_json()));
    same(TrusteeKey::from_json(bytes).ok().map(|key| key.to_json()));
    same(ThresholdGroup::from_json(bytes).ok().map(|group| group.to_json()));
    same(Eligibles::from_json(bytes).ok().map(|eligibles| eligibles.to_json()));
    same(Event::from_json(bytes).ok().map(|event| event.to_json()));
    same(Ballot::from_json(bytes).ok().map(|ballot| ballot.to_json()));
    same(Shuffle::from_json(bytes).ok().map(|shuffle| shuffle.to_json()));
    same(PartialDecryption::from_json(bytes).ok().map(|share| share.to_json()));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    same(PolynomialPart::from_json(text).ok().map(|part| part.to_json()));
    same(Inbox::from_json(text).ok().map(|inbox| inbox.to_json()));
    same(Accepted::from_json(text).ok().map(|accepted| accepted.to_json()));
    if let Ok(credential) = Credential::parse(text) {
        assert_eq!(credential.as_str(), text.trim());
    }
});
