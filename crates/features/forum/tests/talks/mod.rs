//! Wishes, the plan of talks, the day: two sides say whom they would like to meet, the office computes, moves and
//! publishes, somebody does not come, and what came of the talks is noted on phones.

mod api;
mod day;
mod doors;
mod planning;
mod wishing;

use jiff::{SignedDuration, Timestamp};
use rathaus_forum::model::ParticipantKind;
use rathaus_forum::model::talk::TalkState;
use rathaus_forum::store::event::ensure_event;
use rathaus_forum::store::registrant::{Origin, Registrant, ensure_registrant, issue_link};
use rathaus_forum::store::registration::delegate::{Person, list_delegates_of, save_delegates};
use rathaus_forum::store::registration::{Delegate, Registration, insert_registration};
use rathaus_forum::store::round::{KeptRound, insert_round};
use rathaus_forum::store::talk::{Talk, find_talk_plan, list_talks};
use rathaus_forum::store::talk_note::list_notes;
use rathaus_forum::store::wish::list_wishes;
use rathaus_people::organisation::{NewOrganisation, OrganisationKind};
use rathaus_people::testing::{House, houses};
use rathaus_store::{Actor, Change, Id, Record};
use rathaus_web::testing::{Browser, Door, Shown, complaints};
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

/// A registration with its person, the path of its link and the key of its badge.
struct Guest {
    id: Id,
    link: String,
    key: String,
}

/// A registration of one person, with a link that opens it.
async fn guest(
    change: &mut Change,
    round: &KeptRound,
    label: &str,
    name: &str,
    kind: ParticipantKind,
    organisation: Option<Id>,
) -> Guest {
    let email = format!("{}@{}.example", label.to_lowercase(), name.to_lowercase().replace(' ', "-"));
    let one = Registration {
        organisation,
        contact: format!("{name} Kontakt"),
        email: email.clone(),
        ..Registration::new(change.now(), round.id, label, name, kind)
    };
    assert!(insert_registration(change, &one).await.expect("kept"));
    let registrant = Registrant {
        id: one.id,
        round: round.id,
        organisation,
        name: name.into(),
        kind,
        ags: None,
        contact: one.contact.clone(),
        email: email.clone(),
        lang: rathaus_web::Lang::De,
        origin: Origin::Asked,
        created_at: change.now(),
        mailing: None,
        mailed_at: None,
    };
    let registrant = ensure_registrant(change, &registrant).await.expect("kept");
    let person = Person { name: format!("{name} Person"), email: email.clone(), ..Person::default() };
    save_delegates(change, round.id, one.id, &[person]).await.expect("kept");
    let delegates: Vec<Delegate> = list_delegates_of(change, one.id).await.expect("read");
    Guest {
        id: one.id,
        link: issue_link(change, round, &registrant, &email).await.expect("issued"),
        key: delegates[0].key.clone(),
    }
}

struct Stage {
    round: KeptRound,
    towns: Vec<Guest>,
    firms: Vec<Guest>,
    firm: Id,
}

/// A round on 22 September with three towns and two suppliers; the house's clock at 10 September.
async fn stage(house: &House) -> Stage {
    house.pass(SignedDuration::from_hours(24 * 101));
    let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
    let firm = house.organisation(house.north.id, &firm).await;
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("test"), house.now()).await.expect("begins");
    let stage = furnish(&mut change, Some(firm), "2026-09-22").await;
    change.commit(Record::new("round.opened", stage.round.id)).await.expect("kept");
    stage
}

async fn furnish(change: &mut Change, firm: Option<Id>, day: &str) -> Stage {
    let mut round = KeptRound { title: "Forum 2026".into(), ..KeptRound::sample("2026") };
    for dates in
        round.stages.iter_mut().filter(|dates| dates.stage == rathaus_forum::store::round::Stage::Event)
    {
        (dates.starts, dates.ends) = (day.parse().ok(), day.parse().ok());
    }
    round.settings.tables = 2;
    round.settings.slots.start = "14:00".parse().expect("a time");
    round.settings.slots.end = "15:00".parse().expect("a time");
    insert_round(change, &round).await.expect("kept");
    ensure_event(change, &round).await.expect("made");
    let mut towns = Vec::new();
    for (label, name) in [("P01", "Calden"), ("P02", "Fulda"), ("P03", "Korbach")] {
        towns.push(guest(change, &round, label, name, ParticipantKind::Municipality, None).await);
    }
    let firms = vec![
        guest(change, &round, "P04", "Anker GmbH", ParticipantKind::Supplier, firm).await,
        guest(change, &round, "P05", "Bogen AG", ParticipantKind::Supplier, None).await,
    ];
    Stage { round, towns, firms, firm: firm.unwrap_or_else(|| Id::of_name("none")) }
}

fn value(page: &Shown, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&mark).unwrap_or_else(|| panic!("{name} in {}", page.text));
    rest.split('"').next().expect("a value").to_owned()
}

async fn talks(house: &House, round: &KeptRound) -> Vec<Talk> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_talks(&mut view, round.id).await.expect("read")
}

async fn edition(house: &House, round: &KeptRound) -> i64 {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    find_talk_plan(&mut view, round.id).await.expect("read").edition
}

async fn wish(browser: &mut Browser, link: &str, wishes: &[(&str, &str)]) -> Shown {
    let path = format!("{link}/wishes");
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let edition = value(&page, "edition");
    let names: Vec<String> = wishes.iter().map(|(label, _)| format!("w.{label}")).collect();
    let mut fields = vec![("edition", edition.as_str())];
    fields.extend(names.iter().zip(wishes).map(|(name, (_, word))| (name.as_str(), *word)));
    browser.post(&path, &fields).await
}

/// Both sides wish, the office computes and publishes.
async fn published(house: &House, stage: &Stage, office: &mut Browser) {
    for (place, town) in stage.towns.iter().enumerate() {
        let words = [("P04", "4"), ("P05", if place == 2 { "never" } else { "3" })];
        assert_eq!(wish(&mut house.browser(), &town.link, &words).await.status, 303);
    }
    for firm in &stage.firms {
        let words = [("P01", "3"), ("P02", "3"), ("P03", "2")];
        assert_eq!(wish(&mut house.browser(), &firm.link, &words).await.status, 303);
    }
    let path = "/rounds/2026/talks";
    office.get(path).await;
    assert_eq!(office.post(path, &[]).await.status, 303);
    house.work().await;
    let page = office.get(&format!("{path}/publication")).await;
    let edition = value(&page, "edition");
    let done = office.post(&format!("{path}/publication"), &[("edition", &edition)]).await;
    assert_eq!(done.location, path, "{}", done.text);
}
