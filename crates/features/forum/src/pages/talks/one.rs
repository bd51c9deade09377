//! One talk by the office's hand: another time or table, locked, taken out; under the id `new` a talk that comes in.
//! What cannot be is named and nothing is changed; what an office may know better is named and done.

use axum::extract::Path;
use rathaus_core::Span;
use rathaus_people::german_order;
use rathaus_store::{Change, Id, Record, Session};
use rathaus_web::form::Mistake;
use rathaus_web::{Answer, Fields, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, shown};

use super::{ground_of, is_held, say};
use crate::model::talk::{Clash, Draft, Placed, clashes};
use crate::pages::chain::{Step, of_talk};
use crate::pages::invitations::head;
use crate::policy;
use crate::store::talk::save_draft;
use crate::talk_outcome::pair_of;
use crate::talking::moving::{self, Moved};
use crate::talking::{Ground, takes_part};

/// The id in the address of a talk that is not there yet.
const NEW: &str = "new";

/// What the form holds.
pub(super) struct Wanted {
    edition: i64,
    a: Option<Id>,
    b: Option<Id>,
    span: Span,
    table: Option<u32>,
}

impl FromForm for Wanted {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let id = |form: &mut Reader<'_>, name: &str| match form.fields().first(name).is_some() {
            true => form.id(name).map(Some),
            false => Some(None),
        };
        let (a, b) = (id(form, "a"), id(form, "b"));
        if let (Some(Some(a)), Some(Some(b))) = (a, b)
            && a == b
        {
            form.mistake("b", "talks-mistake-same");
        }
        let span = form.choice("span");
        let table = match form.raw("table").is_empty() {
            true => Some(None),
            false => form.number("table", 1..=500).map(|n| u32::try_from(n).ok()),
        };
        Some(Self { edition: edition?, a: a?, b: b?, span: span?, table: table? })
    }
}

/// The talk behind an address; a new one for `new`.
fn find(draft: &Draft, id: &str) -> Result<Option<Placed>, PageError> {
    if id == NEW {
        return Ok(None);
    }
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    draft.talks.iter().find(|talk| talk.id == id).copied().map(Some).ok_or(PageError::NotFound)
}

/// A talk, where it is there already, with its chain.
type Found = (Option<Placed>, Vec<Step>);

/// How a town and a supplier came to their talk; nothing for others.
async fn chain_of(
    visitor: &Visitor,
    db: &mut Session,
    ground: &Ground,
    talk: Option<&Placed>,
) -> Result<Vec<Step>, PageError> {
    let Some(talk) = talk else { return Ok(Vec::new()) };
    let (Some(a), Some(b)) = (ground.registration(talk.a), ground.registration(talk.b)) else {
        return Ok(Vec::new());
    };
    match pair_of(ground.round.id, a, b) {
        Some((pair, _)) => of_talk(visitor, db, &ground.round, pair).await,
        None => Ok(Vec::new()),
    }
}

fn page(visitor: &Visitor, ground: &Ground, (talk, chain): Found, wrong: Option<&Sheet>) -> Answer {
    let talk = talk.as_ref();
    let draft = ground.plan.draft.as_ref().ok_or(PageError::NotFound)?;
    let people = ground.people();
    let spans: Vec<Value> = draft
        .slots
        .iter()
        .map(|slot| {
            let busy: Vec<String> = match talk {
                Some(talk) => [talk.a, talk.b]
                    .into_iter()
                    .filter(|side| {
                        draft
                            .talks
                            .iter()
                            .any(|one| one.id != talk.id && one.joins(*side) && one.span == *slot)
                    })
                    .map(|side| ground.name(side).to_owned())
                    .collect(),
                None => Vec::new(),
            };
            let word = slot.to_string();
            let label = match busy.is_empty() {
                true => Ok(word.clone()),
                false => visitor.text_with(
                    "talks-span-busy",
                    &[("span", word.as_str().into()), ("who", busy.join(", ").into())],
                ),
            };
            Ok(context! { value => word, label => label? })
        })
        .collect::<Result<_, PageError>>()?;
    let tables: Vec<Value> = (1..=draft.tables)
        .map(|table| {
            let label = visitor.text_with("agenda-table", &[("n", (table as f64).into())])?;
            Ok(context! { value => table.to_string(), label })
        })
        .collect::<Result<_, PageError>>()?;
    let mut bodies: Vec<_> = ground.registrations.iter().filter(|one| takes_part(one)).collect();
    bodies.sort_by_cached_key(|one| german_order(&one.name));
    let bodies: Vec<Value> = bodies
        .into_iter()
        .map(|one| context! { value => one.id.to_string(), label => format!("{} ({})", one.name, one.label) })
        .collect();
    let found = talk.map(|talk| clashes(draft, talk, &people, &ground.wishes)).unwrap_or_default();
    let own = context! {
        round => head(&ground.round),
        id => talk.map_or_else(|| NEW.to_owned(), |talk| talk.id.to_string()),
        talk => talk.map(|talk| context! {
            a => ground.name(talk.a), b => ground.name(talk.b), time => talk.span.to_string(), table => talk.table,
            is_locked => talk.is_locked, is_held => is_held(ground, talk.id),
        }),
        warnings => say::clashes(visitor, ground, &found)?,
        spans,
        tables,
        bodies,
        edition => ground.plan.edition,
        chain => shown(chain),
        may_work => policy::may_work(visitor).is_ok(),
    };
    let title = match talk {
        Some(talk) => format!("{} – {}", ground.name(talk.a), ground.name(talk.b)),
        None => visitor.text("talks-new")?,
    };
    match wrong {
        Some(sheet) => visitor.again("forum/talks-one.html", title, sheet, own),
        None => {
            let fields = rathaus_web::Fields::from_query(visitor.query());
            let asked = |name: &str| fields.first(name).unwrap_or_default().to_owned();
            let sheet = Sheet::filled([
                ("edition", ground.plan.edition.to_string()),
                ("span", talk.map_or(String::new(), |talk| talk.span.to_string())),
                ("table", talk.map_or(String::new(), |talk| talk.table.to_string())),
                ("a", asked("a")),
                ("b", asked("b")),
            ]);
            let form = visitor.form(&sheet)?;
            visitor.page("forum/talks-one.html", title, context! { form, ..own })
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let ground = ground_of(&mut view, &slug).await?;
    let draft = ground.plan.draft.as_ref().ok_or(PageError::NotFound)?;
    let talk = find(draft, &id)?;
    if talk.is_none() {
        policy::may_work(&visitor)?;
    }
    let chain = chain_of(&visitor, &mut view, &ground, talk.as_ref()).await?;
    page(&visitor, &ground, (talk, chain), None)
}

/// Why a talk was not put where it should go.
pub(crate) enum Refused {
    /// Somebody else changed the draft.
    Stale,
    /// It took place already.
    Held,
    /// A side does not take part, or the time is none of the day's.
    Unknown(&'static str),
    /// This is in the way.
    Clashes(Vec<Clash>),
}

/// A place for a talk: the talk or two who shall talk, when, at which table, and the edition that was read.
pub(crate) struct Place {
    pub id: Option<Id>,
    pub sides: Option<(Id, Id)>,
    pub span: Span,
    pub table: Option<u32>,
    pub edition: i64,
}

/// Puts a talk into the draft and keeps it; the talk and what one should know about its place. The caller commits.
pub(crate) async fn put(
    change: &mut Change,
    ground: &Ground,
    place: Place,
) -> Result<Result<(Placed, Vec<Clash>), Refused>, PageError> {
    let draft = ground.plan.draft.as_ref().ok_or(PageError::NotFound)?;
    if place.edition != ground.plan.edition {
        return Ok(Err(Refused::Stale));
    }
    let comes = |id: Id| ground.registration(id).is_some_and(takes_part);
    let talk = match (place.id, place.sides) {
        (Some(id), _) => *draft.talks.iter().find(|talk| talk.id == id).ok_or(PageError::NotFound)?,
        (None, Some((a, _))) if !comes(a) => return Ok(Err(Refused::Unknown("a"))),
        (None, Some((_, b))) if !comes(b) => return Ok(Err(Refused::Unknown("b"))),
        (None, Some((a, b))) => {
            // A talk that was taken out comes back under its own name.
            let old = ground.talks.iter().find(|talk| {
                !talk.is_on() && talk.joins(a) && talk.joins(b) && draft.talks.iter().all(|d| d.id != talk.id)
            });
            Placed {
                id: old.map_or_else(|| Id::new(change.now()), |talk| talk.id),
                a: old.map_or(a, |talk| talk.a),
                b: old.map_or(b, |talk| talk.b),
                span: place.span,
                table: 1,
                value: 0.0,
                is_locked: true,
            }
        }
        (None, None) => return Ok(Err(Refused::Unknown("a"))),
    };
    if is_held(ground, talk.id) {
        return Ok(Err(Refused::Held));
    }
    if !draft.slots.contains(&place.span) {
        return Ok(Err(Refused::Unknown("span")));
    }
    let (after, found) = match moving::put(ground, draft, &talk, place.span, place.table) {
        Moved::Done(after, found) => (after, found),
        Moved::Refused(found) => return Ok(Err(Refused::Clashes(found))),
    };
    if !save_draft(change, ground.round.id, ground.plan.edition, &after).await? {
        return Ok(Err(Refused::Stale));
    }
    let talk = after.talks.iter().find(|one| one.id == talk.id).copied().unwrap_or(talk);
    Ok(Ok((talk, found)))
}

pub(super) async fn save(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Wanted>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let ground = ground_of(&mut change, &slug).await?;
    let draft = ground.plan.draft.as_ref().ok_or(PageError::NotFound)?;
    let talk = find(draft, &id)?;
    let (wanted, mut sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            let chain = chain_of(&visitor, &mut change, &ground, talk.as_ref()).await?;
            return page(&visitor, &ground, (talk, chain), Some(&sheet));
        }
    };
    let place = Place {
        id: talk.map(|talk| talk.id),
        sides: wanted.a.zip(wanted.b),
        span: wanted.span,
        table: wanted.table,
        edition: wanted.edition,
    };
    match put(&mut change, &ground, place).await? {
        Ok((put, found)) => {
            let record = Record::new("talk.placed", put.id)
                .with("span", put.span.to_string())
                .with("table", put.table);
            change.commit(record).await?;
            let notice = if found.is_empty() { "talks-placed" } else { "talks-placed-with-warnings" };
            visitor.done(&format!("/rounds/{slug}/talks/{}", put.id), notice)
        }
        Err(refused) => {
            let sheet = match refused {
                Refused::Stale => sheet.wrong("", "talks-changed-elsewhere"),
                Refused::Held => sheet.wrong("", "talks-mistake-held"),
                Refused::Unknown(name) => sheet.wrong(name, "form-no-such-choice"),
                Refused::Clashes(found) => {
                    for text in say::clashes(&visitor, &ground, &found)? {
                        let args = vec![("text".to_owned(), text.into())];
                        let key = "talks-mistake-clash".to_owned();
                        sheet.mistakes.push(Mistake { name: "span".to_owned(), key, args });
                    }
                    sheet
                }
            };
            let chain = chain_of(&visitor, &mut change, &ground, talk.as_ref()).await?;
            page(&visitor, &ground, (talk, chain), Some(&sheet))
        }
    }
}

/// Changes one talk of the draft in another way than its place.
pub(crate) async fn turn(
    visitor: &Visitor,
    slug: &str,
    id: &str,
    edition: Option<i64>,
    action: &'static str,
    work: impl Fn(&Draft, Id) -> Option<Draft>,
) -> Result<(), PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let ground = ground_of(&mut change, slug).await?;
    let draft = ground.plan.draft.as_ref().ok_or(PageError::NotFound)?;
    let talk = find(draft, id)?.ok_or(PageError::NotFound)?;
    if is_held(&ground, talk.id) {
        return Err(PageError::Conflict("talks-mistake-held"));
    }
    let after = work(draft, talk.id).ok_or(PageError::NotFound)?;
    let is_fresh = edition == Some(ground.plan.edition);
    if !is_fresh || !save_draft(&mut change, ground.round.id, ground.plan.edition, &after).await? {
        return Err(PageError::Conflict("talks-changed-elsewhere"));
    }
    change.commit(Record::new(action, talk.id).with("round", ground.round.id)).await?;
    Ok(())
}

fn edition(fields: &Fields) -> Option<i64> {
    fields.first("edition").and_then(|text| text.parse().ok())
}

pub(super) async fn lock(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    let is_locked = fields.first("undo").is_none();
    let (action, notice) = match is_locked {
        true => ("talk.locked", "talks-locked"),
        false => ("talk.unlocked", "talks-unlocked"),
    };
    turn(&visitor, &slug, &id, edition(&fields), action, |draft, id| moving::lock(draft, id, is_locked))
        .await?;
    visitor.done(&format!("/rounds/{slug}/talks/{id}"), notice)
}

pub(super) async fn remove(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    fields: Fields,
) -> Answer {
    turn(&visitor, &slug, &id, edition(&fields), "talk.taken-out", moving::take_out).await?;
    visitor.done(&format!("/rounds/{slug}/talks"), "talks-removed")
}
