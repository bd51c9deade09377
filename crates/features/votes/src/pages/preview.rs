//! How the ballot will look, on the screen, large, and on paper.

use axum::extract::Path;
use rathaus_web::{Answer, Feature, Fields, Visitor, context, get};

use super::election::questions;
use super::preparation::election_of;
use crate::policy;
use crate::preparing::named;

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes).route("/votes/{uuid}/preview", get(show));
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let election = named(&mut view, &uuid).await?;
    drop(view);
    let is_large = Fields::from_query(visitor.query()).first("large").is_some();
    let context = context! {
        election => election_of(&visitor, &election)?,
        questions => questions(&visitor, &election)?,
        description => election.description.clone(),
        closes => election.closes_at.map(|at| at.to_string()).unwrap_or_default(),
        is_large,
    };
    visitor.page("votes/preview.html", visitor.text("preview-title")?, context)
}
