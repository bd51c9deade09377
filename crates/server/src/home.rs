//! The first page of a tenant: its rounds that run, and the ways on for whoever is there.

use rathaus_forum::policy::may_see;
use rathaus_forum::store::round::list_rounds;
use rathaus_web::{Answer, Feature, Value, Visitor, context, get};

/// The page as a part of the house that is always on.
pub fn feature() -> Feature {
    let mut feature = Feature::new(None);
    feature.texts = rathaus_web::texts!("home");
    feature.templates = rathaus_web::templates!("home.html");
    feature.routes = feature.routes.route("/", get(show));
    feature
}

async fn show(visitor: Visitor) -> Answer {
    let rounds: Vec<Value> = if visitor.tenant().features.contains("forum") {
        list_rounds(&mut *visitor.read().await?)
            .await?
            .into_iter()
            .filter(|round| may_see(&visitor, round))
            .map(|round| {
                let href = visitor.url(&format!("/rounds/{}", round.slug));
                let text = round.intro.lines().next().unwrap_or_default().to_owned();
                context! { title => round.title, href => href, text => text }
            })
            .collect()
    } else {
        Vec::new()
    };
    let may_work = visitor.office().is_ok();
    let ways: Vec<Value> = visitor
        .app()
        .nav(&visitor)
        .into_iter()
        .map(|item| context! { title => item.label, href => item.href })
        .collect();
    let title = visitor.text("home-title")?;
    visitor.page("home.html", title, context! { rounds => rounds, ways => ways, may_work => may_work })
}
