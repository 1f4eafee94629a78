//! The log read by several threads: segments of bytes go to whoever is free, and come back in
//! order. Owns that order, which makes results independent of the number of threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;

use super::piece::{self, Piece, Tools};
use super::{Limits, Sound};
use crate::log::file::FileLog;

/// What is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// From this byte.
    pub(super) from: u64,
    /// Up to this one.
    pub(super) to: u64,
    /// The first entry whose keys are wanted too.
    pub(super) keys: Option<u64>,
}

/// Reads a part of the log; hands the pieces over in order.
pub(super) fn scan(
    log: &FileLog,
    wanted: Wanted,
    limits: &Limits,
    each: &mut dyn FnMut(Piece) -> Sound<()>,
) -> Sound<()> {
    let size = limits.segment.max(1);
    let Wanted { from, to, keys } = wanted;
    let many = to.saturating_sub(from).div_ceil(size);
    let threads = limits
        .threads
        .max(1)
        .min(usize::try_from(many).unwrap_or(1));
    let read = |number: u64, tools: &mut Tools| {
        let begin = from + number * size;
        piece::read(log, (begin, to.min(begin + size)), keys, tools)
    };
    if threads <= 1 {
        let mut tools = Tools::default();
        return (0..many).try_for_each(|number| each(read(number, &mut tools)?));
    }
    let next = AtomicU64::new(0);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // A bounded channel: who is far ahead waits, so that memory does not grow with the log.
        let (send, receive) = mpsc::sync_channel::<(u64, Sound<Piece>)>(threads);
        for _ in 0..threads {
            let send = send.clone();
            let (next, over, read) = (&next, &over, &read);
            scope.spawn(move || {
                let mut tools = Tools::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= many || over.load(Ordering::Relaxed) {
                        return;
                    }
                    if send.send((number, read(number, &mut tools))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let done = in_order(&receive, each);
        over.store(true, Ordering::Relaxed);
        drop(receive);
        done
    })
}

fn in_order(
    receive: &mpsc::Receiver<(u64, Sound<Piece>)>,
    each: &mut dyn FnMut(Piece) -> Sound<()>,
) -> Sound<()> {
    let mut waiting: BTreeMap<u64, Sound<Piece>> = BTreeMap::new();
    let mut due = 0;
    for (number, piece) in receive {
        waiting.insert(number, piece);
        while let Some(piece) = waiting.remove(&due) {
            each(piece?)?;
            due += 1;
        }
    }
    Ok(())
}
