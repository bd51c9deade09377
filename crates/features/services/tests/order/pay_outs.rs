//! Pay-outs, from the claim to the bank statement.

use super::*;
use jiff::SignedDuration;
use rathaus_people::testing::houses;

const LIST: &str = "/money/orders";

#[tokio::test]
async fn what_we_owe_is_ordered_released_and_paid_by_the_statement() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        assert!(rita.get(LIST).await.text.contains("Gerade ist nichts auszuzahlen"));
        let ada = owed(&house, 1, 12_345, Some("Ada Amt"), Some(HERS)).await;
        let max = owed(&house, 2, 500, Some("Max Müller & Söhne"), Some("FR1420041010050500013M02606")).await;
        let bare = owed(&house, 3, 700, None, None).await;
        let page = rita.get(LIST).await;
        for words in ["F-1", "123,45", "2 Posten über zusammen", "Angaben fehlen", "Name, IBAN", "2026-06-02"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        // All that is whole is chosen already.
        assert_eq!(page.text.matches(" checked").count(), 2, "{}", page.text);

        // What is missing is completed; a mistake keeps what was typed.
        let payee = format!("/money/payees/{bare}");
        assert!(plain(&page).contains(&payee));
        assert_eq!(rita.get(&payee).await.status, 200);
        let wrong = [("name", "Eva Erbe"), ("iban", "DE02120300000000202052")];
        let again = rita.post(&payee, &wrong).await;
        again.sums_up_mistakes();
        assert!(again.text.contains("Prüfziffern") && again.text.contains("Eva Erbe"), "{}", again.text);
        let right = [("name", "Eva Erbe"), ("iban", "de02 1203 0000 0000 2020 51")];
        assert_eq!(rita.post(&payee, &right).await.location, LIST);
        let page = rita.get(LIST).await;
        assert!(
            page.text.contains("Eva Erbe") && page.text.contains("von Hand eingetragen"),
            "{}",
            page.text
        );

        // Days on which banks rest, days that are over, nothing chosen.
        for (day, says) in [
            ("2026-06-06", "arbeiten die Banken nicht"),
            ("2026-05-29", "zu früh"),
            ("2027-06-02", "mehr als ein Jahr"),
            ("morgen", "Tag"),
        ] {
            let wrong = make(&mut rita, LIST, &[&ada], day).await;
            wrong.sums_up_mistakes();
            assert!(wrong.text.contains(says), "{day}: {}", wrong.text);
            assert_eq!(wrong.text.matches(" checked").count(), 1, "the choice stays: {}", wrong.text);
        }
        let wrong = make(&mut rita, LIST, &[], "2026-06-02").await;
        wrong.sums_up_mistakes();

        // Sent twice it is one order.
        let key = value(&rita.get(LIST).await, "key");
        let fields = [("key", key.as_str()), ("day", "2026-06-02"), ("claims", &ada), ("claims", &max)];
        let order = rita.post(LIST, &fields).await.location;
        assert_eq!(order, format!("/money/orders/{key}"));
        assert_eq!(rita.post(LIST, &fields).await.location, order);
        let page = rita.get(LIST).await;
        assert!(
            page.text.contains("Auftrag 1") && page.text.contains("wartet auf Freigabe"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("Ada Amt"), "what is ordered waits no more: {}", page.text);
        let csv = rita.get("/money/orders?format=csv").await;
        assert!(csv.text.contains("128,45") && csv.text.contains("wartet auf Freigabe"), "{}", csv.text);
        assert_eq!(rita.get("/money/orders?format=xlsx").await.status, 200);

        // Not before somebody else has released it.
        let (file, release) = (format!("{order}/file"), format!("{order}/release"));
        let page = rita.get(&order).await;
        assert!(page.text.contains("Freigeben muss ihn eine andere Person"), "{}", page.text);
        assert!(!plain(&page).contains(&release));
        let own = rita.post(&release, &[]).await;
        assert_eq!(own.status, 409);
        assert!(own.text.contains("andere Person"), "{}", own.text);
        assert_eq!(rita.post(&file, &[]).await.status, 409);
        let refusal = format!("{order}/refusal");
        let early = [("claims", ada.as_str()), ("reason", "Konto erloschen")];
        assert_eq!(rita.post(&refusal, &early).await.status, 409, "the bank has not seen it");
        let page = otto.get(&order).await;
        for words in
            ["Max Müller &amp; Söhne", "FR14 2004 1010 0505 0001 3M02 606", "128,45", "Person office"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        for _ in 0..2 {
            assert_eq!(otto.post(&release, &[]).await.location, order);
            otto.get(&order).await;
        }
        assert_eq!(
            rita.post(&payee.replace(&bare, &ada), &right).await.status,
            409,
            "an order pays whom it says"
        );

        // The file is the same each time, for everybody.
        rita.get(&order).await;
        let first = rita.post(&file, &[]).await;
        assert_eq!(first.status, 200, "{}", first.text);
        assert!(first.headers["content-disposition"].contains("auszahlung-1.xml"), "{:?}", first.headers);
        house.pass(SignedDuration::from_hours(1));
        assert_eq!(otto.post(&file, &[]).await.text, first.text);
        for words in [
            "pain.001.001.09",
            "<ReqdExctnDt>",
            "2026-06-02",
            "Max Mueller + Soehne",
            &format!("<EndToEndId>{}</EndToEndId>", end_to_end(1)),
            &format!("Foerderung F-1 {}", end_to_end(1)),
            "<CtrlSum>128.45</CtrlSum>",
            IBAN,
        ] {
            assert!(first.text.contains(words), "{words}: {}", first.text);
        }
        reads(&format!("pay-outs-{:?}.xml", house.scratch.engine), &first.text);
        let claim = rita.get(&format!("/money/claims/{ada}")).await;
        assert!(
            claim.text.contains("Auftrag an die Bank") && claim.text.contains("auszuzahlen"),
            "{}",
            claim.text
        );
        assert_eq!(rita.post(&format!("{order}/removal"), &[]).await.status, 409);

        // The bank refuses one of them, which can be ordered again.
        rita.get(&order).await;
        rita.post(&refusal, &[("claims", &max), ("reason", "")]).await.sums_up_mistakes();
        for _ in 0..2 {
            let refused = rita.post(&refusal, &[("claims", &max), ("reason", "Konto erloschen")]).await;
            assert_eq!(refused.location, order, "{}", refused.text);
        }
        let page = rita.get(&order).await;
        assert!(page.text.contains("abgelehnt: Konto erloschen"), "{}", page.text);
        assert!(rita.get(LIST).await.text.contains("Max Müller"));

        // Paid is what the statement shows, by the name of the payment alone.
        let own = end_to_end(1);
        let entry = Entry { day: 2, cents: -12_345, name: "A. A.", end_to_end: &own, ..Entry::default() };
        take(&mut rita, &camt("08", 100_000, (1, 2), &[entry])).await;
        let claim = rita.get(&format!("/money/claims/{ada}")).await;
        assert!(claim.text.contains("bezahlt"), "{}", claim.text);
        let page = rita.get(&order).await;
        assert!(page.text.contains("bezahlt"), "{}", page.text);
        let late = [("claims", ada.as_str()), ("reason", "Konto erloschen")];
        assert_eq!(rita.post(&refusal, &late).await.status, 409, "what is paid was not refused");
        let csv = rita.get(&format!("{order}?format=csv")).await;
        assert!(csv.text.contains("FR1420041010050500013M02606"), "{}", csv.text);

        // Another tenant finds none of it.
        let stranger = house.person(house.south.id, "Süd", &[Role::Office]).await;
        let mut south = house.signed_in(house.south.id, stranger, true).await;
        assert_eq!(south.get(&format!("/t/south{order}")).await.status, 404);
        assert!(south.get("/t/south/money/orders").await.text.contains("Es gibt noch keinen Auftrag"));
    }
}

#[tokio::test]
async fn what_is_overtaken_does_not_go_to_the_bank_and_is_dropped() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        let ada = owed(&house, 1, 100, Some("Ada Amt"), Some(HERS)).await;
        // Cancelled while it waits.
        let order = make(&mut rita, LIST, &[&ada], "2026-06-02").await.location;
        let cancelled = [("reason", "Doch nicht.")];
        rita.get(&order).await;
        assert_eq!(rita.post(&format!("/money/claims/{ada}/cancellation"), &cancelled).await.status, 303);
        otto.get(&order).await;
        let release = otto.post(&format!("{order}/release"), &[]).await;
        assert_eq!(release.status, 409);
        assert!(release.text.contains("bezahlt oder geändert"), "{}", release.text);
        for _ in 0..2 {
            assert_eq!(rita.post(&format!("{order}/removal"), &[]).await.location, order);
        }
        assert_eq!(otto.post(&format!("{order}/release"), &[]).await.status, 409);
        assert_eq!(otto.post(&format!("{order}/file"), &[]).await.status, 409);
        assert!(rita.get(&order).await.text.contains("verworfen"));

        // The day passes between release and bank; until then it can be dropped.
        let max = owed(&house, 2, 100, Some("Max"), Some(HERS)).await;
        let order = released(&mut rita, &mut otto, LIST, &[&max], "2026-06-02").await;
        house.pass(SignedDuration::from_hours(48));
        let mut rita = house.somebody(Role::Office).await.1;
        assert!(rita.get(&order).await.text.contains("Der Ausführungstag ist vorbei"));
        assert_eq!(rita.post(&format!("{order}/file"), &[]).await.status, 409);
        assert_eq!(rita.post(&format!("{order}/removal"), &[]).await.location, order);
        // Free again, and it needs somebody who has just signed in.
        let order = make(&mut rita, LIST, &[&max], "2026-06-04").await.location;
        let mut otto = second(&house).await;
        otto.get(&order).await;
        house.pass(SignedDuration::from_mins(30));
        let stale = otto.post(&format!("{order}/release"), &[]).await;
        assert_eq!(stale.status, 401, "{}", stale.text);

        // What banks do not take is named.
        let much = owed(&house, 3, 200_000_000_000, Some("Viel"), Some(HERS)).await;
        let wrong = make(&mut rita, LIST, &[&much], "2026-06-04").await;
        wrong.sums_up_mistakes();
        assert!(wrong.text.contains("F-3"), "{}", wrong.text);
    }
}

#[tokio::test]
async fn without_an_account_nothing_is_ordered() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        let ada = owed(&house, 1, 100, Some("Ada Amt"), Some(HERS)).await;
        assert!(rita.get(LIST).await.text.contains("Es fehlt noch ein Konto"));
        make(&mut rita, LIST, &[&ada], "2026-06-02").await.sums_up_mistakes();
    }
}
