//! The code on a bill that a banking app reads: EPC QR, called Girocode in Germany.
//!
//! EPC069-12 version 3.1: eleven or twelve lines of text in a QR code of error level M and at most version 13, which is
//! 331 bytes. Written as version 002 in UTF-8. A line break at the end and empty lines behind the last element are left
//! out, as the guideline allows.
//!
//! A QR code does not say in which letters its bytes are written, and 331 bytes leave no room to say so. Readers guess: most
//! guess UTF-8, zbar takes `ün` for a Chinese letter. [`Girocode::carried`] writes everything in the letters that banks
//! carry anyway, which every reader reads alike.

use crate::account::{Bic, Iban};
use crate::alphabet::carried;
use crate::reference::Reference;
use qrcode::bits::Bits;
use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode, Version};
use rathaus_core::Cents;
use thiserror::Error;

/// The most bytes of the whole payload (QR version 13 at level M).
pub const LONGEST_PAYLOAD: usize = 331;
/// The smallest amount.
pub const LEAST: Cents = Cents(1);
/// The largest amount: 999,999,999.99 euros.
pub const MOST: Cents = Cents(99_999_999_999);

/// What the payment is for: a structured reference, a text, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// A creditor reference, which comes back on the statement as it is.
    Reference(Reference),
    /// Text of up to 140 characters.
    Text(String),
    /// The payer writes what they like.
    Open,
}

/// What a Girocode says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Girocode {
    /// Who is paid, 1 to 70 characters.
    pub name: String,
    /// Where to.
    pub iban: Iban,
    /// The bank, needed only outside the European Economic Area.
    pub bic: Option<Bic>,
    /// How much; the payer fills it in where it is `None`.
    pub amount: Option<Cents>,
    /// The purpose code of ISO 20022, up to four letters or digits, such as `TAXS`.
    pub code: Option<String>,
    /// What for.
    pub purpose: Purpose,
    /// A hint to the payer that is not transferred, up to 70 characters.
    pub hint: Option<String>,
}

/// An element of the code that a refusal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Element {
    /// Who is paid.
    Name,
    /// How much.
    Amount,
    /// The purpose code.
    Code,
    /// The remittance text.
    Text,
    /// The hint to the payer.
    Hint,
}

/// Why there is no code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// An element that is needed, or that is there, is empty.
    #[error("{0:?} is empty")]
    Empty(Element),
    /// An element has too many characters.
    #[error("{element:?} has {length} characters, at most {most} fit")]
    Long {
        /// Which element.
        element: Element,
        /// How many characters it has.
        length: usize,
        /// How many it may have.
        most: usize,
    },
    /// A line break or another control character, or a letter that a purpose code cannot have.
    #[error("{element:?} holds the character {letter:?}")]
    Character {
        /// Which element.
        element: Element,
        /// The character.
        letter: char,
    },
    /// Below a cent or above 999,999,999.99 euros.
    #[error("an amount lies between EUR 0.01 and EUR 999999999.99")]
    Amount,
    /// All elements are right but do not fit together.
    #[error("the whole text has {0} bytes, at most 331 fit: umlauts count twice")]
    Bytes(usize),
}

impl Girocode {
    /// The same with name, text and hint in the letters that every bank carries ([`carried`]). Umlauts become two letters, so
    /// what just fitted may be too long.
    pub fn carried(mut self) -> Self {
        self.name = carried(&self.name);
        self.hint = self.hint.map(|hint| carried(&hint));
        if let Purpose::Text(text) = &mut self.purpose {
            *text = carried(text);
        }
        self
    }

    /// The text inside the code, or everything that is wrong with it.
    pub fn payload(&self) -> Result<String, Vec<Refusal>> {
        let mut refusals = Vec::new();
        check(Element::Name, &self.name, 70, &mut refusals);
        if self.amount.is_some_and(|amount| !(LEAST..=MOST).contains(&amount)) {
            refusals.push(Refusal::Amount);
        }
        if let Some(code) = &self.code {
            check(Element::Code, code, 4, &mut refusals);
            if let Some(letter) = code.chars().find(|c| !c.is_ascii_uppercase() && !c.is_ascii_digit()) {
                refusals.push(Refusal::Character { element: Element::Code, letter });
            }
        }
        if let Purpose::Text(text) = &self.purpose {
            check(Element::Text, text, 140, &mut refusals);
        }
        if let Some(hint) = &self.hint {
            check(Element::Hint, hint, 70, &mut refusals);
        }
        if !refusals.is_empty() {
            refusals.dedup();
            return Err(refusals);
        }
        let amount = self.amount.map(|cents| format!("EUR{}.{:02}", cents.0 / 100, cents.0 % 100));
        let (reference, text) = match &self.purpose {
            Purpose::Reference(reference) => (reference.as_str(), ""),
            Purpose::Text(text) => ("", text.as_str()),
            Purpose::Open => ("", ""),
        };
        let lines = [
            "BCD",
            "002",
            "1",
            "SCT",
            self.bic.as_ref().map_or("", Bic::as_str),
            &self.name,
            self.iban.as_str(),
            amount.as_deref().unwrap_or(""),
            self.code.as_deref().unwrap_or(""),
            reference,
            text,
            self.hint.as_deref().unwrap_or(""),
        ];
        let payload = lines.join("\n").trim_end_matches('\n').to_string();
        if payload.len() > LONGEST_PAYLOAD {
            return Err(vec![Refusal::Bytes(payload.len())]);
        }
        Ok(payload)
    }

    /// The code itself, of the smallest version that holds the text at level M.
    pub fn code(&self) -> Result<Code, Vec<Refusal>> {
        let payload = self.payload()?;
        for version in 1..=13 {
            // One segment of bytes: a mixture would write UTF-8 that looks like Shift JIS as kanji, which readers undo wrongly.
            let mut bits = Bits::new(Version::Normal(version));
            let written =
                bits.push_byte_data(payload.as_bytes()).and_then(|()| bits.push_terminator(EcLevel::M));
            if written.is_ok()
                && let Ok(code) = QrCode::with_bits(bits, EcLevel::M)
            {
                return Ok(Code { code });
            }
        }
        Err(vec![Refusal::Bytes(payload.len())])
    }
}

fn check(element: Element, text: &str, most: usize, refusals: &mut Vec<Refusal>) {
    let length = text.chars().count();
    if text.trim().is_empty() {
        refusals.push(Refusal::Empty(element));
    } else if length > most {
        refusals.push(Refusal::Long { element, length, most });
    }
    if let Some(letter) = text.chars().find(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        refusals.push(Refusal::Character { element, letter });
    }
}

/// A QR code.
pub struct Code {
    code: QrCode,
}

impl Code {
    /// Modules per side, without the quiet zone.
    pub fn width(&self) -> usize {
        self.code.width()
    }

    /// Row by row, `true` where a module is dark; without the quiet zone.
    pub fn modules(&self) -> Vec<bool> {
        self.code.to_colors().into_iter().map(|color| color == Color::Dark).collect()
    }

    /// As a drawing of at least `pixels` per side, black on white with the quiet zone of four modules.
    pub fn svg(&self, pixels: u32) -> String {
        let mut drawing = self.code.render::<svg::Color<'_>>();
        drawing.min_dimensions(pixels, pixels).quiet_zone(true).build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> Girocode {
        Girocode {
            name: "Franz Mustermänn".into(),
            iban: "DE71110220330123456789".parse().unwrap(),
            bic: Some("BHBLDEHHXXX".parse().unwrap()),
            amount: Some(Cents(1230)),
            code: Some("GDDS".into()),
            purpose: Purpose::Reference("RF18539007547034".parse().unwrap()),
            hint: None,
        }
    }

    #[test]
    fn the_example_of_the_guideline() {
        let expected = "BCD\n002\n1\nSCT\nBHBLDEHHXXX\nFranz Mustermänn\nDE71110220330123456789\nEUR12.30\nGDDS\nRF18539007547034";
        assert_eq!(example().payload().unwrap(), expected);
    }

    #[test]
    fn text_stands_on_its_own_line_and_the_rest_is_left_out() {
        let code = Girocode {
            bic: None,
            amount: Some(Cents(5)),
            code: None,
            purpose: Purpose::Text("Hundesteuer".into()),
            ..example()
        };
        let lines: Vec<String> = code.payload().unwrap().split('\n').map(String::from).collect();
        assert_eq!(
            lines[4..],
            ["", "Franz Mustermänn", "DE71110220330123456789", "EUR0.05", "", "", "Hundesteuer"]
        );
        let open = Girocode { amount: None, purpose: Purpose::Open, code: None, ..example() };
        assert!(open.payload().unwrap().ends_with("DE71110220330123456789"));
    }

    #[test]
    fn every_mistake_at_once() {
        let code = Girocode {
            name: String::new(),
            amount: Some(Cents(0)),
            code: Some("gdds".into()),
            purpose: Purpose::Text("ä".repeat(141)),
            hint: Some("eins\nzwei".into()),
            ..example()
        };
        assert_eq!(
            code.payload().unwrap_err(),
            [
                Refusal::Empty(Element::Name),
                Refusal::Amount,
                Refusal::Character { element: Element::Code, letter: 'g' },
                Refusal::Long { element: Element::Text, length: 141, most: 140 },
                Refusal::Character { element: Element::Hint, letter: '\n' },
            ]
        );
        for (cents, fits) in [(MOST.0, true), (MOST.0 + 1, false), (1, true), (-5, false)] {
            assert_eq!(
                Girocode { amount: Some(Cents(cents)), ..example() }.payload().is_ok(),
                fits,
                "{cents}"
            );
        }
        let wide = Girocode { name: "ä".repeat(70), purpose: Purpose::Text("ß".repeat(140)), ..example() };
        assert!(
            matches!(wide.payload().unwrap_err()[..], [Refusal::Bytes(bytes)] if bytes > LONGEST_PAYLOAD)
        );
    }

    #[test]
    fn the_largest_payload_fits_version_13() {
        let text = Purpose::Text("x".repeat(140));
        let mut code = Girocode { name: "ä".repeat(40), purpose: text, hint: Some("h".into()), ..example() };
        while code.payload().unwrap().len() < LONGEST_PAYLOAD {
            code.hint.as_mut().unwrap().push('h');
        }
        let drawn = code.code().unwrap();
        assert_eq!(drawn.width(), 69);
        assert_eq!(drawn.modules().len(), 69 * 69);
        assert!(drawn.svg(200).contains("<svg"));
    }

    proptest! {
        #[test]
        fn a_payload_keeps_its_bounds(name in "\\PC{0,80}", text in "\\PC{0,150}", cents in -5i64..200_000_000_000) {
            let code = Girocode { name, amount: Some(Cents(cents)), purpose: Purpose::Text(text.clone()), ..example() };
            if let Ok(payload) = code.payload() {
                prop_assert!(payload.len() <= LONGEST_PAYLOAD);
                prop_assert_eq!(payload.split('\n').count(), 11);
                prop_assert!(payload.ends_with(&text));
                prop_assert!(code.code().is_ok());
            }
        }
    }
}
