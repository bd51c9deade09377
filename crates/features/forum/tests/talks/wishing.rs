//! Wishes of both sides, requests, reminders and the deadline.

use super::*;

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
            mails.iter().filter(|(_, mail)| mail.contains("möchte mit Fulda sprechen")).collect();
        assert!(asked.len() == 1 && asked[0].0 == "p02@fulda.example", "once: {mails:?}");
        let mut cy = house.browser();
        let fulda = &stage.towns[1].link;
        let page = cy.get(&format!("{fulda}/wishes")).await;
        assert!(page.text.contains("Zehn Minuten?"), "{}", page.text);
        let text = page.text.replace("&#x2f;", "/");
        let (_, rest) = text.split_once(&format!("{fulda}/requests/")).expect("a form");
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
            .filter(|(_, mail)| mail.contains("bitte sagen Sie uns bis"))
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
        let csv = office.get("/rounds/2026/wishes?format=csv&lang=de").await.text;
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
        let (_, mut office) = house.somebody(Role::Office).await;
        office.get(deadline).await;
        assert_eq!(office.post("/rounds/2026/wishes/reminders", &[("key", &key)]).await.status, 409);
        for lang in ["de", "en"] {
            for path in ["/rounds/2026/wishes", one, deadline] {
                assert_eq!(office.get(&format!("{path}?lang={lang}")).await.status, 200, "{path}");
            }
            assert_eq!(ada.get(&format!("{}/wishes?lang={lang}", town.link)).await.status, 200);
        }
    }
}
