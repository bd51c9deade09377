//! The check finds what it is there for.

use std::fs;

use rathaus_store::check::{self, Part, Report};
use rathaus_store::files::{Files, Place};
use rathaus_store::testing::{self, Scratch};
use rathaus_store::{
    Actor, Engine, Id, Job, JobError, Migration, Record, TenantId, Workers, args, migrate, system_sql,
};
use sqlx::Connection;

const NOTES: Migration = Migration {
    owner: "test",
    name: "0001_note",
    text: "CREATE TABLE note (tenant TEXT NOT NULL, id TEXT NOT NULL, above TEXT, PRIMARY KEY (tenant, id),
           FOREIGN KEY (tenant, above) REFERENCES note (tenant, id)); CREATE TABLE open (id TEXT NOT NULL PRIMARY KEY)",
};

async fn look(scratch: &Scratch, migrations: &[Migration], open: &[&str]) -> Report {
    let files = Files::open(&scratch.store, &Place::Folder).expect("opens");
    check::run(&scratch.store, &files, migrations, open, testing::start()).await.expect("looks")
}

fn found(report: &Report) -> Vec<(Part, bool)> {
    report.findings.iter().map(|finding| (finding.part, finding.is_grave)).collect()
}

/// Past the store's own walls, as a careless hand would.
async fn by_hand(scratch: &Scratch, sqlite: &'static str, postgres: &'static str) {
    match &scratch.store.settings().database_url {
        None => {
            let path = scratch.store.settings().folder.join("rathaus.sqlite");
            let connection = rusqlite::Connection::open(path).expect("opens");
            connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sqlite}")).expect("runs");
        }
        Some(url) => {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("opens");
            sqlx::raw_sql(postgres).execute(&mut connection).await.expect("runs");
            connection.close().await.expect("closed");
        }
    }
}

#[tokio::test]
async fn each_kind_of_fault_is_found() {
    for scratch in testing::both(&[&[NOTES]]).await {
        let all: Vec<Migration> = migrate::MIGRATIONS.iter().copied().chain([NOTES]).collect();
        let scope = scratch.store.tenant(TenantId(Id::of_name("north")));
        let files = Files::open(&scratch.store, &Place::Folder).expect("opens");
        let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
        let kept = files.put(&mut change, "a", "text/plain", b"one".to_vec(), "1").await.expect("put");
        files.put(&mut change, "b", "text/plain", b"two".to_vec(), "1").await.expect("put");
        change.commit(Record::new("file.put", kept)).await.expect("kept");
        let good = look(&scratch, &all, &["open"]).await;
        assert_eq!(good.findings, [], "{:?}", scratch.engine);
        assert_eq!((good.records, good.files, good.tables > 6), (1, 2, true));

        let report = look(&scratch, &all, &[]).await;
        assert_eq!(found(&report), [(Part::Tenants, true)]);
        assert!(report.findings[0].what.contains("table open"));
        let report = look(&scratch, migrate::MIGRATIONS, &["open"]).await;
        assert_eq!(found(&report), [(Part::Tables, false)]);
        let more = Migration { name: "0002_more", ..NOTES };
        let report = look(&scratch, &[all.as_slice(), &[more]].concat(), &["open"]).await;
        assert!(report.is_good() && report.findings[0].what.contains("0002_more"));
        let edited = Migration { text: "SELECT 1", ..NOTES };
        let report = look(&scratch, &[migrate::MIGRATIONS, &[edited]].concat(), &["open"]).await;
        assert_eq!(found(&report), [(Part::Tables, true)]);

        // A dead job, and one whose server is gone.
        for kind in ["dead", "gone"] {
            let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
            change.enqueue(Job::new(kind, &()).expect("a job")).await.expect("added");
            change.commit_unrecorded().await.expect("kept");
        }
        let workers = Workers::new(scratch.store.clone(), std::sync::Arc::new(testing::start));
        workers
            .on("dead", |_| async { Err(JobError::Never("no".to_owned())) })
            .work_off()
            .await
            .expect("works");
        let mut change =
            scratch.store.system().change(Actor::Anonymous, testing::start()).await.expect("begins");
        change
            .run_system(
                system_sql!(
                    "UPDATE job SET state = 'running', lease_until = 1, leased_by = 'x' WHERE kind = 'gone'"
                ),
                args![],
            )
            .await
            .expect("runs");
        change.commit_unrecorded().await.expect("kept");
        let report = look(&scratch, &all, &["open"]).await;
        assert_eq!(found(&report), [(Part::Jobs, false), (Part::Jobs, false)]);
        assert!(report.is_good());

        let mut places = Vec::new();
        let folder = scratch.store.settings().folder.join("files").join(scope.tenant().to_string());
        for entry in fs::read_dir(folder).expect("a folder") {
            let mut inner = fs::read_dir(entry.expect("an entry").path()).expect("a folder");
            places.push(inner.next().expect("a file").expect("an entry").path());
        }
        fs::write(&places[0], "other").expect("spoilt");
        fs::remove_file(&places[1]).expect("removed");
        let report = look(&scratch, &all, &["open"]).await;
        assert_eq!(found(&report)[2..], [(Part::Files, true), (Part::Files, true)]);

        by_hand(
            &scratch,
            "INSERT INTO note (tenant, id, above) VALUES ('t', 'x', 'nowhere'); UPDATE audit SET action = 'x.y'",
            "ALTER TABLE note ADD CONSTRAINT never CHECK (id <> 'x') NOT VALID; ALTER TABLE note NO FORCE ROW LEVEL SECURITY; \
             SET rathaus.tenant = '*'; UPDATE audit SET action = 'x.y'",
        )
        .await;
        let report = look(&scratch, &all, &["open"]).await;
        let parts: Vec<Part> = report.findings.iter().filter(|f| f.is_grave).map(|f| f.part).collect();
        let (files, rest) = ([Part::Files, Part::Files], [Part::Database]);
        let expected = match scratch.engine {
            Engine::Sqlite => [&rest[..], &[Part::Audit], &files].concat(),
            Engine::Postgres => [&rest[..], &[Part::Tenants, Part::Audit], &files].concat(),
        };
        assert_eq!(parts, expected, "{:?}", report.findings);
    }
}
