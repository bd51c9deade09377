//! Jobs on both databases: each is done, once, whatever stops.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use rathaus_store::jobs::{self, JobFilter, JobState, Now};
use rathaus_store::testing::{self, Scratch};
use rathaus_store::{
    Actor, Id, Job, JobError, Migration, Record, Slice, Store, StoreError, Task, TenantId, Workers, args, sql,
};
use tokio::sync::{Notify, oneshot};

const MARKS: &[Migration] = &[Migration {
    owner: "test",
    name: "0001_mark",
    text: "CREATE TABLE mark (tenant TEXT NOT NULL, id TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (tenant, id, n))",
}];

fn north() -> TenantId {
    TenantId(Id::of_name("north"))
}

/// A clock that stands until it is moved, in seconds after the start.
#[derive(Clone, Default)]
struct Hand(Arc<AtomicI64>);

impl Hand {
    fn now(&self) -> Timestamp {
        let seconds = testing::start().as_second() + self.0.load(Ordering::SeqCst);
        Timestamp::from_second(seconds).expect("a time")
    }

    fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn clock(&self) -> Now {
        let hand = self.clone();
        Arc::new(move || hand.now())
    }
}

async fn add(store: &Store, now: Timestamp, job: Job) -> Id {
    let mut change = store.tenant(north()).change(Actor::Anonymous, now).await.expect("begins");
    let id = change.enqueue(job).await.expect("added");
    change.commit(Record::new("job.added", id)).await.expect("kept");
    id
}

async fn job(store: &Store, id: Id) -> jobs::StoredJob {
    let mut view = store.tenant(north()).read().await.expect("begins");
    jobs::find_job(&mut view, id).await.expect("read").expect("there")
}

fn plain(kind: &'static str) -> Job {
    Job::new(kind, &1).expect("a job")
}

/// A second store on the same database, as another server opens it.
async fn neighbour(scratch: &Scratch) -> Store {
    Store::open(scratch.store.settings().clone()).await.expect("opens")
}

#[tokio::test]
async fn a_job_is_there_exactly_if_its_change_is() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let scope = scratch.store.tenant(north());
        let mut change = scope.change(Actor::Anonymous, hand.now()).await.expect("begins");
        change.enqueue(plain("a")).await.expect("added");
        drop(change);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = seen.clone();
        let workers = Workers::new(scratch.store.clone(), hand.clock()).on("a", move |task: Task| {
            noted.lock().expect("free").push((task.payload::<u8>(), task.tries));
            async { Ok(()) }
        });
        assert_eq!(workers.work_off().await.expect("works"), 0);
        let id = add(&scratch.store, hand.now(), plain("a")).await;
        add(&scratch.store, hand.now(), plain("unknown")).await;
        let later =
            add(&scratch.store, hand.now(), plain("a").at(hand.now() + Duration::from_secs(60))).await;
        assert_eq!(workers.work_off().await.expect("works"), 1);
        assert_eq!(*seen.lock().expect("free"), [(Ok(1), 1)]);
        let done = job(&scratch.store, id).await;
        assert_eq!((done.state, done.done_at), (JobState::Done, Some(hand.now())));
        assert_eq!(job(&scratch.store, later).await.state, JobState::Waiting);
        hand.forward(60);
        assert_eq!(workers.work_off().await.expect("works"), 1);

        let mut view = scope.read().await.expect("begins");
        let all = JobFilter::default();
        let (rows, total) = jobs::list_jobs(&mut view, &all, Slice::first(2)).await.expect("read");
        assert_eq!((rows.len(), total), (2, 3));
        let waiting = JobFilter { kind: Some("unknown".to_owned()), state: Some(JobState::Waiting) };
        assert_eq!(jobs::list_jobs(&mut view, &waiting, Slice::first(9)).await.expect("read").1, 1);
        let mut other = scratch.store.tenant(TenantId::HOUSE).read().await.expect("begins");
        assert_eq!(jobs::find_job(&mut other, id).await.expect("read"), None);
        assert_eq!(jobs::list_jobs(&mut other, &all, Slice::first(9)).await.expect("read").1, 0);
    }
    assert!(Job::new("a,b", &1).is_err() && Job::new("", &1).is_err());
}

#[tokio::test]
async fn a_key_admits_one_job_until_it_is_dead() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let keyed = || plain("a").once("round 1").tries(1);
        let first = add(&scratch.store, hand.now(), keyed()).await;
        assert_eq!(add(&scratch.store, hand.now(), keyed()).await, first);
        assert_ne!(add(&scratch.store, hand.now(), plain("a").once("round 2")).await, first);
        let fails = Workers::new(scratch.store.clone(), hand.clock())
            .on("a", |_| async { Err(JobError::Later("no".to_owned())) });
        fails.work_off().await.expect("works");
        let second = add(&scratch.store, hand.now(), keyed()).await;
        assert_ne!(second, first);
        let works = Workers::new(scratch.store.clone(), hand.clock()).on("a", |_| async { Ok(()) });
        works.work_off().await.expect("works");
        assert_eq!(add(&scratch.store, hand.now(), keyed()).await, second);
        let mut change =
            scratch.store.tenant(north()).change(Actor::Anonymous, hand.now()).await.expect("begins");
        let revived = jobs::revive(&mut change, first).await;
        assert!(matches!(revived, Err(StoreError::Conflict(_))), "{revived:?}");
    }
}

#[tokio::test]
async fn failures_wait_longer_and_longer_and_end_dead() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let workers = Workers::new(scratch.store.clone(), hand.clock())
            .on("later", |_| async { Err(JobError::Later("the other side is closed".to_owned())) })
            .on("panic", |task: Task| async move {
                assert!(task.tries > 1, "first try");
                Ok(())
            })
            .on("never", |task: Task| async move {
                task.payload::<Vec<String>>()?;
                Ok(())
            });
        let never = add(&scratch.store, hand.now(), plain("never")).await;
        let panic = add(&scratch.store, hand.now(), plain("panic")).await;
        let later = add(&scratch.store, hand.now(), plain("later").tries(3)).await;
        assert_eq!(workers.work_off().await.expect("works"), 3);
        let stored = job(&scratch.store, never).await;
        assert!(stored.state == JobState::Dead && stored.error.is_some_and(|words| words.contains("never")));
        let stored = job(&scratch.store, panic).await;
        assert_eq!(stored.error.as_deref(), Some("the handler panicked: first try"));
        assert!(stored.state == JobState::Waiting && stored.run_at >= hand.now() + Duration::from_secs(10));
        hand.forward(9);
        assert_eq!(workers.work_off().await.expect("works"), 0);
        hand.forward(3);
        assert_eq!(workers.work_off().await.expect("works"), 2);
        assert_eq!(job(&scratch.store, panic).await.state, JobState::Done);
        hand.forward(12);
        assert_eq!(workers.work_off().await.expect("works"), 0, "the second pause is longer");
        hand.forward(24);
        assert_eq!(workers.work_off().await.expect("works"), 1);
        assert_eq!(job(&scratch.store, later).await.state, JobState::Dead);

        let mut system = scratch.store.system().read().await.expect("begins");
        let (dead, total) = jobs::list_dead(&mut system, Slice::first(9)).await.expect("read");
        assert_eq!(dead.iter().map(|job| job.id).collect::<BTreeSet<_>>(), BTreeSet::from([later, never]));
        assert_eq!(total, 2);
        drop(system);
        let mut change =
            scratch.store.tenant(north()).change(Actor::Anonymous, hand.now()).await.expect("begins");
        assert!(jobs::revive(&mut change, later).await.expect("runs"));
        assert!(!jobs::revive(&mut change, panic).await.expect("runs"));
        assert!(jobs::delete_dead(&mut change, never).await.expect("runs"));
        assert!(!jobs::delete_dead(&mut change, panic).await.expect("runs"));
        change.commit(Record::new("job.revived", later)).await.expect("kept");
        assert_eq!(workers.work_off().await.expect("works"), 1);
        assert_eq!(job(&scratch.store, later).await.tries, 1);
    }
}

/// INVARIANT: with several servers every job is done exactly once while none of them stops.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_share_five_hundred_jobs() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let mut change =
            scratch.store.tenant(north()).change(Actor::Anonymous, hand.now()).await.expect("begins");
        for n in 0..500 {
            change.enqueue(Job::new("count", &n).expect("a job")).await.expect("added");
        }
        change.commit(Record::new("jobs.added", "all")).await.expect("kept");
        let done: Arc<Mutex<BTreeMap<u32, Vec<usize>>>> = Arc::default();
        let all = Arc::new(Notify::new());
        let mut servers = Vec::new();
        for (server, store) in [scratch.store.clone(), neighbour(&scratch).await].into_iter().enumerate() {
            let (noted, end) = (done.clone(), all.clone());
            let workers = Workers::new(store, hand.clock()).at_once(8).on("count", move |task: Task| {
                let (noted, end) = (noted.clone(), end.clone());
                async move {
                    let n: u32 = task.payload()?;
                    tokio::task::yield_now().await;
                    let mut noted = noted.lock().expect("free");
                    noted.entry(n).or_default().push(server);
                    if noted.len() == 500 {
                        end.notify_waiters();
                    }
                    Ok(())
                }
            });
            let (stop, stopped) = oneshot::channel::<()>();
            let handle = tokio::spawn(workers.run(async move {
                let _ = stopped.await;
            }));
            servers.push((stop, handle));
        }
        all.notified().await;
        for (stop, handle) in servers {
            stop.send(()).expect("runs");
            handle.await.expect("ends");
        }
        {
            let done = done.lock().expect("free");
            assert!(done.values().all(|servers| servers.len() == 1), "{:?}", scratch.engine);
            for server in [0, 1] {
                assert!(done.values().any(|by| by[0] == server), "server {server} did nothing");
            }
        }
        let mut view = scratch.store.tenant(north()).read().await.expect("begins");
        let filter = JobFilter { kind: None, state: Some(JobState::Done) };
        assert_eq!(jobs::list_jobs(&mut view, &filter, Slice::first(1)).await.expect("read").1, 500);
    }
}

#[tokio::test]
async fn the_lease_of_a_crashed_server_lapses() {
    for scratch in testing::both(&[MARKS]).await {
        let hand = Hand::default();
        let id = add(&scratch.store, hand.now(), plain("slow")).await;
        let started = Arc::new(Notify::new());
        let begun = started.clone();
        let crashing = Workers::new(neighbour(&scratch).await, hand.clock()).on("slow", move |_| {
            begun.notify_one();
            std::future::pending()
        });
        let server = tokio::spawn(async move { crashing.work_off().await });
        started.notified().await;
        server.abort();
        let _ = server.await;
        let next = Workers::new(scratch.store.clone(), hand.clock()).on("slow", |task: Task| async move {
            let mut change = task.scope.change(Actor::Program("slow"), task.now()).await?;
            change.run(sql!("INSERT INTO mark (tenant, id, n) VALUES ($1, $2, 1)"), args![task.id]).await?;
            task.finish(&mut change).await?;
            change.commit(Record::new("mark.made", task.id)).await?;
            Ok(())
        });
        assert_eq!(job(&scratch.store, id).await.state, JobState::Running);
        assert_eq!(next.work_off().await.expect("works"), 0);
        hand.forward(61);
        assert_eq!(next.work_off().await.expect("works"), 1);
        let done = job(&scratch.store, id).await;
        assert_eq!((done.state, done.tries), (JobState::Done, 2));
    }
}

#[tokio::test]
async fn who_lost_a_job_cannot_finish_it() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let id = add(&scratch.store, hand.now(), plain("slow")).await;
        let (inner, outer) = (hand.clone(), scratch.store.clone());
        let first = Workers::new(scratch.store.clone(), hand.clock()).on("slow", move |task: Task| {
            let (hand, store) = (inner.clone(), outer.clone());
            async move {
                if task.tries > 1 {
                    return Ok(());
                }
                // Stands still for longer than the lease; another server does the job meanwhile.
                hand.forward(61);
                let other = Workers::new(store, hand.clock()).on("slow", |_| async { Ok(()) });
                assert_eq!(other.work_off().await?, 1);
                let mut change = task.scope.change(Actor::Program("slow"), task.now()).await?;
                let finished = task.finish(&mut change).await;
                assert!(matches!(finished, Err(StoreError::Conflict(_))), "{finished:?}");
                Err(finished.expect_err("refused").into())
            }
        });
        assert_eq!(first.work_off().await.expect("works"), 1);
        let stored = job(&scratch.store, id).await;
        assert_eq!((stored.state, stored.tries), (JobState::Done, 2), "{:?}", stored.error);
    }
}

#[tokio::test]
async fn long_work_keeps_its_lease_and_shows_how_far_it_is() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let id = add(&scratch.store, hand.now(), plain("long")).await;
        let moved = hand.clone();
        let workers = Workers::new(scratch.store.clone(), hand.clock()).lease(Duration::from_millis(60)).on(
            "long",
            move |task: Task| {
                let hand = moved.clone();
                async move {
                    task.progress(0.5, "Halb").await?;
                    hand.forward(1_000);
                    // Ends when the lease was renewed at the new time.
                    loop {
                        let mut view = task.scope.read().await?;
                        let until = view
                            .one(sql!("SELECT lease_until FROM job WHERE tenant = $1"), args![])
                            .await?
                            .map(|row| row.get::<Timestamp>("lease_until"));
                        if until.transpose()?.is_some_and(|until| until > hand.now()) {
                            return Ok(());
                        }
                        drop(view);
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                }
            },
        );
        assert_eq!(workers.work_off().await.expect("works"), 1);
        let done = job(&scratch.store, id).await;
        assert_eq!(
            (done.state, done.progress, done.progress_note.as_deref()),
            (JobState::Done, Some(0.5), Some("Halb"))
        );
    }
}

#[tokio::test]
async fn what_recurs_runs_once_in_each_period_on_all_servers() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let runs = Arc::new(AtomicUsize::new(0));
        let mut servers = Vec::new();
        for store in [scratch.store.clone(), neighbour(&scratch).await] {
            let counted = runs.clone();
            servers.push(Workers::new(store, hand.clock()).every("tidy", Duration::from_secs(3_600)).on(
                "tidy",
                move |_| {
                    counted.fetch_add(1, Ordering::SeqCst);
                    async { Ok(()) }
                },
            ));
        }
        for (forward, expected) in [(0, 1), (1_800, 1), (1_800, 2), (36_000, 3)] {
            hand.forward(forward);
            let (one, two) = tokio::join!(servers[0].work_off(), servers[1].work_off());
            one.expect("works");
            two.expect("works");
            assert_eq!(runs.load(Ordering::SeqCst), expected, "{:?} +{forward}", scratch.engine);
        }
    }
}

#[tokio::test]
async fn at_the_end_running_jobs_finish_or_wait_for_the_next_server() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let (short, stuck) = (
            add(&scratch.store, hand.now(), plain("short")).await,
            add(&scratch.store, hand.now(), plain("stuck")).await,
        );
        let begun = Arc::new(tokio::sync::Semaphore::new(0));
        let (one, two) = (begun.clone(), begun.clone());
        let go = Arc::new(Notify::new());
        let wait = go.clone();
        let workers = Workers::new(scratch.store.clone(), hand.clock())
            .grace(Duration::from_millis(300))
            .on("short", move |_| {
                one.add_permits(1);
                let wait = wait.clone();
                async move {
                    wait.notified().await;
                    Ok(())
                }
            })
            .on("stuck", move |_| {
                two.add_permits(1);
                std::future::pending()
            });
        let server = tokio::spawn(workers.run(async move {
            begun.acquire_many(2).await.expect("open").forget();
            go.notify_one();
        }));
        server.await.expect("ends");
        assert_eq!(job(&scratch.store, short).await.state, JobState::Done);
        let stored = job(&scratch.store, stuck).await;
        assert_eq!((stored.state, stored.tries), (JobState::Waiting, 0));
    }
}

#[tokio::test]
async fn a_commit_wakes_the_workers_of_this_process() {
    for scratch in testing::both(&[]).await {
        let hand = Hand::default();
        let done = Arc::new(Notify::new());
        let noted = done.clone();
        let workers = Workers::new(scratch.store.clone(), hand.clock()).poll(Duration::from_secs(3_600)).on(
            "a",
            move |_| {
                noted.notify_one();
                async { Ok(()) }
            },
        );
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(workers.run(async move {
            let _ = stopped.await;
        }));
        for _ in 0..3 {
            add(&scratch.store, hand.now(), plain("a")).await;
            done.notified().await;
        }
        stop.send(()).expect("runs");
        server.await.expect("ends");
    }
}
