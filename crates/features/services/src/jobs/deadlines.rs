//! Deadlines that decide: where nobody did by their end, and the law says what holds then.

use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_deadline::{Effect, State};
use rathaus_procedure::case::{Case, CaseEvent, Verdict};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Recorded, list_deadlines, record};
use rathaus_store::jobs::{JobError, Task};
use rathaus_store::{Actor, Id, Record};
use rathaus_web::{App, Tenant};

use super::Telling;
use crate::decision::settle;
use crate::letters::{self, head::LANG};
use crate::store::place::find_place;

/// Decides what the law decides when a deadline has passed.
pub(super) async fn deadlines(app: App, task: Task) -> Result<(), JobError> {
    for tenant in app.gate().tenants().await?.iter().filter(|t| t.features.contains("services")) {
        let mut view = task.scope.store().tenant(tenant.id).read().await?;
        let place = find_place(&mut view).await?;
        let due = list_deadlines(&mut view, &place, task.now()).await?;
        drop(view);
        for (case, state) in due {
            let State::Expired { on, effect } = state else { continue };
            let verdict = match effect {
                Effect::Nothing => continue,
                Effect::DeemedApproval => Verdict::Approved,
                Effect::DeemedRefusal => Verdict::Refused,
            };
            // The effect holds from the day after the last one.
            let effective = on.checked_add(1.day()).unwrap_or(today(task.now()));
            let law = Law { app: &app, tenant, task: &task, case: &case, verdict, effective };
            if let Some(hurdle) = law.decide(None).await? {
                law.decide(Some(hurdle)).await?;
            }
        }
    }
    Ok(())
}

/// What the law decides about a case.
struct Law<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    task: &'a Task,
    case: &'a Case,
    verdict: Verdict,
    effective: Date,
}

impl Law<'_> {
    /// Decides, with all that follows from a decision of two persons; gives what keeps that from being made, and then nothing is
    /// kept. With such a `hurdle` it is decided all the same, since the law does not ask whether a day is still free: nothing is
    /// booked, claimed or written then, and a note tells the office.
    async fn decide(&self, hurdle: Option<&'static str>) -> Result<Option<&'static str>, JobError> {
        let texts = self.app.texts(LANG);
        let scope = self.task.scope.store().tenant(self.tenant.id);
        let mut change = scope.change(Actor::Program("services"), self.task.now()).await?;
        let decision = Id::new(self.task.now());
        let mut events =
            vec![CaseEvent::Deemed { decision, verdict: self.verdict, effective: self.effective }];
        if hurdle.is_some() {
            events
                .push(CaseEvent::Noted { words: texts.get("case-deemed-taken").map_err(letters::missing)? });
        }
        let kept = record(&mut change, self.case.id, Some(self.case.seq), events.clone()).await?;
        let Recorded::Kept(case) = kept else { return Ok(None) };
        if hurdle.is_none() {
            if let Some(key) = settle(&mut change, &case).await? {
                return Ok(Some(key));
            }
            let check = self.app.full_url(self.tenant, "/permits/");
            letters::write(&mut change, texts, &case, &events, "", &check).await?;
        }
        change.enqueue(Telling::of(case.id, case.seq, "deemed")?).await?;
        let mut done = Record::new("case.deemed", case.id).with("verdict", self.verdict.word());
        if let Some(key) = hurdle {
            done = done.with("hurdle", key);
        }
        change.commit(done).await?;
        Ok(None)
    }
}
