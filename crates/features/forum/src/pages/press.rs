//! Ten figures of a round for the press: each with a sentence to copy and the table it is taken from.

use axum::extract::Path;
use rathaus_web::{Answer, Feature, Visitor, context, get, shown};

use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::pages::round_report::known;
use crate::policy;
use crate::reporting::figures::{figures_of, press};

/// Adds the page's routes.
pub fn routes(feature: &mut Feature) {
    let routes = std::mem::take(&mut feature.routes);
    feature.routes = routes.route("/rounds/{slug}/press", get(show));
}

async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let known = known(&mut view, &round, visitor.now()).await?;
    drop(view);
    let lines = press(&figures_of(&known, visitor.lang()), visitor.texts())?;
    let all: Vec<&str> =
        lines.iter().filter(|line| line.is_there).map(|line| line.sentence.as_str()).collect();
    let context = context! {
        round => head(&round),
        all => all.join("\n"),
        is_sample => known.is_sample,
        figures => shown(lines.clone()),
    };
    visitor.page("forum/press.html", visitor.text("press-title")?, context)
}
