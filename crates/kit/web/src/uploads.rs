//! Files of strangers: what may be taken in, decided by what they hold and not by what they are called; and how any
//! file is given out again.
//!
//! Pages that run in a browser (HTML, SVG, XML with a stylesheet) are never shown: everything is given out as an
//! attachment, under a policy that runs nothing. Malicious programs are looked for before ([`crate::scan`]). Left out: what macros
//! of old office formats would do; these formats are not known here.

use std::io::{Cursor, Read};

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fluent_bundle::FluentValue;
use rathaus_store::files::clean_name;

use crate::error::PageError;
use crate::fields::Upload;
use crate::form::Mistake;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// PDF (ISO 32000).
    Pdf,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// Word's document without macros (ISO/IEC 29500).
    Docx,
    /// Excel's workbook without macros.
    Xlsx,
    /// PowerPoint's presentation without macros.
    Pptx,
    /// OpenDocument text (ISO/IEC 26300).
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument presentation.
    Odp,
    /// Any other zip archive.
    Zip,
    /// Text: also CSV, JSON, YAML.
    Text,
    /// Whatever else, only ever offered as a download; also HTML and SVG.
    Other,
}

impl Kind {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Webp => "image/webp",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Kind::Odt => "application/vnd.oasis.opendocument.text",
            Kind::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Kind::Odp => "application/vnd.oasis.opendocument.presentation",
            Kind::Zip => "application/zip",
            Kind::Text => "text/plain; charset=utf-8",
            Kind::Other => "application/octet-stream",
        }
    }

    /// Ends that its names may have, the usual one first.
    fn ends(self) -> &'static [&'static str] {
        match self {
            Kind::Pdf => &["pdf"],
            Kind::Png => &["png"],
            Kind::Jpeg => &["jpg", "jpeg"],
            Kind::Webp => &["webp"],
            Kind::Docx => &["docx"],
            Kind::Xlsx => &["xlsx"],
            Kind::Pptx => &["pptx"],
            Kind::Odt => &["odt"],
            Kind::Ods => &["ods"],
            Kind::Odp => &["odp"],
            Kind::Zip => &["zip"],
            Kind::Text => &["txt", "csv", "json", "yml", "yaml", "md", "log"],
            Kind::Other => &[],
        }
    }

    fn is_zipped(self) -> bool {
        matches!(self, Kind::Docx | Kind::Xlsx | Kind::Pptx | Kind::Odt | Kind::Ods | Kind::Odp | Kind::Zip)
    }
}

/// What a form takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// Kinds of files; [`Kind::Other`] takes anything as a download.
    pub kinds: Vec<Kind>,
    /// Most bytes of one file.
    pub most_bytes: usize,
}

impl Allowed {
    /// What people send to offices: PDF, pictures, documents; at most 20 MB.
    pub fn documents() -> Self {
        let kinds = vec![
            Kind::Pdf,
            Kind::Png,
            Kind::Jpeg,
            Kind::Webp,
            Kind::Docx,
            Kind::Xlsx,
            Kind::Pptx,
            Kind::Odt,
            Kind::Ods,
            Kind::Odp,
            Kind::Text,
        ];
        Self { kinds, most_bytes: 20 << 20 }
    }

    /// Tables for import: XLSX, ODS, CSV; at most 20 MB.
    pub fn tables() -> Self {
        Self { kinds: vec![Kind::Xlsx, Kind::Ods, Kind::Text], most_bytes: 20 << 20 }
    }

    /// Pictures; at most 5 MB.
    pub fn pictures() -> Self {
        Self { kinds: vec![Kind::Png, Kind::Jpeg, Kind::Webp], most_bytes: 5 << 20 }
    }

    /// Ends of names for the `accept` of a file input, as in `.pdf,.png`.
    pub fn accept(&self) -> String {
        let ends = self.kinds.iter().flat_map(|kind| kind.ends()).map(|end| format!(".{end}"));
        ends.collect::<Vec<_>>().join(",")
    }
}

/// A file that may be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its name: no path, no control characters, an end that fits what it holds.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its media type, by what it holds.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Most entries of a zipped document.
const MOST_ENTRIES: usize = 5_000;
/// Most bytes of a zipped document when unpacked.
const MOST_UNPACKED: u64 = 256 << 20;
/// How many times its size a zipped document may have when unpacked, beyond [`ALWAYS_UNPACKED`].
const MOST_RATIO: u64 = 100;
/// Small documents of one repeated line may be packed as tightly as they like.
const ALWAYS_UNPACKED: u64 = 8 << 20;

/// Whether a file may be taken in.
///
/// # Errors
///
/// A mistake beside the input that sent it, in words for the person.
pub fn check_upload(upload: &Upload, allowed: &Allowed) -> Result<Checked, Mistake> {
    let wrong = |key: &str, args: Vec<(String, FluentValue<'static>)>| Mistake {
        name: upload.field.clone(),
        key: key.to_owned(),
        args,
    };
    let name = clean_name(&upload.name);
    let with_name = |key: &str| wrong(key, vec![("name".to_owned(), FluentValue::from(name.clone()))]);
    if upload.bytes.is_empty() {
        return Err(with_name("upload-empty"));
    }
    if upload.bytes.len() > allowed.most_bytes {
        #[allow(clippy::cast_precision_loss)]
        let most = FluentValue::from((allowed.most_bytes >> 20).max(1) as f64);
        let name = FluentValue::from(name);
        return Err(wrong("upload-too-large", vec![("name".to_owned(), name), ("most".to_owned(), most)]));
    }
    let found = kind_of(&upload.bytes).map_err(&with_name)?;
    let kind = if allowed.kinds.contains(&found) {
        found
    } else if allowed.kinds.contains(&Kind::Other) {
        Kind::Other
    } else {
        let ends = FluentValue::from(allowed.accept().replace(',', ", "));
        let name = FluentValue::from(name);
        return Err(wrong("upload-kind", vec![("name".to_owned(), name), ("ends".to_owned(), ends)]));
    };
    if found.is_zipped() {
        check_zip(&upload.bytes).map_err(&with_name)?;
    }
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let name = match kind.ends() {
        [] => name,
        ends if ends.contains(&end.as_str()) => name,
        ends => format!("{name}.{}", ends[0]),
    };
    Ok(Checked { name, kind, media_type: kind.media_type(), bytes: upload.bytes.clone() })
}

/// What the bytes are, or the key of a mistake.
fn kind_of(bytes: &[u8]) -> Result<Kind, &'static str> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if begins(b"%PDF-") {
        // The end mark may have a little behind it; without one the file was cut off on its way.
        let tail = &bytes[bytes.len().saturating_sub(2048)..];
        return if tail.windows(5).any(|part| part == b"%%EOF") {
            Ok(Kind::Pdf)
        } else {
            Err("upload-broken")
        };
    }
    if begins(b"\x89PNG\r\n\x1a\n") {
        return Ok(Kind::Png);
    }
    if begins(b"\xff\xd8\xff") {
        return Ok(Kind::Jpeg);
    }
    if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(Kind::Webp);
    }
    if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") {
        return zipped(bytes);
    }
    Ok(if is_text(bytes) && !is_page(bytes) { Kind::Text } else { Kind::Other })
}

/// Which document a zip archive is.
fn zipped(bytes: &[u8]) -> Result<Kind, &'static str> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "upload-broken")?;
    if archive.len() > MOST_ENTRIES {
        return Err("upload-too-much-inside");
    }
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.map(|name| name.into_owned()))
        .collect::<Result<_, _>>()
        .map_err(|_| "upload-broken")?;
    let has = |name: &str| names.iter().any(|own| own == name);
    if names.iter().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        return Err("upload-macros");
    }
    if has("[Content_Types].xml") {
        for (part, kind) in [
            ("word/document.xml", Kind::Docx),
            ("xl/workbook.xml", Kind::Xlsx),
            ("ppt/presentation.xml", Kind::Pptx),
        ] {
            if has(part) {
                return Ok(kind);
            }
        }
    }
    let mut mimetype = String::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        let _ = entry.take(200).read_to_string(&mut mimetype);
    }
    Ok([Kind::Odt, Kind::Ods, Kind::Odp]
        .into_iter()
        .find(|kind| kind.media_type() == mimetype.trim())
        .unwrap_or(Kind::Zip))
}

/// Unpacks everything and keeps nothing: what an archive says about its size is not believed.
fn check_zip(bytes: &[u8]) -> Result<(), &'static str> {
    let most = (bytes.len() as u64 * MOST_RATIO).clamp(ALWAYS_UNPACKED, MOST_UNPACKED);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "upload-broken")?;
    let mut unpacked = 0;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|_| "upload-broken")?;
        if entry.enclosed_name().is_none() {
            return Err("upload-broken");
        }
        let left = most - unpacked;
        let read =
            std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| "upload-broken")?;
        if read > left {
            return Err("upload-too-much-inside");
        }
        unpacked += read;
    }
    Ok(())
}

/// Text without control characters, in UTF-8 or in a one-byte code as older programs of offices write it.
fn is_text(bytes: &[u8]) -> bool {
    let is_control =
        |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\t' | b'\n' | b'\r' | 0x0c) || *byte == 0x7f;
    !bytes.iter().any(is_control)
}

/// Whether a browser might take it for a page: what the standard on sniffing looks for, anywhere near the beginning.
fn is_page(bytes: &[u8]) -> bool {
    let head: Vec<u8> = bytes.iter().take(4096).map(u8::to_ascii_lowercase).collect();
    let marks: [&[u8]; 12] = [
        b"<!doctype",
        b"<html",
        b"<head",
        b"<body",
        b"<script",
        b"<svg",
        b"<iframe",
        b"<?xml",
        b"<img",
        b"<style",
        b"<xsl:",
        b"<title",
    ];
    marks.iter().any(|mark| head.windows(mark.len()).any(|part| part == *mark))
}

/// Gives a file out: as an attachment, never shown by the browser as a page of ours.
///
/// # Errors
///
/// A fault where the media type is none.
pub fn download(name: &str, media_type: &str, bytes: impl Into<Bytes>) -> Result<Response, PageError> {
    let mut response = axum::body::Body::from(bytes.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media_type).map_err(PageError::fault)?);
    let disposition = HeaderValue::from_str(&disposition(name)).map_err(PageError::fault)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// `Content-Disposition` (RFC 6266), the name in ASCII and in full (RFC 8187).
fn disposition(name: &str) -> String {
    let name = clean_name(name);
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || " ._-()".contains(c) { c } else { '_' })
        .collect();
    let full: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn upload(name: &str, bytes: impl Into<Bytes>) -> Upload {
        Upload {
            field: "plan".to_owned(),
            name: name.to_owned(),
            media_type: "text/html".to_owned(),
            bytes: bytes.into(),
        }
    }

    fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
            writer.write_all(bytes).expect("written");
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn key(name: &str, bytes: impl Into<Bytes>) -> String {
        check_upload(&upload(name, bytes), &Allowed::documents()).expect_err("refused").key
    }

    #[test]
    fn a_file_is_what_it_holds() {
        let docx = zip_of(&[("[Content_Types].xml", b"<a/>"), ("word/document.xml", b"<a/>")]);
        let odt = zip_of(&[("mimetype", b"application/vnd.oasis.opendocument.text")]);
        let cases: [(&str, Vec<u8>, Kind, &str); 6] = [
            ("a.pdf", b"%PDF-1.7 \n%%EOF\n".to_vec(), Kind::Pdf, "a.pdf"),
            ("../../etc/a.png", b"\x89PNG\r\n\x1a\nrest".to_vec(), Kind::Png, "a.png"),
            ("a.JPEG", b"\xff\xd8\xff\xe0".to_vec(), Kind::Jpeg, "a.JPEG"),
            ("a.html", docx, Kind::Docx, "a.html.docx"),
            ("a.odt", odt, Kind::Odt, "a.odt"),
            ("publiccode.yml", "name: Süd\n".as_bytes().to_vec(), Kind::Text, "publiccode.yml"),
        ];
        for (name, bytes, kind, kept) in cases {
            let checked = check_upload(&upload(name, bytes), &Allowed::documents()).expect(name);
            assert_eq!((checked.kind, checked.name.as_str()), (kind, kept));
        }
    }

    #[test]
    fn pages_and_programs_are_refused_whatever_they_are_called() {
        for (name, bytes) in [
            ("a.pdf", &b"<html><script>alert(1)</script>"[..]),
            ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("a.txt", b"  \n<?xml version='1.0'?><svg/>"),
            ("a.txt", b"hello <ScRiPt src=x>"),
            ("a.pdf", b"MZ\x90\x00\x03"),
            ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ] {
            assert_eq!(key(name, bytes), "upload-kind", "{name}");
        }
        assert_eq!(key("a.pdf", &b"%PDF-1.7 cut off"[..]), "upload-broken");
        assert_eq!(key("a.pdf", Bytes::new()), "upload-empty");
        let macros = zip_of(&[
            ("[Content_Types].xml", b"x"),
            ("word/document.xml", b"x"),
            ("word/vbaProject.bin", b"x"),
        ]);
        assert_eq!(key("a.docx", macros), "upload-macros");
        let any = Allowed { kinds: vec![Kind::Other], most_bytes: 100 };
        let checked = check_upload(&upload("a.html", &b"<html>"[..]), &any).expect("as a download");
        assert_eq!(checked.media_type, "application/octet-stream");
        assert_eq!(
            check_upload(&upload("a", vec![b'x'; 101]), &any).expect_err("refused").key,
            "upload-too-large"
        );
    }

    #[test]
    fn a_zip_bomb_is_refused() {
        let zeros = vec![0; 30 << 20];
        let bomb = zip_of(&[("[Content_Types].xml", b"x"), ("word/document.xml", &zeros)]);
        assert!(bomb.len() < 1 << 20);
        assert_eq!(key("a.docx", bomb.clone()), "upload-too-much-inside");
        // One that lies about its size: both places where it stands say one byte.
        let size = u32::try_from(zeros.len()).expect("small").to_le_bytes();
        let mut liar = bomb;
        let places: Vec<usize> = (0..liar.len() - 4).filter(|at| liar[*at..*at + 4] == size).collect();
        assert!(!places.is_empty());
        for at in places {
            liar[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
        }
        assert!(["upload-too-much-inside", "upload-broken"].contains(&key("a.docx", liar).as_str()));
        let names: Vec<String> = (0..MOST_ENTRIES + 1).map(|n| format!("{n}.xml")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert_eq!(key("a.docx", zip_of(&many)), "upload-too-much-inside");
        let outside =
            zip_of(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x"), ("../../evil", b"x")]);
        assert_eq!(key("a.docx", outside), "upload-broken");
    }

    #[test]
    fn a_download_is_never_a_page() {
        let response = download("Übersicht \"2026\"\r\nX: y.html", "text/html", "x").expect("an answer");
        let value = |name: &str| response.headers()[name].to_str().expect("ASCII").to_owned();
        assert!(value("content-disposition").starts_with("attachment; filename=\""));
        assert!(value("content-disposition").contains("filename*=UTF-8''%C3%9Cbersicht%20"));
        assert!(!value("content-disposition").contains(['\r', '\n']));
        assert!(value("content-security-policy").contains("sandbox"));
    }
}
