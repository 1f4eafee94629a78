//! A whole store from the same events, without the write door: commits of many sizes on a
//! simulated clock, straight into the log. Owns the clock of the story; `verify` is the judge
//! of what comes out.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use dateline::desk::{Clock, Ids};
use dateline::event::when::Instant;
use dateline::log::file::FileLog;
use dateline::log::{Log, NewEntry, Stamp};
use dateline::store::Store;
use uuid::Uuid;

use super::dates;
use super::rng::Rng;
use super::world::World;

const AUTHORS: [&str; 3] = ["mette@example.org", "jun@example.org", "wire import"];

/// Most entries of a commit.
const MOST: u64 = 400;

struct Simulated(Instant);

impl Clock for Simulated {
    fn now(&self) -> Instant {
        self.0
    }
}

struct OneId(Uuid);

impl Ids for OneId {
    fn fresh(&mut self) -> Uuid {
        self.0
    }
}

/// Writes a store of so many entries into a new directory.
pub fn write(dir: &Path, count: u64, seed: u64) -> Result<(), Box<dyn Error>> {
    let mut world = World::new(count, seed);
    let mut rng = Rng::new(!seed);
    let begin = dates::first()
        .and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp_micros();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&rng.next().to_be_bytes());
    bytes[8..].copy_from_slice(&rng.next().to_be_bytes());
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
    Store::init(
        dir,
        Some("example.org/generated"),
        &Simulated(Instant(begin)),
        &mut OneId(id),
    )?;
    let mut log = FileLog::open_writer(dir, Duration::from_secs(10))?;
    let mut left = count;
    let mut last = 0;
    while left > 0 {
        let entries = (1 + rng.below(MOST)).min(left);
        left -= entries;
        last = (world.elapsed() + 3_600_000_000).max(last + 1);
        let stamp = Stamp {
            recorded_at: Instant(begin + i64::try_from(last)?),
            recorded_by: (*rng.pick(&AUTHORS)).to_owned(),
        };
        let position = log.head().position;
        let mut made = (0..entries).map(|_| {
            let draft = world.next();
            Ok(NewEntry {
                id: draft.id,
                event: draft.stored(),
            })
        });
        log.append(position, &stamp, &mut made)?;
    }
    let keys = dir.join("cache").join("keys");
    let settled = dateline::keys::settle(&keys, &log, log.path());
    eprintln!("{count} entries in {}; keys: {settled:?}", dir.display());
    Ok(())
}
