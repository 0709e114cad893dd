//! Serves the built book and the reader's progress, to this machine alone.
//!
//! * Only requests whose Host, and Origin if there is one, is the server's own loopback address are answered: a page of
//!   another site cannot read the reader's progress, whatever name it gives this machine.
//! * Only GET and HEAD exist. Nothing that a request says is written anywhere.
//! * The book is held in memory, so there is no path to a file outside it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, channel::Channel};
use hyper::body::{Frame, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::address;
use super::desk::Desk;

/// The port that is tried first; guesses are kept by the browser for this address.
pub const PORT: u16 = 4417;
/// How many further ports are tried.
const FURTHER: u16 = 100;
/// Connections at once, open pages included.
const CONNECTIONS: usize = 1024;
/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often an open page hears that the server is there.
const BEAT: Duration = Duration::from_secs(10);

/// What makes a page live; only the served book has it.
const SCRIPT: &str = include_str!("page/live.js");
const STYLE: &str = include_str!("page/live.css");
const TAGS: &str =
    "<link rel=\"stylesheet\" href=\"/-/live.css\"><script defer src=\"/-/live.js\"></script></head>";

/// The files of the built book, by path.
#[derive(Default)]
pub(super) struct Book {
    files: RwLock<HashMap<String, (Bytes, &'static str)>>,
}

impl Book {
    /// Takes the files of a folder into memory, in place of those that were there. Links are not followed.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub(super) fn load(&self, folder: &Path) -> Result<()> {
        let mut files = HashMap::new();
        gather(folder, "", &mut files).with_context(|| format!("{} cannot be read", folder.display()))?;
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = files;
        Ok(())
    }

    /// Adds a file, or replaces it.
    pub(super) fn add(&self, path: &str, bytes: impl Into<Bytes>) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        files.insert(path.to_owned(), (bytes.into(), mime(path)));
    }

    fn get(&self, path: &str) -> Option<(Bytes, &'static str)> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }
}

fn gather(
    folder: &Path,
    prefix: &str,
    files: &mut HashMap<String, (Bytes, &'static str)>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            gather(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else if kind.is_file() && !name.starts_with('.') {
            let mut bytes = fs::read(entry.path())?;
            let mime = mime(&name);
            if mime.starts_with("text/html") {
                bytes = String::from_utf8_lossy(&bytes).replacen("</head>", TAGS, 1).into_bytes();
            }
            files.insert(format!("{prefix}{name}"), (bytes.into(), mime));
        }
    }
    Ok(())
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

type Body = BoxBody<Bytes, Infallible>;

fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).boxed()
}

fn plain(status: StatusCode, words: &str) -> Response<Body> {
    let mut response = Response::new(full(format!("{words}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Listens on the usual port of this machine's own address, or on the next that is free.
///
/// # Errors
/// If none is free.
pub(super) async fn listen(first: u16) -> Result<TcpListener> {
    let last = first.saturating_add(FURTHER - 1);
    for port in first..=last {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            return Ok(listener);
        }
    }
    bail!("no port from {first} to {last} is free")
}

/// Serves until the process ends.
pub(super) async fn serve(listener: TcpListener, book: Arc<Book>, desk: Arc<Desk>) {
    let port = listener.local_addr().map_or(0, |address: SocketAddr| address.port());
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, say: others will end.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (book, desk) = (book.clone(), desk.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let (book, desk) = (book.clone(), desk.clone());
                async move { Ok::<_, Infallible>(answer(&request, port, &book, &desk).await) }
            });
            // An error here is a client that went away, or never finished its request.
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(64 * 1024)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(place);
        });
    }
}

async fn answer(request: &Request<Incoming>, port: u16, book: &Book, desk: &Arc<Desk>) -> Response<Body> {
    let mut response = if !address::is_own(request, port) {
        plain(StatusCode::FORBIDDEN, &address::refusal(port))
    } else if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "There is nothing to change here.");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        response
    } else {
        found(request, book, desk).await
    };
    if request.method() == Method::HEAD {
        *response.body_mut() = full(Bytes::new());
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        (
            "content-security-policy",
            "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
        ),
    ] {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

async fn found(request: &Request<Incoming>, book: &Book, desk: &Arc<Desk>) -> Response<Body> {
    let path = request.uri().path();
    let typed = |text: Bytes, mime: &'static str| {
        let mut response = Response::new(full(text));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(mime));
        response
    };
    match path {
        "/-/live.js" => typed(SCRIPT.into(), "text/javascript; charset=utf-8"),
        "/-/live.css" => typed(STYLE.into(), "text/css; charset=utf-8"),
        "/-/events" => events(desk),
        "/" => {
            let mut response = plain(StatusCode::FOUND, "index.html");
            response.headers_mut().insert(LOCATION, HeaderValue::from_static("/index.html"));
            response
        }
        _ => {
            if let Some(page) = path.strip_prefix("/-/figures/") {
                return figures(desk, page).await;
            }
            let name = path.trim_start_matches('/');
            match book.get(name) {
                Some((bytes, mime)) => {
                    if request.method() == Method::GET && mime.starts_with("text/html") {
                        desk.opened(name);
                    }
                    typed(bytes, mime)
                }
                None => match book.get("404.html") {
                    Some((bytes, mime)) => {
                        let mut response = typed(bytes, mime);
                        *response.status_mut() = StatusCode::NOT_FOUND;
                        response
                    }
                    None => plain(StatusCode::NOT_FOUND, "There is no such page."),
                },
            }
        }
    }
}

/// A page's figures, drawn with the reader's answers.
async fn figures(desk: &Arc<Desk>, page: &str) -> Response<Body> {
    let (desk, page) = (desk.clone(), page.to_owned());
    let drawn = tokio::task::spawn_blocking(move || desk.figures(&page)).await;
    match drawn {
        Ok(Ok(json)) => {
            let mut response = Response::new(full(json));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Ok(Err(error)) => plain(StatusCode::NOT_FOUND, &format!("{error:#}")),
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR, "The figures could not be drawn."),
    }
}

/// Everything that is known, and then every change, as server-sent events.
fn events(desk: &Arc<Desk>) -> Response<Body> {
    let (mut sender, body) = Channel::<Bytes, Infallible>::new(16);
    let desk = desk.clone();
    tokio::spawn(async move {
        // Subscribed before the first look, so that no change falls between.
        let mut changes = desk.changes();
        let mut seen = None;
        loop {
            let (version, everything) = desk.everything();
            if seen != Some(version) {
                seen = Some(version);
                let frame = format!("data: {everything}\n\n");
                if sender.send(Frame::data(frame.into())).await.is_err() {
                    return;
                }
            }
            match tokio::time::timeout(BEAT, changes.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return,
                // A page that was closed is noticed only by writing to it.
                Err(_) => {
                    if sender.send(Frame::data(Bytes::from_static(b": here\n\n"))).await.is_err() {
                        return;
                    }
                }
            }
        }
    });
    let mut response = Response::new(body.boxed());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_port_can_be_had() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let listener = runtime.block_on(listen(u16::MAX)).unwrap();
        assert_eq!(listener.local_addr().unwrap().port(), u16::MAX);
    }
}
