//! A sound store whose bytes are kept, so that it can be put into one state of damage after
//! another. Knows where its commits end; checks nothing.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use dateline::log::file::{HEAD, LOG, RECOVERED};

use super::store;

/// A store's log and head, kept in memory to be put back in every state of damage.
pub struct Sound {
    /// The store.
    pub dir: tempfile::TempDir,
    /// Its log.
    pub log: Vec<u8>,
    /// Its head.
    pub head: Vec<u8>,
    /// Bytes at which commits end, the header's end first; positions there.
    pub ends: Vec<(usize, u64)>,
}

/// A store of these commits, in order.
pub fn sound(commits: &[u64]) -> Sound {
    let dir = store(commits);
    let log = fs::read(dir.path().join(LOG)).unwrap();
    let head = fs::read(dir.path().join(HEAD)).unwrap();
    let mut ends = Vec::new();
    let (mut at, mut position) = (0, 0);
    for line in log.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        position += u64::from(line.starts_with(b"{\"entry\""));
        if !line.starts_with(b"{\"entry\"") {
            ends.push((at, position));
        }
    }
    Sound {
        dir,
        log,
        head,
        ends,
    }
}

impl Sound {
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes the files anew; `None` for a head that is not there.
    pub fn put(&self, log: &[u8], head: Option<&[u8]>) {
        overwrite(&self.path().join(LOG), log);
        let path = self.path().join(HEAD);
        match head {
            Some(head) => overwrite(&path, head),
            None => drop(fs::remove_file(path)),
        }
        let _ = fs::remove_dir_all(self.path().join(RECOVERED));
    }

    /// The position of the last commit that ends within that many bytes.
    pub fn position_within(&self, bytes: usize) -> Option<u64> {
        let ends = self.ends.iter().rev();
        ends.into_iter().find(|end| end.0 <= bytes).map(|end| end.1)
    }

    /// The head file with its newer slot wiped: as it was one commit earlier.
    pub fn older_head(&self) -> Vec<u8> {
        let newer = (self.ends.len() - 1) % 2;
        let mut head = self.head.clone();
        head[newer * 4096..(newer + 1) * 4096].fill(0);
        head
    }

    /// What was moved to `recovered/`, all files one after the other.
    pub fn recovered(&self) -> Vec<u8> {
        let Ok(folder) = fs::read_dir(self.path().join(RECOVERED)) else {
            return Vec::new();
        };
        folder
            .flat_map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect()
    }
}

/// Replaces the bytes of a file where they stand (much cheaper than making it anew).
fn overwrite(path: &Path, bytes: &[u8]) {
    let mut file = fs::File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .unwrap();
    file.write_all(bytes).unwrap();
    file.set_len(bytes.len() as u64).unwrap();
}
