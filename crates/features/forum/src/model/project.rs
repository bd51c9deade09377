//! Projects that other bodies can take over, and which bodies resemble each other.

use rathaus_core::Ags;
use rathaus_core::register::Register;
use serde::{Deserialize, Serialize};

/// An enum whose values are kept and sent as words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$say:meta])* $value:ident = $word:tt,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum $name {
            $($(#[$say])* #[serde(rename = $word)] $value,)*
        }

        impl $name {
            /// All values, in their order.
            pub const ALL: &[$name] = &[$($name::$value),*];

            /// The word in the database, in forms and in translation keys.
            pub fn word(self) -> &'static str {
                match self { $($name::$value => $word,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|value| value.word() == word).ok_or(())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How far a project is.
    ProjectStage {
        /// Decided, not begun.
        Planned = "planned",
        /// Tried in a part of the administration.
        Pilot = "pilot",
        /// In everyday use.
        Running = "running",
        /// Given up or replaced.
        Ended = "ended",
    }
}

words! {
    /// What a project costs in its first year, all told: classes, as few bodies can name a figure and fewer may.
    CostClass {
        /// Not known or not told.
        Unknown = "unknown",
        /// Own work only.
        None = "none",
        /// Up to 5,000 €.
        Small = "small",
        /// Up to 25,000 €.
        Middle = "middle",
        /// Up to 100,000 €.
        Large = "large",
        /// More.
        Huge = "huge",
    }
}

words! {
    /// Who sees a project.
    ProjectState {
        /// Its own body and the office.
        Draft = "draft",
        /// Everybody.
        Published = "published",
        /// Nobody but its own body and the office, any more.
        Withdrawn = "withdrawn",
    }
}

/// How much two bodies resemble each other, and by what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearness {
    /// 0 to 1: half of it size, a third distance, the rest the same county.
    pub score: f64,
    /// The smaller number of inhabitants as a share of the larger; `None` where one is not known.
    pub size: Option<f64>,
    /// Kilometres between them as the crow flies; `None` where one has no place in the register.
    pub kilometres: Option<f64>,
    /// Whether they lie in one county.
    pub is_same_county: bool,
}

/// Distance at which nearness by distance has fallen to 1/e, in kilometres: about a day trip in a rural district.
const DECAY: f64 = 40.0;

/// How much the bodies of two keys resemble each other. Inhabitants and places are those of the register; a county
/// lies in the middle of its municipalities.
pub fn nearness(a: Ags, b: Ags) -> Nearness {
    let register = Register::germany();
    let size = match (register.population(a), register.population(b)) {
        (0, _) | (_, 0) => None,
        #[allow(clippy::cast_precision_loss)]
        (one, other) => Some(one.min(other) as f64 / one.max(other) as f64),
    };
    let kilometres = match (place(a), place(b)) {
        (Some(one), Some(other)) => Some(distance(one, other)),
        _ => None,
    };
    let is_same_county = a.county() == b.county();
    let score = 0.5 * size.unwrap_or(0.0)
        + 0.35 * kilometres.map_or(0.0, |far| (-far / DECAY).exp())
        + if is_same_county { 0.15 } else { 0.0 };
    Nearness { score, size, kilometres, is_same_county }
}

/// What stands before a name in lists of users, as in `Stadt Fulda`.
const TITLES: [&str; 12] = [
    "universitätsstadt ",
    "wissenschaftsstadt ",
    "brüder-grimm-stadt ",
    "kreisstadt ",
    "landeshauptstadt ",
    "hansestadt ",
    "stadtverwaltung ",
    "stadt ",
    "magistrat der stadt ",
    "gemeindeverwaltung ",
    "gemeinde ",
    "markt ",
];

/// The body of the register that a name says; `None` where there is none, or several are called so.
pub fn named_body(name: &str) -> Option<Ags> {
    let whole = name.trim().to_lowercase();
    let bare = TITLES.iter().find_map(|title| whole.strip_prefix(title)).unwrap_or(&whole);
    let bare = bare.split([',', '(']).next().unwrap_or(bare).trim();
    let found = Register::germany().list_by_name(bare, 50);
    let mut exact = found.iter().filter(|town| town.short_name().to_lowercase() == bare);
    match (exact.next(), exact.next()) {
        (Some(only), None) => Some(only.ags),
        _ => None,
    }
}

/// Latitude and longitude in degrees.
fn place(key: Ags) -> Option<[f64; 2]> {
    let register = Register::germany();
    if let Some(found) = register.find(key) {
        return Some([found.latitude?, found.longitude?]);
    }
    let members: Vec<[f64; 2]> = register
        .list_county(key)
        .filter(|_| key.is_county())
        .filter_map(|town| Some([town.latitude?, town.longitude?]))
        .collect();
    #[allow(clippy::cast_precision_loss)]
    let many = members.len() as f64;
    (many > 0.0)
        .then(|| members.iter().fold([0.0, 0.0], |sum, at| [sum[0] + at[0] / many, sum[1] + at[1] / many]))
}

/// Great-circle distance of two points in degrees, in kilometres (haversine formula, Earth's mean radius).
fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [from, to] = [a, b].map(|point| point.map(f64::to_radians));
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(to[0] - from[0]) + from[0].cos() * to[0].cos() * half(to[1] - from[1]);
    2.0 * 6_371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Ags {
        text.parse().expect("a key")
    }

    #[test]
    fn neighbours_of_the_same_size_resemble_each_other_most() {
        let (baunatal, vellmar, fulda, kassel) =
            (key("06633003"), key("06633026"), key("06631009"), key("06611000"));
        let to = |other| nearness(baunatal, other);
        assert!(to(baunatal).score > 0.999);
        assert!(to(vellmar).score > to(fulda).score, "{:?} {:?}", to(vellmar), to(fulda));
        assert!(to(vellmar).is_same_county && !to(kassel).is_same_county);
        let far = to(kassel).kilometres.expect("both have a place");
        assert!((5.0..15.0).contains(&far), "{far}");
        assert_eq!(to(fulda).size, nearness(fulda, baunatal).size);
    }

    #[test]
    fn counties_have_a_middle_and_unknown_keys_have_nothing() {
        let (county, town) = (key("06633000"), key("06633003"));
        let near = nearness(county, town);
        assert!(near.is_same_county && near.kilometres.is_some_and(|far| far < 40.0), "{near:?}");
        let nowhere = nearness(key("01999999"), town);
        assert_eq!((nowhere.score, nowhere.size, nowhere.kilometres), (0.0, None, None));
    }

    #[test]
    fn a_name_says_a_body_where_it_says_one_alone() {
        assert_eq!(named_body("Stadt Fulda"), Some(key("06631009")));
        assert_eq!(named_body(" Vellmar, Stadt "), Some(key("06633026")));
        assert_eq!(named_body("Regione Toscana"), None);
        assert_eq!(named_body(""), None);
        let shared = named_body("Neukirchen");
        assert_eq!(shared, None, "several towns are called so");
    }

    #[test]
    fn words_are_read_back() {
        for stage in ProjectStage::ALL {
            assert_eq!(stage.word().parse(), Ok(*stage));
        }
        assert_eq!("unheard".parse::<CostClass>(), Err(()));
        assert_eq!(ProjectState::ALL.len(), 3);
    }
}
