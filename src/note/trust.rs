//! Whose signatures count (`schema/proof.md` §2): keys that the user trusts, keys that a store
//! claims, all others. Judges signature lines; how grave that is, others say.

use super::{PublicKey, Signature};

/// The keys that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// Given by the user, now or in the config file.
    trusted: Vec<PublicKey>,
    /// Named by the store itself.
    claimed: Vec<PublicKey>,
    /// Whether some were given for this very question.
    asked: bool,
}

/// What signatures came to, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A known key's signature does not verify, or a line is no signature line.
    Bad,
    /// A trusted key signed.
    Trusted,
    /// A key signed that the store names.
    Claimed,
    /// Only keys signed that nobody named.
    Unknown,
    /// Nobody signed.
    Unsigned,
}

/// The signatures of one text, by whose they are; keys as name and id.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Verdict {
    /// Trusted keys whose signature verifies.
    pub trusted: Vec<String>,
    /// Claimed keys whose signature verifies.
    pub claimed: Vec<String>,
    /// Keys that are not known.
    pub unknown: Vec<String>,
    /// Known keys whose signature does not verify, and lines that are no signature lines.
    pub bad: Vec<String>,
}

impl Trust {
    /// Of keys given for this question, keys of the config file, and keys that a store names.
    pub fn new(given: Vec<PublicKey>, config: Vec<PublicKey>, claimed: Vec<PublicKey>) -> Trust {
        Trust {
            asked: !given.is_empty(),
            trusted: given.into_iter().chain(config).collect(),
            claimed,
        }
    }

    /// Whether no key is trusted.
    pub fn is_empty(&self) -> bool {
        self.trusted.is_empty()
    }

    /// Whether a log of this origin ought to be signed by a trusted key.
    pub fn expects(&self, origin: &str) -> bool {
        self.asked || self.trusted.iter().any(|key| key.name() == origin)
    }

    /// Whose the signatures of a text are.
    pub fn judge(&self, text: &str, lines: &[String]) -> Verdict {
        let mut verdict = Verdict::default();
        for line in lines {
            let Ok(signature) = Signature::parse(line) else {
                verdict
                    .bad
                    .push("a line that is no signature line".to_owned());
                continue;
            };
            let is = |key: &&PublicKey| key.name() == signature.name && key.id() == signature.id;
            let (key, good) = match self.trusted.iter().find(is) {
                Some(key) => (key, &mut verdict.trusted),
                None => match self.claimed.iter().find(is) {
                    Some(key) => (key, &mut verdict.claimed),
                    None => {
                        verdict.unknown.push(signature.handle());
                        continue;
                    }
                },
            };
            match key.verifies(text, &signature.bytes) {
                true => good.push(key.handle()),
                false => verdict.bad.push(key.handle()),
            }
        }
        verdict
    }
}

impl Verdict {
    /// The one word for it.
    pub fn standing(&self) -> Standing {
        match () {
            () if !self.bad.is_empty() => Standing::Bad,
            () if !self.trusted.is_empty() => Standing::Trusted,
            () if !self.claimed.is_empty() => Standing::Claimed,
            () if !self.unknown.is_empty() => Standing::Unknown,
            () => Standing::Unsigned,
        }
    }
}
