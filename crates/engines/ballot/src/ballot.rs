//! Ballots as an archive holds them (specification, sections 4.11 and 4.15).

use crate::election::{Election, Question};
use crate::json::{Hash, Malformed, Reader, write_list, write_number, write_string};
use crate::number::Number;
use crate::proof::{Ciphertext, Proof};
use crate::refusal::{Refusal, Rule};

/// An answer to one question, encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncryptedAnswer {
    /// To a question where some are chosen.
    Choose {
        /// Each choice, 0 or 1; first the blank one, if the question has it.
        choices: Vec<Ciphertext>,
        /// That each is 0 or 1.
        individual: Vec<Vec<Proof>>,
        /// That their number is allowed.
        overall: Vec<Proof>,
        /// That blank excludes other choices, if the question has it.
        blank: Option<[Proof; 2]>,
    },
    /// To a question where each gets a number.
    Number {
        /// All numbers in one.
        choices: Ciphertext,
        /// That who encrypted knows them.
        proof: Proof,
    },
}

impl EncryptedAnswer {
    fn read(reader: &mut Reader<'_>) -> Result<EncryptedAnswer, Malformed> {
        reader.literal("{\"choices\":")?;
        if reader.is_next("{") {
            let choices = Ciphertext::read(reader)?;
            reader.literal(",\"proof\":")?;
            let proof = Proof::read(reader)?;
            reader.literal("}")?;
            return Ok(EncryptedAnswer::Number { choices, proof });
        }
        let choices = reader.list(Ciphertext::read)?;
        reader.literal(",\"individual_proofs\":")?;
        let individual = reader.list(Proof::read_list)?;
        reader.literal(",\"overall_proof\":")?;
        let overall = Proof::read_list(reader)?;
        let blank = if reader.may(",\"blank_proof\":[") {
            let first = Proof::read(reader)?;
            reader.literal(",")?;
            let second = Proof::read(reader)?;
            reader.literal("]")?;
            Some([first, second])
        } else {
            None
        };
        reader.literal("}")?;
        Ok(EncryptedAnswer::Choose { choices, individual, overall, blank })
    }

    fn write(&self, out: &mut String) {
        out.push_str("{\"choices\":");
        match self {
            EncryptedAnswer::Choose { choices, individual, overall, blank } => {
                write_list(out, choices, |out, choice| choice.write(out));
                out.push_str(",\"individual_proofs\":");
                write_list(out, individual, |out, proofs| Proof::write_list(out, proofs));
                out.push_str(",\"overall_proof\":");
                Proof::write_list(out, overall);
                if let Some(blank) = blank {
                    out.push_str(",\"blank_proof\":");
                    Proof::write_list(out, blank);
                }
            }
            EncryptedAnswer::Number { choices, proof } => {
                choices.write(out);
                out.push_str(",\"proof\":");
                proof.write(out);
            }
        }
        out.push('}');
    }

    /// The first field in which the other one differs.
    fn difference(&self, other: &EncryptedAnswer) -> Option<String> {
        match (self, other) {
            (
                EncryptedAnswer::Choose { choices, individual, overall, blank },
                EncryptedAnswer::Choose {
                    choices: other_choices,
                    individual: other_individual,
                    overall: other_overall,
                    blank: other_blank,
                },
            ) => {
                let choice = choices.iter().zip(other_choices).position(|(one, other)| one != other);
                let proofs = individual.iter().zip(other_individual).position(|(one, other)| one != other);
                choice
                    .map(|index| format!("choices[{index}]"))
                    .or_else(|| proofs.map(|index| format!("individual_proofs[{index}]")))
                    .or_else(|| (overall != other_overall).then(|| "overall_proof".into()))
                    .or_else(|| (blank != other_blank).then(|| "blank_proof".into()))
            }
            (
                EncryptedAnswer::Number { choices, proof },
                EncryptedAnswer::Number { choices: other_choices, proof: other_proof },
            ) => (choices != other_choices)
                .then(|| "choices".into())
                .or_else(|| (proof != other_proof).then(|| "proof".into())),
            _ => Some("choices".into()),
        }
    }

    /// Whether the answer is one to that question, by its shape.
    fn fits(&self, question: &Question) -> bool {
        match (self, question) {
            (
                EncryptedAnswer::Choose { choices, individual, overall, blank },
                Question::Choose { min, max, .. },
            ) => {
                let has_blank = question.has_blank();
                choices.len() == question.width()
                    && individual.len() == choices.len()
                    && individual.iter().all(|proofs| proofs.len() == 2)
                    && overall.len() as u64 == max - min + 1 + u64::from(has_blank)
                    && blank.is_some() == has_blank
            }
            (EncryptedAnswer::Number { .. }, Question::Number { .. }) => true,
            _ => false,
        }
    }
}

/// A ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The identifier of the election.
    pub uuid: String,
    /// The fingerprint of the election.
    pub fingerprint: String,
    /// The public credential that signs.
    pub credential: Number,
    /// An answer to each question.
    pub answers: Vec<EncryptedAnswer>,
    /// The fingerprint of the ballot without its signature.
    pub hash: String,
    /// The signature.
    pub signature: Proof,
}

impl Ballot {
    /// The text that the signature is for.
    pub(crate) fn unsigned(&self) -> String {
        let mut out = String::from("{\"election_uuid\":");
        write_string(&mut out, &self.uuid);
        out.push_str(",\"election_hash\":");
        write_string(&mut out, &self.fingerprint);
        out.push_str(",\"credential\":");
        write_number(&mut out, &self.credential);
        out.push_str(",\"answers\":");
        write_list(&mut out, &self.answers, |out, answer| answer.write(out));
        out.push('}');
        out
    }

    /// As an archive holds it.
    pub fn to_json(&self) -> String {
        let mut out = self.unsigned();
        out.pop();
        out.push_str(",\"signature\":{\"hash\":");
        write_string(&mut out, &self.hash);
        out.push_str(",\"proof\":");
        self.signature.write(&mut out);
        out.push_str("}}");
        out
    }

    /// The first field in which the other one, of the same shape, differs; signatures aside.
    pub(crate) fn difference(&self, other: &Ballot) -> Option<String> {
        for (index, (one, other)) in self.answers.iter().zip(&other.answers).enumerate() {
            if let Some(field) = one.difference(other) {
                return Some(format!("answers[{index}].{field}"));
            }
        }
        (self.unsigned() != other.unsigned()).then(|| "answers".into())
    }

    /// Reads one, and the fingerprint of what its signature should be for.
    pub(crate) fn read(bytes: &[u8]) -> Result<(Ballot, String), Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"election_uuid\":")?;
        let uuid = reader.string()?;
        reader.literal(",\"election_hash\":")?;
        let fingerprint = reader.string()?;
        reader.literal(",\"credential\":")?;
        let credential = reader.number()?;
        reader.literal(",\"answers\":")?;
        let answers = reader.list(EncryptedAnswer::read)?;
        // What is signed is the text so far, closed.
        let signed = {
            use sha2::Digest;
            let mut hash = sha2::Sha256::new();
            hash.update(&bytes[..reader.position()]);
            hash.update("}");
            Hash(hash.finalize().into()).to_base64()
        };
        reader.literal(",\"signature\":{\"hash\":")?;
        let hash = reader.string()?;
        reader.literal(",\"proof\":")?;
        let signature = Proof::read(&mut reader)?;
        reader.literal("}}")?;
        reader.end()?;
        Ok((Ballot { uuid, fingerprint, credential, answers, hash, signature }, signed))
    }

    /// Reads one. Nothing is checked but the spelling; [`crate::Setup::check_ballot`] does the rest.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`].
    pub fn from_json(bytes: &[u8]) -> Result<Ballot, Refusal> {
        Ok(Ballot::read(bytes)?.0)
    }

    /// That the ballot answers the questions of an election, by its shape.
    pub(crate) fn fits(&self, election: &Election, fingerprint: &str) -> Result<(), Refusal> {
        if self.uuid != election.uuid {
            return Err(Refusal::new(Rule::BallotElection, "election_uuid", self.uuid.clone()));
        }
        if self.fingerprint != fingerprint {
            return Err(Refusal::new(Rule::BallotElection, "election_hash", self.fingerprint.clone()));
        }
        if self.answers.len() != election.questions.len() {
            return Err(Refusal::new(Rule::BallotShape, "answers", "one for each question"));
        }
        for (index, (answer, question)) in self.answers.iter().zip(&election.questions).enumerate() {
            if !answer.fits(question) {
                return Err(Refusal::new(Rule::BallotShape, format!("answers[{index}]"), ""));
            }
        }
        Ok(())
    }
}

/// A ballot's tracker: what a voter notes to find the ballot again.
pub fn tracker(ballot: &[u8]) -> String {
    Hash::of(ballot).to_base64()
}
