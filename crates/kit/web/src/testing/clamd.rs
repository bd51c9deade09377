//! A clamd for tests: it speaks the protocol and finds the test file of EICAR.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rathaus_store::Id;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinHandle;

/// The file that every scanner takes for malicious and that does nothing (EICAR, 68 bytes). Put together here, so that no
/// scanner of a developer finds it in this source.
pub fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-", "TEST-FILE!$H+H*"].concat().into_bytes()
}

/// Files of more bytes are refused.
const MOST: usize = 1 << 20;

#[derive(Default)]
struct Shared {
    size: AtomicUsize,
    asked: AtomicUsize,
    is_silent: AtomicBool,
}

/// The running scanner; it ends when this is dropped.
pub struct Clamd {
    address: String,
    socket: Option<PathBuf>,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Clamd {
    /// On a free port.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub async fn tcp() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let shared = Arc::<Shared>::default();
        let own = shared.clone();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, own.clone()));
            }
        });
        Self { address, socket: None, shared, server }
    }

    /// On a socket in the folder for temporary files.
    ///
    /// # Panics
    ///
    /// Where it cannot be made.
    pub async fn unix() -> Self {
        let path = std::env::temp_dir().join(format!("clamd-{}", Id::new(rathaus_store::testing::start())));
        let listener = UnixListener::bind(&path).expect("a socket");
        let shared = Arc::<Shared>::default();
        let own = shared.clone();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, own.clone()));
            }
        });
        Self { address: path.display().to_string(), socket: Some(path), shared, server }
    }

    /// Its address, as [`crate::Scanner`] takes it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many bytes the last file had.
    pub fn last_size(&self) -> usize {
        self.shared.size.load(Ordering::SeqCst)
    }

    /// How many files it was asked about.
    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Gives no answer from now on.
    pub fn be_silent(&self) {
        self.shared.is_silent.store(true, Ordering::SeqCst);
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.server.abort();
        if let Some(path) = &self.socket {
            let _ = std::fs::remove_file(path);
        }
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, shared: Arc<Shared>) {
    let said = heard(&mut stream, &shared).await.unwrap_or_else(|_| b"UNKNOWN COMMAND\0".to_vec());
    if shared.is_silent.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    let _ = stream.write_all(&said).await;
    // What was not read would tear the answer away.
    let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
}

async fn heard(stream: &mut (impl AsyncRead + Unpin), shared: &Shared) -> Result<Vec<u8>, std::io::Error> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).await?;
    if &command != b"zINSTREAM\0" {
        return Ok(b"UNKNOWN COMMAND\0".to_vec());
    }
    shared.asked.fetch_add(1, Ordering::SeqCst);
    let mut whole = Vec::new();
    loop {
        let size = stream.read_u32().await? as usize;
        if size == 0 {
            break;
        }
        if whole.len() + size > MOST {
            return Ok(b"INSTREAM size limit exceeded. ERROR\0".to_vec());
        }
        let begin = whole.len();
        whole.resize(begin + size, 0);
        stream.read_exact(&mut whole[begin..]).await?;
    }
    shared.size.store(whole.len(), Ordering::SeqCst);
    let mark = eicar();
    let is_found = whole.windows(mark.len()).any(|part| part == mark);
    Ok(if is_found { b"stream: Eicar-Test-Signature FOUND\0".to_vec() } else { b"stream: OK\0".to_vec() })
}
