//! The call for offers: what strangers read before they offer something.

use axum::extract::Path;
use rathaus_web::{Answer, Feature, PageError, Value, Visitor, context, get};

use crate::model::correspondence::day_of;
use crate::pages::areas::publication::{origins_for, views};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::area::list_published;
use crate::store::round::{KeptRound, Phase, Stage};
use crate::store::targeted_call::list_calls;
use rathaus_web::filters::paragraphs;

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds/{slug}/call", get(show));
}

/// Whether the call runs: `unset`, `before`, `open` or `after`.
pub(crate) fn phase_word(visitor: &Visitor, round: &KeptRound) -> &'static str {
    match round.stage(Stage::Offers).phase(day_of(visitor.now())) {
        Phase::Unset => "unset",
        Phase::Before => "before",
        Phase::Open => "open",
        Phase::After => "after",
    }
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    if !policy::may_see(&visitor, &round) {
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    let areas = list_published(&mut view, round.id).await?;
    let calls = list_calls(&mut view, round.id).await?;
    let origins = origins_for(&visitor, &mut view, round.id).await?;
    drop(view);
    let today = day_of(visitor.now());
    let targeted: Vec<Value> = calls
        .iter()
        .filter(|call| call.is_open(today))
        .map(|call| {
            let href = visitor.url(&format!("/supply/{slug}/calls/{}", call.id));
            context! { title => call.title.clone(), ends => call.ends.to_string(), href => href }
        })
        .collect();
    let dates = round.stage(Stage::Offers);
    let phase = phase_word(&visitor, &round);
    let rows = views(visitor.lang(), &areas, &origins);
    let title = visitor.text_with("call-title", &[("round", round.title.as_str().into())])?;
    visitor.page(
        "forum/call.html",
        title,
        context! {
            round => context! { slug => round.slug.clone(), title => round.title.clone(), intro => paragraphs(&round.intro) },
            areas => rows,
            targeted => targeted,
            sees_names => policy::may_see_shared(&visitor),
            phase => phase,
            starts => dates.starts.map(|day| day.to_string()),
            ends => dates.ends.map(|day| day.to_string()),
            may_work => policy::may_work(&visitor).is_ok(),
        },
    )
}
