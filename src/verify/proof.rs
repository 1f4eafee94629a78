//! What holds of a proof file, without a store: the hashes, the place, the signatures, the
//! published heads (`schema/proof.md` §8). Owns how grave it is when one of them does not.

use serde::Serialize;
use serde_json::Value;

use crate::log::Entry;
use crate::merkle;
use crate::note::{Proof, Published, Short, Standing, Trust, Verdict};

use super::against::Compared;
use super::report::{Finding, Severity};

/// What came of a proof file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProofReport {
    /// `entry`, `extension` or `checkpoint`.
    pub proof: &'static str,
    /// Whether all of it holds, by the hashes alone.
    pub holds: bool,
    /// Which log.
    pub origin: String,
    /// Where that log was.
    pub position: u64,
    /// Its root there.
    pub root: String,
    /// The same in print.
    pub short: String,
    /// Position of the entry that is proved.
    pub entry_position: Option<u64>,
    /// The entry line, as JSON.
    pub entry: Option<Value>,
    /// Position of the earlier log.
    pub from: Option<u64>,
    /// Root of the earlier log.
    pub from_root: Option<String>,
    /// Whose signatures the checkpoint carries.
    pub signatures: Verdict,
    /// What came of each published head.
    pub against: Vec<Compared>,
    /// What does not hold, or is not vouched for.
    pub findings: Vec<Finding>,
    /// The entry, to be shown.
    #[serde(skip)]
    pub shown: Option<Entry>,
}

impl ProofReport {
    /// 0 all holds (or notes only), 1 findings.
    pub fn exit_code(&self) -> u8 {
        let grave = |one: &Finding| one.severity > Severity::Note;
        u8::from(self.findings.iter().any(grave))
    }

    fn add(&mut self, code: &'static str, message: impl Into<String>, hint: &str) {
        self.findings
            .push(Finding::new(Severity::Finding, code, message).hint(hint));
    }
}

/// Checks a proof file by the keys that are trusted and the heads that were published.
pub fn check_proof(proof: &Proof, trust: &Trust, against: &[(String, Published)]) -> ProofReport {
    let (note, checkpoint) = (proof.note(), proof.checkpoint());
    let mut report = ProofReport {
        proof: "checkpoint",
        holds: true,
        origin: checkpoint.origin.clone(),
        position: checkpoint.position,
        root: merkle::base64(&checkpoint.root),
        short: Short::new(checkpoint.position, &checkpoint.root).to_string(),
        entry_position: None,
        entry: None,
        from: None,
        from_root: None,
        signatures: trust.judge(&note.text, &note.signatures),
        against: Vec::new(),
        findings: Vec::new(),
        shown: None,
    };
    hashes(proof, &mut report);
    published(proof, against, &mut report);
    signatures(trust, &mut report);
    report
}

fn hashes(proof: &Proof, report: &mut ProofReport) {
    const HINT: &str = "do not rely on it: ask for the proof again, from the desk itself";
    match proof {
        Proof::Entry(one) => {
            report.proof = "entry";
            report.holds = one.holds();
            report.entry = serde_json::from_str(&one.entry).ok();
            let line = one.line();
            report.shown = line.as_ref().and_then(|line| line.entry().ok());
            report.entry_position = line.map(|line| line.position);
            if !report.holds {
                let message = "the entry is not in the log that the checkpoint speaks of, or not at this place";
                report.add("not_in_the_log", message, HINT);
            }
            let place = one.index.saturating_add(1);
            if report.entry_position != Some(place) {
                let said = report.entry_position.unwrap_or_default();
                report.holds = false;
                let message =
                    format!("the entry says that it is @{said}, and the proof is about @{place}");
                report.add("wrong_position", message, HINT);
            }
        }
        Proof::Extension(one) => {
            report.proof = "extension";
            report.holds = one.holds();
            report.from = Some(one.old);
            report.from_root = Some(merkle::base64(&one.root));
            if !report.holds {
                let message = format!(
                    "the log at @{} does not have the log at @{} as its beginning: a fork, or a changed proof",
                    report.position, one.old
                );
                report.add("not_an_extension", message, HINT);
            }
        }
        Proof::Checkpoint(..) => {}
    }
}

fn published(proof: &Proof, against: &[(String, Published)], report: &mut ProofReport) {
    let heads = proof.heads();
    for (what, head) in against {
        let position = head.position();
        let same = heads.iter().find(|one| one.position == position);
        let other = head.origin().is_some_and(|origin| origin != report.origin);
        let holds = !other && same.is_some_and(|one| head.fits(&one.root));
        match same {
            _ if other => {
                let message = format!(
                    "{what} is of the log {}, not of {}",
                    head.origin().unwrap_or_default(),
                    report.origin
                );
                report.add(
                    "other_origin",
                    message,
                    "hold it against a checkpoint of the same log",
                );
            }
            None => {
                let message = format!("{what} speaks of @{position}, and the proof does not");
                report.add(
                    "not_comparable",
                    message,
                    &format!("ask the desk for the proof at that position (prove … --known @{position}), or for prove --from @{position}"),
                );
            }
            Some(one) if !holds => {
                let hint = match head.is_slip(&one.root) {
                    true => "most of its letters agree: look first for a slip in the typing",
                    false => "the proof is of another log than the published one",
                };
                let message = format!("{what} has another root at @{position}: a fork");
                report.add("fork", message, hint);
            }
            Some(_) => {}
        }
        report.against.push(Compared {
            what: what.clone(),
            position,
            holds,
        });
    }
}

fn signatures(trust: &Trust, report: &mut ProofReport) {
    let signed = &report.signatures;
    let vouched = report.against.iter().any(|one| one.holds);
    let expected = trust.expects(&report.origin);
    let (severity, code, message) = match signed.standing() {
        Standing::Trusted => return,
        Standing::Bad => (
            Severity::Finding,
            "bad_signature",
            format!(
                "the checkpoint is signed, and the signature does not verify: {}",
                signed.bad.join(", ")
            ),
        ),
        Standing::Claimed | Standing::Unknown => (
            match trust.is_empty() {
                true => Severity::Note,
                false => Severity::Finding,
            },
            "unknown_key",
            format!(
                "the checkpoint is signed by a key that nobody told of: {}",
                [&signed.claimed[..], &signed.unknown[..]]
                    .concat()
                    .join(", ")
            ),
        ),
        Standing::Unsigned => (
            match expected {
                true => Severity::Finding,
                false => Severity::Note,
            },
            "unsigned",
            "the checkpoint is not signed".to_owned(),
        ),
    };
    if severity == Severity::Note && vouched {
        return;
    }
    let hint = match severity {
        Severity::Note => {
            "anybody can make up a log: give the desk's public key with --key, or a head that it published with --against"
        }
        _ => "do not rely on it: ask for the proof again, from the desk itself",
    };
    report
        .findings
        .push(Finding::new(severity, code, message).hint(hint));
}
