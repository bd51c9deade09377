//! What comes over FIT-Connect, for the office: what waits and why, what became a case, what was rejected; the files that came
//! along; and the schema of a form's data, for everybody who may see the service.

mod connection;
mod services;

use axum::extract::Path;
use rathaus_core::Cents;
use rathaus_fit::{Part, Problem, ProblemKind, SubmissionId};
use rathaus_procedure::case::{Case, Channel};
use rathaus_procedure::store::{find_case, find_live};
use rathaus_store::files::find_file;
use rathaus_store::{Files, Id, Record, Session};
use rathaus_web::filters::{date_time, money};
use rathaus_web::uploads::download;
use rathaus_web::{Answer, Feature, PageError, Sheet, Value, Visitor, context, get, post};

use super::catalogue::seen;
use crate::fit::keeping::{refuse, schema_path};
use crate::fit::schema::schema_of;
use crate::fit::{Arrival, ArrivalState, Note, Reason};
use crate::jobs::fit::round;
use crate::policy;
use crate::store::fit::{
    count_arrivals, find_arrival, find_arrival_of, find_connection, list_open, list_over,
};

/// How many of those that are over are shown.
const MOST: u32 = 50;

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases/fit", get(list))
        .route("/cases/fit/rounds", post(ask))
        .route("/cases/fit/connection", get(connection::show).merge(post(connection::save)))
        .route("/cases/fit/connection/check", post(connection::check))
        .route("/cases/fit/connection/keys", post(connection::drop_key))
        .route("/cases/fit/connection/removal", post(connection::remove))
        .route("/cases/fit/services", get(services::show).merge(post(services::add)))
        .route("/cases/fit/services/removal", post(services::remove))
        .route("/cases/fit/{id}/rejection", post(reject))
        .route("/cases/fit/{id}/files/{file}", get(file))
        .route("/services/{slug}/schema.json", get(schema));
}

fn title_of(arrival: &Arrival) -> String {
    let content = &arrival.content;
    let names = [&content.service, &content.identifier];
    names.into_iter().find(|name| !name.is_empty()).cloned().unwrap_or_default()
}

fn problem(problem: &Problem) -> Value {
    context! { title => problem.title.clone(), detail => problem.detail.clone(), instance => problem.instance.clone() }
}

async fn row(visitor: &Visitor, db: &mut Session, arrival: &Arrival) -> Result<Value, PageError> {
    let case = match arrival.case {
        Some(case) => find_case(db, case).await?,
        None => None,
    };
    let at = |at| date_time(visitor.lang(), at);
    Ok(context! {
        id => arrival.id.to_string(),
        title => title_of(arrival),
        identifier => arrival.content.identifier.clone(),
        schema => arrival.content.schema_uri.clone(),
        state => arrival.state.word(),
        reason => arrival.reason.map(Reason::word),
        is_about_services => arrival.reason.is_some_and(Reason::is_about_services),
        // Where the reason says it all, the technical one would only repeat what stands beside it.
        fault => arrival.fault.clone().filter(|_| !arrival.reason.is_some_and(Reason::is_about_services)).unwrap_or_default(),
        found => at(arrival.found_at),
        next => at(arrival.next_at.max(arrival.found_at)),
        answered => arrival.answered_at.map(at).unwrap_or_default(),
        number => case.as_ref().map(|case| case.number.clone()).unwrap_or_default(),
        href => case.map(|case| visitor.url(&format!("/cases/{}", case.number))),
        problems => arrival.content.problems.iter().map(problem).collect::<Vec<_>>(),
        why => arrival.content.why.clone(),
        reject => visitor.url(&format!("/cases/fit/{}/rejection", arrival.id)),
    })
}

async fn rows(visitor: &Visitor, db: &mut Session, arrivals: &[Arrival]) -> Result<Vec<Value>, PageError> {
    let mut rows = Vec::new();
    for arrival in arrivals {
        rows.push(row(visitor, db, arrival).await?);
    }
    Ok(rows)
}

async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let connected = find_connection(&mut view).await?;
    let (waiting, unanswered): (Vec<Arrival>, Vec<Arrival>) =
        list_open(&mut view).await?.into_iter().partition(|arrival| arrival.state == ArrivalState::Waiting);
    let mut over = Vec::new();
    for state in [ArrivalState::Accepted, ArrivalState::Rejected, ArrivalState::Gone] {
        let arrivals = list_over(&mut view, state, MOST).await?;
        over.push(rows(&visitor, &mut view, &arrivals).await?);
    }
    let [accepted, rejected, gone] = [0, 1, 2].map(|at: usize| over[at].clone());
    let mut counts = Vec::new();
    for state in [ArrivalState::Waiting, ArrivalState::Accepted, ArrivalState::Rejected] {
        let label = visitor.text(&format!("fit-count-{}", state.word()))?;
        counts.push(context! { number => count_arrivals(&mut view, state).await?, label });
    }
    let at = |at| date_time(visitor.lang(), at);
    let context = context! {
        connection => connected.as_ref().map(|known| context! {
            host => known.connection.host(),
            place => known.connection.place.word(),
            asked => known.asked_at.map(at),
            good => known.good_at.map(at),
            fault => known.fault.clone(),
        }),
        has_any => !(waiting.is_empty() && unanswered.is_empty() && over.iter().all(Vec::is_empty)),
        counts,
        waiting => rows(&visitor, &mut view, &waiting).await?,
        unanswered => rows(&visitor, &mut view, &unanswered).await?,
        accepted,
        rejected,
        gone,
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&Sheet::blank())?,
    };
    drop(view);
    visitor.page("services/fit.html", visitor.text("fit-title")?, context)
}

/// Fetches at once, in the background.
async fn ask(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    find_connection(&mut *visitor.read().await?).await?.ok_or(PageError::NotFound)?;
    visitor.limit("fit", "round")?;
    let mut change = visitor.change().await?;
    change.enqueue(round()?).await?;
    change.commit(Record::new("fit.asked", visitor.tenant().id)).await?;
    visitor.done("/cases/fit", "fit-asked")
}

/// What a sender is told of a submission that the office rejects.
fn problem_of(reason: Option<Reason>) -> Problem {
    let (kind, part, detail) = match reason {
        Some(Reason::Service | Reason::Form) => (
            ProblemKind::UnsupportedService,
            Part::Metadata,
            "Die angegebene Verwaltungsleistung wird von diesem Zustellpunkt nicht angeboten.",
        ),
        Some(Reason::Schema) => (
            ProblemKind::UnsupportedSchema,
            Part::Metadata,
            "Das angegebene Fachdatenschema wird nicht unterstützt.",
        ),
        Some(Reason::Data) => (
            ProblemKind::SchemaViolation,
            Part::Data,
            "Die Fachdaten entsprechen nicht dem angegebenen Schema.",
        ),
        Some(Reason::Key) => (
            ProblemKind::EncryptionIssue,
            Part::Metadata,
            "Der Teil der Einreichung konnte nicht entschlüsselt werden.",
        ),
        _ => (ProblemKind::TechnicalError, Part::Other, "Die Einreichung kann nicht verarbeitet werden."),
    };
    Problem::new(kind, part, detail)
}

async fn of_id(db: &mut Session, id: &str) -> Result<Arrival, PageError> {
    let id: SubmissionId = id.parse().map_err(|_| PageError::NotFound)?;
    find_arrival(db, id).await?.ok_or(PageError::NotFound)
}

/// Rejects what waits.
async fn reject(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let arrival = of_id(&mut change, &id).await?;
    if arrival.state != ArrivalState::Waiting {
        return visitor.done("/cases/fit", "fit-not-waiting");
    }
    change.enqueue(round()?).await?;
    let why = arrival.reason.map_or("", Reason::word);
    match refuse(change, &arrival, vec![problem_of(arrival.reason)], why).await? {
        true => visitor.done("/cases/fit", "fit-was-refused"),
        false => visitor.done("/cases/fit", "fit-not-waiting"),
    }
}

/// A file that came along.
async fn file(visitor: Visitor, Path((id, file)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let arrival = of_id(&mut view, &id).await?;
    let file: Id = file.parse().map_err(|_| PageError::NotFound)?;
    let is_its = arrival.content.files.iter().any(|one| one.id == file);
    let stored = find_file(&mut view, file).await?.filter(|_| is_its).ok_or(PageError::NotFound)?;
    drop(view);
    let bytes = visitor.app().port::<Files>()?.read(&stored).await?;
    download(&stored.name, &stored.media_type, bytes)
}

/// The schema of the data that a service's form takes.
async fn schema(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let service = seen(&visitor, &mut view, &slug).await?;
    let version = find_live(&mut view, &service.form).await?.ok_or(PageError::NotFound)?;
    drop(view);
    let schema = schema_of(&version.definition, &visitor.full_url(&schema_path(&slug)));
    let text = serde_json::to_string_pretty(&schema).map_err(PageError::fault)?;
    download(&format!("{slug}.schema.json"), "application/schema+json", text)
}

fn note(visitor: &Visitor, note: &Note) -> Result<Value, PageError> {
    let count = |n: usize| rathaus_web::Value::from(n);
    Ok(match note {
        Note::Unplaced { place, value } => {
            context! { kind => "unplaced", term => place.clone(), detail => value.clone() }
        }
        Note::Unreadable { label, value } => {
            context! { kind => "unreadable", term => label.clone(), detail => value.clone() }
        }
        Note::NotAsked { label, value } => {
            context! { kind => "not-asked", term => label.clone(), detail => value.clone() }
        }
        Note::More { label, came, kept } => {
            let detail = visitor
                .text_with("fit-note-more-detail", &[("came", (*came).into()), ("kept", (*kept).into())])?;
            context! { kind => "more", term => label.clone(), detail }
        }
        Note::Cut { left } => context! { kind => "cut", n => count(*left), term => "", detail => "" },
        Note::File { name, why } => {
            let detail = visitor.text(&format!("fit-file-{why}"))?;
            context! { kind => "file", term => name.clone(), detail }
        }
    })
}

/// What the office should know of the submission that a case came from.
pub(crate) async fn of_case(
    visitor: &Visitor,
    db: &mut Session,
    case: &Case,
) -> Result<Option<Value>, PageError> {
    if case.channel != Channel::Fit {
        return Ok(None);
    }
    let Some(arrival) = find_arrival_of(db, case.id).await? else { return Ok(None) };
    let content = &arrival.content;
    let known = ["mail", "demail", "fink", "elster"];
    let reply = content.reply.as_ref().map(|reply| {
        let way = if known.contains(&reply.way.as_str()) { reply.way.as_str() } else { "other" };
        context! { way, name => reply.way.clone(), address => reply.address.clone(), is_mail => way == "mail" }
    });
    let files: Vec<Value> = content
        .files
        .iter()
        .map(|file| {
            context! {
                href => visitor.url(&format!("/cases/fit/{}/files/{}", arrival.id, file.id)),
                name => file.name.clone(),
                what => file.what.clone(),
                description => file.description.clone(),
                kilobytes => file.bytes.div_ceil(1_000),
            }
        })
        .collect();
    let payment = match &content.payment {
        None => None,
        Some(paid) => {
            let known = ["initial", "booked", "failed", "canceled"].contains(&paid.state.as_str());
            let state =
                if known { visitor.text(&format!("fit-paid-{}", paid.state))? } else { paid.state.clone() };
            let sum = paid.cents.map(|cents| money(visitor.lang(), Cents(cents))).unwrap_or_default();
            Some(context! { sum, reference => paid.reference.clone(), state })
        }
    };
    let notes: Vec<Value> = content.notes.iter().map(|one| note(visitor, one)).collect::<Result<_, _>>()?;
    Ok(Some(context! {
        id => arrival.id.to_string(),
        service => title_of(&arrival),
        reference => content.reference.clone(),
        applied => content.applied_on.map(|day| day.to_string()),
        found => date_time(visitor.lang(), arrival.found_at),
        state => arrival.state.word(),
        reason => arrival.reason.map(Reason::word),
        reply,
        proofs => content.proofs.clone(),
        payment,
        files,
        notes,
    }))
}
