use super::*;
use crate::model::{Need, Offer};

fn need(constraints: &str) -> Need {
    Need {
        id: "N1".into(),
        ags: None,
        organisation: String::new(),
        department: String::new(),
        title: String::new(),
        description: String::new(),
        relevance: 2,
        horizon: String::new(),
        existing_software: String::new(),
        constraints: constraints.into(),
        citizen_benefit: String::new(),
        extra: Default::default(),
    }
}

fn offer(deployment: &str, hosting: &str, certificates: &str, standards: &str) -> Offer {
    Offer {
        id: "O1".into(),
        supplier: String::new(),
        title: String::new(),
        summary: String::new(),
        description: String::new(),
        deployment: deployment.into(),
        hosting: hosting.into(),
        certificates: certificates.into(),
        standards: standards.into(),
        price_model: String::new(),
        references: String::new(),
        extra: Default::default(),
    }
}

fn names(constraints: &str) -> Vec<String> {
    list_demands(&need(constraints)).iter().map(Demand::name).collect()
}

#[test]
fn conditions_are_read_as_towns_write_them() {
    const GERMANY: &str = "Betrieb in Deutschland";
    const EU: &str = "Betrieb in der EU";
    const HOUSE: &str = "Betrieb im eigenen Haus oder beim kommunalen Rechenzentrum";
    for (text, expected) in [
        ("Hosting nur in Deutschland", vec![GERMANY]),
        ("Daten dürfen Deutschland nicht verlassen", vec![GERMANY]),
        ("DSGVO, deutsche Server", vec![GERMANY]),
        ("Protokolle nur in D", vec![GERMANY]),
        ("Hosting D", vec![GERMANY]),
        ("Hosting D oder bei uns", vec![GERMANY]),
        ("EU reicht", vec![EU]),
        ("EU-Server in Ordnung", vec![EU]),
        ("keine US-Cloud", vec![EU]),
        ("ausschließlich on-premises", vec![HOUSE]),
        ("lokaler Betrieb", vec![HOUSE]),
        ("Daten bleiben im Haus", vec![HOUSE]),
        ("kein Betrieb beim Anbieter", vec![HOUSE]),
        ("keine eigenen Server mehr", vec!["Betrieb ohne eigenen Server"]),
        ("wir betreiben keine eigene Hardware", vec!["Betrieb ohne eigenen Server"]),
        ("ISO 27001, Deutschland", vec!["ISO 27001", GERMANY]),
        ("barrierefrei nach BITV", vec!["Barrierefreiheit nach BITV"]),
        ("BSI-Zertifizierung", vec!["BSI-Zertifizierung"]),
        ("Zertifizierung", vec!["ein Zertifikat"]),
        ("Anmeldung mit BundID", vec!["BundID"]),
        ("Open Source", vec!["quelloffene Software"]),
        ("Schnitstelle zu unserem HKR", vec!["Schnittstelle zum HKR-Verfahren"]),
        ("laufende Kosten max. 4.000 € pro Jahr", vec!["höchstens 4.000 € im Jahr"]),
        ("höchstens 100 € im Monat", vec!["höchstens 1.200 € im Jahr"]),
        ("Kosten dürfen 3.000 € im Jahr nicht übersteigen", vec!["höchstens 3.000 € im Jahr"]),
        ("nicht mehr als 1.200 Euro", vec!["höchstens 1.200 € im Jahr"]),
        ("Zahlungen müssen ins HKR gebucht werden", vec!["Schnittstelle zum HKR-Verfahren"]),
        ("Daten dürfen die Bundesrepublik nicht verlassen", vec![GERMANY]),
        ("keine Server im Haus", vec!["Betrieb ohne eigenen Server"]),
        ("wir haben keinen Serverraum", vec!["Betrieb ohne eigenen Server"]),
        ("nur auf unserem Server", vec![HOUSE]),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
}

#[test]
fn wishes_are_no_conditions() {
    for text in [
        "lokaler Betrieb bevorzugt",
        "Hosting möglichst EU",
        "Hosting zweitrangig",
        "ohne Registrierung nutzbar wäre gut",
        "kein Budget vor 2027",
        "muss billig sein",
        "wäre schön, wenn es unter 2.000 € bleibt",
        "Budget von 5.000 € ist beantragt",
        "-",
        "keine",
        "",
    ] {
        assert_eq!(names(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn strict_sentences_of_the_description_count() {
    let mut strict = need("");
    strict.description = "Wir suchen ein Programm. Muss bei uns im Haus laufen, da Bußgeldakten.".into();
    assert_eq!(list_demands(&strict), vec![Demand::OwnHouse]);
    strict.description = "Ein eigener Server im Haus wäre möglich. Deutschland ist schön.".into();
    assert_eq!(list_demands(&strict), vec![]);
}

#[test]
fn offers_meet_or_break_conditions() {
    let saas_eu = Facts::of(&offer("SaaS", "EU", "keine", "REST"));
    let own = Facts::of(&offer("on-premises", "on-premises", "", "REST"));
    let both =
        Facts::of(&offer("SaaS oder on-premises", "Deutschland oder on-premises", "ISO 27001", "BundID"));
    let broken = |demand: Demand, facts: &Facts| demand.broken_by(facts, 0).is_some();
    assert!(broken(Demand::Germany, &saas_eu));
    assert!(!broken(Demand::EuropeanUnion, &saas_eu));
    assert!(!broken(Demand::Germany, &own));
    assert!(broken(Demand::OwnHouse, &saas_eu));
    assert!(!broken(Demand::OwnHouse, &both));
    assert!(broken(Demand::NoOwnServer, &own));
    assert!(!broken(Demand::NoOwnServer, &both));
    assert!(broken(Demand::AnyCertificate, &saas_eu));
    assert!(!broken(Demand::AnyCertificate, &both));
    let mark = |name: &str| Demand::Named(MARKS.iter().find(|m| m.name == name).expect("a mark"));
    assert!(!broken(mark("BundID"), &both));
    assert!(broken(mark("BundID"), &own));
}

#[test]
fn what_is_only_planned_is_not_held() {
    let mut later = offer("SaaS", "Deutschland", "ISO 27001 geplant", "REST");
    later.description =
        "BundID steht für 2027 auf der Roadmap. Eine HKR-Schnittstelle bieten wir nicht an.".into();
    let facts = Facts::of(&later);
    let mark = |name: &str| Demand::Named(MARKS.iter().find(|m| m.name == name).expect("a mark"));
    assert!(mark("BundID").broken_by(&facts, 0).is_some());
    assert!(mark("ISO 27001").broken_by(&facts, 0).is_some());
    assert!(Demand::Accounting.broken_by(&facts, 0).is_some());
    let silent = Facts::of(&offer("SaaS", "Deutschland", "", ""));
    assert!(Demand::Accounting.broken_by(&silent, 0).is_none());
}
