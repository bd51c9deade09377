//! What is not certain becomes a question, and somebody answers it.

use super::*;
use rathaus_people::testing::houses;

const HERS: &str = "DE02120300000000202051";

/// The path of the first line to be decided.
async fn question(browser: &mut Browser) -> String {
    let list = browser.get("/money/lines").await;
    link(&list, "/money/lines/")
}

/// Answers a question as its page stands.
async fn answer(browser: &mut Browser, line: &str, fields: &[(&str, &str)]) -> Shown {
    let page = browser.get(line).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let rest = value(&page, "rest");
    let mut all = vec![("rest", rest.as_str())];
    all.extend(fields);
    browser.post(&format!("{line}/answers"), &all).await
}

#[tokio::test]
async fn several_that_fit_become_a_question_with_candidates() {
    for house in houses(&[], features).await {
        let (one, one_path) = granted(&house, "Ada Amt").await;
        let (two, two_path) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        let entry = Entry { day: 2, cents: 7200, name: "Ada Amt", text: "Hundesteuer", ..Entry::default() };
        take(&mut rita, &camt("08", 0, (1, 2), &[entry])).await;
        let line = question(&mut rita).await;
        let page = rita.get(&line).await;
        for words in [one.as_str(), two.as_str(), "Mehrere Forderungen passen", "Betrag stimmt, Name stimmt"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let claim = claim(&mut rita, &two).await;
        let id = claim.rsplit('/').next().expect("an id").to_owned();
        let fields = [("do", "claim"), ("claim", id.as_str())];
        let done = answer(&mut rita, &line, &fields).await;
        assert_eq!(done.location, line, "{}", done.text);
        // The same form once more, or a colleague with the old page: nothing is paid twice.
        let mut stale = vec![("rest", "7200")];
        stale.extend(fields);
        let again = rita.post(&format!("{line}/answers"), &stale).await;
        assert_eq!(again.status, 409, "{}", again.text);
        assert!(again.text.contains("inzwischen bearbeitet"), "{}", again.text);
        assert!(house.browser().get(&two_path).await.text.contains("Vielen Dank"));
        assert!(!house.browser().get(&one_path).await.text.contains("Vielen Dank"));
        assert!(rita.get("/money/lines").await.text.contains("Alles geklärt"));

        // It was the other one: undone on the line's own page, and named by its case.
        let page = rita.get(&line).await;
        let allocation = value(&page, "allocation");
        let undo = [("do", "undo"), ("allocation", allocation.as_str()), ("rest", "0")];
        assert_eq!(rita.post(&format!("{line}/answers"), &undo).await.location, line);
        for (name, amount, says) in [
            ("KATZE-2026-00001", "", "keine Forderung"),
            (one.as_str(), "72,01", "So viel ist"),
            (one.as_str(), "0", "größer als null"),
        ] {
            let wrong =
                answer(&mut rita, &line, &[("do", "named"), ("name", name), ("amount", amount)]).await;
            wrong.sums_up_mistakes();
            assert!(wrong.text.contains(says), "{says}: {}", wrong.text);
        }
        let named = [("do", "named"), ("name", one.as_str()), ("amount", "")];
        assert_eq!(answer(&mut rita, &line, &named).await.location, line);
        assert!(house.browser().get(&one_path).await.text.contains("Vielen Dank"));
    }
}

#[tokio::test]
async fn part_payments_and_too_much_and_money_back() {
    for house in houses(&[], features).await {
        let (number, path) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        let own = reference(&number);
        let entry =
            |day, cents, text| Entry { day, cents, name: "Ada Amt", account: HERS, text, ..Entry::default() };
        take(&mut rita, &camt("02", 0, (1, 2), &[entry(2, 2000, &own)])).await;
        let part = house.browser().get(&path).await;
        assert!(part.text.contains("52") && !part.text.contains("Vielen Dank"), "{}", part.text);
        // The rest and 8 euros more.
        take(&mut rita, &camt("02", 2000, (2, 3), &[entry(3, 6000, &own)])).await;
        assert!(house.browser().get(&path).await.text.contains("Ihre Zahlung von 72"));
        let line = question(&mut rita).await;
        let page = rita.get(&line).await;
        assert!(page.text.contains("zu viel gezahlt") && page.text.contains("Zurückzahlen"), "{}", page.text);
        assert_eq!(answer(&mut rita, &line, &[("do", "refund")]).await.location, line);
        let out = rita.get("/money?state=out").await;
        assert!(
            out.text.contains("auszuzahlen") && out.text.contains("Rückzahlung") && out.text.contains('8'),
            "{}",
            out.text
        );
        let refund = link(&out, "/money/claims/");
        let page = rita.get(&refund).await;
        assert!(page.text.contains("DE02 1203 0000 0000 2020 51"), "{}", page.text);
        assert!(rita.get("/money/lines").await.text.contains("Alles geklärt"));
        // The bank has paid it out, with the reference of the refund.
        let (_, rest) = page.text.split_once("RF").expect("a reference");
        let back = format!("RF{}", rest.split('<').next().expect("an end").trim());
        take(&mut rita, &camt("02", 8000, (3, 4), &[entry(4, -800, &back)])).await;
        let page = rita.get(&refund).await;
        assert!(page.text.contains("bezahlt"), "{}", page.text);
        // A person who pays once more is asked about.
        take(&mut rita, &camt("02", 7200, (4, 5), &[entry(5, 7200, &own)])).await;
        let line = question(&mut rita).await;
        assert!(rita.get(&line).await.text.contains("schon bezahlt oder storniert"));
        rita.get(&line).await;
        answer(&mut rita, &line, &[("do", "elsewhere"), ("words", "")]).await.sums_up_mistakes();
        let aside = [("do", "elsewhere"), ("words", "Spende für das Tierheim")];
        assert_eq!(answer(&mut rita, &line, &aside).await.location, line);
        let day = rita.get("/money/days/2026-06-05?format=csv").await;
        assert!(day.text.contains("Gehört nicht hierher"), "{}", day.text);
    }
}

#[tokio::test]
async fn a_returned_debit_opens_the_claim_again() {
    for house in houses(&[], features).await {
        let (number, path) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        let own = reference(&number);
        let debit = Entry {
            day: 2,
            cents: 7200,
            name: "Ada Amt",
            account: HERS,
            end_to_end: &own,
            ..Entry::default()
        };
        take(&mut rita, &camt("08", 0, (1, 2), &[debit])).await;
        assert!(house.browser().get(&path).await.text.contains("Vielen Dank"));
        let back = Entry { day: 4, cents: -7200, is_return: true, ..debit };
        take(&mut rita, &camt("08", 7200, (2, 4), &[back])).await;
        let shown = house.browser().get(&path).await;
        assert!(!shown.text.contains("Vielen Dank") && shown.text.contains("id=\"pay\""), "{}", shown.text);
        let claim = claim(&mut rita, &number).await;
        assert!(rita.get(&claim).await.text.contains("Zahlung zurückgegeben"));
        assert!(rita.get("/money/lines").await.text.contains("Alles geklärt"));
        // Paid anew.
        let text = own.clone();
        let again = Entry { day: 5, cents: 7200, name: "Ada Amt", text: &text, ..Entry::default() };
        take(&mut rita, &camt("08", 0, (4, 5), &[again])).await;
        assert!(house.browser().get(&path).await.text.contains("Vielen Dank"));

        // Of a return without a name nobody knows what it gives back: somebody chooses it.
        let nameless = Entry { day: 6, cents: -7200, name: "Ada Amt", is_return: true, ..Entry::default() };
        take(&mut rita, &camt("08", 7200, (5, 6), &[nameless])).await;
        let line = question(&mut rita).await;
        let page = rita.get(&line).await;
        assert!(page.text.contains("nicht klar, welche"), "{}", page.text);
        let originals: Vec<String> = page
            .text
            .split("name=\"original\" value=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(originals.len(), 2, "{}", page.text);
        let fields = [("do", "returns"), ("original", originals[0].as_str())];
        assert_eq!(answer(&mut rita, &line, &fields).await.location, line);
        assert!(!house.browser().get(&path).await.text.contains("Vielen Dank"), "open again");
        // That was wrong after all.
        let undo = [("do", "undo-return"), ("rest", "0")];
        assert_eq!(rita.post(&format!("{line}/answers"), &undo).await.location, line);
        assert!(house.browser().get(&path).await.text.contains("Vielen Dank"));
    }
}

#[tokio::test]
async fn what_nobody_can_tell_counts_only_when_somebody_says_so() {
    for house in houses(&[], features).await {
        let (number, path) = granted(&house, "Ada Amt").await;
        let mut rita = treasurer(&house).await;
        let own = reference(&number);
        let entry = Entry { day: 2, cents: 3600, name: "Ada Amt", text: &own, ..Entry::default() };
        take(&mut rita, &camt("02", 0, (1, 2), &[entry])).await;
        // A statement in between is missing, so the balances do not tell whether this is the same payment.
        let other = Entry { day: 2, cents: 5, name: "Fremd", ..Entry::default() };
        let later = take(&mut rita, &camt("02", 90_000, (2, 2), &[entry, other])).await;
        assert!(rita.get(&later).await.text.contains("Vielleicht schon bekannt"));
        assert!(!house.browser().get(&path).await.text.contains("Vielen Dank"));
        let list = rita.get("/money/lines").await;
        let list = plain(&list);
        let doubt = list.split("action=\"/money/doubts/").nth(1).expect("a doubt");
        let doubt = format!("/money/doubts/{}", doubt.split('"').next().expect("an end"));
        assert_eq!(rita.post(&doubt, &[("answer", "vielleicht")]).await.status, 404);
        assert_eq!(rita.post(&doubt, &[("answer", "new")]).await.location, "/money/lines");
        assert!(house.browser().get(&path).await.text.contains("Ihre Zahlung von 72"));
        assert_eq!(rita.post(&doubt, &[("answer", "new")]).await.status, 404, "once");

        let csv = rita.get("/money/lines?format=csv").await;
        assert!(csv.text.contains("2026-06-02;Fremd") && csv.text.contains("Nichts führt"), "{}", csv.text);
        let csv = rita.get("/money/statements?format=csv").await;
        assert!(csv.text.contains("auszug.xml") && csv.text.contains("übernommen;1;0"), "{}", csv.text);
        // All that leads nowhere is set aside together.
        let list = rita.get("/money/lines").await;
        assert!(list.text.contains("Eine Zahlung ist zu klären"), "{}", list.text);
        assert_eq!(rita.post("/money/lines/elsewhere", &[]).await.location, "/money/lines");
        let list = rita.get("/money/lines").await;
        assert!(list.text.contains("Alles geklärt"), "{}", list.text);
        rita.post("/money/lines/elsewhere", &[]).await;
        assert!(rita.get("/money/lines").await.text.contains("nichts beiseitezulegen"));
    }
}
