//! Acts on the board: what the office sends becomes corrections, is held against what others did meanwhile, and is kept.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Change, Id, Record};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context};

use super::say::{act, sentence};
use super::standing::Standing;
use crate::board::{MOST_AREAS, Wish, touch_of, with_keys};
use crate::model::Edit;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::board::{advance, insert_edit, set_undone};

/// Most needs of one act.
const MOST_NEEDS: usize = 500;

/// Where a form stands, and so where it comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Back {
    Board,
    Need(String),
    Area(String),
    History,
}

impl Back {
    fn of(text: &str) -> Self {
        let is_plain = |text: &str| {
            !text.is_empty()
                && text.len() <= 80
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        match text.split_once(':') {
            Some(("need", label)) if is_plain(label) => Back::Need(label.to_owned()),
            Some(("area", key)) if is_plain(key) => Back::Area(key.to_owned()),
            _ if text == "history" => Back::History,
            _ => Back::Board,
        }
    }

    /// The path below the tenant.
    fn path(&self, slug: &str) -> String {
        let base = format!("/rounds/{slug}");
        match self {
            Back::Board => format!("{base}/board"),
            Back::Need(label) => format!("{base}/board/needs/{label}"),
            Back::Area(key) => format!("{base}/areas/{key}"),
            Back::History => format!("{base}/board/history"),
        }
    }
}

/// What was sent: where from, what was seen, and what is wished.
pub(crate) struct Sent {
    back: Back,
    seen: i64,
    wishes: Wishes,
}

enum Wishes {
    One(Wish),
    /// The words of an area; what of them is new becomes corrections.
    Words {
        area: String,
        name: String,
        name_en: String,
        description: String,
    },
}

fn needs(form: &mut Reader<'_>, least: usize) -> Option<Vec<String>> {
    let mut labels = form.fields().all("need");
    labels.retain(|label| !label.is_empty() && label.len() <= 12);
    labels.dedup();
    if labels.len() < least {
        form.mistake("need", if least > 1 { "board-mistake-two-needs" } else { "board-mistake-no-need" });
        return None;
    }
    labels.truncate(MOST_NEEDS);
    Some(labels)
}

fn wishes(form: &mut Reader<'_>) -> Option<Wishes> {
    let wish = match form.raw("do").as_str() {
        "move" => {
            let needs = needs(form, 1);
            let to = form.text("area", 0..=80)?;
            if to.is_empty() {
                form.mistake("area", "board-mistake-no-area");
                return None;
            }
            let from = form.text("from", 0..=80)?;
            let stays = form.ticked("stays");
            if to == "aside" {
                Wish::SetAside { needs: needs? }
            } else {
                Wish::Move { needs: needs?, from, to, stays }
            }
        }
        "place" => {
            let mut areas = form.fields().all("area");
            areas.retain(|area| !area.is_empty());
            if areas.is_empty() {
                form.mistake("area", "board-mistake-no-area");
            }
            if areas.len() > MOST_AREAS {
                form.mistake("area", "board-mistake-many-areas");
            }
            Wish::Place { need: needs(form, 1)?.remove(0), areas }
        }
        "aside" => Wish::SetAside { needs: needs(form, 1)? },
        "create" => {
            let name = form.text("name", 2..=80);
            let needs = needs(form, 0);
            Wish::Edit(Edit::Create { name: name?, needs: needs? })
        }
        "split" => {
            let name = form.text("name", 2..=80);
            let needs = needs(form, 1);
            Wish::Edit(Edit::Split { area: form.text("area", 1..=80)?, name: name?, needs: needs? })
        }
        "words" => {
            let area = form.text("area", 1..=80);
            let name = form.text("name", 2..=80);
            let name_en = form.text("name_en", 0..=80);
            let description = form.text("description", 0..=2_000);
            return Some(Wishes::Words {
                area: area?,
                name: name?,
                name_en: name_en?,
                description: description?,
            });
        }
        "merge" => {
            let into = form.text("into", 0..=80)?;
            if into.is_empty() {
                form.mistake("into", "board-mistake-no-area");
                return None;
            }
            Wish::Edit(Edit::Merge { from: vec![form.text("area", 1..=80)?], into })
        }
        "join" => Wish::Edit(Edit::Join { needs: needs(form, 2)? }),
        "apart" => Wish::Edit(Edit::Apart { needs: needs(form, 2)? }),
        _ => {
            form.mistake("do", "form-no-such-choice");
            return None;
        }
    };
    Some(Wishes::One(wish))
}

impl FromForm for Sent {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let back = Back::of(&form.raw("back"));
        let seen = form.number("seen", 0..=i64::MAX);
        let wishes = wishes(form);
        Some(Self { back, seen: seen?, wishes: wishes? })
    }
}

impl Wishes {
    fn edits(&self, standing: &Standing) -> Vec<Edit> {
        match self {
            Wishes::One(wish) => standing.board.edits(wish),
            Wishes::Words { area, name, name_en, description } => {
                let Some((_, now)) = standing.area(area) else {
                    // Refused as what is gone.
                    return vec![Edit::Describe { area: area.clone(), description: description.clone() }];
                };
                let mut edits = Vec::new();
                let english = if name_en.is_empty() { name } else { name_en };
                if now.name != *name || now.name_en != *english {
                    let name_en = if english == name { String::new() } else { english.clone() };
                    edits.push(Edit::Rename { area: area.clone(), name: name.clone(), name_en });
                }
                if now.description != *description {
                    edits.push(Edit::Describe { area: area.clone(), description: description.clone() });
                }
                edits
            }
        }
    }
}

/// What became of an act.
pub(crate) enum Taken {
    /// It is kept, at this count; the caller records and commits.
    Done(i64),
    /// Everything is so already.
    Nothing,
    /// Others changed the same meanwhile: their acts by number.
    Refused(Vec<i64>),
    /// It cannot be: the field and the key of a text.
    Wrong(&'static str, &'static str),
}

/// Keeps an act of this person, if what it touches is still as they saw it. `standing` was loaded in this change, after
/// [`advance`] kept others out.
pub(crate) async fn take(
    change: &mut Change,
    standing: &Standing,
    seen: i64,
    edits: Vec<Edit>,
    person: Option<Id>,
) -> Result<Taken, PageError> {
    if !standing.is_computed {
        return Ok(Taken::Wrong("", "board-mistake-not-computed"));
    }
    if edits.is_empty() {
        return Ok(Taken::Nothing);
    }
    let edits = with_keys(&standing.board, &edits);
    let touch = touch_of(&edits);
    let in_the_way: Vec<i64> = standing.board.in_the_way(seen, &touch).iter().map(|one| one.seq).collect();
    if !in_the_way.is_empty() {
        return Ok(Taken::Refused(in_the_way));
    }
    for edit in &edits {
        match edit {
            Edit::Merge { from, into } if from.contains(into) => {
                return Ok(Taken::Wrong("into", "board-mistake-itself"));
            }
            Edit::Create { name, .. } | Edit::Split { name, .. } if standing.board.has_name(name, "") => {
                return Ok(Taken::Wrong("name", "board-mistake-name-taken"));
            }
            Edit::Rename { area, name, .. } if standing.board.has_name(name, area) => {
                return Ok(Taken::Wrong("name", "board-mistake-name-taken"));
            }
            _ => {}
        }
    }
    if standing.board.missing(&edits).is_some() {
        return Ok(Taken::Wrong("", "board-mistake-gone"));
    }
    insert_edit(change, standing.id(), standing.count, &edits, &touch, person).await?;
    Ok(Taken::Done(standing.count))
}

/// The record of an act.
pub(crate) fn record(action: &'static str, standing: &Standing, seq: i64) -> Record {
    Record::new(action, standing.id()).with("seq", seq)
}

/// `POST …/board/edits`.
pub(super) async fn add(visitor: Visitor, Path(slug): Path<String>, form: Form<Sent>) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let (sent, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return again(&visitor, &slug, sheet).await;
        }
    };
    advance(&mut change, round.id).await?;
    let standing = Standing::of_round(&mut change, round).await?;
    let edits = sent.wishes.edits(&standing);
    match take(&mut change, &standing, sent.seen, edits.clone(), Some(person)).await? {
        Taken::Done(seq) => {
            change.commit(record("area.edited", &standing, seq)).await?;
            let is_gone = matches!((&sent.back, edits.first()), (Back::Area(_), Some(Edit::Merge { .. })));
            let back = if is_gone { Back::Board } else { sent.back };
            visitor.done(&back.path(&slug), "board-done")
        }
        Taken::Nothing => visitor.done(&sent.back.path(&slug), "board-nothing"),
        Taken::Wrong(field, key) => {
            drop(change);
            again(&visitor, &slug, sheet.wrong(field, key)).await
        }
        Taken::Refused(others) => {
            drop(change);
            refused(&visitor, &standing, &edits, &others, &sheet, &sent.back)
        }
    }
}

/// The page that a wrong form came from.
async fn again(visitor: &Visitor, slug: &str, sheet: Sheet) -> Answer {
    let value = |name: &str| sheet.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let back = Back::of(&value("back").unwrap_or_default());
    match back {
        Back::Need(label) => super::need::page(visitor, slug, &label, Some(sheet)).await,
        Back::Area(key) => crate::pages::areas::one_page(visitor, slug, &key, Some(sheet)).await,
        Back::Board | Back::History => super::page(visitor, slug, Some(sheet)).await,
    }
}

/// Both acts side by side: what the person wished and what others did to the same things.
fn refused(
    visitor: &Visitor,
    standing: &Standing,
    edits: &[Edit],
    others: &[i64],
    sheet: &Sheet,
    back: &Back,
) -> Answer {
    let theirs = standing
        .board
        .log
        .iter()
        .filter(|one| others.contains(&one.seq))
        .map(|one| act(visitor, standing, one))
        .collect::<Result<Vec<_>, PageError>>()?;
    let kept: Vec<_> = sheet
        .values
        .iter()
        .filter(|(name, _)| name != "token" && name != "seen")
        .map(|(name, value)| context! { name => name.clone(), value => value.clone() })
        .collect();
    visitor.page_with(
        StatusCode::CONFLICT,
        "forum/board-refused.html",
        visitor.text("board-refused-title")?,
        context! {
            round => standing.head(),
            mine => sentence(visitor, standing, edits)?,
            theirs,
            kept,
            // The count this change took is given back; the board still stands at the one before.
            seen => standing.count - 1,
            back => back.path(&standing.round.slug),
            form => visitor.form(&Sheet::blank())?,
        },
    )
}

/// What a button beside an act sends.
pub(super) struct Turning(Back);

impl FromForm for Turning {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(Back::of(&form.raw("back"))))
    }
}

/// What became of taking back or doing again.
pub(crate) enum Turned {
    /// Kept; the caller records and commits.
    Done,
    /// It was so already.
    Nothing,
    /// These acts would no longer fit.
    Held(Vec<i64>),
}

/// Takes an act back, or does it again, where everything after it still fits.
pub(crate) async fn turn(
    change: &mut Change,
    standing: &Standing,
    seq: i64,
    is_undo: bool,
    person: Option<Id>,
) -> Result<Turned, PageError> {
    let found = standing.board.log.iter().find(|one| one.seq == seq).ok_or(PageError::NotFound)?;
    if found.is_active() != is_undo {
        return Ok(Turned::Nothing);
    }
    let held: Vec<i64> = standing.board.depends_on(seq).iter().map(|one| one.seq).collect();
    if !held.is_empty() {
        return Ok(Turned::Held(held));
    }
    set_undone(change, standing.id(), seq, standing.count, person, is_undo).await?;
    Ok(Turned::Done)
}

pub(super) async fn undo(visitor: Visitor, path: Path<(String, i64)>, form: Form<Turning>) -> Answer {
    turn_round(visitor, path, form, true).await
}

pub(super) async fn redo(visitor: Visitor, path: Path<(String, i64)>, form: Form<Turning>) -> Answer {
    turn_round(visitor, path, form, false).await
}

async fn turn_round(
    visitor: Visitor,
    Path((slug, seq)): Path<(String, i64)>,
    form: Form<Turning>,
    is_undo: bool,
) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    let back = form.checked().map_or(Back::History, |Turning(back)| back);
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    advance(&mut change, round.id).await?;
    let standing = Standing::of_round(&mut change, round).await?;
    match turn(&mut change, &standing, seq, is_undo, Some(person)).await? {
        Turned::Done => {
            let action = if is_undo { "area.edit-undone" } else { "area.edit-redone" };
            change.commit(record(action, &standing, seq)).await?;
            visitor.done(&back.path(&slug), if is_undo { "board-undone" } else { "board-redone" })
        }
        Turned::Nothing => visitor.to(&back.path(&slug)),
        Turned::Held(held) => {
            drop(change);
            held_page(&visitor, &standing, seq, &held, is_undo, &back)
        }
    }
}

fn held_page(
    visitor: &Visitor,
    standing: &Standing,
    seq: i64,
    held: &[i64],
    is_undo: bool,
    back: &Back,
) -> Answer {
    let of = |wanted: &dyn Fn(i64) -> bool| {
        let log = standing.board.log.iter().filter(|one| wanted(one.seq));
        log.map(|one| act(visitor, standing, one)).collect::<Result<Vec<_>, PageError>>()
    };
    visitor.page_with(
        StatusCode::CONFLICT,
        "forum/board-held.html",
        visitor.text(if is_undo { "board-held-title" } else { "board-held-redo-title" })?,
        context! {
            round => standing.head(),
            acts => of(&|one| one == seq)?,
            held => of(&|one| one != seq && held.contains(&one))?,
            is_undo,
            back => back.path(&standing.round.slug),
        },
    )
}
