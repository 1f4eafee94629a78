//! Pages over HTTP on this machine. Owns the socket, the rules of every response (methods, the
//! Host header, the headers that keep a page to itself), the stream that tells of growth, and the
//! end on Ctrl-C. Never knows what a page says: that is the site's, handed in.

mod guard;
mod stream;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How many pages are made at the same time.
const MOST_AT_ONCE: usize = 16;
/// How long open connections may take to end after Ctrl-C.
const GRACE: Duration = Duration::from_secs(2);
/// Where the stream lives that tells of growth.
const EVENTS: &str = "/events";

/// What is asked for: a path and what follows the `?`, as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The path.
    pub path: String,
    /// The query, empty if there is none.
    pub query: String,
}

/// What is given back.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The type of the content.
    pub kind: &'static str,
    /// The name of the file that it is to be saved as; none for what is shown.
    pub file: Option<String>,
    /// Where else to go.
    pub location: Option<String>,
    /// After how many seconds to ask again, if this is not the answer yet.
    pub retry: Option<u32>,
    /// The content.
    pub body: Body,
}

/// Hands over a piece of a page; false once nobody reads any more.
pub type Hand<'a> = dyn FnMut(String) -> bool + 'a;

/// The content of a reply.
pub enum Body {
    /// All at once.
    Whole(Vec<u8>),
    /// Piece by piece, as they are made.
    Parts(Box<dyn FnOnce(&mut Hand<'_>) + Send>),
}

impl Reply {
    /// A text or file with a status.
    pub fn whole(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Reply {
        Reply {
            status,
            kind,
            file: None,
            location: None,
            retry: None,
            body: Body::Whole(body.into()),
        }
    }
}

/// What a server shows.
pub trait Site: Send + Sync + 'static {
    /// Answers a request; may take its time.
    fn reply(self: Arc<Self>, request: &Request) -> Reply;
    /// Where the log ends, as far as it was read; at once.
    fn position(&self) -> u64;
}

#[derive(Clone)]
struct Shared {
    site: Arc<dyn Site>,
    port: u16,
    ending: watch::Receiver<bool>,
}

/// Serves a site until Ctrl-C (or until the process is asked to end).
///
/// # Errors
/// What the operating system says of the socket.
pub fn serve(listener: std::net::TcpListener, site: Arc<dyn Site>) -> io::Result<()> {
    let port = listener.local_addr()?.port();
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(MOST_AT_ONCE)
        .build()?;
    let served = runtime.block_on(async move {
        let listener = TcpListener::from_std(listener)?;
        let (end, ending) = watch::channel(false);
        let shared = Shared {
            site,
            port,
            ending: ending.clone(),
        };
        let app = Router::new().fallback(handle).with_state(shared);
        let ended = async move {
            asked_to_end().await;
            // Whoever listens is told; that nobody does is no matter.
            let _ = end.send(true);
        };
        let serving = axum::serve(listener, app).with_graceful_shutdown(ended);
        tokio::select! {
            served = serving.into_future() => served,
            () = grace(ending) => Ok(()),
        }
    });
    // A page that is still being made is nobody's any more.
    runtime.shutdown_background();
    served
}

async fn grace(mut ending: watch::Receiver<bool>) {
    if ending.wait_for(|end| *end).await.is_ok() {
        tokio::time::sleep(GRACE).await;
    }
}

/// Returns at Ctrl-C, or when the process is asked to end.
#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut told) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = told.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}

async fn handle(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let refused = guard::refusal(&method, &uri, &headers, shared.port);
    let (kind, mut response) = match refused {
        Some((status, why)) => ("text/plain; charset=utf-8", plain(status, why)),
        None if uri.path() == EVENTS => ("text/event-stream", told(&shared)),
        None => made(&shared, &uri, method == Method::HEAD).await,
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    guard::harden(response.headers_mut());
    response
}

fn plain(status: StatusCode, why: &'static str) -> Response {
    let mut response = Response::new(HttpBody::from(why));
    *response.status_mut() = status;
    response
}

/// The stream of positions.
fn told(shared: &Shared) -> Response {
    let growth = stream::growth(Arc::clone(&shared.site), shared.ending.clone());
    Response::new(HttpBody::from_stream(growth))
}

/// A reply of the site.
async fn made(shared: &Shared, uri: &Uri, head: bool) -> (&'static str, Response) {
    let request = Request {
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or("").to_owned(),
    };
    let site = Arc::clone(&shared.site);
    let made = tokio::task::spawn_blocking(move || site.reply(&request)).await;
    let Ok(reply) = made else {
        let why = "this page could not be made; the command line may tell why\n";
        let failed = plain(StatusCode::INTERNAL_SERVER_ERROR, why);
        return ("text/plain; charset=utf-8", failed);
    };
    let body = match reply.body {
        // Its length is not known, so none is told.
        Body::Parts(_) if head => HttpBody::from_stream(stream::parts(Box::new(|_| {}))),
        Body::Whole(bytes) => HttpBody::from(bytes),
        Body::Parts(make) => HttpBody::from_stream(stream::parts(make)),
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let named = reply
        .file
        .map(|name| format!("attachment; filename=\"{name}\""));
    let also = [
        (header::CONTENT_DISPOSITION, named),
        (header::LOCATION, reply.location),
        (
            header::RETRY_AFTER,
            reply.retry.map(|seconds| seconds.to_string()),
        ),
    ];
    for (name, value) in also {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    (reply.kind, response)
}
