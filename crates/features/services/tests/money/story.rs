//! Approved, claimed, paid by transfer, and the applicant sees it.

use super::*;
use rathaus_people::testing::houses;
use rathaus_procedure::store::{list_entries, verify_case};

#[tokio::test]
async fn an_approved_application_is_paid_by_transfer() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        let mut change = change(&house, house.north.id).await;
        let (case, path) = proposed(&mut change, "Ada Amt").await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let mut ada = house.browser();
        assert!(rita.get("/money").await.text.contains("Noch nichts zu zahlen"));
        assert!(!ada.get(&path).await.text.contains("Bezahlen"), "nothing before it is decided");

        // The decision makes the claim, once.
        let page = rita.get(&format!("/cases/{}", case.number)).await;
        let (seen, decision) = (value(&page, "seen"), value(&page, "decision"));
        let decide = [("seen", seen.as_str()), ("do", "decide"), ("decision", decision.as_str())];
        let events = format!("/cases/{}/events", case.number);
        assert_eq!(rita.post(&events, &decide).await.status, 303);
        assert_eq!(rita.post(&events, &decide).await.status, 409);
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let entries = list_entries(&mut view, case.id).await.expect("read");
        let claimed: Vec<i64> = entries
            .iter()
            .filter_map(|entry| match &entry.event {
                CaseEvent::Claimed { cents, purpose, .. } => {
                    assert_eq!(purpose, "Hundesteuer, erster Hund");
                    Some(*cents)
                }
                _ => None,
            })
            .collect();
        assert_eq!(claimed, [7200]);
        assert_eq!(verify_case(&mut view, case.id).await.expect("read"), Ok(()));
        drop(view);
        let list = rita.get("/money").await;
        for words in [&case.number, "Ada Amt", "72,00", "01.07.2026", "Es fehlt noch ein Konto"] {
            assert!(list.text.contains(words), "{words}: {}", list.text);
        }
        assert!(!ada.get(&path).await.text.contains("id=\"pay\""), "nothing before there is an account");

        // With an account the applicant sees where to, what for, until when, and the code.
        rita.get("/money/account").await;
        let bad = rita.post("/money/account", &account("DE89370400440532013001")).await;
        bad.sums_up_mistakes();
        assert!(
            bad.text.contains("Prüfziffern") && bad.text.contains("DE89370400440532013001"),
            "{}",
            bad.text
        );
        assert_eq!(
            rita.post("/money/account", &account("de89 3704 0044 0532 0130 00")).await.location,
            "/money"
        );
        let shown = ada.get(&path).await;
        let own = reference(&case.number);
        let fours = rathaus_payment::in_fours(&own);
        for words in [
            "Stadt Hofgeismar",
            "DE89 3704 0044 0532 0130 00",
            fours.as_str(),
            "01.07.2026",
            "<svg role=\"img\" aria-label=\"QR-Code",
        ] {
            assert!(shown.text.contains(words), "{words}: {}", shown.text);
        }
        assert!(!shown.text.contains("Ihre Zahlung von"), "{}", shown.text);

        // The bank writes the reference in its own way; the preview books nothing.
        let text = format!("Hundesteuer {} danke", fours.to_lowercase());
        let entry = Entry { day: 2, cents: 7200, name: "A. Amt", text: &text, ..Entry::default() };
        let file = camt("02", 100_000, (1, 2), &[entry]);
        let sent = upload(&mut rita, file.as_bytes()).await;
        let preview = rita.get(&sent.location).await;
        assert!(
            preview.text.contains(&case.number) && preview.text.contains("Noch ist nichts gebucht"),
            "{}",
            preview.text
        );
        assert!(!ada.get(&path).await.text.contains("Ihre Zahlung von"));
        let booking = format!("{}/booking", sent.location);
        assert_eq!(rita.post(&booking, &[]).await.location, sent.location);
        let paid = ada.get(&path).await;
        assert!(paid.text.contains("Ihre Zahlung von 72,00"), "{}", paid.text);
        assert!(!paid.text.contains("<svg role=\"img\" aria-label=\"QR"), "{}", paid.text);

        // Sent again, in whatever form, it changes nothing and says so.
        rita.get(&sent.location).await;
        assert_eq!(rita.post(&booking, &[]).await.location, sent.location);
        assert!(rita.get(&sent.location).await.text.contains("war schon übernommen"));
        let again = upload(&mut rita, file.as_bytes()).await;
        assert_eq!(again.location, sent.location);
        assert!(rita.get(&again.location).await.text.contains("liegt schon vor"));
        let other = upload(&mut rita, camt("08", 100_000, (1, 2), &[entry]).as_bytes()).await;
        assert_ne!(other.location, sent.location);
        assert!(rita.get(&other.location).await.text.contains("Übernehmen ändert nichts"));
        assert_eq!(rita.post(&format!("{}/booking", other.location), &[]).await.status, 303);
        assert!(rita.get(&other.location).await.text.contains("war nichts Neues"));
        let list = rita.get("/money?state=paid").await;
        assert!(list.text.contains("72,00") && list.text.contains("bezahlt"), "{}", list.text);

        // The day, as a page and as a file.
        assert_eq!(rita.get("/money/days").await.location, "/money/days/2026-06-01");
        let day = rita.get("/money/days/2026-06-02").await;
        assert!(day.text.contains("72,00") && day.text.contains("A. Amt"), "{}", day.text);
        let csv = rita.get("/money/days/2026-06-02?format=csv").await;
        assert!(csv.text.contains(&case.number) && csv.text.contains("72,00"), "{}", csv.text);
        assert_eq!(rita.get("/money/days/2026-06-02?format=xlsx").await.status, 200);
        assert_eq!(rita.get("/money/days/gestern").await.status, 404);
        assert_eq!(rita.get("/money/days?day=2026-06-02").await.location, "/money/days/2026-06-02");

        // Another tenant finds none of it.
        let stranger = house.person(house.south.id, "Süd", &[Role::Office]).await;
        let mut south = house.signed_in(house.south.id, stranger, true).await;
        let own = claim(&mut rita, &case.number).await;
        assert_eq!(rita.get(&own).await.status, 200);
        for path in [own.as_str(), sent.location.as_str()] {
            assert_eq!(south.get(&format!("/t/south{path}")).await.status, 404);
        }
        assert!(south.get("/t/south/money").await.text.contains("Noch nichts zu zahlen"));
    }
}

#[tokio::test]
async fn what_costs_nothing_or_is_refused_makes_no_claim() {
    for house in houses(&[], features).await {
        let mut change = change(&house, house.north.id).await;
        let (case, _) = proposed(&mut change, "Ada Amt").await;
        assert_eq!(money::raise_for(&mut change, &case).await.expect("asked"), None, "not decided yet");
        let mut refused = case.clone();
        refused.decision = Some(rathaus_procedure::case::Decision {
            id: Id::new(house.now()),
            verdict: Verdict::Refused,
            reasons: String::new(),
            conditions: Vec::new(),
            award: None,
            proposed_by: String::new(),
            approved_by: String::new(),
            effective: "2026-06-01".parse().expect("a day"),
            is_deemed: false,
        });
        assert_eq!(money::raise_for(&mut change, &refused).await.expect("asked"), None);
    }
}

#[tokio::test]
async fn what_the_deadline_grants_is_to_be_paid_too() {
    for house in houses(&[], features).await {
        let mut change = change(&house, house.north.id).await;
        let (case, path) = applied(&mut change, "Ada Amt", true, None).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        house.pass(jiff::SignedDuration::from_hours(24 * 23));
        // However often the deadlines are looked at, it is one claim.
        for _ in 0..2 {
            house.work().await;
            house.pass(jiff::SignedDuration::from_hours(2));
        }
        let mut rita = treasurer(&house).await;
        let list = rita.get("/money").await;
        assert!(list.text.contains(&case.number) && list.text.contains("Ein Posten"), "{}", list.text);
        assert!(house.browser().get(&path).await.text.contains("id=\"pay\""));
        let page = rita.get(&format!("/cases/{}", case.number)).await;
        assert!(plain(&page).contains("href=\"/money/claims/"), "the case leads to its claim: {}", page.text);
    }
}
