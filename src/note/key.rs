//! Ed25519 keys in the text form of C2SP signed notes: name, id, key (`schema/proof.md` §1).
//! Owns what a key may look like; never shows a private one but where it is asked for.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use super::{NoteError, cut, wrong};
use crate::log::codec;
use crate::merkle;

/// The type byte of Ed25519.
const ED25519: u8 = 0x01;

/// The words before a private key.
const PRIVATE: &str = "PRIVATE+KEY+";

/// What signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

/// What signatures are made with.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey {
    key: SigningKey,
    public: PublicKey,
}

/// The key id: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
fn id_of(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let mut text = name.as_bytes().to_vec();
    text.extend([b'\n', ED25519]);
    text.extend(key.as_bytes());
    let [a, b, c, d, ..] = merkle::sha256(&text);
    [a, b, c, d]
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// Whether a text may be the name of a key: the rule of an origin.
pub(super) fn is_name(text: &str) -> bool {
    codec::is_origin(text)
}

/// Name, id and the 32 bytes after the type byte.
fn parts(text: &str) -> Result<(&str, &str, [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return wrong("it is not of the form name+id+key");
    };
    if !is_name(name) {
        return wrong("its name is blank, too long, or has a space or control character");
    }
    let Ok(bytes) = STANDARD.decode(key) else {
        return wrong("what follows its id is not base64");
    };
    let (Some(kind), Ok(rest)) = (
        bytes.first(),
        <[u8; 32]>::try_from(bytes.get(1..).unwrap_or_default()),
    ) else {
        return wrong("it is not of the length of an Ed25519 key");
    };
    if *kind != ED25519 {
        return wrong(format!(
            "it is of type {kind}, and only 1, Ed25519, is known"
        ));
    }
    Ok((name, id, rest))
}

impl PublicKey {
    /// Reads `name+id+base64`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<PublicKey, NoteError> {
        if text.starts_with(PRIVATE) {
            return wrong("it is a private key, which nobody else may see");
        }
        let (name, id, bytes) = parts(text)?;
        let key = VerifyingKey::from_bytes(&bytes).ok();
        let Some(key) = key.filter(|key| !key.is_weak()) else {
            return wrong("it is no point of the curve that could be a key");
        };
        PublicKey::of(name, id, key)
    }

    fn of(name: &str, id: &str, key: VerifyingKey) -> Result<PublicKey, NoteError> {
        let due = id_of(name, &key);
        if hex(due) != id {
            return wrong(format!(
                "its id is {}, and name and key give {}: a slip in copying it",
                cut(id),
                hex(due)
            ));
        }
        Ok(PublicKey {
            name: name.to_owned(),
            id: due,
            key,
        })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id, as it stands in signatures.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Name and id, as people are told which key is meant.
    pub fn handle(&self) -> String {
        handle(&self.name, self.id)
    }

    /// Whether these bytes are this key's signature of a text.
    pub fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|found| self.key.verify_strict(text.as_bytes(), &found).is_ok())
    }
}

/// Name and id of a key in words: `example.org/desk+c74f20a3`.
pub(super) fn handle(name: &str, id: [u8; 4]) -> String {
    format!("{name}+{}", hex(id))
}

impl fmt::Display for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519];
        bytes.extend(self.key.as_bytes());
        write!(out, "{}+{}", self.handle(), STANDARD.encode(bytes))
    }
}

impl PrivateKey {
    /// The key of a name and 32 random bytes.
    ///
    /// # Errors
    /// A name that no key may have.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<PrivateKey, NoteError> {
        if !is_name(name) {
            return wrong(format!(
                "{} cannot be the name of a key: 1 to 255 bytes without space, + or control character",
                cut(name)
            ));
        }
        let key = SigningKey::from_bytes(seed);
        let public = PublicKey {
            name: name.to_owned(),
            id: id_of(name, &key.verifying_key()),
            key: key.verifying_key(),
        };
        Ok(PrivateKey { key, public })
    }

    /// Reads `PRIVATE+KEY+name+id+base64`.
    ///
    /// # Errors
    /// What is wrong with it; the text is never part of the words.
    pub fn parse(text: &str) -> Result<PrivateKey, NoteError> {
        let Some(rest) = text.strip_prefix(PRIVATE) else {
            return wrong("it does not begin with PRIVATE+KEY+");
        };
        let (name, id, seed) = parts(rest)?;
        let key = PrivateKey::new(name, &seed)?;
        if hex(key.public.id) != id {
            return wrong("its id does not fit its name and key: a slip in copying it");
        }
        Ok(key)
    }

    /// The text to keep in a file, and to show to nobody.
    pub fn secret_text(&self) -> String {
        let mut bytes = vec![ED25519];
        bytes.extend(self.key.as_bytes());
        format!(
            "{PRIVATE}{}+{}",
            self.public.handle(),
            STANDARD.encode(bytes)
        )
    }

    /// The key to give to everybody.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature line of a text, without its line feed.
    pub fn sign(&self, text: &str) -> String {
        let mut bytes = self.public.id.to_vec();
        bytes.extend(self.key.sign(text.as_bytes()).to_bytes());
        format!("— {} {}", self.public.name, STANDARD.encode(bytes))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PrivateKey({})", self.public.handle())
    }
}
