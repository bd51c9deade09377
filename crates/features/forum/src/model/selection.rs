//! The rules of a choice of offers, and the choice that comes of them.
//!
//! Rules are written into addresses and kept with variants and decisions. Two sets of rules that mean the same are the
//! same value ([`Rules::tidy`]), so that what was computed for one serves the other. How a choice is computed stands
//! in [`crate::plan::ground`].

use rathaus_web::Fields;
use serde::{Deserialize, Serialize};

use super::round::{QuotaRule, Round};

/// Most places that can be asked for.
pub const MOST_PLACES: usize = 60;

/// What the office asks of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SelectionRules)]
pub struct Rules {
    /// How many offers are chosen at most.
    pub places: usize,
    /// Labels of offers that must be chosen.
    #[serde(default)]
    pub must: Vec<String>,
    /// Labels of offers that are never chosen.
    #[serde(default)]
    pub never: Vec<String>,
    /// Offers with a lower mean of the jury (1–10) are not chosen; 0 asks for none.
    #[serde(default)]
    pub threshold: f64,
    /// At most one offer of a supplier.
    #[serde(default)]
    pub one_per_supplier: bool,
    /// Fewest and most offers of areas.
    #[serde(default)]
    pub quotas: Vec<Quota>,
}

/// Fewest and most offers of an area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SelectionQuota)]
pub struct Quota {
    /// Key of the area.
    pub area: String,
    /// Fewest.
    #[serde(default)]
    pub least: usize,
    /// Most; none where it is not limited.
    #[serde(default)]
    pub most: Option<usize>,
}

impl From<&QuotaRule> for Quota {
    fn from(rule: &QuotaRule) -> Self {
        Self { area: rule.area.clone(), least: rule.least, most: rule.most }
    }
}

impl Rules {
    /// The rules of a round's settings.
    pub fn of_round(round: &Round) -> Self {
        Self::of_settings(round).tidy()
    }

    /// The rules as the settings have them, in their order.
    pub fn of_settings(round: &Round) -> Self {
        let rule = &round.selection;
        Self {
            places: round.places,
            must: rule.must.clone(),
            never: rule.never.clone(),
            threshold: rule.jury_threshold,
            one_per_supplier: rule.one_per_supplier,
            quotas: rule.quotas.iter().map(Quota::from).collect(),
        }
    }

    /// The same rules with every list in order and nothing twice; a quota that asks for nothing goes.
    #[must_use]
    pub fn tidy(mut self) -> Self {
        self.places = self.places.clamp(1, MOST_PLACES);
        for list in [&mut self.must, &mut self.never] {
            list.retain(|label| !label.trim().is_empty());
            list.sort();
            list.dedup();
        }
        if !self.threshold.is_finite() || self.threshold < 0.0 {
            self.threshold = 0.0;
        }
        self.threshold = (self.threshold.min(10.0) * 10.0).round() / 10.0;
        self.quotas.retain(|quota| quota.least > 0 || quota.most.is_some());
        self.quotas.sort_by(|a, b| a.area.cmp(&b.area));
        self.quotas.dedup_by(|a, b| a.area == b.area);
        self
    }

    /// The rules in an address; where it names none, `else_these`. `places` in the address says that it does.
    pub fn read(fields: &Fields, else_these: &Rules) -> Self {
        let Some(places) = fields.first("places").and_then(|text| text.trim().parse().ok()) else {
            return else_these.clone();
        };
        let number = |name: &str| fields.first(name).and_then(|text| text.trim().parse::<usize>().ok());
        let quotas = fields
            .values
            .iter()
            .filter_map(|(name, _)| {
                let area = name.strip_prefix("quota.")?.strip_suffix(".least")?;
                Some(Quota {
                    area: area.to_owned(),
                    least: number(name).unwrap_or(0),
                    most: number(&format!("quota.{area}.most")),
                })
            })
            .collect();
        let threshold = fields.first("threshold").unwrap_or_default().trim().replace(',', ".");
        let mut rules = Self {
            places,
            must: fields.all("must"),
            never: fields.all("never"),
            threshold: threshold.parse().unwrap_or(0.0),
            one_per_supplier: fields.first("one").is_some_and(|value| !value.is_empty()),
            quotas,
        };
        // `drop` takes an offer out of both lists: what the links beside an offer send.
        for label in fields.all("drop") {
            rules.must.retain(|other| *other != label);
            rules.never.retain(|other| *other != label);
        }
        rules.tidy()
    }

    /// The rules as pairs of an address or of hidden inputs; [`Rules::read`] reads them back.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("places".to_owned(), self.places.to_string())];
        pairs.extend(self.must.iter().map(|label| ("must".to_owned(), label.clone())));
        pairs.extend(self.never.iter().map(|label| ("never".to_owned(), label.clone())));
        if self.threshold > 0.0 {
            pairs.push(("threshold".to_owned(), self.threshold.to_string()));
        }
        if self.one_per_supplier {
            pairs.push(("one".to_owned(), "yes".to_owned()));
        }
        for quota in &self.quotas {
            pairs.push((format!("quota.{}.least", quota.area), quota.least.to_string()));
            if let Some(most) = quota.most {
                pairs.push((format!("quota.{}.most", quota.area), most.to_string()));
            }
        }
        pairs
    }

    /// The rules as the query of an address.
    pub fn query(&self) -> String {
        let escape = |text: &str| {
            text.bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                        char::from(byte).to_string()
                    }
                    byte => format!("%{byte:02X}"),
                })
                .collect::<String>()
        };
        let pairs: Vec<String> =
            self.pairs().iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        pairs.join("&")
    }

    /// The same rules with this offer chosen in any case.
    #[must_use]
    pub fn with_must(&self, label: &str) -> Self {
        let mut rules = self.without(label);
        rules.must.push(label.to_owned());
        rules.tidy()
    }

    /// The same rules with this offer out in any case.
    #[must_use]
    pub fn with_never(&self, label: &str) -> Self {
        let mut rules = self.without(label);
        rules.never.push(label.to_owned());
        rules.tidy()
    }

    /// The same rules with nothing said about this offer.
    #[must_use]
    pub fn without(&self, label: &str) -> Self {
        let mut rules = self.clone();
        rules.must.retain(|other| other != label);
        rules.never.retain(|other| other != label);
        rules
    }

    /// The same rules without one that takes part in a contradiction.
    #[must_use]
    pub fn without_rule(&self, rule: &Clash) -> Self {
        match rule {
            Clash::Must(label) | Clash::Never(label) => self.without(label),
            Clash::Places(_) => Self { places: (self.places + 1).min(MOST_PLACES), ..self.clone() },
            Clash::OnePerSupplier(_) => Self { one_per_supplier: false, ..self.clone() },
            Clash::Barred(_) => Self { threshold: 0.0, ..self.clone() },
            Clash::Least { area, .. } | Clash::Most { area, .. } => {
                let mut rules = self.clone();
                for quota in rules.quotas.iter_mut().filter(|quota| quota.area == *area) {
                    match rule {
                        Clash::Least { .. } => quota.least = 0,
                        _ => quota.most = None,
                    }
                }
                rules.tidy()
            }
        }
    }
}

/// One rule of a contradiction, in the words of [`Rules`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "rule", content = "about", rename_all = "kebab-case")]
#[schema(as = SelectionClash)]
pub enum Clash {
    /// No more than so many places.
    Places(usize),
    /// This offer must be chosen.
    Must(String),
    /// This offer is never chosen.
    Never(String),
    /// This offer may not be chosen for the jury's threshold.
    Barred(String),
    /// One offer of this supplier at most.
    OnePerSupplier(String),
    /// At least so many of this area.
    Least {
        /// Key of the area.
        area: String,
        /// Fewest.
        n: usize,
    },
    /// At most so many of this area.
    Most {
        /// Key of the area.
        area: String,
        /// Most.
        n: usize,
    },
}

/// Why there is no choice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// These rules cannot hold together; without any one of them they can.
    #[error("the rules contradict each other")]
    Contradiction(Vec<Clash>),
    /// Whether they can hold together could not be found out with bounded work.
    #[error("the rules could not be decided")]
    Undecided,
    /// A rule names an offer or area that is not there, or the numbers are none.
    #[error("{0}")]
    Unreadable(String),
}

/// Why an offer is not in a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "why", rename_all = "kebab-case")]
#[schema(as = SelectionWhy)]
pub enum Why {
    /// The office took it out.
    Never,
    /// The jury's mean lies below the threshold.
    BelowThreshold {
        /// The mean.
        mean: f64,
        /// What is asked for.
        wanted: f64,
    },
    /// There is a threshold and no review that counts.
    NoReview,
    /// It covers no need that counts.
    CoversNothing,
    /// Another offer of its supplier was chosen.
    SameSupplier {
        /// Its label.
        of: String,
    },
    /// In the best exchange for a chosen offer the choice is worth less (or the same).
    Exchange {
        /// The offer it would best stand in for.
        instead_of: String,
        /// What the choice loses by it, in the unit of the demand; below 0 where rules forbid a gain.
        loss: f64,
    },
}

/// One chosen offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SelectionPick)]
pub struct Pick {
    /// Its label.
    pub offer: String,
    /// Whether the office fixed it.
    pub is_must: bool,
    /// What the choice loses without it.
    pub contribution: f64,
    /// The offer that would best take its place.
    pub alternative: Option<String>,
    /// What the choice is worth with that one instead.
    pub alternative_value: Option<f64>,
    /// Labels of the needs it covers best among the chosen.
    pub needs: Vec<String>,
}

/// An offer that is not chosen, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SelectionOther)]
pub struct Other {
    /// Its label.
    pub offer: String,
    /// Why.
    #[serde(flatten)]
    pub why: Why,
}

/// How much of an area the choice covers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SelectionAreaCover)]
pub struct AreaCover {
    /// The area's key.
    pub key: String,
    /// German name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Weighted demand in it.
    pub demand: f64,
    /// How much of that is covered.
    pub covered: f64,
    /// Chosen offers whose weight lies in it.
    pub offers: usize,
}

/// A choice with its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SelectionChoice)]
pub struct Choice {
    /// The chosen offers, the largest contribution first.
    pub chosen: Vec<Pick>,
    /// All others, by label.
    pub others: Vec<Other>,
    /// Weighted demand covered, with the jury's part.
    pub value: f64,
    /// No choice under these rules is worth more.
    pub bound: f64,
    /// Whether the choice is proven best.
    pub is_proven: bool,
    /// Weighted demand covered, without the jury's part.
    pub covered: f64,
    /// Weighted demand in all.
    pub demand: f64,
    /// By area, the heaviest first.
    pub areas: Vec<AreaCover>,
}

impl Choice {
    /// The chosen labels in order.
    pub fn labels(&self) -> Vec<&str> {
        let mut labels: Vec<&str> = self.chosen.iter().map(|pick| pick.offer.as_str()).collect();
        labels.sort_unstable();
        labels
    }

    /// Whether this offer is chosen.
    pub fn has(&self, label: &str) -> bool {
        self.chosen.iter().any(|pick| pick.offer == label)
    }

    /// A part of the demand as a share of all of it, 0 to 1.
    pub fn share(&self, part: f64) -> f64 {
        if self.demand > 0.0 { part / self.demand } else { 0.0 }
    }

    /// By how much a better choice could exceed this one at most, as a share of its value.
    pub fn gap(&self) -> f64 {
        if self.value > 0.0 { ((self.bound - self.value) / self.value).max(0.0) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            places: 7,
            must: vec!["O05".into(), "O01".into()],
            never: vec!["O09".into()],
            threshold: 6.5,
            one_per_supplier: true,
            quotas: vec![
                Quota { area: "wahlen".into(), least: 1, most: None },
                Quota { area: "antraege".into(), least: 0, most: Some(2) },
            ],
        }
    }

    #[test]
    fn rules_come_back_from_an_address() {
        let tidy = rules().tidy();
        let read = Rules::read(&Fields::from_query(&tidy.query()), &Rules { places: 1, ..rules() });
        assert_eq!(read, tidy);
        let none = Rules::read(&Fields::from_query("x=1"), &tidy);
        assert_eq!(none, tidy, "an address without rules has those of the round");
        let odd = "places=0&must=O01&must=O01&never=&threshold=6,46&quota.a.least=&quota.a.most=";
        let odd = Rules::read(&Fields::from_query(odd), &tidy);
        let want = Rules {
            places: 1,
            must: vec!["O01".into()],
            never: vec![],
            threshold: 6.5,
            one_per_supplier: false,
            quotas: vec![],
        };
        assert_eq!(odd, want);
    }

    #[test]
    fn an_offer_is_fixed_or_out_but_never_both() {
        let rules = rules().tidy();
        let out = rules.with_never("O01");
        assert_eq!(
            (out.must.as_slice(), out.never.as_slice()),
            (&["O05".to_owned()][..], &["O01".into(), "O09".into()][..])
        );
        assert_eq!(out.with_must("O01"), rules);
        assert_eq!(rules.without("O09").never, Vec::<String>::new());
    }

    #[test]
    fn each_rule_of_a_contradiction_can_be_left_out() {
        let rules = rules().tidy();
        for clash in [
            Clash::Places(7),
            Clash::Must("O01".into()),
            Clash::Never("O09".into()),
            Clash::Barred("O01".into()),
            Clash::OnePerSupplier("Anker".into()),
            Clash::Least { area: "wahlen".into(), n: 1 },
            Clash::Most { area: "antraege".into(), n: 2 },
        ] {
            assert_ne!(rules.without_rule(&clash), rules, "{clash:?}");
        }
    }
}
