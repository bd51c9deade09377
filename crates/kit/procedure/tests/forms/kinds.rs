//! Every kind with right and wrong answers, as they are typed and as programs send them.

use std::collections::BTreeMap;

use rathaus_procedure::answers::FileRef;
use rathaus_procedure::read::{FormInput, read};
use rathaus_procedure::{Answers, Mistake, check, check_page, fill};

use super::{TODAY, form, id, page_of};

struct Typed(BTreeMap<String, Vec<String>>);

impl FormInput for Typed {
    fn all(&self, name: &str) -> Vec<String> {
        self.0.all(name)
    }

    fn file(&self, id: &str) -> Option<FileRef> {
        let (media, bytes) = match id {
            "good" => ("application/pdf", 10),
            "large" => ("application/pdf", 1_001),
            "empty" => ("image/png", 0),
            "page" => ("text/html", 10),
            _ => return None,
        };
        Some(FileRef { id: id.to_owned(), name: format!("{id}.x"), media: media.to_owned(), bytes })
    }
}

fn typed(values: &[(&str, &str)]) -> Typed {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in values {
        all.entry((*name).to_owned()).or_default().push((*value).to_owned());
    }
    Typed(all)
}

/// `part: key` of each mistake, the key without its beginning.
fn short(mistakes: &[Mistake]) -> Vec<String> {
    mistakes
        .iter()
        .map(|mistake| {
            let part = mistake.place.part.as_ref().map_or(String::new(), |part| format!("{part}: "));
            format!("{part}{}", mistake.what.key().trim_start_matches("procedure-mistake-"))
        })
        .collect()
}

enum Is {
    /// Right, and kept as this JSON.
    Kept(&'static str),
    /// Not answered.
    Blank,
    /// Wrong, for these reasons.
    Wrong(&'static [&'static str]),
}
use Is::{Blank, Kept, Wrong};

/// A kind as JSON and what becomes of typed values; `f.x` is the field, `.to` its part.
fn table(kind: &str, cases: &[(&[(&str, &str)], Is)]) {
    let form =
        form(&page_of(&format!(r#"{{"field": {{"id": "x", "label": {{"de": "Frage"}}, "kind": {kind}}}}}"#)));
    for (values, is) in cases {
        let named: Vec<(String, &str)> =
            values.iter().map(|(part, value)| (format!("f.x{part}"), *value)).collect();
        let named: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let (answers, mistakes) = read(&form, &id("page"), &typed(&named), TODAY);
        let answer = answers.get(&id("x"));
        match is {
            Kept(json) => {
                assert_eq!(short(&mistakes), [""; 0], "{kind} {values:?}");
                let kept = serde_json::to_string(&answer.expect("an answer")).expect("JSON");
                assert_eq!(kept, *json, "{kind} {values:?}");
            }
            Blank => {
                assert_eq!(short(&mistakes), [""; 0], "{kind} {values:?}");
                assert_eq!(answer, None, "{kind} {values:?}");
            }
            Wrong(keys) => assert_eq!(short(&mistakes), *keys, "{kind} {values:?}"),
        }
    }
}

#[test]
fn text() {
    table(
        r#"{"text": {"min": 2, "max": 5}}"#,
        &[
            (&[("", " Größe ")], Kept(r#"{"text":"Größe"}"#)),
            (&[("", "a\r\nb\u{0}\u{7}")], Kept(r#"{"text":"a b"}"#)),
            (&[("", "   ")], Blank),
            (&[], Blank),
            (&[("", "a")], Wrong(&["too-short"])),
            (&[("", "größer")], Wrong(&["too-long"])),
        ],
    );
    table(
        r#"{"text": {"pattern": "postcode"}}"#,
        &[(&[("", "34379")], Kept(r#"{"text":"34379"}"#)), (&[("", "3437")], Wrong(&["pattern-postcode"]))],
    );
    table(
        r#"{"long_text": {"max": 6}}"#,
        &[
            (&[("", "a\r\n\r\nb")], Kept(r#"{"text":"a\n\nb"}"#)),
            (&[("", "a\r\n\r\nbcde")], Wrong(&["too-long"])),
        ],
    );
}

#[test]
fn numbers_and_money() {
    table(
        r#"{"number": {"decimals": 1, "min": "-1", "max": 1234.5, "unit": {"de": "m²"}}}"#,
        &[
            (&[("", "1.234,5")], Kept(r#"{"number":"1234.5"}"#)),
            (&[("", "1234.5")], Kept(r#"{"number":"1234.5"}"#)),
            (&[("", "12 m²")], Kept(r#"{"number":"12"}"#)),
            (&[("", "0")], Kept(r#"{"number":"0"}"#)),
            (&[("", "zwölf")], Wrong(&["no-number"])),
            (&[("", "1,25")], Wrong(&["too-many-decimals"])),
            (&[("", "-1,1")], Wrong(&["number-too-small"])),
            (&[("", "1.234,6")], Wrong(&["number-too-large"])),
        ],
    );
    table(r#"{"number": {}}"#, &[(&[("", "1,5")], Wrong(&["not-whole"]))]);
    table(
        r#"{"money": {"min": 0, "max": 123456}}"#,
        &[
            (&[("", "1.234,56")], Kept(r#"{"money":123456}"#)),
            (&[("", "1234.56")], Kept(r#"{"money":123456}"#)),
            (&[("", "12 €")], Kept(r#"{"money":1200}"#)),
            (&[("", "12,345")], Wrong(&["no-amount"])),
            (&[("", "-1")], Wrong(&["amount-too-small"])),
            (&[("", "1.234,57 EUR")], Wrong(&["amount-too-large"])),
        ],
    );
    table(r#"{"money": {}}"#, &[(&[("", "99999999999,99")], Wrong(&["amount-too-large"]))]);
}

#[test]
fn days() {
    table(
        r#"{"date": {"min": {"days": 0}, "max": {"on": "2028-02-29"}}}"#,
        &[
            (&[("", "2026-11-22")], Kept(r#"{"date":"2026-11-22"}"#)),
            (&[("", "22.11.2026")], Kept(r#"{"date":"2026-11-22"}"#)),
            (&[("", " 1. 2. 2027 ")], Kept(r#"{"date":"2027-02-01"}"#)),
            (&[(".day", "29"), (".month", "2"), (".year", "2028")], Kept(r#"{"date":"2028-02-29"}"#)),
            (&[(".day", "29"), (".month", ""), (".year", "2028")], Wrong(&["no-date"])),
            (&[("", "22.11.26")], Wrong(&["no-date"])),
            (&[("", "30.02.2027")], Wrong(&["no-date"])),
            (&[("", "morgen")], Wrong(&["no-date"])),
            (&[("", "21.11.2026")], Wrong(&["too-early"])),
            (&[("", "01.03.2028")], Wrong(&["too-late"])),
        ],
    );
    table(
        r#"{"date": {"max": {"years": -18}}}"#,
        &[
            (&[("", "22.11.2008")], Kept(r#"{"date":"2008-11-22"}"#)),
            (&[("", "23.11.2008")], Wrong(&["too-late"])),
        ],
    );
    table(
        r#"{"period": {"max": {"on": "2027-12-31"}}}"#,
        &[
            (
                &[(".from", "01.01.2027"), (".to", "2027-01-01")],
                Kept(r#"{"period":{"from":"2027-01-01","to":"2027-01-01"}}"#),
            ),
            (&[(".from", ""), (".to", "")], Blank),
            (&[(".from", "01.01.2027")], Wrong(&["to: part-missing"])),
            (&[(".from", "x"), (".to", "y")], Wrong(&["from: no-date", "to: no-date"])),
            (&[(".from", "02.01.2027"), (".to", "01.01.2027")], Wrong(&["to: ends-before-begin"])),
            (&[(".from", "02.01.2027"), (".to", "01.01.2028")], Wrong(&["to: too-late"])),
        ],
    );
}

const AB: &str = r#"[{"id": "a", "label": {"de": "A"}}, {"id": "b", "label": {"de": "B"}}, {"id": "c", "label": {"de": "C"}}]"#;

#[test]
fn choices() {
    table(
        &format!(r#"{{"choice": {{"options": {AB}}}}}"#),
        &[
            (&[("", "a")], Kept(r#"{"choice":{"option":"a"}}"#)),
            (&[("", "z")], Wrong(&["unknown-option"])),
            (&[("", "<script>")], Wrong(&["unknown-option"])),
            (&[("", "_other"), (".other", "x")], Wrong(&["no-other"])),
            (&[(".other", "x")], Blank),
        ],
    );
    table(
        &format!(r#"{{"choice": {{"options": {AB}, "other": true}}}}"#),
        &[
            (&[("", "_other"), (".other", "Eis")], Kept(r#"{"choice":{"other":"Eis"}}"#)),
            (&[(".other", "Eis")], Kept(r#"{"choice":{"other":"Eis"}}"#)),
            (&[("", "a"), (".other", "Eis")], Kept(r#"{"choice":{"option":"a"}}"#)),
            (&[("", "_other")], Wrong(&["other: other-missing"])),
        ],
    );
    table(
        &format!(r#"{{"several": {{"options": {AB}, "min": 2, "max": 2, "other": true}}}}"#),
        &[
            (&[("", "c"), ("", "a"), ("", "a")], Kept(r#"{"several":{"options":["a","c"]}}"#)),
            (&[("", "a"), (".other", "x")], Kept(r#"{"several":{"options":["a"],"other":"x"}}"#)),
            (&[("", "a")], Wrong(&["too-few-chosen"])),
            (&[("", "a"), ("", "b"), ("", "c")], Wrong(&["too-many-chosen"])),
            (&[("", "a"), ("", "q")], Wrong(&["unknown-option"])),
            (&[("", "a"), ("", "_other")], Wrong(&["other: other-missing"])),
        ],
    );
    table(
        r#"{"yes_no": {}}"#,
        &[(&[("", "no")], Kept(r#"{"yes_no":false}"#)), (&[("", "ja")], Wrong(&["unknown-option"]))],
    );
}

#[test]
fn scales() {
    let scale = r#"{"steps": 4, "low": {"de": "nie"}, "high": {"de": "oft"}}"#;
    table(
        &format!(r#"{{"rating": {scale}}}"#),
        &[
            (&[("", "4")], Kept(r#"{"rating":4}"#)),
            (&[("", "0")], Wrong(&["not-on-scale"])),
            (&[("", "5")], Wrong(&["not-on-scale"])),
            (&[("", "viel")], Wrong(&["not-on-scale"])),
            (&[("", "256")], Wrong(&["not-on-scale"])),
        ],
    );
    table(
        &format!(r#"{{"matrix": {{"rows": {AB}, "scale": {scale}}}}}"#),
        &[
            (&[(".a", "1"), (".c", "4")], Kept(r#"{"matrix":{"a":1,"c":4}}"#)),
            (&[(".a", "5"), (".b", "x")], Wrong(&["b: not-on-scale"])),
            (&[(".a", "5"), (".b", "1")], Wrong(&["a: not-on-scale"])),
            (&[(".z", "1")], Blank),
        ],
    );
    table(
        &format!(r#"{{"ranking": {{"options": {AB}, "at_least": 2}}}}"#),
        &[
            (&[(".c", "1"), (".a", "2."), (".b", "")], Kept(r#"{"ranking":["c","a"]}"#)),
            (&[(".c", "3"), (".a", "1")], Kept(r#"{"ranking":["a","c"]}"#)),
            (&[(".c", "1"), (".a", "1")], Wrong(&["c: same-place"])),
            (&[(".c", "4")], Wrong(&["c: no-place"])),
            (&[(".c", "1")], Wrong(&["too-few-ranked"])),
        ],
    );
    table(
        &format!(r#"{{"ranking": {{"options": {AB}}}}}"#),
        &[(&[(".c", "1"), (".a", "2")], Wrong(&["too-few-ranked"]))],
    );
}

#[test]
fn organisations() {
    table(
        r#"{"organisation": {}}"#,
        &[
            (&[("", "06633000")], Kept(r#"{"organisation":{"ags":"06633000"}}"#)),
            (&[("", "06633")], Kept(r#"{"organisation":{"ags":"06633000"}}"#)),
            (&[("", "Landkreis Kassel")], Kept(r#"{"organisation":{"ags":"06633000"}}"#)),
            (&[("", "egal (06611000)")], Kept(r#"{"organisation":{"ags":"06611000"}}"#)),
            (&[("", "Neuenkirchen")], Wrong(&["ambiguous-organisation"])),
            (&[("", "99999999")], Wrong(&["unknown-organisation"])),
            (&[("", "06633999")], Wrong(&["unknown-organisation"])),
            (&[("", "Entenhausen")], Wrong(&["unknown-organisation"])),
        ],
    );
    table(
        r#"{"organisation": {"only": "municipality", "free_text": true}}"#,
        &[
            (&[("", "calden")], Kept(r#"{"organisation":{"ags":"06633005"}}"#)),
            (&[("", "06633000")], Wrong(&["not-a-municipality"])),
            (&[("", "Zweckverband Nord")], Kept(r#"{"organisation":{"name":"Zweckverband Nord"}}"#)),
        ],
    );
    table(
        r#"{"organisation": {"only": "county"}}"#,
        &[
            (&[("", "06611000")], Kept(r#"{"organisation":{"ags":"06611000"}}"#)),
            (&[("", "06633004")], Wrong(&["not-a-county"])),
        ],
    );
}

#[test]
fn addresses_and_contact() {
    table(
        r#"{"address": {}}"#,
        &[
            (
                &[(".street", "Am Markt"), (".number", "1 a"), (".postcode", "34379"), (".place", "Calden")],
                Kept(
                    r#"{"address":{"street":"Am Markt","number":"1 a","postcode":"34379","place":"Calden"}}"#,
                ),
            ),
            (&[(".street", ""), (".place", " ")], Blank),
            (
                &[(".street", "Am Markt")],
                Wrong(&["number: part-missing", "postcode: part-missing", "place: part-missing"]),
            ),
            (
                &[(".street", "Am Markt"), (".number", "1"), (".postcode", "3437"), (".place", "Calden")],
                Wrong(&["postcode: no-postcode"]),
            ),
        ],
    );
    table(
        r#"{"address": {"abroad": true}}"#,
        &[
            (
                &[
                    (".street", "Ring"),
                    (".number", "1"),
                    (".postcode", "1010"),
                    (".place", "Wien"),
                    (".country", "Österreich"),
                ],
                Kept(
                    r#"{"address":{"street":"Ring","number":"1","postcode":"1010","place":"Wien","country":"Österreich"}}"#,
                ),
            ),
            (
                &[(".street", "Ring"), (".number", "1"), (".postcode", "1010"), (".place", "Wien")],
                Wrong(&["postcode: no-postcode"]),
            ),
        ],
    );
    table(
        r#"{"iban": {}}"#,
        &[
            (&[("", "de89 3704 0044 0532 0130 00")], Kept(r#"{"iban":"DE89370400440532013000"}"#)),
            (&[("", "DE89 3704 0044 0532 0130 01")], Wrong(&["iban-check-digits"])),
            (&[("", "12345")], Wrong(&["iban-form"])),
        ],
    );
    table(
        r#"{"email": {}}"#,
        &[
            (&[("", "Info@Calden.DE")], Kept(r#"{"email":"Info@calden.de"}"#)),
            (&[("", "info@calden")], Wrong(&["no-email"])),
        ],
    );
    table(
        r#"{"phone": {}}"#,
        &[
            (&[("", "(0561) 106-0")], Kept(r#"{"phone":"+495611060"}"#)),
            (&[("", "115")], Wrong(&["no-phone"])),
        ],
    );
}

#[test]
fn files_and_consent() {
    table(
        r#"{"file": {"types": ["application/pdf", "image/*"], "max_bytes": 1000, "max_count": 1}}"#,
        &[
            (
                &[("", "good"), ("", "good")],
                Kept(r#"{"files":[{"id":"good","name":"good.x","media":"application/pdf","bytes":10}]}"#),
            ),
            (&[("", "good"), ("", "large")], Wrong(&["too-many-files", "file-too-large"])),
            (&[("", "empty")], Wrong(&["file-empty"])),
            (&[("", "page")], Wrong(&["file-type"])),
            (&[("", "of-somebody-else")], Wrong(&["unknown-file"])),
            (&[("", "")], Blank),
        ],
    );
    table(
        r#"{"consent": {"text": {"de": "Ich stimme zu."}, "version": "2"}}"#,
        &[
            (&[("", "2")], Kept(r#"{"consent":"2"}"#)),
            (&[("", "1")], Wrong(&["consent-outdated"])),
            (&[], Blank),
        ],
    );
    table(r#"{"information": {"text": {"de": "Bitte lesen."}}}"#, &[(&[("", "x")], Blank)]);
}

#[test]
fn what_must_be_answered_is_missed() {
    let scale = r#"{"steps": 4, "low": {"de": "nie"}, "high": {"de": "oft"}}"#;
    for (kind, values, keys) in [
        (r#"{"text": {}}"#.to_owned(), &[][..], &["missing"][..]),
        (r#"{"consent": {"text": {"de": "Ja."}, "version": "1"}}"#.to_owned(), &[], &["consent-missing"]),
        (
            format!(r#"{{"matrix": {{"rows": {AB}, "scale": {scale}}}}}"#),
            &[("f.x.b", "1")],
            &["a: part-missing", "c: part-missing"],
        ),
        (r#"{"yes_no": {}}"#.to_owned(), &[("f.x", "no")], &[]),
        (r#"{"number": {}}"#.to_owned(), &[("f.x", "viel")], &["no-number"]),
    ] {
        let form = form(&page_of(&format!(
            r#"{{"field": {{"id": "x", "label": {{"de": "Frage"}}, "required": true, "kind": {kind}}}}}"#
        )));
        let (_, mistakes) = read(&form, &id("page"), &typed(values), TODAY);
        assert_eq!(short(&mistakes), keys, "{kind}");
    }
}

/// A program can send what no page would.
#[test]
fn answers_of_programs_are_checked_the_same() {
    let form = form(&page_of(&format!(
        r#"{{"field": {{"id": "t", "label": {{"de": "T"}}, "kind": {{"text": {{}}}}}}}},
           {{"field": {{"id": "l", "label": {{"de": "L"}}, "kind": {{"long_text": {{}}}}}}}},
           {{"field": {{"id": "s", "label": {{"de": "S"}}, "kind": {{"several": {{"options": {AB}}}}}}}}},
           {{"field": {{"id": "r", "label": {{"de": "R"}}, "kind": {{"ranking": {{"options": {AB}}}}}}}}},
           {{"field": {{"id": "p", "label": {{"de": "P"}}, "kind": {{"phone": {{}}}}}}}},
           {{"field": {{"id": "i", "label": {{"de": "I"}}, "kind": {{"iban": {{}}}}}}}},
           {{"field": {{"id": "d", "label": {{"de": "D"}}, "kind": {{"date": {{}}}}}}}},
           {{"field": {{"id": "n", "label": {{"de": "N"}}, "kind": {{"information": {{"text": {{"de": "N"}}}}}}}}}},
           {{"group": {{"id": "g", "title": {{"de": "G"}}, "record": {{"de": "G"}}, "max": 2, "min": 1,
              "fields": [{{"id": "u", "label": {{"de": "U"}}, "required": true, "kind": {{"text": {{}}}}}}]}}}}"#
    )));
    for (json, wrong) in [
        (r#"{"g": {"records": [{"u": {"text": "x"}}]}}"#, &[][..]),
        (r#"{}"#, &["g.g too-few-records"]),
        (
            r#"{"g": {"records": [{}, {"u": {"number": 1}}, {"q": {"text": "x"}, "u": {"text": "x"}}]}}"#,
            &["g.g too-many-records", "g.g.0.u missing", "g.g.1.u wrong-kind", "g.g.2.q unknown-field"],
        ),
        (r#"{"g": {"text": "x"}}"#, &["g.g wrong-kind"]),
        (
            r#"{"g": {"records": [{"u": {"text": "x"}}]}, "nobody": {"text": "x"}}"#,
            &["f.nobody unknown-field"],
        ),
        (r#"{"g": {"records": [{"u": {"text": "a\u0000b"}}]}}"#, &["g.g.0.u control-signs"]),
        (r#"{"g": {"records": [{"u": {"text": "x"}}]}, "t": {"text": "a\nb"}}"#, &["f.t control-signs"]),
        (
            r#"{"g": {"records": [{"u": {"text": "x"}}]}, "s": {"several": {"options": ["a", "a"]}}}"#,
            &["f.s chosen-twice"],
        ),
        (
            r#"{"g": {"records": [{"u": {"text": "x"}}]}, "r": {"ranking": ["a", "a", "q"]}}"#,
            &["f.r chosen-twice", "f.r unknown-option"],
        ),
        (r#"{"g": {"records": [{"u": {"text": "x"}}]}, "p": {"phone": "0561 1060"}}"#, &["f.p no-phone"]),
        (
            r#"{"g": {"records": [{"u": {"text": "x"}}]}, "i": {"iban": "DE89 3704 0044 0532 0130 00"}}"#,
            &["f.i iban-form"],
        ),
        (r#"{"g": {"records": [{"u": {"text": "x"}}]}, "d": {"date": "0001-01-01"}}"#, &["f.d no-date"]),
        (
            r#"{"g": {"records": [{"u": {"text": "x"}}]}, "d": {"raw": {"": ["22.11.2026"]}}}"#,
            &["f.d unreadable"],
        ),
        (r#"{"g": {"records": [{"u": {"text": "x"}}]}, "n": {"text": "x"}}"#, &["f.n unknown-field"]),
    ] {
        let answers: Answers = serde_json::from_str(json).expect(json);
        let found: Vec<String> = check(&form, &answers, TODAY)
            .iter()
            .map(|mistake| {
                format!("{} {}", mistake.place, mistake.what.key().trim_start_matches("procedure-mistake-"))
            })
            .collect();
        assert_eq!(found, wrong, "{json}");
    }
    let long = serde_json::json!({"g": {"records": [{"u": {"text": "x".repeat(501)}}]}});
    let answers: Answers = serde_json::from_value(long).expect("answers");
    assert_eq!(check(&form, &answers, TODAY).len(), 1);
}

#[test]
fn records_without_anything_are_passed_over_and_a_page_replaces_only_itself() {
    let form = form(
        r#"{"key": "form", "title": {"de": "Formular"}, "pages": [
            {"id": "one", "title": {"de": "Eins"}, "items": [
                {"field": {"id": "a", "label": {"de": "A"}, "kind": {"text": {}}}}]},
            {"id": "two", "title": {"de": "Zwei"}, "when": {"answered": "a"}, "items": [
                {"field": {"id": "b", "label": {"de": "B"}, "kind": {"text": {}}}},
                {"group": {"id": "g", "title": {"de": "G"}, "record": {"de": "G"}, "max": 3, "fields": [
                    {"id": "c", "label": {"de": "C"}, "required": true, "kind": {"text": {}}},
                    {"id": "d", "label": {"de": "D"}, "kind": {"number": {}}}]}}]}]}"#,
    );
    let mut answers = Answers::new();
    let two =
        typed(&[("f.b", "b"), ("g.g.count", "3"), ("g.g.0.c", "eins"), ("g.g.2.d", "x"), ("g.g.3.c", "nie")]);
    // The page is not shown yet, so nothing on it can be wrong; but it is kept.
    assert_eq!(fill(&form, &id("two"), &mut answers, &two, TODAY), []);
    assert_eq!(fill(&form, &id("one"), &mut answers, &typed(&[("f.a", "a"), ("f.b", "fremd")]), TODAY), []);
    let json = serde_json::to_value(&answers).expect("JSON");
    let kept = serde_json::json!({
        "a": {"text": "a"}, "b": {"text": "b"},
        "g": {"records": [{"c": {"text": "eins"}}, {"d": {"raw": {"": ["x"]}}}]}
    });
    assert_eq!(json, kept);
    let mistakes = check_page(&form, &id("two"), &answers, TODAY);
    let places: Vec<String> = mistakes.iter().map(|mistake| mistake.place.to_string()).collect();
    assert_eq!(places, ["g.g.1.c", "g.g.1.d"]);
    assert_eq!(check(&form, &answers, TODAY), mistakes);
    assert_eq!(fill(&form, &id("nobody"), &mut answers, &two, TODAY), []);
    assert_eq!(fill(&form, &id("one"), &mut answers, &typed(&[]), TODAY), []);
    assert_eq!(check(&form, &answers, TODAY), []);
    assert!(answers.submitted(&form, TODAY).0.is_empty());
}
