//! What is written for banks and banking apps, read by programs of other people (`e2e/payment.py`): ISO 20022's schemas for orders,
//! ZXing for the codes, and zbar where it is installed.

use rathaus_core::Cents;
use rathaus_payment::girocode::{Code, Girocode, Purpose};
use rathaus_payment::{Reference, collection, transfer};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::orders_of_a_town::{debits, header, transfers};

fn codes() -> Vec<(&'static str, Girocode)> {
    let reference = Girocode {
        name: "Stadt Grünberg".into(),
        iban: "DE89370400440532013000".parse().unwrap(),
        bic: None,
        amount: Some(Cents(1230)),
        code: None,
        purpose: Purpose::Reference(Reference::of_number(4711)),
        hint: None,
    };
    // Letters whose UTF-8 looks like Shift JIS, which a mixture of segments would garble.
    let text = Girocode {
        name: "Müßiggang & Söhne €".into(),
        bic: Some("COBADEFFXXX".parse().unwrap()),
        purpose: Purpose::Text("Gebühr für Straße №5 — Ärger, Öl, Übung, 東京".into()),
        code: Some("TAXS".into()),
        hint: Some("Danke schön".into()),
        ..reference.clone()
    };
    let mut long = Girocode { name: "ä".repeat(60), amount: Some(Cents(99_999_999_999)), ..text.clone() };
    long.purpose = Purpose::Text("x".repeat(108));
    let open = Girocode { amount: None, purpose: Purpose::Open, ..reference.clone() };
    let plain = text.clone().carried();
    vec![("reference", reference), ("text", text), ("long", long), ("open", open), ("plain", plain)]
}

/// A portable graymap: three pixels a module, a quiet zone of four modules.
fn picture(code: &Code) -> Vec<u8> {
    let (width, modules) = (code.width(), code.modules());
    let side = (width + 8) * 3;
    let mut pixels = format!("P5\n{side}\n{side}\n255\n").into_bytes();
    for row in 0..side {
        for column in 0..side {
            let place = |pixel: usize| (pixel / 3).checked_sub(4).filter(|module| *module < width);
            let dark =
                place(row).zip(place(column)).is_some_and(|(row, column)| modules[row * width + column]);
            pixels.push(if dark { 0 } else { 255 });
        }
    }
    pixels
}

fn folder(name: &str, codes: Vec<(&'static str, Girocode)>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, code) in codes {
        std::fs::write(folder.join(name).with_extension("txt"), code.payload().unwrap()).unwrap();
        std::fs::write(folder.join(name).with_extension("pgm"), picture(&code.code().unwrap())).unwrap();
    }
    folder
}

#[test]
fn other_programs_read_the_orders_and_the_codes() {
    let Ok(python) = std::env::var("RATHAUS_TEST_PYTHON") else {
        let is_required = std::env::var("RATHAUS_TEST_POSTGRES").as_deref() == Ok("required");
        assert!(!is_required, "RATHAUS_TEST_PYTHON is not set, and this run must let other programs read");
        eprintln!("RATHAUS_TEST_PYTHON is not set: no other program reads orders and codes");
        return;
    };
    let folder = folder("payment-readers", codes());
    std::fs::write(folder.join("transfer.xml"), transfer::write(&header(), &transfers()).unwrap()).unwrap();
    std::fs::write(folder.join("collection.xml"), collection::write(&header(), &debits()).unwrap()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../e2e/payment.py");
    let output = Command::new(python).arg(script).arg(folder).output().unwrap();
    let says = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    println!("{says}");
    assert!(output.status.success(), "{says}");
}

#[test]
fn zbar_reads_the_codes_in_letters_that_banks_carry() {
    // It takes umlauts for letters of other encodings, which is why there is another way to write them.
    let mut codes = codes();
    codes.retain_mut(|(name, code)| {
        *code = code.clone().carried();
        *name != "long"
    });
    let folder = folder("payment-zbar", codes.clone());
    for (name, code) in codes {
        let mut zbar = Command::new("zbarimg");
        zbar.args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
            .arg(folder.join(name).with_extension("pgm"));
        let Ok(output) = zbar.output() else {
            eprintln!("no zbarimg (Debian's zbar-tools): codes are read by ZXing alone");
            return;
        };
        let says = String::from_utf8(output.stdout).unwrap();
        assert_eq!(says.trim_end_matches('\n'), code.payload().unwrap(), "{name}");
    }
}
