//! Reading the frame of a line strictly. Headers and commits are parsed and written again:
//! other bytes than the ones written are refused. Entries are cut from both ends without
//! parsing the event, because a log is read far more often than it is written.

use serde::Deserialize;
use uuid::Uuid;

use super::{
    Commit, EntryLine, FORMAT, LineError, MAX_LINE, MAX_POSITION, SCHEMA, bad, encode_commit,
    encode_header, is_origin, json_string,
};
use crate::event::when::Instant;
use crate::log::Header;
use crate::merkle;

pub(super) fn text(line: &[u8]) -> Result<&str, LineError> {
    if line.len() > MAX_LINE {
        return Err(bad(format!(
            "a line of {} bytes, the most is {MAX_LINE}",
            line.len()
        )));
    }
    // Every line of every log goes through here; what is wrong may be told slowly.
    simdutf8::basic::from_utf8(line).map_err(|_| {
        let sound = simdutf8::compat::from_utf8(line).map_or_else(|e| e.valid_up_to(), str::len);
        bad(format!("not UTF-8 at byte {sound} of the line"))
    })
}

#[derive(Deserialize)]
struct HeaderProbe {
    log: FormatProbe,
}

#[derive(Deserialize)]
struct FormatProbe {
    format: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderLine {
    log: HeaderBody,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderBody {
    created_at: String,
    #[serde(rename = "format")]
    _format: String,
    id: Uuid,
    origin: String,
}

pub(super) fn header(line: &[u8]) -> Result<Header, LineError> {
    let line = text(line)?;
    // The format decides before anything else: a newer header may have another shape.
    if let Ok(probe) = serde_json::from_str::<HeaderProbe>(line)
        && probe.log.format != FORMAT
    {
        return Err(LineError::Newer(probe.log.format));
    }
    let body = serde_json::from_str::<HeaderLine>(line)
        .map_err(|error| bad(format!("not a header line: {error}")))?
        .log;
    let created_at = Instant::from_text(&body.created_at)
        .ok_or_else(|| bad(format!("created_at is {:?}", body.created_at)))?;
    if !is_origin(&body.origin) {
        return Err(bad(format!("origin is {:?}", body.origin)));
    }
    let header = Header {
        id: body.id,
        origin: body.origin,
        created_at,
    };
    if encode_header(&header) == line {
        Ok(header)
    } else {
        Err(bad("the header line is not in canonical form"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitLine {
    commit: CommitBody,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommitBody {
    entries: u64,
    position: u64,
    root: String,
    #[serde(default)]
    signatures: Vec<String>,
}

pub(super) fn commit(line: &[u8]) -> Result<Commit, LineError> {
    let line = text(line)?;
    let body = serde_json::from_str::<CommitLine>(line)
        .map_err(|error| bad(format!("not a commit line: {error}")))?
        .commit;
    if body.entries == 0 {
        return Err(bad("a commit of no entries"));
    }
    if body.position > MAX_POSITION || body.entries > body.position {
        return Err(bad(format!(
            "a commit of {} entries at position {}",
            body.entries, body.position
        )));
    }
    if merkle::from_base64(&body.root).is_none() {
        return Err(bad(format!("root is {:?}", body.root)));
    }
    if body.signatures.iter().any(String::is_empty) {
        return Err(bad("an empty signature"));
    }
    let commit = Commit {
        entries: body.entries,
        position: body.position,
        root: body.root,
        signatures: body.signatures,
    };
    if encode_commit(&commit) == line {
        Ok(commit)
    } else {
        Err(bad("the commit line is not in canonical form"))
    }
}

#[derive(Deserialize)]
struct SchemaProbe {
    entry: SchemaNumber,
}

#[derive(Deserialize)]
struct SchemaNumber {
    schema: u64,
}

pub(super) fn entry(line: &[u8]) -> Result<EntryLine<'_>, LineError> {
    let line = text(line)?;
    match cut(line) {
        Ok(entry) if entry.schema == SCHEMA => Ok(entry),
        other => {
            // A newer schema may have a frame of another shape, so it is asked for leniently.
            if let Ok(probe) = serde_json::from_str::<SchemaProbe>(line)
                && probe.entry.schema > SCHEMA
            {
                return Err(LineError::Newer(format!("schema {}", probe.entry.schema)));
            }
            other.and_then(|entry| Err(bad(format!("schema is {}", entry.schema))))
        }
    }
}

/// Cuts the members off the end, one by one. Searching from the right is safe: of the members
/// after the event only `recorded_by` is free text, and inside a JSON string a quote is escaped.
fn cut(line: &str) -> Result<EntryLine<'_>, LineError> {
    let missing = |name: &str| bad(format!("not an entry line: no {name} where it belongs"));
    let rest = line
        .strip_prefix("{\"entry\":{\"event\":")
        .ok_or_else(|| missing("event"))?;
    let rest = rest.strip_suffix("}}").ok_or_else(|| missing("end"))?;
    let (rest, schema) = rest
        .rsplit_once(",\"schema\":")
        .ok_or_else(|| missing("schema"))?;
    let (rest, by) = rest
        .rsplit_once(",\"recorded_by\":")
        .ok_or_else(|| missing("recorded_by"))?;
    let (rest, at) = rest
        .rsplit_once(",\"recorded_at\":")
        .ok_or_else(|| missing("recorded_at"))?;
    let (rest, position) = rest
        .rsplit_once(",\"position\":")
        .ok_or_else(|| missing("position"))?;
    let position = number(position).ok_or_else(|| bad("position is not a number of 1 or more"))?;
    let (rest, log) = binding(rest)?;
    let (event, id) = rest.rsplit_once(",\"id\":").ok_or_else(|| missing("id"))?;
    if !(event.starts_with('{') && event.ends_with('}')) {
        return Err(bad("the event is not a JSON object"));
    }
    Ok(EntryLine {
        event,
        id: uuid(id)?,
        log,
        position,
        recorded_at: instant(at)?,
        recorded_by: string(by)?,
        schema: number(schema).ok_or_else(|| bad("schema is not a number of 1 or more"))?,
    })
}

/// A canonical JSON integer from 1 to the largest position.
fn number(text: &str) -> Option<u64> {
    let plain =
        text.len() <= 16 && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    let value = if plain {
        text.parse().ok()?
    } else {
        return None;
    };
    (1..=MAX_POSITION).contains(&value).then_some(value)
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

fn string(text: &str) -> Result<String, LineError> {
    let value: String = serde_json::from_str(text)
        .map_err(|error| bad(format!("recorded_by is not a JSON string: {error}")))?;
    if json_string(&value) == text {
        Ok(value)
    } else {
        Err(bad("recorded_by is not in canonical form"))
    }
}

fn instant(text: &str) -> Result<Instant, LineError> {
    unquoted(text)
        .and_then(|inner| Instant::from_text(inner).filter(|at| at.to_text() == inner))
        .ok_or_else(|| bad("recorded_at is not an instant with six decimals"))
}

fn uuid(text: &str) -> Result<Uuid, LineError> {
    unquoted(text)
        .and_then(|inner| {
            let id = Uuid::try_parse(inner).ok()?;
            (id.hyphenated().to_string() == inner).then_some(id)
        })
        .ok_or_else(|| bad("id is not a lower-case UUID with hyphens"))
}

/// The `log` member, if there is one after the id.
fn binding(text: &str) -> Result<(&str, Option<merkle::Hash>), LineError> {
    // All lines but the first end here with the id: nothing need be looked for in the event.
    let end = text.len().checked_sub(",\"id\":\"\"".len() + 36);
    let id = end.and_then(|end| text.get(end..)?.strip_prefix(",\"id\":\""));
    if id.is_some_and(|id| id.find('"') == Some(36)) {
        return Ok((text, None));
    }
    let Some((rest, value)) = text.rsplit_once(",\"log\":") else {
        return Ok((text, None));
    };
    // An event may have a member of that name; the frame's is followed by nothing else.
    match unquoted(value).filter(|inner| !inner.contains('"')) {
        None => Ok((text, None)),
        Some(inner) => merkle::from_base64(inner)
            .map(|hash| (rest, Some(hash)))
            .ok_or_else(|| bad("log is not a SHA-256 value in base64")),
    }
}
