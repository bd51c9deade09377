//! Refusals of the engines in the words of the people who set the rules.

use rathaus_allocation::portfolio::{PortfolioError, Rule};
use rathaus_allocation::talks::Claim;

use crate::model::{Input, Participant};

/// Why there is no choice of offers.
pub(super) fn portfolio(error: &PortfolioError, input: &Input) -> String {
    let offer = |place: usize| input.offers.get(place).map_or_else(|| place.to_string(), |o| o.id.clone());
    match error {
        PortfolioError::Contradiction { rules } => {
            let parts: Vec<String> = rules
                .iter()
                .map(|rule| match rule {
                    Rule::Places(places) => format!("nur {places} Plätze"),
                    Rule::Required(place) => format!("{} ist verlangt", offer(*place)),
                    Rule::Forbidden(place) => format!("{} ist ausgeschlossen", offer(*place)),
                    Rule::OnePerSupplier(_) => "höchstens ein Angebot je Anbieter".to_owned(),
                    Rule::Least(quota) => match input.round.selection.quotas.get(*quota) {
                        Some(q) => format!("mindestens {} aus „{}“", q.least, q.area),
                        None => "eine Mindestzahl je Handlungsfeld".to_owned(),
                    },
                    Rule::Most(quota) => match input.round.selection.quotas.get(*quota) {
                        Some(q) => format!("höchstens {} aus „{}“", q.most.unwrap_or(usize::MAX), q.area),
                        None => "eine Höchstzahl je Handlungsfeld".to_owned(),
                    },
                })
                .collect();
            format!(
                "Diese Vorgaben der Auswahl widersprechen sich: {}. Ohne eine von ihnen geht es.",
                parts.join("; ")
            )
        }
        other => format!("Die Auswahl lässt sich nicht berechnen: {other}"),
    }
}

/// One demand of a contradiction among the wishes.
pub(super) fn claim(claim: Claim, pair: &dyn Fn(usize) -> (usize, usize), people: &[Participant]) -> String {
    let name = |place: usize| {
        people.get(place).map_or_else(|| place.to_string(), |p| format!("{} ({})", p.organisation, p.id))
    };
    match claim {
        Claim::Must { candidate } => {
            let (a, b) = pair(candidate);
            format!("{} und {} müssen sprechen", name(a), name(b))
        }
        Claim::Never { candidate } => {
            let (a, b) = pair(candidate);
            format!("{} und {} dürfen nicht sprechen", name(a), name(b))
        }
        Claim::Limit { person, talks } => format!("{} kann höchstens {talks} Gespräche führen", name(person)),
        Claim::Tables { places } => format!("an den Tischen ist Platz für {places} Gespräche"),
    }
}
