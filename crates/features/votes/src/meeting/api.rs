//! Meetings in the JSON API: what is prepared by another program (an agenda, a list of members), and what came out, for the record
//! of a council's information system.
//!
//! Left out on purpose: codes and links, which open a vote; presence, papers and hands, which belong to who is in the room.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_store::Record;
use rathaus_web::api::{ApiBody, ApiError, ApiPage, ListOf, Problem, read_form};
use rathaus_web::{App, FromForm, PageError, Reader, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use super::list::{self, Listed};
use super::motion::{Motion, State, Voice};
use super::store::motion::{find_motion, insert_motion, strength};
use super::store::{Meeting, insert_meeting, insert_members, list_meetings};
use crate::pages::meeting::{MotionForm, Room, close, label_of, open};
use crate::policy;

/// Adds the paths of meetings.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(list, make))
        .routes(routes!(show))
        .routes(routes!(ask))
        .routes(routes!(begin))
        .routes(routes!(end))
}

/// A meeting.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MeetingEntry {
    /// Its id.
    id: String,
    /// Its name.
    title: String,
    /// Where it is.
    place: String,
    /// When.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// `planned`, `open` or `closed`.
    state: &'static str,
    /// When it was opened.
    #[schema(value_type = Option<String>, format = DateTime)]
    opened_at: Option<Timestamp>,
    /// When it was closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
}

/// A meeting with people and motions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MeetingWhole {
    #[serde(flatten)]
    meeting: MeetingEntry,
    /// Votes that are there or carried by somebody who is.
    present: u64,
    /// Votes of all.
    votes: u64,
    /// Who takes part.
    members: Vec<MemberEntry>,
    /// What is asked, in order.
    motions: Vec<MotionEntry>,
}

/// Somebody who takes part.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MemberEntry {
    /// The id.
    id: String,
    /// The name.
    name: String,
    /// How many votes.
    weight: u32,
    /// Whether they are there.
    is_present: bool,
    /// The id of who casts their vote.
    carried_by: Option<String>,
}

/// A motion.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct MotionEntry {
    /// Its id.
    id: String,
    /// Counted from 1.
    number: u32,
    /// The question.
    question: String,
    /// `open` or `secret`.
    kind: &'static str,
    /// What can be chosen.
    choices: Vec<String>,
    /// How many of them at most.
    most: usize,
    /// What carries it: `simple`, `present`, `two_thirds` or `members`.
    majority: &'static str,
    /// How many must be there: `none`, `half` or `two_thirds`.
    quorum: &'static str,
    /// Where it stands: `draft`, `open` or `closed`.
    state: &'static str,
    /// What came out; nothing before it is closed.
    result: Option<ResultEntry>,
}

/// What came out of a motion.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ResultEntry {
    /// `carried`, `rejected`, `tied` or `no-quorum`.
    outcome: &'static str,
    /// Votes for each choice, in their order.
    votes: Vec<u64>,
    /// Of these, those counted in the hall.
    in_hall: Vec<u64>,
    /// Places of the choices that are carried, counted from 0, best first.
    carried: Vec<usize>,
    /// Votes cast.
    cast: u64,
    /// Votes that were there.
    present: u64,
    /// Votes of all.
    members: u64,
    /// Papers of a secret motion: `none`, counted by `one` person, or by `two` with the same result.
    papers: &'static str,
    /// Who voted how; empty where it is secret.
    roll: Vec<RollEntry>,
}

/// How somebody voted in an open motion.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RollEntry {
    /// Whose vote it is.
    name: String,
    /// Places among the choices, counted from 0.
    choices: Vec<usize>,
    /// How many votes they have.
    weight: u64,
    /// Whether they voted by show of hands.
    in_hall: bool,
    /// Who cast it for them.
    cast_by: Option<String>,
}

/// A meeting to be prepared.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewMeeting {
    /// Its name.
    #[schema(max_length = 160)]
    title: String,
    /// Where it is.
    #[schema(max_length = 160)]
    place: String,
    /// When, as in 2026-11-30.
    day: String,
    /// Who takes part: a name in each line, perhaps with `;` and their votes.
    people: String,
}

/// A motion to be put.
#[derive(Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewMotion {
    /// The question.
    #[schema(max_length = 600)]
    question: String,
    /// `open` or `secret`.
    kind: String,
    /// What can be chosen, a line each; nothing for yes, no, abstention.
    choices: String,
    /// How many of them at most.
    #[schema(minimum = 1)]
    most: Option<u32>,
    /// `simple`, `present`, `two_thirds` or `members`.
    majority: String,
    /// `none`, `half` or `two_thirds`.
    quorum: String,
}

struct Prepared {
    title: String,
    place: String,
    day: Date,
    people: Vec<Listed>,
}

impl FromForm for Prepared {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let title = form.text("title", 1..=160);
        let place = form.text("place", 0..=160);
        let day = form.date("day");
        let people = list::read(&form.raw("people")).map_err(|wrong| {
            let (key, line) = wrong.text();
            let args = line.map(|line| ("line".to_owned(), line.into()));
            form.mistake_with("people", key, args.into_iter().collect());
        });
        Some(Self { title: title?, place: place?, day: day?, people: people.ok()? })
    }
}

fn entry(meeting: &Meeting) -> MeetingEntry {
    MeetingEntry {
        id: meeting.id.to_string(),
        title: meeting.title.clone(),
        place: meeting.place.clone(),
        day: meeting.day,
        state: meeting.stage.word(),
        opened_at: meeting.opened_at,
        closed_at: meeting.closed_at,
    }
}

fn roll_entry(voice: &Voice) -> RollEntry {
    RollEntry {
        name: voice.name.clone(),
        choices: voice.choices.clone(),
        weight: voice.weight,
        in_hall: voice.in_hall,
        cast_by: voice.cast_by.clone(),
    }
}

fn motion_entry(visitor: &Visitor, motion: &Motion) -> Result<MotionEntry, PageError> {
    let wording = &motion.wording;
    let choices: Vec<String> =
        (0..wording.len()).map(|place| label_of(visitor, wording, place)).collect::<Result<_, _>>()?;
    Ok(MotionEntry {
        id: motion.id.to_string(),
        number: motion.number,
        question: wording.question.clone(),
        kind: wording.kind.word(),
        choices,
        most: wording.most,
        majority: wording.majority.word(),
        quorum: wording.quorum.word(),
        state: motion.state.word(),
        result: motion.outcome.as_ref().map(|outcome| ResultEntry {
            outcome: outcome.word(),
            votes: outcome.count.votes.clone(),
            in_hall: outcome.count.in_hall.clone(),
            carried: outcome.carried.clone(),
            cast: outcome.count.cast,
            present: outcome.count.present,
            members: outcome.count.members,
            papers: outcome.count.papers.word(),
            roll: outcome.roll.iter().map(roll_entry).collect(),
        }),
    })
}

/// The meetings, the latest day first.
#[utoipa::path(get, path = "/meetings", tag = "votes", security(("token" = ["votes:read"])), params(ApiPage), responses((status = 200, body = ListOf<MeetingEntry>)))]
async fn list(visitor: Visitor, page: ApiPage) -> Result<Json<ListOf<MeetingEntry>>, ApiError> {
    policy::may_read(&visitor)?;
    let meetings = list_meetings(&mut *visitor.read().await?).await?;
    Ok(Json(page.cut(meetings, |meeting| entry(&meeting))))
}

/// Prepares a meeting with who takes part.
#[utoipa::path(post, path = "/meetings", tag = "votes", security(("token" = ["votes:write"])), request_body = NewMeeting, responses((status = 201, body = MeetingEntry), (status = 422, body = Problem)))]
async fn make(
    visitor: Visitor,
    ApiBody(new): ApiBody<NewMeeting>,
) -> Result<(StatusCode, Json<MeetingEntry>), ApiError> {
    policy::may_work(&visitor)?;
    let new: Prepared = read_form(&visitor, &new)?;
    let mut change = visitor.change().await?;
    let id = insert_meeting(&mut change, &new.title, &new.place, new.day).await?;
    insert_members(&mut change, id, &new.people).await?;
    let room = Room::find(&mut change, &id.to_string()).await?;
    change.commit(Record::new("meeting.made", id)).await?;
    Ok((StatusCode::CREATED, Json(entry(&room.meeting))))
}

/// A meeting with who takes part, what is asked and what came out.
#[utoipa::path(get, path = "/meetings/{id}", tag = "votes", security(("token" = ["votes:read"])), params(("id" = String, Path)), responses((status = 200, body = MeetingWhole)))]
async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Json<MeetingWhole>, ApiError> {
    policy::may_read(&visitor)?;
    let room = Room::find(&mut *visitor.read().await?, &id).await?;
    let (present, votes) = strength(&room.members);
    Ok(Json(MeetingWhole {
        meeting: entry(&room.meeting),
        present,
        votes,
        members: room
            .members
            .iter()
            .map(|member| MemberEntry {
                id: member.id.to_string(),
                name: member.name.clone(),
                weight: member.weight,
                is_present: member.is_present,
                carried_by: member.carried_by.map(|id| id.to_string()),
            })
            .collect(),
        motions: room
            .motions
            .iter()
            .map(|motion| motion_entry(&visitor, motion))
            .collect::<Result<_, _>>()?,
    }))
}

/// Puts a motion as a draft.
#[utoipa::path(post, path = "/meetings/{id}/motions", tag = "votes", security(("token" = ["votes:write"])), params(("id" = String, Path)), request_body = NewMotion, responses((status = 201, body = MotionEntry), (status = 409, description = "The meeting is closed", body = Problem), (status = 422, body = Problem)))]
async fn ask(
    visitor: Visitor,
    Path(id): Path<String>,
    ApiBody(new): ApiBody<NewMotion>,
) -> Result<(StatusCode, Json<MotionEntry>), ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let MotionForm(wording) = read_form(&visitor, &new)?;
    let motion = insert_motion(&mut change, room.meeting.id, &wording).await?;
    let kept = find_motion(&mut change, motion).await?.ok_or(PageError::NotFound)?;
    let entry = motion_entry(&visitor, &kept)?;
    change.commit(Record::new("motion.made", motion).with("meeting", room.meeting.id)).await?;
    Ok((StatusCode::CREATED, Json(entry)))
}

/// Opens a motion: everybody's phone shows it.
#[utoipa::path(post, path = "/meetings/{id}/motions/{motion}/opening", tag = "votes", security(("token" = ["votes:write"])), params(("id" = String, Path), ("motion" = String, Path)), responses((status = 200, body = MotionEntry), (status = 409, description = "It is no draft, another one is open, or too few are there", body = Problem)))]
async fn begin(
    visitor: Visitor,
    Path((id, motion)): Path<(String, String)>,
) -> Result<Json<MotionEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let motion = room.motion(&motion)?;
    let record = open(&mut change, &room, motion).await?;
    let entry = motion_entry(&visitor, &Motion { state: State::Open, ..motion.clone() })?;
    change.commit(record).await?;
    Ok(Json(entry))
}

/// Closes a motion and says what came out.
#[utoipa::path(post, path = "/meetings/{id}/motions/{motion}/closure", tag = "votes", security(("token" = ["votes:write"])), params(("id" = String, Path), ("motion" = String, Path)), responses((status = 200, body = MotionEntry), (status = 409, description = "It is not open, or papers are not counted", body = Problem)))]
async fn end(
    visitor: Visitor,
    Path((id, motion)): Path<(String, String)>,
) -> Result<Json<MotionEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let motion = room.motion(&motion)?;
    let (outcome, record) = close(&mut change, &room, motion).await?;
    let closed = Motion { state: State::Closed, outcome: Some(outcome), ..motion.clone() };
    let entry = motion_entry(&visitor, &closed)?;
    change.commit(record).await?;
    Ok(Json(entry))
}
