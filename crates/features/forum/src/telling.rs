//! Who was told what when: put together from the letters, the mails and the audit log of a round, as one list.
//!
//! Why it exists: a supplier that was not chosen may ask whether all were told the same at the same time. So each line
//! carries the number and the hash of its record in the audit log, and `rathaus audit verify --lines` compares the
//! records with the chain. Words of mails are kept for suppliers alone ([`crate::store::supplier_letter`]); of other
//! mails the subject is known as long as the tenant's retention keeps it, and the record for ever.
//!
//! INVARIANT: what was sent or published has its line; test `every_letter_and_publication_has_its_line`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rathaus_people::person;
use rathaus_store::audit::verify::Line;
use rathaus_store::{Id, Session, Slice, StoreError};
use rathaus_web::mail::{MailFilter, MailState, StoredMail, list_mails};
use serde::Serialize;

use crate::dcat::sha256;
use crate::store::event::find_event;
use crate::store::invitation::list_invitations;
use crate::store::offer::{list_offers, list_questions};
use crate::store::outcome::list_outcomes;
use crate::store::registrant::list_registrants;
use crate::store::round::KeptRound;
use crate::store::round_report::find_report_published;
use crate::store::supplier_invitation::list_supplier_invitations;
use crate::store::supplier_letter::{SupplierLetter, list_letters};
use crate::store::targeted_call::list_calls;
use crate::store::told::{list_issues, list_lines};
use crate::store::wish::list_requests;

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ToldKind {
    /// Somebody was written to.
    Mail,
    /// Something became public, or no longer was.
    Public,
    /// Somebody who was written to answered, or opened what was sent.
    Answer,
    /// Something was decided or changed that concerns them.
    Decided,
}

impl ToldKind {
    /// All kinds.
    pub const ALL: [ToldKind; 4] = [ToldKind::Mail, ToldKind::Public, ToldKind::Answer, ToldKind::Decided];

    /// The word in addresses and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            ToldKind::Mail => "mail",
            ToldKind::Public => "public",
            ToldKind::Answer => "answer",
            ToldKind::Decided => "decided",
        }
    }
}

/// Which records of the audit log belong in the list, and as what. Others are the office's own work.
const ACTIONS: [(&str, ToldKind); 51] = [
    ("areas.published", ToldKind::Public),
    ("areas.withdrawn", ToldKind::Public),
    ("call.closed", ToldKind::Public),
    ("call.mailed", ToldKind::Mail),
    ("call.published", ToldKind::Public),
    ("decision.made", ToldKind::Decided),
    ("decision.signed", ToldKind::Decided),
    ("decision.void", ToldKind::Decided),
    ("invitation.declined", ToldKind::Answer),
    ("invitation.mailed", ToldKind::Mail),
    ("invitation.opened", ToldKind::Answer),
    ("invitation.passed", ToldKind::Mail),
    ("juror.invited", ToldKind::Mail),
    ("juror.reminded", ToldKind::Mail),
    ("jury.reminded", ToldKind::Mail),
    ("offer.answered", ToldKind::Answer),
    ("offer.asked", ToldKind::Mail),
    ("offer.changed", ToldKind::Answer),
    ("offer.set-aside", ToldKind::Decided),
    ("offer.submitted", ToldKind::Answer),
    ("offer.taken-back", ToldKind::Decided),
    ("offer.withdrawn", ToldKind::Answer),
    ("outcome.asked", ToldKind::Mail),
    ("outcome.noted", ToldKind::Answer),
    ("outcome.said", ToldKind::Answer),
    ("programme.published", ToldKind::Public),
    ("programme.taken-back", ToldKind::Public),
    ("registration.asked", ToldKind::Mail),
    ("registration.link-asked", ToldKind::Mail),
    ("registration.link-sent", ToldKind::Mail),
    ("registration.mailed", ToldKind::Mail),
    ("report.published", ToldKind::Public),
    ("report.taken-back", ToldKind::Public),
    ("round.changed", ToldKind::Public),
    ("supplier.accepted", ToldKind::Answer),
    ("supplier.asked", ToldKind::Mail),
    ("supplier.deadline-moved", ToldKind::Decided),
    ("supplier.declined", ToldKind::Answer),
    ("supplier.expired", ToldKind::Decided),
    ("supplier.invited", ToldKind::Mail),
    ("supplier.next-invited", ToldKind::Mail),
    ("supplier.opened", ToldKind::Answer),
    ("supplier.reminded", ToldKind::Mail),
    ("supplier.withdrawn", ToldKind::Decided),
    ("suppliers.mailed", ToldKind::Mail),
    ("talk-request.mailed", ToldKind::Mail),
    ("talks.mailed", ToldKind::Mail),
    ("talks.published", ToldKind::Decided),
    ("talks.replanned", ToldKind::Decided),
    ("wishes.reminded", ToldKind::Mail),
    ("wishes.said", ToldKind::Answer),
];

fn kind_of(action: &str) -> Option<ToldKind> {
    ACTIONS.iter().find(|(name, _)| *name == action).map(|(_, kind)| *kind)
}

/// The key of the text that says what a record is, as in `told-action-supplier-invited`.
pub fn action_key(action: &str) -> String {
    format!("told-action-{}", action.replace('.', "-"))
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub kind: ToldKind,
    /// Key of the text that says what it was.
    pub what: String,
    /// Whom it concerns.
    pub organisation: Option<Id>,
    /// Their name; empty for everybody.
    pub name: String,
    /// The address written to; empty where nobody was.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The words, as far as they are kept.
    pub words: String,
    /// SHA-256 of subject and words, so that two can be compared without reading; empty without words.
    pub version: String,
    /// What became of the mail; `None` where there is none, or it is no longer kept.
    pub state: Option<MailState>,
    /// When a mail server took it.
    pub sent_at: Option<Timestamp>,
    /// What a mail server said of it.
    pub error: String,
    /// Who did it, by name; empty where it was nobody with a name.
    pub by: String,
    /// What did it: `person`, `link`, `token`, `program`, `anonymous`; empty where no record was found.
    pub actor: String,
    /// Number of the record in the audit log.
    pub seq: Option<i64>,
    /// Its hash.
    pub hash: String,
}

/// What was public when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// Key of the text that says what it is.
    pub what: &'static str,
    /// Its own name; may be empty.
    pub name: String,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` for still.
    pub until: Option<Timestamp>,
    /// SHA-256 of what was published, where it is kept; empty otherwise.
    pub version: String,
}

/// The record of a round.
pub struct Telling {
    /// The lines, the newest first.
    pub told: Vec<Told>,
    /// What was public when, the first first.
    pub shown: Vec<Shown>,
    /// The records of the audit log behind it, in the order of the chain.
    pub chain: Vec<Line>,
}

/// Names of the bodies and suppliers behind the ids in records.
struct Names(BTreeMap<String, (Option<Id>, String)>);

impl Names {
    async fn load(db: &mut Session, round: Id) -> Result<Self, StoreError> {
        let mut names = BTreeMap::new();
        let mut put = |id: Id, body: Option<Id>, name: String| names.insert(id.to_string(), (body, name));
        for one in list_supplier_invitations(db, round).await? {
            put(one.id, Some(one.organisation), one.supplier);
        }
        for one in list_offers(db, round).await? {
            put(one.id, Some(one.organisation), one.supplier);
        }
        for one in list_invitations(db, round).await? {
            put(one.id, Some(one.organisation), one.name);
        }
        // A registration has the id of who registers.
        let mut coming = BTreeMap::new();
        for one in list_registrants(db, round).await? {
            coming.insert(one.id, (one.organisation, one.name.clone()));
            put(one.id, one.organisation, one.name);
        }
        for one in list_requests(db, round).await? {
            let (body, name) = coming.get(&one.asked).cloned().unwrap_or_default();
            put(one.id, body, name);
        }
        for one in list_outcomes(db, round).await? {
            let (body, name) = (one.body(), one.body_name().to_owned());
            put(one.id, Some(body), name.clone());
            // Mails about several outcomes are about the body itself.
            put(body, Some(body), name);
        }
        for one in crate::store::jury::juror::list_jurors(db, round).await? {
            put(one.id, one.organisation, one.name);
        }
        Ok(Self(names))
    }

    fn find(&self, id: &str) -> (Option<Id>, String) {
        self.0.get(id).cloned().unwrap_or_default()
    }
}

/// Records by moment, so that a mail finds the one of the change that caused it.
struct Chain<'l> {
    lines: &'l [Line],
    by_time: BTreeMap<i64, Vec<usize>>,
    used: BTreeSet<usize>,
}

impl<'l> Chain<'l> {
    fn new(lines: &'l [Line]) -> Self {
        let mut by_time: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (place, line) in lines.iter().enumerate() {
            by_time.entry(line.at).or_default().push(place);
        }
        Self { lines, by_time, used: BTreeSet::new() }
    }

    /// The record of the change at this moment about one of these subjects, the first named before the others. Of
    /// several about one subject the one that names the first subject in its details.
    fn of(&mut self, at: Timestamp, subjects: [&str; 2]) -> Option<&'l Line> {
        let places = self.by_time.get(&at.as_microsecond())?;
        let found = subjects.iter().find_map(|subject| {
            let of_subject = |place: &&usize| {
                let line = &self.lines[**place];
                line.subject == *subject
                    && matches!(kind_of(&line.action), Some(kind) if kind != ToldKind::Answer)
            };
            let found = || places.iter().filter(of_subject).copied();
            let is_named = |place: &usize| self.lines[*place].details.contains(subjects[0]);
            found().find(is_named).or_else(|| found().next())
        })?;
        self.used.insert(found);
        Some(&self.lines[found])
    }
}

fn time(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(StoreError::fault)
}

/// Puts the record of a round together.
///
/// # Errors
///
/// What the database says.
pub async fn telling(db: &mut Session, round: &KeptRound) -> Result<Telling, StoreError> {
    let lines = list_lines(db, round.id).await?;
    let names = Names::load(db, round.id).await?;
    let mut mails = mails_of(db, round.id).await?;
    let questions = asked(db, &mails).await?;
    let mut chain = Chain::new(&lines);
    let mut told = Vec::new();
    for letter in list_letters(db, round.id).await? {
        let line = chain.of(letter.sent_at, [&letter.about.to_string(), &round.id.to_string()]);
        let mail = letter.mail.and_then(|id| mails.remove(&id));
        told.push(of_letter(letter, mail, line));
    }
    for mail in mails.into_values() {
        let (kind, id) = parts(&mail.about);
        let line = chain.of(mail.created_at, [id, &round.id.to_string()]);
        let words = questions.get(&(id.to_owned(), mail.created_at)).cloned().unwrap_or_default();
        told.push(of_mail(&mail, kind, names.find(id), words, line));
    }
    for (place, line) in lines.iter().enumerate() {
        if let Some(kind) = kind_of(&line.action).filter(|_| !chain.used.contains(&place)) {
            told.push(of_line(line, kind, names.find(&line.subject))?);
        }
    }
    name_actors(db, &mut told).await?;
    told.sort_by(|a, b| b.at.cmp(&a.at).then(b.seq.cmp(&a.seq)).then(a.to.cmp(&b.to)));
    let shown = shown(db, round, &lines).await?;
    Ok(Telling { told, shown, chain: lines })
}

/// All mails about a round that are still kept, by id.
async fn mails_of(db: &mut Session, round: Id) -> Result<BTreeMap<Id, StoredMail>, StoreError> {
    let mut all = BTreeMap::new();
    for kind in ["invitation", "registration", "jury", "offer", "outcome", "supplier"] {
        let filter = MailFilter { about: format!("{kind}:{round}"), state: None };
        let (found, _) = list_mails(db, &filter, Slice::first(MOST_MAILS)).await?;
        all.extend(found.into_iter().map(|mail| (mail.id, mail)));
    }
    Ok(all)
}

/// Most mails of one kind that are read; a region of 400 bodies with ten mails each is a tenth of it.
const MOST_MAILS: u32 = 40_000;

/// What a mail is about: its kind, and the id after that of the round; empty where there is none.
fn parts(about: &str) -> (&str, &str) {
    let mut parts = about.split(':');
    (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default())
}

/// The questions behind mails about offers, by offer and moment.
async fn asked(
    db: &mut Session,
    mails: &BTreeMap<Id, StoredMail>,
) -> Result<BTreeMap<(String, Timestamp), String>, StoreError> {
    let offers: BTreeSet<Id> = mails
        .values()
        .map(|mail| parts(&mail.about))
        .filter(|(kind, _)| *kind == "offer")
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let mut found = BTreeMap::new();
    for offer in offers {
        for one in list_questions(db, offer).await? {
            found.insert((offer.to_string(), one.asked_at), one.question);
        }
    }
    Ok(found)
}

fn version(subject: &str, words: &str) -> String {
    if words.is_empty() { String::new() } else { sha256(format!("{subject}\n{words}").as_bytes()) }
}

/// What stands in every line, from the record of the act.
fn blank(at: Timestamp, kind: ToldKind, what: String, line: Option<&Line>) -> Told {
    Told {
        at,
        kind,
        what,
        organisation: None,
        name: String::new(),
        to: String::new(),
        subject: String::new(),
        words: String::new(),
        version: String::new(),
        state: None,
        sent_at: None,
        error: String::new(),
        by: String::new(),
        actor: line.map(|line| line.actor.clone()).unwrap_or_default(),
        seq: line.map(|line| line.seq),
        hash: line.map(|line| line.hash.clone()).unwrap_or_default(),
    }
}

fn of_letter(letter: SupplierLetter, mail: Option<StoredMail>, line: Option<&Line>) -> Told {
    let what = format!("suppliers-kind-{}", letter.kind.word());
    let to = match letter.name.as_str() {
        "" => letter.email,
        name => format!("{name} <{}>", letter.email),
    };
    Told {
        organisation: Some(letter.organisation),
        name: letter.supplier,
        to,
        version: version(&letter.subject, &letter.words),
        subject: letter.subject,
        words: letter.words,
        state: mail.as_ref().map(|mail| mail.state),
        sent_at: mail.as_ref().and_then(|mail| mail.sent_at),
        error: mail.and_then(|mail| mail.error).unwrap_or_default(),
        ..blank(letter.sent_at, ToldKind::Mail, what, line)
    }
}

fn of_mail(
    mail: &StoredMail,
    kind: &str,
    (organisation, name): (Option<Id>, String),
    words: String,
    line: Option<&Line>,
) -> Told {
    Told {
        organisation,
        name,
        to: mail.recipient.clone(),
        subject: mail.subject.clone(),
        version: version(&mail.subject, &words),
        words,
        state: Some(mail.state),
        sent_at: mail.sent_at,
        error: mail.error.clone().unwrap_or_default(),
        ..blank(mail.created_at, ToldKind::Mail, format!("told-mail-{kind}"), line)
    }
}

fn of_line(
    line: &Line,
    kind: ToldKind,
    (organisation, name): (Option<Id>, String),
) -> Result<Told, StoreError> {
    let told = blank(time(line.at)?, kind, action_key(&line.action), Some(line));
    Ok(Told { organisation, name, ..told })
}

/// Puts names in the place of ids of persons, and what is left of an actor in words of its kind.
async fn name_actors(db: &mut Session, told: &mut [Told]) -> Result<(), StoreError> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for one in told {
        let (kind, id) = one.actor.split_once(':').unwrap_or((&one.actor, ""));
        if kind == "person" {
            if !known.contains_key(id) {
                let found = match id.parse() {
                    Ok(id) => person::find(db, id).await?,
                    Err(_) => None,
                };
                known.insert(id.to_owned(), found.map(|person| person.name).unwrap_or_default());
            }
            one.by = known[id].clone();
        }
        one.actor = kind.to_owned();
    }
    Ok(())
}

/// The spans in which something was on, from the records that switched it on and off.
fn spans(lines: &[Line], on: &str, off: &str) -> Result<Vec<(Timestamp, Option<Timestamp>)>, StoreError> {
    let mut spans: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    for line in lines {
        let is_on = spans.last().is_some_and(|(_, until)| until.is_none());
        if line.action == on && !is_on {
            spans.push((time(line.at)?, None));
        } else if line.action == off
            && is_on
            && let Some(last) = spans.last_mut()
        {
            last.1 = Some(time(line.at)?);
        }
    }
    Ok(spans)
}

async fn shown(db: &mut Session, round: &KeptRound, lines: &[Line]) -> Result<Vec<Shown>, StoreError> {
    let mut all = Vec::new();
    for issue in list_issues(db, round.id).await? {
        all.push(Shown {
            what: "told-shown-areas",
            name: issue.seq.to_string(),
            from: issue.published_at,
            until: issue.ended_at,
            version: sha256(issue.content.as_bytes()),
        });
    }
    for call in list_calls(db, round.id).await? {
        let Some(from) = call.published_at else { continue };
        all.push(Shown {
            what: "told-shown-call",
            version: sha256(format!("{}\n{}", call.title, call.words).as_bytes()),
            name: call.title,
            from,
            until: call.closed_at,
        });
    }
    let event = find_event(db, round).await?.published_at;
    let report = find_report_published(db, round.id).await?;
    for (what, now, on, off) in [
        ("told-shown-programme", event, "programme.published", "programme.taken-back"),
        ("told-shown-report", report, "report.published", "report.taken-back"),
    ] {
        let mut found = spans(lines, on, off)?;
        // What was taken over from elsewhere has no record of its own.
        if let Some(from) = now.filter(|_| found.last().is_none_or(|(_, until)| until.is_some())) {
            found.push((from, None));
        }
        all.extend(found.into_iter().map(|(from, until)| Shown {
            what,
            name: String::new(),
            from,
            until,
            version: String::new(),
        }));
    }
    all.sort_by_key(|one| (one.from, one.what));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(seq: i64, at: i64, action: &str, subject: &str) -> Line {
        Line {
            tenant: "t".into(),
            seq,
            at,
            actor: "person:x".into(),
            action: action.into(),
            subject: subject.into(),
            details: "null".into(),
            before: String::new(),
            hash: format!("h{seq}"),
        }
    }

    #[test]
    fn a_mail_finds_the_record_of_the_change_that_caused_it() {
        let lines = [
            line(1, 5, "suppliers.mailed", "round"),
            line(2, 5, "supplier.accepted", "one"),
            line(3, 5, "supplier.invited", "one"),
            line(4, 6, "supplier.invited", "one"),
            line(5, 5, "plan.asked", "round"),
            Line { details: r#"{"body":"three"}"#.to_owned(), ..line(6, 5, "outcome.asked", "round") },
        ];
        let mut chain = Chain::new(&lines);
        let at = |micros| Timestamp::from_microsecond(micros).expect("a time");
        let seq = |found: Option<&Line>| found.map(|line| line.seq);
        assert_eq!(seq(chain.of(at(5), ["one", "round"])), Some(3), "not the answer of the same moment");
        assert_eq!(seq(chain.of(at(5), ["two", "round"])), Some(1));
        assert_eq!(seq(chain.of(at(5), ["three", "round"])), Some(6), "named in its details");
        assert_eq!(seq(chain.of(at(7), ["one", "round"])), None);
        assert_eq!(chain.used, BTreeSet::from([0, 2, 5]));
    }

    #[test]
    fn what_is_switched_on_and_off_has_spans() {
        let lines = [
            line(1, 1, "report.published", "r"),
            line(2, 2, "report.published", "r"),
            line(3, 3, "report.taken-back", "r"),
            line(4, 4, "report.taken-back", "r"),
            line(5, 9, "report.published", "r"),
        ];
        let found = spans(&lines, "report.published", "report.taken-back").expect("times");
        let micros: Vec<_> = found
            .iter()
            .map(|(from, until)| (from.as_microsecond(), until.map(Timestamp::as_microsecond)))
            .collect();
        assert_eq!(micros, [(1, Some(3)), (9, None)]);
    }

    #[test]
    fn every_action_stands_once_and_in_order() {
        assert!(ACTIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(kind_of("supplier.invited"), Some(ToldKind::Mail));
        assert_eq!(kind_of("plan.asked"), None);
        assert_eq!(parts("offer:r:o"), ("offer", "o"));
        assert_eq!(parts("supplier:r"), ("supplier", ""));
        assert_eq!((version("a", ""), version("a", "b").len()), (String::new(), 64));
    }
}
