//! Whoever has no phone: show of hands by name where a motion is open, papers that are counted where it is secret.

use axum::extract::Path;
use rathaus_store::{Id, Record, Session};
use rathaus_web::{Answer, Feature, Fields, PageError, Reader, Sheet, Value, Visitor, context, post};

use super::motions::page;
use super::{Room, result};
use crate::meeting::motion::{Kind, Motion, State, papers_fit};
use crate::meeting::store::Member;
use crate::meeting::store::motion::{
    Cast, Paper, Voter, Way, cast, list_papers, list_voices, list_voters, save_hall, save_paper, with_carried,
};
use crate::policy;

/// Most votes that are entered for a choice.
const MOST: i64 = 10_000_000;

/// Adds the pages.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/meetings/{id}/motions/{motion}/hands", post(hands))
        .route("/meetings/{id}/motions/{motion}/papers", post(papers))
        .route("/meetings/{id}/motions/{motion}/counts", post(counts));
}

/// Who can vote in the hall: who is there and votes for themselves.
fn is_voting(member: &Member) -> bool {
    member.is_present && member.carried_by.is_none()
}

/// What the office enters while a motion is open; nothing before and after.
pub(super) async fn view(
    visitor: &Visitor,
    db: &mut Session,
    room: &Room,
    motion: &Motion,
) -> Result<Option<Value>, PageError> {
    if motion.state != State::Open || policy::may_work(visitor).is_err() {
        return Ok(None);
    }
    let voters = list_voters(db, motion.id).await?;
    let way = |member: &Member| voters.iter().find(|voter| voter.member == member.id).map(|voter| voter.way);
    let labels = result::labels_of(visitor, &motion.wording)?;
    let mut context = context! {
        options => labels.iter().enumerate().map(|(place, label)| context! { value => place, label }).collect::<Vec<_>>(),
        most => motion.wording.most,
        rows => labels.iter().enumerate().map(|(place, label)| context! { name => format!("count-{place}"), label }).collect::<Vec<_>>(),
    };
    match motion.wording.kind {
        Kind::Open => {
            let voices = list_voices(db, motion.id).await?;
            let mut people = Vec::new();
            for member in room.members.iter().filter(|member| is_voting(member)) {
                let chosen = voices.get(&member.id).filter(|_| way(member) == Some(Way::Hall));
                if way(member) == Some(Way::Phone) {
                    continue;
                }
                let said: Vec<&str> = chosen
                    .into_iter()
                    .flatten()
                    .filter_map(|place| labels.get(*place))
                    .map(String::as_str)
                    .collect();
                let label = match said.is_empty() {
                    true => member.name.clone(),
                    false => format!("{} ({})", member.name, said.join(", ")),
                };
                people.push(context! { value => member.id.to_string(), label });
            }
            context = context! { people, ..context };
        }
        Kind::Secret => {
            let people: Vec<Value> = room
                .members
                .iter()
                .filter(|member| is_voting(member) && way(member) != Some(Way::Phone))
                .map(|member| context! { value => member.id.to_string(), label => member.name.clone() })
                .collect();
            let marked =
                room.members.iter().filter(|member| is_voting(member) && way(member) == Some(Way::Hall));
            let marked = Sheet::filled(marked.map(|member| ("paper", member.id.to_string())));
            let person = policy::may_work(visitor)?.person;
            let entered = list_papers(db, motion.id).await?;
            let mine = entered.iter().find(|paper| paper.person == person);
            let mine = mine.map(|paper| {
                let counts = paper.counts.iter().enumerate();
                counts.map(|(place, votes)| (format!("count-{place}"), votes.to_string())).collect::<Vec<_>>()
            });
            context = context! {
                people,
                marked => visitor.form(&marked)?,
                votes => in_hall(&voters),
                // What others counted is not shown, or nobody would count for themselves.
                counted_by => entered.iter().map(|paper| paper.name.clone()).collect::<Vec<_>>(),
                counts => visitor.form(&Sheet::filled(mine.unwrap_or_default()))?,
                ..context
            };
        }
    }
    Ok(Some(context))
}

/// Votes of those who vote in the hall.
fn in_hall(voters: &[Voter]) -> u64 {
    voters.iter().filter(|voter| voter.way == Way::Hall).map(|voter| voter.weight).sum()
}

/// The people ticked under a name who can vote in the hall.
fn ticked<'r>(room: &'r Room, fields: &Fields, name: &str) -> Vec<&'r Member> {
    let ids: Vec<Id> = fields.all(name).iter().filter_map(|id| id.parse().ok()).collect();
    room.members.iter().filter(|member| ids.contains(&member.id) && is_voting(member)).collect()
}

/// `POST …/hands`: these people voted so by show of hands. Who voted by phone meanwhile stays with that.
async fn hands(visitor: Visitor, Path((id, motion)): Path<(String, String)>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let one = room.motion(&motion)?;
    if one.wording.kind != Kind::Open || one.state != State::Open {
        return Err(PageError::Conflict("motion-late"));
    }
    let mut sheet = Sheet::filled(fields.values.iter().cloned());
    let chosen: Option<Vec<usize>> = fields.all("hand").iter().map(|text| text.parse().ok()).collect();
    let chosen = chosen.and_then(|chosen| one.wording.vote(chosen));
    if chosen.is_none() {
        let key = if one.wording.most > 1 { "motion-choose-wrong" } else { "form-choose" };
        sheet = sheet.wrong("hand", key);
    }
    let voters = list_voters(&mut change, one.id).await?;
    let by_phone =
        |member: &&Member| voters.iter().any(|voter| voter.member == member.id && voter.way == Way::Phone);
    let mut people = ticked(&room, &fields, "person");
    people.retain(|member| !by_phone(member));
    if people.is_empty() {
        sheet = sheet.wrong("person", "motion-hands-nobody");
    }
    let Some(chosen) = chosen.filter(|_| sheet.mistakes.is_empty()) else {
        drop(change);
        return page(&visitor, &id, &motion, Some(sheet)).await;
    };
    for member in &people {
        if cast(&mut change, one, &with_carried(&room.members, member), &chosen, Way::Hall).await?
            == Cast::Late
        {
            return Err(PageError::Conflict("motion-late"));
        }
    }
    change.commit(Record::new("motion.hands", one.id).with("people", people.len())).await?;
    visitor.done(&format!("/meetings/{id}/motions/{motion}"), "motion-hands-saved")
}

/// `POST …/papers`: exactly these people vote on paper, and by phone no more.
async fn papers(visitor: Visitor, Path((id, motion)): Path<(String, String)>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let one = room.motion(&motion)?;
    if one.wording.kind != Kind::Secret || one.state != State::Open {
        return Err(PageError::Conflict("motion-late"));
    }
    let people = ticked(&room, &fields, "paper");
    let voters: Vec<&Member> = people.iter().flat_map(|member| with_carried(&room.members, member)).collect();
    if !save_hall(&mut change, one.id, &voters).await? {
        return Err(PageError::Conflict("motion-late"));
    }
    change.commit(Record::new("motion.papers", one.id).with("people", people.len())).await?;
    visitor.done(&format!("/meetings/{id}/motions/{motion}"), "meeting-saved")
}

/// `POST …/counts`: what somebody counted on paper. Who counts twice replaces what they counted before.
async fn counts(visitor: Visitor, Path((id, motion)): Path<(String, String)>, fields: Fields) -> Answer {
    let (person, name) = {
        let signed = policy::may_work(&visitor)?;
        (signed.person, signed.name.clone())
    };
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let one = room.motion(&motion)?;
    if one.wording.kind != Kind::Secret || one.state != State::Open {
        return Err(PageError::Conflict("motion-late"));
    }
    let mut reader = Reader::new(&fields);
    let counts: Vec<Option<u64>> = (0..one.wording.len())
        .map(|place| reader.number(&format!("count-{place}"), 0..=MOST).and_then(|n| u64::try_from(n).ok()))
        .collect();
    let mut sheet = Sheet { values: fields.values.clone(), mistakes: reader.mistakes() };
    let counts: Vec<u64> = counts.into_iter().flatten().collect();
    let hall = in_hall(&list_voters(&mut change, one.id).await?);
    if sheet.mistakes.is_empty() && !papers_fit(&one.wording, &counts, hall) {
        sheet = sheet.wrong("count-0", "motion-counts-many");
    }
    if !sheet.mistakes.is_empty() {
        drop(change);
        return page(&visitor, &id, &motion, Some(sheet)).await;
    }
    if !save_paper(&mut change, one.id, &Paper { person, name, counts }).await? {
        return Err(PageError::Conflict("motion-late"));
    }
    change.commit(Record::new("motion.counted", one.id)).await?;
    visitor.done(&format!("/meetings/{id}/motions/{motion}"), "motion-counts-saved")
}
