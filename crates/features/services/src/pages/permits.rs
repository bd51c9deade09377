//! Whether a permit holds, for whoever reads its code: a traffic warden, the owner of a hall.

use axum::extract::Path;
use rathaus_procedure::store::submissions::today;
use rathaus_web::{Answer, Feature, PageError, Visitor, context, get};

use crate::store::permit::find_permit;

/// Adds the page's route.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/permits/{code}", get(show));
}

async fn show(visitor: Visitor, Path(code): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let Some(permit) = find_permit(&mut view, &code).await? else {
        // Only what leads nowhere is counted.
        visitor.limit_address("link")?;
        return Err(PageError::NotFound);
    };
    drop(view);
    let state = permit.state(today(visitor.now()));
    let context = context! {
        number => permit.number,
        state => state.word(),
        facts => permit.facts.iter().map(|fact| context! {
            term => fact.label.clone(), detail => fact.value.clone(),
        }).collect::<Vec<_>>(),
        from => permit.valid_from.to_string(),
        until => permit.valid_until.to_string(),
    };
    visitor.page("services/permit.html", permit.title, context)
}
