//! What is printed, as another program reads it.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// The words of a PDF with one space between them, as poppler reads them; nothing where it is missing.
///
/// # Panics
///
/// Where it is no PDF.
pub fn words_of(pdf: &[u8]) -> String {
    assert!(pdf.starts_with(b"%PDF-1.7"), "{}", String::from_utf8_lossy(&pdf[..pdf.len().min(200)]));
    let reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut reader) = reader else {
        println!("passed over: no pdftotext (Debian's package poppler-utils)");
        return String::new();
    };
    let mut input = reader.stdin.take().expect("an input");
    let bytes = pdf.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&bytes));
    let output = reader.wait_with_output().expect("read");
    writing.join().expect("a thread").expect("written");
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says that these words stand in a PDF.
///
/// # Panics
///
/// Where one does not.
pub fn holds(pdf: &[u8], words: &[&str]) {
    let text = words_of(pdf);
    for word in words.iter().filter(|_| !text.is_empty()) {
        assert!(text.contains(word), "{word}: {text}");
    }
}
