//! The figures of the response: who answered, by county, by size and over time. Pure; the room shows them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rathaus_core::Ags;
use rathaus_core::register::Register;
use rathaus_people::{SizeClass, german_order};
use serde::Serialize;

use crate::model::correspondence::day_of;
use crate::store::invitation::{Body, Invitation, State};

/// How many of a group are how far. The four parts add up to `invited`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Share {
    /// All chosen bodies of the group.
    pub invited: usize,
    /// With an answer.
    pub answered: usize,
    /// Opened or begun, without an answer.
    pub opened: usize,
    /// Said that they do not take part.
    pub declined: usize,
    /// Neither of these.
    pub missing: usize,
}

impl Share {
    fn add(&mut self, state: State) {
        self.invited += 1;
        match state {
            State::Answered => self.answered += 1,
            State::Opened | State::Started => self.opened += 1,
            State::Declined => self.declined += 1,
            State::Listed | State::Invited => self.missing += 1,
        }
    }

    /// Answers per invited body, from 0 to 1.
    #[allow(clippy::cast_precision_loss)]
    pub fn rate(&self) -> f64 {
        if self.invited == 0 { 0.0 } else { self.answered as f64 / self.invited as f64 }
    }
}

/// The figures of one county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CountyShare {
    /// Five digits; empty for bodies without a key.
    pub county: String,
    /// Its name.
    pub name: String,
    /// Its municipalities, and the county itself where it is invited.
    pub share: Share,
}

/// The figures of one size class of municipalities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SizeShare {
    /// The class, as in `under-5000`.
    pub size: String,
    /// Its municipalities.
    pub share: Share,
}

/// How many had opened and answered by the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DayCount {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Opened so far, answers among them.
    pub opened: usize,
    /// Answered so far.
    pub answered: usize,
}

/// All figures of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Figures {
    /// All bodies.
    pub all: Share,
    /// Municipalities alone.
    pub municipalities: Share,
    /// Counties as bodies alone.
    pub counties_as_bodies: Share,
    /// Inhabitants of all invited bodies, each town once.
    pub inhabitants: u64,
    /// Inhabitants of the bodies that answered, each town once.
    pub inhabitants_reached: u64,
    /// By county, by name.
    pub counties: Vec<CountyShare>,
    /// By size, the smallest first; classes without an invited municipality are left out.
    pub sizes: Vec<SizeShare>,
    /// From the day of the first invitation to the last event or the end given.
    pub days: Vec<DayCount>,
}

impl Figures {
    /// Inhabitants reached of those invited, from 0 to 1.
    #[allow(clippy::cast_precision_loss)]
    pub fn inhabitants_share(&self) -> f64 {
        if self.inhabitants == 0 { 0.0 } else { self.inhabitants_reached as f64 / self.inhabitants as f64 }
    }
}

/// Most days of the curve; a survey that runs longer shows its last days.
const MOST_DAYS: usize = 120;

/// The figures of these invitations as of `today`; the curve ends with the survey where that is over.
pub fn figures(invitations: &[Invitation], end: Option<Date>, today: Date) -> Figures {
    let mut all = Share::default();
    let mut municipalities = Share::default();
    let mut counties_as_bodies = Share::default();
    let mut counties: BTreeMap<String, Share> = BTreeMap::new();
    let mut sizes: BTreeMap<SizeClass, Share> = BTreeMap::new();
    for invitation in invitations {
        all.add(invitation.state);
        let county = invitation.county().map_or(String::new(), |county| county.county_digits().to_owned());
        counties.entry(county).or_default().add(invitation.state);
        match invitation.body() {
            Body::Municipality => {
                municipalities.add(invitation.state);
                sizes.entry(SizeClass::of(invitation.inhabitants)).or_default().add(invitation.state);
            }
            Body::County => counties_as_bodies.add(invitation.state),
            Body::Other => {}
        }
    }
    let mut counties: Vec<CountyShare> = counties
        .into_iter()
        .map(|(county, share)| CountyShare { name: county_name(&county), county, share })
        .collect();
    counties.sort_by_cached_key(|county| (county.name.is_empty(), german_order(&county.name)));
    Figures {
        all,
        municipalities,
        counties_as_bodies,
        inhabitants: inhabitants(invitations.iter()),
        inhabitants_reached: inhabitants(invitations.iter().filter(|i| i.state == State::Answered)),
        counties,
        sizes: sizes
            .into_iter()
            .map(|(size, share)| SizeShare { size: size.word().to_owned(), share })
            .collect(),
        days: days(invitations, end, today),
    }
}

fn county_name(digits: &str) -> String {
    let key = digits.parse::<Ags>().ok();
    let name = key.and_then(|key| Register::germany().name(key)).unwrap_or_default();
    name.split(',').next().unwrap_or_default().to_owned()
}

/// Inhabitants of these bodies; those of a town count once, also where its county is among them.
fn inhabitants<'a>(invitations: impl Iterator<Item = &'a Invitation>) -> u64 {
    let bodies: BTreeMap<Option<Ags>, Vec<&Invitation>> =
        invitations.fold(BTreeMap::new(), |mut bodies: BTreeMap<_, Vec<_>>, invitation| {
            bodies.entry(invitation.ags).or_default().push(invitation);
            bodies
        });
    let counties: BTreeSet<Ags> =
        bodies.values().flatten().filter(|i| i.body() == Body::County).filter_map(|i| i.ags).collect();
    bodies
        .values()
        .flatten()
        .filter(|i| {
            i.body() != Body::Municipality || i.county().is_none_or(|county| !counties.contains(&county))
        })
        .map(|i| u64::from(i.inhabitants))
        .sum()
}

fn days(invitations: &[Invitation], end: Option<Date>, today: Date) -> Vec<DayCount> {
    let opened: Vec<Date> = invitations.iter().filter_map(|i| i.opened_at).map(day_of).collect();
    let answered: Vec<Date> = invitations.iter().filter_map(|i| i.answered_at).map(day_of).collect();
    let Some(first) = invitations.iter().filter_map(|i| i.invited_at).map(day_of).min() else {
        return Vec::new();
    };
    let last_event = opened.iter().chain(&answered).max().copied().unwrap_or(first);
    let last = end.map_or(today, |end| end.min(today)).max(last_event).max(first);
    let mut days = Vec::new();
    let mut day = first;
    while day <= last {
        days.push(DayCount {
            day,
            opened: opened.iter().filter(|at| **at <= day).count(),
            answered: answered.iter().filter(|at| **at <= day).count(),
        });
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    let from = days.len().saturating_sub(MOST_DAYS);
    days.split_off(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;
    use rathaus_store::Id;

    fn at(day: &str) -> Timestamp {
        format!("{day}T09:00:00Z").parse().expect("a time")
    }

    fn body(ags: &str, inhabitants: u32, state: State, answered: Option<&str>) -> Invitation {
        let id = Id::of_name(ags);
        let new = Invitation::listed(at("2026-06-01"), id, id, ags, ags.parse().ok(), inhabitants);
        Invitation {
            state,
            invited_at: Some(at("2026-06-01")),
            opened_at: answered.map(at),
            answered_at: answered.map(at),
            ..new
        }
    }

    #[test]
    fn figures_add_up_by_county_size_and_day() {
        let invitations = [
            body("06633005", 7_500, State::Answered, Some("2026-06-03")),
            body("06633006", 4_000, State::Invited, None),
            body("06633000", 240_000, State::Opened, None),
            body("06611000", 205_000, State::Declined, None),
        ];
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let figures = figures(&invitations, Some(day("2026-06-30")), day("2026-06-05"));
        assert_eq!(figures.all, Share { invited: 4, answered: 1, opened: 1, declined: 1, missing: 1 });
        assert_eq!((figures.municipalities.invited, figures.counties_as_bodies.invited), (3, 1));
        // The county of both towns is invited, too: its inhabitants are theirs.
        assert_eq!((figures.inhabitants, figures.inhabitants_reached), (445_000, 7_500));
        let names: Vec<&str> = figures.counties.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["Kassel", "Landkreis Kassel"]);
        assert_eq!(figures.counties[1].share.invited, 3);
        let sizes: Vec<&str> = figures.sizes.iter().map(|s| s.size.as_str()).collect();
        assert_eq!(sizes, ["under-5000", "under-10000", "large"]);
        let curve: Vec<usize> = figures.days.iter().map(|d| d.answered).collect();
        assert_eq!(curve, [0, 0, 1, 1, 1]);
    }

    #[test]
    fn nobody_invited_is_no_fault() {
        let day = "2026-06-05".parse().expect("a day");
        let figures = figures(&[], None, day);
        assert_eq!((figures.all.rate(), figures.inhabitants_share()), (0.0, 0.0));
        assert!(figures.days.is_empty() && figures.counties.is_empty());
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_whole(states in proptest::collection::vec(0usize..6, 0..60)) {
            let keys = ["06633005", "06611000", "06633000", "06632002", "09162000", ""];
            let invitations: Vec<Invitation> = states
                .iter()
                .enumerate()
                .map(|(n, state)| body(keys[(n * 7 + state) % keys.len()], 1_000, State::ALL[*state], None))
                .collect();
            let day = "2026-06-05".parse().expect("a day");
            let figures = figures(&invitations, None, day);
            let whole = |s: &Share| s.answered + s.opened + s.declined + s.missing;
            prop_assert_eq!(figures.all.invited, invitations.len());
            prop_assert_eq!(whole(&figures.all), invitations.len());
            prop_assert_eq!(figures.counties.iter().map(|c| c.share.invited).sum::<usize>(), invitations.len());
            prop_assert_eq!(
                figures.sizes.iter().map(|s| s.share.invited).sum::<usize>(),
                figures.municipalities.invited
            );
            prop_assert!(figures.inhabitants_reached <= figures.inhabitants);
        }
    }
}
