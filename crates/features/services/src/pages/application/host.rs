//! What services tell the pages of a form about an application.

use std::collections::BTreeMap;

use rathaus_procedure::case::{CaseEvent, CaseState};
use rathaus_procedure::fill::{Host, Later, Params, Sitting, Step};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{
    Opening, Recorded, Submission, Version, find_case, find_version, open_case, record,
};
use rathaus_procedure::{Answer, Page};
use rathaus_store::{Change, StoreError};
use rathaus_web::{PageError, Value, Visitor, context};

use super::applicant;
use crate::jobs::Telling;
use crate::store::application::{application_of, find_application, tie_case};
use crate::store::catalogue::find_service_by_id;
use crate::store::grant::find_call;

/// An application as a form that is filled in.
pub(crate) struct Applying;

/// The answer to the field that is filled in beforehand with `key`, as text.
fn said(version: &Version, submission: &Submission, key: &str) -> String {
    let standing =
        version.definition.fields().find(|standing| standing.field.prefill.as_deref() == Some(key));
    match standing.and_then(|standing| submission.answers.get(&standing.field.id)) {
        Some(Answer::Text(text) | Answer::Email(text)) => text.clone(),
        _ => String::new(),
    }
}

impl Host for Applying {
    fn find<'a>(&'a self, visitor: &'a Visitor, params: &'a Params) -> Later<'a, Sitting> {
        Box::pin(async move {
            let mut view = visitor.read().await?;
            let applicant = applicant(visitor, &mut view, params).await?;
            let application = &applicant.application;
            let service =
                find_service_by_id(&mut view, application.service).await?.ok_or(PageError::NotFound)?;
            let case = match application.case {
                Some(case) => find_case(&mut view, case).await?,
                None => None,
            };
            // What was handed in is changed when the office asks for it; else one writes a message.
            let is_open = match &case {
                Some(case) => case.state == CaseState::Waiting,
                None => {
                    let is_open = find_call(&mut view, service.id).await?.is_open(today(visitor.now()));
                    (service.is_public && is_open) || application.channel != "online"
                }
            };
            let known = [("person.name", &application.name), ("person.email", &application.email)];
            let prefill: BTreeMap<String, String> =
                known.into_iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
            let form = application.form.clone();
            Ok(Sitting { prefill, ..applicant.sitting(form, "form", is_open) })
        })
    }

    fn submitted<'a>(
        &'a self,
        change: &'a mut Change,
        sitting: &'a Sitting,
        submission: &'a Submission,
    ) -> Later<'a, ()> {
        Box::pin(async move {
            let id = application_of(&sitting.holder).ok_or(PageError::NotFound)?;
            let application = find_application(change, id).await?.ok_or(PageError::NotFound)?;
            let version = find_version(change, submission.version)
                .await?
                .ok_or_else(|| StoreError::fault("the version of a submission is not there"))?;
            match application.case {
                None => {
                    let name = said(&version, submission, "person.name");
                    let email = said(&version, submission, "person.email");
                    let applicant = if name.is_empty() { application.name.clone() } else { name.clone() };
                    let opening = Opening {
                        submission,
                        version: &version,
                        applicant: &applicant,
                        channel: application.channel(),
                    };
                    let case = open_case(change, opening).await?;
                    tie_case(change, id, case.id, &name, &email).await?;
                    change.enqueue(Telling::of(case.id, case.seq, "received")?).await?;
                }
                Some(case) => {
                    let corrected = CaseEvent::Corrected {
                        submission: submission.id,
                        on: today(submission.submitted_at),
                    };
                    match record(change, case, None, vec![corrected]).await? {
                        Recorded::Kept(case) => {
                            change.enqueue(Telling::of(case.id, case.seq, "corrected")?).await?;
                        }
                        _ => return Err(PageError::Conflict("application-not-asked")),
                    }
                }
            }
            Ok(())
        })
    }

    fn template(&self, step: Step) -> &'static str {
        match step {
            Step::Page => "services/application-page.html",
            Step::Done => "services/application-done.html",
            step => step.template(),
        }
    }

    fn context<'a>(
        &'a self,
        visitor: &'a Visitor,
        sitting: &'a Sitting,
        _: Option<&'a Page>,
    ) -> Later<'a, Value> {
        Box::pin(async move {
            let mut view = visitor.read().await?;
            let id = application_of(&sitting.holder).ok_or(PageError::NotFound)?;
            let application = find_application(&mut view, id).await?.ok_or(PageError::NotFound)?;
            let case = match application.case {
                Some(case) => find_case(&mut view, case).await?,
                None => None,
            };
            let asked = case.as_ref().and_then(|case| case.open_correction());
            let base = sitting.base.strip_suffix("/form").unwrap_or(&sitting.base);
            Ok(context! {
                base => visitor.url(base),
                number => case.as_ref().map(|case| case.number.clone()).unwrap_or_default(),
                asked => asked.map(|one| one.words.clone()).unwrap_or_default(),
            })
        })
    }
}
