//! Who was told what when: the list, what was public when, and files with the hashes of the audit log.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::Id;
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::uploads::download;
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get};

use crate::pages::invitations::{head, slice};
use crate::pages::round::round_of;
use crate::policy;
use crate::telling::{Telling, Told, ToldKind, telling};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes =
        routes.route("/rounds/{slug}/told", get(list)).route("/rounds/{slug}/told/chain.jsonl", get(chain));
}

const SORTS: [&str; 3] = ["-at", "name", "what"];
const FILTERS: [&str; 3] = ["organisation", "kind", "sent"];

/// The lines that the address asks for, in its order.
pub(crate) fn narrowed<'t>(
    visitor: &Visitor,
    all: &'t [Told],
    listing: &Listing,
) -> Result<Vec<&'t Told>, PageError> {
    let q = listing.q().to_lowercase();
    let organisation = listing.filter("organisation").map(str::to_owned);
    let mut found: Vec<&Told> = all
        .iter()
        .filter(|one| {
            let text = || format!("{} {} {} {}", one.name, one.to, one.subject, one.words).to_lowercase();
            let is_of = |id: &String| one.organisation.is_some_and(|own| own.to_string() == *id);
            // What is public is told to everybody, so to this one, too.
            let concerns = |id: &String| is_of(id) || one.kind == ToldKind::Public;
            (q.is_empty() || text().contains(&q))
                && organisation.as_ref().is_none_or(concerns)
                && listing.filter("kind").is_none_or(|kind| one.kind.word() == kind)
                && listing.filter("sent").is_none_or(|state| one.state.is_some_and(|own| own.word() == state))
        })
        .collect();
    match listing.sort() {
        "name" => found.sort_by_cached_key(|one| rathaus_people::german_order(&one.name)),
        "what" => {
            let mut keyed = found
                .into_iter()
                .map(|one| Ok((visitor.text(&one.what)?, one)))
                .collect::<Result<Vec<_>, PageError>>()?;
            keyed.sort_by(|a, b| a.0.cmp(&b.0));
            found = keyed.into_iter().map(|(_, one)| one).collect();
        }
        _ => found.reverse(),
    }
    if listing.is_descending() {
        found.reverse();
    }
    Ok(found)
}

/// Who did it, in words.
fn by(visitor: &Visitor, one: &Told) -> Result<String, PageError> {
    match one.actor.as_str() {
        _ if !one.by.is_empty() => Ok(one.by.clone()),
        "" => Ok(String::new()),
        actor => visitor.text(&format!("told-by-{actor}")),
    }
}

/// What became of the mail, in words.
fn state(visitor: &Visitor, one: &Told) -> Result<String, PageError> {
    one.state.map_or_else(|| Ok(String::new()), |state| visitor.text(&format!("told-state-{}", state.word())))
}

fn table(visitor: &Visitor, slug: &str, found: &[&Told]) -> Result<Table, PageError> {
    let columns = [
        ("at", Kind::Time),
        ("kind", Kind::Text),
        ("what", Kind::Text),
        ("name", Kind::Text),
        ("to", Kind::Text),
        ("subject", Kind::Text),
        ("words", Kind::LongText),
        ("version", Kind::Text),
        ("state", Kind::Text),
        ("sent", Kind::Time),
        ("error", Kind::Text),
        ("by", Kind::Text),
        ("seq", Kind::Number),
        ("hash", Kind::Text),
    ];
    let rows = found
        .iter()
        .map(|one| {
            Ok(vec![
                Cell::from(one.at),
                Cell::from(visitor.text(&format!("told-kind-{}", one.kind.word()))?),
                Cell::from(visitor.text(&one.what)?),
                Cell::from(&one.name),
                Cell::from(&one.to),
                Cell::from(&one.subject),
                Cell::from(&one.words),
                Cell::from(&one.version),
                Cell::from(state(visitor, one)?),
                Cell::from(one.sent_at),
                Cell::from(&one.error),
                Cell::from(by(visitor, one)?),
                Cell::from(one.seq),
                Cell::from(&one.hash),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(Table {
        name: format!("{}-{slug}", visitor.text("told-file")?),
        title: visitor.text("told-title")?,
        columns: columns
            .iter()
            .map(|(key, kind)| Ok(Column::new(visitor.text(&format!("told-column-{key}"))?, *kind)))
            .collect::<Result<_, PageError>>()?,
        rows,
    })
}

fn row(visitor: &Visitor, one: &Told) -> Result<Value, PageError> {
    Ok(context! {
        at => one.at.to_string(),
        kind => one.kind.word(),
        what => visitor.text(&one.what)?,
        name => one.name.clone(),
        to => one.to.clone(),
        subject => one.subject.clone(),
        words => one.words.clone(),
        version => one.version.clone(),
        state => one.state.map(rathaus_web::mail::MailState::word),
        state_words => state(visitor, one)?,
        sent_at => one.sent_at.map(|at| at.to_string()),
        error => one.error.clone(),
        by => by(visitor, one)?,
        seq => one.seq,
        hash => one.hash.clone(),
    })
}

/// Bodies and suppliers that occur, for the filter.
fn choices(visitor: &Visitor, telling: &Telling) -> Result<Value, PageError> {
    let names: BTreeMap<Id, &str> =
        telling.told.iter().filter_map(|one| Some((one.organisation?, one.name.as_str()))).collect();
    let mut names: Vec<(Id, &str)> = names.into_iter().collect();
    names.sort_by_cached_key(|(_, name)| rathaus_people::german_order(name));
    let option = |value: String, label: String| context! { value => value, label => label };
    let words = |stem: &str, words: &mut dyn Iterator<Item = &'static str>| {
        words
            .map(|word| Ok(option(word.to_owned(), visitor.text(&format!("{stem}-{word}"))?)))
            .collect::<Result<Vec<Value>, PageError>>()
    };
    Ok(context! {
        organisations =>
            names.into_iter().map(|(id, name)| option(id.to_string(), name.to_owned())).collect::<Vec<_>>(),
        kinds => words("told-kind", &mut ToldKind::ALL.iter().map(|kind| kind.word()))?,
        states => words("told-state", &mut rathaus_web::mail::MailState::ALL.iter().map(|state| state.word()))?,
    })
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let telling = telling(&mut view, &round).await?;
    drop(view);
    let listing = Listing::read(&visitor, &SORTS, &FILTERS);
    let found = narrowed(&visitor, &telling.told, &listing)?;
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &slug, &found)?, format).await;
    }
    let keys = ["at", "what", "name", "state", "seq"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("told-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> = keys.iter().zip(&labels).map(|(key, label)| Head::text(key, label)).collect();
    let view = listing.view(&visitor, &heads, found.len() as u64)?;
    let rows = slice(&found, &listing)
        .into_iter()
        .map(|one| row(&visitor, one))
        .collect::<Result<Vec<_>, PageError>>()?;
    let public = telling
        .shown
        .iter()
        .map(|one| {
            Ok(context! {
                what => visitor.text_with(one.what, &[("name", one.name.as_str().into())])?,
                from => one.from.to_string(),
                until => one.until.map(|at| at.to_string()),
                version => one.version.clone(),
            })
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let whole = listing.filter("organisation").and_then(|id| {
        telling
            .told
            .iter()
            .find(|one| one.organisation.is_some_and(|own| own.to_string() == id))
            .map(|one| &one.name)
    });
    let context = context! {
        round => head(&round),
        all => telling.told.len(),
        list => view,
        rows => rows,
        public => public,
        choices => choices(&visitor, &telling)?,
        records => telling.chain.len(),
        only => whole.cloned(),
    };
    visitor.page("forum/told.html", visitor.text("told-title")?, context)
}

/// The records of the audit log behind the list, whole, a line of JSON each, for `rathaus audit verify --lines`.
async fn chain(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let lines = crate::store::told::list_lines(&mut view, round.id).await?;
    drop(view);
    let mut text = String::new();
    for line in &lines {
        text += &serde_json::to_string(line).map_err(PageError::fault)?;
        text.push('\n');
    }
    let name = format!("{}-{slug}.jsonl", visitor.text("told-file-chain")?);
    let mut response = download(&name, "application/jsonl; charset=utf-8", text)?;
    *response.status_mut() = StatusCode::OK;
    Ok(response)
}
