//! Organisations of the tenant: list, add from the register or by hand, change, join two that are one.

use axum::Router;
use axum::extract::Path;
use rathaus_core::Ags;
use rathaus_store::{Id, Record, Slice};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, App, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post, shown,
};

use super::texts;
use crate::membership;
use crate::organisation::{
    self, NewOrganisation, OrganisationFilter, OrganisationKind, OrganisationState, SizeClass,
};
use crate::person;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/organisations", get(list))
        .route("/admin/organisations/new", get(show_new).merge(post(add)))
        .route("/admin/organisations/{id}", get(show).merge(post(save)))
        .route("/admin/organisations/{id}/merger", post(merge))
}

fn kind_options(visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    OrganisationKind::ALL
        .into_iter()
        .map(|kind| {
            let label = visitor.text(&format!("people-kind-{}", kind.word()))?;
            Ok(context! { value => kind.word(), label })
        })
        .collect()
}

async fn list(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    let listing = Listing::read(&visitor, &[], &["kind", "size", "county"]);
    let filter = OrganisationFilter {
        q: listing.q().to_owned(),
        kind: listing.filter("kind").and_then(|word| word.parse().ok()),
        county: listing.filter("county").map(str::to_owned),
        size: listing.filter("size").and_then(|word| word.parse().ok()),
    };
    let slice = if listing.format().is_some() { Slice::first(100_000) } else { listing.slice() };
    let mut view = visitor.read().await?;
    let (found, total) = organisation::list(&mut view, &filter, slice).await?;
    let (all, _) =
        organisation::list(&mut view, &OrganisationFilter::default(), Slice::first(100_000)).await?;
    drop(view);
    let labels = texts(&visitor, "admin-organisations", &["name", "kind", "ags", "inhabitants", "county"])?;
    let title = visitor.text("admin-organisations-title")?;
    let kind = |one: &organisation::Organisation| visitor.text(&format!("people-kind-{}", one.kind.word()));
    if let Some(format) = listing.format() {
        let columns = labels
            .iter()
            .map(|(key, label)| {
                Column::new(label, if *key == "inhabitants" { Kind::Number } else { Kind::Text })
            })
            .collect();
        let mut rows = Vec::new();
        for one in &found {
            rows.push(vec![
                Cell::from(&one.name),
                Cell::from(kind(one)?),
                Cell::from(one.ags.map(|ags| ags.to_string())),
                Cell::from(one.inhabitants),
                Cell::from(one.county_name()),
            ]);
        }
        return visitor.export(&Table { name: "organisations".into(), title, columns, rows }, format).await;
    }
    let mut rows = Vec::new();
    for one in &found {
        rows.push(context! {
            id => one.id.to_string(),
            name => one.name.clone(),
            kind => kind(one)?,
            ags => one.ags.map(|ags| ags.to_string()).unwrap_or_default(),
            inhabitants => one.inhabitants,
            county => one.county_name().unwrap_or_default(),
        });
    }
    let heads: Vec<Head<'_>> = labels
        .iter()
        .map(
            |(key, label)| {
                if *key == "inhabitants" { Head::number(key, label) } else { Head::text(key, label) }
            },
        )
        .collect();
    let sizes = SizeClass::ALL
        .into_iter()
        .map(|size| {
            let label = visitor.text(&format!("people-size-{}", size.word()))?;
            Ok(context! { value => size.word(), label })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let mut counties: Vec<&String> = all.iter().filter_map(|one| one.county.as_ref()).collect();
    counties.sort_unstable();
    counties.dedup();
    let counties: Vec<Value> = counties
        .into_iter()
        .map(|digits| {
            let label = organisation::county_name(digits).unwrap_or_else(|| digits.clone());
            context! { value => digits.clone(), label }
        })
        .collect();
    let list = listing.view(&visitor, &heads, total)?;
    let context = context! { rows, list, kinds => kind_options(&visitor)?, sizes, counties };
    visitor.page("people/admin-organisations.html", title, context)
}

/// Reads an organisation: by its official key from the register, or as it is written.
struct Written(NewOrganisation);

impl FromForm for Written {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let kind: Option<OrganisationKind> = form.choice("kind");
        let key = form.raw("ags");
        let website = read_website(form);
        if !key.is_empty() {
            let known = key.parse::<Ags>().ok().and_then(organisation::of_register);
            let Some(mut known) = known else {
                form.mistake("ags", "admin-organisations-ags-unknown");
                return None;
            };
            // The register knows name and size better than anybody types them.
            if !form.raw("name").is_empty() {
                known.name = form.text("name", 1..=200)?;
            }
            known.website = website?;
            kind?;
            return Some(Self(known));
        }
        let name = form.text("name", 1..=200);
        if matches!(kind, Some(OrganisationKind::Municipality | OrganisationKind::County)) {
            form.mistake("ags", "admin-organisations-ags-needed");
        }
        Some(Self(NewOrganisation { website: website?, ..NewOrganisation::named(kind?, name?) }))
    }
}

fn read_website(form: &mut Reader<'_>) -> Option<Option<String>> {
    let text = form.optional("website", 300)?;
    let is_web = |text: &String| {
        url::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
    };
    if text.as_ref().is_some_and(|text| !is_web(text)) {
        form.mistake("website", "admin-organisations-website-wrong");
        return None;
    }
    Some(text)
}

async fn show_new(visitor: Visitor) -> Answer {
    visitor.administrator()?;
    new_page(&visitor, &Sheet::blank())
}

fn new_page(visitor: &Visitor, sheet: &Sheet) -> Answer {
    let title = visitor.text("admin-organisations-new")?;
    let context = context! { kinds => kind_options(visitor)? };
    if sheet.mistakes.is_empty() {
        visitor.page(
            "people/admin-organisation-new.html",
            title,
            context! { form => visitor.form(sheet)?, ..context },
        )
    } else {
        visitor.again("people/admin-organisation-new.html", title, sheet, context)
    }
}

async fn add(visitor: Visitor, form: Form<Written>) -> Answer {
    visitor.administrator()?;
    let (Written(new), sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return new_page(&visitor, &sheet),
    };
    let mut change = visitor.change().await?;
    if let Some(ags) = new.ags
        && organisation::find_by_ags(&mut change, ags).await?.is_some()
    {
        return new_page(&visitor, &sheet.wrong("ags", "admin-organisations-ags-taken"));
    }
    let id = organisation::insert(&mut change, &new).await?;
    change.commit(Record::new("organisation.added", id)).await?;
    visitor.done(&format!("/admin/organisations/{id}"), "account-saved")
}

async fn show(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    visitor.administrator()?;
    page(&visitor, id, None).await
}

async fn page(visitor: &Visitor, id: Id, sheet: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let found = organisation::find(&mut view, id).await?.ok_or(PageError::NotFound)?;
    let mut members = Vec::new();
    for one in membership::list_of_organisation(&mut view, id, visitor.now()).await? {
        let person = person::find(&mut view, one.person).await?;
        let name = person.map(|person| person.addressed().to_owned()).unwrap_or_default();
        let role = visitor.text(&format!("people-role-{}", one.role.word()))?;
        members.push(context! { id => one.person.to_string(), name, role });
    }
    let (all, _) =
        organisation::list(&mut view, &OrganisationFilter::default(), Slice::first(100_000)).await?;
    drop(view);
    let others: Vec<Value> = all
        .into_iter()
        .filter(|one| one.id != id)
        .map(|one| context! { value => one.id.to_string(), label => one.name })
        .collect();
    let filled = Sheet::filled([
        ("kind", found.kind.word().to_owned()),
        ("name", found.name.clone()),
        ("ags", found.ags.map(|ags| ags.to_string()).unwrap_or_default()),
        ("website", found.website.clone().unwrap_or_default()),
    ]);
    let title = found.name.clone();
    let context = context! {
        county => found.county_name().unwrap_or_default(),
        is_merged => found.state == OrganisationState::Merged,
        merged_into => found.merged_into.map(|id| id.to_string()),
        organisation => shown(found),
        kinds => kind_options(visitor)?,
        members,
        others,
    };
    match sheet {
        None => visitor.page(
            "people/admin-organisation.html",
            title,
            context! { form => visitor.form(&filled)?, ..context },
        ),
        Some(sheet) => visitor.again("people/admin-organisation.html", title, &sheet, context),
    }
}

async fn save(visitor: Visitor, Path(id): Path<Id>, form: Form<Written>) -> Answer {
    visitor.administrator()?;
    let (Written(new), sheet) = match form.checked_with_sheet() {
        Ok(new) => new,
        Err(sheet) => return page(&visitor, id, Some(sheet)).await,
    };
    let mut change = visitor.change().await?;
    if let Some(ags) = new.ags
        && organisation::find_by_ags(&mut change, ags).await?.is_some_and(|other| other.id != id)
    {
        drop(change);
        return page(&visitor, id, Some(sheet.wrong("ags", "admin-organisations-ags-taken"))).await;
    }
    if !organisation::update(&mut change, id, &new).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("organisation.changed", id)).await?;
    visitor.done(&format!("/admin/organisations/{id}"), "account-saved")
}

struct Merger(Id);

impl FromForm for Merger {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.id("into")?))
    }
}

async fn merge(visitor: Visitor, Path(id): Path<Id>, form: Form<Merger>) -> Answer {
    visitor.administrator()?;
    visitor.fresh()?;
    let Merger(into) = match form.checked() {
        Ok(merger) => merger,
        Err(sheet) => return page(&visitor, id, Some(sheet)).await,
    };
    let mut change = visitor.change().await?;
    if !organisation::merge(&mut change, id, into).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("organisation.merged", id).with("into", into)).await?;
    visitor.done(&format!("/admin/organisations/{into}"), "admin-organisations-merged")
}
