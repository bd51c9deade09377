//! A catalogue of open data as DCAT-AP.de 2.0 in JSON-LD: pure, from what is said of each data set to the document.
//!
//! Names of properties and vocabularies: <https://www.dcat-ap.de/def/dcatde/2.0/spec/>, conventions of GovData:
//! <https://www.dcat-ap.de/def/dcatde/2.0/implRules/>. Read by rdflib and checked for its mandatory fields in
//! `e2e/catalogue.py`. Values of the vocabularies are described with the scheme they come from, so that a reader
//! needs no other file to check them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use rathaus_core::Ags;
use rathaus_core::register::Register;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::model::catalogue::Licence;

/// Who publishes what.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// Address of the page that shows the catalogue.
    pub page: String,
    /// Address of the tenant's first page.
    pub home: String,
    /// Its title.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Who publishes.
    pub publisher: String,
    /// Whom to ask.
    pub contact: String,
    /// Where to ask; empty for the page.
    pub email: String,
    /// The last part of the identifier that GovData gave; empty without.
    pub contributor: String,
    /// The licence of everything.
    pub licence: Licence,
    /// What it offers.
    pub sets: Vec<DataSet>,
}

/// One data set with its one file.
#[derive(Debug, Clone, PartialEq)]
pub struct DataSet {
    /// Its name in addresses, unique in the catalogue.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// Words it is found by.
    pub keywords: Vec<String>,
    /// When it was first there.
    pub issued: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// The days it is about.
    pub span: Option<(Date, Date)>,
    /// Keys of the counties or towns it is about.
    pub places: BTreeSet<Ags>,
    /// Address of its file.
    pub file: String,
    /// Bytes of the file.
    pub bytes: usize,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: String,
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

const DATA_THEME: &str = "http://publications.europa.eu/resource/authority/data-theme";
const LANGUAGE: &str = "http://publications.europa.eu/resource/authority/language";
const FREQUENCY: &str = "http://publications.europa.eu/resource/authority/frequency";
const FILE_TYPE: &str = "http://publications.europa.eu/resource/authority/file-type";
const AVAILABILITY: &str = "http://publications.europa.eu/resource/authority/planned-availability";
const ACCESS: &str = "http://publications.europa.eu/resource/authority/access-right";
const HASHES: &str = "http://dcat-ap.de/def/hashAlgorithms";
const GEOCODING: &str = "http://dcat-ap.de/def/politicalGeocoding";

/// The prefixes, and which properties lead to other things.
fn context() -> Value {
    json!({
        "adms": "http://www.w3.org/ns/adms#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcatap": "http://data.europa.eu/r5r/",
        "dcatde": "http://dcat-ap.de/def/dcatde/",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}

fn german(text: &str) -> Value {
    json!({ "@value": text, "@language": "de" })
}

fn typed(value: impl std::fmt::Display, kind: &str) -> Value {
    json!({ "@value": value.to_string(), "@type": format!("xsd:{kind}") })
}

/// A value of a vocabulary, with the scheme it comes from.
fn term(iri: &str, scheme: &str) -> Value {
    json!({ "@id": iri, "@type": "skos:Concept", "skos:inScheme": { "@id": scheme } })
}

fn term_in(scheme: &str, word: &str) -> Value {
    term(&format!("{scheme}/{word}"), scheme)
}

/// Keys as GovData's vocabularies name places, and the level they lie on.
fn places(keys: &BTreeSet<Ags>) -> (Vec<Value>, &'static str) {
    let place = |key: &Ags| {
        let is_county = key.is_county();
        let (scheme, code) =
            if is_county { ("districtKey", key.county_digits()) } else { ("municipalityKey", key.as_str()) };
        term(&format!("{GEOCODING}/{scheme}/{code}"), &format!("{GEOCODING}/{scheme}"))
    };
    let is_town = !keys.is_empty() && keys.iter().all(|key| !key.is_county());
    (keys.iter().map(place).collect(), if is_town { "municipality" } else { "administrativeDistrict" })
}

fn publisher(of: &Catalogue) -> Value {
    json!({ "@id": format!("{}#publisher", of.home), "@type": ["foaf:Organization", "foaf:Agent"], "foaf:name": of.publisher })
}

fn licence(of: &Catalogue) -> Value {
    let mut node = term(of.licence.iri(), "http://dcat-ap.de/def/licenses");
    node["@type"] = json!(["skos:Concept", "dct:LicenseDocument"]);
    node
}

impl Catalogue {
    /// The document.
    pub fn json_ld(&self) -> Value {
        let issued = self.sets.iter().map(|set| set.issued).min();
        let modified = self.sets.iter().map(|set| set.modified).max();
        let keys: BTreeSet<Ags> = self.sets.iter().flat_map(|set| set.places.iter().copied()).collect();
        let mut catalogue = json!({
            "@context": context(),
            "@id": format!("{}#catalogue", self.page),
            "@type": "dcat:Catalog",
            "dct:title": german(&self.title),
            "dct:description": german(&self.description),
            "dct:publisher": publisher(self),
            "dct:language": term_in(LANGUAGE, "DEU"),
            "dct:license": licence(self),
            "foaf:homepage": { "@id": self.page, "@type": "foaf:Document" },
            "dcat:themeTaxonomy": { "@id": DATA_THEME, "@type": "skos:ConceptScheme" },
            "dct:spatial": places(&keys).0,
            "dcat:dataset": self.sets.iter().map(|set| self.data_set(set)).collect::<Vec<_>>(),
        });
        if let Some(at) = issued {
            catalogue["dct:issued"] = typed(at, "dateTime");
        }
        if let Some(at) = modified {
            catalogue["dct:modified"] = typed(at, "dateTime");
        }
        catalogue
    }

    fn data_set(&self, set: &DataSet) -> Value {
        let (spatial, level) = places(&set.places);
        let names: Vec<String> = set.places.iter().filter_map(|key| Register::germany().name(*key)).collect();
        let mut contact = json!({ "@type": ["vcard:Organization", "vcard:Kind"], "vcard:fn": self.contact });
        match self.email.as_str() {
            "" => contact["vcard:hasURL"] = json!({ "@id": self.page }),
            email => contact["vcard:hasEmail"] = json!({ "@id": format!("mailto:{email}") }),
        }
        let mut node = json!({
            "@id": format!("{}#{}", self.page, set.key),
            "@type": "dcat:Dataset",
            "dct:identifier": format!("{}#{}", self.page, set.key),
            "dct:title": german(&set.title),
            "dct:description": german(&set.description),
            "dct:publisher": publisher(self),
            "dcatde:maintainer": { "@id": format!("{}#publisher", self.home) },
            "dcat:contactPoint": contact,
            "dcat:keyword": set.keywords.iter().map(|word| german(word)).collect::<Vec<_>>(),
            "dcat:theme": term_in(DATA_THEME, "GOVE"),
            "dcat:landingPage": { "@id": self.page, "@type": "foaf:Document" },
            "dct:language": term_in(LANGUAGE, "DEU"),
            "dct:accessRights": term_in(ACCESS, "PUBLIC"),
            "dct:accrualPeriodicity": term_in(FREQUENCY, "IRREG"),
            "dct:issued": typed(set.issued, "dateTime"),
            "dct:modified": typed(set.modified, "dateTime"),
            "dcatap:availability": term_in(AVAILABILITY, "AVAILABLE"),
            "dcat:distribution": self.distribution(set),
        });
        if !set.places.is_empty() {
            node["dct:spatial"] = Value::from(spatial.clone());
            node["dcatde:politicalGeocodingURI"] = Value::from(spatial);
            node["dcatde:politicalGeocodingLevelURI"] =
                term(&format!("{GEOCODING}/Level/{level}"), &format!("{GEOCODING}/Level"));
            node["dcatde:geocodingDescription"] = german(&names.join(", "));
        }
        if let Some((from, to)) = set.span {
            node["dct:temporal"] = json!({
                "@type": "dct:PeriodOfTime", "dcat:startDate": typed(from, "date"), "dcat:endDate": typed(to, "date"),
            });
        }
        if !self.contributor.is_empty() {
            let iri = format!("http://dcat-ap.de/def/contributors/{}", self.contributor);
            node["dcatde:contributorID"] = term(&iri, "http://dcat-ap.de/def/contributors");
        }
        node
    }

    fn distribution(&self, set: &DataSet) -> Value {
        let mut node = Map::new();
        let mut put = |key: &str, value: Value| node.insert(key.to_owned(), value);
        put("@id", json!(format!("{}#distribution", set.file)));
        put("@type", json!("dcat:Distribution"));
        put("dct:title", german(&set.title));
        put("dcat:accessURL", json!({ "@id": set.file }));
        put("dcat:downloadURL", json!({ "@id": set.file }));
        put("dct:format", {
            let mut format = term_in(FILE_TYPE, "CSV");
            format["@type"] = json!(["skos:Concept", "dct:MediaTypeOrExtent"]);
            format
        });
        put(
            "dcat:mediaType",
            json!({ "@id": "https://www.iana.org/assignments/media-types/text/csv", "@type": "dct:MediaType" }),
        );
        put("dcat:byteSize", typed(set.bytes, "decimal"));
        put("dct:license", licence(self));
        if self.licence.asks_for_name() {
            put("dcatde:licenseAttributionByText", german(&self.publisher));
        }
        put("dct:issued", typed(set.issued, "dateTime"));
        put("dct:modified", typed(set.modified, "dateTime"));
        put("dct:language", term_in(LANGUAGE, "DEU"));
        put("dcatap:availability", term_in(AVAILABILITY, "AVAILABLE"));
        put(
            "spdx:checksum",
            json!({
                "@type": "spdx:Checksum",
                "spdx:algorithm": term(&format!("{HASHES}/sha/256"), HASHES),
                "spdx:checksumValue": typed(&set.hash, "hexBinary"),
            }),
        );
        Value::from(node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Catalogue {
        let at = rathaus_store::testing::start();
        Catalogue {
            page: "https://forum.example/open-data".into(),
            home: "https://forum.example/".into(),
            title: "Offene Daten".into(),
            description: "Bedarfe".into(),
            publisher: "Region Nord".into(),
            contact: "Forumsbüro".into(),
            email: "forum@nord.example".into(),
            contributor: "nord".into(),
            licence: Licence::DlBy,
            sets: vec![DataSet {
                key: "2026-needs".into(),
                title: "Bedarfe".into(),
                description: "Was Kommunen brauchen".into(),
                keywords: vec!["Bedarf".into()],
                issued: at,
                modified: at,
                span: Some(("2026-06-01".parse().expect("a day"), "2026-06-30".parse().expect("a day"))),
                places: ["06633000", "06611000"].map(|key| key.parse().expect("a key")).into(),
                file: "https://forum.example/open-data/2026/needs.csv".into(),
                bytes: 17,
                hash: sha256(b"x"),
            }],
        }
    }

    #[test]
    fn a_data_set_says_what_dcat_ap_de_asks_for() {
        let document = catalogue().json_ld();
        assert_eq!(document["@type"], "dcat:Catalog");
        for key in ["dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset"] {
            assert!(!document[key].is_null(), "{key}");
        }
        let set = &document["dcat:dataset"][0];
        for key in [
            "dct:title",
            "dct:description",
            "dct:publisher",
            "dcatde:contributorID",
            "dcat:contactPoint",
            "dcat:theme",
            "dct:temporal",
            "dcatap:availability",
            "dcatde:politicalGeocodingLevelURI",
        ] {
            assert!(!set[key].is_null(), "{key}");
        }
        let places: Vec<&str> = set["dct:spatial"]
            .as_array()
            .expect("places")
            .iter()
            .filter_map(|one| one["@id"].as_str())
            .collect();
        assert!(places.contains(&"http://dcat-ap.de/def/politicalGeocoding/districtKey/06633"), "{places:?}");
        let file = &set["dcat:distribution"];
        assert_eq!(file["spdx:checksum"]["spdx:checksumValue"]["@value"], sha256(b"x"));
        assert_eq!(file["dcatde:licenseAttributionByText"]["@value"], "Region Nord");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let mut bare = catalogue();
        bare.email.clear();
        bare.contributor.clear();
        bare.licence = Licence::CcZero;
        bare.sets[0].places.clear();
        bare.sets[0].span = None;
        let document = bare.json_ld();
        let set = &document["dcat:dataset"][0];
        for key in ["dcatde:contributorID", "dct:spatial", "dcatde:politicalGeocodingURI", "dct:temporal"] {
            assert!(set[key].is_null(), "{key}");
        }
        assert_eq!(set["dcat:contactPoint"]["vcard:hasURL"]["@id"], "https://forum.example/open-data");
        assert!(set["dcat:distribution"]["dcatde:licenseAttributionByText"].is_null());
    }
}
