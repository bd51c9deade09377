//! An election that is set up: who may vote, who decrypts, and the check of a ballot.

use crate::ballot::{Ballot, EncryptedAnswer};
use crate::credential::Eligibles;
use crate::election::{Election, Question};
use crate::engine::{Base, Powers};
use crate::group::Group;
use crate::json::Hash;
use crate::number::Number;
use crate::proof::{Bases, Checks, Ciphertext, Transcript};
use crate::refusal::{Refusal, Rule};
use crate::trustees::Trustees;
use std::collections::HashMap;
use std::sync::Arc;

/// How many credentials or ballots are checked in one go: enough to fill the lanes, few enough for small memory.
pub(crate) const CHUNK: usize = 32;

/// An election with its trustees and credentials, checked.
pub struct Setup {
    election: Election,
    fingerprint: String,
    trustees: Trustees,
    /// Place on the list and weight, by public credential.
    eligibles: HashMap<Number, (usize, u64)>,
    group: Arc<Group>,
    powers: Arc<Powers>,
}

impl Setup {
    /// Checks that the three belong together.
    ///
    /// # Errors
    ///
    /// Those of [`Election::check`] and [`Trustees::check`], [`Rule::ElectionKey`], [`Rule::Credentials`], [`Rule::Weights`],
    /// [`Rule::Membership`]; fields begin with `election`, `trustees` or `credentials`.
    pub fn new(
        election: Election,
        trustees: Trustees,
        eligibles: &Eligibles,
        threads: usize,
    ) -> Result<Setup, Refusal> {
        election.check().map_err(|refusal| refusal.within("election"))?;
        let group = Group::new(election.group);
        let key = trustees.check(&group).map_err(|refusal| refusal.within("trustees"))?;
        // A key of one would encrypt nothing.
        if key != election.public_key || key == Number::ONE {
            return Err(Refusal::new(Rule::ElectionKey, "election.public_key", ""));
        }
        let in_list = |refusal: Refusal| refusal.within("credentials");
        eligibles.check(&group, election.is_shuffled()).map_err(in_list)?;
        let powers = group.powers(&key);
        let list = eligibles.list();
        let starts: Vec<usize> = (0..list.len()).step_by(CHUNK).collect();
        let checked = crate::threads::map(threads, &starts, |start| {
            let mut checks = Checks::new(&group, &powers);
            for (index, eligible) in list.iter().enumerate().skip(*start).take(CHUNK) {
                checks.member(eligible.credential, &format!("[{index}]"));
            }
            checks.run().map_err(|(_, refusal)| refusal)
        });
        checked.into_iter().collect::<Result<(), Refusal>>().map_err(in_list)?;
        let places = list.iter().enumerate();
        let eligibles =
            places.map(|(place, entry)| (entry.credential, (place, entry.weight.unwrap_or(1)))).collect();
        Ok(Setup { fingerprint: election.fingerprint(), election, trustees, eligibles, group, powers })
    }

    /// The election.
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// The fingerprint φ of the election.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The trustees.
    pub fn trustees(&self) -> &Trustees {
        &self.trustees
    }

    /// The group.
    pub fn group(&self) -> &Arc<Group> {
        &self.group
    }

    pub(crate) fn powers(&self) -> &Arc<Powers> {
        &self.powers
    }

    /// How many may vote.
    pub fn eligible(&self) -> usize {
        self.eligibles.len()
    }

    /// Place on the list and weight of a credential.
    pub(crate) fn eligibility(&self, credential: &Number) -> Option<(usize, u64)> {
        self.eligibles.get(credential).copied()
    }

    pub(crate) fn checks(&self) -> Checks {
        Checks::new(&self.group, &self.powers)
    }

    /// Checks one ballot: its spelling, that it belongs here, its proofs and its signature.
    ///
    /// # Errors
    ///
    /// The rule that it breaks.
    pub fn check_ballot(&self, bytes: &[u8]) -> Result<Ballot, Refusal> {
        let mut checks = self.checks();
        let ballot = self.collect(bytes, &mut checks)?;
        checks.run().map_err(|(_, refusal)| refusal)?;
        Ok(ballot)
    }

    /// Checks what can be checked at once, and adds the rest to the checks that wait.
    pub(crate) fn collect(&self, bytes: &[u8], checks: &mut Checks) -> Result<Ballot, Refusal> {
        let (ballot, signed) = Ballot::read(bytes)?;
        ballot.fits(&self.election, &self.fingerprint)?;
        if self.eligibility(&ballot.credential).is_none() {
            return Err(Refusal::new(Rule::BallotCredential, "credential", ballot.credential.to_decimal()));
        }
        if ballot.hash != signed {
            return Err(Refusal::new(Rule::BallotSignature, "signature.hash", format!("it is {signed}")));
        }
        // The list's credentials were found to be in the group.
        let signer = checks.known(ballot.credential);
        collect_proofs(&ballot, &self.election, &self.fingerprint, signer, checks);
        Ok(ballot)
    }
}

/// Adds the checks of a ballot's signature and proofs to those that wait. The signer is the ballot's credential.
pub(crate) fn collect_proofs(
    ballot: &Ballot,
    election: &Election,
    fingerprint: &str,
    signer: Base,
    checks: &mut Checks,
) {
    let transcript = Transcript::new(&["sig", &ballot.hash]);
    checks.knowledge(Rule::BallotSignature, "signature.proof", transcript, signer, &ballot.signature);
    let scope = format!("{fingerprint}|{}", ballot.credential);
    for (index, (answer, question)) in ballot.answers.iter().zip(&election.questions).enumerate() {
        collect_answer(answer, question, election, &scope, &format!("answers[{index}]"), checks);
    }
}

fn collect_answer(
    answer: &EncryptedAnswer,
    question: &Question,
    election: &Election,
    scope: &str,
    field: &str,
    checks: &mut Checks,
) {
    match (answer, question) {
        (
            EncryptedAnswer::Choose { choices, individual, overall, blank },
            Question::Choose { min, max, .. },
        ) => {
            let mut bases = Vec::with_capacity(choices.len());
            let mut spelled = Vec::with_capacity(choices.len());
            for (index, (choice, proofs)) in choices.iter().zip(individual).enumerate() {
                let base = checks.ciphertext(choice, &format!("{field}.choices[{index}]"));
                let text = choice.spelled();
                let transcript = Transcript::new(&["prove", scope, &text]);
                let place = format!("{field}.individual_proofs[{index}]");
                let alternatives = [(base, 0), (base, 1)];
                checks.one_of(Rule::IndividualProof, &place, transcript, &alternatives, proofs);
                bases.push(base);
                spelled.push(text);
            }
            let scope = format!("{scope}|{}", spelled.join(","));
            let sums = &choices[usize::from(blank.is_some())..];
            let sum = sums.iter().skip(1).fold(sums[0], |sum, choice| Ciphertext {
                alpha: checks.group().times(&sum.alpha, &choice.alpha),
                beta: checks.group().times(&sum.beta, &choice.beta),
            });
            let total = Bases { alpha: checks.known(sum.alpha), beta: checks.known(sum.beta) };
            let range = (*min..=*max).map(|value| (total, value));
            let place = format!("{field}.overall_proof");
            let Some(blank) = blank else {
                let transcript = Transcript::new(&["prove", &scope, &sum.spelled()]);
                let alternatives: Vec<_> = range.collect();
                checks.one_of(Rule::OverallProof, &place, transcript, &alternatives, overall);
                return;
            };
            let transcript = Transcript::new(&["bproof1", &scope]);
            let alternatives: Vec<_> = std::iter::once((bases[0], 1)).chain(range).collect();
            checks.one_of(Rule::OverallProof, &place, transcript, &alternatives, overall);
            let transcript = Transcript::new(&["bproof0", &scope]);
            let alternatives = [(bases[0], 0), (total, 0)];
            let place = format!("{field}.blank_proof");
            checks.one_of(Rule::BlankProof, &place, transcript, &alternatives, blank);
        }
        (EncryptedAnswer::Number { choices, proof }, _) => {
            let base = checks.ciphertext(choices, &format!("{field}.choices"));
            let key = election.public_key;
            let text = format!("{key},{}", choices.spelled());
            let transcript = Transcript::new(&["raweg", scope, &text]);
            let place = format!("{field}.proof");
            checks.knowledge(Rule::AnswerProof, &place, transcript, base.alpha, proof);
        }
        // Shapes were compared before.
        _ => checks.fail(Refusal::new(Rule::BallotShape, field, "")),
    }
}

/// The files that the first event refers to, as the last of them says (specification, section 4.10).
pub(crate) fn setup_json(election: &Hash, trustees: &Hash, credentials: &Hash) -> String {
    format!(
        "{{\"election\":\"{}\",\"trustees\":\"{}\",\"credentials\":\"{}\"}}",
        election.to_hex(),
        trustees.to_hex(),
        credentials.to_hex()
    )
}
