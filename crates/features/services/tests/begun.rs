//! What was begun and never handed in goes when its time is over, and its page says when that is.

use crate::money_parts::*;
use jiff::{SignedDuration, Span};
use rathaus_core::Lang;
use rathaus_people::testing::{House, houses};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{find_draft, find_form};
use rathaus_services::store::application::find_application;
use rathaus_store::audit::{EntryFilter, list_entries};
use rathaus_store::files::list_files;
use rathaus_store::{Id, Record, Slice, View};
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};

/// Begins an application for a dog, with a page that was saved and a file; the path of its link.
async fn begun(browser: &mut Browser) -> String {
    assert_eq!(browser.get("/services/hund-anmelden").await.status, 200);
    let begun = browser.post("/services/hund-anmelden/applications", &[]).await;
    let base = begun.location.strip_suffix("/form").expect("the form").to_owned();
    assert_eq!(save(browser, &base).await.status, 422, "not everything was answered, and it is kept");
    base
}

async fn save(browser: &mut Browser, base: &str) -> Shown {
    let path = format!("{base}/form/pages/hund");
    let page = browser.get(&path).await;
    let mut body = String::new();
    for (name, value) in [
        ("token", value(&page, "token")),
        ("edition", value(&page, "edition")),
        ("sheet", value(&page, "sheet")),
        ("f.rufname", "Bello".to_owned()),
    ] {
        body += &format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--X\r\ncontent-disposition: form-data; name=\"f.versicherung\"; filename=\"police.pdf\"\r\n\r\n\
             %PDF-1.7\n%%EOF\n\r\n--X--\r\n";
    browser.send("POST", &path, "multipart/form-data; boundary=X", body).await
}

async fn view(house: &House) -> View {
    house.scratch.store.tenant(house.north.id).read().await.expect("a view")
}

/// The id behind a link, from what was recorded last.
async fn application_of(house: &House) -> Id {
    let mut view = view(house).await;
    let filter = EntryFilter { action: Some("application.begun".to_owned()), ..EntryFilter::default() };
    let (entries, _) = list_entries(&mut view, &filter, Slice::first(1)).await.expect("entries");
    entries.first().expect("begun").subject.parse().expect("an id")
}

async fn pass(house: &House, days: i64) {
    for _ in 0..days {
        house.pass(SignedDuration::from_hours(24));
        house.work().await;
    }
}

#[tokio::test]
async fn what_is_never_handed_in_goes_on_the_day_its_page_says() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        let mut change = change(&house, house.north.id).await;
        example(&mut change, "hund-anmelden").await;
        let (sent, sent_path) = applied(&mut change, "Else Eigen", false, None).await;
        change.commit(Record::new("case.opened", sent.id)).await.expect("kept");

        // The office says how long; a mistake is named.
        let wrong = rita.get("/cases/services").await;
        assert!(wrong.text.contains("value=\"90\""), "{}", wrong.text);
        let wrong = rita.post("/cases/services/place", &[("land", "HE"), ("begun_days", "3")]).await;
        wrong.sums_up_mistakes();
        let saved = rita.post("/cases/services/place", &[("land", "HE"), ("begun_days", "10")]).await;
        assert_eq!(saved.location, "/cases/services", "{}", saved.text);

        let mut ada = house.browser();
        let base = begun(&mut ada).await;
        let id = application_of(&house).await;
        pass(&house, 8).await;
        // A change counts from anew.
        save(&mut ada, &base).await;
        let day = today(house.now()).saturating_add(Span::new().days(10));
        let said = format!("am {} gelöscht", Lang::De.short_date(day));
        assert!(ada.get(&base).await.text.contains(&said), "{said}: {}", ada.get(&base).await.text);
        pass(&house, 9).await;
        assert!(ada.get(&base).await.text.contains(&said), "the day before");
        let form = find_form(&mut *view(&house).await, "hund-anmelden").await.expect("read").expect("a form");
        let holder = format!("application:{id}");
        let owner = format!("form:{}:{holder}", form.id);
        assert_eq!(list_files(&mut *view(&house).await, &owner).await.expect("files").len(), 1);
        pass(&house, 1).await;

        assert_eq!(ada.get(&base).await.status, 410);
        let mut now = view(&house).await;
        assert_eq!(find_application(&mut now, id).await.expect("read"), None);
        assert_eq!(find_draft(&mut now, form.id, &holder).await.expect("read"), None);
        assert!(list_files(&mut now, &owner).await.expect("files").is_empty());
        let filter = EntryFilter { action: Some("application.deleted".to_owned()), ..EntryFilter::default() };
        let (entries, count) = list_entries(&mut now, &filter, Slice::first(9)).await.expect("entries");
        assert_eq!((count, entries[0].subject.clone()), (1, id.to_string()));
        assert_eq!(entries[0].details, "{\"files\":1}");
        drop(now);
        // What was handed in stays.
        assert_eq!(house.browser().get(&sent_path).await.status, 200);
    }
}
