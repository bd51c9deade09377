//! What a registration wishes, said by its own people: by personal link or signed in. Matches propose, the other side's
//! interest shows, and a request to the other side blocks nothing.

use axum::extract::Path;
use rathaus_procedure::fill::Params;
use rathaus_store::{Id, Record};
use rathaus_web::{Answer, Fields, FromForm, PageError, Reader, Sheet, Value, Visitor, context};

use super::one::{read, rows, sheet, steps};
use crate::jobs::talks::Asking;
use crate::model::ParticipantKind;
use crate::model::correspondence::day_of;
use crate::pages::dress;
use crate::pages::registration::{Coming, coming};
use crate::store::registration::find_registration;
use crate::store::wish::{answer_request, find_request, insert_request};
use crate::talking::takes_part;
use crate::wishing::{Choice, Said, Wishing, is_open, keep, last_day, take_answer};

/// Most characters of a request.
const MOST_WORDS: usize = 400;

/// What a request says.
pub(crate) struct Words(pub String);

impl FromForm for Words {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        form.text("words", 0..=MOST_WORDS).map(Self)
    }
}

/// The wishes behind an address.
async fn load(visitor: &Visitor, params: &Params) -> Result<(Coming, Wishing), PageError> {
    wishing(visitor, coming(visitor, params).await?).await
}

/// The same where wishes are taken today; refused where they are not.
async fn load_open(visitor: &Visitor, params: &Params) -> Result<(Coming, Wishing), PageError> {
    let (coming, wishing) = load(visitor, params).await?;
    refuse_closed(visitor, &coming, &wishing)?;
    Ok((coming, wishing))
}

/// The wishes of who registers; nothing of those who take no part in the talks.
pub(crate) async fn wishing(visitor: &Visitor, coming: Coming) -> Result<(Coming, Wishing), PageError> {
    let mut view = visitor.read().await?;
    let one = find_registration(&mut view, coming.registrant.id).await?.filter(takes_part);
    let one = one.ok_or(PageError::NotFound)?;
    let wishing = Wishing::load(&mut view, &coming.round, one).await?;
    Ok((coming, wishing))
}

/// A supplier reads of a town's need only what the town shares.
fn sees_need(wishing: &Wishing, choice: &Choice) -> bool {
    let is_shared = choice.fit.as_ref().is_some_and(|fit| fit.is_shared);
    wishing.one.kind != ParticipantKind::Supplier || is_shared
}

fn page(visitor: &Visitor, coming: &Coming, wishing: &Wishing, wrong: Option<&Sheet>) -> Answer {
    let one = wishing.one.id;
    let name = |id: Id| {
        let choice = wishing.choices.iter().find(|choice| choice.other.id == id);
        choice.map(|choice| choice.other.name.clone())
    };
    let mut got: Vec<Value> = Vec::new();
    let mut sent: Vec<Value> = Vec::new();
    for request in &wishing.requests {
        let is_mine = request.asker == one;
        let Some(other) = name(if is_mine { request.asked } else { request.asker }) else { continue };
        let answer = request.answer.map(|is_yes| if is_yes { "yes" } else { "no" });
        let line = context! {
            id => request.id.to_string(), name => other, words => request.words.clone(), answer,
            asked_at => request.asked_at.to_string(),
        };
        if is_mine { sent.push(line) } else { got.push(line) }
    }
    let is_asked =
        |choice: &&Choice| wishing.requests.iter().any(|r| r.asker == one && r.asked == choice.other.id);
    let askable: Vec<Value> = wishing
        .choices
        .iter()
        .filter(|choice| !choice.is_wished_back && !is_asked(choice))
        .map(|choice| context! { value => choice.other.label.clone(), label => choice.other.name.clone() })
        .collect();
    let is_open = is_open(&coming.round, &wishing.plan, day_of(visitor.now()));
    let own = context! {
        own => coming.context(visitor),
        kind => wishing.one.kind.word(),
        is_said => wishing.sheet.said_at.is_some(),
        said_at => wishing.sheet.said_at.map(|at| at.to_string()),
        until => last_day(&coming.round, &wishing.plan).map(|day| day.to_string()),
        is_wishing => is_open,
        has_talks => wishing.plan.published_at.is_some(),
        rows => rows(wishing, |choice| sees_need(wishing, choice)),
        steps => steps(visitor, false)?,
        got,
        sent,
        askable,
        style => dress::style_address(visitor),
    };
    let title = visitor.text("wishes-own-title")?;
    match wrong {
        Some(sheet) => visitor.again("forum/wishes-own.html", title, sheet, own),
        None => {
            let form = visitor.form(&sheet(wishing))?;
            visitor.page("forum/wishes-own.html", title, context! { form, ..own })
        }
    }
}

/// Refuses what comes after the last day.
pub(crate) fn refuse_closed(visitor: &Visitor, coming: &Coming, wishing: &Wishing) -> Result<(), PageError> {
    match is_open(&coming.round, &wishing.plan, day_of(visitor.now())) {
        true => Ok(()),
        false => Err(PageError::Conflict("wishes-closed")),
    }
}

pub(super) async fn show(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let (coming, wishing) = load(&visitor, &params).await?;
    page(&visitor, &coming, &wishing, None)
}

pub(super) async fn save(visitor: Visitor, Path(params): Path<Params>, fields: Fields) -> Answer {
    let (coming, wishing) = load_open(&visitor, &params).await?;
    let mut form = Reader::new(&fields);
    let edition = form.number("edition", 0..=i64::MAX).unwrap_or(0);
    let said = read(&mut form, &wishing.choices, false);
    let sheet = Sheet { values: fields.values.clone(), mistakes: form.mistakes() };
    if !sheet.mistakes.is_empty() {
        return page(&visitor, &coming, &wishing, Some(&sheet));
    }
    if !say(&visitor, &coming, &wishing, edition, &said).await? {
        return page(&visitor, &coming, &wishing, Some(&sheet.wrong("", "wishes-changed-elsewhere")));
    }
    visitor.done(&format!("{}/wishes", coming.base), "wishes-own-saved")
}

/// Keeps what a registration wishes; `false` where somebody said something since this edition.
pub(crate) async fn say(
    visitor: &Visitor,
    coming: &Coming,
    wishing: &Wishing,
    edition: i64,
    said: &[Said],
) -> Result<bool, PageError> {
    let mut change = visitor.change_as(coming.actor.clone()).await?;
    if !keep(&mut change, coming.round.id, wishing.one.id, &coming.by, edition, said, false).await? {
        return Ok(false);
    }
    let count = said.iter().filter(|(_, interest, _)| interest.is_some()).count();
    change.commit(Record::new("wishes.said", wishing.one.id).with("wishes", count)).await?;
    Ok(true)
}

pub(super) async fn ask(visitor: Visitor, Path(params): Path<Params>, fields: Fields) -> Answer {
    let (coming, wishing) = load_open(&visitor, &params).await?;
    let mut form = Reader::new(&fields);
    let words = Words::read(&mut form);
    let other = form.text("other", 1..=20);
    let choice = other.as_deref().and_then(|label| wishing.choice(label));
    if choice.is_none() && other.is_some() {
        form.mistake("other", "form-no-such-choice");
    }
    let mistakes = form.mistakes();
    let (Some(Words(words)), Some(choice), true) = (words, choice, mistakes.is_empty()) else {
        let values = sheet(&wishing).values.into_iter().chain(fields.values.clone()).collect();
        return page(&visitor, &coming, &wishing, Some(&Sheet { values, mistakes }));
    };
    request(&visitor, &coming, &wishing, choice.other.id, &words).await?;
    visitor.done(&format!("{}/wishes", coming.base), "wishes-asked")
}

/// Asks another registration for a talk; asked again, nothing happens.
pub(crate) async fn request(
    visitor: &Visitor,
    coming: &Coming,
    wishing: &Wishing,
    asked: Id,
    words: &str,
) -> Result<(), PageError> {
    let mut change = visitor.change_as(coming.actor.clone()).await?;
    let asker = wishing.one.id;
    if let Some(id) = insert_request(&mut change, coming.round.id, asker, asked, words).await? {
        change.enqueue(Asking { request: id }.job()?).await?;
        change.commit(Record::new("talk.requested", id).with("asker", asker).with("asked", asked)).await?;
    }
    Ok(())
}

pub(super) async fn answer(visitor: Visitor, Path(params): Path<Params>, fields: Fields) -> Answer {
    let (coming, wishing) = load_open(&visitor, &params).await?;
    let id: Id = params.get("id").and_then(|id| id.parse().ok()).ok_or(PageError::NotFound)?;
    let is_yes = match fields.first("answer") {
        Some("yes") => true,
        Some("no") => false,
        _ => return Err(PageError::NotFound),
    };
    respond(&visitor, &coming, &wishing, id, is_yes).await?;
    let notice = if is_yes { "wishes-answered-yes" } else { "wishes-answered-no" };
    visitor.done(&format!("{}/wishes", coming.base), notice)
}

/// Answers a request that a registration got; the answer changes its wishes.
pub(crate) async fn respond(
    visitor: &Visitor,
    coming: &Coming,
    wishing: &Wishing,
    id: Id,
    is_yes: bool,
) -> Result<(), PageError> {
    let mut change = visitor.change_as(coming.actor.clone()).await?;
    let request = find_request(&mut change, id).await?.filter(|one| one.asked == wishing.one.id);
    let request = request.ok_or(PageError::NotFound)?;
    if answer_request(&mut change, id, is_yes).await? {
        take_answer(&mut change, &request, is_yes).await?;
        change.commit(Record::new("talk-request.answered", id).with("answer", is_yes)).await?;
    }
    Ok(())
}
