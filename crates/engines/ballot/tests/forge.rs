//! Tools of a forger: an archive taken apart, changed and put together again with all hashes right.

use rand_core::CryptoRng;
use rathaus_ballot::archive::{self, Files, Header, Kind};
use rathaus_ballot::number::Number;
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::{Ballot, Credential, Event, EventKind, Hash, tracker};
use sha2::{Digest, Sha256};

/// An event with the texts before it.
#[derive(Clone, Debug)]
pub struct Step {
    pub kind: EventKind,
    pub data: Vec<String>,
}

/// Takes an archive apart.
pub fn steps(archive: &[u8]) -> Vec<Step> {
    let (mut steps, mut data) = (Vec::new(), Vec::new());
    for file in Files::new(archive).unwrap() {
        let file = file.unwrap();
        match file.kind {
            Kind::Data => data.push(String::from_utf8(file.bytes.to_vec()).unwrap()),
            Kind::Event => {
                let kind = Event::from_json(file.bytes).unwrap().kind;
                steps.push(Step { kind, data: std::mem::take(&mut data) });
            }
        }
    }
    steps
}

/// Puts it together: hashes, heights and parents come out right, and so do references from one text to another.
pub fn written(steps: &[Step]) -> Vec<u8> {
    written_with(steps, |_, _| {})
}

/// The same, with a last touch to each event.
pub fn written_with(steps: &[Step], touch: impl Fn(usize, &mut Event)) -> Vec<u8> {
    let mut out = archive::begin(Header { timestamp: crate::town::TIMESTAMP });
    let mut parent = None;
    for (index, step) in steps.iter().enumerate() {
        let mut hashes: Vec<Hash> = Vec::new();
        for text in relinked(step) {
            hashes.push(archive::add(&mut out, Kind::Data, text.as_bytes(), crate::town::TIMESTAMP));
        }
        let payload = hashes.last().copied();
        let mut event = Event { parent, height: index as u64, kind: step.kind, payload };
        touch(index, &mut event);
        let text = event.to_json();
        parent = Some(archive::add(&mut out, Kind::Event, text.as_bytes(), crate::town::TIMESTAMP));
    }
    out
}

/// The texts of a step with the references in the last one made right.
fn relinked(step: &Step) -> Vec<String> {
    let mut data = step.data.clone();
    let hash = |text: &String| Hash::of(text.as_bytes()).to_hex();
    match step.kind {
        EventKind::Setup if data.len() == 4 => {
            let (election, trustees, credentials) = (hash(&data[0]), hash(&data[1]), hash(&data[2]));
            data[3] = format!(
                "{{\"election\":\"{election}\",\"trustees\":\"{trustees}\",\"credentials\":\"{credentials}\"}}"
            );
        }
        EventKind::EncryptedTally | EventKind::Shuffle | EventKind::PartialDecryption if data.len() == 2 => {
            let start = data[1].len() - 66;
            let reference = hash(&data[0]);
            data[1].replace_range(start.., &format!("{reference}\"}}"));
        }
        _ => {}
    }
    data
}

/// Where the events of a kind are.
pub fn places(steps: &[Step], kind: EventKind) -> Vec<usize> {
    (0..steps.len()).filter(|index| steps[*index].kind == kind).collect()
}

/// Changes a ballot and signs it again, as the voter could.
pub fn resigned(
    text: &str,
    hidden: &SecretGroup,
    credential: &Credential,
    chance: &mut impl CryptoRng,
    change: impl FnOnce(&mut Ballot),
) -> String {
    let mut ballot = Ballot::from_json(text.as_bytes()).unwrap();
    change(&mut ballot);
    let secret = credential.secret(hidden, crate::town::UUID);
    let whole = ballot.to_json();
    let unsigned = format!("{}}}", &whole[..whole.rfind(",\"signature\":").unwrap()]);
    ballot.hash = tracker(unsigned.as_bytes());
    let w = hidden.random(chance);
    let text = format!("sig|{}|{}", ballot.hash, hidden.fixed(&[(0, &w)]));
    let challenge = hidden.secret(&Number::from_be_bytes(&Sha256::digest(text)));
    ballot.signature.challenge = hidden.reveal(&challenge);
    ballot.signature.response = hidden.reveal(&hidden.subtract(&w, &hidden.multiply(&secret, &challenge)));
    ballot.to_json()
}

/// A number with its last digit but one changed, which keeps its length.
pub fn bent(number: &Number) -> Number {
    let mut digits = number.to_string().into_bytes();
    let place = digits.len() - 2;
    digits[place] = if digits[place] == b'5' { b'4' } else { b'5' };
    Number::from_decimal(std::str::from_utf8(&digits).unwrap()).unwrap()
}

/// Replaces the first place of a text, which must be there.
pub fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "no {from} in {text}");
    text.replacen(from, to, 1)
}
