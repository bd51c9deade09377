//! A case that is about a grant: what can be granted, paying out, the proof of use, changes and giving back.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::interest::Rate;
use rathaus_procedure::case::{Case, CaseEvent};
use rathaus_procedure::fill::answer_rows;
use rathaus_procedure::grant::{After, Grant, Revision};
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{Recorded, Submission, find_submission, find_version, record};
use rathaus_store::{Actor, Change, Id, Record, Session};
use rathaus_web::filters::money;
use rathaus_web::form::read_date;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::files::path;
use super::{not_done, of_number, page, who};
use crate::colleagues::{stands_in, stood_in};
use crate::grants::{
    Applicant, grant_of, may_release, next_part, parts_of, release, releases, revise, settlement,
};
use crate::jobs::Telling;
use crate::pages::grants::points;
use crate::pages::lines;
use crate::policy;
use crate::store::grant::list_budgets;

/// What a form asks for.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    Release,
    Settle { accepted: Cents, rates: Vec<Rate>, reasons: String },
    Revise { cents: Cents, reasons: String, report_due: Option<Date> },
    Return(String),
    Decide(Id),
}

/// An act and the number of the last event that the person had before them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Act {
    asked: Asked,
    seen: Option<u32>,
}

/// Base rates, a line each: a day and percent, as in `01.07.2025 1,27`.
fn rates(text: &str) -> Option<Vec<Rate>> {
    lines(text)
        .iter()
        .map(|line| {
            let line = line.trim_end_matches('%').trim_end();
            let (day, percent) = line.rsplit_once(char::is_whitespace)?;
            // Percent with two decimals are written like euros.
            let hundredths = i32::try_from(Cents::parse(percent)?.0).ok()?;
            Some(Rate { from: read_date(day.trim())?, hundredths })
        })
        .collect()
}

impl FromForm for Act {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let seen = form.raw("seen").parse().ok();
        let sum = |form: &mut Reader<'_>, name: &str| {
            let cents = form.money(name)?;
            if cents.is_none() {
                form.mistake(name, "form-required");
            }
            cents
        };
        let asked = match form.raw("do").as_str() {
            "release" => Asked::Release,
            "settle" => {
                let (accepted, reasons) = (sum(form, "accepted"), form.text("settle-reasons", 3..=4_000));
                let rates = rates(&form.raw("rates"));
                if rates.is_none() {
                    form.mistake("rates", "grant-rates-wrong");
                }
                Asked::Settle { accepted: accepted?, rates: rates?, reasons: reasons? }
            }
            "revise" => {
                let (cents, reasons) = (sum(form, "revised"), form.text("revise-reasons", 3..=4_000));
                let report_due = form.optional_date("report-due");
                Asked::Revise { cents: cents?, reasons: reasons?, report_due: report_due? }
            }
            "revise-return" => Asked::Return(form.text("revise-why", 3..=4_000)?),
            "revise-decide" => Asked::Decide(form.id("decision")?),
            _ => {
                form.mistake("do", "form-no-such-choice");
                return None;
            }
        };
        Some(Self { asked, seen })
    }
}

/// What the page of a case shows of its grant, and its forms filled beforehand; `None` where it is about none.
pub(super) async fn grant(
    visitor: &Visitor,
    db: &mut Session,
    case: &Case,
    names: &BTreeMap<String, String>,
) -> Result<Option<(Value, Sheet)>, PageError> {
    let day = today(visitor.now());
    let Some(applicant) = Applicant::of(db, case.clone(), day).await? else { return Ok(None) };
    let Some(grant) = grant_of(&applicant.version) else { return Ok(None) };
    let (lang, answers) = (visitor.lang(), &applicant.submission.answers);
    let application = crate::store::application::find_application_of_case(db, case.id).await?;
    let budgets = match &application {
        Some(application) => list_budgets(db, application.service).await?,
        None => Vec::new(),
    };
    let rules: Vec<Value> = grant
        .checked(answers, day)
        .map(|(rule, holds)| context! { label => rule.label.get(lang), holds })
        .collect();
    let fault = match applicant.possible {
        Ok(_) => String::new(),
        Err(fault) => visitor.text(match fault {
            rathaus_grant::TermsFault::Nothing => "grant-fault-nothing",
            rathaus_grant::TermsFault::BeyondCost => "grant-fault-beyond-cost",
            rathaus_grant::TermsFault::TooLittle { .. } => "grant-fault-too-little",
        })?,
    };
    let next = next_part(case, grant);
    let me = visitor.signed().map(|signed| format!("person:{}", signed.person)).unwrap_or_default();
    let mut costs = None;
    let report = match case.reports.last() {
        None => None,
        Some(report) => {
            let submission = find_submission(db, report.submission).await?;
            if let (Some(rule), Some(submission)) = (&grant.report, &submission) {
                costs = rule.costs(&submission.answers);
            }
            Some(context! {
                on => report.on.to_string(), accepted => report.accepted, costs => costs.map(|cents| cents.0),
                answers => match &submission {
                    Some(submission) => told(visitor, db, case, submission, day).await?,
                    None => Vec::new(),
                },
            })
        }
    };
    let typed = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
    let sheet = Sheet::filled([
        ("award", applicant.possible.map(|cents| typed(cents.0)).unwrap_or_default()),
        ("award-year", day.year().to_string()),
        ("accepted", costs.map(|cents| typed(cents.0)).unwrap_or_default()),
    ]);
    let shown = context! {
        asked => grant.asked(answers).0,
        possible => applicant.possible.ok().map(|cents| cents.0),
        fault,
        rules,
        is_eligible => applicant.is_eligible,
        panel => grant.panel(),
        scores => applicant.scores.iter().filter(|score| !score.is_biased).count(),
        mean => applicant.mean.filter(|_| grant.panel() > 0).map(|mean| points(visitor, mean.hundredths())),
        words => applicant.scores.iter().map(|score| context! {
            name => score.name.clone(), words => score.words.clone(), is_biased => score.is_biased,
            points => score.points.iter().map(ToString::to_string).collect::<Vec<_>>().join(" · "),
        }).collect::<Vec<_>>(),
        score => visitor.url(&format!("/cases/{}/score", case.number)),
        budgets => budgets.iter().map(|budget| context! {
            value => budget.year, label => visitor.text_with("grant-year-rest", &[
                ("year", budget.year.to_string().into()), ("rest", money(lang, Cents(budget.rest())).into()),
            ]).unwrap_or_default(),
        }).collect::<Vec<_>>(),
        award => case.award().map(|award| context! {
            cents => award.cents, year => award.year, report_due => award.report_due.map(|day| day.to_string()),
        }),
        proposed => case.proposal.as_ref().and_then(|proposal| proposal.award.as_ref()).map(|award| context! {
            cents => award.cents, year => award.year,
        }),
        parts => parts(case, grant),
        paid => case.paid_out(),
        may_release => next.is_some_and(|part| may_release(case, part.after)),
        next => next.map(|part| part.cents.0),
        report,
        is_reported => case.waiting_report().is_some() && case.revision.is_none(),
        revision => case.revision.as_ref().map(|proposed| context! {
            id => proposed.revision.id.to_string(), cents => proposed.revision.cents,
            accepted => proposed.revision.accepted, interest => proposed.revision.interest,
            back => (case.paid_out() - proposed.revision.cents).max(0),
            reasons => rathaus_web::filters::paragraphs(&proposed.revision.reasons),
            by => who(visitor, names, &proposed.by), is_mine => proposed.by == me,
        }),
        path => visitor.url(&format!("/cases/{}/grant", case.number)),
    };
    Ok(Some((shown, sheet)))
}

/// The parts in which a grant is paid out, for both sides.
pub(crate) fn parts(case: &Case, grant: &Grant) -> Vec<Value> {
    parts_of(case, grant)
        .iter()
        .map(|part| {
            context! {
                n => part.n, cents => part.cents.0, is_released => part.is_released,
                after => if part.after == After::Report { "report" } else { "decision" },
            }
        })
        .collect()
}

/// What was told about the use, as rows.
async fn told(
    visitor: &Visitor,
    db: &mut Session,
    case: &Case,
    submission: &Submission,
    day: Date,
) -> Result<Vec<Value>, PageError> {
    let version = find_version(db, submission.version).await?.ok_or(PageError::NotFound)?;
    answer_rows(visitor, &version.definition, &submission.answers, &[], day, &|_| None, &path(visitor, case))
}

/// What came of an act.
enum Came {
    Kept(Box<Case>),
    Refused(&'static str),
    Stale(Box<Case>),
}

impl From<Recorded> for Came {
    fn from(recorded: Recorded) -> Self {
        match recorded {
            Recorded::Kept(case) => Came::Kept(case),
            Recorded::Refused(refusal) => Came::Refused(refusal.key()),
            Recorded::Stale(case) => Came::Stale(case),
            Recorded::Gone => Came::Refused("case-stale"),
        }
    }
}

async fn act(
    visitor: &Visitor,
    change: &mut Change,
    applicant: &Applicant,
    grant: &Grant,
    act: &Act,
) -> Result<Came, PageError> {
    let (case, day) = (&applicant.case, today(visitor.now()));
    if act.seen.is_some_and(|seen| case.is_overtaken(seen)) {
        return Ok(Came::Stale(Box::new(case.clone())));
    }
    let proposed = |revision: Revision| vec![CaseEvent::RevisionProposed { revision }];
    let id = Id::new(visitor.now());
    let events = match &act.asked {
        Asked::Release => {
            let n = case.released.len() + 1;
            let args = [("n", n.to_string().into()), ("number", case.number.as_str().into())];
            let purpose = visitor.text_with("grant-purpose", &args)?;
            return Ok(match release(change, case, applicant, purpose, day).await? {
                Ok(case) => Came::Kept(Box::new(case)),
                Err(key) => Came::Refused(key),
            });
        }
        Asked::Settle { accepted, rates, reasons } => {
            let released = releases(change, case.id).await?;
            let Ok((entitled, interest)) = settlement(applicant, grant, *accepted, &released, rates, day)
            else {
                return Ok(Came::Refused("grant-rates-missing"));
            };
            let (accepted, interest) = (Some(accepted.0), interest.0);
            proposed(Revision {
                id,
                cents: entitled.0,
                accepted,
                interest,
                reasons: reasons.clone(),
                report_due: None,
            })
        }
        Asked::Revise { cents, reasons, report_due } => proposed(Revision {
            id,
            cents: cents.0,
            accepted: None,
            interest: 0,
            reasons: reasons.clone(),
            report_due: *report_due,
        }),
        Asked::Return(words) => vec![CaseEvent::RevisionReturned { words: words.clone() }],
        Asked::Decide(revision) => {
            let Some(agreed) = case.revision.as_ref().map(|proposed| proposed.revision.clone()) else {
                return Ok(Came::Refused("case-refusal-nothing-proposed"));
            };
            let events = vec![CaseEvent::Revised { revision: *revision }];
            let kept = match Came::from(record(change, case.id, act.seen, events).await?) {
                Came::Kept(kept) => kept,
                other => return Ok(other),
            };
            let purpose =
                visitor.text_with("grant-back-purpose", &[("number", case.number.as_str().into())])?;
            return Ok(match revise(change, case, *kept, &agreed, purpose, day).await? {
                Ok(case) => Came::Kept(Box::new(case)),
                Err(key) => Came::Refused(key),
            });
        }
    };
    Ok(record(change, case.id, act.seen, events).await?.into())
}

pub(super) async fn add(visitor: Visitor, Path(number): Path<String>, form: Form<Act>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let case = of_number(&mut view, &number).await?;
    let (mut asked, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => {
            return page(&visitor, &mut view, &case, Some((StatusCode::UNPROCESSABLE_ENTITY, sheet))).await;
        }
    };
    drop(view);
    // A person is the same person with a token: two pairs of eyes are two persons.
    let mut change = visitor.change_as(Actor::Person(visitor.person()?.person)).await?;
    let mut case = of_number(&mut change, &number).await?;
    // As with decisions: what is proposed or settled may be done for who is away, a second pair of eyes is one's own.
    let is_own = matches!(asked.asked, Asked::Decide(_) | Asked::Return(_));
    let away = if is_own { None } else { stands_in(&visitor, &mut change, &case).await? };
    let before = case.clone();
    if let Some(away) = away.as_ref().filter(|_| asked.seen.is_none_or(|seen| seen == case.seq))
        && let Recorded::Kept(kept) = record(&mut change, case.id, None, vec![stood_in(away)]).await?
    {
        asked.seen = asked.seen.map(|_| kept.seq);
        case = *kept;
    }
    let applicant =
        Applicant::of(&mut change, case, today(visitor.now())).await?.ok_or(PageError::NotFound)?;
    let grant = grant_of(&applicant.version).cloned().ok_or(PageError::NotFound)?;
    let again = match act(&visitor, &mut change, &applicant, &grant, &asked).await? {
        Came::Kept(case) => {
            let word = match asked.asked {
                Asked::Release => "released",
                Asked::Settle { .. } => "settled",
                Asked::Revise { .. } => "revision_proposed",
                Asked::Return(_) => "revision_returned",
                Asked::Decide(_) => "revised",
            };
            if matches!(word, "released" | "revised") {
                change.enqueue(Telling::of(case.id, case.seq, word)?).await?;
            }
            let mut record = Record::new("case.event", case.id).with("events", word);
            if let Some(away) = &away {
                record = record.with("for", away.person);
            }
            change.commit(record).await?;
            return visitor.done(&format!("/cases/{number}"), "case-done");
        }
        Came::Refused(key) => (key, Box::new(before)),
        Came::Stale(now) => ("case-stale", now),
    };
    drop(change);
    not_done(&visitor, &again.1, sheet, again.0).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_rates_are_read_as_people_write_them() {
        let read = rates("01.07.2025 1,27 %\n\n2026-01-01 -0,88").expect("readable");
        let plain: Vec<_> = read.iter().map(|rate| (rate.from.to_string(), rate.hundredths)).collect();
        assert_eq!(plain, [("2025-07-01".to_owned(), 127), ("2026-01-01".to_owned(), -88)]);
        assert_eq!(rates(" ").map(|all| all.len()), Some(0));
        assert!(rates("1,27").is_none() && rates("01.07.2025 viel").is_none());
    }
}
