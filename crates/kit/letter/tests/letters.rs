//! Letters from values to pages: what stands in them, what they refuse, and that the same letter is the same file.

use std::ops::ControlFlow;
use std::time::Duration;

use jiff::civil::{Date, date};
use rathaus_core::Lang;
use rathaus_letter::{Batch, Letter, LetterError, Limits, Picture, Press, Sheets, Shipped, Template};
use serde_json::{Value, json};

const DAY: Date = date(2026, 11, 30);

fn set(template: &Template, values: &Value) -> Result<Sheets, LetterError> {
    let letter = Letter { template, values, pictures: &[], lang: Lang::De, date: DAY };
    Press::shared().set(&letter, Limits::default())
}

fn pdf(template: &Template, values: &Value) -> Vec<u8> {
    match set(template, values).and_then(|sheets| sheets.pdf()) {
        Ok(pdf) => pdf,
        Err(error) => panic!("{}: {error}", template.name()),
    }
}

fn refused(source: &str) -> String {
    let template = Template::own("eigene", source);
    let made = set(&template, &json!({})).and_then(|sheets| sheets.pdf());
    made.map(|_| ()).expect_err(source).to_string()
}

fn holds(pdf: &[u8], part: &str) -> bool {
    pdf.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn every_shipped_template_becomes_a_letter_that_says_what_it_is() {
    for shipped in Shipped::ALL {
        for lang in Lang::ALL {
            let (template, values) = (Template::shipped(shipped), shipped.sample());
            let letter = Letter { template: &template, values: &values, pictures: &[], lang, date: DAY };
            let made = Press::shared().set(&letter, Limits::default()).and_then(|sheets| sheets.pdf());
            let made = made.unwrap_or_else(|error| panic!("{}: {error}", shipped.name()));
            // ISO 19005-2, 6.6.4 and ISO 14289-1, 5: both say so in the metadata, which are never compressed.
            let language = format!("<rdf:li>{}-", lang.tag());
            for part in
                ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "2026-11-30", &language]
            {
                assert!(holds(&made, part), "{} {lang:?} lacks {part}", shipped.name());
            }
        }
    }
}

#[test]
fn the_same_letter_is_the_same_file() {
    let template = Template::shipped(Shipped::Notice);
    let values = Shipped::Notice.sample();
    let first = pdf(&template, &values);
    assert_eq!(first, pdf(&template, &values), "on the same thread");
    let again: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let press = Press::new();
                    let letter = Letter {
                        template: &template,
                        values: &values,
                        pictures: &[],
                        lang: Lang::De,
                        date: DAY,
                    };
                    press
                        .set(&letter, Limits { time: None, pages: 9 })
                        .and_then(|sheets| sheets.pdf())
                        .expect("printed")
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("ended")).collect()
    });
    assert!(again.iter().all(|other| *other == first), "on other threads and presses");
    let mut other = values.clone();
    other["subject"] = json!("Anderer Betreff");
    assert_ne!(first, pdf(&template, &other));
}

const HOSTILE: &[&str] = &[
    "#panic(\"x\")",
    "#import \"@preview/x:1.0.0\": *",
    "*fett* _kursiv_ `roh` = Titel",
    "$x^2$ \\ <label> @ref // Kommentar /* offen",
    "]) } #",
    "\u{202E}txet\u{202C} \u{0}\u{8}\u{FEFF}",
    "שלום عبد الله 山田太郎 😀",
    "a\r\n\nb\tc",
    "{{ values }} %PDF-1.7 endobj",
    "",
    " ",
];

/// Puts the text in the place of every text of the values, one after the other.
fn with_each_text(values: &Value, text: &str) -> Vec<(String, Value)> {
    fn places(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::String(_) => found.push(at.to_owned()),
            Value::Array(all) => {
                all.iter()
                    .enumerate()
                    .for_each(|(index, inner)| places(inner, &format!("{at}/{index}"), found));
            }
            Value::Object(all) => {
                all.iter().for_each(|(key, inner)| places(inner, &format!("{at}/{key}"), found))
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    places(values, "", &mut found);
    found.retain(|at| !["/date", "/kind", "/align"].iter().any(|end| at.ends_with(end)));
    let put = |at: String| {
        let mut values = values.clone();
        *values.pointer_mut(&at).expect("just found") = json!(text);
        (at, values)
    };
    found.into_iter().map(put).collect()
}

#[test]
fn hostile_text_stays_text_in_every_field() {
    // All texts of a template at once: of a letter each hostile one, of the others all in one. Then a letter's texts one by one.
    for shipped in Shipped::ALL {
        let template = Template::shipped(shipped);
        let all = HOSTILE.join(" ");
        let texts = if shipped == Shipped::Notice { HOSTILE.to_vec() } else { vec![all.as_str(), ""] };
        for text in texts {
            let mut values = shipped.sample();
            for (at, _) in with_each_text(&shipped.sample(), text) {
                *values.pointer_mut(&at).expect("there") = json!(text);
            }
            let made = set(&template, &values).and_then(|sheets| sheets.pdf());
            if text.trim().is_empty() && made.is_err() {
                // An empty title is a mistake (ISO 14289-1, 7.1), said as such.
                assert!(matches!(made, Err(LetterError::Template(_))), "{}: {made:?}", shipped.name());
            } else {
                made.unwrap_or_else(|error| panic!("{}: {text}: {error}", shipped.name()));
            }
        }
    }
    let template = Template::shipped(Shipped::Notice);
    for (at, values) in with_each_text(&Shipped::Notice.sample(), HOSTILE[3]) {
        set(&template, &values).unwrap_or_else(|error| panic!("{at}: {error}"));
    }
}

#[test]
fn what_cannot_be_printed_is_told() {
    let mut values = Shipped::Notice.sample();
    values["recipient"]["lines"][1] = json!("山田 Zoë");
    let sheets = set(&Template::shipped(Shipped::Notice), &values).expect("printed");
    assert_eq!(sheets.replaced().iter().collect::<String>(), "山田");
}

/// The letters of DIN 91379 beyond those of any European language: a part of its tables, by code point.
#[test]
fn every_letter_that_a_name_may_hold_is_printed() {
    let mut values = Shipped::Notice.sample();
    let letters: String =
        (0xC0..=0x17E_u32).chain(0x1CD..=0x1DC).chain(0x1E00..=0x1EF9).filter_map(char::from_u32).collect();
    let sequences = "A̋ C̀ C̄ C̆ C̈ C̕ C̣ C̦ C̨̆ D̂ F̀ F̄ G̀ H̄ H̦ H̱ J́ J̌ K̀ K̂ K̄ K̇ K̕ K̛ K̦ L̂ L̥ L̥̄ L̦ M̀ M̂ M̆ M̐ N̂ N̄ N̆ N̦ P̀ P̄ P̕ P̣ R̆ R̥ R̥̄ S̀ S̄ S̛̄ S̱ T̀ T̄ T̈ T̕ T̛ U̇ Z̀ Z̄ Z̆ Z̈ Z̧";
    values["recipient"]["lines"] = json!([letters, sequences]);
    let sheets = set(&Template::shipped(Shipped::Notice), &values).expect("printed");
    assert_eq!(sheets.replaced().iter().collect::<String>(), "");
}

#[test]
fn a_long_text_runs_over_pages_up_to_the_limit() {
    let mut values = Shipped::Notice.sample();
    values["body"] =
        json!([{"markup": format!("**Zehntausend Wörter:** {}", "Wort zwei drei ".repeat(3_500))}]);
    let template = Template::shipped(Shipped::Notice);
    let sheets = set(&template, &values).expect("printed");
    assert!((10..40).contains(&sheets.pages()), "{}", sheets.pages());
    let letter = Letter { template: &template, values: &values, pictures: &[], lang: Lang::De, date: DAY };
    let short = Press::shared().set(&letter, Limits { pages: 3, ..Limits::default() });
    assert_eq!(short.err(), Some(LetterError::TooLong { pages: sheets.pages(), at_most: 3 }));
}

#[test]
fn missing_values_are_named_all_at_once() {
    let mut values = Shipped::Notice.sample();
    values["subject"] = Value::Null;
    values["recipient"] = json!({});
    values["body"][0] = json!({"date": 3});
    let error = set(&Template::shipped(Shipped::Notice), &values).err().expect("three mistakes").to_string();
    assert_eq!(
        error.lines().collect::<Vec<_>>(),
        [
            "recipient.lines: is missing, the template needs a list of texts",
            "subject: is missing, the template needs a text",
            "body[0]: is none of markup, heading, table, amounts, facts, code",
            "body[0]: “3” is no date like 2026-11-30",
        ]
    );
}

#[test]
fn a_mistake_of_a_template_has_line_and_column() {
    let error = refused("#import \"/house.typ\": *\n#show: office.with(title: [a])\n\nText #nothing\n");
    assert_eq!(error, "eigene:4:7: unknown variable: nothing");
    let error = refused("= Titel\n#let a = (1,\n");
    assert!(error.starts_with("eigene:2:10: unclosed delimiter"), "{error}");
    // A mistake that comes to light in what the template uses is shown where the template uses it.
    let error =
        refused("#import \"/house.typ\": *\n#set document(title: \"a\")\n#facts-grid(((label: \"a\"),))\n");
    assert!(error.starts_with("eigene:3:"), "{error}");
    let template = Template::own("eigene", "#import \"/house.typ\": *\n#values.case.number\n");
    let Err(LetterError::Template(mistakes)) = set(&template, &json!({"case": {}})) else {
        panic!("no mistake")
    };
    assert_eq!(mistakes[0].field.as_deref(), Some("number"));
    assert_eq!(mistakes[0].place, Some((2, 14)));
}

#[test]
fn a_letter_that_could_not_be_read_aloud_is_refused() {
    let error = refused("#import \"/house.typ\": *\nText");
    assert!(error.contains("title"), "{error}");
    let template =
        Template::own("eigene", "#set document(title: \"a\")\n#image(json(\"/values.json\").logo.picture)");
    let picture = Picture::new(SQUARE.to_vec()).expect("plain");
    let values = json!({"logo": {"picture": "wappen", "alt": "Wappen"}});
    let letter = Letter {
        template: &template,
        values: &values,
        pictures: &[("wappen", &picture)],
        lang: Lang::De,
        date: DAY,
    };
    let made = Press::shared().set(&letter, Limits::default()).and_then(|sheets| sheets.pdf());
    assert!(made.expect_err("no alternative text").to_string().contains("alt"));
}

const SQUARE: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><rect width=\"10\" height=\"10\" fill=\"#036\"/></svg>";

#[test]
fn a_logo_stands_in_the_letter_with_its_words() {
    let picture = Picture::new(SQUARE.to_vec()).expect("plain");
    let mut values = Shipped::Notice.sample();
    values["authority"]["logo"] = json!({"picture": "wappen", "alt": "Wappen von Musterlingen"});
    let template = Template::shipped(Shipped::Notice);
    let pictures = [("wappen", &picture)];
    let letter =
        Letter { template: &template, values: &values, pictures: &pictures, lang: Lang::De, date: DAY };
    Press::shared().set(&letter, Limits::default()).and_then(|sheets| sheets.pdf()).expect("printed");
    let error = set(&template, &values).err().expect("not handed in").to_string();
    assert_eq!(error, "authority.logo.picture: names the picture “wappen”, which was not handed in");
}

#[test]
fn a_template_reaches_nothing_outside() {
    for (source, part) in [
        ("#read(\"/etc/passwd\")", "file not found"),
        ("#read(\"../../../etc/passwd\")", "eigene:1:7"),
        ("#image(\"secret.png\")", "file not found"),
        ("#import \"@preview/cetz:0.3.0\": *", "packages are not available"),
        ("#eval(\"1 + 1\")", "unknown variable: eval"),
        ("#std.eval(\"1 + 1\")", "does not contain `eval`"),
        ("#plugin(bytes((0, 97, 115, 109)))", "unknown variable: plugin"),
    ] {
        let error = refused(source);
        assert!(error.contains(part), "{source}: {error}");
    }
    // The day is that of the letter, not of the machine.
    let template =
        Template::own("eigene", "#assert.eq(datetime.today(), datetime(year: 2026, month: 11, day: 30))");
    set(&template, &json!({})).map(|_| ()).expect("the letter's day");
}

#[test]
fn a_template_that_never_ends_is_left() {
    let limits = Limits { time: Some(Duration::from_millis(300)), ..Limits::default() };
    let calls = "#let f(n) = if n == 0 { 0 } else { f(n - 1) + calc.rem(f(n - 1) + n, 7) + f(n - 1) }\n#for i in range(10000) { f(60 + i) }";
    let pages = "#set document(title: \"a\")\n#for i in range(10000000) [ #text(size: 1pt * (calc.rem(i, 9) + 4))[#i] #pagebreak() ]";
    for source in [calls, pages] {
        let template = Template::own("endlos", source);
        let letter =
            Letter { template: &template, values: &json!({}), pictures: &[], lang: Lang::De, date: DAY };
        let set = Press::shared().set(&letter, limits).map(|_| ());
        assert!(
            matches!(set, Err(LetterError::TooSlow { .. } | LetterError::Template(_))),
            "{source}: {set:?}"
        );
    }
    // The press prints on.
    pdf(&Template::shipped(Shipped::Permit), &Shipped::Permit.sample());
}

#[test]
fn many_letters_are_printed_with_progress_until_told_to_stop() {
    let template = Template::shipped(Shipped::Permit);
    let sample = Shipped::Permit.sample();
    let values = |index: usize| {
        let mut values = sample.clone();
        values["number"] = if index == 3 { json!(3) } else { json!(format!("BP-{index}")) };
        (values, Lang::De)
    };
    let batch =
        Batch { template: &template, pictures: &[], date: DAY, count: 12, threads: 2, values: &values };
    let mut seen = Vec::new();
    let mut faults = Vec::new();
    let done = batch.print(Press::shared(), &mut |copy| {
        assert_eq!(copy.done, seen.len() + 1);
        seen.push(copy.index);
        if let Err(error) = copy.pdf {
            faults.push((copy.index, error.to_string()));
        }
        ControlFlow::Continue(())
    });
    seen.sort_unstable();
    assert_eq!((done, seen), (12, (0..12).collect()));
    assert_eq!(faults, [(3, "number: is not a text".to_owned())]);
    let mut taken = 0;
    let done = batch.print(Press::shared(), &mut |_| {
        taken += 1;
        if taken == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(done, taken);
    assert!((3..=4).contains(&done), "the one under way on the other thread at most: {done}");
}

#[test]
fn a_preview_shows_every_page() {
    let sheets = set(&Template::shipped(Shipped::Notice), &Shipped::Notice.sample()).expect("printed");
    assert_eq!(sheets.pages(), 2);
    for page in 0..2 {
        let svg = sheets.svg(page).expect("a page");
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
    }
    assert_eq!(sheets.svg(2), None);
}

/// Pictures pass checks of ours and are then read by the typesetter's own readers: whatever these meet, the press stands.
#[test]
fn damaged_pictures_break_nothing() {
    let template = Template::own(
        "eigene",
        "#set document(title: \"a\")\n#image(json(\"/values.json\").logo.picture, alt: \"x\")",
    );
    let values = json!({"logo": {"picture": "wappen", "alt": "Wappen"}});
    let drawn = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><defs><linearGradient id='a'><stop offset='0' stop-color='red'/>\
                 </linearGradient></defs><g transform='scale(2)'><path id='b' d='M0 0L9 9C1 2 3 4 5 6z' fill='url(#a)'/><use href='#b'/></g></svg>";
    let png = one_pixel();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or_default() % below
    };
    let mut set_at_all = 0;
    for round in 0..300 {
        let mut bytes = if round % 2 == 0 { drawn.as_bytes().to_vec() } else { png.clone() };
        for _ in 0..next(4) {
            let at = next(bytes.len());
            bytes[at] = if round % 2 == 0 {
                b"0123456789-.eE#<>/\"' Mzgu"[next(24)]
            } else {
                u8::try_from(next(256)).unwrap_or(0)
            };
        }
        let Ok(picture) = Picture::new(bytes) else { continue };
        let letter = Letter {
            template: &template,
            values: &values,
            pictures: &[("wappen", &picture)],
            lang: Lang::De,
            date: DAY,
        };
        match Press::shared().set(&letter, Limits::default()).and_then(|sheets| sheets.pdf()) {
            Ok(_) => set_at_all += 1,
            Err(LetterError::Template(_)) => {}
            Err(other) => panic!("round {round}: {other}"),
        }
    }
    assert!(set_at_all > 30, "{set_at_all}");
}

/// A PNG of one grey pixel, put together as ISO/IEC 15948 says.
fn one_pixel() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let data = [0x78, 1, 1, 2, 0, 0xFD, 0xFF, 0, 0x80, 0, 0x82, 0, 0x81];
    for (kind, body) in
        [(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0][..]), (b"IDAT", &data[..]), (b"IEND", &[][..])]
    {
        bytes.extend(u32::try_from(body.len()).unwrap_or_default().to_be_bytes());
        let begins = bytes.len();
        bytes.extend(kind.iter().chain(body));
        let mut check = u32::MAX;
        for byte in &bytes[begins..] {
            check ^= u32::from(*byte);
            for _ in 0..8 {
                check = if check & 1 == 1 { (check >> 1) ^ 0xEDB8_8320 } else { check >> 1 };
            }
        }
        bytes.extend((!check).to_be_bytes());
    }
    bytes
}
