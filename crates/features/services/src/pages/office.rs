//! The office's side of the catalogue: taking over examples, wording, publishing, the place whose holidays count.

use std::str::FromStr;

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_deadline::{Calendar, Land};
use rathaus_procedure::store::{Published, find_form, find_live, insert_definition, publish};
use rathaus_procedure::{Definition, StableId, Words};
use rathaus_store::{Change, Record, StoreError};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::catalogue::found;
use super::lines;
use crate::examples::{self, Example};
use crate::model::{Content, Needs};
use crate::policy;
use crate::store::catalogue::{
    Service, find_service, insert_service, list_services, set_public, update_service,
};
use crate::store::place::{find_begun_days, find_place, save_place};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/cases/services", get(list))
        .route("/cases/services/examples/{slug}", post(take))
        .route("/cases/services/place", post(place))
        .route("/cases/services/{slug}", get(edit).merge(post(save)))
        .route("/cases/services/{slug}/publication", post(publication));
}

/// Words that stand where the address of a service stands.
pub(crate) const RESERVED: [&str; 4] = ["fim", "examples", "others", "place"];

fn shipped() -> Result<Vec<Example>, PageError> {
    examples::shipped().map_err(PageError::fault)
}

async fn list(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let calendar = find_place(&mut view).await?;
    let days = find_begun_days(&mut view).await?;
    drop(view);
    let sheet =
        Sheet::filled([("land", calendar.land().code().to_owned()), ("begun_days", days.to_string())]);
    page(&visitor, StatusCode::OK, sheet).await
}

async fn page(visitor: &Visitor, status: StatusCode, sheet: Sheet) -> Answer {
    let lang = visitor.lang();
    let mut view = visitor.read().await?;
    let services = list_services(&mut view).await?;
    let mut rows: Vec<Value> = Vec::new();
    for service in found(services, "") {
        let live = find_live(&mut view, &service.form).await?;
        let form = find_form(&mut view, &service.form).await?;
        rows.push(context! {
            slug => service.slug.clone(),
            title => service.content.title.get(lang),
            href => visitor.url(&format!("/cases/services/{}", service.slug)),
            shown => visitor.url(&format!("/services/{}", service.slug)),
            form => form.map(|form| visitor.url(&format!("/forms/{}", form.key))),
            version => live.map(|live| live.n),
            is_public => service.is_public,
        });
    }
    drop(view);
    let examples: Vec<Value> = shipped()?
        .into_iter()
        .map(|example| {
            context! {
                slug => example.slug.clone(), title => example.content.title.get(lang), text => example.content.summary.get(lang),
            }
        })
        .collect();
    let lands: Vec<Value> = Land::ALL
        .iter()
        .map(|land| Ok(context! { value => land.code(), label => visitor.text(&format!("services-land-{}", land.code().to_lowercase()))? }))
        .collect::<Result<_, PageError>>()?;
    let context = context! { rows, examples, lands, form => visitor.form(&sheet)? };
    visitor.page_with(status, "services/services-office.html", visitor.text("services-office")?, context)
}

/// A slug and key that nothing has yet: `hund-anmelden`, else `hund-anmelden-2` and so on.
pub(crate) async fn free(change: &mut Change, wanted: &str) -> Result<StableId, PageError> {
    for n in 1..100 {
        let key = if n == 1 { wanted.to_owned() } else { format!("{wanted}-{n}") };
        if RESERVED.contains(&key.as_str()) {
            continue;
        }
        if find_service(change, &key).await?.is_none() && find_form(change, &key).await?.is_none() {
            return StableId::from_str(&key).map_err(PageError::fault);
        }
    }
    Err(PageError::Conflict("services-too-many"))
}

/// Takes an example over: its form goes live at once, the service is shown once the office says so.
///
/// # Errors
///
/// What the database says.
pub async fn adopt(change: &mut Change, example: &Example, by: &str) -> Result<Service, PageError> {
    take_over(change, example, by, true).await
}

/// Takes a service over with its forms, under addresses that nothing has yet. They go live at once, or are drafts.
pub(crate) async fn take_over(
    change: &mut Change,
    example: &Example,
    by: &str,
    is_live: bool,
) -> Result<Service, PageError> {
    let key = free(change, &example.slug).await?;
    let mut definition = Definition { key: key.clone(), ..example.form.clone() };
    for form in &example.further {
        let own = free(change, form.key.as_str()).await?;
        insert_form(change, &Definition { key: own.clone(), ..form.clone() }, by, is_live).await?;
        let grant = definition.handling.as_mut().and_then(|handling| handling.grant.as_mut());
        if let Some(report) = grant.and_then(|grant| grant.report.as_mut()).filter(|one| one.form == form.key)
        {
            report.form = own;
        }
    }
    insert_form(change, &definition, by, is_live).await?;
    insert_service(change, key.as_str(), key.as_str(), &example.content).await?;
    find_service(change, key.as_str()).await?.ok_or(PageError::NotFound)
}

/// A new form; live at once where that is wanted.
pub(crate) async fn insert_form(
    change: &mut Change,
    definition: &Definition,
    by: &str,
    is_live: bool,
) -> Result<(), PageError> {
    let (_, draft) = insert_definition(change, "services", definition, by).await?;
    if !is_live {
        return Ok(());
    }
    match publish(change, draft.id, draft.edition).await? {
        Published::Live(_) => Ok(()),
        other => Err(StoreError::Fault(format!("a new form cannot be published: {other:?}")).into()),
    }
}

async fn take(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let by = policy::may_work(&visitor)?.name.clone();
    let example = shipped()?.into_iter().find(|example| example.slug == slug).ok_or(PageError::NotFound)?;
    let mut change = visitor.change().await?;
    let service = adopt(&mut change, &example, &by).await?;
    change.commit(Record::new("service.taken", service.id).with("example", slug)).await?;
    visitor.done(&format!("/cases/services/{}", service.slug), "services-taken")
}

/// Where the office works, and for how many days it keeps what was begun.
struct Place {
    land: Land,
    begun_days: u32,
}

impl FromForm for Place {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let code = form.raw("land");
        let land = Land::ALL.into_iter().find(|land| land.code() == code);
        if land.is_none() {
            form.mistake("land", "form-no-such-choice");
        }
        let days = form.number("begun_days", 7..=1_095);
        Some(Self { land: land?, begun_days: u32::try_from(days?).ok()? })
    }
}

async fn place(visitor: Visitor, form: Form<Place>) -> Answer {
    policy::may_work(&visitor)?;
    let place = match form.checked() {
        Ok(place) => place,
        Err(sheet) => return page(&visitor, StatusCode::UNPROCESSABLE_ENTITY, sheet).await,
    };
    let mut change = visitor.change().await?;
    save_place(&mut change, &Calendar::new(place.land), place.begun_days).await?;
    change
        .commit(Record::new("service.place", place.land.code()).with("begun_days", place.begun_days))
        .await?;
    visitor.done("/cases/services", "services-saved")
}

/// What the office writes about a service.
struct Written {
    content: Content,
    edition: u32,
}

impl FromForm for Written {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = both(form, "title", 3..=160);
        let summary = both(form, "summary", 3..=1_000);
        let who = both(form, "who", 0..=1_000);
        let cost = both(form, "cost", 0..=1_000);
        let takes = both(form, "takes", 0..=400);
        let documents = form.text("documents", 0..=4_000);
        let synonyms = form.text("synonyms", 0..=2_000);
        let legal_basis = form.text("legal_basis", 0..=400);
        let fim = form.text("fim", 0..=20);
        let needs = form.choice::<Needs>("needs");
        let filled = |words: Words| Some(words).filter(|words| !words.de.is_empty());
        let content = Content {
            title: title?,
            summary: summary?,
            synonyms: lines(&synonyms?),
            who: filled(who?),
            documents: lines(&documents?).into_iter().map(Words::de).collect(),
            cost: filled(cost?),
            takes: filled(takes?),
            legal_basis: legal_basis?,
            fim: fim?,
            needs: needs?,
        };
        Some(Self { content, edition: form.raw("edition").parse().unwrap_or(0) })
    }
}

/// A text in German and, where somebody wrote it, in English.
fn both(form: &mut Reader<'_>, name: &str, length: std::ops::RangeInclusive<usize>) -> Option<Words> {
    let most = *length.end();
    let (de, en) = (form.text(name, length), form.text(&format!("{name}_en"), 0..=most));
    let (de, en) = (de?, en?);
    Some(Words { de, en: Some(en).filter(|en| !en.is_empty()) })
}

fn filled(service: &Service) -> Sheet {
    let content = &service.content;
    let de = |words: Option<&Words>| words.map(|words| words.de.clone()).unwrap_or_default();
    let en = |words: Option<&Words>| words.and_then(|words| words.en.clone()).unwrap_or_default();
    let mut values = vec![
        ("edition".to_owned(), service.edition.to_string()),
        ("synonyms".to_owned(), content.synonyms.join("\n")),
        (
            "documents".to_owned(),
            content.documents.iter().map(|words| words.de.clone()).collect::<Vec<_>>().join("\n"),
        ),
        ("legal_basis".to_owned(), content.legal_basis.clone()),
        ("fim".to_owned(), content.fim.clone()),
        ("needs".to_owned(), content.needs.word().to_owned()),
    ];
    for (name, words) in [
        ("title", Some(&content.title)),
        ("summary", Some(&content.summary)),
        ("who", content.who.as_ref()),
        ("cost", content.cost.as_ref()),
        ("takes", content.takes.as_ref()),
    ] {
        values.push((name.to_owned(), de(words)));
        values.push((format!("{name}_en"), en(words)));
    }
    Sheet::filled(values)
}

fn shown(visitor: &Visitor, service: &Service) -> Result<Value, PageError> {
    let needs: Vec<Value> = Needs::ALL
        .iter()
        .map(|needs| {
            let label = visitor.text(&format!("services-needs-{}", needs.word()))?;
            Ok(context! { value => needs.word(), label })
        })
        .collect::<Result<_, PageError>>()?;
    Ok(context! {
        origin => Option::<String>::None,
        slug => service.slug.clone(), is_public => service.is_public, is_shared => service.is_shared, needs,
        name => service.content.title.get(visitor.lang()),
        form_href => visitor.url(&format!("/forms/{}", service.form)),
    })
}

async fn at(visitor: &Visitor, slug: &str) -> Result<Service, PageError> {
    policy::may_work(visitor)?;
    find_service(&mut *visitor.read().await?, slug).await?.ok_or(PageError::NotFound)
}

async fn edit(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let service = at(&visitor, &slug).await?;
    let origin = super::share::origin_of(&visitor, &service).await?;
    let context = context! { form => visitor.form(&filled(&service))?, origin, ..shown(&visitor, &service)? };
    visitor.page("services/service-edit.html", visitor.text("services-edit")?, context)
}

async fn save(visitor: Visitor, Path(slug): Path<String>, form: Form<Written>) -> Answer {
    let service = at(&visitor, &slug).await?;
    let title = visitor.text("services-edit")?;
    let (written, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => {
            return visitor.again("services/service-edit.html", title, &sheet, shown(&visitor, &service)?);
        }
    };
    let mut change = visitor.change().await?;
    if !update_service(&mut change, service.id, written.edition, &written.content).await? {
        let sheet = sheet.wrong("title", "services-stale");
        return visitor.again("services/service-edit.html", title, &sheet, shown(&visitor, &service)?);
    }
    change.commit(Record::new("service.changed", service.id)).await?;
    visitor.done("/cases/services", "services-saved")
}

async fn publication(visitor: Visitor, Path(slug): Path<String>, fields: rathaus_web::Fields) -> Answer {
    let service = at(&visitor, &slug).await?;
    let is_public = fields.first("public") == Some("yes");
    let mut change = visitor.change().await?;
    set_public(&mut change, service.id, is_public).await?;
    let record = Record::new("service.published", service.id).with("public", is_public);
    change.commit(record).await?;
    visitor.done("/cases/services", if is_public { "services-shown" } else { "services-hidden" })
}
