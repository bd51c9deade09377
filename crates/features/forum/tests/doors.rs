//! Who may do what in the forum, as one table of all its addresses: held against the program, and against the table that
//! people read in README.md.
//!
//! A route that is missing here fails. After a change of the table, `RATHAUS_WRITE=1` writes that of the README anew.

use std::collections::BTreeSet;

use rathaus_forum::import::{DemoStage, demo};
use rathaus_forum::input::archive::pack;
use rathaus_forum::model::outcome::{OutcomeKind, Side};
use rathaus_forum::model::project::ProjectState;
use rathaus_forum::sample;
use rathaus_forum::store::invitation::list_invitations;
use rathaus_forum::store::jury::declaration::{Origin, declare};
use rathaus_forum::store::jury::juror::{NewJuror, insert_juror, mark_declared};
use rathaus_forum::store::jury::review::insert_task;
use rathaus_forum::store::offer::file::insert_file;
use rathaus_forum::store::offer::{find_offer_by_label, insert_draft, list_offers};
use rathaus_forum::store::outcome::{Pair, Said, save_outcome};
use rathaus_forum::store::project::{ProjectText, file, insert_project, set_state};
use rathaus_people::organisation::{self, NewOrganisation, OrganisationKind, ensure_municipality};
use rathaus_store::files::Place;
use rathaus_store::{Actor, Change, Files, Id, Record};
use rathaus_web::testing::{Browser, Door, complaints, house, north, routes_of};
use rathaus_web::uploads::{Allowed, check_upload};
use rathaus_web::{Feature, Role, Upload};

/// Whom a door opens for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Strangers, too; of a round that is not public only those who work on it and those who take part.
    Everybody,
    /// Whoever is signed in.
    Signed,
    /// The office, administrators and readers.
    Readers,
    /// The office and administrators.
    Office,
    /// Who holds the link that stands in the address.
    Link,
    /// Who speaks for the town or county that stands in the address.
    Body,
    /// Who speaks for the supplier whose offer it is.
    Supplier,
    /// Who has a seat in the jury; of an offer, who has it to judge.
    Juror,
    /// Who speaks for a town or county.
    Town,
    /// The office, administrators, and who speaks for a town or county; of a project, for that whose it is.
    OfficeTown,
    /// The office, administrators, readers, and who speaks for a town or county where its body shares it.
    ReadersTown,
}
use Who::{Body, Everybody, Juror, Link, Office, OfficeTown, Readers, ReadersTown, Signed, Supplier, Town};

impl Who {
    /// The word in the README.
    fn word(self) -> &'static str {
        match self {
            Everybody => "everybody",
            Signed => "whoever is signed in",
            Readers => "office, readers",
            Office => "office",
            Link => "holder of the link",
            Body => "speaker of the body",
            Supplier => "speaker of the supplier",
            Juror => "juror",
            Town => "speaker of a town",
            OfficeTown => "office, speaker of a town",
            ReadersTown => "office, readers, speaker of a town",
        }
    }

    /// The roles, where roles decide; none where it takes a seat that no role brings along.
    fn roles(self) -> Option<&'static [Role]> {
        match self {
            Signed => Some(&Role::ALL),
            Readers | ReadersTown => Some(&[Role::Office, Role::Administrator, Role::Reader]),
            Office | OfficeTown => Some(&[Role::Office, Role::Administrator]),
            Town => Some(&[]),
            Juror => Some(&[Role::Reviewer]),
            Everybody | Link | Body | Supplier => None,
        }
    }
}

/// An address, who may open it, and who may send to it.
type Row = (&'static str, Option<Who>, Option<Who>);

const ROUNDS: &[Row] = &[
    ("/rounds", Some(Everybody), None),
    ("/rounds/new", Some(Office), Some(Office)),
    ("/rounds/import", Some(Office), Some(Office)),
    ("/rounds/import/{file}", Some(Office), Some(Office)),
    ("/rounds/import/{file}/discard", None, Some(Office)),
    ("/rounds/{slug}", Some(Everybody), None),
    ("/rounds/{slug}/edit", Some(Office), Some(Office)),
    ("/rounds/{slug}/response", Some(Readers), None),
];

const INVITATIONS: &[Row] = &[
    ("/rounds/{slug}/invitations", Some(Readers), None),
    ("/rounds/{slug}/invitations/choose", Some(Office), Some(Office)),
    ("/rounds/{slug}/invitations/contacts", Some(Office), Some(Office)),
    ("/rounds/{slug}/invitations/contacts/taken", None, Some(Office)),
    ("/rounds/{slug}/invitations/mailing", Some(Office), Some(Office)),
    ("/rounds/{slug}/invitations/letter", Some(Office), Some(Office)),
    ("/rounds/{slug}/invitations/{id}", Some(Readers), None),
    ("/rounds/{slug}/invitations/{id}/contacts", None, Some(Office)),
    ("/rounds/{slug}/invitations/{id}/links", None, Some(Office)),
    ("/rounds/{slug}/invitations/{id}/stops", None, Some(Office)),
    ("/rounds/{slug}/invitations/{id}/refusal", None, Some(Office)),
    ("/rounds/{slug}/invitations/{id}/return", None, Some(Office)),
    ("/rounds/{slug}/invitations/{id}/removal", None, Some(Office)),
];

const ANSWERS: &[Row] = &[
    ("/answer", Some(Everybody), Some(Everybody)),
    ("/answer/script/{hash}", Some(Everybody), None),
    ("/rounds/{slug}/answer", Some(Signed), None),
];

/// Below `/answer/{secret}` for holders of links, below `/rounds/{slug}/answer/{organisation}` for speakers.
const ANSWER: &[(&str, bool, bool)] = &[
    ("", true, false),
    ("/colleagues", false, true),
    ("/refusal", false, true),
    ("/return", false, true),
    ("/needs", true, false),
    ("/similar", true, false),
    ("/secondings", false, true),
    ("/questions/{id}", true, true),
    ("/form", true, false),
    ("/form/pages/{page}", true, true),
    ("/form/pages/{page}/draft", false, true),
    ("/form/pages/{page}/shown", false, true),
    ("/form/left", true, false),
    ("/form/review", true, true),
    ("/form/done", true, false),
    ("/form/correction", false, true),
    ("/form/version", false, true),
    ("/form/print", true, false),
    ("/form/files/{file}", true, false),
];

const NEEDS: &[Row] = &[
    ("/rounds/{slug}/needs", Some(Readers), None),
    ("/rounds/{slug}/needs/{label}", Some(Readers), None),
    ("/rounds/{slug}/needs/{label}/questions", None, Some(Office)),
];

const PLAN: &[Row] = &[
    ("/rounds/{slug}/plan", Some(Readers), Some(Office)),
    ("/rounds/{slug}/plan/white", Some(Readers), None),
    ("/rounds/{slug}/plan/choice", Some(Readers), None),
    ("/rounds/{slug}/plan/report", None, Some(Readers)),
    ("/rounds/{slug}/areas", Some(Everybody), None),
    ("/rounds/{slug}/areas/publication", Some(Office), Some(Office)),
    ("/rounds/{slug}/areas/publication/withdrawal", None, Some(Office)),
    ("/rounds/{slug}/areas/{key}", Some(Readers), None),
    ("/rounds/{slug}/board", Some(Readers), None),
    ("/rounds/{slug}/board/state", Some(Readers), None),
    ("/rounds/{slug}/board/edits", None, Some(Office)),
    ("/rounds/{slug}/board/edits/{seq}/reversal", None, Some(Office)),
    ("/rounds/{slug}/board/edits/{seq}/return", None, Some(Office)),
    ("/rounds/{slug}/board/history", Some(Readers), None),
    ("/rounds/{slug}/board/needs/{label}", Some(Readers), None),
    ("/rounds/{slug}/board/needs/{label}/secondings", None, Some(Office)),
    ("/board/script/{hash}", Some(Everybody), None),
    ("/board/style/{hash}", Some(Everybody), None),
    ("/rounds/{slug}/matches", Some(Readers), None),
    ("/rounds/{slug}/matches/{need}", Some(Readers), None),
];

const OFFERS: &[Row] = &[
    ("/rounds/{slug}/call", Some(Everybody), None),
    ("/rounds/{slug}/offers", Some(Readers), None),
    ("/rounds/{slug}/offers/{label}", Some(Readers), None),
    ("/rounds/{slug}/offers/{label}/files/{file}", Some(Readers), None),
    ("/rounds/{slug}/offers/{label}/questions", None, Some(Office)),
    ("/rounds/{slug}/offers/{label}/aside", None, Some(Office)),
    ("/rounds/{slug}/offers/{label}/return", None, Some(Office)),
];

const SUPPLY: &[Row] = &[
    ("/supply/{slug}", Some(Everybody), None),
    ("/supply/{slug}/registration", None, Some(Everybody)),
    ("/supply/{slug}/registration/{secret}", Some(Link), Some(Link)),
    ("/supply/{slug}/areas", Some(Supplier), None),
    ("/supply/{slug}/publiccode", None, Some(Supplier)),
    ("/supply/{slug}/offers/new", Some(Supplier), Some(Supplier)),
    ("/supply/{slug}/offers/{id}", Some(Supplier), Some(Supplier)),
    ("/supply/{slug}/offers/{id}/withdrawal", None, Some(Supplier)),
    ("/supply/{slug}/offers/{id}/removal", None, Some(Supplier)),
    ("/supply/{slug}/offers/{id}/answers", None, Some(Supplier)),
    ("/supply/{slug}/offers/{id}/files", None, Some(Supplier)),
    ("/supply/{slug}/offers/{id}/files/{file}", Some(Supplier), None),
    ("/supply/{slug}/offers/{id}/files/{file}/removal", None, Some(Supplier)),
];

const JURY: &[Row] = &[
    ("/rounds/{slug}/jury", Some(Readers), None),
    ("/rounds/{slug}/jury/rules", Some(Office), Some(Office)),
    ("/rounds/{slug}/jury/jurors", Some(Office), Some(Office)),
    ("/rounds/{slug}/jury/reminders", None, Some(Office)),
    ("/rounds/{slug}/jury/jurors/{id}", Some(Readers), Some(Office)),
    ("/rounds/{slug}/jury/jurors/{id}/reminders", None, Some(Office)),
    ("/rounds/{slug}/jury/jurors/{id}/conflicts", None, Some(Office)),
    ("/rounds/{slug}/jury/jurors/{id}/removal", None, Some(Office)),
    ("/rounds/{slug}/jury/assignment", Some(Readers), Some(Office)),
    ("/rounds/{slug}/jury/scores", Some(Readers), None),
    ("/rounds/{slug}/jury/passages", None, Some(Office)),
    ("/rounds/{slug}/jury/offers/{label}", Some(Readers), None),
    ("/rounds/{slug}/jury/offers/{label}/tasks", None, Some(Office)),
    ("/rounds/{slug}/jury/offers/{label}/tasks/removal", None, Some(Office)),
    ("/rounds/{slug}/jury/offers/{label}/passage", None, Some(Office)),
    ("/rounds/{slug}/jury/offers/{label}/remarks", None, Some(Office)),
    ("/jury-script", Some(Everybody), None),
    ("/jury", Some(Juror), None),
    ("/jury/{slug}", Some(Juror), None),
    ("/jury/{slug}/conflicts", Some(Juror), Some(Juror)),
    ("/jury/{slug}/offers/{label}", Some(Juror), Some(Juror)),
    ("/jury/{slug}/offers/{label}/draft", None, Some(Juror)),
    ("/jury/{slug}/offers/{label}/withdrawal", None, Some(Juror)),
    ("/jury/{slug}/offers/{label}/remarks", None, Some(Juror)),
];

const PROJECTS: &[Row] = &[
    ("/projects", Some(Everybody), None),
    ("/projects/new", Some(OfficeTown), Some(OfficeTown)),
    ("/projects/publiccode", None, Some(OfficeTown)),
    ("/projects/{label}", Some(Everybody), None),
    ("/projects/{label}/publiccode.yml", Some(Everybody), None),
    ("/projects/{label}/edit", Some(OfficeTown), Some(OfficeTown)),
    ("/projects/{label}/publication", None, Some(OfficeTown)),
    ("/projects/{label}/files", None, Some(OfficeTown)),
    ("/projects/{label}/files/{file}", Some(Everybody), None),
    ("/projects/{label}/files/{file}/removal", None, Some(OfficeTown)),
    ("/projects/{label}/takeover", Some(Town), Some(Town)),
    ("/projects/{label}/takeover/end", None, Some(Town)),
    ("/projects/{label}/comments", None, Some(OfficeTown)),
    ("/projects/{label}/comments/{id}", None, Some(OfficeTown)),
    ("/projects/{label}/comments/{id}/withdrawal", None, Some(OfficeTown)),
    ("/outcome/{secret}", Some(Link), None),
    ("/outcome/{secret}/{id}", Some(Link), Some(Link)),
    ("/outcome/{secret}/{id}/project", None, Some(Link)),
    ("/rounds/{slug}/chain/{need}", Some(ReadersTown), None),
    ("/rounds/{slug}/outcome/{organisation}", Some(Body), None),
    ("/rounds/{slug}/outcome/{organisation}/{id}", Some(Body), Some(Body)),
    ("/rounds/{slug}/outcome/{organisation}/{id}/project", None, Some(Body)),
    ("/rounds/{slug}/outcomes", Some(Readers), None),
    ("/rounds/{slug}/outcomes/new", Some(Office), Some(Office)),
    ("/rounds/{slug}/outcomes/questions", None, Some(Office)),
    ("/rounds/{slug}/outcomes/{id}", Some(Readers), Some(Office)),
    ("/rounds/{slug}/outcomes/{id}/project", None, Some(Office)),
];

/// Tried in tests/selection.rs and tests/suppliers.rs, with ids of a round that has come so far.
const SELECTION: &[Row] = &[
    ("/rounds/{slug}/calls", Some(Readers), Some(Office)),
    ("/rounds/{slug}/calls/new", Some(Office), None),
    ("/rounds/{slug}/calls/{id}", Some(Readers), Some(Office)),
    ("/rounds/{slug}/calls/{id}/closure", None, Some(Office)),
    ("/rounds/{slug}/calls/{id}/publication", None, Some(Office)),
    ("/rounds/{slug}/selection", Some(Readers), None),
    ("/rounds/{slug}/selection/comparison", Some(Readers), None),
    ("/rounds/{slug}/selection/decisions", Some(Readers), Some(Office)),
    ("/rounds/{slug}/selection/decisions/new", Some(Office), None),
    ("/rounds/{slug}/selection/decisions/{id}", Some(Readers), None),
    ("/rounds/{slug}/selection/decisions/{id}/confirmation", None, Some(Office)),
    ("/rounds/{slug}/selection/decisions/{id}/withdrawal", None, Some(Office)),
    ("/rounds/{slug}/selection/offers", Some(Readers), None),
    ("/rounds/{slug}/selection/variants", None, Some(Office)),
    ("/rounds/{slug}/selection/variants/{id}", None, Some(Office)),
    ("/rounds/{slug}/selection/variants/{id}/removal", None, Some(Office)),
    ("/rounds/{slug}/suppliers", Some(Readers), None),
    ("/rounds/{slug}/suppliers/letter", Some(Office), Some(Office)),
    ("/rounds/{slug}/suppliers/letters", Some(Readers), None),
    ("/rounds/{slug}/suppliers/mailing", Some(Office), Some(Office)),
    ("/rounds/{slug}/suppliers/next", None, Some(Office)),
    ("/rounds/{slug}/suppliers/{id}", Some(Readers), None),
    ("/rounds/{slug}/suppliers/{id}/answer", None, Some(Office)),
    ("/rounds/{slug}/suppliers/{id}/contacts", None, Some(Office)),
    ("/rounds/{slug}/suppliers/{id}/deadline", None, Some(Office)),
    ("/rounds/{slug}/suppliers/{id}/links", None, Some(Office)),
    ("/rounds/{slug}/suppliers/{id}/stops", None, Some(Office)),
    ("/rounds/{slug}/suppliers/{id}/withdrawal", None, Some(Office)),
    ("/selected/{secret}", Some(Link), None),
    ("/selected/{secret}/acceptance", None, Some(Link)),
    ("/selected/{secret}/refusal", None, Some(Link)),
    ("/supply/{slug}/calls/{id}", Some(Everybody), None),
    ("/supply/{slug}/invitations", Some(Supplier), None),
    ("/supply/{slug}/invitations/{id}", Some(Supplier), None),
    ("/supply/{slug}/invitations/{id}/acceptance", None, Some(Supplier)),
    ("/supply/{slug}/invitations/{id}/refusal", None, Some(Supplier)),
];

/// Tried in tests/event/door.rs, with ids of a round that has come so far.
const EVENT: &[Row] = &[
    ("/agenda/{key}", Some(Link), None),
    ("/agenda/{key}/calendar.ics", Some(Link), None),
    ("/badge/{key}", Some(Link), None),
    ("/event/script/{hash}", Some(Everybody), None),
    ("/event/style/{hash}", Some(Everybody), None),
    ("/hall/{key}", Some(Link), None),
    ("/hall/{key}/part", Some(Link), None),
    ("/register/{secret}", Some(Link), None),
    ("/register/{secret}/calendar.ics", Some(Link), None),
    ("/register/{secret}/cancellation", None, Some(Link)),
    ("/register/{secret}/form", Some(Link), None),
    ("/register/{secret}/form/correction", None, Some(Link)),
    ("/register/{secret}/form/done", Some(Link), None),
    ("/register/{secret}/form/files/{file}", Some(Link), None),
    ("/register/{secret}/form/left", Some(Link), None),
    ("/register/{secret}/form/pages/{page}", Some(Link), Some(Link)),
    ("/register/{secret}/form/pages/{page}/draft", None, Some(Link)),
    ("/register/{secret}/form/pages/{page}/shown", None, Some(Link)),
    ("/register/{secret}/form/print", Some(Link), None),
    ("/register/{secret}/form/review", Some(Link), Some(Link)),
    ("/register/{secret}/form/version", None, Some(Link)),
    ("/rounds/{slug}/checkin", Some(Office), Some(Office)),
    ("/rounds/{slug}/checkin/{key}", Some(Office), None),
    ("/rounds/{slug}/now", Some(Readers), None),
    ("/rounds/{slug}/now/key", None, Some(Office)),
    ("/rounds/{slug}/programme", Some(Everybody), None),
    ("/rounds/{slug}/programme/calendar.ics", Some(Everybody), None),
    ("/rounds/{slug}/programme/event", Some(Office), Some(Office)),
    ("/rounds/{slug}/programme/items/{id}", Some(Office), Some(Office)),
    ("/rounds/{slug}/programme/items/{id}/move", None, Some(Office)),
    ("/rounds/{slug}/programme/items/{id}/removal", None, Some(Office)),
    ("/rounds/{slug}/programme/pitches", Some(Office), Some(Office)),
    ("/rounds/{slug}/programme/publication", None, Some(Office)),
    ("/rounds/{slug}/programme/rooms/{id}", Some(Office), Some(Office)),
    ("/rounds/{slug}/programme/rooms/{id}/removal", None, Some(Office)),
    ("/rounds/{slug}/programme/schedule.json", Some(Everybody), None),
    ("/rounds/{slug}/programme/schedule.xml", Some(Everybody), None),
    ("/rounds/{slug}/registration", Some(Everybody), Some(Everybody)),
    ("/rounds/{slug}/registration/{organisation}", Some(Body), None),
    ("/rounds/{slug}/registration/{organisation}/calendar.ics", Some(Body), None),
    ("/rounds/{slug}/registration/{organisation}/cancellation", None, Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/form", Some(Body), None),
    ("/rounds/{slug}/registration/{organisation}/form/correction", None, Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/form/done", Some(Body), None),
    ("/rounds/{slug}/registration/{organisation}/form/files/{file}", Some(Body), None),
    ("/rounds/{slug}/registration/{organisation}/form/left", Some(Body), None),
    ("/rounds/{slug}/registration/{organisation}/form/pages/{page}", Some(Body), Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/form/pages/{page}/draft", None, Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/form/pages/{page}/shown", None, Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/form/print", Some(Body), None),
    ("/rounds/{slug}/registration/{organisation}/form/review", Some(Body), Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/form/version", None, Some(Body)),
    ("/rounds/{slug}/registrations", Some(Readers), None),
    ("/rounds/{slug}/registrations/badges", Some(Readers), None),
    ("/rounds/{slug}/registrations/invite", Some(Office), Some(Office)),
    ("/rounds/{slug}/registrations/signs", Some(Readers), None),
    ("/rounds/{slug}/registrations/{label}", Some(Readers), Some(Office)),
    ("/rounds/{slug}/registrations/{label}/cancellation", None, Some(Office)),
    ("/rounds/{slug}/registrations/{label}/links", None, Some(Office)),
];

/// Tried in tests/talks/doors.rs, with ids of a round that has come so far.
const TALKS: &[Row] = &[
    ("/agenda/{key}/feedback", Some(Link), Some(Link)),
    ("/agenda/{key}/talks/{id}", Some(Link), Some(Link)),
    ("/agenda/{key}/talks/{id}/draft", None, Some(Link)),
    ("/register/{secret}/requests", None, Some(Link)),
    ("/register/{secret}/requests/{id}", None, Some(Link)),
    ("/register/{secret}/wishes", Some(Link), Some(Link)),
    ("/rounds/{slug}/feedback", Some(Readers), None),
    ("/rounds/{slug}/feedback/voices", Some(Readers), None),
    ("/rounds/{slug}/registration/{organisation}/requests", None, Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/requests/{id}", None, Some(Body)),
    ("/rounds/{slug}/registration/{organisation}/wishes", Some(Body), Some(Body)),
    ("/rounds/{slug}/replan", Some(Office), Some(Office)),
    ("/rounds/{slug}/replan/application", None, Some(Office)),
    ("/rounds/{slug}/replan/tables", None, Some(Office)),
    ("/rounds/{slug}/talks", Some(Readers), Some(Office)),
    ("/rounds/{slug}/talks/list", Some(Readers), None),
    ("/rounds/{slug}/talks/people", Some(Readers), None),
    ("/rounds/{slug}/talks/print", Some(Readers), None),
    ("/rounds/{slug}/talks/publication", Some(Office), Some(Office)),
    ("/rounds/{slug}/talks/rules", Some(Office), Some(Office)),
    ("/rounds/{slug}/talks/schedule.json", Some(Readers), None),
    ("/rounds/{slug}/talks/schedule.xml", Some(Readers), None),
    ("/rounds/{slug}/talks/tables", Some(Readers), None),
    ("/rounds/{slug}/talks/{id}", Some(Readers), Some(Office)),
    ("/rounds/{slug}/talks/{id}/lock", None, Some(Office)),
    ("/rounds/{slug}/talks/{id}/removal", None, Some(Office)),
    ("/rounds/{slug}/wishes", Some(Readers), None),
    ("/rounds/{slug}/wishes/deadline", Some(Office), Some(Office)),
    ("/rounds/{slug}/wishes/reminders", None, Some(Office)),
    ("/rounds/{slug}/wishes/{label}", Some(Readers), Some(Office)),
];

/// All rows, part by part as the README shows them.
fn table() -> Vec<(String, Option<Who>, Option<Who>)> {
    let mut all = Vec::new();
    for rows in
        [ROUNDS, INVITATIONS, ANSWERS, NEEDS, PLAN, OFFERS, SUPPLY, JURY, PROJECTS, SELECTION, EVENT, TALKS]
    {
        all.extend(rows.iter().map(|(path, opens, sends)| ((*path).to_owned(), *opens, *sends)));
    }
    for (base, who) in [("/answer/{secret}", Link), ("/rounds/{slug}/answer/{organisation}", Body)] {
        for (step, opens, sends) in ANSWER {
            all.push((format!("{base}{step}"), opens.then_some(who), sends.then_some(who)));
        }
    }
    all
}

/// The same as method, path and who.
fn doors() -> Vec<(&'static str, String, Who)> {
    let mut all = Vec::new();
    for (path, opens, sends) in table() {
        all.extend(opens.map(|who| ("GET", path.clone(), who)));
        all.extend(sends.map(|who| ("POST", path.clone(), who)));
    }
    all
}

#[test]
fn every_route_is_in_the_table() {
    let routes: BTreeSet<String> = routes_of(&rathaus_forum::feature())
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let table: BTreeSet<String> =
        doors().iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let missing: Vec<_> = routes.difference(&table).collect();
    let gone: Vec<_> = table.difference(&routes).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "The table of crates/features/forum/tests/doors.rs does not say who may do this: {missing:#?}\n\
         or has rows that no route answers any more: {gone:#?}\n\
         Add a row for each to the list of its part (address, who may open it, who may send to it), give `fill` an id \
         where the address has one, and write the README anew:\n\
         RATHAUS_WRITE=1 cargo test -p rathaus-forum --test doors"
    );
}

const BEGIN: &str = "<!-- who may do what: written by tests/doors.rs -->\n";
const END: &str = "<!-- end -->";

#[test]
fn the_readme_says_who_may_do_what() {
    let mut lines = "| Address | Who may open it | Who may send to it |\n|---|---|---|\n".to_owned();
    let word = |who: Option<Who>| who.map_or("–", Who::word);
    for (path, opens, sends) in table() {
        lines += &format!("| `{path}` | {} | {} |\n", word(opens), word(sends));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("the table begins");
    let (found, after) = rest.split_once(END).expect("the table ends");
    if std::env::var_os("RATHAUS_WRITE").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{lines}{END}{after}")).expect("written");
        return;
    }
    assert_eq!(found, lines, "RATHAUS_WRITE=1 cargo test -p rathaus-forum --test doors writes it anew");
}

fn all() -> Vec<Feature> {
    vec![rathaus_procedure::feature(), rathaus_forum::feature()]
}

#[tokio::test]
async fn every_door_opens_for_whom_the_table_says() {
    for (scratch, router) in house(&[rathaus_people::MIGRATIONS], all).await {
        let scope = scratch.store.tenant(north());
        let now = rathaus_store::testing::start();
        let files = Files::open(&scratch.store, &Place::Folder).expect("a folder");
        let mut change = scope.change(Actor::Program("demo"), now).await.expect("begins");
        let round = demo(&mut change, DemoStage::Jury).await.expect("imported").round;
        let invitation = list_invitations(&mut change, round).await.expect("read").remove(0).id;
        let offer = find_offer_by_label(&mut change, round, "O01").await.expect("read").expect("there");
        let juror = seat(&mut change, round, offer.id).await;
        let firm = NewOrganisation::named(OrganisationKind::Supplier, "Anker GmbH");
        let firm = organisation::insert(&mut change, &firm).await.expect("kept");
        let draft = insert_draft(&mut change, round, firm, &offer.text).await.expect("kept");
        let upload = Upload {
            field: "file".into(),
            name: "preise.txt".into(),
            media_type: "text/plain".into(),
            bytes: b"10 Euro".to_vec().into(),
        };
        let checked = check_upload(&upload, &Allowed::documents()).expect("a text");
        let file = insert_file(&mut change, &files, offer.id, "Preise", &checked, None).await.expect("kept");
        let text = ProjectText { title: "Akte".into(), ..ProjectText::default() };
        let town = ensure_municipality(&mut change, "06631009".parse().expect("a key")).await.expect("kept");
        let (project, project_label) = insert_project(&mut change, town, &text).await.expect("kept");
        set_state(&mut change, project, ProjectState::Published).await.expect("kept");
        let what = ("Leitfaden", true);
        let document = file::insert_file(&mut change, &files, project, what, &checked, None).await;
        let document = document.expect("kept");
        let pair = Pair { round, town, supplier: firm };
        let said = Said { kind: OutcomeKind::Pilot, reason: None, words: "", by: "A", person: None };
        let outcome = save_outcome(&mut change, pair, Side::Town, 0, &said).await.expect("kept");
        let packed = pack(&sample::files()).expect("packed");
        let packed = files.put(&mut change, "runde.zip", "application/zip", packed, "round-import:x").await;
        let packed = packed.expect("put");
        change.commit(Record::new("round.imported", round)).await.expect("kept");

        let fill = |pattern: &str| {
            let id = match pattern.split('/').nth(3) {
                Some("invitations") => invitation,
                Some("jury") => juror,
                Some("outcomes") => outcome,
                _ if pattern.starts_with("/supply") => draft,
                _ => Id::of_name("x"),
            };
            let file = match pattern {
                _ if pattern.starts_with("/rounds/import/") => packed,
                _ if pattern.starts_with("/projects/") => document,
                _ => file,
            };
            let label = match pattern {
                _ if pattern.starts_with("/projects/") => project_label.as_str(),
                _ if pattern.contains("/offers/") => "O01",
                _ => "N001",
            };
            pattern
                .replace("{slug}", "beispielrunde")
                .replace("{id}", &id.to_string())
                .replace("{label}", label)
                .replace("{need}", "N001")
                .replace("{key}", "antraege")
                .replace("{file}", &file.to_string())
                .replace("{organisation}", &offer.organisation.to_string())
                .replace("{secret}", "falsch")
                .replace("{page}", "body")
                .replace("{seq}", "1")
        };
        // Scripts and style sheets are the same in every house.
        let elsewhere = |path: &str| [SELECTION, EVENT, TALKS].concat().iter().any(|row| row.0 == path);
        let list: Vec<_> = doors()
            .into_iter()
            .filter(|(_, path, _)| !path.ends_with("/{hash}") && !elsewhere(path))
            .collect();
        let mut by_role = Vec::new();
        let mut wrong = Vec::new();
        for (method, path, who) in &list {
            match (who, who.roles()) {
                (Everybody, _) => by_role.push(Door::open(method, path.clone().leak())),
                (_, Some(roles)) => by_role.push(Door::of(method, path.clone().leak(), roles)),
                // Neither a wrong link nor any role opens what belongs to somebody else.
                _ => wrong.extend(opened(&router, method, path, &fill(path)).await),
            }
        }
        wrong.extend(complaints(&router, &by_role, fill).await);
        assert!(wrong.is_empty(), "doors that do not close or open:\n{}", wrong.join("\n"));
    }
}

/// Seats the person that the house takes for a reviewer, who has no conflict with anybody and this offer to judge.
async fn seat(change: &mut Change, round: Id, offer: Id) -> Id {
    let new = NewJuror { person: Some(Id::of_name("reviewer")), most: 9, ..NewJuror::default() };
    let (juror, _) = insert_juror(change, round, &new).await.expect("kept");
    let firms: BTreeSet<Id> =
        list_offers(change, round).await.expect("read").iter().map(|offer| offer.organisation).collect();
    for firm in firms {
        declare(change, round, juror, firm, false, "", Origin::Juror).await.expect("kept");
    }
    mark_declared(change, juror).await.expect("kept");
    insert_task(change, round, "p2", offer, juror, "hand").await.expect("kept");
    juror
}

/// For whom a door opens that should open for none of them.
async fn opened(router: &axum::Router, method: &str, pattern: &str, path: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let roles = Role::ALL.iter().map(|role| role.word());
    for who in std::iter::once("").chain(roles) {
        for place in [path.to_owned(), format!("/t/south{path}")] {
            let mut browser = Browser::of(router.clone(), who).with_token();
            let shown = match method {
                "GET" => browser.get(&place).await,
                _ => browser.post(&place, &[("email", "a@b.de"), ("need", "N001")]).await,
            };
            let is_refused =
                matches!(shown.status, 401 | 403 | 404 | 410 | 429) || shown.location.contains("/sign-in");
            if !is_refused {
                wrong.push(format!("{method} {pattern} as {who:?}: {} {}", shown.status, shown.location));
            }
        }
        if method != "GET" {
            let status = Browser::of(router.clone(), who).post_bare(path, &[("need", "N001")]).await.status;
            if status != 403 {
                wrong.push(format!("{method} {pattern} as {who:?} without a token: {status}"));
            }
        }
    }
    wrong
}
