//! What a tenant says about its open data: whether there are any, under which licence, and whom to ask.

use serde::{Deserialize, Serialize};

/// A licence of the list that DCAT-AP.de takes (<http://dcat-ap.de/def/licenses/>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Licence {
    /// Datenlizenz Deutschland, attribution.
    #[default]
    #[serde(rename = "dl-by")]
    DlBy,
    /// Datenlizenz Deutschland, zero.
    #[serde(rename = "dl-zero")]
    DlZero,
    /// Creative Commons, attribution.
    #[serde(rename = "cc-by")]
    CcBy,
    /// Creative Commons, zero.
    #[serde(rename = "cc-zero")]
    CcZero,
}

impl Licence {
    /// All of them.
    pub const ALL: [Licence; 4] = [Licence::DlBy, Licence::DlZero, Licence::CcBy, Licence::CcZero];

    /// The word in forms and in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Licence::DlBy => "dl-by",
            Licence::DlZero => "dl-zero",
            Licence::CcBy => "cc-by",
            Licence::CcZero => "cc-zero",
        }
    }

    /// Its name in the vocabulary of DCAT-AP.de.
    pub fn iri(self) -> &'static str {
        match self {
            Licence::DlBy => "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
            Licence::DlZero => "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            Licence::CcBy => "http://dcat-ap.de/def/licenses/cc-by/4.0",
            Licence::CcZero => "http://dcat-ap.de/def/licenses/cc-zero",
        }
    }

    /// Whether whoever uses the data must name the source.
    pub fn asks_for_name(self) -> bool {
        matches!(self, Licence::DlBy | Licence::CcBy)
    }
}

impl std::str::FromStr for Licence {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|licence| licence.word() == text).ok_or(())
    }
}

/// What a tenant says about its open data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct OpenData {
    /// Whether there are any for everybody.
    pub is_published: bool,
    /// The licence of all of them.
    pub licence: Licence,
    /// Who publishes; empty for the tenant's own name.
    pub publisher: String,
    /// Whom to ask; empty for the publisher.
    pub contact: String,
    /// Where to ask.
    pub email: String,
    /// The last part of the identifier that GovData gave the house (<http://dcat-ap.de/def/contributors/>); empty without.
    pub contributor: String,
}

/// Whether a text may be the last part of a contributor's identifier.
pub fn is_contributor(text: &str) -> bool {
    text.len() <= 80
        && !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// Fewest bodies of a group that is shown by itself to everybody: with fewer, its figures are those of single bodies.
pub const FEWEST: usize = 3;

/// Groups of so few bodies that their figures would be those of single bodies are put together; `add` puts the second
/// into the first. The group that is left is last and has no name. Where even it is too small, it takes in the smallest
/// other one.
pub fn put_together<T: Clone>(
    groups: &[(String, T)],
    size: impl Fn(&T) -> usize,
    add: impl Fn(&mut T, &T),
) -> Vec<(String, T)> {
    // What has no name belongs to what is left anyway.
    let (mut kept, small): (Vec<_>, Vec<_>) =
        groups.iter().cloned().partition(|(name, group)| size(group) >= FEWEST && !name.is_empty());
    let Some((_, mut rest)) = small.first().cloned() else { return kept };
    for (_, group) in small.iter().skip(1) {
        add(&mut rest, group);
    }
    if size(&rest) < FEWEST
        && let Some(place) = (0..kept.len()).min_by_key(|place| size(&kept[*place].1))
    {
        let (_, group) = kept.remove(place);
        add(&mut rest, &group);
    }
    kept.push((String::new(), rest));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn licences_and_contributors_are_read_back() {
        for licence in Licence::ALL {
            assert_eq!(licence.word().parse(), Ok(licence));
            assert!(licence.iri().starts_with("http://dcat-ap.de/def/licenses/"));
        }
        assert_eq!(serde_json::to_string(&Licence::DlBy).expect("JSON"), "\"dl-by\"");
        assert!(is_contributor("openDataHessen") && !is_contributor("") && !is_contributor("a/b"));
    }

    #[test]
    fn a_city_by_itself_is_not_shown_by_itself() {
        let groups = [("Kassel", 1_usize), ("Landkreis Kassel", 29), ("Fulda", 23)]
            .map(|(name, n)| (name.to_owned(), n));
        let shown = put_together(&groups, |n| *n, |a, b| *a += b);
        let names: Vec<(&str, usize)> = shown.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        assert_eq!(names, [("Landkreis Kassel", 29), ("", 24)], "the smallest is put to what is too small");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_small_is_left(sizes in proptest::collection::vec(0usize..40, 0..12)) {
            let groups: Vec<(String, usize)> =
                sizes.iter().enumerate().map(|(place, n)| (format!("g{place}"), *n)).collect();
            let shown = put_together(&groups, |n| *n, |a, b| *a += b);
            prop_assert_eq!(shown.iter().map(|(_, n)| n).sum::<usize>(), sizes.iter().sum::<usize>());
            prop_assert!(shown.len() <= 1 || shown.iter().all(|(_, n)| *n >= FEWEST));
        }
    }
}
