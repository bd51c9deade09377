//! What a choice of offers is computed from, and the choice under other rules.
//!
//! The matching of a round takes seconds where it is large; the choice itself takes milliseconds. So the numbers in
//! between are kept with the plan: weights of needs, what covers what, suppliers, the jury's means. A choice under any
//! rules is then a function of these numbers alone, with the same outcome as in the plan where the rules are the same.

use rathaus_allocation::portfolio::{self, Limits, PortfolioError, Problem, Rule};
use serde::{Deserialize, Serialize};

use super::grouping::Grouped;
use super::invitation::cover;
use super::round4;
use crate::matching::Matching;
use crate::model::Input;
use crate::model::plan::JuryScore;
use crate::model::selection::{AreaCover, Choice, Clash, Other, Pick, Refusal, Rules, Why};

/// Work that one choice on a page may spend: at most about half a second.
const ON_A_PAGE: Limits = Limits { work: 300_000_000, nodes: 20_000, root_rounds: 800, node_rounds: 20 };

/// An offer as numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroundOffer {
    /// Its label.
    pub id: String,
    /// Its supplier.
    pub supplier: String,
    /// The jury's mean, where a review counts.
    pub jury: Option<f64>,
    /// The area in which the needs it covers lie most: its place in [`Ground::areas`].
    pub area: Option<usize>,
}

/// A need as numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroundNeed {
    /// Its label.
    pub id: String,
    /// What covering it in full is worth.
    pub weight: f64,
    /// Its areas with their shares, which sum to 1.
    pub areas: Vec<(usize, f64)>,
    /// The offers that cover it, and how much of it; those that break a condition are not among them.
    pub cover: Vec<(usize, f64)>,
}

/// An area of action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroundArea {
    /// Its key.
    pub key: String,
    /// German name.
    pub name: String,
    /// English name.
    pub name_en: String,
}

/// The numbers behind every choice of a round.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ground {
    /// All offers that count.
    pub offers: Vec<GroundOffer>,
    /// All needs.
    pub needs: Vec<GroundNeed>,
    /// All areas.
    pub areas: Vec<GroundArea>,
    /// Weight of the jury's mean in the choice.
    pub jury: f64,
}

impl Ground {
    pub(super) fn of(
        input: &Input,
        matching: &Matching<'_>,
        grouped: &Grouped,
        weights: &[f64],
        jury: &[JuryScore],
    ) -> Self {
        let mut strength = vec![vec![0.0_f64; grouped.areas.len()]; input.offers.len()];
        for (need, belongs) in grouped.belongs.iter().enumerate() {
            for (offer, score) in matching.scores.row(need).iter().enumerate() {
                for b in belongs {
                    strength[offer][b.area] += cover(*score) * f64::from(b.score);
                }
            }
        }
        let strongest = |row: &[f64]| {
            (row.iter().enumerate())
                .filter(|(_, s)| **s > 0.0)
                .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
                .map(|(area, _)| area)
        };
        let offers = input
            .offers
            .iter()
            .enumerate()
            .map(|(place, offer)| GroundOffer {
                id: offer.id.clone(),
                supplier: offer.supplier.trim().to_owned(),
                jury: jury.iter().find(|j| j.offer_id == offer.id).and_then(|j| j.mean),
                area: strongest(&strength[place]),
            })
            .collect();
        let needs = input
            .needs
            .iter()
            .enumerate()
            .map(|(place, need)| {
                let sum: f64 = grouped.belongs[place].iter().map(|b| f64::from(b.score)).sum();
                let cover = match weights[place] > 0.0 {
                    true => (matching.scores.row(place).iter().enumerate())
                        .map(|(offer, score)| (offer, cover(*score)))
                        .filter(|(offer, share)| *share > 0.0 && matching.violation(place, *offer).is_none())
                        .collect(),
                    false => Vec::new(),
                };
                GroundNeed {
                    id: need.id.clone(),
                    weight: weights[place],
                    areas: grouped.belongs[place]
                        .iter()
                        .filter(|_| sum > 0.0)
                        .map(|b| (b.area, f64::from(b.score) / sum))
                        .collect(),
                    cover,
                }
            })
            .collect();
        let areas = grouped
            .areas
            .iter()
            .map(|area| GroundArea {
                key: area.key.clone(),
                name: area.name.clone(),
                name_en: area.name_en.clone(),
            })
            .collect();
        Self { offers, needs, areas, jury: input.round.weights.jury }
    }

    /// The weighted demand in all.
    pub fn demand(&self) -> f64 {
        self.needs.iter().map(|need| need.weight).sum()
    }

    fn place_of(&self, label: &str) -> Option<usize> {
        self.offers.iter().position(|offer| offer.id == label)
    }

    fn area_of(&self, name: &str) -> Option<usize> {
        let wanted = name.trim().to_lowercase();
        self.areas.iter().position(|a| a.key.to_lowercase() == wanted || a.name.to_lowercase() == wanted)
    }

    /// Why the rules keep an offer out, if they do.
    pub(super) fn barred(&self, offer: usize, rules: &Rules) -> Option<Why> {
        let found = &self.offers[offer];
        if rules.never.contains(&found.id) {
            return Some(Why::Never);
        }
        if rules.threshold <= 0.0 || rules.must.contains(&found.id) {
            return None;
        }
        match found.jury {
            Some(mean) if mean < rules.threshold => {
                Some(Why::BelowThreshold { mean, wanted: rules.threshold })
            }
            Some(_) => None,
            None => Some(Why::NoReview),
        }
    }

    /// The rules as the engine takes them.
    pub(super) fn problem(&self, rules: &Rules) -> Problem {
        let places = rules.places.min(self.offers.len());
        let per_place = self.demand() / places.max(1) as f64;
        let folded: Vec<String> = self.offers.iter().map(|offer| offer.supplier.to_lowercase()).collect();
        let mut known = folded.clone();
        known.sort();
        known.dedup();
        // An offer without a supplier's name stands for itself.
        let suppliers = folded
            .iter()
            .enumerate()
            .map(|(place, name)| match name.is_empty() {
                true => known.len() + place,
                false => known.binary_search(name).unwrap_or(0),
            })
            .collect();
        let quotas = rules
            .quotas
            .iter()
            .map(|quota| {
                let area = self.area_of(&quota.area);
                let is_member = |offer: &usize| area.is_some() && self.offers[*offer].area == area;
                portfolio::Quota {
                    members: (0..self.offers.len()).filter(is_member).collect(),
                    least: quota.least,
                    most: quota.most.unwrap_or(usize::MAX),
                }
            })
            .collect();
        Problem {
            offers: self.offers.len(),
            needs: self.needs.iter().map(|need| portfolio::Need { weight: need.weight }).collect(),
            cover: self.needs.iter().map(|need| need.cover.clone()).collect(),
            places,
            suppliers,
            one_per_supplier: rules.one_per_supplier,
            quotas,
            bonus: self
                .offers
                .iter()
                .map(|offer| offer.jury.map_or(0.0, |mean| self.jury * per_place * (mean - 1.0) / 9.0))
                .collect(),
            required: rules.must.iter().filter_map(|label| self.place_of(label)).collect(),
            forbidden: (0..self.offers.len()).filter(|o| self.barred(*o, rules).is_some()).collect(),
        }
    }

    /// The best choice under these rules, with bounded work.
    ///
    /// # Errors
    ///
    /// The smallest set of rules that contradict each other; rules that name what is not there.
    pub fn choose(&self, rules: &Rules) -> Result<Choice, Refusal> {
        if let Some(label) = rules.must.iter().find(|label| self.place_of(label).is_none()) {
            return Err(Refusal::Unreadable(label.clone()));
        }
        if let Some(quota) = rules.quotas.iter().find(|quota| self.area_of(&quota.area).is_none()) {
            return Err(Refusal::Unreadable(quota.area.clone()));
        }
        let problem = self.problem(rules);
        let found = portfolio::choose(&problem, &ON_A_PAGE).map_err(|error| self.say(&error, rules))?;
        let set: Vec<usize> = found.chosen.iter().map(|choice| choice.offer).collect();
        let own: f64 = set.iter().map(|&offer| problem.bonus[offer]).sum();
        let mut chosen: Vec<Pick> = found
            .chosen
            .iter()
            .map(|choice| Pick {
                offer: self.offers[choice.offer].id.clone(),
                is_must: choice.required,
                contribution: round4(choice.contribution),
                alternative: choice.alternative.map(|a| self.offers[a.offer].id.clone()),
                alternative_value: choice.alternative.map(|a| round4(a.value)),
                needs: (self.needs.iter().zip(&found.covered))
                    .filter(|(_, covering)| covering.is_some_and(|c| c.offer == choice.offer))
                    .map(|(need, _)| need.id.clone())
                    .collect(),
            })
            .collect();
        chosen.sort_by(|a, b| b.contribution.total_cmp(&a.contribution).then_with(|| a.offer.cmp(&b.offer)));
        let others = (0..self.offers.len())
            .filter(|offer| !set.contains(offer))
            .map(|offer| Other {
                offer: self.offers[offer].id.clone(),
                why: self.why_not(offer, &set, &problem, rules, found.value),
            })
            .collect();
        let shares: Vec<f64> =
            found.covered.iter().map(|covering| covering.map_or(0.0, |c| c.score)).collect();
        Ok(Choice {
            chosen,
            others,
            value: round4(found.value),
            bound: round4(found.bound),
            is_proven: found.proven,
            covered: round4(found.value - own),
            demand: round4(self.demand()),
            areas: self.by_area(&shares, &set),
        })
    }

    /// Why an offer is not in a set.
    fn why_not(&self, offer: usize, set: &[usize], problem: &Problem, rules: &Rules, value: f64) -> Why {
        if let Some(why) = self.barred(offer, rules) {
            return why;
        }
        let covers = self.needs.iter().any(|need| need.cover.iter().any(|(by, _)| *by == offer));
        if !covers {
            return Why::CoversNothing;
        }
        if rules.one_per_supplier
            && let Some(same) = set.iter().find(|o| problem.suppliers[**o] == problem.suppliers[offer])
        {
            return Why::SameSupplier { of: self.offers[*same].id.clone() };
        }
        let exchanged = |out: usize| {
            let with: Vec<usize> =
                set.iter().map(|&other| if other == out { offer } else { other }).collect();
            (out, portfolio::value(problem, &with))
        };
        let best = (set.iter().copied().filter(|out| !problem.required.contains(out)))
            .map(exchanged)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        match best {
            Some((out, with)) => {
                Why::Exchange { instead_of: self.offers[out].id.clone(), loss: round4(value - with) }
            }
            None => Why::Exchange { instead_of: String::new(), loss: 0.0 },
        }
    }

    /// How much of every area is covered, when each need is covered by its share.
    fn by_area(&self, shares: &[f64], set: &[usize]) -> Vec<AreaCover> {
        let mut areas: Vec<AreaCover> = self
            .areas
            .iter()
            .enumerate()
            .map(|(place, area)| AreaCover {
                key: area.key.clone(),
                name: area.name.clone(),
                name_en: area.name_en.clone(),
                demand: 0.0,
                covered: 0.0,
                offers: set.iter().filter(|offer| self.offers[**offer].area == Some(place)).count(),
            })
            .collect();
        for (need, share) in self.needs.iter().zip(shares) {
            for (area, part) in &need.areas {
                areas[*area].demand += need.weight * part;
                areas[*area].covered += need.weight * part * share;
            }
        }
        areas.retain(|area| area.demand > 0.0);
        for area in &mut areas {
            area.demand = round4(area.demand);
            area.covered = round4(area.covered);
        }
        areas.sort_by(|a, b| b.demand.total_cmp(&a.demand).then_with(|| a.key.cmp(&b.key)));
        areas
    }

    /// The engine's refusal in the words of the rules.
    fn say(&self, error: &PortfolioError, rules: &Rules) -> Refusal {
        let label = |place: usize| self.offers.get(place).map(|offer| offer.id.clone()).unwrap_or_default();
        let clash = |rule: &Rule| {
            Some(match rule {
                Rule::Places(places) => Clash::Places(*places),
                Rule::Required(offer) => Clash::Must(label(*offer)),
                Rule::Forbidden(offer) => match rules.never.contains(&label(*offer)) {
                    true => Clash::Never(label(*offer)),
                    false => Clash::Barred(label(*offer)),
                },
                Rule::OnePerSupplier(number) => {
                    let numbers = self.problem(rules).suppliers;
                    let of = numbers.iter().position(|other| other == number)?;
                    Clash::OnePerSupplier(self.offers[of].supplier.clone())
                }
                Rule::Least(place) => {
                    let quota = rules.quotas.get(*place)?;
                    Clash::Least { area: quota.area.clone(), n: quota.least }
                }
                Rule::Most(place) => {
                    let quota = rules.quotas.get(*place)?;
                    Clash::Most { area: quota.area.clone(), n: quota.most.unwrap_or(usize::MAX) }
                }
            })
        };
        match error {
            PortfolioError::Contradiction { rules } => {
                Refusal::Contradiction(rules.iter().filter_map(clash).collect())
            }
            PortfolioError::Undecided => Refusal::Undecided,
            other => Refusal::Unreadable(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::selection::Quota;

    fn offer(id: &str, supplier: &str, jury: Option<f64>, area: usize) -> GroundOffer {
        GroundOffer { id: id.into(), supplier: supplier.into(), jury, area: Some(area) }
    }

    fn need(id: &str, weight: f64, area: usize, cover: &[(usize, f64)]) -> GroundNeed {
        GroundNeed { id: id.into(), weight, areas: vec![(area, 1.0)], cover: cover.to_vec() }
    }

    /// A covers N1 and N2, B covers N2 and N3, C covers N3; A and C are of one supplier, D covers nothing.
    fn ground() -> Ground {
        let area = |key: &str| GroundArea { key: key.into(), name: key.to_uppercase(), name_en: key.into() };
        Ground {
            offers: vec![
                offer("A", "Anker", Some(8.0), 0),
                offer("B", "Boje", Some(4.0), 1),
                offer("C", "anker", None, 1),
                offer("D", "Delta", Some(9.0), 0),
            ],
            needs: vec![
                need("N1", 4.0, 0, &[(0, 1.0)]),
                need("N2", 2.0, 0, &[(0, 0.5), (1, 0.5)]),
                need("N3", 3.0, 1, &[(1, 1.0), (2, 1.0)]),
            ],
            areas: vec![area("x"), area("y")],
            jury: 0.0,
        }
    }

    fn rules(places: usize) -> Rules {
        Rules { places, must: vec![], never: vec![], threshold: 0.0, one_per_supplier: false, quotas: vec![] }
    }

    #[test]
    fn the_choice_says_what_each_brings_and_why_others_are_out() {
        let choice = ground().choose(&rules(2)).expect("a choice");
        assert_eq!(choice.labels(), ["A", "B"]);
        assert_eq!((choice.value, choice.bound, choice.is_proven, choice.demand), (8.0, 8.0, true, 9.0));
        assert_eq!(choice.chosen[0].contribution, 4.0, "N1; N2 is covered by B as well");
        assert_eq!(choice.chosen[1].alternative.as_deref(), Some("C"));
        let why = |label: &str| choice.others.iter().find(|o| o.offer == label).map(|o| o.why.clone());
        assert_eq!(why("C"), Some(Why::Exchange { instead_of: "B".into(), loss: 0.0 }));
        assert_eq!(why("D"), Some(Why::CoversNothing));
        let covered: Vec<_> = choice.areas.iter().map(|a| (a.key.as_str(), a.covered, a.demand)).collect();
        assert_eq!(covered, [("x", 5.0, 6.0), ("y", 3.0, 3.0)]);
    }

    #[test]
    fn rules_bind_and_say_why() {
        let strict = Rules { threshold: 5.0, one_per_supplier: true, ..rules(2) };
        let choice = ground().choose(&strict).expect("a choice");
        let why = |label: &str| choice.others.iter().find(|o| o.offer == label).map(|o| o.why.clone());
        assert_eq!(why("B"), Some(Why::BelowThreshold { mean: 4.0, wanted: 5.0 }));
        assert_eq!(why("C"), Some(Why::NoReview));
        let one = Rules { one_per_supplier: true, must: vec!["A".into()], ..rules(2) };
        let choice = ground().choose(&one).expect("a choice");
        let why = choice.others.iter().find(|o| o.offer == "C").map(|o| o.why.clone());
        assert_eq!(why, Some(Why::SameSupplier { of: "A".into() }));
        assert!(choice.chosen.iter().any(|pick| pick.offer == "A" && pick.is_must));
    }

    #[test]
    fn a_contradiction_is_the_smallest_one() {
        let both = Rules {
            one_per_supplier: true,
            must: vec!["A".into(), "B".into(), "C".into()],
            quotas: vec![Quota { area: "x".into(), least: 1, most: None }],
            ..rules(3)
        };
        let Err(Refusal::Contradiction(clashes)) = ground().choose(&both) else { panic!("refused") };
        assert_eq!(clashes.len(), 3, "{clashes:?}");
        assert!(clashes.contains(&Clash::OnePerSupplier("Anker".into())), "{clashes:?}");
        for clash in &clashes {
            assert!(ground().choose(&both.without_rule(clash)).is_ok(), "{clash:?}");
        }
        let gone = Rules { must: vec!["Z".into()], ..rules(2) };
        assert_eq!(ground().choose(&gone), Err(Refusal::Unreadable("Z".into())));
    }
}
