//! A programme is set up, a panel gives points, money is granted as far as it goes, paid out, proved, and given back in part.

use super::*;
use rathaus_people::testing::houses;
use rathaus_store::Record;
use rathaus_web::Role;

/// Opens a page of a form and sends it.
async fn send(browser: &mut Browser, form: &str, page: &str, fields: &[(&str, &str)]) -> Shown {
    let path = format!("{form}/pages/{page}");
    let shown = browser.get(&path).await;
    assert_eq!(shown.status, 200, "{path}: {} {}", shown.location, shown.text);
    let (edition, sheet) = (value(&shown, "edition"), value(&shown, "sheet"));
    let mut all = vec![("edition", edition.as_str()), ("sheet", sheet.as_str())];
    all.extend(fields);
    browser.post(&path, &all).await
}

async fn score(browser: &mut Browser, number: &str, points: &str) {
    let path = format!("/cases/{number}/score");
    assert_eq!(browser.get(&path).await.status, 200);
    let fields =
        [("p-nutzen", points), ("p-dauer", points), ("p-teilen", points), ("words", "Gut durchdacht.")];
    let kept = browser.post(&path, &fields).await;
    assert_eq!(kept.location, "/cases/scores", "{}", kept.text);
}

/// Proves the use: one expense of so much.
async fn report(browser: &mut Browser, base: &str, amount: &str) {
    let form = format!("{base}/report");
    let begun = browser.get(&form).await;
    assert!(begun.location.is_empty() || begun.location.starts_with(&form), "{}", begun.location);
    let fields = [("f.ergebnis", "Alle melden sich online an."), ("f.erreicht", "ganz"), ("f.gelernt", "")];
    let sent = send(browser, &form, "bericht", &fields).await;
    assert_eq!(sent.location, format!("{form}/pages/ausgaben"), "{}", sent.text);
    let page = browser.get(&sent.location).await;
    let version = value(&page, "f.versicherung");
    let fields = [
        ("g.belege.0.tag", "2026-09-01"),
        ("g.belege.0.an", "Softwarehaus"),
        ("g.belege.0.wofuer", "Programm"),
        ("g.belege.0.betrag", amount),
        ("f.versicherung", version.as_str()),
    ];
    let sent = send(browser, &form, "ausgaben", &fields).await;
    assert_eq!(sent.location, format!("{form}/review"), "{}", sent.text);
    let review = browser.get(&sent.location).await;
    let (draft, edition) = (value(&review, "draft"), value(&review, "edition"));
    let done = browser.post(&sent.location, &[("draft", &draft), ("edition", &edition)]).await;
    assert_eq!(done.location, format!("{form}/done"), "{}", done.text);
}

#[tokio::test]
async fn from_the_budget_to_what_is_given_back() {
    for house in houses(&[], features).await {
        let mut begun = change(&house, house.north.id).await;
        let (turn, link) = applied(&mut begun, 0, "Turnverein").await;
        let (music, _) = applied(&mut begun, 1, "Musikzug").await;
        let (archive, _) = applied(&mut begun, 2, "Heimatverein").await;
        begun.commit(Record::new("case.opened", turn.id)).await.expect("kept");
        let (_, mut rita) = house.somebody(Role::Office).await;
        let (_, mut otto) = house.somebody(Role::Administrator).await;
        let (_, mut jurek) = house.somebody(Role::Reviewer).await;

        // The money of the year: enough for two of three.
        assert!(says(&rita.get("/cases/grants").await, "Für dieses Jahr ist noch kein Geld eingetragen"));
        assert!(
            says(&rita.get(PATH).await, "Geld reicht nicht") || says(&rita.get(PATH).await, "Punkte fehlen")
        );
        let wrong = rita.post(&format!("{PATH}/budget"), &[("year", "2026"), ("budget", "viel")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        let kept = rita.post(&format!("{PATH}/budget"), &[("year", "2026"), ("budget", "6000")]).await;
        assert_eq!(kept.location, format!("{PATH}?year=2026"), "{}", kept.text);

        // Who is biased gives no points; who gives some of them only is told what is missing.
        let missing = jurek.get("/cases/scores").await;
        assert!(says(&missing, "Zu 3 Bewerbungen fehlen Ihre Punkte"), "{}", missing.text);
        let path = format!("/cases/{}/score", turn.number);
        assert_eq!(jurek.get(&path).await.status, 200);
        assert_eq!(jurek.post(&path, &[("p-nutzen", "8"), ("words", "")]).await.status, 422);
        assert_eq!(
            jurek
                .post(&path, &[("p-nutzen", "11"), ("p-dauer", "1"), ("p-teilen", "1"), ("words", "")])
                .await
                .status,
            422
        );
        assert_eq!(
            jurek.get(&format!("/cases/{}", turn.number)).await.status,
            403,
            "the panel sees its sheet alone"
        );
        for (case, points) in [(&turn, "8"), (&music, "9"), (&archive, "5")] {
            score(&mut jurek, &case.number, points).await;
            score(&mut rita, &case.number, points).await;
        }
        let path = format!("/cases/{}/score", music.number);
        assert_eq!(otto.get(&path).await.status, 200);
        let biased = otto.post(&path, &[("biased", "yes"), ("words", "Mitglied")]).await;
        assert_eq!(biased.location, "/cases/scores", "{}", biased.text);
        let page = rita.get(PATH).await;
        let order: Vec<usize> = [&music, &turn, &archive]
            .iter()
            .map(|case| page.text.find(&case.number).expect("ranked"))
            .collect();
        assert!(order.is_sorted(), "the better comes first");
        assert!(says(&page, "9,00") && says(&page, "Geld reicht nicht"), "{}", page.text);
        let file = rita.get(&format!("{PATH}?format=csv")).await;
        assert!(file.text.contains(&music.number) && file.text.contains("Platz"), "{}", file.text);

        // Both for whom there is money are proposed at once; nobody agrees to their own proposal.
        let proposed =
            rita.post(&format!("{PATH}/proposals"), &[("year", "2026"), ("conditions", "Nur dafür.")]).await;
        assert_eq!(proposed.location, format!("{PATH}?year=2026"), "{}", proposed.text);
        assert!(says(&rita.get(PATH).await, "2 Vorschläge von Ihnen"));
        rita.post(&format!("{PATH}/approvals"), &[]).await;
        assert!(says(&rita.get(PATH).await, "2 Vorschläge von Ihnen"));
        assert!(says(&otto.get(PATH).await, "2 Vorschläge warten auf Ihre Freigabe"));
        assert_eq!(otto.post(&format!("{PATH}/approvals"), &[]).await.location, PATH);
        let page = otto.get(PATH).await;
        assert!(says(&page, "5.200,00 €") && says(&page, "800,00 €"), "{}", page.text);

        // The budget cannot fall below what is granted, and what is left is not enough for the third.
        let low = rita.post(&format!("{PATH}/budget"), &[("year", "2026"), ("budget", "5199")]).await;
        assert!(low.status == 422 && says(&low, "ist schon mehr bewilligt"), "{}", low.text);
        let open = rita.get(&format!("/cases/{}", archive.number)).await;
        let seen = value(&open, "seen");
        let fields = [
            ("seen", seen.as_str()),
            ("do", "approve"),
            ("reasons", ""),
            ("conditions", ""),
            ("award", "1000"),
            ("award-year", "2026"),
        ];
        let one = rita.post(&format!("/cases/{}/events", archive.number), &fields).await;
        assert_eq!(one.location, format!("/cases/{}", archive.number), "{}", one.text);
        let page = otto.get(&one.location).await;
        let (seen, decision) = (value(&page, "seen"), value(&page, "decision"));
        let fields = [("seen", seen.as_str()), ("do", "decide"), ("decision", decision.as_str())];
        let spent = otto.post(&format!("/cases/{}/events", archive.number), &fields).await;
        assert!(spent.status == 409 && says(&spent, "reicht nicht"), "{}", spent.text);

        // 80 percent are paid out at once, the rest after the proof.
        let number = turn.number.as_str();
        let released = act(&mut rita, number, &[("do", "release")]).await;
        assert_eq!(released.location, format!("/cases/{number}"), "{}", released.text);
        let early = act(&mut rita, number, &[("do", "release")]).await;
        assert!(early.status == 409 && says(&early, "Der Verwendungsnachweis fehlt"), "{}", early.text);
        let money = rita.get("/money?state=out").await;
        assert!(says(&money, "2.560,00 €"), "{}", money.text);

        // The association sees it and proves the use on its own page: costs were lower.
        let mut verein = house.browser();
        let page = verein.get(&link).await;
        assert!(
            says(&page, "3.200,00 €") && says(&page, "2.560,00 €") && says(&page, "Verwendung nachweisen"),
            "{}",
            page.text
        );
        report(&mut verein, &link, "3000").await;
        assert!(says(&verein.get(&link).await, "Ihr Nachweis ist da"));
        let page = rita.get(&format!("/cases/{number}")).await;
        assert!(says(&page, "Der Nachweis nennt 3.000,00 €"), "{}", page.text);

        // 80 percent of 3,000 are 2,400; 160 go back, with five points above the base rate from the day after.
        house.pass(jiff::SignedDuration::from_hours(24 * 100));
        let (_, mut rita) = house.somebody(Role::Office).await;
        let (_, mut otto) = house.somebody(Role::Administrator).await;
        let fields = [
            ("do", "settle"),
            ("accepted", "3000"),
            ("settle-reasons", "Weniger Kosten."),
            ("rates", "gestern 1,27"),
        ];
        let wrong = act(&mut rita, number, &fields).await;
        assert!(wrong.status == 422 && says(&wrong, "je Zeile einen Tag"), "{}", wrong.text);
        let late = [
            ("do", "settle"),
            ("accepted", "3000"),
            ("settle-reasons", "Weniger Kosten."),
            ("rates", "2026-07-01 1,27"),
        ];
        let wrong = act(&mut rita, number, &late).await;
        assert!(wrong.status == 409 && says(&wrong, "fehlt der Basiszinssatz"), "{}", wrong.text);
        let fields = [
            ("do", "settle"),
            ("accepted", "3000"),
            ("settle-reasons", "Weniger Kosten."),
            ("rates", "2026-01-01 1,27"),
        ];
        let settled = act(&mut rita, number, &fields).await;
        assert_eq!(settled.location, format!("/cases/{number}"), "{}", settled.text);
        let own = rita.get(&format!("/cases/{number}")).await;
        assert!(says(&own, "2.400,00 €") && says(&own, "160,00 €"), "{}", own.text);
        let page = otto.get(&format!("/cases/{number}")).await;
        let decision = value(&page, "decision");
        // Not by the same person.
        let same = act(&mut rita, number, &[("do", "revise-decide"), ("decision", &decision)]).await;
        assert_eq!(same.status, 409, "{}", same.text);
        let agreed = act(&mut otto, number, &[("do", "revise-decide"), ("decision", &decision)]).await;
        assert_eq!(agreed.location, format!("/cases/{number}"), "{}", agreed.text);

        // The budget has the rest again; the association sees what to pay back: 160 € and 99 days of 6.27 %.
        let page = rita.get(PATH).await;
        assert!(says(&page, "4.400,00 €") && says(&page, "1.600,00 €"), "{}", page.text);
        let money = rita.get(&format!("/money?state=all&q={number}")).await;
        assert!(says(&money, "162,72 €"), "{}", money.text);
        let again = act(&mut rita, number, &[("do", "release")]).await;
        assert!(again.status == 409 && says(&again, "nichts mehr auszuzahlen"), "{}", again.text);
        let closed = {
            let page = rita.get(&format!("/cases/{number}")).await;
            assert!(!says(&page, "id=\"broken\""));
            let seen = value(&page, "seen");
            rita.post(&format!("/cases/{number}/events"), &[("seen", &seen), ("do", "close")]).await
        };
        assert_eq!(closed.location, format!("/cases/{number}"), "{}", closed.text);
        house.work().await;
        let texts = house.mails(house.north.id).await;
        for words in ["ist entschieden", "zur Zahlung freigegeben", "Verwendungsnachweis", "neu entschieden"]
        {
            assert!(texts.iter().any(|(_, text)| text.contains(words)), "no mail says {words}");
        }
        is_deleted_when_its_time_is_over(&house, &turn, &link).await;
    }
}

/// Ten years after it was closed the case is gone, with its answers, its link and its proof; another is still there.
async fn is_deleted_when_its_time_is_over(house: &House, case: &Case, link: &str) {
    use rathaus_procedure::store::{find_case, find_submission};
    let day = jiff::SignedDuration::from_hours(24);
    house.pass(day * (365 * 10));
    house.work().await;
    let scope = house.scratch.store.tenant(house.north.id);
    let mut view = scope.read().await.expect("a view");
    let last = find_case(&mut view, case.id).await.expect("read").expect("ten years are not over yet");
    assert!(find_submission(&mut view, last.submission).await.expect("read").is_some());
    drop(view);
    house.pass(day * 5);
    house.work().await;
    let mut view = scope.read().await.expect("a view");
    assert_eq!(find_case(&mut view, case.id).await.expect("read"), None);
    for submission in [last.submission, last.reports[0].submission] {
        assert!(find_submission(&mut view, submission).await.expect("read").is_none());
    }
    let left = rathaus_procedure::store::case_list::count_cases(&mut view, &Default::default()).await;
    assert_eq!(left.expect("read"), 2, "the others are not closed");
    assert_ne!(house.browser().get(link).await.status, 200);
}

#[tokio::test]
async fn one_applies_while_the_call_is_open() {
    for house in houses(&[], features).await {
        let mut begun = change(&house, house.north.id).await;
        programme(&mut begun).await;
        begun.commit(Record::new("case.opened", "x")).await.expect("kept");
        let (_, mut rita) = house.somebody(Role::Office).await;
        assert_eq!(rita.get(PATH).await.status, 200);
        let call = |opens: &'static str, closes: &'static str| [("opens", opens), ("closes", closes)];
        let wrong = rita.post(&format!("{PATH}/call"), &call("2026-07-02", "2026-07-01")).await;
        assert!(wrong.status == 422 && says(&wrong, "Das Ende liegt vor dem Beginn"), "{}", wrong.text);
        rita.post(&format!("{PATH}/call"), &call("2026-06-02", "2026-06-03")).await;
        let service = format!("/services/{SLUG}");
        let mut verein = house.browser();
        assert!(says(&verein.get(&service).await, "Bewerben kann man sich ab"));
        // A form from before stands open in another window.
        assert_eq!(verein.get("/sign-in").await.status, 200);
        let early = verein.post(&format!("{service}/applications"), &[]).await;
        assert_eq!(early.status, 409, "{}", early.text);
        house.pass(jiff::SignedDuration::from_hours(24));
        assert!(says(&verein.get(&service).await, "Bewerben kann man sich bis"));
        let begun = verein.post(&format!("{service}/applications"), &[]).await;
        assert!(begun.location.starts_with("/applications/"), "{}", begun.text);
        assert_eq!(verein.get(&format!("{}/pages/verein", begun.location)).await.status, 200);
        house.pass(jiff::SignedDuration::from_hours(48));
        let late = verein.get(&format!("{}/pages/verein", begun.location)).await;
        assert_ne!(late.status, 200, "what was begun cannot be handed in after the last day");
    }
}

/// Proposes to grant so much.
pub(crate) async fn proposed(rita: &mut Browser, number: &str, euros: &str) {
    let page = rita.get(&format!("/cases/{number}")).await;
    let seen = value(&page, "seen");
    let fields = [
        ("seen", seen.as_str()),
        ("do", "approve"),
        ("reasons", ""),
        ("conditions", ""),
        ("award", euros),
        ("award-year", "2026"),
    ];
    let proposed = rita.post(&format!("/cases/{number}/events"), &fields).await;
    assert_eq!(proposed.location, format!("/cases/{number}"), "{}", proposed.text);
}

#[tokio::test]
async fn agreeing_to_many_says_where_the_money_ended() {
    for house in houses(&[], features).await {
        let mut begun = change(&house, house.north.id).await;
        let (turn, _) = applied(&mut begun, 0, "Turnverein").await;
        let (music, _) = applied(&mut begun, 1, "Musikzug").await;
        begun.commit(Record::new("case.opened", turn.id)).await.expect("kept");
        let (_, mut rita) = house.somebody(Role::Office).await;
        let (_, mut otto) = house.somebody(Role::Administrator).await;
        assert_eq!(rita.get(PATH).await.status, 200);
        let budget = |euros: &'static str| [("year", "2026"), ("budget", euros)];
        rita.post(&format!("{PATH}/budget"), &budget("3000")).await;
        proposed(&mut rita, &turn.number, "1000").await;
        proposed(&mut rita, &music.number, "1000").await;
        rita.post(&format!("{PATH}/budget"), &budget("1500")).await;
        assert_eq!(otto.get(PATH).await.status, 200);
        otto.post(&format!("{PATH}/approvals"), &[]).await;
        let page = otto.get(PATH).await;
        assert!(says(&page, "hat nicht für alle Vorschläge gereicht"), "{}", page.text);
        assert!(says(&page, "Ein Vorschlag wartet auf Ihre Freigabe"), "{}", page.text);
        otto.post(&format!("{PATH}/approvals"), &[]).await;
        assert!(says(&otto.get(PATH).await, "Es wurde nichts bewilligt"));
    }
}

#[tokio::test]
async fn what_is_granted_later_is_paid_out_too() {
    for house in houses(&[], features).await {
        let mut begun = change(&house, house.north.id).await;
        let (turn, _) = applied(&mut begun, 0, "Turnverein").await;
        begun.commit(Record::new("case.opened", turn.id)).await.expect("kept");
        let (_, mut rita) = house.somebody(Role::Office).await;
        let (_, mut otto) = house.somebody(Role::Administrator).await;
        let (_, mut jurek) = house.somebody(Role::Reviewer).await;
        let sheet = jurek.get(&format!("/cases/{}/score", turn.number)).await;
        assert!(says(&sheet, "Anmeldung und Beiträge online"), "{}", sheet.text);
        for hidden in ["DE02", "verein@beispiel.example", "Vera Vorsitz"] {
            assert!(!says(&sheet, hidden), "the panel needs no {hidden}");
        }
        assert_eq!(rita.get(PATH).await.status, 200);
        rita.post(&format!("{PATH}/budget"), &[("year", "2026"), ("budget", "6000")]).await;
        let number = turn.number.as_str();
        proposed(&mut rita, number, "1000").await;
        assert_eq!(otto.get(PATH).await.status, 200);
        assert_eq!(otto.post(&format!("{PATH}/approvals"), &[]).await.location, PATH);
        assert_eq!(act(&mut rita, number, &[("do", "release")]).await.status, 303);
        // Nobody has to prove it: the rest is paid at once.
        let task = value(&rita.get(&format!("/cases/{number}")).await, "task");
        let seen = value(&rita.get(&format!("/cases/{number}")).await, "seen");
        let waived =
            [("seen", seen.as_str()), ("do", "drop"), ("task", task.as_str()), ("words", "Erlassen.")];
        assert_eq!(rita.post(&format!("/cases/{number}/events"), &waived).await.status, 303);
        assert_eq!(act(&mut rita, number, &[("do", "release")]).await.status, 303);
        let none = act(&mut rita, number, &[("do", "release")]).await;
        assert!(says(&none, "nichts mehr auszuzahlen"), "{}", none.text);
        // More is granted after all was released: it is one more part.
        let more = [
            ("do", "revise"),
            ("revised", "1500"),
            ("report-due", ""),
            ("revise-reasons", "Teurer geworden."),
        ];
        assert_eq!(act(&mut rita, number, &more).await.status, 303);
        let decision = value(&otto.get(&format!("/cases/{number}")).await, "decision");
        let agreed = act(&mut otto, number, &[("do", "revise-decide"), ("decision", &decision)]).await;
        assert_eq!(agreed.status, 303, "{}", agreed.text);
        let page = rita.get(&format!("/cases/{number}")).await;
        assert!(says(&page, "500,00 € zur Zahlung freigeben"), "{}", page.text);
        assert_eq!(act(&mut rita, number, &[("do", "release")]).await.status, 303);
        let money = rita.get("/money?state=out").await;
        for part in ["800,00 €", "200,00 €", "500,00 €"] {
            assert!(says(&money, part), "{part}: {}", money.text);
        }
    }
}
