//! The pages of a juror: declaring conflicts of interest, own tasks, and the score sheet.
//!
//! Everything goes through [`desk`] and [`Desk::offer`]: before a declaration nothing is shown, and of a supplier with
//! a conflict never anything.

pub(crate) mod conflicts;
pub(crate) mod offer;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use rathaus_store::{Id, Session};
use rathaus_web::list::{Cell, Column, Head, Kind, Listing, Table};
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get, post, shown};
use serde::Serialize;

use crate::jury::Room;
use crate::model::correspondence::day_of;
use crate::model::jury::Phase;
use crate::pages::invitations::{head, slice};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::jury::juror::{Juror, list_rounds_of};
use crate::store::jury::review::{KeptReview, ReviewState};
use crate::store::offer::KeptOffer;
use crate::store::round::find_round_by_id;

const SCRIPT: &str = include_str!("../../assets/juror.js");

/// Adds the pages' routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/jury", get(rounds))
        .route("/jury-script", get(script))
        .route("/jury/{slug}", get(tasks))
        .route("/jury/{slug}/conflicts", get(conflicts::show).merge(post(conflicts::declare)))
        .route("/jury/{slug}/offers/{label}", get(offer::show).merge(post(offer::save)))
        .route("/jury/{slug}/offers/{label}/draft", post(offer::keep_draft))
        .route("/jury/{slug}/offers/{label}/withdrawal", post(offer::take_back))
        .route("/jury/{slug}/offers/{label}/remarks", post(offer::remark));
}

/// A juror before the jury of a round.
pub(crate) struct Desk {
    pub room: Room,
    pub juror: Juror,
    pub today: Date,
}

/// The desk of whoever asks.
///
/// # Errors
///
/// [`PageError::NotFound`] where the person is no juror of the round.
pub(crate) async fn desk(visitor: &Visitor, db: &mut Session, slug: &str) -> Result<Desk, PageError> {
    let person = policy::may_review(visitor)?.person;
    let round = round_of(db, slug).await?;
    let room = Room::load(db, round, visitor.now()).await?;
    let mut mine = room.jurors.iter().filter(|one| one.person == Some(person) && one.is_active());
    let juror = mine.next().cloned().ok_or(PageError::NotFound)?;
    Ok(Desk { room, juror, today: day_of(visitor.now()) })
}

impl Desk {
    /// Whether the juror has declared conflicts; until then there is nothing to see.
    pub fn has_declared(&self) -> bool {
        self.juror.declared_at.is_some()
    }

    /// An offer that the juror may see: without a conflict, and a task of theirs or contested.
    ///
    /// # Errors
    ///
    /// [`PageError::NotFound`], whatever the reason: the answer must not say that there is something.
    pub fn offer(&self, label: &str) -> Result<&KeptOffer, PageError> {
        let offer = self.room.offer(label).ok_or(PageError::NotFound)?;
        if !self.room.may_meet(&self.juror, offer.organisation) {
            return Err(PageError::NotFound);
        }
        if self.own_review(offer).is_some() || self.room.is_contested(offer) {
            return Ok(offer);
        }
        Err(PageError::NotFound)
    }

    /// The juror's review of an offer in the last phase in which there is one that has begun.
    pub fn own_review(&self, offer: &KeptOffer) -> Option<(&Phase, &KeptReview)> {
        self.room.jury.phases.iter().rev().find_map(|phase| {
            let review = self.room.review(self.juror.id, offer.id, &phase.key)?;
            let has_begun = phase.starts.is_some_and(|day| day <= self.today);
            (has_begun && !review.is_conflict).then_some((phase, review))
        })
    }

    /// The juror's reviews with their offers, of phases that have begun, phase by phase.
    pub fn tasks(&self) -> Vec<(usize, &KeptOffer, &KeptReview)> {
        let mut all = Vec::new();
        for (place, phase) in self.room.jury.phases.iter().enumerate() {
            if phase.starts.is_none_or(|day| day > self.today) {
                continue;
            }
            for offer in &self.room.offers {
                if !self.room.may_meet(&self.juror, offer.organisation) {
                    continue;
                }
                let review = self.room.review(self.juror.id, offer.id, &phase.key);
                if let Some(review) = review.filter(|review| !review.is_conflict) {
                    all.push((place, offer, review));
                }
            }
        }
        all
    }

    /// Label of the first task that is not handed in and may be written.
    pub fn next(&self, after: Option<Id>) -> Option<String> {
        let open: Vec<&KeptOffer> = self
            .tasks()
            .into_iter()
            .filter(|(_, _, review)| {
                review.state != ReviewState::Done && self.room.may_write(review, self.today)
            })
            .map(|(_, offer, _)| offer)
            .collect();
        let place =
            after.and_then(|id| open.iter().position(|offer| offer.id == id)).map_or(0, |place| place + 1);
        open.get(place).or(open.iter().find(|offer| Some(offer.id) != after))?.label.clone()
    }
}

/// What a juror reads of an offer: with the anonymous option without anything that names the supplier.
pub(crate) fn read_offer(room: &Room, offer: &KeptOffer) -> KeptOffer {
    let mut read = offer.clone();
    if !room.jury.is_anonymous {
        return read;
    }
    let names = names_of(&offer.supplier);
    let text = &mut read.text;
    for words in [
        &mut text.title,
        &mut text.summary,
        &mut text.description,
        &mut text.deployment,
        &mut text.hosting,
        &mut text.certificates,
        &mut text.standards,
        &mut text.price_model,
    ] {
        for name in &names {
            *words = without(words, name);
        }
    }
    text.references.clear();
    read.supplier.clear();
    read.website = None;
    read
}

/// The supplier's name, and the name without what kind of firm it is.
fn names_of(supplier: &str) -> Vec<String> {
    const FORMS: [&str; 12] =
        ["GmbH & Co. KG", "gGmbH", "GmbH", "mbH", "UG", "AG", "SE", "KG", "eG", "e.V.", "e. V.", "GbR"];
    let mut short = supplier.trim();
    for form in FORMS {
        short = short.strip_suffix(form).unwrap_or(short).trim();
    }
    let short = short.trim_end_matches("(haftungsbeschränkt)").trim();
    let mut names = vec![supplier.trim().to_owned()];
    if short.chars().count() >= 3 && short != supplier.trim() {
        names.push(short.to_owned());
    }
    names
}

/// The words with a name blotted out, whatever its capitals.
fn without(words: &str, name: &str) -> String {
    if name.is_empty() {
        return words.to_owned();
    }
    let (lower, sought) = (words.to_lowercase(), name.to_lowercase());
    // Where small letters take another room than capitals, places would not fit; then only the same spelling goes.
    if lower.len() != words.len() {
        return words.replace(name, "…");
    }
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut out = String::new();
    let mut from = 0;
    for (at, _) in lower.match_indices(&sought) {
        let end = at + sought.len();
        // A part of another word is no name.
        let is_part = is_letter(lower[..at].chars().next_back()) || is_letter(lower[end..].chars().next());
        if !is_part {
            out.push_str(&words[from..at]);
            out.push('…');
            from = end;
        }
    }
    out.push_str(&words[from..]);
    out
}

/// Address of the script that keeps what is typed in the browser until it is saved.
fn script_address(visitor: &Visitor) -> String {
    visitor.url(&format!("/jury-script?{}", Id::of_name(SCRIPT)))
}

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, SCRIPT).into_response()
}

/// The rounds in whose jury the person sits; with one alone, its tasks.
async fn rounds(visitor: Visitor) -> Answer {
    let person = policy::may_review(&visitor)?.person;
    let mut view = visitor.read().await?;
    let mut rounds = Vec::new();
    for id in list_rounds_of(&mut view, person).await? {
        if let Some(round) = find_round_by_id(&mut view, id).await? {
            rounds.push(head(&round));
        }
    }
    drop(view);
    visitor.page("forum/juror-rounds.html", visitor.text("juror-nav")?, context! { rounds })
}

/// A task as the list shows it.
#[derive(Debug, Clone, Serialize)]
struct Line {
    label: String,
    title: String,
    supplier: String,
    phase: String,
    phase_key: String,
    state: &'static str,
    value: Option<f64>,
    ends: Option<String>,
    may_write: bool,
}

async fn tasks(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let desk = desk(&visitor, &mut *visitor.read().await?, &slug).await?;
    if !desk.has_declared() {
        return visitor.to(&format!("/jury/{slug}/conflicts"));
    }
    let room = &desk.room;
    let all: Vec<Line> = desk
        .tasks()
        .into_iter()
        .map(|(place, offer, review)| {
            let phase = &room.jury.phases[place];
            let read = read_offer(room, offer);
            Line {
                label: read.label.unwrap_or_default(),
                title: read.text.title,
                supplier: read.supplier,
                phase: phase.name.clone(),
                phase_key: phase.key.clone(),
                state: review.state.word(),
                value: review.written.value(&room.jury.criteria),
                ends: phase.ends.map(|day| day.to_string()),
                may_write: room.may_write(review, desk.today),
            }
        })
        .collect();
    let listing = Listing::read(&visitor, &["label", "title", "state", "-value"], &["state", "phase"]);
    let rows = narrowed(&all, &listing);
    if let Some(format) = listing.format() {
        return visitor.export(&table(&visitor, &desk, &rows)?, format).await;
    }
    let keys = ["title", "phase", "state", "value"];
    let labels = keys
        .iter()
        .map(|key| visitor.text(&format!("juror-column-{key}")))
        .collect::<Result<Vec<_>, PageError>>()?;
    let heads: Vec<Head<'_>> =
        keys.iter().zip(&labels).map(|(key, label)| Head { key, label, num: *key == "value" }).collect();
    let list = listing.view(&visitor, &heads, rows.len() as u64)?;
    let current = &room.jury.phases[room.jury.current(desk.today)];
    let mine: Vec<&Line> = all.iter().filter(|line| line.phase_key == current.key).collect();
    let contested: Vec<Value> = contested(&desk);
    let option = |value: &str, label: String| context! { value => value, label => label };
    let states = ReviewState::ALL
        .iter()
        .map(|state| Ok(option(state.word(), visitor.text(&format!("jury-review-{}", state.word()))?)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let phases: Vec<Value> =
        room.jury.phases.iter().map(|phase| option(&phase.key, phase.name.clone())).collect();
    visitor.page(
        "forum/juror.html",
        visitor.text_with("juror-title", &[("round", room.round.title.as_str().into())])?,
        context! {
            round => head(&room.round),
            phase => phase_view(current, desk.today),
            all => all.len(),
            of_phase => mine.len(),
            done => mine.iter().filter(|line| line.state == "done").count(),
            next => desk.next(None),
            undeclared => room.undeclared(&desk.juror).len(),
            contested,
            list,
            rows => shown(slice(&rows, &listing)),
            states,
            phases,
        },
    )
}

fn narrowed(all: &[Line], listing: &Listing) -> Vec<Line> {
    let q = listing.q().to_lowercase();
    let fits = |name: &str, value: &str| listing.filter(name).is_none_or(|wanted| wanted == value);
    let mut rows: Vec<Line> = all
        .iter()
        .filter(|line| {
            let text = format!("{} {} {}", line.label, line.title, line.supplier).to_lowercase();
            text.contains(&q) && fits("state", line.state) && fits("phase", &line.phase_key)
        })
        .cloned()
        .collect();
    let order = |line: &Line| (line.state == "done", line.state == "open");
    match listing.sort() {
        "title" => rows.sort_by_cached_key(|line| rathaus_people::german_order(&line.title)),
        "state" => rows.sort_by_key(order),
        "value" => rows.sort_by(|a, b| a.value.partial_cmp(&b.value).unwrap_or(std::cmp::Ordering::Equal)),
        // What can be done comes first, what was begun before what was not.
        _ => rows.sort_by_key(|line| (!line.may_write, order(line))),
    }
    if listing.is_descending() {
        rows.reverse();
    }
    rows
}

fn table(visitor: &Visitor, desk: &Desk, rows: &[Line]) -> Result<Table, PageError> {
    let keys = [
        ("label", Kind::Text),
        ("title", Kind::Text),
        ("supplier", Kind::Text),
        ("phase", Kind::Text),
        ("state", Kind::Text),
        ("value", Kind::Number),
    ];
    let columns = keys
        .iter()
        .map(|(key, kind)| Ok(Column::new(visitor.text(&format!("juror-column-{key}"))?, *kind)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let rows = rows
        .iter()
        .map(|line| {
            Ok(vec![
                Cell::from(&line.label),
                Cell::from(&line.title),
                Cell::from(&line.supplier),
                Cell::from(&line.phase),
                Cell::from(visitor.text(&format!("jury-review-{}", line.state))?),
                Cell::from(line.value),
            ])
        })
        .collect::<Result<Vec<_>, PageError>>()?;
    let name = format!("{}-{}", visitor.text("juror-file")?, desk.room.round.slug);
    Ok(Table { name, title: visitor.text("juror-tasks")?, columns, rows })
}

/// Contested offers that the juror may discuss.
fn contested(desk: &Desk) -> Vec<Value> {
    let room = &desk.room;
    room.offers
        .iter()
        .filter(|offer| room.may_meet(&desk.juror, offer.organisation))
        .filter(|offer| room.is_contested(offer) && room.is_done_with(desk.juror.id, offer.id))
        .map(|offer| context! { label => offer.label.clone(), title => read_offer(room, offer).text.title })
        .collect()
}

/// A phase as pages show it.
pub(crate) fn phase_view(phase: &Phase, today: Date) -> Value {
    context! {
        key => phase.key.clone(),
        name => phase.name.clone(),
        kind => phase.kind.word(),
        state => phase.state(today),
        starts => phase.starts.map(|day| day.to_string()),
        ends => phase.ends.map(|day| day.to_string()),
        reviews => phase.reviews,
        sees_others => phase.sees_others,
        pass_from => phase.pass_from,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suppliers_name_is_blotted_out_however_it_is_written() {
        assert_eq!(names_of("Anker GmbH & Co. KG"), ["Anker GmbH & Co. KG", "Anker"]);
        assert_eq!(names_of("Zaungespräch eG"), ["Zaungespräch eG", "Zaungespräch"]);
        assert_eq!(names_of("X AG"), ["X AG"], "too short to be told from other words");
        assert_eq!(without("Die ANKER und der Anker.", "Anker"), "Die … und der ….");
        assert_eq!(without("Zaungespräch, zaunGESPRÄCH", "Zaungespräch"), "…, …");
        assert_eq!(without("Boje baut den Bojenbau", "Boje"), "… baut den Bojenbau", "whole words only");
        assert_eq!(without("nichts", ""), "nichts");
    }
}
