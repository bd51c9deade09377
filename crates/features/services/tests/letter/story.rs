use jiff::SignedDuration;
use rathaus_procedure::case::CaseEvent;
use rathaus_procedure::store::list_entries;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::{Answer, Answers};
use rathaus_store::files::hex;

use super::*;

#[tokio::test]
async fn a_decision_becomes_a_letter_with_a_code_to_pay_by() {
    for house in rathaus_people::testing::houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        let (number, path) = proposed_dog(&house, &mut rita, "Zoë Çelik", "zoe@example.org").await;
        let page = rita.get(&format!("/cases/{number}")).await;
        assert!(!plain(&page).contains(&format!("/cases/{number}/letter\"")), "no preview without a head");
        assert!(rita.get("/cases/letters").await.text.contains("Es fehlt der Briefkopf"));
        head(&mut rita).await;

        // The second person sees the letter before they agree.
        let preview = otto.get(&format!("/cases/{number}/letter")).await;
        assert_eq!(preview.headers["content-type"], "application/pdf");
        holds(&preview.bytes, &["Hund anmelden: Bescheid", "Zoë Çelik", "wird entsprochen", "festgesetzt"]);
        agree(&mut otto, &number).await;
        let waiting = rita.get("/cases/letters?show=all").await;
        assert!(
            waiting.text.contains("wird gesetzt") && waiting.text.contains("<progress"),
            "{}",
            waiting.text
        );
        // A letter that is set meanwhile overtakes nobody who writes.
        let seen = value(&otto.get(&format!("/cases/{number}")).await, "seen");
        house.work().await;
        let note = [("seen", seen.as_str()), ("do", "note"), ("note", "Marke ausgeben")];
        assert_eq!(otto.post(&format!("/cases/{number}/events"), &note).await.status, 303);

        // It says what was decided, by whom, what is to be paid, and how it can be fought.
        let page = rita.get(&format!("/cases/{number}")).await;
        let letter = rita.get(&link(&page, "/cases/letters/0")).await;
        let reference = reference(&number);
        let in_fours =
            reference.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
        holds(
            &letter.bytes,
            &[
                "Stadt Hofgeismar",
                "Hund anmelden: Bescheid",
                "Otto Zweit",
                number.as_str(),
                "Die Marke ist zu tragen.",
                "72,00 €",
                in_fours.as_str(),
                "DE89 3704 0044 0532 0130 00",
                "Widerspruch",
                "Magistrat der Stadt, Rathausplatz 1",
            ],
        );
        // The case says the hash of the file.
        let case = latest(&house, &number).await;
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
        let entries = list_entries(&mut view, case.id).await.expect("entries");
        let said = entries.iter().find_map(|entry| match &entry.event {
            CaseEvent::Documented { sha256, kind, .. } => Some((sha256.clone(), kind.clone())),
            _ => None,
        });
        use sha2::Digest;
        assert_eq!(said, Some((hex(&sha2::Sha256::digest(&letter.bytes)), "decision".to_owned())));
        drop(view);

        // Its applicant finds it, and nobody else does; it is not to be posted.
        let mut zoe = house.browser();
        let status = zoe.get(&path).await;
        let own = zoe.get(&link(&status, &format!("{path}/letters/"))).await;
        assert_eq!(own.bytes, letter.bytes);
        let receipt = zoe.get(&format!("{path}/receipt")).await;
        holds(&receipt.bytes, &["Eingangsbestätigung: Hund anmelden", number.as_str(), "Bello"]);
        let (_, other) = granted(&house, "Ada Amt").await;
        let id = link(&status, &format!("{path}/letters/")).rsplit('/').next().expect("an id").to_owned();
        assert_eq!(zoe.get(&format!("{other}/letters/{id}")).await.status, 404);
        assert!(rita.get("/cases/letters").await.text.contains("Alles ist verschickt"));

        // What was written is not written again; a case that was decided without a head can have its letter later.
        let again = rita.post(&format!("/cases/{number}/letters"), &[]).await;
        assert_eq!(again.location, format!("/cases/{number}"));
        assert!(rita.get(&again.location).await.text.contains("gibt es schon"));
        let stranger = house.person(house.south.id, "Süd", &[Role::Office]).await;
        let mut south = house.signed_in(house.south.id, stranger, true).await;
        assert_eq!(south.get(&format!("/t/south/cases/letters/{id}")).await.status, 404);
        assert_eq!(south.get(&format!("/t/south/cases/{number}/letter")).await.status, 404);
    }
}

#[tokio::test]
async fn who_has_no_mail_gets_a_letter_by_post() {
    for house in rathaus_people::testing::houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        head(&mut rita).await;
        let mut change = change(&house, house.north.id).await;
        let (case, _) = applied(&mut change, "Ada Amt", false, None).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        let asked = [("do", "correct"), ("missing", "Bitte nennen Sie den Chip."), ("days", "14")];
        assert_eq!(act(&mut rita, &case.number, &asked).await.status, 303);
        let (number, _) = proposed_dog(&house, &mut rita, "Karl Kein", "").await;
        agree(&mut otto, &number).await;
        house.work().await;

        let list = rita.get("/cases/letters").await;
        assert!(list.text.contains("Zu verschicken (2)"), "{}", list.text);
        let zip = rita.get("/cases/letters/post.zip").await;
        assert_eq!(zip.headers["content-type"], "application/zip");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes.clone())).expect("a ZIP file");
        assert_eq!(archive.len(), 2);
        // Written in the same moment, they come in any order.
        let mut words = String::new();
        for at in 0..2 {
            let mut pdf = Vec::new();
            std::io::Read::read_to_end(&mut archive.by_index(at).expect("a file"), &mut pdf).expect("read");
            words += &words_of(&pdf);
        }
        for word in ["Bitte ergänzen", "Bitte nennen Sie den Chip.", "Ada Amt", "Karl Kein"] {
            assert!(words.is_empty() || words.contains(word), "{word}: {words}");
        }

        let ids: Vec<String> =
            list.text.split("name=\"letter\" value=\"").skip(1).map(|rest| rest[..36].to_owned()).collect();
        assert_eq!(ids.len(), 2, "{}", list.text);
        let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("letter", id.as_str())).collect();
        assert_eq!(rita.post("/cases/letters/posted", &fields).await.location, "/cases/letters");
        assert!(rita.get("/cases/letters").await.text.contains("Alles ist verschickt"));
        let undo = [("letter", ids[0].as_str()), ("undo", "yes")];
        rita.post("/cases/letters/posted", &undo).await;
        assert!(rita.get("/cases/letters").await.text.contains("Zu verschicken (1)"));

        // A reminder is a letter, too, once for each.
        house.pass(SignedDuration::from_hours(24 * 45));
        let mut rita = treasurer(&house).await;
        let due = rita.get("/money/reminders").await;
        assert!(due.text.contains("1. Mahnung jetzt"), "{}", due.text);
        for _ in 0..2 {
            assert_eq!(rita.post("/money/reminders/all", &[]).await.location, "/money/reminders");
        }
        house.work().await;
        let list = rita.get("/cases/letters").await;
        assert!(list.text.contains("Zu verschicken (2)"), "{}", list.text);
        let page = plain(&rita.get(&format!("/cases/{number}")).await);
        let at = page.find("Zahlungserinnerung zu").expect("a reminder");
        let href =
            page[..at].rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a link");
        let reminder = rita.get(href).await;
        holds(&reminder.bytes, &["Zahlungserinnerung", "noch 72,00 € offen", "Karl Kein"]);
    }
}

#[tokio::test]
async fn every_reminder_is_mailed_with_a_letterhead_or_without() {
    for house in rathaus_people::testing::houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        let (number, _) = proposed_dog(&house, &mut rita, "Zoë Çelik", "zoe@example.org").await;
        agree(&mut otto, &number).await;
        for (days, count) in [(45, 1), (20, 2)] {
            house.pass(SignedDuration::from_hours(24 * days));
            let mut rita = treasurer(&house).await;
            assert_eq!(rita.get("/money/reminders").await.status, 200);
            rita.post("/money/reminders/all", &[]).await;
            house.work().await;
            let mails = house.mails(house.north.id).await;
            assert_eq!(mails.iter().filter(|(_, text)| text.contains("noch etwas zu zahlen")).count(), count);
        }
    }
}

#[tokio::test]
async fn a_permit_is_checked_by_its_code() {
    for house in rathaus_people::testing::houses(&[], features).await {
        let (_, mut rita) = house.somebody(Role::Office).await;
        head(&mut rita).await;
        let mut change = change(&house, house.north.id).await;
        let service = example(&mut change, "bewohnerparkausweis").await;
        let mut answers: Answers =
            serde_json::from_str(include_str!("parking.answers.json")).expect("answers");
        let wanted = today(house.now()).saturating_add(jiff::Span::new().days(10));
        answers.set("ab".parse().expect("an id"), Answer::Date(wanted));
        let who = Who { name: "Ada Amt", email: "ada@example.org", person: None };
        let (case, path) = handed_in(&mut change, &service, &answers, who).await;
        change.commit(Record::new("case.opened", case.id)).await.expect("kept");
        check_all(&house, &mut rita, &case.number).await;
        let propose = [("do", "approve"), ("reasons", ""), ("conditions", "Von außen lesbar auslegen.")];
        let granted = act(&mut rita, &case.number, &propose).await;
        assert_eq!(granted.status, 303, "{}", granted.text);
        house.work().await;

        let page = rita.get(&format!("/cases/{}", case.number)).await;
        let check = link(&page, "/permits/");
        let mut warden = house.browser();
        assert!(warden.get(&check).await.text.contains("Der Ausweis gilt noch nicht"));
        house.pass(SignedDuration::from_hours(24 * 10));
        let (_, mut rita) = house.somebody(Role::Administrator).await;
        let shown = warden.get(&check).await;
        for words in ["Der Ausweis ist gültig", "KS-AB 123", &case.number] {
            assert!(shown.text.contains(words), "{words}: {}", shown.text);
        }
        assert!(!shown.text.contains("Ada"), "whose it is does not concern whoever looks");
        assert_eq!(warden.get("/permits/AAAAAAAAAAAAAAAAAAAAAA").await.status, 404);
        assert_eq!(warden.get(&format!("/t/south{check}")).await.status, 404);
        let text = plain(&house.browser().get(&path).await);
        let at = text.find("Bewohnerparkausweis (PDF)").expect("the permit");
        let href =
            text[..at].rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a link");
        let card = warden.get(href).await;
        let until = wanted.saturating_add(jiff::Span::new().months(12)).yesterday().expect("a day");
        holds(&card.bytes, &["KS-AB 123", &rathaus_core::Lang::De.long_date(until)]);
        assert!(shown.text.contains(&short(until)), "{}", shown.text);

        // Taken back it does not hold any more, and given again it does.
        let way = format!("/cases/{}/permit", case.number);
        assert_eq!(rita.get("/cases").await.status, 200);
        rita.post(&way, &[("back", "yes")]).await;
        assert!(warden.get(&check).await.text.contains("wurde zurückgenommen"));
        rita.post(&way, &[("back", "no")]).await;
        assert!(warden.get(&check).await.text.contains("Der Ausweis ist gültig"));
        house.pass(SignedDuration::from_hours(24 * 400));
        assert!(warden.get(&check).await.text.contains("Der Ausweis ist abgelaufen"));
    }
}
