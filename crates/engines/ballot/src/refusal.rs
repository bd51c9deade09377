//! Why an archive, a ballot or a share is not accepted: which rule, and where.

use crate::json::Malformed;

/// A rule of the format. Each has a stable [name](Rule::name) and a [sentence](Rule::sentence).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// A header of the tar archive.
    TarHeader,
    /// The bytes after a file's contents.
    TarPadding,
    /// The end of the archive.
    TarEnd,
    /// The first file.
    FirstFile,
    /// A file's name.
    FileName,
    /// A file's name says what it holds.
    ContentHash,
    /// No file twice.
    FileTwice,
    /// No file that no event needs.
    ForeignFile,
    /// The one spelling of JSON.
    CanonicalJson,
    /// The version of the format.
    Version,
    /// Heights of events.
    EventHeight,
    /// Events are a chain.
    EventParent,
    /// The order of events.
    EventOrder,
    /// What an event refers to.
    EventPayload,
    /// The group.
    Group,
    /// Questions.
    Questions,
    /// The election's identifier.
    Uuid,
    /// Numbers are elements of the group.
    Membership,
    /// Exponents are reduced.
    Exponent,
    /// Trustees as a list.
    Trustees,
    /// A trustee's proof of knowing the key.
    TrusteeProof,
    /// A trustee's certificate.
    Certificate,
    /// The polynomials of a threshold.
    Polynomial,
    /// The election's key.
    ElectionKey,
    /// The list of credentials.
    Credentials,
    /// Weights.
    Weights,
    /// A ballot belongs to this election.
    BallotElection,
    /// A ballot's credential is on the list.
    BallotCredential,
    /// A ballot's answers fit the questions.
    BallotShape,
    /// A ballot's signature.
    BallotSignature,
    /// A choice is 0 or 1.
    IndividualProof,
    /// The number of choices.
    OverallProof,
    /// Blank or not.
    BlankProof,
    /// A ranked or graded answer's proof.
    AnswerProof,
    /// No ballot a second time.
    BallotTwice,
    /// How many ballots are counted.
    TallySize,
    /// The encrypted tally.
    Tally,
    /// Who shuffles or decrypts.
    Owner,
    /// A shuffle's shape.
    ShuffleShape,
    /// A shuffle's proof.
    ShuffleProof,
    /// A partial decryption's shape.
    DecryptionShape,
    /// A partial decryption's proof.
    DecryptionProof,
    /// Enough partial decryptions.
    Quorum,
    /// The result.
    Result,
}

impl Rule {
    /// All of them.
    pub const ALL: &'static [Rule] = &[
        Rule::TarHeader,
        Rule::TarPadding,
        Rule::TarEnd,
        Rule::FirstFile,
        Rule::FileName,
        Rule::ContentHash,
        Rule::FileTwice,
        Rule::ForeignFile,
        Rule::CanonicalJson,
        Rule::Version,
        Rule::EventHeight,
        Rule::EventParent,
        Rule::EventOrder,
        Rule::EventPayload,
        Rule::Group,
        Rule::Questions,
        Rule::Uuid,
        Rule::Membership,
        Rule::Exponent,
        Rule::Trustees,
        Rule::TrusteeProof,
        Rule::Certificate,
        Rule::Polynomial,
        Rule::ElectionKey,
        Rule::Credentials,
        Rule::Weights,
        Rule::BallotElection,
        Rule::BallotCredential,
        Rule::BallotShape,
        Rule::BallotSignature,
        Rule::IndividualProof,
        Rule::OverallProof,
        Rule::BlankProof,
        Rule::AnswerProof,
        Rule::BallotTwice,
        Rule::TallySize,
        Rule::Tally,
        Rule::Owner,
        Rule::ShuffleShape,
        Rule::ShuffleProof,
        Rule::DecryptionShape,
        Rule::DecryptionProof,
        Rule::Quorum,
        Rule::Result,
    ];

    /// Its name, for programs and translations.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// What it asks for, in one sentence.
    pub fn sentence(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Rule::TarHeader => ("tar-header", "Headers are those of the format, byte for byte."),
            Rule::TarPadding => ("tar-padding", "After a file come zeros up to the next 512 bytes."),
            Rule::TarEnd => ("tar-end", "The archive ends with its last file, whole."),
            Rule::FirstFile => ("first-file", "The first file is BELENIOS, with version and time."),
            Rule::FileName => ("file-name", "A file is named by its hash, .data.json or .event.json."),
            Rule::ContentHash => ("content-hash", "A file's name is the hash of what it holds."),
            Rule::FileTwice => ("file-twice", "No file is there twice."),
            Rule::ForeignFile => {
                ("foreign-file", "Before an event stands what it refers to, and nothing else.")
            }
            Rule::CanonicalJson => {
                ("canonical-json", "JSON has one spelling: compact, fields in order, each once.")
            }
            Rule::Version => ("version", "The version is 1."),
            Rule::EventHeight => ("event-height", "Heights count up from 0."),
            Rule::EventParent => ("event-parent", "Every event but the first names the one before it."),
            Rule::EventOrder => ("event-order", "Events come in the order of an election."),
            Rule::EventPayload => ("event-payload", "An event refers to what its kind asks for."),
            Rule::Group => ("group", "The group is one of two, and fits the questions."),
            Rule::Questions => ("questions", "Questions have answers, and bounds that can be kept."),
            Rule::Uuid => ("uuid", "The identifier has at least 14 Base58 characters."),
            Rule::Membership => ("membership", "What should be an element of the group is one."),
            Rule::Exponent => ("exponent", "What should be an exponent is below the order."),
            Rule::Trustees => ("trustees", "There is a trustee, and a threshold that can be met."),
            Rule::TrusteeProof => ("trustee-proof", "A trustee proves to know the key."),
            Rule::Certificate => ("certificate", "A trustee's certificate is signed by the key it names."),
            Rule::Polynomial => ("polynomial", "Keys of a threshold are what the signed polynomials give."),
            Rule::ElectionKey => ("election-key", "The election's key is the product of the trustees' keys."),
            Rule::Credentials => ("credentials", "Credentials are elements, each on the list once."),
            Rule::Weights => ("weights", "Weights are positive, and 1 where ballots are shuffled."),
            Rule::BallotElection => ("ballot-election", "A ballot names this election."),
            Rule::BallotCredential => ("ballot-credential", "A ballot's credential is on the list."),
            Rule::BallotShape => ("ballot-shape", "A ballot answers these questions."),
            Rule::BallotSignature => ("ballot-signature", "A ballot is signed by its credential."),
            Rule::IndividualProof => ("individual-proof", "Every choice is proven to be 0 or 1."),
            Rule::OverallProof => ("overall-proof", "The number of choices is proven to be allowed."),
            Rule::BlankProof => ("blank-proof", "A blank answer is proven to choose nothing."),
            Rule::AnswerProof => ("answer-proof", "Who ranks or grades proves to know the answer."),
            Rule::BallotTwice => ("ballot-twice", "No ballot is cast a second time."),
            Rule::TallySize => ("tally-size", "Ballots and weights are counted right."),
            Rule::Tally => ("tally", "The encrypted tally is that of the last ballot of each credential."),
            Rule::Owner => ("owner", "A trustee acts, and each only once."),
            Rule::ShuffleShape => ("shuffle-shape", "A shuffle has as many ciphertexts as it was given."),
            Rule::ShuffleProof => ("shuffle-proof", "A shuffle is proven to lose and change nothing."),
            Rule::DecryptionShape => ("decryption-shape", "A share has a factor for every ciphertext."),
            Rule::DecryptionProof => {
                ("decryption-proof", "A share is proven to come from the trustee's key.")
            }
            Rule::Quorum => ("quorum", "Enough trustees decrypt before there is a result."),
            Rule::Result => ("result", "The result is what the ciphertexts hold."),
        }
    }
}

/// Where in an archive something is wrong. What does not apply is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Byte of the archive where the file's header begins.
    pub offset: Option<usize>,
    /// The file's name.
    pub file: Option<String>,
    /// The height of the event that the file is or belongs to.
    pub height: Option<u64>,
    /// The field, such as `answers[1].choices[0].alpha`.
    pub field: String,
}

/// Something that is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// The rule it breaks.
    pub rule: Rule,
    /// Where.
    pub place: Place,
    /// What was found there, or what was expected.
    pub found: String,
}

impl Refusal {
    /// A refusal whose place is the field alone; the rest is added by who knows it.
    pub(crate) fn new(rule: Rule, field: impl Into<String>, found: impl Into<String>) -> Refusal {
        let place = Place { field: field.into(), ..Place::default() };
        Refusal { rule, place, found: found.into() }
    }

    /// Puts a field before the one that is named.
    pub(crate) fn within(mut self, field: &str) -> Refusal {
        let inner = &self.place.field;
        let dot = if inner.is_empty() || inner.starts_with('[') { "" } else { "." };
        self.place.field = format!("{field}{dot}{inner}");
        self
    }
}

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Refusal {
        Refusal::new(Rule::CanonicalJson, "", malformed.to_string())
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.rule.name(), self.rule.sentence())?;
        let place = &self.place;
        let mut before = " (";
        let mut part = |f: &mut std::fmt::Formatter<'_>, text: String| {
            let written = write!(f, "{before}{text}");
            before = ", ";
            written
        };
        if let Some(height) = place.height {
            part(f, format!("event {height}"))?;
        }
        if let Some(file) = &place.file {
            part(f, format!("file {file}"))?;
        }
        if let Some(offset) = place.offset {
            part(f, format!("from byte {offset}"))?;
        }
        if !place.field.is_empty() {
            part(f, format!("field {}", place.field))?;
        }
        if before == ", " {
            f.write_str(")")?;
        }
        if self.found.is_empty() { Ok(()) } else { write!(f, " {}", self.found) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_own_name() {
        let mut names: Vec<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Rule::ALL.len());
    }

    #[test]
    fn a_refusal_says_where() {
        let mut refusal =
            Refusal::new(Rule::Membership, "alpha", "").within("choices[0]").within("answers[1]");
        refusal.place.height = Some(7);
        assert_eq!(
            refusal.to_string(),
            "membership: What should be an element of the group is one. (event 7, field answers[1].choices[0].alpha)"
        );
    }
}
