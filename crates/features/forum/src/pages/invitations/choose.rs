//! Choosing towns and counties from the register: by state, government district, county, size or name, on a list with
//! boxes, with the running total and the map.
//!
//! Nothing is sent by choosing. What the filters show can be taken as a whole, so that a hundred boxes need no
//! hundred clicks, with or without scripts.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Path;
use rathaus_core::Ags;
use rathaus_core::register::{OUTLINE_SOURCE, REGISTER_SOURCE, Register, hessen_counties};
use rathaus_people::organisation::{ensure_municipality, of_register};
use rathaus_people::{SizeClass, german_order};
use rathaus_store::{Change, Id, Record, StoreError};
use rathaus_web::charts::{Label, ShapeFill};
use rathaus_web::list::Listing;
use rathaus_web::{Answer, Fields, PageError, Value, Visitor, context, shown};
use serde::Serialize;

use super::{head, slice};
use crate::pages::region_map::{self, County, Look};
use crate::pages::round::round_of;
use crate::policy;
use crate::store::invitation::{Invitation, insert_invitation, list_invitations};
use crate::store::round::KeptRound;

/// Most bodies that are taken at once; more are a mistake sooner than a wish.
const MOST_AT_ONCE: usize = 1_000;

const FILTERS: [&str; 5] = ["state", "district", "county", "size", "kind"];

/// A body of the register as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Body {
    ags: Ags,
    name: String,
    county: String,
    inhabitants: u64,
    is_county: bool,
    is_chosen: bool,
}

/// The name by which a body is invited: without the register's addition.
pub(super) fn body_name(ags: Ags) -> Option<String> {
    let name = Register::germany().name(ags)?;
    Some(name.split(',').next().unwrap_or(&name).to_owned())
}

/// What the filters show, in the order of names; nothing where none is set.
fn found(listing: &Listing, chosen: &BTreeSet<Ags>) -> Vec<Body> {
    let filter = |name: &str| listing.filter(name).unwrap_or_default();
    let (state, district, county) = (filter("state"), filter("district"), filter("county"));
    let (q, size, kind) = (listing.q().to_lowercase(), filter("size"), filter("kind"));
    if state.is_empty() && county.is_empty() && q.chars().count() < 2 {
        return Vec::new();
    }
    let register = Register::germany();
    let (mut bodies, mut counties) = (Vec::new(), BTreeSet::new());
    let fits_name = |name: &str, ags: Ags| {
        q.is_empty() || name.to_lowercase().contains(&q) || ags.as_str().starts_with(&q)
    };
    for town in register.iter().filter(|town| town.population.unwrap_or(0) > 0) {
        if !(state.is_empty() || town.ags.state_digits() == state)
            || !(district.is_empty() || town.government_district == district)
            || !(county.is_empty() || town.ags.county_digits() == county)
        {
            continue;
        }
        counties.insert(town.ags.county());
        let class = SizeClass::of(town.population.unwrap_or(0)).word();
        if kind != "county" && (size.is_empty() || size == class) && fits_name(&town.name, town.ags) {
            bodies.push(body(town.ags, false, chosen));
        }
    }
    if kind != "municipality" && size.is_empty() {
        for county in counties.into_iter().filter(|county| register.find(*county).is_none()) {
            if register.name(county).is_some_and(|name| fits_name(&name, county)) {
                bodies.push(body(county, true, chosen));
            }
        }
    }
    bodies.sort_by_cached_key(|body| (german_order(&body.name), body.ags));
    bodies
}

fn body(ags: Ags, is_county: bool, chosen: &BTreeSet<Ags>) -> Body {
    let register = Register::germany();
    let county = register.name(ags.county()).unwrap_or_default();
    Body {
        ags,
        name: body_name(ags).unwrap_or_default(),
        county: county.split(',').next().unwrap_or_default().to_owned(),
        inhabitants: register.population(ags),
        is_county,
        is_chosen: chosen.contains(&ags),
    }
}

/// What has been chosen so far. Inhabitants are counted once, where both a county and its towns are invited.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Total {
    municipalities: usize,
    counties: usize,
    others: usize,
    inhabitants: u64,
}

impl Total {
    fn of(invitations: &[Invitation]) -> Self {
        let keys: BTreeSet<Ags> = invitations.iter().filter_map(|i| i.ags).collect();
        let (counties, towns): (Vec<Ags>, Vec<Ags>) =
            keys.iter().partition(|ags| Register::germany().find(**ags).is_none());
        let whole: u64 = counties.iter().map(|ags| Register::germany().population(*ags)).sum();
        let rest: u64 = towns
            .iter()
            .filter(|ags| !keys.contains(&ags.county()) || ags.is_county())
            .map(|ags| Register::germany().population(*ags))
            .sum();
        Self {
            municipalities: towns.len(),
            counties: counties.len(),
            others: invitations.len() - keys.len(),
            inhabitants: whole + rest,
        }
    }
}

/// The choices of the filters; districts and counties only those of what is chosen above them.
fn choices(visitor: &Visitor, listing: &Listing) -> Result<Value, PageError> {
    let filter = |name: &str| listing.filter(name).unwrap_or_default();
    let (mut states, mut districts, mut counties) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
    for town in Register::germany().iter() {
        states.insert(town.ags.state_digits().to_owned(), town.state.clone());
        if town.ags.state_digits() == filter("state") {
            if !town.government_district.is_empty() {
                districts.insert(town.government_district.clone());
            }
            if filter("district").is_empty() || town.government_district == filter("district") {
                counties.insert(town.ags.county_digits().to_owned(), town.ags.county());
            }
        }
    }
    let option = |value: &str, label: &str| context! { value => value, label => label };
    let mut counties: Vec<(String, String)> = counties
        .into_iter()
        .filter_map(|(digits, ags)| {
            let name = Register::germany().name(ags)?;
            Some((digits, name.split(',').next().unwrap_or_default().to_owned()))
        })
        .collect();
    counties.sort_by_cached_key(|(_, name)| german_order(name));
    let sizes = SizeClass::ALL
        .iter()
        .map(|size| Ok(option(size.word(), &visitor.text(&format!("invitations-size-{}", size.word()))?)))
        .collect::<Result<Vec<_>, PageError>>()?;
    let kinds = ["municipality", "county"]
        .iter()
        .map(|kind| Ok(option(kind, &visitor.text(&format!("invitations-kind-{kind}"))?)))
        .collect::<Result<Vec<_>, PageError>>()?;
    Ok(context! {
        states => states.iter().map(|(digits, name)| option(digits, name)).collect::<Vec<_>>(),
        districts => districts.iter().map(|name| option(name, name.trim_start_matches("Reg.-Bez. "))).collect::<Vec<_>>(),
        counties => counties.iter().map(|(digits, name)| option(digits, name)).collect::<Vec<_>>(),
        sizes => sizes,
        kinds => kinds,
    })
}

fn drawing(visitor: &Visitor, bodies: &[Body], chosen: &BTreeSet<Ags>) -> Result<Option<Value>, PageError> {
    let mut looks = BTreeMap::new();
    for ags in chosen {
        let name = body_name(*ags).unwrap_or_default();
        let title = visitor.text_with("invitations-map-chosen", &[("name", name.into())])?;
        looks.insert(*ags, Look { fill: ShapeFill::Step(5), title, is_marked: true });
    }
    for body in bodies.iter().filter(|body| !body.is_chosen) {
        let title = visitor.text_with("invitations-map-found", &[("name", body.name.as_str().into())])?;
        looks.insert(body.ags, Look { fill: ShapeFill::Step(2), title, is_marked: false });
    }
    let label = Label {
        id: "choose-map".to_owned(),
        title: visitor.text("invitations-map-title")?,
        description: visitor.text("invitations-map-description")?,
    };
    Ok(region_map::draw(label, &looks))
}

/// The counties on the map, to begin with one of them. Only Hessen's outlines are shipped: it is shown while no other
/// state and no county is chosen.
fn counties(
    visitor: &Visitor,
    slug: &str,
    listing: &Listing,
    chosen: &BTreeSet<Ags>,
) -> Result<Option<Value>, PageError> {
    let filter = |name: &str| listing.filter(name).unwrap_or_default();
    if !filter("county").is_empty() || !matches!(filter("state"), "" | "06") {
        return Ok(None);
    }
    let label = Label {
        id: "choose-counties".to_owned(),
        title: visitor.text("invitations-counties-title")?,
        description: visitor.text("invitations-counties-description")?,
    };
    let mut titles = BTreeMap::new();
    for outline in hessen_counties() {
        let county = outline.ags.county();
        let towns: Vec<Ags> = Register::germany()
            .list_county(county)
            .filter(|town| town.population.unwrap_or(0) > 0)
            .map(|town| town.ags)
            .collect();
        let taken = towns.iter().filter(|ags| chosen.contains(ags)).count();
        let name = body_name(county).unwrap_or_default();
        let args = [("name", name.into()), ("n", taken.into()), ("all", towns.len().into())];
        let fill = match taken {
            0 => ShapeFill::Blank,
            some if some < towns.len() => ShapeFill::Step(2),
            _ => ShapeFill::Step(5),
        };
        titles.insert(county, (fill, visitor.text_with("invitations-counties-county", &args)?));
    }
    Ok(region_map::draw_counties(label, |county| {
        let (fill, title) = titles.get(&county).cloned()?;
        let query = format!("state={}&county={}", county.state_digits(), county.county_digits());
        let href = visitor.url(&format!("/rounds/{slug}/invitations/choose?{query}"));
        Some(County { fill, title, href })
    }))
}

fn listing_of(visitor: &Visitor) -> Listing {
    Listing::read(visitor, &["name"], &FILTERS)
}

pub(super) async fn show(visitor: Visitor, Path(slug): Path<String>) -> Answer {
    policy::may_work(&visitor)?;
    let mut view = visitor.read().await?;
    let round = round_of(&mut view, &slug).await?;
    let invitations = list_invitations(&mut view, round.id).await?;
    let chosen: BTreeSet<Ags> = invitations.iter().filter_map(|i| i.ags).collect();
    let listing = listing_of(&visitor);
    let bodies = found(&listing, &chosen);
    let list = listing.view(&visitor, &[], bodies.len() as u64)?;
    let fresh = bodies.iter().filter(|body| !body.is_chosen).count();
    let title = visitor.text("invitations-choose-title")?;
    visitor.page(
        "forum/invitations-choose.html",
        title,
        context! {
            round => head(&round),
            total => shown(Total::of(&invitations)),
            found => bodies.len(),
            fresh => fresh,
            too_many => fresh > MOST_AT_ONCE,
            list => list,
            rows => shown(slice(&bodies, &listing)),
            choices => choices(&visitor, &listing)?,
            action => listing.href_for_page(listing.page()),
            token => visitor.form_token(),
            map => drawing(&visitor, &bodies, &chosen)?,
            counties => counties(&visitor, &round.slug, &listing, &chosen)?,
            outline_source => OUTLINE_SOURCE,
            register_source => REGISTER_SOURCE,
        },
    )
}

pub(super) async fn take(visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> Answer {
    policy::may_work(&visitor)?;
    let mut change = visitor.change().await?;
    let round = round_of(&mut change, &slug).await?;
    let invitations = list_invitations(&mut change, round.id).await?;
    let chosen: BTreeSet<Ags> = invitations.iter().filter_map(|i| i.ags).collect();
    let listing = listing_of(&visitor);
    let wanted: Vec<Ags> = if fields.first("take") == Some("all") {
        found(&listing, &chosen).into_iter().map(|body| body.ags).collect()
    } else {
        fields.all("ags").iter().filter_map(|text| text.parse().ok()).collect()
    };
    let wanted: BTreeSet<Ags> = wanted.into_iter().filter(|ags| !chosen.contains(ags)).collect();
    if wanted.len() > MOST_AT_ONCE {
        return Err(PageError::Conflict("invitations-too-many"));
    }
    let taken = invite(&mut change, &round, &wanted).await?;
    change.commit(Record::new("round.invitations-chosen", round.id).with("bodies", taken.len())).await?;
    let back = listing.href_for_page(listing.page());
    let back = back.strip_prefix(&visitor.url("")).unwrap_or(&back).to_owned();
    visitor.done(&back, if taken.is_empty() { "invitations-none-taken" } else { "invitations-taken" })
}

/// Lists bodies of the register for a round; keys it does not know are passed over. Gives the new ones by key.
pub(crate) async fn invite(
    change: &mut Change,
    round: &KeptRound,
    keys: &BTreeSet<Ags>,
) -> Result<BTreeMap<Ags, Id>, StoreError> {
    let mut taken = BTreeMap::new();
    for ags in keys {
        let (Some(entry), Some(name)) = (of_register(*ags), body_name(*ags)) else { continue };
        let organisation = ensure_municipality(change, *ags).await?;
        let inhabitants = entry.inhabitants.unwrap_or(0);
        let new = Invitation::listed(change.now(), round.id, organisation, &name, Some(*ags), inhabitants);
        if insert_invitation(change, &new).await? {
            taken.insert(*ags, new.id);
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rathaus_store::testing::start;

    #[test]
    fn inhabitants_of_an_invited_county_are_counted_once() {
        let key = |text: &str| text.parse::<Ags>().expect("a key");
        let invitation = |ags: &str| {
            let id = Id::of_name(ags);
            Invitation::listed(start(), id, id, ags, Some(key(ags)), 0)
        };
        let county = Register::germany().population(key("06633000"));
        let both = Total::of(&[invitation("06633000"), invitation("06633005")]);
        assert_eq!((both.municipalities, both.counties, both.inhabitants), (1, 1, county));
        let city = Total::of(&[invitation("06611000")]);
        assert_eq!((city.municipalities, city.counties), (1, 0));
        assert_eq!(city.inhabitants, Register::germany().population(key("06611000")));
    }
}
