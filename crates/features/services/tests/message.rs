//! A note that names a colleague: in their in-tray until it is read, a mail that says so, and nobody else's business.

use crate::money_parts::*;
use jiff::SignedDuration;
use rathaus_people::testing::houses;
use rathaus_people::{PersonalData, deputy};
use rathaus_procedure::case::CaseEvent;
use rathaus_procedure::store::list_entries;
use rathaus_services::personal::ServicePeople;
use rathaus_services::store::message::list_unread;
use rathaus_store::Record;
use rathaus_web::Role;

#[tokio::test]
async fn a_message_waits_for_its_colleague_until_it_is_read() {
    for house in houses(&[], features).await {
        let north = house.north.id;
        let otto = house.person(north, "Otto Ober", &[Role::Office]).await;
        let dora = house.person(north, "Dora Dienst", &[Role::Office]).await;
        let lena = house.person(north, "Lena Lies", &[Role::Reader]).await;
        let (rita, mut sender) = house.somebody(Role::Office).await;
        let mut begun = change(&house, north).await;
        let (case, link) = applied(&mut begun, "Ada Amt", false, None).await;
        begun.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let path = format!("/cases/{}", case.number);
        let events = format!("{path}/events");

        let page = sender.get(&path).await;
        assert!(page.text.contains("Otto Ober") && page.text.contains("Dora Dienst"), "{}", page.text);
        assert!(!page.text.contains(&lena.to_string()), "who only reads is not written to");
        assert!(!page.text.contains(&format!("value=\"{rita}\"")), "nobody writes to themselves");
        let seen = value(&page, "seen");
        let to = otto.to_string();
        // Nobody, somebody who only reads, and nothing said.
        for (to, words) in [("", "Bitte ansehen"), (&lena.to_string(), "Bitte ansehen"), (to.as_str(), "")] {
            let fields = [("seen", seen.as_str()), ("do", "message"), ("to", to), ("words-to", words)];
            sender.post(&events, &fields).await.sums_up_mistakes();
        }
        let fields = [
            ("seen", seen.as_str()),
            ("do", "message"),
            ("to", to.as_str()),
            ("words-to", "Bitte <dringend>"),
        ];
        assert_eq!(sender.post(&events, &fields).await.location, path);
        // Sent twice, it was overtaken by itself.
        assert_eq!(sender.post(&events, &fields).await.status, 409);
        let mut view = house.scratch.store.tenant(north).read().await.expect("a view");
        let entries = list_entries(&mut view, case.id).await.expect("entries");
        let note = entries.last().expect("a note");
        assert!(matches!(&note.event, CaseEvent::Noted { words } if words == "@Otto Ober: Bitte <dringend>"));
        assert_eq!(list_unread(&mut view, otto).await.expect("unread").len(), 1);
        drop(view);
        house.work().await;
        house.work().await;
        let mails = house.mails(north).await;
        let own: Vec<_> = mails.iter().filter(|(to, _)| to == "otto.ober@example.org").collect();
        assert_eq!(own.len(), 1, "{mails:?}");
        assert!(own[0].1.contains(&case.number) && !own[0].1.contains("dringend"), "{own:?}");
        // The applicant sees nothing of it.
        assert!(!house.browser().get(&link).await.text.contains("dringend"));

        // It stands where the colleague looks, and with nobody else.
        let mut reader = house.signed_in(north, otto, true).await;
        let list = reader.get("/cases").await;
        assert!(
            list.text.contains("Eine Nachricht für Sie") && list.text.contains("&lt;dringend&gt;"),
            "{}",
            list.text
        );
        assert!(reader.get(&path).await.text.contains("Eine Nachricht für Sie"));
        assert!(!sender.get("/cases").await.text.contains("Nachricht für Sie"));
        let mut other = house.signed_in(north, dora, true).await;
        assert!(!other.get("/cases").await.text.contains("Nachricht für Sie"));
        let reading = link_of(&list.text, "/cases/messages/");
        assert_eq!(other.post(&reading, &[]).await.status, 404);
        // Whoever stands in finds it, too, and sees whose it is.
        let mut change = change(&house, north).await;
        let (begins, ends) = (house.now(), house.now() + SignedDuration::from_hours(24));
        deputy::insert(&mut change, otto, dora, begins, ends).await.expect("a deputy");
        change.commit(Record::new("deputy.added", otto)).await.expect("kept");
        let list = other.get("/cases").await;
        assert!(list.text.contains("für Otto Ober, in Vertretung"), "{}", list.text);
        assert_eq!(other.post(&reading, &[]).await.location, "/cases");
        assert!(!reader.get("/cases").await.text.contains("Nachricht für Sie"));
        // Marked twice it is read once.
        assert_eq!(reader.post(&reading, &[]).await.location, "/cases");

        // It is part of what the house knows about both, and goes with either.
        let mut change = house
            .scratch
            .store
            .tenant(north)
            .change(rathaus_store::Actor::Program("test"), house.now())
            .await
            .expect("begins");
        let known = ServicePeople.export(&mut change, otto, house.now()).await.expect("known").to_string();
        assert!(known.contains("Bitte <dringend>"), "{known}");
        assert!(ServicePeople.delete(&mut change, otto).await.expect("deleted") > 0);
        let known = ServicePeople.export(&mut change, rita, house.now()).await.expect("known").to_string();
        assert!(!known.contains("Bitte <dringend>"), "{known}");
    }
}

/// The address of the first form that begins like this.
fn link_of(page: &str, begins: &str) -> String {
    let text = page.replace("&#x2f;", "/");
    let mark = format!("action=\"{begins}");
    let (_, rest) = text.split_once(&mark).unwrap_or_else(|| panic!("{begins} in {text}"));
    format!("{begins}{}", rest.split('"').next().expect("an end"))
}

#[tokio::test]
async fn readers_are_not_let_in_to_mark_what_is_read() {
    for house in houses(&[], features).await {
        let north = house.north.id;
        let id = rathaus_store::Id::of_name("nothing");
        let path = format!("/cases/messages/{id}/reading");
        for (role, status) in [(Role::Reader, 403), (Role::Office, 404), (Role::Administrator, 404)] {
            let person = house.person(north, &format!("Person {}", role.word()), &[role]).await;
            let mut browser = house.signed_in(north, person, true).await;
            browser.get("/cases").await;
            browser.get("/account").await;
            assert_eq!(browser.post(&path, &[]).await.status, status, "{role:?}");
        }
        let mut stranger = house.browser();
        stranger.get("/sign-in?other=1").await;
        assert_eq!(stranger.post(&path, &[]).await.status, 401);
    }
}
