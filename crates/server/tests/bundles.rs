//! `rathaus bundle` as its user meets it: the real program, a house of its own, a file that another house made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rathaus_web::bundle::{Bundle, Origin, PartFiles};

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder");
    path
}

/// Runs a command on the house in this folder.
fn on(folder: &Path, arguments: &[&str]) -> Output {
    let config = folder.join("rathaus.toml");
    fs::write(&config, format!("[storage]\nfolder = {:?}\n", folder.join("data"))).expect("settings");
    let mut run = Command::new(env!("CARGO_BIN_EXE_rathaus"));
    run.args(arguments).arg("--config").arg(&config).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn what_one_house_hands_on_another_takes_over() {
    let dir = folder("bundles");
    let init = on(&dir, &["admin", "init", "--name", "Region Nord", "--email", "nora@example.org"]);
    assert!(init.status.success(), "{}", said(&init));
    let own = dir.join("own.zip");
    let written = on(&dir, &["bundle", "export", text(&own)]);
    assert!(written.status.success() && said(&written).contains("Region Nord"), "{}", said(&written));
    let bundle = Bundle::read(&fs::read(&own).expect("a file")).expect("a bundle");
    assert_eq!(bundle.manifest.from.name, "Region Nord");
    assert!(["features", "look", "roles"].iter().all(|part| bundle.parts.contains_key(*part)));
    // What it has already is not taken over.
    let same = on(&dir, &["bundle", "import", text(&own)]);
    assert!(same.status.success() && said(&same).contains("Alles ist schon so"), "{}", said(&same));

    let from = Origin { name: "Kreis Süd".to_owned(), address: "http://localhost/".to_owned() };
    let mut other = Bundle::new(from, bundle.manifest.made_at);
    let look = br##"{"colour": "#004b76"}"##.to_vec();
    other.put("look", PartFiles::from([("look.json".to_owned(), look)]));
    let features = br#"{"features": ["forum", "parken"]}"#.to_vec();
    other.put("features", PartFiles::from([("features.json".to_owned(), features)]));
    let imprint = b"Kreis".to_vec();
    other.put("legal", PartFiles::from([("imprint.de.txt".to_owned(), imprint)]));
    let file = dir.join("other.zip");
    fs::write(&file, other.pack().expect("packed")).expect("a file");
    let looked = on(&dir, &["bundle", "import", text(&file), "--dry-run"]);
    let words = said(&looked);
    assert!(looked.status.success(), "{words}");
    for line in ["Kreis Süd → Region Nord", "#004b76", "parken", "nicht ausgewählt", "nichts übernommen"]
    {
        assert!(words.contains(line), "{line} is missing in:\n{words}");
    }
    let taken = on(&dir, &["bundle", "import", text(&file)]);
    assert!(taken.status.success() && said(&taken).contains("Übernommen: look"), "{}", said(&taken));
    let again = on(&dir, &["bundle", "import", text(&file)]);
    assert!(again.status.success() && said(&again).contains("Alles ist schon so"), "{}", said(&again));
    // The imprint only where it was asked for.
    let legal = on(&dir, &["bundle", "import", text(&file), "--part", "legal"]);
    assert!(legal.status.success() && said(&legal).contains("Übernommen: legal"), "{}", said(&legal));

    // What cannot be read is named, and nothing is taken over.
    let pale = br##"{"colour": "#ffffff"}"##.to_vec();
    other.put("look", PartFiles::from([("look.json".to_owned(), pale)]));
    fs::write(&file, other.pack().expect("packed")).expect("a file");
    let refused = on(&dir, &["bundle", "import", text(&file)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("nicht lesbar") && said(&refused).contains("nichts übernommen"));
    fs::write(&file, "kein Paket").expect("a file");
    let refused = on(&dir, &["bundle", "import", text(&file)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("kein vollständiges ZIP-Archiv"), "{}", said(&refused));
    let unknown = on(&dir, &["bundle", "export", text(&file), "--part", "alles"]);
    assert!(!unknown.status.success() && said(&unknown).contains("features, look"), "{}", said(&unknown));
    let nobody = on(&dir, &["bundle", "export", text(&file), "--tenant", "gibt-es-nicht"]);
    assert!(!nobody.status.success());
    assert!(on(&dir, &["audit", "verify"]).status.success());
}
