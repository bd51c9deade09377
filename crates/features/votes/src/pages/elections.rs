//! The list of elections.

use rathaus_web::{Answer, Feature, Visitor, context, get};

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes).route("/votes", get(list));
}

async fn list(visitor: Visitor) -> Answer {
    visitor.page("votes/elections.html", visitor.text("elections-title")?, context! {})
}
