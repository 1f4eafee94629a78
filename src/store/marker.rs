//! The file that makes a directory a store, `dateline.toml`: what it says, and writing a new one.
//! Owns its form; knows nothing of the log.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{Store, StoreError, io};

/// Its name.
pub(super) const MARKER: &str = "dateline.toml";
/// And while it is written.
const MARKER_NEW: &str = "dateline.toml.new";

/// None is longer.
const MOST_MARKER: u64 = 1 << 20;

/// What a new one says. The log itself says which log it is.
const MARKER_TEXT: &str = "# A dateline store. The truth is log.jsonl: append-only, hashed, plain text.\n\
# cache/ is derived and can be deleted at any moment.\n\
format = \"dateline-store/1\"\n";

/// The format that this program makes and reads.
const FORMAT: &str = "dateline-store/1";

impl Store {
    /// The store at exactly this directory.
    pub fn at(dir: &Path) -> Result<Store, StoreError> {
        let path = dir.join(MARKER);
        let length = match fs::metadata(&path) {
            Ok(found) if found.is_file() => found.len(),
            // A store that may not be entered is a store, for all that can be seen.
            Err(source) if source.kind() == ErrorKind::PermissionDenied => {
                return Err(io("read", &path, source));
            }
            _ => return Err(StoreError::NotAStore(dir.to_path_buf())),
        };
        let bad = |what: String| StoreError::BadMarker {
            path: path.clone(),
            what,
        };
        if length > MOST_MARKER {
            return Err(bad("longer than 1 MiB".to_owned()));
        }
        let bytes = fs::read(&path).map_err(|source| io("read", &path, source))?;
        let text = String::from_utf8(bytes).map_err(|_| bad("not UTF-8 text".to_owned()))?;
        let said = match Said::plainly(&text) {
            Some(said) => said,
            None => {
                let table = text.parse().map_err(|error: toml::de::Error| {
                    bad(format!("not readable as TOML: {}", error.message()))
                })?;
                Said::of(&table)
            }
        };
        match said.format.as_deref() {
            Some(FORMAT) => Ok(Store {
                dir: dir.to_path_buf(),
                use_cache: true,
                demo: said.demo,
                claimed: said.keys,
                signer: None,
            }),
            Some(other) => Err(bad(format!(
                "this store has format {other}, this program reads {FORMAT}"
            ))),
            None => Err(bad(format!("no line format = \"{FORMAT}\""))),
        }
    }
}

/// What a marker says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    format: Option<String>,
    demo: Option<String>,
    keys: Vec<String>,
}

impl Said {
    fn of(table: &toml::Table) -> Said {
        let word = |name: &str| {
            let text = table.get(name).and_then(toml::Value::as_str);
            text.map(str::to_owned)
        };
        Said {
            format: word("format"),
            demo: word("demo"),
            keys: claimed(table),
        }
    }

    /// The same of a marker as `init` writes it: comments, and names with plain texts. Every command
    /// reads one, and to parse all of TOML takes longer. `None` of any other.
    fn plainly(text: &str) -> Option<Said> {
        let mut said = Said::default();
        for line in text.lines() {
            let plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
            if !line.bytes().all(plain) {
                return None;
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, value) = line.split_once(" = ")?;
            let value = value.strip_prefix('"')?.strip_suffix('"')?;
            let slot = match name {
                "format" => &mut said.format,
                "demo" => &mut said.demo,
                _ => return None,
            };
            if value.contains(['"', '\\']) || slot.replace(value.to_owned()).is_some() {
                return None;
            }
        }
        Some(said)
    }
}

/// What stands under `keys`; what is no text is kept as its type, to be told of as no key.
fn claimed(table: &toml::Table) -> Vec<String> {
    let text = |key: &toml::Value| key.as_str().unwrap_or(key.type_str()).to_owned();
    match table.get("keys") {
        None => Vec::new(),
        Some(toml::Value::Array(keys)) => keys.iter().map(text).collect(),
        Some(other) => vec![text(other)],
    }
}

/// Writes a marker under another name and renames it into its place, durably: a crash leaves a
/// store or none, never one whose marker is half written. `more` are lines after the usual ones.
pub(super) fn mark(dir: &Path, more: &str) -> Result<(), StoreError> {
    let (path, new) = (dir.join(MARKER), dir.join(MARKER_NEW));
    let text = format!("{MARKER_TEXT}{more}");
    let written = fs::File::create_new(&new)
        .and_then(|mut file| {
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&new, &path));
    written.map_err(|source| {
        let _ = fs::remove_file(&new);
        io("create", &path, source)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::{MARKER_TEXT, Said};

    #[test]
    fn a_new_marker_is_plain() {
        for more in ["", "demo = \"treasury-standoff\"\n"] {
            let text = format!("{MARKER_TEXT}{more}");
            let exact = Said::of(&text.parse().unwrap());
            assert_eq!(Said::plainly(&text), Some(exact));
        }
    }

    proptest! {
        #[test]
        fn what_is_read_plainly_is_what_toml_says(
            lines in prop::collection::vec(
                "(format|demo|keys|[a-z.]{1,3}) ?= ?\"[a-z#\\\\\"é\t ]{0,3}\" ?(#.{0,2})?|#.{0,3}|\\[a\\]|\r|", 0..4),
        ) {
            let text = lines.join("\n");
            if let Some(said) = Said::plainly(&text) {
                prop_assert_eq!(said, Said::of(&text.parse().unwrap()));
            }
        }
    }
}
