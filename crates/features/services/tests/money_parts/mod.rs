//! What tests of the money stand on: applications with their claims, an account, statements of a bank.

use jiff::civil::Date;
use rathaus_people::testing::House;
use rathaus_procedure::Answers;
use rathaus_procedure::case::{Case, CaseEvent};
use rathaus_procedure::handling::{Deadline, DeadlineUnit, OnCorrection, OnExpiry};
use rathaus_procedure::store::{Recorded, find_case_by_number, record};
use rathaus_services::sample::{Who, apply, propose};
use rathaus_services::store::application::{find_application, issue_link};
use rathaus_services::store::catalogue::{Service, find_service, set_public};
use rathaus_services::{money, pages};
use rathaus_store::{Actor, Change, Id, Record, TenantId};
use rathaus_web::testing::{Browser, Shown};
use rathaus_web::{Feature, Role};

pub const IBAN: &str = "DE89370400440532013000";

pub fn features() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_services::feature()]
}

/// The value of the first input of a name.
pub fn value(page: &Shown, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&mark).unwrap_or_else(|| panic!("{name} in {}", page.text));
    rest.split('"').next().expect("a value").to_owned()
}

/// The first link that begins like this.
pub fn link(page: &Shown, begins: &str) -> String {
    let text = plain(page);
    let mark = format!("href=\"{begins}");
    let (_, rest) = text.split_once(&mark).unwrap_or_else(|| panic!("{begins} in {text}"));
    format!("{begins}{}", rest.split('"').next().expect("an end"))
}

/// A page with its addresses as they are.
pub fn plain(page: &Shown) -> String {
    page.text.replace("&#x2f;", "/")
}

pub async fn change(house: &House, tenant: TenantId) -> Change {
    let scope = house.scratch.store.tenant(tenant);
    scope.change(Actor::Program("test"), house.now()).await.expect("begins")
}

/// An application for the dog tax (72 euros); gives its case and the path of its link. Where it is `urgent`, it counts as granted
/// when nobody decides in three weeks.
pub async fn applied(change: &mut Change, name: &str, urgent: bool, person: Option<Id>) -> (Case, String) {
    let slug = if urgent { "hund-eilig" } else { "hund-anmelden" };
    let service = match find_service(change, slug).await.expect("read") {
        Some(service) => service,
        None => {
            let shipped = rathaus_services::examples::shipped().expect("examples");
            let mut example =
                shipped.into_iter().find(|example| example.slug == "hund-anmelden").expect("dogs");
            example.slug = slug.to_owned();
            if let (true, Some(handling)) = (urgent, example.form.handling.as_mut()) {
                handling.deadline = Some(Deadline {
                    basis: "§ 42a VwVfG".to_owned(),
                    count: 3,
                    unit: DeadlineUnit::Weeks,
                    correction: OnCorrection::Pause,
                    on_expiry: OnExpiry::Approve,
                });
            }
            let service = pages::office::adopt(change, &example, "Test").await.expect("taken");
            set_public(change, service.id, true).await.expect("public");
            service
        }
    };
    let answers = serde_json::from_str(include_str!("../../examples/dog.answers.json")).expect("answers");
    handed_in(change, &service, &answers, Who { name, email: "", person }).await
}

/// An application with these answers: its case and the path of its link.
pub async fn handed_in(
    change: &mut Change,
    service: &Service,
    answers: &Answers,
    who: Who<'_>,
) -> (Case, String) {
    let (id, case) = apply(change, service, answers, who).await.expect("applied");
    let application = find_application(change, id).await.expect("read").expect("there");
    (case, issue_link(change, &application).await.expect("a link"))
}

/// One that somebody proposed to approve.
pub async fn proposed(change: &mut Change, name: &str) -> (Case, String) {
    proposed_by(change, name, None).await
}

/// One of a person who was signed in.
pub async fn proposed_by(change: &mut Change, name: &str, person: Option<Id>) -> (Case, String) {
    let (case, path) = applied(change, name, false, person).await;
    (propose(change, &case, "Passt.").await.expect("proposed"), path)
}

/// Decides what was proposed, as a second person, with its claim.
pub async fn decided(house: &House, number: &str) -> Case {
    let scope = house.scratch.store.tenant(house.north.id);
    let mut change = scope.change(Actor::Program("second"), house.now()).await.expect("begins");
    let case = find_case_by_number(&mut change, number).await.expect("read").expect("a case");
    let decision = case.proposal.as_ref().expect("proposed").decision;
    let effective: Date = "2026-06-01".parse().expect("a day");
    let event = CaseEvent::Decided { decision, effective };
    let kept = record(&mut change, case.id, None, vec![event]).await.expect("written");
    let Recorded::Kept(case) = kept else { panic!("{kept:?}") };
    let with = money::raise_for(&mut change, &case).await.expect("raised").expect("a claim");
    assert_eq!(money::raise_for(&mut change, &with).await.expect("asked"), None, "one claim, however often");
    change.commit(Record::new("case.event", case.id)).await.expect("kept");
    with
}

/// An approved application with its claim: the number of its case and the path of its link.
pub async fn granted(house: &House, name: &str) -> (String, String) {
    let mut change = change(house, house.north.id).await;
    let (case, path) = proposed(&mut change, name).await;
    change.commit(Record::new("case.opened", case.id)).await.expect("kept");
    decided(house, &case.number).await;
    (case.number, path)
}

/// Somebody of the office who has entered the account.
pub async fn treasurer(house: &House) -> Browser {
    let (_, mut rita) = house.somebody(Role::Office).await;
    assert_eq!(rita.get("/money/account").await.status, 200);
    let saved = rita.post("/money/account", &account(IBAN)).await;
    assert_eq!(saved.location, "/money", "{}", saved.text);
    rita
}

pub fn account(iban: &str) -> Vec<(&str, &str)> {
    vec![
        ("owner", "Stadt Hofgeismar"),
        ("iban", iban),
        ("bic", ""),
        ("creditor", ""),
        ("term", "30"),
        ("first", "7"),
        ("next", "14"),
    ]
}

/// A booking of a statement.
#[derive(Clone, Copy, Default)]
pub struct Entry<'a> {
    pub day: u32,
    pub cents: i64,
    pub name: &'a str,
    pub account: &'a str,
    pub text: &'a str,
    pub end_to_end: &'a str,
    pub bank: &'a str,
    pub is_return: bool,
}

pub fn amount(cents: i64) -> String {
    let way = if cents < 0 { "DBIT" } else { "CRDT" };
    let cents = cents.abs();
    format!("<Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>{way}</CdtDbtInd>", cents / 100, cents % 100)
}

pub fn balance(kind: &str, cents: i64, day: u32) -> String {
    let amount = amount(cents);
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount}<Dt><Dt>2026-06-{day:02}</Dt></Dt></Bal>"
    )
}

/// A statement of June 2026 that adds up, as camt.053.001.02 or .08.
pub fn camt(version: &str, opening: i64, days: (u32, u32), entries: &[Entry<'_>]) -> String {
    let is_new = version == "08";
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}\">\n<BkToCstmrStmt>\n\
         <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-06-30T06:00:00Z</CreDtTm></GrpHdr>\n<Stmt><Id>S</Id>\
         <CreDtTm>2026-06-30T06:00:00Z</CreDtTm><Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>\n{}{}\n",
        balance("PRCD", opening, days.0),
        balance("CLBD", opening + entries.iter().map(|entry| entry.cents).sum::<i64>(), days.1),
    );
    for entry in entries {
        let tag = |name: &str, inside: &str| {
            if inside.is_empty() { String::new() } else { format!("<{name}>{inside}</{name}>") }
        };
        let status = if is_new { "<Sts><Cd>BOOK</Cd></Sts>" } else { "<Sts>BOOK</Sts>" };
        let name = tag("Nm", entry.name);
        let name = if is_new { tag("Pty", &name) } else { name };
        let side = if entry.cents < 0 { "Cdtr" } else { "Dbtr" };
        let party = tag(side, &name) + &tag(&format!("{side}Acct"), &tag("Id", &tag("IBAN", entry.account)));
        text += &format!(
            "<Ntry>{}{status}<BookgDt><Dt>2026-06-{:02}</Dt></BookgDt>{}<NtryDtls><TxDtls>{}{}{}{}</TxDtls></NtryDtls></Ntry>\n",
            amount(entry.cents),
            entry.day,
            tag("AcctSvcrRef", entry.bank),
            tag("Refs", &tag("EndToEndId", entry.end_to_end)),
            tag("RltdPties", &party),
            tag("RmtInf", &tag("Ustrd", entry.text)),
            if entry.is_return { "<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>" } else { "" },
        );
    }
    text + "</Stmt>\n</BkToCstmrStmt>\n</Document>\n"
}

/// Sends a file.
pub async fn upload(browser: &mut Browser, bytes: &[u8]) -> Shown {
    let page = browser.get("/money/statements").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let token = value(&page, "token");
    let mut body =
        format!("--X\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n").into_bytes();
    body.extend(
        b"--X\r\ncontent-disposition: form-data; name=\"file\"; filename=\"auszug.xml\"\r\ncontent-type: text/xml\r\n\r\n",
    );
    body.extend_from_slice(bytes);
    body.extend(b"\r\n--X--\r\n");
    browser.send("POST", "/money/statements", "multipart/form-data; boundary=X", body).await
}

/// Sends a statement and takes it over; gives its path.
pub async fn take(browser: &mut Browser, text: &str) -> String {
    let sent = upload(browser, text.as_bytes()).await;
    assert!(sent.location.starts_with("/money/statements/"), "{} {}", sent.status, sent.text);
    let preview = browser.get(&sent.location).await;
    assert_eq!(preview.status, 200, "{}", preview.text);
    let taken = browser.post(&format!("{}/booking", sent.location), &[]).await;
    assert_eq!(taken.location, sent.location, "{} {}", taken.status, taken.text);
    sent.location
}

/// The reference of a case's claim, as it stands in files.
pub fn reference(number: &str) -> String {
    let body: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
    rathaus_payment::Reference::new(&body).expect("a reference").as_str().to_owned()
}

/// The path of a case's claim.
pub async fn claim(browser: &mut Browser, number: &str) -> String {
    let list = browser.get(&format!("/money?state=all&q={number}")).await;
    link(&list, "/money/claims/")
}

/// An act of the office on a case.
pub async fn act(browser: &mut Browser, number: &str, fields: &[(&str, &str)]) -> Shown {
    act_at(browser, number, "events", fields).await
}

/// An act of the office on a part of a case.
pub async fn act_at(browser: &mut Browser, number: &str, part: &str, fields: &[(&str, &str)]) -> Shown {
    let page = browser.get(&format!("/cases/{number}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let seen = value(&page, "seen");
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    browser.post(&format!("/cases/{number}/{part}"), &all).await
}

/// A second person of the office.
pub async fn second(house: &House) -> Browser {
    let otto = house.person(house.north.id, "Otto Zweit", &[Role::Office]).await;
    house.signed_in(house.north.id, otto, true).await
}

/// The case as it is now.
pub async fn latest(house: &House, number: &str) -> Case {
    let mut view = house.scratch.store.tenant(house.north.id).read().await.expect("a view");
    find_case_by_number(&mut view, number).await.expect("read").expect("a case")
}

/// An example that was taken over and published.
pub async fn example(change: &mut Change, slug: &str) -> Service {
    if let Some(service) = find_service(change, slug).await.expect("read") {
        return service;
    }
    let shipped = rathaus_services::examples::shipped().expect("examples");
    let example = shipped.into_iter().find(|example| example.slug == slug).expect("an example");
    let service = pages::office::adopt(change, &example, "Test").await.expect("taken");
    set_public(change, service.id, true).await.expect("public");
    service
}

/// Does every task of a case.
pub async fn check_all(house: &House, browser: &mut Browser, number: &str) {
    for task in latest(house, number).await.open_tasks() {
        let id = task.id.to_string();
        let done = [("do", "done"), ("task", id.as_str()), ("outcome", "good"), ("words", "")];
        assert_eq!(act(browser, number, &done).await.status, 303);
    }
}
