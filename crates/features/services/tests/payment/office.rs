//! The office enters the provider, checks it, and takes it away again.

use super::*;
use rathaus_people::testing::houses;
use rathaus_services::store::payment::find_provider;
use rathaus_web::Role;

#[tokio::test]
async fn the_provider_is_entered_checked_and_removed() {
    for house in houses(&[], features).await {
        let stub = stub().await;
        let (_, mut rita) = house.somebody(Role::Office).await;
        let fields = entered(&stub);
        // Every mistake beside its field, and nothing is kept.
        for (field, wrong, words) in [
            ("base", "http://pay.example/v1", "muss mit https:&#x2f;&#x2f; beginnen"),
            ("token_address", "ftp://localhost/", "muss mit https:&#x2f;&#x2f; beginnen"),
            ("originator", "a/b", "36 Buchstaben ohne Umlaute"),
            ("endpoint", "Süd", "36 Buchstaben ohne Umlaute"),
            ("client_id", "", "Bitte"),
            ("secret", "", "Bitte"),
        ] {
            let shown = enter(&mut rita, &fields, &[(field, wrong)]).await;
            shown.sums_up_mistakes();
            assert!(shown.text.contains(words), "{field}: {}", shown.text);
            assert!(!shown.text.contains("not a secret"), "{field}: {}", shown.text);
        }
        let scope = house.scratch.store.tenant(house.north.id);
        assert_eq!(find_provider(&mut scope.read().await.expect("begins")).await.expect("read"), None);

        assert_eq!(enter(&mut rita, &fields, &[]).await.location, "/money/provider");
        let shown = rita.get("/money/provider").await;
        assert!(shown.text.contains("06633000") && !shown.text.contains("not a secret"), "{}", shown.text);
        let kept =
            find_provider(&mut scope.read().await.expect("begins")).await.expect("read").expect("kept");
        assert!(!format!("{kept:?}").contains("not a secret"));
        let good = rita.post("/money/provider/check", &[]).await;
        assert!(good.text.contains("Die Verbindung steht"), "{}", good.text);

        // The secret stays where nothing else changes that it would be shown to.
        let kept_secret = enter(&mut rita, &fields, &[("secret", ""), ("endpoint", "elsewhere")]).await;
        assert_eq!(kept_secret.location, "/money/provider", "{}", kept_secret.text);
        rita.get("/money/provider").await;
        let refused = rita.post("/money/provider/check", &[]).await;
        assert!(refused.text.contains("Der Bezahldienst lehnt ab"), "{}", refused.text);
        let elsewhere =
            enter(&mut rita, &fields, &[("secret", ""), ("base", "https://other.example/v1")]).await;
        elsewhere.sums_up_mistakes();
        assert!(elsewhere.text.contains("geben Sie auch das Client-Secret neu ein"), "{}", elsewhere.text);
        enter(&mut rita, &fields, &[("secret", "another")]).await;
        rita.get("/money/provider").await;
        let wrong = rita.post("/money/provider/check", &[]).await;
        assert!(wrong.text.contains("Client-ID oder Client-Secret stimmen nicht"), "{}", wrong.text);

        // Without an account, and with it: who pays on line needs none.
        enter(&mut rita, &fields, &[]).await;
        let (_, path) = granted(&house, "Ada Amt").await;
        let mut ada = house.browser();
        let page = ada.get(&path).await;
        assert!(page.text.contains("Jetzt online bezahlen") && !page.text.contains("IBAN"), "{}", page.text);
        let at = press(&mut ada, &path).await;
        assert!(rita.get("/money/provider").await.text.contains("Eine Online-Zahlung ist gerade offen"));
        assert_eq!(rita.post("/money/provider/removal", &[]).await.location, "/money/provider");
        assert!(!ada.get(&path).await.text.contains("Jetzt online bezahlen"));
        let key = "019e81b2-0000-7000-8000-000000000002";
        assert_eq!(ada.post(&format!("{path}/payments"), &[("key", key)]).await.status, 409);
        let transaction = stub.transactions().pop().expect("begun");
        ada.get(&back_of(&stub, &transaction)).await;
        assert!(attempt(&house, &at).await.fault.expect("a fault").contains("no payment provider"));
    }
}

#[tokio::test]
async fn the_provider_needs_a_fresh_sign_in() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        assert_eq!(rita.get("/money/provider").await.status, 200);
        house.pass(jiff::SignedDuration::from_hours(3));
        let stale = rita.get("/money/provider").await;
        assert_ne!(stale.status, 200, "{}", stale.text);
        assert_ne!(rita.post("/money/provider", &[("base", "https://a.example")]).await.status, 422);
    }
}
