//! The register of an election: who may vote.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_people::{membership, person};
use rathaus_store::{Id, Record, Session};
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::preparation::election_of;
use crate::model::{ElectorLine, LineFault, MOST_ELECTORS, read_electors};
use crate::policy;
use crate::preparing::{held_draft, named};
use crate::store::elector::{
    Elector, delete_elector, delete_electors, find_electors, find_register, insert_electors, list_electors,
};

/// The columns of the list and of its file.
const COLUMNS: [(&str, Kind); 4] =
    [("number", Kind::Number), ("name", Kind::Text), ("address", Kind::Text), ("weight", Kind::Number)];
/// The most characters that are pasted: a long line for each.
const MOST_PASTED: usize = MOST_ELECTORS * 100;
/// How many wrong lines are named; more than that is another file.
const MOST_NAMED: usize = 50;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/electors", get(list).merge(post(add)))
        .route("/votes/{uuid}/electors/members", post(add_members))
        .route("/votes/{uuid}/electors/clearance", post(clear))
        .route("/votes/{uuid}/electors/{number}/removal", post(remove));
}

/// Organisations that somebody belongs to now, by name, with how many people.
async fn organisations(db: &mut Session, visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let mut found: BTreeMap<(String, Id), std::collections::BTreeSet<Id>> = BTreeMap::new();
    for one in membership::list(db, visitor.now()).await? {
        if let Some(id) = one.organisation {
            found.entry((one.organisation_name, id)).or_default().insert(one.person);
        }
    }
    let option = |((name, id), people): ((String, Id), std::collections::BTreeSet<Id>)| {
        let label = visitor
            .text_with("electors-organisation-of", &[("name", name.into()), ("n", people.len().into())])?;
        Ok(context! { value => id.to_string(), label })
    };
    found.into_iter().map(option).collect()
}

/// What went wrong with a list or an organisation, and on which form.
#[derive(Default)]
struct Typed {
    sheet: Sheet,
    faults: Vec<(u64, LineFault)>,
}

fn export(visitor: &Visitor, electors: &[Elector]) -> Result<Table, PageError> {
    let rows = electors.iter().map(|elector| {
        vec![
            Cell::from(elector.number as i64),
            Cell::from(&elector.name),
            Cell::from(&elector.address),
            Cell::from(elector.weight as i64),
        ]
    });
    let columns = Columns::read(visitor, "electors", &COLUMNS)?;
    Ok(columns.table(visitor.text("electors-file")?, visitor.text("electors-title")?, rows.collect()))
}

async fn page(visitor: &Visitor, uuid: &str, typed: Option<Typed>) -> Answer {
    let listing = Listing::read(visitor, &["number"], &[]);
    let mut view = visitor.read().await?;
    let election = named(&mut view, uuid).await?;
    if let Some(format) = listing.format().filter(|_| typed.is_none()) {
        let electors = list_electors(&mut view, election.id).await?;
        drop(view);
        return visitor.export(&export(visitor, &electors)?, format).await;
    }
    let register = find_register(&mut view, election.id).await?;
    let (electors, total) = find_electors(&mut view, election.id, listing.q(), listing.slice()).await?;
    let organisations = organisations(&mut view, visitor).await?;
    drop(view);
    let rows: Vec<Value> = electors
        .iter()
        .map(|elector| {
            context! {
                number => elector.number, name => elector.name.clone(), address => elector.address.clone(),
                weight => elector.weight, has_key => elector.credential.is_some(),
            }
        })
        .collect();
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let typed = typed.unwrap_or_default();
    let fault = |(line, fault): &(u64, LineFault)| {
        visitor.text_with(&format!("electors-fault-{}", fault.word()), &[("line", (*line).into())])
    };
    let columns = Columns::read(visitor, "electors", &COLUMNS)?;
    let context = context! {
        election => election_of(visitor, &election)?,
        rows, organisations,
        all => register.electors, weight => register.weight, with_key => register.with_credential,
        is_weighted => register.greatest > 1,
        list => listing.view(visitor, &columns.heads(), total)?,
        faults => typed.faults.iter().take(MOST_NAMED).map(fault).collect::<Result<Vec<_>, _>>()?,
        more_faults => typed.faults.len().saturating_sub(MOST_NAMED),
        form => visitor.form(&typed.sheet)?,
    };
    visitor.page_with(status, "votes/electors.html", visitor.text("electors-title")?, context)
}

async fn list(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &uuid, None).await
}

/// A list as it was pasted or sent.
struct Given(Vec<u8>);

impl FromForm for Given {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let file = form.files("file").first().map(|file| file.bytes.to_vec()).filter(|file| !file.is_empty());
        // Tabs separate columns that come from a spreadsheet, so the text stays as it is.
        let pasted = form.fields().first("people").unwrap_or_default().to_owned();
        match (file, pasted.trim().is_empty()) {
            (Some(file), _) => Some(Self(file)),
            (None, true) => {
                form.mistake("people", "electors-nothing");
                None
            }
            (None, false) if pasted.chars().count() > MOST_PASTED => {
                form.mistake("people", "electors-too-much");
                None
            }
            (None, false) => Some(Self(pasted.into_bytes())),
        }
    }
}

async fn add(visitor: Visitor, Path(uuid): Path<String>, form: Form<Given>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    let (Given(bytes), sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &uuid, Some(Typed { sheet, ..Typed::default() })).await;
        }
    };
    let people = match read_electors(&bytes) {
        Ok(people) => people,
        Err(faults) => {
            drop(change);
            let sheet = sheet.wrong("people", "electors-wrong-lines");
            return page(&visitor, &uuid, Some(Typed { sheet, faults })).await;
        }
    };
    let there = find_register(&mut change, election.id).await?.electors;
    let added = insert_electors(&mut change, election.id, &people).await?;
    if there + added > MOST_ELECTORS as u64 {
        drop(change);
        let sheet = sheet.wrong("people", "electors-full");
        return page(&visitor, &uuid, Some(Typed { sheet, ..Typed::default() })).await;
    }
    let record = Record::new("election.electors-added", election.id).with("count", added);
    change.commit(record).await?;
    visitor.done(&format!("/votes/{uuid}/electors"), said(added, people.len()))
}

/// What is said after so many of a list were added.
fn said(added: u64, listed: usize) -> &'static str {
    if added == listed as u64 { "electors-added" } else { "electors-added-some" }
}

/// An organisation whose members may vote.
struct Members(Id);

impl FromForm for Members {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.id("organisation").map(Self)
    }
}

async fn add_members(visitor: Visitor, Path(uuid): Path<String>, form: Form<Members>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    let (Members(organisation), sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &uuid, Some(Typed { sheet, ..Typed::default() })).await;
        }
    };
    let mut people = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for one in membership::list_of_organisation(&mut change, organisation, visitor.now()).await? {
        let found = person::find(&mut change, one.person).await?;
        if let Some(found) = found.filter(|_| seen.insert(one.person)) {
            let name = found.addressed().chars().take(160).collect();
            people.push(ElectorLine { name, address: String::new(), weight: 1 });
        }
    }
    let there = find_register(&mut change, election.id).await?.electors;
    let added = insert_electors(&mut change, election.id, &people).await?;
    let wrong = match () {
        () if people.is_empty() => Some("electors-no-members"),
        () if there + added > MOST_ELECTORS as u64 => Some("electors-full"),
        () => None,
    };
    if let Some(key) = wrong {
        drop(change);
        let sheet = sheet.wrong("organisation", key);
        return page(&visitor, &uuid, Some(Typed { sheet, ..Typed::default() })).await;
    }
    let record = Record::new("election.electors-added", election.id).with("count", added);
    change.commit(record).await?;
    visitor.done(&format!("/votes/{uuid}/electors"), said(added, people.len()))
}

async fn remove(visitor: Visitor, Path((uuid, number)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let number: u64 = number.parse().map_err(|_| PageError::NotFound)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    if delete_elector(&mut change, election.id, number).await? {
        let record = Record::new("election.elector-removed", election.id).with("number", number);
        change.commit(record).await?;
    }
    visitor.done(&format!("/votes/{uuid}/electors"), "electors-removed")
}

async fn clear(visitor: Visitor, Path(uuid): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let election = held_draft(&mut change, &uuid).await?;
    if fields.first("sure").is_none() {
        drop(change);
        let sheet = Sheet::blank().wrong("sure", "preparation-sure-missing");
        return page(&visitor, &uuid, Some(Typed { sheet, ..Typed::default() })).await;
    }
    let removed = delete_electors(&mut change, election.id).await?;
    change.commit(Record::new("election.electors-cleared", election.id).with("count", removed)).await?;
    visitor.done(&format!("/votes/{uuid}/electors"), "electors-cleared")
}
