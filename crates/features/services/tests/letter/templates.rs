use rathaus_letter::Shipped;

use super::*;

#[tokio::test]
async fn a_template_is_tried_before_it_is_used_and_a_fault_is_mended() {
    for house in rathaus_people::testing::houses(&[], features).await {
        let mut rita = treasurer(&house).await;
        let mut otto = second(&house).await;
        head(&mut rita).await;
        let path = "/cases/letters/templates/notice";
        assert!(rita.get("/cases/letters/templates").await.text.contains("mitgeliefert"));
        let page = rita.get(path).await;
        assert!(plain(&page).contains(&format!("src=\"{path}/pages/1\"")), "{}", page.text);
        let drawing = rita.get(&format!("{path}/pages/0")).await;
        assert_eq!(drawing.headers["content-type"], "image/svg+xml");
        assert!(drawing.text.starts_with("<svg"), "{}", &drawing.text[..100]);

        let empty = rita.post(path, &[("do", "try"), ("source", "")]).await;
        assert_eq!(empty.status, 422, "{}", empty.text);
        // What cannot be set is kept as a draft, with the line of the mistake, and is not used.
        let broken = format!("{}\n#nothing-of-the-kind", Shipped::Notice.source());
        let line = broken.lines().count();
        for what in ["try", "use"] {
            let sent = rita.post(path, &[("do", what), ("source", broken.as_str())]).await;
            assert_eq!(sent.location, path);
            let page = rita.get(path).await;
            assert!(
                page.text.contains("So lässt sich die Vorlage nicht setzen")
                    && page.text.contains(&format!("notice:{line}:")),
                "{}",
                page.text
            );
        }
        let own = Shipped::Notice.source().replace("#heading(level: 1", "#par[Amtsblatt]\n#heading(level: 1");
        assert_ne!(own, Shipped::Notice.source());
        rita.post(path, &[("do", "use"), ("source", own.as_str())]).await;
        assert!(rita.get("/cases/letters/templates").await.text.contains("eigene"));
        let (number, _) = proposed_dog(&house, &mut rita, "Ada Amt", "").await;
        holds(&otto.get(&format!("/cases/{number}/letter")).await.bytes, &["Amtsblatt", "Ada Amt"]);

        // A template that fails with real values only is a fault of the letter; mended, the letter is set.
        let picky = own.replace("#par[Amtsblatt]", "#assert(values.subject.starts-with(\"Sonder\"))");
        rita.post(path, &[("do", "use"), ("source", picky.as_str())]).await;
        agree(&mut otto, &number).await;
        house.work().await;
        let faulty = rita.get("/cases/letters?show=fault").await;
        assert!(faulty.text.contains("Mit Fehler (1)") && faulty.text.contains("notice:"), "{}", faulty.text);
        let id = value(&faulty, "letter");
        rita.post(path, &[("do", "reset")]).await;
        rita.post("/cases/letters/again", &[("letter", id.as_str())]).await;
        house.work().await;
        assert!(rita.get("/cases/letters").await.text.contains("Zu verschicken (1)"));
        let letter = rita.get(&format!("/cases/letters/{id}")).await;
        holds(&letter.bytes, &["Ada Amt"]);
        assert!(!words_of(&letter.bytes).contains("Amtsblatt"));
    }
}
