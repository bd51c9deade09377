//! The sample round at its stages, read by the office, and a supplier who registers and offers.

use rathaus_forum::import::DemoStage;
use rathaus_people::testing::houses;
use rathaus_web::Role;

use crate::furnishing::{features, furnish};

#[tokio::test]
async fn the_office_reads_areas_matches_offers_and_the_plan() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Areas).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let base = "/rounds/beispielrunde";
        for path in [
            "/plan",
            "/plan/white",
            "/plan/white?format=csv",
            "/plan/choice?format=xlsx",
            "/areas",
            "/areas/antraege",
            "/areas?format=csv&sort=name",
            "/matches",
            "/matches?fit=white&area=antraege",
            "/matches?format=csv",
            "/matches/N001",
            "/offers",
            "/offers?state=asked",
            "/offers?format=xlsx",
            "/offers/O01",
            "/call",
        ] {
            for lang in ["de", "en"] {
                let sign = if path.contains('?') { '&' } else { '?' };
                let page = office.get(&format!("{base}{path}{sign}lang={lang}")).await;
                assert_eq!(page.status, 200, "{path} in {lang}: {}", page.text);
            }
        }
        assert!(office.get(&format!("{base}/matches/N001")).await.text.contains("Papierlose Formulare"));
        assert_eq!(office.get(&format!("{base}/matches/N999")).await.status, 404);
        assert_eq!(office.get(&format!("{base}/offers/O99")).await.status, 404);

        office.get(&format!("{base}/offers/O01")).await;
        let hostile = "<script>alert(1)</script>'; DROP TABLE offer; --";
        let aside = office.post(&format!("{base}/offers/O01/aside"), &[("reason", hostile)]).await;
        assert_eq!(aside.status, 303, "{}", aside.text);
        let page = office.get(&format!("{base}/offers/O01")).await.text;
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>alert"), "{page}");
        let stale = office.get(&format!("{base}/plan?lang=de")).await.text;
        assert!(stale.contains("Seitdem hat sich etwas geändert"));
        assert_eq!(office.post(&format!("{base}/plan"), &[]).await.status, 303);
        let running = office.get(&format!("{base}/plan")).await;
        assert!(running.text.contains("Der Plan wird berechnet"), "{}", running.text);
        house.work().await;
        let fresh = office.get(&format!("{base}/plan")).await.text;
        assert!(fresh.contains("Seitdem hat sich nichts geändert"), "{fresh}");
    }
}

#[tokio::test]
async fn a_supplier_registers_offers_and_sees_only_its_own() {
    for house in houses(&[], features).await {
        furnish(&house, DemoStage::Offers).await;
        let base = "/supply/beispielrunde";
        let mut firm = house.browser();
        assert!(firm.get("/rounds/beispielrunde/call").await.text.contains("Anträge und Formulare"));
        let register = firm.get(base).await;
        assert_eq!(register.status, 200, "{}", register.text);
        assert!(register.text.contains("name=\"token\""), "{}", register.text);
        let wrong = firm.post(&format!("{base}/registration"), &[("firm", ""), ("email", "x")]).await;
        assert_eq!(wrong.status, 422);
        let sent =
            [("firm", "Anker GmbH"), ("website", ""), ("name", "Ada Anker"), ("email", "ada@anker.example")];
        assert_eq!(firm.post(&format!("{base}/registration"), &sent).await.status, 200);
        let mails = house.mails(house.north.id).await;
        let (_, mail) = mails.last().expect("a mail");
        let (_, rest) = mail.split_once("http://localhost").expect("a link");
        let link = rest.split_whitespace().next().expect("a path").to_owned();
        assert_eq!(firm.get(&link).await.status, 200);
        assert_eq!(firm.post(&link, &[]).await.location, base);
        assert_eq!(firm.get(&link).await.status, 410, "once only");

        assert_eq!(firm.get(&format!("{base}/offers/new")).await.status, 200);
        let short = firm.post(&format!("{base}/offers/new"), &[("title", "Akte"), ("do", "submit")]).await;
        assert_eq!(short.status, 422);
        let draft =
            firm.post(&format!("{base}/offers/new"), &[("title", "Aktenanker"), ("do", "draft")]).await;
        assert_eq!(draft.status, 303, "{}", draft.text);
        let page = firm.get(&draft.location).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let (_, office) = house.somebody(Role::Office).await;
        let mut office = office;
        let offers = office.get("/rounds/beispielrunde/offers?q=Aktenanker").await.text;
        assert!(!offers.contains(">Aktenanker<"), "a draft stays with its supplier");
        let whole = [
            ("title", "Aktenanker"),
            ("summary", "Bauakten ohne Papier"),
            ("description", "Die digitale Bauakte für Städte: scannen, ablegen, finden, mit Fristen."),
            ("deployment", "SaaS"),
            ("hosting", "Deutschland"),
            ("edition", "1"),
            ("do", "submit"),
        ];
        let submitted = firm.post(&draft.location, &whole).await;
        assert_eq!(submitted.status, 303, "{}", submitted.text);
        let offers = office.get("/rounds/beispielrunde/offers?q=Aktenanker").await.text;
        assert!(offers.contains(">Aktenanker<"));
        let (_, label) = offers.split_once("rh-muted\">O").expect("its label");
        let at = format!("/rounds/beispielrunde/offers/O{}", label.split('<').next().expect("a label"));
        office.get(&at).await;
        let asked = office.post(&format!("{at}/questions"), &[("question", "Wo laufen die Server?")]).await;
        assert_eq!(asked.status, 303, "{}", asked.text);
        house.work().await;
        let mails = house.mails(house.north.id).await;
        assert!(
            mails
                .iter()
                .any(|(to, mail)| to == "ada@anker.example" && mail.contains("Wo laufen die Server?"))
        );
        let page = firm.get(&draft.location).await.text;
        let (_, question) = page.split_once("name=\"question\" value=\"").expect("a question");
        let question = question.split('"').next().expect("its id").to_owned();
        let answer = [("question", question.as_str()), ("answer", "In Fulda.")];
        assert_eq!(firm.post(&format!("{}/answers", draft.location), &answer).await.status, 303);
        assert!(office.get(&at).await.text.contains("In Fulda."));

        let near = firm.get(&format!("{base}/areas?q=Online-Antrag+Formularserver+Vordruck")).await;
        assert!(near.text.contains("Anträge und Formulare"), "{}", near.text);
        let page = firm.get(&format!("{base}/offers/new")).await.text;
        let (_, token) = page.split_once("name=\"token\" value=\"").expect("a form");
        let token = token.split('"').next().expect("a token");
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"publiccode.yml\"\r\nContent-Type: text/yaml\r\n\r\nname: Medusa\nfarbe: blau\n\r\n--x--\r\n"
        );
        let read =
            firm.send("POST", &format!("{base}/publiccode"), "multipart/form-data; boundary=x", body).await;
        assert_eq!(read.status, 200, "{}", read.text);
        assert!(read.text.contains("value=\"Medusa\"") && read.text.contains("Zeile 2"), "{}", read.text);

        firm.get(&draft.location).await;
        assert_eq!(firm.post(&format!("{}/withdrawal", draft.location), &[]).await.location, base);

        let mut stranger = house.browser();
        assert_ne!(stranger.get(&draft.location).await.status, 200);
        let (_, mut town) = house.somebody(Role::Representative).await;
        assert_ne!(town.get(&draft.location).await.status, 200);
    }
}
