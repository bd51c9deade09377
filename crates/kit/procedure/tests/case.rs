//! A case keeps its rules in any order of events, on its own and in the database.

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rathaus_deadline::{Calendar, Land, Period, State, Unit};
use rathaus_procedure::case::chain::{self, BEGINNING};
use rathaus_procedure::case::*;
use rathaus_procedure::handling::{Deadline, DeadlineUnit, Handling, OnCorrection, OnExpiry};
use rathaus_procedure::store::*;
use rathaus_procedure::{Answers, Definition};
use rathaus_store::testing::{both, start};
use rathaus_store::{Actor, Change, Id, Record, Scope, Slice, StoreError, TenantId};

const FORM: &str = r#"{"key": "abfall", "title": {"de": "Bauschutt ablagern"}, "pages": [
 {"id": "eins", "title": {"de": "Angaben"}, "items": [
  {"field": {"id": "name", "label": {"de": "Name"}, "kind": {"text": {}}, "required": true}},
  {"field": {"id": "email", "label": {"de": "E-Mail"}, "kind": {"email": {}}}},
  {"field": {"id": "menge", "label": {"de": "Kubikmeter"}, "kind": {"number": {}}}},
  {"field": {"id": "schutzgebiet", "label": {"de": "Im Schutzgebiet?"}, "kind": {"yes_no": {}}}}]}],
 "handling": {"prefix": "BAU",
  "steps": [
   {"id": "pruefen", "title": {"de": "Angaben prüfen"}, "kind": "check", "days": 5},
   {"id": "natur", "title": {"de": "Stellungnahme Naturschutz"}, "kind": "opinion", "from": "Naturschutzbehörde",
    "when": {"is": {"field": "schutzgebiet", "option": "yes"}}}],
  "deadline": {"basis": "§ 42a Abs. 2 VwVfG", "count": 3, "unit": "months", "correction": "restart", "on_expiry": "approve"},
  "fees": [
   {"id": "grund", "label": {"de": "Grundgebühr"}, "cents": 2500},
   {"id": "menge", "label": {"de": "je Kubikmeter"}, "cents": 1250, "per": "menge"},
   {"id": "natur", "label": {"de": "Stellungnahme"}, "cents": 8000, "when": {"is": {"field": "schutzgebiet", "option": "yes"}}}]}}"#;

fn form() -> Definition {
    Definition::from_json(FORM).expect("a form")
}

fn handling() -> Handling {
    form().handling.expect("a handling")
}

fn answers(json: &str) -> Answers {
    serde_json::from_str(json).expect("answers")
}

fn hessen() -> Calendar {
    Calendar::new(Land::Hessen)
}

#[test]
fn fees_follow_the_answers() {
    let handling = handling();
    let sums = |json: &str| -> Vec<(i64, i64)> {
        let charges = handling.charges(&answers(json), date(2026, 6, 1));
        charges.iter().map(|charge| (charge.count, charge.sum.0)).collect()
    };
    assert_eq!(sums(r#"{"name": {"text": "Bau AG"}}"#), [(1, 2500)]);
    assert_eq!(sums(r#"{"menge": {"number": "7.2"}}"#), [(1, 2500), (8, 10_000)], "what is begun counts");
    assert_eq!(
        sums(r#"{"menge": {"number": "2"}, "schutzgebiet": {"yes_no": true}}"#),
        [(1, 2500), (2, 2500), (1, 8000)]
    );
    assert_eq!(sums(r#"{"menge": {"number": "0"}}"#), [(1, 2500)]);
}

fn entry(case: Id, seq: u32, before: &str, actor: &str, at: Timestamp, event: CaseEvent) -> Entry {
    let hash = chain::hash(case, seq, before, actor, at, &event);
    Entry { seq, event, actor: actor.to_owned(), at, before: before.to_owned(), hash }
}

fn opened(received: Date) -> CaseEvent {
    CaseEvent::Opened {
        number: "BAU-2026-00001".to_owned(),
        form: Id::of_name("form"),
        version: Id::of_name("version"),
        submission: Id::of_name("submission"),
        holder: "person:1".to_owned(),
        applicant: "Bau AG".to_owned(),
        channel: Channel::Online,
        received,
    }
}

/// One event out of a few hundred, many of which may not come.
#[test]
fn a_case_that_a_release_before_kept_is_whole() {
    let (id, at) = (Id::new(start()), start());
    let mut entries = vec![entry(id, 1, BEGINNING, "person:1", at, opened(date(2026, 6, 1)))];
    let claimed = CaseEvent::Claimed { claim: id, cents: 7_200, purpose: String::new() };
    entries.push(entry(id, 2, &entries[0].hash.clone(), "person:1", at, claimed));
    let case = Case::of(id, &entries).expect("a case");
    let mut json = serde_json::to_value(&case).expect("JSON");
    for field in ["touched", "charged"] {
        json.as_object_mut().expect("an object").remove(field).expect("there");
    }
    let before: Case = serde_json::from_value(json).expect("readable");
    assert!(before.is_of_before() && !case.is_of_before());
    assert_eq!((before.verify(&entries), case.verify(&entries)), (Ok(()), Ok(())));
    // A paper that was made meanwhile overtakes nobody, anything else does.
    let mut later = case.clone();
    let paper = CaseEvent::Documented {
        file: id,
        kind: "decision".to_owned(),
        sha256: String::new(),
        made_of: String::new(),
    };
    later.apply(&entry(id, 3, &case.hash, "program", at, paper));
    assert!(!later.is_overtaken(2) && !later.is_overtaken(3) && later.is_overtaken(4));
    later.apply(&entry(
        id,
        4,
        &later.hash.clone(),
        "person:1",
        at,
        CaseEvent::Noted { words: "Ja".to_owned() },
    ));
    assert!(later.is_overtaken(2) && later.is_overtaken(3) && !later.is_overtaken(4));
}

fn event() -> impl Strategy<Value = CaseEvent> {
    let id = (0u8..4).prop_map(|n| Id::of_name(&n.to_string()));
    let words = prop_oneof![Just(String::new()), Just("weil".to_owned())];
    let verdict = prop_oneof![Just(Verdict::Approved), Just(Verdict::Refused)];
    let day = (1i8..28).prop_map(|day| date(2026, 6, day));
    let kind = prop_oneof![
        Just(TaskKind::Check),
        Just(TaskKind::Opinion),
        Just(TaskKind::Approval),
        Just(TaskKind::Report),
        Just(TaskKind::Correction)
    ];
    let extended = Period::new(2, Unit::Weeks).expect("a period");
    prop_oneof![
        (id.clone(), kind, words.clone()).prop_map(|(task, kind, title)| CaseEvent::TaskOpened {
            task,
            kind,
            step: None,
            title,
            assignee: Assignee::Office,
            due: None
        }),
        (id.clone(), words.clone()).prop_map(|(task, words)| CaseEvent::TaskDone {
            task,
            outcome: Outcome::Good,
            words
        }),
        (id.clone(), words.clone()).prop_map(|(task, words)| CaseEvent::TaskDropped { task, words }),
        (id.clone(), words.clone(), day.clone()).prop_map(|(task, words, on)| CaseEvent::CorrectionAsked {
            task,
            words,
            fields: Vec::new(),
            due: None,
            on
        }),
        (id.clone(), day.clone()).prop_map(|(submission, on)| CaseEvent::Corrected { submission, on }),
        (words.clone(), day.clone()).prop_map(|(words, on)| CaseEvent::CorrectionDropped { words, on }),
        (words.clone(), day.clone()).prop_map(move |(reason, told)| CaseEvent::Extended {
            by: extended,
            reason,
            told
        }),
        (id.clone(), verdict.clone(), words.clone()).prop_map(|(decision, verdict, reasons)| {
            CaseEvent::Proposed { decision, verdict, reasons, conditions: Vec::new(), award: None }
        }),
        words.clone().prop_map(|words| CaseEvent::Returned { words }),
        (id.clone(), day.clone())
            .prop_map(|(decision, effective)| CaseEvent::Decided { decision, effective }),
        (id, verdict, day.clone()).prop_map(|(decision, verdict, effective)| CaseEvent::Deemed {
            decision,
            verdict,
            effective
        }),
        words.clone().prop_map(|words| CaseEvent::Withdrawn { words }),
        day.prop_map(|on| CaseEvent::Closed { on }),
        words.prop_map(|words| CaseEvent::Reopened { words }),
    ]
}

fn holds(case: &Case, before: &Case, event: &CaseEvent) {
    let open = case.corrections.iter().filter(|one| one.until.is_none()).count();
    assert_eq!(
        open,
        usize::from(case.state == CaseState::Waiting),
        "waiting is one open correction: {event:?}"
    );
    assert_eq!(case.proposal.is_some(), case.state == CaseState::Proposed, "{event:?}");
    if let Some(decision) = &case.decision {
        assert!(!case.state.is_undecided(), "what is decided stays decided: {event:?}");
        assert!(
            decision.is_deemed
                || (!decision.approved_by.is_empty() && decision.approved_by != decision.proposed_by),
            "two persons decide: {event:?}"
        );
        if let Some(earlier) = &before.decision {
            assert_eq!(earlier, decision, "a decision is never changed: {event:?}");
        }
    }
    if case.state == CaseState::Closed {
        assert_eq!(case.open_tasks().count(), 0, "nothing is left to be done: {event:?}");
    }
    for (old, new) in before.tasks.iter().zip(&case.tasks) {
        assert!(old.is_open() || old == new, "what is done stays done: {event:?}");
    }
    for one in &case.corrections {
        assert!(one.until.is_none_or(|until| until >= one.from), "no pause ends before it begins: {event:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_order_of_events_keeps_the_rules(events in prop::collection::vec((event(), 0u8..3), 1..40)) {
        let id = Id::of_name("case");
        let rule = Deadline {
            basis: "§ 42a".to_owned(), count: 3, unit: DeadlineUnit::Months,
            correction: OnCorrection::Pause, on_expiry: OnExpiry::Approve,
        };
        let mut entries = vec![entry(id, 1, BEGINNING, "person:0", start(), opened(date(2026, 6, 1)))];
        let mut case = Case::begin(id, &entries[0]).expect("begins");
        let plain = case.clock(&rule).expect("a clock").due(&hessen()).expect("computes").expect("runs");
        let mut number = 0i64;
        for (event, person) in events {
            let actor = format!("person:{person}");
            // Ids of tasks and decisions are new in real life.
            let is_known = match &event {
                CaseEvent::TaskOpened { task, .. } | CaseEvent::CorrectionAsked { task, .. } =>
                    case.tasks.iter().any(|known| known.id == *task),
                _ => false,
            };
            if is_known || case.refusal(&event, &actor, true).is_some() {
                continue;
            }
            number += 1;
            let at = start() + SignedDuration::from_secs(number);
            let next = entry(id, case.seq + 1, &case.hash, &actor, at, event);
            let before = case.clone();
            case.apply(&next);
            holds(&case, &before, &next.event);
            entries.push(next);
        }
        prop_assert_eq!(chain::verify(id, &entries), Ok(()));
        let folded = Case::of(id, &entries);
        prop_assert_eq!(folded.as_ref(), Some(&case));
        if let Some(due) = case.clock(&rule).expect("a clock").due(&hessen()).expect("computes") {
            prop_assert!(due >= plain, "a pause never shortens: {} before {}", due, plain);
        }
        // Any change is found: another word, another person, an event left out or put elsewhere.
        for at in 0..entries.len() {
            let mut changed = entries.clone();
            changed[at].actor.push('9');
            prop_assert_eq!(chain::verify(id, &changed), Err(chain::Broken::Changed(at as u32 + 1)));
            let mut changed = entries.clone();
            changed.remove(at);
            prop_assert!(at + 1 == entries.len() || chain::verify(id, &changed).is_err());
        }
        if entries.len() > 2 {
            entries.swap(1, 2);
            prop_assert!(chain::verify(id, &entries).is_err());
        }
    }
}

fn person(name: &str) -> Actor {
    Actor::Person(Id::of_name(name))
}

async fn change(scope: &Scope, name: &str, day: i64) -> Change {
    // A clock is more exact than the database.
    let at = start() + SignedDuration::from_hours(24 * day) + SignedDuration::from_nanos(123_456_789);
    scope.change(person(name), at).await.expect("a change")
}

async fn keep(change: Change) {
    change.commit(Record::new("test.done", "case")).await.expect("kept");
}

/// What the office writes down on a day, and what becomes of it.
async fn recorded(scope: &Scope, name: &str, day: i64, case: &Case, event: CaseEvent) -> Recorded {
    let mut tx = change(scope, name, day).await;
    let what = record(&mut tx, case.id, Some(case.seq), vec![event]).await.expect("answers");
    if matches!(what, Recorded::Kept(_)) {
        keep(tx).await;
    }
    what
}

async fn kept(scope: &Scope, name: &str, day: i64, case: &Case, event: CaseEvent) -> Case {
    match recorded(scope, name, day, case, event).await {
        Recorded::Kept(case) => *case,
        other => panic!("not kept: {other:?}"),
    }
}

async fn begin(scope: &Scope, holder: &str, given: &str) -> (Version, Case) {
    let mut tx = change(scope, "ada", 0).await;
    let version = match find_live(&mut tx, "abfall").await.expect("reads") {
        Some(version) => version,
        None => {
            let (_, version) = insert_definition(&mut tx, "services", &form(), "Ada").await.expect("made");
            match publish(&mut tx, version.id, version.edition).await.expect("published") {
                Published::Live(version) => version,
                other => panic!("not live: {other:?}"),
            }
        }
    };
    let handed = submit_answers(&mut tx, &version, holder, &answers(given), "1", Assurance::Person).await;
    let Submitted::New(submission) = handed.expect("handed in") else { panic!("not new") };
    let opening =
        Opening { submission: &submission, version: &version, applicant: "Bau AG", channel: Channel::Online };
    let case = open_case(&mut tx, opening).await.expect("opened");
    keep(tx).await;
    (version, case)
}

fn done(case: &Case, at: usize) -> CaseEvent {
    CaseEvent::TaskDone { task: case.tasks[at].id, outcome: Outcome::Good, words: "passt".to_owned() }
}

fn proposed(verdict: Verdict) -> CaseEvent {
    CaseEvent::Proposed {
        decision: Id::of_name("decision"),
        verdict,
        reasons: "Die Angaben sind vollständig.".to_owned(),
        conditions: vec!["Die Menge ist nachzuweisen.".to_owned()],
        award: None,
    }
}

fn decided(case: &Case) -> CaseEvent {
    let proposal = case.proposal.as_ref().expect("a proposal");
    CaseEvent::Decided { decision: proposal.decision, effective: date(2026, 6, 20) }
}

#[tokio::test]
async fn a_case_goes_its_way_and_two_persons_decide() {
    for scratch in both(&[MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let given = r#"{"name": {"text": "Bau AG"}, "menge": {"number": "3"}}"#;
        let (version, case) = begin(&scope, "person:bau", given).await;
        assert_eq!((case.number.as_str(), case.state), ("BAU-2026-00001", CaseState::Open));
        assert_eq!(case.tasks.len(), 1, "no opinion is needed outside of protected land");

        assert_eq!(
            recorded(&scope, "ada", 1, &case, proposed(Verdict::Approved)).await,
            Recorded::Refused(Refusal::TaskOpen)
        );
        let asked = CaseEvent::CorrectionAsked {
            task: Id::of_name("correction"),
            words: "Liegt die Fläche im Schutzgebiet?".to_owned(),
            fields: vec!["schutzgebiet".parse().expect("an id")],
            due: Some(date(2026, 6, 17)),
            on: date(2026, 6, 3),
        };
        let waiting = kept(&scope, "ada", 2, &case, asked.clone()).await;
        assert_eq!(waiting.state, CaseState::Waiting);
        assert!(
            matches!(recorded(&scope, "bob", 2, &case, asked).await, Recorded::Stale(now) if *now == waiting),
            "who saw an older state is told"
        );
        let clock = clock_of(&mut scope.read().await.expect("a view"), &waiting).await.expect("reads");
        assert!(matches!(
            clock.expect("a clock").state(date(2026, 6, 10), &hessen()),
            Ok(State::Paused { .. })
        ));

        let mut tx = change(&scope, "bau", 9).await;
        let more = answers(
            r#"{"name": {"text": "Bau AG"}, "menge": {"number": "3"}, "schutzgebiet": {"yes_no": true}}"#,
        );
        let handed = submit_answers(&mut tx, &version, "person:bau", &more, "2", Assurance::Person).await;
        let Submitted::New(second) = handed.expect("handed in") else { panic!("not new") };
        let events = vec![CaseEvent::Corrected { submission: second.id, on: date(2026, 6, 10) }];
        let Recorded::Kept(case) = record(&mut tx, case.id, None, events).await.expect("answers") else {
            panic!("not kept")
        };
        keep(tx).await;
        assert_eq!(case.state, CaseState::Open);
        assert_eq!(case.tasks.len(), 3, "the answers ask for an opinion now");
        let clock = clock_of(&mut scope.read().await.expect("a view"), &case).await.expect("reads");
        assert_eq!(
            clock.expect("a clock").due(&hessen()),
            Ok(Some(date(2026, 9, 10))),
            "begun anew on 10 June"
        );

        let case = kept(&scope, "ada", 10, &case, done(&case, 0)).await;
        let case = kept(&scope, "ada", 11, &case, done(&case, 2)).await;
        let case = kept(&scope, "ada", 12, &case, proposed(Verdict::Approved)).await;
        assert_eq!(case.open_tasks().map(|task| task.kind).collect::<Vec<_>>(), [TaskKind::Approval]);
        assert_eq!(
            recorded(&scope, "ada", 13, &case, decided(&case)).await,
            Recorded::Refused(Refusal::SamePerson)
        );
        let returned = CaseEvent::Returned { words: "Bitte die Menge nennen.".to_owned() };
        let case = kept(&scope, "bob", 13, &case, returned).await;
        let again = CaseEvent::Proposed {
            decision: Id::of_name("second"),
            verdict: Verdict::Approved,
            reasons: String::new(),
            conditions: Vec::new(),
            award: None,
        };
        let case = kept(&scope, "ada", 14, &case, again).await;
        let case = kept(&scope, "bob", 19, &case, decided(&case)).await;
        let decision = case.decision.as_ref().expect("decided");
        assert_eq!(decision.approved_by, person("bob").to_string());
        let case = kept(&scope, "ada", 20, &case, CaseEvent::Closed { on: date(2026, 6, 21) }).await;

        let mut view = scope.read().await.expect("a view");
        assert_eq!(verify_case(&mut view, case.id).await.expect("reads"), Ok(()));
        let entries = list_entries(&mut view, case.id).await.expect("reads");
        assert_eq!(entries.len(), case.seq as usize);
        assert!(find_case(&mut view, case.id).await.expect("reads").is_some_and(|found| found == case));
        drop(view);

        // Another tenant sees none of it.
        let other = scratch.store.tenant(TenantId(Id::of_name("south")));
        let mut view = other.read().await.expect("a view");
        assert_eq!(find_case(&mut view, case.id).await.expect("reads"), None);
        assert_eq!(find_case_by_number(&mut view, &case.number).await.expect("reads"), None);
        assert_eq!(list_entries(&mut view, case.id).await.expect("reads"), []);
        assert_eq!(count_cases(&mut view, &CaseFilter::default()).await.expect("counts"), 0);
    }
}

/// The wall stands in the database, whatever the program forgets.
#[tokio::test]
async fn the_database_refuses_one_person_who_decides_alone() {
    for scratch in both(&[MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let (_, case) = begin(&scope, "person:bau", r#"{"name": {"text": "Bau AG"}}"#).await;
        let case = kept(&scope, "ada", 1, &case, done(&case, 0)).await;
        kept(&scope, "ada", 2, &case, proposed(Verdict::Approved)).await;
        for approver in [Some(person("ada").to_string()), None] {
            let mut tx = change(&scope, "ada", 3).await;
            let forced = rathaus_store::sql!(
                "UPDATE case_decision SET approved_by = $2, decided_at = 1 WHERE tenant = $1"
            );
            let outcome = tx.run(forced, rathaus_store::args![approver.clone()]).await;
            assert!(matches!(outcome, Err(StoreError::Fault(_))), "{approver:?}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn a_deadline_that_passes_decides_and_lists_say_what_is_due() {
    for scratch in both(&[MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let (_, first) = begin(&scope, "person:1", r#"{"name": {"text": "Müller_GmbH"}}"#).await;
        let (_, second) = begin(&scope, "person:2", r#"{"name": {"text": "Bau AG"}}"#).await;
        assert_eq!(second.number, "BAU-2026-00002");
        let extended = CaseEvent::Extended {
            by: Period::new(1, Unit::Months).expect("a period"),
            reason: "Die Stellungnahme steht aus.".to_owned(),
            told: date(2026, 8, 3),
        };
        let first = kept(&scope, "ada", 63, &first, extended).await;
        let mut view = scope.read().await.expect("a view");
        let on = |day: i64| start() + SignedDuration::from_hours(24 * day);
        let due = list_deadlines(&mut view, &hessen(), on(70)).await.expect("lists");
        let numbers: Vec<&str> = due.iter().map(|(case, _)| case.number.as_str()).collect();
        assert_eq!(numbers, ["BAU-2026-00002", "BAU-2026-00001"], "the first due first");
        assert_eq!(due[0].1, State::Running { due: date(2026, 9, 1), days_left: 22 });
        assert_eq!(due[1].1, State::Running { due: date(2026, 10, 1), days_left: 52 });
        drop(view);

        let deemed = CaseEvent::Deemed {
            decision: Id::of_name("deemed"),
            verdict: Verdict::Approved,
            effective: date(2026, 9, 2),
        };
        let second = kept(&scope, "clock", 93, &second, deemed).await;
        assert_eq!(second.open_tasks().count(), 0);
        let mut view = scope.read().await.expect("a view");
        assert_eq!(list_deadlines(&mut view, &hessen(), on(93)).await.expect("lists").len(), 1);
        let filter = |filter: CaseFilter| filter;
        for (filter, numbers) in [
            (filter(CaseFilter::default()), vec![&first.number, &second.number]),
            (CaseFilter { state: Some(CaseState::Decided), ..CaseFilter::default() }, vec![&second.number]),
            (CaseFilter { sought: "00002".to_owned(), ..CaseFilter::default() }, vec![&second.number]),
            (CaseFilter { sought: "_".to_owned(), ..CaseFilter::default() }, vec![]),
            (
                CaseFilter { sought: "BAUSCHUTT".to_owned(), ..CaseFilter::default() },
                vec![&first.number, &second.number],
            ),
            (
                CaseFilter { clerks: vec![Id::of_name("ada"), Id::of_name("bo")], ..CaseFilter::default() },
                vec![],
            ),
            (
                CaseFilter { only_unassigned: true, only_open: true, ..CaseFilter::default() },
                vec![&first.number, &second.number],
            ),
        ] {
            let list = list_cases(&mut view, &filter, Slice::first(10)).await.expect("lists");
            assert_eq!(list.iter().map(|case| &case.number).collect::<Vec<_>>(), numbers, "{filter:?}");
            assert_eq!(count_cases(&mut view, &filter).await.expect("counts"), numbers.len() as u64);
        }
        let counts = count_by_state(&mut view).await.expect("counts");
        assert_eq!(counts.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 0, 0, 1, 0, 0]);
        assert_eq!(count_by_clerk(&mut view).await.expect("counts"), [(None, 1)]);
    }
}

#[tokio::test]
async fn what_belongs_to_a_case_stays_when_somebody_is_forgotten() {
    for scratch in both(&[MIGRATIONS]).await {
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let given = r#"{"name": {"text": "Ada Amt"}, "email": {"email": "ada@nord.example"}}"#;
        let (version, case) = begin(&scope, "application:1", given).await;
        let mut tx = change(&scope, "ada", 1).await;
        let alone =
            submit_answers(&mut tx, &version, "person:2", &answers(given), "1", Assurance::Person).await;
        let Ok(Submitted::New(alone)) = alone else { panic!("not new") };
        let touched = personal::forget(&mut tx, Id::of_name("ada"), "ada@nord.example", "Ada Amt").await;
        assert_eq!(touched.expect("forgets"), 1, "{:?}", scratch.engine);
        let kept = find_submission(&mut tx, case.submission).await.expect("reads").expect("there");
        assert_eq!(kept.answers, answers(given));
        let emptied = find_submission(&mut tx, alone.id).await.expect("reads").expect("there");
        assert_ne!(emptied.answers, answers(given));
    }
}
