//! What every section looks up: needs, offers, areas and participants by id, and how they are shown.

use std::collections::{BTreeMap, BTreeSet};

use rathaus_core::Lang;
use rathaus_web::Texts;
use serde::Serialize;

use crate::model::plan::{Area, Assignment, Match, Plan};
use crate::model::{Input, Need, Offer, Participant};

/// Input and plan with everything found by id.
pub(super) struct Facts<'a> {
    pub(super) input: &'a Input,
    pub(super) plan: &'a Plan,
    pub(super) texts: &'a Texts,
    needs: BTreeMap<&'a str, (usize, &'a Need)>,
    offers: BTreeMap<&'a str, &'a Offer>,
    areas: BTreeMap<&'a str, &'a Area>,
    participants: BTreeMap<&'a str, &'a Participant>,
    assignments: BTreeMap<&'a str, Vec<&'a Assignment>>,
    matches: BTreeMap<&'a str, Vec<&'a Match>>,
    chosen: BTreeSet<&'a str>,
}

/// A need as the lists show it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NeedView {
    pub(super) id: String,
    /// Name of its anchor, without the language.
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) organisation: String,
    pub(super) relevance: u8,
}

/// An offer as the lists show it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct OfferView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) supplier: String,
    pub(super) is_chosen: bool,
}

impl<'a> Facts<'a> {
    pub(super) fn new(input: &'a Input, plan: &'a Plan, texts: &'a Texts) -> Facts<'a> {
        let mut assignments: BTreeMap<&str, Vec<&Assignment>> = BTreeMap::new();
        for one in &plan.assignments {
            assignments.entry(&one.need_id).or_default().push(one);
        }
        for list in assignments.values_mut() {
            list.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        let mut matches: BTreeMap<&str, Vec<&Match>> = BTreeMap::new();
        for one in &plan.matches {
            matches.entry(&one.need_id).or_default().push(one);
        }
        for list in matches.values_mut() {
            list.sort_by_key(|m| if m.rank == 0 { usize::MAX } else { m.rank });
        }
        Facts {
            input,
            plan,
            texts,
            needs: input.needs.iter().enumerate().map(|(i, n)| (n.id.as_str(), (i, n))).collect(),
            offers: input.offers.iter().map(|o| (o.id.as_str(), o)).collect(),
            areas: plan.areas.iter().map(|a| (a.key.as_str(), a)).collect(),
            participants: input.participants.iter().map(|p| (p.id.as_str(), p)).collect(),
            assignments,
            matches,
            chosen: plan.selection.chosen.iter().map(|c| c.offer_id.as_str()).collect(),
        }
    }

    pub(super) fn lang(&self) -> Lang {
        self.texts.lang()
    }

    pub(super) fn number(&self, value: f64, places: usize) -> String {
        self.lang().number(value, places)
    }

    /// The day of the event as the language writes it; empty without one.
    pub(super) fn date(&self) -> String {
        self.input.round.date.map_or_else(String::new, |date| self.lang().long_date(date))
    }

    pub(super) fn need(&self, id: &str) -> Option<&'a Need> {
        self.needs.get(id).map(|(_, need)| *need)
    }

    /// The need for a list; one that the input lacks is shown by its id alone.
    pub(super) fn need_view(&self, id: &str) -> NeedView {
        match self.needs.get(id) {
            Some((place, need)) => NeedView {
                id: need.id.clone(),
                anchor: format!("need-{place}"),
                title: if need.title.trim().is_empty() {
                    need.description.clone()
                } else {
                    need.title.clone()
                },
                description: need.description.clone(),
                organisation: need.organisation.clone(),
                relevance: need.relevance,
            },
            None => NeedView {
                id: id.to_owned(),
                anchor: "matches".to_owned(),
                title: id.to_owned(),
                description: String::new(),
                organisation: String::new(),
                relevance: 0,
            },
        }
    }

    pub(super) fn offer_view(&self, id: &str) -> OfferView {
        let offer = self.offers.get(id);
        OfferView {
            id: id.to_owned(),
            title: offer.map_or_else(|| id.to_owned(), |o| o.title.clone()),
            supplier: offer.map_or_else(String::new, |o| o.supplier.clone()),
            is_chosen: self.chosen.contains(id),
        }
    }

    /// Id and firm without its legal form, for the edges of charts.
    pub(super) fn offer_short(&self, id: &str) -> String {
        const FORMS: [&str; 9] =
            [" GmbH", " gGmbH", " UG", " AG", " eG", " SE", " KG", " (haftungsbeschränkt)", " & Co."];
        let Some(offer) = self.offers.get(id) else { return id.to_owned() };
        let mut firm = offer.supplier.as_str();
        while let Some(shorter) = FORMS.iter().find_map(|form| firm.strip_suffix(form)) {
            firm = shorter;
        }
        format!("{id} {firm}")
    }

    pub(super) fn area_name(&self, key: &str) -> String {
        match self.areas.get(key) {
            Some(area) if self.lang() == Lang::En && !area.name_en.is_empty() => area.name_en.clone(),
            Some(area) => area.name.clone(),
            None => key.to_owned(),
        }
    }

    /// The areas of a need, the best first.
    pub(super) fn areas_of(&self, need: &str) -> &[&'a Assignment] {
        self.assignments.get(need).map_or(&[], Vec::as_slice)
    }

    /// The offers of a need by rank, excluded ones last.
    pub(super) fn matches_of(&self, need: &str) -> &[&'a Match] {
        self.matches.get(need).map_or(&[], Vec::as_slice)
    }

    /// Name of a participant; the id where the input lacks it.
    pub(super) fn participant(&self, id: &str) -> Option<&'a Participant> {
        self.participants.get(id).copied()
    }

    pub(super) fn participant_name(&self, id: &str) -> String {
        self.participant(id).map_or_else(|| id.to_owned(), |p| p.organisation.clone())
    }

    /// Needs that say something, in the order of the file.
    pub(super) fn telling_needs(&self) -> Vec<&'a Need> {
        let aside: BTreeSet<&str> = self.plan.set_aside.iter().map(|s| s.need_id.as_str()).collect();
        self.input.needs.iter().filter(|n| !aside.contains(n.id.as_str())).collect()
    }
}
