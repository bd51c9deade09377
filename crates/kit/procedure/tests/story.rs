//! A form filled in through the router, from the first page to a correction, on both databases.

use std::sync::Arc;

use rathaus_procedure::fill::{Host, Later, Params, Sitting};
use rathaus_procedure::store::*;
use rathaus_procedure::{Definition, feature, fill};
use rathaus_store::testing::start;
use rathaus_store::{Actor, Record, Scope};
use rathaus_web::testing::{Browser, house, north};
use rathaus_web::{Feature, PageError, Visitor};

const FORM: &str = r#"{"key": "umfrage", "title": {"de": "Umfrage", "en": "Survey"}, "pages": [
 {"id": "eins", "title": {"de": "Über Sie"}, "items": [
  {"field": {"id": "name", "label": {"de": "Name"}, "kind": {"text": {}}, "required": true, "prefill": "person.name"}},
  {"field": {"id": "neu", "label": {"de": "Ist es neu?"}, "kind": {"yes_no": {}}, "required": true}},
  {"field": {"id": "warum", "label": {"de": "Warum?"}, "kind": {"long_text": {}}, "required": true,
   "when": {"is": {"field": "neu", "option": "yes"}}}}]},
 {"id": "zwei", "title": {"de": "Bedarfe"}, "items": [
  {"group": {"id": "bedarfe", "title": {"de": "Ihre Bedarfe"}, "record": {"de": "Bedarf"}, "min": 1, "max": 3, "fields": [
   {"id": "titel", "label": {"de": "Titel"}, "kind": {"text": {}}, "required": true},
   {"id": "kosten", "label": {"de": "Kosten"}, "kind": {"money": {}}}]}}]}]}"#;

/// `/answers/{link}`: every link is a holder; `closed` may not be changed, `nobody` is unknown.
struct Answers;

impl Host for Answers {
    fn find<'a>(&'a self, _: &'a Visitor, params: &'a Params) -> Later<'a, Sitting> {
        Box::pin(async move {
            let link = params.get("link").cloned().unwrap_or_default();
            if link == "nobody" {
                return Err(PageError::NotFound);
            }
            Ok(Sitting {
                form: "umfrage".into(),
                holder: format!("invitation:{link}"),
                actor: Actor::Anonymous,
                by: "Anna".into(),
                assurance: Assurance::Link,
                base: format!("/answers/{link}"),
                home: None,
                prefill: [("person.name".to_owned(), "Anna Beck".to_owned())].into(),
                is_open: link != "closed",
            })
        })
    }
}

fn answers() -> Feature {
    let mut own = Feature::new(None);
    own.routes = fill::routes("/answers/{link}", Arc::new(Answers));
    own
}

async fn live(scope: &Scope, json: &str) -> Version {
    let definition = Definition::from_json(json).expect("a form");
    let mut tx = scope.change(Actor::Anonymous, start()).await.expect("a change");
    let (_, version) = insert_definition(&mut tx, "forum", &definition, "Anna").await.expect("made");
    let Ok(Published::Live(version)) = publish(&mut tx, version.id, version.edition).await else { panic!() };
    tx.commit(Record::new("test.done", "form")).await.expect("kept");
    version
}

/// The value of a hidden input.
fn hidden(text: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = text.split_once(&mark).unwrap_or_else(|| panic!("no {name} in {text}")).1;
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_form_is_filled_in_cut_off_resumed_handed_in_once_and_corrected() {
    for (scratch, router) in house(&[], || vec![feature(), answers()]).await {
        let scope = scratch.store.tenant(north());
        let version = live(&scope, FORM).await;
        let mut browser = Browser::new(router.clone());
        assert_eq!(browser.get("/answers/nobody").await.status, 404);
        assert_eq!(browser.get("/answers/a").await.location, "/answers/a/pages/eins");
        let page = browser.get("/answers/a/pages/eins").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Anna Beck"), "filled in beforehand");
        assert!(page.text.contains("Seite 1 von 2"));
        let (edition, sheet, seen) =
            (hidden(&page.text, "edition"), hidden(&page.text, "sheet"), hidden(&page.text, "seen"));
        let tie = [("edition", edition.as_str()), ("sheet", sheet.as_str()), ("seen", seen.as_str())];

        // Half right: what was typed is kept, and the mistake is named.
        let mut sent = tie.to_vec();
        sent.extend([("f.name", "<script>alert(1)</script>' OR 1=1 --"), ("go", "next")]);
        let wrong = browser.post("/answers/a/pages/eins", &sent).await;
        wrong.sums_up_mistakes();
        assert!(wrong.text.contains("href=\"#f-f.neu\""), "{}", wrong.text);
        assert!(wrong.text.contains("&lt;script&gt;alert(1)"));
        assert!(!wrong.text.contains("<script>alert"));

        // A question comes up: asked before anything is found wrong with it.
        let mut sent = tie.to_vec();
        sent.extend([("f.name", "Anna"), ("f.neu", "yes"), ("go", "next")]);
        let more = browser.post("/answers/a/pages/eins", &sent).await;
        assert_eq!((more.status, more.location.as_str()), (303, "/answers/a/pages/eins?more=1"));
        let page = browser.get("/answers/a/pages/eins?more=1").await;
        assert!(page.text.contains("weitere Fragen"));

        // Another device: where the first left off, with everything typed.
        let mut phone = Browser::new(router.clone());
        assert_eq!(phone.get("/answers/a").await.location, "/answers/a/pages/eins");
        let again = phone.get("/answers/a/pages/eins").await;
        assert!(again.text.contains("value=\"Anna\""));
        let seen = hidden(&again.text, "seen");
        let (edition, sheet) = (hidden(&again.text, "edition"), hidden(&again.text, "sheet"));
        let tie2 = [("edition", edition.as_str()), ("sheet", sheet.as_str()), ("seen", seen.as_str())];
        let mut sent = tie2.to_vec();
        sent.extend([("f.name", "Anna"), ("f.neu", "yes"), ("f.warum", "Darum"), ("go", "next")]);
        assert_eq!(phone.post("/answers/a/pages/eins", &sent).await.location, "/answers/a/pages/zwei");
        // Sent twice: the same.
        assert_eq!(phone.post("/answers/a/pages/eins", &sent).await.location, "/answers/a/pages/zwei");

        // The first device saves the same page with what it had: both are shown, nothing is lost.
        let mut sent = tie.to_vec();
        sent.extend([("f.name", "Anna Maria"), ("f.neu", "no"), ("go", "next")]);
        let stale = browser.post("/answers/a/pages/eins", &sent).await;
        assert_eq!(stale.status, 409, "{:?}", scratch.engine);
        assert!(stale.text.contains("inzwischen anderswo gespeichert"));
        assert!(stale.text.contains("Darum") && stale.text.contains("value=\"Anna Maria\""));
        assert_eq!(browser.post("/answers/a/pages/eins/draft", &sent).await.status, 409);

        // Records: one more, one less.
        let page = phone.get("/answers/a/pages/zwei").await;
        let seen = hidden(&page.text, "seen");
        let (edition, sheet) = (hidden(&page.text, "edition"), hidden(&page.text, "sheet"));
        let records = |go: &'static str, count: &'static str| {
            vec![
                ("edition", edition.clone()),
                ("sheet", sheet.clone()),
                ("seen", seen.clone()),
                ("g.bedarfe.count", count.to_owned()),
                ("g.bedarfe.0.titel", "Ausweise".to_owned()),
                ("g.bedarfe.0.kosten", "1.234,56".to_owned()),
                ("g.bedarfe.1.titel", if count == "2" { "Kita" } else { "" }.to_owned()),
                ("go", go.to_owned()),
            ]
        };
        let list = records("add.bedarfe", "1");
        let sent: Vec<_> = list.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let added = phone.post("/answers/a/pages/zwei", &sent).await;
        assert_eq!(added.location, "/answers/a/pages/zwei?add=bedarfe#g.bedarfe");
        let page = phone.get("/answers/a/pages/zwei?add=bedarfe").await;
        assert!(page.text.contains("name=\"g.bedarfe.1.titel\"") && page.text.contains("value=\"Ausweise\""));
        let list = records("drop.bedarfe.0", "2");
        let sent: Vec<_> = list.iter().map(|(n, v)| (*n, v.as_str())).collect();
        phone.post("/answers/a/pages/zwei", &sent).await;
        let page = phone.get("/answers/a/pages/zwei").await;
        assert!(page.text.contains("value=\"Kita\"") && !page.text.contains("Ausweise"));
        let page = phone.get("/answers/a/pages/zwei?add=bedarfe").await;
        let mut list = records("next", "2");
        list[2].1 = hidden(&page.text, "seen");
        let sent: Vec<_> = list.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(phone.post("/answers/a/pages/zwei", &sent).await.location, "/answers/a/review");

        // Looked over, handed in twice.
        let review = phone.get("/answers/a/review").await;
        assert_eq!(review.status, 200);
        assert!(review.text.contains("1.234,56") && review.text.contains("Darum"));
        let handing =
            [("draft", hidden(&review.text, "draft")), ("edition", hidden(&review.text, "edition"))];
        let sent: Vec<_> = handing.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(phone.post("/answers/a/review", &sent).await.location, "/answers/a/done");
        assert_eq!(phone.post("/answers/a/review", &sent).await.location, "/answers/a/done");
        let mut view = scope.read().await.expect("a view");
        assert_eq!(count_submissions(&mut view, version.form, Filter::default()).await.expect("read"), 1);
        let handed =
            current_submission(&mut view, version.form, "invitation:a").await.expect("read").expect("one");
        drop(view);
        let done = phone.get("/answers/a/done").await;
        assert!(done.text.contains(&handed.receipt()));
        assert_eq!(phone.get("/answers/a/pages/eins").await.location, "/answers/a/done");
        let print = phone.get("/answers/a/print").await;
        assert!(
            print.status == 200 && print.text.contains("Ausweise") && print.text.contains(&handed.receipt())
        );
        let empty = phone.get("/answers/a/print?empty=1&lang=en").await;
        assert!(
            empty.status == 200
                && !empty.text.contains("Ausweise")
                && empty.text.contains("must be answered")
        );

        // A correction is a second submission that names the first.
        phone.get("/answers/a/done?lang=de").await;
        assert_eq!(phone.post("/answers/a/correction", &[]).await.location, "/answers/a");
        let review = phone.get("/answers/a/review").await;
        assert!(review.text.contains("Änderung abgeben"));
        let handing =
            [("draft", hidden(&review.text, "draft")), ("edition", hidden(&review.text, "edition"))];
        let sent: Vec<_> = handing.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(phone.post("/answers/a/review", &sent).await.location, "/answers/a/done");
        let mut view = scope.read().await.expect("a view");
        let all = history(&mut view, version.form, "invitation:a").await.expect("read");
        assert_eq!((all.len(), all[0].prior), (2, Some(handed.id)));
        drop(view);

        // Somebody else sees nothing of it; a closed sitting saves nothing.
        let mut other = Browser::new(router.clone());
        assert!(!other.get("/answers/b/review").await.text.contains("Ausweise"));
        other.get("/answers/b/pages/eins").await;
        assert_eq!(other.post("/answers/closed/pages/eins", &[("f.name", "x")]).await.status, 409);
        assert_eq!(other.post("/answers/closed/review", &[]).await.status, 303);
        assert_eq!(other.post_bare("/answers/b/pages/eins", &[("f.name", "x")]).await.status, 403);
        let shown = other.post("/answers/b/pages/eins/shown", &[("f.neu", "yes")]).await;
        assert!(shown.text.contains("f.warum"), "{}", shown.text);
        let shown = other.post("/answers/b/pages/eins/shown", &[("f.neu", "no")]).await;
        assert!(!shown.text.contains("f.warum"));
        let names = other.get("/forms/organisations?q=Bad%20Her").await;
        assert!(names.text.contains("Bad Hersfeld"), "{}", names.text);
    }
}
