//! Files in a folder and in S3: what was committed can be read, what nobody has any more is deleted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use futures_util::TryStreamExt;
use rathaus_store::files::{self, Files, Place, S3, StoredFile, Swept};
use rathaus_store::testing::{self, Scratch};
use rathaus_store::{Actor, Change, Engine, Id, Record, Scope, Store, TenantId, Workers, args, sql};

fn north(store: &Store) -> Scope {
    store.tenant(TenantId(Id::of_name("north")))
}

async fn begin(scope: &Scope) -> Change {
    scope.change(Actor::Anonymous, testing::start()).await.expect("begins")
}

async fn put(files: &Files, scope: &Scope, bytes: &[u8]) -> Id {
    let mut change = begin(scope).await;
    let id = files
        .put(&mut change, "a/Plan.pdf", "application/pdf", bytes.to_vec(), "offer 1")
        .await
        .expect("put");
    change.commit(Record::new("file.put", id)).await.expect("kept");
    id
}

async fn find(scope: &Scope, id: Id) -> Option<StoredFile> {
    files::find_file(&mut scope.read().await.expect("begins"), id).await.expect("read")
}

fn kept_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.join("files")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found
}

fn workers(files: &Files, scratch: &Scratch) -> Workers {
    files.attend(Workers::new(scratch.store.clone(), std::sync::Arc::new(testing::start)))
}

/// What must hold wherever the bytes are; `count` says how many are there.
async fn journey(scratch: &Scratch, files: &Files, count: impl Fn() -> usize) {
    let scope = north(&scratch.store);
    let id = put(files, &scope, b"one").await;
    let same = put(files, &scope, b"one").await;
    let file = find(&scope, id).await.expect("there");
    assert_eq!((file.name.as_str(), file.size, file.owner.as_str()), ("Plan.pdf", 3, "offer 1"));
    assert_eq!(files.read(&file).await.expect("read").as_ref(), b"one");
    let pieces: Vec<_> = files.stream(&file).await.expect("read").try_collect().await.expect("whole");
    assert_eq!(pieces.concat(), b"one");
    assert_eq!(count(), 1, "the same bytes twice");
    let owned = files::list_files(&mut scope.read().await.expect("begins"), "offer 1").await.expect("read");
    assert_eq!(owned.len(), 2);
    let south = scratch.store.tenant(TenantId(Id::of_name("south")));
    assert_eq!(find(&south, id).await, None);
    assert!(!files.delete(&mut begin(&south).await, id).await.expect("runs"));

    let large: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let large_id = put(files, &scope, &large).await;
    let file = find(&scope, large_id).await.expect("there");
    let pieces: Vec<_> = files.stream(&file).await.expect("read").try_collect().await.expect("whole");
    assert_eq!(pieces.concat(), large);

    // A change that is given up leaves bytes behind, and only those are swept.
    let mut change = begin(&scope).await;
    files.put(&mut change, "x", "", b"lost".to_vec(), "").await.expect("put");
    drop(change);
    assert_eq!(count(), 3);
    workers(files, scratch).work_off().await.expect("works");
    assert_eq!(count(), 2);

    for (deleted, left) in [(id, 2), (same, 1)] {
        let mut change = begin(&scope).await;
        assert!(files.delete(&mut change, deleted).await.expect("deleted"));
        assert!(!files.delete(&mut change, deleted).await.expect("deleted"));
        change.commit(Record::new("file.deleted", deleted)).await.expect("kept");
        assert_eq!(find(&scope, deleted).await, None);
        workers(files, scratch).work_off().await.expect("works");
        assert_eq!(count(), left);
    }
    assert_eq!(files.sweep(testing::start()).await.expect("sweeps"), Swept { looked: 1, deleted: 0 });
    let again = put(files, &scope, b"one").await;
    assert_eq!(files.read(&find(&scope, again).await.expect("there")).await.expect("read").as_ref(), b"one");
}

#[tokio::test]
async fn files_in_a_folder() {
    for scratch in testing::both(&[]).await {
        let files = Files::open(&scratch.store, &Place::Folder).expect("opens");
        let folder = scratch.store.settings().folder.clone();
        journey(&scratch, &files, || kept_in(&folder).len()).await;
    }
}

#[tokio::test]
async fn bytes_that_were_changed_or_are_gone_are_noticed() {
    for scratch in testing::both(&[]).await {
        let files = Files::open(&scratch.store, &Place::Folder).expect("opens");
        let scope = north(&scratch.store);
        let file = find(&scope, put(&files, &scope, b"one").await).await.expect("there");
        let place = kept_in(&scratch.store.settings().folder).remove(0);
        std::fs::write(&place, b"two").expect("written");
        assert!(files.read(&file).await.is_err());
        let streamed: Result<Vec<_>, _> = files.stream(&file).await.expect("begins").try_collect().await;
        assert!(streamed.is_err());
        std::fs::remove_file(&place).expect("removed");
        let error = files.read(&file).await.expect_err("gone").to_string();
        assert!(error.contains("missing"), "{error}");
    }
}

/// INVARIANT: bytes are written and deleted only under the lock of their row.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sweeping_never_takes_the_bytes_of_a_new_file() {
    for scratch in testing::both(&[]).await {
        let files = Files::open(&scratch.store, &Place::Folder).expect("opens");
        let (scope, sweeper) = (north(&scratch.store), files.clone());
        let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
        let sweeping = tokio::spawn(async move {
            while stopped.try_recv().is_err() {
                sweeper.sweep(testing::start()).await.expect("sweeps");
            }
        });
        for _ in 0..60 {
            let id = put(&files, &scope, b"one").await;
            let file = find(&scope, id).await.expect("there");
            assert_eq!(files.read(&file).await.expect("read").as_ref(), b"one");
            let mut change = begin(&scope).await;
            assert!(files.delete(&mut change, id).await.expect("deleted"));
            change.commit(Record::new("file.deleted", id)).await.expect("kept");
        }
        stop.send(()).expect("runs");
        sweeping.await.expect("ends");
    }
}

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// moto, a store that speaks S3, from the Python of `e2e`; none without that Python.
    fn start() -> Option<Self> {
        let Some(python) = std::env::var_os("RATHAUS_TEST_PYTHON") else {
            eprintln!("RATHAUS_TEST_PYTHON is not set: S3 is passed over");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let mut child = Command::new(python)
            .args(["-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
        assert!(
            lines.by_ref().map_while(Result::ok).any(|line| line.contains("Running on")),
            "moto did not start; it is named in e2e/requirements.txt"
        );
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { child, port })
    }

    fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("answers");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answers");
        answer
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_in_s3() {
    let Some(server) = Server::start() else { return };
    for (bucket, scratch) in ["sqlite", "postgres"].into_iter().zip(testing::both(&[]).await) {
        assert!(server.ask("PUT", &format!("/{bucket}")).starts_with("HTTP/1.1 200"));
        let place = Place::S3(S3 {
            endpoint: format!("http://127.0.0.1:{}", server.port),
            bucket: bucket.to_owned(),
            region: "eu-central-1".to_owned(),
            access_key: "key".to_owned(),
            secret_key: "secret words".to_owned(),
        });
        assert!(!format!("{place:?}").contains("secret words"));
        let files = Files::open(&scratch.store, &place).expect("opens");
        journey(&scratch, &files, || server.ask("GET", &format!("/{bucket}")).matches("<Key>").count()).await;
        drop(scratch);
    }
}

/// What [`files::list_files`] asks, in the words of the database's own plan.
#[tokio::test]
async fn the_files_of_an_owner_are_found_without_going_through_all() {
    for scratch in testing::both(&[]).await.into_iter().filter(|scratch| scratch.engine == Engine::Sqlite) {
        let statement = sql!(
            "EXPLAIN QUERY PLAN SELECT * FROM file WHERE tenant = $1 AND owner = $2 AND deleted_at IS NULL ORDER BY id"
        );
        let mut view = north(&scratch.store).read().await.expect("begins");
        let plan = view.all(statement, args!["offer 1"]).await.expect("explained");
        let steps: Vec<String> =
            plan.iter().map(|step| step.get("detail")).collect::<Result<_, _>>().expect("steps");
        assert_eq!(steps, ["SEARCH file USING INDEX file_of (tenant=? AND owner=?)"]);
    }
}
