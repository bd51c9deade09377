//! Who is overdue, and which reminder is next; its letter is written with it.

use jiff::civil::Date;
use rathaus_payment::book::{ClaimId, Direction};
use rathaus_payment::dunning::Step;
use rathaus_procedure::store::find_case;
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Change, Record};
use rathaus_web::list::{Cell, Columns, Kind, Listing};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::{Item, path_of};
use crate::jobs::Telling;
use crate::letters::{self, Material, head::LANG};
use crate::money::account::{NEXT_DAYS, rule};
use crate::money::claim_of;
use crate::policy;
use crate::store::money::{
    Ledger, find_account, find_book, find_claim, find_reminders, insert_reminder, list_claims, list_reminders,
};

/// The most reminders of one act.
const MOST: usize = 1_000;

const COLUMNS: [(&str, Kind); 6] = [
    ("number", Kind::Text),
    ("name", Kind::Text),
    ("due", Kind::Date),
    ("open", Kind::Money),
    ("sent", Kind::Number),
    ("next", Kind::Text),
];

/// The word of a step, its stage from 1, and its day.
fn said(step: Step, sent: usize) -> Option<(&'static str, usize, Date)> {
    match step {
        Step::Nothing | Step::NotDue => None,
        Step::Wait { until } => Some(("wait", sent + 1, until)),
        Step::Remind { stage, since, .. } => Some(("remind", stage + 1, since)),
        Step::Enforce { since } => Some(("enforce", sent, since)),
    }
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    let listing = Listing::read(&visitor, &["due"], &[]);
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let book = find_book(&mut view).await?;
    let rows = list_claims(&mut view).await?;
    let reminders = list_reminders(&mut view).await?;
    let rule = rule(find_account(&mut view).await?.as_ref());
    drop(view);
    let mut found: Vec<(Item<'_>, usize, &str, usize, Date)> = book
        .claims()
        .filter(|standing| standing.claim.direction == Direction::In)
        .filter_map(|standing| {
            let sent = reminders.get(&standing.claim.id).map_or(&[][..], Vec::as_slice);
            let step = rule.step(standing.claim.due, standing.open(), sent, day);
            let (word, stage, on) = said(step, sent.len())?;
            Some((Item::of(standing, &rows, day), sent.len(), word, stage, on))
        })
        .collect();
    found.sort_by_key(|(item, _, _, _, on)| (*on, item.standing.claim.id));
    if listing.is_descending() {
        found.reverse();
    }
    let mut shown: Vec<(Vec<Cell>, Value)> = Vec::new();
    for (item, sent, word, stage, on) in &found {
        let claim = item.standing.claim;
        let next = visitor.text_with(
            &format!("money-reminder-{word}"),
            &[("stage", stage.to_string().into()), ("day", visitor.lang().short_date(*on).into())],
        )?;
        let cells = vec![
            Cell::from(item.number),
            Cell::from(item.name()),
            Cell::from(claim.due),
            Cell::from(item.standing.open()),
            Cell::from(u32::try_from(*sent).unwrap_or(u32::MAX)),
            Cell::from(&next),
        ];
        let row = context! {
            id => claim.id.to_string(), href => visitor.url(&path_of(claim.id)), number => item.number, name => item.name(),
            due => claim.due.to_string(), open => item.standing.open().0, sent, next, word => *word, stage,
        };
        shown.push((cells, row));
    }
    let columns = Columns::read(&visitor, "money-reminder", &COLUMNS)?;
    if let Some(format) = listing.format() {
        let rows = shown.into_iter().map(|(cells, _)| cells).collect();
        let (name, title) = (visitor.text("money-reminder-file")?, visitor.text("money-reminders")?);
        return visitor.export(&columns.table(name, title, rows), format).await;
    }
    let slice = listing.slice();
    let context = context! {
        list => listing.view(&visitor, &columns.heads(), shown.len() as u64)?,
        rows => shown.into_iter().map(|(_, row)| row).skip(slice.offset as usize).take(slice.limit as usize)
            .collect::<Vec<_>>(),
        may_work => policy::may_work(&visitor).is_ok(),
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("services/money-reminders.html", visitor.text("money-reminders")?, context)
}

/// What came of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// It is written. The caller commits.
    Written,
    /// It was written before.
    Known,
    /// It is not next.
    NotNow,
}

/// Reminds of a claim, with a letter where there is a letterhead, and a mail where there is an address.
async fn remind(
    visitor: &Visitor,
    change: &mut Change,
    claim: ClaimId,
    stage: u32,
) -> Result<Came, PageError> {
    let day = today(visitor.now());
    let by = policy::may_work(visitor)?.name.clone();
    // Held until the end, so that what is paid meanwhile is not reminded of.
    let ledger = Ledger::open(change).await?;
    let standing = ledger.book().find_claim(claim).ok_or(PageError::NotFound)?;
    let known = find_reminders(change, claim).await?;
    if known.len() as u64 >= u64::from(stage) {
        return Ok(Came::Known);
    }
    let account = find_account(change).await?;
    let step = rule(account.as_ref()).step(standing.claim.due, standing.open(), &known, day);
    let is_next = matches!(step, Step::Remind { stage: next, .. } if next as u64 + 1 == u64::from(stage));
    if !is_next || standing.claim.direction != Direction::In {
        return Ok(Came::NotNow);
    }
    insert_reminder(change, claim, stage, day).await?;
    let Some(row) = find_claim(change, claim).await? else { return Ok(Came::Written) };
    let case = match row.case {
        Some(case) => find_case(change, case).await?,
        None => None,
    };
    if let Some(case) = case {
        let days = account.as_ref().map_or(NEXT_DAYS, |account| account.next_days);
        if let Some(material) = Material::find(change, &case, day).await? {
            let texts = visitor.app().texts(LANG);
            let said = letters::reminder(&material, texts, &standing, &row.purpose, (stage, days), &by)?;
            letters::keep(change, case.id, &said).await?;
        }
        change.enqueue(Telling::of(case.id, format!("{claim}-{stage}"), "reminded")?).await?;
    }
    Ok(Came::Written)
}

/// A reminder that went out.
pub(super) struct Sent {
    claim: ClaimId,
    stage: u32,
}

impl FromForm for Sent {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let claim = claim_of(&form.raw("claim"));
        if claim.is_none() {
            form.mistake("claim", "form-no-such-choice");
        }
        let stage = form.number("stage", 1..=9).and_then(|stage| u32::try_from(stage).ok());
        Some(Self { claim: claim?, stage: stage? })
    }
}

pub(super) async fn note(visitor: Visitor, form: Form<Sent>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(sent) = form.checked() else { return Err(PageError::NotFound) };
    let mut change = visitor.change().await?;
    match remind(&visitor, &mut change, sent.claim, sent.stage).await? {
        Came::Written => {
            change.commit(Record::new("claim.reminded", sent.claim).with("stage", sent.stage)).await?;
        }
        // The same form once more.
        Came::Known => {}
        Came::NotNow => return Err(PageError::Conflict("money-reminder-not-now")),
    }
    visitor.done("/money/reminders", "money-reminder-noted")
}

/// Reminds everybody whose reminder is due, each in a change of its own.
pub(super) async fn note_all(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let book = find_book(&mut view).await?;
    let reminders = list_reminders(&mut view).await?;
    let rule = rule(find_account(&mut view).await?.as_ref());
    drop(view);
    let due =
        book.claims().filter(|standing| standing.claim.direction == Direction::In).filter_map(|standing| {
            let sent = reminders.get(&standing.claim.id).map_or(&[][..], Vec::as_slice);
            match rule.step(standing.claim.due, standing.open(), sent, day) {
                Step::Remind { stage, .. } => Some((standing.claim.id, u32::try_from(stage + 1).ok()?)),
                _ => None,
            }
        });
    let due: Vec<(ClaimId, u32)> = due.take(MOST).collect();
    for (claim, stage) in due {
        let mut change = visitor.change().await?;
        if remind(&visitor, &mut change, claim, stage).await? == Came::Written {
            change.commit(Record::new("claim.reminded", claim).with("stage", stage)).await?;
        }
    }
    visitor.done("/money/reminders", "money-reminder-all-noted")
}
