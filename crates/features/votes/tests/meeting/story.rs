//! A meeting from its list of people to its minutes, as everybody in the room sees it.

use rathaus_web::testing::{Browser, words_of};

use super::{Hall, houses};

#[tokio::test]
async fn a_meeting_goes_its_way_to_its_minutes() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::planned(&scratch, &router, "Anna Ahorn\nBert Birke\nCem Çınar\nVerein; 3").await;
        let first = hall.draft(&[("question", "Bleibt die Linde?"), ("quorum", "half")]).await;
        let opening = format!("/motions/{first}/opening");
        assert_eq!(hall.send(&opening, &[]).await.status, 409, "the meeting is not open");
        let (mut anna, own) = hall.phone("Anna Ahorn").await;
        assert!(anna.get(&own).await.text.contains("noch nicht eröffnet"));
        assert_eq!(hall.send("/opening", &[]).await.status, 303);

        // Opening a link changes nothing; pressing the button does, once.
        assert!(anna.get(&own).await.text.contains("Ich bin da"));
        assert!(!hall.members().await[0].is_present);
        for _ in 0..2 {
            assert_eq!(anna.post(&format!("{own}/presence"), &[]).await.location, own);
        }
        assert!(hall.members().await[0].is_present);
        // Typing the code does both; spaces, hyphens and small letters are no mistakes.
        let bert = hall.members().await[1].clone();
        let mut phone = Browser::new(router.clone());
        phone.get("/meetings").await;
        let code = bert.spelled_code().to_lowercase().replace('-', " ");
        let led = phone.post("/meetings", &[("code", &code)]).await;
        assert_eq!(led.location, format!("/meetings/at/{}", bert.link_key.clone().expect("a key")));
        assert!(hall.members().await[1].is_present);
        phone.post("/meetings", &[("code", "22222222")]).await.sums_up_mistakes();
        phone.post("/meetings", &[("code", "")]).await.sums_up_mistakes();

        // The question is on the phone as soon as it is asked.
        assert!(anna.get(&own).await.text.contains("Zurzeit wird nicht abgestimmt"));
        assert_eq!(hall.send(&opening, &[]).await.status, 303);
        let part = anna.get(&format!("{own}/part")).await;
        assert!(
            part.text.contains("Bleibt die Linde?") && part.text.contains("name=\"choice\""),
            "{}",
            part.text
        );
        let vote = format!("{own}/motions/{first}");
        anna.post(&vote, &[]).await.sums_up_mistakes();
        assert_eq!(anna.post(&vote, &[("choice", "0")]).await.location, own);
        // An open vote may be changed, and counts once.
        assert_eq!(anna.post(&vote, &[("choice", "1")]).await.location, own);
        assert!(anna.get(&own).await.text.contains("Sie können sie ändern"));
        // Who is not there does not vote.
        let absent = hall.vote("Cem Çınar", &first, &["0"]).await;
        assert!(absent.status == 409 && absent.text.contains("nicht gezählt"), "{}", absent.text);

        // By show of hands, for who has no phone; who voted by phone stays with that.
        let club = hall.id_of("Verein").await;
        let came = [("member", club.as_str()), ("present", "yes")];
        assert_eq!(hall.send("/presence", &came).await.status, 303);
        let hands = format!("/motions/{first}/hands");
        hall.send(&hands, &[("hand", "0")]).await.sums_up_mistakes();
        let ann = hall.id_of("Anna Ahorn").await;
        hall.send(&hands, &[("hand", "0"), ("person", &ann)]).await.sums_up_mistakes();
        let shown = hall.send(&hands, &[("hand", "0"), ("person", &ann), ("person", &club)]).await;
        assert_eq!(shown.status, 303, "{}", shown.text);

        // Everybody sees how many voted, nobody sees how.
        let screen = format!("/meetings/screen/{}", hall.screen().await);
        let mut wall = Browser::new(router.clone());
        let shown = wall.get(&screen).await;
        assert!(shown.text.contains("Bleibt die Linde?") && shown.text.contains("Beteiligt: 2"));
        let shown = hall.page(&format!("/motions/{first}")).await;
        assert!(!shown.text.contains("Wer wie gestimmt hat") && !shown.text.contains("<svg role"));

        let closed = hall.close(&first).await;
        for words in [
            "Angenommen",
            "Wer wie gestimmt hat",
            "per Handzeichen",
            "Abgegebene Stimmen: 4, vertreten: 5, insgesamt: 6",
        ] {
            assert!(closed.text.contains(words), "{words}: {}", closed.text);
        }
        assert!(wall.get(&format!("{screen}/part")).await.text.contains("Angenommen"));
        assert!(anna.get(&own).await.text.contains("Angenommen"));
        let late = anna.post(&vote, &[("choice", "0")]).await;
        assert!(late.status == 409 && late.text.contains("läuft nicht mehr"), "{}", late.text);

        // The meeting is closed for good: links open nothing, the minutes say it all.
        let left = [("member", ann.as_str()), ("present", "no")];
        assert_eq!(hall.send("/presence", &left).await.status, 303);
        assert_eq!(hall.send("/removal", &[]).await.status, 409, "not while it goes on");
        let ended = hall.send("/closure", &[]).await;
        assert_eq!(ended.location, format!("/meetings/{}/minutes", hall.id), "{}", ended.text);
        for path in [&own, &screen] {
            assert_eq!(wall.get(path).await.status, 410, "{path}");
        }
        phone.get("/meetings").await;
        phone.post("/meetings", &[("code", &code)]).await.sums_up_mistakes();
        for path in ["/presence", "/motions", "/members", "/edit", "/closure"] {
            assert_eq!(hall.send(path, &[("all", "yes")]).await.status, 409, "{path}");
        }
        let minutes = hall.page("/minutes").await;
        let said = [
            "Bleibt die Linde?",
            "anwesend ab 10:00 Uhr",
            "gegangen um 10:00 Uhr",
            "Angenommen",
            "Anna Ahorn",
            "Nein",
        ];
        for words in said {
            assert!(minutes.text.contains(words), "{words}: {}", minutes.text);
        }
        let file = hall.office.get(&format!("/meetings/{}/minutes.pdf", hall.id)).await;
        assert_eq!(file.headers["content-type"], "application/pdf");
        let words = words_of(&file.bytes);
        for expected in ["Bleibt die Linde?", "Angenommen", "Cem Çınar", "Handzeichen", "Ortsbeirat"] {
            assert!(words.contains(expected), "{expected}: {words}");
        }

        // It is in English, too, and goes when it is deleted.
        let english = hall.office.get(&format!("/meetings/{}/minutes?lang=en", hall.id)).await;
        assert!(
            english.text.contains("Who voted how") && english.text.contains("Carried"),
            "{}",
            english.text
        );
        assert_eq!(hall.send("/removal", &[]).await.location, "/meetings");
        assert_eq!(hall.office.get(&format!("/meetings/{}", hall.id)).await.status, 404);
    }
}

#[tokio::test]
async fn somebody_votes_for_others_where_the_office_noted_it() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::open(&scratch, &router, "Anna\nBert\nCem").await;
        let (anna, bert, cem) = (hall.id_of("Anna").await, hall.id_of("Bert").await, hall.id_of("Cem").await);
        let carry = |id: &str| format!("/members/{id}");
        let fields = |name: &'static str, by: &str| {
            [("name", name.to_owned()), ("weight", "1".to_owned()), ("carried_by", by.to_owned())]
        };
        let sent = |fields: [(&'static str, String); 3]| fields;
        for (name, id, by, status) in [
            ("Bert", &bert, &anna, 303),
            ("Anna", &anna, &cem, 422),
            ("Cem", &cem, &bert, 422),
            ("Anna", &anna, &anna, 422),
        ] {
            let fields = sent(fields(name, by));
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = hall.send(&carry(id), &fields).await;
            assert_eq!(answer.status, status, "{name}: {}", answer.text);
        }
        let motion = hall.ask(&[("question", "Weiter?")]).await;
        let (mut phone, path) = hall.phone("Bert").await;
        assert!(phone.get(&path).await.text.contains("Anna stimmt für Sie mit ab"));
        assert_eq!(hall.vote("Bert", &motion, &["1"]).await.status, 409);
        let (mut phone, path) = hall.phone("Anna").await;
        assert!(phone.get(&path).await.text.contains("Sie stimmen auch für Bert"));
        hall.vote("Anna", &motion, &["0"]).await;
        hall.vote("Cem", &motion, &["1"]).await;
        // Nothing of it changes while people vote.
        let now = [("name", "Bert"), ("weight", "5"), ("carried_by", anna.as_str())];
        assert_eq!(hall.send(&carry(&bert), &now).await.status, 409);
        assert_eq!(hall.send(&format!("{}/removal", carry(&cem)), &[]).await.status, 409);
        let closed = hall.close(&motion).await;
        assert!(closed.text.contains("Angenommen") && closed.text.contains("durch Anna"), "{}", closed.text);
    }
}

#[tokio::test]
async fn own_choices_up_to_a_number_and_what_is_wrong_with_a_motion() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::open(&scratch, &router, "Anna\nBert\nCem").await;
        hall.send("/motions", &[("question", ""), ("kind", "loud")]).await.sums_up_mistakes();
        for choices in ["Nur eine", "Zwei\nZwei"] {
            let fields = [
                ("question", "Wen?"),
                ("kind", "open"),
                ("majority", "simple"),
                ("quorum", "none"),
                ("choices", choices),
            ];
            hall.send("/motions", &fields).await.sums_up_mistakes();
        }
        let asked = [("question", "Welche zwei?"), ("choices", "Rot\nGrün\nBlau"), ("most", "2")];
        let motion = hall.ask(&asked).await;
        for name in ["Anna", "Bert"] {
            assert_eq!(hall.vote(name, &motion, &["0", "2"]).await.status, 303);
        }
        hall.vote("Cem", &motion, &["0", "1", "2"]).await.sums_up_mistakes();
        hall.vote("Cem", &motion, &["7"]).await.sums_up_mistakes();
        // Nothing chosen is an abstention.
        assert_eq!(hall.vote("Cem", &motion, &[]).await.status, 303);
        let closed = hall.close(&motion).await;
        assert!(
            closed.text.contains("Gewählt: Rot, Blau") && closed.text.contains("Enthaltung"),
            "{}",
            closed.text
        );

        // Broken off, every vote is dropped and it can be worded anew.
        let motion = hall.ask(&[("question", "Falsch gefragt?")]).await;
        hall.vote("Anna", &motion, &["0"]).await;
        assert_eq!(hall.send("/closure", &[]).await.status, 409, "people vote");
        assert_eq!(hall.send(&format!("/motions/{motion}/withdrawal"), &[]).await.status, 303);
        let edit =
            [("question", "Richtig gefragt?"), ("kind", "open"), ("majority", "members"), ("quorum", "none")];
        assert_eq!(hall.send(&format!("/motions/{motion}/edit"), &edit).await.status, 303);
        assert_eq!(hall.send(&format!("/motions/{motion}/opening"), &[]).await.status, 303);
        assert_eq!(hall.send(&format!("/motions/{motion}/edit"), &edit).await.status, 409);
        hall.vote("Anna", &motion, &["0"]).await;
        let closed = hall.close(&motion).await;
        assert!(
            closed.text.contains("Abgelehnt") && closed.text.contains("Abgegebene Stimmen: 1"),
            "{}",
            closed.text
        );
    }
}

#[tokio::test]
async fn people_come_from_lists_and_get_their_codes() {
    for (scratch, router) in houses().await {
        let mut hall = Hall::planned(&scratch, &router, "Anna Ahorn").await;
        hall.send("/members", &[("people", "")]).await.sums_up_mistakes();
        let wrong = hall.send("/members", &[("people", "Bert\nCem; viele")]).await;
        wrong.sums_up_mistakes();
        assert!(wrong.text.contains("Zeile 2"), "{}", wrong.text);
        assert_eq!(hall.members().await.len(), 1, "with a mistake nobody is added");
        let codes = hall.page("/codes").await;
        let code = hall.members().await[0].spelled_code();
        assert!(codes.text.contains(&code) && codes.text.contains("<svg"), "{}", codes.text);
        let file = hall.office.get(&format!("/meetings/{}/codes.pdf", hall.id)).await;
        let words = words_of(&file.bytes);
        assert!(words.contains("Anna Ahorn") && words.contains(&code), "{words}");
        // Readers see who takes part, and no way to vote for them.
        let mut reader = Browser::of(router.clone(), "reader");
        let key = hall.members().await[0].link_key.clone().expect("a key");
        for path in ["", "/members", "/minutes"] {
            let shown = reader.get(&format!("/meetings/{}{path}", hall.id)).await;
            assert!(shown.status == 200 && !shown.text.contains(&code) && !shown.text.contains(&key));
        }
        let one = hall.id_of("Anna Ahorn").await;
        assert_eq!(hall.send(&format!("/members/{one}/removal"), &[]).await.status, 303);
        assert!(hall.members().await.is_empty());
        // Whoever guesses codes is stopped, and for a while so is who knows one.
        let mut guesser = Browser::new(router.clone());
        guesser.get("/meetings").await;
        let mut last = 422;
        for guess in 0..61 {
            last = guesser.post("/meetings", &[("code", &format!("AAAA{guess:04}"))]).await.status;
        }
        assert_eq!(last, 429);
        // How long meetings are kept is a number of days, or nothing.
        hall.office.get("/meetings").await;
        hall.office.post("/meetings/keeping", &[("days", "bald")]).await.sums_up_mistakes();
        assert_eq!(hall.office.post("/meetings/keeping", &[("days", "400")]).await.location, "/meetings");
        assert!(hall.office.get("/meetings").await.text.contains("value=\"400\""));
        assert_eq!(hall.office.post("/meetings/keeping", &[("days", "")]).await.location, "/meetings");
        assert!(!hall.office.get("/meetings").await.text.contains("value=\"400\""));
    }
}
