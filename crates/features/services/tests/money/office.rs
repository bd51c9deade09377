//! The counter, cancelling, the list, reminders, files that are none.

use super::*;
use jiff::SignedDuration;
use rathaus_people::PersonalData;
use rathaus_people::testing::houses;
use rathaus_services::personal::ServicePeople;

fn receipt<'a>(key: &'a str, source: &'a str, amount: &'a str, day: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("key", key), ("source", source), ("amount", amount), ("day", day)]
}

/// Lets days pass, and somebody signs in anew.
async fn later(house: &House, days: i64) -> Browser {
    house.pass(SignedDuration::from_hours(24 * days));
    house.somebody(Role::Office).await.1
}

#[tokio::test]
async fn money_at_the_counter_in_parts_taken_back_and_cancelled() {
    for house in houses(&[], features).await {
        let (number, path) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        let mut ada = house.browser();
        let claim = claim(&mut rita, &number).await;
        let receipts = format!("{claim}/receipts");
        let page = rita.get(&claim).await;
        let key = value(&page, "key");
        for (source, amount, day, says) in [
            ("cash", "72,01", "2026-06-01", "So viel ist nicht mehr offen"),
            ("cash", "0", "2026-06-01", "größer als null"),
            ("cash", "-5", "2026-06-01", "größer als null"),
            ("cash", "viel", "2026-06-01", "Betrag"),
            ("cash", "10", "2026-06-02", "liegt in der Zukunft"),
            ("scheck", "10", "2026-06-01", "Diese Auswahl gibt es nicht"),
        ] {
            let wrong = rita.post(&receipts, &receipt(&key, source, amount, day)).await;
            wrong.sums_up_mistakes();
            assert!(wrong.text.contains(says), "{amount}: {}", wrong.text);
        }
        // Sent twice it is one payment.
        for _ in 0..2 {
            let sent = rita.post(&receipts, &receipt(&key, "cash", "30,00", "2026-06-01")).await;
            assert_eq!(sent.location, claim, "{}", sent.text);
        }
        let part = ada.get(&path).await;
        assert!(
            part.text.contains("42") && part.text.contains("30 € von 72 €") | part.text.contains("30,00"),
            "{}",
            part.text
        );
        assert!(!part.text.contains("Vielen Dank"));
        let key = value(&rita.get(&claim).await, "key");
        let sent = rita.post(&receipts, &receipt(&key, "card", "42", "2026-05-31")).await;
        assert_eq!(sent.location, claim, "{}", sent.text);
        assert!(ada.get(&path).await.text.contains("Vielen Dank"));
        let page = rita.get(&claim).await;
        assert!(page.text.contains("bezahlt") && !page.text.contains("id=\"counter\""), "{}", page.text);

        // Cash and card stand apart on their days.
        let day = rita.get("/money/days/2026-06-01").await;
        assert!(day.text.contains("Bargeld") && day.text.contains("30"), "{}", day.text);

        // One was wrong: it is open again, for the applicant, too.
        let allocation = value(&page, "allocation");
        let undone = format!("{claim}/undone");
        let (other, _) = granted(&house, "Max Muster").await;
        let other = super::claim(&mut rita, &other).await;
        let elsewhere = rita.post(&format!("{other}/undone"), &[("allocation", &allocation)]).await;
        assert_eq!(elsewhere.status, 409, "what pays another claim is undone there");
        assert_eq!(rita.post(&undone, &[("allocation", &allocation)]).await.location, claim);
        assert_eq!(rita.post(&undone, &[("allocation", &allocation)]).await.status, 409);
        assert_eq!(rita.post(&undone, &[("allocation", "x")]).await.status, 404);
        assert!(!ada.get(&path).await.text.contains("Vielen Dank"));
        assert!(rita.get("/money/lines").await.text.contains("Eine Zahlung ist zu klären"));

        let cancellation = format!("{claim}/cancellation");
        rita.post(&cancellation, &[("reason", "")]).await.sums_up_mistakes();
        for _ in 0..2 {
            let gone = rita.post(&cancellation, &[("reason", "Der Hund ist verzogen.")]).await;
            assert_eq!(gone.location, claim);
        }
        let page = rita.get(&claim).await;
        assert!(
            page.text.contains("Der Hund ist verzogen.") && page.text.contains("storniert"),
            "{}",
            page.text
        );
        assert!(ada.get(&path).await.text.contains("Nichts zu zahlen"));
        assert!(!ada.get(&path).await.text.contains("verzogen"), "the reason is the office's");
        assert!(rita.get("/money/lines").await.text.contains("2 Zahlungen sind zu klären"));
    }
}

#[tokio::test]
async fn two_offices_at_once_take_the_money_once() {
    for house in houses(&[], features).await {
        let (number, _) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        let (_, mut otto) = house.somebody(Role::Office).await;
        let claim = claim(&mut rita, &number).await;
        let keys = [value(&rita.get(&claim).await, "key"), value(&otto.get(&claim).await, "key")];
        assert_ne!(keys[0], keys[1]);
        let receipts = format!("{claim}/receipts");
        let (one, two) = (
            receipt(&keys[0], "cash", "72,00", "2026-06-01"),
            receipt(&keys[1], "card", "72,00", "2026-06-01"),
        );
        let (one, two) = tokio::join!(rita.post(&receipts, &one), otto.post(&receipts, &two));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
        let page = rita.get(&claim).await;
        assert_eq!(page.text.matches("name=\"allocation\"").count(), 1, "{}", page.text);

        // The same statement taken over by both.
        let file = camt("02", 0, (1, 2), &[Entry { day: 2, cents: 100, name: "Fremd", ..Entry::default() }]);
        let sent = upload(&mut rita, file.as_bytes()).await;
        otto.get(&sent.location).await;
        let booking = format!("{}/booking", sent.location);
        let (one, two) = tokio::join!(rita.post(&booking, &[]), otto.post(&booking, &[]));
        assert_eq!([one.status, two.status], [303, 303]);
        let questions = rita.get("/money/lines").await;
        assert!(questions.text.contains("Eine Zahlung ist zu klären"), "{}", questions.text);
    }
}

#[tokio::test]
async fn the_list_is_filtered_sought_and_exported() {
    for house in houses(&[], features).await {
        let (ada, _) = granted(&house, "Ada Amt").await;
        let (max, _) = granted(&house, "Max Muster").await;
        let mut rita = treasurer(&house).await;
        let shows = |page: &Shown| (page.text.contains(&ada), page.text.contains(&max));
        assert_eq!(shows(&rita.get("/money").await), (true, true));
        assert_eq!(shows(&rita.get("/money?q=muster").await), (false, true));
        let own = rathaus_payment::in_fours(&reference(&ada)).replace(' ', "+");
        assert_eq!(shows(&rita.get(&format!("/money?q={own}")).await), (true, false));
        assert!(rita.get("/money?q=niemand").await.text.contains("Nichts gefunden"));
        assert!(rita.get("/money?state=overdue").await.text.contains("Nichts gefunden"));
        let csv = rita.get("/money?format=csv&q=amt").await;
        assert!(csv.text.contains(&reference(&ada)) && csv.text.contains("2026-07-01"), "{}", csv.text);
        assert!(!csv.text.contains("Max Muster"));
        assert_eq!(rita.get("/money?format=xlsx").await.status, 200);
        let mut rita = later(&house, 31).await;
        assert_eq!(shows(&rita.get("/money?state=overdue").await), (true, true));
        let (_, mut reader) = house.somebody(Role::Reader).await;
        let list = reader.get("/money").await;
        assert!(plain(&list).contains("href=\"/money\""), "in the navigation: {}", list.text);
        let claim = claim(&mut reader, &ada).await;
        let page = reader.get(&claim).await;
        assert!(!page.text.contains("id=\"counter\"") && !page.text.contains("Stornieren"), "{}", page.text);
    }
}

#[tokio::test]
async fn who_is_overdue_is_reminded_step_by_step() {
    for house in houses(&[], features).await {
        let (number, path) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        assert!(rita.get("/money/reminders").await.text.contains("Niemand ist überfällig"));
        // Due on July 1st; seven full days must pass.
        let mut rita = later(&house, 31).await;
        let list = rita.get("/money/reminders").await;
        assert!(
            list.text.contains(&number) && list.text.contains("1. Mahnung ab 09.07.2026"),
            "{}",
            list.text
        );
        let page = house.browser().get(&path).await;
        assert!(page.text.contains("Die Zahlung fehlt noch"), "{}", page.text);
        let claim = claim(&mut rita, &number).await;
        let id = claim.rsplit('/').next().expect("an id").to_owned();
        let first = [("claim", id.as_str()), ("stage", "1")];
        assert_eq!(rita.post("/money/reminders", &first).await.status, 409, "too early");
        let mut rita = later(&house, 7).await;
        let list = rita.get("/money/reminders").await;
        assert!(list.text.contains("1. Mahnung jetzt"), "{}", list.text);
        let second = [("claim", id.as_str()), ("stage", "2")];
        assert_eq!(rita.post("/money/reminders", &second).await.status, 409, "one after the other");
        for _ in 0..2 {
            assert_eq!(rita.post("/money/reminders", &first).await.location, "/money/reminders");
        }
        let list = rita.get("/money/reminders").await;
        assert!(list.text.contains("2. Mahnung ab 24.07.2026"), "{}", list.text);
        let csv = rita.get("/money/reminders?format=csv").await;
        assert!(csv.text.contains(&number) && csv.text.contains("2. Mahnung"), "{}", csv.text);
        let mut rita = later(&house, 16).await;
        rita.get("/money/reminders").await;
        assert_eq!(rita.post("/money/reminders", &second).await.location, "/money/reminders");
        let mut rita = later(&house, 16).await;
        assert!(rita.get("/money/reminders").await.text.contains("vollstreckbar"));
        let none = [("claim", "00000000000000000000000000000007"), ("stage", "1")];
        assert_eq!(rita.post("/money/reminders", &none).await.status, 404);
        assert_eq!(rita.post("/money/reminders", &[("claim", "x")]).await.status, 404);
    }
}

#[tokio::test]
async fn a_file_that_is_no_statement_is_refused_in_plain_words() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>\n<Document>&lol2;</Document>";
        let deep = format!("<Document xmlns=\"camt.053.001.02\">{}", "<a>".repeat(1_000));
        let pain = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><X/></Document>";
        let good = camt("02", 0, (1, 2), &[Entry { day: 2, cents: 100, name: "A", ..Entry::default() }]);
        let wrong = good.replace("<Amt Ccy=\"EUR\">1.00", "<Amt Ccy=\"EUR\">1.005");
        for (bytes, says) in [
            (bomb.as_bytes(), "DOCTYPE"),
            (deep.as_bytes(), "zu tief verschachtelt"),
            (pain.as_bytes(), "pain.001.001.09"),
            (wrong.as_bytes(), "Bruchteile eines Cents"),
            (good.split_at(good.len() / 2).0.as_bytes(), "XML"),
            (b"%PDF-1.7 ...".as_slice(), "kein Kontoauszug in XML"),
            (b"PK\x03\x04....".as_slice(), "entpacken"),
            (b":20:STARTUMS".as_slice(), "camt.053"),
            (b"<html><body>Hallo</body></html>".as_slice(), "Zeile 1"),
        ] {
            let refused = upload(&mut rita, bytes).await;
            refused.sums_up_mistakes();
            assert!(refused.text.contains(says), "{says}: {}", refused.text);
        }
        let refused = upload(&mut rita, wrong.as_bytes()).await;
        // With its line and element.
        assert!(
            plain(&refused).contains("Stmt/Ntry/Amt") && refused.text.contains("Zeile "),
            "{}",
            refused.text
        );
        let none = rita.post("/money/statements", &[]).await;
        none.sums_up_mistakes();
        assert!(rita.get("/money/statements").await.text.contains("Noch kein Auszug"), "nothing was kept");

        // What was sent by mistake can be discarded until it is taken over.
        let sent = upload(&mut rita, good.as_bytes()).await;
        rita.get(&sent.location).await;
        assert_eq!(rita.post(&format!("{}/removal", sent.location), &[]).await.location, "/money/statements");
        assert_eq!(rita.get(&sent.location).await.status, 404);
        let taken = take(&mut rita, &good).await;
        assert_eq!(rita.post(&format!("{taken}/removal"), &[]).await.status, 409);
    }
}

#[tokio::test]
async fn a_statement_that_does_not_add_up_or_is_of_another_account_says_so() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let entry = Entry { day: 2, cents: 100, name: "A", ..Entry::default() };
        let file = camt("08", 5_000, (1, 2), &[entry])
            .replace(">51.00<", ">50.00<")
            .replace(IBAN, "DE02120300000000202051");
        let sent = upload(&mut rita, file.as_bytes()).await;
        let preview = rita.get(&sent.location).await;
        assert!(preview.text.contains("passen nicht zusammen"), "{}", preview.text);
        assert!(preview.text.contains("anderen Konto"), "{}", preview.text);
    }
}

#[tokio::test]
async fn the_account_is_changed_only_by_somebody_who_has_just_signed_in() {
    for house in houses(&[], features).await {
        let (_, path) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(rita.get("/money").await.status, 200);
        assert_ne!(rita.get("/money/account").await.status, 200);
        let other =
            rita.clone().with_token().post("/money/account", &account("DE02120300000000202051")).await;
        assert_eq!(other.status, 401, "{}", other.text);
        assert!(house.browser().get(&path).await.text.contains("DE89 3704 0044 0532 0130 00"));
    }
}

#[tokio::test]
async fn a_person_gets_what_they_owe_with_their_data() {
    for house in houses(&[], features).await {
        let person = house.person(house.north.id, "Ada Amt", &[]).await;
        let mut change = change(&house, house.north.id).await;
        let (case, _) = proposed_by(&mut change, "Ada Amt", Some(person)).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let export = ServicePeople.export(&mut view, person, house.now()).await.expect("exported");
        assert_eq!(export["applications"][0]["claim"], serde_json::Value::Null);
        drop(view);
        decided(&house, &case.number).await;
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let export = ServicePeople.export(&mut view, person, house.now()).await.expect("exported");
        let claim = &export["applications"][0]["claim"];
        assert_eq!(claim["reference"], reference(&case.number));
        assert_eq!((&claim["owed_cents"], &claim["paid_cents"]), (&7200.into(), &0.into()));
    }
}

#[tokio::test]
async fn a_long_day_has_pages_and_one_file() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let names: Vec<String> = (0..60).map(|n| format!("Mieterin {n}")).collect();
        let entries: Vec<Entry<'_>> =
            names.iter().map(|name| Entry { day: 2, cents: 100, name, ..Entry::default() }).collect();
        take(&mut rita, &camt("08", 0, (1, 2), &entries)).await;
        for path in ["/money/days/2026-06-02", "/money/lines"] {
            let first = rita.get(path).await;
            assert_eq!(first.text.matches("Mieterin ").count(), 50, "{}", first.text);
            let second = rita.get(&format!("{path}?page=2")).await;
            assert_eq!(second.text.matches("Mieterin ").count(), 10, "{}", second.text);
            let csv = rita.get(&format!("{path}?format=csv")).await;
            assert_eq!(csv.text.matches("Mieterin ").count(), 60);
        }
    }
}
