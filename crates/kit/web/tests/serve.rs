//! The listener: compressed answers, an end that lets running requests finish, and no patience with silence.

use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use rathaus_web::serve::serve;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};

async fn ask(address: std::net::SocketAddr, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn text_is_compressed_and_the_end_waits_for_those_inside() {
    let entered = std::sync::Arc::new(Notify::new());
    let inside = entered.clone();
    let router = Router::new()
        .route("/text", get(async || ([(header::CONTENT_TYPE, "text/html")], "x".repeat(5_000))))
        .route("/small", get(async || ([(header::CONTENT_TYPE, "text/html")], "x".repeat(500))))
        .route("/font", get(async || ([(header::CONTENT_TYPE, "font/woff2")], "x".repeat(5_000))))
        .route(
            "/wait",
            get(async move || {
                inside.notify_one();
                tokio::time::sleep(Duration::from_millis(300)).await;
                "fertig"
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (end, ended) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(router, listener, async {
        let _ = ended.await;
    }));
    let gzip = "accept-encoding: gzip\r\n";
    assert!(ask(address, "/text", gzip).await.contains("content-encoding: gzip"));
    assert!(!ask(address, "/text", "").await.contains("content-encoding"));
    assert!(!ask(address, "/small", gzip).await.contains("content-encoding"));
    assert!(!ask(address, "/font", gzip).await.contains("content-encoding"));
    let waiting = tokio::spawn(ask(address, "/wait", ""));
    entered.notified().await;
    end.send(()).expect("still there");
    assert!(waiting.await.expect("not stopped").ends_with("fertig"));
    server.await.expect("not stopped").expect("a good end");
    assert!(TcpStream::connect(address).await.is_err(), "nobody is let in any more");
}
