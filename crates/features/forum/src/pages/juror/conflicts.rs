//! The declaration of conflicts of interest: names of suppliers only, before any offer is shown.
//!
//! A juror may say later that there is a conflict, never that there is none any more; that is for the office.

use std::collections::BTreeSet;

use axum::extract::Path;
use rathaus_store::{Change, Id, Record};
use rathaus_web::{Answer, Fields, PageError, Reader, Sheet, Value, Visitor, context};

use super::{Desk, desk};
use crate::input::shipped_areas;
use crate::pages::invitations::head;
use crate::store::jury::declaration::{self, Origin};
use crate::store::jury::juror::{mark_declared, update_areas};

/// Most characters of a reason.
const MOST_REASON: usize = 500;

/// What a juror says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    /// The suppliers that were read.
    pub seen: BTreeSet<Id>,
    /// Those with a conflict, and why.
    pub conflicts: Vec<(Id, String)>,
    /// Areas in which the juror knows the field, if they were asked for.
    pub areas: Option<Vec<String>>,
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let desk = desk(&visitor, &mut *visitor.read().await?, &slug).await?;
    page(&visitor, &desk, None)
}

/// Keys and names of the round's areas.
fn areas(desk: &Desk, visitor: &Visitor) -> Vec<(String, String)> {
    let own = &desk.room.round.settings.areas;
    let all = if own.is_empty() { shipped_areas() } else { own.clone() };
    let is_english = visitor.lang() == rathaus_web::Lang::En;
    all.into_iter()
        .map(|area| {
            let name = if is_english && !area.name_en.is_empty() { area.name_en } else { area.name };
            (area.key, name)
        })
        .collect()
}

fn page(visitor: &Visitor, desk: &Desk, wrong: Option<Sheet>) -> Answer {
    let (room, juror) = (&desk.room, &desk.juror);
    let suppliers: Vec<Value> = room
        .suppliers()
        .into_iter()
        .map(|(id, name)| {
            let said = room.declaration(juror.id, id);
            let is_own = room.is_own(juror.id, id);
            context! {
                id => id.to_string(),
                name => name,
                is_own,
                is_conflict => is_own || said.is_some_and(|one| one.is_conflict),
                is_new => said.is_none() && !is_own && desk.has_declared(),
                reason => said.map(|one| one.reason.clone()),
            }
        })
        .collect();
    let areas: Vec<Value> =
        areas(desk, visitor).into_iter().map(|(value, label)| context! { value, label }).collect();
    let own = context! {
        round => head(&room.round),
        organisation => juror.organisation_name.clone(),
        suppliers,
        areas,
        is_first => !desk.has_declared(),
        undeclared => room.undeclared(juror).len(),
        is_anonymous => room.jury.is_anonymous,
    };
    let title = visitor.text("juror-conflicts")?;
    match wrong {
        Some(sheet) => visitor.again("forum/juror-conflicts.html", title, &sheet, own),
        None => {
            let known = juror.areas.iter().map(|key| ("areas", key.clone()));
            let context = context! { form => visitor.form(&Sheet::filled(known))?, ..own };
            visitor.page("forum/juror-conflicts.html", title, context)
        }
    }
}

/// Reads the form: only suppliers that stood on the page are declared.
fn read(desk: &Desk, form: &mut Reader<'_>, known: &[(String, String)]) -> Declared {
    let mut declared = Declared { seen: form.ids("seen").into_iter().collect(), ..Declared::default() };
    for (id, _) in desk.room.suppliers() {
        if !declared.seen.contains(&id) || !form.ticked(&format!("conflict.{id}")) {
            continue;
        }
        let name = format!("reason.{id}");
        if let Some(reason) = form.text(&name, 3..=MOST_REASON) {
            declared.conflicts.push((id, reason));
        }
    }
    let chosen = form.fields().all("areas");
    let is_known = |key: &String| known.iter().any(|(own, _)| own == key);
    declared.areas = Some(chosen.into_iter().filter(is_known).collect());
    if !form.ticked("confirmed") {
        form.mistake("confirmed", "juror-mistake-confirm");
    }
    declared
}

pub(super) async fn declare(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    let mut change = visitor.change().await?;
    let desk = desk(&visitor, &mut change, &slug).await?;
    let known = areas(&desk, &visitor);
    let mut form = Reader::new(&fields);
    let declared = read(&desk, &mut form, &known);
    let mistakes = form.mistakes();
    if !mistakes.is_empty() {
        drop(change);
        let sheet = Sheet { values: fields.values.clone(), mistakes };
        return page(&visitor, &desk, Some(sheet));
    }
    let record = keep(&mut change, &desk, &declared).await?;
    change.commit(record).await?;
    let notice = if desk.has_declared() { "juror-declared-more" } else { "juror-declared" };
    visitor.done(&format!("/jury/{slug}"), notice)
}

/// Keeps what was said; gives its record.
pub(crate) async fn keep(change: &mut Change, desk: &Desk, declared: &Declared) -> Result<Record, PageError> {
    let (round, juror) = (desk.room.round.id, desk.juror.id);
    let mut conflicts = 0;
    for (supplier, _) in desk.room.suppliers().into_iter().filter(|(id, _)| declared.seen.contains(id)) {
        let before = desk.room.declaration(juror, supplier);
        let said = declared.conflicts.iter().find(|(id, _)| *id == supplier);
        if desk.room.is_own(juror, supplier) {
            declaration::declare(change, round, juror, supplier, true, "", Origin::Seat).await?;
        } else if before.is_some_and(|one| one.is_conflict) {
            continue;
        } else if let Some((_, reason)) = said {
            declaration::declare(change, round, juror, supplier, true, reason, Origin::Juror).await?;
            conflicts += 1;
        } else if before.is_none() {
            declaration::declare(change, round, juror, supplier, false, "", Origin::Juror).await?;
        }
    }
    if let Some(areas) = &declared.areas {
        update_areas(change, juror, areas).await?;
    }
    mark_declared(change, juror).await?;
    Ok(Record::new("juror.declared", juror)
        .with("conflicts", conflicts)
        .with("suppliers", declared.seen.len()))
}
