//! Motions for the office: wording them, opening, closing, and what came out.

use axum::extract::Path;
use rathaus_store::{Change, Id, Record, Session};
use rathaus_web::{
    Answer, Feature, Form, FromForm, PageError, Reader, Sheet, Value, Visitor, context, get, post,
};

use super::own::told;
use super::{Room, hall, head, result};
use crate::meeting::motion::{FEWEST, Kind, Majority, Motion, Outcome, Quorum, State, Wording};
use crate::meeting::store::Stage;
use crate::meeting::store::motion::{
    Unclosed, close_motion, delete_draft, insert_motion, is_represented, list_voters, open_motion, running,
    update_motion, withdraw_motion,
};
use crate::policy;

/// Most choices of a motion.
const CHOICES: usize = 40;

/// Adds the pages.
pub(super) fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/meetings/{id}/motions", get(new).merge(post(make)))
        .route("/meetings/{id}/motions/{motion}", get(show))
        .route("/meetings/{id}/motions/{motion}/part", get(part))
        .route("/meetings/{id}/motions/{motion}/edit", get(edit).merge(post(save)))
        .route("/meetings/{id}/motions/{motion}/opening", post(begin))
        .route("/meetings/{id}/motions/{motion}/withdrawal", post(withdraw))
        .route("/meetings/{id}/motions/{motion}/closure", post(end))
        .route("/meetings/{id}/motions/{motion}/removal", post(remove));
}

/// What is asked, as it is typed.
pub(crate) struct MotionForm(pub(crate) Wording);

impl FromForm for MotionForm {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let question = form.text("question", 1..=600);
        let kind = form.choice::<Kind>("kind");
        let choices: Vec<String> = match form.text("choices", 0..=8_000) {
            None => Vec::new(),
            Some(text) => {
                text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
            }
        };
        let mut once = choices.clone();
        once.sort();
        once.dedup();
        let wrong = match choices.len() {
            0 => None,
            1 => Some("motion-choices-few"),
            n if n > CHOICES || choices.iter().any(|one| one.chars().count() > 120) => {
                Some("motion-choices-many")
            }
            n if n > once.len() => Some("motion-choices-twice"),
            _ => None,
        };
        if let Some(key) = wrong {
            form.mistake("choices", key);
        }
        let last = i64::try_from(choices.len().max(1)).unwrap_or(1);
        let most = match form.raw("most").as_str() {
            "" => Some(1),
            _ => form.number("most", 1..=last).and_then(|most| usize::try_from(most).ok()),
        };
        let majority = form.choice::<Majority>("majority");
        let quorum = form.choice::<Quorum>("quorum");
        Some(Self(Wording {
            question: question?,
            kind: kind?,
            choices,
            most: most?,
            majority: majority?,
            quorum: quorum?,
        }))
    }
}

fn edit_page(visitor: &Visitor, room: &Room, motion: Option<&Motion>, wrong: Option<&Sheet>) -> Answer {
    let option = |stem: &str, word: &str| -> Result<Value, PageError> {
        Ok(context! { value => word, label => visitor.text(&format!("{stem}-{}", word.replace('_', "-")))? })
    };
    let kinds = [Kind::Open, Kind::Secret].map(|kind| {
        Ok::<_, PageError>(context! {
            value => kind.word(),
            label => visitor.text(&format!("motion-kind-{}", kind.word()))?,
            hint => visitor.text(&format!("motion-kind-{}-hint", kind.word()))?,
        })
    });
    let context = context! {
        meeting => head(visitor, &room.meeting),
        motion => motion.map(|motion| context! { id => motion.id.to_string(), number => motion.number }),
        kinds => kinds.into_iter().collect::<Result<Vec<_>, _>>()?,
        majorities => Majority::ALL.iter().map(|one| option("motion-majority", one.word())).collect::<Result<Vec<_>, _>>()?,
        quorums => Quorum::ALL.iter().map(|one| option("motion-quorum", one.word())).collect::<Result<Vec<_>, _>>()?,
    };
    let title = visitor.text(if motion.is_some() { "motion-edit" } else { "motion-new" })?;
    if let Some(sheet) = wrong {
        return visitor.again("votes/motion-edit.html", title, sheet, context);
    }
    let sheet = match motion.map(|motion| &motion.wording) {
        None => Sheet::filled([("kind", "open"), ("majority", "simple"), ("quorum", "half")]),
        Some(wording) => Sheet::filled([
            ("question", wording.question.clone()),
            ("kind", wording.kind.word().to_owned()),
            ("choices", wording.choices.join("\n")),
            ("most", wording.most.to_string()),
            ("majority", wording.majority.word().to_owned()),
            ("quorum", wording.quorum.word().to_owned()),
        ]),
    };
    visitor.page("votes/motion-edit.html", title, context! { form => visitor.form(&sheet)?, ..context })
}

async fn new(visitor: Visitor, Path(id): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let room = Room::find(&mut *visitor.read().await?, &id).await?;
    if room.meeting.stage == Stage::Closed {
        return Err(PageError::Conflict("meeting-is-closed"));
    }
    edit_page(&visitor, &room, None, None)
}

async fn make(visitor: Visitor, Path(id): Path<String>, form: Form<MotionForm>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let wording = match form.checked() {
        Ok(MotionForm(wording)) => wording,
        Err(sheet) => {
            drop(change);
            return edit_page(&visitor, &room, None, Some(&sheet));
        }
    };
    let motion = insert_motion(&mut change, room.meeting.id, &wording).await?;
    change.commit(Record::new("motion.made", motion).with("meeting", room.meeting.id)).await?;
    visitor.done(&format!("/meetings/{id}/motions/{motion}"), "motion-made")
}

async fn edit(visitor: Visitor, Path((id, motion)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let room = Room::find(&mut *visitor.read().await?, &id).await?;
    let motion = room.motion(&motion)?;
    if motion.state != State::Draft {
        return Err(PageError::Conflict("motion-no-draft"));
    }
    edit_page(&visitor, &room, Some(motion), None)
}

async fn save(
    visitor: Visitor,
    Path((id, motion)): Path<(String, String)>,
    form: Form<MotionForm>,
) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let motion = room.motion(&motion)?;
    let wording = match form.checked() {
        Ok(MotionForm(wording)) => wording,
        Err(sheet) => {
            drop(change);
            return edit_page(&visitor, &room, Some(motion), Some(&sheet));
        }
    };
    if !update_motion(&mut change, motion.id, &wording).await? {
        return Err(PageError::Conflict("motion-no-draft"));
    }
    change.commit(Record::new("motion.changed", motion.id)).await?;
    visitor.done(&format!("/meetings/{id}/motions/{}", motion.id), "meeting-saved")
}

/// How many voted, and what of the meeting changed: the part of the page that keeps itself fresh.
async fn live(db: &mut Session, room: &Room, motion: &Motion) -> Result<Value, PageError> {
    let voters = match motion.state {
        State::Open => list_voters(db, motion.id).await?,
        _ => Vec::new(),
    };
    let shown = told(motion, voters.len());
    let strength = room.strength();
    let there = room.members.iter().filter(|one| is_represented(&room.members, one)).count();
    Ok(context! {
        mark => format!("{}-{shown:?}-{there}-{}", motion.state.word(), room.members.len()),
        cast => shown, is_few => shown.is_none(), is_open => motion.state == State::Open,
        expected => there, strength,
    })
}

async fn show(visitor: Visitor, Path((id, motion)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &id, &motion, None).await
}

/// The page of a motion, perhaps with what was wrong with counts or names from the hall.
pub(super) async fn page(visitor: &Visitor, id: &str, motion: &str, wrong: Option<Sheet>) -> Answer {
    let mut db = visitor.read().await?;
    let room = Room::find(&mut db, id).await?;
    let motion = room.motion(motion)?;
    let live = live(&mut db, &room, motion).await?;
    let hall = hall::view(visitor, &mut db, &room, motion).await?;
    drop(db);
    let wording = &motion.wording;
    let title = visitor.text_with("motion-title", &[("n", motion.number.into())])?;
    let context = context! {
        meeting => head(visitor, &room.meeting),
        motion => context! {
            id => motion.id.to_string(), number => motion.number, state => motion.state.word(),
            question => wording.question.clone(),
            opened_at => motion.opened_at.map(|at| at.to_string()),
            closed_at => motion.closed_at.map(|at| at.to_string()),
        },
        labels => result::labels_of(visitor, wording)?,
        rules => result::rules(visitor, wording)?,
        outcome => result::view(visitor, motion)?,
        refusal => open_refusal(&room, motion),
        live, hall,
        part => visitor.url(&format!("/meetings/{id}/motions/{}/part", motion.id)),
        post => visitor.form(&Sheet::blank())?,
    };
    match wrong {
        Some(sheet) => visitor.again("votes/motion.html", title, &sheet, context),
        None => {
            let form = visitor.form(&Sheet::blank())?;
            visitor.page("votes/motion.html", title, context! { form, ..context })
        }
    }
}

async fn part(visitor: Visitor, Path((id, motion)): Path<(String, String)>) -> Answer {
    policy::may_read(&visitor)?;
    let mut db = visitor.read().await?;
    let room = Room::find(&mut db, &id).await?;
    let live = live(&mut db, &room, room.motion(&motion)?).await?;
    drop(db);
    visitor.fragment("votes/motion-part.html", context! { live })
}

/// Why a draft cannot be opened now. Being one of two who vote is no secret.
fn open_refusal(room: &Room, motion: &Motion) -> Option<&'static str> {
    let there = room.members.iter().filter(|one| one.is_present && one.carried_by.is_none()).count();
    match room.meeting.stage {
        _ if motion.state != State::Draft => Some("motion-no-draft"),
        Stage::Planned => Some("meeting-not-open"),
        Stage::Closed => Some("meeting-is-closed"),
        Stage::Open if running(&room.motions).is_some() => Some("motion-other-open"),
        Stage::Open if motion.wording.kind == Kind::Secret && there < FEWEST => Some("motion-secret-few"),
        Stage::Open => None,
    }
}

/// Opens a draft of a room that is held; the caller commits.
pub(crate) async fn open(change: &mut Change, room: &Room, motion: &Motion) -> Result<Record, PageError> {
    if let Some(refusal) = open_refusal(room, motion) {
        return Err(PageError::Conflict(refusal));
    }
    if !open_motion(change, motion).await? {
        return Err(PageError::Conflict("motion-other-open"));
    }
    Ok(Record::new("motion.opened", motion.id))
}

/// Closes a motion of a room that is held, and says what came out; the caller commits.
pub(crate) async fn close(
    change: &mut Change,
    room: &Room,
    motion: &Motion,
) -> Result<(Outcome, Record), PageError> {
    match close_motion(change, motion, &room.members).await? {
        Ok(outcome) => {
            let record = Record::new("motion.closed", motion.id);
            let record = record.with("outcome", outcome.word()).with("votes", &outcome.count.votes);
            Ok((outcome, record))
        }
        Err(Unclosed::Late) => Err(PageError::Conflict("motion-late")),
        Err(Unclosed::Uncounted) => Err(PageError::Conflict("motion-papers-missing")),
        Err(Unclosed::Differs) => Err(PageError::Conflict("motion-papers-differ")),
    }
}

fn address(id: &str, motion: Id) -> String {
    format!("/meetings/{id}/motions/{motion}")
}

async fn begin(visitor: Visitor, Path((id, motion)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let motion = room.motion(&motion)?;
    let record = open(&mut change, &room, motion).await?;
    change.commit(record).await?;
    visitor.done(&address(&id, motion.id), "motion-opened")
}

async fn withdraw(visitor: Visitor, Path((id, motion)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let motion = room.motion(&motion)?;
    if !withdraw_motion(&mut change, motion.id).await? {
        return Err(PageError::Conflict("motion-late"));
    }
    change.commit(Record::new("motion.withdrawn", motion.id)).await?;
    visitor.done(&address(&id, motion.id), "motion-withdrawn")
}

async fn end(visitor: Visitor, Path((id, motion)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let motion = room.motion(&motion)?;
    let (_, record) = close(&mut change, &room, motion).await?;
    change.commit(record).await?;
    visitor.done(&address(&id, motion.id), "motion-closed")
}

async fn remove(visitor: Visitor, Path((id, motion)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let room = Room::hold(&mut change, &id).await?;
    let motion = room.motion(&motion)?;
    if !delete_draft(&mut change, motion.id).await? {
        return Err(PageError::Conflict("motion-no-draft"));
    }
    change.commit(Record::new("motion.removed", motion.id)).await?;
    visitor.done(&format!("/meetings/{id}"), "motion-removed")
}
