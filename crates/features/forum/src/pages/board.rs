//! The board of areas: columns of needs, what the engine suggests, and every act on it. An act is a form like any other;
//! a script lets cards be dragged, with the mouse, a finger or the keyboard, by sending the same forms.

pub(crate) mod edit;
mod history;
mod need;
pub(crate) mod say;
pub(crate) mod standing;

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::IntoResponse;
use axum::{Json, response::Response};
use rathaus_web::list::Listing;
use rathaus_web::{Answer, Feature, Fields, PageError, Sheet, Value, Visitor, context, get, post};
use serde::Serialize;

use super::asset::{Asset, hash};
use crate::board::{Board, Suggestion};
use crate::pages::plan::reading::percent;
use crate::policy;
use say::{act, sentence};
use standing::{Standing, name_in, person, town_of};

/// Words of an area that a card shows.
const WORDS: usize = 3;
/// Suggestions shown at once.
const SUGGESTIONS: usize = 12;

static SCRIPT: Asset = Asset {
    text: include_str!("../../assets/board.js"),
    media_type: "text/javascript; charset=utf-8",
    path: "/board/script",
    hash: LazyLock::new(|| hash(include_str!("../../assets/board.js"))),
};
static STYLE: Asset = Asset {
    text: include_str!("../../assets/board.css"),
    media_type: "text/css; charset=utf-8",
    path: "/board/style",
    hash: LazyLock::new(|| hash(include_str!("../../assets/board.css"))),
};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    room(feature);
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/board/script/{hash}", get(|| async { SCRIPT.answer() }))
        .route("/board/style/{hash}", get(|| async { STYLE.answer() }));
}

/// The routes that belong to a round.
pub fn room(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/rounds/{slug}/board", get(show))
        .route("/rounds/{slug}/board/state", get(state))
        .route("/rounds/{slug}/board/edits", post(edit::add))
        .route("/rounds/{slug}/board/edits/{seq}/reversal", post(edit::undo))
        .route("/rounds/{slug}/board/edits/{seq}/return", post(edit::redo))
        .route("/rounds/{slug}/board/history", get(history::list))
        .route("/rounds/{slug}/board/needs/{label}", get(need::show))
        .route("/rounds/{slug}/board/needs/{label}/secondings", post(need::second));
}

/// A card: a need in a column.
fn card(visitor: &Visitor, standing: &Standing, place: usize) -> Option<Value> {
    let board = &standing.board;
    let need = &board.needs[place];
    let kept = standing.need(&need.id)?;
    let lang = visitor.lang();
    let belongs = &board.grouped().belongs[place];
    let words: Vec<String> =
        belongs.first().map(|first| first.words.iter().take(WORDS).cloned().collect()).unwrap_or_default();
    let also: Vec<String> =
        belongs.iter().skip(1).map(|b| name_in(lang, &board.grouped().areas[b.area])).collect();
    Some(context! {
        label => need.id.clone(),
        title => if kept.written.title.is_empty() { need.id.clone() } else { kept.written.title.clone() },
        town => town_of(kept),
        relevance => need.relevance,
        words => words.join(", "),
        also => also.join(", "),
        alike => standing.alike(place).join(", "),
        seconders => kept.seconders,
        by_hand => board.grouped().by_hand[place],
    })
}

/// A column: an area, what is set aside, or what is in no area yet.
struct Column {
    key: String,
    name: String,
    kind: &'static str,
    /// Places of the needs that stand in it first, and how many more stand in it as well.
    places: Vec<usize>,
    further: usize,
}

fn columns(visitor: &Visitor, standing: &Standing) -> Result<Vec<Column>, PageError> {
    let grouped = standing.board.grouped();
    let mut columns: Vec<Column> = standing
        .areas()
        .iter()
        .map(|area| Column {
            key: area.key.clone(),
            name: name_in(visitor.lang(), area),
            kind: if Board::is_left_over(&area.key) { "left" } else { "area" },
            places: Vec::new(),
            further: 0,
        })
        .collect();
    let special = |key: &str, kind| -> Result<Column, PageError> {
        let name = visitor.text(&format!("board-column-{key}"))?;
        Ok(Column { key: key.to_owned(), name, kind, places: Vec::new(), further: 0 })
    };
    let (mut unplaced, mut aside) = (special("unplaced", "unplaced")?, special("aside", "aside")?);
    for (place, belongs) in grouped.belongs.iter().enumerate() {
        if !grouped.counts[place] {
            aside.places.push(place);
            continue;
        }
        match belongs.split_first() {
            None => unplaced.places.push(place),
            Some((first, rest)) => {
                columns[first.area].places.push(place);
                for b in rest {
                    columns[b.area].further += 1;
                }
            }
        }
    }
    let mut place = 0..;
    columns.retain(|_| place.next().is_some_and(|place| !standing.board.is_used_up(place)));
    if !unplaced.places.is_empty() {
        columns.insert(0, unplaced);
    }
    columns.push(aside);
    Ok(columns)
}

fn column_view(
    visitor: &Visitor,
    standing: &Standing,
    column: &Column,
    shows: &dyn Fn(usize) -> bool,
) -> Value {
    let grouped = standing.board.grouped();
    let reason = |place: usize| {
        let label = &standing.board.needs[place].id;
        let found = grouped.set_aside.iter().find(|one| one.need_id == *label);
        found.map(|one| one.reason.clone()).filter(|_| column.kind == "aside").unwrap_or_default()
    };
    let mut places: Vec<usize> = column.places.iter().copied().filter(|place| shows(*place)).collect();
    places.sort_by_key(|place| std::cmp::Reverse(standing.board.needs[*place].relevance));
    let cards: Vec<Value> = places
        .iter()
        .filter_map(|place| Some(context! { reason => reason(*place), ..card(visitor, standing, *place)? }))
        .collect();
    context! {
        key => column.key.clone(),
        name => column.name.clone(),
        kind => column.kind,
        needs => column.places.len(),
        further => column.further,
        cards,
    }
}

/// A suggestion for the template.
fn suggestion(visitor: &Visitor, standing: &Standing, one: &Suggestion) -> Value {
    let lang = visitor.lang();
    let needs = |labels: &[String]| labels.iter().map(|l| standing.need_view(l)).collect::<Vec<_>>();
    match one {
        Suggestion::Group { key, name, needs: labels } => context! {
            kind => "group", key => key.clone(), name => name.clone(), needs => needs(labels), labels => labels.clone(),
        },
        Suggestion::Same { needs: labels, similarity } => context! {
            kind => "same", needs => needs(labels), labels => labels.clone(), similarity => percent(f64::from(*similarity)),
        },
        Suggestion::Close { need, areas } => context! {
            kind => "close",
            needs => needs(std::slice::from_ref(need)),
            labels => vec![need.clone()],
            areas => areas
                .iter()
                .map(|area| context! {
                    key => area.key.clone(),
                    name => standing.name_of(&area.key, lang),
                    score => percent(f64::from(area.score)),
                    words => area.words.iter().take(WORDS).cloned().collect::<Vec<_>>().join(", "),
                })
                .collect::<Vec<_>>(),
        },
    }
}

/// The acts that one button takes back or does again.
fn last_acts(visitor: &Visitor, standing: &Standing) -> Result<(Option<Value>, Option<Value>), PageError> {
    let newest = standing.board.log.iter().max_by_key(|one| one.changed);
    let last = standing.board.log.iter().rfind(|one| one.is_active());
    let again = newest.filter(|one| !one.is_active());
    let view = |one: Option<&_>| one.map(|one| act(visitor, standing, one)).transpose();
    Ok((view(last)?, view(again)?))
}

/// The page, or the page again with what is wrong.
pub(super) async fn page(visitor: &Visitor, slug: &str, wrong: Option<Sheet>) -> Answer {
    let standing = Standing::of(&mut *visitor.read().await?, slug).await?;
    let listing = Listing::read(visitor, &["label"], &["suggestions"]);
    let q: Vec<String> = listing.q().to_lowercase().split_whitespace().map(str::to_owned).collect();
    let shows = |place: usize| {
        let need = &standing.board.needs[place];
        let text =
            format!("{} {} {} {}", need.id, need.title, need.description, need.organisation).to_lowercase();
        q.iter().all(|word| text.contains(word))
    };
    let columns: Vec<Value> = columns(visitor, &standing)?
        .iter()
        .map(|column| column_view(visitor, &standing, column, &shows))
        .collect();
    let all = standing.board.suggestions();
    let shows_all = listing.filter("suggestions") == Some("all");
    let most = if shows_all { usize::MAX } else { SUGGESTIONS };
    let suggestions: Vec<Value> =
        all.iter().take(most).map(|one| suggestion(visitor, &standing, one)).collect();
    let lost = standing.board.outcomes.iter().flatten().filter(|one| one.error().is_some()).count();
    let (last, again) = last_acts(visitor, &standing)?;
    let list =
        listing.view(visitor, &[], (0..standing.board.needs.len()).filter(|n| shows(*n)).count() as u64)?;
    let title = visitor.text("board-title")?;
    let own = context! {
        round => standing.head(),
        is_computed => standing.is_computed,
        has_needs => !standing.board.needs.is_empty(),
        seen => standing.count,
        columns,
        options => standing.options(visitor.lang()),
        suggestions,
        suggestion_count => all.len(),
        shows_all,
        lost,
        last,
        again,
        list,
        script => SCRIPT.address(visitor),
        style => STYLE.address(visitor),
        may_work => policy::may_work(visitor).is_ok(),
    };
    match wrong {
        Some(sheet) => visitor.again("forum/board.html", title, &sheet, own),
        None => {
            let own = context! { form => visitor.form(&Sheet::blank())?, ..own };
            visitor.page("forum/board.html", title, own)
        }
    }
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    page(&visitor, &slug, None).await
}

/// What a board that stands open asks from time to time.
#[derive(Serialize)]
struct State {
    /// How often the board was changed.
    count: i64,
    /// Whether others changed something since.
    is_new: bool,
    /// What they did last, in words.
    said: String,
}

async fn state(visitor: Visitor, Path(slug): Path<String>) -> Result<Response, PageError> {
    policy::may_read(&visitor)?;
    let query = Fields::from_query(visitor.query());
    let seen: i64 = query.first("seen").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut view = visitor.read().await?;
    let round = super::round::round_of(&mut view, &slug).await?;
    let count = crate::store::board::find_count(&mut view, round.id).await?;
    if count <= seen {
        return Ok(Json(State { count, is_new: false, said: String::new() }).into_response());
    }
    let standing = Standing::of_round(&mut view, round).await?;
    let newest = standing.board.log.iter().max_by_key(|one| one.changed);
    let said = match newest {
        Some(one) if one.is_active() => {
            let by = person(&visitor, one.person, &one.by)?;
            format!("{by}: {}", sentence(&visitor, &standing, &one.edits)?)
        }
        _ => String::new(),
    };
    Ok(Json(State { count: standing.count, is_new: true, said }).into_response())
}
