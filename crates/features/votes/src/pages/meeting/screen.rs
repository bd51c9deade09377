//! The projected page: the question while people vote, with how many did, and the result. Nobody operates it; it is opened by an
//! address that nobody guesses.

use axum::extract::Path;
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get};

use super::own::told;
use super::{Room, head, is_decided, result};
use crate::meeting::store::find_meeting_by_screen;
use crate::meeting::store::motion::{list_voters, running};

/// Adds the pages.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes =
        routes.route("/meetings/screen/{key}", get(show)).route("/meetings/screen/{key}/part", get(part));
}

async fn view(visitor: &Visitor, key: &str) -> Result<(Room, Value), PageError> {
    let mut db = visitor.read().await?;
    let Some(meeting) = find_meeting_by_screen(&mut db, key).await? else {
        drop(db);
        visitor.limit_address("link")?;
        return Err(PageError::Gone("meeting-link-gone"));
    };
    let room = Room::of(&mut db, meeting).await?;
    let open = running(&room.motions);
    let voters = match open {
        Some(motion) => list_voters(&mut db, motion.id).await?,
        None => Vec::new(),
    };
    drop(db);
    let last = room.motions.iter().filter(is_decided).max_by_key(|motion| motion.closed_at);
    let cast = open.map(|motion| told(motion, voters.len()));
    let mark = format!(
        "{}-{}-{}-{cast:?}-{}",
        room.meeting.stage.word(),
        open.map_or(0, |motion| motion.number),
        last.map_or(0, |motion| motion.number),
        room.members.iter().filter(|one| one.is_present).count(),
    );
    let shown = context! {
        mark,
        open => open.map(|motion| Ok::<_, PageError>(context! {
            question => motion.wording.question.clone(),
            rules => result::rules(visitor, &motion.wording)?,
            labels => result::labels_of(visitor, &motion.wording)?,
        })).transpose()?,
        cast => cast.flatten(),
        is_few => cast == Some(None),
        last => match last.filter(|_| open.is_none()) {
            Some(motion) => Some(context! {
                question => motion.wording.question.clone(),
                rules => result::rules(visitor, &motion.wording)?,
                outcome => result::view(visitor, motion)?,
            }),
            None => None,
        },
        strength => room.strength(),
        meeting => head(visitor, &room.meeting),
        typed => visitor.full_url("/meetings"),
    };
    Ok((room, shown))
}

async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let (room, screen) = view(&visitor, &key).await?;
    let part = visitor.url(&format!("/meetings/screen/{key}/part"));
    visitor.page("votes/meeting-screen.html", room.meeting.title, context! { screen, part })
}

async fn part(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let (_, screen) = view(&visitor, &key).await?;
    visitor.fragment("votes/meeting-screen-part.html", context! { screen })
}
