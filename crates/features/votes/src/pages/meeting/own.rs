//! The page of somebody who takes part: the question as soon as it is asked, their vote, and what came out. No account is needed; who
//! holds the link, or types the code, is that person. Opening it changes nothing, as phones and scanners open addresses, too: one
//! is there after pressing a button.

use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_store::{Actor, Change, Record, Session};
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Value, Visitor, context, get, post};

use super::{Room, head, is_decided, result};
use crate::meeting::motion::{FEWEST, Kind, Motion};
use crate::meeting::store::motion::{Cast, Way, cast, list_voices, list_voters, running, with_carried};
use crate::meeting::store::{Member, Stage, find_meeting, find_member_by_key, hold_meeting, set_present};

/// Adds the pages.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/meetings/at/{key}", get(show))
        .route("/meetings/at/{key}/part", get(part))
        .route("/meetings/at/{key}/presence", post(come))
        .route("/meetings/at/{key}/motions/{motion}", post(vote));
}

/// Who acts here. Not the person who may be signed in on the same device: the audit log would name who votes.
pub(super) fn actor() -> Actor {
    Actor::Program("meeting")
}

/// How many voted, as it is told while people vote: nothing of a secret motion before there are enough.
pub(super) fn told(motion: &Motion, voters: usize) -> Option<usize> {
    (motion.wording.kind == Kind::Open || voters >= FEWEST).then_some(voters)
}

/// The member of a link, in their room.
async fn of_key(visitor: &Visitor, db: &mut Session, key: &str) -> Result<(Room, Member), PageError> {
    let Some(member) = find_member_by_key(db, key).await? else {
        visitor.limit_address("link")?;
        return Err(PageError::Gone("meeting-link-gone"));
    };
    let meeting = find_meeting(db, member.meeting).await?.ok_or(PageError::NotFound)?;
    Ok((Room::of(db, meeting).await?, member))
}

/// The same, held until the change is over: who carries whom stays as it is read.
async fn held(visitor: &Visitor, change: &mut Change, key: &str) -> Result<(Room, Member), PageError> {
    let (room, _) = of_key(visitor, change, key).await?;
    hold_meeting(change, room.meeting.id).await?.ok_or(PageError::Gone("meeting-link-gone"))?;
    of_key(visitor, change, key).await
}

/// Why somebody cannot vote now; `None` where they can.
fn refusal(room: &Room, member: &Member) -> Option<&'static str> {
    match room.meeting.stage {
        Stage::Planned => Some("planned"),
        Stage::Closed => Some("closed"),
        Stage::Open if member.carried_by.is_some() => Some("carried"),
        Stage::Open if !member.is_present => Some("absent"),
        Stage::Open => None,
    }
}

/// What the page shows, and the sheet of the vote where nothing was typed yet.
async fn view(
    visitor: &Visitor,
    db: &mut Session,
    key: &str,
    room: &Room,
    member: &Member,
) -> Result<(Value, Sheet), PageError> {
    let open = running(&room.motions);
    let mut sheet = Sheet::blank();
    let mut has_voted = false;
    if let Some(motion) = open {
        has_voted = list_voters(db, motion.id).await?.iter().any(|one| one.member == member.id);
        let voices = list_voices(db, motion.id).await?;
        if let Some(chosen) = voices.get(&member.id) {
            sheet = Sheet::filled(chosen.iter().map(|place| ("choice", place.to_string())));
        }
    }
    let refusal = refusal(room, member);
    let carried: Vec<String> = room
        .members
        .iter()
        .filter(|one| one.carried_by == Some(member.id))
        .map(|one| one.name.clone())
        .collect();
    let votes: u64 = with_carried(&room.members, member).iter().map(|one| u64::from(one.weight)).sum();
    let closed: Vec<&Motion> = room.motions.iter().filter(is_decided).collect();
    let mut results = Vec::new();
    for motion in closed.iter().rev() {
        results.push(context! {
            number => motion.number,
            question => motion.wording.question.clone(),
            rules => result::rules(visitor, &motion.wording)?,
            outcome => result::view(visitor, motion)?,
        });
    }
    let mark = format!(
        "{}-{}-{}-{has_voted}-{votes}-{}",
        room.meeting.stage.word(),
        refusal.unwrap_or("may"),
        open.map_or(0, |motion| motion.number),
        closed.len(),
    );
    let own = context! {
        mark,
        name => member.name.clone(),
        carried,
        carrier => member.carried_by.map(|id| room.name_of(id).to_owned()),
        votes,
        refusal,
        has_voted,
        open => open.map(|motion| Ok::<_, PageError>(context! {
            number => motion.number,
            question => motion.wording.question.clone(),
            rules => result::rules(visitor, &motion.wording)?,
            options => result::labels_of(visitor, &motion.wording)?.into_iter().enumerate()
                .map(|(place, label)| context! { value => place, label }).collect::<Vec<_>>(),
            action => visitor.url(&format!("/meetings/at/{key}/motions/{}", motion.id)),
        })).transpose()?,
        results,
        come => visitor.url(&format!("/meetings/at/{key}/presence")),
        here => visitor.url(&format!("/meetings/at/{key}")),
        meeting => head(visitor, &room.meeting),
    };
    Ok((own, sheet))
}

async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    page(&visitor, &key, StatusCode::OK, None, None).await
}

/// The page, perhaps with what was wrong with a vote or a word about it.
async fn page(
    visitor: &Visitor,
    key: &str,
    status: StatusCode,
    wrong: Option<Sheet>,
    said: Option<&'static str>,
) -> Answer {
    let mut db = visitor.read().await?;
    let (room, member) = of_key(visitor, &mut db, key).await?;
    let (own, sheet) = view(visitor, &mut db, key, &room, &member).await?;
    drop(db);
    let context = context! {
        own, said, form => visitor.form(&wrong.unwrap_or(sheet))?,
        part => visitor.url(&format!("/meetings/at/{key}/part")),
    };
    visitor.page_with(status, "votes/meeting-own.html", room.meeting.title, context)
}

async fn part(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let mut db = visitor.read().await?;
    let (room, member) = of_key(&visitor, &mut db, &key).await?;
    let (own, sheet) = view(&visitor, &mut db, &key, &room, &member).await?;
    drop(db);
    let context = context! { own, said => None::<&str>, form => visitor.form(&sheet)? };
    visitor.fragment("votes/meeting-own-part.html", context)
}

async fn come(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let mut change = visitor.change_as(actor()).await?;
    let (room, member) = held(&visitor, &mut change, &key).await?;
    if set_present(&mut change, &member, true).await? {
        change.commit(Record::new("meeting.came", room.meeting.id).with("member", member.id)).await?;
    }
    visitor.to(&format!("/meetings/at/{key}"))
}

/// A vote. Sent twice it counts once, and the answer is the same.
async fn vote(visitor: Visitor, Path((key, id)): Path<(String, String)>, fields: Fields) -> Answer {
    let mut change = visitor.change_as(actor()).await?;
    let (room, member) = held(&visitor, &mut change, &key).await?;
    let motion = room.motion(&id)?;
    if refusal(&room, &member).is_some() {
        drop(change);
        return page(&visitor, &key, StatusCode::CONFLICT, None, Some("meeting-own-may-not")).await;
    }
    let chosen: Option<Vec<usize>> = fields.all("choice").iter().map(|text| text.parse().ok()).collect();
    let Some(chosen) = chosen.and_then(|chosen| motion.wording.vote(chosen)) else {
        drop(change);
        let wrong = Sheet { values: fields.values.clone(), mistakes: Vec::new() };
        let key_of = if motion.wording.most > 1 { "motion-choose-wrong" } else { "form-choose" };
        let wrong = wrong.wrong("choice", key_of);
        return page(&visitor, &key, StatusCode::UNPROCESSABLE_ENTITY, Some(wrong), None).await;
    };
    let voters = with_carried(&room.members, &member);
    match cast(&mut change, motion, &voters, &chosen, Way::Phone).await? {
        Cast::Kept | Cast::Changed => {
            // Neither who nor what.
            change.commit(Record::new("motion.voted", motion.id)).await?;
        }
        Cast::Before => {}
        Cast::Late => {
            drop(change);
            return page(&visitor, &key, StatusCode::CONFLICT, None, Some("motion-late")).await;
        }
    }
    visitor.done(&format!("/meetings/at/{key}"), "meeting-own-counted")
}
