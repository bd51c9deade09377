//! The board of a round as its pages load it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rathaus_store::{Id, Session};
use rathaus_web::{Lang, PageError, Value, Visitor, context};

use crate::areas::EditedArea;
use crate::board::Board;
use crate::pages::round::round_of;
use crate::store::board::{find_count, find_grouping, list_log};
use crate::store::need::{KeptNeed, list_for_plan, list_needs};
use crate::store::round::KeptRound;

/// A round with its board.
pub(crate) struct Standing {
    pub round: KeptRound,
    pub board: Board,
    /// How often the board was changed.
    pub count: i64,
    /// Whether anything was computed.
    pub is_computed: bool,
    needs: BTreeMap<String, KeptNeed>,
}

impl Standing {
    pub async fn of(db: &mut Session, slug: &str) -> Result<Self, PageError> {
        let round = round_of(db, slug).await?;
        Self::of_round(db, round).await
    }

    pub async fn of_round(db: &mut Session, round: KeptRound) -> Result<Self, PageError> {
        let kept = list_needs(db, round.id).await?;
        let models = list_for_plan(db, round.id).await?;
        let grouping = find_grouping(db, round.id).await?;
        let log = list_log(db, round.id).await?;
        let count = find_count(db, round.id).await?;
        let is_computed = grouping.is_some();
        let board = Board::of(models, grouping.unwrap_or_default(), log);
        let needs = kept.into_iter().map(|need| (need.label.clone(), need)).collect();
        Ok(Self { round, board, count, is_computed, needs })
    }

    pub fn id(&self) -> Id {
        self.round.id
    }

    /// A need that was not withdrawn.
    pub fn need(&self, label: &str) -> Option<&KeptNeed> {
        self.needs.get(label)
    }

    pub fn areas(&self) -> &[EditedArea] {
        &self.board.grouped().areas
    }

    /// The area of a key, with its place.
    pub fn area(&self, key: &str) -> Option<(usize, &EditedArea)> {
        self.areas().iter().enumerate().find(|(_, area)| area.key == key)
    }

    /// The name of an area, even of one that has ended.
    pub fn name_of(&self, key: &str, lang: Lang) -> String {
        match self.area(key) {
            Some((_, area)) => name_in(lang, area),
            None => self.board.grouped().names.get(key).cloned().unwrap_or_else(|| key.to_owned()),
        }
    }

    /// What selects of areas offer.
    pub fn options(&self, lang: Lang) -> Vec<Value> {
        self.areas()
            .iter()
            .enumerate()
            .filter(|(place, _)| !self.board.is_used_up(*place))
            .map(|(_, area)| context! { value => area.key.clone(), label => name_in(lang, area) })
            .collect()
    }

    /// Other needs that are nearly the same.
    pub fn alike(&self, place: usize) -> Vec<&str> {
        let groups = &self.board.grouped().duplicates;
        let of = groups.iter().find(|group| group.members.contains(&place));
        let members = of.map(|group| group.members.as_slice()).unwrap_or_default();
        members.iter().filter(|n| **n != place).map(|n| self.board.needs[*n].id.as_str()).collect()
    }

    /// A need for links and lists.
    pub fn need_view(&self, label: &str) -> Value {
        match self.need(label) {
            Some(need) => context! {
                label => label, title => need.written.title.clone(), town => town_of(need), is_there => true,
            },
            None => context! { label => label, title => label, town => "", is_there => false },
        }
    }

    /// What every page of the board says of the round.
    pub fn head(&self) -> Value {
        context! { slug => self.round.slug.clone(), title => self.round.title.clone() }
    }
}

/// The town without the register's addition, as in `Fulda, Stadt`.
pub(crate) fn town_of(need: &KeptNeed) -> String {
    need.organisation_name.split(',').next().unwrap_or_default().to_owned()
}

pub(crate) fn name_in(lang: Lang, area: &EditedArea) -> String {
    if lang == Lang::En && !area.name_en.is_empty() { area.name_en.clone() } else { area.name.clone() }
}

/// An instant as templates take it.
pub(crate) fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// A person as pages name them: by name, or as a file or somebody who is gone.
pub(crate) fn person(visitor: &Visitor, id: Option<Id>, name: &str) -> Result<String, PageError> {
    match (id, name.is_empty()) {
        (_, false) => Ok(name.to_owned()),
        (None, true) => visitor.text("board-by-file"),
        (Some(_), true) => visitor.text("board-by-somebody"),
    }
}
