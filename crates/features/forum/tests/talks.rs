//! Wishes, the plan of talks, the day: two sides say whom they would like to meet, the office computes, moves and
//! publishes, somebody does not come, and what came of the talks is noted on phones.

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

#[tokio::test]
async fn both_sides_wish_and_a_request_blocks_nothing() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let list = office.get("/rounds/2026/wishes").await.text;
        assert!(list.contains("5 Einrichtungen erinnern") && list.contains("Calden"), "{list}");

        let (town, firm) = (&stage.towns[0], &stage.firms[0]);
        let mut ada = house.browser();
        let page = ada.get(&format!("{}/wishes", town.link)).await;
        assert!(page.text.contains("Anker GmbH") && page.text.contains("bis 21. September"), "{}", page.text);
        assert!(!page.text.contains("Fulda"), "towns do not meet towns here");
        let wrong = wish(&mut ada, &town.link, &[("P04", "must")]).await;
        assert_eq!(wrong.status, 422, "only the office agrees: {}", wrong.text);
        assert_eq!(wish(&mut ada, &town.link, &[("P04", "5"), ("P05", "never")]).await.status, 303);
        // A colleague with an old page loses nothing.
        let stale = ada.post(&format!("{}/wishes", town.link), &[("edition", "0"), ("w.P04", "1")]).await;
        assert!(stale.status == 422 && stale.text.contains("inzwischen geändert"), "{}", stale.text);

        // The other side sees it, wishes back and asks another town.
        let mut bo = house.browser();
        let page = bo.get(&format!("{}/wishes", firm.link)).await.text;
        assert!(page.contains("möchte mit Ihnen sprechen"), "{page}");
        assert_eq!(wish(&mut bo, &firm.link, &[("P01", "3")]).await.status, 303);
        assert!(bo.get(&format!("{}/wishes", firm.link)).await.text.contains("wünschen sich beide"));
        let ask = format!("{}/requests", firm.link);
        let wrong = bo.post(&ask, &[("other", "P99"), ("words", "")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        for _ in 0..2 {
            let sent = bo.post(&ask, &[("other", "P02"), ("words", "Zehn Minuten?")]).await;
            assert_eq!(sent.status, 303, "{}", sent.text);
        }
        house.work().await;
        let mails = house.mails(house.north.id).await;
        let asked: Vec<_> =
            mails.iter().filter(|(_, mail)| mail.contains("bittet um ein Gespräch")).collect();
        assert!(asked.len() == 1 && asked[0].0 == "p02@fulda.example", "once: {mails:?}");
        let mut cy = house.browser();
        let fulda = &stage.towns[1].link;
        let page = cy.get(&format!("{fulda}/wishes")).await;
        assert!(page.text.contains("Zehn Minuten?"), "{}", page.text);
        let (_, rest) = page.text.split_once(&format!("{fulda}/requests/")).expect("a form");
        let request = rest.split('"').next().expect("an id").to_owned();
        let answer = format!("{fulda}/requests/{request}");
        assert_eq!(cy.post(&answer, &[("answer", "perhaps")]).await.status, 404);
        let foreign = format!("{}/requests/{request}", town.link);
        assert_eq!(ada.post(&foreign, &[("answer", "yes")]).await.status, 404, "somebody else's");
        assert_eq!(cy.post(&answer, &[("answer", "no")]).await.status, 303);
        assert_eq!(cy.post(&answer, &[("answer", "yes")]).await.status, 303);

        let scope = house.scratch.store.tenant(house.north.id);
        let wishes =
            list_wishes(&mut scope.read().await.expect("begins"), stage.round.id).await.expect("read");
        let short: Vec<String> =
            wishes.iter().map(|w| format!("{}{}{:?}", w.from, w.to, w.interest)).collect();
        assert_eq!(short, ["P01P04Level(5)", "P01P05Never", "P02P04Level(3)", "P04P01Level(3)"]);

        // The office reminds those who are missing, and may say more than others.
        let key = Id::new(house.now()).to_string();
        for _ in 0..2 {
            let done = office.post("/rounds/2026/wishes/reminders", &[("key", &key)]).await;
            assert_eq!(done.status, 303);
        }
        house.work().await;
        let mails = house.mails(house.north.id).await;
        let reminded: Vec<&str> = mails
            .iter()
            .filter(|(_, mail)| mail.contains("Mit wem möchten Sie sprechen"))
            .map(|(to, _)| to.as_str())
            .collect();
        // Fulda answered a request and has not said its own wishes yet.
        assert_eq!(reminded.len(), 3, "{reminded:?}");
        let one = "/rounds/2026/wishes/P03";
        let page = office.get(one).await;
        let edition = value(&page, "edition");
        let wrong =
            [("edition", edition.as_str()), ("w.P04", ""), ("t.P04", "14 bis"), ("t.P05", "14:00-14:15")];
        let wrong = office.post(one, &wrong).await;
        wrong.sums_up_mistakes();
        assert_eq!(wrong.status, 422);
        let fields = [("edition", edition.as_str()), ("w.P04", "must"), ("t.P04", "14:30-15:00")];
        assert_eq!(office.post(one, &fields).await.status, 303);
        let own = house.browser().get(&format!("{}/wishes", stage.towns[2].link)).await.text;
        assert!(own.contains("fest vereinbart"), "{own}");
        let csv = office.get("/rounds/2026/wishes?format=csv").await.text;
        assert!(csv.contains("P03") && csv.contains("must") && csv.contains("14:30-15:00"), "{csv}");

        // With a seat the same page opens without a link.
        let person = house.person(house.north.id, "Ina Anker", &[]).await;
        house.seat(house.north.id, person, stage.firm, Role::Representative).await;
        let mut seated = house.signed_in(house.north.id, person, false).await;
        let base = format!("/rounds/2026/registration/{}", stage.firm);
        assert_eq!(wish(&mut seated, &base, &[("P01", "4")]).await.status, 303);

        // The deadline: after it, only the office.
        let deadline = "/rounds/2026/wishes/deadline";
        office.get(deadline).await;
        let late = office.post(deadline, &[("until", "2026-09-23")]).await;
        assert!(late.status == 422 && late.text.contains("nach der Veranstaltung"), "{}", late.text);
        assert_eq!(office.post(deadline, &[("until", "2026-09-11")]).await.status, 303);
        house.pass(SignedDuration::from_hours(48));
        let page = ada.get(&format!("{}/wishes", town.link)).await.text;
        assert!(page.contains("Wünsche wurden bis 11. September"), "{page}");
        for (path, fields) in [("/wishes", [("edition", "1")]), ("/requests", [("other", "P05")])] {
            let refused = ada.post(&format!("{}{path}", town.link), &fields).await;
            assert_eq!(refused.status, 409, "{}", refused.text);
        }
        assert_eq!(office.post("/rounds/2026/wishes/reminders", &[("key", &key)]).await.status, 409);
        for lang in ["de", "en"] {
            for path in ["/rounds/2026/wishes", one, deadline] {
                assert_eq!(office.get(&format!("{path}?lang={lang}")).await.status, 200, "{path}");
            }
            assert_eq!(ada.get(&format!("{}/wishes?lang={lang}", town.link)).await.status, 200);
        }
    }
}

#[tokio::test]
async fn the_plan_is_computed_moved_and_published() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let (_, mut second) = house.somebody(Role::Administrator).await;
        let path = "/rounds/2026/talks";
        assert!(office.get(path).await.text.contains("Noch kein Gesprächsplan"));
        assert_eq!(office.get(&format!("{path}/new")).await.status, 404, "nothing to add to");
        published(&house, &stage, &mut office).await;
        let all = talks(&house, &stage.round).await;
        assert_eq!(all.len(), 5, "Korbach wants only one: {all:?}");
        assert!(all.iter().all(|talk| talk.sequence == 0 && talk.state == TalkState::Planned));
        let page = office.get(path).await.text;
        assert!(page.contains("Bewiesen") && page.contains("Veröffentlicht am"), "{page}");
        house.work().await;
        let mails = house.mails(house.north.id).await;
        let to_korbach: Vec<_> = mails.iter().filter(|(to, _)| to == "p03@korbach.example").collect();
        assert!(to_korbach.iter().any(|(_, mail)| mail.contains("Anker GmbH") && mail.contains("/agenda/")));
        let count = mails.len();

        // Publishing the same again sends nothing.
        let now = edition(&house, &stage.round).await.to_string();
        let again = format!("{path}/publication");
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        house.work().await;
        assert_eq!(house.mails(house.north.id).await.len(), count);

        // A move: what cannot be is named, what can be is done.
        let talk = all.iter().find(|talk| talk.joins(stage.towns[2].id)).expect("Korbach talks").clone();
        let other =
            all.iter().find(|one| one.id != talk.id && one.joins(stage.firms[0].id)).expect("another");
        let own = format!("{path}/{}", talk.id);
        let page = office.get(&own).await;
        let now = value(&page, "edition");
        let span = other.span.to_string();
        let wrong = office.post(&own, &[("edition", &now), ("span", &span), ("table", "")]).await;
        assert!(
            wrong.status == 422 && wrong.text.contains("Anker GmbH spricht zu dieser Zeit mit"),
            "{}",
            wrong.text
        );
        wrong.sums_up_mistakes();
        assert_eq!(
            office.post(&own, &[("edition", &now), ("span", "9:00-9:15"), ("table", "")]).await.status,
            422
        );
        let free = ["14:00-14:15", "14:15-14:30", "14:30-14:45", "14:45-15:00"]
            .into_iter()
            .find(|span| all.iter().all(|one| one.span.to_string() != *span || !one.joins(stage.firms[0].id)))
            .expect("a free time");
        second.get(&own).await;
        assert_eq!(
            office.post(&own, &[("edition", &now), ("span", free), ("table", "")]).await.location,
            own
        );
        let stale = second.post(&own, &[("edition", &now), ("span", free), ("table", "2")]).await;
        assert!(stale.status == 422 && stale.text.contains("inzwischen geändert"), "{}", stale.text);
        let next = edition(&house, &stage.round).await.to_string();
        assert_eq!(second.post(&format!("{own}/lock"), &[("edition", &now)]).await.status, 409);
        assert_eq!(second.post(&format!("{own}/lock"), &[("edition", &next)]).await.status, 303);
        assert!(talks(&house, &stage.round).await.iter().all(|talk| talk.sequence == 0), "still a draft");
        assert!(office.get(path).await.text.contains("1 verschoben"));

        // Computing again leaves a locked talk where it is.
        assert_eq!(office.post(path, &[]).await.status, 303);
        house.work().await;
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        let after = talks(&house, &stage.round).await;
        let moved = after.iter().find(|one| one.id == talk.id).expect("the same talk");
        assert_eq!((moved.span.to_string().as_str(), moved.sequence), (free, 1));
        house.work().await;
        let ics = house.browser().get(&format!("/agenda/{}/calendar.ics", stage.towns[2].key)).await.text;
        assert!(
            ics.contains(&format!("UID:{}@rathaus.invalid", talk.id)) && ics.contains("SEQUENCE:1"),
            "{ics}"
        );

        // Taken out and brought back, it is the same talk in people's calendars.
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&format!("{own}/removal"), &[("edition", &now)]).await.status, 303);
        assert_eq!(office.post(&format!("{own}/removal"), &[("edition", &now)]).await.status, 404);
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        let gone = talks(&house, &stage.round).await;
        let gone = gone.iter().find(|one| one.id == talk.id).expect("a row for ever");
        assert_eq!((gone.state, gone.sequence), (TalkState::Cancelled, 2));
        let new = format!("{path}/new");
        let page = office.get(&new).await;
        let now = value(&page, "edition");
        let (a, b) = (stage.firms[0].id.to_string(), stage.towns[2].id.to_string());
        let same = [("edition", now.as_str()), ("a", &a), ("b", &a), ("span", free), ("table", "")];
        assert_eq!(office.post(&new, &same).await.status, 422);
        let fields = [("edition", now.as_str()), ("a", &a), ("b", &b), ("span", free), ("table", "")];
        assert_eq!(office.post(&new, &fields).await.location, own);
        let now = edition(&house, &stage.round).await.to_string();
        assert_eq!(office.post(&again, &[("edition", &now)]).await.status, 303);
        let back = talks(&house, &stage.round).await;
        let back = back.iter().find(|one| one.id == talk.id).expect("a row for ever");
        assert_eq!((back.state, back.sequence), (TalkState::Planned, 3));

        // Rules that contradict each other are named, the draft stays.
        let rules = format!("{path}/rules");
        let page = office.get(&rules).await;
        let base = [
            ("edition", value(&page, "edition")),
            ("start", "14:00".into()),
            ("end", "15:00".into()),
            ("length", "15".into()),
            ("pause", "0".into()),
            ("tables", "2".into()),
            ("least", "3".into()),
            ("most", "2".into()),
            ("in_a_row", String::new()),
        ];
        let fields: Vec<(&str, &str)> = base.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(office.post(&rules, &fields).await.status, 422);
        let right: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, if *name == "least" { "1" } else { value })).collect();
        assert_eq!(office.post(&rules, &right).await.status, 303);
        assert_eq!(office.post(&rules, &right).await.status, 422, "an old edition");
        let one = "/rounds/2026/wishes/P01";
        let page = office.get(one).await;
        let now = value(&page, "edition");
        let must = [("edition", now.as_str()), ("w.P04", "must"), ("w.P05", "must")];
        assert_eq!(office.post(one, &must).await.status, 303);
        let page = office.get("/rounds/2026/wishes/P04").await;
        let now = value(&page, "edition");
        let never = [("edition", now.as_str()), ("w.P01", "never"), ("w.P02", "3")];
        assert_eq!(office.post("/rounds/2026/wishes/P04", &never).await.status, 303);
        assert_eq!(office.post(path, &[]).await.status, 303);
        house.work().await;
        let page = office.get(path).await.text;
        assert!(page.contains("müssen sprechen") && page.contains("dürfen nicht sprechen"), "{page}");

        for lang in ["de", "en"] {
            for step in
                ["", "/people", "/tables", "/list", "/print", "/print?by=table", "/rules", "/publication"]
            {
                let glue = if step.contains('?') { '&' } else { '?' };
                let shown = office.get(&format!("{path}{step}{glue}lang={lang}")).await;
                assert_eq!(shown.status, 200, "{step}: {}", shown.text);
            }
            assert_eq!(office.get(&format!("{own}?lang={lang}")).await.status, 200);
        }
        let csv = office.get(&format!("{path}/list?format=csv")).await.text;
        assert!(csv.contains("Korbach") && csv.contains("geplant"), "{csv}");
        assert!(office.get(&format!("{path}/people?format=csv")).await.text.contains("Bogen AG"));
        let xml = office.get(&format!("{path}/schedule.xml")).await.text;
        assert!(xml.contains(&format!("guid=\"{}\"", talk.id)) && xml.contains("Tisch 1"), "{xml}");
        assert!(office.get(&format!("{path}/schedule.json")).await.text.contains("Korbach"));
    }
}

#[tokio::test]
async fn on_the_day_the_fewest_talks_move_and_everybody_notes() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let path = "/rounds/2026/replan";
        assert!(office.get(path).await.text.contains("Noch nichts veröffentlicht"));
        published(&house, &stage, &mut office).await;
        house.work().await;
        let mails = house.mails(house.north.id).await.len();
        let before = talks(&house, &stage.round).await;
        // 22 September, 14:05 in Germany.
        let at = "2026-09-22T12:05:00Z".parse::<Timestamp>().expect("a time");
        house.pass(at.duration_since(house.now()));
        let (_, mut office) = house.somebody(Role::Office).await;

        // What has begun can be noted, what has not cannot.
        let first = before.iter().find(|talk| talk.span.start.to_string() == "14:00").expect("one").clone();
        let later = before.iter().find(|talk| talk.span.start.to_string() > "14:05".to_owned()).expect("one");
        let all: Vec<&Guest> = stage.towns.iter().chain(&stage.firms).collect();
        let of = |id: Id| *all.iter().find(|one| one.id == id).expect("a guest");
        let (mine, theirs) = (of(first.a), of(first.b));
        let note = format!("/agenda/{}/talks/{}", mine.key, first.id);
        let mut ada = house.browser();
        let page = ada.get(&note).await;
        assert!(page.status == 200 && page.text.contains("Was kam heraus?"), "{}", page.text);
        let fields =
            [("edition", "0"), ("outcome", "pilot"), ("words", "Drei Monate"), ("own_words", "Leise")];
        assert_eq!(ada.post(&format!("{note}/draft"), &fields).await.status, 204);
        let with_contact = [
            ("edition", "0"),
            ("outcome", "pilot"),
            ("reason", "price"),
            ("words", "Drei Monate"),
            ("own_words", "Leise"),
            ("shares_contact", "yes"),
        ];
        for _ in 0..2 {
            let saved = ada.post(&note, &with_contact).await;
            assert_eq!(saved.location, note, "{}", saved.text);
        }
        assert_eq!(ada.post(&note, &[("edition", "0"), ("outcome", "party")]).await.status, 422);
        let scope = house.scratch.store.tenant(house.north.id);
        let notes = list_notes(&mut scope.read().await.expect("begins"), stage.round.id).await.expect("read");
        assert_eq!((notes.len(), notes[0].noted.reason, notes[0].edition), (1, None, 2));
        let held = talks(&house, &stage.round).await;
        assert_eq!(held.iter().find(|one| one.id == first.id).expect("it").state, TalkState::Held);
        // The other side reads the line and the contact, and never the own words.
        let mut bo = house.browser();
        let seen = bo.get(&format!("/agenda/{}/talks/{}", theirs.key, first.id)).await.text;
        assert!(
            seen.contains("Drei Monate") && seen.contains("mailto:") && !seen.contains("Leise"),
            "{seen}"
        );
        let read = office.get("/rounds/2026/feedback").await.text;
        assert!(read.contains("Drei Monate") && !read.contains("Leise"), "{read}");
        // Nobody opens the talk of others, and nobody notes what has not begun.
        let strangers = all.iter().find(|one| !first.joins(one.id)).expect("a stranger");
        let foreign = format!("/agenda/{}/talks/{}", strangers.key, first.id);
        assert_eq!(house.browser().get(&foreign).await.status, 404);
        let early = format!("/agenda/{}/talks/{}", of(later.a).key, later.id);
        assert!(ada.get(&early).await.text.contains("Sobald das Gespräch begonnen hat"));
        assert_eq!(ada.post(&early, &[("edition", "0"), ("outcome", "pilot")]).await.status, 409);

        // Somebody does not come. It is shown first, and changes nothing.
        let gone = of(later.a);
        let who = gone.id.to_string();
        office.get(path).await;
        let news = [("what.0", "no-show"), ("who.0", who.as_str())];
        let wrong = office.post(path, &[("what.0", "late"), ("who.0", &who), ("at.0", "bald")]).await;
        wrong.sums_up_mistakes();
        assert_eq!(wrong.status, 422);
        let shown = office.post(path, &news).await;
        assert!(
            shown.status == 200 && shown.text.contains("Bewiesen: Mit weniger Änderungen"),
            "{}",
            shown.text
        );
        let digest = value(&shown, "digest");
        assert!(talks(&house, &stage.round).await.iter().all(|talk| talk.sequence == 0));
        let apply = format!("{path}/application");
        let other = Id::of_name("another answer").to_string();
        let stale = [news[0], news[1], ("digest", other.as_str())];
        let stale = office.post(&apply, &stale).await;
        assert!(
            stale.status == 409 && stale.text.contains("Inzwischen hat sich etwas geändert"),
            "{}",
            stale.text
        );
        let fields = [news[0], news[1], ("digest", digest.as_str())];
        let done = office.post(&apply, &fields).await;
        assert_eq!(done.location, "/rounds/2026/talks", "{}", done.text);
        let twice = office.post(&apply, &fields).await;
        assert_eq!(twice.status, 409, "the second time it is another answer: {}", twice.text);
        let after = talks(&house, &stage.round).await;
        let lost: Vec<&Talk> = after.iter().filter(|talk| talk.state == TalkState::Cancelled).collect();
        assert!(!lost.is_empty() && lost.iter().all(|talk| talk.joins(gone.id)), "{after:?}");
        let agenda = ada.get(&format!("/agenda/{}", of(later.b).key)).await.text;
        assert!(!agenda.contains(&format!("/talks/{}\"", later.id)), "seen at once: {agenda}");
        house.work().await;
        let mails = house.mails(house.north.id).await.split_off(mails);
        let told = mails.iter().filter(|(_, mail)| mail.contains("haben sich geändert")).count();
        assert!(told >= 2 && mails.iter().any(|(_, mail)| mail.contains("entfällt")), "{mails:?}");

        // A table is closed and opened again.
        let news = [("what.0", "table"), ("table.0", "2"), ("at.0", "14:10")];
        let shown = office.post(path, &news).await;
        let digest = value(&shown, "digest");
        let fields = [news[0], news[1], news[2], ("digest", digest.as_str())];
        assert_eq!(office.post(&apply, &fields).await.status, 303);
        let on: Vec<Talk> = talks(&house, &stage.round).await.into_iter().filter(Talk::is_on).collect();
        assert!(on.iter().all(|talk| talk.table == 1 || talk.span.start.to_string() == "14:00"), "{on:?}");
        assert!(office.get(path).await.text.contains("Tisch 2, ab 14:10 Uhr"));
        for _ in 0..2 {
            assert_eq!(office.post(&format!("{path}/tables"), &[("table", "2")]).await.status, 303);
        }
        let unknown = [("what.0", "table"), ("table.0", "77"), ("at.0", "14:10")];
        assert_eq!(office.post(path, &unknown).await.status, 422);

        // A few words about the day, without a name.
        let feedback = format!("/agenda/{}/feedback", mine.key);
        ada.get(&feedback).await;
        assert_eq!(ada.post(&feedback, &[]).await.status, 422, "nothing said");
        assert_eq!(ada.post(&feedback, &[("day", "9")]).await.status, 422);
        for day in ["4", "5"] {
            let said = ada.post(&feedback, &[("day", day), ("good", "Kurz & gut"), ("again", "yes")]).await;
            assert_eq!(said.location, format!("/agenda/{}", mine.key), "{}", said.text);
        }
        let read = office.get("/rounds/2026/feedback").await.text;
        assert!(
            read.contains("5,0") && read.contains("Kurz &amp; gut") && read.contains("eine Stimme"),
            "{read}"
        );
        assert!(office.get("/rounds/2026/feedback/voices?format=csv").await.text.contains("Kurz & gut"));
        assert!(office.get("/rounds/2026/feedback?format=csv").await.text.contains("Probelauf"));
        for lang in ["de", "en"] {
            assert_eq!(office.get(&format!("/rounds/2026/feedback?lang={lang}")).await.status, 200);
            assert_eq!(office.get(&format!("{path}?lang={lang}")).await.status, 200);
            assert_eq!(ada.get(&format!("{note}?lang={lang}")).await.status, 200);
            assert_eq!(ada.get(&format!("{feedback}?lang={lang}")).await.status, 200);
        }
    }
}

const OFFICE: &[Role] = &[Role::Office, Role::Administrator];
const READERS: &[Role] = &[Role::Office, Role::Administrator, Role::Reader];

#[tokio::test]
async fn every_door_of_the_talks_is_guarded() {
    let doors = [
        Door::of("GET", "/rounds/{slug}/wishes", READERS),
        Door::of("GET", "/rounds/{slug}/wishes/deadline", OFFICE),
        Door::of("POST", "/rounds/{slug}/wishes/deadline", OFFICE),
        Door::of("POST", "/rounds/{slug}/wishes/reminders", OFFICE),
        Door::of("GET", "/rounds/{slug}/wishes/{label}", READERS),
        Door::of("POST", "/rounds/{slug}/wishes/{label}", OFFICE),
        Door::of("GET", "/rounds/{slug}/registration/{organisation}/wishes", &[]),
        Door::of("POST", "/rounds/{slug}/registration/{organisation}/wishes", &[]),
        Door::of("POST", "/rounds/{slug}/registration/{organisation}/requests", &[]),
        Door::of("POST", "/rounds/{slug}/registration/{organisation}/requests/{id}", &[]),
        Door::of("GET", "/rounds/{slug}/talks", READERS),
        Door::of("POST", "/rounds/{slug}/talks", OFFICE),
        Door::of("GET", "/rounds/{slug}/talks/people", READERS),
        Door::of("GET", "/rounds/{slug}/talks/tables", READERS),
        Door::of("GET", "/rounds/{slug}/talks/list", READERS),
        Door::of("GET", "/rounds/{slug}/talks/schedule.xml", READERS),
        Door::of("GET", "/rounds/{slug}/talks/schedule.json", READERS),
        Door::of("GET", "/rounds/{slug}/talks/print", READERS),
        Door::of("GET", "/rounds/{slug}/talks/rules", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/rules", OFFICE),
        Door::of("GET", "/rounds/{slug}/talks/publication", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/publication", OFFICE),
        Door::of("GET", "/rounds/{slug}/talks/{id}", READERS),
        Door::of("POST", "/rounds/{slug}/talks/{id}", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/{id}/lock", OFFICE),
        Door::of("POST", "/rounds/{slug}/talks/{id}/removal", OFFICE),
        Door::of("GET", "/rounds/{slug}/replan", OFFICE),
        Door::of("POST", "/rounds/{slug}/replan", OFFICE),
        Door::of("POST", "/rounds/{slug}/replan/application", OFFICE),
        Door::of("POST", "/rounds/{slug}/replan/tables", OFFICE),
        Door::open("GET", "/agenda/{key}/talks/{id}"),
        Door::open("POST", "/agenda/{key}/talks/{id}"),
        Door::open("POST", "/agenda/{key}/talks/{id}/draft"),
        Door::open("GET", "/agenda/{key}/feedback"),
        Door::open("POST", "/agenda/{key}/feedback"),
        Door::of("GET", "/rounds/{slug}/feedback", READERS),
        Door::of("GET", "/rounds/{slug}/feedback/voices", READERS),
    ];
    // Personal links are tried in the stories: what they open is no other tenant's, but gone.
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let stage = furnish(&mut change, None, "2026-05-31").await;
        let ground =
            rathaus_forum::talking::Ground::load(&mut change, stage.round.clone()).await.expect("read");
        let effort = rathaus_forum::plan::talks::Effort::Quick;
        let mut draft = rathaus_forum::talking::draft(&ground, effort, now).expect("a plan");
        let talk = rathaus_forum::model::talk::Placed {
            id: Id::new(now),
            a: stage.towns[0].id,
            b: stage.firms[0].id,
            span: draft.slots[0],
            table: 1,
            value: 1.0,
            is_locked: false,
        };
        draft.talks = vec![talk];
        rathaus_forum::store::talk::save_computed(&mut change, stage.round.id, &draft).await.expect("kept");
        for step in rathaus_forum::model::talk::publication(&[], &draft.talks) {
            rathaus_forum::store::talk::apply(&mut change, stage.round.id, &step).await.expect("kept");
        }
        change.commit(Record::new("round.opened", stage.round.id)).await.expect("kept");
        let secret = stage.towns[0].link.strip_prefix("/register/").expect("a link").to_owned();
        let fill = |path: &str| {
            path.replace("{slug}", "2026")
                .replace("{id}", &talk.id.to_string())
                .replace("{label}", "P01")
                .replace("{key}", &stage.towns[0].key)
                .replace("{secret}", &secret)
                .replace("{organisation}", &Id::of_name("none").to_string())
        };
        let wrong = complaints(&router, &doors, fill).await;
        assert!(wrong.is_empty(), "doors that do not close or open:\n{}", wrong.join("\n"));
    }
}

#[tokio::test]
async fn the_api_says_and_does_what_the_pages_do() {
    use axum::body::Body;
    use axum::http::{Request, header};
    for (scratch, router) in rathaus_web::testing::house(&[rathaus_people::MIGRATIONS], features).await {
        let scope = scratch.store.tenant(rathaus_web::testing::north());
        let now = rathaus_store::testing::start();
        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let stage = furnish(&mut change, None, "2026-09-22").await;
        change.commit(Record::new("round.opened", stage.round.id)).await.expect("kept");
        let mut browser = Browser::new(router);
        let ask = |method: &str, path: &str, token: &str, body: &str| {
            Request::builder()
                .method(method)
                .uri(format!("/api/v1/rounds/2026{path}"))
                .header(header::HOST, "localhost")
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::AUTHORIZATION, format!("Bearer {token}"))
                .body(Body::from(body.to_owned()))
                .expect("a request")
        };
        let (read, write) = ("office+forum:read", "office+forum:read,forum:write");
        for path in ["/wishes", "/wishes/P01", "/talks", "/talks/notes", "/feedback"] {
            for (token, status) in
                [("nobody", 401), ("office+other:read", 403), ("representative+forum:read", 403), (read, 200)]
            {
                let shown = browser.request(ask("GET", path, token, "")).await;
                assert_eq!(shown.status, status, "{path} {token}: {}", shown.text);
            }
        }
        let wishes =
            r#"{"edition": 0, "wishes": [{"to": "P04", "interest": "must", "window": "14:00-14:30"}]}"#;
        assert_eq!(browser.request(ask("PUT", "/wishes/P01", read, wishes)).await.status, 403);
        let wrong = wishes.replace("P04", "P02");
        assert_eq!(browser.request(ask("PUT", "/wishes/P01", write, &wrong)).await.status, 422);
        let said = browser.request(ask("PUT", "/wishes/P01", write, wishes)).await;
        assert!(said.status == 200 && said.text.contains("14:00-14:30"), "{}", said.text);
        assert_eq!(browser.request(ask("PUT", "/wishes/P01", write, wishes)).await.status, 409);
        let key = format!(r#"{{"key": "{}"}}"#, Id::new(now));
        assert_eq!(browser.request(ask("POST", "/wishes/reminders", read, &key)).await.status, 403);
        assert_eq!(browser.request(ask("POST", "/wishes/reminders", write, &key)).await.status, 202);
        assert_eq!(browser.request(ask("POST", "/talks/computation", read, "")).await.status, 403);
        assert_eq!(browser.request(ask("POST", "/talks/computation", write, "")).await.status, 202);
        let place = r#"{"edition": 0, "a": "P01", "b": "P04", "span": "14:00-14:15"}"#;
        assert_eq!(browser.request(ask("POST", "/talks", write, place)).await.status, 404, "no draft yet");

        let mut change = scope.change(Actor::Anonymous, now).await.expect("begins");
        let ground =
            rathaus_forum::talking::Ground::load(&mut change, stage.round.clone()).await.expect("read");
        let effort = rathaus_forum::plan::talks::Effort::Quick;
        let draft = rathaus_forum::talking::draft(&ground, effort, now).expect("a plan");
        assert_eq!(draft.talks.len(), 1);
        rathaus_forum::store::talk::save_computed(&mut change, stage.round.id, &draft).await.expect("kept");
        change.commit(Record::new("talks.drafted", stage.round.id)).await.expect("kept");
        let talk = draft.talks[0];
        let place = r#"{"edition": 1, "a": "P02", "b": "P04", "span": "14:45-15:00"}"#;
        assert_eq!(browser.request(ask("POST", "/talks", read, place)).await.status, 403);
        assert_eq!(
            browser.request(ask("POST", "/talks", write, &place.replace("P02", "P04"))).await.status,
            422
        );
        assert_eq!(
            browser.request(ask("POST", "/talks", write, &place.replace("15:00", "15:10"))).await.status,
            422
        );
        let added = browser.request(ask("POST", "/talks", write, place)).await;
        assert!(added.status == 200 && added.text.contains("\"is_locked\":true"), "{}", added.text);
        assert_eq!(browser.request(ask("POST", "/talks", write, place)).await.status, 409, "an old edition");
        let own = format!("/talks/{}", talk.id);
        let to = r#"{"edition": 2, "span": "14:30-14:45", "table": 2}"#;
        let moved = browser.request(ask("PUT", &own, write, to)).await;
        assert!(moved.status == 200 && moved.text.contains("window"), "warned: {}", moved.text);
        let busy = r#"{"edition": 3, "span": "14:45-15:00"}"#;
        assert_eq!(browser.request(ask("PUT", &own, write, busy)).await.status, 422);
        assert_eq!(browser.request(ask("PUT", "/talks/x", write, to)).await.status, 404);
        let publish = r#"{"edition": 3}"#;
        assert_eq!(browser.request(ask("POST", "/talks/publication", read, publish)).await.status, 403);
        let out = browser.request(ask("POST", "/talks/publication", write, publish)).await;
        assert!(out.status == 200 && out.text.contains("\"added\""), "{}", out.text);
        assert_eq!(browser.request(ask("POST", "/talks/publication", write, publish)).await.status, 409);
        let news =
            format!(r#"{{"upsets": [{{"kind": "no-show", "registration": "{}"}}]}}"#, stage.towns[0].id);
        assert_eq!(browser.request(ask("POST", "/talks/replan", read, &news)).await.status, 403);
        let shown = browser.request(ask("POST", "/talks/replan", write, &news)).await;
        let shown: serde_json::Value = serde_json::from_str(&shown.text).expect("JSON");
        assert_eq!((shown["dropped"].as_u64(), shown["is_applied"].as_bool()), (Some(1), Some(false)));
        let stale = news.replace("]}", &format!(r#"], "digest": "{}"}}"#, Id::of_name("x")));
        assert_eq!(browser.request(ask("POST", "/talks/replan", write, &stale)).await.status, 409);
        let digest = shown["digest"].as_str().expect("a digest");
        let apply = news.replace("]}", &format!(r#"], "digest": "{digest}"}}"#));
        let done = browser.request(ask("POST", "/talks/replan", write, &apply)).await;
        assert!(done.status == 200 && done.text.contains("\"is_applied\":true"), "{}", done.text);
        assert_eq!(
            browser.request(ask("DELETE", &own, write, "")).await.status,
            404,
            "taken out by the replan"
        );
        let unknown = r#"{"upsets": [{"kind": "table-closed", "table": 9, "at": "14:00"}]}"#;
        assert_eq!(browser.request(ask("POST", "/talks/replan", write, unknown)).await.status, 422);
    }
}
