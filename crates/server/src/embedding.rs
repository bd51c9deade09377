//! Vectors from the operator's own embedding server, spoken to as `POST /v1/embeddings` (the form OpenAI set and vLLM,
//! llama.cpp, Ollama and text-embeddings-inference answer). Off unless an address is given. Left out: storing vectors.

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Name of the environment variable that may hold the key of the server.
pub const KEY_VARIABLE: &str = "RATHAUS_EMBEDDING_KEY";
/// Texts sent in one request.
const BATCH: usize = 64;
/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long it may take to reach the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// An embedding server and the model to ask for.
#[derive(Debug)]
pub struct EmbeddingServer {
    endpoint: String,
    model: String,
    key: Option<String>,
    agent: ureq::Agent,
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [&'a str],
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    index: usize,
    embedding: Vec<f32>,
}

impl EmbeddingServer {
    /// A server at `url` (with or without `/v1/embeddings` at its end), with the key from [`KEY_VARIABLE`] if it is set.
    pub fn from_environment(url: &str, model: &str) -> Self {
        Self::new(url, model, std::env::var(KEY_VARIABLE).ok().filter(|k| !k.trim().is_empty()))
    }

    /// As [`EmbeddingServer::from_environment`], with the key given.
    pub fn new(url: &str, model: &str, key: Option<String>) -> Self {
        let base = url.trim_end_matches('/');
        let endpoint = if base.ends_with("/embeddings") {
            base.to_string()
        } else if base.ends_with("/v1") {
            format!("{base}/embeddings")
        } else {
            format!("{base}/v1/embeddings")
        };
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .http_status_as_error(false)
            .build()
            .into();
        Self { endpoint, model: model.to_string(), key, agent }
    }

    /// One vector per text, in the order of the texts, all of one dimension.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached, refuses, or answers something that is not one finite vector per text.
    pub fn embed(&self, texts: &[&str]) -> anyhow::Result<Vec<Vec<f32>>> {
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            vectors.extend(
                self.embed_batch(batch).with_context(|| format!("embedding server {}", self.endpoint))?,
            );
        }
        let dimension = vectors.first().map_or(0, Vec::len);
        if vectors.iter().any(|v| v.len() != dimension) {
            bail!("embedding server {}: vectors of different lengths", self.endpoint);
        }
        Ok(vectors)
    }

    fn embed_batch(&self, texts: &[&str]) -> anyhow::Result<Vec<Vec<f32>>> {
        let mut request = self.agent.post(&self.endpoint);
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let mut response =
            request.send_json(Request { model: &self.model, input: texts }).context("cannot be reached")?;
        let status = response.status();
        if !status.is_success() {
            let text = response.body_mut().read_to_string().unwrap_or_default();
            bail!("answered {status}: {}", text.chars().take(300).collect::<String>());
        }
        let answer: Answer = response
            .body_mut()
            .with_config()
            .limit(256 << 20)
            .read_json()
            .context("the answer is not as expected")?;
        if answer.data.len() != texts.len() {
            bail!("{} vectors for {} texts", answer.data.len(), texts.len());
        }
        let mut vectors = vec![Vec::new(); texts.len()];
        for row in answer.data {
            match vectors.get_mut(row.index) {
                Some(slot) if slot.is_empty() => *slot = row.embedding,
                _ => bail!("vector number {} is one too many", row.index),
            }
        }
        if vectors.iter().any(|v| v.is_empty() || v.iter().any(|x| !x.is_finite())) {
            bail!("a vector is empty or holds a number that is none");
        }
        Ok(vectors)
    }
}

/// A server for tests that answers every request with what `answer` makes of its body.
#[cfg(test)]
pub mod stub {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpListener;

    /// Starts it; gives its address. It serves `requests` requests and ends.
    pub fn serve(
        requests: usize,
        mut answer: impl FnMut(&str, serde_json::Value) -> (u16, String) + Send + 'static,
    ) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for _ in 0..requests {
                let (mut stream, _) = listener.accept().unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    if line == "\r\n" || line.is_empty() {
                        break;
                    }
                    head.push_str(&line);
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let (status, text) = answer(&head, serde_json::from_slice(&body).unwrap());
                let answer = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n{text}",
                    text.len()
                );
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    /// Vectors that count the letters a, b and c of each text, last text first.
    pub fn letters(body: &serde_json::Value) -> String {
        let texts = body["input"].as_array().unwrap();
        let rows: Vec<serde_json::Value> = (0..texts.len())
            .rev()
            .map(|i| {
                let text = texts[i].as_str().unwrap();
                let count = |c| text.matches(c).count() as f64 + 0.01;
                serde_json::json!({"index": i, "embedding": [count('a'), count('b'), count('c')]})
            })
            .collect();
        serde_json::json!({ "data": rows }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_key_and_order() {
        let address = stub::serve(2, |head, body| {
            assert!(head.starts_with("POST /v1/embeddings "), "{head}");
            assert!(head.to_ascii_lowercase().contains("authorization: bearer geheim"), "{head}");
            assert_eq!(body["model"], "m");
            (200, stub::letters(&body))
        });
        let server = EmbeddingServer::new(&format!("{address}/v1/"), "m", Some("geheim".to_string()));
        let texts: Vec<String> = (0..70).map(|i| "a".repeat(i % 5)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vectors = server.embed(&texts).unwrap();
        assert_eq!(vectors.len(), 70);
        for (i, vector) in vectors.iter().enumerate() {
            assert!((vector[0] - (i % 5) as f32).abs() < 0.1);
        }
    }

    #[test]
    fn refusals_are_told() {
        for (status, body, expected) in [
            (401, "kein Schlüssel", "answered 401"),
            (200, "{\"data\":[]}", "0 vectors for 1 texts"),
            (200, "{", "not as expected"),
            (200, "{\"data\":[{\"index\":3,\"embedding\":[1]}]}", "vector number 3 is one too many"),
            (200, "{\"data\":[{\"index\":0,\"embedding\":[]}]}", "a vector is empty"),
        ] {
            let address = stub::serve(1, move |_, _| (status, body.to_string()));
            let error = EmbeddingServer::new(&address, "m", None).embed(&["x"]).unwrap_err();
            assert!(format!("{error:#}").contains(expected), "{error:#}");
        }
        let error = EmbeddingServer::new("http://127.0.0.1:1", "m", None).embed(&["x"]).unwrap_err();
        assert!(format!("{error:#}").contains("cannot be reached"), "{error:#}");
    }
}
