//! What is shown, decided in one pass from top to bottom.
//!
//! A condition sees only what stands before it and is itself shown, answered and readable. An
//! answer to a hidden field counts as not given, though it is kept while the form is filled in.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::answers::{Answer, Answers};
use crate::condition::Condition;
use crate::definition::{Definition, Field, Item};
use crate::words::StableId;

/// Which pages, groups and fields are shown, and which must be answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visible {
    pages: BTreeSet<StableId>,
    items: BTreeSet<StableId>,
    fields: BTreeSet<(StableId, usize, StableId)>,
    required: BTreeSet<StableId>,
    required_fields: BTreeSet<(StableId, usize, StableId)>,
}

impl Visible {
    /// Whether the page is shown.
    pub fn has_page(&self, page: &StableId) -> bool {
        self.pages.contains(page)
    }

    /// Whether the group, or the field outside groups, is shown.
    pub fn has_item(&self, id: &StableId) -> bool {
        self.items.contains(id)
    }

    /// Whether the field of this record (from 0) is shown.
    pub fn has_field(&self, group: &StableId, record: usize, field: &StableId) -> bool {
        self.fields.contains(&(group.clone(), record, field.clone()))
    }

    /// Whether the field outside groups is shown and must be answered.
    pub fn must_answer(&self, field: &StableId) -> bool {
        self.required.contains(field)
    }

    /// Whether the field of this record is shown and must be answered.
    pub fn must_answer_in(&self, group: &StableId, record: usize, field: &StableId) -> bool {
        self.required_fields.contains(&(group.clone(), record, field.clone()))
    }

    /// The pages that are shown, in the order of the form.
    pub fn pages<'a>(&'a self, definition: &'a Definition) -> impl Iterator<Item = &'a crate::Page> {
        definition.pages.iter().filter(|page| self.pages.contains(&page.id))
    }
}

/// What the conditions have seen so far.
type Seen<'a> = BTreeMap<&'a StableId, &'a Answer>;

fn holds(when: Option<&Condition>, record: &Seen<'_>, before: &Seen<'_>, today: Date) -> bool {
    let look = |id: &StableId| record.get(id).or_else(|| before.get(id)).copied();
    when.is_none_or(|condition| condition.holds(&look, today))
}

fn must(field: &Field, record: &Seen<'_>, before: &Seen<'_>, today: Date) -> bool {
    field.kind.is_question()
        && (field.required
            || field.required_when.is_some() && holds(field.required_when.as_ref(), record, before, today))
}

/// Finds out what is shown for these answers on the day `today`. For a record that is not there
/// yet, a page asks [`visible_in_new_record`].
pub fn visible(definition: &Definition, answers: &Answers, today: Date) -> Visible {
    let mut shown = Visible::default();
    let mut before = Seen::new();
    let nothing = Seen::new();
    for page in &definition.pages {
        if !holds(page.when.as_ref(), &nothing, &before, today) {
            continue;
        }
        shown.pages.insert(page.id.clone());
        for item in &page.items {
            if !holds(item.when(), &nothing, &before, today) {
                continue;
            }
            shown.items.insert(item.id().clone());
            let answer = answers.get(item.id());
            match item {
                Item::Field(field) => {
                    if must(field, &nothing, &before, today) {
                        shown.required.insert(field.id.clone());
                    }
                }
                Item::Group(group) => {
                    for (place, record) in answers.records(&group.id).iter().enumerate() {
                        let mut within = Seen::new();
                        for field in &group.fields {
                            if !holds(field.when.as_ref(), &within, &before, today) {
                                continue;
                            }
                            let spot = (group.id.clone(), place, field.id.clone());
                            if must(field, &within, &before, today) {
                                shown.required_fields.insert(spot.clone());
                            }
                            shown.fields.insert(spot);
                            if let Some(answer) = record.get(&field.id).filter(|answer| answer.counts()) {
                                within.insert(&field.id, answer);
                            }
                        }
                    }
                }
            }
            if let Some(answer) = answer.filter(|answer| answer.counts()) {
                before.insert(item.id(), answer);
            }
        }
    }
    shown
}

/// The same with one empty record more in the group, so that a page can show it for filling in.
/// The number of the new record is that of the records there were.
pub fn visible_in_new_record(
    definition: &Definition,
    answers: &Answers,
    group: &StableId,
    today: Date,
) -> Visible {
    let mut longer = answers.clone();
    let mut records = longer.records(group).to_vec();
    records.push(Answers::new());
    longer.set(group.clone(), Answer::Records(records));
    visible(definition, &longer, today)
}
