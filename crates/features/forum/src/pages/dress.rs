//! Script and style of the pages of the day: the timetable that is dragged, the camera at the door, the screen of the
//! hall, badges. Each page works without the script.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use rathaus_web::{Feature, Visitor, get};

const SCRIPT: &str = include_str!("../../assets/event.js");

/// Minutes that the grid of the timetable can hold.
const MINUTES: u16 = 1_440;
/// Rooms that the grid of the timetable can hold side by side.
const ROOMS: u16 = 12;

/// Places in the grid are classes, because no element carries a style of its own (Content-Security-Policy).
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let mut style = include_str!("../../assets/event.css").to_owned();
    style.push_str(include_str!("../../assets/talks.css"));
    for minute in 0..MINUTES {
        let _ = write!(style, ".rh-at-{minute}{{grid-row-start:{}}}", minute + 2);
        let _ = write!(style, ".rh-long-{}{{grid-row-end:span {}}}", minute + 1, minute + 1);
    }
    for hours in 1..=24 {
        let _ = write!(
            style,
            ".rh-hours-{hours}{{grid-template-rows:auto repeat({},var(--minute))}}",
            hours * 60
        );
    }
    for column in 0..ROOMS {
        let _ = write!(style, ".rh-column-{column}{{grid-column:{}}}", column + 2);
        let _ = write!(
            style,
            ".rh-columns-{column}{{grid-template-columns:4rem repeat({column},minmax(8rem,1fr))}}"
        );
    }
    style
});

fn hash(text: &str) -> String {
    // FNV-1a: it only has to change with the text.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}

static SCRIPT_HASH: LazyLock<String> = LazyLock::new(|| hash(SCRIPT));
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| hash(&STYLE));

/// The address of the script.
pub(crate) fn script_address(visitor: &Visitor) -> String {
    visitor.url(&format!("/event/script/{}", *SCRIPT_HASH))
}

/// The address of the style.
pub(crate) fn style_address(visitor: &Visitor) -> String {
    visitor.url(&format!("/event/style/{}", *STYLE_HASH))
}

/// Adds the routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes
        .route("/event/script/{hash}", get(|| async { kept("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/event/style/{hash}", get(|| async { kept("text/css; charset=utf-8", STYLE.as_str()) }));
}

fn kept(media_type: &'static str, text: &'static str) -> Response {
    let headers =
        [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, text).into_response()
}
