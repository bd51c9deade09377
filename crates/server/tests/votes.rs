//! `rathaus vote` as its users meet it: the real program in every role of an election, with files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder");
    path
}

fn run(folder: &Path, words: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rathaus"))
        .current_dir(folder)
        .arg("vote")
        .args(words.split(' '))
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn must(folder: &Path, words: &str) -> String {
    let output = run(folder, words);
    assert!(output.status.success(), "{words}: {}", said(&output));
    said(&output)
}

/// The credential that stands behind a name on the private list.
fn hand_out(folder: &Path, name: &str) {
    let list = fs::read_to_string(folder.join("private_creds.txt")).expect("a list");
    let line = list.lines().find(|line| line.starts_with(name)).expect("a voter");
    fs::write(folder.join("credential"), line.rsplit(' ').next().unwrap_or_default()).expect("a file");
}

const TEMPLATE: &str = r#"{
  "name": "Bürgerrat", "description": "Wahl",
  "questions": [
    {"answers": ["Ja", "Nein"], "blank": true, "min": 1, "max": 1, "question": "Soll das Bad bleiben?"}
    QUESTIONS
  ]
}"#;

/// Credentials, keys (one alone, and two of three), and the archive `wahl.bel`.
fn begun(folder: &Path, voters: &str, group: &str, more: &str) {
    fs::write(folder.join("voters.txt"), voters).expect("a file");
    fs::write(folder.join("template.json"), TEMPLATE.replace("QUESTIONS", more)).expect("a file");
    let told = must(folder, &format!("credentials voters.txt --group {group}"));
    let uuid = told.lines().find_map(|line| line.strip_prefix("Kennung der Wahl: ")).expect("an identifier");
    must(folder, &format!("trustee key --group {group} --out server"));
    for name in ["a", "b", "c"] {
        must(folder, &format!("trustee seed --group {group} --out {name}"));
    }
    let together = format!("--group {group} --cert a.cert --cert b.cert --cert c.cert");
    for name in ["a", "b", "c"] {
        must(
            folder,
            &format!("trustee polynomial {together} --key {name}.key --threshold 2 --out {name}.poly"),
        );
    }
    must(folder, &format!("trustee route {together} --out to a.poly b.poly c.poly"));
    for (name, input) in [("a", 1), ("b", 2), ("c", 3)] {
        must(
            folder,
            &format!(
                "trustee accept {together} --key {name}.key --input to-{input}.vinput --out {name}.voutput"
            ),
        );
    }
    let polynomials = "--polynomial a.poly --polynomial b.poly --polynomial c.poly";
    let accepted = "--accepted a.voutput --accepted b.voutput --accepted c.voutput";
    must(folder, &format!("trustee complete {together} {polynomials} {accepted} --out group"));
    let trustees = "--trustee server.pubkey --trustee group.json";
    must(
        folder,
        &format!("setup --template template.json --uuid {uuid} --group {group} {trustees} --out wahl.bel"),
    );
}

fn vote(folder: &Path, name: &str, answers: &str) {
    hand_out(folder, name);
    fs::write(folder.join("vote.json"), answers).expect("a file");
    let told = must(folder, "ballot wahl.bel --credential credential --vote vote.json --out ballot.json");
    let tracker =
        told.lines().find_map(|line| line.strip_prefix("Prüfnummer: ")).expect("a tracker").to_owned();
    assert!(must(folder, "cast wahl.bel ballot.json").contains(&tracker));
    assert!(must(folder, "verify wahl.bel --ballots").contains(&tracker));
}

fn decrypted(folder: &Path) {
    must(folder, "decrypt wahl.bel --key server.privkey --out share");
    must(folder, "share wahl.bel share --trustee 1");
    for (name, number) in [("b", 2), ("c", 3)] {
        must(
            folder,
            &format!("decrypt wahl.bel --seed {name}.key --decryption-key group-{number}.dkey --out share"),
        );
        must(folder, &format!("share wahl.bel share --trustee {}", number + 1));
    }
}

#[test]
fn an_election_with_weights_from_the_register_to_the_result() {
    let dir = folder("vote-weights");
    begun(&dir, "Ada Lovelace,3\nGrace Hopper,2\n\nEmmy Noether,1\n", "BELENIOS-2048", "");
    vote(&dir, "Ada", "[[0,1,0]]");
    vote(&dir, "Grace", "[[1,0,0]]");
    fs::copy(dir.join("wahl.bel"), dir.join("earlier.bel")).expect("a copy");
    vote(&dir, "Grace", "[[0,0,1]]");
    vote(&dir, "Emmy", "[[1,0,0]]");
    must(&dir, "verify wahl.bel --earlier earlier.bel");
    // A vote that is none, a credential that is mistyped, a result too early.
    fs::write(dir.join("vote.json"), "[[0,1,1]]").expect("a file");
    assert!(
        !run(&dir, "ballot wahl.bel --credential credential --vote vote.json --out x.json").status.success()
    );
    fs::write(dir.join("credential"), "111-111-111-111-111").expect("a file");
    assert!(
        !run(&dir, "ballot wahl.bel --credential credential --vote vote.json --out x.json").status.success()
    );
    assert!(!run(&dir, "result wahl.bel").status.success());

    must(&dir, "close wahl.bel");
    must(&dir, "tally wahl.bel");
    decrypted(&dir);
    let told = must(&dir, "result wahl.bel");
    for line in ["1  (Enthaltung)", "3  Ja", "2  Nein"] {
        assert!(told.contains(line), "{told}");
    }
    assert!(must(&dir, "verify wahl.bel").contains("in Ordnung"));
    assert!(must(&dir, "count wahl.bel --question 1 --method votes").starts_with("1. Ja\n2. Nein"));

    let mut bytes = fs::read(dir.join("wahl.bel")).expect("the archive");
    let place = bytes.len() / 2;
    bytes[place] ^= 1;
    fs::write(dir.join("forged.bel"), bytes).expect("a file");
    let forged = run(&dir, "verify forged.bel");
    assert!(!forged.status.success() && said(&forged).contains("content-hash"), "{}", said(&forged));
}

#[test]
fn an_election_with_ranks_is_shuffled_and_counted() {
    let dir = folder("vote-ranks");
    let ranks = r#", {"type": "NonHomomorphic", "value": {"answers": ["Halle", "Bad", "Park"], "question": "Was zuerst?"}}"#;
    begun(&dir, "Ada\nGrace\nEmmy\n", "RFC-3526-2048", ranks);
    vote(&dir, "Ada", "[[0,1,0],[1,2,3]]");
    vote(&dir, "Grace", "[[0,1,0],[2,1,3]]");
    vote(&dir, "Emmy", "[[0,0,1],[2,1,3]]");
    must(&dir, "close wahl.bel");
    must(&dir, "tally wahl.bel");
    must(&dir, "shuffle wahl.bel --trustee 1");
    must(&dir, "end-shuffles wahl.bel");
    decrypted(&dir);
    must(&dir, "result wahl.bel");
    for method in ["schulze", "stv", "majority"] {
        let told = must(&dir, &format!("count wahl.bel --question 2 --method {method}"));
        assert!(told.contains("\n1. Bad"), "{told}");
    }
    assert!(!run(&dir, "count wahl.bel --question 2 --method votes").status.success());
}
