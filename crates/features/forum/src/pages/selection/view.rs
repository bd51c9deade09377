//! Rules and choices in words, as the templates show them.

use rathaus_core::Lang;
use rathaus_web::charts::{BarRow, Bars, Label, bars};
use rathaus_web::{PageError, Sheet, Value, Visitor, context, shown};

use super::{Line, Room};
use crate::model::selection::{AreaCover, Choice, Clash, Other, Refusal, Why};
use crate::pages::plan::reading::percent;
use crate::store::decision::DecisionState;

/// Other offers named on the page itself: those that come closest.
const CLOSEST: usize = 6;

/// A room and who looks.
pub(crate) struct Words<'a> {
    pub visitor: &'a Visitor,
    pub room: &'a Room,
}

/// A share of the demand with one decimal, as in `12,3`.
pub(crate) fn tenths(lang: Lang, share: f64) -> String {
    lang.number(share * 100.0, 1)
}

pub(crate) fn area_name(lang: Lang, area: &AreaCover) -> String {
    if lang == Lang::En && !area.name_en.is_empty() { area.name_en.clone() } else { area.name.clone() }
}

/// Why an offer is not chosen, in a sentence.
pub(crate) fn say_why(visitor: &Visitor, why: &Why, demand: f64) -> Result<String, PageError> {
    let number = |value: f64| visitor.lang().number(value, 1);
    match why {
        Why::Never => visitor.text("selection-why-never"),
        Why::BelowThreshold { mean, wanted } => visitor.text_with(
            "selection-why-below",
            &[("mean", number(*mean).into()), ("wanted", number(*wanted).into())],
        ),
        Why::NoReview => visitor.text("selection-why-no-review"),
        Why::CoversNothing => visitor.text("selection-why-nothing"),
        Why::SameSupplier { of } => visitor.text_with("selection-why-same", &[("offer", of.as_str().into())]),
        Why::Exchange { instead_of, .. } if instead_of.is_empty() => visitor.text("selection-why-full"),
        Why::Exchange { instead_of, loss } => {
            let share = if demand > 0.0 { loss / demand } else { 0.0 };
            let key = match share {
                // Rules forbid the exchange, although it would gain something.
                share if share < -0.000_5 => "selection-why-rules",
                share if share < 0.000_5 => "selection-why-equal",
                _ => "selection-why-exchange",
            };
            let args =
                [("offer", instead_of.as_str().into()), ("loss", tenths(visitor.lang(), share.abs()).into())];
            visitor.text_with(key, &args)
        }
    }
}

impl Words<'_> {
    fn label(&self, offer: &str) -> String {
        match self.room.reading.offer(offer) {
            Some(found) => format!("{offer} {}", found.title),
            None => offer.to_owned(),
        }
    }

    fn area(&self, key: &str) -> String {
        let areas = self.room.basis.iter().flat_map(|basis| &basis.ground.areas);
        let found = areas.into_iter().find(|area| area.key == key);
        match (found, self.visitor.lang()) {
            (Some(area), Lang::En) => area.name_en.clone(),
            (Some(area), Lang::De) => area.name.clone(),
            (None, _) => key.to_owned(),
        }
    }

    fn jury(&self, offer: &str) -> Option<f64> {
        self.room.basis.as_ref()?.jury_of(offer)?.mean
    }

    /// What the form of the rules holds.
    pub fn sheet(&self) -> Sheet {
        let rules = &self.room.rules;
        let mut values = rules.pairs();
        values.push(("name".to_owned(), String::new()));
        // Browsers send decimals as people write them.
        for (name, value) in &mut values {
            if name == "threshold" && self.visitor.lang() == Lang::De {
                *value = value.replace('.', ",");
            }
        }
        Sheet::filled(values)
    }

    /// The rules: what is fixed or out with the way back, and a line per area.
    pub fn rules(&self) -> Value {
        let rules = &self.room.rules;
        let chips = |labels: &[String]| -> Vec<Value> {
            let chip = |label: &String| {
                let href = self.room.href(self.visitor, &rules.without(label));
                context! { label => self.label(label), id => label.clone(), href => href }
            };
            labels.iter().map(chip).collect()
        };
        let areas: Vec<Value> = self
            .room
            .basis
            .iter()
            .flat_map(|basis| &basis.ground.areas)
            .map(|area| {
                let quota = rules.quotas.iter().find(|quota| quota.area == area.key);
                context! {
                    key => area.key.clone(),
                    name => self.area(&area.key),
                    is_set => quota.is_some(),
                }
            })
            .collect();
        context! {
            places => rules.places,
            must => chips(&rules.must),
            never => chips(&rules.never),
            threshold => rules.threshold,
            one => rules.one_per_supplier,
            areas => areas,
            has_quotas => !rules.quotas.is_empty(),
        }
    }

    /// The choice with everything said about it.
    pub fn choice(&self, choice: &Choice) -> Result<Value, PageError> {
        let (visitor, room) = (self.visitor, self.room);
        let lang = visitor.lang();
        let cards = choice
            .chosen
            .iter()
            .map(|pick| {
                let loss = pick.alternative_value.map(|value| choice.share(choice.value - value).max(0.0));
                let needs: Vec<Value> = pick.needs.iter().map(|id| room.reading.need_view(id)).collect();
                context! {
                    offer => room.reading.offer_view(&pick.offer),
                    is_must => pick.is_must,
                    part => tenths(lang, choice.share(pick.contribution)),
                    alternative => pick.alternative.as_deref().map(|id| room.reading.offer_view(id)),
                    loss => loss.map(|loss| tenths(lang, loss)),
                    jury => self.jury(&pick.offer),
                    needs => needs,
                    must => room.href(visitor, &room.rules.with_must(&pick.offer)),
                    never => room.href(visitor, &room.rules.with_never(&pick.offer)),
                    free => room.href(visitor, &room.rules.without(&pick.offer)),
                }
            })
            .collect::<Vec<Value>>();
        let lines = self.lines(choice)?;
        let barred: Vec<Line> = lines.iter().filter(|line| line.state == "barred").cloned().collect();
        let mut near: Vec<&Other> = choice
            .others
            .iter()
            .filter(|other| matches!(&other.why, Why::Exchange { .. } | Why::SameSupplier { .. }))
            .collect();
        let loss = |other: &Other| match other.why {
            Why::Exchange { loss, .. } => loss,
            _ => f64::MAX,
        };
        near.sort_by(|a, b| loss(a).total_cmp(&loss(b)).then_with(|| a.offer.cmp(&b.offer)));
        let closest: Vec<Line> = near
            .iter()
            .take(CLOSEST)
            .filter_map(|other| lines.iter().find(|line| line.label == other.offer).cloned())
            .collect();
        Ok(context! {
            cards => cards,
            n => choice.chosen.len(),
            places => room.rules.places,
            covered => percent(choice.share(choice.covered)),
            bound => percent(choice.share(choice.bound)),
            gap => lang.number(choice.gap() * 100.0, 1),
            is_proven => choice.is_proven,
            areas => self.areas(choice),
            barred => shown(barred),
            closest => shown(closest),
            others => choice.others.len(),
        })
    }

    /// Coverage by area as rows of a table.
    pub fn areas(&self, choice: &Choice) -> Vec<Value> {
        choice
            .areas
            .iter()
            .map(|area| {
                let share = if area.demand > 0.0 { area.covered / area.demand } else { 0.0 };
                context! {
                    key => area.key.clone(), name => area_name(self.visitor.lang(), area), offers => area.offers,
                    covered => percent(share), demand => self.visitor.lang().number(area.demand, 1),
                }
            })
            .collect()
    }

    /// Coverage by area as bars: what is covered, and what is left.
    pub fn chart(&self, choice: &Choice, id: &str) -> Result<Value, PageError> {
        let lang = self.visitor.lang();
        let rows = choice
            .areas
            .iter()
            .map(|area| {
                let share = if area.demand > 0.0 { area.covered / area.demand } else { 0.0 };
                let args = [("share", percent(share).into()), ("offers", area.offers.into())];
                Ok(BarRow {
                    name: area_name(lang, area),
                    values: vec![area.covered, (area.demand - area.covered).max(0.0)],
                    text: format!("{} %", percent(share)),
                    title: self.visitor.text_with("selection-chart-row", &args)?,
                    least: None,
                    most: None,
                })
            })
            .collect::<Result<Vec<_>, PageError>>()?;
        let label = Label {
            id: id.to_owned(),
            title: self.visitor.text("selection-chart")?,
            description: self.visitor.text("selection-chart-description")?,
        };
        let parts = vec![self.visitor.text("selection-covered")?, self.visitor.text("selection-open")?];
        Ok(Value::from_safe_string(bars(&Bars { label, parts, rows, limits: String::new() })))
    }

    /// All offers with why they are in or out.
    pub fn lines(&self, choice: &Choice) -> Result<Vec<Line>, PageError> {
        let (visitor, room) = (self.visitor, self.room);
        let line = |label: &str, state: &'static str, part: Option<f64>, why: String| {
            let offer = room.reading.offer(label);
            Line {
                label: label.to_owned(),
                title: offer.map_or_else(|| label.to_owned(), |offer| offer.title.clone()),
                supplier: offer.map(|offer| offer.supplier.clone()).unwrap_or_default(),
                state,
                jury: self.jury(label),
                part,
                why,
                must: room.href(visitor, &room.rules.with_must(label)),
                never: room.href(visitor, &room.rules.with_never(label)),
                free: room.href(visitor, &room.rules.without(label)),
            }
        };
        let mut lines = Vec::new();
        for pick in &choice.chosen {
            let args = [("needs", pick.needs.len().into())];
            let why = visitor.text_with("selection-why-chosen", &args)?;
            lines.push(line(&pick.offer, "chosen", Some(choice.share(pick.contribution)), why));
        }
        for other in &choice.others {
            let state = match other.why {
                Why::Never | Why::BelowThreshold { .. } | Why::NoReview => "barred",
                _ => "open",
            };
            lines.push(line(&other.offer, state, None, say_why(visitor, &other.why, choice.demand)?));
        }
        Ok(lines)
    }

    /// Why there is no choice: each rule that takes part, and the page without it.
    pub fn refusal(&self, refusal: &Refusal) -> Result<Value, PageError> {
        let (visitor, room) = (self.visitor, self.room);
        let clashes = match refusal {
            Refusal::Contradiction(clashes) => clashes
                .iter()
                .map(|clash| {
                    let href = room.href(visitor, &room.rules.without_rule(clash));
                    Ok(context! { text => self.say_clash(clash)?, href => href })
                })
                .collect::<Result<Vec<Value>, PageError>>()?,
            Refusal::Undecided | Refusal::Unreadable(_) => Vec::new(),
        };
        let text = match refusal {
            Refusal::Contradiction(_) => visitor.text("selection-clash")?,
            Refusal::Undecided => visitor.text("selection-undecided")?,
            Refusal::Unreadable(what) => {
                visitor.text_with("selection-unreadable", &[("what", what.as_str().into())])?
            }
        };
        Ok(context! { text => text, clashes => clashes })
    }

    fn say_clash(&self, clash: &Clash) -> Result<String, PageError> {
        let visitor = self.visitor;
        match clash {
            Clash::Places(n) => visitor.text_with("selection-clash-places", &[("n", (*n).into())]),
            Clash::Must(label) => {
                visitor.text_with("selection-clash-must", &[("offer", self.label(label).into())])
            }
            Clash::Never(label) => {
                visitor.text_with("selection-clash-never", &[("offer", self.label(label).into())])
            }
            Clash::Barred(label) => {
                visitor.text_with("selection-clash-barred", &[("offer", self.label(label).into())])
            }
            Clash::OnePerSupplier(name) => {
                visitor.text_with("selection-clash-one", &[("supplier", name.as_str().into())])
            }
            Clash::Least { area, n } => visitor
                .text_with("selection-clash-least", &[("n", (*n).into()), ("area", self.area(area).into())]),
            Clash::Most { area, n } => visitor
                .text_with("selection-clash-most", &[("n", (*n).into()), ("area", self.area(area).into())]),
        }
    }

    /// The saved variants as links.
    pub fn variants(&self) -> Vec<Value> {
        let room = self.room;
        room.variants
            .iter()
            .map(|one| {
                context! {
                    id => one.id.to_string(),
                    name => one.name.clone(),
                    places => one.rules.places,
                    edition => one.edition,
                    current => room.variant.as_ref().is_some_and(|variant| variant.id == one.id),
                    href => self.visitor.url(&format!("/rounds/{}/selection?variant={}", room.reading.round.slug, one.id)),
                }
            })
            .collect()
    }

    /// The decision that waits for its second signature.
    pub fn waiting(&self) -> Option<Value> {
        let one = self.room.decisions.iter().find(|one| one.state == DecisionState::Signed)?;
        Some(
            context! { id => one.id.to_string(), by => one.first.name.clone(), at => one.first.at.to_string() },
        )
    }

    /// The decision that holds.
    pub fn standing(&self) -> Option<Value> {
        let made = self.room.decisions.iter().filter(|one| one.state == DecisionState::Made);
        let one = made.max_by_key(|one| one.second.as_ref().map(|second| second.at))?;
        let at = one.second.as_ref().map(|second| second.at.to_string());
        Some(context! { id => one.id.to_string(), at => at, n => one.content.chosen.len() })
    }
}
