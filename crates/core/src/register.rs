//! The register of German municipalities and the outlines of Hessen, as part of the program.
//!
//! Sources, to be named beside every list and map: [`REGISTER_SOURCE`] and [`OUTLINE_SOURCE`].
//! The register is read once, on first use.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::Ags;

/// The line that must stand beside anything taken from the register.
pub const REGISTER_SOURCE: &str =
    "Statistisches Bundesamt (Destatis), Gemeindeverzeichnis GV-ISys, dl-de/by-2-0";
/// The line that must stand beside every map.
pub const OUTLINE_SOURCE: &str = "© GeoBasis-DE / BKG 2021 (Daten verändert), VG5000, dl-de/by-2-0";

static CSV: &str = include_str!("../data/municipalities-germany.csv");
static MUNICIPALITY_OUTLINES: &str = include_str!("../data/hessen-municipalities.geojson");
static COUNTY_OUTLINES: &str = include_str!("../data/hessen-counties.geojson");

/// One municipality of the register.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Municipality {
    /// The official key.
    pub ags: Ags,
    /// The official name with its addition, as in `Bad Hersfeld, Kreisstadt`.
    pub name: String,
    /// The name of the county, without the word for it.
    pub county: String,
    /// The government district, empty in states without one.
    pub government_district: String,
    /// The state.
    pub state: String,
    /// Inhabitants; missing for areas without any.
    pub population: Option<u32>,
    /// Area in square kilometres.
    pub area_km2: Option<f64>,
    /// North of the equator, in degrees (WGS 84).
    pub latitude: Option<f64>,
    /// East of Greenwich, in degrees (WGS 84).
    pub longitude: Option<f64>,
}

impl Municipality {
    /// The name without what the register adds after the comma.
    pub fn short_name(&self) -> &str {
        self.name.split(',').next().unwrap_or(&self.name)
    }
}

/// All municipalities by key.
#[derive(Debug)]
pub struct Register {
    by_key: BTreeMap<Ags, Municipality>,
}

impl Register {
    /// The register of Germany that the program ships.
    pub fn germany() -> &'static Register {
        static REGISTER: OnceLock<Register> = OnceLock::new();
        REGISTER.get_or_init(|| {
            let by_key = csv::Reader::from_reader(CSV.as_bytes())
                .deserialize::<Municipality>()
                // INVARIANT: every shipped line is readable; test `the_register_is_whole`.
                .filter_map(Result::ok)
                .map(|m| (m.ags, m))
                .collect();
            Register { by_key }
        })
    }

    /// The municipality with this key.
    pub fn find(&self, ags: Ags) -> Option<&Municipality> {
        self.by_key.get(&ags)
    }

    /// All municipalities of the county of this key, by key.
    pub fn list_county(&self, ags: Ags) -> impl Iterator<Item = &Municipality> {
        let digits = ags.county();
        self.by_key.range(digits..).map(|(_, m)| m).take_while(move |m| m.ags.county() == digits)
    }

    /// Inhabitants of a municipality, or of all of a county for a county's key.
    pub fn population(&self, ags: Ags) -> u64 {
        match self.find(ags) {
            Some(found) => u64::from(found.population.unwrap_or(0)),
            None if ags.is_county() => {
                self.list_county(ags).map(|m| u64::from(m.population.unwrap_or(0))).sum()
            }
            None => 0,
        }
    }

    /// The name of the body of this key: of a municipality, or of a county as a body.
    pub fn name(&self, ags: Ags) -> Option<String> {
        if let Some(found) = self.find(ags) {
            return Some(found.name.clone());
        }
        let member = self.list_county(ags).next().filter(|_| ags.is_county())?;
        Some(if member.county.contains("kreis") || member.county.contains("Kreis") {
            member.county.clone()
        } else {
            format!("Landkreis {}", member.county)
        })
    }

    /// Whether there is a municipality or a county of this key.
    pub fn contains(&self, ags: Ags) -> bool {
        self.by_key.contains_key(&ags) || (ags.is_county() && self.list_county(ags).next().is_some())
    }

    /// All municipalities, by key.
    pub fn iter(&self) -> impl Iterator<Item = &Municipality> {
        self.by_key.values()
    }

    /// Up to `most` municipalities and counties whose name begins like `text`, for suggestions.
    pub fn list_by_name(&self, text: &str, most: usize) -> Vec<&Municipality> {
        let wanted = text.trim().to_lowercase();
        let wanted = wanted.split(',').next().unwrap_or(&wanted).to_owned();
        if wanted.is_empty() {
            return Vec::new();
        }
        self.iter().filter(|m| m.name.to_lowercase().starts_with(&wanted)).take(most).collect()
    }
}

/// The outline of a municipality or county: rings of longitude and latitude in degrees (WGS 84).
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The key; counties have `000` at the end.
    pub ags: Ags,
    /// The name on the map.
    pub name: String,
    /// Closed rings; islands and holes follow one another and are told apart by the even-odd rule.
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// The outlines of the municipalities of Hessen, by key.
pub fn hessen_municipalities() -> &'static [Outline] {
    static OUTLINES: OnceLock<Vec<Outline>> = OnceLock::new();
    OUTLINES.get_or_init(|| outlines(MUNICIPALITY_OUTLINES))
}

/// The outlines of the counties of Hessen, by key.
pub fn hessen_counties() -> &'static [Outline] {
    static OUTLINES: OnceLock<Vec<Outline>> = OnceLock::new();
    OUTLINES.get_or_init(|| outlines(COUNTY_OUTLINES))
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    ags: Ags,
    name: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

fn outlines(geojson: &str) -> Vec<Outline> {
    // INVARIANT: the shipped files are readable; test `the_outlines_are_whole`.
    let collection: Collection = serde_json::from_str(geojson).unwrap_or(Collection { features: Vec::new() });
    let mut outlines: Vec<Outline> = collection
        .features
        .into_iter()
        .map(|feature| Outline {
            ags: feature.properties.ags,
            name: feature.properties.name,
            rings: match feature.geometry {
                Geometry::Polygon(rings) => rings,
                Geometry::MultiPolygon(parts) => parts.into_iter().flatten().collect(),
            },
        })
        .collect();
    outlines.sort_by_key(|o| o.ags);
    outlines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ags(text: &str) -> Ags {
        text.parse().expect("a key")
    }

    #[test]
    fn the_register_is_whole() {
        assert_eq!(CSV.lines().count() - 1, Register::germany().iter().count());
        assert_eq!(Register::germany().iter().count(), 11_004);
    }

    #[test]
    fn the_outlines_are_whole() {
        assert_eq!(hessen_municipalities().len(), 426);
        assert_eq!(hessen_counties().len(), 26);
        for outline in hessen_municipalities() {
            assert!(Register::germany().contains(outline.ags), "{}", outline.name);
            assert!(outline.rings.iter().all(|ring| ring.len() >= 4 && ring.first() == ring.last()));
        }
    }

    #[test]
    fn counties_are_bodies_too() {
        let register = Register::germany();
        assert_eq!(register.name(ags("06633000")).as_deref(), Some("Landkreis Kassel"));
        assert_eq!(register.name(ags("06634000")).as_deref(), Some("Schwalm-Eder-Kreis"));
        assert_eq!(register.name(ags("06611000")).as_deref(), Some("Kassel, documenta-Stadt"));
        assert_eq!(register.name(ags("06699000")), None);
        assert!(register.population(ags("06633000")) > 200_000);
        assert!(!register.contains(ags("06633999")));
    }

    #[test]
    fn names_are_found_by_their_beginning() {
        let found = Register::germany().list_by_name("bad hersf", 5);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].short_name(), "Bad Hersfeld");
    }
}
