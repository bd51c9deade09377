//! A talk on the phone of who talks: how it went in one tap, a line about it, whether the other side gets the contact,
//! and which talk comes next; and a few words about the day. By the key of the badge.
//!
//! What somebody taps is kept at once where scripts run, with the button else. A side has one note; colleagues who write
//! at the same time see each other's.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::Timestamp;
use rathaus_store::{Actor, Id, Record, Session};
use rathaus_web::{Answer, Feature, Fields, PageError, Reader, Sheet, Value, Visitor, context, get, post};

use crate::model::talk::TalkState;
use crate::model::talk_note::{Again, Because, Feedback, Noted, Outcome};
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::now::clock;
use crate::store::registration::delegate::{Delegate, find_delegate_by_key, list_delegates_of};
use crate::store::registration::{Registration, RegistrationState, find_registration};
use crate::store::round::{KeptRound, Stage, find_round_by_id};
use crate::store::talk::{Talk, find_talk, hold, list_talks_of};
use crate::store::talk_note::{TalkNote, find_feedback, list_notes_of, save_feedback, save_note};
use crate::talk_outcome::take_note;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/agenda/{key}/talks/{id}", get(show).merge(post(save)))
        .route("/agenda/{key}/talks/{id}/draft", post(keep_draft))
        .route("/agenda/{key}/feedback", get(feedback).merge(post(save_said)));
}

/// Most characters of a line.
const MOST: usize = 1_000;

/// Whose page it is.
struct Holder {
    person: Delegate,
    registration: Registration,
    round: KeptRound,
}

async fn holder(visitor: &Visitor, db: &mut Session, key: &str) -> Result<Holder, PageError> {
    let Some(person) = find_delegate_by_key(db, key).await? else {
        visitor.limit_address("link")?;
        return Err(PageError::NotFound);
    };
    let registration = find_registration(db, person.registration).await?;
    let registration = registration.filter(|one| one.state == RegistrationState::Registered);
    let registration = registration.ok_or(PageError::NotFound)?;
    let round = find_round_by_id(db, person.round).await?.ok_or(PageError::NotFound)?;
    Ok(Holder { person, registration, round })
}

/// The talk of an address: one of the holder's own that takes place.
async fn talk_of(db: &mut Session, holder: &Holder, id: &str) -> Result<Talk, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let talk = find_talk(db, id).await?;
    talk.filter(|talk| talk.is_on() && talk.joins(holder.registration.id)).ok_or(PageError::NotFound)
}

/// Whether the talk has begun: before that there is nothing to note.
fn has_begun(visitor: &Visitor, holder: &Holder, talk: &Talk) -> bool {
    let (today, now) = clock(visitor);
    match holder.round.stage(Stage::Event).starts.or(holder.round.settings.date) {
        Some(day) => today > day || today == day && talk.span.start <= now,
        None => false,
    }
}

fn choice<T: std::str::FromStr>(form: &mut Reader<'_>, name: &str) -> Option<T> {
    let text = form.raw(name);
    let found = text.parse().ok();
    if found.is_none() && !text.is_empty() {
        form.mistake(name, "form-no-such-choice");
    }
    found
}

fn read(form: &mut Reader<'_>) -> Noted {
    let (outcome, reason) = (choice::<Outcome>(form, "outcome"), choice::<Because>(form, "reason"));
    let words = form.text("words", 0..=MOST).unwrap_or_default();
    let own_words = form.text("own_words", 0..=MOST).unwrap_or_default();
    let shares_contact = form.ticked("shares_contact");
    Noted { outcome, reason, words, own_words, shares_contact }.consistent()
}

fn filled(note: Option<&TalkNote>) -> Sheet {
    let blank = Noted::default();
    let noted = note.map_or(&blank, |note| &note.noted);
    Sheet::filled([
        ("edition", note.map_or(0, |note| note.edition).to_string()),
        ("outcome", noted.outcome.map_or("", |outcome| outcome.word()).to_owned()),
        ("reason", noted.reason.map_or("", |reason| reason.word()).to_owned()),
        ("words", noted.words.clone()),
        ("own_words", noted.own_words.clone()),
        ("shares_contact", if noted.shares_contact { "yes" } else { "" }.to_owned()),
    ])
}

fn options(visitor: &Visitor, stem: &str, words: Vec<&str>) -> Result<Vec<Value>, PageError> {
    words
        .into_iter()
        .map(|word| Ok(context! { value => word, label => visitor.text(&format!("{stem}-{word}"))? }))
        .collect()
}

async fn page(
    visitor: &Visitor,
    db: &mut Session,
    holder: &Holder,
    talk: &Talk,
    (sheet, status): (Option<Sheet>, StatusCode),
) -> Answer {
    let me = holder.registration.id;
    let notes = list_notes_of(db, talk.id).await?;
    let mine = notes.iter().find(|note| note.side == me);
    let theirs = notes.iter().find(|note| note.side != me);
    let contacts: Vec<Value> = match theirs.filter(|note| note.noted.shares_contact) {
        Some(note) => list_delegates_of(db, note.side)
            .await?
            .into_iter()
            .map(|one| context! { name => one.name, email => one.email, function => one.function })
            .collect(),
        None => Vec::new(),
    };
    let all: Vec<Talk> = list_talks_of(db, me).await?.into_iter().filter(Talk::is_on).collect();
    let next = all.iter().find(|one| one.span.start >= talk.span.end);
    let next = next.map(|one| {
        context! {
            id => one.id.to_string(), time => one.span.start.to_string(), table => one.table,
            partner => one.partner(me).1.to_owned(),
        }
    });
    let filled = filled(mine);
    let own = context! {
        round => head(&holder.round),
        key => holder.person.key.clone(),
        id => talk.id.to_string(),
        time => talk.span.to_string(),
        table => talk.table,
        has_begun => has_begun(visitor, holder, talk),
        is_noted => mine.is_some_and(|note| note.noted.outcome.is_some()),
        by_colleague => mine.is_some_and(|note| note.delegate != holder.person.id),
        theirs => theirs.map(|note| note.noted.words.clone()).filter(|words| !words.is_empty()),
        contacts,
        next,
        outcomes => options(visitor, "talk-outcome", Outcome::ALL.map(Outcome::word).to_vec())?,
        reasons => options(visitor, "talk-reason", Because::ALL.map(Because::word).to_vec())?,
        style => dress::style_address(visitor),
        form => visitor.form(&sheet.unwrap_or(filled))?,
    };
    let title = talk.partner(me).1.to_owned();
    visitor.page_with(status, "forum/talk.html", title, own)
}

async fn show(visitor: Visitor, Path((key, id)): Path<(String, String)>) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    let talk = talk_of(&mut view, &holder, &id).await?;
    page(&visitor, &mut view, &holder, &talk, (None, StatusCode::OK)).await
}

/// What came of keeping a note.
enum Kept {
    Done,
    /// A colleague wrote meanwhile.
    Stale,
    Wrong(Sheet),
}

/// Keeps what was sent, and that the talk took place.
async fn keep(visitor: &Visitor, key: &str, id: &str, fields: &Fields) -> Result<Kept, PageError> {
    let mut form = Reader::new(fields);
    let noted = read(&mut form);
    let edition = form.number("edition", 0..=i64::MAX).unwrap_or(0);
    let mistakes = form.mistakes();
    // Who holds a badge acts as nobody the house knows.
    let mut change = visitor.change_as(Actor::Anonymous).await?;
    let holder = holder(visitor, &mut change, key).await?;
    let talk = talk_of(&mut change, &holder, id).await?;
    if !has_begun(visitor, &holder, &talk) {
        return Err(PageError::Conflict("talk-not-yet"));
    }
    if !mistakes.is_empty() {
        return Ok(Kept::Wrong(Sheet { values: fields.values.clone(), mistakes }));
    }
    let me = holder.registration.id;
    let before = list_notes_of(&mut change, talk.id).await?.into_iter().find(|note| note.side == me);
    if before.as_ref().is_some_and(|note| note.noted == noted) {
        return Ok(Kept::Done);
    }
    // The same browser saves while somebody types: its own notes do not stand in its way.
    let own = before.as_ref().filter(|note| note.delegate == holder.person.id).map(|note| note.edition);
    let note = TalkNote {
        talk: talk.id,
        side: me,
        noted,
        delegate: holder.person.id,
        edition: own.unwrap_or(edition),
        changed_at: Timestamp::UNIX_EPOCH,
    };
    if !save_note(&mut change, holder.round.id, &note).await? {
        return Ok(Kept::Stale);
    }
    take_note(&mut change, &talk, &note).await?;
    let outcome = note.noted.outcome;
    if outcome.is_some_and(|outcome| outcome != Outcome::Missed) && talk.state == TalkState::Planned {
        hold(&mut change, talk.id).await?;
    }
    let record = Record::new("talk.noted", talk.id).with("side", me).with("outcome", outcome);
    change.commit(record).await?;
    Ok(Kept::Done)
}

async fn save(visitor: Visitor, Path((key, id)): Path<(String, String)>, fields: Fields) -> Answer {
    let (sheet, status) = match keep(&visitor, &key, &id, &fields).await? {
        Kept::Done => return visitor.done(&format!("/agenda/{key}/talks/{id}"), "talk-saved"),
        Kept::Wrong(sheet) => (sheet, StatusCode::UNPROCESSABLE_ENTITY),
        Kept::Stale => {
            let values = fields.values.iter().filter(|(name, _)| name != "edition").cloned().collect();
            (Sheet { values, mistakes: Vec::new() }, StatusCode::CONFLICT)
        }
    };
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    let talk = talk_of(&mut view, &holder, &id).await?;
    let sheet = match status {
        StatusCode::CONFLICT => {
            // What was typed stays, on top of what the colleague wrote; sending again keeps it.
            let notes = list_notes_of(&mut view, talk.id).await?;
            let edition =
                notes.iter().find(|note| note.side == holder.registration.id).map_or(0, |n| n.edition);
            let mut sheet = sheet;
            sheet.values.push(("edition".to_owned(), edition.to_string()));
            sheet.wrong("", "talk-changed-elsewhere")
        }
        _ => sheet,
    };
    page(&visitor, &mut view, &holder, &talk, (Some(sheet), status)).await
}

/// Keeps what is tapped and typed: 204, or 409 where a colleague wrote since.
async fn keep_draft(visitor: Visitor, Path((key, id)): Path<(String, String)>, fields: Fields) -> Answer {
    Ok(match keep(&visitor, &key, &id, &fields).await? {
        Kept::Done => StatusCode::NO_CONTENT,
        Kept::Stale => StatusCode::CONFLICT,
        Kept::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
    .into_response())
}

fn feedback_page(visitor: &Visitor, holder: &Holder, sheet: &Sheet, is_wrong: bool) -> Answer {
    let scale: Vec<Value> =
        (1..=5).map(|n| context! { value => n.to_string(), label => n.to_string() }).collect();
    let own = context! {
        round => head(&holder.round),
        key => holder.person.key.clone(),
        scale,
        agains => options(visitor, "talk-again", Again::ALL.map(Again::word).to_vec())?,
        has_talks => holder.registration.wants_talks,
    };
    let title = visitor.text("talk-feedback")?;
    match is_wrong {
        true => visitor.again("forum/talk-feedback.html", title, sheet, own),
        false => {
            let form = visitor.form(sheet)?;
            visitor.page("forum/talk-feedback.html", title, context! { form, ..own })
        }
    }
}

fn has_come(visitor: &Visitor, holder: &Holder) -> bool {
    let (today, _) = clock(visitor);
    let day = holder.round.stage(Stage::Event).starts.or(holder.round.settings.date);
    day.is_some_and(|day| today >= day)
}

async fn feedback(visitor: Visitor, Path(key): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let holder = holder(&visitor, &mut view, &key).await?;
    if !has_come(&visitor, &holder) {
        return Err(PageError::NotFound);
    }
    let said = find_feedback(&mut view, holder.person.id).await?.map(|kept| kept.said).unwrap_or_default();
    let score = |n: Option<u8>| n.map(|n| n.to_string()).unwrap_or_default();
    let sheet = Sheet::filled([
        ("day", score(said.day)),
        ("talks", score(said.talks)),
        ("good", said.good),
        ("better", said.better),
        ("again", said.again.map_or("", |again| again.word()).to_owned()),
    ]);
    feedback_page(&visitor, &holder, &sheet, false)
}

async fn save_said(visitor: Visitor, Path(key): Path<String>, fields: Fields) -> Answer {
    let mut form = Reader::new(&fields);
    let score = |form: &mut Reader<'_>, name: &str| match form.raw(name).is_empty() {
        true => None,
        false => form.number(name, 1..=5).and_then(|n| u8::try_from(n).ok()),
    };
    let (day, talks) = (score(&mut form, "day"), score(&mut form, "talks"));
    let good = form.text("good", 0..=MOST).unwrap_or_default();
    let better = form.text("better", 0..=MOST).unwrap_or_default();
    let again = choice::<Again>(&mut form, "again");
    let said = Feedback { day, talks, good, better, again };
    if said.is_empty() {
        form.mistake("", "talk-feedback-empty");
    }
    let mistakes = form.mistakes();
    let mut change = visitor.change_as(Actor::Anonymous).await?;
    let holder = holder(&visitor, &mut change, &key).await?;
    if !has_come(&visitor, &holder) {
        return Err(PageError::NotFound);
    }
    if !mistakes.is_empty() {
        return feedback_page(&visitor, &holder, &Sheet { values: fields.values.clone(), mistakes }, true);
    }
    save_feedback(&mut change, holder.round.id, holder.person.id, &said).await?;
    change.commit(Record::new("feedback.given", holder.person.id).with("round", holder.round.id)).await?;
    visitor.done(&format!("/agenda/{key}"), "talk-feedback-saved")
}
