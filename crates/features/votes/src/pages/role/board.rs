//! The board: agreeing to steps, stopping, and what is voted on paper.

use axum::extract::Path;
use rathaus_store::Record;
use rathaus_web::list::Listing;
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{holder, page};
use crate::approving::{Agreed, agree as note};
use crate::jobs::stop as halt;
use crate::model::{Act, Counts, RoleKind, Stage, paper_widths};
use crate::pages::election::head;
use crate::store::ballot::hold_box;
use crate::store::election::{PaperRow, find_election_by_id, update_paper};
use crate::store::elector::{
    Way, delete_paper_vote, find_elector, find_electors, find_register, update_voted,
};

/// A step.
pub(in crate::pages) struct Step(Act);

impl FromForm for Step {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.choice("act").map(Self)
    }
}

pub(in crate::pages) async fn agree(visitor: Visitor, Path(key): Path<String>, form: Form<Step>) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    drop(view);
    holder.is(RoleKind::Board)?;
    let Ok(Step(act)) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change_as(holder.actor).await?;
    let agreed = note(&mut change, &holder.election, &holder.role, act).await?;
    let said = match agreed {
        Agreed::Waiting => "role-agreed",
        Agreed::Taken => "role-taken",
        Agreed::Before => "role-agreed-before",
        Agreed::NotDue => return Err(PageError::Conflict("role-not-due")),
        Agreed::Paper => return Err(PageError::Conflict("role-paper-missing")),
        Agreed::Fault(_) => "role-fault",
    };
    if agreed == Agreed::Before {
        drop(change);
    } else {
        let mut record = Record::new("election.agreed", holder.election.id).with("act", act.word());
        record = record.with("role", holder.role.id);
        if let Agreed::Fault(fault) = agreed {
            record = record.with("fault", fault);
        }
        change.commit(record).await?;
    }
    visitor.done(&holder.base, said)
}

/// Anybody of the board stops an open election at once; to go on they agree again.
pub(in crate::pages) async fn stop(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    drop(view);
    holder.is(RoleKind::Board)?;
    let mut change = visitor.change_as(holder.actor).await?;
    hold_box(&mut change, holder.election.id).await?;
    if halt(&mut change, holder.election.id, Some(holder.role.id)).await? {
        let record = Record::new("election.stopped", holder.election.id).with("role", holder.role.id);
        change.commit(record).await?;
    }
    visitor.done(&holder.base, "role-stopped")
}

/// The register, for the polling station.
pub(in crate::pages) async fn register(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let listing = Listing::read(&visitor, &["number"], &[]);
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    holder.is(RoleKind::Board)?;
    let (electors, all) = find_electors(&mut view, holder.election.id, listing.q(), listing.slice()).await?;
    let register = find_register(&mut view, holder.election.id).await?;
    drop(view);
    let rows: Vec<Value> = electors
        .iter()
        .map(|elector| {
            context! {
                number => elector.number, name => elector.name.clone(), address => elector.address.clone(),
                weight => elector.weight, voted => elector.voted.map(Way::word),
            }
        })
        .collect();
    let may_mark = holder.election.rules.paper && holder.election.stage == Stage::Open;
    let context = context! {
        election => head(&visitor, &holder.election)?,
        base => visitor.url(&holder.base),
        rows, all, may_mark,
        electors => register.electors, online => register.online, paper => register.paper,
        list => listing.view(&visitor, &[], all)?,
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("votes/role-register.html", visitor.text("role-register")?, context)
}

pub(in crate::pages) async fn vote_on_paper(
    visitor: Visitor,
    Path((key, number)): Path<(String, u64)>,
) -> Answer {
    mark(visitor, key, number, true).await
}

pub(in crate::pages) async fn take_back(
    visitor: Visitor,
    Path((key, number)): Path<(String, u64)>,
) -> Answer {
    mark(visitor, key, number, false).await
}

/// Notes that somebody votes on paper, or takes that back. Who voted on line cannot.
async fn mark(visitor: Visitor, key: String, number: u64, is_vote: bool) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    drop(view);
    holder.is(RoleKind::Board)?;
    let mut change = visitor.change_as(holder.actor).await?;
    hold_box(&mut change, holder.election.id).await?;
    let election = find_election_by_id(&mut change, holder.election.id).await?;
    let is_open = |election: &crate::store::election::Election| {
        election.rules.paper && election.takes_ballots(visitor.now())
    };
    if !election.as_ref().is_some_and(is_open) {
        return Err(PageError::Conflict("role-no-paper-now"));
    }
    let elector = find_elector(&mut change, holder.election.id, number).await?.ok_or(PageError::NotFound)?;
    let is_changed = match is_vote {
        true => update_voted(&mut change, elector.id, Way::Paper).await?,
        false => delete_paper_vote(&mut change, elector.id).await?,
    };
    if !is_changed && is_vote && elector.voted == Some(Way::Online) {
        return Err(PageError::Conflict("role-no-paper-online"));
    }
    if is_changed {
        let what = if is_vote { "election.paper-vote" } else { "election.paper-vote-removed" };
        change.commit(Record::new(what, holder.election.id).with("number", number)).await?;
    }
    let back = format!("{}/register?q={number}", holder.base);
    visitor.done(&back, if is_vote { "role-paper-noted" } else { "role-paper-removed" })
}

/// Numbers as they stand in the form.
pub(super) fn paper_values(paper: &PaperRow) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for (question, counts) in paper.counts.iter().enumerate() {
        for (index, count) in counts.iter().enumerate() {
            values.push((format!("c{question}.{index}"), count.to_string()));
        }
    }
    values
}

/// Numbers, to be read once the questions are known.
pub(in crate::pages) struct Numbers;

impl FromForm for Numbers {
    fn read(_: &mut Reader<'_>) -> Option<Self> {
        Some(Self)
    }
}

pub(in crate::pages) async fn count_paper(
    visitor: Visitor,
    Path(key): Path<String>,
    form: Form<Numbers>,
) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    let register = find_register(&mut view, holder.election.id).await?;
    drop(view);
    holder.is(RoleKind::Board)?;
    let election = &holder.election;
    if !election.rules.paper || !(Stage::Closing..Stage::Published).contains(&election.stage) {
        return Err(PageError::Conflict("role-not-due"));
    }
    let (Numbers, mut sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return page(&visitor, &key, Some(sheet)).await,
    };
    let sent = sheet.values.clone();
    let value = |name: &str| sent.iter().find(|(one, _)| one == name).map(|(_, value)| value.trim());
    let mut counts: Counts = Vec::new();
    for (question, width) in paper_widths(&election.questions, &election.rules).into_iter().enumerate() {
        let mut numbers = Vec::new();
        for index in 0..width {
            let name = format!("c{question}.{index}");
            match value(&name).and_then(|text| text.parse::<u64>().ok()).filter(|n| *n <= 1_000_000_000) {
                Some(number) => numbers.push(number),
                None => sheet = sheet.wrong(&name, "role-paper-number"),
            }
        }
        // Nobody can have more votes for one answer than voted on paper, whatever their weight: weights are counted by the board.
        let is_too_many = register.greatest <= 1 && numbers.iter().any(|number| *number > register.paper);
        if is_too_many && let Some(index) = numbers.iter().position(|number| *number > register.paper) {
            sheet = sheet.wrong(&format!("c{question}.{index}"), "role-paper-many");
        }
        counts.push(numbers);
    }
    if !sheet.mistakes.is_empty() {
        return page(&visitor, &key, Some(sheet)).await;
    }
    let mut change = visitor.change_as(holder.actor).await?;
    update_paper(&mut change, election.id, holder.role.id, &counts).await?;
    let record = Record::new("election.paper-counted", election.id).with("role", holder.role.id);
    change.commit(record).await?;
    visitor.done(&holder.base, "role-paper-entered")
}
