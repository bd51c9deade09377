//! A submission becomes an application with its case, or is to be rejected: in one change, once.
//!
//! INVARIANT: however often a submission is listed, and by however many servers at once, it becomes one application
//! (`two_servers_make_one_case`). Nothing outside is called inside the change.

use axum::body::Bytes;
use jiff::Timestamp;
use rathaus_core::Lang;
use rathaus_fit::metadata::{DataFormat, PaymentStatus, Purpose, ReplyChannel};
use rathaus_fit::{Problem, ProblemKind, Received};
use rathaus_procedure::answers::FileRef;
use rathaus_procedure::case::Channel;
use rathaus_procedure::store::drafts::file_owner;
use rathaus_procedure::store::submissions::{take_over, today};
use rathaus_procedure::store::{Opening, Version, find_live, open_case};
use rathaus_store::{Actor, Change, Files, Id, Record, Scope, StoreError};
use rathaus_web::scan::{Barred, Why, let_in};
use rathaus_web::uploads::{Allowed, Kind, check_upload};
use rathaus_web::{App, Upload};

use super::answers::{self, Attached, Placed};
use super::{Arrival, Content, KeptFile, Note, Paid, Reason, Reply, Route, leika_of, same_schema};
use crate::jobs::Telling;
use crate::store::application::{NewApplication, find_application, insert_application, tie_case};
use crate::store::catalogue::{Service, find_service_by_id};
use crate::store::fim::find_fim;
use crate::store::fit::{claim, list_routes, owner, update_decided};

/// Who acts.
pub const ACTOR: Actor = Actor::Program("fit");
/// The most bytes of a file that is kept: as much as a form may ever ask for.
const MOST_BYTES: usize = 100 << 20;

/// Why a submission is not kept.
#[derive(Debug)]
pub enum NotKept {
    /// It has to be rejected.
    Refused(Problem),
    /// It waits, with words for whoever looks after the program.
    Waits(Reason, String),
    /// The database does not answer.
    Store(StoreError),
}

impl From<StoreError> for NotKept {
    fn from(error: StoreError) -> Self {
        NotKept::Store(error)
    }
}

/// A service with its form, and what it was made from.
struct Target {
    service: Service,
    version: Version,
    source: Option<crate::fim::Source>,
    is_own: bool,
}

/// Which service takes a submission.
async fn target(app: &App, scope: &Scope, received: &Received) -> Result<Target, NotKept> {
    let mut view = scope.read().await?;
    let routes = list_routes(&mut view).await?;
    let leika = leika_of(&received.service.identifier);
    let of_service: Vec<&Route> = routes.iter().filter(|route| route.leika == leika).collect();
    if of_service.is_empty() {
        return Err(NotKept::Waits(Reason::Service, leika.to_owned()));
    }
    let route = of_service.into_iter().find(|route| same_schema(&route.schema_uri, &received.schema_uri));
    let route = route.ok_or_else(|| NotKept::Waits(Reason::Schema, received.schema_uri.clone()))?;
    let no_form = |why: &str| NotKept::Waits(Reason::Form, why.to_owned());
    let service = find_service_by_id(&mut view, route.service).await?.ok_or_else(|| no_form("no service"))?;
    let version = find_live(&mut view, &service.form).await?.ok_or_else(|| no_form("no published form"))?;
    if version.definition.handling.is_none() {
        return Err(no_form("the form has no handling"));
    }
    let source = find_fim(&mut view, &service.form).await?.and_then(|kept| kept.source);
    drop(view);
    let tenant = app.tenant(scope.tenant()).await.map_err(|error| StoreError::fault(format!("{error:?}")))?;
    let is_own = same_schema(&app.full_url(&tenant, &schema_path(&service.slug)), &received.schema_uri);
    Ok(Target { service, version, source, is_own })
}

/// The path of the schema of a service's own form.
pub fn schema_path(slug: &str) -> String {
    format!("/services/{slug}/schema.json")
}

/// A file that may be kept, and under which id of its submission.
struct Checked {
    attachment: String,
    /// Its id in the store, decided before it is put there, so that answers can name it.
    file: KeptFile,
    media: String,
    bytes: Bytes,
}

/// Everything that is to be kept as a file, looked into; and notes about what is left out.
async fn checked(app: &App, received: &Received) -> Result<(Vec<Checked>, Vec<Note>), NotKept> {
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    let (name, media) = match received.format {
        DataFormat::Json => ("fachdaten.json", "application/json"),
        DataFormat::Xml => ("fachdaten.xml", "application/xml"),
    };
    let mut came: Vec<(String, String, &str, String, &[u8])> =
        vec![(String::new(), name.to_owned(), "data", String::new(), &received.data)];
    for (at, attachment) in received.attachments.iter().enumerate() {
        let what = match &attachment.purpose {
            Purpose::Form => "form",
            Purpose::Report => "report",
            Purpose::Attachment | Purpose::Other(_) => "attachment",
        };
        let name = attachment.name.clone().unwrap_or_else(|| format!("anlage-{}", at + 1));
        let description = attachment.description.clone().unwrap_or_default();
        came.push((attachment.id.to_string(), name, what, description, &attachment.content));
    }
    for (at, proof) in received.authentication.iter().enumerate() {
        let name = format!("identitaetsnachweis-{}.txt", at + 1);
        came.push((String::new(), name, "proof", String::new(), proof.content.as_bytes()));
    }
    for (attachment, name, what, description, bytes) in came {
        let upload = Upload {
            field: attachment.clone(),
            name,
            media_type: String::new(),
            bytes: Bytes::copy_from_slice(bytes),
        };
        let upload = match let_in(app, upload).await {
            Ok(upload) => upload,
            Err(Barred { why: Why::Unchecked, .. }) => {
                return Err(NotKept::Waits(Reason::Scan, "nobody looks into files now".to_owned()));
            }
            Err(Barred { name, why: Why::Malicious, .. }) => {
                notes.push(Note::File { name, why: "malicious".to_owned() });
                continue;
            }
            Err(Barred { name, why: Why::Uncheckable, .. }) => {
                notes.push(Note::File { name, why: "uncheckable".to_owned() });
                continue;
            }
        };
        // The data are whatever they are, and never shown by a browser; all else is what people may send, too.
        let (name, media) = match what {
            "data" => (upload.name.clone(), media.to_owned()),
            _ => match check_upload(&upload, &allowed()) {
                Ok(checked) => (checked.name, checked.media_type.to_owned()),
                Err(mistake) => {
                    let why = mistake.key.strip_prefix("upload-").unwrap_or("kind").to_owned();
                    notes.push(Note::File { name: rathaus_store::files::clean_name(&upload.name), why });
                    continue;
                }
            },
        };
        let file = KeptFile {
            id: Id::new(app.now()),
            name,
            bytes: upload.bytes.len() as u64,
            what: what.to_owned(),
            description: description.chars().take(300).collect(),
        };
        kept.push(Checked { attachment, file, media, bytes: upload.bytes });
    }
    Ok((kept, notes))
}

/// What may be kept: what people may send, and archives, since online services pack.
fn allowed() -> Allowed {
    let mut allowed = Allowed { most_bytes: MOST_BYTES, ..Allowed::documents() };
    allowed.kinds.push(Kind::Zip);
    allowed
}

/// What is known of a submission that was opened. Nothing personal.
pub fn content_of(received: &Received, claims: Option<&str>) -> Content {
    Content {
        service: line(received.service.name.as_deref().unwrap_or_default()),
        identifier: line(&received.service.identifier),
        schema_uri: line(&received.schema_uri),
        claims: claims.map(str::to_owned),
        tags: Some(received.tags.clone()),
        ..Content::default()
    }
}

/// The same, with what is personal.
fn whole_content(received: &Received, claims: Option<&str>, notes: Vec<Note>) -> Content {
    let reference = received.reference.as_ref();
    Content {
        reference: line(reference.and_then(|one| one.sender_reference.as_deref()).unwrap_or_default()),
        applied_on: reference.and_then(|one| one.application_date),
        reply: received.reply_channel.as_ref().map(reply),
        proofs: (received.authentication.iter())
            .map(|proof| line(&format!("{} {}", proof.kind, proof.version)))
            .collect(),
        payment: received.payment.as_ref().map(|payment| Paid {
            cents: payment.gross_cents,
            reference: line(&payment.transaction_reference),
            state: match &payment.status {
                PaymentStatus::Initial => "initial".to_owned(),
                PaymentStatus::Booked => "booked".to_owned(),
                PaymentStatus::Failed => "failed".to_owned(),
                PaymentStatus::Canceled => "canceled".to_owned(),
                PaymentStatus::Other(word) => line(word),
            },
        }),
        notes,
        ..content_of(received, claims)
    }
}

fn reply(channel: &ReplyChannel) -> Reply {
    let (way, address) = match channel {
        ReplyChannel::EMail { address, .. } => ("mail", address.as_str()),
        ReplyChannel::DeMail { address } => ("demail", address.as_str()),
        ReplyChannel::Fink { mailbox, .. } => ("fink", mailbox.as_str()),
        ReplyChannel::Elster { account_id, .. } => ("elster", account_id.as_str()),
        ReplyChannel::Other { name, .. } => (name.as_str(), ""),
    };
    Reply { way: line(way), address: line(address) }
}

fn line(text: &str) -> String {
    let plain: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    crate::fim::cut(plain.trim(), 300)
}

/// Makes a submission a case, or says why not. `submitted_at` is when the sender sent it off, `claims` the schema to answer in.
/// `false` where somebody else has decided about it.
///
/// # Errors
///
/// [`NotKept`].
pub async fn keep(
    app: &App,
    scope: &Scope,
    arrival: &Arrival,
    received: &Received,
    claims: Option<&str>,
    submitted_at: Timestamp,
) -> Result<bool, NotKept> {
    let target = target(app, scope, received).await?;
    let tree = answers::read(received.format, &received.data).map_err(|malformed| {
        let kind = match malformed {
            answers::Malformed::Syntax(_) => ProblemKind::SyntaxViolation,
            answers::Malformed::NoObject => ProblemKind::SchemaViolation,
        };
        let detail = "Die Fachdaten können nicht gelesen werden.";
        NotKept::Refused(Problem::new(kind, rathaus_fit::Part::Data, detail))
    })?;
    let (checked, left_out) = checked(app, received).await?;
    let attached: Attached = (checked.iter())
        .filter(|one| !one.attachment.is_empty())
        .map(|one| (one.attachment.clone(), file_ref(one)))
        .collect();
    let definition = &target.version.definition;
    let mut placed = answers::place(definition, target.source.as_ref(), target.is_own, &tree, &attached);
    if placed.found == 0 && definition.fields().any(|standing| standing.field.kind.is_question()) {
        return Err(NotKept::Waits(Reason::Data, "no value belongs to the form".to_owned()));
    }
    let texts = app.texts(Lang::De);
    answers::note_unasked(&mut placed, definition, texts, today(app.now())).map_err(StoreError::fault)?;
    placed.notes.splice(0..0, left_out);
    let files = app.port::<Files>().map_err(|error| StoreError::fault(format!("{error:?}")))?;
    let mut content = whole_content(received, claims, std::mem::take(&mut placed.notes));
    let now = app.now();
    let mut change = scope.change(ACTOR, now).await?;
    if !claim(&mut change, arrival).await? {
        return Ok(false);
    }
    let case =
        apply(&mut change, &files, &target, placed, checked, &mut content, arrival, submitted_at).await?;
    update_decided(&mut change, arrival.id, Some(case), &content).await?;
    let record = Record::new("fit.received", case).with("submission", arrival.id.to_string());
    change.commit(record).await?;
    Ok(true)
}

fn file_ref(checked: &Checked) -> FileRef {
    FileRef {
        id: checked.file.id.to_string(),
        name: checked.file.name.clone(),
        media: checked.media.split(';').next().unwrap_or_default().to_owned(),
        bytes: checked.file.bytes,
    }
}

/// The application, its case and its files.
#[allow(clippy::too_many_arguments)]
async fn apply(
    change: &mut Change,
    files: &Files,
    target: &Target,
    mut placed: Placed,
    checked: Vec<Checked>,
    content: &mut Content,
    arrival: &Arrival,
    submitted_at: Timestamp,
) -> Result<Id, StoreError> {
    let Target { service, version, .. } = target;
    let (name, own) = answers::who(&version.definition, &placed.answers);
    // What the applicant chose for the answer goes before what the form asked for.
    let chosen = content.reply.as_ref().filter(|reply| reply.way == "mail");
    let chosen = chosen.and_then(|reply| rathaus_web::form::read_email(&reply.address));
    let new = NewApplication {
        service: service.id,
        form: service.form.clone(),
        person: None,
        email: chosen.unwrap_or(own),
        name: if name.is_empty() { "Ohne Namen".to_owned() } else { crate::fim::cut(&name, 200) },
        lang: Lang::De,
        channel: Channel::Fit,
    };
    let id = insert_application(change, &new).await?;
    let application = find_application(change, id)
        .await?
        .ok_or_else(|| StoreError::fault("a new application is not there"))?;
    let holder = application.holder();
    // Files that answers name belong to the answers, as if they had been sent with the form; all others to the submission.
    let mut ids = std::collections::BTreeMap::new();
    for one in checked {
        let owned = if placed.named.contains(&one.attachment) {
            file_owner(version.form, &holder)
        } else {
            owner(arrival.id)
        };
        let stored = files.put(change, &one.file.name, &one.media, one.bytes, owned).await?;
        ids.insert(one.file.id.to_string(), stored);
        content.files.push(KeptFile { id: stored, ..one.file });
    }
    rename(&mut placed.answers, &ids);
    let at = submitted_at.min(change.now());
    let submission = take_over(change, version, &holder, &placed.answers, at).await?;
    let opening = Opening { submission: &submission, version, applicant: &new.name, channel: new.channel };
    let case = open_case(change, opening).await?;
    tie_case(change, id, case.id, "", "").await?;
    change.enqueue(Telling::of(case.id, case.seq, "received")?).await?;
    Ok(case.id)
}

/// Gives files in answers the ids that the store has for them.
fn rename(answers: &mut rathaus_procedure::Answers, ids: &std::collections::BTreeMap<String, Id>) {
    for answer in answers.0.values_mut() {
        match answer {
            rathaus_procedure::Answer::Files(files) => {
                for file in files {
                    if let Some(id) = ids.get(&file.id) {
                        file.id = id.to_string();
                    }
                }
            }
            rathaus_procedure::Answer::Records(records) => {
                records.iter_mut().for_each(|record| rename(record, ids));
            }
            _ => {}
        }
    }
}

/// Writes down that a submission is to be rejected. `false` where somebody else has decided about it.
///
/// # Errors
///
/// What the database says.
pub async fn refuse(
    mut change: Change,
    arrival: &Arrival,
    problems: Vec<Problem>,
    why: &str,
) -> Result<bool, StoreError> {
    if !claim(&mut change, arrival).await? {
        return Ok(false);
    }
    let content = Content { problems, why: line(why), ..arrival.content.clone() };
    update_decided(&mut change, arrival.id, None, &content).await?;
    let kinds: Vec<&str> =
        content.problems.iter().filter_map(|problem| problem.uri.rsplit('/').next()).collect();
    let record = Record::new("fit.refused", arrival.id.to_string()).with("problems", kinds);
    change.commit(record).await?;
    Ok(true)
}
