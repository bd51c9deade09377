//! What an election is: questions, rules, stages, and what comes of its result. Pure.

mod electors;
mod outcome;

pub use electors::{ElectorLine, LineFault, read_electors};
pub use outcome::{Place, QuestionOutcome, evaluate};

use rathaus_ballot::Question as Sealed;
use rathaus_ballot::group::GroupName;
use serde::{Deserialize, Serialize};

/// The most questions of an election.
pub const MOST_QUESTIONS: usize = 20;
/// The most answers of a question; those that are ranked have to fit into one number, too.
pub const MOST_ANSWERS: usize = 100;
/// The most answers that are ranked or graded.
pub const MOST_RANKED: usize = 30;
/// The most voters.
pub const MOST_ELECTORS: usize = 20_000;

/// What voters do with the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// They choose some.
    Choose,
    /// They put them in order: 1 is the best.
    Rank,
    /// They give each a grade: 1 is the best.
    Grade,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 3] = [Kind::Choose, Kind::Rank, Kind::Grade];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Choose => "choose",
            Kind::Rank => "rank",
            Kind::Grade => "grade",
        }
    }
}

/// What a winner needs, in votes by weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Majority {
    /// More than the others.
    Relative,
    /// More than half of the valid votes.
    Absolute,
    /// Two thirds of the valid votes.
    TwoThirds,
    /// More than half of all who may vote.
    OfAll,
}

impl Majority {
    /// All of them.
    pub const ALL: [Majority; 4] =
        [Majority::Relative, Majority::Absolute, Majority::TwoThirds, Majority::OfAll];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Majority::Relative => "relative",
            Majority::Absolute => "absolute",
            Majority::TwoThirds => "two-thirds",
            Majority::OfAll => "of-all",
        }
    }
}

/// How those who are ranked are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counting {
    /// Pairwise comparisons.
    Schulze,
    /// Single transferable vote.
    Stv,
}

macro_rules! word_of {
    ($type:ty) => {
        impl std::str::FromStr for $type {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                Self::ALL.into_iter().find(|one| one.word() == word).ok_or(())
            }
        }
    };
}

impl Counting {
    /// Both.
    pub const ALL: [Counting; 2] = [Counting::Schulze, Counting::Stv];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Counting::Schulze => "schulze",
            Counting::Stv => "stv",
        }
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its words.
    pub text: String,
    /// The answers.
    pub answers: Vec<String>,
    /// What one does with them.
    pub kind: Kind,
    /// How many one chooses at least.
    pub least: u64,
    /// How many one chooses at most.
    pub most: u64,
    /// How many win.
    pub seats: usize,
    /// What a winner needs, where one chooses.
    pub majority: Majority,
    /// How the ranked are counted.
    pub counting: Counting,
    /// How many grades there are.
    pub grades: u64,
}

impl Question {
    /// Whether somebody can vote deliberately invalid here: an answer of its own, which is chosen alone.
    pub fn may_be_invalid(&self, rules: &Rules) -> bool {
        rules.invalid && self.kind == Kind::Choose && self.least <= 1
    }

    /// The question as it is voted on. `invalid` is the word for a deliberately invalid vote.
    pub fn sealed(&self, rules: &Rules, invalid: &str) -> Sealed {
        let mut answers = self.answers.clone();
        let question = self.text.clone();
        if self.kind != Kind::Choose {
            return Sealed::Number { answers, question, extra: None };
        }
        if self.may_be_invalid(rules) {
            answers.push(invalid.to_owned());
        }
        let blank = rules.blank.then_some(true);
        Sealed::Choose { answers, blank, min: self.least, max: self.most, question }
    }
}

/// The rules of an election.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whether a later ballot replaces an earlier one.
    pub revote: bool,
    /// Whether one can abstain from a question.
    pub blank: bool,
    /// Whether one can vote deliberately invalid.
    pub invalid: bool,
    /// Whether one can vote on paper.
    pub paper: bool,
    /// How many in a hundred have to vote, by weight, for the result to count.
    pub turnout: u8,
    /// How many of the board have to agree to a step.
    pub board: usize,
    /// How many trustees suffice to count.
    pub trustees: usize,
    /// Whether the election is listed for everybody.
    pub listed: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            revote: true,
            blank: true,
            invalid: false,
            paper: false,
            turnout: 0,
            board: 2,
            trustees: 2,
            listed: true,
        }
    }
}

/// How far an election has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It is prepared.
    Draft,
    /// Nothing changes any more; the board has to open it.
    Frozen,
    /// One can vote.
    Open,
    /// Nobody can vote any more; the encrypted tally is being made.
    Closing,
    /// The encrypted tally is there; the board has to agree to count.
    Closed,
    /// Trustees count.
    Counting,
    /// The result is there, for the board alone.
    Counted,
    /// The result is there for everybody.
    Published,
    /// It was given up.
    Cancelled,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 9] = [
        Stage::Draft,
        Stage::Frozen,
        Stage::Open,
        Stage::Closing,
        Stage::Closed,
        Stage::Counting,
        Stage::Counted,
        Stage::Published,
        Stage::Cancelled,
    ];

    /// The word in the database and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Frozen => "frozen",
            Stage::Open => "open",
            Stage::Closing => "closing",
            Stage::Closed => "closed",
            Stage::Counting => "counting",
            Stage::Counted => "counted",
            Stage::Published => "published",
            Stage::Cancelled => "cancelled",
        }
    }

    /// Whether there is something that voters and observers may see.
    pub fn is_public(self) -> bool {
        !matches!(self, Stage::Draft | Stage::Cancelled)
    }
}

/// A step that the board agrees to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Voting begins.
    Open,
    /// Voting goes on after somebody stopped it.
    Resume,
    /// Voting ends.
    Close,
    /// Trustees may decrypt.
    Count,
    /// Everybody may see the result.
    Publish,
}

impl Act {
    /// All acts.
    pub const ALL: [Act; 5] = [Act::Open, Act::Resume, Act::Close, Act::Count, Act::Publish];

    /// The word in the database, in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Act::Open => "open",
            Act::Resume => "resume",
            Act::Close => "close",
            Act::Count => "count",
            Act::Publish => "publish",
        }
    }

    /// The act that is due in a stage. Once the time for voting is over nothing is opened any more, and what was stopped is closed.
    pub fn due(stage: Stage, is_stopped: bool, is_over: bool) -> Option<Act> {
        match stage {
            Stage::Frozen if is_over => None,
            Stage::Open if is_stopped && !is_over => Some(Act::Resume),
            Stage::Frozen => Some(Act::Open),
            Stage::Open => Some(Act::Close),
            Stage::Closed => Some(Act::Count),
            Stage::Counted => Some(Act::Publish),
            _ => None,
        }
    }

    /// The stage that it leads to.
    pub fn leads_to(self) -> Stage {
        match self {
            Act::Open | Act::Resume => Stage::Open,
            Act::Close => Stage::Closing,
            Act::Count => Stage::Counting,
            Act::Publish => Stage::Published,
        }
    }
}

/// What somebody does in an election.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoleKind {
    /// Agrees to every step; stops the election where something is wrong.
    Board,
    /// Holds a part of the key that opens the box.
    Trustee,
    /// Gives out the voting keys.
    Registrar,
    /// Watches.
    Observer,
}

impl RoleKind {
    /// All of them.
    pub const ALL: [RoleKind; 4] =
        [RoleKind::Board, RoleKind::Trustee, RoleKind::Registrar, RoleKind::Observer];

    /// The word in the database, in forms and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            RoleKind::Board => "board",
            RoleKind::Trustee => "trustee",
            RoleKind::Registrar => "registrar",
            RoleKind::Observer => "observer",
        }
    }
}

word_of!(Kind);
word_of!(Majority);
word_of!(Counting);
word_of!(Stage);
word_of!(Act);
word_of!(RoleKind);

/// What a draft still lacks, each with a text `elections-lack-WORD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// There is no question, or one without answers.
    Questions,
    /// There is no time.
    Window,
    /// Nobody may vote.
    Electors,
    /// Who is ranked or graded is counted head by head: nobody has more than one vote.
    Weights,
    /// Who is ranked or graded is not counted on paper here.
    Paper,
    /// Too few on the board.
    Board,
    /// Too few trustees.
    Trustees,
    /// Nobody gives out voting keys.
    Registrar,
    /// Trustees have not made their keys.
    Keys,
    /// Some voters have no voting key.
    Credentials,
    /// Somebody is trustee and registrar.
    Apart,
}

impl Lack {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Lack::Questions => "questions",
            Lack::Window => "window",
            Lack::Electors => "electors",
            Lack::Weights => "weights",
            Lack::Paper => "paper",
            Lack::Board => "board",
            Lack::Trustees => "trustees",
            Lack::Registrar => "registrar",
            Lack::Keys => "keys",
            Lack::Credentials => "credentials",
            Lack::Apart => "apart",
        }
    }
}

/// The group that these questions need.
pub fn group_of(questions: &[Question]) -> GroupName {
    match questions.iter().all(|question| question.kind == Kind::Choose) {
        true => GroupName::Belenios2048,
        false => GroupName::Rfc3526,
    }
}

/// Counts on paper, as many numbers for each question as it has answers, with blank first and invalid last where there are such.
pub type Counts = Vec<Vec<u64>>;

/// How many numbers each question has when it is counted on paper; none for those that are ranked.
pub fn paper_widths(questions: &[Question], rules: &Rules) -> Vec<usize> {
    let width = |question: &Question| match question.kind {
        Kind::Choose => {
            question.answers.len() + usize::from(rules.blank) + usize::from(question.may_be_invalid(rules))
        }
        _ => 0,
    };
    questions.iter().map(width).collect()
}
