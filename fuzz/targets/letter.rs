//! Any bytes as a text of an office, as the values of a letter and as a picture: each is read or refused with its place,
//! twice the same, and of a text no letter is lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rathaus_core::Lang;
use rathaus_letter::markup::{Part, Run, read};
use rathaus_letter::{Picture, fields, values};

fuzz_target!(|bytes: &[u8]| {
    let picture = Picture::new(bytes.to_vec());
    assert_eq!(picture, Picture::new(bytes.to_vec()));
    if let Err(error) = picture {
        assert!(!error.to_string().is_empty());
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    let letters = |text: &str| text.chars().filter(|sign| sign.is_alphabetic()).collect::<String>();
    let parts = read(text);
    assert_eq!(letters(&runs(&parts).map(|run| run.text.as_str()).collect::<String>()), letters(text));
    assert!(runs(&parts).all(|run| !run.text.is_empty()));
    let Ok(given) = serde_json::from_str(text) else { return };
    for kinds in [fields::NOTICE, fields::RECEIPT, fields::PERMIT, fields::MINUTES, fields::BADGES, fields::TABLE_SIGNS] {
        for mistake in fields::check(&given, kinds) {
            assert!(!mistake.field.is_empty());
        }
    }
    for lang in Lang::ALL {
        let pictures = [("logo".to_owned(), "/picture/0.png".to_owned())];
        let prints = |sign: char| u32::from(sign) < 0x250;
        if let Ok(written) = values::write(&given, lang, &pictures, &prints) {
            // What is left can be printed: writing it out again finds nothing more to replace but codes and pictures.
            assert!(written.replaced.iter().all(|sign| u32::from(*sign) >= 0x250));
        }
    }
});

fn runs(parts: &[Part]) -> impl Iterator<Item = &Run> {
    parts.iter().flat_map(|part| -> Vec<&Run> {
        match part {
            Part::Heading { runs, .. } | Part::Paragraph { runs } => runs.iter().collect(),
            Part::List { items } | Part::Numbered { items, .. } => items.iter().flatten().collect(),
        }
    })
}
