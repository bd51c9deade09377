//! What can be wrong with a definition, as data: the words for it are in the translations.

use rathaus_core::Lang;

use crate::mistake::Argument;
use crate::words::StableId;

/// A fault of a definition and where it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what:?}")]
pub struct Fault {
    /// JSON pointer (RFC 6901); empty for the whole.
    pub at: String,
    /// What is wrong, and what would be right.
    pub what: FaultKind,
}

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The text is no JSON.
    NoJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the reader says, in English.
        reason: String,
    },
    /// The text is longer than a form can be.
    TooLarge {
        /// The most bytes.
        most: usize,
    },
    /// There is no property of this name here.
    UnknownProperty {
        /// The name.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A property is missing.
    MissingProperty {
        /// Its name.
        name: String,
    },
    /// A value of another type is needed.
    WrongType {
        /// The type, as JSON names it.
        wanted: String,
    },
    /// None of the words that are known here.
    UnknownWord {
        /// What stands there.
        found: String,
        /// The words there are.
        known: String,
    },
    /// A text that does not look as it must: an id, a number, a day.
    Malformed {
        /// What it must look like.
        wanted: String,
    },
    /// Something else the reader refuses.
    Unreadable {
        /// What it says, in English.
        reason: String,
    },
    /// An id that is used twice.
    DuplicateId {
        /// The id.
        id: StableId,
    },
    /// An id that earlier meant a question of another kind.
    ReusedId {
        /// The id.
        id: StableId,
        /// What it meant.
        was: String,
        /// What it would mean now.
        is: String,
    },
    /// A text for people is empty in German.
    EmptyText,
    /// A text is too long.
    LongText {
        /// The most characters.
        most: usize,
    },
    /// A text has signs that cannot be shown.
    ControlSigns,
    /// Too few of something.
    TooFew {
        /// The fewest.
        least: usize,
    },
    /// Too many of something.
    TooMany {
        /// The most.
        most: usize,
    },
    /// A number outside its range.
    OutOfRange {
        /// The smallest.
        min: String,
        /// The largest.
        max: String,
    },
    /// The lower bound is above the upper.
    MinAboveMax,
    /// More must be chosen or ranked than there are.
    MoreThanOptions {
        /// How many there are.
        options: usize,
    },
    /// A field is both always and sometimes required.
    RequiredTwice,
    /// An information cannot be required or personal.
    NoQuestion,
    /// No media type.
    NoMediaType {
        /// What stands there.
        found: String,
    },
    /// A condition looks at something that is not there.
    ConditionUnknown {
        /// The id it looks at.
        id: StableId,
    },
    /// A condition looks at itself.
    ConditionItself {
        /// The id it looks at.
        id: StableId,
    },
    /// A condition looks at something that comes later; it may only look at what stands before.
    ConditionLater {
        /// The id it looks at.
        id: StableId,
    },
    /// A condition looks into a group it does not stand in, where there are several answers.
    ConditionOtherGroup {
        /// The id it looks at.
        id: StableId,
        /// The group it stands in.
        group: StableId,
    },
    /// A condition looks at a field of a kind that it cannot look at.
    ConditionKind {
        /// The id it looks at.
        id: StableId,
        /// The kind of the field.
        kind: String,
        /// The kinds it can look at.
        wanted: String,
    },
    /// A condition names an option that the field does not have.
    ConditionOption {
        /// The field.
        id: StableId,
        /// The option.
        option: StableId,
    },
    /// A field is named that is not there, or is of another kind than is needed.
    NoSuchField {
        /// The id.
        id: StableId,
        /// The kinds it could have.
        wanted: String,
    },
    /// A condition is too deep or too long to be understood.
    ConditionTooLarge {
        /// The most parts.
        most: usize,
    },
}

impl FaultKind {
    /// The key of the text. All keys are in [`fault_keys`].
    pub fn key(&self) -> &'static str {
        match self {
            FaultKind::NoJson { .. } => "procedure-fault-no-json",
            FaultKind::TooLarge { .. } => "procedure-fault-too-large",
            FaultKind::UnknownProperty { .. } => "procedure-fault-unknown-property",
            FaultKind::MissingProperty { .. } => "procedure-fault-missing-property",
            FaultKind::WrongType { .. } => "procedure-fault-wrong-type",
            FaultKind::UnknownWord { .. } => "procedure-fault-unknown-word",
            FaultKind::Malformed { .. } => "procedure-fault-malformed",
            FaultKind::Unreadable { .. } => "procedure-fault-unreadable",
            FaultKind::DuplicateId { .. } => "procedure-fault-duplicate-id",
            FaultKind::ReusedId { .. } => "procedure-fault-reused-id",
            FaultKind::EmptyText => "procedure-fault-empty-text",
            FaultKind::LongText { .. } => "procedure-fault-long-text",
            FaultKind::ControlSigns => "procedure-fault-control-signs",
            FaultKind::TooFew { .. } => "procedure-fault-too-few",
            FaultKind::TooMany { .. } => "procedure-fault-too-many",
            FaultKind::OutOfRange { .. } => "procedure-fault-out-of-range",
            FaultKind::MinAboveMax => "procedure-fault-min-above-max",
            FaultKind::MoreThanOptions { .. } => "procedure-fault-more-than-options",
            FaultKind::RequiredTwice => "procedure-fault-required-twice",
            FaultKind::NoQuestion => "procedure-fault-no-question",
            FaultKind::NoMediaType { .. } => "procedure-fault-no-media-type",
            FaultKind::ConditionUnknown { .. } => "procedure-fault-condition-unknown",
            FaultKind::ConditionItself { .. } => "procedure-fault-condition-itself",
            FaultKind::ConditionLater { .. } => "procedure-fault-condition-later",
            FaultKind::ConditionOtherGroup { .. } => "procedure-fault-condition-other-group",
            FaultKind::ConditionKind { .. } => "procedure-fault-condition-kind",
            FaultKind::ConditionOption { .. } => "procedure-fault-condition-option",
            FaultKind::NoSuchField { .. } => "procedure-fault-no-such-field",
            FaultKind::ConditionTooLarge { .. } => "procedure-fault-condition-too-large",
        }
    }

    /// The arguments of the text, named as the variant's fields.
    pub fn args(&self, _lang: Lang) -> Vec<(&'static str, Argument)> {
        let text = |value: &dyn ToString| Argument::Text(value.to_string());
        let number = |value: &usize| Argument::Number(i64::try_from(*value).unwrap_or(i64::MAX));
        match self {
            FaultKind::NoJson { line, column, reason } => {
                vec![("line", number(line)), ("column", number(column)), ("reason", text(reason))]
            }
            FaultKind::UnknownProperty { name, known } => vec![("name", text(name)), ("known", text(known))],
            FaultKind::MissingProperty { name } => vec![("name", text(name))],
            FaultKind::WrongType { wanted } | FaultKind::Malformed { wanted } => {
                vec![("wanted", text(wanted))]
            }
            FaultKind::UnknownWord { found, known } => vec![("found", text(found)), ("known", text(known))],
            FaultKind::Unreadable { reason } => vec![("reason", text(reason))],
            FaultKind::DuplicateId { id }
            | FaultKind::ConditionUnknown { id }
            | FaultKind::ConditionItself { id }
            | FaultKind::ConditionLater { id } => vec![("id", text(id))],
            FaultKind::ReusedId { id, was, is } => {
                vec![("id", text(id)), ("was", text(was)), ("is", text(is))]
            }
            FaultKind::TooFew { least } => vec![("least", number(least))],
            FaultKind::TooMany { most }
            | FaultKind::TooLarge { most }
            | FaultKind::LongText { most }
            | FaultKind::ConditionTooLarge { most } => vec![("most", number(most))],
            FaultKind::OutOfRange { min, max } => vec![("min", text(min)), ("max", text(max))],
            FaultKind::MoreThanOptions { options } => vec![("options", number(options))],
            FaultKind::NoMediaType { found } => vec![("found", text(found))],
            FaultKind::ConditionOtherGroup { id, group } => vec![("id", text(id)), ("group", text(group))],
            FaultKind::ConditionKind { id, kind, wanted } => {
                vec![("id", text(id)), ("kind", text(kind)), ("wanted", text(wanted))]
            }
            FaultKind::NoSuchField { id, wanted } => vec![("id", text(id)), ("wanted", text(wanted))],
            FaultKind::ConditionOption { id, option } => vec![("id", text(id)), ("option", text(option))],
            FaultKind::EmptyText
            | FaultKind::ControlSigns
            | FaultKind::MinAboveMax
            | FaultKind::RequiredTwice
            | FaultKind::NoQuestion => Vec::new(),
        }
    }
}

/// The keys of all texts for faults, so that the translations can be compared with them.
pub fn fault_keys() -> Vec<&'static str> {
    vec![
        "procedure-fault-condition-itself",
        "procedure-fault-condition-kind",
        "procedure-fault-condition-later",
        "procedure-fault-condition-option",
        "procedure-fault-condition-other-group",
        "procedure-fault-condition-too-large",
        "procedure-fault-condition-unknown",
        "procedure-fault-control-signs",
        "procedure-fault-duplicate-id",
        "procedure-fault-empty-text",
        "procedure-fault-long-text",
        "procedure-fault-malformed",
        "procedure-fault-min-above-max",
        "procedure-fault-missing-property",
        "procedure-fault-more-than-options",
        "procedure-fault-no-json",
        "procedure-fault-no-media-type",
        "procedure-fault-no-question",
        "procedure-fault-no-such-field",
        "procedure-fault-out-of-range",
        "procedure-fault-required-twice",
        "procedure-fault-reused-id",
        "procedure-fault-too-few",
        "procedure-fault-too-large",
        "procedure-fault-too-many",
        "procedure-fault-unknown-property",
        "procedure-fault-unknown-word",
        "procedure-fault-unreadable",
        "procedure-fault-wrong-type",
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_key_in_the_list() {
        let source = include_str!("fault.rs");
        let written: Vec<&str> = source
            .lines()
            .filter_map(|line| line.split("=> \"procedure-fault-").nth(1)?.split('"').next())
            .collect();
        let mut listed: Vec<String> = written.iter().map(|key| format!("procedure-fault-{key}")).collect();
        listed.sort();
        assert_eq!(listed, fault_keys());
    }
}
