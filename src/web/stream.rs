//! Bodies that come piece by piece: pages as their parts are made, and the stream that tells a
//! page where the log ends. Owns that neither outlives its reader or the server.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::sync::{mpsc, watch};

use super::{Hand, Site};

/// Pieces that may wait for their reader.
const AHEAD: usize = 4;
/// How often growth is looked for.
const PAUSE: Duration = Duration::from_millis(300);
/// After so many looks without growth a reader who left is found out.
const QUIET: u32 = 50;

/// Pieces as they come.
pub struct Pieces(mpsc::Receiver<Vec<u8>>);

impl Stream for Pieces {
    type Item = Result<Vec<u8>, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(Ok))
    }
}

/// A page, part by part.
pub fn parts(make: Box<dyn FnOnce(&mut Hand<'_>) + Send>) -> Pieces {
    let (send, receive) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        make(&mut |part| send.blocking_send(part.into_bytes()).is_ok());
    });
    Pieces(receive)
}

/// Where the log ends: at once, and each time it has grown.
pub fn growth(site: Arc<dyn Site>, mut ending: watch::Receiver<bool>) -> Pieces {
    let (send, receive) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let mut told = None;
        let mut quiet = 0;
        while !*ending.borrow() {
            let position = site.position();
            let text = match told == Some(position) {
                true if quiet < QUIET => None,
                true => Some(": nothing new\n\n".to_owned()),
                false => Some(format!("event: head\ndata: {position}\n\n")),
            };
            told = Some(position);
            quiet += 1;
            if let Some(text) = text {
                quiet = 0;
                if send.send(text.into_bytes()).await.is_err() {
                    return;
                }
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = ending.changed() => return,
                () = send.closed() => return,
            }
        }
    });
    Pieces(receive)
}
