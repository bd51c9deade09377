//! Credentials: what voters sign their ballots with (specification, section 4.8).

use crate::election::{BASE58, draw_base58};
use crate::group::Group;
use crate::json::{Reader, write_list, write_string};
use crate::number::Number;
use crate::refusal::{Refusal, Rule};
use crate::secret::{Secret, SecretGroup};
use rand_core::CryptoRng;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const LENGTH: usize = 14;
const ROUNDS: u32 = 1000;

/// A voter's secret credential.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Credential(String);

/// A credential that was typed wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// It has another shape than `XXX-XXX-XXX-XXX-XXX`.
    #[error("not five groups of three characters of Base58")]
    Shape,
    /// Its last character does not fit the others.
    #[error("the check digit does not fit: a character was mistyped")]
    CheckDigit,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credential")
    }
}

fn digit(character: u8) -> Option<u64> {
    BASE58.iter().position(|known| *known == character).map(|position| position as u64)
}

/// The last character: 53 − (n mod 53).
fn check_digit(characters: &[u8]) -> Option<u8> {
    let rest =
        characters.iter().try_fold(0, |rest, character| Some((rest * 58 + digit(*character)?) % 53))?;
    BASE58.get(53 - rest as usize).copied()
}

impl Credential {
    /// A fresh one. Characters are drawn without bias.
    pub fn new(chance: &mut impl CryptoRng) -> Credential {
        let mut text = draw_base58(LENGTH, chance);
        let last = check_digit(&text);
        text.extend(last);
        let characters = Zeroizing::new(String::from_utf8_lossy(&text).into_owned());
        let mut shown = String::with_capacity(19);
        for (index, character) in characters.chars().enumerate() {
            if index > 0 && index % 3 == 0 {
                shown.push('-');
            }
            shown.push(character);
        }
        Credential(shown)
    }

    /// Reads what a voter typed, with or without its dashes, blanks at the ends aside.
    ///
    /// # Errors
    ///
    /// [`CredentialError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Credential, CredentialError> {
        let text = text.trim();
        let with_dashes = text.len() == 19
            && text.bytes().enumerate().all(|(index, byte)| (byte == b'-') == (index % 4 == 3));
        if !with_dashes && text.len() != LENGTH + 1 {
            return Err(CredentialError::Shape);
        }
        let plain = Zeroizing::new(text.replace('-', ""));
        if plain.len() != LENGTH + 1 || plain.bytes().any(|byte| digit(byte).is_none()) {
            return Err(CredentialError::Shape);
        }
        let (characters, last) = plain.as_bytes().split_at(LENGTH);
        if check_digit(characters) != Some(last[0]) {
            return Err(CredentialError::CheckDigit);
        }
        Ok(Credential(text.into()))
    }

    /// As it is shown to the voter, and to nobody else.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The exponent that it stands for in an election.
    pub fn secret(&self, hidden: &SecretGroup, uuid: &str) -> Secret {
        let mut bytes = Zeroizing::new([0u8; 32]);
        // Each spelling is a password of its own, so the one with dashes is derived as it stands.
        pbkdf2::pbkdf2_hmac::<sha2::Sha256>(self.0.as_bytes(), uuid.as_bytes(), ROUNDS, bytes.as_mut());
        let mut number = Number::from_be_bytes(bytes.as_ref());
        let secret = hidden.secret(&number);
        number.0.zeroize();
        secret
    }

    /// The public half, which goes on the list.
    pub fn public(&self, hidden: &SecretGroup, uuid: &str) -> Number {
        hidden.fixed(&[(0, &self.secret(hidden, uuid))])
    }
}

/// An entry of the list of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Eligible {
    /// The public credential.
    pub credential: Number,
    /// How much the ballot counts, if the list says so; 1 if not.
    pub weight: Option<u64>,
}

/// Who may vote: public credentials, in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibles(Vec<Eligible>);

impl Eligibles {
    /// A list, sorted as Belenios does, so that the order tells nothing.
    pub fn new(mut list: Vec<Eligible>) -> Eligibles {
        list.sort_unstable();
        Eligibles(list)
    }

    /// The entries.
    pub fn list(&self) -> &[Eligible] {
        &self.0
    }

    /// As an archive holds it.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        write_list(&mut out, &self.0, |out, eligible| {
            let mut entry = eligible.credential.to_decimal();
            if let Some(weight) = eligible.weight {
                entry.push_str(&format!(",{weight}"));
            }
            write_string(out, &entry);
        });
        out
    }

    /// Reads a list. That credentials are elements is left to [`crate::Setup::new`].
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`], [`Rule::Credentials`], [`Rule::Weights`].
    pub fn from_json(bytes: &[u8]) -> Result<Eligibles, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        let entries = reader.list(Reader::string)?;
        reader.end()?;
        let read = |(index, entry): (usize, &String)| {
            let (number, weight) = match entry.split_once(',') {
                Some((number, weight)) => (number, Some(weight)),
                None => (entry.as_str(), None),
            };
            let field = format!("[{index}]");
            let Some(credential) = Number::from_decimal(number) else {
                return Err(Refusal::new(Rule::Credentials, field, entry.clone()));
            };
            let weight = match weight.map(|weight| (weight, weight.parse::<u64>())) {
                None => None,
                Some((text, Ok(weight))) if weight > 0 && weight.to_string() == text => Some(weight),
                Some((text, _)) => return Err(Refusal::new(Rule::Weights, field, text)),
            };
            Ok(Eligible { credential, weight })
        };
        let list: Vec<Eligible> = entries.iter().enumerate().map(read).collect::<Result<_, _>>()?;
        let total = list.iter().try_fold(0u64, |total, entry| total.checked_add(entry.weight.unwrap_or(1)));
        if total.is_none() {
            return Err(Refusal::new(Rule::Weights, "", "their sum is 2^64 or more"));
        }
        Ok(Eligibles(list))
    }

    /// That there is a list, without doubles, and without weights if the election shuffles.
    ///
    /// # Errors
    ///
    /// [`Rule::Credentials`], [`Rule::Weights`].
    pub(crate) fn check(&self, group: &Group, is_shuffled: bool) -> Result<(), Refusal> {
        let mut seen = std::collections::HashSet::with_capacity(self.0.len());
        for (index, entry) in self.0.iter().enumerate() {
            let field = format!("[{index}]");
            if !group.is_reduced(&entry.credential) {
                return Err(Refusal::new(Rule::Membership, field, ""));
            }
            if !seen.insert(&entry.credential) {
                return Err(Refusal::new(Rule::Credentials, field, "it was there before"));
            }
            if is_shuffled && entry.weight.is_some_and(|weight| weight != 1) {
                return Err(Refusal::new(Rule::Weights, field, ""));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::GroupName;
    use rand_core::SeedableRng;

    #[test]
    fn typing_errors_are_noticed() {
        let mut chance = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        for _ in 0..50 {
            let credential = Credential::new(&mut chance);
            let text = credential.as_str().to_owned();
            assert_eq!(text.len(), 19);
            assert!(Credential::parse(&format!(" {text}\n")).is_ok());
            assert!(Credential::parse(&text.replace('-', "")).is_ok());
            // Characters 53 apart are the only ones that can be taken for each other.
            for place in (0..18).filter(|place| place % 4 != 3) {
                let mut mistyped = text.clone().into_bytes();
                mistyped[place] = BASE58[(digit(mistyped[place]).unwrap() as usize + 1) % 58];
                let mistyped = String::from_utf8(mistyped).unwrap();
                assert_eq!(Credential::parse(&mistyped).err(), Some(CredentialError::CheckDigit), "{text}");
            }
        }
        for wrong in ["", "abc", "aaa-aaa-aaa-aaa-aa", "0OI-lll-aaa-aaa-aaa", "aaaa-aa-aaa-aaa-aaa", "ü"] {
            assert_eq!(Credential::parse(wrong).err(), Some(CredentialError::Shape), "{wrong}");
        }
    }

    #[test]
    fn the_public_half_is_what_belenios_tool_derives() {
        // belenios-tool 2.0: setup generate-credentials --uuid bxedG83QeBCEQ7 --group BELENIOS-2048, its first voter.
        let credential = Credential::parse("f8P-Pah-yWX-vap-Pjp").unwrap();
        let hidden = SecretGroup::new(&Group::new(GroupName::Belenios2048), &[]);
        let public = credential.public(&hidden, "bxedG83QeBCEQ7").to_decimal();
        assert!(
            public.starts_with("36751269351248809306365775573748402327962648036908602272792"),
            "{public}"
        );
    }
}
