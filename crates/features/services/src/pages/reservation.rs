//! Which days are taken, for everybody; and what the office does with a reservation: give its days free, pay the deposit back.

use std::collections::BTreeSet;

use axum::extract::Path;
use jiff::ToSpan;
use jiff::civil::Date;
use rathaus_core::Cents;
use rathaus_payment::book::Direction;
use rathaus_procedure::case::Case;
use rathaus_procedure::store::submissions::today;
use rathaus_procedure::store::{find_live, find_submission, find_version};
use rathaus_procedure::{Answer as Given, Definition};
use rathaus_store::{Record, Session};
use rathaus_web::{
    Answer, Feature, Fields, Form, FromForm, PageError, Reader, Value, Visitor, context, get, post,
};

use super::case::of_number;
use super::catalogue::seen;
use crate::decision::wanted;
use crate::money::{Owing, due_day, raise};
use crate::policy;
use crate::store::money::{find_account, find_book, find_claim_of_case};
use crate::store::place::find_place;
use crate::store::reservation::{find_reservation, free_reservation, list_taken, set_returned};

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/services/{slug}/calendar", get(calendar))
        .route("/cases/{number}/reservation", post(act));
}

/// The places of a form: id and name; one without a name where there is no choice.
fn places(definition: &Definition, visitor: &Visitor) -> Vec<(String, String)> {
    let reservation = definition.handling.as_ref().and_then(|handling| handling.reservation.as_ref());
    let field = reservation.and_then(|reservation| reservation.place.as_ref());
    let standing = field.and_then(|id| definition.fields().find(|standing| standing.field.id == *id));
    let options = standing.and_then(|standing| standing.field.kind.options());
    match options {
        Some(options) => options
            .iter()
            .map(|option| (option.id.to_string(), option.label.get(visitor.lang()).to_owned()))
            .collect(),
        None => vec![(String::new(), String::new())],
    }
}

/// The last month that is shown: two years from now, which is longer than any form looks ahead.
fn last_month(day: Date) -> Date {
    day.first_of_month().saturating_add(24.months())
}

/// The month of an address, else that of today; never one that is over, or too far away.
fn month_of(query: &str, day: Date) -> Date {
    let first = day.first_of_month();
    let asked = Fields::from_query(query).first("month").and_then(|month| format!("{month}-01").parse().ok());
    asked.unwrap_or(first).clamp(first, last_month(day))
}

/// A month as weeks from Monday to Sunday, days of other months left empty.
fn weeks(month: Date, taken: &BTreeSet<Date>, day: Date) -> Vec<Vec<Value>> {
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let mut weeks = Vec::new();
    let lead = i64::from(first.weekday().to_monday_zero_offset());
    let mut at = first.saturating_sub(lead.days());
    while at <= last {
        let mut week = Vec::new();
        for _ in 0..7 {
            let is_own = at >= first && at <= last;
            week.push(context! {
                n => is_own.then(|| at.day()), is_taken => taken.contains(&at), is_over => at < day,
            });
            at = at.saturating_add(1.day());
        }
        weeks.push(week);
    }
    weeks
}

async fn calendar(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let service = seen(&visitor, &mut view, &slug).await?;
    let version = find_live(&mut view, &service.form).await?.ok_or(PageError::NotFound)?;
    let handling = version.definition.handling.as_ref();
    handling.and_then(|handling| handling.reservation.as_ref()).ok_or(PageError::NotFound)?;
    let day = today(visitor.now());
    let month = month_of(visitor.query(), day);
    let taken = list_taken(&mut view, service.id, month, month.last_of_month()).await?;
    drop(view);
    let shown: Vec<Value> = places(&version.definition, &visitor)
        .into_iter()
        .map(|(id, name)| {
            let days = taken.iter().filter(|(place, _)| *place == id).map(|(_, day)| *day).collect();
            context! { name, weeks => weeks(month, &days, day) }
        })
        .collect();
    let way =
        |month: Date| visitor.url(&format!("/services/{slug}/calendar?month={}", month.strftime("%Y-%m")));
    let context = context! {
        service => service.content.title.get(visitor.lang()),
        href => visitor.url(&format!("/services/{slug}")),
        month => format!("{} {}", visitor.lang().months()[usize::from(month.month().unsigned_abs()) - 1], month.year()),
        before => (month > day.first_of_month()).then(|| way(month.saturating_sub(1.month()))),
        after => (month < last_month(day)).then(|| way(month.saturating_add(1.month()))),
        places => shown,
    };
    visitor.page("services/calendar.html", visitor.text("reservation-calendar")?, context)
}

/// The reservation of a case as the office sees it: before the decision whether the days are free.
pub(crate) async fn of_case(
    visitor: &Visitor,
    db: &mut Session,
    case: &Case,
) -> Result<Option<Value>, PageError> {
    let kept = find_reservation(db, case.id).await?;
    let Some(reservation) = (match kept.clone() {
        Some(reservation) => Some(reservation),
        None => wanted(db, case).await?,
    }) else {
        return Ok(None);
    };
    let version = find_version(db, case.version).await?.ok_or(PageError::NotFound)?;
    let name = places(&version.definition, visitor).into_iter().find(|(id, _)| *id == reservation.place);
    let taken = list_taken(db, reservation.service, reservation.from, reservation.until).await?;
    let is_free = taken.iter().all(|(place, _)| *place != reservation.place);
    Ok(Some(context! {
        place => name.map(|(_, name)| name).unwrap_or_default(),
        from => reservation.from.to_string(),
        until => reservation.until.to_string(),
        is_booked => kept.is_some() && reservation.freed_at.is_none(),
        is_freed => reservation.freed_at.is_some(),
        is_free,
        deposit => reservation.deposit,
        returned => reservation.returned,
        may_return => kept.is_some() && reservation.deposit > 0 && reservation.returned.is_none(),
    }))
}

/// What the office does with a reservation.
enum Asked {
    Free,
    Return { cents: Option<Cents>, words: String },
}

impl FromForm for Asked {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        if form.raw("do") == "free" {
            return Some(Self::Free);
        }
        let (cents, words) = (form.money("back"), form.text("back-words", 0..=400));
        Some(Self::Return { cents: cents?, words: words? })
    }
}

async fn act(visitor: Visitor, Path(number): Path<String>, form: Form<Asked>) -> Answer {
    policy::may_work(&visitor)?;
    let Ok(asked) = form.checked() else { return Err(PageError::Conflict("reservation-back-wrong")) };
    let mut change = visitor.change().await?;
    let case = of_number(&mut change, &number).await?;
    let reservation = find_reservation(&mut change, case.id).await?.ok_or(PageError::NotFound)?;
    let path = format!("/cases/{number}");
    match asked {
        Asked::Free => {
            if free_reservation(&mut change, case.id).await? {
                change.commit(Record::new("reservation.freed", case.id)).await?;
            }
            visitor.done(&path, "reservation-freed")
        }
        Asked::Return { cents, words } => {
            let cents = cents.map_or(reservation.deposit, |cents| cents.0);
            let is_less = cents < reservation.deposit;
            if cents < 0 || cents > reservation.deposit || (is_less && words.trim().is_empty()) {
                return Err(PageError::Conflict("reservation-back-wrong"));
            }
            // Only what came is given back.
            let row = find_claim_of_case(&mut change, case.id).await?;
            let book = find_book(&mut change).await?;
            let is_paid = row.and_then(|row| book.find_claim(row.id)).is_some_and(|claim| claim.is_settled());
            if !is_paid {
                return Err(PageError::Conflict("reservation-not-paid"));
            }
            if !set_returned(&mut change, case.id, cents).await? {
                return visitor.done(&path, "reservation-returned");
            }
            if cents > 0 {
                let owing = owing(&visitor, &mut change, &case, Cents(cents), &words).await?;
                raise(&mut change, &case, owing).await?;
            }
            change.commit(Record::new("reservation.returned", case.id).with("cents", cents)).await?;
            visitor.done(&path, "reservation-returned")
        }
    }
}

/// The deposit as a claim that we owe.
async fn owing(
    visitor: &Visitor,
    db: &mut Session,
    case: &Case,
    cents: Cents,
    words: &str,
) -> Result<Owing, PageError> {
    let version = find_version(db, case.version).await?.ok_or(PageError::NotFound)?;
    let submission = find_submission(db, case.submission).await?.ok_or(PageError::NotFound)?;
    let reservation = version.definition.handling.as_ref().and_then(|handling| handling.reservation.as_ref());
    let account = reservation.and_then(|reservation| reservation.account.as_ref());
    let account = match account.and_then(|field| submission.answers.get(field)) {
        Some(Given::Iban(iban)) => iban.parse().ok(),
        _ => None,
    };
    let term = find_account(db).await?.map_or(crate::money::account::TERM_DAYS, |account| account.term_days);
    let mut purpose = visitor.text("reservation-purpose")?;
    if !words.trim().is_empty() {
        purpose = format!("{purpose}: {}", words.trim());
    }
    let due = due_day(today(visitor.now()), term, &find_place(db).await?);
    Ok(Owing { direction: Direction::Out, cents, purpose, due, account })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_on_monday_and_is_never_over() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let today = day("2026-06-10");
        assert_eq!(month_of("month=2026-08", today), day("2026-08-01"));
        for query in ["", "month=2026-05", "month=x", "month=2026-13"] {
            assert_eq!(month_of(query, today), day("2026-06-01"), "{query}");
        }
        assert_eq!(month_of("month=9000-01", today), day("2028-06-01"));
        // The first of August 2026 is a Saturday.
        let taken = BTreeSet::from([day("2026-08-31")]);
        let weeks = weeks(day("2026-08-01"), &taken, today);
        assert_eq!(weeks.len(), 6);
        let cell = |week: usize, at: usize, name: &str| weeks[week][at].get_attr(name).expect("a value");
        assert!(cell(0, 4, "n").is_none() && cell(0, 5, "n").as_i64() == Some(1));
        assert_eq!((cell(5, 0, "n").as_i64(), cell(5, 0, "is_taken").is_true()), (Some(31), true));
    }
}
