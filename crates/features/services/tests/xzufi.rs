//! Descriptions of services are read leniently, and what makes them unusable is named.

use rathaus_procedure::Words;
use rathaus_services::fim::Kept;
use rathaus_services::xzufi::{XzufiError, read_description};

/// A description with modules; `rest` stands in the service.
fn file(rest: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xzufi:transfer.operation.040502 xmlns:xzufi=\"http://xoev.de/schemata/xzufi/2_2_0\">\n\
         <xzufi:schreibe><xzufi:leistung><xzufi:id schemeAgencyID=\"x\">1</xzufi:id>\n{rest}</xzufi:leistung></xzufi:schreibe>\n\
         </xzufi:transfer.operation.040502>"
    )
}

fn module(code: &str, contents: &[(&str, &str)]) -> String {
    let contents: String = contents
        .iter()
        .map(|(lang, text)| format!("<xzufi:inhalt languageCode=\"{lang}\">{text}</xzufi:inhalt>"))
        .collect();
    format!(
        "<xzufi:modulText>{contents}<xzufi:leikaTextmodul listURI=\"urn:de:xzufi:codeliste:leistungstextmodulleika\">\
         <code>{code}</code></xzufi:leikaTextmodul></xzufi:modulText>"
    )
}

#[test]
fn what_citizens_read_becomes_what_a_service_says() {
    let parts = [
        "<xzufi:referenzLeiKa><code>99102003104000</code></xzufi:referenzLeiKa>".to_owned(),
        module("02", &[("de", "Hundehaltung Anzeige")]),
        module("03", &[("de", "&lt;p&gt;Hund&lt;/p&gt;anmelden"), ("en", "Register a dog"), ("de-x-leicht", "Hund melden")]),
        module("06", &[("de", "Lang.")]),
        module("24", &[("de", "&lt;p&gt;Wer einen &lt;b&gt;Hund&lt;/b&gt; h&amp;auml;lt,&lt;/p&gt;&lt;p&gt;meldet ihn an.&lt;/p&gt;")]),
        module("08", &[("de", "<![CDATA[<ul><li>Ausweis</li><li>Chipnummer</li></ul>]]>"), ("en", "Passport")]),
        module("09", &[("de", "Sie wohnen hier.")]),
        module("07", &[("de", "&lt;ul&gt;&lt;li&gt;§ 1 Satzung&lt;/li&gt;&lt;li&gt;§ 2 KAG&lt;/li&gt;&lt;/ul&gt;")]),
        module("99", &[("de", "Unbekanntes")]),
        "<xzufi:modulKosten><xzufi:beschreibung languageCode=\"de\">72 Euro im Jahr</xzufi:beschreibung></xzufi:modulKosten>".to_owned(),
        "<xzufi:modulBearbeitungsdauer><xzufi:beschreibung languageCode=\"de\">Vier Wochen</xzufi:beschreibung></xzufi:modulBearbeitungsdauer>".to_owned(),
        "<xzufi:modulFrist><xzufi:beschreibung languageCode=\"de\">Binnen zwei Wochen anmelden</xzufi:beschreibung></xzufi:modulFrist>".to_owned(),
        "<xzufi:modulBegriffImKontext><xzufi:begriffImKontext><xzufi:begriff languageCode=\"de\">Hundesteuer</xzufi:begriff></xzufi:begriffImKontext>\
         <xzufi:begriffImKontext><xzufi:begriff languageCode=\"de\">Hundemarke</xzufi:begriff></xzufi:begriffImKontext></xzufi:modulBegriffImKontext>".to_owned(),
    ];
    let content = read_description(file(&parts.concat()).as_bytes()).expect("a description");
    assert_eq!(content.title, Words::both("Hund anmelden", "Register a dog"));
    assert_eq!(content.summary, Words::de("Wer einen Hund hält,\nmeldet ihn an."));
    assert_eq!(content.synonyms, ["Hundesteuer", "Hundemarke"]);
    assert_eq!(content.documents, [Words::de("Ausweis"), Words::de("Chipnummer")]);
    assert_eq!(content.who, Some(Words::de("Sie wohnen hier.")));
    assert_eq!(content.cost, Some(Words::de("72 Euro im Jahr")));
    assert_eq!(content.takes, Some(Words::de("Vier Wochen\nBinnen zwei Wochen anmelden")));
    assert_eq!(content.legal_basis, "§ 1 Satzung; § 2 KAG");
    assert_eq!(content.fim, "99102003104000");

    // The least there is, and more than there is room for.
    let least = read_description(file(&module("02", &[("", "Hund")])).as_bytes()).expect("a description");
    assert_eq!((least.title, least.summary), (Words::de("Hund"), Words::de("Hund")));
    let long = "Wort ".repeat(2_000);
    let parts =
        [module("02", &[("de", &long)]), module("06", &[("de", &long)]), module("07", &[("de", &long)])];
    let most = read_description(file(&parts.concat()).as_bytes()).expect("a description");
    assert!(most.title.de.chars().count() <= 160 && most.summary.de.chars().count() <= 1_000);
    assert!(most.legal_basis.chars().count() <= 400);
    let kept = Kept { source: None, content: Some(most) };
    assert_eq!(kept.draft().expect("a form").definition.faults(), []);
}

#[test]
fn what_makes_a_file_unusable_is_named() {
    let name = module("02", &[("de", "Hund")]);
    let two = file(&format!("{name}</xzufi:leistung><xzufi:leistung>{name}"));
    let deep = "<a>".repeat(100);
    for (bytes, error) in [
        (b"\xff\xfe<".to_vec(), XzufiError::Encoding),
        (b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><leistung/>".to_vec(), XzufiError::Encoding),
        (b"".to_vec(), XzufiError::NoService),
        (b"<a><b/></a>".to_vec(), XzufiError::NoService),
        (b"<a>\n<b></a>".to_vec(), XzufiError::Malformed(2)),
        (b"<a>\n<b>".to_vec(), XzufiError::Malformed(2)),
        (b"</a>".to_vec(), XzufiError::Malformed(1)),
        (b"<!DOCTYPE a [<!ENTITY b \"c\">]><a/>".to_vec(), XzufiError::Entity(1)),
        (b"<a>\n&b;</a>".to_vec(), XzufiError::Entity(2)),
        (deep.into_bytes(), XzufiError::TooLarge),
        (file(&module("03", &[("en", "Dog")])).into_bytes(), XzufiError::NoName),
        (two.into_bytes(), XzufiError::Several(2)),
    ] {
        assert_eq!(read_description(&bytes), Err(error), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn no_cut_breaks_the_reader() {
    let text = file(&module("02", &[("de", "Hund &amp; Katze <![CDATA[<p>]]>")]));
    for at in 0..text.len() {
        let _ = read_description(&text.as_bytes()[..at]);
        let mut bytes = text.clone().into_bytes();
        bytes[at] = b'<';
        let _ = read_description(&bytes);
    }
    assert!(read_description(text.as_bytes()).is_ok());
}
