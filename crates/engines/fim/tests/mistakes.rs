//! What the reader refuses, and how it says so.

use rathaus_fim::{Content, Fault, Faults, Mistake, Standard, read, write};

const XDF3: &str = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0";

/// A field of version 3 around `rest`, which stands after its labels.
fn field(rest: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<xdf:xdatenfelder.datenfeld.0104 xmlns:xdf=\"{XDF3}\">
<xdf:header><xdf:nachrichtID>1</xdf:nachrichtID><xdf:erstellungszeitpunkt>2026-03-01T08:00:00Z</xdf:erstellungszeitpunkt></xdf:header>
<xdf:datenfeld>
<xdf:identifikation><xdf:id>F1</xdf:id><xdf:version>1.0.0</xdf:version></xdf:identifikation>
<xdf:name>Straße</xdf:name>
<xdf:freigabestatus listVersionID=\"2020-03-19\"><code>6</code></xdf:freigabestatus>
<xdf:letzteAenderung>2026-03-01T08:00:00Z</xdf:letzteAenderung>
<xdf:bezeichnungEingabe>Straße</xdf:bezeichnungEingabe>
<xdf:schemaelementart><code>HAR</code></xdf:schemaelementart>
{rest}
</xdf:datenfeld>
</xdf:xdatenfelder.datenfeld.0104>"
    )
}

const REST: &str = "<xdf:feldart><code>input</code></xdf:feldart><xdf:datentyp><code>text</code></xdf:datentyp><xdf:vorbefuellung><code>keine</code></xdf:vorbefuellung>";

fn faults(text: &str) -> Vec<Fault> {
    let Faults(faults) = read(text.as_bytes()).expect_err("mistakes");
    faults
}

/// The one mistake of a text that is no schema at all.
fn refused(text: &str) -> Mistake {
    let found = faults(text);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].mistake.clone()
}

#[test]
fn a_whole_field_is_read() {
    let document = read(field(REST).as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(document.standard, Standard::Xdf3);
    assert!(matches!(document.content, Content::Field(_)));
}

#[test]
fn every_mistake_at_once_with_line_and_place() {
    let rest = "<xdf:feldart><code>menu</code></xdf:feldart>
<xdf:datentyp><code>text</code></xdf:datentyp>
<xdf:praezisierung minLength=\"two\" size=\"3\"/>
words
<xdf:werte><xdf:wert><xdf:code/><xdf:name>Nord</xdf:name></xdf:wert><xdf:wert><xdf:code>s</xdf:code></xdf:wert></xdf:werte>
<xdf:maxSize>0</xdf:maxSize>
<xdf:neu/>
<inhalt/>
<xdf:gueltigAb>1. März</xdf:gueltigAb>
<xdf:regel><xdf:identifikation><xdf:id>R1</xdf:id><xdf:version>1.0</xdf:version></xdf:identifikation></xdf:regel>";
    let shown: Vec<String> = faults(&field(rest)).iter().map(ToString::to_string).collect();
    let field = "datenfeld F1";
    assert_eq!(
        shown,
        [
            format!("line 4, {field}: text is not expected here: “words”"),
            format!("line 4, {field}: <vorbefuellung> is missing"),
            format!("line 11, {field}/feldart/code: “menu” is none of input, select, label, hidden, locked"),
            format!("line 13, {field}/praezisierung: the attribute size is not expected here"),
            format!("line 13, {field}/praezisierung: “two” is no number of characters"),
            format!("line 15, {field}/werte/wert/code: is empty"),
            format!("line 15, {field}/werte/wert: <name> is missing"),
            format!("line 16, {field}/maxSize: “0” is no number of bytes"),
            format!("line 17, {field}/neu: is not expected here"),
            format!("line 18, {field}/inhalt: is not expected here"),
            format!("line 19, {field}/gueltigAb: “1. März” is no day like 2026-03-01"),
            format!("line 20, {field}/regel R1/identifikation/version: “1.0” is no version like 1.0.0"),
            format!("line 20, {field}/regel R1: <name> is missing"),
            format!("line 20, {field}/regel R1: <letzteAenderung> is missing"),
            format!("line 20, {field}/regel R1: <typ> is missing"),
        ]
    );
}

#[test]
fn a_count_that_ends_before_it_begins_is_none() {
    let group = "<xdf:art><code>X</code></xdf:art><xdf:struktur><xdf:anzahl>2:1</xdf:anzahl><xdf:enthaelt/></xdf:struktur>";
    let text = field(group)
        .replace("datenfeld>", "datenfeldgruppe>")
        .replace("datenfeld.0104", "datenfeldgruppe.0103");
    let shown: Vec<String> = faults(&text).iter().map(ToString::to_string).collect();
    let place = "line 11, datenfeldgruppe F1/struktur 1";
    assert_eq!(
        shown,
        [
            format!("{place}: “2:1” is no count like 0:1 or 1:*"),
            format!("{place}: <datenfeldgruppe> or <datenfeld> is missing"),
        ]
    );
}

#[test]
fn what_is_no_xml_is_refused() {
    let whole = field(REST);
    let malformed = |text: &str| assert!(matches!(refused(text), Mistake::Malformed(_)), "{text}");
    malformed("");
    malformed("<a>");
    malformed("<a></b>");
    malformed("<a/><b/>");
    malformed("<a/>words");
    malformed("<a b=1/>");
    malformed("<a b='1' b='2'/>");
    malformed(&whole[..whole.len() / 2]);
    assert_eq!(refused("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), Mistake::Entity);
    assert_eq!(refused("<!DOCTYPE a><a/>"), Mistake::Entity);
    assert_eq!(refused("<a>&nbsp;</a>"), Mistake::Entity);
    assert_eq!(refused("<a b='&nbsp;'/>"), Mistake::Entity);
    assert_eq!(refused("<a>\u{1}</a>"), Mistake::Character(1));
    assert_eq!(refused("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>"), Mistake::Encoding);
    let latin = read(b"<a>Stra\xdfe</a>").expect_err("not UTF-8");
    assert_eq!(latin.0[0].mistake, Mistake::Encoding);
    assert_eq!(refused(&"<a>".repeat(1000)), Mistake::TooDeep);
    assert_eq!(refused(&" ".repeat(40 << 20)), Mistake::TooLarge(40 << 20));
    assert_eq!(refused(&format!("<a>{}</a>", "<b/>".repeat(1_000_001))), Mistake::TooMany);
    let other = refused(&format!("<x:xdatenfelder.codeliste.0105 xmlns:x='{XDF3}'/>"));
    assert!(matches!(other, Mistake::Message { .. }));
}

#[test]
fn mistakes_without_end_are_not_collected_without_end() {
    let many = format!("{REST}{}", "<xdf:neu/>".repeat(5000));
    assert_eq!(faults(&field(&many)).len(), Faults::LIMIT);
}

#[test]
fn white_space_and_markup_come_back() {
    let rest = format!(
        "<xdf:hilfetextEingabe>\r\n a &lt;b&gt; &amp;amp; &#13;\n\t<![CDATA[<c> ]] >]]> „ü“ \n</xdf:hilfetextEingabe>
<xdf:praezisierung pattern=\"&#9;[&quot;&lt;&#10;]&#13;x\"/>{REST}"
    );
    let document = read(field(&rest).as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    let Content::Field(read_field) = &document.content else { panic!("a field") };
    assert_eq!(read_field.input_help.as_deref(), Some("a <b> &amp; \r\n\t<c> ]] > „ü“"));
    assert_eq!(read_field.constraint.pattern.as_deref(), Some("\t[\"<\n]\rx"));
    let written = write(&document).expect("text");
    assert_eq!(read(written.as_bytes()), Ok(document));
}

#[test]
fn what_a_version_has_no_words_for_is_refused() {
    let mut document = read(field(REST).as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    document.standard = Standard::Xdf2;
    let refusal = write(&document).expect_err("version 2 has no prefill");
    assert_eq!(refusal.place, "datenfeld F1");
}

#[test]
fn groups_as_deep_as_may_be_fit_the_stack() {
    let group = |inner: &str| {
        format!(
            "<x:datenfeldgruppe><x:identifikation><x:id>G</x:id></x:identifikation><x:name/><x:bezeichnungEingabe/>
            <x:status><code>aktiv</code></x:status><x:schemaelementart><code>HAR</code></x:schemaelementart>{inner}</x:datenfeldgruppe>"
        )
    };
    let mut text = group("");
    // Three elements for each group, one for the root.
    for _ in 0..84 {
        let inner =
            format!("<x:struktur><x:anzahl>1:1</x:anzahl><x:enthaelt>{text}</x:enthaelt></x:struktur>");
        text = group(&inner);
    }
    let message = |text: &str| {
        format!(
            "<x:xdatenfelder.datenfeldgruppe.0103 xmlns:x='{}'><x:header><x:nachrichtID>1</x:nachrichtID>
            <x:erstellungszeitpunkt>2026-03-01T08:00:00Z</x:erstellungszeitpunkt></x:header>{text}</x:xdatenfelder.datenfeldgruppe.0103>",
            Standard::Xdf2.namespace()
        )
    };
    // A test's thread has a stack of 2 MB, as a worker of the server has.
    let document = read(message(&text).as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(document.elements().groups.len(), 85);
    let written = write(&document).expect("text");
    assert_eq!(read(written.as_bytes()), Ok(document));
    let deeper =
        group(&format!("<x:struktur><x:anzahl>1:1</x:anzahl><x:enthaelt>{text}</x:enthaelt></x:struktur>"));
    assert_eq!(refused(&message(&deeper)), Mistake::TooDeep);
}

#[test]
fn one_id_with_two_meanings_is_named() {
    let one = |name: &str| {
        let whole = field(REST).replace("<xdf:name>Straße", &format!("<xdf:name>{name}"));
        let start = whole.find("<xdf:datenfeld>").expect("a field");
        let end = whole.find("</xdf:datenfeld>").expect("a field") + "</xdf:datenfeld>".len();
        let element = &whole[start..end];
        format!(
            "<xdf:struktur><xdf:anzahl>1:1</xdf:anzahl><xdf:enthaelt>{element}</xdf:enthaelt></xdf:struktur>"
        )
    };
    let group = |names: [&str; 3]| {
        let shell = field("@")
            .replace("datenfeld>", "datenfeldgruppe>")
            .replace("datenfeld.0104", "datenfeldgruppe.0103");
        let text = shell.replace('@', &names.map(one).concat());
        read(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"))
    };
    assert_eq!(group(["Straße", "Straße", "Straße"]).contradictions(), []);
    let found = group(["Straße", "Gasse", "Straße"]).contradictions();
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["F1 1.0.0"]);
}
