//! What `cite` pins of an answer: the event of its citation, and the digest by which the answer
//! is known again. Owns which bytes the digest is of (`schema/citation.md`); records nothing.

use serde_json::{Map, Value, json};

use super::asked::{Asked, Tables, Unaskable, parse};
use super::{Answer, AnswerError, Question, View, answer};
use crate::clocks::Clocks;
use crate::event::json::canonical;
use crate::event::{Kind, decode};
use crate::facts::History;
use crate::merkle;

/// An answer that may be relied on: it can be asked again from its own query.
#[derive(Debug, Clone, PartialEq)]
pub struct Pinned {
    /// The fields of the citation that the answer itself gives.
    pub fields: Map<String, Value>,
    /// The answer, asked from the query that is pinned.
    pub answer: Answer,
}

/// Asks a question so that it can be asked again: at a position that is named, and from the
/// query as it will be stored.
///
/// # Errors
/// Those of the answer; `not_citable`.
pub fn pin(history: &History, clocks: &Clocks, question: &Question) -> Result<Pinned, AnswerError> {
    let clocks = Clocks {
        known: clocks.known.or(Some(history.position())),
        ..clocks.clone()
    };
    let first = answer(history, &clocks, question)?;
    let query = stored(&first)?;
    let tables = |sha256: &str| match question {
        Question::Stance {
            rules: Some(rules), ..
        } if rules.sha256 == sha256 => Some(rules.text.clone()),
        _ => None,
    };
    let asked = parse(&query, &tables).map_err(not_citable)?;
    let answer = answer(history, &asked.clocks, &asked.question)?;
    let citation = &answer.citation;
    let mut fields = Map::new();
    fields.insert("position".into(), json!(citation.position));
    fields.insert("root".into(), json!(citation.root));
    fields.insert("digest".into(), json!(digest(&answer)));
    fields.insert("dateline".into(), json!(citation.dateline));
    if let Some(rules) = &citation.rules {
        fields.insert("rules".into(), json!(rules));
    }
    fields.insert("query".into(), Value::Object(query));
    Ok(Pinned { fields, answer })
}

/// The query of an answer as a log would keep it.
fn stored(answer: &Answer) -> Result<Map<String, Value>, AnswerError> {
    let citation = &answer.citation;
    let event = json!({
        "query": citation.query, "position": citation.position, "root": citation.root,
        "digest": digest(answer), "dateline": citation.dateline, "label": "query",
    });
    let Value::Object(event) = event else {
        return Err(not_citable(Unaskable("the query is no object".to_owned())));
    };
    let refused = |what: String| not_citable(Unaskable(what));
    let input = decode::citation(event).map_err(|problems| {
        let first = problems.first();
        refused(first.map_or(String::new(), |first| first.fault.message.clone()))
    })?;
    match input.event.fields().get("query") {
        Some(Value::Object(query)) => Ok(query.clone()),
        _ => Err(refused(format!("a {} has no query", Kind::Citation.name()))),
    }
}

fn not_citable(why: Unaskable) -> AnswerError {
    AnswerError {
        code: "not_citable",
        message: format!("this answer could not be asked again: {why}"),
        hint: "write the question in plain text, without control characters".to_owned(),
    }
}

/// What is asked again: a pinned query and its clocks.
///
/// # Errors
/// As `asked::parse`.
pub fn asked(event: &crate::event::Event, tables: &Tables<'_>) -> Result<Asked, Unaskable> {
    match event.fields().get("query") {
        Some(Value::Object(query)) => parse(query, tables),
        _ => Err(Unaskable("it holds no query".to_owned())),
    }
}

/// The answer as `--json` prints it, without its citation; if only `rows` is left, that list.
pub fn body(answer: &Answer) -> Value {
    let rows = match &answer.view {
        View::Entries(rows) => json!(rows),
        View::Divestment(rows) => json!(rows),
        View::Stance(rows) => json!(rows),
        View::Say(rows) => json!(rows),
        View::Around(rows) => json!(rows),
        View::Threats(rows) => json!(rows),
        View::Sanctions(rows) => json!(rows),
        View::Yields(rows) => json!(rows),
        View::Observations(rows) => json!(rows),
        View::Sources(rows) => json!(rows),
        View::Contradictions(rows) => json!(rows),
        View::Audit(audit) => return json!(audit),
        View::Drift(drift) => return json!(drift),
        View::Found(found) => return json!(found),
        View::Chain(chain) => return json!(chain),
        View::Entry(entry) => return json!(entry),
    };
    match answer.totals.as_slice() {
        [] => rows,
        totals => json!({"rows": rows, "totals": totals}),
    }
}

/// SHA-256, in hex, of the RFC 8785 form of an answer without its citation.
pub fn digest(answer: &Answer) -> String {
    merkle::sha256_hex(canonical(&body(answer)).as_bytes())
}
