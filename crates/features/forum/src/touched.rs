//! Which areas of action an offer touches, for the supplier who is writing it: the same engines that read needs.

use std::sync::LazyLock;

use rathaus_text::lexicon::Lexicon;
use serde::Serialize;

use crate::areas::assign;
use crate::matching::Matching;
use crate::model::{AreaDefinition, Extra, Input, Need, Offer, Round};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::shipped);

/// An area that an offer touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// Short key.
    pub key: String,
    /// German name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The words that decided it, the strongest first.
    pub words: Vec<String>,
}

/// The areas an offer touches, the nearest first, at most three; none where its words fit none of them.
pub fn touched(areas: &[AreaDefinition], offer: &Offer) -> Vec<Touched> {
    all_touched(areas, std::slice::from_ref(offer)).pop().unwrap_or_default()
}

/// The same for many offers at once.
pub fn all_touched(areas: &[AreaDefinition], offers: &[Offer]) -> Vec<Vec<Touched>> {
    let needs: Vec<Need> = offers.iter().map(as_need).collect();
    let is_blank: Vec<bool> = needs
        .iter()
        .map(|need| need.title.trim().is_empty() && need.description.trim().chars().count() < 10)
        .collect();
    let input = Input {
        round: Round { areas: areas.to_vec(), ..Round::default() },
        needs,
        offers: Vec::new(),
        reviews: Vec::new(),
        participants: Vec::new(),
        wishes: Vec::new(),
        edits: Vec::new(),
        is_sample: false,
    };
    let matching = Matching::of_round(&input, &LEXICON, None);
    let name = |one: crate::areas::Belongs| {
        let area = &areas[one.area];
        Touched {
            key: area.key.clone(),
            name: area.name.clone(),
            name_en: if area.name_en.is_empty() { area.name.clone() } else { area.name_en.clone() },
            words: one.words,
        }
    };
    assign(areas, &matching, &LEXICON, &is_blank)
        .into_iter()
        .map(|found| found.into_iter().filter(|one| !one.words.is_empty()).map(name).collect())
        .collect()
}

fn as_need(offer: &Offer) -> Need {
    Need {
        id: offer.id.clone(),
        ags: None,
        organisation: String::new(),
        department: String::new(),
        title: offer.title.clone(),
        description: format!("{} {}", offer.summary, offer.description),
        relevance: 1,
        horizon: String::new(),
        existing_software: String::new(),
        constraints: String::new(),
        citizen_benefit: String::new(),
        extra: Extra::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::shipped_areas;
    use crate::store::offer::OfferText;

    #[test]
    fn an_offer_touches_the_area_of_its_words() {
        let offer = |title: &str, description: &str| {
            let text =
                OfferText { title: title.into(), description: description.into(), ..OfferText::default() };
            text.into_model("O01".into(), "Anker GmbH".into())
        };
        let areas = shipped_areas();
        let found = touched(&areas, &offer("Formularserver", "Online-Antrag ohne Papier, Formularbaukasten"));
        assert_eq!(found[0].key, "antraege");
        assert!(!found[0].words.is_empty());
        assert!(touched(&areas, &offer("", "")).is_empty());
    }
}
