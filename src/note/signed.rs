//! Signed notes (C2SP `signed-note`): a text, an empty line, signature lines. Owns their form;
//! whose signature counts is `trust`'s. A text without signatures is taken too, as that.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::key::{handle, is_name};
use super::{NoteError, cut, wrong};

/// No note has more signature lines.
pub const MOST_SIGNATURES: usize = 100;

/// A text and its signature lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text, its last line feed included.
    pub text: String,
    /// The lines, without their line feeds; none if nobody signed.
    pub signatures: Vec<String>,
}

/// A signature line taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: [u8; 4],
    /// The signature itself.
    pub bytes: Vec<u8>,
}

impl Note {
    /// Reads a note.
    ///
    /// # Errors
    /// What is wrong with its form.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        if note.starts_with('\u{feff}') {
            return wrong("it begins with a byte order mark, which some editor put there");
        }
        if note.contains("\r\n") {
            return wrong(
                "its lines end in CR LF, as some editors and mail programs leave them, and must end in LF alone",
            );
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return wrong("there is a control character in it");
        }
        if note.is_empty() {
            return wrong("it is empty");
        }
        let Some((text, lines)) = note.rsplit_once("\n\n") else {
            return match note.strip_suffix('\n') {
                Some(text) if !text.is_empty() => Ok(Note {
                    text: note.to_owned(),
                    signatures: Vec::new(),
                }),
                _ => wrong("its last line has no end"),
            };
        };
        let Some(lines) = lines.strip_suffix('\n') else {
            return wrong("after its empty line there is no whole signature line");
        };
        let signatures: Vec<String> = lines.split('\n').map(str::to_owned).collect();
        if signatures.len() > MOST_SIGNATURES {
            return wrong(format!(
                "it has more than {MOST_SIGNATURES} signature lines"
            ));
        }
        for line in &signatures {
            Signature::parse(line)?;
        }
        Ok(Note {
            text: format!("{text}\n"),
            signatures,
        })
    }

    /// The note as it is written.
    pub fn to_text(&self) -> String {
        let mut text = self.text.clone();
        if !self.signatures.is_empty() {
            text.push('\n');
        }
        for line in &self.signatures {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Adds a signature line, in the place of one of the same key.
    pub fn add(&mut self, line: String) {
        let key = |line: &str| Signature::parse(line).ok().map(|one| (one.name, one.id));
        self.signatures.retain(|held| key(held) != key(&line));
        self.signatures.push(line);
    }
}

impl Signature {
    /// Reads `— name base64`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(line: &str) -> Result<Signature, NoteError> {
        let rest = line
            .strip_prefix("— ")
            .and_then(|rest| rest.split_once(' '));
        let Some((name, text)) = rest.filter(|(name, _)| is_name(name)) else {
            return wrong(format!("{} is not a signature line", cut(line)));
        };
        let bytes = STANDARD.decode(text).unwrap_or_default();
        let Some((id, bytes)) = bytes
            .split_first_chunk::<4>()
            .filter(|(_, rest)| !rest.is_empty())
        else {
            return wrong(format!("{} is not a signature line", cut(line)));
        };
        Ok(Signature {
            name: name.to_owned(),
            id: *id,
            bytes: bytes.to_vec(),
        })
    }

    /// Name and id of the key, as people are told which is meant.
    pub fn handle(&self) -> String {
        handle(&self.name, self.id)
    }
}
