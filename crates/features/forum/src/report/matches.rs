//! Which offer fits which need and why, both ways round, and the needs that nothing covers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::facts::{Facts, NeedView, OfferView};
use crate::model::plan::{Match, Reason};

#[derive(Debug, Serialize)]
pub(super) struct MatchesView {
    areas: Vec<AreaMatchesView>,
    offers: Vec<OfferMatchesView>,
    excluded: usize,
    more_needs: usize,
}

#[derive(Debug, Serialize)]
struct AreaMatchesView {
    name: Option<String>,
    needs: Vec<NeedMatchesView>,
}

#[derive(Debug, Serialize)]
struct NeedMatchesView {
    need: NeedView,
    offers: Vec<PairView>,
    excluded: Vec<ExcludedView>,
}

#[derive(Debug, Serialize)]
struct PairView {
    rank: usize,
    offer: OfferView,
    score: f64,
    reasons: Vec<ReasonView>,
}

#[derive(Debug, Serialize)]
struct ReasonView {
    need: String,
    offer: String,
    concept: Option<String>,
    is_same: bool,
}

#[derive(Debug, Serialize)]
struct ExcludedView {
    offer: OfferView,
    because: String,
}

#[derive(Debug, Serialize)]
struct OfferMatchesView {
    offer: OfferView,
    needs: Vec<TownView>,
    more: usize,
}

#[derive(Debug, Serialize)]
struct TownView {
    need: NeedView,
    score: f64,
    rank: usize,
    reason: Option<ReasonView>,
}

#[derive(Debug, Serialize)]
pub(super) struct WhiteView {
    rows: Vec<WhiteRowView>,
    by_area: Vec<(String, usize, usize)>,
    towns: Vec<String>,
    blocked: usize,
    more: usize,
}

#[derive(Debug, Serialize)]
struct WhiteRowView {
    need: NeedView,
    area: Option<String>,
    best_score: f64,
    offer: Option<OfferView>,
    because: Option<String>,
}

/// Offers listed per need.
const OFFERS: usize = 5;
/// Excluded offers listed per need.
const EXCLUDED: usize = 4;
/// Reasons listed per pair of the first three ranks; below them only the strongest.
const REASONS: usize = 3;
/// Needs listed per offer.
const TOWNS: usize = 10;
/// Most needs in the list, most offers in the list, most white spots; the rest stands in `matches.csv`.
const MOST: usize = 400;

pub(super) fn view(facts: &Facts<'_>) -> MatchesView {
    let needs = facts.telling_needs();
    let mut by_area: BTreeMap<Option<usize>, Vec<NeedMatchesView>> = BTreeMap::new();
    for need in needs.iter().take(MOST) {
        let area = facts
            .areas_of(&need.id)
            .first()
            .and_then(|a| facts.plan.areas.iter().position(|area| area.key == a.area));
        by_area.entry(area).or_default().push(need_matches(facts, &need.id));
    }
    let mut areas: Vec<AreaMatchesView> = by_area
        .into_iter()
        .map(|(area, needs)| AreaMatchesView {
            name: area.map(|place| facts.area_name(&facts.plan.areas[place].key)),
            needs,
        })
        .collect();
    // Needs without an area come last, not first.
    let loose = areas.iter().take_while(|a| a.name.is_none()).count();
    areas.rotate_left(loose);
    MatchesView {
        areas,
        offers: offers(facts),
        excluded: facts.plan.matches.iter().filter(|m| m.excluded_because.is_some()).count(),
        more_needs: needs.len().saturating_sub(MOST),
    }
}

fn need_matches(facts: &Facts<'_>, id: &str) -> NeedMatchesView {
    let all = facts.matches_of(id);
    NeedMatchesView {
        need: facts.need_view(id),
        offers: all
            .iter()
            .filter(|m| m.rank > 0 && m.excluded_because.is_none())
            .take(OFFERS)
            .map(|m| PairView {
                rank: m.rank,
                offer: facts.offer_view(&m.offer_id),
                score: m.score,
                reasons: m.reasons.iter().take(if m.rank <= 3 { REASONS } else { 1 }).map(reason).collect(),
            })
            .collect(),
        excluded: all
            .iter()
            .filter_map(|m| Some((m, m.excluded_because.clone()?)))
            .take(EXCLUDED)
            .map(|(m, because)| ExcludedView { offer: facts.offer_view(&m.offer_id), because })
            .collect(),
    }
}

fn reason(reason: &Reason) -> ReasonView {
    ReasonView {
        need: reason.need.clone(),
        offer: reason.offer.clone(),
        concept: reason.concept.clone().filter(|c| *c != reason.need && *c != reason.offer),
        is_same: reason.need.to_lowercase() == reason.offer.to_lowercase(),
    }
}

fn offers(facts: &Facts<'_>) -> Vec<OfferMatchesView> {
    let mut by_offer: BTreeMap<&str, Vec<&Match>> = BTreeMap::new();
    for one in
        facts.plan.matches.iter().filter(|m| m.rank > 0 && m.rank <= 10 && m.excluded_because.is_none())
    {
        by_offer.entry(&one.offer_id).or_default().push(one);
    }
    facts
        .input
        .offers
        .iter()
        .take(MOST)
        .map(|offer| {
            let mut list = by_offer.remove(offer.id.as_str()).unwrap_or_default();
            list.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.need_id.cmp(&b.need_id)));
            OfferMatchesView {
                offer: facts.offer_view(&offer.id),
                more: list.len().saturating_sub(TOWNS),
                needs: list
                    .into_iter()
                    .take(TOWNS)
                    .map(|m| TownView {
                        need: facts.need_view(&m.need_id),
                        score: m.score,
                        rank: m.rank,
                        reason: m.reasons.first().map(reason),
                    })
                    .collect(),
            }
        })
        .collect()
}

pub(super) fn white_view(facts: &Facts<'_>) -> WhiteView {
    let mut spots: Vec<_> = facts.plan.white_spots.iter().collect();
    spots.sort_by(|a, b| {
        let relevance = |id: &str| facts.need(id).map_or(0, |n| n.relevance);
        relevance(&b.need_id).cmp(&relevance(&a.need_id)).then(a.need_id.cmp(&b.need_id))
    });
    let white: BTreeSet<&str> = spots.iter().map(|s| s.need_id.as_str()).collect();
    let mut towns: BTreeMap<&str, bool> = BTreeMap::new();
    for need in facts.telling_needs() {
        *towns.entry(&need.organisation).or_insert(true) &= white.contains(need.id.as_str());
    }
    let area_of = |id: &str| facts.areas_of(id).first().map(|a| a.area.as_str());
    let mut by_area: Vec<(String, usize, usize)> = facts
        .plan
        .areas
        .iter()
        .map(|area| {
            let of_area = |id: &&str| area_of(id) == Some(area.key.as_str());
            let all = facts.telling_needs().iter().filter(|n| of_area(&n.id.as_str())).count();
            (facts.area_name(&area.key), white.iter().filter(|id| of_area(id)).count(), all)
        })
        .filter(|(_, white, _)| *white > 0)
        .collect();
    by_area.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
    WhiteView {
        blocked: spots.iter().filter(|s| s.blocked_offer.is_some()).count(),
        more: spots.len().saturating_sub(MOST),
        rows: spots
            .iter()
            .take(MOST)
            .map(|s| WhiteRowView {
                need: facts.need_view(&s.need_id),
                area: area_of(&s.need_id).map(|key| facts.area_name(key)),
                best_score: s.best_score,
                offer: s.blocked_offer.as_deref().map(|id| facts.offer_view(id)),
                because: s.blocked_because.clone(),
            })
            .collect(),
        by_area,
        towns: towns.into_iter().filter(|(_, is_white)| *is_white).map(|(town, _)| town.to_owned()).collect(),
    }
}
