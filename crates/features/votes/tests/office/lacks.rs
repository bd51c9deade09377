//! What a draft lacks, case by case.

use super::*;
use rathaus_votes::freezing::lacks;
use rathaus_votes::model::Lack;
use rathaus_votes::preparing::Worthless;
use rathaus_votes::store::elector::Register;
use rathaus_votes::store::message::{MessageKind, MessageRow};

fn election() -> Election {
    let now = rathaus_store::testing::start();
    Election {
        id: Id::of_name("election"),
        uuid: "RathausStimme26".to_owned(),
        title: "Wahl".to_owned(),
        description: String::new(),
        questions: vec![question(Kind::Choose)],
        rules: Rules::default(),
        opens_at: None,
        closes_at: Some(now),
        stage: Stage::Draft,
        stopped_at: None,
        rehearses: None,
        made_at: now,
        frozen_at: None,
        opened_at: None,
        closed_at: None,
        published_at: None,
    }
}

/// Everything that an election needs; a case takes something away.
struct Whole {
    election: Election,
    roles: Vec<RoleRow>,
    register: Register,
    messages: Vec<MessageRow>,
}

impl Whole {
    fn new() -> Self {
        let election = election();
        let counts = [(RoleKind::Board, 2), (RoleKind::Trustee, 2), (RoleKind::Registrar, 1)];
        let roles = counts.into_iter().flat_map(|(kind, count)| (1..=count).map(move |place| (kind, place)));
        let roles = roles.map(|(kind, place)| role(&election, kind, place)).collect();
        let register =
            Register { electors: 3, weight: 3, with_credential: 3, greatest: 1, ..Register::default() };
        let message = |place| MessageRow {
            kind: MessageKind::Key,
            place,
            body: String::new(),
            is_accepted: true,
            made_at: election.made_at,
        };
        let messages = [1, 2].map(message).to_vec();
        Self { election, roles, register, messages }
    }

    fn lacks(&self) -> Vec<Lack> {
        lacks(&self.election, &self.roles, &self.register, &self.messages)
    }
}

#[test]
fn each_thing_that_lacks_is_named_alone() {
    type Spoil = fn(&mut Whole);
    let cases: [(&[Lack], Spoil); 15] = [
        (&[], |_| {}),
        (&[Lack::Questions], |whole| whole.election.questions.clear()),
        (&[Lack::Questions], |whole| whole.election.questions[0].answers.clear()),
        (&[Lack::Window], |whole| whole.election.closes_at = None),
        (&[Lack::Electors], |whole| whole.register = Register::default()),
        (&[Lack::Weights], |whole| {
            whole.election.questions[0].kind = Kind::Rank;
            whole.register.greatest = 2;
        }),
        (&[], |whole| whole.register.greatest = 2),
        (&[Lack::Paper], |whole| {
            whole.election.questions[0].kind = Kind::Grade;
            whole.election.rules.paper = true;
        }),
        (&[], |whole| whole.election.rules.paper = true),
        (&[Lack::Board], |whole| drop(whole.roles.remove(0))),
        (&[Lack::Trustees], |whole| whole.election.rules.trustees = 3),
        (&[Lack::Registrar], |whole| drop(whole.roles.pop())),
        (&[Lack::Keys], |whole| drop(whole.messages.pop())),
        (&[Lack::Credentials], |whole| whole.register.with_credential = 2),
        (&[Lack::Apart], |whole| whole.roles[4].email = whole.roles[2].email.clone()),
    ];
    for (index, (wanted, spoil)) in cases.into_iter().enumerate() {
        let mut whole = Whole::new();
        spoil(&mut whole);
        assert_eq!(whole.lacks(), wanted, "case {index}");
    }
}

#[test]
fn keys_are_of_no_use_when_their_group_or_their_owners_change() {
    let whole = Whole::new();
    let ranked = Election { questions: vec![question(Kind::Rank)], ..whole.election.clone() };
    let other = Election { title: "Anders".to_owned(), ..whole.election.clone() };
    let with = |trustees| {
        let rules = Rules { trustees, ..whole.election.rules.clone() };
        Election { rules, ..whole.election.clone() }
    };
    for (before, after, trustees, wanted) in [
        (&whole.election, &other, 2, Worthless::Nothing),
        (&whole.election, &ranked, 2, Worthless::All),
        (&ranked, &whole.election, 2, Worthless::All),
        (&whole.election, &other, 3, Worthless::Keys),
        (&whole.election, &other, 1, Worthless::Keys),
        // Two of two are all of them, before and after: each key stands alone.
        (&with(2), &with(3), 2, Worthless::Nothing),
        (&with(2), &with(1), 2, Worthless::Keys),
        (&with(1), &with(2), 2, Worthless::Keys),
    ] {
        assert_eq!(Worthless::of(before, after, &whole.roles, trustees), wanted, "{after:?} {trustees}");
    }
}
