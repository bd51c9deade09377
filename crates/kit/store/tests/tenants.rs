//! Two tenants in one store: nobody sees or changes what is not theirs, on either database.

use rathaus_store::{
    Actor, Engine, Id, Migration, Record, StoreError, TenantId, args, sql, system_sql, testing,
};

const NOTES: &[Migration] = &[Migration {
    owner: "test",
    name: "0001_note",
    text: "CREATE TABLE note (tenant TEXT NOT NULL, id TEXT NOT NULL, words TEXT, n BIGINT, open BOOLEAN NOT NULL DEFAULT TRUE,
           share DOUBLE PRECISION, raw BYTES, PRIMARY KEY (tenant, id))",
}];

fn two() -> (TenantId, TenantId) {
    (TenantId(Id::of_name("north")), TenantId(Id::of_name("south")))
}

#[tokio::test]
async fn a_change_is_kept_with_its_record_or_not_at_all() {
    for scratch in testing::both(&[NOTES]).await {
        let (north, _) = two();
        let scope = scratch.store.tenant(north);
        let id = Id::new(testing::start());
        let insert =
            sql!("INSERT INTO note (tenant, id, words, n, share, raw) VALUES ($1, $2, $3, $4, $5, $6)");
        let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
        change.run(insert, args![id, "lost", 1_i64, 0.5, vec![1_u8]]).await.expect("inserted");
        drop(change);
        let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
        change.run(insert, args![id, "kept", None::<i64>, 0.5, vec![0_u8, 255]]).await.expect("inserted");
        assert_eq!(change.commit(Record::new("note.written", id)).await.expect("kept"), 1);
        let mut view = scope.read().await.expect("begins");
        let row = view
            .one(sql!("SELECT words, n, open, share, raw FROM note WHERE tenant = $1 AND id = $2"), args![id])
            .await
            .expect("read")
            .expect("there");
        assert_eq!(row.get::<String>("words").expect("words"), "kept");
        assert_eq!(row.get::<Option<i64>>("n").expect("n"), None);
        assert!(row.get::<i64>("n").is_err() && row.get::<String>("nothing").is_err());
        assert!(row.get::<bool>("open").expect("open"));
        assert!((row.get::<f64>("share").expect("share") - 0.5).abs() < f64::EPSILON);
        assert_eq!(row.get::<Vec<u8>>("raw").expect("raw"), [0, 255]);
        let mut change = scope.change(Actor::Anonymous, testing::start()).await.expect("begins");
        let twice = change.run(insert, args![id, "twice", 1_i64, 0.5, vec![1_u8]]).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    }
}

#[tokio::test]
async fn a_tenant_sees_only_its_own_rows() {
    for scratch in testing::both(&[NOTES]).await {
        let (north, south) = two();
        for (tenant, words) in [(north, "north"), (south, "south")] {
            let mut change = scratch
                .store
                .tenant(tenant)
                .change(Actor::Anonymous, testing::start())
                .await
                .expect("begins");
            change
                .run(sql!("INSERT INTO note (tenant, id, words) VALUES ($1, $2, $3)"), args!["1", words])
                .await
                .expect("inserted");
            change.commit(Record::new("note.written", "1")).await.expect("kept");
        }
        let mut view = scratch.store.tenant(south).read().await.expect("begins");
        let rows = view.all(sql!("SELECT words FROM note WHERE tenant = $1"), args![]).await.expect("read");
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].get::<String>("words").expect("words"), "south");
        drop(view);
        let mut system = scratch.store.system().read().await.expect("begins");
        assert_eq!(
            system.all_system(system_sql!("SELECT words FROM note"), args![]).await.expect("read").len(),
            2
        );
    }
}

/// INVARIANT: on PostgreSQL the second wall holds even where a statement forgets its tenant.
#[tokio::test]
async fn row_level_security_holds_without_the_statement() {
    for scratch in testing::both(&[NOTES]).await {
        if scratch.engine == Engine::Sqlite {
            continue;
        }
        let (north, south) = two();
        let mut change =
            scratch.store.tenant(north).change(Actor::Anonymous, testing::start()).await.expect("begins");
        change
            .run(sql!("INSERT INTO note (tenant, id) VALUES ($1, $2)"), args!["1"])
            .await
            .expect("inserted");
        change.commit(Record::new("note.written", "1")).await.expect("kept");
        let mut change =
            scratch.store.tenant(south).change(Actor::Anonymous, testing::start()).await.expect("begins");
        assert!(
            change.all_system(system_sql!("SELECT id FROM note"), args![]).await.expect("read").is_empty()
        );
        let touched =
            change.run_system(system_sql!("UPDATE note SET words = 'mine'"), args![]).await.expect("runs");
        assert_eq!(touched, 0);
        let foreign = change
            .run_system(system_sql!("INSERT INTO note (tenant, id) VALUES ($1, '2')"), args![north])
            .await;
        assert!(foreign.is_err(), "a row of another tenant was written");
    }
}

#[tokio::test]
async fn migrations_run_once_and_refuse_to_be_edited() {
    for scratch in testing::both(&[NOTES]).await {
        let again = rathaus_store::migrate::run(&scratch.store, NOTES, testing::start()).await.expect("runs");
        assert_eq!(again, 0);
        let edited = Migration { text: "CREATE TABLE other (tenant TEXT)", ..NOTES[0] };
        assert!(rathaus_store::migrate::run(&scratch.store, &[edited], testing::start()).await.is_err());
        for text in
            ["DROP TABLE note", "ALTER TABLE note RENAME TO x", "ALTER TABLE note ADD COLUMN x TEXT NOT NULL"]
        {
            let breaking = Migration { owner: "test", name: "0002_x", text };
            assert!(breaking.fault().is_some(), "{text}");
        }
        let adding = Migration { owner: "test", name: "0002_x", text: "ALTER TABLE note ADD COLUMN y TEXT" };
        assert_eq!(
            rathaus_store::migrate::run(&scratch.store, &[adding], testing::start()).await.expect("runs"),
            1
        );
    }
}
