//! Both ways with belenios-tool 2.0 (Debian's belenios-tool), where it is installed.

use crate::honest::{ranked, simple, threshold, weighted};
use crate::town::Town;
use rand_core::SeedableRng;
use rathaus_ballot::secret::SecretGroup;
use rathaus_ballot::threshold::Seed;
use rathaus_ballot::{Board, PartialDecryption, Phase, verify};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether belenios-tool is there; says so if not.
pub fn is_there() -> bool {
    let is_there =
        Command::new("belenios-tool").arg("--version").output().is_ok_and(|out| out.status.success());
    if !is_there {
        eprintln!("passed over: no belenios-tool (Debian's belenios-tool)");
    }
    is_there
}

/// A fresh folder of that name.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs belenios-tool in a folder: whether it was content, what it said, what it printed.
pub fn run(folder: &Path, input: &str, arguments: &[&str]) -> (bool, String, String) {
    let mut tool = Command::new("belenios-tool")
        .args(arguments)
        .current_dir(folder)
        .env("BELENIOS_USE_URANDOM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // What it has no use for it does not read.
    let _ = tool.stdin.take().unwrap().write_all(input.as_bytes());
    let out = tool.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (out.status.success(), text(out.stderr), text(out.stdout))
}

fn must(folder: &Path, input: &str, arguments: &[&str]) -> String {
    let (is_content, said, printed) = run(folder, input, arguments);
    assert!(is_content, "{arguments:?}: {said}");
    printed
}

/// What belenios-tool says of an archive; `None` if it accepts it.
pub fn complaint(name: &str, archive: &[u8]) -> Option<String> {
    let folder = folder(name);
    std::fs::write(folder.join(format!("{}.bel", crate::town::UUID)), archive).unwrap();
    let (is_content, said, _) = run(&folder, "", &["election", "verify"]);
    if is_content {
        assert!(said.contains("all checks passed"), "{said}");
        return None;
    }
    Some(said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().to_owned())
}

#[test]
fn belenios_tool_accepts_our_elections() {
    if !is_there() {
        return;
    }
    for (name, plan) in
        [("simple", simple()), ("weighted", weighted()), ("threshold", threshold()), ("ranked", ranked())]
    {
        let mut town = Town::new(&plan);
        let check = |stage: &str, town: &Town| {
            let complaint = complaint(&format!("ours-{name}-{stage}"), town.board.archive());
            assert_eq!(complaint, None, "{name}, {stage}");
        };
        check("setup", &town);
        town.vote(&plan);
        check("voting", &town);
        town.close();
        check("tally", &town);
        town.decrypt(&plan);
        check("decrypted", &town);
        town.board.add_result().unwrap();
        check("done", &town);
    }
}

#[test]
fn trustees_of_both_programs_share_a_threshold() {
    if !is_there() {
        return;
    }
    // Our keys: belenios-tool opens what our trustees sent each other, and decrypts.
    let plan = threshold();
    let mut town = Town::new(&plan);
    town.vote(&plan);
    town.close();
    let folder = folder("ours-opened");
    std::fs::write(folder.join(format!("{}.bel", crate::town::UUID)), town.board.archive()).unwrap();
    for (index, (seed, private)) in town.seeds.iter().enumerate().skip(1) {
        std::fs::write(folder.join("t.key"), seed.as_str()).unwrap();
        std::fs::write(folder.join("t.dkey"), private).unwrap();
        let owner = index as u64 + 2;
        let words =
            ["election", "decrypt-threshold", "--key", "t.key", "--decryption-key", "t.dkey", "--trustee-id"];
        let printed = must(&folder, "", &[&words[..], &[&owner.to_string()]].concat());
        let share = PartialDecryption::from_json(printed.lines().next().unwrap().as_bytes()).unwrap();
        town.board.add_decryption(owner, &share).unwrap();
    }
    let (owner, share) = town.share(0);
    town.board.add_decryption(owner, &share).unwrap();
    let counted = town.board.add_result().unwrap();
    assert_eq!(counted.0[0], rathaus_ballot::Outcome::Sums(crate::town::sums(&plan, 0)));

    // Their keys: we open what their trustees sent each other, and decrypt.
    let sample = SAMPLES.iter().find(|sample| sample.is_threshold).unwrap();
    let mut is_opened = false;
    held_by_belenios(sample, "opened", |stage, path| {
        if stage != "tally" {
            return;
        }
        let folder = path.parent().unwrap();
        let mut board = Board::open(std::fs::read(path).unwrap(), 1).unwrap();
        let hidden = SecretGroup::new(board.setup().group(), &[]);
        let mut chance = rand_chacha::ChaCha20Rng::seed_from_u64(8);
        for (index, key) in files(folder, "key").iter().enumerate().take(2) {
            let seed = Seed::parse(&std::fs::read_to_string(key).unwrap()).unwrap();
            let private = std::fs::read_to_string(key.with_extension("dkey")).unwrap();
            let private = seed.open(&hidden, private.trim()).unwrap();
            let fingerprint = board.setup().fingerprint().to_owned();
            let share =
                PartialDecryption::new(&hidden, &private, &fingerprint, board.ciphertexts(), &mut chance);
            board.add_decryption(index as u64 + 2, &share).unwrap();
        }
        is_opened = true;
    });
    assert!(is_opened);
}

struct Sample {
    name: &'static str,
    group: &'static str,
    template: &'static str,
    voters: &'static str,
    is_threshold: bool,
    votes: &'static [&'static str],
    result: &'static str,
}

const TWO: &str = r#"{"description":"Äöü / \"x\" \\ \n\t\u0001\u007f","name":"Wahl 「選挙」","questions":[{"answers":["Ja","Nein"],"min":0,"max":1,"question":"Frage 1?"},{"answers":["A","B","C"],"blank":true,"min":1,"max":2,"question":"Frage 2?"}],"administrator":"Amt","credential_authority":"CA"}"#;
const MIXED: &str = r#"{"description":"d","name":"n","questions":[{"answers":["Ja","Nein"],"blank":false,"min":0,"max":1,"question":"Frage 1?"},{"type":"NonHomomorphic","value":{"answers":["A","B","C"],"question":"Reihenfolge?"},"extra":{"type":"Schulze","blank":true}}]}"#;

const SAMPLES: [Sample; 3] = [
    Sample {
        name: "weights",
        group: "BELENIOS-2048",
        template: TWO,
        voters: "a@example.org,a,1000000000\nb@example.org,b,2000000000\nc@example.org,c,3\n",
        is_threshold: false,
        votes: &["[[1,0],[0,1,0,0]]", "[[0,1],[0,1,1,0]]", "[[0,0],[1,0,0,0]]", "[[1,0],[0,0,1,0]]"],
        result: r#"{"result":[[1000000000,"2000000000"],[3,"2000000000","3000000000",0]]}"#,
    },
    Sample {
        name: "threshold",
        group: "BELENIOS-2048",
        template: TWO,
        voters: "a@example.org\nb@example.org\nc@example.org\n",
        is_threshold: true,
        votes: &["[[1,0],[0,1,0,0]]", "[[0,1],[0,1,1,0]]", "[[0,0],[1,0,0,0]]"],
        result: r#"{"result":[[1,1],[1,2,1,0]]}"#,
    },
    Sample {
        name: "ranked",
        group: "RFC-3526-2048",
        template: MIXED,
        voters: "a@example.org\nb@example.org\nc@example.org\n",
        is_threshold: false,
        votes: &["[[1,0],[1,2,3]]", "[[0,1],[1,2,3]]", "[[0,0],[1,2,3]]", "[[1,0],[1,2,3]]"],
        result: r#"{"result":[[1,1],[[1,2,3],[1,2,3],[1,2,3]]]}"#,
    },
];

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    files.sort();
    files
}

fn gathered(folder: &Path, ending: &str, into: &str) {
    let texts: String =
        files(folder, ending).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    std::fs::write(folder.join(into), texts).unwrap();
}

/// An election that belenios-tool holds, as its examples do (`demo.sh`, `demo-threshold.sh`, `demo-nh.sh`).
fn held_by_belenios(sample: &Sample, purpose: &str, mut look: impl FnMut(&str, &Path)) {
    let folder = &folder(&format!("theirs-{}-{purpose}", sample.name));
    let uuid = must(folder, "", &["setup", "generate-token"]).trim().to_owned();
    let group = ["--group", sample.group];
    let with = |first: &[&'static str], rest: &[&str]| -> Vec<String> {
        first
            .iter()
            .chain(&group)
            .map(|word| (*word).to_owned())
            .chain(rest.iter().map(|w| (*w).to_owned()))
            .collect()
    };
    let tool = |input: &str, words: Vec<String>| {
        must(folder, input, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    std::fs::write(folder.join("voters.txt"), sample.voters).unwrap();
    std::fs::write(folder.join("template.json"), sample.template).unwrap();
    tool("", with(&["setup", "generate-credentials"], &["--uuid", &uuid, "--file", "voters.txt"]));
    std::fs::rename(&files(folder, "pubcreds")[0], folder.join("public_creds.json")).unwrap();
    let private = std::fs::read_to_string(&files(folder, "privcreds")[0]).unwrap();
    let credentials: Vec<&str> = private.lines().filter_map(|line| line.rsplit(' ').next()).collect();
    if sample.is_threshold {
        let step = |input: &str, rest: &[&str]| {
            tool(input, with(&["setup", "generate-trustee-key-threshold"], rest))
        };
        (0..3).for_each(|_| drop(step("", &["--step", "1"])));
        gathered(folder, "cert", "certs.jsons");
        let certs = ["--certs", "certs.jsons"];
        step("", &[&certs[..], &["--step", "2"]].concat());
        let keys = files(folder, "key");
        let polynomials: String = keys
            .iter()
            .map(|key| {
                step("", &[&certs[..], &["--key", &name(key), "--step", "3", "--threshold", "2"]].concat())
            })
            .collect();
        std::fs::write(folder.join("polynomials.jsons"), polynomials).unwrap();
        let polynomials = ["--polynomials", "polynomials.jsons"];
        step("", &[&certs[..], &["--step", "4"], &polynomials].concat());
        let mut accepted = String::new();
        for key in &keys {
            let inbox = std::fs::read_to_string(key.with_extension("vinput")).unwrap();
            accepted += &step(&inbox, &[&certs[..], &["--key", &name(key), "--step", "5"]].concat());
        }
        let group = step(&accepted, &[&certs[..], &["--step", "6"], &polynomials].concat());
        std::fs::write(folder.join("threshold.json"), group).unwrap();
    }
    let singles = if sample.is_threshold { 1 } else { 3 };
    (0..singles).for_each(|_| drop(tool("", with(&["setup", "generate-trustee-key"], &[]))));
    gathered(folder, "pubkey", "public_keys.jsons");
    must(folder, "", &["setup", "make-trustees"]);
    tool("", with(&["setup", "make-election"], &["--uuid", &uuid, "--template", "template.json"]));
    must(folder, "", &["archive", "init"]);
    let archive = &files(folder, "bel")[0];
    for file in ["election.json", "trustees.json", "public_creds.json"] {
        std::fs::remove_file(folder.join(file)).unwrap();
    }
    let add = |kind: &str, data: &str| must(folder, data, &["archive", "add-event", "--type", kind]);
    look("setup", archive);
    for (index, vote) in sample.votes.iter().enumerate() {
        std::fs::write(folder.join("credential"), credentials[index % credentials.len()]).unwrap();
        std::fs::write(folder.join("vote"), vote).unwrap();
        let ballot = must(
            folder,
            "",
            &["election", "generate-ballot", "--privcred", "credential", "--ballot", "vote"],
        );
        add("Ballot", &ballot);
    }
    look("voting", archive);
    add("EndBallots", "");
    add("EncryptedTally", &must(folder, "", &["election", "compute-encrypted-tally"]));
    look("tally", archive);
    if sample.group == "RFC-3526-2048" {
        for owner in ["--trustee-id=1", "--trustee-id=2"] {
            add("Shuffle", &must(folder, "", &["election", "shuffle", owner]));
            look("shuffle", archive);
        }
        add("EndShuffles", "");
    }
    if sample.is_threshold {
        // Two of three do.
        for (index, key) in files(folder, "key").iter().enumerate().skip(1) {
            let owner = (index + 2).to_string();
            let (key, opened) = (name(key), name(&key.with_extension("dkey")));
            let words = [
                "election",
                "decrypt-threshold",
                "--key",
                &key,
                "--decryption-key",
                &opened,
                "--trustee-id",
                &owner,
            ];
            add("PartialDecryption", &must(folder, "", &words));
        }
    }
    for (index, key) in files(folder, "privkey").iter().enumerate() {
        let owner = (index + 1).to_string();
        let words = ["election", "decrypt", "--privkey", &name(key), "--trustee-id", &owner];
        add("PartialDecryption", &must(folder, "", &words));
    }
    look("decrypted", archive);
    add("Result", &must(folder, "", &["election", "compute-result"]));
    look("done", archive);
}

/// Archives that belenios-tool 2.0 made of [`SAMPLES`] once, so that they are read where it is not installed, too.
const KEPT: [(&str, &[u8]); 3] = [
    ("weights", include_bytes!("samples/weights.bel")),
    ("threshold", include_bytes!("samples/threshold.bel")),
    ("ranked", include_bytes!("samples/ranked.bel")),
];

#[test]
fn we_accept_what_belenios_tool_once_made() {
    for (name, archive) in KEPT {
        let report = verify(archive, 2).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        let sample = SAMPLES.iter().find(|sample| sample.name == name).unwrap();
        assert_eq!(report.result.unwrap().to_json(), sample.result, "{name}");
    }
}

#[test]
fn we_accept_what_belenios_tool_makes() {
    if !is_there() {
        return;
    }
    for sample in &SAMPLES {
        held_by_belenios(sample, "accepted", |stage, path| {
            let archive = std::fs::read(path).unwrap();
            let report =
                verify(&archive, 2).unwrap_or_else(|wrong| panic!("{} {stage}: {wrong}", sample.name));
            if stage == "done" {
                assert_eq!(report.phase, Phase::Done);
                assert_eq!(report.result.unwrap().to_json(), sample.result, "{}", sample.name);
                assert_eq!(report.cast, sample.votes.len() as u64);
            }
        });
    }
}
