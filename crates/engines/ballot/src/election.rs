//! An election: its questions, group and key (specification, sections 4.9 and 4.10).

use crate::group::{Group, GroupName};
use crate::json::{Hash, Malformed, Reader, write_list, write_number, write_string};
use crate::number::Number;
use crate::refusal::{Refusal, Rule};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

pub(crate) const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// How many bits of a shuffled answer each choice has.
pub(crate) const CHOICE_BITS: usize = 8;
/// How many bits of a shuffled answer are there to reach an element of the group.
pub(crate) const PADDING_BITS: usize = 8;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Choose some; only sums are decrypted.
    Choose {
        /// What can be chosen.
        answers: Vec<String>,
        /// Whether voters may leave the question blank, if it is said.
        blank: Option<bool>,
        /// How many must be chosen, unless blank.
        min: u64,
        /// How many may be chosen.
        max: u64,
        /// The question.
        question: String,
    },
    /// Give each a number from 0 to 255 (a rank or a grade); every answer is decrypted, after shuffling.
    Number {
        /// What gets a number.
        answers: Vec<String>,
        /// The question.
        question: String,
        /// Canonical JSON that says how to count; not part of the specification, but written by Belenios.
        extra: Option<String>,
    },
}

impl Question {
    /// How many answers there are to give, the blank one not counted.
    pub fn answers(&self) -> &[String] {
        match self {
            Question::Choose { answers, .. } | Question::Number { answers, .. } => answers,
        }
    }

    /// Whether the question may be left blank by an encrypted mark of its own.
    pub fn has_blank(&self) -> bool {
        matches!(self, Question::Choose { blank: Some(true), .. })
    }

    /// Whether answers are decrypted one by one.
    pub fn is_shuffled(&self) -> bool {
        matches!(self, Question::Number { .. })
    }

    /// How many ciphertexts an answer to a question of choice has.
    pub(crate) fn width(&self) -> usize {
        self.answers().len() + usize::from(self.has_blank())
    }

    fn write(&self, out: &mut String) {
        let write_answers = |out: &mut String, answers: &[String]| {
            out.push_str("{\"answers\":");
            write_list(out, answers, |out, answer| write_string(out, answer));
        };
        match self {
            Question::Choose { answers, blank, min, max, question } => {
                write_answers(out, answers);
                if let Some(blank) = blank {
                    out.push_str(&format!(",\"blank\":{blank}"));
                }
                out.push_str(&format!(",\"min\":{min},\"max\":{max},\"question\":"));
                write_string(out, question);
                out.push('}');
            }
            Question::Number { answers, question, extra } => {
                out.push_str("{\"type\":\"NonHomomorphic\",\"value\":");
                write_answers(out, answers);
                out.push_str(",\"question\":");
                write_string(out, question);
                out.push('}');
                if let Some(extra) = extra {
                    out.push_str(",\"extra\":");
                    out.push_str(extra);
                }
                out.push('}');
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Question, Malformed> {
        if reader.may("{\"type\":\"NonHomomorphic\",\"value\":") {
            reader.literal("{\"answers\":")?;
            let answers = reader.list(Reader::string)?;
            reader.literal(",\"question\":")?;
            let question = reader.string()?;
            reader.literal("}")?;
            let extra = if reader.may(",\"extra\":") { Some(reader.any()?.to_owned()) } else { None };
            reader.literal("}")?;
            return Ok(Question::Number { answers, question, extra });
        }
        reader.literal("{\"answers\":")?;
        let answers = reader.list(Reader::string)?;
        let blank = if reader.may(",\"blank\":") { Some(reader.boolean()?) } else { None };
        reader.literal(",\"min\":")?;
        let min = reader.small()?;
        reader.literal(",\"max\":")?;
        let max = reader.small()?;
        reader.literal(",\"question\":")?;
        let question = reader.string()?;
        reader.literal("}")?;
        Ok(Question::Choose { answers, blank, min, max, question })
    }

    fn check(&self) -> Result<(), Refusal> {
        let refuse = |field: &str, found: &str| Err(Refusal::new(Rule::Questions, field, found));
        let count = self.answers().len();
        if count == 0 {
            return refuse("answers", "none");
        }
        match self {
            Question::Choose { min, max, .. } => {
                if min > max {
                    return refuse("min", "above max");
                }
                if *max > count as u64 {
                    return refuse("max", "above the number of answers");
                }
            }
            Question::Number { .. } => {
                // The encoded answer stays below the order of the group, of 2047 bits.
                if count * CHOICE_BITS + PADDING_BITS > 2040 {
                    return refuse("answers", "more than fit in one number");
                }
            }
        }
        Ok(())
    }
}

/// What an election is about, to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Election {
    /// What voters should know.
    pub description: String,
    /// Its name.
    pub name: String,
    /// The group.
    pub group: GroupName,
    /// The key that ballots are encrypted with.
    pub public_key: Number,
    /// What is asked.
    pub questions: Vec<Question>,
    /// The identifier: at least 14 Base58 characters.
    pub uuid: String,
    /// Who runs it.
    pub administrator: Option<String>,
    /// Who hands out credentials.
    pub credential_authority: Option<String>,
}

impl Election {
    /// As an archive holds it. What is hashed is this text.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"version\":1,\"description\":");
        write_string(&mut out, &self.description);
        out.push_str(",\"name\":");
        write_string(&mut out, &self.name);
        out.push_str(",\"group\":");
        write_string(&mut out, self.group.as_str());
        out.push_str(",\"public_key\":");
        write_number(&mut out, &self.public_key);
        out.push_str(",\"questions\":");
        write_list(&mut out, &self.questions, |out, question| question.write(out));
        out.push_str(",\"uuid\":");
        write_string(&mut out, &self.uuid);
        if let Some(administrator) = &self.administrator {
            out.push_str(",\"administrator\":");
            write_string(&mut out, administrator);
        }
        if let Some(authority) = &self.credential_authority {
            out.push_str(",\"credential_authority\":");
            write_string(&mut out, authority);
        }
        out.push('}');
        out
    }

    /// Reads one and checks what can be checked without the trustees.
    ///
    /// # Errors
    ///
    /// [`Rule::CanonicalJson`], [`Rule::Version`], [`Rule::Group`], [`Rule::Questions`], [`Rule::Uuid`],
    /// [`Rule::Membership`].
    pub fn from_json(bytes: &[u8]) -> Result<Election, Refusal> {
        let mut reader = Reader::of_bytes(bytes)?;
        reader.literal("{\"version\":")?;
        let version = reader.small()?;
        if version != 1 {
            return Err(Refusal::new(Rule::Version, "version", version.to_string()));
        }
        reader.literal(",\"description\":")?;
        let description = reader.string()?;
        reader.literal(",\"name\":")?;
        let name = reader.string()?;
        reader.literal(",\"group\":")?;
        let group = reader.string()?;
        let Some(group) = GroupName::from_name(&group) else {
            return Err(Refusal::new(Rule::Group, "group", group));
        };
        reader.literal(",\"public_key\":")?;
        let public_key = reader.number()?;
        reader.literal(",\"questions\":")?;
        let questions = reader.list(Question::read)?;
        reader.literal(",\"uuid\":")?;
        let uuid = reader.string()?;
        let administrator = if reader.may(",\"administrator\":") { Some(reader.string()?) } else { None };
        let credential_authority =
            if reader.may(",\"credential_authority\":") { Some(reader.string()?) } else { None };
        reader.literal("}")?;
        reader.end()?;
        let election = Election {
            description,
            name,
            group,
            public_key,
            questions,
            uuid,
            administrator,
            credential_authority,
        };
        election.check()?;
        Ok(election)
    }

    /// That an election can be held.
    ///
    /// # Errors
    ///
    /// As [`Election::from_json`], but for the spelling.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.questions.is_empty() {
            return Err(Refusal::new(Rule::Questions, "questions", "none"));
        }
        for (index, question) in self.questions.iter().enumerate() {
            question.check().map_err(|refusal| refusal.within(&format!("questions[{index}]")))?;
            if question.is_shuffled() && self.group != GroupName::Rfc3526 {
                let found = "questions that are shuffled need RFC-3526-2048";
                return Err(Refusal::new(Rule::Group, "group", found));
            }
        }
        if !is_uuid(&self.uuid) {
            return Err(Refusal::new(Rule::Uuid, "uuid", self.uuid.clone()));
        }
        if !Group::new(self.group).contains(&self.public_key) {
            return Err(Refusal::new(Rule::Membership, "public_key", ""));
        }
        Ok(())
    }

    /// Its fingerprint φ, which ballots and shares name.
    pub fn fingerprint(&self) -> String {
        Hash::of(self.to_json().as_bytes()).to_base64()
    }

    /// Whether there are questions whose answers are shuffled.
    pub fn is_shuffled(&self) -> bool {
        self.questions.iter().any(Question::is_shuffled)
    }
}

/// Base58 characters drawn without bias.
pub(crate) fn draw_base58(count: usize, chance: &mut impl CryptoRng) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(count + 1));
    let mut byte = Zeroizing::new([0u8; 1]);
    while text.len() < count {
        chance.fill_bytes(byte.as_mut());
        // Four times 58 values are taken, the 24 above are drawn again.
        if byte[0] < 232 {
            text.push(BASE58[usize::from(byte[0] % 58)]);
        }
    }
    text
}

/// A fresh identifier for an election.
pub fn new_uuid(chance: &mut impl CryptoRng) -> String {
    String::from_utf8_lossy(&draw_base58(14, chance)).into_owned()
}

/// Whether a text can identify an election.
pub fn is_uuid(text: &str) -> bool {
    text.len() >= 14 && text.bytes().all(|byte| BASE58.contains(&byte))
}
