//! The audit log on both databases: what was done to it by hand is found and named.

use rathaus_store::audit::checkpoint::{self, Checkpoint, Key};
use rathaus_store::audit::verify::{self, What};
use rathaus_store::audit::{self, EntryFilter};
use rathaus_store::testing::{self, Scratch};
use rathaus_store::{Actor, Id, Record, Slice, SystemSql, TenantId, args, system_sql};

fn north() -> TenantId {
    TenantId(Id::of_name("north"))
}

async fn act(scratch: &Scratch, tenant: TenantId, count: usize) {
    for n in 0..count {
        let scope = scratch.store.tenant(tenant);
        let change = scope.change(Actor::Program("test"), testing::start()).await.expect("begins");
        let record = Record::new("need.written", n % 3).with("words", "Grüße \u{1f642}").with("n", n);
        change.commit(record).await.expect("kept");
    }
}

async fn signed(scratch: &Scratch) -> Vec<Checkpoint> {
    let key = Key::open(&scratch.store.settings().folder).expect("a key");
    checkpoint::make(&scratch.store, &key, testing::start()).await.expect("made")
}

#[tokio::test]
async fn manipulations_by_hand_are_found() {
    const ACTS: &[(&[SystemSql], &[What])] = &[
        (&[system_sql!("UPDATE audit SET details = '{}' WHERE tenant = $1 AND seq = 4")], &[What::Edited]),
        (&[system_sql!("UPDATE audit SET at = at + 1 WHERE tenant = $1 AND seq = 4")], &[What::Edited]),
        (&[system_sql!("DELETE FROM audit WHERE tenant = $1 AND seq = 4")], &[What::Deleted(1)]),
        (&[system_sql!("DELETE FROM audit WHERE tenant = $1 AND seq < 4")], &[What::Deleted(3)]),
        (
            &[
                system_sql!("UPDATE audit SET seq = -1 WHERE tenant = $1 AND seq = 4"),
                system_sql!("UPDATE audit SET seq = 4 WHERE tenant = $1 AND seq = 5"),
                system_sql!("UPDATE audit SET seq = 5 WHERE tenant = $1 AND seq = -1"),
            ],
            &[What::Moved, What::Edited, What::Moved, What::Edited, What::Moved],
        ),
        (
            &[system_sql!(
                "INSERT INTO audit SELECT tenant, 0, at, actor, action, subject, details, before, hash FROM audit \
                 WHERE tenant = $1 AND seq = 4"
            )],
            &[What::Inserted, What::Edited, What::Moved],
        ),
        (&[system_sql!("DELETE FROM audit WHERE tenant = $1 AND seq > 8")], &[What::Cut]),
        (
            &[
                system_sql!("DELETE FROM audit WHERE tenant = $1 AND seq > 8"),
                system_sql!(
                    "UPDATE audit_head SET seq = 8, hash = (SELECT hash FROM audit a WHERE a.tenant = $1 AND a.seq = 8) \
                     WHERE tenant = $1"
                ),
            ],
            &[What::Cut],
        ),
        (&[system_sql!("DELETE FROM audit_head WHERE tenant = $1")], &[What::WrongEnd]),
        (
            &[
                system_sql!("DELETE FROM audit WHERE tenant = $1"),
                system_sql!("DELETE FROM audit_head WHERE tenant = $1"),
                system_sql!("DELETE FROM audit_checkpoint WHERE tenant = $1"),
            ],
            &[What::CheckpointDeleted, What::Cut],
        ),
        (&[system_sql!("DELETE FROM audit_checkpoint WHERE tenant = $1")], &[What::CheckpointDeleted]),
        (
            &[system_sql!("UPDATE audit_checkpoint SET seq = 9 WHERE tenant = $1")],
            &[What::Unsigned, What::CheckpointDeleted],
        ),
    ];
    for scratch in testing::both(&[]).await {
        act(&scratch, north(), 10).await;
        act(&scratch, TenantId::HOUSE, 3).await;
        assert_eq!(signed(&scratch).await.len(), 2);
        act(&scratch, TenantId::HOUSE, 2).await;
        let good = verify::verify(&scratch.store).await.expect("read");
        assert!(good.is_good(), "{:?}", good.faults);
        assert_eq!((good.chains, good.records, good.checkpoints), (2, 15, 2));

        let folder = &scratch.store.settings().folder;
        let kept = std::fs::read_to_string(folder.join(checkpoint::FILE)).expect("the file");
        let trusted = checkpoint::trusted(folder).expect("keys");
        for (statements, found) in ACTS {
            // Never committed: each begins with the good chain.
            let mut change =
                scratch.store.system().change(Actor::Anonymous, testing::start()).await.expect("begins");
            for statement in *statements {
                let touched = change.run_system(*statement, args![north()]).await.expect("runs");
                assert!(touched > 0, "{statement:?}");
            }
            let report = verify::verify_in(&mut change, &kept, &trusted).await.expect("read");
            let whats: Vec<What> = report.faults.iter().map(|fault| fault.what.clone()).collect();
            assert_eq!(whats, *found, "{:?} {statements:?}", scratch.engine);
            assert!(report.faults.iter().all(|fault| fault.tenant == north().to_string()));
        }
        let mut view = scratch.store.system().read().await.expect("begins");
        let stranger = verify::verify_in(&mut view, &kept, &[]).await.expect("read");
        assert!(stranger.faults.iter().all(|fault| fault.what == What::Unsigned));
        assert_eq!(stranger.faults.len(), 2);
        let spoilt =
            verify::verify_in(&mut view, &format!("{kept}nonsense\n"), &trusted).await.expect("read");
        assert!(
            matches!(&spoilt.faults[..], [fault] if matches!(fault.what, What::Unreadable(_)) && fault.seq == 3)
        );
    }
}

#[tokio::test]
async fn checkpoints_are_made_when_there_is_something_new() {
    for scratch in testing::both(&[]).await {
        assert_eq!(signed(&scratch).await, []);
        act(&scratch, north(), 2).await;
        let first = signed(&scratch).await;
        assert_eq!((first.len(), first[0].seq), (1, 2));
        assert_eq!(signed(&scratch).await, []);
        act(&scratch, north(), 1).await;
        assert_eq!(signed(&scratch).await[0].seq, 3);
        let mut view = scratch.store.tenant(north()).read().await.expect("begins");
        let newest = checkpoint::find_newest(&mut view).await.expect("read").expect("there");
        assert_eq!(newest.seq, 3);
        let folder = &scratch.store.settings().folder;
        let kept = std::fs::read_to_string(folder.join(checkpoint::FILE)).expect("the file");
        assert_eq!(
            kept.lines().map(|line| line.parse::<Checkpoint>().expect("a line")).collect::<Vec<_>>(),
            [first[0].clone(), newest]
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode =
                std::fs::metadata(folder.join("keys/audit.ed25519")).expect("a key").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(folder.join("keys/audit.trusted"), "abc\n").expect("written");
        let error = checkpoint::trusted(folder).expect_err("no key").to_string();
        assert!(error.contains("audit.trusted, line 1"), "{error}");
    }
}

#[tokio::test]
async fn entries_are_listed_by_subject_actor_and_action() {
    for scratch in testing::both(&[]).await {
        act(&scratch, north(), 9).await;
        let mut view = scratch.store.tenant(north()).read().await.expect("begins");
        let all = EntryFilter::default();
        let (rows, total) =
            audit::list_entries(&mut view, &all, Slice { offset: 1, limit: 2 }).await.expect("read");
        assert_eq!((rows.iter().map(|entry| entry.seq).collect::<Vec<_>>(), total), (vec![8, 7], 9));
        let one = EntryFilter { subject: Some("1".to_owned()), ..EntryFilter::default() };
        assert_eq!(audit::list_entries(&mut view, &one, Slice::first(9)).await.expect("read").1, 3);
        let nobody = EntryFilter { actor: Some("anonymous".to_owned()), ..EntryFilter::default() };
        assert_eq!(audit::list_entries(&mut view, &nobody, Slice::first(9)).await.expect("read").1, 0);
        let mut other = scratch.store.tenant(TenantId::HOUSE).read().await.expect("begins");
        assert_eq!(audit::list_entries(&mut other, &all, Slice::first(9)).await.expect("read").1, 0);
    }
}
