//! Forms, drafts and submissions on both databases.

use jiff::{SignedDuration, Timestamp};
use rathaus_procedure::store::*;
use rathaus_procedure::{Answer, Answers, Definition, StableId, Words};
use rathaus_store::testing::{Scratch, both, start};
use rathaus_store::{Actor, Change, Engine, Id, Record, Scope, Slice, StoreError, TenantId, View, args, sql};

const FORM: &str = r#"{"key": "umfrage", "title": {"de": "Umfrage"}, "pages": [
 {"id": "eins", "title": {"de": "Eins"}, "items": [
  {"field": {"id": "name", "label": {"de": "Name"}, "kind": {"text": {}}, "required": true}}]},
 {"id": "zwei", "title": {"de": "Zwei"}, "items": [
  {"field": {"id": "ja", "label": {"de": "Ja?"}, "kind": {"yes_no": {}}}},
  {"field": {"id": "warum", "label": {"de": "Warum?"}, "kind": {"long_text": {}},
   "when": {"is": {"field": "ja", "option": "yes"}}}}]}]}"#;

fn form() -> Definition {
    Definition::from_json(FORM).expect("a form")
}

fn id(text: &str) -> StableId {
    text.parse().expect("an id")
}

fn answers(list: &[(&str, Answer)]) -> Answers {
    Answers(list.iter().map(|(key, answer)| (id(key), answer.clone())).collect())
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn at(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

fn tenant(scratch: &Scratch, name: &str) -> Scope {
    scratch.store.tenant(TenantId(Id::of_name(name)))
}

async fn change(scope: &Scope, seconds: i64) -> Change {
    scope.change(Actor::Anonymous, at(seconds)).await.expect("a change")
}

async fn keep(change: Change) {
    change.commit(Record::new("test.done", "form")).await.expect("kept");
}

async fn view(scope: &Scope) -> View {
    scope.read().await.expect("a view")
}

/// A form with one live version.
async fn live(scope: &Scope) -> Version {
    let mut tx = change(scope, 0).await;
    let (_, version) = insert_definition(&mut tx, "forum", &form(), "Anna").await.expect("made");
    let Published::Live(version) = publish(&mut tx, version.id, version.edition).await.expect("published")
    else {
        panic!("not live")
    };
    keep(tx).await;
    version
}

async fn stores() -> Vec<Scratch> {
    both(&[MIGRATIONS]).await
}

#[tokio::test]
async fn versions_go_from_draft_to_live_to_retired_and_stay() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let first = live(&scope).await;
        assert_eq!((first.n, first.state, first.valid_from), (1, State::Live, Some(at(0))));
        let mut other = form();
        other.title = Words::de("Anders");

        // Whatever is tried, the live version stays as it is.
        let mut tx = change(&scope, 1).await;
        for edition in 0..4 {
            let tried =
                save_draft_version(&mut tx, first.id, edition, &other, "Bernd").await.expect("answered");
            assert_eq!(tried, Edited::Fixed, "{:?}", scratch.engine);
        }
        assert!(!delete_draft_version(&mut tx, first.id).await.expect("answered"));
        assert_eq!(publish(&mut tx, first.id, first.edition).await.expect("answered"), Published::Fixed);
        keep(tx).await;
        assert_eq!(
            find_version(&mut *view(&scope).await, first.id).await.expect("read"),
            Some(first.clone())
        );

        // A second version is made of the first, edited and published; the first retires.
        let mut tx = change(&scope, 2).await;
        let second = begin_version(&mut tx, first.form, "Bernd").await.expect("made").expect("there");
        assert_eq!((second.n, second.state, &second.definition), (2, State::Draft, &first.definition));
        let again = begin_version(&mut tx, first.form, "Carla").await.expect("made").expect("there");
        assert_eq!(again.id, second.id, "one draft at a time");
        let Edited::Saved(second) =
            save_draft_version(&mut tx, second.id, second.edition, &other, "Bernd").await.expect("saved")
        else {
            panic!("not saved")
        };
        assert_ne!(second.hash, first.hash);
        assert!(matches!(publish(&mut tx, second.id, second.edition - 1).await, Ok(Published::Stale(_))));
        assert!(matches!(publish(&mut tx, second.id, second.edition).await, Ok(Published::Live(_))));
        keep(tx).await;
        let mut read = view(&scope).await;
        let all = list_versions(&mut read, first.form).await.expect("read");
        let states: Vec<_> = all.iter().map(|version| (version.n, version.state)).collect();
        assert_eq!(states, [(2, State::Live), (1, State::Retired)]);
        assert_eq!(find_live(&mut read, "umfrage").await.expect("read").map(|v| v.id), Some(second.id));
        assert_eq!(find_draft_version(&mut read, first.form).await.expect("read"), None);
        let found = find_form(&mut read, "umfrage").await.expect("read").expect("there");
        assert_eq!((found.title.as_str(), found.id), ("Anders", first.form));
        assert_eq!(find_form_by_id(&mut read, first.form).await.expect("read"), Some(found));
        assert_eq!(list_forms(&mut read, Some("forum")).await.expect("read").len(), 1);
        assert_eq!(list_forms(&mut read, Some("grants")).await.expect("read").len(), 0);
        drop(read);

        let mut tx = change(&scope, 3).await;
        assert!(retire(&mut tx, second.id).await.expect("answered"));
        assert!(!retire(&mut tx, second.id).await.expect("answered"));
        assert_eq!(find_live(&mut tx, "umfrage").await.expect("read"), None);
        assert!(matches!(
            insert_definition(&mut tx, "forum", &form(), "Anna").await,
            Err(StoreError::Conflict(_))
        ));
    }
}

#[tokio::test]
async fn two_editors_do_not_overwrite_each_other_and_edits_are_taken_back() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let mut tx = change(&scope, 0).await;
        let (_, opened) = insert_definition(&mut tx, "", &form(), "Anna").await.expect("made");
        let titled = |title: &str| {
            let mut form = form();
            form.title = Words::de(title);
            form
        };
        let saved = save_draft_version(&mut tx, opened.id, opened.edition, &titled("Annas"), "Anna").await;
        assert!(matches!(saved, Ok(Edited::Saved(_))));
        let late = save_draft_version(&mut tx, opened.id, opened.edition, &titled("Bernds"), "Bernd").await;
        let Ok(Edited::Stale(now)) = late else { panic!("{late:?}") };
        assert_eq!((now.edited_by.as_str(), now.definition.title.de.as_str()), ("Anna", "Annas"));

        let mut edition = now.edition;
        for n in 0..60 {
            let Ok(Edited::Saved(version)) =
                save_draft_version(&mut tx, opened.id, edition, &titled(&format!("T{n}")), "Anna").await
            else {
                panic!("not saved")
            };
            edition = version.edition;
        }
        assert_eq!(forms::count_undo(&mut tx, opened.id).await.expect("read"), forms::UNDO_DEPTH);
        for n in (9..59).rev() {
            let Ok(Some(Edited::Saved(version))) = undo(&mut tx, opened.id, edition, "Anna").await else {
                panic!("not undone")
            };
            edition = version.edition;
            assert_eq!(version.definition.title.de, format!("T{n}"));
        }
        assert_eq!(undo(&mut tx, opened.id, edition, "Anna").await.expect("answered"), None);
        assert!(delete_draft_version(&mut tx, opened.id).await.expect("answered"));
        keep(tx).await;
    }
}

fn save<'a>(draft: &Draft, page: &'a str, answers: &'a Answers, sheet: &'a str) -> Save<'a> {
    Save { draft: draft.id, page, answers, edition: draft.edition, sheet, by: "Anna" }
}

#[tokio::test]
async fn pages_are_saved_one_by_one_and_only_the_same_page_conflicts() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let version = live(&scope).await;
        let definition = &version.definition;
        let mut tx = change(&scope, 1).await;
        let opened = begin_draft(&mut tx, &version, "invitation:1", &Answers::new()).await.expect("begun");
        let again = begin_draft(&mut tx, &version, "invitation:1", &Answers::new()).await.expect("begun");
        assert_eq!(opened, again);
        let (a, b) = (answers(&[("name", text("A"))]), answers(&[("name", text("B"))]));
        let yes = answers(&[("ja", Answer::YesNo(true)), ("name", text("not of this page"))]);

        let Ok(Saved::Saved(first)) = save_page(&mut tx, definition, save(&opened, "eins", &a, "x")).await
        else {
            panic!("not saved")
        };
        // Another page from another opened page: no conflict, and nothing of the first page is touched.
        let Ok(Saved::Saved(second)) = save_page(&mut tx, definition, save(&opened, "zwei", &yes, "y")).await
        else {
            panic!("not saved")
        };
        assert_eq!(second.answers, answers(&[("name", text("A")), ("ja", Answer::YesNo(true))]));
        assert_eq!((second.edition, second.page.as_deref()), (first.edition + 1, Some("zwei")));
        // The same opened page again, with its old edition: no conflict with oneself.
        assert!(matches!(
            save_page(&mut tx, definition, save(&opened, "eins", &a, "x")).await,
            Ok(Saved::Saved(_))
        ));
        // The same page opened elsewhere before: refused, and nothing is lost.
        let late = save_page(&mut tx, definition, save(&opened, "eins", &b, "z")).await;
        let Ok(Saved::Stale(stale)) = late else { panic!("{late:?}") };
        assert_eq!((stale.by.as_str(), stale.at), ("Anna", at(1)));
        assert_eq!(stale.draft.answers.get(&id("name")), Some(&text("A")));
        // With the same answers it is none.
        assert!(matches!(
            save_page(&mut tx, definition, save(&opened, "eins", &a, "z")).await,
            Ok(Saved::Saved(_))
        ));
        // Looked at, and overwritten on purpose.
        let Ok(Saved::Saved(last)) =
            save_page(&mut tx, definition, save(&stale.draft, "eins", &b, "z")).await
        else {
            panic!("not saved")
        };
        assert_eq!(last.answers.get(&id("name")), Some(&text("B")));
        assert_eq!(find_draft_by_id(&mut tx, last.id).await.expect("read"), Some(last.clone()));
        assert_eq!(list_drafts(&mut tx, version.form).await.expect("read"), std::slice::from_ref(&last));
        assert!(delete_draft(&mut tx, last.id).await.expect("deleted"));
        assert_eq!(
            save_page(&mut tx, definition, save(&last, "eins", &a, "x")).await.expect("answered"),
            Saved::Gone
        );
        keep(tx).await;
    }
}

#[tokio::test]
async fn handing_in_twice_is_handing_in_once() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let version = live(&scope).await;
        let (form, holder) = (version.form, "person:1");
        let mut tx = change(&scope, 1).await;
        let hidden = answers(&[("warum", text("verborgen"))]);
        let draft = begin_draft(&mut tx, &version, holder, &hidden).await.expect("begun");
        let missing = submit(&mut tx, draft.id, draft.edition, holder, form, "", Assurance::Person).await;
        assert!(matches!(missing, Ok(Submitted::Mistakes(list)) if list.len() == 1));
        let a = answers(&[("name", text("A"))]);
        let Ok(Saved::Saved(draft)) =
            save_page(&mut tx, &version.definition, save(&draft, "eins", &a, "x")).await
        else {
            panic!("not saved")
        };
        let early = submit(&mut tx, draft.id, draft.edition - 1, holder, form, "", Assurance::Person).await;
        assert!(matches!(early, Ok(Submitted::Stale(_))));
        let foreign = submit(&mut tx, draft.id, draft.edition, "person:2", form, "", Assurance::Person).await;
        assert_eq!(foreign.expect("answered"), Submitted::Gone);
        keep(tx).await;

        // Twice at the same moment.
        let go = async || {
            let mut tx = change(&scope, 2).await;
            let done = submit(&mut tx, draft.id, draft.edition, holder, form, "", Assurance::Person).await;
            keep(tx).await;
            done.expect("answered")
        };
        let both = [go().await, go().await];
        let ids: Vec<Id> = both
            .iter()
            .map(|done| match done {
                Submitted::New(submission) | Submitted::Before(submission) => submission.id,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(ids[0], ids[1]);
        let mut read = view(&scope).await;
        assert_eq!(find_draft(&mut read, form, holder).await.expect("read"), None);
        let current = current_submission(&mut read, form, holder).await.expect("read").expect("there");
        assert_eq!(current.answers, a, "what was not shown is not handed in");
        assert_eq!((current.version, current.actor.as_str()), (version.id, "anonymous"));
        assert_eq!(current.receipt().len(), 11);
        assert_eq!(find_submission(&mut read, current.id).await.expect("read"), Some(current));
    }
}

#[tokio::test]
async fn at_the_same_moment_one_of_two_hands_in() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let version = live(&scope).await;
        let form = version.form;
        let mut tx = change(&scope, 1).await;
        let a = answers(&[("name", text("A"))]);
        let draft = begin_draft(&mut tx, &version, "person:1", &a).await.expect("begun");
        keep(tx).await;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let scope = scope.clone();
                tokio::spawn(async move {
                    let mut tx = change(&scope, 2).await;
                    let done =
                        submit(&mut tx, draft.id, draft.edition, "person:1", form, "", Assurance::Link).await;
                    keep(tx).await;
                    matches!(done.expect("answered"), Submitted::New(_))
                })
            })
            .collect();
        let mut new = 0;
        for task in tasks {
            new += usize::from(task.await.expect("ran"));
        }
        assert_eq!(new, 1, "{:?}", scratch.engine);
        let all = count_submissions(&mut *view(&scope).await, form, Filter::default()).await.expect("read");
        assert_eq!(all, 1);
    }
}

#[tokio::test]
async fn answers_from_elsewhere_are_taken_over_once_and_corrected_like_others() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let version = live(&scope).await;
        let (form, holder) = (version.form, "invitation:8");
        let mut tx = change(&scope, 1).await;
        let incomplete = Answers::new();
        let at = tx.now();
        let taken = take_over(&mut tx, &version, holder, &incomplete, at).await.expect("kept");
        assert_eq!((taken.version, taken.assurance, taken.submitted_at), (version.id, Assurance::None, at));
        assert!(matches!(
            submit_answers(&mut tx, &version, "invitation:9", &incomplete, "k", Assurance::None).await,
            Ok(Submitted::Mistakes(_))
        ));
        keep(tx).await;
        let mut tx = change(&scope, 2).await;
        assert!(take_over(&mut tx, &version, holder, &incomplete, at).await.is_err(), "only once");
        drop(tx);
        let mut tx = change(&scope, 3).await;
        let draft = correct(&mut tx, form, holder, None).await.expect("begun").expect("there");
        assert_eq!(draft.prior, Some(taken.id));
        let again = submit(&mut tx, draft.id, draft.edition, holder, form, "", Assurance::Link).await;
        assert!(matches!(again, Ok(Submitted::Mistakes(_))), "a correction is checked: {again:?}");
        keep(tx).await;
    }
}

#[tokio::test]
async fn a_correction_is_a_new_submission() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let version = live(&scope).await;
        let (form, holder) = (version.form, "invitation:7");
        let mut tx = change(&scope, 1).await;
        assert_eq!(correct(&mut tx, form, holder, None).await.expect("answered"), None);
        let a = answers(&[("name", text("A"))]);
        let Ok(Submitted::New(first)) =
            submit_answers(&mut tx, &version, holder, &a, "k1", Assurance::Link).await
        else {
            panic!("not handed in")
        };
        assert_eq!(
            submit_answers(&mut tx, &version, holder, &a, "k1", Assurance::Link).await.expect("answered"),
            Submitted::Before(first.clone())
        );
        keep(tx).await;

        let mut tx = change(&scope, 2).await;
        let draft = correct(&mut tx, form, holder, None).await.expect("begun").expect("there");
        assert_eq!((draft.prior, &draft.answers), (Some(first.id), &a));
        let b = answers(&[("name", text("B"))]);
        let Ok(Saved::Saved(draft)) =
            save_page(&mut tx, &version.definition, save(&draft, "eins", &b, "x")).await
        else {
            panic!("not saved")
        };
        let Ok(Submitted::New(second)) =
            submit(&mut tx, draft.id, draft.edition, holder, form, "", Assurance::Link).await
        else {
            panic!("not handed in")
        };
        keep(tx).await;
        let mut read = view(&scope).await;
        let current = current_submission(&mut read, form, holder).await.expect("read");
        assert_eq!(current.as_ref().map(|s| (s.id, s.prior)), Some((second.id, Some(first.id))));
        let all = history(&mut read, form, holder).await.expect("read");
        assert_eq!(all.iter().map(|s| s.id).collect::<Vec<_>>(), [second.id, first.id]);
        assert_eq!(all[1], first, "nothing is overwritten");
        let only = Filter { only_current: true, version: Some(version.id) };
        let listed = list_submissions(&mut read, form, only, Slice::first(10)).await.expect("read");
        assert_eq!(listed.iter().map(|s| s.id).collect::<Vec<_>>(), [second.id]);
        assert_eq!(count_submissions(&mut read, form, Filter::default()).await.expect("read"), 2);
        let of_none = Filter { version: Some(first.id), ..only };
        assert_eq!(count_submissions(&mut read, form, of_none).await.expect("read"), 0);
        drop(read);

        let mut tx = change(&scope, 3).await;
        let late = correct(&mut tx, form, holder, None).await.expect("begun").expect("there");
        assert!(!withdraw(&mut tx, first.id).await.expect("answered"), "it is corrected already");
        assert!(withdraw(&mut tx, second.id).await.expect("answered"));
        assert!(!withdraw(&mut tx, second.id).await.expect("answered"));
        assert_eq!(current_submission(&mut tx, form, holder).await.expect("read"), None);
        let overtaken = submit(&mut tx, late.id, late.edition, holder, form, "", Assurance::Link).await;
        assert_eq!(overtaken.expect("answered"), Submitted::Overtaken);
        keep(tx).await;
    }
}

#[tokio::test]
async fn a_draft_stays_with_its_version_until_it_is_taken_over() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let first = live(&scope).await;
        let mut tx = change(&scope, 1).await;
        let kept = answers(&[("name", text("A")), ("ja", Answer::YesNo(false))]);
        let draft = begin_draft(&mut tx, &first, "person:1", &kept).await.expect("begun");
        let second = begin_version(&mut tx, first.form, "Anna").await.expect("made").expect("there");
        let mut smaller = Definition::clone(&first.definition);
        smaller.pages.truncate(1);
        let Ok(Edited::Saved(second)) =
            save_draft_version(&mut tx, second.id, second.edition, &smaller, "Anna").await
        else {
            panic!("not saved")
        };
        let Ok(Published::Live(second)) = publish(&mut tx, second.id, second.edition).await else {
            panic!("not live")
        };
        let same = begin_draft(&mut tx, &second, "person:1", &Answers::new()).await.expect("begun");
        assert_eq!(same.version, first.id);
        let taken = rebase_draft(&mut tx, draft.id, &second).await.expect("answered");
        let Some((taken, dropped)) = taken else { panic!("gone") };
        assert_eq!((taken.version, taken.answers), (second.id, answers(&[("name", text("A"))])));
        assert_eq!(dropped.len(), 1);
        keep(tx).await;
    }
}

#[tokio::test]
async fn a_key_that_changed_its_kind_is_not_published() {
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let first = live(&scope).await;
        let mut tx = change(&scope, 1).await;
        let second = begin_version(&mut tx, first.form, "Anna").await.expect("made").expect("there");
        let other = FORM.replace(r#"{"text": {}}"#, r#"{"email": {}}"#);
        let other = Definition::from_json(&other).expect("a form");
        let Ok(Edited::Saved(second)) =
            save_draft_version(&mut tx, second.id, second.edition, &other, "Anna").await
        else {
            panic!("not saved")
        };
        let tried = publish(&mut tx, second.id, second.edition).await.expect("answered");
        assert!(matches!(&tried, Published::Faults(faults) if faults.len() == 1), "{tried:?}");
    }
}

#[tokio::test]
async fn another_tenant_sees_nothing() {
    for scratch in stores().await {
        let (north, south) = (tenant(&scratch, "north"), tenant(&scratch, "south"));
        let version = live(&north).await;
        let mut tx = change(&north, 1).await;
        let a = answers(&[("name", text("A"))]);
        let draft = begin_draft(&mut tx, &version, "person:1", &a).await.expect("begun");
        let Ok(Submitted::New(handed)) =
            submit_answers(&mut tx, &version, "person:2", &a, "k", Assurance::None).await
        else {
            panic!("not handed in")
        };
        keep(tx).await;
        let mut tx = change(&south, 2).await;
        assert_eq!(find_form(&mut tx, "umfrage").await.expect("read"), None);
        assert_eq!(find_live(&mut tx, "umfrage").await.expect("read"), None);
        assert_eq!(find_version(&mut tx, version.id).await.expect("read"), None);
        assert_eq!(list_versions(&mut tx, version.form).await.expect("read"), []);
        assert_eq!(begin_version(&mut tx, version.form, "x").await.expect("read"), None);
        assert_eq!(find_draft_by_id(&mut tx, draft.id).await.expect("read"), None);
        assert_eq!(list_drafts(&mut tx, version.form).await.expect("read"), []);
        assert!(!delete_draft(&mut tx, draft.id).await.expect("read"));
        assert!(!withdraw(&mut tx, handed.id).await.expect("read"));
        assert!(!retire(&mut tx, version.id).await.expect("read"));
        assert_eq!(find_submission(&mut tx, handed.id).await.expect("read"), None);
        assert_eq!(history(&mut tx, version.form, "person:2").await.expect("read"), []);
        let gone = submit(&mut tx, draft.id, 1, "person:1", version.form, "", Assurance::None).await;
        assert_eq!(gone.expect("answered"), Submitted::Gone);
    }
}

#[tokio::test]
async fn a_person_takes_along_what_they_handed_in_and_leaves_no_name() {
    let guests = r#"{"key": "gaeste", "title": {"de": "Anmeldung"}, "pages": [
     {"id": "eins", "title": {"de": "Eins"}, "items": [
      {"field": {"id": "kontakt", "label": {"de": "Kontakt"}, "kind": {"text": {}}}},
      {"field": {"id": "mail", "label": {"de": "E-Mail"}, "kind": {"email": {}}}}]}]}"#;
    for scratch in stores().await {
        let scope = tenant(&scratch, "north");
        let ada = Id::of_name("ada");
        let mut tx = scope.change(Actor::Person(ada), at(0)).await.expect("begins");
        let guests = Definition::from_json(guests).expect("a form");
        let (_, version) = insert_definition(&mut tx, "forum", &guests, "Anna").await.expect("made");
        let Published::Live(version) =
            publish(&mut tx, version.id, version.edition).await.expect("published")
        else {
            panic!("not live")
        };
        for (holder, name, email) in
            [("one", "Ada Amt", "ada@nord.example"), ("two", "Bo Bau", "bo@nord.example")]
        {
            let said = answers(&[("kontakt", text(name)), ("mail", Answer::Email(email.to_owned()))]);
            let done = submit_answers(&mut tx, &version, holder, &said, "k", Assurance::Person).await;
            assert!(matches!(done, Ok(Submitted::New(_))), "{done:?}");
        }
        let own = begin_draft(&mut tx, &version, &format!("person:{ada}"), &Answers::default())
            .await
            .expect("begun");
        keep(tx).await;
        let told = personal::list_by(&mut *view(&scope).await, ada).await.expect("read");
        assert_eq!((told.len(), told[0].form.as_str()), (2, "Anmeldung"));

        let mut tx = change(&scope, 1).await;
        let touched = personal::forget(&mut tx, ada, "ADA@nord.example", "Ada Amt").await.expect("runs");
        keep(tx).await;
        assert_eq!(touched, 2, "an answer and a draft; {:?}", scratch.engine);
        let mut left = view(&scope).await;
        assert_eq!(find_draft_by_id(&mut left, own.id).await.expect("read"), None);
        for (holder, name) in [("one", "–"), ("two", "Bo Bau")] {
            let found = current_submission(&mut left, version.form, holder).await.expect("read");
            let found = found.expect("stays");
            assert_eq!(found.answers.0.get(&id("kontakt")), Some(&text(name)));
            assert_eq!(found.answers.0.contains_key(&id("mail")), holder == "two");
        }
        let other = tenant(&scratch, "south");
        assert!(personal::list_by(&mut *view(&other).await, ada).await.expect("read").is_empty());
    }
}

/// What [`history`] and [`current_submission`] ask, in the words of the database's own plan.
#[tokio::test]
async fn what_somebody_handed_in_is_found_without_going_through_the_whole_form() {
    for scratch in stores().await.into_iter().filter(|scratch| scratch.engine == Engine::Sqlite) {
        let mut now = view(&tenant(&scratch, "north")).await;
        for statement in [
            sql!(
                "EXPLAIN QUERY PLAN SELECT * FROM submission WHERE tenant = $1 AND definition = $2 AND holder = $3 \
                 ORDER BY submitted_at DESC, id DESC"
            ),
            sql!(
                "EXPLAIN QUERY PLAN SELECT s.* FROM submission s WHERE s.tenant = $1 AND s.definition = $2 \
                 AND s.holder = $3 ORDER BY s.submitted_at DESC, s.id DESC LIMIT 1"
            ),
        ] {
            let plan = now.all(statement, args!["form", "holder"]).await.expect("explained");
            let steps: Vec<String> =
                plan.iter().map(|step| step.get("detail")).collect::<Result<_, _>>().expect("steps");
            assert_eq!(steps.len(), 1, "nothing is sorted: {steps:?}");
            assert!(steps[0].ends_with("(tenant=? AND definition=? AND holder=?)"), "{steps:?}");
        }
    }
}
