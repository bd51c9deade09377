//! Code lists and the choices they give a field.

use rathaus_fim::genericode::{self, ChoiceError, CodeList};
use rathaus_fim::{Content, Field, read};

/// Country codes as the XRepository lays a list out: several columns, keys that name two of them.
const COUNTRIES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
  <Annotation><AppInfo/></Annotation>
  <Identification>
    <ShortName>staat</ShortName><LongName>Staaten</LongName><Version>2026-01-01</Version>
    <CanonicalUri>urn:example:staat</CanonicalUri><CanonicalVersionUri>urn:example:staat_2026-01-01</CanonicalVersionUri>
  </Identification>
  <ColumnSet>
    <Column Id="iso" Use="optional"><ShortName>ISO</ShortName><Data Type="string"/></Column>
    <Column Id="code" Use="required"><ShortName>Schlüssel</ShortName><Data Type="string"/></Column>
    <Column Id="name" Use="required"><ShortName>Name</ShortName><Data Type="string"/></Column>
    <Key Id="codeKey"><ShortName>k</ShortName><ColumnRef Ref="code"/></Key>
    <Key Id="nameKey"><ShortName>n</ShortName><ColumnRef Ref="name"/></Key>
  </ColumnSet>
  <SimpleCodeList>
    <Row><Value ColumnRef="iso"><SimpleValue>FR</SimpleValue></Value><Value><SimpleValue>129</SimpleValue></Value><Value><SimpleValue>Frankreich</SimpleValue></Value></Row>
    <Row><Value ColumnRef="name"><SimpleValue>Österreich &amp; mehr</SimpleValue></Value><Value ColumnRef="code"><SimpleValue>151</SimpleValue></Value></Row>
  </SimpleCodeList>
</gc:CodeList>"#;

fn countries() -> CodeList {
    genericode::read(COUNTRIES.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"))
}

/// A field that names these columns.
fn field(keys: &str) -> Field {
    let text = format!(
        "<f:xdatenfelder.datenfeld.0104 xmlns:f='urn:xoev-de:fim:standard:xdatenfelder_3.0.0'>
        <f:header><f:nachrichtID>1</f:nachrichtID><f:erstellungszeitpunkt>2026-03-01T08:00:00</f:erstellungszeitpunkt></f:header>
        <f:datenfeld><f:identifikation><f:id>F1</f:id></f:identifikation><f:name>Staat</f:name>
        <f:freigabestatus><code>6</code></f:freigabestatus><f:letzteAenderung>2026-03-01T08:00:00+01:00</f:letzteAenderung>
        <f:bezeichnungEingabe>Staat</f:bezeichnungEingabe><f:schemaelementart><code>HAR</code></f:schemaelementart>
        <f:feldart><code>select</code></f:feldart><f:datentyp><code>text</code></f:datentyp>
        <f:vorbefuellung><code>keine</code></f:vorbefuellung>{keys}</f:datenfeld></f:xdatenfelder.datenfeld.0104>"
    );
    let document = read(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    let Content::Field(field) = document.content else { panic!("a field") };
    *field
}

#[test]
fn a_list_is_read_with_all_its_columns() {
    let list = countries();
    assert_eq!(list.uri.as_deref(), Some("urn:example:staat"));
    assert_eq!(list.version_uri.as_deref(), Some("urn:example:staat_2026-01-01"));
    assert_eq!(
        list.columns.iter().map(|column| column.id.as_str()).collect::<Vec<_>>(),
        ["iso", "code", "name"]
    );
    let cell = |text: &str| Some(text.to_string());
    assert_eq!(list.rows[0], [cell("FR"), cell("129"), cell("Frankreich")]);
    assert_eq!(list.rows[1], [None, cell("151"), cell("Österreich & mehr")]);
}

#[test]
fn a_field_names_the_columns_or_the_keys_do() {
    let list = countries();
    let shown = |keys: &str| -> Result<Vec<String>, ChoiceError> {
        let choices = list.choices(&field(keys))?;
        Ok(choices.into_iter().map(|v| format!("{} {} {:?}", v.code, v.name, v.help)).collect())
    };
    assert_eq!(shown(""), Ok(vec!["129 Frankreich None".into(), "151 Österreich & mehr None".into()]));
    let named = "<f:codeKey>name</f:codeKey><f:nameKey>code</f:nameKey><f:helpKey>iso</f:helpKey>";
    assert_eq!(
        shown(named),
        Ok(vec!["Frankreich 129 Some(\"FR\")".into(), "Österreich & mehr 151 None".into()])
    );
    assert_eq!(shown("<f:codeKey>iso</f:codeKey>"), Err(ChoiceError::NoCode(2)));
    assert_eq!(shown("<f:nameKey>kfz</f:nameKey>"), Err(ChoiceError::Column("kfz".into())));
}

#[test]
fn a_value_without_a_column_stands_after_the_one_before() {
    let text = COUNTRIES.replace(
        "<Value ColumnRef=\"name\"><SimpleValue>Österreich &amp; mehr</SimpleValue></Value><Value ColumnRef=\"code\">",
        "<Value ColumnRef=\"code\"><SimpleValue>152</SimpleValue></Value><Value>",
    );
    let list = genericode::read(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(list.rows[1], [None, Some("152".to_string()), Some("151".to_string())]);
}

#[test]
fn a_code_that_stands_twice_gives_no_choices() {
    let text = COUNTRIES.replace("<SimpleValue>151<", "<SimpleValue>129<");
    let list = genericode::read(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(list.choices(&field("")), Err(ChoiceError::Twice("129".into())));
}

#[test]
fn every_mistake_of_a_list_at_once() {
    let text = COUNTRIES
        .replace("<SimpleValue>151</SimpleValue>", "<SimpleValue/>")
        .replace("Ref=\"name\"/>", "Ref=\"titel\"/>")
        .replace("ColumnRef=\"iso\"", "ColumnRef=\"isso\"");
    let faults = genericode::read(text.as_bytes()).expect_err("mistakes");
    let shown: Vec<String> = faults.0.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "line 13, CodeList/ColumnRef: “titel” is no column of the list",
            // Values without a column stand after the last one that had one, which is not known here.
            "line 16, CodeList/Value: “isso” is no column of the list",
            "line 16, CodeList/SimpleCodeList/Row/Value name: is empty",
            "line 17, CodeList/SimpleCodeList/Row/Value code: is empty",
        ]
    );
    let other = genericode::read(b"<Liste/>").expect_err("no list");
    assert_eq!(
        other.to_string(),
        "line 1, Liste: the message Liste is not read here; CodeList of genericode 1.0 is"
    );
}
