//! Who may do what in the forum: all of its addresses, part by part as the README shows them.

use rathaus_web::Role;

/// Whom a door opens for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
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
    pub(super) fn word(self) -> &'static str {
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
    pub(super) fn roles(self) -> Option<&'static [Role]> {
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
pub(super) type Row = (&'static str, Option<Who>, Option<Who>);

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
];

const OUTCOMES: &[Row] = &[
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
pub(super) const SELECTION: &[Row] = &[
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
    ("/rounds/{slug}/selection/decisions/{id}/record.pdf", Some(Readers), None),
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
pub(super) const EVENT: &[Row] = &[
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
    ("/rounds/{slug}/registrations/badges.pdf", Some(Readers), None),
    ("/rounds/{slug}/registrations/signs.pdf", Some(Readers), None),
    ("/rounds/{slug}/registrations/{label}", Some(Readers), Some(Office)),
    ("/rounds/{slug}/registrations/{label}/cancellation", None, Some(Office)),
    ("/rounds/{slug}/registrations/{label}/links", None, Some(Office)),
];

/// Tried in tests/talks/doors.rs, with ids of a round that has come so far.
pub(super) const TALKS: &[Row] = &[
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

const REPORTS: &[Row] = &[
    ("/rounds/{slug}/report", Some(Everybody), None),
    ("/rounds/{slug}/report/archive.zip", Some(Everybody), None),
    ("/rounds/{slug}/report/publication", None, Some(Office)),
    ("/rounds/{slug}/report/tables/{key}", Some(Everybody), None),
    ("/rounds/{slug}/press", Some(Readers), None),
    ("/rounds/{slug}/told", Some(Readers), None),
    ("/rounds/{slug}/told/chain.jsonl", Some(Readers), None),
    ("/rounds/comparison", Some(Readers), None),
    ("/open-data", Some(Everybody), None),
    ("/open-data/catalogue.jsonld", Some(Everybody), None),
    ("/open-data/edit", Some(Office), Some(Office)),
    ("/open-data/projects.csv", Some(Everybody), None),
    ("/open-data/{slug}/{file}", Some(Everybody), None),
];

/// All rows, part by part as the README shows them.
pub(super) fn table() -> Vec<(String, Option<Who>, Option<Who>)> {
    let mut all = Vec::new();
    let parts = [
        ROUNDS,
        INVITATIONS,
        ANSWERS,
        NEEDS,
        PLAN,
        OFFERS,
        SUPPLY,
        JURY,
        PROJECTS,
        OUTCOMES,
        SELECTION,
        EVENT,
        TALKS,
        REPORTS,
    ];
    for rows in parts {
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
pub(super) fn doors() -> Vec<(&'static str, String, Who)> {
    let mut all = Vec::new();
    for (path, opens, sends) in table() {
        all.extend(opens.map(|who| ("GET", path.clone(), who)));
        all.extend(sends.map(|who| ("POST", path.clone(), who)));
    }
    all
}
