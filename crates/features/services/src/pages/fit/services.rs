//! Which service takes what comes over FIT-Connect.

use rathaus_procedure::store::find_live;
use rathaus_store::{Id, Record, Session};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use crate::fit::keeping::schema_path;
use crate::fit::{Route, leika_of, same_schema};
use crate::policy;
use crate::store::catalogue::{Service, list_services};
use crate::store::fit::{delete_route, insert_route, list_routes};

const TEMPLATE: &str = "services/fit-services.html";
const PATH: &str = "/cases/fit/services";

/// Services that can take something: their form is published and says how it is worked off.
async fn able(db: &mut Session) -> Result<Vec<Service>, PageError> {
    let mut able = Vec::new();
    for service in list_services(db).await? {
        let live = find_live(db, &service.form).await?;
        if live.is_some_and(|version| version.definition.handling.is_some()) {
            able.push(service);
        }
    }
    Ok(able)
}

fn own_schema(visitor: &Visitor, service: &Service) -> String {
    visitor.full_url(&schema_path(&service.slug))
}

async fn around(visitor: &Visitor) -> Result<(Vec<Service>, Value), PageError> {
    let lang = visitor.lang();
    let mut view = visitor.read().await?;
    let able = able(&mut view).await?;
    let routes = list_routes(&mut view).await?;
    let services = list_services(&mut view).await?;
    drop(view);
    let rows: Vec<Value> = routes
        .iter()
        .filter_map(|route| {
            let service = services.iter().find(|service| service.id == route.service)?;
            Some(context! {
                id => route.id.to_string(),
                title => service.content.title.get(lang),
                href => visitor.url(&format!("/cases/services/{}", service.slug)),
                leika => route.leika.clone(),
                schema => route.schema_uri.clone(),
                is_own => same_schema(&own_schema(visitor, service), &route.schema_uri),
                is_able => able.iter().any(|one| one.id == service.id),
            })
        })
        .collect();
    let options: Vec<Value> = able
        .iter()
        .map(|service| context! { value => service.id.to_string(), label => service.content.title.get(lang) })
        .collect();
    let schemas: Vec<Value> = able
        .iter()
        .map(|service| {
            context! {
                title => service.content.title.get(lang), leika => service.content.fim.clone(),
                href => visitor.url(&schema_path(&service.slug)), address => own_schema(visitor, service),
            }
        })
        .collect();
    Ok((able, context! { rows, options, schemas }))
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let (_, context) = around(&visitor).await?;
    let context = context! { form => visitor.form(&Sheet::blank())?, ..context };
    visitor.page(TEMPLATE, visitor.text("fit-services")?, context)
}

/// A service, and what it takes.
pub(super) struct Entered {
    service: Id,
    leika: String,
    schema_uri: String,
}

impl FromForm for Entered {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let service = form.id("service");
        let leika = form.optional("leika", 100);
        let schema_uri = form.optional("schema", 500);
        Some(Self {
            service: service?,
            leika: leika?.unwrap_or_default(),
            schema_uri: schema_uri?.unwrap_or_default(),
        })
    }
}

pub(super) async fn add(visitor: Visitor, form: Form<Entered>) -> Answer {
    policy::may_work(&visitor)?;
    let (able, context) = around(&visitor).await?;
    let title = visitor.text("fit-services")?;
    let (entered, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return visitor.again(TEMPLATE, title, &sheet, context),
    };
    let Some(service) = able.iter().find(|service| service.id == entered.service) else {
        return visitor.again(TEMPLATE, title, &sheet.wrong("service", "form-no-such-choice"), context);
    };
    let given = leika_of(&entered.leika);
    let leika = if given.is_empty() { service.content.fim.as_str() } else { given };
    if leika.len() != 14 || !leika.bytes().all(|byte| byte.is_ascii_digit()) {
        let key = if leika.is_empty() { "fit-leika-missing" } else { "fit-leika-form" };
        return visitor.again(TEMPLATE, title, &sheet.wrong("leika", key), context);
    }
    let schema_uri =
        if entered.schema_uri.is_empty() { own_schema(&visitor, service) } else { entered.schema_uri };
    if schema_uri.chars().any(|sign| sign.is_whitespace() || sign.is_control()) || !schema_uri.contains(':') {
        return visitor.again(TEMPLATE, title, &sheet.wrong("schema", "fit-schema-form"), context);
    }
    let route =
        Route { id: Id::new(visitor.now()), service: service.id, leika: leika.to_owned(), schema_uri };
    let mut change = visitor.change().await?;
    if !insert_route(&mut change, &route).await? {
        drop(change);
        return visitor.again(TEMPLATE, title, &sheet.wrong("schema", "fit-route-taken"), context);
    }
    let record = Record::new("fit.route-added", route.id).with("service", service.id);
    change.commit(record.with("leika", &route.leika).with("schema", &route.schema_uri)).await?;
    visitor.done(PATH, "fit-route-added")
}

/// One that is taken back.
pub(super) struct Dropped(Id);

impl FromForm for Dropped {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.id("route").map(Self)
    }
}

pub(super) async fn remove(visitor: Visitor, form: Form<Dropped>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(Dropped(id)) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    if !delete_route(&mut change, id).await? {
        return Err(PageError::NotFound);
    }
    change.commit(Record::new("fit.route-removed", id)).await?;
    visitor.done(PATH, "fit-route-removed")
}
