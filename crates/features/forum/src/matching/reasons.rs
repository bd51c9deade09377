//! Why an offer fits a need: the words that met and the ideas that join different words.

use std::collections::BTreeMap;

use rathaus_text::index::{Document, Hit, Index, Query, highlights};
use rathaus_text::lexicon::{ConceptHit, Lexicon};

use super::{Matching, need_text, offer_headline, offer_text, only_parts};
use crate::model::plan::Reason;

/// How many reasons are given.
const MOST: usize = 5;
/// Words of an idea with less than this share of its strongest are not named.
const LEAST_SHARE: f64 = 0.04;

/// The reasons of one pair, strongest first.
pub type Reasons = Vec<Reason>;

/// Explains pairs of one matching; keeps what all pairs share.
#[derive(Debug)]
pub struct Explainer<'a> {
    matching: &'a Matching<'a>,
    lexicon: &'a Lexicon,
    index: Index,
    need_texts: Vec<String>,
    offer_texts: Vec<String>,
}

impl<'a> Explainer<'a> {
    /// Prepares to explain.
    pub fn new(matching: &'a Matching<'a>, lexicon: &'a Lexicon) -> Explainer<'a> {
        let headlines: Vec<String> = matching.offers.iter().map(offer_headline).collect();
        let documents: Vec<Document<'_>> = headlines
            .iter()
            .zip(matching.offers)
            .map(|(title, offer)| Document { title, text: &offer.description, facets: &[] })
            .collect();
        let words = lexicon.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let index = Index::with_words(&documents, &words, &only_parts());
        Explainer {
            matching,
            lexicon,
            index,
            need_texts: matching.needs.iter().map(need_text).collect(),
            offer_texts: matching.offers.iter().map(offer_text).collect(),
        }
    }

    /// The words of a need, made ready once for all its offers.
    pub fn query(&self, need: usize) -> Query {
        self.index.query(&self.need_texts[need])
    }

    /// Why the pair fits: words and ideas, strongest first, their shares adding up to at most 1.
    pub fn reasons(&self, need: usize, offer: usize, query: &Query) -> Reasons {
        let mut reasons = self.shared_ideas(need, offer);
        let words = self.shared_words(need, offer, query);
        // Words and ideas stand for two signals each.
        for reason in &mut reasons {
            reason.share *= 0.5;
        }
        for mut word in words {
            word.share *= 0.5;
            let known =
                reasons.iter_mut().find(|r| r.need.eq_ignore_ascii_case(&word.need) && r.offer == word.offer);
            match known {
                Some(reason) => reason.share += word.share,
                None => reasons.push(word),
            }
        }
        reasons.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.need.cmp(&b.need)));
        reasons.retain(|r| r.share >= LEAST_SHARE);
        reasons.truncate(MOST);
        for reason in &mut reasons {
            reason.share = (reason.share * 1000.0).round() / 1000.0;
        }
        reasons
    }

    fn shared_words(&self, need: usize, offer: usize, query: &Query) -> Reasons {
        let hit = Hit { doc: u32::try_from(offer).unwrap_or(u32::MAX), score: 0.0 };
        let found = self.index.explain(query, &hit);
        let total: f32 = found.iter().map(|r| r.contribution).sum();
        if total <= 0.0 {
            return Vec::new();
        }
        let mut by_word: BTreeMap<(String, String), f64> = BTreeMap::new();
        for reason in &found {
            let asked = &self.need_texts[need][query.words[reason.query_word].span.clone()];
            let text = &self.offer_texts[offer];
            let answer = highlights(text, std::slice::from_ref(reason), 0.0)
                .first()
                .map_or_else(|| reason.document_word.clone(), |span| text[span.clone()].to_owned());
            *by_word.entry((asked.to_owned(), answer)).or_default() += f64::from(reason.contribution / total);
        }
        by_word
            .into_iter()
            .map(|((need, offer), share)| Reason { need, offer, concept: None, share })
            .collect()
    }

    fn shared_ideas(&self, need: usize, offer: usize) -> Reasons {
        let space = &self.matching.concepts;
        let mut shares: Vec<(Reason, f64)> = Vec::new();
        for (concept, weight) in &space.needs[need] {
            let Some(other) = space.offers_back[offer].get(concept) else { continue };
            let value = f64::from(weight * other * space.rarity[concept.0 as usize]);
            // The need speaks of the idea itself, or of a pain that it ends; the offer likewise.
            let own = self.words_of(&space.need_hits[need], &self.need_texts[need], |c| {
                c == *concept || self.lexicon.concept(c).solved_by.contains(concept)
            });
            let theirs = self.words_of(&space.offer_hits[offer], &self.offer_texts[offer], |c| {
                c == *concept || self.lexicon.solves(c).contains(concept)
            });
            if let (Some(own), Some(theirs)) = (own, theirs) {
                let name = self.lexicon.concept(*concept).name.clone();
                let reason = Reason { need: own, offer: theirs, concept: Some(name), share: 0.0 };
                match shares.iter_mut().find(|(r, _)| r.need == reason.need && r.offer == reason.offer) {
                    Some((_, sum)) => *sum += value,
                    None => shares.push((reason, value)),
                }
            }
        }
        let total: f64 = shares.iter().map(|(_, value)| value).sum();
        shares.into_iter().map(|(reason, value)| Reason { share: value / total, ..reason }).collect()
    }

    /// The words by which a text speaks of one of these concepts, in its own spelling.
    fn words_of(
        &self,
        hits: &[ConceptHit],
        text: &str,
        wanted: impl Fn(rathaus_text::lexicon::ConceptId) -> bool,
    ) -> Option<String> {
        let hit = hits
            .iter()
            .filter(|hit| wanted(hit.concept))
            .max_by(|a, b| a.strength.total_cmp(&b.strength).then(b.concept.cmp(&a.concept)))?;
        let words = hit.matches.first()?.words_in(text);
        Some(words.join(" … "))
    }
}
