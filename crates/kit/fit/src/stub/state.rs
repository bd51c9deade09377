//! What the stub keeps, and the rules by which it changes.

use super::{Deposit, Setup, random_id};
use crate::event::{self, Event, Happened, Occasion};
use crate::ids::{AttachmentId, CaseId, SubmissionId};
use crate::jwe;
use crate::metadata::PublicService;
use crate::problem::TYPE_BEGIN;
use crate::tags::AuthenticationTags;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;

const SCHEMA_BEGIN: &str = "https://schema.fitko.de/fit-connect/set-payload/1.";

pub(super) struct State {
    /// The issuer of the service's own events.
    issuer: String,
    pub(super) submissions: Vec<Entry>,
    pub(super) logs: BTreeMap<CaseId, Vec<String>>,
    pub(super) answers: Vec<Event>,
    pub(super) lists_twice: bool,
}

pub(super) struct Entry {
    pub(super) id: SubmissionId,
    pub(super) case: CaseId,
    pub(super) deposit: Deposit,
    stage: Stage,
}

#[derive(PartialEq)]
enum Stage {
    Announced,
    Waiting(AuthenticationTags),
    Answered,
}

impl State {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self {
            issuer: format!("http://{address}"),
            submissions: Vec::new(),
            logs: BTreeMap::new(),
            answers: Vec::new(),
            lists_twice: false,
        }
    }

    pub(super) fn waiting(&self) -> impl Iterator<Item = &Entry> {
        self.submissions.iter().filter(|entry| matches!(entry.stage, Stage::Waiting(_)))
    }

    pub(super) fn announce(
        &mut self,
        setup: &Setup,
        service: Option<PublicService>,
        announced: Vec<AttachmentId>,
    ) -> Result<(SubmissionId, CaseId), String> {
        let (id, case) = (SubmissionId(random_id()), CaseId(random_id()));
        let deposit =
            Deposit { service, announced, metadata: String::new(), data: None, attachments: BTreeMap::new() };
        self.submissions.push(Entry { id, case, deposit, stage: Stage::Announced });
        self.write(setup, id, case, "create-submission", &json!({}))?;
        Ok((id, case))
    }

    /// Whether there was something to attach to.
    pub(super) fn attach(&mut self, submission: SubmissionId, id: AttachmentId, token: String) -> bool {
        let entry = self.submissions.iter_mut().find(|entry| entry.id == submission);
        let Some(entry) = entry.filter(|entry| entry.stage == Stage::Announced) else { return false };
        entry.deposit.attachments.insert(id, token);
        true
    }

    /// The case of what was submitted.
    pub(super) fn submit(
        &mut self,
        setup: &Setup,
        submission: SubmissionId,
        metadata: String,
        data: Option<String>,
    ) -> Result<CaseId, String> {
        let entry = self.submissions.iter_mut().find(|entry| entry.id == submission);
        let Some(entry) = entry.filter(|entry| entry.stage == Stage::Announced) else {
            return Err("no such submission is being made".into());
        };
        let tag = |token: &str| jwe::tag(token).unwrap_or_default().to_owned();
        let attachments = &entry.deposit.attachments;
        let tags = AuthenticationTags {
            metadata: tag(&metadata),
            data: data.as_deref().map(tag),
            attachments: attachments.iter().map(|(id, token)| (*id, tag(token))).collect(),
        };
        (entry.deposit.metadata, entry.deposit.data) = (metadata, data);
        let content = json!({ "authenticationTags": tags });
        entry.stage = Stage::Waiting(tags);
        let case = entry.case;
        self.write(setup, submission, case, "submit-submission", &content)?;
        Ok(case)
    }

    /// Takes an event of the receiver, or says why not.
    pub(super) fn answer(&mut self, setup: &Setup, case: CaseId, token: &str) -> Result<(), String> {
        let event = event::read(token, &setup.receiver).map_err(|fault| fault.to_string())?;
        if event.issuer != setup.destination.to_string() {
            return Err("iss is not the destination".into());
        }
        if event.case != case {
            return Err("txn is another case".into());
        }
        if !event.schema.as_ref().is_some_and(|schema| schema.starts_with(SCHEMA_BEGIN)) {
            return Err("$schema is not supported".into());
        }
        let entry = self.submissions.iter_mut().find(|entry| Some(entry.id) == event.submission);
        let Some(entry) = entry.filter(|entry| entry.case == case) else {
            return Err("sub is no submission of this case".into());
        };
        let Stage::Waiting(submitted) = &entry.stage else {
            return Err("the submission does not wait for an answer".into());
        };
        match &event.happened {
            Happened::Accepted(Some(tags)) if tags == submitted => {}
            Happened::Accepted(_) => return Err("authenticationTags are not those submitted".into()),
            Happened::Rejected(problems)
                if !problems.is_empty()
                    && problems.iter().all(|problem| problem.uri.starts_with(TYPE_BEGIN)) => {}
            Happened::Rejected(_) => return Err("problems are missing or of no known type".into()),
            _ => return Err("not an event of a receiver".into()),
        }
        entry.stage = Stage::Answered;
        self.logs.entry(case).or_default().push(token.into());
        self.answers.push(event);
        Ok(())
    }

    fn write(
        &mut self,
        setup: &Setup,
        submission: SubmissionId,
        case: CaseId,
        name: &str,
        content: &Value,
    ) -> Result<(), String> {
        let occasion = Occasion {
            schema: event::SCHEMA,
            destination: setup.destination,
            submission,
            case,
            at: setup.at,
            token: random_id(),
        };
        let token = event::claims_signed(&occasion, &self.issuer, name, content, &setup.service)
            .map_err(|fault| fault.to_string())?;
        self.logs.entry(case).or_default().push(token);
        Ok(())
    }
}
