//! The day: who does not come, a table that is closed, notes and feedback.

use super::*;

#[tokio::test]
async fn on_the_day_the_fewest_talks_move_and_everybody_notes() {
    for house in houses(&[], features).await {
        let stage = stage(&house).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let path = "/rounds/2026/replan";
        assert!(office.get(path).await.text.contains("Noch nichts veröffentlicht"));
        published(&house, &stage, &mut office).await;
        house.work().await;
        let mails = house.mails(house.north.id).await.len();
        let before = talks(&house, &stage.round).await;
        // 22 September, 14:05 in Germany.
        let at = "2026-09-22T12:05:00Z".parse::<Timestamp>().expect("a time");
        house.pass(at.duration_since(house.now()));
        let (_, mut office) = house.somebody(Role::Office).await;

        // The agenda begins with what runs. What has begun can be noted, what has not cannot.
        let first = before.iter().find(|talk| talk.span.start.to_string() == "14:00").expect("one").clone();
        let later = before.iter().find(|talk| talk.span.start.to_string().as_str() > "14:05").expect("one");
        let all: Vec<&Guest> = stage.towns.iter().chain(&stage.firms).collect();
        let of = |id: Id| *all.iter().find(|one| one.id == id).expect("a guest");
        let (mine, theirs) = (of(first.a), of(first.b));
        let note = format!("/agenda/{}/talks/{}", mine.key, first.id);
        let mut ada = house.browser();
        let agenda = ada.get(&format!("/agenda/{}", mine.key)).await.text;
        let runs = agenda.find(">Jetzt<").expect("a talk runs");
        let table = format!("href=\"#talk-{}\">Gespräch mit", first.id);
        assert!(agenda[runs..].contains(&table), "{agenda}");
        let page = ada.get(&note).await;
        assert!(page.status == 200 && page.text.contains("Was kam heraus?"), "{}", page.text);
        let fields =
            [("edition", "0"), ("outcome", "pilot"), ("words", "Drei Monate"), ("own_words", "Leise")];
        assert_eq!(ada.post(&format!("{note}/draft"), &fields).await.status, 204);
        let with_contact = [
            ("edition", "0"),
            ("outcome", "pilot"),
            ("reason", "price"),
            ("words", "Drei Monate"),
            ("own_words", "Leise"),
            ("shares_contact", "yes"),
        ];
        for _ in 0..2 {
            let saved = ada.post(&note, &with_contact).await;
            assert_eq!(saved.location, note, "{}", saved.text);
        }
        assert_eq!(ada.post(&note, &[("edition", "0"), ("outcome", "party")]).await.status, 422);
        let scope = house.scratch.store.tenant(house.north.id);
        let notes = list_notes(&mut scope.read().await.expect("begins"), stage.round.id).await.expect("read");
        assert_eq!((notes.len(), notes[0].noted.reason, notes[0].edition), (1, None, 2));
        let held = talks(&house, &stage.round).await;
        assert_eq!(held.iter().find(|one| one.id == first.id).expect("it").state, TalkState::Held);
        // The other side reads the line and the contact, and never the own words.
        let mut bo = house.browser();
        let seen = bo.get(&format!("/agenda/{}/talks/{}", theirs.key, first.id)).await.text;
        assert!(
            seen.contains("Drei Monate") && seen.contains("mailto:") && !seen.contains("Leise"),
            "{seen}"
        );
        let read = office.get("/rounds/2026/feedback").await.text;
        assert!(read.contains("Drei Monate") && !read.contains("Leise"), "{read}");
        // Nobody opens the talk of others, and nobody notes what has not begun.
        let strangers = all.iter().find(|one| !first.joins(one.id)).expect("a stranger");
        let foreign = format!("/agenda/{}/talks/{}", strangers.key, first.id);
        assert_eq!(house.browser().get(&foreign).await.status, 404);
        let early = format!("/agenda/{}/talks/{}", of(later.a).key, later.id);
        assert!(ada.get(&early).await.text.contains("Sobald das Gespräch begonnen hat"));
        assert_eq!(ada.post(&early, &[("edition", "0"), ("outcome", "pilot")]).await.status, 409);

        // Somebody does not come. It is shown first, and changes nothing.
        let gone = of(later.a);
        let who = gone.id.to_string();
        office.get(path).await;
        let news = [("what.0", "no-show"), ("who.0", who.as_str())];
        let wrong = office.post(path, &[("what.0", "late"), ("who.0", &who), ("at.0", "bald")]).await;
        wrong.sums_up_mistakes();
        assert_eq!(wrong.status, 422);
        let shown = office.post(path, &news).await;
        assert!(
            shown.status == 200 && shown.text.contains("Bewiesen: Mit weniger Änderungen"),
            "{}",
            shown.text
        );
        let digest = value(&shown, "digest");
        assert!(talks(&house, &stage.round).await.iter().all(|talk| talk.sequence == 0));
        let apply = format!("{path}/application");
        let other = Id::of_name("another answer").to_string();
        let stale = [news[0], news[1], ("digest", other.as_str())];
        let stale = office.post(&apply, &stale).await;
        assert!(
            stale.status == 409 && stale.text.contains("Inzwischen hat sich etwas geändert"),
            "{}",
            stale.text
        );
        let fields = [news[0], news[1], ("digest", digest.as_str())];
        let done = office.post(&apply, &fields).await;
        assert_eq!(done.location, "/rounds/2026/talks", "{}", done.text);
        let twice = office.post(&apply, &fields).await;
        assert_eq!(twice.status, 409, "the second time it is another answer: {}", twice.text);
        let after = talks(&house, &stage.round).await;
        let lost: Vec<&Talk> = after.iter().filter(|talk| talk.state == TalkState::Cancelled).collect();
        assert!(!lost.is_empty() && lost.iter().all(|talk| talk.joins(gone.id)), "{after:?}");
        let agenda = ada.get(&format!("/agenda/{}", of(later.b).key)).await.text;
        assert!(!agenda.contains(&format!("/talks/{}\"", later.id)), "seen at once: {agenda}");
        house.work().await;
        let mails = house.mails(house.north.id).await.split_off(mails);
        let told = mails.iter().filter(|(_, mail)| mail.contains("hat sich etwas geändert")).count();
        assert!(told >= 2 && mails.iter().any(|(_, mail)| mail.contains("entfällt")), "{mails:?}");

        // A table is closed and opened again.
        let news = [("what.0", "table"), ("table.0", "2"), ("at.0", "14:10")];
        let shown = office.post(path, &news).await;
        let digest = value(&shown, "digest");
        let fields = [news[0], news[1], news[2], ("digest", digest.as_str())];
        assert_eq!(office.post(&apply, &fields).await.status, 303);
        let on: Vec<Talk> = talks(&house, &stage.round).await.into_iter().filter(Talk::is_on).collect();
        assert!(on.iter().all(|talk| talk.table == 1 || talk.span.start.to_string() == "14:00"), "{on:?}");
        assert!(office.get(path).await.text.contains("Tisch 2, ab 14:10 Uhr"));
        for _ in 0..2 {
            assert_eq!(office.post(&format!("{path}/tables"), &[("table", "2")]).await.status, 303);
        }
        let unknown = [("what.0", "table"), ("table.0", "77"), ("at.0", "14:10")];
        assert_eq!(office.post(path, &unknown).await.status, 422);

        // A few words about the day, without a name.
        let feedback = format!("/agenda/{}/feedback", mine.key);
        ada.get(&feedback).await;
        assert_eq!(ada.post(&feedback, &[]).await.status, 422, "nothing said");
        assert_eq!(ada.post(&feedback, &[("day", "9")]).await.status, 422);
        for day in ["4", "5"] {
            let said = ada.post(&feedback, &[("day", day), ("good", "Kurz & gut"), ("again", "yes")]).await;
            assert_eq!(said.location, format!("/agenda/{}", mine.key), "{}", said.text);
        }
        let read = office.get("/rounds/2026/feedback").await.text;
        assert!(
            read.contains("5,0") && read.contains("Kurz &amp; gut") && read.contains("eine Stimme"),
            "{read}"
        );
        assert!(
            office.get("/rounds/2026/feedback/voices?format=csv&lang=de").await.text.contains("Kurz & gut")
        );
        assert!(office.get("/rounds/2026/feedback?format=csv&lang=de").await.text.contains("Probelauf"));
        for lang in ["de", "en"] {
            assert_eq!(office.get(&format!("/rounds/2026/feedback?lang={lang}")).await.status, 200);
            assert_eq!(office.get(&format!("{path}?lang={lang}")).await.status, 200);
            assert_eq!(ada.get(&format!("{note}?lang={lang}")).await.status, 200);
            assert_eq!(ada.get(&format!("{feedback}?lang={lang}")).await.status, 200);
        }
    }
}
