//! Signatures of commits: whose they are, by runs of like commits (`schema/proof.md` §3). Owns
//! how grave an unsigned, unknown or bad one is; believes no key that it was not given.

use serde::Serialize;

use crate::log::codec::Commit;
use crate::note::{Standing, Trust, Verdict};

use super::lines::Mark;
use super::report::{Finding, Report, Severity};

/// Numbers of commits by whose signature they have, each commit once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// Signed by a trusted key.
    pub trusted: u64,
    /// Signed by a key that the store itself names, and by no trusted one.
    pub claimed: u64,
    /// Signed by unknown keys only.
    pub unknown: u64,
    /// With a signature that does not verify.
    pub bad: u64,
    /// Not signed.
    pub unsigned: u64,
    /// Position of the last commit signed by a trusted key, which vouches for all before it.
    pub vouched: Option<u64>,
}

/// Commits that follow each other and are signed alike.
#[derive(Debug)]
struct Run {
    standing: Standing,
    who: String,
    first: u64,
    last: u64,
    commits: u64,
    line: u64,
    byte: u64,
}

/// The signatures of a log, as its commits go by.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    trust: Trust,
    signed: Signed,
    run: Option<Run>,
    /// Position of the last commit that carried a signature, whoever's.
    last_signed: Option<u64>,
}

impl Signatures {
    pub(super) fn new(trust: Trust) -> Signatures {
        Signatures {
            trust,
            ..Signatures::default()
        }
    }

    /// Takes the next sound commit.
    pub(super) fn commit(&mut self, commit: &Commit, line: &Mark, report: &mut Report) {
        let verdict = match commit.signatures.as_slice() {
            [] => Verdict::default(),
            lines => {
                let origin = report.origin.clone().unwrap_or_default();
                self.trust.judge(&commit.signed_text(&origin), lines)
            }
        };
        let standing = verdict.standing();
        let count = match standing {
            Standing::Trusted => {
                self.signed.vouched = Some(commit.position);
                &mut self.signed.trusted
            }
            Standing::Claimed => &mut self.signed.claimed,
            Standing::Unknown => &mut self.signed.unknown,
            Standing::Bad => &mut self.signed.bad,
            Standing::Unsigned => &mut self.signed.unsigned,
        };
        *count += 1;
        let who = match standing {
            Standing::Claimed => verdict.claimed.join(", "),
            Standing::Unknown => verdict.unknown.join(", "),
            Standing::Bad => verdict.bad.join(", "),
            Standing::Trusted | Standing::Unsigned => String::new(),
        };
        match &mut self.run {
            Some(run) if (run.standing, &run.who) == (standing, &who) => {
                run.last = commit.position;
                run.commits += 1;
            }
            _ => {
                self.close(report, standing != Standing::Unsigned);
                self.run = Some(Run {
                    standing,
                    who,
                    first: commit.position,
                    last: commit.position,
                    commits: 1,
                    line: line.number,
                    byte: line.start,
                });
            }
        }
        if standing != Standing::Unsigned {
            self.last_signed = Some(commit.position);
        }
    }

    /// Tells of the run that ended; `signed` if what follows it is.
    fn close(&mut self, report: &mut Report, signed: bool) {
        let Some(run) = self.run.take() else { return };
        let severity = match run.standing {
            Standing::Trusted => return,
            Standing::Bad => Severity::Finding,
            Standing::Claimed | Standing::Unknown if self.trust.is_empty() => Severity::Note,
            Standing::Claimed | Standing::Unknown => Severity::Finding,
            Standing::Unsigned => match (self.last_signed, signed) {
                (Some(_), _) => Severity::Finding,
                (None, true) => Severity::Note,
                (None, false) if self.is_expected(report) => Severity::Finding,
                (None, false) if self.trust.is_empty() => return,
                (None, false) => Severity::Note,
            },
        };
        let (code, message, hint) = self.words(&run, signed);
        report.add(
            Finding::new(severity, code, message)
                .entry(run.first)
                .at(run.line, run.byte)
                .hint(hint),
        );
    }

    fn is_expected(&self, report: &Report) -> bool {
        let origin = report.origin.as_deref().unwrap_or_default();
        self.trust.expects(origin)
    }

    fn words(&self, run: &Run, signed: bool) -> (&'static str, String, &'static str) {
        let commits = match run.commits {
            1 => format!("the commit at @{} is", run.first),
            count => format!(
                "the {count} commits from @{} to @{} are",
                run.first, run.last
            ),
        };
        let who = &run.who;
        match run.standing {
            Standing::Bad => (
                "bad_signature",
                format!("{commits} signed, and the signature does not verify: {who}"),
                "somebody changed the signature, or signed something else: compare with a copy or a checkpoint",
            ),
            Standing::Claimed => (
                "unknown_key",
                format!("{commits} signed by {who}, which this store itself names: its own claim"),
                "ask the desk for its public key by another way, then give it with --key",
            ),
            Standing::Unknown => (
                "unknown_key",
                format!("{commits} signed by a key that nobody told of: {who}"),
                "if you know whose it is, give the public key with --key or list it in your config.toml",
            ),
            Standing::Trusted | Standing::Unsigned => {
                let more = match (self.last_signed, signed) {
                    (Some(last), _) => format!(", after the signed one at @{last}"),
                    (None, true) => ", before the first signed one".to_owned(),
                    (None, false) => ", and no other is signed".to_owned(),
                };
                let hint = match self.last_signed {
                    Some(_) => {
                        "somebody recorded without the key, or took signatures away: ask the desk"
                    }
                    None => {
                        "nobody vouches for them but a later signature, or a published checkpoint"
                    }
                };
                ("unsigned", format!("{commits} unsigned{more}"), hint)
            }
        }
    }

    /// Tells of the last run; gives the numbers.
    pub(super) fn finish(mut self, report: &mut Report) -> Signed {
        self.close(report, false);
        self.signed
    }
}
