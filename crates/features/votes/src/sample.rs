//! Elections to be looked at: one with its result, one in which one can vote, one that is prepared. Nobody of them exists, so the house
//! made their keys, as it does for rehearsals; all else went the way of every election.

use jiff::{SignedDuration, Timestamp};
use rathaus_ballot::number::Number;
use rathaus_ballot::{Vote, new_uuid};
use rathaus_store::jobs::JobError;
use rathaus_store::{Actor, Id, Record, Scope, StoreError};
use rathaus_web::PageError;

use crate::approving::agree;
use crate::archive::write;
use crate::casting::{cast, check, setup_of};
use crate::freezing::Frozen;
use crate::jobs::go_on_once;
use crate::model::{Act, Counting, ElectorLine, Kind, Majority, Question, RoleKind, Rules, Stage};
use crate::preparing::chance;
use crate::rehearsal::{Keys, ballot_of, handed_in, keep_frozen};
use crate::store::election::{Election, insert_election};
use crate::store::elector::{insert_electors, list_electors, update_credential};
use crate::store::message::{MessageKind, insert_message};
use crate::store::role::{RoleRow, insert_role, issue_link, list_roles};

const DAY: i64 = 24;

/// Who acts in the samples.
const ROLES: [(RoleKind, u64, &str, &str); 6] = [
    (RoleKind::Board, 1, "Bea Beispiel", "bea@wahl.example"),
    (RoleKind::Board, 2, "Boris Beispiel", "boris@wahl.example"),
    (RoleKind::Trustee, 1, "Tessa Beispiel", "tessa@wahl.example"),
    (RoleKind::Trustee, 2, "Theo Beispiel", "theo@wahl.example"),
    (RoleKind::Trustee, 3, "Thea Beispiel", "thea@wahl.example"),
    (RoleKind::Registrar, 1, "Rosa Beispiel", "rosa@wahl.example"),
];

const ELECTORS: [&str; 9] = [
    "Adem Beispiel",
    "Berta Beispiel",
    "Carla Beispiel",
    "Deniz Beispiel",
    "Emil Beispiel",
    "Finja Beispiel",
    "Gül Beispiel",
    "Hannes Beispiel",
    "Ida Beispiel",
];

/// What the nine vote in the election that has a result; two do not.
const VOTES: [&[u8]; 7] = [
    &[0, 1, 1, 0, 0],
    &[0, 1, 0, 1, 0],
    &[0, 0, 1, 0, 1],
    &[0, 1, 1, 0, 0],
    &[1, 0, 0, 0, 0],
    &[0, 0, 1, 0, 0],
    &[0, 1, 0, 0, 1],
];

fn question(text: &str, answers: &[&str], most: u64) -> Question {
    Question {
        text: text.to_owned(),
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        kind: Kind::Choose,
        least: 1,
        most,
        seats: most as usize,
        majority: Majority::Relative,
        counting: Counting::Schulze,
        grades: 5,
    }
}

fn hours(from: Timestamp, hours: i64) -> Result<Timestamp, StoreError> {
    from.checked_add(SignedDuration::from_hours(hours)).map_err(StoreError::fault)
}

/// A draft of the samples.
fn draft(title: &str, description: &str, questions: Vec<Question>, made_at: Timestamp) -> Election {
    Election {
        id: Id::new(made_at),
        uuid: new_uuid(&mut chance()),
        title: title.to_owned(),
        description: description.to_owned(),
        questions,
        rules: Rules { trustees: 3, ..Rules::default() },
        opens_at: None,
        closes_at: None,
        stage: Stage::Draft,
        stopped_at: None,
        rehearses: None,
        made_at,
        frozen_at: None,
        opened_at: None,
        closed_at: None,
        published_at: None,
    }
}

/// Keeps a draft with roles and voters.
async fn keep(scope: &Scope, election: &Election) -> Result<(), PageError> {
    let mut change = scope.change(Actor::Program("sample"), election.made_at).await?;
    insert_election(&mut change, election).await?;
    for (kind, place, name, email) in ROLES {
        let role = RoleRow {
            id: Id::new(election.made_at),
            election: election.id,
            kind,
            place,
            name: name.to_owned(),
            email: email.to_owned(),
            invited_at: None,
        };
        insert_role(&mut change, &role).await?;
    }
    let person = |name: &&str| ElectorLine { name: (*name).to_owned(), address: String::new(), weight: 1 };
    let people: Vec<ElectorLine> = ELECTORS.iter().map(person).collect();
    insert_electors(&mut change, election.id, &people).await?;
    change.commit(Record::new("election.begun", election.id)).await?;
    Ok(())
}

/// Makes all keys and freezes it.
async fn frozen(scope: &Scope, election: &Election, at: Timestamp) -> Result<Keys, PageError> {
    let (questions, uuid) = (election.questions.clone(), election.uuid.clone());
    let making = move || {
        let keys = Keys::new(&questions, 3, ELECTORS.len());
        let public = keys.public(&uuid);
        (keys, public)
    };
    let (keys, public) = tokio::task::spawn_blocking(making).await.map_err(PageError::fault)?;
    let mut change = scope.change(Actor::Program("sample"), at).await?;
    for (number, credential) in (1..).zip(&public) {
        update_credential(&mut change, election.id, number, credential).await?;
    }
    let messages = keys.messages(at);
    for message in &messages {
        insert_message(&mut change, election.id, message.kind, message.place, &message.body, true).await?;
    }
    change.commit(Record::new("election.keys-made", election.id)).await?;
    let mut view = scope.read().await?;
    let roles = list_roles(&mut view, election.id).await?;
    let electors = list_electors(&mut view, election.id).await?;
    drop(view);
    let copy = election.clone();
    let work = move || {
        let frozen = Frozen {
            election: &copy,
            roles: &roles,
            messages: &messages,
            electors: &electors,
            invalid: "Ungültig stimmen",
            administrator: "Beispielkommune",
        };
        frozen.setup(at)
    };
    let setup = tokio::task::spawn_blocking(work).await.map_err(PageError::fault)?;
    let mut change = scope.change(Actor::Program("sample"), at).await?;
    keep_frozen(&mut change, election.id, &setup.map_err(PageError::Fault)?).await?;
    change.commit(Record::new("election.frozen", election.id)).await?;
    Ok(keys)
}

/// Both of the board agree to a step.
async fn step(scope: &Scope, election: &Election, act: Act, at: Timestamp) -> Result<(), PageError> {
    for place in [1, 2] {
        let mut change = scope.change(Actor::Program("sample"), at).await?;
        let roles = list_roles(&mut change, election.id).await?;
        let board = roles.iter().find(|role| role.kind == RoleKind::Board && role.place == place);
        let board = board.ok_or(PageError::NotFound)?;
        agree(&mut change, election, board, act).await?;
        change.commit(Record::new("election.agreed", election.id).with("act", act.word())).await?;
    }
    Ok(())
}

async fn vote(
    scope: &Scope,
    election: &Election,
    code: &str,
    vote: &[u8],
    at: Timestamp,
) -> Result<(), PageError> {
    let mut view = scope.read().await?;
    let setup = setup_of(&mut view, election).await?.ok_or(PageError::NotFound)?;
    drop(view);
    let body = ballot_of(&setup, code, &Vote(vec![vote.to_vec()]))?;
    let checked = check(setup, body).await?.map_err(|refused| PageError::Fault(refused.word().to_owned()))?;
    let mut change = scope.change(Actor::Program("sample"), at).await?;
    let cast = cast(&mut change, election, &checked).await?;
    cast.map_err(|refused| PageError::Fault(refused.word().to_owned()))?;
    change.commit(Record::new("election.ballot-cast", election.id)).await?;
    Ok(())
}

fn stopped(error: JobError) -> PageError {
    PageError::Fault(format!("a sample count: {error:?}"))
}

/// Adds all of it; gives labels and paths of links by which one can take part.
///
/// # Errors
///
/// What the database says.
pub async fn furnish(scope: &Scope, now: Timestamp) -> Result<Vec<(String, String)>, PageError> {
    held(scope, now).await?;
    let links = open(scope, now).await?;
    let text = "Soll die Bibliothek auch sonntags öffnen?";
    let about = "Der Ausschuss möchte wissen, was die Mitglieder des Fördervereins davon halten.";
    keep(scope, &draft("Bibliothek am Sonntag", about, vec![question(text, &["Ja", "Nein"], 1)], now))
        .await?;
    Ok(links)
}

/// The election that has a result.
async fn held(scope: &Scope, now: Timestamp) -> Result<(), PageError> {
    let answers = ["Amira Beispiel", "Bruno Beispiel", "Celia Beispiel", "Dario Beispiel"];
    let questions = vec![question("Wer vertritt das Jugendparlament?", &answers, 2)];
    let title = "Wahl der Sprecherinnen und Sprecher des Jugendparlaments";
    let mut election = draft(title, "Zwei von vier werden gewählt.", questions, hours(now, -14 * DAY)?);
    election.closes_at = Some(hours(now, -2 * DAY)?);
    keep(scope, &election).await?;
    let keys = frozen(scope, &election, hours(now, -10 * DAY)?).await?;
    step(scope, &election, Act::Open, hours(now, -9 * DAY)?).await?;
    for ((credential, numbers), ago) in keys.credentials.iter().zip(VOTES).zip(3..) {
        vote(scope, &election, credential.as_str(), numbers, hours(now, -ago * DAY + 10)?).await?;
    }
    let closed = hours(now, -2 * DAY)?;
    step(scope, &election, Act::Close, closed).await?;
    go_on_once(scope, election.id, closed).await.map_err(stopped)?;
    let counting = hours(closed, 1)?;
    step(scope, &election, Act::Count, counting).await?;
    let mut view = scope.read().await?;
    let archive = write(&mut view, &election).await?.ok_or(PageError::NotFound)?;
    drop(view);
    for (place, private) in (1..).zip(&keys.private) {
        // Secrets do not leave their owner, so a copy goes to the thread that computes.
        let number: Number = keys.hidden.reveal(private);
        let (archive, group) = (archive.clone(), keys.hidden.group().clone());
        let work = move || {
            let hidden = rathaus_ballot::secret::SecretGroup::new(&group, &[]);
            handed_in(archive, &hidden.secret(&number))
        };
        let share = tokio::task::spawn_blocking(work).await.map_err(PageError::fault)?;
        let (kind, body) = share.map_err(PageError::fault)?;
        debug_assert_eq!(kind, MessageKind::Share);
        let mut change = scope.change(Actor::Program("sample"), counting).await?;
        insert_message(&mut change, election.id, kind, place, &body, false).await?;
        change.commit(Record::new("election.message-handed-in", election.id)).await?;
    }
    while go_on_once(scope, election.id, counting).await.map_err(stopped)? {}
    step(scope, &election, Act::Publish, hours(now, -DAY)?).await
}

/// The election in which one can vote.
async fn open(scope: &Scope, now: Timestamp) -> Result<Vec<(String, String)>, PageError> {
    let questions = vec![question("Soll der Marktplatz autofrei werden?", &["Ja", "Nein"], 1)];
    let about = "Eine Befragung mit neun erfundenen Wahlberechtigten.";
    let mut election = draft("Autofreier Marktplatz", about, questions, hours(now, -3 * DAY)?);
    election.closes_at = Some(hours(now, 14 * DAY)?);
    keep(scope, &election).await?;
    let keys = frozen(scope, &election, hours(now, -2 * DAY)?).await?;
    step(scope, &election, Act::Open, hours(now, -DAY)?).await?;
    let codes: Vec<&str> = keys.credentials.iter().map(|credential| credential.as_str()).collect();
    for (code, numbers) in codes.iter().zip([[0, 1, 0], [0, 0, 1], [0, 1, 0]]) {
        vote(scope, &election, code, &numbers, now).await?;
    }
    let mut links = Vec::new();
    let mut change = scope.change(Actor::Program("sample"), now).await?;
    for role in list_roles(&mut change, election.id).await? {
        let label = match (role.kind, role.place) {
            (RoleKind::Board, place) => format!("Wahlvorstand {place}"),
            (RoleKind::Registrar, _) => "Wahlregister".to_owned(),
            (RoleKind::Trustee, 1) => "Auszählung".to_owned(),
            _ => continue,
        };
        links.push((label, issue_link(&mut change, &role).await?));
    }
    change.commit(Record::new("election.links-issued", election.id)).await?;
    for code in codes.iter().rev().take(2) {
        links.push((format!("Abstimmen: {code}"), format!("/votes/{}/booth", election.uuid)));
    }
    Ok(links)
}
