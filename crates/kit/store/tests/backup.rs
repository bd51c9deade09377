//! Backups: what was written comes back on either database, and nothing else does.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rathaus_store::audit::checkpoint::{self, Key};
use rathaus_store::audit::verify::{self, What};
use rathaus_store::backup::{self, BackupError, Manifest};
use rathaus_store::files::{self, Files, Place};
use rathaus_store::testing::{self, Scratch};
use rathaus_store::{
    Actor, Engine, Id, Job, Migration, Record, Store, TenantId, args, migrate, sql, system_sql,
};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const NOTES: Migration = Migration {
    owner: "test",
    name: "0001_note",
    text: "CREATE TABLE note (tenant TEXT NOT NULL, id TEXT NOT NULL, above TEXT, words TEXT, n BIGINT,
           open BOOLEAN NOT NULL DEFAULT TRUE, share DOUBLE PRECISION, raw BYTES, PRIMARY KEY (tenant, id),
           FOREIGN KEY (tenant, above) REFERENCES note (tenant, id));
           CREATE TABLE a_mark (tenant TEXT NOT NULL, note TEXT NOT NULL, \"order\" BIGINT,
           FOREIGN KEY (tenant, note) REFERENCES note (tenant, id))",
};

const LATER: Migration = Migration {
    owner: "test",
    name: "0002_length",
    text: "ALTER TABLE note ADD COLUMN length BIGINT; UPDATE note SET length = length(words)",
};

fn all() -> Vec<Migration> {
    migrate::MIGRATIONS.iter().copied().chain([NOTES]).collect()
}

fn tenant(name: &str) -> TenantId {
    TenantId(Id::of_name(name))
}

fn open(store: &Store) -> Files {
    Files::open(store, &Place::Folder).expect("opens")
}

async fn note(store: &Store, whose: TenantId, id: &str, above: Option<&str>, words: &str) {
    let mut change = store.tenant(whose).change(Actor::Anonymous, testing::start()).await.expect("begins");
    let insert = sql!(
        "INSERT INTO note (tenant, id, above, words, n, open, share, raw) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let (n, raw) = (i64::MIN + 1, vec![0_u8, 255, 10]);
    change
        .run(
            insert,
            args![id, above, words, n, id == "1", 0.1 + 0.2, if id == "2" { None } else { Some(raw) }],
        )
        .await
        .expect("inserted");
    change
        .run(sql!("INSERT INTO a_mark (tenant, note, \"order\") VALUES ($1, $2, $3)"), args![id, None::<i64>])
        .await
        .expect("inserted");
    change.enqueue(Job::new("mail", &words).expect("a job")).await.expect("added");
    change.commit(Record::new("note.written", id)).await.expect("kept");
}

/// A house with something of everything; gives the id of a file.
async fn furnish(scratch: &Scratch) -> Id {
    let store = &scratch.store;
    for whose in ["north", "south"] {
        // A row that refers to one that comes after it in the archive.
        note(store, tenant(whose), "9", None, "Grüße aus\n\"Büren\" \u{1f642} \\").await;
        note(store, tenant(whose), "2", Some("9"), "").await;
        note(store, tenant(whose), "1", Some("2"), "ß").await;
    }
    let mut change =
        store.tenant(tenant("north")).change(Actor::Anonymous, testing::start()).await.expect("begins");
    let bytes: Vec<u8> = (0..700_000_u32).map(|n| (n % 253) as u8).collect();
    let file = open(store).put(&mut change, "plan.pdf", "application/pdf", bytes, "1").await.expect("put");
    change.commit(Record::new("file.put", file)).await.expect("kept");
    let key = Key::open(&store.settings().folder).expect("a key");
    checkpoint::make(store, &key, testing::start()).await.expect("made");
    file
}

fn archive(scratch: &Scratch, name: &str) -> PathBuf {
    scratch.store.settings().folder.join(name)
}

async fn back_up(scratch: &Scratch, name: &str) -> (PathBuf, Manifest) {
    let file = archive(scratch, name);
    let taken =
        backup::write(&scratch.store, &open(&scratch.store), &file, testing::start()).await.expect("written");
    assert_eq!((taken.missing.as_slice(), taken.size), (&[][..], fs::metadata(&file).expect("there").len()));
    let manifest = backup::read(&file).expect("whole");
    (file, manifest)
}

async fn restore(
    file: &Path,
    target: &Scratch,
    migrations: &[Migration],
) -> Result<backup::Restored, BackupError> {
    backup::restore(file, &target.store, &open(&target.store), migrations, testing::start()).await
}

#[tokio::test]
async fn a_house_moves_from_either_database_to_either() {
    for source in testing::both(&[&[NOTES]]).await {
        let file_id = furnish(&source).await;
        let (file, manifest) = back_up(&source, "a.zip").await;
        for target in testing::empty().await {
            let way = format!("{:?} to {:?}", source.engine, target.engine);
            let restored = restore(&file, &target, &all()).await.expect("restored");
            assert!(
                restored.audit.is_good() && restored.audit.checkpoints == 2,
                "{way} {:?}",
                restored.audit
            );
            assert_eq!((restored.files, restored.rows > 20), (1, true), "{way}");
            let (_, again) = back_up(&target, "b.zip").await;
            assert_eq!(again, manifest, "{way}");

            let scope = target.store.tenant(tenant("north"));
            let stored =
                files::find_file(&mut scope.read().await.expect("begins"), file_id).await.expect("read");
            assert_eq!(open(&target.store).read(&stored.expect("there")).await.expect("read").len(), 700_000);
            let trusted = checkpoint::trusted(&target.store.settings().folder).expect("keys");
            assert_eq!(trusted, checkpoint::trusted(&source.store.settings().folder).expect("keys"));
            // The chain goes on, references are looked at again, and tenants stay apart.
            note(&target.store, tenant("north"), "10", Some("9"), "new").await;
            assert!(verify::verify(&target.store).await.expect("read").is_good(), "{way}");
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            let nowhere = sql!("INSERT INTO note (tenant, id, above) VALUES ($1, 'x', 'nowhere')");
            assert!(change.run(nowhere, args![]).await.is_err(), "{way}");
        }
    }
}

#[tokio::test]
async fn an_older_backup_gets_the_later_migrations_after_its_rows() {
    for source in testing::both(&[&[NOTES]]).await {
        furnish(&source).await;
        let (file, _) = back_up(&source, "a.zip").await;
        let newer: Vec<Migration> = all().into_iter().chain([LATER]).collect();
        for target in testing::empty().await {
            restore(&file, &target, &newer).await.expect("restored");
            let mut view = target.store.tenant(tenant("north")).read().await.expect("begins");
            let row = view
                .one(sql!("SELECT length FROM note WHERE tenant = $1 AND id = '1'"), args![])
                .await
                .expect("read")
                .expect("there");
            assert_eq!(row.get::<i64>("length").expect("filled"), 1);
        }
    }
}

#[tokio::test]
async fn a_backup_is_of_one_moment_while_others_write() {
    for source in testing::both(&[&[NOTES]]).await {
        furnish(&source).await;
        let store = source.store.clone();
        let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
        let writing = tokio::spawn(async move {
            let mut written = 0;
            while stopped.try_recv().is_err() {
                note(&store, tenant("north"), &format!("w{written}"), Some("1"), "while").await;
                written += 1;
            }
            written
        });
        let mut counts = Vec::new();
        for name in ["a.zip", "b.zip", "c.zip"] {
            let (file, manifest) = back_up(&source, name).await;
            let rows =
                |name: &str| manifest.tables.iter().find(|part| part.name == name).expect("there").rows;
            // Each change wrote one of each; the file has a record of its own.
            assert_eq!(
                (rows("note"), rows("note")),
                (rows("a_mark"), rows("audit") - 1),
                "{:?}",
                source.engine
            );
            let report = backup::verify_audit(&file, &[]).expect("read");
            assert!(report.is_good(), "{:?}", report.faults);
            counts.push(rows("note"));
        }
        stop.send(()).expect("runs");
        assert!(writing.await.expect("ends") > 0 && counts.is_sorted());
    }
}

#[tokio::test]
async fn only_an_empty_house_is_filled() {
    for source in testing::both(&[&[NOTES]]).await {
        furnish(&source).await;
        let (file, _) = back_up(&source, "a.zip").await;
        let again = restore(&file, &source, &all()).await.expect_err("full").to_string();
        assert!(again.contains("not empty") || again.contains("checkpoints"), "{again}");
        for target in testing::both(&[&[NOTES]]).await {
            // Started once, with a key of its own, but nobody did anything.
            Key::open(&target.store.settings().folder).expect("a key");
            assert!(restore(&file, &target, &all()).await.expect("restored").audit.is_good());
        }
        for target in testing::both(&[&[NOTES, LATER]]).await {
            let newer = restore(&file, &target, &all()).await.expect_err("newer").to_string();
            assert!(newer.contains("test/0002_length"), "{newer}");
        }
        let there = backup::write(&source.store, &open(&source.store), &file, testing::start()).await;
        assert!(matches!(there, Err(BackupError::Refused(_))));
        let nowhere = archive(&source, "no/where.zip");
        let lost = backup::write(&source.store, &open(&source.store), &nowhere, testing::start()).await;
        assert!(matches!(lost, Err(BackupError::File(..))));
    }
}

/// Writes the archive again, each part as `change` gives it; `None` leaves it out.
fn rewritten(file: &Path, to: &str, change: impl Fn(&str, Vec<u8>) -> Option<(String, Vec<u8>)>) -> PathBuf {
    let mut from = ZipArchive::new(File::open(file).expect("opens")).expect("an archive");
    let to = file.with_file_name(to);
    let mut written = ZipWriter::new(File::create(&to).expect("made"));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("read");
        let name = part.name().expect("a name").to_string();
        if let Some((name, bytes)) = change(&name, bytes) {
            written.start_file(name, SimpleFileOptions::default()).expect("begun");
            written.write_all(&bytes).expect("written");
        }
    }
    written.finish().expect("finished");
    to
}

fn with_manifest(bytes: &[u8], change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let mut manifest = serde_json::from_slice(bytes).expect("JSON");
    change(&mut manifest);
    serde_json::to_vec(&manifest).expect("JSON")
}

#[tokio::test]
async fn damaged_and_foreign_archives_are_refused_before_anything_is_written() {
    let source = testing::sqlite(&[&[NOTES]]).await;
    furnish(&source).await;
    let (file, _) = back_up(&source, "a.zip").await;
    let keep = |name: &str, bytes: Vec<u8>| Some((name.to_owned(), bytes));
    let manifest = |change: &'static dyn Fn(&mut serde_json::Value)| {
        move |name: &str, bytes: Vec<u8>| {
            Some((
                name.to_owned(),
                if name == "manifest.json" { with_manifest(&bytes, change) } else { bytes },
            ))
        }
    };
    let cases: Vec<(PathBuf, &str)> = vec![
        (
            rewritten(&file, "edited.zip", |name, bytes| {
                let text = String::from_utf8_lossy(&bytes).replace("Büren", "Düren");
                keep(name, if name == "tables/note.jsonl" { text.into_bytes() } else { bytes })
            }),
            "tables/note.jsonl is not what was written",
        ),
        (
            rewritten(&file, "short.zip", |name, bytes| {
                keep(name, if name.starts_with("files/") { bytes[1..].to_vec() } else { bytes })
            }),
            "is not what was written",
        ),
        (
            rewritten(&file, "without.zip", |name, bytes| {
                (name != "tables/audit.jsonl").then(|| (name.to_owned(), bytes))
            }),
            "tables/audit.jsonl",
        ),
        (
            rewritten(&file, "nothing.zip", |name, bytes| {
                (name != "manifest.json").then(|| (name.to_owned(), bytes))
            }),
            "manifest.json",
        ),
        (
            rewritten(&file, "more.zip", |name, bytes| {
                keep(if name == "keys/audit.ed25519" { "../../etc/passwd" } else { name }, bytes)
            }),
            "keys/audit.ed25519",
        ),
        (rewritten(&file, "newer.zip", manifest(&|m| m["format"] = 2.into())), "newer program"),
        (
            rewritten(&file, "unknown.zip", manifest(&|m| m["migrations"][0]["checksum"] = "0".into())),
            "does not know",
        ),
        (
            rewritten(&file, "outside.zip", manifest(&|m| m["others"][1]["name"] = "keys/../../x".into())),
            "does not belong",
        ),
        (
            rewritten(&file, "hash.zip", manifest(&|m| m["files"][0]["sha256"] = "../../../../x".into())),
            "no hash",
        ),
        (
            rewritten(&file, "twice.zip", manifest(&|m| m["tables"][1] = m["tables"][0].clone())),
            "named twice",
        ),
        (
            rewritten(
                &file,
                "extra.zip",
                manifest(&|m| {
                    m["tables"].as_array_mut().expect("tables").pop();
                }),
            ),
            "parts instead of",
        ),
        (
            rewritten(&file, "column.zip", manifest(&|m| m["tables"][2]["columns"][0]["name"] = "x".into())),
            "no migration makes",
        ),
    ];
    let half = file.with_file_name("half.zip");
    let bytes = fs::read(&file).expect("read");
    fs::write(&half, &bytes[..bytes.len() / 2]).expect("written");
    for (file, words) in cases.into_iter().chain([(half, "no whole ZIP")]) {
        for target in testing::empty().await {
            let error = restore(&file, &target, &all()).await.expect_err("refused").to_string();
            assert!(error.contains(words), "{}: {error}", file.display());
            // A column that no migration makes is seen when the tables are there, in the same change as the rows.
            if words != "no migration makes" {
                assert!(
                    target
                        .store
                        .system()
                        .read()
                        .await
                        .expect("begins")
                        .one_system(system_sql!("SELECT count(*) AS n FROM audit"), args![])
                        .await
                        .is_err(),
                    "{words}: tables were made"
                );
            }
            let mut target_files = fs::read_dir(&target.store.settings().folder).expect("a folder");
            assert!(target_files.all(|entry| entry.expect("an entry").file_name() != "passwd"));
        }
    }
}

#[tokio::test]
async fn an_edited_log_is_found_in_the_archive_itself() {
    for source in testing::both(&[&[NOTES]]).await {
        furnish(&source).await;
        let mut change =
            source.store.system().change(Actor::Anonymous, testing::start()).await.expect("begins");
        change
            .run_system(
                system_sql!("UPDATE audit SET subject = 'x' WHERE tenant = $1 AND seq = 2"),
                args![tenant("south")],
            )
            .await
            .expect("edited");
        change
            .run_system(
                system_sql!("DELETE FROM audit WHERE tenant = $1 AND seq = 4"),
                args![tenant("north")],
            )
            .await
            .expect("cut");
        change.commit_unrecorded().await.expect("kept");
        let (file, _) = back_up(&source, "a.zip").await;
        let stored = verify::verify(&source.store).await.expect("read");
        let report = backup::verify_audit(&file, &[]).expect("read");
        let mut whats: Vec<&What> = report.faults.iter().map(|fault| &fault.what).collect();
        whats.sort_by_key(|what| what.to_string());
        assert_eq!(whats, [&What::Cut, &What::Edited]);
        assert_eq!(
            (report.chains, report.records, report.checkpoints),
            (stored.chains, stored.records, stored.checkpoints)
        );
        let stranger = backup::verify_audit(
            &file,
            &["d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a".parse().expect("a key")],
        )
        .expect("read");
        assert!(stranger.faults.iter().any(|fault| fault.what == What::Unsigned));
        // It can still be restored, and says so.
        for target in testing::empty().await {
            assert_eq!(restore(&file, &target, &all()).await.expect("restored").audit.faults.len(), 2);
        }
    }
}

#[tokio::test]
async fn lost_bytes_do_not_stop_a_backup_and_are_told() {
    for source in testing::both(&[&[NOTES]]).await {
        let id = furnish(&source).await;
        let scope = source.store.tenant(tenant("north"));
        let stored = files::find_file(&mut scope.read().await.expect("begins"), id)
            .await
            .expect("read")
            .expect("there");
        let folder = source.store.settings().folder.join("files").join(stored.tenant.to_string());
        fs::write(folder.join(&stored.sha256[..2]).join(&stored.sha256), "other").expect("spoilt");
        for (name, lost) in [("a.zip", false), ("b.zip", true)] {
            if lost {
                fs::remove_dir_all(&folder).expect("removed");
            }
            let file = archive(&source, name);
            fs::write(archive(&source, &format!("{name}.part")), "left over").expect("written");
            let taken = backup::write(&source.store, &open(&source.store), &file, testing::start())
                .await
                .expect("written");
            assert_eq!(taken.missing, [format!("{}/{}", stored.tenant, stored.sha256)]);
            for target in testing::empty().await {
                assert_eq!(restore(&file, &target, &all()).await.expect("restored").missing, taken.missing);
            }
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
            }
        }
        assert_eq!(source.engine == Engine::Sqlite, source.store.settings().database_url.is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bytes: an answer, no panic; and what is accepted is what was written.
    #[test]
    fn changed_bytes_are_refused_or_make_no_difference(places in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..4)) {
        let (bytes, manifest) = whole();
        let mut spoilt = bytes.clone();
        for (place, byte) in places {
            let place = place % spoilt.len();
            spoilt[place] = byte;
        }
        let file = std::env::temp_dir().join(format!("rathaus-spoilt-{}.zip", Id::new(testing::start())));
        fs::write(&file, &spoilt).expect("written");
        let read = backup::read(&file);
        fs::remove_file(&file).expect("removed");
        match read {
            Ok(read) => prop_assert_eq!(&read, manifest),
            Err(BackupError::Refused(words)) => prop_assert!(words.contains("damaged"), "{}", words),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

/// A small backup, made once.
fn whole() -> &'static (Vec<u8>, Manifest) {
    static WHOLE: std::sync::OnceLock<(Vec<u8>, Manifest)> = std::sync::OnceLock::new();
    WHOLE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let source = testing::sqlite(&[&[NOTES]]).await;
            note(&source.store, tenant("north"), "1", None, "words").await;
            let (file, manifest) = back_up(&source, "a.zip").await;
            (fs::read(file).expect("read"), manifest)
        })
    })
}
