//! The catalogue for everybody: what the town hall offers, found by the words citizens use; and a service with the way to
//! apply for it.

use axum::extract::Path;
use rathaus_people::german_order;
use rathaus_procedure::case::Channel;
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Record, Session};
use rathaus_text::index::{Config, Document, Index};
use rathaus_web::{Answer, Feature, Fields, PageError, Role, Value, Visitor, context, get, post};

use super::some;
use crate::model::Needs;
use crate::policy;
use crate::store::application::{
    NewApplication, find_application, insert_application, issue_link, set_filled_in_by,
};
use crate::store::catalogue::{Service, find_service, list_services};
use crate::store::grant::find_call;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/services", get(list))
        .route("/services/{slug}", get(show))
        .route("/services/{slug}/applications", post(begin));
}

/// The service of an address, if the visitor may see it.
pub(crate) async fn seen(visitor: &Visitor, db: &mut Session, slug: &str) -> Result<Service, PageError> {
    let service = find_service(db, slug).await?.ok_or(PageError::NotFound)?;
    if service.is_public || policy::may_read(visitor).is_ok() {
        Ok(service)
    } else {
        Err(PageError::NotFound)
    }
}

/// The services that fit the words, best first; all of them by name where nothing is looked for.
pub(crate) fn found(services: Vec<Service>, sought: &str) -> Vec<Service> {
    if sought.trim().is_empty() {
        let mut services = services;
        services.sort_by_cached_key(|service| german_order(&service.content.title.de));
        return services;
    }
    let texts: Vec<(String, String)> = services
        .iter()
        .map(|service| {
            let content = &service.content;
            let title = format!("{} {}", content.title.de, content.synonyms.join(", "));
            let parts = [Some(&content.summary), content.who.as_ref(), content.cost.as_ref()];
            let text: Vec<&str> = parts.into_iter().flatten().map(|words| words.de.as_str()).collect();
            (title, format!("{}\n{}", text.join("\n"), content.legal_basis))
        })
        .collect();
    let documents: Vec<Document<'_>> =
        texts.iter().map(|(title, text)| Document { title, text, ..Document::default() }).collect();
    let index = Index::new(&documents, &Config::default());
    let places: Vec<usize> =
        index.search(sought, services.len()).into_iter().map(|hit| hit.doc as usize).collect();
    let mut services: Vec<Option<Service>> = services.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| services.get_mut(place)?.take()).collect()
}

async fn list(visitor: Visitor) -> Answer {
    let query = Fields::from_query(visitor.query());
    let sought = query.first("q").unwrap_or_default().to_owned();
    let mut view = visitor.read().await?;
    let all: Vec<Service> =
        list_services(&mut view).await?.into_iter().filter(|service| service.is_public).collect();
    drop(view);
    let count = all.len();
    let lang = visitor.lang();
    let cards: Vec<Value> = found(all, &sought)
        .into_iter()
        .map(|service| {
            context! {
                href => visitor.url(&format!("/services/{}", service.slug)),
                title => service.content.title.get(lang),
                text => service.content.summary.get(lang),
                meta => some(service.content.takes.as_ref(), lang),
            }
        })
        .collect();
    let context = context! {
        form => visitor.form(&rathaus_web::Sheet::filled([("q", sought.clone())]))?,
        sought,
        cards,
        all => count,
        may_work => policy::may_work(&visitor).is_ok(),
    };
    visitor.page("services/services.html", visitor.text("services-title")?, context)
}

/// Why the visitor cannot begin to apply, as the end of a key; `None` where they can.
fn hurdle(visitor: &Visitor, needs: Needs) -> Option<&'static str> {
    match (needs, visitor.signed()) {
        (Needs::Nothing, _) => None,
        (_, None) => Some("sign-in"),
        (Needs::Strong, Some(signed)) if !signed.strong => Some("second-factor"),
        _ => None,
    }
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let service = seen(&visitor, &mut view, &slug).await?;
    let live = rathaus_procedure::store::find_live(&mut view, &service.form).await?;
    let call = find_call(&mut view, service.id).await?;
    let day = today(visitor.now());
    drop(view);
    let (content, lang) = (&service.content, visitor.lang());
    let title = content.title.get(lang).to_owned();
    let charges = live.as_ref().and_then(|live| live.definition.handling.as_ref());
    let context = context! {
        slug => service.slug.clone(),
        summary => content.summary.get(lang),
        who => some(content.who.as_ref(), lang),
        cost => some(content.cost.as_ref(), lang),
        takes => some(content.takes.as_ref(), lang),
        legal_basis => content.legal_basis.clone(),
        fim => content.fim.clone(),
        documents => content.documents.iter().map(|words| words.get(lang).to_owned()).collect::<Vec<_>>(),
        is_public => service.is_public,
        is_open => live.is_some() && service.is_public && call.is_open(day),
        opens => call.opens.filter(|opens| day < *opens).map(|day| day.to_string()),
        closes => call.closes.map(|day| day.to_string()),
        calendar => charges.and_then(|handling| handling.reservation.as_ref()).map(|_| {
            visitor.url(&format!("/services/{}/calendar", service.slug))
        }),
        is_deemed => charges.and_then(|handling| handling.deadline.as_ref()).is_some_and(|deadline| {
            deadline.on_expiry == rathaus_procedure::handling::OnExpiry::Approve
        }),
        hurdle => hurdle(&visitor, content.needs),
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&rathaus_web::Sheet::blank())?,
    };
    visitor.page("services/service.html", title, context)
}

/// Begins an application and leads to its form, by a link that is the applicant's own. The office begins one for somebody at
/// the counter, or types in what came on paper.
async fn begin(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    let mut view = visitor.read().await?;
    let service = seen(&visitor, &mut view, &slug).await?;
    let call = find_call(&mut view, service.id).await?;
    drop(view);
    let channel = match fields.first("channel").unwrap_or_default() {
        "" => Channel::Online,
        "counter" => Channel::Counter,
        "paper" => Channel::Paper,
        _ => return Err(PageError::NotFound),
    };
    let own = channel == Channel::Online;
    if !own {
        policy::may_work(&visitor)?;
    } else if !service.is_public {
        return Err(PageError::NotFound);
    } else if !call.is_open(today(visitor.now())) {
        return Err(PageError::Conflict("grant-call-over"));
    } else if let Some(hurdle) = hurdle(&visitor, service.content.needs) {
        return Err(if hurdle == "sign-in" { PageError::SignIn } else { PageError::SecondFactor });
    } else {
        visitor.limit_address("application")?;
    }
    // Whoever works here and tries a service out applies as a stranger would.
    let signed = visitor.signed().filter(|_| own && !visitor.has(&[Role::Office, Role::Administrator]));
    let new = NewApplication {
        service: service.id,
        form: service.form.clone(),
        person: signed.map(|signed| signed.person),
        email: signed.map(|signed| signed.email.clone()).unwrap_or_default(),
        name: signed.map(|signed| signed.name.clone()).unwrap_or_default(),
        lang: visitor.lang(),
        channel,
    };
    let mut change = visitor.change().await?;
    let id = insert_application(&mut change, &new).await?;
    if let Some(clerk) = visitor.signed().filter(|_| !own) {
        set_filled_in_by(&mut change, id, &clerk.name).await?;
    }
    let application = find_application(&mut change, id).await?.ok_or(PageError::NotFound)?;
    let path = match &application.person {
        Some(_) => format!("/applications/{id}"),
        None => issue_link(&mut change, &application).await?,
    };
    let record =
        Record::new("application.begun", id).with("service", &service.slug).with("channel", channel.word());
    change.commit(record).await?;
    visitor.to(&format!("{path}/form"))
}
