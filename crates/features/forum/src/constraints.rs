//! Hard conditions: what a town demands in its own words, and whether an offer meets it.
//!
//! A demand is read from the field *constraints*, and from the description where the wording is
//! strict ("muss", "darf nicht", "nur"). What is only preferred ("möglichst", "wäre gut") is no
//! demand. An offer that does not name a certificate or a standard does not have it; one that says
//! nothing about a tie to the accounting system is given the benefit of the doubt, because suppliers
//! list standards, not customers' programs.
//!
//! Left out on purpose: conditions that no field of an offer can answer (the staff council agrees,
//! a budget is applied for).

mod offer;
mod price;
mod reader;

use rathaus_core::{Cents, Lang};

pub use offer::Facts;
pub use reader::list_demands;

/// One hard condition of a need.
#[derive(Debug, Clone, PartialEq)]
pub enum Demand {
    /// Must run in Germany; the own house satisfies it.
    Germany,
    /// Must run in the European Union; Germany and the own house satisfy it.
    EuropeanUnion,
    /// Must run in the town's own house or at the municipal data centre.
    OwnHouse,
    /// Must not need a server or a device in the town hall.
    NoOwnServer,
    /// Must not need further devices.
    NoDevices,
    /// The source code must be open.
    OpenSource,
    /// Some certificate, whichever.
    AnyCertificate,
    /// A certificate, a test mark or a standard, one of whose spellings must be named.
    Named(&'static Mark),
    /// A tie to the accounting system (HKR).
    Accounting,
    /// Running costs of a year must not exceed this.
    YearlyCost(Cents),
}

/// A certificate or standard and the words by which it is known.
#[derive(Debug, PartialEq)]
pub struct Mark {
    /// As people write it.
    pub name: &'static str,
    /// Lower-case spellings in a demand.
    pub asked: &'static [&'static str],
    /// Lower-case spellings in an offer that satisfy it.
    pub given: &'static [&'static str],
}

/// Why an offer may not be matched with a need: the demand and what the offer says to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The condition, in plain words.
    pub demand: String,
    /// What the offer says, in plain words.
    pub offer: String,
}

impl Violation {
    /// One German sentence part, as in `verlangt: Betrieb in Deutschland; angeboten: EU`.
    pub fn sentence(&self) -> String {
        format!("verlangt: {}; angeboten: {}", self.demand, self.offer)
    }
}

impl Demand {
    /// The demand in plain German.
    pub fn name(&self) -> String {
        match self {
            Demand::Germany => "Betrieb in Deutschland".to_owned(),
            Demand::EuropeanUnion => "Betrieb in der EU".to_owned(),
            Demand::OwnHouse => "Betrieb im eigenen Haus oder beim kommunalen Rechenzentrum".to_owned(),
            Demand::NoOwnServer => "Betrieb ohne eigenen Server".to_owned(),
            Demand::NoDevices => "keine zusätzlichen Geräte".to_owned(),
            Demand::OpenSource => "quelloffene Software".to_owned(),
            Demand::AnyCertificate => "ein Zertifikat".to_owned(),
            Demand::Named(mark) => mark.name.to_owned(),
            Demand::Accounting => "Schnittstelle zum HKR-Verfahren".to_owned(),
            Demand::YearlyCost(most) => format!("höchstens {} im Jahr", most.show(Lang::De)),
        }
    }

    /// Whether the offer breaks the demand, and how. `inhabitants` turns a price per head into
    /// a price per year; 0 where it is not known.
    pub fn broken_by(&self, offer: &Facts, inhabitants: u64) -> Option<Violation> {
        let answer = match self {
            Demand::Germany => (!offer.runs_in_germany()).then(|| offer.place()),
            Demand::EuropeanUnion => (!offer.runs_in_european_union()).then(|| offer.place()),
            Demand::OwnHouse => (!offer.runs_in_own_house()).then(|| offer.operation()),
            Demand::NoOwnServer => offer.needs_own_server().then(|| offer.operation()),
            Demand::NoDevices => offer.brings_devices().then(|| offer.operation()),
            Demand::OpenSource => (!offer.is_open_source()).then(|| "nicht quelloffen".to_owned()),
            Demand::AnyCertificate => (!offer.has_certificate()).then(|| "kein Zertifikat".to_owned()),
            Demand::Named(mark) => (!offer.names(mark)).then(|| format!("{} nicht genannt", mark.name)),
            Demand::Accounting => {
                offer.denies_accounting().then(|| "keine Schnittstelle zum HKR-Verfahren".to_owned())
            }
            Demand::YearlyCost(most) => offer
                .least_yearly_cost(inhabitants)
                .filter(|cost| cost > most)
                .map(|cost| format!("mindestens {} im Jahr", cost.show(Lang::De))),
        }?;
        Some(Violation { demand: self.name(), offer: answer })
    }
}

/// The certificates and standards that offices ask for by name.
pub(crate) static MARKS: &[Mark] = &[
    Mark {
        name: "ISO 27001",
        asked: &["iso 27001", "iso27001", "iso/iec 27001"],
        given: &["iso 27001", "iso27001", "iso/iec 27001"],
    },
    Mark { name: "IT-Grundschutz", asked: &["grundschutz"], given: &["grundschutz"] },
    Mark { name: "BSI C5", asked: &["c5"], given: &["c5"] },
    Mark {
        name: "BSI-qualifizierter Dienstleister",
        asked: &["bsi-qualifiziert", "bsi qualifiziert", "apt-response"],
        given: &["bsi-qualifiziert", "bsi qualifiziert"],
    },
    Mark {
        name: "BSI-Zertifizierung",
        asked: &["bsi-zertifi", "bsi zertifi", "vom bsi zertifi", "common criteria"],
        given: &["bsi", "common criteria"],
    },
    Mark {
        name: "Barrierefreiheit nach BITV",
        asked: &["bitv", "wcag", "en 301 549"],
        given: &["bitv", "wcag", "en 301 549"],
    },
    Mark { name: "BundID", asked: &["bundid", "bund-id", "bund id"], given: &["bundid", "bund-id"] },
    Mark {
        name: "Organisationskonto",
        asked: &["organisationskonto", "unternehmenskonto"],
        given: &["organisationskonto", "unternehmenskonto"],
    },
    // The online ID card is the means of identification that Germany has notified under eIDAS.
    Mark { name: "eIDAS", asked: &["eidas"], given: &["eidas", "eid", "qes"] },
    Mark {
        name: "FIT-Connect",
        asked: &["fit-connect", "fitconnect"],
        given: &["fit-connect", "fitconnect"],
    },
    Mark { name: "XBau", asked: &["xbau"], given: &["xbau"] },
    Mark { name: "XPlanung", asked: &["xplan"], given: &["xplan"] },
    Mark { name: "XRechnung", asked: &["xrechnung"], given: &["xrechnung", "peppol"] },
    Mark { name: "OParl", asked: &["oparl"], given: &["oparl"] },
    Mark { name: "xdomea", asked: &["xdomea"], given: &["xdomea"] },
    Mark { name: "TR-RESISCAN", asked: &["resiscan"], given: &["resiscan"] },
    Mark { name: "TR-ESOR", asked: &["tr-esor"], given: &["tr-esor"] },
    Mark { name: "CMIS", asked: &["cmis"], given: &["cmis"] },
    Mark { name: "SAML oder OpenID Connect", asked: &["saml", "openid"], given: &["saml", "openid"] },
    Mark { name: "PCI DSS", asked: &["pci dss", "pci-dss"], given: &["pci dss", "pci-dss"] },
];

#[cfg(test)]
mod tests;
