//! The shipped samples as another program reads them (poppler): their words in order, their fonts, and for the letter the tree
//! that a screen reader walks. With `RATHAUS_GOLDEN=write` the files in `tests/golden` are written anew; `RATHAUS_LETTERS` names
//! the folder into which the PDF files go, for eyes and for `e2e/letters.py`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

use jiff::civil::date;
use rathaus_core::Lang;
use rathaus_letter::{Letter, Limits, Press, Shipped, Template};

/// Of one process; tests are threads or processes, as they are run.
static TURN: AtomicU32 = AtomicU32::new(0);

fn printed(shipped: Shipped, lang: Lang) -> PathBuf {
    let (template, values) = (Template::shipped(shipped), shipped.sample());
    let letter =
        Letter { template: &template, values: &values, pictures: &[], lang, date: date(2026, 11, 30) };
    let pdf = Press::shared()
        .set(&letter, Limits::default())
        .and_then(|sheets| sheets.pdf())
        .expect("a sample prints");
    let folder =
        env::var_os("RATHAUS_LETTERS").map_or_else(|| env!("CARGO_TARGET_TMPDIR").into(), PathBuf::from);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join(format!("{}.{}.pdf", shipped.name(), lang.tag()));
    // Another test prints the same letter at the same time: a reader sees a whole file, of the one or of the other.
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    let fresh = folder.join(format!("{}.{}.{}.{turn}", shipped.name(), lang.tag(), std::process::id()));
    fs::write(&fresh, pdf).and_then(|()| fs::rename(&fresh, &file)).expect("the folder can be written");
    file
}

/// What the program says about the file; `None`, and a line that says so, where the program is missing.
fn read(program: &str, arguments: &[&str], file: &Path, to: Option<&str>) -> Option<String> {
    match Command::new(program).args(arguments).arg(file).args(to).output() {
        Ok(answer) => {
            assert!(answer.status.success(), "{program}: {}", String::from_utf8_lossy(&answer.stderr));
            Some(String::from_utf8_lossy(&answer.stdout).into_owned())
        }
        Err(_) => {
            println!("passed over: no {program} (Debian's package poppler-utils)");
            None
        }
    }
}

fn is_golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if env::var("RATHAUS_GOLDEN").is_ok_and(|what| what == "write") {
        fs::create_dir_all(file.parent().expect("a folder")).expect("can be made");
        return fs::write(file, text).expect("can be written");
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    let differs = golden.lines().zip(text.lines()).find(|(before, now)| before != now);
    assert!(golden == text, "{name} differs, first {differs:?}; RATHAUS_GOLDEN=write writes it anew");
}

#[test]
fn the_words_of_every_sample() {
    for shipped in Shipped::ALL {
        for lang in Lang::ALL {
            let file = printed(shipped, lang);
            let Some(words) = read("pdftotext", &["-raw", "-enc", "UTF-8", "-nopgbrk"], &file, Some("-"))
            else {
                return;
            };
            is_golden(&format!("{}.{}.txt", shipped.name(), lang.tag()), &words);
        }
    }
}

#[test]
fn the_tree_of_every_sample() {
    for shipped in Shipped::ALL {
        let file = printed(shipped, Lang::De);
        let Some(tree) = read("pdfinfo", &["-struct"], &file, None) else { return };
        // Only kinds of elements in their order and depth; how they look and what they are called is of no account here.
        let elements = tree.lines().filter(|line| !line.trim_start().starts_with(['/', '"']));
        let tree: String = elements
            .map(|line| {
                let kind = line.split_whitespace().next().unwrap_or_default().trim_end_matches(':');
                format!("{}{kind}\n", " ".repeat(line.len() - line.trim_start().len()))
            })
            .collect();
        is_golden(&format!("{}.tree.txt", shipped.name()), &tree);
        if shipped == Shipped::Notice {
            for kind in ["H1", "H2", "Table", "TH", "TD", "L", "LI", "P"] {
                assert!(tree.lines().any(|line| line.trim() == kind), "no {kind} in the letter");
            }
        }
    }
}

#[test]
fn every_font_is_in_the_file() {
    for shipped in Shipped::ALL {
        let file = printed(shipped, Lang::De);
        let Some(fonts) = read("pdffonts", &[], &file, None) else { return };
        let rows: Vec<Vec<&str>> =
            fonts.lines().skip(2).map(|row| row.split_whitespace().collect()).collect();
        assert!(!rows.is_empty());
        for row in rows {
            // name, type (two words), encoding, emb, sub, uni
            assert_eq!((row[4], row[5], row[6]), ("yes", "yes", "yes"), "{}: {row:?}", shipped.name());
        }
    }
}
