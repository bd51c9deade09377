//! Badges with the code that opens the door, and signs for tables: pages made to be printed, and the same as PDF.

use axum::extract::Path;
use qrcode::QrCode;
use qrcode::render::svg;
use rathaus_letter::Shipped;
use rathaus_paper::Paper;
use rathaus_people::german_order;
use rathaus_store::{Id, Session};
use rathaus_web::{Answer, PageError, Value, Visitor, context};
use serde_json::json;

use super::{Line, lines};
use crate::model::ParticipantKind;
use crate::pages::dress;
use crate::pages::invitations::head;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::registration::RegistrationState;
use crate::store::round::Stage;
use crate::store::talk::{Talk, list_talks};

/// The most talks that fit on a sign.
const MOST_TALKS: usize = 6;

/// A code as a picture.
pub(crate) fn code(text: &str) -> Result<Value, PageError> {
    let code = QrCode::new(text).map_err(PageError::fault)?;
    let picture = code.render::<svg::Color<'_>>().quiet_zone(false).min_dimensions(120, 120).build();
    // The declaration of an XML file has no place inside a page; the picture stands beside the name it belongs to.
    let picture = picture.split_once("?>").map_or(picture.clone(), |(_, rest)| rest.to_owned());
    Ok(Value::from_safe_string(picture.replacen("<svg", "<svg aria-hidden=\"true\"", 1)))
}

/// The registrations that hold, by name.
async fn registered(db: &mut Session, round: Id) -> Result<Vec<Line>, PageError> {
    let mut all = lines(db, round).await?;
    all.retain(|line| line.one.state == RegistrationState::Registered);
    all.sort_by_cached_key(|line| german_order(&line.name));
    Ok(all)
}

/// The name of a body as it fits on a badge.
fn short(name: &str) -> &str {
    name.split(',').next().unwrap_or_default()
}

/// The address behind the code of a badge.
fn address(visitor: &Visitor, key: &str) -> String {
    visitor.full_url(&format!("/badge/{key}"))
}

pub(super) async fn badges(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = registered(&mut view, round.id).await?;
    drop(view);
    let mut badges = Vec::new();
    for line in &all {
        for person in &line.delegates {
            badges.push(context! {
                name => person.name.clone(),
                function => person.function.clone(),
                body => short(&line.name),
                kind => line.kind,
                code => code(&address(&visitor, &person.key))?,
            });
        }
    }
    let nameless = all.iter().filter(|line| line.delegates.is_empty()).count();
    let own = context! {
        round => head(&round), badges, nameless, style => dress::style_address(&visitor),
    };
    visitor.page("forum/registrations-badges.html", visitor.text("registrations-badges")?, own)
}

/// The same badges as a PDF, eight on a page.
pub(super) async fn badges_file(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let all = registered(&mut view, round.id).await?;
    let mut badges = Vec::new();
    for line in &all {
        let kind = visitor.text(&format!("registrations-kind-{}", line.kind))?;
        for person in &line.delegates {
            let role = if person.function.is_empty() { &kind } else { &person.function };
            badges.push(json!({
                "name": person.name, "organisation": short(&line.name), "role": role,
                "code": { "qr": address(&visitor, &person.key) },
            }));
        }
    }
    if badges.is_empty() {
        return Err(PageError::Conflict("registrations-badges-none"));
    }
    let day = round.stage(Stage::Event).starts.or(round.settings.date);
    let day = day.map(|day| visitor.lang().long_date(day));
    let values = json!({ "event": round.title, "day": day, "badges": badges });
    let paper = Paper::of(&visitor, &mut view, Shipped::Badges, values).await?;
    drop(view);
    paper.give_out(&format!("{slug} {}.pdf", visitor.text("registrations-badges")?)).await
}

/// Signs that stand on the tables, with the talks that were published for each.
pub(super) async fn signs_file(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let mut talks = list_talks(&mut view, round.id).await?;
    talks.retain(Talk::is_on);
    talks.sort_by_key(|talk| talk.span.start);
    let signs: Vec<serde_json::Value> = (1..=round.settings.tables)
        .map(|table| {
            let here = talks.iter().filter(|talk| usize::try_from(talk.table) == Ok(table)).take(MOST_TALKS);
            let line = |talk: &Talk| {
                format!("{} {} – {}", talk.span.start, short(&talk.a_name), short(&talk.b_name))
            };
            let lines: Vec<String> = here.map(line).collect();
            json!({ "table": table.to_string(), "title": round.title, "lines": lines })
        })
        .collect();
    if signs.is_empty() {
        return Err(PageError::NotFound);
    }
    let values = json!({ "event": visitor.tenant().name, "signs": signs });
    let paper = Paper::of(&visitor, &mut view, Shipped::TableSigns, values).await?;
    drop(view);
    paper.give_out(&format!("{slug} {}.pdf", visitor.text("registrations-signs")?)).await
}

pub(super) async fn signs(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let mut all = registered(&mut view, round.id).await?;
    drop(view);
    all.retain(|line| line.one.kind == ParticipantKind::Supplier);
    let own = context! {
        round => head(&round),
        tables => round.settings.tables,
        suppliers => all.iter().map(|line| line.name.clone()).collect::<Vec<_>>(),
        style => dress::style_address(&visitor),
    };
    visitor.page("forum/registrations-signs.html", visitor.text("registrations-signs")?, own)
}
