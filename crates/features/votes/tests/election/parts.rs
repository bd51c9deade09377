//! Elections for tests: made, frozen, and with everybody's secrets at hand.

use axum::Router;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use jiff::ToSpan;
use rathaus_ballot::group::Group;
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::threshold::Seed;
use rathaus_ballot::{
    Board, Booth, Credential, Election as Sealed, PartialDecryption, Shuffle, Vote, new_uuid,
};
use rathaus_store::testing::{Scratch, start};
use rathaus_store::{Actor, Id, Record, Scope, Workers};
use rathaus_votes::freezing::{Frozen, inbox_of};
use rathaus_votes::model::{
    Counting, ElectorLine, Kind, Majority, Question, RoleKind, Rules, Stage, group_of,
};
use rathaus_votes::store::ballot::insert_box;
use rathaus_votes::store::election::{
    CheckRow, Election, find_election, insert_election, insert_setup, list_checks, update_stage,
};
use rathaus_votes::store::elector::{insert_electors, list_electors, update_credential};
use rathaus_votes::store::message::{MessageKind, insert_message, list_messages};
use rathaus_votes::store::role::{RoleRow, insert_role, issue_link, list_roles};
use rathaus_web::App;
use rathaus_web::testing::{Browser, Shown, StubGate, app, north};

/// A house on a database.
pub struct House {
    _scratch: Scratch,
    pub app: App,
    pub router: Router,
    pub scope: Scope,
}

/// A house on each database.
pub async fn houses() -> Vec<House> {
    let own = [rathaus_web::MIGRATIONS, rathaus_people::MIGRATIONS, rathaus_votes::MIGRATIONS];
    let mut houses = Vec::new();
    for scratch in rathaus_store::testing::both(&own).await {
        let gate = std::sync::Arc::new(StubGate::new(&["votes"]));
        let (app, router) = app(&scratch, gate, vec![rathaus_votes::feature()]);
        let scope = scratch.store.tenant(north());
        houses.push(House { _scratch: scratch, app, router, scope });
    }
    houses
}

/// A question, as it is put by itself.
pub fn question(kind: Kind, answers: &[&str], least: u64, most: u64) -> Question {
    Question {
        text: "Worüber?".to_owned(),
        answers: answers.iter().map(ToString::to_string).collect(),
        kind,
        least,
        most,
        seats: 1,
        majority: Majority::Absolute,
        counting: Counting::Schulze,
        grades: 5,
    }
}

/// Two questions of choice.
pub fn plain() -> (Vec<Question>, Rules) {
    let questions = vec![
        question(Kind::Choose, &["Ja", "Nein"], 1, 1),
        question(Kind::Choose, &["Ada", "Ben", "Cleo"], 1, 2),
    ];
    (questions, Rules::default())
}

/// The same, and one can vote on paper.
pub fn with_paper() -> (Vec<Question>, Rules) {
    let (questions, rules) = plain();
    (questions, Rules { paper: true, ..rules })
}

/// An order of three.
pub fn ranked() -> (Vec<Question>, Rules) {
    (vec![question(Kind::Rank, &["Ada", "Ben", "Cleo"], 1, 1)], Rules::default())
}

/// A frozen election with three trustees of whom two suffice, and a board of three of whom two do.
pub struct Town<'a> {
    house: &'a House,
    pub scope: Scope,
    pub election: Election,
    hidden: SecretGroup,
    credentials: Vec<Credential>,
    seeds: Vec<Seed>,
    opened: Vec<String>,
    links: Vec<(RoleKind, usize, String)>,
    booth: Booth,
}

fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

impl<'a> Town<'a> {
    pub async fn new(
        house: &'a House,
        (questions, rules): (Vec<Question>, Rules),
        voters: usize,
    ) -> Town<'a> {
        let scope = house.scope.clone();
        let now = start();
        let mut change = scope.change(Actor::Program("test"), now).await.expect("begins");
        let election = Election {
            id: Id::new(now),
            uuid: new_uuid(&mut chance()),
            title: "Jugendrat 2026".to_owned(),
            description: "Grüße".to_owned(),
            questions,
            rules,
            opens_at: None,
            closes_at: Some(now.checked_add(48.hours()).expect("a time")),
            stage: Stage::Draft,
            stopped_at: None,
            rehearses: None,
            made_at: now,
            frozen_at: None,
            opened_at: None,
            closed_at: None,
            published_at: None,
        };
        insert_election(&mut change, &election).await.expect("kept");
        let mut links = Vec::new();
        for (kind, count) in
            [(RoleKind::Board, 3), (RoleKind::Trustee, 3), (RoleKind::Registrar, 1), (RoleKind::Observer, 1)]
        {
            for index in 0..count {
                let role = RoleRow {
                    id: Id::new(now),
                    election: election.id,
                    kind,
                    place: index as u64 + 1,
                    name: format!("{} {index}", kind.word()),
                    email: format!("{}{index}@example.org", kind.word()),
                    invited_at: None,
                };
                assert!(insert_role(&mut change, &role).await.expect("kept"));
                links.push((kind, index, issue_link(&mut change, &role).await.expect("issued")));
            }
        }
        let people: Vec<ElectorLine> = (0..voters)
            .map(|index| ElectorLine { name: format!("Person {index}"), address: String::new(), weight: 1 })
            .collect();
        assert_eq!(insert_electors(&mut change, election.id, &people).await.expect("kept"), voters as u64);
        let hidden = SecretGroup::new(&Group::new(group_of(&election.questions)), &[]);
        let mut credentials = Vec::new();
        for elector in list_electors(&mut change, election.id).await.expect("read") {
            let credential = Credential::new(&mut chance());
            let public = credential.public(&hidden, &election.uuid).to_decimal();
            let number = elector.number;
            assert!(update_credential(&mut change, election.id, number, &public).await.expect("kept"));
            credentials.push(credential);
        }
        let seeds: Vec<Seed> = (0..3).map(|_| Seed::new(&mut chance())).collect();
        let certificates: Vec<_> =
            seeds.iter().map(|seed| seed.certificate(&hidden, &mut chance())).collect();
        let mut hand_in = Vec::new();
        for (index, certificate) in certificates.iter().enumerate() {
            hand_in.push((MessageKind::Certificate, index, certificate.to_json()));
        }
        for (index, seed) in seeds.iter().enumerate() {
            let part = seed.polynomial(&hidden, &certificates, 2, &mut chance()).expect("a polynomial");
            hand_in.push((MessageKind::Polynomial, index, part.to_json()));
        }
        for (kind, index, body) in hand_in {
            let place = index as u64 + 1;
            insert_message(&mut change, election.id, kind, place, &body, true).await.expect("kept");
        }
        let mut opened = Vec::new();
        let messages = list_messages(&mut change, election.id).await.expect("read");
        for (index, seed) in seeds.iter().enumerate() {
            let place = index as u64 + 1;
            let inbox = inbox_of(&election, &messages, place).expect("an inbox");
            let inbox = rathaus_ballot::threshold::Inbox::from_json(&inbox).expect("an inbox");
            let accepted = seed.accept(&hidden, &certificates, &inbox, &mut chance()).expect("accepted");
            opened.push(accepted.private_key.clone());
            let body = accepted.to_json();
            let kind = MessageKind::Acceptance;
            insert_message(&mut change, election.id, kind, place, &body, true).await.expect("kept");
        }
        let roles = list_roles(&mut change, election.id).await.expect("read");
        let messages = list_messages(&mut change, election.id).await.expect("read");
        let electors = list_electors(&mut change, election.id).await.expect("read");
        let frozen = Frozen {
            election: &election,
            roles: &roles,
            messages: &messages,
            electors: &electors,
            invalid: "Ungültig",
            administrator: "Amt",
        };
        let setup = frozen.setup(now).expect("it fits together");
        insert_setup(&mut change, election.id, &setup).await.expect("kept");
        insert_box(&mut change, election.id).await.expect("kept");
        assert!(update_stage(&mut change, election.id, Stage::Draft, Stage::Frozen).await.expect("kept"));
        change.commit(Record::new("election.frozen", election.id)).await.expect("kept");
        let booth = Booth::new(Sealed::from_json(setup.description.as_bytes()).expect("an election"));
        Town { house, scope, election, hidden, credentials, seeds, opened, links, booth }
    }

    /// The path of the public page.
    pub fn page(&self) -> String {
        format!("/votes/{}", self.election.uuid)
    }

    /// A sealed ballot of a voter.
    pub fn ballot(&self, voter: usize, vote: &[&[u8]]) -> String {
        let vote = Vote(vote.iter().map(|numbers| numbers.to_vec()).collect());
        self.booth.ballot(&self.credentials[voter], &vote, &mut chance()).expect("a vote").to_json()
    }

    /// The number of a voter in the register.
    pub async fn number_of(&self, voter: usize) -> u64 {
        let mut view = self.scope.read().await.expect("read");
        list_electors(&mut view, self.election.id).await.expect("read")[voter].number
    }

    /// The path of somebody's page.
    pub fn link(&self, kind: RoleKind, index: usize) -> &str {
        let found = self.links.iter().find(|(one, place, _)| (*one, *place) == (kind, index));
        &found.expect("a role").2
    }

    /// Opens somebody's page.
    pub async fn open(&self, kind: RoleKind, index: usize) -> Shown {
        Browser::new(self.house.router.clone()).get(self.link(kind, index)).await
    }

    /// Posts below somebody's page.
    pub async fn post(&self, kind: RoleKind, index: usize, path: &str, fields: &[(&str, &str)]) -> Shown {
        let mut browser = Browser::new(self.house.router.clone()).with_token();
        browser.post(&format!("{}/{path}", self.link(kind, index)), fields).await
    }

    /// A member of the board agrees.
    pub async fn agree(&self, member: usize, act: &str) -> Shown {
        self.post(RoleKind::Board, member, "approvals", &[("act", act)]).await
    }

    /// Two of the board agree.
    pub async fn all_agree(&self, act: &str) {
        for member in [0, 1] {
            let shown = self.agree(member, act).await;
            assert_eq!(shown.status, 303, "{act}: {}", shown.text);
        }
    }

    /// Notes at the polling station.
    pub async fn paper(&self, number: u64, what: &str) -> Shown {
        self.post(RoleKind::Board, 2, &format!("register/{number}/{what}"), &[]).await
    }

    /// Enters what was counted on paper.
    pub async fn count_paper(&self, member: usize, counts: &[(&str, &str)]) -> Shown {
        self.post(RoleKind::Board, member, "paper", counts).await
    }

    /// A trustee, counted from 1, hands something in.
    pub async fn hand_in(&self, trustee: usize, kind: &str, body: &str) -> Shown {
        self.post(RoleKind::Trustee, trustee - 1, "messages", &[("kind", kind), ("body", body)]).await
    }

    /// Does what waits.
    pub async fn work(&self) {
        self.work_at(start()).await;
    }

    /// Does what waits at another time.
    pub async fn work_at(&self, now: jiff::Timestamp) {
        let workers = Workers::new(self.scope.store().clone(), std::sync::Arc::new(move || now));
        self.house.app.attend(workers).work_off().await.expect("worked off");
    }

    /// How far it has come.
    pub async fn stage(&self) -> Stage {
        let mut view = self.scope.read().await.expect("read");
        find_election(&mut view, &self.election.uuid).await.expect("read").expect("there").stage
    }

    /// The self-tests.
    pub async fn checks(&self) -> Vec<CheckRow> {
        let mut view = self.scope.read().await.expect("read");
        list_checks(&mut view, self.election.id).await.expect("read")
    }

    /// The archive as it is now, verified.
    async fn board(&self) -> Board {
        let mut view = self.scope.read().await.expect("read");
        let election = find_election(&mut view, &self.election.uuid).await.expect("read").expect("there");
        let archive = rathaus_votes::archive::write(&mut view, &election).await.expect("read");
        Board::open(archive.expect("frozen"), 1).expect("it verifies")
    }

    /// The share of a trustee, counted from 1, of what there is to decrypt.
    pub async fn share(&self, trustee: usize) -> String {
        let board = self.board().await;
        let private = self.seeds[trustee - 1].open(&self.hidden, &self.opened[trustee - 1]).expect("opens");
        let fingerprint = board.setup().fingerprint().to_owned();
        PartialDecryption::new(&self.hidden, &private, &fingerprint, board.ciphertexts(), &mut chance())
            .to_json()
    }

    /// A shuffle of what there is to mix.
    pub async fn shuffle(&self) -> String {
        let board = self.board().await;
        let key = board.setup().election().public_key;
        let hidden = SecretGroup::new(board.setup().group(), &[key]);
        let fingerprint = board.setup().fingerprint().to_owned();
        Shuffle::new(&hidden, &fingerprint, &key, &board.to_shuffle(), &mut chance()).to_json()
    }
}

/// The ballot with something wrong in it, each time something else.
pub fn faulty(good: &str, index: usize) -> String {
    let digits: Vec<usize> =
        good.char_indices().filter(|(_, sign)| sign.is_ascii_digit()).map(|(place, _)| place).collect();
    match index % 10 {
        0 => good[..good.len() - 1 - index % 100].to_owned(),
        1 => good.replacen('{', "{ ", 1),
        2 => good.replacen("\"answers\"", "\"answer\"", 1),
        3 => "{}".repeat(index % 5 + 1),
        5 => good.replacen("{\"election_uuid\":\"", "{\"election_uuid\":\"1", 1),
        6 => good.replacen("\"election_hash\":\"", "\"election_hash\":\"A", 1),
        4 => good.replacen("\"credential\":\"", "\"credential\":\"0", 1),
        _ => {
            // Another digit somewhere: what it breaks depends on where.
            let place = digits[(index * 7919) % digits.len()];
            let digit = good.as_bytes()[place];
            let other = if digit == b'9' { '1' } else { char::from(digit + 1) };
            format!("{}{other}{}", &good[..place], &good[place + 1..])
        }
    }
}
