//! What is sealed and signed here is read by another program, and what that one seals and signs is read here
//! (`e2e/fit.py` with jwcrypto): once as files, once as a sender over the stub's addresses.

use crate::town::Town;
use rathaus_fit::event::{self, Happened, Occasion};
use rathaus_fit::jwe::{Zip, open, seal};
use rathaus_fit::{
    AuthenticationTags, DecryptionKey, Part, Problem, ProblemKind, SigningKey, VerificationKeys,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use uuid::Uuid;

fn python() -> Option<String> {
    let python = std::env::var("RATHAUS_TEST_PYTHON").ok();
    if python.is_none() {
        let is_required = std::env::var("RATHAUS_TEST_POSTGRES").as_deref() == Ok("required");
        assert!(!is_required, "RATHAUS_TEST_PYTHON is not set, and this run must let another program read");
        eprintln!("passed over: RATHAUS_TEST_PYTHON is not set, so no other program reads or sends");
    }
    python
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn run(python: &str, what: &str, folder: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../e2e/fit.py");
    let mut command = Command::new(python);
    command.arg(script).arg(what).arg(folder);
    // On a thread of its own: the stub must answer meanwhile.
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let says = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    println!("{says}");
    assert!(output.status.success(), "{says}");
}

#[tokio::test]
async fn another_program_reads_and_writes_the_same_tokens() {
    let Some(python) = python() else { return };
    let folder = folder("fit-readers");
    let opens = DecryptionKey::read(crate::town::OPENS).unwrap();
    let signs = SigningKey::read(crate::town::SIGNS).unwrap();
    let key = rathaus_fit::key::EncryptionKey::read(&opens.public_jwk()).unwrap();

    // For the other program: its key, what was sealed for it, what was in it, an event and the key that checks it.
    std::fs::write(folder.join("opens.json"), opens.secret_jwk()).unwrap();
    std::fs::write(folder.join("seals.json"), opens.public_jwk()).unwrap();
    std::fs::write(folder.join("checks.json"), signs.public_jwk()).unwrap();
    std::fs::write(folder.join("signs.json"), signs.secret_jwk()).unwrap();
    let all_bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let contents = [("text", "{\"Straße\":\"Müßiggang 5\"}".as_bytes()), ("bytes", &all_bytes)];
    for (name, content) in contents {
        for (zip, ending) in [(Zip::Deflate, "deflated"), (Zip::None, "plain")] {
            let file = folder.join(format!("{name}-{ending}"));
            std::fs::write(file.with_extension("jwe"), seal(content, &key, zip).unwrap()).unwrap();
            std::fs::write(file.with_extension("bin"), content).unwrap();
        }
    }
    let occasion = Occasion {
        schema: event::SCHEMA,
        destination: "40847c29-06aa-40e2-bf28-c29884c694c4".parse().unwrap(),
        submission: "02bf1d9f-282d-4abf-810a-c4104baf0afe".parse().unwrap(),
        case: "452b5ee6-35df-441a-bd39-6141723cf914".parse().unwrap(),
        at: "2026-11-30T10:00:00Z".parse().unwrap(),
        token: Uuid::from_u128(7),
    };
    let tags = AuthenticationTags { metadata: "bQ".into(), data: Some("ZA".into()), ..Default::default() };
    std::fs::write(folder.join("accept.set"), event::accept(&occasion, &tags, &signs).unwrap()).unwrap();
    let problem =
        Problem::new(ProblemKind::HashMismatch, Part::Data, "Die Prüfsumme der Fachdaten stimmt nicht.");
    std::fs::write(folder.join("reject.set"), event::reject(&occasion, &[problem], &signs).unwrap()).unwrap();

    run(&python, "tokens", &folder).await;

    let mut read = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("other-") && name.ends_with(".jwe") {
            let token = std::fs::read_to_string(&path).unwrap();
            let opened = open(&token, std::slice::from_ref(&opens), 1 << 20).unwrap_or_else(|unreadable| {
                panic!("{name}: {}", unreadable.why());
            });
            assert_eq!(opened.content, std::fs::read(path.with_extension("bin")).unwrap(), "{name}");
            read += 1;
        }
    }
    assert_eq!(read, 4, "files of the other program");
    let keys = VerificationKeys::read(&signs.public_jwk()).unwrap();
    let event = event::read(&std::fs::read_to_string(folder.join("other.set")).unwrap(), &keys).unwrap();
    assert_eq!(event.happened, Happened::Accepted(Some(tags)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_program_sends_and_reads_the_answers() {
    let Some(python) = python() else { return };
    let folder = folder("fit-sender");
    let mut town = Town::new().await;
    let settings = town.stub.settings();
    let told = serde_json::json!({
        "token": settings.token, "submissions": settings.submissions, "keys": settings.keys,
        "client_id": settings.client_id, "client_secret": settings.client_secret,
        "destination": town.stub.destination(),
    });
    std::fs::write(folder.join("service.json"), told.to_string()).unwrap();
    std::fs::write(folder.join("checks.json"), town.signs.public_jwk()).unwrap();
    run(&python, "send", &folder).await;
    assert_eq!(town.stub.waiting(), 3);

    town.receive().await.unwrap();
    assert_eq!(town.cases.len(), 2, "two are right, one has a wrong hash");
    for received in town.cases.values() {
        let data: serde_json::Value = serde_json::from_slice(&received.data).unwrap();
        assert_eq!(data["Name"], "Müßig");
        assert_eq!(received.attachments[0].content, b"%PDF-1.7 \xff");
    }
    run(&python, "answers", &folder).await;
}
