//! The programme of the event in the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use rathaus_core::{Daytime, Span};
use rathaus_store::{Id, Record};
use rathaus_web::api::{ApiBody, ApiError, Problem};
use rathaus_web::{App, PageError, Visitor, routes};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

use crate::model::programme::{Item, ItemKind};
use crate::pages::programme::Programme;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::programme::{delete_item, find_item, insert_item, update_item};

/// Adds the paths of this file.
pub fn add(api: OpenApiRouter<App>) -> OpenApiRouter<App> {
    api.routes(routes!(programme, add_item)).routes(routes!(change_item, remove_item))
}

/// A room.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RoomEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    /// Its name.
    name: String,
    /// Seats.
    seats: Option<u32>,
    /// Tables for talks.
    tables: Option<u32>,
}

/// What an item of the programme says.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
struct ItemBody {
    /// What kind.
    kind: ItemKind,
    /// German title.
    title: String,
    /// English title; the German one where it is empty.
    #[serde(default)]
    title_en: String,
    /// German description.
    #[serde(default)]
    description: String,
    /// English description.
    #[serde(default)]
    description_en: String,
    /// The room's id.
    #[schema(value_type = Option<String>)]
    room: Option<Id>,
    /// From, as in `14:30`.
    #[schema(value_type = String)]
    starts: Daytime,
    /// To.
    #[schema(value_type = String)]
    ends: Daytime,
    /// Who speaks.
    #[serde(default)]
    speakers: Vec<String>,
    /// Rises with every change; what is changed must name the one that was read.
    #[serde(default)]
    edition: i64,
}

/// An item of the programme.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ItemEntry {
    /// Its id.
    #[schema(value_type = String)]
    id: Id,
    #[serde(flatten)]
    body: ItemBody,
}

impl ItemEntry {
    fn of(item: Item) -> Self {
        Self {
            id: item.id,
            body: ItemBody {
                kind: item.kind,
                title: item.title,
                title_en: item.title_en,
                description: item.description,
                description_en: item.description_en,
                room: item.room,
                starts: item.span.start,
                ends: item.span.end,
                speakers: item.speakers,
                edition: item.edition,
            },
        }
    }
}

/// The programme of the day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProgrammeEntry {
    /// The day.
    day: Option<String>,
    /// The venue.
    place: String,
    /// Its address.
    address: String,
    /// When the event begins.
    starts: String,
    /// When it ends.
    ends: String,
    /// How many people fit in.
    capacity: Option<u32>,
    /// Whether everybody sees the programme.
    is_published: bool,
    /// The rooms.
    rooms: Vec<RoomEntry>,
    /// The items in the order of the day.
    items: Vec<ItemEntry>,
}

/// The programme of a round with its rooms.
#[utoipa::path(get, path = "/rounds/{slug}/programme", tag = "forum", security(("token" = ["forum:read"])), params(("slug" = String, Path)), responses((status = 200, body = ProgrammeEntry)))]
async fn programme(visitor: Visitor, Path(slug): Path<String>) -> Result<Json<ProgrammeEntry>, ApiError> {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let programme = Programme::of(&mut view, round).await?;
    let day = programme.day().map(|day| day.to_string());
    let event = programme.event;
    let room = |room: crate::model::programme::Room| RoomEntry {
        id: room.id,
        name: room.name,
        seats: room.seats,
        tables: room.tables,
    };
    Ok(Json(ProgrammeEntry {
        day,
        place: event.place,
        address: event.address,
        starts: event.span.start.to_string(),
        ends: event.span.end.to_string(),
        capacity: event.capacity,
        is_published: event.published_at.is_some(),
        rooms: programme.rooms.into_iter().map(room).collect(),
        items: programme.items.into_iter().map(ItemEntry::of).collect(),
    }))
}

/// The item that a body says, or what is wrong with it.
fn item_of(programme: &Programme, id: Id, body: ItemBody) -> Result<Item, ApiError> {
    let mut problem = Problem::values(Vec::new());
    let mut is_wrong = false;
    if body.title.trim().is_empty() || body.title.chars().count() > 160 {
        problem = problem.at("/title", "1 to 160 characters");
        is_wrong = true;
    }
    let span = Span::new(body.starts, body.ends);
    if span.is_err() {
        problem = problem.at("/ends", "after the start");
        is_wrong = true;
    }
    if body.room.is_some_and(|id| !programme.rooms.iter().any(|room| room.id == id)) {
        problem = problem.at("/room", "no room of this round");
        is_wrong = true;
    }
    match span {
        Ok(span) if !is_wrong => Ok(Item {
            id,
            kind: body.kind,
            title: body.title,
            title_en: body.title_en,
            description: body.description,
            description_en: body.description_en,
            room: body.room,
            span,
            speakers: body.speakers,
            offer: None,
            sequence: 0,
            edition: body.edition,
        }),
        _ => Err(problem.into()),
    }
}

/// Adds an item to the programme.
#[utoipa::path(post, path = "/rounds/{slug}/programme", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path)), request_body = ItemBody, responses((status = 200, body = ItemEntry), (status = 422, body = Problem)))]
async fn add_item(
    visitor: Visitor,
    Path(slug): Path<String>,
    ApiBody(body): ApiBody<ItemBody>,
) -> Result<Json<ItemEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let programme = Programme::of(&mut change, round).await?;
    let item = item_of(&programme, Id::new(change.now()), body)?;
    insert_item(&mut change, programme.round.id, &item).await?;
    let found = find_item(&mut change, programme.round.id, item.id).await?.ok_or(PageError::NotFound)?;
    change.commit(Record::new("programme.item-saved", item.id).with("round", programme.round.id)).await?;
    Ok(Json(ItemEntry::of(found)))
}

/// Changes an item; refused where somebody else changed it since the edition that is named.
#[utoipa::path(put, path = "/rounds/{slug}/programme/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), request_body = ItemBody, responses((status = 200, body = ItemEntry), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn change_item(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    ApiBody(body): ApiBody<ItemBody>,
) -> Result<Json<ItemEntry>, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let programme = Programme::of(&mut change, round).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let before = find_item(&mut change, programme.round.id, id).await?.ok_or(PageError::NotFound)?;
    let item = Item { offer: before.offer, ..item_of(&programme, id, body)? };
    if !update_item(&mut change, programme.round.id, &item).await? {
        return Err(PageError::Conflict("programme-moved-elsewhere").into());
    }
    let found = find_item(&mut change, programme.round.id, id).await?.ok_or(PageError::NotFound)?;
    change.commit(Record::new("programme.item-saved", id).with("round", programme.round.id)).await?;
    Ok(Json(ItemEntry::of(found)))
}

/// Takes an item out of the programme.
#[utoipa::path(delete, path = "/rounds/{slug}/programme/{id}", tag = "forum", security(("token" = ["forum:write"])), params(("slug" = String, Path), ("id" = String, Path)), responses((status = 204)))]
async fn remove_item(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    if !delete_item(&mut change, round.id, id).await? {
        return Err(PageError::NotFound.into());
    }
    change.commit(Record::new("programme.item-removed", id).with("round", round.id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
