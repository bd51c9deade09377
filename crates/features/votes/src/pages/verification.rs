//! Everybody checks the whole election themselves: the archive, a verifier in the browser, and how other programs do it.

use axum::extract::Path;
use rathaus_web::{Answer, Feature, PageError, Visitor, context, get, uploads};

use super::asset;
use super::election::{head, public_of};
use crate::archive::write_public;
use crate::store::election::{find_fingerprint, list_checks};

/// Adds the pages.
pub fn routes(feature: &mut Feature) {
    feature.routes = std::mem::take(&mut feature.routes)
        .route("/votes/{uuid}/verification", get(show))
        .route("/votes/{uuid}/archive.bel", get(archive));
}

async fn show(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    let mut view = visitor.read().await?;
    let election = public_of(&mut view, &uuid).await?;
    let fingerprint = find_fingerprint(&mut view, election.id).await?;
    let checks = list_checks(&mut view, election.id).await?;
    drop(view);
    let context = context! {
        election => head(&visitor, &election)?,
        fingerprint,
        engine => asset::ENGINE.clone(),
        assets => asset::of(&visitor, "verification.js"),
        checks => super::role::checks(&visitor, &checks)?,
    };
    let mut response =
        visitor.page("votes/verification.html", visitor.text("verification-title")?, context)?;
    asset::set_policy(&mut response);
    Ok(response)
}

async fn archive(visitor: Visitor, Path(uuid): Path<String>) -> Answer {
    // All of it is written anew each time.
    visitor.limit_address("archive")?;
    let mut view = visitor.read().await?;
    let election = public_of(&mut view, &uuid).await?;
    let archive = write_public(&mut view, &election).await?.ok_or(PageError::NotFound)?;
    drop(view);
    uploads::download(&format!("{uuid}.bel"), "application/x-tar", archive)
}
