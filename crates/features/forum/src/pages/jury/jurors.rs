//! Who sits in the jury: inviting known and new people, loads, conflicts that the office knows of, reminders.

use axum::extract::Path;
use rathaus_core::Lang;
use rathaus_people::membership::{self, Grant};
use rathaus_people::organisation::{self, OrganisationFilter, OrganisationKind};
use rathaus_people::person::{self, NewPerson, PersonFilter};
use rathaus_store::{Change, Id, Record, Session, Slice};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Role, Sheet, Value, Visitor, context, mail};

use super::{is_waited_for, juror_view, room};
use crate::jury::Room;
use crate::model::correspondence::day_of;
use crate::pages::invitations::head;
use crate::policy;
use crate::store::jury::declaration::{self, Origin};
use crate::store::jury::juror::{
    Juror, NewJuror, insert_juror, mark_invited, mark_reminded, stop_juror, update_juror,
};
use crate::store::jury::review::delete_tasks_of;

/// Kinds of organisations whose people are proposed.
const KINDS: [OrganisationKind; 7] = [
    OrganisationKind::Institute,
    OrganisationKind::Association,
    OrganisationKind::University,
    OrganisationKind::Authority,
    OrganisationKind::County,
    OrganisationKind::Municipality,
    OrganisationKind::Other,
];

/// Somebody to be invited.
pub(crate) struct Invited {
    pub name: String,
    pub email: String,
    pub organisation: Option<Id>,
    pub load: (u32, u32),
    pub words: String,
}

fn load(form: &mut Reader<'_>) -> Option<(u32, u32)> {
    let least = form.number("least", 0..=1_000);
    let most = form.number("most", 1..=1_000);
    let (least, most) = (u32::try_from(least?).ok()?, u32::try_from(most?).ok()?);
    if least > most {
        form.mistake("most", "jury-mistake-load");
        return None;
    }
    Some((least, most))
}

impl FromForm for Invited {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let name = form.text("name", 2..=120);
        let email = form.email("email");
        let organisation = match form.raw("organisation").is_empty() {
            true => Some(None),
            false => form.id("organisation").map(Some),
        };
        let load = load(form);
        let words = form.text("words", 0..=2_000);
        Some(Self { name: name?, email: email?, organisation: organisation?, load: load?, words: words? })
    }
}

/// People with a seat in an organisation that may sit in a jury, and those who have reviewed before.
async fn known(db: &mut Session, room: &Room, visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let seats = membership::list(db, visitor.now()).await?;
    let reads_all =
        |person: Id| seats.iter().any(|seat| seat.person == person && policy::READS_ALL.contains(&seat.role));
    let mut found = Vec::new();
    for one in person::list(db, &PersonFilter::default(), visitor.now()).await? {
        let mine: Vec<_> = seats.iter().filter(|seat| seat.person == one.id).collect();
        let fits = |kind: &str| KINDS.iter().any(|known| known.word() == kind);
        let seat = mine.iter().find(|seat| fits(&seat.organisation_kind));
        let is_reviewer = mine.iter().any(|seat| seat.role == Role::Reviewer);
        let sits = room.jurors.iter().any(|juror| juror.person == Some(one.id) && juror.is_active());
        if sits || reads_all(one.id) || seat.is_none() && !is_reviewer {
            continue;
        }
        let organisation = seat.and_then(|seat| seat.organisation).map(|id| id.to_string());
        found.push(context! {
            name => one.name, email => one.email, organisation,
            at => seat.map(|seat| seat.organisation_name.clone()),
        });
    }
    Ok(found)
}

async fn choosing(visitor: &Visitor, room: &Room, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let mut organisations = Vec::new();
    for kind in KINDS.into_iter().filter(|kind| *kind != OrganisationKind::Municipality) {
        let filter = OrganisationFilter { kind: Some(kind), ..OrganisationFilter::default() };
        let (list, _) = organisation::list(&mut view, &filter, Slice::first(500)).await?;
        let group = visitor.text(&format!("jury-kind-of-{}", kind.word()))?;
        organisations.extend(
            list.into_iter().map(
                |one| context! { value => one.id.to_string(), label => one.name, group => group.clone() },
            ),
        );
    }
    let known = known(&mut view, room, visitor).await?;
    drop(view);
    let share = room.offers.len() * room.jury.phases.first().map_or(1, |phase| phase.reviews as usize);
    let most = share.div_ceil(room.jurors.len().max(3)).max(1) + 2;
    let context = context! { round => head(&room.round), organisations, known, most };
    let title = visitor.text("jury-invite")?;
    match wrong {
        Some(sheet) => visitor.again("forum/jury-jurors.html", title, &sheet, context),
        None => {
            let sheet = Sheet::filled([("least", "0".to_owned()), ("most", most.to_string())]);
            let context = context! { form => visitor.form(&sheet)?, ..context };
            visitor.page("forum/jury-jurors.html", title, context)
        }
    }
}

pub(super) async fn choose(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    choosing(&visitor, &room, None).await
}

/// Why somebody cannot be invited: the key of a text.
pub(crate) enum Refused {
    /// Reads everything the office reads.
    ReadsAll,
    /// The organisation is not there.
    NoOrganisation,
}

/// Gives a person the role and a place in the jury, and mails the invitation. Who sits there already stays.
pub(crate) async fn invite_one(
    visitor: &Visitor,
    change: &mut Change,
    room: &Room,
    new: &Invited,
) -> Result<Result<Id, Refused>, PageError> {
    if let Some(id) = new.organisation
        && organisation::find(change, id).await?.is_none()
    {
        return Ok(Err(Refused::NoOrganisation));
    }
    let person = NewPerson { name: new.name.clone(), email: new.email.clone(), lang: Lang::De };
    let person = person::ensure(change, &person).await?;
    let seats = membership::list_of_person(change, person, visitor.now()).await?;
    if seats.iter().any(|seat| policy::READS_ALL.contains(&seat.role)) {
        return Ok(Err(Refused::ReadsAll));
    }
    let organisation = new.organisation;
    membership::grant(change, Grant { person, organisation, role: Role::Reviewer, until: None }).await?;
    let juror = NewJuror {
        person: Some(person),
        organisation,
        least: new.load.0,
        most: new.load.1,
        ..NewJuror::default()
    };
    let (id, is_new) = insert_juror(change, room.round.id, &juror).await?;
    if is_new {
        let found = crate::store::jury::juror::find_juror(change, room.round.id, id).await?;
        let found = found.ok_or_else(|| PageError::fault("a juror just added is not there"))?;
        write_to(visitor, change, room, &found, "invitation", &new.words).await?;
        mark_invited(change, id).await?;
    }
    Ok(Ok(id))
}

/// Mails a juror; gives whether there is an address.
async fn write_to(
    visitor: &Visitor,
    change: &mut Change,
    room: &Room,
    juror: &Juror,
    kind: &str,
    words: &str,
) -> Result<bool, PageError> {
    let Some(id) = juror.person else { return Ok(false) };
    let reader =
        person::find(change, id).await?.filter(|one| one.deleted_at.is_none() && !one.email.is_empty());
    let Some(reader) = reader else { return Ok(false) };
    let link = visitor.full_url(&format!("/jury/{}", room.round.slug));
    let texts = visitor.app().texts(reader.lang);
    let mail = crate::jobs::jury::letter(texts, &room.round, kind, words, &link)?;
    let written = visitor.mail(reader.lang, "forum/offer-mail", mail.0, &reader.email, mail.1)?;
    mail::enqueue(change, written.about(format!("jury:{}:{}", room.round.id, juror.id))).await?;
    Ok(true)
}

pub(super) async fn invite(visitor: Visitor, Path(slug): Path<String>, form: Form<Invited>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let (new, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return choosing(&visitor, &room, Some(sheet)).await;
        }
    };
    let refused = match invite_one(&visitor, &mut change, &room, &new).await? {
        Ok(id) => {
            change.commit(Record::new("juror.invited", id).with("round", room.round.id)).await?;
            return visitor.done(&format!("/rounds/{slug}/jury"), "jury-invited");
        }
        Err(Refused::ReadsAll) => sheet.wrong("email", "jury-mistake-reads-all"),
        Err(Refused::NoOrganisation) => sheet.wrong("organisation", "form-no-such-choice"),
    };
    drop(change);
    choosing(&visitor, &room, Some(refused)).await
}

/// The juror of an address.
pub(crate) fn juror_of<'r>(room: &'r Room, id: &str) -> Result<&'r Juror, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    room.juror(id).ok_or(PageError::NotFound)
}

fn page(visitor: &Visitor, room: &Room, juror: &Juror, wrong: Option<Sheet>) -> Answer {
    let today = day_of(visitor.now());
    let current = room.jury.current(today);
    let conflicts: Vec<Value> = room
        .suppliers()
        .into_iter()
        .filter_map(|(id, name)| {
            let said = room.declaration(juror.id, id);
            let is_own = room.is_own(juror.id, id);
            (is_own || said.is_some_and(|one| one.is_conflict)).then(|| {
                context! {
                    id => id.to_string(),
                    name,
                    is_own,
                    reason => said.map(|one| one.reason.clone()),
                    origin => said.map_or("seat", |one| one.origin.word()),
                    at => said.map(|one| one.declared_at.to_string()),
                }
            })
        })
        .collect();
    let free: Vec<Value> = room
        .suppliers()
        .into_iter()
        .filter(|(id, _)| !room.is_own(juror.id, *id))
        .filter(|(id, _)| !room.declaration(juror.id, *id).is_some_and(|one| one.is_conflict))
        .map(|(id, name)| context! { value => id.to_string(), label => name })
        .collect();
    let tasks: Vec<Value> = room
        .reviews
        .iter()
        .filter(|review| review.juror == juror.id)
        .filter_map(|review| {
            let offer = room.offers.iter().find(|offer| offer.id == review.offer)?;
            let phase = &room.jury.phases[room.jury.place_of(&review.phase)?];
            Some(context! {
                label => offer.label.clone(),
                title => offer.text.title.clone(),
                phase => phase.name.clone(),
                state => review.state.word(),
                is_conflict => review.is_conflict,
                value => review.written.value(&room.jury.criteria),
            })
        })
        .collect();
    let is_open = room.jury.phases.get(current).is_some_and(|phase| phase.is_open(today));
    let title = juror.called(&room.jurors);
    let context = context! {
        round => head(&room.round),
        juror => juror_view(room, juror, current),
        conflicts,
        free,
        tasks,
        is_waited_for => is_waited_for(room, juror, current, is_open),
        may_work => policy::may_work(visitor).is_ok(),
    };
    let filled = Sheet::filled([
        ("edition", juror.edition.to_string()),
        ("least", juror.least.to_string()),
        ("most", juror.most.to_string()),
    ]);
    match wrong {
        // A form that has other fields brings the values of the first along.
        Some(mut sheet) => {
            for (name, value) in filled.values {
                if !sheet.values.iter().any(|(sent, _)| *sent == name) {
                    sheet.values.push((name, value));
                }
            }
            visitor.again("forum/jury-juror.html", title, &sheet, context)
        }
        None => {
            let context = context! { form => visitor.form(&filled)?, ..context };
            visitor.page("forum/jury-juror.html", title, context)
        }
    }
}

pub(super) async fn one(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let room = room(&visitor, &mut *visitor.read().await?, &slug).await?;
    page(&visitor, &room, juror_of(&room, &id)?, None)
}

pub(crate) struct Loaded {
    pub edition: i64,
    pub load: (u32, u32),
}

impl FromForm for Loaded {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let load = load(form);
        Some(Self { edition: edition?, load: load? })
    }
}

pub(super) async fn change(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Loaded>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let juror = juror_of(&room, &id)?;
    let (loaded, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &room, juror, Some(sheet));
        }
    };
    if !update_juror(&mut change, juror.id, loaded.edition, loaded.load, &juror.areas).await? {
        drop(change);
        return page(&visitor, &room, juror, Some(sheet.wrong("", "round-mistake-edition")));
    }
    change.commit(Record::new("juror.changed", juror.id).with("load", loaded.load)).await?;
    visitor.done(&format!("/rounds/{slug}/jury/jurors/{id}"), "jury-juror-saved")
}

pub(crate) struct Known {
    supplier: Id,
    is_conflict: bool,
    reason: String,
}

impl FromForm for Known {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let supplier = form.id("supplier");
        let reason = form.text("reason", 3..=500);
        Some(Self { supplier: supplier?, is_conflict: form.raw("do") != "lift", reason: reason? })
    }
}

/// Notes a conflict that the office knows of, or lifts one that was declared by mistake, in the caller's change. Reviews
/// that stopped counting do not count again by it.
pub(crate) async fn note_conflict(
    change: &mut Change,
    room: &Room,
    juror: &Juror,
    known: &Known,
) -> Result<(), PageError> {
    if !room.suppliers().iter().any(|(id, _)| *id == known.supplier) {
        return Err(PageError::NotFound);
    }
    if room.is_own(juror.id, known.supplier) {
        return Err(PageError::Conflict("jury-own-stays"));
    }
    let (round, supplier) = (room.round.id, known.supplier);
    let origin = Origin::Office;
    declaration::declare(change, round, juror.id, supplier, known.is_conflict, &known.reason, origin).await?;
    Ok(())
}

/// The record of what [`note_conflict`] did.
pub(crate) fn conflict_record(juror: &Juror, known: &Known) -> Record {
    let action = if known.is_conflict { "juror.conflict-noted" } else { "juror.conflict-lifted" };
    Record::new(action, juror.id).with("supplier", known.supplier)
}

pub(super) async fn declare(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Known>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = room(&visitor, &mut change, &slug).await?;
    let juror = juror_of(&room, &id)?;
    let known = match form.checked() {
        Ok(known) => known,
        Err(sheet) => {
            drop(change);
            return page(&visitor, &room, juror, Some(sheet));
        }
    };
    note_conflict(&mut change, &room, juror, &known).await?;
    change.commit(conflict_record(juror, &known)).await?;
    let notice = if known.is_conflict { "jury-conflict-noted" } else { "jury-conflict-lifted" };
    visitor.done(&format!("/rounds/{slug}/jury/jurors/{id}"), notice)
}

/// Takes a juror out with the tasks that are not begun; doing so again changes nothing.
pub(crate) async fn stop(visitor: &Visitor, slug: &str, id: &str) -> Result<(), PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let room = room(visitor, &mut change, slug).await?;
    let juror = juror_of(&room, id)?;
    if stop_juror(&mut change, juror.id).await? {
        let ended = delete_tasks_of(&mut change, juror.id).await?;
        change.commit(Record::new("juror.stopped", juror.id).with("tasks", ended)).await?;
    }
    Ok(())
}

pub(super) async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    stop(&visitor, &slug, &id).await?;
    visitor.done(&format!("/rounds/{slug}/jury"), "jury-removed")
}

/// Reminds one juror, or all of whom something is asked; gives the mails.
pub(crate) async fn remind_of(visitor: &Visitor, slug: &str, id: Option<&str>) -> Result<usize, PageError> {
    policy::may_work(visitor)?;
    let mut change = visitor.change().await?;
    let room = room(visitor, &mut change, slug).await?;
    let (jurors, record) = match id {
        Some(id) => {
            let juror = juror_of(&room, id)?;
            (vec![juror], Record::new("juror.reminded", juror.id))
        }
        None => (room.jurors.iter().collect(), Record::new("jury.reminded", room.round.id)),
    };
    let sent = remind_some(visitor, &mut change, &room, jurors).await?;
    change.commit(record.with("mails", sent)).await?;
    Ok(sent)
}

pub(super) async fn remind(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    let sent = remind_of(&visitor, &slug, Some(&id)).await?;
    let notice = if sent == 0 { "jury-reminded-nobody" } else { "jury-reminded" };
    visitor.done(&format!("/rounds/{slug}/jury/jurors/{id}"), notice)
}

pub(super) async fn remind_all(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let sent = remind_of(&visitor, &slug, None).await?;
    let notice = if sent == 0 { "jury-reminded-nobody" } else { "jury-reminded" };
    visitor.done(&format!("/rounds/{slug}/jury"), notice)
}

/// Reminds those of whom something is asked; nobody twice within an hour, as when a button is pressed again.
async fn remind_some(
    visitor: &Visitor,
    change: &mut Change,
    room: &Room,
    jurors: Vec<&Juror>,
) -> Result<usize, PageError> {
    let today = day_of(visitor.now());
    let current = room.jury.current(today);
    let is_open = room.jury.phases.get(current).is_some_and(|phase| phase.is_open(today));
    let hour_ago =
        visitor.now().checked_sub(jiff::SignedDuration::from_hours(1)).map_err(PageError::fault)?;
    let mut sent = 0;
    for juror in jurors {
        if !is_waited_for(room, juror, current, is_open) || juror.reminded_at.is_some_and(|at| at > hour_ago)
        {
            continue;
        }
        let kind = if juror.declared_at.is_none() { "declare" } else { "reminder" };
        if write_to(visitor, change, room, juror, kind, "").await? {
            mark_reminded(change, juror.id).await?;
            sent += 1;
        }
    }
    Ok(sent)
}
