//! Work on several threads with results in the order of the work: one thread draws and
//! collects, the others labour. Owns threads and order; knows nothing of the work, so no
//! result depends on how many threads there are.

use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Pieces that wait for one labourer or from it.
const WAITING: usize = 2;

/// Draws pieces until there are no more, has each worked on by one of several workers (made
/// by `worker`, one a thread), and hands the results to `each` in the order of the pieces.
///
/// # Errors
/// The first error of `draw` or `each` ends it; what was drawn before an error of `draw` is
/// handed over first.
pub fn in_order<T, R, E, W>(
    draw: &mut dyn FnMut() -> Result<Option<T>, E>,
    worker: &(dyn Fn() -> W + Sync),
    each: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
    W: FnMut(T) -> R,
{
    in_order_by(threads(), draw, worker, each)
}

/// The same with so many labourers.
///
/// # Errors
/// As [`in_order`].
pub fn in_order_by<T, R, E, W>(
    threads: usize,
    draw: &mut dyn FnMut() -> Result<Option<T>, E>,
    worker: &(dyn Fn() -> W + Sync),
    each: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    R: Send,
    W: FnMut(T) -> R,
{
    let (first, second) = (draw()?, draw());
    let Some(first) = first else { return Ok(()) };
    let mut alone = worker();
    let second = match second {
        Ok(Some(second)) if threads > 1 => second,
        // One piece, or nobody to share it with.
        second => {
            each(alone(first))?;
            let mut next = second?;
            while let Some(piece) = next {
                each(alone(piece))?;
                next = draw()?;
            }
            return Ok(());
        }
    };
    thread::scope(|scope| {
        let mut crew = Vec::new();
        for _ in 0..threads {
            let (to, inbox) = sync_channel::<T>(WAITING);
            let (outbox, from) = sync_channel::<R>(WAITING);
            let labour = move || {
                let mut work = worker();
                while let Ok(piece) = inbox.recv() {
                    if outbox.send(work(piece)).is_err() {
                        break;
                    }
                }
            };
            if thread::Builder::new().spawn_scoped(scope, labour).is_ok() {
                crew.push((to, from));
            }
        }
        let mut given = [first, second].into_iter();
        let mut next = || match given.next() {
            Some(piece) => Ok(Some(piece)),
            None => draw(),
        };
        if crew.is_empty() {
            while let Some(piece) = next()? {
                each(alone(piece))?;
            }
            return Ok(());
        }
        lead(&crew, &mut next, each)
    })
}

/// Threads that can run at once. The system looks into several files to say so: asked once, and only
/// when there is much to do.
pub fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| thread::available_parallelism().map_or(1, usize::from))
}

/// Deals pieces round and collects results the same way round.
fn lead<T, R, E>(
    crew: &[(SyncSender<T>, Receiver<R>)],
    draw: &mut dyn FnMut() -> Result<Option<T>, E>,
    each: &mut dyn FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut due: VecDeque<&Receiver<R>> = VecDeque::new();
    let mut failed = None;
    let mut collect = |from: &Receiver<R>| match from.recv() {
        Ok(result) => each(result),
        // The labourer panicked; the scope hands its panic on.
        Err(_) => Ok(()),
    };
    for (to, from) in crew.iter().cycle() {
        if due.len() >= crew.len() * WAITING
            && let Some(oldest) = due.pop_front()
        {
            collect(oldest)?;
        }
        match draw() {
            Ok(Some(piece)) => match to.send(piece) {
                Ok(()) => due.push_back(from),
                Err(_) => break,
            },
            Ok(None) => break,
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    due.into_iter().try_for_each(collect)?;
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::in_order;

    fn squares(count: u64, fails_at: u64, stops_at: u64) -> (Vec<u64>, Result<(), &'static str>) {
        let (mut next, mut seen) = (0, Vec::new());
        let result = in_order(
            &mut || {
                next += 1;
                match next {
                    at if at == fails_at => Err("drawn"),
                    at => Ok((at <= count).then_some(at)),
                }
            },
            &|| {
                |piece: u64| {
                    std::thread::sleep(std::time::Duration::from_micros(piece * 37 % 200));
                    piece * piece
                }
            },
            &mut |square| {
                seen.push(square);
                if square == stops_at * stops_at {
                    return Err("enough");
                }
                Ok(())
            },
        );
        (seen, result)
    }

    #[test]
    fn results_come_in_order_and_errors_after_what_was_before_them() {
        for count in [0, 1, 2, 3, 100] {
            let due: Vec<u64> = (1..=count).map(|n| n * n).collect();
            assert_eq!(squares(count, 0, 0), (due, Ok(())));
        }
        for fails_at in [2, 3, 50] {
            let due: Vec<u64> = (1..fails_at).map(|n| n * n).collect();
            assert_eq!(squares(100, fails_at, 0), (due, Err("drawn")));
        }
        assert_eq!(squares(100, 1, 0), (Vec::new(), Err("drawn")));
        let due: Vec<u64> = (1..=7).map(|n| n * n).collect();
        assert_eq!(squares(100, 0, 7), (due, Err("enough")));
    }
}
