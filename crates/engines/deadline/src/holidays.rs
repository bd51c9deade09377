//! The public holidays of the sixteen Länder by their rules, 1990 to 2200.
//!
//! Public holidays are the law of each Land; only the Day of German Unity is the federation's (Art. 2 (2) of the
//! Unification Treaty). The laws as they are read here:
//!
//! | Land | Law |
//! |---|---|
//! | Baden-Württemberg | FTG § 1 |
//! | Bayern | BayFTG Art. 1: Mariä Himmelfahrt in municipalities with more Catholic than Protestant inhabitants, the Friedensfest in the city of Augsburg |
//! | Berlin | FeiertG § 1, with the days of 2020, 2025 and 2028 that were made for one year only |
//! | Brandenburg | FTG § 2, Easter Sunday and Whit Sunday among them |
//! | Bremen | FeiertG § 2 |
//! | Hamburg | FeiertG § 1 |
//! | Hessen | HFeiertagsG § 1 |
//! | Mecklenburg-Vorpommern | FTG M-V § 2 |
//! | Niedersachsen | NFeiertagsG § 2 |
//! | Nordrhein-Westfalen | Feiertagsgesetz NW § 2 |
//! | Rheinland-Pfalz | LFtG § 2 |
//! | Saarland | SFG § 2 |
//! | Sachsen | SächsSFG § 1: Fronleichnam in the Catholic municipalities that an ordinance names |
//! | Sachsen-Anhalt | FeiertG LSA § 2 |
//! | Schleswig-Holstein | SFTG § 2 |
//! | Thüringen | ThürFtG § 2: Fronleichnam where it was customary |
//!
//! The Buß- und Bettag was a holiday everywhere until 1994, when all Länder but Sachsen gave it up for the
//! care insurance (§ 58 SGB XI). For the five eastern Länder and Berlin the rules are right from 3 October 1990 on;
//! before, they are those of the later law.
//!
//! A Sunday is not listed unless the Land's law lists it; [`Calendar::is_free`] asks for Sundays as well.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use rathaus_core::Ags;
use serde::{Deserialize, Serialize};

/// The first and the last year whose holidays are known by rule.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=2200;

/// A German Land.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Land {
    SchleswigHolstein,
    Hamburg,
    Niedersachsen,
    Bremen,
    NordrheinWestfalen,
    Hessen,
    RheinlandPfalz,
    BadenWuerttemberg,
    Bayern,
    Saarland,
    Berlin,
    Brandenburg,
    MecklenburgVorpommern,
    Sachsen,
    SachsenAnhalt,
    Thueringen,
}

impl Land {
    /// All sixteen, in the order of the official municipality key.
    pub const ALL: [Land; 16] = [
        Land::SchleswigHolstein,
        Land::Hamburg,
        Land::Niedersachsen,
        Land::Bremen,
        Land::NordrheinWestfalen,
        Land::Hessen,
        Land::RheinlandPfalz,
        Land::BadenWuerttemberg,
        Land::Bayern,
        Land::Saarland,
        Land::Berlin,
        Land::Brandenburg,
        Land::MecklenburgVorpommern,
        Land::Sachsen,
        Land::SachsenAnhalt,
        Land::Thueringen,
    ];

    /// The Land of a municipality, by the first two digits of its key.
    pub fn of(municipality: Ags) -> Land {
        let number: usize = municipality.state_digits().parse().unwrap_or(1);
        // A key names one of the sixteen, or it is none (`Ags::from_str`).
        Land::ALL[number.saturating_sub(1).min(15)]
    }

    /// The two letters of ISO 3166-2:DE, without `DE-`.
    pub fn code(self) -> &'static str {
        match self {
            Land::SchleswigHolstein => "SH",
            Land::Hamburg => "HH",
            Land::Niedersachsen => "NI",
            Land::Bremen => "HB",
            Land::NordrheinWestfalen => "NW",
            Land::Hessen => "HE",
            Land::RheinlandPfalz => "RP",
            Land::BadenWuerttemberg => "BW",
            Land::Bayern => "BY",
            Land::Saarland => "SL",
            Land::Berlin => "BE",
            Land::Brandenburg => "BB",
            Land::MecklenburgVorpommern => "MV",
            Land::Sachsen => "SN",
            Land::SachsenAnhalt => "ST",
            Land::Thueringen => "TH",
        }
    }
}

/// Which holiday a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holiday {
    /// Neujahr, 1 January.
    NewYear,
    /// Heilige Drei Könige, 6 January.
    Epiphany,
    /// Internationaler Frauentag, 8 March: Berlin from 2019, Mecklenburg-Vorpommern from 2023.
    WomensDay,
    /// Karfreitag, two days before Easter.
    GoodFriday,
    /// Ostersonntag, listed by Brandenburg.
    EasterSunday,
    /// Ostermontag.
    EasterMonday,
    /// 1. Mai.
    LabourDay,
    /// Tag der Befreiung, 8 May: Berlin in 2020 and 2025 only.
    LiberationDay,
    /// Christi Himmelfahrt, 39 days after Easter.
    Ascension,
    /// Pfingstsonntag, listed by Brandenburg.
    WhitSunday,
    /// Pfingstmontag, 50 days after Easter.
    WhitMonday,
    /// Fronleichnam, 60 days after Easter.
    CorpusChristi,
    /// 75 years of the rising of 17 June 1953: Berlin in 2028 only.
    RisingOfJune,
    /// Augsburger Hohes Friedensfest, 8 August.
    PeaceFestival,
    /// Mariä Himmelfahrt, 15 August.
    Assumption,
    /// Weltkindertag, 20 September: Thüringen from 2019.
    ChildrensDay,
    /// Tag der Deutschen Einheit, 3 October.
    UnityDay,
    /// Reformationstag, 31 October: everywhere in 2017, in the north from 2018.
    ReformationDay,
    /// Allerheiligen, 1 November.
    AllSaints,
    /// Buß- und Bettag, the Wednesday before 23 November.
    RepentanceDay,
    /// Erster Weihnachtstag, 25 December.
    ChristmasDay,
    /// Zweiter Weihnachtstag, 26 December.
    BoxingDay,
    /// A day that was added by hand ([`Calendar::with_day`]).
    Added,
}

impl Holiday {
    /// The key of the holiday's name in the texts for people, such as `holiday-good-friday`.
    pub fn key(self) -> &'static str {
        match self {
            Holiday::NewYear => "holiday-new-year",
            Holiday::Epiphany => "holiday-epiphany",
            Holiday::WomensDay => "holiday-womens-day",
            Holiday::GoodFriday => "holiday-good-friday",
            Holiday::EasterSunday => "holiday-easter-sunday",
            Holiday::EasterMonday => "holiday-easter-monday",
            Holiday::LabourDay => "holiday-labour-day",
            Holiday::LiberationDay => "holiday-liberation-day",
            Holiday::Ascension => "holiday-ascension",
            Holiday::WhitSunday => "holiday-whit-sunday",
            Holiday::WhitMonday => "holiday-whit-monday",
            Holiday::CorpusChristi => "holiday-corpus-christi",
            Holiday::RisingOfJune => "holiday-rising-of-june",
            Holiday::PeaceFestival => "holiday-peace-festival",
            Holiday::Assumption => "holiday-assumption",
            Holiday::ChildrensDay => "holiday-childrens-day",
            Holiday::UnityDay => "holiday-unity-day",
            Holiday::ReformationDay => "holiday-reformation-day",
            Holiday::AllSaints => "holiday-all-saints",
            Holiday::RepentanceDay => "holiday-repentance-day",
            Holiday::ChristmasDay => "holiday-christmas-day",
            Holiday::BoxingDay => "holiday-boxing-day",
            Holiday::Added => "holiday-added",
        }
    }
}

/// The holidays of one place: its Land, what its municipality adds by law, and days added by hand.
///
/// The place is that of the authority where somebody must act toward it by the due day; for the notification of a
/// tax assessment it is the recipient's, where the assessment takes effect (§ 124 (1) AO).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    land: Land,
    /// Fronleichnam and Mariä Himmelfahrt where the Land leaves them to its Catholic municipalities.
    #[serde(default)]
    is_catholic: bool,
    /// The city of Augsburg.
    #[serde(default)]
    has_peace_festival: bool,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    added: BTreeSet<Date>,
}

impl Calendar {
    /// The holidays that hold in all of the Land.
    pub fn new(land: Land) -> Calendar {
        Calendar { land, is_catholic: false, has_peace_festival: false, added: BTreeSet::new() }
    }

    /// The same place as a Catholic municipality: adds Mariä Himmelfahrt in Bayern, Fronleichnam in Sachsen and
    /// Thüringen, nothing elsewhere. Which municipalities these are, the Land's statistical office or ordinance says.
    pub fn catholic(mut self) -> Calendar {
        self.is_catholic = true;
        self
    }

    /// The same place as the city of Augsburg: adds the Friedensfest in Bayern, nothing elsewhere.
    pub fn augsburg(mut self) -> Calendar {
        self.has_peace_festival = true;
        self
    }

    /// The same place with one more day, for a holiday made by law after this program was.
    pub fn with_day(mut self, day: Date) -> Calendar {
        self.added.insert(day);
        self
    }

    /// The Land.
    pub fn land(&self) -> Land {
        self.land
    }

    /// The holidays of a year in order. Empty for a year outside [`YEARS`] except for added days.
    pub fn year(&self, year: i16) -> BTreeMap<Date, Holiday> {
        let mut days = BTreeMap::new();
        for day in self.added.iter().filter(|day| day.year() == year) {
            days.insert(*day, Holiday::Added);
        }
        if !YEARS.contains(&year) {
            return days;
        }
        for (rule, when) in RULES {
            if self.keeps(*rule, year) {
                days.insert(when.day(year), *rule);
            }
        }
        days
    }

    /// The holiday that a day is here, or `None`. Where two fall on one day, the later one of [`Holiday`]'s order.
    pub fn holiday(&self, day: Date) -> Option<Holiday> {
        let by_rule = YEARS.contains(&day.year()).then(|| {
            RULES.iter().rev().find(|(rule, when)| {
                when.may_be(day) && self.keeps(*rule, day.year()) && when.day(day.year()) == day
            })
        });
        match by_rule.flatten() {
            Some((rule, _)) => Some(*rule),
            None => self.added.contains(&day).then_some(Holiday::Added),
        }
    }

    /// Whether the day is a Saturday, a Sunday or a holiday: a period does not end on it (§ 193 BGB).
    pub fn is_free(&self, day: Date) -> bool {
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || self.holiday(day).is_some()
    }

    fn keeps(&self, holiday: Holiday, year: i16) -> bool {
        use Land::*;
        let land = self.land;
        match holiday {
            Holiday::NewYear
            | Holiday::GoodFriday
            | Holiday::EasterMonday
            | Holiday::LabourDay
            | Holiday::Ascension
            | Holiday::WhitMonday
            | Holiday::UnityDay
            | Holiday::ChristmasDay
            | Holiday::BoxingDay => true,
            Holiday::Epiphany => matches!(land, BadenWuerttemberg | Bayern | SachsenAnhalt),
            Holiday::WomensDay => {
                (land == Berlin && year >= 2019) || (land == MecklenburgVorpommern && year >= 2023)
            }
            Holiday::EasterSunday | Holiday::WhitSunday => land == Brandenburg,
            Holiday::LiberationDay => land == Berlin && matches!(year, 2020 | 2025),
            Holiday::CorpusChristi => match land {
                BadenWuerttemberg | Bayern | Hessen | NordrheinWestfalen | RheinlandPfalz | Saarland => true,
                Sachsen | Thueringen => self.is_catholic,
                _ => false,
            },
            Holiday::RisingOfJune => land == Berlin && year == 2028,
            Holiday::PeaceFestival => land == Bayern && self.has_peace_festival,
            Holiday::Assumption => land == Saarland || (land == Bayern && self.is_catholic),
            Holiday::ChildrensDay => land == Thueringen && year >= 2019,
            Holiday::ReformationDay => match land {
                Brandenburg | MecklenburgVorpommern | Sachsen | SachsenAnhalt | Thueringen => true,
                Bremen | Hamburg | Niedersachsen | SchleswigHolstein => year >= 2017,
                _ => year == 2017,
            },
            Holiday::AllSaints => {
                matches!(land, BadenWuerttemberg | Bayern | NordrheinWestfalen | RheinlandPfalz | Saarland)
            }
            Holiday::RepentanceDay => land == Sachsen || year <= 1994,
            Holiday::Added => false,
        }
    }
}

/// How a holiday's day is found in a year.
enum When {
    /// Month and day.
    On(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// The Wednesday before 23 November.
    Repentance,
}

impl When {
    fn day(&self, year: i16) -> Date {
        match *self {
            When::On(month, day) => date(year, month, day),
            When::Easter(days) => easter(year).saturating_add(days.days()),
            When::Repentance => {
                let eve = date(year, 11, 22);
                let past = (eve.weekday().to_monday_zero_offset() + 7 - 2) % 7;
                eve.saturating_sub(i32::from(past).days())
            }
        }
    }

    /// A quick no for most days: Easter lies between 22 March and 25 April.
    fn may_be(&self, day: Date) -> bool {
        match self {
            When::On(month, number) => day.month() == *month && day.day() == *number,
            When::Easter(_) => (3..=6).contains(&day.month()),
            When::Repentance => day.month() == 11,
        }
    }
}

const RULES: &[(Holiday, When)] = &[
    (Holiday::NewYear, When::On(1, 1)),
    (Holiday::Epiphany, When::On(1, 6)),
    (Holiday::WomensDay, When::On(3, 8)),
    (Holiday::GoodFriday, When::Easter(-2)),
    (Holiday::EasterSunday, When::Easter(0)),
    (Holiday::EasterMonday, When::Easter(1)),
    (Holiday::LabourDay, When::On(5, 1)),
    (Holiday::LiberationDay, When::On(5, 8)),
    (Holiday::Ascension, When::Easter(39)),
    (Holiday::WhitSunday, When::Easter(49)),
    (Holiday::WhitMonday, When::Easter(50)),
    (Holiday::CorpusChristi, When::Easter(60)),
    (Holiday::RisingOfJune, When::On(6, 17)),
    (Holiday::PeaceFestival, When::On(8, 8)),
    (Holiday::Assumption, When::On(8, 15)),
    (Holiday::ChildrensDay, When::On(9, 20)),
    (Holiday::UnityDay, When::On(10, 3)),
    (Holiday::ReformationDay, When::On(10, 31)),
    (Holiday::AllSaints, When::On(11, 1)),
    (Holiday::RepentanceDay, When::Repentance),
    (Holiday::ChristmasDay, When::On(12, 25)),
    (Holiday::BoxingDay, When::On(12, 26)),
];

/// Easter Sunday of a year of the Gregorian calendar.
///
/// The algorithm of Butcher's Ecclesiastical Calendar (1876) as in Meeus, Astronomical Algorithms, chapter 8: no
/// exceptions, any year from 1583 on.
pub fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let golden = year % 19;
    let (century, rest) = (year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let number = epact + weekday - 7 * late + 114;
    date(year as i16, (number / 31) as i8, (number % 31 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_land_is_found_by_the_municipality_key() {
        let land = |key: &str| Land::of(key.parse().expect("a key"));
        assert_eq!(land("06633005"), Land::Hessen);
        assert_eq!(land("01001000"), Land::SchleswigHolstein);
        assert_eq!(land("16051000"), Land::Thueringen);
        assert_eq!(land("11000000"), Land::Berlin);
    }

    #[test]
    fn a_day_and_its_year_agree() {
        for land in Land::ALL {
            let place = Calendar::new(land).catholic().augsburg().with_day(date(2026, 7, 1));
            for year in [1990, 1994, 1995, 2008, 2017, 2018, 2026, 2028, 2200] {
                let listed = place.year(year);
                for day in date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year) {
                    assert_eq!(place.holiday(day), listed.get(&day).copied(), "{} {day}", land.code());
                }
            }
        }
    }

    #[test]
    fn two_holidays_on_one_day_are_one() {
        // Ascension fell on 1 May in 2008.
        assert_eq!(Calendar::new(Land::Hessen).holiday(date(2008, 5, 1)), Some(Holiday::Ascension));
    }

    #[test]
    fn outside_the_years_only_added_days_are_known() {
        let place = Calendar::new(Land::Hessen).with_day(date(2201, 1, 2));
        assert_eq!(place.holiday(date(2201, 1, 1)), None);
        assert_eq!(place.year(2201).len(), 1);
        assert_eq!(place.holiday(date(1989, 12, 25)), None);
    }
}
