//! A fee is paid on line, in every order of paying, coming back and being asked about.

use super::*;
use jiff::SignedDuration;
use rathaus_people::testing::houses;

#[tokio::test]
async fn a_fee_is_paid_on_line() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (mut rita, mut ada, path, number) = ready(&house, &stub).await;
        let at = press(&mut ada, &path).await;
        let page = ada.get(&at).await;
        let transaction = stub.transactions().pop().expect("begun");
        let pay_at = format!("/pay/{transaction}");
        for words in ["Noch ist nichts bezahlt", "Weiter zum Bezahldienst", pay_at.as_str()] {
            assert!(plain(&page).contains(words), "{words}: {}", page.text);
        }
        assert!(
            !page.text.contains("<form class=\"rh-inline-form\" method=\"post\" action=\"http"),
            "a link, no form"
        );
        let sent = stub.request(&transaction).expect("there");
        assert_eq!(sent["requestId"], at.rsplit('/').next().expect("an id"));
        assert_eq!(
            (sent["grosAmount"].to_string(), sent["purpose"].as_str()),
            ("72.0".to_owned(), Some(reference(&number).as_str()))
        );
        let key = path.rsplit('/').next().expect("a key");
        assert!(!sent.to_string().contains(key) && !sent.to_string().contains("Ada"), "{sent}");

        // Coming back says nothing.
        let back = back_of(&stub, &transaction);
        assert_eq!(ada.get(&back).await.location, at);
        assert!(ada.get(&at).await.text.contains("Noch ist nichts bezahlt"));
        assert_eq!(booked(&house).await, (0, Cents(0), 0));
        // Pressed again it is the same attempt.
        assert_eq!(press(&mut ada, &path).await, at);
        assert_eq!(stub.transactions().len(), 1);

        assert!(stub.act(&transaction, Act::Pay));
        for _ in 0..3 {
            assert_eq!(ada.get(&back).await.location, at);
        }
        let paid = ada.get(&at).await;
        for words in ["Ihre Zahlung von 72,00", "KZ-000001", "Zurück zum Antrag"] {
            assert!(paid.text.contains(words), "{words}: {}", paid.text);
        }
        assert_eq!(booked(&house).await, (1, Cents(7_200), 0));
        let asked = stub.asked();
        house.pass(SignedDuration::from_secs(40));
        house.work().await;
        assert_eq!(
            (booked(&house).await, stub.asked()),
            ((1, Cents(7_200), 0), asked),
            "it is over, nobody asks"
        );
        let shown = ada.get(&path).await;
        assert!(
            shown.text.contains("Ihre Zahlung von 72,00") && !shown.text.contains("Jetzt online"),
            "{}",
            shown.text
        );

        // Nothing is open, so nothing can be begun; an old page knows no better.
        let key = "019e81b2-0000-7000-8000-000000000001";
        let again = ada.post(&format!("{path}/payments"), &[("key", key)]).await;
        assert_eq!(again.location, path);
        assert!(ada.get(&path).await.text.contains("Es ist nichts mehr zu zahlen"));
        assert_eq!(stub.transactions().len(), 1);

        // The office sees where the money was seen.
        let own = claim(&mut rita, &number).await;
        let page = rita.get(&own).await;
        for words in
            ["Online-Bezahldienst", "bezahlt", "CREDITCARD, Visa", "Online-Zahlung begonnen", &transaction]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let day = rita.get("/money/days/2026-06-01").await;
        assert!(day.text.contains("Online-Bezahldienst") && day.text.contains("72,00"), "{}", day.text);

        // Who only knows the address to come back to learns that something was paid, and nothing else.
        let mut stranger = house.browser();
        let shown = stranger.get(&back).await;
        assert_eq!(
            (shown.status, shown.headers.get("cache-control").map(String::as_str)),
            (200, Some("no-store"))
        );
        assert!(shown.text.contains("Ihre Zahlung von 72,00"), "{}", shown.text);
        for secret in [key, "Ada", number.as_str(), path.as_str()] {
            assert!(!plain(&shown).contains(secret), "{secret}: {}", shown.text);
        }
        assert_eq!(stranger.get(&format!("{}x", &back[..back.len() - 1])).await.status, 404, "no other mark");
        assert_eq!(stranger.get(&format!("/t/south{back}")).await.status, 404);
        assert!(matches!(stranger.get(&format!("/t/south{at}")).await.status, 404 | 410));
        stranger.set_cookie("rathaus_payment", "../../admin");
        assert_eq!(stranger.get(&back).await.status, 200, "a cookie that opens nothing leads nowhere");
    }
}

#[tokio::test]
async fn who_breaks_off_pays_later() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (mut rita, mut ada, path, number) = ready(&house, &stub).await;
        for (act, words, state_after) in [
            (Act::Cancel, "Sie haben abgebrochen", AttemptState::Canceled),
            (Act::Fail, "Die Zahlung hat nicht geklappt", AttemptState::Failed),
        ] {
            let at = press(&mut ada, &path).await;
            let transaction = stub.transactions().pop().expect("begun");
            assert!(stub.act(&transaction, act));
            assert_eq!(ada.get(&back_of(&stub, &transaction)).await.location, at);
            let page = ada.get(&at).await;
            assert!(page.text.contains(words) && page.text.contains("Neu beginnen"), "{}", page.text);
            assert_eq!(state(&house, &at).await, state_after);
        }
        // From the page of the attempt itself, and without coming back: the program asks by itself.
        let last = ada.get(&path).await;
        assert!(last.text.contains("Jetzt online bezahlen"));
        let at = press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        assert!(stub.act(&transaction, Act::Pay));
        house.pass(SignedDuration::from_secs(21));
        house.work().await;
        assert_eq!(state(&house, &at).await, AttemptState::Paid);
        assert_eq!(booked(&house).await, (1, Cents(7_200), 0));
        assert!(ada.get(&path).await.text.contains("Ihre Zahlung von 72,00"));
        let own = claim(&mut rita, &number).await;
        let page = rita.get(&own).await;
        for words in ["abgebrochen", "gescheitert", "no cover", "Online-Zahlung ohne Ergebnis beendet"] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
    }
}

#[tokio::test]
async fn an_older_attempt_is_asked_about_first() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (_, mut ada, path, _) = ready(&house, &stub).await;
        let first = press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        assert!(stub.act(&transaction, Act::Pay));
        // She never came back, and wants to pay again.
        let page = ada.get(&path).await;
        let pressed = ada.post(&format!("{path}/payments"), &[("key", &value(&page, "key"))]).await;
        assert_eq!(pressed.location, first);
        assert!(ada.get(&first).await.text.contains("Ihre Zahlung von 72,00"));
        assert_eq!((stub.transactions().len(), booked(&house).await), (1, (1, Cents(7_200), 0)));
    }
}

#[tokio::test]
async fn what_is_paid_twice_is_asked_about() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (mut rita, mut ada, path, number) = ready(&house, &stub).await;
        let first = press(&mut ada, &path).await;
        // The window lay open for a while; meanwhile she began once more.
        house.pass(SignedDuration::from_mins(31));
        let second = press(&mut ada, &path).await;
        assert_ne!(first, second);
        for transaction in stub.transactions() {
            assert!(stub.act(&transaction, Act::Pay));
        }
        house.work().await;
        house.pass(SignedDuration::from_secs(40));
        house.work().await;
        for at in [&first, &second] {
            assert_eq!(state(&house, at).await, AttemptState::Paid);
        }
        assert_eq!(booked(&house).await, (2, Cents(7_200), 1), "paid once, and a question");
        let line = link(&rita.get("/money/lines").await, "/money/lines/");
        let asked = rita.get(&line).await;
        for words in ["Online-Bezahldienst", &number, "Zurückzahlen"] {
            assert!(asked.text.contains(words), "{words}: {}", asked.text);
        }
        let refunded = rita.post(&format!("{line}/answers"), &[("do", "refund"), ("rest", "7200")]).await;
        assert_eq!(refunded.location, line, "{}", refunded.text);
        assert_eq!(booked(&house).await.2, 0);
    }
}

/// XBezahldienste gives nothing back, so an order to the bank does: by two persons, to an account that somebody asked for.
#[tokio::test]
async fn what_was_paid_on_line_goes_back_by_an_order() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (mut rita, mut ada, path, _) = ready(&house, &stub).await;
        let mut otto = second(&house).await;
        press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        assert!(stub.act(&transaction, Act::Pay));
        ada.get(&back_of(&stub, &transaction)).await;
        assert_eq!(booked(&house).await, (1, Cents(7_200), 0));
        // Paid for something that was not owed after all: the office detaches the payment and gives it back.
        let claim = rita.get("/money?state=paid").await;
        let page = rita.get(&link(&claim, "/money/claims/")).await;
        let line = link(&page, "/money/lines/");
        let shown = rita.get(&line).await;
        let allocation = value(&shown, "allocation");
        let undo = [("do", "undo"), ("allocation", allocation.as_str()), ("rest", "0")];
        assert_eq!(rita.post(&format!("{line}/answers"), &undo).await.location, line);
        let refund = [("do", "refund"), ("rest", "7200")];
        assert_eq!(rita.post(&format!("{line}/answers"), &refund).await.location, line);
        // The provider named no account, so nothing is ordered before there is one.
        let list = "/money/orders";
        let page = rita.get(list).await;
        assert!(
            page.text.contains("Angaben fehlen") && !page.text.contains("name=\"claims\""),
            "{}",
            page.text
        );
        let payee = link(&page, "/money/payees/");
        rita.get(&payee).await;
        let hers = [("name", "Ada Amt"), ("iban", "DE02120300000000202051")];
        assert_eq!(rita.post(&payee, &hers).await.location, list);
        let page = rita.get(list).await;
        let (key, claim) = (value(&page, "key"), payee.rsplit('/').next().expect("an id").to_owned());
        let fields = [("key", key.as_str()), ("day", "2026-06-02"), ("claims", claim.as_str())];
        let order = rita.post(list, &fields).await.location;
        let release = format!("{order}/release");
        rita.get(&order).await;
        assert_eq!(rita.post(&release, &[]).await.status, 409, "nobody alone");
        otto.get(&order).await;
        assert_eq!(otto.post(&release, &[]).await.location, order);
        rita.get(&order).await;
        let file = rita.post(&format!("{order}/file"), &[]).await;
        let (_, rest) = file.text.split_once("<EndToEndId>").expect("a payment");
        let own = rest.split('<').next().expect("an end").to_owned();
        // Booked as paid when the bank says so.
        let entry = Entry { day: 2, cents: -7_200, end_to_end: &own, name: "Ada Amt", ..Entry::default() };
        take(&mut rita, &camt("08", 100_000, (1, 2), &[entry])).await;
        assert!(rita.get(&order).await.text.contains("bezahlt"));
        assert_eq!(booked(&house).await, (2, Cents(7_200), 0), "it came, and it went");
        let transactions = stub.transactions().len();
        assert_eq!(transactions, 1, "the provider is asked for nothing");
    }
}

#[tokio::test]
async fn the_pay_out_of_the_provider_pays_nothing_again() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (mut rita, mut ada, path, number) = ready(&house, &stub).await;
        press(&mut ada, &path).await;
        let transaction = stub.transactions().pop().expect("begun");
        stub.act(&transaction, Act::Pay);
        ada.get(&back_of(&stub, &transaction)).await;
        // It names what was paid, as some providers do.
        let text = format!("Auszahlung {}", reference(&number));
        let entry =
            Entry { day: 3, cents: 7_200, name: "Bezahldienst GmbH", text: &text, ..Entry::default() };
        take(&mut rita, &camt("08", 0, (1, 3), &[entry])).await;
        assert_eq!(booked(&house).await, (2, Cents(7_200), 1), "asked, not booked");
        let line = link(&rita.get("/money/lines").await, "/money/lines/");
        let page = rita.get(&line).await;
        assert!(page.text.contains("Auszahlung des Bezahldienstes"), "{}", page.text);
        let words = value(&page, "words");
        let fields = [("do", "elsewhere"), ("rest", "7200"), ("words", words.as_str())];
        assert_eq!(rita.post(&format!("{line}/answers"), &fields).await.location, line);
        assert_eq!(booked(&house).await, (2, Cents(7_200), 0));
    }
}
