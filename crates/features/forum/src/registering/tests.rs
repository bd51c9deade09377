use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Record, TenantId};

use super::*;
use crate::store::event::{find_event, save_event};
use crate::store::registrant::ensure_registrant;
use crate::store::registration::list_registrations;
use crate::store::round::insert_round;

const NEEDED: &[&[rathaus_store::Migration]] =
    &[rathaus_people::MIGRATIONS, rathaus_procedure::store::MIGRATIONS, crate::MIGRATIONS];

fn form() -> Definition {
    shipped(&"registration-2026".parse().expect("an id"), 3).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn named(names: &[&str]) -> Entry {
    let people = names.iter().map(|name| Person { name: (*name).into(), ..Person::default() }).collect();
    Entry { people, wants_talks: true, ..Entry::default() }
}

fn registrant(round: Id, name: &str) -> Registrant {
    Registrant {
        id: Id::new(start()),
        round,
        organisation: Some(Id::of_name(name)),
        name: name.into(),
        kind: ParticipantKind::Municipality,
        ags: None,
        contact: String::new(),
        email: String::new(),
        lang: rathaus_core::Lang::De,
        origin: Origin::Seat,
        created_at: start(),
        mailing: None,
        mailed_at: None,
    }
}

#[test]
fn the_shipped_form_is_sound_and_says_back_what_an_entry_says() {
    let said = Entry {
        people: vec![Person {
            name: "Ada Anker".into(),
            email: "ada@anker.example".into(),
            function: "Amtsleitung".into(),
            diet: "vegan".into(),
            assistance: "Höranlage".into(),
        }],
        arrives: "13:45".parse().ok(),
        leaves: "16:00".parse().ok(),
        wants_talks: true,
        min_talks: Some(1),
        max_talks: Some(4),
    };
    let answers = answers_of(&said);
    let today = jiff::civil::date(2026, 9, 1);
    assert_eq!(rathaus_procedure::check(&form(), &answers, today), []);
    assert_eq!(entry(&answers.submitted(&form(), today)), said);
    let many = answers_of(&named(&["A", "Bo", "Cy", "Di"]));
    assert!(!rathaus_procedure::check(&form(), &many, today).is_empty(), "three people at most");
}

#[test]
fn times_are_read_as_chosen_or_written() {
    let answers: Answers = serde_json::from_str(
        r#"{"arrives": {"choice": {"option": "t1330"}}, "leaves": {"choice": {"other": "13 Uhr"}}, "wants-talks": {"yes_no": false},
            "min-talks": {"number": "5"}, "max-talks": {"number": "3"}}"#,
    )
    .expect("answers");
    let said = entry(&answers);
    assert_eq!((said.arrives, said.leaves), ("13:30".parse().ok(), None), "nobody leaves before they come");
    assert_eq!((said.min_talks, said.max_talks, said.wants_talks), (Some(3), Some(3), false));
}

#[tokio::test]
async fn the_last_place_goes_to_who_came_first_and_the_line_moves_up() {
    for scratch in both(NEEDED).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let round = KeptRound::sample("2026");
        insert_round(&mut change, &round).await.expect("kept");
        let event = ensure_event(&mut change, &round).await.expect("made");
        assert!(save_event(&mut change, &Event { capacity: Some(3), ..event }).await.expect("kept"));
        let mut bodies = Vec::new();
        for (name, people) in [("a", &["A1", "A2"][..]), ("b", &["B1", "B2"]), ("c", &["C1"]), ("d", &["D1"])]
        {
            let one = ensure_registrant(&mut change, &registrant(round.id, name)).await.expect("kept");
            let taken = take(&mut change, &round, &one, &named(people), false).await.expect("taken");
            bodies.push((one, taken.expect("taken")));
        }
        let states =
            |list: Vec<Registration>| list.into_iter().map(|one| (one.label, one.state)).collect::<Vec<_>>();
        use RegistrationState::{Cancelled, Registered, Waiting};
        let want = |all: [RegistrationState; 4]| {
            all.into_iter()
                .enumerate()
                .map(|(n, state)| (format!("P{:02}", n + 1), state))
                .collect::<Vec<_>>()
        };
        let now = list_registrations(&mut change, round.id).await.expect("read");
        assert_eq!(states(now), want([Registered, Waiting, Waiting, Waiting]), "nobody overtakes");
        // Who holds places gets no more than are free, and keeps what they have.
        let more =
            take(&mut change, &round, &bodies[0].0, &named(&["A1", "A2", "A3"]), false).await.expect("runs");
        assert_eq!(more.err(), Some(Refusal::NoMorePlaces));
        let fewer = take(&mut change, &round, &bodies[0].0, &named(&["A1"]), false).await.expect("runs");
        assert_eq!(fewer.expect("taken").state, Registered);
        let now = list_registrations(&mut change, round.id).await.expect("read");
        assert_eq!(states(now), want([Registered, Registered, Waiting, Waiting]), "two places were free");
        let first = find_registration(&mut change, bodies[0].0.id).await.expect("read").expect("there");
        assert!(cancel(&mut change, &round, &first).await.expect("off"));
        assert!(!cancel(&mut change, &round, &first).await.expect("runs"), "an old edition");
        let now = list_registrations(&mut change, round.id).await.expect("read");
        assert_eq!(states(now), want([Cancelled, Registered, Registered, Waiting]));
        // Whoever comes back stands at the end of the line; the office may put them in all the same.
        let back = take(&mut change, &round, &bodies[0].0, &named(&["A1"]), false).await.expect("runs");
        let back = back.expect("taken");
        assert_eq!((back.state, back.label.as_str()), (Waiting, "P01"));
        let put_in = take(&mut change, &round, &bodies[0].0, &named(&["A1"]), true).await.expect("runs");
        assert_eq!(put_in.expect("taken").state, Registered);
        // More places: the line moves up.
        let event = find_event(&mut change, &round).await.expect("read");
        let event = Event { capacity: Some(5), ..event };
        assert!(save_event(&mut change, &event).await.expect("kept"));
        assert_eq!(fill_up(&mut change, &event).await.expect("moved"), [bodies[3].0.id]);
        assert!(fill_up(&mut change, &event).await.expect("runs").is_empty());
        change.commit(Record::new("registration.made", round.id)).await.expect("kept");
    }
}

#[tokio::test]
async fn a_round_gets_the_form_once_and_it_takes_as_many_people_as_the_office_says() {
    for scratch in both(NEEDED).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let mut change = scope.change(Actor::Anonymous, start()).await.expect("begins");
        let round = KeptRound::sample("2026");
        insert_round(&mut change, &round).await.expect("kept");
        let key = ensure_form(&mut change, &round).await.expect("made");
        assert_eq!(key, "registration-2026");
        assert_eq!(ensure_form(&mut change, &round).await.expect("there"), key);
        let event = find_event(&mut change, &round).await.expect("read");
        let event = Event { delegates: 5, ..event };
        let_in(&mut change, &event).await.expect("changed");
        let live = find_live(&mut change, &key).await.expect("read").expect("there");
        let group = live.definition.group(&GROUP.parse().expect("an id")).expect("there").1;
        assert_eq!((live.n, group.max), (2, 5));
        let_in(&mut change, &event).await.expect("runs");
        assert_eq!(
            find_live(&mut change, &key).await.expect("read").expect("there").n,
            2,
            "nothing to change"
        );
        let one = ensure_registrant(&mut change, &registrant(round.id, "a")).await.expect("kept");
        keep_answers(&mut change, &round, one.id, &named(&["Ada", "Bo"])).await.expect("kept");
        let current =
            rathaus_procedure::store::current_submission(&mut change, live.form, &holder(one.id)).await;
        assert_eq!(entry(&current.expect("read").expect("there").answers).people.len(), 2);
        change.commit(Record::new("round.registration-opened", round.id)).await.expect("kept");
    }
}
