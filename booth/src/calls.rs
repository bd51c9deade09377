//! The calls by name.

use crate::error::Refused;
use crate::{anybody, trustees, voters};
use rand_core::CryptoRng;
use rathaus_ballot::group::{Group, GroupName};
use rathaus_ballot::secret::SecretGroup;
use serde::Deserialize;
use serde_json::{Value, json};

/// What came out of a call.
pub type Answered = Result<Value, Refused>;

/// The group of an election, by its name.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub struct Named(GroupName);

impl TryFrom<String> for Named {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Named, &'static str> {
        GroupName::from_name(&name).map(Named).ok_or("no group of that name")
    }
}

impl Named {
    /// The group, for secrets.
    pub fn hidden(&self) -> SecretGroup {
        SecretGroup::new(&Group::new(self.0), &[])
    }
}

#[derive(Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
enum Call {
    Describe { election: String },
    Ballot { election: String, credential: String, vote: Vec<Vec<u8>> },
    Audit { election: String, ballot: String, seed: String, vote: Vec<Vec<u8>> },
    CredentialCheck { uuid: String, group: Named, credential: String },
    Credentials { uuid: String, group: Named, voters: Vec<voters::Voter> },
    Eligible { lists: Vec<String> },
    TrusteeKey { group: Named },
    TrusteeSeed { group: Named },
    TrusteePolynomial { group: Named, private: String, certificates: Vec<String>, threshold: usize },
    TrusteeAccept { group: Named, private: String, certificates: Vec<String>, inbox: String },
    Decrypt { private: String, decryption_key: Option<String> },
    Shuffle,
    Verify,
    Count(anybody::Counting),
}

/// Answers a question.
pub fn answer(question: &[u8], archive: Vec<u8>, chance: &mut impl CryptoRng) -> Vec<u8> {
    let call = serde_json::from_slice(question).map_err(Refused::from);
    let answered = match call.and_then(|call| carry_out(call, archive, chance)) {
        Ok(value) => json!({"ok": value}),
        Err(refused) => refused.to_json(),
    };
    answered.to_string().into_bytes()
}

fn carry_out(call: Call, archive: Vec<u8>, chance: &mut impl CryptoRng) -> Answered {
    match call {
        Call::Describe { election } => voters::describe(&election),
        Call::Ballot { election, credential, vote } => voters::ballot(&election, &credential, vote, chance),
        Call::Audit { election, ballot, seed, vote } => voters::audit(&election, &ballot, &seed, vote),
        Call::CredentialCheck { uuid, group, credential } => voters::check(&uuid, &group, &credential),
        Call::Credentials { uuid, group, voters } => voters::credentials(&uuid, &group, voters, chance),
        Call::Eligible { lists } => voters::eligible(&lists),
        Call::TrusteeKey { group } => trustees::key(&group, chance),
        Call::TrusteeSeed { group } => trustees::seed(&group, chance),
        Call::TrusteePolynomial { group, private, certificates, threshold } => {
            trustees::polynomial(&group, &private, &certificates, threshold, chance)
        }
        Call::TrusteeAccept { group, private, certificates, inbox } => {
            trustees::accept(&group, &private, &certificates, &inbox, chance)
        }
        Call::Decrypt { private, decryption_key } => {
            trustees::decrypt(&private, decryption_key.as_deref(), archive, chance)
        }
        Call::Shuffle => trustees::shuffle(archive, chance),
        Call::Verify => anybody::verify(archive),
        Call::Count(counting) => anybody::count(counting),
    }
}
