//! From the query of a citation back to the question, so that what was asked once can be asked
//! again from its stored form. Owns the way back for every view; what a query does not say as
//! this version would say it is refused, for asking less would be asking something else.

use serde_json::{Map, Value};

use super::{By, Filters, Find, Question, Rules, Side, query};
use crate::clocks::Clocks;
use crate::event::decimal::Decimal;
use crate::event::when::When;
use crate::projection::periods::Every;
use crate::projection::saying::Lang;

/// A question with its clocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// On which clocks.
    pub clocks: Clocks,
    /// What.
    pub question: Question,
}

/// Why a query cannot be asked (again).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unaskable(pub String);

/// The text of a rule table by its SHA-256 (hex), if it is at hand.
pub type Tables<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Reads a query back.
///
/// # Errors
/// A query that asks for what this version does not know, or for a rule table not at hand.
pub fn parse(query: &Map<String, Value>, tables: &Tables<'_>) -> Result<Asked, Unaskable> {
    let fields = Fields(query);
    let clocks = Clocks {
        on: fields.date("on")?,
        published: fields.date("published")?,
        known: fields.number("known")?,
        possible: fields.flag("possible")?,
        claims: fields.flag("claims")?,
    };
    let question = fields.question(tables)?;
    let asked = Asked { clocks, question };
    match unsaid(&asked, query) {
        None => Ok(asked),
        Some(name) => Err(Unaskable(format!(
            "this version asks `{}` without `{name}`, or otherwise than it says",
            fields.text("command")?.unwrap_or_default()
        ))),
    }
}

/// A field of a query that its question would not say again.
fn unsaid(asked: &Asked, query: &Map<String, Value>) -> Option<String> {
    let mut again = query::resolved(&asked.clocks, &asked.question, query::Named::default());
    // REFs are named by what they were found to be, which a question does not know.
    let (reference, to) = match &asked.question {
        Question::Show { reference, .. }
        | Question::Say { reference, .. }
        | Question::Around { reference, .. } => (Some(reference), None),
        Question::Chain { reference, to, .. } => (Some(reference), to.as_ref()),
        _ => (None, None),
    };
    if let Some(reference) = reference {
        again.insert("arguments".into(), vec![reference.as_str()].into());
    }
    if let Some(to) = to {
        again.insert("to".into(), to.as_str().into());
    }
    let names = query.keys().chain(again.keys());
    let mut names = names.filter(|name| {
        let said = |query: &Map<String, Value>| query.get(*name).filter(|it| says(it)).cloned();
        said(query) != said(&again)
    });
    names.next().cloned()
}

/// Null, false and an empty list are what a flag is that was not given.
fn says(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(items) => !items.is_empty(),
        _ => true,
    }
}

/// The fields of a query, read by type; one that is absent was not given.
struct Fields<'q>(&'q Map<String, Value>);

impl Fields<'_> {
    fn question(&self, tables: &Tables<'_>) -> Result<Question, Unaskable> {
        let (why, history) = (self.flag("why")?, self.flag("history")?);
        let filters = self.filters()?;
        Ok(match self.text("command")?.unwrap_or_default() {
            "log" => Question::Log(filters),
            "timeline" => Question::Timeline(filters),
            "find" => Question::Find(Find {
                words: self.needed()?,
                retracted: self.flag("retracted")?,
                within: None,
                filters,
            }),
            "show" => Question::Show {
                reference: self.needed()?,
                history,
            },
            "say" => Question::Say {
                reference: self.needed()?,
                lang: self.word("lang", Lang::from_tag)?,
                history,
            },
            "around" => Question::Around {
                reference: self.needed()?,
                days: self.days()?,
                filters,
            },
            "divestment" => Question::Divestment {
                by: self.word("by", By::named)?,
                asset: self.owned("asset")?,
                why,
                filters,
            },
            "stance" => Question::Stance {
                country: self.argument()?,
                toward: self.owned("toward")?,
                members: self.flag("members")?,
                rules: self.rules(tables)?,
                why,
                filters,
            },
            "chain" => return self.chain(filters),
            "threats" => Question::Threats { why, filters },
            "sanctions" => Question::Sanctions { why, filters },
            "yields" => Question::Yields { why, filters },
            "observations" => Question::Observations { why, filters },
            "sources" => Question::Sources { why, filters },
            "contradictions" => Question::Contradictions {
                tolerance: self.word("tolerance", Decimal::parse)?,
                why,
                filters,
            },
            other => {
                let other = crate::event::text::shown(other);
                return Err(Unaskable(format!("this version has no view `{other}`")));
            }
        })
    }

    fn chain(&self, filters: Filters) -> Result<Question, Unaskable> {
        let Some(reference) = self.argument()? else {
            return Ok(Question::Graph);
        };
        Ok(Question::Chain {
            reference,
            side: match (self.flag("causes")?, self.flag("effects")?) {
                (true, _) => Side::Causes,
                (_, true) => Side::Effects,
                _ => Side::Both,
            },
            to: self.owned("to")?,
            all: self.flag("all")?,
            filters,
        })
    }

    fn rules(&self, tables: &Tables<'_>) -> Result<Option<Rules>, Unaskable> {
        let Some(sha256) = self.owned("rules")? else {
            return Ok(None);
        };
        match tables(&sha256) {
            Some(text) => Ok(Some(Rules {
                name: "the pinned rule table".to_owned(),
                text,
                sha256,
            })),
            None => Err(Unaskable(format!(
                "its rule table, sha256:{sha256}, is not held as evidence, or was altered"
            ))),
        }
    }

    fn filters(&self) -> Result<Filters, Unaskable> {
        Ok(Filters {
            kind: self.list("kind")?,
            country: self.list("country")?,
            tag: self.list("tag")?,
            publisher: self.list("publisher")?,
            since: self.date("since")?,
            until: self.date("until")?,
            every: match self.text("every")? {
                Some(_) => Some(self.word("every", Every::named)?),
                None => None,
            },
            limit: self.number("limit")?,
        })
    }

    fn given(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| says(value))
    }

    fn text(&self, name: &str) -> Result<Option<&str>, Unaskable> {
        let text = self
            .given(name)
            .map(|value| value.as_str().ok_or(bad(name)));
        text.transpose()
    }

    fn owned(&self, name: &str) -> Result<Option<String>, Unaskable> {
        Ok(self.text(name)?.map(str::to_owned))
    }

    fn flag(&self, name: &str) -> Result<bool, Unaskable> {
        match self.given(name) {
            None => Ok(false),
            Some(Value::Bool(true)) => Ok(true),
            Some(_) => Err(bad(name)),
        }
    }

    fn number(&self, name: &str) -> Result<Option<u64>, Unaskable> {
        let number = self
            .given(name)
            .map(|value| value.as_u64().ok_or(bad(name)));
        number.transpose()
    }

    fn date(&self, name: &str) -> Result<Option<When>, Unaskable> {
        let parsed = |text| When::parse_filter(text).map_err(|_| bad(name));
        self.text(name)?.map(parsed).transpose()
    }

    fn word<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Unaskable> {
        self.text(name)?.and_then(read).ok_or(bad(name))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, Unaskable> {
        let Some(value) = self.given(name) else {
            return Ok(Vec::new());
        };
        let items = value.as_array().ok_or(bad(name))?;
        let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
        texts.collect::<Option<_>>().ok_or(bad(name))
    }

    fn days(&self) -> Result<u32, Unaskable> {
        let days = self.number("days")?;
        let days = days.and_then(|days| u32::try_from(days).ok());
        days.ok_or(bad("days"))
    }

    /// The one argument, if there is one.
    fn argument(&self) -> Result<Option<String>, Unaskable> {
        match self.list("arguments")?.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one.clone())),
            _ => Err(bad("arguments")),
        }
    }

    fn needed(&self) -> Result<String, Unaskable> {
        self.argument()?.ok_or(bad("arguments"))
    }
}

fn bad(name: &str) -> Unaskable {
    Unaskable(format!("its `{name}` is not what this version asks with"))
}
