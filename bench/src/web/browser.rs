//! A browser as far as a server notices it: one connection that is kept, cookies, compressed answers, forms.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, Response, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// No page may take longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The media type and the bytes of what is sent.
type Sent = (String, Bytes);

/// One visitor of one server.
pub struct Browser {
    host: String,
    open: Option<SendRequest<Full<Bytes>>>,
    cookies: BTreeMap<String, String>,
    encoding: &'static str,
}

/// An answer, read to its end.
pub struct Reply {
    pub status: u16,
    /// Path of the redirect; empty where there is none.
    pub location: String,
    pub text: String,
    /// From the first byte sent to the last byte read, a new connection included.
    pub took: Duration,
}

impl Browser {
    /// A visitor without cookies; `host` is `127.0.0.1:8080`.
    pub fn new(host: &str) -> Self {
        Self { host: host.to_owned(), open: None, cookies: BTreeMap::new(), encoding: "gzip" }
    }

    /// The same, one that reads nothing compressed.
    pub fn uncompressed(host: &str) -> Self {
        Self { encoding: "identity", ..Self::new(host) }
    }

    /// The `Cookie` header of the next request.
    pub fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Takes a `Cookie` header over.
    pub fn take(&mut self, cookie: &str) {
        for (name, value) in cookie.split("; ").filter_map(|pair| pair.split_once('=')) {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub async fn get(&mut self, path: &str) -> Result<Reply> {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Result<Reply> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask(
            Method::POST,
            path,
            Some(("application/x-www-form-urlencoded".to_owned(), Bytes::from(body))),
        )
        .await
    }

    /// Sends a form with a file: the name of its field, its own name, its bytes.
    pub async fn post_file(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Result<Reply> {
        const MARK: &str = "----bench7MA4YWxkTrZu0gW";
        let mut body = Vec::with_capacity(bytes.len() + 4_096);
        for (name, value) in fields {
            body.extend(
                format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        let head = format!(
            "--{MARK}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/pdf\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend_from_slice(bytes);
        body.extend(format!("\r\n--{MARK}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={MARK}");
        self.ask(Method::POST, path, Some((kind, Bytes::from(body)))).await
    }

    /// Ends the connection; the next request makes a new one.
    pub fn hang_up(&mut self) {
        self.open = None;
    }

    async fn ask(&mut self, method: Method, path: &str, body: Option<Sent>) -> Result<Reply> {
        let begun = Instant::now();
        let place = format!("{method} {path}");
        let whole = tokio::time::timeout(PATIENCE, self.exchange(method, path, body)).await;
        let (head, bytes) = whole.with_context(|| format!("{place}: no answer"))?.context(place)?;
        let took = begun.elapsed();
        for line in head.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.trim().to_owned(), value.trim_matches('"').to_owned());
            }
        }
        let named = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut text = String::new();
        if named(header::CONTENT_ENCODING) == "gzip" {
            flate2::read::GzDecoder::new(bytes.as_ref()).read_to_string(&mut text)?;
        } else {
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
        let location = named(header::LOCATION);
        let location = location.strip_prefix(&format!("http://{}", self.host)).unwrap_or(location).to_owned();
        Ok(Reply { status: head.status.as_u16(), location, text, took })
    }

    async fn exchange(
        &mut self,
        method: Method,
        path: &str,
        body: Option<Sent>,
    ) -> Result<(hyper::http::response::Parts, Bytes)> {
        let path = path.split('#').next().unwrap_or(path);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_ENCODING, self.encoding)
            .header(header::ACCEPT_LANGUAGE, "de,en;q=0.5");
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookie());
        }
        if let Some((kind, _)) = &body {
            request = request
                .header(header::CONTENT_TYPE, kind)
                .header(header::ORIGIN, format!("http://{}", self.host));
        }
        let request = request.body(Full::new(body.map(|(_, bytes)| bytes).unwrap_or_default()))?;
        let mut open = match self.open.take() {
            Some(mut open) => match open.ready().await {
                Ok(()) => open,
                Err(_) => connect(&self.host).await?,
            },
            None => connect(&self.host).await?,
        };
        let response: Response<Incoming> = open.send_request(request).await?;
        let (head, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes();
        self.open = Some(open);
        Ok((head, bytes))
    }
}

/// A new connection.
pub async fn connect(host: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    let (open, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(async move {
        // A connection that ends early is seen by the next request.
        let _ = connection.await;
    });
    Ok(open)
}

/// What the first form of a page that posts back to the page itself would send, untouched: hidden inputs, texts, the chosen
/// or first of a selection. Boxes and radio buttons are sent only where they are set.
pub fn sheet(page: &str, with: &str) -> Result<Vec<(String, String)>> {
    // Templates write the stroke of an address so.
    let page = &page.replace("&#x2f;", "/");
    let forms = page.split("<form").skip(1).map(|form| form.split("</form").next().unwrap_or(form));
    let form = forms.into_iter().find(|form| form.contains(with));
    let Some(form) = form else {
        bail!("no form with {with} in: {}", page.chars().take(2_000).collect::<String>())
    };
    let mut fields = Vec::new();
    for piece in form.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        let Some(name) = attribute(tag, "name") else { continue };
        if tag.starts_with("input") {
            let is_box = kind == "checkbox" || kind == "radio";
            if is_box && !tag.contains(" checked") || kind == "file" || kind == "submit" {
                continue;
            }
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        } else if tag.starts_with("textarea") {
            fields.push((name, piece.split_once('>').map_or("", |(_, text)| text).trim().to_owned()));
        } else if tag.starts_with("select") {
            let at = piece.as_ptr() as usize - form.as_ptr() as usize;
            let inside = form[at..].split("</select").next().unwrap_or_default();
            let options = || inside.split("<option").skip(1).filter_map(|option| option.split('>').next());
            let chosen = options().find(|tag| tag.contains(" selected")).or_else(|| options().next());
            fields.push((name, chosen.and_then(|tag| attribute(tag, "value")).unwrap_or_default()));
        }
    }
    ensure!(!fields.is_empty(), "a form with {with} has no fields");
    Ok(fields)
}

/// Sets a field, whether the form had it or not.
pub fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(other, _)| other != name);
    fields.push((name.to_owned(), value.to_owned()));
}

/// The value of an attribute, quoted or not.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(&format!("{name}="))?;
        let is_own = rest[..at].ends_with([' ', '\n', '\t', '"']);
        rest = &rest[at + name.len() + 1..];
        if !is_own {
            continue;
        }
        let value = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
            _ => rest.split_ascii_whitespace().next()?,
        };
        return Some(
            value
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x27;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#x2f;", "/")
                .replace("&amp;", "&"),
        );
    }
}
