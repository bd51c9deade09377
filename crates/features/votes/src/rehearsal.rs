//! Rehearsals: an election once more with people who do not exist, whose keys the house makes and keeps, so that the office sees before it
//! freezes what voters, board and trustees will see. Everything else is the code of real elections.

use jiff::Timestamp;
use rathaus_ballot::group::Group;
use rathaus_ballot::number::Number;
use rathaus_ballot::secret::{Secret, SecretGroup};
use rathaus_ballot::{
    Board, Booth, Credential, PartialDecryption, Phase, Refusal, Setup, Shuffle, TrusteeKey, Vote, new_uuid,
};
use rathaus_store::jobs::{Job, JobError, Task};
use rathaus_store::{Actor, Change, Id, Record, Scope, StoreError};
use rathaus_web::PageError;

use getrandom::rand_core::Rng;

use crate::approving::agree;
use crate::archive::write;
use crate::casting::{Checked, Refused, cast, check, setup_of, threads};
use crate::freezing::Frozen;
use crate::jobs::go_on_once;
use crate::model::{Act, ElectorLine, Kind, Question, RoleKind, Rules, Stage, group_of};
use crate::preparing::chance;
use crate::store::ballot::insert_box;
use crate::store::election::{
    Election, SetupRow, find_election_by_id, insert_check, insert_election, insert_setup, update_stage,
};
use crate::store::elector::{Elector, insert_electors, list_electors, update_credential};
use crate::store::message::{MessageKind, MessageRow, insert_message, list_messages};
use crate::store::rehearsal::{find_private_key, insert_rehearsal, list_codes};
use crate::store::role::{RoleRow, insert_role, list_roles};

/// How many may vote in a rehearsal.
pub const ELECTORS: u64 = 10;
/// How many vote at one push of the button.
pub const AT_ONCE: usize = 4;
/// The kind of the job that closes and counts a rehearsal.
pub const REHEARSE: &str = "votes.rehearse";

/// The secret keys of an election whose voters and trustees are made up.
pub struct Keys {
    /// The group with arithmetic for secrets.
    pub hidden: SecretGroup,
    /// The keys of the trustees.
    pub private: Vec<Secret>,
    /// The voting keys, in the order of the register.
    pub credentials: Vec<Credential>,
}

impl Keys {
    /// Makes them.
    pub fn new(questions: &[Question], trustees: usize, electors: usize) -> Self {
        let hidden = SecretGroup::new(&Group::new(group_of(questions)), &[]);
        let private = (0..trustees).map(|_| hidden.random(&mut chance())).collect();
        let credentials = (0..electors).map(|_| Credential::new(&mut chance())).collect();
        Self { hidden, private, credentials }
    }

    /// What the trustees would hand in.
    pub fn messages(&self, now: Timestamp) -> Vec<MessageRow> {
        let message = |(index, private): (usize, &Secret)| MessageRow {
            kind: MessageKind::Key,
            place: index as u64 + 1,
            body: TrusteeKey::new(&self.hidden, private, &mut chance()).to_json(),
            is_accepted: true,
            made_at: now,
        };
        self.private.iter().enumerate().map(message).collect()
    }

    /// The public halves of the voting keys.
    pub fn public(&self, uuid: &str) -> Vec<String> {
        let public = |credential: &Credential| credential.public(&self.hidden, uuid).to_decimal();
        self.credentials.iter().map(public).collect()
    }
}

/// A rehearsal as it was made, to be kept.
pub struct Made {
    /// The rehearsal.
    pub election: Election,
    role: RoleRow,
    people: Vec<Elector>,
    private: String,
    codes: Vec<(u64, String)>,
    messages: Vec<MessageRow>,
    setup: SetupRow,
}

/// The words of a rehearsal in the office's language.
pub struct Words {
    /// Its title.
    pub title: String,
    /// What its voters are called, before their number.
    pub person: String,
    /// The word for a deliberately invalid vote.
    pub invalid: String,
    /// Whose election it is.
    pub administrator: String,
}

impl Made {
    /// Makes a rehearsal of an election, with the one who rehearses, name and address, as its board. It computes on a thread where it
    /// holds nobody up.
    ///
    /// # Errors
    ///
    /// A fault where what was made does not fit together.
    pub async fn of(
        election: &Election,
        words: Words,
        who: (String, String),
        now: Timestamp,
    ) -> Result<Self, PageError> {
        let election = election.clone();
        let making = move || Self::make(election, words, who, now);
        tokio::task::spawn_blocking(making).await.map_err(PageError::fault)?
    }

    fn make(
        original: Election,
        words: Words,
        (name, email): (String, String),
        now: Timestamp,
    ) -> Result<Self, PageError> {
        let election = Election {
            id: Id::new(now),
            uuid: new_uuid(&mut chance()),
            title: words.title,
            rules: Rules { board: 1, trustees: 1, listed: false, ..original.rules },
            opens_at: None,
            closes_at: None,
            stage: Stage::Draft,
            stopped_at: None,
            rehearses: Some(original.id),
            made_at: now,
            frozen_at: None,
            opened_at: None,
            closed_at: None,
            published_at: None,
            ..original
        };
        let keys = Keys::new(&election.questions, 1, ELECTORS as usize);
        let (id, kind) = (Id::new(now), RoleKind::Board);
        let role = RoleRow { id, election: election.id, kind, place: 1, name, email, invited_at: None };
        let person = |(number, credential)| Elector {
            id: Id::new(now),
            number,
            name: format!("{} {number}", words.person),
            address: String::new(),
            weight: 1,
            credential: Some(credential),
            voted: None,
        };
        let people: Vec<Elector> = (1..).zip(keys.public(&election.uuid)).map(person).collect();
        let messages = keys.messages(now);
        let frozen = Frozen {
            election: &election,
            roles: std::slice::from_ref(&role),
            messages: &messages,
            electors: &people,
            invalid: &words.invalid,
            administrator: &words.administrator,
        };
        let setup = frozen.setup(now).map_err(PageError::Fault)?;
        let codes = keys.credentials.iter().map(|credential| credential.as_str().to_owned());
        let private = keys.hidden.reveal(&keys.private[0]).to_decimal();
        Ok(Self { role, people, private, codes: (1..).zip(codes).collect(), messages, setup, election })
    }

    /// Keeps it, frozen; the caller commits.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn keep(&self, change: &mut Change) -> Result<(), StoreError> {
        let id = self.election.id;
        insert_election(change, &self.election).await?;
        insert_role(change, &self.role).await?;
        let line = |person: &Elector| ElectorLine {
            name: person.name.clone(),
            address: person.address.clone(),
            weight: person.weight,
        };
        let lines: Vec<ElectorLine> = self.people.iter().map(line).collect();
        insert_electors(change, id, &lines).await?;
        for person in &self.people {
            let credential = person.credential.as_deref().unwrap_or_default();
            update_credential(change, id, person.number, credential).await?;
        }
        insert_rehearsal(change, id, &self.private, &self.codes).await?;
        for message in &self.messages {
            insert_message(change, id, message.kind, message.place, &message.body, true).await?;
        }
        keep_frozen(change, id, &self.setup).await
    }
}

/// Keeps what was frozen with an empty box; the caller commits.
///
/// # Errors
///
/// What the database says.
pub(crate) async fn keep_frozen(change: &mut Change, id: Id, setup: &SetupRow) -> Result<(), StoreError> {
    update_stage(change, id, Stage::Draft, Stage::Frozen).await?;
    insert_setup(change, id, setup).await?;
    insert_box(change, id).await?;
    insert_check(change, id, "frozen", 0, None).await
}

/// A number below `most`, near enough to uniform for people who do not exist.
fn below(most: u64) -> u64 {
    chance().next_u64() % most.max(1)
}

/// Some vote that the questions allow.
pub fn some_vote(questions: &[Question], rules: &Rules) -> Vote {
    let shuffled = |count: usize| {
        let mut order: Vec<usize> = (0..count).collect();
        for index in (1..count).rev() {
            order.swap(index, below(index as u64 + 1) as usize);
        }
        order
    };
    let numbers = |question: &Question| -> Vec<u8> {
        let count = question.answers.len();
        match question.kind {
            Kind::Rank => {
                let mut ranks = vec![0; count];
                for (rank, answer) in shuffled(count).into_iter().enumerate() {
                    ranks[answer] = rank as u8 + 1;
                }
                ranks
            }
            Kind::Grade => (0..count).map(|_| below(question.grades) as u8 + 1).collect(),
            Kind::Choose => {
                let least = question.least.max(1);
                let wanted = least + below(question.most.max(least) - least + 1);
                let chosen: Vec<usize> = shuffled(count).into_iter().take(wanted as usize).collect();
                let width = count + usize::from(question.may_be_invalid(rules));
                let choices = (0..width).map(|index| u8::from(chosen.contains(&index)));
                rules.blank.then_some(0).into_iter().chain(choices).collect()
            }
        }
    };
    Vote(questions.iter().map(numbers).collect())
}

/// Makes a ballot with a voting key.
///
/// # Errors
///
/// A fault where the key or the vote does not fit.
pub fn ballot_of(setup: &Setup, code: &str, vote: &Vote) -> Result<String, PageError> {
    let credential = Credential::parse(code).map_err(PageError::fault)?;
    let booth = Booth::new(setup.election().clone());
    Ok(booth.ballot(&credential, vote, &mut chance()).map_err(PageError::fault)?.to_json())
}

/// Some of those who have not voted vote at random; says how many did.
///
/// # Errors
///
/// What the database says.
pub async fn vote_at_random(scope: &Scope, election: &Election, now: Timestamp) -> Result<usize, PageError> {
    let mut view = scope.read().await?;
    let electors = list_electors(&mut view, election.id).await?;
    let codes = list_codes(&mut view, election.id).await?;
    let Some(setup) = setup_of(&mut view, election).await? else { return Err(PageError::NotFound) };
    drop(view);
    let waiting = |(number, _): &&(u64, String)| {
        electors.iter().any(|elector| elector.number == *number && elector.voted.is_none())
    };
    let codes: Vec<String> = codes.iter().filter(waiting).map(|(_, code)| code.clone()).collect();
    let mut count = 0;
    for code in codes.into_iter().take(AT_ONCE) {
        let vote = some_vote(&election.questions, &election.rules);
        let booth = setup.clone();
        let made = tokio::task::spawn_blocking(move || ballot_of(&booth, &code, &vote));
        let body = made.await.map_err(PageError::fault)??;
        let checked: Result<Checked, Refused> = check(setup.clone(), body).await?;
        let Ok(checked) = checked else { continue };
        let mut change = scope.change(Actor::Program("votes"), now).await?;
        if let Ok(true) = cast(&mut change, election, &checked).await? {
            change.commit(Record::new("election.rehearsal-vote", election.id)).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// The one member of the board of a rehearsal agrees to a step. `false` where the step is not due.
///
/// # Errors
///
/// What the database says.
pub async fn agree_alone(change: &mut Change, election: &Election, act: Act) -> Result<bool, StoreError> {
    let roles = list_roles(change, election.id).await?;
    let Some(board) = roles.iter().find(|role| role.kind == RoleKind::Board) else { return Ok(false) };
    let agreed = agree(change, election, board, act).await?;
    Ok(agreed == crate::approving::Agreed::Taken)
}

/// The job that closes what is left to close and counts.
///
/// # Errors
///
/// A fault where it cannot be written as JSON.
pub fn counting(election: Id) -> Result<Job, StoreError> {
    Job::new(REHEARSE, &election)
}

/// What the only trustee hands in next: a shuffle where there is something to shuffle, else a share.
pub(crate) fn handed_in(archive: Vec<u8>, private: &Secret) -> Result<(MessageKind, String), Refusal> {
    let board = Board::open(archive, threads())?;
    let setup = board.setup();
    if board.phase() == Phase::Shuffling {
        let key = setup.election().public_key;
        let hidden = SecretGroup::new(setup.group(), &[key]);
        let lists = board.to_shuffle();
        let shuffle = Shuffle::new(&hidden, setup.fingerprint(), &key, &lists, &mut chance());
        return Ok((MessageKind::Shuffle, shuffle.to_json()));
    }
    let hidden = SecretGroup::new(setup.group(), &[]);
    let lists = board.ciphertexts();
    let share = PartialDecryption::new(&hidden, private, setup.fingerprint(), lists, &mut chance());
    Ok((MessageKind::Share, share.to_json()))
}

/// Counts a rehearsal to its result: the office has asked for it once, and plays every role.
pub(crate) async fn rehearse(task: Task) -> Result<(), JobError> {
    let id: Id = task.payload()?;
    // Every round takes one step; there are fewer than that.
    for _ in 0..20 {
        if !rehearse_once(&task.scope, id, task.now()).await? {
            break;
        }
    }
    Ok(())
}

/// Goes on with the count. The job of every election does so at the same time; whoever of both is later finds it done.
async fn go_on(scope: &Scope, election: &Election, now: Timestamp) -> Result<bool, JobError> {
    if go_on_once(scope, election.id, now).await? {
        return Ok(true);
    }
    let mut view = scope.read().await?;
    let later = find_election_by_id(&mut view, election.id).await?;
    Ok(later.is_some_and(|later| later.stage != election.stage))
}

async fn rehearse_once(scope: &Scope, id: Id, now: Timestamp) -> Result<bool, JobError> {
    let mut view = scope.read().await?;
    let Some(election) = find_election_by_id(&mut view, id).await? else { return Ok(false) };
    let Some(private) = find_private_key(&mut view, id).await? else { return Ok(false) };
    let messages = list_messages(&mut view, id).await?;
    let is_waiting = messages.iter().any(|message| !message.is_accepted);
    let archive = write(&mut view, &election).await?;
    drop(view);
    let act = match election.stage {
        Stage::Closing => return go_on(scope, &election, now).await,
        Stage::Closed => Act::Count,
        Stage::Counted => Act::Publish,
        Stage::Counting => {
            let has_share = messages.iter().any(|message| message.kind == MessageKind::Share);
            if is_waiting || has_share {
                return go_on(scope, &election, now).await;
            }
            let Some(archive) = archive else { return Ok(false) };
            let work = move || {
                let group = SecretGroup::new(&Group::new(group_of(&election.questions)), &[]);
                let number = Number::from_decimal(&private)?;
                Some(handed_in(archive, &group.secret(&number)))
            };
            let made = tokio::task::spawn_blocking(work).await;
            let made = made.map_err(|error| JobError::Later(error.to_string()))?;
            let Some(Ok((kind, body))) = made else {
                return Err(JobError::Never("the key of a rehearsal opens nothing".to_owned()));
            };
            let mut change = scope.change(Actor::Program("votes"), now).await?;
            insert_message(&mut change, id, kind, 1, &body, false).await?;
            change.commit(Record::new("election.message-handed-in", id).with("kind", kind.word())).await?;
            return Ok(true);
        }
        _ => return Ok(false),
    };
    let mut change = scope.change(Actor::Program("votes"), now).await?;
    if !agree_alone(&mut change, &election, act).await? {
        return Ok(false);
    }
    change.commit(Record::new("election.agreed", id).with("act", act.word())).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Counting, Majority};

    #[test]
    fn votes_at_random_are_answers() {
        let question = |kind, least, most| Question {
            text: "Wer?".to_owned(),
            answers: ["A", "B", "C", "D"].map(str::to_owned).to_vec(),
            kind,
            least,
            most,
            seats: 1,
            majority: Majority::Relative,
            counting: Counting::Schulze,
            grades: 5,
        };
        for (blank, invalid) in [(true, true), (true, false), (false, true), (false, false)] {
            let rules = Rules { blank, invalid, ..Rules::default() };
            for _ in 0..50 {
                let questions =
                    [question(Kind::Choose, 1, 3), question(Kind::Rank, 0, 4), question(Kind::Grade, 0, 4)];
                let Vote(votes) = &some_vote(&questions, &rules);
                assert_eq!(votes[0].len(), 4 + usize::from(blank) + usize::from(invalid));
                let chosen: u8 = votes[0].iter().sum();
                assert!((1..=3).contains(&chosen) && votes[0].iter().all(|one| *one < 2), "{votes:?}");
                assert!(!blank || votes[0][0] == 0, "{votes:?}");
                let mut ranks = votes[1].clone();
                ranks.sort_unstable();
                assert_eq!(ranks, [1, 2, 3, 4]);
                assert!(votes[2].iter().all(|grade| (1..=5).contains(grade)), "{votes:?}");
            }
        }
    }
}
