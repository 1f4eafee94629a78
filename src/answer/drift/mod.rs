//! `drift`: what was cited, asked again now. Owns the comparison of a pinned answer with the one
//! that its query gives today, and the finding when the pinned one can no longer be derived;
//! what became of the inputs lies in `inputs`. Says nothing in words.

mod holders;
mod inputs;
mod sections;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use self::sections::Compared;
use super::asked::{Asked, Tables};
use super::{Answer, AnswerError, Citation, Question, View, answer, beyond_head, pin};
use crate::clocks::Clocks;
use crate::event::Kind;
use crate::facts::{History, Scope};
use crate::log::Entry;

/// What was found of one citation or another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriftView {
    /// Findings, in the order of the citations.
    pub rows: Vec<DriftRow>,
    /// The citations that were asked again, in the order in which they were recorded.
    pub citations: Vec<CitedRow>,
    /// The UTC day of the last entry considered.
    pub as_of: String,
    /// What holders are called that rows know by an id: for the note only.
    #[serde(skip)]
    pub holders: BTreeMap<String, String>,
    /// The last position that can be read, if the log is damaged behind it: citations may stand
    /// there of which nothing is known.
    #[serde(skip)]
    pub readable: Option<u64>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriftRow {
    /// Of which citation.
    pub slug: String,
    /// The position of that citation.
    pub cited: u64,
    /// `answer`: the pinned answer can no longer be derived. `row`: a row is other now. `input`: an
    /// entry that the answer rested on was amended since.
    pub finding: &'static str,
    /// The command that was cited.
    pub view: String,
    /// What names the row, or the entry.
    pub key: Map<String, Value>,
    /// Of a row `added`, `removed`, `changed`; of an input `corrected`, `retracted`, `disputed`,
    /// `undone`; of an answer `digest`, `root`, `unaskable`.
    pub change: &'static str,
    /// Only D moved: nothing that the row rests on.
    pub aged: bool,
    /// As it was cited; of an input the fields that are other now.
    pub before: Option<Value>,
    /// As it is now.
    pub after: Option<Value>,
    /// Positions of the entries that made it so.
    pub entries: Vec<u64>,
    /// Why, as somebody recorded it or as the program knows.
    pub reason: Option<String>,
    /// Who contests it, as a dispute says.
    pub by: Option<String>,
}

/// A citation that was asked again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CitedRow {
    pub slug: String,
    pub position: u64,
    pub id: String,
    pub recorded_at: String,
    pub recorded_by: String,
    /// `same`, `drifted`, `retracted` (not asked again).
    pub state: &'static str,
    pub title: Option<String>,
    pub url: Option<String>,
    pub claim: Option<String>,
    pub query: Value,
    /// What was pinned.
    pub known: u64,
    pub root: String,
    pub digest: String,
    /// The position at which it was asked again, and the digest there; null if it was not.
    pub now: Option<u64>,
    pub digest_now: Option<String>,
    /// Findings by kind.
    pub findings: BTreeMap<&'static str, u64>,
    /// Why it was retracted.
    pub reason: Option<String>,
}

/// Asks the citations again that are recorded by `known` (the head if absent), or the one named.
///
/// # Errors
/// `known_beyond_head`, `unknown_citation`, `not_a_citation`.
pub fn drift(
    history: &History,
    known: Option<u64>,
    slug: Option<&str>,
    tables: &Tables<'_>,
) -> Result<Answer, AnswerError> {
    let clocks = Clocks {
        known,
        ..Clocks::default()
    };
    let scope = Scope::new(history, &clocks).map_err(beyond_head)?;
    let entries: Vec<&Entry> = match slug {
        Some(slug) => vec![named(&scope, slug)?],
        None => citations(&scope).collect(),
    };
    let mut view = DriftView {
        rows: Vec::new(),
        citations: Vec::new(),
        as_of: scope.horizon().day_text(),
        holders: BTreeMap::new(),
        readable: None,
    };
    for entry in entries {
        let (cited, rows) = one(&scope, entry, tables);
        view.citations.push(cited);
        view.rows.extend(rows);
    }
    view.holders = holders::names(&scope, &view.rows);
    let position = scope.point().known;
    let mut query = super::query::clocks(&clocks);
    query.insert("command".into(), json!("drift"));
    query.insert("arguments".into(), json!(slug.iter().collect::<Vec<_>>()));
    Ok(Answer {
        citation: Citation {
            origin: history.header().origin.clone(),
            log: history.header().id.to_string(),
            position,
            root: history.root_at(position),
            query,
            undated: 0,
            left_out: BTreeMap::new(),
            rules: None,
            dateline: env!("CARGO_PKG_VERSION"),
        },
        view: View::Drift(view),
        totals: Vec::new(),
    })
}

fn citations<'h>(scope: &Scope<'h>) -> impl Iterator<Item = &'h Entry> {
    let positions = scope.draw(&[Kind::Citation], |entry, _| Some(entry.position));
    let history = scope.history();
    let entries = positions.into_iter();
    entries.filter_map(|position| history.at(position))
}

/// The citation of a slug, or of another REF.
fn named<'h>(scope: &Scope<'h>, slug: &str) -> Result<&'h Entry, AnswerError> {
    let shown = crate::event::text::shown(slug);
    let found = match super::refs::entry(scope, slug) {
        Ok(found) => found,
        Err(error) if error.code == "ref_ambiguous" => return Err(error),
        Err(_) => {
            let slugs = citations(scope).filter_map(|entry| entry.event.label());
            let near = slugs
                .map(|known| (strsim::jaro_winkler(known, slug), known))
                .max_by(|(one, _), (two, _)| one.total_cmp(two));
            return Err(AnswerError {
                code: "unknown_citation",
                message: format!("no citation is recorded as `{shown}`"),
                hint: match near {
                    Some((alike, known)) if alike >= 0.7 => format!("did you mean {known}?"),
                    Some(_) => "`dateline drift` lists them all".to_owned(),
                    None => "none is recorded yet: `dateline cite VIEW --as SLUG` records one"
                        .to_owned(),
                },
            });
        }
    };
    match found.event.kind() {
        Kind::Citation => Ok(found),
        kind => Err(AnswerError {
            code: "not_a_citation",
            message: match slug.starts_with(['@', '#']) {
                true => format!("@{} is a {}, not a citation", found.position, kind.name()),
                false => format!(
                    "`{shown}` (@{}) is a {}, not a citation",
                    found.position,
                    kind.name()
                ),
            },
            hint: "`dateline drift` lists what was cited; `dateline show REF --history` what became of an entry".to_owned(),
        }),
    }
}

/// What became of one citation.
fn one(now: &Scope<'_>, entry: &Entry, tables: &Tables<'_>) -> (CitedRow, Vec<DriftRow>) {
    let mut cited = cited(entry);
    let retraction = now.history().by_id(entry.id).map(|held| now.see(held));
    if let Some(by) = retraction.and_then(|seen| seen.retracted_by) {
        cited.state = "retracted";
        let by = now.history().at(by);
        cited.reason = by.and_then(|by| by.event.text("reason").map(str::to_owned));
        return (cited, Vec::new());
    }
    let mut again = Again {
        now,
        entry,
        cited: &cited,
        rows: Vec::new(),
    };
    let digest_now = again.ask(tables);
    let rows = again.rows;
    cited.now = digest_now.as_ref().map(|_| now.point().known);
    cited.digest_now = digest_now;
    for row in &rows {
        *cited.findings.entry(row.finding).or_insert(0) += 1;
    }
    cited.state = if rows.is_empty() { "same" } else { "drifted" };
    (cited, rows)
}

fn cited(entry: &Entry) -> CitedRow {
    let text = |name: &str| entry.event.text(name).map(str::to_owned);
    let field = |name: &str| entry.event.fields().get(name).cloned().unwrap_or_default();
    CitedRow {
        slug: entry.event.label().unwrap_or_default().to_owned(),
        position: entry.position,
        id: entry.id.to_string(),
        recorded_at: entry.recorded_at.to_text(),
        recorded_by: entry.recorded_by.clone(),
        state: "same",
        title: text("title"),
        url: text("url"),
        claim: text("claim"),
        query: field("query"),
        known: field("position").as_u64().unwrap_or_default(),
        root: text("root").unwrap_or_default(),
        digest: text("digest").unwrap_or_default(),
        now: None,
        digest_now: None,
        findings: BTreeMap::new(),
        reason: None,
    }
}

/// A citation being asked again.
struct Again<'a, 'h> {
    now: &'a Scope<'h>,
    entry: &'a Entry,
    cited: &'a CitedRow,
    rows: Vec<DriftRow>,
}

impl Again<'_, '_> {
    /// Compares the pinned answer, derived again, with the one of now; gives the digest of that.
    fn ask(&mut self, tables: &Tables<'_>) -> Option<String> {
        let history = self.now.history();
        let root = history.root_at(self.cited.known);
        if root != self.cited.root || self.cited.known > history.position() {
            self.answer_differs(
                "root",
                json!({"root": self.cited.root}),
                json!({"root": root}),
                "the log up to there is not the one that was cited".to_owned(),
            );
        }
        let asked = match pin::asked(&self.entry.event, tables) {
            Ok(asked) => asked,
            Err(why) => {
                self.unaskable(why.to_string());
                return None;
            }
        };
        let later = Clocks {
            known: Some(self.now.point().known),
            ..asked.clocks.clone()
        };
        let answers = answer(history, &asked.clocks, &asked.question)
            .and_then(|old| Ok((old, answer(history, &later, &asked.question)?)));
        let (old, new) = match answers {
            Ok(answers) => answers,
            Err(error) => {
                self.unaskable(error.message);
                return None;
            }
        };
        self.same_bytes(&old);
        self.compare(&asked, &later, &old, &new);
        Some(pin::digest(&new))
    }

    fn unaskable(&mut self, why: String) {
        let query = self.cited.query.clone();
        self.answer_differs("unaskable", query, Value::Null, why);
    }

    /// The pinned answer, derived again, is the one whose digest was pinned.
    fn same_bytes(&mut self, old: &Answer) {
        let digest = pin::digest(old);
        if digest == self.cited.digest {
            return;
        }
        let event = &self.entry.event;
        let side = |digest: &str, version: Option<&str>, rules: Option<&str>| json!({"digest": digest, "dateline": version, "rules": rules});
        let (version, rules) = (event.text("dateline"), event.text("rules"));
        let citation = &old.citation;
        let why = match () {
            () if rules != citation.rules.as_deref() => {
                "the rule table that this program brings is not the one that was cited"
            }
            () if version != Some(citation.dateline) => {
                "another version of the program answered when it was cited"
            }
            () => "the same question at the same position gives other rows than were cited",
        };
        let before = side(&self.cited.digest, version, rules);
        let after = side(&digest, Some(citation.dateline), citation.rules.as_deref());
        self.answer_differs("digest", before, after, why.to_owned());
    }

    fn answer_differs(&mut self, change: &'static str, before: Value, after: Value, why: String) {
        let row = DriftRow {
            before: Some(before),
            after: Some(after).filter(|after| !after.is_null()),
            reason: Some(why),
            ..self.row("answer", change)
        };
        self.rows.push(row);
    }

    fn row(&self, finding: &'static str, change: &'static str) -> DriftRow {
        let command = self.cited.query.get("command").and_then(Value::as_str);
        DriftRow {
            slug: self.cited.slug.clone(),
            cited: self.cited.position,
            finding,
            view: command.unwrap_or_default().to_owned(),
            key: Map::new(),
            change,
            aged: false,
            before: None,
            after: None,
            entries: Vec::new(),
            reason: None,
            by: None,
        }
    }

    fn compare(&mut self, asked: &Asked, later: &Clocks, old: &Answer, new: &Answer) {
        let history = self.now.history();
        let (Ok(then), Ok(now)) = (
            Scope::new(history, &asked.clocks),
            Scope::new(history, later),
        ) else {
            return;
        };
        let mut both = Compared::new([then, now], &asked.question, [old, new]);
        let moved = then.horizon() != now.horizon() && ages(&asked.question);
        for (change, entries) in both.changes() {
            self.rows.push(DriftRow {
                aged: moved && entries.is_empty(),
                entries,
                before: change.before.clone(),
                after: change.after.clone(),
                key: change.key.clone(),
                ..self.row("row", change.name())
            });
        }
        let known = self.now.point().known;
        for input in inputs::amended(history, [then.point().known, known], &both.inputs()) {
            self.rows.push(DriftRow {
                key: input.key,
                before: input.before,
                after: input.after,
                entries: vec![input.through],
                reason: input.reason,
                by: input.by,
                ..self.row("input", input.change)
            });
        }
    }
}

/// Whether an answer moves with D, which without `--on` is the day of the last entry.
pub fn ages(question: &Question) -> bool {
    matches!(
        question,
        Question::Divestment { .. }
            | Question::Stance { .. }
            | Question::Threats { .. }
            | Question::Sanctions { .. }
    )
}
