//! The command line as its user meets it: the real program on real files.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn rathaus(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rathaus")).args(arguments).output().expect("the program runs")
}

/// A folder of its own for one test, empty at the start.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder");
    path
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../features/forum/sample").join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn rows(file: &Path) -> Vec<Vec<String>> {
    let content = fs::read_to_string(file).expect("a table");
    content.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn sample_writes_the_report_and_names_the_five_results() {
    let out = folder("sample");
    let run = rathaus(&["forum", "sample", "--out", text(&out)]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let said = String::from_utf8(run.stdout).expect("text");
    for number in 1..=5 {
        assert!(said.contains(&format!("\n  {number}. ")), "{said}");
    }
    assert!(said.contains("report.html"));
    for file in
        ["areas.csv", "matches.csv", "selection.csv", "talks.csv", "plan.json", "schedule.xml", "report.html"]
    {
        assert!(out.join(file).is_file(), "{file}");
    }
    assert!(out.join("calendars/P01.ics").is_file());
    let report = fs::read_to_string(out.join("report.html")).expect("the report");
    assert!(report.contains("Beispieldaten"));
}

#[test]
fn the_same_folder_gives_the_same_files() {
    let (one, two) = (folder("same-one"), folder("same-two"));
    for out in [&one, &two] {
        assert!(rathaus(&["forum", "plan", text(&sample("")), "--out", text(out)]).status.success());
    }
    for file in
        ["areas.csv", "matches.csv", "selection.csv", "talks.csv", "plan.json", "schedule.xml", "report.html"]
    {
        assert!(
            fs::read(one.join(file)).expect(file) == fs::read(two.join(file)).expect(file),
            "{file} differs"
        );
    }
}

#[test]
fn a_wrong_file_names_every_fault_and_writes_nothing() {
    let (round, out) = (folder("wrong-in"), folder("wrong").join("out"));
    fs::copy(sample("offers.csv"), round.join("offers.csv")).expect("a copy");
    let needs = "id;ags;organisation;title;relevance\nN1;06633005;Calden;Formulare;sehr\nN1;99999999;Nirgends;Termine;3\n";
    fs::write(round.join("needs.csv"), needs).expect("a file");
    let run = rathaus(&["forum", "plan", text(&round), "--out", text(&out)]);
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8(run.stderr).expect("text");
    for place in ["needs.csv:2, Spalte relevance", "needs.csv:3, Spalte id", "needs.csv:3, Spalte ags"] {
        assert!(said.contains(place), "{place} is missing in:\n{said}");
    }
    assert!(said.contains("nichts geschrieben"));
    assert!(!out.exists());
}

#[test]
fn talks_alone_are_planned_from_two_files() {
    let out = folder("talks").join("talks.csv");
    let run = rathaus(&[
        "forum",
        "talks",
        "--participants",
        text(&sample("participants.csv")),
        "--wishes",
        text(&sample("wishes.csv")),
        "--start",
        "14:00",
        "--end",
        "17:00",
        "--length",
        "15",
        "--tables",
        "12",
        "--out",
        text(&out),
    ]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let talks = rows(&out);
    assert!(talks.len() > 40, "{}", talks.len());
    let mut taken = BTreeSet::new();
    for talk in &talks {
        for who in [&talk[2], &talk[3], &talk[4]] {
            assert!(taken.insert((talk[0].clone(), who.clone())), "{who} is in two places at {}", talk[0]);
        }
    }
    let never: Vec<Vec<String>> =
        rows(&sample("wishes.csv")).into_iter().filter(|w| w[2] == "never").collect();
    assert!(!never.is_empty());
    for wish in never {
        let pair = [&wish[0], &wish[1]];
        assert!(!talks.iter().any(|t| pair.contains(&&t[3]) && pair.contains(&&t[4])), "{wish:?}");
    }
    let proof = fs::read_to_string(out.with_file_name("plan.json")).expect("the proof");
    let proof: serde_json::Value = serde_json::from_str(&proof).expect("JSON");
    assert_eq!(proof["talks"]["choice_is_proven"], true);
}

#[test]
fn agreed_talks_keep_absences_and_windows_and_repeat() {
    let dir = folder("fixed");
    let participants = "id,organisation,kind,arrives,leaves,unavailable\n\
        A,Stadt A,municipality,,,14:30-15:00\nB,Stadt B,municipality,14:15,,\nS,Firma S,supplier,,15:30,\n";
    let wishes = "from,to,window\nA,S,\nA,S,\nB,S,14:00-14:45\n";
    fs::write(dir.join("people.csv"), participants).expect("a file");
    fs::write(dir.join("agreed.csv"), wishes).expect("a file");
    let out = dir.join("plan/talks.csv");
    let run = rathaus(&[
        "forum",
        "talks",
        "--participants",
        text(&dir.join("people.csv")),
        "--wishes",
        text(&dir.join("agreed.csv")),
        "--start",
        "14:00",
        "--end",
        "16:00",
        "--length",
        "15",
        "--tables",
        "1",
        "--fixed-pairs",
        "--out",
        text(&out),
    ]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let talks = rows(&out);
    assert_eq!(talks.len(), 3, "{talks:?}");
    for talk in &talks {
        let (start, end) = (talk[0].as_str(), talk[1].as_str());
        assert!(end <= "15:30", "{talk:?}");
        if talk.contains(&"A".to_owned()) {
            assert!(end <= "14:30" || start >= "15:00", "{talk:?}");
        }
        if talk.contains(&"B".to_owned()) {
            assert!(start >= "14:15" && end <= "14:45", "{talk:?}");
        }
    }
}

#[test]
fn an_office_can_take_the_lexicon_and_use_its_own() {
    let dir = folder("lexicon");
    let file = dir.join("lexicon.csv");
    assert!(rathaus(&["text", "lexicon", "--out", text(&file)]).status.success());
    let lexicon = fs::read_to_string(&file).expect("the lexicon");
    assert!(lexicon.lines().count() > 700, "{}", lexicon.lines().count());
    let out = dir.join("out");
    let plan = |file: &Path| {
        rathaus(&["forum", "plan", text(&sample("")), "--lexicon", text(file), "--out", text(&out)])
    };
    assert!(plan(&file).status.success());
    fs::write(&file, "concept;kind\nKita;software\n").expect("a file");
    let refused = plan(&file);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("lexicon.csv"));
}

#[test]
fn a_folder_becomes_a_round_once_and_with_a_mistake_nothing_does() {
    let dir = folder("import");
    let config = dir.join("rathaus.toml");
    fs::write(&config, format!("[storage]\nfolder = {:?}\n", text(&dir.join("data")))).expect("a file");
    let with = |arguments: &[&str]| rathaus(&[arguments, &["--config", text(&config)]].concat());
    let made = with(&["admin", "init", "--name", "Region Nord", "--email", "amt@region.example"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let wrong = folder("import-wrong");
    let needs =
        "id;ags;organisation;title;relevance\nN1;06633005;Calden;Formulare;sehr\nN1;;Nirgends;Termine;3\n";
    fs::write(wrong.join("needs.csv"), needs).expect("a file");
    let refused = with(&["forum", "import", text(&wrong), "--slug", "runde"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).expect("text");
    for place in ["needs.csv:2, Spalte relevance", "needs.csv:3, Spalte id", "nichts übernommen"] {
        assert!(said.contains(place), "{place} is missing in:\n{said}");
    }

    let taken = with(&["forum", "import", text(&sample("")), "--slug", "runde"]);
    assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
    let said = String::from_utf8(taken.stdout).expect("text");
    for line in ["150 Bedarfe von 76 Kommunen", "64 Angebote", "/rounds/runde"] {
        assert!(said.contains(line), "{line} is missing in:\n{said}");
    }
    let again = with(&["forum", "import", text(&sample("")), "--slug", "runde"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("gibt es schon"));
    let elsewhere = with(&["forum", "import", text(&sample("")), "--tenant", "sued"]);
    assert_eq!(elsewhere.status.code(), Some(1));
    assert!(with(&["check"]).status.success());
    assert!(with(&["audit", "verify"]).status.success());
}

/// Runs a command on a house in this folder with this on its standard input.
fn fed(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let config = folder.join("rathaus.toml");
    let text = format!("[storage]\nfolder = {:?}\n", folder.join("data"));
    fs::write(&config, text).expect("settings");
    let mut run = Command::new(env!("CARGO_BIN_EXE_rathaus"))
        .args(arguments)
        .arg("--config")
        .arg(&config)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    run.stdin.take().expect("its input").write_all(input).expect("all is read");
    run.wait_with_output().expect("it ends")
}

#[test]
fn what_the_mail_server_hands_over_is_never_sent_back() {
    let dir = folder("bounce");
    let report = include_bytes!("../../kit/web/tests/reports/postfix.eml");
    let stranger = fed(&dir, &["mail", "bounce"], report);
    assert!(stranger.status.success(), "{}", String::from_utf8_lossy(&stranger.stderr));
    assert!(String::from_utf8_lossy(&stranger.stdout).contains("keiner Mail dieses Hauses"));
    // Longer than is read: all is taken from the pipe, or the server would see it break.
    let long = [b"Subject: Urlaub\n\n".as_slice(), &vec![b'x'; 3 << 20]].concat();
    let holiday = fed(&dir, &["mail", "bounce"], &long);
    assert!(holiday.status.success() && String::from_utf8_lossy(&holiday.stdout).contains("Kein Bericht"));
    // Where the database is not there, the server shall try again (sysexits.h, EX_TEMPFAIL).
    fs::remove_dir_all(dir.join("data")).expect("removed");
    fs::write(dir.join("data"), "kein Ordner").expect("a file");
    assert_eq!(fed(&dir, &["mail", "bounce"], report).status.code(), Some(75));
}

#[test]
fn the_demonstration_has_a_name_that_passkeys_can_be_tied_to() {
    let dir = folder("demo");
    let mut run = Command::new(env!("CARGO_BIN_EXE_rathaus"))
        .args(["demo", "--stage", "survey", "--listen", "127.0.0.1:0", "--folder", text(&dir)])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let lines = BufReader::new(run.stdout.take().expect("its output")).lines();
    let links: Vec<String> = lines
        .map(|line| line.expect("text"))
        .take_while(|line| !line.starts_with("Beenden"))
        .filter_map(|line| line.split_once("http://").map(|(_, rest)| rest.to_owned()))
        .collect();
    let port =
        links[0].strip_prefix("localhost:").and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    assert!(
        links.len() > 5 && links.iter().all(|link| link.starts_with(&format!("localhost:{port}"))),
        "{links:?}"
    );
    // The number is answered all the same.
    let mut answer = String::new();
    let mut line = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a connection");
    write!(line, "GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")
        .expect("asked");
    line.read_to_string(&mut answer).expect("answered");
    run.kill().expect("ended");
    run.wait().expect("it ends");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
