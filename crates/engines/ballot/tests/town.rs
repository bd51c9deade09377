//! Elections for tests, held from beginning to end. Chance has a seed, so every run is the same.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rathaus_ballot::group::{Group, GroupName};
use rathaus_ballot::secret::{Secret, SecretGroup};
use rathaus_ballot::threshold::{PolynomialPart, Seed, complete, route};
use rathaus_ballot::{
    Board, Booth, Counted, Credential, Election, Eligible, Eligibles, PartialDecryption, Question, Shuffle,
    Trustee, TrusteeKey, Trustees, Vote,
};

pub const TIMESTAMP: u64 = 1_795_361_440;
pub const UUID: &str = "RathausStimme26";

/// Who decrypts.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    /// So many, and all are needed.
    Each(usize),
    /// One who is needed, and so many of so many.
    OneAndSome(usize, usize),
}

/// What an election is like.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub questions: Vec<Question>,
    pub keys: Keys,
    /// For each voter a weight; `None` leaves weights out.
    pub weights: Vec<Option<u64>>,
    /// Who votes what, in this order; later votes replace earlier ones.
    pub votes: Vec<(usize, Vec<Vec<u8>>)>,
}

pub fn choose(answers: &[&str], blank: Option<bool>, min: u64, max: u64) -> Question {
    let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
    Question::Choose { answers, blank, min, max, question: "Wer? – „\"\\\t\u{7f}“".into() }
}

pub fn number(answers: &[&str]) -> Question {
    let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
    Question::Number { answers, question: "In welcher Reihenfolge?".into(), extra: None }
}

/// An election that goes on.
pub struct Town {
    pub board: Board,
    pub hidden: SecretGroup,
    pub credentials: Vec<Credential>,
    pub chance: ChaCha20Rng,
    /// By number of the owner: what decrypts.
    pub private: Private,
    /// The seeds of those who decrypt together, and their encrypted keys.
    pub seeds: Kept,
}

type Private = Vec<(u64, Secret)>;
type Kept = Vec<(Seed, String)>;

fn trustees(hidden: &SecretGroup, keys: Keys, chance: &mut ChaCha20Rng) -> (Trustees, Private, Kept) {
    let single = |chance: &mut ChaCha20Rng| {
        let private = hidden.random(chance);
        (Trustee::Single(Box::new(TrusteeKey::new(hidden, &private, chance))), private)
    };
    let (count, group) = match keys {
        Keys::Each(count) => (count, None),
        Keys::OneAndSome(some, all) => (1, Some((some, all))),
    };
    let (mut list, mut private) = (Vec::new(), Vec::new());
    for owner in 1..=count as u64 {
        let (trustee, key) = single(chance);
        list.push(trustee);
        private.push((owner, key));
    }
    let mut kept = Vec::new();
    if let Some((some, all)) = group {
        let seeds: Vec<Seed> = (0..all).map(|_| Seed::new(chance)).collect();
        let certificates: Vec<_> = seeds.iter().map(|seed| seed.certificate(hidden, chance)).collect();
        let parts: Vec<PolynomialPart> =
            seeds.iter().map(|seed| seed.polynomial(hidden, &certificates, some, chance).unwrap()).collect();
        let inboxes = route(hidden.group(), &certificates, &parts).unwrap();
        let accept = |(seed, inbox): (&Seed, _)| seed.accept(hidden, &certificates, inbox, chance).unwrap();
        let accepted: Vec<_> = seeds.iter().zip(&inboxes).map(accept).collect();
        list.push(Trustee::Group(complete(hidden.group(), &certificates, &parts, &accepted).unwrap()));
        for (index, (seed, accepted)) in seeds.into_iter().zip(accepted).enumerate() {
            private.push((2 + index as u64, seed.open(hidden, &accepted.private_key).unwrap()));
            kept.push((seed, accepted.private_key));
        }
    }
    (Trustees(list), private, kept)
}

impl Town {
    /// Sets up.
    pub fn new(plan: &Plan) -> Town {
        let is_shuffled = plan.questions.iter().any(Question::is_shuffled);
        let name = if is_shuffled { GroupName::Rfc3526 } else { GroupName::Belenios2048 };
        let mut chance = ChaCha20Rng::seed_from_u64(plan.seed);
        let hidden = SecretGroup::new(&Group::new(name), &[]);
        let (trustees, private, seeds) = trustees(&hidden, plan.keys, &mut chance);
        let credentials: Vec<_> = plan.weights.iter().map(|_| Credential::new(&mut chance)).collect();
        let eligible = |(credential, weight): (&Credential, &Option<u64>)| Eligible {
            credential: credential.public(&hidden, UUID),
            weight: *weight,
        };
        let eligibles = Eligibles::new(credentials.iter().zip(&plan.weights).map(eligible).collect());
        let election = Election {
            description: "Grüße aus dem Rathaus: 「選挙」 \u{1}".into(),
            name: "Wahl – Ärger".into(),
            group: name,
            public_key: trustees.check(hidden.group()).unwrap(),
            questions: plan.questions.clone(),
            uuid: UUID.into(),
            administrator: Some("Amt".into()),
            credential_authority: None,
        };
        let board = Board::new(TIMESTAMP, &election, &trustees, &eligibles, 1).unwrap();
        Town { board, hidden, credentials, chance, private, seeds }
    }

    /// Casts the votes.
    pub fn vote(&mut self, plan: &Plan) {
        let booth = Booth::new(self.board.setup().election().clone());
        for (voter, vote) in &plan.votes {
            let vote = Vote(vote.clone());
            let ballot = booth.ballot(&self.credentials[*voter], &vote, &mut self.chance).unwrap();
            self.board.cast(&ballot).unwrap();
        }
    }

    /// Closes and tallies.
    pub fn close(&mut self) {
        self.board.end_ballots().unwrap();
        self.board.add_tally().unwrap();
    }

    /// A shuffle of what is on the board.
    pub fn shuffle(&mut self) -> Shuffle {
        let election = self.board.setup().election();
        let hidden = SecretGroup::new(self.hidden.group(), &[election.public_key]);
        let lists = self.board.to_shuffle();
        let fingerprint = self.board.setup().fingerprint();
        Shuffle::new(&hidden, fingerprint, &election.public_key, &lists, &mut self.chance)
    }

    /// The share of the trustee at a place of the list of private keys.
    pub fn share(&mut self, place: usize) -> (u64, PartialDecryption) {
        let (owner, private) = &self.private[place];
        let fingerprint = self.board.setup().fingerprint();
        let lists = self.board.ciphertexts();
        (*owner, PartialDecryption::new(&self.hidden, private, fingerprint, lists, &mut self.chance))
    }

    /// Shuffles, if there is something to shuffle, and decrypts with all but the last of a group.
    pub fn decrypt(&mut self, plan: &Plan) {
        if self.board.setup().election().is_shuffled() {
            let trustees = self.board.setup().trustees().keys().len() as u64;
            for owner in 1..=trustees.min(2) {
                let shuffle = self.shuffle();
                self.board.add_shuffle(owner, &shuffle).unwrap();
            }
            self.board.end_shuffles().unwrap();
        }
        let needed = match plan.keys {
            Keys::Each(count) => count,
            Keys::OneAndSome(some, _) => 1 + some,
        };
        for place in 0..needed {
            let (owner, share) = self.share(place);
            self.board.add_decryption(owner, &share).unwrap();
        }
    }

    /// An election from beginning to end.
    pub fn held(plan: &Plan) -> (Town, Counted) {
        let mut town = Town::new(plan);
        town.vote(plan);
        town.close();
        town.decrypt(plan);
        let counted = town.board.add_result().unwrap();
        (town, counted)
    }
}

/// What should come out for the questions of choice, counted in the open.
pub fn sums(plan: &Plan, question: usize) -> Vec<u64> {
    let mut last = std::collections::BTreeMap::new();
    for (voter, vote) in &plan.votes {
        last.insert(voter, &vote[question]);
    }
    let width = plan.votes[0].1[question].len();
    let mut sums = vec![0; width];
    for (voter, vote) in last {
        for (sum, choice) in sums.iter_mut().zip(vote) {
            *sum += u64::from(*choice) * plan.weights[*voter].unwrap_or(1);
        }
    }
    sums
}
