//! A hall is given for days that nobody else has, its days are to be seen by all, and the deposit goes back.

use crate::money_parts::*;
use jiff::Span;
use jiff::civil::Date;
use rathaus_people::testing::{House, houses};
use rathaus_procedure::answers::Period;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::{Answer, Answers};
use rathaus_services::sample::Who;
use rathaus_store::Record;
use rathaus_web::Role;
use rathaus_web::testing::{Browser, Shown};

/// Somebody asks for the large hall from a day on, for so many days.
async fn asked(house: &House, name: &str, from: Date, days: i64) -> String {
    let mut change = change(house, house.north.id).await;
    let service = example(&mut change, "halle-mieten").await;
    let mut answers: Answers =
        serde_json::from_str(include_str!("../examples/hall.answers.json")).expect("answers");
    let period = Period { from: Some(from), to: Some(from.saturating_add(Span::new().days(days - 1))) };
    answers.set("zeit".parse().expect("an id"), Answer::Period(period));
    let (case, _) = handed_in(&mut change, &service, &answers, Who { name, email: "", person: None }).await;
    change.commit(Record::new("case.opened", case.id)).await.expect("kept");
    case.number
}

/// Does every task and agrees.
async fn agree(house: &House, rita: &mut Browser, number: &str) -> Shown {
    check_all(house, rita, number).await;
    act(rita, number, &[("do", "approve"), ("reasons", ""), ("conditions", "")]).await
}

#[tokio::test]
async fn no_day_is_given_twice_and_the_deposit_goes_back() {
    for house in houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let first = today(house.now()).saturating_add(Span::new().days(30));
        let one = asked(&house, "Blasmusik", first, 2).await;
        let two = asked(&house, "Turnverein", first.saturating_add(Span::new().days(1)), 1).await;
        let page = rita.get(&format!("/cases/{one}")).await;
        assert!(page.text.contains("Großer Saal") && page.text.contains(">frei<"), "{}", page.text);
        assert_eq!(agree(&house, &mut rita, &one).await.status, 303);

        // What is taken is seen by everybody, without a name, and nothing else can have it.
        let month = format!("/services/halle-mieten/calendar?month={}", first.strftime("%Y-%m"));
        let shown = house.browser().get(&month).await;
        assert_eq!(shown.text.matches("class=\"rh-taken\"").count(), 2, "{}", shown.text);
        assert!(!shown.text.contains("Blasmusik"));
        assert!(rita.get(&format!("/cases/{two}")).await.text.contains("Mindestens ein Tag ist vergeben"));
        let refused = agree(&house, &mut rita, &two).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text.contains("inzwischen vergeben"), "{}", refused.text);
        let open = rita.get(&format!("/cases/{two}")).await;
        assert!(open.text.contains("value=\"approve\""), "nothing was decided, nothing is to be paid");
        assert!(!rita.get(&format!("/money?state=all&q={two}")).await.text.contains("/money/claims/"));

        // Given free, it can be given anew.
        let way = format!("/cases/{one}/reservation");
        assert_eq!(rita.post(&way, &[("do", "free")]).await.location, format!("/cases/{one}"));
        assert!(!house.browser().get(&month).await.text.contains("rh-taken"));
        let agreed = act(&mut rita, &two, &[("do", "approve"), ("reasons", ""), ("conditions", "")]).await;
        assert_eq!(agreed.status, 303, "{}", agreed.text);

        // The deposit goes back once it came, never more than it was, once, and less only with a reason.
        let way = format!("/cases/{two}/reservation");
        assert_eq!(rita.post(&way, &[("do", "return"), ("back", "")]).await.status, 409);
        let claim = claim(&mut rita, &two).await;
        let shown = rita.get(&claim).await;
        assert!(shown.text.contains("420,00"), "a day, the kitchen, the deposit: {}", shown.text);
        let (key, day) = (value(&shown, "key"), today(house.now()).to_string());
        let fields = [("key", key.as_str()), ("source", "cash"), ("amount", "420"), ("day", day.as_str())];
        let taken = rita.post(&format!("{claim}/receipts"), &fields).await;
        assert_eq!(taken.status, 303, "{}", taken.text);
        for wrong in [[("back", "250,00"), ("back-words", "")], [("back", "150,00"), ("back-words", "")]] {
            assert_eq!(rita.post(&way, &wrong).await.status, 409, "{wrong:?}");
        }
        let back = [("back", "150,00"), ("back-words", "Ein Stuhl ist zerbrochen.")];
        for _ in 0..2 {
            let sent = rita.post(&way, &back).await;
            assert_eq!(sent.location, format!("/cases/{two}"), "{}", sent.text);
        }
        let page = rita.get(&format!("/cases/{two}")).await;
        assert!(page.text.contains("150,00"), "{}", page.text);
        let orders = rita.get("/money/orders").await;
        assert!(
            orders.text.contains("150,00") && orders.text.contains("Ein Stuhl ist zerbrochen."),
            "{}",
            orders.text
        );
        assert_eq!(orders.text.matches("Ein Stuhl ist zerbrochen.").count(), 1, "once");

        // Nobody else gets in, and what books nothing has no calendar.
        assert_eq!(house.browser().with_token().post(&way, &[("do", "free")]).await.status, 401);
        let (_, reader) = house.somebody(Role::Reader).await;
        assert_eq!(reader.with_token().post(&way, &[("do", "free")]).await.status, 403);
        let (case, _) = {
            let mut change = change(&house, house.north.id).await;
            let made = applied(&mut change, "Ada", false, None).await;
            change.commit(Record::new("case.opened", made.0.id)).await.expect("kept");
            made
        };
        let none = format!("/cases/{}/reservation", case.number);
        assert_eq!(rita.post(&none, &[("do", "free")]).await.status, 404);
        assert_eq!(house.browser().get("/services/hund-anmelden/calendar").await.status, 404);
        assert_eq!(house.browser().get("/t/south/services/halle-mieten/calendar").await.status, 404);
    }
}
