//! The encrypted tally: ballots summed up under encryption, or collected to be shuffled (specification, sections 4.15 and
//! 4.16).

use crate::ballot::{Ballot, EncryptedAnswer};
use crate::election::{Election, Question};
use crate::group::Group;
use crate::json::{Hash, Malformed, Reader, write_count, write_list};
use crate::montgomery::Residue;
use crate::number::Number;
use crate::proof::Ciphertext;
use crate::refusal::Refusal;

/// Ciphertexts for each question: one for each answer, or one for each ballot.
pub type Ciphertexts = Vec<Vec<Ciphertext>>;

pub(crate) fn write_ciphertexts(out: &mut String, ciphertexts: &[Vec<Ciphertext>]) {
    write_list(out, ciphertexts, |out, list| write_list(out, list, |out, ciphertext| ciphertext.write(out)));
}

pub(crate) fn read_ciphertexts(reader: &mut Reader<'_>) -> Result<Ciphertexts, Malformed> {
    reader.list(|reader| reader.list(Ciphertext::read))
}

/// The encrypted tally as an archive holds it.
pub(crate) fn tally_json(ciphertexts: &[Vec<Ciphertext>]) -> String {
    let mut out = String::new();
    write_ciphertexts(&mut out, ciphertexts);
    out
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sized {
    /// How many ballots.
    pub ballots: u64,
    /// The sum of their weights.
    pub weight: u64,
    /// The encrypted tally.
    pub tally: Hash,
}

impl Sized {
    pub(crate) fn to_json(self) -> String {
        let mut out = format!("{{\"num_tallied\":{},\"total_weight\":", self.ballots);
        write_count(&mut out, self.weight);
        out.push_str(&format!(",\"encrypted_tally\":\"{}\"}}", self.tally.to_hex()));
        out
    }

    pub(crate) fn from_json(bytes: &[u8]) -> Result<Sized, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"num_tallied\":")?;
        let ballots = reader.small()?;
        reader.literal(",\"total_weight\":")?;
        let weight = reader.count()?;
        reader.literal(",\"encrypted_tally\":")?;
        let tally = reader.hash()?;
        reader.literal("}")?;
        reader.end()?;
        Ok(Sized { ballots, weight, tally })
    }
}

/// A part of a tally, to which ballots are added one by one.
pub(crate) struct Partial<'a> {
    group: &'a Group,
    questions: Vec<Part>,
}

enum Part {
    Sums(Vec<[Residue; 2]>),
    List(Vec<Ciphertext>),
}

impl<'a> Partial<'a> {
    pub fn new(group: &'a Group, election: &Election) -> Partial<'a> {
        let one = group.field.one();
        let part = |question: &Question| match question.is_shuffled() {
            true => Part::List(Vec::new()),
            false => Part::Sums(vec![[one; 2]; question.width()]),
        };
        Partial { group, questions: election.questions.iter().map(part).collect() }
    }

    /// Adds a ballot of the election.
    pub fn add(&mut self, ballot: &Ballot, weight: u64) {
        let field = &self.group.field;
        for (part, answer) in self.questions.iter_mut().zip(&ballot.answers) {
            match (part, answer) {
                (Part::Sums(sums), EncryptedAnswer::Choose { choices, .. }) => {
                    for (sum, choice) in sums.iter_mut().zip(choices) {
                        for (half, number) in sum.iter_mut().zip([&choice.alpha, &choice.beta]) {
                            let mut factor = field.residue(number);
                            if weight != 1 {
                                factor = field.power(&factor, &Number::small(weight));
                            }
                            *half = field.mul(half, &factor);
                        }
                    }
                }
                (Part::List(list), EncryptedAnswer::Number { choices, .. }) => list.push(*choices),
                _ => debug_assert!(false, "a ballot that does not fit was let in"),
            }
        }
    }

    /// Adds what another part has.
    pub fn merge(&mut self, other: Partial<'a>) {
        for (part, other) in self.questions.iter_mut().zip(other.questions) {
            match (part, other) {
                (Part::Sums(sums), Part::Sums(others)) => {
                    for (sum, other) in sums.iter_mut().zip(others) {
                        for (half, other) in sum.iter_mut().zip(other) {
                            *half = self.group.field.mul(half, &other);
                        }
                    }
                }
                (Part::List(list), Part::List(others)) => list.extend(others),
                _ => debug_assert!(false, "parts of different elections"),
            }
        }
    }

    /// The tally. What is shuffled is sorted by number first, as Belenios 2.0 does, so that the order of ballots is lost at once.
    pub fn finish(self) -> Ciphertexts {
        let field = &self.group.field;
        let questions = self.questions.into_iter().map(|part| match part {
            Part::Sums(sums) => sums
                .iter()
                .map(|[alpha, beta]| Ciphertext { alpha: field.number(alpha), beta: field.number(beta) })
                .collect(),
            Part::List(mut list) => {
                list.sort_unstable();
                list
            }
        });
        questions.collect()
    }
}
