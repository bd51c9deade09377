//! The office enters the connection, its keys and the services, checks it, and takes it away again.

use super::*;
use rathaus_people::testing::houses;
use rathaus_services::store::fit::{find_connection, list_routes};

#[tokio::test]
async fn the_connection_is_entered_checked_and_removed() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (_, mut rita) = house.somebody(Role::Office).await;
        let empty = plain(&rita.get("/cases/fit").await);
        assert!(
            empty.contains("Noch nicht eingerichtet") && empty.contains("/cases/fit/connection"),
            "{empty}"
        );
        let fields = entered(&stub);
        let public = rathaus_fit::DecryptionKey::read(SAMPLE_KEYS.opens).expect("a key").public_jwk();
        let secrets = ["not a secret", &SAMPLE_KEYS.opens[200..260], &SAMPLE_KEYS.signs[200..260]];
        // Every mistake beside its field, nothing is kept, and no secret comes back.
        for (field, wrong, words) in [
            ("place", "elsewhere", "Bitte"),
            ("token_address", "http://pay.example/v1", "muss mit https://"),
            ("submissions", "", "Bitte"),
            ("keys", "ftp://localhost/", "muss mit https://"),
            ("client_id", "", "Bitte"),
            ("secret", "", "Bitte"),
            ("destination", "abc", "keine destinationId"),
            ("opens_text", "{}", "kein JSON Web Key"),
            ("opens_text", SAMPLE_KEYS.signs, "muss „alg“ den Wert „RSA-OAEP-256“ haben"),
            ("opens_text", &public, "muss „key_ops“ den Wert „unwrapKey“ haben"),
            ("signs_text", SAMPLE_KEYS.opens, "muss „alg“ den Wert „PS512“ haben"),
        ] {
            let shown = enter(&mut rita, &fields, &[(field, wrong)]).await;
            shown.sums_up_mistakes();
            assert!(plain(&shown).contains(words), "{field}: {}", shown.text);
            for secret in secrets {
                assert!(!shown.text.contains(secret), "{field}: {}", shown.text);
            }
        }
        let no_key = enter(&mut rita, &fields, &[("opens_text", "")]).await;
        no_key.sums_up_mistakes();
        let scope = house.scratch.store.tenant(house.north.id);
        assert_eq!(find_connection(&mut scope.read().await.expect("begins")).await.expect("read"), None);

        assert_eq!(enter(&mut rita, &fields, &[]).await.location, "/cases/fit/connection");
        let page = rita.get("/cases/fit/connection").await;
        for secret in secrets {
            assert!(!page.text.contains(secret));
        }
        // The public halves are there to be copied.
        for words in ["Zum Verschlüsseln: test-opens", "Zum Prüfen der Unterschrift: test-signs", "wrapKey"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let kept =
            find_connection(&mut scope.read().await.expect("begins")).await.expect("read").expect("kept");
        let all = format!("{kept:?}") + &serde_json::to_string(&kept.connection).expect("JSON");
        for secret in secrets {
            assert!(!all.contains(secret));
        }
        assert!(kept.connection.keys.ends_with("/.well-known/jwks.json"));

        put(&stub, &draft(&data()));
        let good = plain(&rita.post("/cases/fit/connection/check", &[]).await);
        assert!(good.contains("Die Verbindung steht") && good.contains("Eine Einreichung wartet"), "{good}");
        assert_eq!(stub.waiting(), 1, "a check fetches nothing");

        // Another key than the one at the destination; the older one still stands there.
        let other = [("opens_text", SAMPLE_KEYS.stranger), ("signs_text", ""), ("secret", "")];
        assert_eq!(enter(&mut rita, &fields, &other).await.location, "/cases/fit/connection");
        let both = plain(&rita.get("/cases/fit/connection").await);
        assert!(
            both.contains("Zum Verschlüsseln: test-stranger")
                && both.contains("Zum Verschlüsseln: test-opens"),
            "{both}"
        );
        assert_eq!(
            rita.post("/cases/fit/connection/keys", &[("key", "test-stranger")]).await.status,
            404,
            "the latest stays"
        );
        assert_eq!(
            rita.post("/cases/fit/connection/keys", &[("key", "test-opens")]).await.location,
            "/cases/fit/connection"
        );
        rita.get("/cases/fit/connection").await;
        let missing = plain(&rita.post("/cases/fit/connection/check", &[]).await);
        assert!(missing.contains("Ein Schlüssel fehlt") && missing.contains("test-opens"), "{missing}");

        // The secret goes to nobody it was not entered for.
        let elsewhere = [
            ("secret", ""),
            ("submissions", "https://other.example/v1"),
            ("opens_text", ""),
            ("signs_text", ""),
        ];
        let refused = enter(&mut rita, &fields, &elsewhere).await;
        refused.sums_up_mistakes();
        assert!(refused.text.contains("geben Sie auch das Client-Secret neu ein"), "{}", refused.text);
        enter(&mut rita, &fields, &[("secret", "another")]).await;
        rita.get("/cases/fit/connection").await;
        let wrong = plain(&rita.post("/cases/fit/connection/check", &[]).await);
        assert!(wrong.contains("Die Anmeldung wurde abgelehnt"), "{wrong}");
        enter(&mut rita, &fields, &[("destination", "f50308a5-b3ed-4627-9f0b-b5a8e0095791")]).await;
        rita.get("/cases/fit/connection").await;
        let wrong = plain(&rita.post("/cases/fit/connection/check", &[]).await);
        assert!(wrong.contains("Der Zustelldienst lehnt ab"), "{wrong}");

        // FITKO's own addresses need not be typed.
        let fitko = [("place", "production"), ("token_address", ""), ("submissions", ""), ("keys", "")];
        assert_eq!(enter(&mut rita, &fields, &fitko).await.location, "/cases/fit/connection");
        let kept =
            find_connection(&mut scope.read().await.expect("begins")).await.expect("read").expect("kept");
        assert!(kept.connection.submissions.starts_with("https://submission-api-prod.fit-connect"));

        assert_eq!(rita.post("/cases/fit/connection/removal", &[]).await.location, "/cases/fit/connection");
        assert_eq!(find_connection(&mut scope.read().await.expect("begins")).await.expect("read"), None);
        assert_eq!(rita.post("/cases/fit/connection/check", &[]).await.status, 404);
        assert_eq!(rita.post("/cases/fit/rounds", &[]).await.status, 404);
    }
}

#[tokio::test]
async fn keys_come_as_files_too() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (_, mut rita) = house.somebody(Role::Office).await;
        let page = rita.get("/cases/fit/connection").await;
        let token = crate::money_parts::value(&page, "token");
        let mut body = Vec::new();
        let plain_fields = entered(&stub).into_iter().filter(|(name, _)| !name.ends_with("_text"));
        for (name, value) in std::iter::once(("token", token)).chain(plain_fields) {
            body.extend(
                format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, text) in [("opens", SAMPLE_KEYS.opens), ("signs", SAMPLE_KEYS.signs)] {
            let head = format!(
                "--X\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}.json\"\r\n\r\n"
            );
            body.extend(head.bytes().chain([0xef, 0xbb, 0xbf]).chain(text.bytes()).chain(*b"\r\n"));
        }
        body.extend(b"--X--\r\n");
        let saved = rita.send("POST", "/cases/fit/connection", "multipart/form-data; boundary=X", body).await;
        assert_eq!(saved.location, "/cases/fit/connection", "{}", saved.text);
        rita.get("/cases/fit/connection").await;
        assert!(plain(&rita.post("/cases/fit/connection/check", &[]).await).contains("Die Verbindung steht"));
    }
}

#[tokio::test]
async fn services_are_assigned_and_taken_away() {
    for house in houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        assert!(plain(&rita.get("/cases/fit/services").await).contains("Noch keine Leistung"));
        let service = dogs(&house).await;
        rita.get("/cases/fit/services").await;
        let id = service.id.to_string();
        let path = "/cases/fit/services";
        for (fields, words) in [
            ([("service", ""), ("leika", ""), ("schema", "")], "Bitte"),
            ([("service", id.as_str()), ("leika", "12"), ("schema", "")], "keine 14 Ziffern"),
            (
                [("service", id.as_str()), ("leika", ""), ("schema", "kein Schema")],
                "keine Adresse eines Schemas",
            ),
        ] {
            let shown = rita.post(path, &fields).await;
            shown.sums_up_mistakes();
            assert!(shown.text.contains(words), "{words}: {}", shown.text);
        }
        // What is left out is filled in.
        assert_eq!(rita.post(path, &[("service", &id), ("leika", ""), ("schema", "")]).await.location, path);
        let scope = house.scratch.store.tenant(house.north.id);
        let routes = list_routes(&mut scope.read().await.expect("begins")).await.expect("read");
        let [route] = routes.as_slice() else { panic!("{routes:?}") };
        assert_eq!((route.leika.as_str(), route.schema_uri.as_str()), (LEIKA, OWN));
        rita.get(path).await;
        let urn = format!("urn:de:fim:leika:leistung:{LEIKA}");
        let again = rita.post(path, &[("service", &id), ("leika", &urn), ("schema", OWN)]).await;
        again.sums_up_mistakes();
        assert!(again.text.contains("Das nimmt schon eine Leistung an"), "{}", again.text);
        let page = plain(&rita.get(path).await);
        assert!(page.contains("eigenes Schema") && page.contains(OWN), "{page}");
        assert_eq!(
            rita.post(&format!("{path}/removal"), &[("route", &route.id.to_string())]).await.location,
            path
        );
        assert!(list_routes(&mut scope.read().await.expect("begins")).await.expect("read").is_empty());
        rita.get(path).await;
        assert_eq!(
            rita.post(&format!("{path}/removal"), &[("route", &route.id.to_string())]).await.status,
            404
        );
    }
}

#[tokio::test]
async fn the_connection_needs_a_fresh_sign_in() {
    for house in houses(&[], features).await {
        let stub = stub(&house).await;
        let (mut rita, _) = ready(&house, &stub).await;
        assert_eq!(rita.get("/cases/fit/connection").await.status, 200);
        house.pass(SignedDuration::from_hours(3));
        for path in ["", "/check", "/keys", "/removal"] {
            let path = format!("/cases/fit/connection{path}");
            let stale = rita.post(&path, &[("key", "test-opens")]).await;
            assert!(
                !matches!(stale.status, 200 | 404 | 422) && stale.location != "/cases/fit/connection",
                "{path}: {}",
                stale.status
            );
        }
        assert_ne!(rita.get("/cases/fit/connection").await.status, 200);
        // What is done every day needs none.
        assert_eq!(rita.get("/cases/fit").await.status, 200);
        assert_eq!(rita.get("/cases/fit/services").await.status, 200);
    }
}
