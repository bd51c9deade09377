//! A targeted call as suppliers read it.

use axum::extract::Path;
use rathaus_web::{Answer, PageError, Visitor, context};

use super::call_of;
use crate::model::correspondence::day_of;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::targeted_call::CallState;
use rathaus_web::filters::paragraphs;

pub(super) async fn show(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    if !policy::may_see(&visitor, &round) {
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    let call = call_of(&mut view, round.id, &id).await?;
    if call.state == CallState::Draft {
        return Err(PageError::NotFound);
    }
    drop(view);
    let is_supplier = visitor.signed().is_some_and(|signed| policy::supplier_seats(signed).next().is_some());
    let path = match is_supplier {
        true => format!("/supply/{slug}/offers/new?call={}", call.id),
        false => format!("/supply/{slug}"),
    };
    visitor.page(
        "forum/targeted-call-public.html",
        call.title.clone(),
        context! {
            round => context! { slug => round.slug.clone(), title => round.title.clone() },
            paragraphs => paragraphs(&call.words), ends => call.ends.to_string(),
            is_open => call.is_open(day_of(visitor.now())), offer => visitor.url(&path), is_supplier => is_supplier,
        },
    )
}
