//! The applicant's side: filling in, where it stands, what is missing, messages.
//!
//! An application is opened by its link (`/applications/SECRET`) or by the person who was signed in when it was begun
//! (`/applications/ID`). Both ways lead to the same pages.

pub(crate) mod host;
mod report;
mod status;

use std::collections::BTreeMap;
use std::sync::Arc;

use rathaus_procedure::fill::{self, Params, Sitting};
use rathaus_procedure::store::Assurance;
use rathaus_store::{Actor, Id, Session};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post};

use crate::store::application::{Application, find_application, find_by_secret, list_applications_of};
use crate::store::catalogue::find_service_by_id;

use status::word_of;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/applications", get(list))
        .route("/applications/{key}", get(status::show))
        .route("/applications/{key}/letters/{letter}", get(status::letter))
        .route("/applications/{key}/messages", post(status::write))
        .route("/applications/{key}/receipt", get(status::receipt))
        .route("/applications/{key}/withdrawal", post(status::withdraw))
        .merge(fill::routes("/applications/{key}/form", Arc::new(host::Applying)))
        .merge(fill::routes("/applications/{key}/report", Arc::new(report::Reporting)));
}

/// Somebody at their application.
pub(crate) struct Applicant {
    /// The application.
    pub application: Application,
    /// Who acts, for the audit log.
    pub actor: Actor,
    /// How sure it is who they are.
    pub assurance: Assurance,
    /// The path of these pages below the tenant.
    pub base: String,
}

impl Applicant {
    /// Them at a form of the application, whose pages lie below `part`.
    pub(crate) fn sitting(self, form: String, part: &str, is_open: bool) -> Sitting {
        Sitting {
            form,
            holder: self.application.holder(),
            actor: self.actor,
            by: self.application.name,
            assurance: self.assurance,
            base: format!("{}/{part}", self.base),
            home: None,
            prefill: BTreeMap::new(),
            is_open,
        }
    }
}

/// Who is at this address.
///
/// # Errors
///
/// [`PageError::Gone`] for a link that opens nothing, [`PageError::SignIn`] without one, [`PageError::NotFound`] for what
/// somebody else began.
pub(crate) async fn applicant(
    visitor: &Visitor,
    db: &mut Session,
    params: &Params,
) -> Result<Applicant, PageError> {
    let key = params.get("key").ok_or(PageError::NotFound)?;
    let base = format!("/applications/{key}");
    if let Ok(id) = key.parse::<Id>() {
        let signed = visitor.person()?;
        let application = find_application(db, id).await?.ok_or(PageError::NotFound)?;
        if application.person != Some(signed.person) {
            return Err(PageError::NotFound);
        }
        let assurance = if signed.strong { Assurance::Strong } else { Assurance::Person };
        return Ok(Applicant { application, actor: visitor.actor(), assurance, base });
    }
    let Some((application, link)) = find_by_secret(db, key, visitor.now()).await? else {
        // Only what opens nothing is counted.
        visitor.limit_address("link")?;
        return Err(PageError::Gone("application-link-gone"));
    };
    Ok(Applicant { application, actor: Actor::Link(link), assurance: Assurance::Link, base })
}

async fn list(visitor: Visitor) -> Answer {
    let person = visitor.person()?.person;
    let mut view = visitor.read().await?;
    let lang = visitor.lang();
    let mut rows: Vec<Value> = Vec::new();
    for application in list_applications_of(&mut view, person).await? {
        let Some(service) = find_service_by_id(&mut view, application.service).await? else { continue };
        let case = match application.case {
            Some(case) => rathaus_procedure::store::find_case(&mut view, case).await?,
            None => None,
        };
        rows.push(context! {
            href => visitor.url(&format!("/applications/{}", application.id)),
            title => service.content.title.get(lang),
            number => case.as_ref().map(|case| case.number.clone()).unwrap_or_default(),
            state => visitor.text(&format!("application-state-{}", word_of(case.as_ref())))?,
            begun => application.created_at.to_string(),
        });
    }
    drop(view);
    visitor.page("services/applications.html", visitor.text("application-list")?, context! { rows })
}
