//! Collections, from the mandate to the returned debit.

use super::*;
use rathaus_people::testing::houses;

const LIST: &str = "/money/collections";
const MANDATES: &str = "/money/mandates";

fn paper<'a>(reference: &'a str, name: &'a str, iban: &'a str, signed: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("reference", reference), ("name", name), ("iban", iban), ("signed", signed)]
}

/// The office with a creditor identifier.
async fn collector(house: &House) -> Browser {
    let mut rita = treasurer(house).await;
    let mut fields = account(IBAN);
    fields.retain(|(name, _)| *name != "creditor");
    rita.get("/money/account").await;
    let mut wrong = fields.clone();
    wrong.push(("creditor", "DE99ZZZ09999999999"));
    rita.post("/money/account", &wrong).await.sums_up_mistakes();
    fields.push(("creditor", "DE98 ZZZ0 9999 9999 99"));
    assert_eq!(rita.post("/money/account", &fields).await.location, "/money");
    rita
}

#[tokio::test]
async fn a_claim_is_collected_by_its_mandate() {
    for house in houses(&[], features).await {
        let (number, _) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        assert!(rita.get(LIST).await.text.contains("Es fehlt die Gläubiger-Identifikationsnummer"));
        let mut rita = collector(&house).await;
        let mut otto = second(&house).await;

        // Entered from paper, with every mistake.
        rita.get(MANDATES).await;
        for (paper, says) in [
            (paper("Hündin 7", "Ada", HERS, "2026-05-01"), "ohne Umlaute"),
            (paper("M-7", "", HERS, "2026-05-01"), "Kontoinhaber"),
            (paper("M-7", "Ada", "DE02120300000000202052", "2026-05-01"), "Prüfziffern"),
            (paper("M-7", "Ada", HERS, "2026-06-02"), "liegt in der Zukunft"),
        ] {
            let wrong = rita.post(MANDATES, &paper).await;
            wrong.sums_up_mistakes();
            assert!(wrong.text.contains(says), "{says}: {}", wrong.text);
        }
        for _ in 0..2 {
            let sent = rita.post(MANDATES, &paper("m-7", "AMT, Ada", HERS, "2026-05-01")).await;
            assert_eq!(sent.location, MANDATES, "{}", sent.text);
        }
        let taken = rita.post(MANDATES, &paper("M-7", "Max", HERS, "2026-05-01")).await;
        taken.sums_up_mistakes();
        assert!(taken.text.contains("gibt es schon"), "{}", taken.text);
        let old = rita.post(MANDATES, &paper("M-OLD", "Max Muster", HERS, "2020-05-01")).await;
        assert_eq!(old.location, MANDATES);
        let list = rita.get("/money/mandates?sort=name").await;
        assert!(list.text.contains("2 Mandate") && list.text.contains("erloschen"), "{}", list.text);
        let csv = rita.get("/money/mandates?format=csv&q=m-7").await;
        assert!(csv.text.contains("M-7") && !csv.text.contains("M-OLD"), "{}", csv.text);

        // The same name is a suggestion, and nothing more.
        let page = rita.get(LIST).await;
        assert!(page.text.contains("Vielleicht mit Mandat") && page.text.contains(&number), "{}", page.text);
        assert!(!page.text.contains("name=\"claims\""), "{}", page.text);
        let tie = link(&page, "/money/claims/").replace("/money/claims/", "/money/collections/");
        let claim = tie.rsplit('/').next().expect("an id").to_owned();
        let shown = rita.get(&tie).await;
        assert!(shown.text.contains("Mandate auf denselben Namen"), "{}", shown.text);
        for (named, says) in [("M-8", "gibt es nicht"), ("M-OLD", "gilt nicht mehr"), ("ü", "gibt es nicht")]
        {
            let wrong = rita.post(&tie, &[("mandate", named)]).await;
            wrong.sums_up_mistakes();
            assert!(wrong.text.contains(says) && wrong.text.contains(named), "{named}: {}", wrong.text);
        }
        assert_eq!(rita.post(&tie, &[("mandate", " m-7 ")]).await.location, LIST);
        let page = rita.get(LIST).await;
        // Not due before July, so it is not chosen by itself.
        assert_eq!(page.text.matches(" checked").count(), 0, "{}", page.text);
        let early = make(&mut rita, LIST, &[&claim], "2026-06-03").await;
        early.sums_up_mistakes();
        assert!(early.text.contains("noch nicht fällig"), "{}", early.text);
        let today = make(&mut rita, LIST, &[&claim], "2026-06-01").await;
        assert!(today.text.contains("zu früh"), "{}", today.text);

        let order = released(&mut rita, &mut otto, LIST, &[&claim], "2026-07-01").await;
        let file = rita.post(&format!("{order}/file"), &[]).await;
        let own = reference(&number);
        for words in [
            "pain.008.001.08",
            "<SeqTp>FRST</SeqTp>",
            "<MndtId>M-7</MndtId>",
            "<DtOfSgntr>2026-05-01</DtOfSgntr>",
            "<Nm>AMT, Ada</Nm>",
            "DE98ZZZ09999999999",
            HERS,
            &own,
        ] {
            assert!(file.text.contains(words), "{words}: {}", file.text);
        }
        reads(&format!("collections-{:?}.xml", house.scratch.engine), &file.text);
        assert!(rita.get(MANDATES).await.text.contains("01.07.2026"), "last collected");

        // It comes, and comes back: the claim is open, the payment refused, the next one no first one any more.
        let debit = Entry {
            day: 2,
            cents: 7200,
            name: "Ada Amt",
            account: HERS,
            end_to_end: &own,
            ..Entry::default()
        };
        take(&mut rita, &camt("08", 0, (1, 2), &[debit])).await;
        assert!(rita.get(&order).await.text.contains("bezahlt"));
        let back = Entry { day: 3, cents: -7200, is_return: true, ..debit };
        take(&mut rita, &camt("08", 7200, (2, 3), &[back])).await;
        assert!(!rita.get(LIST).await.text.contains("name=\"claims\""), "it lives in its order");
        let refusal = [("claims", claim.as_str()), ("reason", "Konto nicht gedeckt")];
        rita.get(&order).await;
        assert_eq!(rita.post(&format!("{order}/refusal"), &refusal).await.location, order);
        assert!(rita.get(LIST).await.text.contains("von der Bank abgelehnt"));
        let (other, _) = granted(&house, "Ada Amt").await;
        let other = super::claim(&mut rita, &other).await.rsplit('/').next().expect("an id").to_owned();
        rita.get(LIST).await;
        let tied = rita.post(&format!("{LIST}/{other}"), &[("mandate", "M-7")]).await;
        assert_eq!(tied.location, LIST, "{}", tied.text);
        let both = released(&mut rita, &mut otto, LIST, &[&claim, &other], "2026-07-01").await;
        let file = otto.post(&format!("{both}/file"), &[]).await;
        for words in ["<SeqTp>FRST</SeqTp>", "<SeqTp>RCUR</SeqTp>", "AUFTRAG-2-FRST", "AUFTRAG-2-RCUR"] {
            assert!(file.text.contains(words), "{words}: {}", file.text);
        }
        reads(&format!("collections-more-{:?}.xml", house.scratch.engine), &file.text);
    }
}

#[tokio::test]
async fn a_revoked_mandate_collects_nothing_more() {
    for house in houses(&[], features).await {
        let (number, _) = granted(&house, "Ada Amt").await;
        let mut rita = collector(&house).await;
        let mut otto = second(&house).await;
        rita.get(MANDATES).await;
        rita.post(MANDATES, &paper("M-7", "Ada Amt", HERS, "2026-05-01")).await;
        let claim = super::claim(&mut rita, &number).await.rsplit('/').next().expect("an id").to_owned();
        let tie = format!("{LIST}/{claim}");
        rita.get(&tie).await;
        rita.post(&tie, &[("mandate", "M-7")]).await;
        let waits = make(&mut rita, LIST, &[&claim], "2026-07-01").await.location;
        assert!(waits.starts_with("/money/orders/"), "{waits}");
        rita.get(&waits).await;
        assert_eq!(rita.post(&tie, &[("mandate", "")]).await.status, 409, "an order collects as it says");
        let page = plain(&rita.get(MANDATES).await);
        let (_, rest) = page.split_once("action=\"/money/mandates/").expect("a mandate");
        let path = format!("/money/mandates/{}", rest.split('"').next().expect("an end"));
        for _ in 0..2 {
            assert_eq!(rita.post(&path, &[]).await.location, MANDATES);
        }
        assert!(rita.get(MANDATES).await.text.contains("widerrufen am 01.06.2026"));
        otto.get(&waits).await;
        let release = otto.post(&format!("{waits}/release"), &[]).await;
        assert_eq!(release.status, 409);
        assert!(release.text.contains("gilt ein Mandat nicht mehr"), "{}", release.text);
        assert_eq!(otto.post(&format!("{waits}/removal"), &[]).await.location, waits);
        let page = rita.get(LIST).await;
        assert!(page.text.contains("Das Mandat ist widerrufen"), "{}", page.text);
        assert_eq!(make_anyway(&mut rita, &claim).await.status, 409);
        assert_eq!(rita.post(&tie, &[("mandate", "")]).await.location, LIST);
        assert!(!rita.get(LIST).await.text.contains("Angaben fehlen"));
    }
}

async fn make_anyway(browser: &mut Browser, claim: &str) -> Shown {
    let key = rathaus_store::Id::of_name("anyway").to_string();
    browser.post(LIST, &[("key", &key), ("day", "2026-07-01"), ("claims", claim)]).await
}
