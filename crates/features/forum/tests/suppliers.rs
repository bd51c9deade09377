//! Suppliers are invited and answer, the next best steps in, and a call finds offers for what nobody covers.

use jiff::SignedDuration;
use rathaus_forum::import::DemoStage;
use rathaus_forum::store::decision::list_decisions;
use rathaus_forum::store::offer::list_offers;
use rathaus_forum::store::supplier_invitation::{
    SupplierInvitation, SupplierState, list_supplier_invitations,
};
use rathaus_forum::store::supplier_letter::{LetterKind, list_letters};
use rathaus_people::testing::{House, houses};
use rathaus_store::Id;
use rathaus_web::Role;

use crate::furnishing::{features, furnish};

const BASE: &str = "/rounds/beispielrunde";

async fn invitations(house: &House, round: Id) -> Vec<SupplierInvitation> {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
    list_supplier_invitations(&mut view, round).await.expect("read")
}

fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("a hidden input");
    rest.split('"').next().expect("its value").replace("&#x2f;", "/")
}

/// The path of the personal link in the last mail to an address.
async fn link_of(house: &House, email: &str) -> String {
    let mails = house.mails(house.north.id).await;
    let (_, mail) = mails.iter().rev().find(|(to, _)| to == email).expect("a mail");
    let (_, rest) = mail.split_once("http://localhost/selected/").expect("a link");
    format!("/selected/{}", rest.split_whitespace().next().expect("a secret"))
}

#[tokio::test]
async fn suppliers_answer_and_the_next_best_steps_in() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::Event).await.round;
        let (_, mut office) = house.somebody(Role::Office).await;
        let all = invitations(&house, round).await;
        assert_eq!(all.len(), 8, "seven, and one that stepped in");
        assert!(all.iter().any(|one| one.state == SupplierState::Declined) && all[7].because.is_some());
        let list = office.get(&format!("{BASE}/suppliers")).await;
        assert_eq!(list.status, 200, "{}", list.text);
        let csv = office.get(&format!("{BASE}/suppliers?format=csv&state=declined")).await.text;
        assert!(csv.contains("Messe"), "{csv}");

        // One still thinks: a contact, the mail, the link.
        let open = all.iter().find(|one| one.state == SupplierState::Invited).expect("one thinks");
        let own = format!("{BASE}/suppliers/{}", open.id);
        assert_eq!(office.get(&own).await.status, 200);
        assert_eq!(office.post(&format!("{own}/contacts"), &[("email", "a@b")]).await.status, 422);
        let hostile = "\"><script>alert(1)</script>";
        let added = [("email", "ada@anker.example"), ("name", hostile), ("function", "Chefin")];
        assert_eq!(office.post(&format!("{own}/contacts"), &added).await.status, 303);
        for _ in 0..2 {
            assert_eq!(office.post(&format!("{own}/links"), &[]).await.status, 303);
        }
        // Before the reminder that is due as well.
        let mails = house.mails(house.north.id).await;
        assert_eq!(mails.iter().filter(|(to, _)| to == "ada@anker.example").count(), 1, "once a minute");
        house.work().await;
        let link = link_of(&house, "ada@anker.example").await;
        let mut firm = house.browser();
        let page = firm.get(&link).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains(&open.offer_title) && !page.text.contains("<script>alert"));
        assert_eq!(firm.get("/selected/x").await.status, 410);

        // Wrong contacts are named with what was typed; right ones come along; pressing twice changes nothing.
        let wrong = firm.post(&format!("{link}/acceptance"), &[("email.1", "keine"), ("name.1", "Bo")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("value=\"keine\""), "{}", wrong.text);
        let right = [
            ("email.1", "bo@anker.example"),
            ("name.1", "Bo Boje"),
            ("function.1", "Vertrieb"),
            ("words", ""),
        ];
        for _ in 0..2 {
            assert_eq!(firm.post(&format!("{link}/acceptance"), &right).await.status, 303);
        }
        assert!(office.get(&own).await.text.contains("bo@anker.example"));
        assert!(firm.get(&link).await.text.contains("Sie haben zugesagt"));

        // They change their mind: the place is free, the next best has a reason, one click invites it.
        assert_eq!(firm.post(&format!("{link}/refusal"), &[("reason", "Krankheit")]).await.status, 303);
        let list = office.get(&format!("{BASE}/suppliers")).await.text;
        assert!(list.contains("nächstbeste Angebot") && list.contains("Krankheit"), "{list}");
        let (label, instead) = (hidden(&list, "label"), hidden(&list, "instead_of"));
        assert_eq!(instead, open.id.to_string());
        let next = [("label", label.as_str()), ("instead_of", instead.as_str())];
        for _ in 0..2 {
            assert_eq!(office.post(&format!("{BASE}/suppliers/next"), &next).await.status, 303);
        }
        let after = invitations(&house, round).await;
        assert_eq!(after.len(), 9, "once");
        let newest = after.iter().find(|one| one.instead_of == Some(open.id)).expect("stepped in");
        assert_eq!((newest.offer_label.as_str(), newest.because.is_some()), (label.as_str(), true));
        firm.get(&link).await;
        let late = firm.post(&format!("{link}/acceptance"), &right).await;
        assert_eq!(late.status, 409, "the place is taken");

        // By account, too: another firm's people find nothing.
        let person = house.person(house.north.id, "Nia Neu", &[]).await;
        house.seat(house.north.id, person, newest.organisation, Role::Representative).await;
        let mut account = house.signed_in(house.north.id, person, false).await;
        let by_account = format!("/supply/beispielrunde/invitations/{}", newest.id);
        assert_eq!(account.get(&by_account).await.status, 404, "nothing was sent yet");
        let added = [("email", "nia@neu.example"), ("name", ""), ("function", "")];
        let newest_path = format!("{BASE}/suppliers/{}", newest.id);
        office.post(&format!("{newest_path}/contacts"), &added).await;
        assert_eq!(office.post(&format!("{newest_path}/links"), &[]).await.status, 303);
        assert_eq!(account.get("/supply/beispielrunde/invitations").await.status, 303);
        assert_eq!(account.get(&by_account).await.status, 200);
        let foreign = format!("/supply/beispielrunde/invitations/{}", open.id);
        assert_eq!(account.get(&foreign).await.status, 404);
        assert_eq!(account.post(&format!("{foreign}/refusal"), &[]).await.status, 404);

        // Reminded once before the deadline, over after it.
        house.pass(SignedDuration::from_hours(24 * 8));
        house.work().await;
        house.pass(SignedDuration::from_hours(2));
        house.work().await;
        let mails = house.mails(house.north.id).await;
        let to_nia: Vec<_> = mails.iter().filter(|(to, _)| to == "nia@neu.example").collect();
        assert_eq!(to_nia.len(), 2, "the invitation and one reminder: {to_nia:?}");
        house.pass(SignedDuration::from_hours(24 * 4));
        house.work().await;
        // Sessions are over by then.
        let mut account = house.signed_in(house.north.id, person, false).await;
        let (_, mut office) = house.somebody(Role::Office).await;
        let after = invitations(&house, round).await;
        let ended = after.iter().find(|one| one.id == newest.id).expect("there");
        assert_eq!(ended.state, SupplierState::Expired);
        assert!(account.get(&by_account).await.text.contains("Die Frist ist vorbei"));
        assert_eq!(account.post(&format!("{by_account}/acceptance"), &[]).await.status, 409);

        // The office gives more time, notes an answer, takes one back.
        let page = office.get(&newest_path).await.text;
        let edition = hidden(&page, "edition");
        let past = [("deadline", "2020-01-01"), ("edition", edition.as_str())];
        assert_eq!(office.post(&format!("{newest_path}/deadline"), &past).await.status, 422);
        let later = [("deadline", "2031-01-01"), ("edition", edition.as_str())];
        assert_eq!(office.post(&format!("{newest_path}/deadline"), &later).await.status, 303);
        assert_eq!(
            office.post(&format!("{newest_path}/deadline"), &later).await.status,
            422,
            "an old edition"
        );
        let noted = [("reply", "accepted"), ("note", "am Telefon")];
        assert_eq!(office.post(&format!("{newest_path}/answer"), &noted).await.status, 303);
        let taken = [("reason", "Doppelt eingeladen"), ("mail", "yes")];
        assert_eq!(office.post(&format!("{newest_path}/withdrawal"), &taken).await.status, 303);
        assert_eq!(office.post(&format!("{newest_path}/withdrawal"), &taken).await.status, 409);
        let stop = [("contact", Id::of_name("x").to_string())];
        let stop: Vec<(&str, &str)> = stop.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(office.post(&format!("{newest_path}/stops"), &stop).await.status, 404);

        // Refusals: only by click, once, to those who can be written to, in the office's words, kept in their words.
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let others = list_decisions(&mut view, round).await.expect("read").remove(0).content.others;
        drop(view);
        let unlucky = others
            .iter()
            .find(|one| !after.iter().any(|other| other.organisation == one.organisation))
            .expect("somebody was not chosen");
        let reader = house.person(house.north.id, "Udo Unglück", &[]).await;
        house.seat(house.north.id, reader, unlucky.organisation, Role::Representative).await;
        let words = [
            ("edition", "0"),
            ("refusal_subject", "Leider {runde}"),
            ("refusal_text", "Liebe Leute von {anbieter}, leider nicht."),
            ("days", "7"),
            ("remind_days", "2"),
        ];
        office.get(&format!("{BASE}/suppliers/letter")).await;
        assert_eq!(office.post(&format!("{BASE}/suppliers/letter"), &words).await.status, 303);
        assert_eq!(office.post(&format!("{BASE}/suppliers/letter"), &words).await.status, 422, "old edition");
        let preview = office.get(&format!("{BASE}/suppliers/mailing")).await.text;
        assert!(preview.contains(&format!("Liebe Leute von {}", unlucky.supplier)), "{preview}");
        let (_, part) = preview.split_once("value=\"refusal\"").expect("a button");
        let key = hidden(part, "key");
        for _ in 0..2 {
            let sent = [("group", "refusal"), ("key", key.as_str())];
            assert_eq!(office.post(&format!("{BASE}/suppliers/mailing"), &sent).await.status, 303);
        }
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let letters = list_letters(&mut view, round).await.expect("read");
        drop(view);
        let refusals: Vec<_> = letters.iter().filter(|one| one.kind == LetterKind::Refusal).collect();
        assert_eq!(refusals.len(), 1);
        assert!(refusals[0].words.contains("leider nicht") && refusals[0].mail.is_some());
        for path in ["/letters", "/letters?kind=refusal", "/letters?format=csv", "/letters?format=xlsx"] {
            assert_eq!(office.get(&format!("{BASE}/suppliers{path}")).await.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn a_call_finds_offers_for_what_nobody_covers() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::Selection).await.round;
        let (_, mut office) = house.somebody(Role::Office).await;
        let here = format!("{BASE}/calls");
        assert!(office.get(&here).await.text.contains("Noch kein gezielter Aufruf"));
        let form = office.get(&format!("{here}/new")).await;
        assert_eq!(form.status, 200, "{}", form.text);
        let need = {
            let (_, rest) = form.text.split_once("name=\"need\" value=\"").expect("a white spot");
            rest.split('"').next().expect("a label").to_owned()
        };
        let none = [("title", "Wer kann das?"), ("ends", "2031-01-01")];
        assert_eq!(office.post(&here, &none).await.status, 422);
        let past = [("title", "Wer kann das?"), ("ends", "2020-01-01"), ("need", need.as_str())];
        assert_eq!(office.post(&here, &past).await.status, 422);
        let new =
            [("title", "Wer kann das?"), ("ends", "2031-01-01"), ("need", need.as_str()), ("words", "")];
        let begun = office.post(&here, &new).await;
        assert_eq!(begun.status, 303, "{}", begun.text);
        let at = begun.location;
        let page = office.get(&at).await;
        assert!(page.text.contains("bisher kein passendes Angebot"), "{}", page.text);
        let id = at.rsplit('/').next().expect("an id").to_owned();
        let public = format!("/supply/beispielrunde/calls/{id}");
        assert_eq!(house.browser().get(&public).await.status, 404, "a draft");
        let edited = [
            ("title", "Wer kann das <b>?"),
            ("ends", "2031-01-01"),
            ("need", need.as_str()),
            ("words", "Wir suchen."),
            ("edition", "1"),
        ];
        assert_eq!(office.post(&at, &edited).await.status, 303);
        assert_eq!(office.post(&at, &edited).await.status, 422, "an old edition");

        // The closest supplier has a speaker and is written to.
        let (_, rest) = office
            .get(&at)
            .await
            .text
            .split_once("id=\"near\"")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .expect("near");
        assert!(rest.contains("<table"), "{rest}");
        let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("begins");
        let offers = list_offers(&mut view, round).await.expect("read");
        drop(view);
        let firm = offers.iter().find(|offer| rest.contains(&offer.supplier)).expect("a known supplier");
        let person = house.person(house.north.id, "Suse Such", &[]).await;
        house.seat(house.north.id, person, firm.organisation, Role::Representative).await;
        let chosen = firm.organisation.to_string();
        for _ in 0..2 {
            let sent = office.post(&format!("{at}/publication"), &[("firm", chosen.as_str())]).await;
            assert_eq!(sent.status, 303, "{}", sent.text);
        }
        house.work().await;
        let mails = house.mails(house.north.id).await;
        let told: Vec<_> = mails.iter().filter(|(_, mail)| mail.contains(&public)).collect();
        assert_eq!(told.len(), 1, "{mails:?}");
        let stranger = house.browser().get(&format!("{BASE}/call")).await.text;
        assert!(stranger.contains("Wer kann das &lt;b&gt;?"), "{stranger}");
        assert!(house.browser().get(&public).await.text.contains("Wir suchen."));

        // An offer comes although the time for offers is over, and is marked with the call.
        let mut supplier = house.signed_in(house.north.id, person, false).await;
        let blank = supplier.get(&format!("/supply/beispielrunde/offers/new?call={id}")).await;
        assert_eq!(blank.status, 200, "{}", blank.text);
        let offer = [
            ("call", id.as_str()),
            ("title", "Nagelneu"),
            ("summary", "Genau das, was gesucht wird"),
            ("description", "Unsere Lösung kann genau das, was in diesem Aufruf gesucht wird, und mehr."),
            ("deployment", "SaaS"),
            ("hosting", "Deutschland"),
            ("do", "submit"),
        ];
        let sent = supplier.post("/supply/beispielrunde/offers/new", &offer).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        assert!(office.get(&at).await.text.contains("Nagelneu"));
        assert_eq!(office.post(&format!("{at}/closure"), &[]).await.status, 303);
        assert_eq!(supplier.get("/supply/beispielrunde/offers/new").await.status, 409, "over");
        assert_eq!(office.post(&format!("{at}/publication"), &[]).await.status, 409);
        for path in ["", "?format=csv", "?format=xlsx"] {
            assert_eq!(office.get(&format!("{here}{path}")).await.status, 200);
        }
    }
}

#[tokio::test]
async fn what_suppliers_are_sent_opens_for_them_alone() {
    for house in houses(&[], features).await {
        let round = furnish(&house, DemoStage::Event).await.round;
        let one = invitations(&house, round).await.remove(0);
        let path = format!("/supply/beispielrunde/invitations/{}", one.id);
        for role in Role::ALL {
            let (_, mut browser) = house.somebody(role).await;
            assert_eq!(browser.get(&path).await.status, 404, "{role:?}");
            let list = browser.get("/supply/beispielrunde/invitations").await.status;
            assert_eq!(list, 403, "{role:?}");
        }
        let mut stranger = house.browser();
        assert!(stranger.get(&path).await.location.contains("/sign-in"));
        assert!(stranger.get("/supply/beispielrunde/invitations").await.location.contains("/sign-in"));
        for post in ["/acceptance", "/refusal"] {
            assert_eq!(stranger.post_bare(&format!("/selected/x{post}"), &[]).await.status, 403, "no token");
            let status = stranger.post(&format!("/selected/x{post}"), &[]).await.status;
            assert!(matches!(status, 403 | 410), "{status}");
        }
    }
}
