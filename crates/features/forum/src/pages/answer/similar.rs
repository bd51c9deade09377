//! Needs of other towns that resemble one's own, and the button "also our need".
//!
//! Only what a town agreed to share is shown. While somebody types, a script asks for a piece of HTML; without it,
//! the same list stands on the page after the needs, and all shared needs on a page of their own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex};

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use rathaus_procedure::fill::Params;
use rathaus_store::{Id, Record, Session, StoreError, TenantId};
use rathaus_text::index::{Config, Document, Index};
use rathaus_web::list::{Head, Listing};
use rathaus_web::{Answer, Form, FromForm, PageError, Reader, Sheet, Visitor, context, shown};
use serde::Serialize;

use super::{Answering, answering};
use crate::pages::asset::hash;
use crate::store::invitation::Invitation;
use crate::store::need::{KeptNeed, Stamp, find_need, find_stamp, list_needs};
use crate::store::seconding::{count_secondings, delete_seconding, insert_seconding, list_seconded};

/// Needs shown beside one's own.
const MOST: usize = 5;
/// Of the best hit's score, how much a further one must have to be shown.
const LEAST_OF_BEST: f32 = 0.5;
/// Rounds whose index is kept in memory.
const MOST_ROUNDS: usize = 32;
/// A round with no more shared needs is indexed anew at every change: that takes a few milliseconds.
const SMALL: usize = 200;
/// How long a larger index is used although needs changed.
const LAG: SignedDuration = SignedDuration::from_secs(5);
/// Characters of a description that lists show.
const CUT: usize = 280;

const SCRIPT: &str = include_str!("../../../assets/similar.js");
static SCRIPT_HASH: LazyLock<String> = LazyLock::new(|| hash(SCRIPT));

/// The address of the script that looks for similar needs while people type.
pub(super) fn script_address(visitor: &Visitor) -> String {
    visitor.url(&format!("/answer/script/{}", *SCRIPT_HASH))
}

pub(super) async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, SCRIPT).into_response()
}

/// The shared needs of a round with their index.
pub(crate) struct Shared {
    stamp: Stamp,
    made_at: Timestamp,
    needs: Vec<KeptNeed>,
    index: Index,
}

impl Shared {
    /// Whether the index may still be asked although needs changed since: it takes long enough to make, and is young.
    fn may_lag(&self, now: Timestamp) -> bool {
        self.needs.len() > SMALL && now.duration_since(self.made_at) < LAG
    }
}

type Kept = HashMap<(TenantId, Id), Arc<Shared>>;
static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

/// How far an index may be behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    /// Not at all.
    Fresh,
    /// A large round's by some seconds: what is found in it must be read again before it is shown.
    Lagging,
}

/// The shared needs of a round, from memory as long as nothing changed. While a thousand towns answer, each answer
/// changes something; a large index is then made anew every few seconds instead of for every page.
async fn shared_needs(
    db: &mut Session,
    visitor: &Visitor,
    round: Id,
    age: Age,
) -> Result<Arc<Shared>, StoreError> {
    let key = (visitor.tenant().id, round);
    let stamp = find_stamp(db, round).await?;
    let lock = || KEPT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let is_good =
        |kept: &&Arc<Shared>| kept.stamp == stamp || age == Age::Lagging && kept.may_lag(visitor.now());
    if let Some(kept) = lock().get(&key).filter(is_good) {
        return Ok(kept.clone());
    }
    let needs: Vec<KeptNeed> =
        list_needs(db, round).await?.into_iter().filter(|need| need.written.is_shared).collect();
    let documents: Vec<Document<'_>> = needs
        .iter()
        .map(|need| Document {
            title: &need.written.title,
            text: &need.written.description,
            ..Document::default()
        })
        .collect();
    let index = Index::new(&documents, &Config::default());
    let made = Arc::new(Shared { stamp, made_at: visitor.now(), needs, index });
    let mut kept = lock();
    if kept.len() >= MOST_ROUNDS {
        kept.clear();
    }
    kept.insert(key, made.clone());
    Ok(made)
}

/// A need of another town, as a list shows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OfOther {
    label: String,
    title: String,
    text: String,
    town: String,
    part: String,
    seconders: u32,
    is_seconded: bool,
}

/// What is needed to show needs to one body.
struct Eyes {
    own: Id,
    seconded: BTreeSet<Id>,
    counts: BTreeMap<Id, u32>,
}

impl Eyes {
    async fn of(db: &mut Session, invitation: &Invitation) -> Result<Self, StoreError> {
        let seconded = list_seconded(db, invitation.round, invitation.organisation).await?;
        Ok(Self {
            own: invitation.organisation,
            seconded: seconded.into_iter().collect(),
            counts: count_secondings(db, invitation.round).await?,
        })
    }

    fn see(&self, need: &KeptNeed) -> OfOther {
        let whole = &need.written.description;
        // Up to the last word that fits.
        let text = match whole.char_indices().nth(CUT) {
            Some((end, _)) => {
                let kept = &whole[..end];
                format!(
                    "{} …",
                    kept.rfind(char::is_whitespace).map_or(kept, |space| &kept[..space]).trim_end()
                )
            }
            None => whole.clone(),
        };
        OfOther {
            label: need.label.clone(),
            title: need.written.title.clone(),
            text,
            // Without the register's addition, as in `Fulda, Stadt`.
            town: need.organisation_name.split(',').next().unwrap_or_default().to_owned(),
            part: need.written.part.clone(),
            seconders: self.counts.get(&need.id).copied().unwrap_or(0),
            is_seconded: self.seconded.contains(&need.id),
        }
    }
}

/// Places of the needs of others that resemble a text, best first.
fn ranked(shared: &Shared, own: Id, text: &str, most: usize) -> Vec<usize> {
    let hits = shared.index.search(text, most + 20);
    let mut others = hits
        .into_iter()
        .filter(|hit| shared.needs.get(hit.doc as usize).is_some_and(|need| need.organisation != own));
    let Some(best) = others.next() else { return Vec::new() };
    let least = best.score * LEAST_OF_BEST;
    std::iter::once(best)
        .chain(others.take_while(|hit| hit.score >= least))
        .map(|hit| hit.doc as usize)
        .take(most)
        .collect()
}

/// Needs of others that resemble any of these texts, each once.
pub(super) async fn like_any(
    db: &mut Session,
    visitor: &Visitor,
    invitation: &Invitation,
    texts: impl Iterator<Item = String>,
) -> Result<Vec<rathaus_web::Value>, PageError> {
    let shared = shared_needs(db, visitor, invitation.round, Age::Lagging).await?;
    let eyes = Eyes::of(db, invitation).await?;
    let mut places: Vec<usize> = Vec::new();
    for text in texts {
        for place in ranked(&shared, eyes.own, &text, MOST) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    let mut found = Vec::with_capacity(places.len());
    for place in places {
        // The index may lag behind: shown is what the need says now, and nothing that is shared no more.
        let now = find_need(db, invitation.round, &shared.needs[place].label).await?;
        if let Some(need) = now.filter(|need| need.written.is_shared && need.withdrawn_at.is_none()) {
            found.push(shown(eyes.see(&need)));
        }
    }
    Ok(found)
}

/// `GET …/similar?q=`: a piece of HTML with the needs that resemble what is being typed.
pub(super) async fn while_typing(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let query = rathaus_web::Fields::from_query(visitor.query());
    let text: String = query.first("q").unwrap_or_default().chars().take(400).collect();
    let mut view = visitor.read().await?;
    let found = like_any(&mut view, &visitor, &answering.invitation, std::iter::once(text)).await?;
    visitor.fragment("forum/answer-similar.html", context! { needs => found, ..answering.context(&visitor) })
}

/// `GET …/needs`: all shared needs of the others.
pub(super) async fn list(visitor: Visitor, Path(params): Path<Params>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let mut view = visitor.read().await?;
    let round = answering.invitation.round;
    let shared = shared_needs(&mut view, &visitor, round, Age::Fresh).await?;
    let eyes = Eyes::of(&mut view, &answering.invitation).await?;
    let listing = Listing::read(&visitor, &["label"], &["seconded"]).size(20);
    let places: Vec<usize> = if listing.q().is_empty() {
        (0..shared.needs.len()).filter(|place| shared.needs[*place].organisation != eyes.own).collect()
    } else {
        ranked(&shared, eyes.own, listing.q(), 60)
    };
    let mut needs: Vec<OfOther> = places.into_iter().map(|place| eyes.see(&shared.needs[place])).collect();
    if listing.filter("seconded").is_some() {
        needs.retain(|need| need.is_seconded);
    }
    let total = needs.len();
    let slice = listing.slice();
    let page: Vec<OfOther> =
        needs.into_iter().skip(slice.offset as usize).take(slice.limit as usize).collect();
    let list = listing.view(&visitor, &[Head::text("label", "")], total as u64)?;
    let title = visitor.text("answer-others")?;
    let own = context! {
        needs => shown(page),
        list,
        total,
        form => visitor.form(&Sheet::blank())?,
        ..answering.context(&visitor)
    };
    visitor.page("forum/answer-needs.html", title, own)
}

/// Which need is seconded, or no longer; where to go on.
pub(super) struct Seconding {
    need: String,
    undo: bool,
    part: bool,
    back: String,
}

impl FromForm for Seconding {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let need = form.text("need", 1..=12)?;
        let back = form.raw("back");
        // Only pages of the same answer: nobody is led elsewhere by a made-up form.
        let is_page = back.starts_with("/form/") || back == "/needs";
        let is_plain =
            back.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/-".contains(&b));
        let back = if is_page && is_plain { back } else { "/needs".to_owned() };
        Some(Self { need, undo: form.ticked("undo"), part: form.ticked("part"), back })
    }
}

/// Seconds a need for a body, or takes that back. Gives the need.
///
/// # Errors
///
/// [`PageError::NotFound`] where there is no such shared need of another body.
pub(crate) async fn second_for(
    visitor: &Visitor,
    answering: &Answering,
    label: &str,
    undo: bool,
) -> Result<KeptNeed, PageError> {
    if !answering.is_open(visitor) {
        return Err(PageError::Conflict("answer-closed"));
    }
    let mut change = visitor.change_as(answering.actor.clone()).await?;
    let body = answering.invitation.organisation;
    let need = find_need(&mut change, answering.round.id, label).await?;
    let need = need.filter(|n| n.written.is_shared && n.withdrawn_at.is_none() && n.organisation != body);
    let need = need.ok_or(PageError::NotFound)?;
    let (is_news, action) = if undo {
        (delete_seconding(&mut change, need.id, body).await?, "need.seconding-taken-back")
    } else {
        (insert_seconding(&mut change, need.id, body).await?, "need.seconded")
    };
    if is_news {
        change.commit(Record::new(action, need.id).with("body", body)).await?;
    }
    Ok(need)
}

/// `POST …/secondings`: one click, and one click back.
pub(super) async fn second(visitor: Visitor, Path(params): Path<Params>, form: Form<Seconding>) -> Answer {
    let answering = answering(&visitor, &params).await?;
    let Ok(seconding) = form.checked() else { return Err(PageError::NotFound) };
    let need = second_for(&visitor, &answering, &seconding.need, seconding.undo).await?;
    if seconding.part {
        let mut view = visitor.read().await?;
        let eyes = Eyes::of(&mut view, &answering.invitation).await?;
        let one = vec![shown(eyes.see(&need))];
        let context = context! { needs => one, ..answering.context(&visitor) };
        return visitor.fragment("forum/answer-similar.html", context);
    }
    let notice = if seconding.undo { "answer-second-undone" } else { "answer-second-done" };
    visitor.done(&format!("{}{}", answering.base, seconding.back), notice)
}
