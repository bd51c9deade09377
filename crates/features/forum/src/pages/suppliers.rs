//! The suppliers invited to the event: how far each is, who comes next, and the rooms behind the list.

mod letters;
pub(crate) mod mailing;
pub(crate) mod one;

use axum::extract::Path;
use rathaus_store::{Id, Record, Session};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post, shown,
};
use serde::Serialize;

use crate::model::correspondence::day_of;
use crate::pages::invitations::slice;
use crate::pages::round::round_of;
use crate::pages::selection::tenths as part;
use crate::policy;
use crate::store::decision::find_standing;
use crate::store::round::KeptRound;
use crate::store::supplier_invitation::contact::list_supplier_contacts;
use crate::store::supplier_invitation::{
    NewInvitation, SupplierState, find_supplier_invitation, insert_supplier_invitation,
    list_supplier_invitations,
};
use crate::store::supplier_letter::find_words;
use crate::supplying::{NextBest, SupplierDesk, next_best, seed_contacts};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/suppliers", get(list))
        .route("/rounds/{slug}/suppliers/next", post(invite_next))
        .route("/rounds/{slug}/suppliers/mailing", get(mailing::show).merge(post(mailing::send)))
        .route("/rounds/{slug}/suppliers/letter", get(mailing::letter).merge(post(mailing::save)))
        .route("/rounds/{slug}/suppliers/letters", get(letters::list))
        .route("/rounds/{slug}/suppliers/{id}", get(one::show))
        .route("/rounds/{slug}/suppliers/{id}/contacts", post(one::add))
        .route("/rounds/{slug}/suppliers/{id}/stops", post(one::stop))
        .route("/rounds/{slug}/suppliers/{id}/links", post(one::again))
        .route("/rounds/{slug}/suppliers/{id}/deadline", post(one::deadline))
        .route("/rounds/{slug}/suppliers/{id}/answer", post(one::note))
        .route("/rounds/{slug}/suppliers/{id}/withdrawal", post(one::withdraw));
}

pub(super) fn head(round: &KeptRound) -> Value {
    context! { slug => round.slug.clone(), title => round.title.clone() }
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    id: Id,
    supplier: String,
    label: String,
    title: String,
    state: &'static str,
    deadline: Option<String>,
    is_late: bool,
    contacts: usize,
    answered_at: Option<jiff::Timestamp>,
    reason: String,
    instead_of: Option<String>,
}

async fn list(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let standing = find_standing(&mut view, round.id).await?;
    let invitations = list_supplier_invitations(&mut view, round.id).await?;
    let next = next_best(&mut view, &round).await?;
    let today = day_of(visitor.now());
    let mut all = Vec::new();
    for one in &invitations {
        let contacts = list_supplier_contacts(&mut view, one.id).await?;
        let instead = one.instead_of.and_then(|id| invitations.iter().find(|other| other.id == id));
        all.push(Line {
            id: one.id,
            supplier: one.supplier.clone(),
            label: one.offer_label.clone(),
            title: one.offer_title.clone(),
            state: one.state.word(),
            deadline: one.deadline.map(|day| day.to_string()),
            is_late: one.state == SupplierState::Invited && one.deadline.is_some_and(|day| day < today),
            contacts: contacts.iter().filter(|contact| contact.is_active()).count(),
            answered_at: one.answered_at,
            reason: one.reason.clone(),
            instead_of: instead.map(|other| other.offer_label.clone()),
        });
    }
    drop(view);
    let listing = Listing::read(&visitor, &["supplier", "label", "state", "deadline"], &["state"]);
    let q = listing.q().to_lowercase();
    let mut rows: Vec<Line> = all
        .iter()
        .filter(|line| {
            let text = || format!("{} {} {}", line.supplier, line.title, line.label).to_lowercase();
            (q.is_empty() || text().contains(&q))
                && listing.filter("state").is_none_or(|state| line.state == state)
        })
        .cloned()
        .collect();
    match listing.sort() {
        "label" => rows.sort_by(|a, b| a.label.cmp(&b.label)),
        "state" => rows.sort_by_key(|line| SupplierState::of_word(line.state)),
        "deadline" => rows.sort_by(|a, b| a.deadline.cmp(&b.deadline)),
        _ => rows.sort_by_cached_key(|line| rathaus_people::german_order(&line.supplier)),
    }
    if listing.is_descending() {
        rows.reverse();
    }
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &round, &rows)?, format).await;
    }
    let label = |key: &str| visitor.text(&format!("suppliers-column-{key}"));
    let labels =
        [label("supplier")?, label("title")?, label("state")?, label("deadline")?, label("contacts")?];
    let heads = [
        Head::text("supplier", &labels[0]),
        Head::text("title", &labels[1]),
        Head::text("state", &labels[2]),
        Head::text("deadline", &labels[3]),
        Head::number("contacts", &labels[4]),
    ];
    let view = listing.view(&visitor, &heads, rows.len() as u64)?;
    let states = SupplierState::ALL
        .iter()
        .map(|state| {
            let word = state.word();
            Ok(context! { value => word, label => visitor.text(&format!("suppliers-state-{word}"))? })
        })
        .collect::<Result<Vec<Value>, PageError>>()?;
    let count = |state: SupplierState| invitations.iter().filter(|one| one.state == state).count();
    let title = visitor.text("suppliers-title")?;
    visitor.page(
        "forum/suppliers.html",
        title,
        context! {
            round => head(&round),
            decision => standing.as_ref().map(|one| one.id.to_string()),
            places => standing.as_ref().map(|one| one.content.rules.places),
            accepted => count(SupplierState::Accepted),
            invited => count(SupplierState::Invited),
            listed => count(SupplierState::Listed),
            out => count(SupplierState::Declined) + count(SupplierState::Expired) + count(SupplierState::Withdrawn),
            all => all.len(),
            list => view,
            rows => shown(slice(&rows, &listing)),
            states => states,
            next => next.as_ref().map(|next| next_view(&visitor, next)).transpose()?,
            may_work => policy::may_work(&visitor).is_ok(),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

fn next_view(visitor: &Visitor, next: &NextBest) -> Result<Value, PageError> {
    let lang = visitor.lang();
    let args = [
        ("part", part(lang, next.because.contribution).into()),
        ("covered", part(lang, next.because.covered).into()),
        ("needs", next.needs.len().into()),
    ];
    Ok(context! {
        label => next.offer.label.clone(),
        title => next.offer.text.title.clone(),
        supplier => next.offer.supplier.clone(),
        instead_of => next.instead_of.id.to_string(),
        gone => next.instead_of.supplier.clone(),
        gone_state => next.instead_of.state.word(),
        because => visitor.text_with("suppliers-next-because", &args)?,
        is_proven => next.because.is_proven,
    })
}

fn table(visitor: &Visitor, round: &KeptRound, rows: &[Line]) -> Result<Table, PageError> {
    let label = |key: &str| visitor.text(&format!("suppliers-column-{key}"));
    let rows = rows
        .iter()
        .map(|line| {
            Ok(vec![
                Cell::from(&line.supplier),
                Cell::from(&line.label),
                Cell::from(&line.title),
                Cell::from(visitor.text(&format!("suppliers-state-{}", line.state))?),
                Cell::from(line.deadline.as_deref().and_then(|day| day.parse::<jiff::civil::Date>().ok())),
                Cell::from(line.answered_at),
                Cell::from(&line.reason),
                Cell::from(line.instead_of.clone()),
                Cell::Count(i64::try_from(line.contacts).unwrap_or(i64::MAX)),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(Table {
        name: format!("{}-{}", visitor.text("suppliers-file")?, round.slug),
        title: visitor.text("suppliers-title")?,
        columns: vec![
            Column::new(label("supplier")?, Kind::Text),
            Column::new(label("label")?, Kind::Text),
            Column::new(label("title")?, Kind::Text),
            Column::new(label("state")?, Kind::Text),
            Column::new(label("deadline")?, Kind::Date),
            Column::new(label("answered")?, Kind::Time),
            Column::new(label("reason")?, Kind::LongText),
            Column::new(label("instead")?, Kind::Text),
            Column::new(label("contacts")?, Kind::Number),
        ],
        rows,
    })
}

/// Which offer the office saw as the next best, and for whom.
struct Next {
    label: String,
    instead_of: Option<Id>,
}

impl FromForm for Next {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let instead_of = form.raw("instead_of").parse().ok();
        Some(Self { label: form.text("label", 1..=40)?, instead_of })
    }
}

/// Invites the next best for a free place; where nobody can be written to, it is listed and the office adds a contact.
pub(crate) async fn take_next(
    visitor: &Visitor,
    slug: &str,
    label: &str,
    instead_of: Option<Id>,
) -> Result<Option<(Id, usize)>, PageError> {
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, slug).await?;
    let Some(next) = next_best(&mut change, &round).await? else { return Ok(None) };
    if next.offer.label.as_deref() != Some(label) || instead_of.is_some_and(|id| id != next.instead_of.id) {
        return Ok(None);
    }
    let new = NewInvitation {
        round: round.id,
        decision: next.decision,
        organisation: next.offer.organisation,
        offer: next.offer.id,
        label: label.to_owned(),
        instead_of: Some(next.instead_of.id),
        because: Some(next.because.clone()),
    };
    let Some(id) = insert_supplier_invitation(&mut change, &new).await? else { return Ok(None) };
    seed_contacts(&mut change, id, new.organisation).await?;
    let invitation = find_supplier_invitation(&mut change, id).await?.ok_or(PageError::NotFound)?;
    let (words, _) = find_words(&mut change, round.id).await?;
    let desk = SupplierDesk { app: visitor.app(), tenant: visitor.tenant(), round: &round, words: &words };
    let sent = desk.invite(&mut change, &invitation, &format!("next:{id}")).await?;
    let record = Record::new("supplier.next-invited", id)
        .with("instead_of", next.instead_of.id)
        .with("because", &next.because)
        .with("mails", sent);
    change.commit(record).await?;
    Ok(Some((id, sent)))
}

async fn invite_next(visitor: Visitor, Path(slug): Path<String>, form: Form<Next>) -> Answer {
    policy::may_work(&visitor)?;
    round_of(&mut *visitor.read().await?, &slug).await?;
    let Ok(wanted) = form.checked() else { return Err(PageError::BadRequest("label".to_owned())) };
    let path = format!("/rounds/{slug}/suppliers");
    match take_next(&visitor, &slug, &wanted.label, wanted.instead_of).await? {
        None => visitor.done(&path, "suppliers-next-changed"),
        Some((id, 0)) => visitor.done(&format!("{path}/{id}"), "suppliers-next-no-contact"),
        Some((id, _)) => visitor.done(&format!("{path}/{id}"), "suppliers-next-invited"),
    }
}

/// The round and the invitation of an address.
pub(crate) async fn at(
    db: &mut Session,
    slug: &str,
    id: &str,
) -> Result<(KeptRound, crate::store::supplier_invitation::SupplierInvitation), PageError> {
    let round = round_of(db, slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let found = find_supplier_invitation(db, id).await?.filter(|one| one.round == round.id);
    Ok((round, found.ok_or(PageError::NotFound)?))
}
