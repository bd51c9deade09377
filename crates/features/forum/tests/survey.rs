//! A round's survey is there from the beginning, goes along to the next round, and answers from files stand in it.

use rathaus_forum::store::need::list_needs;
use rathaus_forum::store::round::{KeptRound, find_round};
use rathaus_people::testing::{House, houses};
use rathaus_web::testing::{Browser, Shown};
use rathaus_web::{Feature, Role};

fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

async fn round(house: &House, slug: &str) -> Option<KeptRound> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    find_round(&mut view, slug).await.expect("read")
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let (_, rest) = text.split_once(from).expect("its beginning");
    rest.split_once(to).expect("its end").0
}

/// A page with the slashes of its addresses as people write them.
fn plain(page: &Shown) -> String {
    page.text.replace("&#x2f;", "/")
}

async fn upload(browser: &mut Browser, files: &[(&str, &str, &str)]) -> Shown {
    let page = browser.get("/rounds/import").await.text;
    let token = between(&page, "name=\"token\" value=\"", "\"");
    let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n");
    for (field, name, text) in files {
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{text}\r\n"
        ));
    }
    body.push_str("--x--\r\n");
    browser.send("POST", "/rounds/import", "multipart/form-data; boundary=x", body).await
}

#[tokio::test]
async fn the_office_sees_the_survey_before_anybody_answers_and_takes_it_along() {
    for house in houses(&[], features).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        office.get("/rounds/new").await;
        office.post("/rounds/new", &[("title", "Forum 2026")]).await;
        let page = plain(&office.get("/rounds/forum-2026").await);
        assert!(page.contains("/forms/survey-forum-2026/versions/1/preview"), "{page}");
        let preview = office.get("/forms/survey-forum-2026/versions/1/preview").await;
        assert!(preview.status == 200 && preview.text.contains("Ihre Bedarfe"), "{}", preview.text);
        assert_eq!(office.get("/forms/survey-forum-2026").await.status, 200);

        office.get("/rounds/new?copy=forum-2026").await;
        let from = round(&house, "forum-2026").await.expect("there").id.to_string();
        let opened = office.post("/rounds/new", &[("title", "Forum 2027"), ("copy", &from)]).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        let next = round(&house, "forum-2027").await.expect("there");
        assert_eq!(next.survey.as_deref(), Some("survey-forum-2027"), "a form of its own");
        assert_eq!(office.get("/forms/survey-forum-2027").await.status, 200);
        let (_, mut reader) = house.somebody(Role::Reader).await;
        let page = reader.get("/rounds/forum-2026").await;
        assert!(
            page.status == 200 && !plain(&page).contains("/forms/"),
            "who may not open it is not led there"
        );
    }
}

#[tokio::test]
async fn a_round_from_tables_is_shown_before_it_is_taken_over() {
    for house in houses(&[], features).await {
        let (_, mut office) = house.somebody(Role::Office).await;
        let nothing = upload(&mut office, &[("needs", "", "")]).await;
        assert!(
            nothing.status == 422 && nothing.text.contains("Wählen Sie eine Tabelle"),
            "{}",
            nothing.text
        );

        let wrong = "id;ags;organisation;title;description;relevance\nN1;06633005;Calden;Akten;Papier;sehr\n\
                     N1;99999999;Nirgends;Termine;Lange;3\n";
        let refused = upload(&mut office, &[("needs", "Bedarfe <b>2025.csv", wrong)]).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains("3 Fehler, es wurde nichts übernommen"), "{}", refused.text);
        assert!(refused.text.contains("2025.csv:2") && !refused.text.contains("<b>2025"), "{}", refused.text);
        let broken = upload(&mut office, &[("folder", "runde.zip", "kein Archiv")]).await;
        assert!(broken.status == 422 && broken.text.contains("runde.zip"), "{}", broken.text);

        let needs = "id;ags;organisation;title;description;relevance\nN1;06633005;Calden;Akten;Papier im Keller;4\n\
                     N2;;Zweckverband;<script>alert(1)</script>;Warten;2\n";
        let read = upload(&mut office, &[("needs", "bedarfe.csv", needs)]).await;
        assert_eq!(read.status, 303, "{}", read.text);
        let path = read.location.clone();
        let preview = office.get(&path).await;
        assert_eq!(preview.status, 200, "{}", preview.text);
        assert!(preview.text.contains("2 von 2 Kommunen"), "{}", preview.text);
        assert!(preview.text.contains("Zweckverband") && preview.text.contains("ohne Schlüssel"));
        assert!(round(&house, "akten").await.is_none(), "nothing is taken over yet");

        let unnamed = office.post(&path, &[("title", "A"), ("slug", "import")]).await;
        assert_eq!(unnamed.status, 422, "{}", unnamed.text);
        let taken = office.post(&path, &[("title", "Akten"), ("slug", "")]).await;
        assert_eq!((taken.status, taken.location.as_str()), (303, "/rounds/akten"), "{}", taken.text);
        let again = office.post(&path, &[("title", "Akten"), ("slug", "akten-2")]).await;
        assert_eq!(again.status, 404, "taken over once");
        let page = office.get("/rounds/akten/needs").await;
        assert!(page.text.contains("Akten") && !page.text.contains("<script>alert"), "{}", page.text);
        let kept = round(&house, "akten").await.expect("there");
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let needs = list_needs(&mut view, kept.id).await.expect("read");
        assert!(needs.iter().all(|need| need.submission.is_some() && !need.written.is_shared));
        assert!(!kept.is_public);
        drop(view);

        // Another one is thrown away; the address is then gone.
        let read = upload(
            &mut office,
            &[(
                "needs",
                "bedarfe.csv",
                "id;ags;organisation;title;description;relevance\nN1;06633005;Calden;A;B;4\n",
            )],
        )
        .await;
        let path = read.location.clone();
        office.get(&path).await;
        assert_eq!(office.post(&format!("{path}/discard"), &[]).await.status, 303);
        assert_eq!(office.get(&path).await.status, 404);
        let (_, mut reader) = house.somebody(Role::Reader).await;
        assert_eq!(reader.get("/rounds/import").await.status, 403);
    }
}
