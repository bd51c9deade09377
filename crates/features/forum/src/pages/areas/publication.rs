//! Publishing areas: how the page will look, what differs from what was published before, taking back; and the published
//! areas with the needs behind them.
//!
//! Towns agreed to be named to other municipalities, not to everybody. So names and titles of shared needs are shown to
//! the office and to whoever speaks for a town; everybody else sees counts. INVARIANT: no name is shown against
//! consent; test `no_name_is_shown_against_consent`.

use axum::extract::Path;
use rathaus_store::{Change, Id, Record, Session};
use rathaus_web::{Answer, Fields, Form, FromForm, Lang, PageError, Reader, Sheet, Value, Visitor, context};

use crate::board::{Measure, shares};
use crate::pages::board::standing::Standing;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::area::{PublishedArea, list_published, publish as put_areas};
use crate::store::publication::{
    Origin, find_last_publication, insert_publication, list_origins, mark_withdrawn,
};
use crate::store::round::KeptRound;

/// What would be published, the heaviest first: the areas of these keys that have a need.
fn drafted(standing: &Standing, keys: &[String], now: jiff::Timestamp) -> Vec<PublishedArea> {
    let weights = standing.board.weights();
    let sums: Vec<f64> = shares(&weights, &Measure::ALL).iter().map(|parts| parts.iter().sum()).collect();
    let mut places: Vec<usize> = (0..standing.areas().len())
        .filter(|place| weights[*place].needs > 0 && keys.contains(&standing.areas()[*place].key))
        .collect();
    places.sort_by(|a, b| sums[*b].total_cmp(&sums[*a]));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    places
        .into_iter()
        .map(|place| {
            let area = &standing.areas()[place];
            PublishedArea {
                key: area.key.clone(),
                name: area.name.clone(),
                name_en: area.name_en.clone(),
                description: area.description.clone(),
                needs: count(weights[place].needs),
                towns: count(weights[place].towns),
                published_at: now,
            }
        })
        .collect()
}

/// The needs behind these areas, by key.
fn behind(standing: &Standing, areas: &[PublishedArea]) -> Vec<(String, Id)> {
    let grouped = standing.board.grouped();
    let mut needs = Vec::new();
    for area in areas {
        let Some((place, _)) = standing.area(&area.key) else { continue };
        for (n, belongs) in grouped.belongs.iter().enumerate() {
            let is_in = grouped.counts[n] && belongs.iter().any(|b| b.area == place);
            if let Some(kept) = standing.need(&standing.board.needs[n].id).filter(|_| is_in) {
                needs.push((area.key.clone(), kept.id));
            }
        }
    }
    needs
}

/// What would be shown of those needs to whoever may see names.
fn draft_origins(standing: &Standing, areas: &[PublishedArea]) -> Vec<Origin> {
    let grouped = standing.board.grouped();
    let mut origins = Vec::new();
    for area in areas {
        let Some((place, _)) = standing.area(&area.key) else { continue };
        for (n, belongs) in grouped.belongs.iter().enumerate() {
            let is_in = grouped.counts[n] && belongs.iter().any(|b| b.area == place);
            let kept = standing.need(&standing.board.needs[n].id);
            if let Some(kept) = kept.filter(|kept| is_in && kept.written.is_shared) {
                origins.push(Origin {
                    area: area.key.clone(),
                    label: kept.label.clone(),
                    title: kept.written.title.clone(),
                    town: kept.organisation_name.clone(),
                });
            }
        }
    }
    origins
}

/// Published areas as templates take them, each with the needs behind it that may be shown.
pub(crate) fn views(lang: Lang, areas: &[PublishedArea], origins: &[Origin]) -> Vec<Value> {
    areas
        .iter()
        .map(|area| {
            let name = if lang == Lang::En && !area.name_en.is_empty() { &area.name_en } else { &area.name };
            let shared: Vec<Value> = origins
                .iter()
                .filter(|one| one.area == area.key)
                .map(|one| {
                    let town = one.town.split(',').next().unwrap_or_default();
                    context! { title => one.title.clone(), town => town }
                })
                .collect();
            let hidden = usize::try_from(area.needs).unwrap_or(0).saturating_sub(shared.len());
            context! {
                key => area.key.clone(), name => name.clone(), description => area.description.clone(),
                needs => area.needs, towns => area.towns, shared => shared, hidden => hidden,
            }
        })
        .collect()
}

/// The needs behind the published areas that this visitor may see.
pub(crate) async fn origins_for(
    visitor: &Visitor,
    db: &mut Session,
    round: Id,
) -> Result<Vec<Origin>, PageError> {
    if policy::may_see_shared(visitor) { Ok(list_origins(db, round).await?) } else { Ok(Vec::new()) }
}

/// The published areas as whoever is not of the office sees them.
pub(super) async fn show(visitor: &Visitor, slug: &str) -> Answer {
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, slug).await?;
    if !policy::may_see(visitor, &round) {
        return Err(if visitor.signed().is_none() { PageError::SignIn } else { PageError::NotFound });
    }
    let areas = list_published(&mut view, round.id).await?;
    let origins = origins_for(visitor, &mut view, round.id).await?;
    visitor.page(
        "forum/areas-published.html",
        visitor.text("areas-title")?,
        context! {
            round => context! { slug => round.slug.clone(), title => round.title.clone() },
            areas => views(visitor.lang(), &areas, &origins),
            published_at => areas.first().map(|area| area.published_at.to_string()),
            sees_names => policy::may_see_shared(visitor),
        },
    )
}

/// What differs between two publications, one line each: the stem of a text and its arguments.
fn differences(
    visitor: &Visitor,
    before: &[PublishedArea],
    after: &[PublishedArea],
) -> Result<Vec<String>, PageError> {
    let find = |list: &[PublishedArea], key: &str| list.iter().find(|area| area.key == key).cloned();
    let say = |key: &str, args: &[(&str, String)]| {
        let args: Vec<(&str, fluent_bundle::FluentValue<'_>)> =
            args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        visitor.text_with(&format!("areas-change-{key}"), &args)
    };
    let mut lines = Vec::new();
    for area in after {
        let name = ("name", area.name.clone());
        let Some(old) = find(before, &area.key) else {
            lines.push(say("new", &[name])?);
            continue;
        };
        if old.name != area.name {
            lines.push(say("renamed", &[name.clone(), ("old", old.name.clone())])?);
        }
        if old.description != area.description {
            lines.push(say("described", std::slice::from_ref(&name))?);
        }
        if (old.needs, old.towns) != (area.needs, area.towns) {
            let args = [
                name,
                ("needs", area.needs.to_string()),
                ("towns", area.towns.to_string()),
                ("old_needs", old.needs.to_string()),
                ("old_towns", old.towns.to_string()),
            ];
            lines.push(say("counts", &args)?);
        }
    }
    for area in before.iter().filter(|area| find(after, &area.key).is_none()) {
        lines.push(say("gone", &[("name", area.name.clone())])?);
    }
    Ok(lines)
}

/// The keys that an address or form names; without any, those published now, else all areas.
fn chosen(named: Vec<String>, published: &[PublishedArea], standing: &Standing) -> Vec<String> {
    if !named.is_empty() {
        return named;
    }
    if !published.is_empty() {
        return published.iter().map(|area| area.key.clone()).collect();
    }
    standing.areas().iter().map(|area| area.key.clone()).collect()
}

async fn preview_page(visitor: &Visitor, slug: &str, named: Vec<String>, wrong: Option<Sheet>) -> Answer {
    let mut view = visitor.read().await?;
    let standing = Standing::of(&mut view, slug).await?;
    let published = list_published(&mut view, standing.id()).await?;
    let last = find_last_publication(&mut view, standing.id()).await?;
    drop(view);
    let keys = chosen(named, &published, &standing);
    let areas = drafted(&standing, &keys, visitor.now());
    let before = match &last {
        Some(last) => last.areas.clone(),
        None => published.clone(),
    };
    let weights = standing.board.weights();
    let choices: Vec<Value> = standing
        .areas()
        .iter()
        .zip(&weights)
        .filter(|(_, weight)| weight.needs > 0)
        .map(|(area, weight)| {
            let name = if visitor.lang() == Lang::En { &area.name_en } else { &area.name };
            context! {
                value => area.key.clone(), label => name.clone(), needs => weight.needs,
                is_on => keys.contains(&area.key),
            }
        })
        .collect();
    let own = context! {
        round => standing.head(),
        seen => standing.count,
        is_computed => standing.is_computed,
        choices,
        areas => views(visitor.lang(), &areas, &draft_origins(&standing, &areas)),
        keys => areas.iter().map(|area| area.key.clone()).collect::<Vec<_>>(),
        has_before => !before.is_empty(),
        is_withdrawn => last.as_ref().is_some_and(|last| last.withdrawn_at.is_some()),
        before_at => last.as_ref().map(|last| last.published_at.to_string()),
        changes => differences(visitor, &before, &areas)?,
        published => published.len(),
    };
    let title = visitor.text("areas-publish-title")?;
    match wrong {
        Some(sheet) => visitor.again("forum/areas-publication.html", title, &sheet, own),
        None => {
            let own = context! { form => visitor.form(&Sheet::blank())?, ..own };
            visitor.page("forum/areas-publication.html", title, own)
        }
    }
}

/// `GET …/areas/publication?area=…`: what it would be.
pub(super) async fn preview(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let named = Fields::from_query(visitor.query()).all("area");
    preview_page(&visitor, &slug, named, None).await
}

/// Which areas are published, and how often the board had been changed in the preview.
pub(super) struct Publishing {
    keys: Vec<String>,
    seen: i64,
}

impl FromForm for Publishing {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let keys = form.fields().all("area");
        if keys.is_empty() {
            form.mistake("area", "areas-mistake-none");
        }
        Some(Self { keys, seen: form.number("seen", 0..=i64::MAX)? })
    }
}

/// Publishes the areas of these keys. Gives how many.
pub(crate) async fn put(
    change: &mut Change,
    standing: &Standing,
    keys: &[String],
    person: Option<Id>,
) -> Result<usize, PageError> {
    let areas = drafted(standing, keys, change.now());
    put_areas(change, standing.id(), &areas).await?;
    insert_publication(change, standing.id(), &areas, &behind(standing, &areas), person).await?;
    Ok(areas.len())
}

/// The record of a publication.
pub(crate) fn published_record(standing: &Standing, keys: &[String]) -> Record {
    Record::new("areas.published", standing.id()).with("areas", keys)
}

pub(super) async fn publish(visitor: Visitor, Path(slug): Path<String>, form: Form<Publishing>) -> Answer {
    let person = policy::may_work(&visitor)?.person;
    let mut change = visitor.change().await?;
    let standing = Standing::of(&mut change, &slug).await?;
    let (sent, sheet) = match form.checked_with_sheet() {
        Ok(read) => read,
        Err(sheet) => {
            drop(change);
            return preview_page(&visitor, &slug, Vec::new(), Some(sheet)).await;
        }
    };
    if sent.seen != standing.count {
        // What the person looked at is no longer what would be published.
        drop(change);
        return preview_page(&visitor, &slug, sent.keys, Some(sheet.wrong("", "areas-mistake-changed")))
            .await;
    }
    if put(&mut change, &standing, &sent.keys, Some(person)).await? == 0 {
        drop(change);
        return preview_page(&visitor, &slug, Vec::new(), Some(sheet.wrong("area", "areas-mistake-none")))
            .await;
    }
    change.commit(published_record(&standing, &sent.keys)).await?;
    visitor.done(&format!("/rounds/{slug}/areas"), "areas-published")
}

/// Takes the published areas back; doing so again changes nothing.
pub(crate) async fn take_back(change: &mut Change, round: &KeptRound) -> Result<bool, PageError> {
    if list_published(change, round.id).await?.is_empty() {
        return Ok(false);
    }
    put_areas(change, round.id, &[]).await?;
    mark_withdrawn(change, round.id).await?;
    Ok(true)
}

pub(super) async fn withdraw(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    if take_back(&mut change, &round).await? {
        change.commit(Record::new("areas.withdrawn", round.id)).await?;
    }
    visitor.done(&format!("/rounds/{slug}/areas"), "areas-taken-back")
}
