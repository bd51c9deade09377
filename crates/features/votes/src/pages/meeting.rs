//! A meeting: its list, its own page, and what the office does with it.

mod dress;
mod hall;
mod members;
mod minutes;
mod motions;
mod own;
mod result;
mod screen;

use axum::extract::Path;
use jiff::civil::Date;
use rathaus_store::{Change, Id, Record, Session};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use crate::meeting::motion::{Motion, State};
use crate::meeting::store::motion::{list_motions, running, strength};
use crate::meeting::store::{
    Meeting, Member, Stage, close_meeting, delete_meeting, find_keeping, find_meeting, find_member_by_code,
    hold_meeting, insert_meeting, list_meetings, list_members, open_meeting, save_keeping, set_present,
    typed_code, update_meeting,
};
use crate::policy;

pub(crate) use motions::{MotionForm, close, open};
pub(crate) use result::label_of;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/meetings", get(list).merge(post(enter)))
        .route("/meetings/new", get(new).merge(post(make)))
        .route("/meetings/keeping", post(keep))
        .route("/meetings/{id}", get(show))
        .route("/meetings/{id}/edit", get(edit).merge(post(save)))
        .route("/meetings/{id}/opening", post(begin))
        .route("/meetings/{id}/closure", post(end))
        .route("/meetings/{id}/removal", post(remove));
    dress::routes(feature);
    members::routes(feature);
    motions::routes(feature);
    hall::routes(feature);
    minutes::routes(feature);
    own::routes(feature);
    screen::routes(feature);
}

/// A meeting with everybody and every motion.
pub(crate) struct Room {
    pub(crate) meeting: Meeting,
    pub(crate) members: Vec<Member>,
    pub(crate) motions: Vec<Motion>,
}

impl Room {
    /// The room of a meeting.
    pub(crate) async fn of(db: &mut Session, meeting: Meeting) -> Result<Self, PageError> {
        let members = list_members(db, meeting.id).await?;
        let motions = list_motions(db, meeting.id).await?;
        Ok(Self { meeting, members, motions })
    }

    /// The room of an address.
    pub(crate) async fn find(db: &mut Session, id: &str) -> Result<Self, PageError> {
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        let meeting = find_meeting(db, id).await?.ok_or(PageError::NotFound)?;
        Self::of(db, meeting).await
    }

    /// The room of an address, held until the change is over.
    pub(crate) async fn hold(change: &mut Change, id: &str) -> Result<Self, PageError> {
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        if find_meeting(change, id).await?.is_none() {
            return Err(PageError::NotFound);
        }
        let meeting = hold_meeting(change, id).await?.ok_or(PageError::Conflict("meeting-is-closed"))?;
        Self::of(change, meeting).await
    }

    pub(crate) fn motion(&self, id: &str) -> Result<&Motion, PageError> {
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        self.motions.iter().find(|one| one.id == id).ok_or(PageError::NotFound)
    }

    fn member(&self, id: &str) -> Result<&Member, PageError> {
        let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
        self.members.iter().find(|one| one.id == id).ok_or(PageError::NotFound)
    }

    fn name_of(&self, id: Id) -> &str {
        self.members.iter().find(|one| one.id == id).map_or("", |one| one.name.as_str())
    }

    /// How many votes are there, how many in all, and whether that is more than half.
    fn strength(&self) -> Value {
        let (present, all) = strength(&self.members);
        context! {
            present, all,
            people => self.members.iter().filter(|one| one.is_present).count(),
            listed => self.members.len(),
            is_half => present * 2 > all,
        }
    }
}

/// What every page of a meeting shows of it.
fn head(visitor: &Visitor, meeting: &Meeting) -> Value {
    context! {
        id => meeting.id.to_string(),
        title => meeting.title.clone(),
        place => meeting.place.clone(),
        day => meeting.day.to_string(),
        stage => meeting.stage.word(),
        opened_at => meeting.opened_at.map(|at| at.to_string()),
        closed_at => meeting.closed_at.map(|at| at.to_string()),
        may_work => policy::may_work(visitor).is_ok(),
        style => dress::style_address(visitor),
        script => dress::script_address(visitor),
    }
}

/// Title, place and day.
struct MeetingForm {
    title: String,
    place: String,
    day: Date,
}

impl FromForm for MeetingForm {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 1..=160);
        let day = form.date("day");
        let place = form.text("place", 0..=160);
        Some(Self { title: title?, place: place?, day: day? })
    }
}

async fn list(visitor: Visitor) -> Answer {
    list_page(&visitor, None).await
}

/// The one field for everybody's code, and for the office all meetings.
async fn list_page(visitor: &Visitor, wrong: Option<Sheet>) -> Answer {
    let (mut rows, mut keeping) = (Vec::new(), None);
    let may_read = policy::may_read(visitor).is_ok();
    if may_read {
        let mut view = visitor.read().await?;
        keeping = find_keeping(&mut view).await?;
        for meeting in list_meetings(&mut view).await? {
            rows.push(context! {
                href => visitor.url(&format!("/meetings/{}", meeting.id)),
                title => meeting.title, place => meeting.place, day => meeting.day.to_string(),
                stage => meeting.stage.word(),
            });
        }
    }
    let title = visitor.text("meeting-list-title")?;
    let kept = Sheet::filled(keeping.map(|days| ("days", days.to_string())));
    let context = context! {
        rows, may_read, may_work => policy::may_work(visitor).is_ok(),
        keeping => visitor.form(&kept)?,
    };
    match wrong {
        Some(sheet) => visitor.again("votes/meetings.html", title, &sheet, context),
        None => {
            let form = visitor.form(&Sheet::blank())?;
            visitor.page("votes/meetings.html", title, context! { form, ..context })
        }
    }
}

/// The code that somebody typed.
struct Code(String);

impl FromForm for Code {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        Some(Self(form.text("code", 1..=40)?))
    }
}

/// `POST /meetings`: who knows a code is led to their page, and is there. Every try counts: a hall behind one address has 60 at
/// once and one more each second, whoever guesses needs centuries.
async fn enter(visitor: Visitor, form: Form<Code>) -> Answer {
    let (Code(typed), sheet) = match form.checked_with_sheet() {
        Ok(found) => found,
        Err(sheet) => return list_page(&visitor, Some(sheet)).await,
    };
    visitor.limit_address("meeting-code")?;
    let mut change = visitor.change_as(own::actor()).await?;
    let found = find_member_by_code(&mut change, &typed_code(&typed)).await?;
    let Some((member, key)) = found.and_then(|member| member.link_key.clone().map(|key| (member, key)))
    else {
        drop(change);
        return list_page(&visitor, Some(sheet.wrong("code", "meeting-code-unknown"))).await;
    };
    if hold_meeting(&mut change, member.meeting).await?.is_some()
        && set_present(&mut change, &member, true).await?
    {
        change.commit(Record::new("meeting.came", member.meeting).with("member", member.id)).await?;
    }
    visitor.to(&format!("/meetings/at/{key}"))
}

async fn new(visitor: Visitor) -> Answer {
    policy::may_work(&visitor)?;
    edit_page(&visitor, None, None)
}

fn edit_page(visitor: &Visitor, meeting: Option<&Meeting>, wrong: Option<&Sheet>) -> Answer {
    let title = visitor.text(if meeting.is_some() { "meeting-edit" } else { "meeting-new" })?;
    let context = context! { meeting => meeting.map(|meeting| head(visitor, meeting)) };
    if let Some(sheet) = wrong {
        return visitor.again("votes/meeting-edit.html", title, sheet, context);
    }
    let sheet = match meeting {
        None => Sheet::blank(),
        Some(meeting) => Sheet::filled([
            ("title", meeting.title.clone()),
            ("place", meeting.place.clone()),
            ("day", meeting.day.to_string()),
        ]),
    };
    visitor.page("votes/meeting-edit.html", title, context! { form => visitor.form(&sheet)?, ..context })
}

async fn make(visitor: Visitor, form: Form<MeetingForm>) -> Answer {
    policy::may_work(&visitor)?;
    let new = match form.checked() {
        Ok(new) => new,
        Err(sheet) => return edit_page(&visitor, None, Some(&sheet)),
    };
    let mut change = visitor.change().await?;
    let id = insert_meeting(&mut change, &new.title, &new.place, new.day).await?;
    change.commit(Record::new("meeting.made", id)).await?;
    visitor.done(&format!("/meetings/{id}/members"), "meeting-made")
}

async fn edit(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let room = Room::find(&mut *visitor.read().await?, &id).await?;
    if room.meeting.stage == Stage::Closed {
        return Err(PageError::Conflict("meeting-is-closed"));
    }
    edit_page(&visitor, Some(&room.meeting), None)
}

async fn save(visitor: Visitor, Path(id): Path<String>, form: Form<MeetingForm>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let new = match form.checked() {
        Ok(new) => new,
        Err(sheet) => {
            drop(change);
            return edit_page(&visitor, Some(&room.meeting), Some(&sheet));
        }
    };
    update_meeting(&mut change, room.meeting.id, &new.title, &new.place, new.day).await?;
    change.commit(Record::new("meeting.changed", room.meeting.id)).await?;
    visitor.done(&format!("/meetings/{id}"), "meeting-saved")
}

/// For how long closed meetings are kept; nothing typed is for as long as nobody deletes them.
struct Keeping(Option<u32>);

impl FromForm for Keeping {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        if form.raw("days").is_empty() {
            return Some(Self(None));
        }
        let days = form.number("days", 1..=36_500)?;
        Some(Self(u32::try_from(days).ok()))
    }
}

async fn keep(visitor: Visitor, form: Form<Keeping>) -> Answer {
    policy::may_work(&visitor)?;
    let days = match form.checked() {
        Ok(Keeping(days)) => days,
        Err(sheet) => return list_page(&visitor, Some(sheet)).await,
    };
    let mut change = visitor.change().await?;
    save_keeping(&mut change, days).await?;
    let tenant = change.tenant();
    change.commit(Record::new("meeting.keeping", tenant).with("days", days)).await?;
    visitor.done("/meetings", "meeting-saved")
}

async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let room = Room::find(&mut *visitor.read().await?, &id).await?;
    let mut rows = Vec::new();
    for motion in &room.motions {
        rows.push(context! {
            number => motion.number,
            question => motion.wording.question.clone(),
            kind => motion.wording.kind.word(),
            state => motion.state.word(),
            outcome => motion.outcome.as_ref().map(|outcome| outcome.word()),
            href => visitor.url(&format!("/meetings/{id}/motions/{}", motion.id)),
        });
    }
    let context = context! {
        meeting => head(&visitor, &room.meeting),
        strength => room.strength(),
        rows,
        running => running(&room.motions).map(|motion| motion.wording.question.clone()),
        screen => room.meeting.screen_key.as_ref().map(|key| visitor.full_url(&format!("/meetings/screen/{key}"))),
        typed => visitor.full_url("/meetings"),
        form => visitor.form(&Sheet::blank())?,
    };
    visitor.page("votes/meeting.html", room.meeting.title, context)
}

async fn begin(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    // Pressed twice, it is open once.
    if open_meeting(&mut change, room.meeting.id).await? {
        change.commit(Record::new("meeting.opened", room.meeting.id)).await?;
    }
    visitor.done(&format!("/meetings/{id}"), "meeting-opened")
}

/// Why a meeting cannot be closed.
fn close_refusal(room: &Room) -> Option<&'static str> {
    match room.meeting.stage {
        Stage::Planned => Some("meeting-not-open"),
        _ => running(&room.motions).map(|_| "meeting-motion-open"),
    }
}

async fn end(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    if let Some(refusal) = close_refusal(&room) {
        return Err(PageError::Conflict(refusal));
    }
    close_meeting(&mut change, room.meeting.id).await?;
    change.commit(Record::new("meeting.closed", room.meeting.id)).await?;
    visitor.done(&format!("/meetings/{id}/minutes"), "meeting-closed")
}

/// Deletes a meeting that is planned or over; one that goes on is closed first.
async fn remove(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::find(&mut change, &id).await?;
    if room.meeting.stage == Stage::Open {
        return Err(PageError::Conflict("meeting-delete-open"));
    }
    delete_meeting(&mut change, room.meeting.id).await?;
    change.commit(Record::new("meeting.deleted", room.meeting.id)).await?;
    visitor.done("/meetings", "meeting-deleted")
}

/// Whether the minutes have something to say.
fn is_decided(motion: &&Motion) -> bool {
    motion.state == State::Closed
}
