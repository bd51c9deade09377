//! Rules under a name: saved, changed, deleted, and two of them side by side.

use axum::extract::Path;
use rathaus_store::{Id, Record};
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::{Answer, Fields, Form, FromForm, PageError, Reader, Value, Visitor, context};

use super::view::{Words, area_name, tenths};
use super::{Room, page};
use crate::model::selection::{Choice, Rules};
use crate::pages::plan::reading::percent;
use crate::pages::round::round_of;
use crate::policy;
use crate::store::decision::{DecisionState, VoidWhy, list_decisions, make_void};
use crate::store::selection::{delete_variant, find_variant, insert_variant, update_variant};

/// The name of the engine's proposal among the variants to compare.
const PROPOSAL: &str = "proposal";

/// A new variant: a name and the rules of the page.
pub(super) struct Named {
    name: String,
    rules: Option<Rules>,
}

/// The rules a form sends; `None` where it sends none.
fn rules_of(fields: &Fields) -> Option<Rules> {
    let none = Rules {
        places: 0,
        must: Vec::new(),
        never: Vec::new(),
        threshold: 0.0,
        one_per_supplier: false,
        quotas: Vec::new(),
    };
    fields.first("places").filter(|text| text.trim().parse::<usize>().is_ok())?;
    Some(Rules::read(fields, &none))
}

impl FromForm for Named {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let rules = rules_of(form.fields());
        Some(Self { name: form.text("name", 2..=80)?, rules })
    }
}

pub(super) async fn add(
    visitor: Visitor,
    Path(slug): Path<String>,
    fields: Fields,
    form: Form<Named>,
) -> Answer {
    policy::may_work(&visitor)?;
    let (named, sheet) = match form.checked_with_sheet() {
        Ok(named) => named,
        Err(sheet) => return page(&visitor, &slug, &fields, Some(sheet)).await,
    };
    let Some(rules) = named.rules else { return Err(PageError::BadRequest("rules".to_owned())) };
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let Some(id) = insert_variant(&mut change, round.id, &named.name, &rules).await? else {
        drop(change);
        return page(&visitor, &slug, &fields, Some(sheet.wrong("name", "selection-mistake-name"))).await;
    };
    change.commit(Record::new("variant.saved", id).with("rules", &rules)).await?;
    visitor.done(&format!("/rounds/{slug}/selection?variant={id}"), "selection-variant-saved")
}

/// Other rules for a variant.
pub(super) struct Changed {
    rules: Rules,
    edition: i64,
}

impl FromForm for Changed {
    fn read(form: &mut Reader<'_>) -> Option<Self> {
        let edition = form.number("edition", 0..=i64::MAX);
        let rules = rules_of(form.fields());
        if rules.is_none() {
            form.mistake("places", "form-no-number");
        }
        Some(Self { rules: rules?, edition: edition? })
    }
}

pub(super) async fn change(
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    form: Form<Changed>,
) -> Answer {
    policy::may_work(&visitor)?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    find_variant(&mut change, round.id, id).await?.ok_or(PageError::NotFound)?;
    let Ok(changed) = form.checked() else { return Err(PageError::BadRequest("rules".to_owned())) };
    if !update_variant(&mut change, id, changed.edition, &changed.rules).await? {
        return Err(PageError::Conflict("selection-variant-changed"));
    }
    // Who signed first signed another set.
    for decision in list_decisions(&mut change, round.id).await? {
        if decision.state == DecisionState::Signed && decision.variant == Some(id) {
            make_void(&mut change, decision.id, VoidWhy::Changed).await?;
        }
    }
    change.commit(Record::new("variant.changed", id).with("rules", &changed.rules)).await?;
    visitor.done(&format!("/rounds/{slug}/selection?variant={id}"), "selection-variant-saved")
}

pub(super) async fn remove(visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> Answer {
    policy::may_work(&visitor)?;
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    find_variant(&mut change, round.id, id).await?.ok_or(PageError::NotFound)?;
    delete_variant(&mut change, id).await?;
    change.commit(Record::new("variant.deleted", id)).await?;
    visitor.done(&format!("/rounds/{slug}/selection"), "selection-variant-removed")
}

/// Rules and name of one side of a comparison; the proposal where the address names none.
fn side(visitor: &Visitor, room: &Room, id: Option<&str>) -> Result<(String, String, Rules), PageError> {
    match id.filter(|id| !id.is_empty() && *id != PROPOSAL) {
        Some(id) => {
            let found = room.variants.iter().find(|one| one.id.to_string() == id);
            let found = found.ok_or(PageError::NotFound)?;
            Ok((id.to_owned(), found.name.clone(), found.rules.clone()))
        }
        None => Ok((
            PROPOSAL.to_owned(),
            visitor.text("selection-proposal")?,
            Rules::of_round(&room.reading.round.settings),
        )),
    }
}

pub(super) async fn compare(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_read(&visitor)?;
    let fields = Fields::from_query(visitor.query());
    let room = Room::of(&mut *visitor.read().await?, &slug, &Fields::default()).await?;
    let a = side(&visitor, &room, fields.first("a"))?;
    let b = side(&visitor, &room, fields.first("b"))?;
    let mut sides = Vec::new();
    let mut choices: Vec<Option<std::sync::Arc<Choice>>> = Vec::new();
    let words = Words { visitor: &visitor, room: &room };
    for (id, name, rules) in [&a, &b] {
        let found = match &room.basis {
            Some(basis) => Some(basis.choose(rules).await?),
            None => None,
        };
        let refusal = match &found {
            Some(Err(refusal)) => Some(words.refusal(refusal)?),
            _ => None,
        };
        let choice = found.and_then(Result::ok);
        let variant = if id == PROPOSAL { String::new() } else { format!("?variant={id}") };
        sides.push(context! {
            id => id.clone(), name => name.clone(), refusal => refusal,
            href => visitor.url(&format!("/rounds/{slug}/selection{variant}")),
            places => rules.places,
            n => choice.as_ref().map(|c| c.chosen.len()),
            covered => choice.as_ref().map(|c| tenths(visitor.lang(), c.share(c.covered))),
            is_proven => choice.as_ref().is_some_and(|c| c.is_proven),
            jury => choice.as_ref().and_then(|c| mean_jury(&room, c)),
        });
        choices.push(choice);
    }
    let (differences, areas, chart) = match choices.as_slice() {
        [Some(a_choice), Some(b_choice)] => (
            Some(differences(&room, a_choice, b_choice)),
            areas(&visitor, a_choice, b_choice),
            Some(chart(&visitor, [&a.1, &b.1], a_choice, b_choice)?),
        ),
        _ => (None, Vec::new(), None),
    };
    let mut options = vec![context! { value => PROPOSAL, label => visitor.text("selection-proposal")? }];
    options.extend(
        room.variants.iter().map(|one| context! { value => one.id.to_string(), label => one.name.clone() }),
    );
    let form = visitor.form(&rathaus_web::Sheet::filled([("a", a.0), ("b", b.0)]))?;
    let title = visitor.text("selection-compare-title")?;
    visitor.page(
        "forum/selection-comparison.html",
        title,
        context! {
            round => room.reading.head(), has_basis => room.basis.is_some(), sides => sides, options => options,
            form => form, differences => differences, areas => areas, chart => chart,
        },
    )
}

fn mean_jury(room: &Room, choice: &Choice) -> Option<f64> {
    let basis = room.basis.as_ref()?;
    let means: Vec<f64> = choice.chosen.iter().filter_map(|p| basis.jury_of(&p.offer)?.mean).collect();
    (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
}

fn differences(room: &Room, a: &Choice, b: &Choice) -> Value {
    let views = |labels: Vec<&str>| -> Vec<Value> {
        labels.into_iter().map(|label| room.reading.offer_view(label)).collect()
    };
    context! {
        both => views(a.labels().into_iter().filter(|label| b.has(label)).collect()),
        only_a => views(a.labels().into_iter().filter(|label| !b.has(label)).collect()),
        only_b => views(b.labels().into_iter().filter(|label| !a.has(label)).collect()),
    }
}

/// Pairs of shares by area: name, of the first, of the second.
fn pairs<'c>(
    a: &'c Choice,
    b: &'c Choice,
) -> impl Iterator<Item = (&'c crate::model::selection::AreaCover, f64, f64)> {
    let share = |covered: f64, demand: f64| if demand > 0.0 { covered / demand } else { 0.0 };
    a.areas.iter().map(move |area| {
        let other = b.areas.iter().find(|other| other.key == area.key);
        let second = other.map_or(0.0, |other| share(other.covered, other.demand));
        (area, share(area.covered, area.demand), second)
    })
}

fn areas(visitor: &Visitor, a: &Choice, b: &Choice) -> Vec<Value> {
    pairs(a, b)
        .map(|(area, first, second)| {
            context! {
                name => area_name(visitor.lang(), area), a => percent(first), b => percent(second),
                more => if percent(first) > percent(second) { "a" } else if percent(second) > percent(first) { "b" } else { "" },
            }
        })
        .collect()
}

fn chart(visitor: &Visitor, names: [&String; 2], a: &Choice, b: &Choice) -> Result<Value, PageError> {
    let mut rows = Vec::new();
    for (area, first, second) in pairs(a, b) {
        for (place, share) in [first, second].into_iter().enumerate() {
            let name = area_name(visitor.lang(), area);
            rows.push(BarRow {
                name: if place == 0 { format!("{name} · A") } else { "B".to_owned() },
                values: if place == 0 { vec![share, 0.0] } else { vec![0.0, share] },
                text: format!("{} %", percent(share)),
                title: format!("{name}, {}: {} %", names[place], percent(share)),
                least: None,
                most: None,
            });
        }
    }
    let label = Label {
        id: "selection-compare-chart".to_owned(),
        title: visitor.text("selection-compare-chart")?,
        description: visitor.text("selection-compare-chart-description")?,
    };
    let parts = vec![format!("A: {}", names[0]), format!("B: {}", names[1])];
    Ok(Value::from_safe_string(bars(&Bars { label, parts, rows, limits: String::new() })))
}
