//! The pitches of all invited suppliers at once, one after the other in equal slots.

use axum::extract::Path;
use rathaus_core::Daytime;
use rathaus_store::{Id, Record, Session};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::Programme;
use crate::model::programme::{Item, ItemKind, row_of_spans};
use crate::pages::invitations::head;
use crate::pages::round::edit::daytime;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::offer::{KeptOffer, list_offers};
use crate::store::plan::find_plan;
use crate::store::programme::insert_item;
use crate::store::supplier_invitation::{SupplierState, list_supplier_invitations};

/// What the form holds.
pub(super) struct Row {
    start: Daytime,
    minutes: u16,
    pause: u16,
    room: Option<Id>,
}

impl FromForm for Row {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let start = daytime(form, "start");
        let minutes = form.number("minutes", 1..=240);
        let pause = form.number("pause", 0..=240);
        let room = if form.raw("room").is_empty() { Some(None) } else { form.id("room").map(Some) };
        Some(Self {
            start: start?,
            minutes: u16::try_from(minutes?).ok()?,
            pause: u16::try_from(pause?).ok()?,
            room: room?,
        })
    }
}

/// Offers that are presented and have no pitch yet.
async fn list_waiting(db: &mut Session, programme: &Programme) -> Result<Vec<KeptOffer>, PageError> {
    let has_pitch = |id: Id| programme.items.iter().any(|item| item.offer == Some(id));
    let chosen = chosen_offers(db, programme.round.id).await?;
    Ok(chosen.into_iter().filter(|offer| !has_pitch(offer.id)).collect())
}

/// The offers of suppliers that come, by label: those whose invitation was accepted. Where nobody was invited here, the
/// office invites elsewhere, and the choice of the plan stands for it.
pub(crate) async fn chosen_offers(db: &mut Session, round: Id) -> Result<Vec<KeptOffer>, PageError> {
    let invited = list_supplier_invitations(db, round).await?;
    if !invited.is_empty() {
        let accepted = |offer: &KeptOffer| {
            invited.iter().any(|one| one.offer == offer.id && one.state == SupplierState::Accepted)
        };
        return Ok(list_offers(db, round)
            .await?
            .into_iter()
            .filter(|one| one.counts() && accepted(one))
            .collect());
    }
    let plan = find_plan(db, round).await?.plan;
    let labels: Vec<String> = plan
        .map(|plan| plan.selection.chosen.into_iter().map(|one| one.offer_id).collect())
        .unwrap_or_default();
    let is_chosen = |offer: &KeptOffer| offer.label.as_ref().is_some_and(|label| labels.contains(label));
    Ok(list_offers(db, round).await?.into_iter().filter(|offer| offer.counts() && is_chosen(offer)).collect())
}

fn page(visitor: &Visitor, programme: &Programme, waiting: &[KeptOffer], sheet: &Sheet) -> Answer {
    let rooms: Vec<Value> = programme
        .rooms
        .iter()
        .map(|room| context! { value => room.id.to_string(), label => room.name.clone() })
        .collect();
    let offers: Vec<Value> = waiting
        .iter()
        .map(|offer| context! { label => offer.label.clone(), title => offer.text.title.clone(), supplier => offer.supplier.clone() })
        .collect();
    let own = context! { round => head(&programme.round), rooms, offers };
    let title = visitor.text("programme-pitches")?;
    if sheet.mistakes.is_empty() {
        let own = context! { form => visitor.form(sheet)?, ..own };
        return visitor.page("forum/programme-pitches.html", title, own);
    }
    visitor.again("forum/programme-pitches.html", title, sheet, own)
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let programme = Programme::of(&mut view, round).await?;
    let waiting = list_waiting(&mut view, &programme).await?;
    let talks = programme.items.iter().filter(|item| item.kind == ItemKind::Talks);
    let before = talks.map(|item| item.span.start).min();
    let ends = programme.items.iter().filter(|item| before.is_none_or(|at| item.span.end <= at));
    let start = ends.map(|item| item.span.end).max().unwrap_or(programme.event.span.start);
    let room = programme.rooms.first().map(|room| room.id.to_string()).unwrap_or_default();
    let sheet = Sheet::filled([
        ("start", start.to_string()),
        ("minutes", programme.event.pitch_minutes.to_string()),
        ("pause", "0".to_owned()),
        ("room", room),
    ]);
    page(&visitor, &programme, &waiting, &sheet)
}

pub(super) async fn add(visitor: Visitor, Path(slug): Path<String>, form: Form<Row>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    // Two who press at once add each pitch once.
    crate::store::registration::hold_round(&mut change, round.id).await?;
    let programme = Programme::of(&mut change, round).await?;
    let waiting = list_waiting(&mut change, &programme).await?;
    let (row, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => return page(&visitor, &programme, &waiting, &sheet),
    };
    if row.room.is_some_and(|id| !programme.rooms.iter().any(|room| room.id == id)) {
        return page(&visitor, &programme, &waiting, &sheet.wrong("room", "form-no-such-choice"));
    }
    let Some(spans) = row_of_spans(row.start, row.minutes, row.pause, waiting.len()) else {
        return page(&visitor, &programme, &waiting, &sheet.wrong("minutes", "programme-mistake-no-room"));
    };
    for (offer, span) in waiting.iter().zip(&spans) {
        let item = Item {
            id: Id::new(change.now()),
            kind: ItemKind::Pitch,
            title: offer.text.title.clone(),
            title_en: String::new(),
            description: offer.text.summary.clone(),
            description_en: String::new(),
            room: row.room,
            span: *span,
            speakers: vec![offer.supplier.clone()],
            offer: Some(offer.id),
            sequence: 0,
            edition: 1,
        };
        insert_item(&mut change, programme.round.id, &item).await?;
    }
    if !waiting.is_empty() {
        let record =
            Record::new("programme.pitches-added", programme.round.id).with("pitches", waiting.len());
        change.commit(record).await?;
    }
    visitor.done(&format!("/rounds/{slug}/programme"), "programme-pitches-added")
}
