//! Mandates: who allowed us to collect. They are entered from the signed paper and taken back, never changed.

use axum::extract::Path;
use axum::http::StatusCode;
use jiff::civil::Date;
use rathaus_procedure::store::submissions::today;
use rathaus_store::{Id, Record};
use rathaus_web::list::{Cell, Columns, Kind, Listing, Table};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::account::read_iban;
use crate::money::mandate::{Mandate, MandateState, reference_of};
use crate::policy;
use crate::store::mandate::{
    find_mandate, find_mandate_named, insert_mandate, list_mandates, update_revoked,
};
use crate::store::money::Ledger;

/// The columns of the list and of its file.
const COLUMNS: [(&str, Kind); 6] = [
    ("reference", Kind::Text),
    ("name", Kind::Text),
    ("iban", Kind::Text),
    ("signed", Kind::Date),
    ("used", Kind::Date),
    ("state", Kind::Text),
];

fn state_of(visitor: &Visitor, mandate: &Mandate, day: Date) -> Result<String, PageError> {
    match mandate.revoked {
        Some(revoked) => {
            let on = visitor.lang().short_date(revoked);
            visitor.text_with("order-mandate-revoked-on", &[("day", on.into())])
        }
        None => visitor.text(&format!("order-mandate-{}", mandate.state(day).word())),
    }
}

fn export(visitor: &Visitor, mandates: &[Mandate], day: Date) -> Result<Table, PageError> {
    let rows = mandates
        .iter()
        .map(|mandate| {
            Ok(vec![
                Cell::from(&mandate.reference),
                Cell::from(&mandate.name),
                Cell::from(mandate.iban.as_str()),
                Cell::from(mandate.signed),
                mandate.used.map_or(Cell::Empty, Cell::from),
                Cell::from(state_of(visitor, mandate, day)?),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let columns = Columns::read(visitor, "order-mandate", &COLUMNS)?;
    Ok(columns.table(visitor.text("order-mandate-file")?, visitor.text("order-mandates")?, rows))
}

async fn page(visitor: &Visitor, typed: Option<Sheet>) -> Answer {
    let listing = Listing::read(visitor, &["reference", "name", "-signed"], &[]);
    let day = today(visitor.now());
    let mut view = visitor.read().await?;
    let mut mandates = list_mandates(&mut view).await?;
    drop(view);
    let all = mandates.len();
    let sought = listing.q().to_lowercase();
    let bare: String = sought.chars().filter(|sign| !sign.is_whitespace()).collect();
    mandates.retain(|mandate| {
        mandate.reference.to_lowercase().contains(&sought)
            || mandate.name.to_lowercase().contains(&sought)
            || (!bare.is_empty() && mandate.iban.as_str().to_lowercase().contains(&bare))
    });
    match listing.sort() {
        "name" => mandates.sort_by_cached_key(|mandate| mandate.name.to_lowercase()),
        "signed" => mandates.sort_by_key(|mandate| mandate.signed),
        _ => {}
    }
    if listing.is_descending() {
        mandates.reverse();
    }
    if let Some(format) = listing.format().filter(|_| typed.is_none()) {
        return visitor.export(&export(visitor, &mandates, day)?, format).await;
    }
    let slice = listing.slice();
    let rows = mandates
        .iter()
        .skip(slice.offset as usize)
        .take(slice.limit as usize)
        .map(|mandate| {
            let state = mandate.state(day);
            Ok(context! {
                id => mandate.id.to_string(), reference => mandate.reference.clone(), name => mandate.name.clone(),
                iban => mandate.iban.to_string(), signed => mandate.signed.to_string(),
                used => mandate.used.map(|used| used.to_string()).unwrap_or_default(),
                state => state_of(visitor, mandate, day)?,
                colour => match state {
                    MandateState::Valid => "success",
                    MandateState::Lapsed => "warning",
                    MandateState::Revoked => "",
                },
                is_revoked => mandate.revoked.is_some(),
            })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let columns = Columns::read(visitor, "order-mandate", &COLUMNS)?;
    let (status, sheet) = match typed {
        Some(sheet) => (StatusCode::UNPROCESSABLE_ENTITY, sheet),
        None => (StatusCode::OK, Sheet::blank()),
    };
    let context = context! {
        rows, all,
        list => listing.view(visitor, &columns.heads(), mandates.len() as u64)?,
        today => day.to_string(),
        may_work => policy::may_work(visitor).is_ok(),
        form => visitor.form(&sheet)?,
    };
    let title = visitor.text("order-mandates")?;
    visitor.page_with(status, "services/money-mandates.html", title, context)
}

pub(super) async fn list(visitor: Visitor) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, None).await
}

/// A mandate as it stands on paper.
pub(super) struct Paper {
    reference: String,
    signed: Date,
    name: String,
    iban: rathaus_payment::Iban,
}

impl FromForm for Paper {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let reference = form.text("reference", 1..=35).and_then(|text| {
            let reference = reference_of(&text);
            if reference.is_none() {
                form.mistake("reference", "order-mandate-letters");
            }
            reference
        });
        let name = form.text("name", 1..=70);
        let iban = read_iban(form);
        let signed = form.date("signed");
        Some(Self { reference: reference?, signed: signed?, name: name?, iban: iban? })
    }
}

pub(super) async fn add(visitor: Visitor, form: Form<Paper>) -> Answer {
    policy::may_work(&visitor)?;
    let (paper, sheet) = match form.checked_with_sheet() {
        Ok(both) => both,
        Err(sheet) => return page(&visitor, Some(sheet)).await,
    };
    if paper.signed > today(visitor.now()) {
        return page(&visitor, Some(sheet.wrong("signed", "money-day-future"))).await;
    }
    let mandate = Mandate {
        id: Id::new(visitor.now()),
        reference: paper.reference,
        signed: paper.signed,
        name: paper.name,
        iban: paper.iban,
        revoked: None,
        used: None,
        is_used: false,
    };
    let mut change = visitor.change().await?;
    if insert_mandate(&mut change, &mandate).await? {
        change.commit(Record::new("mandate.added", mandate.id).with("iban", mandate.iban.as_str())).await?;
        return visitor.done("/money/mandates", "order-mandate-added");
    }
    let known = find_mandate_named(&mut change, &mandate.reference).await?;
    drop(change);
    let is_same = known.is_some_and(|known| {
        (&known.name, &known.iban, known.signed) == (&mandate.name, &mandate.iban, mandate.signed)
    });
    if is_same {
        // The same form once more.
        return visitor.done("/money/mandates", "order-mandate-added");
    }
    page(&visitor, Some(sheet.wrong("reference", "order-mandate-taken"))).await
}

pub(super) async fn revoke(visitor: Visitor, Path(id): Path<Id>) -> Answer {
    policy::may_work(&visitor)?;
    let day = today(visitor.now());
    let mut change = visitor.change().await?;
    // Held until the end: an order is released before, or not at all.
    Ledger::open(&mut change).await?;
    find_mandate(&mut change, id).await?.ok_or(PageError::NotFound)?;
    if update_revoked(&mut change, id, day).await? {
        change.commit(Record::new("mandate.revoked", id)).await?;
    }
    visitor.done("/money/mandates", "order-mandate-revoked-done")
}
