//! Pictures that go into a letter: a coat of arms, a logo, a scanned signature. Foreign bytes, so only as much of PNG and SVG is
//! let in as a letter needs, and within limits of size: what the typesetter does with a picture grows with what is in it.
//!
//! Left out on purpose: JPEG, GIF, WebP and PDF as pictures; text in SVG (its font would not be in the archive copy); filters,
//! masks, patterns, linked pictures and document types (each a known way to make a small file a large task).

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;

/// The largest picture, in bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// The most pixels of a PNG: A4 at 300 dots per inch and some more.
pub const MOST_PIXELS: u64 = 10_000_000;
/// The most elements of an SVG.
pub const MOST_ELEMENTS: usize = 20_000;
/// How deep elements of an SVG may nest.
pub const DEEPEST: usize = 64;
/// How often an SVG may repeat a part of itself; parts within parts multiply.
pub const MOST_REPEATS: usize = 8;

/// A picture that passed the checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub(crate) bytes: Vec<u8>,
    format: Format,
}

/// What kind of picture it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// Scalable Vector Graphics.
    Svg,
}

/// Why a picture was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AssetError {
    /// Neither format.
    #[error("is neither a PNG nor an SVG")]
    Unknown,
    /// More than [`LARGEST`].
    #[error("has {0} bytes, at most {LARGEST} are printed")]
    TooLarge(usize),
    /// The head of the PNG cannot be read.
    #[error("is a PNG whose head is damaged")]
    DamagedPng,
    /// More than [`MOST_PIXELS`].
    #[error(
        "has {width} × {height} pixels, at most {MOST_PIXELS} are printed; A4 at 300 dpi has 2480 × 3508"
    )]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// 16 bits per channel: PDF/A-2 allows it, readers show no difference, and it doubles the file.
    #[error("has 16 bits per channel; save it with 8")]
    SixteenBits,
    /// Not well-formed XML in UTF-8.
    #[error("is an SVG that cannot be read at byte {at}: {reason}")]
    DamagedSvg {
        /// Where.
        at: u64,
        /// In the reader's words.
        reason: String,
    },
    /// An element that is not let in.
    #[error("is an SVG with <{element}> at byte {at}; {}", remedy(.element))]
    Element {
        /// Its name.
        element: String,
        /// Where.
        at: u64,
    },
    /// A document type, and with it entities.
    #[error("is an SVG with a document type at byte {0}; save it as plain SVG without one")]
    DocumentType(u64),
    /// A reference to something outside.
    #[error(
        "is an SVG that refers to “{target}” at byte {at}; only parts of itself (#name) may be referred to"
    )]
    Outside {
        /// What it refers to, shortened.
        target: String,
        /// Where.
        at: u64,
    },
    /// More than [`MOST_ELEMENTS`], [`DEEPEST`] or [`MOST_REPEATS`].
    #[error("is an SVG with more than {at_most} {what}; simplify it")]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// The limit.
        at_most: usize,
    },
}

fn remedy(element: &str) -> &'static str {
    match element {
        "text" => "turn its text into paths",
        "image" => "hand in the picture itself",
        _ => "save it as plain shapes",
    }
}

/// Elements of SVG that a letter's pictures are made of.
const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "defs",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "use",
    "symbol",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "title",
    "desc",
    "metadata",
    "style",
];

impl Picture {
    /// Checks the bytes of a picture.
    ///
    /// # Errors
    /// Says what is not let in, where, and what to do about it.
    pub fn new(bytes: Vec<u8>) -> Result<Picture, AssetError> {
        if bytes.len() > LARGEST {
            return Err(AssetError::TooLarge(bytes.len()));
        }
        let format = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            check_png(&bytes)?;
            Format::Png
        } else {
            check_svg(&bytes)?;
            Format::Svg
        };
        Ok(Picture { bytes, format })
    }

    /// What kind of picture it is.
    pub fn format(&self) -> Format {
        self.format
    }

    #[cfg(feature = "press")]
    pub(crate) fn extension(&self) -> &'static str {
        match self.format {
            Format::Png => "png",
            Format::Svg => "svg",
        }
    }
}

/// The head of a PNG (ISO/IEC 15948, 11.2.2): length, `IHDR`, width, height, depth.
fn check_png(bytes: &[u8]) -> Result<(), AssetError> {
    let head = bytes.get(8..26).ok_or(AssetError::DamagedPng)?;
    let number = |at: usize| head[at..at + 4].try_into().map(u32::from_be_bytes).unwrap_or_default();
    let (width, height) = (number(8), number(12));
    if number(0) != 13 || &head[4..8] != b"IHDR" || width == 0 || height == 0 {
        return Err(AssetError::DamagedPng);
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(AssetError::TooManyPixels { width, height });
    }
    if head[16] == 16 {
        return Err(AssetError::SixteenBits);
    }
    Ok(())
}

fn check_svg(bytes: &[u8]) -> Result<(), AssetError> {
    let text = str::from_utf8(bytes).map_err(|_| AssetError::Unknown)?;
    let mut reader = Reader::from_str(text);
    let (mut depth, mut elements, mut repeats) = (0_usize, 0_usize, 0_usize);
    let mut foreign_from = None;
    loop {
        let at = reader.buffer_position();
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) if elements == 0 => return Err(AssetError::Unknown),
            Err(error) => return Err(AssetError::DamagedSvg { at, reason: error.to_string() }),
        };
        match event {
            Event::Start(ref element) | Event::Empty(ref element) => {
                elements += 1;
                let is_open = matches!(event, Event::Start(_));
                depth += usize::from(is_open);
                let name = element.local_name().as_ref().to_owned();
                if elements == 1 && name != "svg" {
                    return Err(AssetError::Unknown);
                }
                // What drawing programs note for themselves (in <metadata>) is passed over with all that is in it.
                if foreign_from.is_none() {
                    if !ELEMENTS.contains(&name.as_str()) && !is_note(element) {
                        return Err(AssetError::Element { element: name, at });
                    }
                    references(element, at)?;
                    repeats += usize::from(name == "use");
                    if is_open && (name == "metadata" || is_note(element)) {
                        foreign_from = Some(depth);
                    }
                }
                for (is_over, what, at_most) in [
                    (elements > MOST_ELEMENTS, "elements", MOST_ELEMENTS),
                    (depth > DEEPEST, "elements within each other", DEEPEST),
                    (repeats > MOST_REPEATS, "repeated parts", MOST_REPEATS),
                ] {
                    if is_over {
                        return Err(AssetError::TooMuch { what, at_most });
                    }
                }
            }
            Event::End(_) => {
                if foreign_from == Some(depth) {
                    foreign_from = None;
                }
                depth = depth.saturating_sub(1);
            }
            Event::DocType(_) => return Err(AssetError::DocumentType(at)),
            Event::Text(ref words) if foreign_from.is_none() => outside_of_style(words, at)?,
            Event::CData(ref words) if foreign_from.is_none() => outside_of_style(words, at)?,
            Event::Eof if elements == 0 => return Err(AssetError::Unknown),
            Event::Eof if depth > 0 => {
                return Err(AssetError::DamagedSvg {
                    at,
                    reason: format!("{depth} elements are not closed"),
                });
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Elements of the drawing programs' own, always with a prefix: they draw nothing.
fn is_note(element: &BytesStart<'_>) -> bool {
    let name = element.name();
    let prefix = name.prefix();
    matches!(prefix.as_ref().map(AsRef::as_ref), Some("sodipodi" | "inkscape" | "rdf" | "cc" | "dc"))
}

fn references(element: &BytesStart<'_>, at: u64) -> Result<(), AssetError> {
    for attribute in element.attributes() {
        let attribute =
            attribute.map_err(|error| AssetError::DamagedSvg { at, reason: error.to_string() })?;
        let value = &attribute.value;
        let is_reference = attribute.key.local_name().as_ref() == "href";
        if is_reference && !value.trim_start().starts_with('#') {
            return Err(outside(value, at));
        }
        if !is_reference {
            outside_of_style(value, at)?;
        }
    }
    Ok(())
}

/// Refuses `url(…)` of anything but a part of the same picture, and imports of style sheets.
fn outside_of_style(words: &str, at: u64) -> Result<(), AssetError> {
    if words.contains("@import") {
        return Err(outside("@import", at));
    }
    for rest in words.split("url(").skip(1) {
        let target = rest.trim_start().trim_start_matches(['"', '\'']).trim_start_matches("&quot;");
        if !target.starts_with('#') {
            return Err(outside(target, at));
        }
    }
    Ok(())
}

fn outside(target: &str, at: u64) -> AssetError {
    AssetError::Outside { target: target.chars().take(60).collect(), at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> Result<Picture, AssetError> {
        Picture::new(
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inner}</svg>")
                .into_bytes(),
        )
    }

    #[test]
    fn plain_shapes_are_let_in() {
        let drawn = "<sodipodi:namedview><x:any/></sodipodi:namedview><metadata><rdf:RDF><image/></rdf:RDF></metadata>\
                     <defs><linearGradient id='a'><stop/></linearGradient></defs><path d='M0 0h9v9z' fill='url(#a)'/><use href='#a'/>";
        assert_eq!(svg(drawn).expect("plain").format(), Format::Svg);
    }

    #[test]
    fn what_could_reach_out_or_grow_is_refused_with_its_place() {
        for (inner, part) in [
            ("<image href='#a'/>", "hand in the picture itself"),
            ("<text>Amt</text>", "turn its text into paths"),
            ("<filter/>", "plain shapes"),
            ("<script/>", "<script> at byte 58"),
            ("<use href='https://x.example/a.svg#b'/>", "only parts of itself"),
            ("<path style='fill:url(http://x.example)'/>", "only parts of itself"),
            ("<style>@import 'x.css';</style>", "@import"),
            (&"<use href='#a'/>".repeat(9), "more than 8 repeated parts"),
            (&"<g>".repeat(70), "more than 64 elements within each other"),
            (&"<path/>".repeat(20_001), "more than 20000 elements"),
            ("<g>", "cannot be read"),
        ] {
            let error = svg(inner).expect_err(inner).to_string();
            assert!(error.contains(part), "{inner:.60}: {error}");
        }
        let entity = b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>".to_vec();
        assert_eq!(Picture::new(entity), Err(AssetError::DocumentType(0)));
        for bytes in [&b""[..], b"GIF89a", b"<html/>", b"\xff\xfe", b"%PDF-1.7"] {
            assert_eq!(Picture::new(bytes.to_vec()), Err(AssetError::Unknown));
        }
    }

    #[test]
    fn a_png_is_judged_by_its_head() {
        let png = |width: u32, height: u32, depth: u8| {
            let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
            bytes.extend(width.to_be_bytes().into_iter().chain(height.to_be_bytes()).chain([depth, 6]));
            Picture::new(bytes)
        };
        assert_eq!(png(600, 400, 8).expect("small").format(), Format::Png);
        assert_eq!(png(600, 400, 16), Err(AssetError::SixteenBits));
        assert_eq!(png(0, 400, 8), Err(AssetError::DamagedPng));
        assert_eq!(
            png(u32::MAX, u32::MAX, 8),
            Err(AssetError::TooManyPixels { width: u32::MAX, height: u32::MAX })
        );
        assert_eq!(Picture::new(b"\x89PNG\r\n\x1a\n".to_vec()), Err(AssetError::DamagedPng));
        assert_eq!(Picture::new(vec![0; LARGEST + 1]), Err(AssetError::TooLarge(LARGEST + 1)));
    }
}
