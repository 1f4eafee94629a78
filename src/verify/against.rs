//! The log held against what was published of it: heads, and other copies (`schema/proof.md`
//! §9). Owns what a fork is and how near its place can be named; whose a head is, the caller
//! has asked.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::log::codec::{self, LineKind};
use crate::merkle::{Frontier, Hash, leaf_hash};
use crate::note::Published;

use super::lines::Lines;
use super::report::{Finding, Report, Severity};

/// Something that was published of a log, and what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against {
    /// As it was given.
    pub what: String,
    /// What it is.
    pub kind: Kind,
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A head.
    Head(Published),
    /// Another copy of the log: the file.
    Copy(PathBuf),
}

/// What came of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// As it was given.
    pub what: String,
    /// Its position; of a copy how many entries were compared.
    pub position: u64,
    /// Whether the log has it as its beginning.
    pub holds: bool,
}

#[derive(Debug)]
struct Head {
    what: String,
    head: Published,
    /// Whether the root there is the published one, and whether it nearly is; none yet if the
    /// log has not got there.
    met: Option<(bool, bool)>,
}

#[derive(Debug)]
struct Copy {
    what: String,
    lines: Lines,
    /// The line read last.
    line: Vec<u8>,
    compared: u64,
    differs: Option<u64>,
    ended: bool,
    failed: Option<io::Error>,
}

/// A comparison under way.
#[derive(Debug, Default)]
pub(super) struct Comparing {
    /// By position.
    heads: Vec<Head>,
    due: usize,
    copies: Vec<Copy>,
}

impl Comparing {
    pub(super) fn new(against: &[Against], report: &mut Report) -> Comparing {
        let mut comparing = Comparing::default();
        for one in against {
            let what = one.what.clone();
            match &one.kind {
                Kind::Head(head) => comparing.heads.push(Head {
                    what,
                    head: head.clone(),
                    met: None,
                }),
                Kind::Copy(path) => match Copy::open(what, path) {
                    Ok(copy) => comparing.copies.push(copy),
                    Err(error) => report.add(unreadable(path, &error)),
                },
            }
        }
        comparing.heads.sort_by_key(|one| one.head.position());
        comparing.meet(&Frontier::new());
        comparing
    }

    /// Takes the next entry: the tree with it, and its leaf hash.
    pub(super) fn entry(&mut self, tree: &Frontier, leaf: &Hash) {
        self.meet(tree);
        for copy in &mut self.copies {
            copy.entry(tree.size(), leaf);
        }
    }

    fn meet(&mut self, tree: &Frontier) {
        while let Some(one) = self.heads.get_mut(self.due)
            && one.head.position() == tree.size()
        {
            let root = tree.root();
            one.met = Some((one.head.fits(&root), one.head.is_slip(&root)));
            self.due += 1;
        }
    }

    /// Tells what came of it, in a log that is sound up to a position.
    pub(super) fn finish(self, sound: u64, report: &mut Report) {
        let mut agrees = None;
        for one in self.heads {
            let position = one.head.position();
            // What stands beyond the sound end is not the log's.
            let met = one.met.filter(|_| position <= sound);
            let holds = met.is_some_and(|(fits, _)| fits);
            match met {
                Some((true, _)) => agrees = Some(position),
                Some((false, slip)) => report.add(fork(&one.what, position, agrees, slip)),
                None => report.add(behind(format!(
                    "{} speaks of @{position}, and the log ends at @{sound}",
                    one.what
                ))),
            }
            report.against.push(Compared {
                what: one.what,
                position,
                holds,
            });
        }
        for copy in self.copies {
            copy.finish(sound, report);
        }
    }
}

fn fork(what: &str, position: u64, agrees: Option<u64>, slip: bool) -> Finding {
    let mut message = format!("the log has another root at @{position} than {what}: a fork");
    match agrees {
        Some(last) if last + 1 == position => {
            message.push_str(&format!(
                "; at @{last} they agree, so entry @{position} differs"
            ));
        }
        Some(last) => message.push_str(&format!(
            "; at @{last} they agree, so the first entry that differs is one of @{} to @{position}",
            last + 1
        )),
        None => {}
    }
    let hint = match slip {
        true => "most of its letters agree: look first for a slip in the typing",
        false => {
            "this is not the log that was published, or not all of it: ask the desk, and compare with another copy (--against COPY names the first entry that differs)"
        }
    };
    Finding::new(Severity::Finding, "fork", message)
        .entry(position)
        .hint(hint)
}

fn behind(message: String) -> Finding {
    Finding::new(Severity::Finding, "behind", message)
        .hint("entries that were published are not here: fetch the longer log, or ask the desk")
}

fn unreadable(path: &Path, error: &io::Error) -> Finding {
    let message = format!("{} cannot be read: {error}", path.display());
    Finding::new(Severity::Finding, "unreadable", message)
        .hint("check that the copy is there and may be read")
}

impl Copy {
    fn open(what: String, path: &Path) -> io::Result<Copy> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Copy {
            what,
            lines: Lines::new(file, length),
            line: Vec::new(),
            compared: 0,
            differs: None,
            ended: false,
            failed: None,
        })
    }

    /// Reads on to the next line of a kind; false at the end.
    fn next(&mut self, kind: LineKind) -> bool {
        loop {
            self.line.clear();
            match self.lines.next(&mut self.line) {
                Ok(Some(mark)) if !mark.whole || mark.too_long => return false,
                Ok(Some(_)) if codec::kind(&self.line) == kind => return true,
                Ok(Some(_)) => {}
                Ok(None) => return false,
                Err(error) => {
                    self.failed = Some(error);
                    return false;
                }
            }
        }
    }

    fn entry(&mut self, position: u64, leaf: &Hash) {
        if self.ended || self.differs.is_some() {
            return;
        }
        if !self.next(LineKind::Entry) {
            self.ended = true;
        } else if leaf_hash(&self.line) == *leaf {
            self.compared = position;
        } else {
            self.differs = Some(position);
        }
    }

    fn finish(mut self, sound: u64, report: &mut Report) {
        let differs = self.differs.filter(|position| *position <= sound);
        // An entry that no commit closes is no part of the copy.
        let goes_on = differs.is_none() && !self.ended && self.next(LineKind::Entry);
        let closed = (differs.is_some() || goes_on) && self.next(LineKind::Commit);
        let what = &self.what;
        match differs {
            Some(position) if closed => {
                let message = format!(
                    "entry @{position} is another one in {what}: a fork, and the first entry that differs"
                );
                report.add(
                    Finding::new(Severity::Finding, "fork", message)
                        .entry(position)
                        .hint("one of the two is not the log that was published: hold both against a checkpoint"),
                );
            }
            None if closed => report.add(behind(format!(
                "{what} goes on after @{sound}, where the log ends"
            ))),
            _ => {}
        }
        if let Some(error) = &self.failed {
            report.add(unreadable(Path::new(what), error));
        }
        report.against.push(Compared {
            holds: !closed && self.failed.is_none(),
            position: self.compared.min(sound),
            what: self.what,
        });
    }
}
