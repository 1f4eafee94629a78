//! What leaves a store so that others can check it: keys, signed notes, checkpoints, heads in
//! print, proof files, and what a trusted key vouches for (`schema/proof.md`; C2SP formats).
//! Pure: reads no file, no variable, no clock; where trust comes from is the caller's.

mod checkpoint;
mod key;
mod proof;
mod published;
mod short;
mod signed;
mod trust;

#[cfg(test)]
mod examples_test;
#[cfg(test)]
mod hostile_test;

pub use checkpoint::Checkpoint;
pub use key::{PrivateKey, PublicKey};
pub use proof::{Extension, Inclusion, MOST_BYTES, Proof};
pub use published::Published;
pub use short::Short;
pub use signed::{MOST_SIGNATURES, Note, Signature};
pub use trust::{Standing, Trust, Verdict};

/// Why a text is not what it should be, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoteError(String);

fn wrong<T>(what: impl Into<String>) -> Result<T, NoteError> {
    Err(NoteError(what.into()))
}

/// A decimal number without a sign or leading zeros.
fn decimal(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = plain && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok())?
}

/// A text on its way into a message: not longer than anybody wants to read.
fn cut(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{:?}…", text.get(..at).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}
