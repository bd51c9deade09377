//! Badges with the code that opens the door, and signs for tables; pages made to be printed.

use axum::extract::Path;
use qrcode::QrCode;
use qrcode::render::svg;
use rathaus_people::german_order;
use rathaus_web::{Answer, PageError, Value, Visitor, context};

use super::lines;
use crate::model::ParticipantKind;
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::registration::RegistrationState;

/// A code as a picture.
pub(crate) fn code(text: &str) -> Result<Value, PageError> {
    let code = QrCode::new(text).map_err(PageError::fault)?;
    let picture = code.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(120, 120).build();
    // The declaration of an XML file has no place inside a page; the picture stands beside the name it belongs to.
    let picture = picture.split_once("?>").map_or(picture.clone(), |(_, rest)| rest.to_owned());
    Ok(Value::from_safe_string(picture.replacen("<svg", "<svg aria-hidden=\"true\"", 1)))
}

pub(super) async fn badges(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let mut all = lines(&mut view, round.id).await?;
    drop(view);
    all.retain(|line| line.one.state == RegistrationState::Registered);
    all.sort_by_cached_key(|line| german_order(&line.name));
    let mut badges = Vec::new();
    for line in &all {
        for person in &line.delegates {
            badges.push(context! {
                name => person.name.clone(),
                function => person.function.clone(),
                body => line.name.split(',').next().unwrap_or_default(),
                kind => line.kind,
                code => code(&visitor.full_url(&format!("/badge/{}", person.key)))?,
            });
        }
    }
    let nameless = all.iter().filter(|line| line.delegates.is_empty()).count();
    let own = context! {
        round => head(&round), badges, nameless, style => dress::style_address(&visitor),
    };
    visitor.page("forum/registrations-badges.html", visitor.text("registrations-badges")?, own)
}

pub(super) async fn signs(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let mut all = lines(&mut view, round.id).await?;
    drop(view);
    let is_supplier = |line: &super::Line| {
        line.one.state == RegistrationState::Registered && line.one.kind == ParticipantKind::Supplier
    };
    all.retain(is_supplier);
    all.sort_by_cached_key(|line| german_order(&line.name));
    let own = context! {
        round => head(&round),
        tables => round.settings.tables,
        suppliers => all.iter().map(|line| line.name.clone()).collect::<Vec<_>>(),
        style => dress::style_address(&visitor),
    };
    visitor.page("forum/registrations-signs.html", visitor.text("registrations-signs")?, own)
}
