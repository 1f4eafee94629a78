//! The views whose rows can be followed from one point to another: how each is asked for, and
//! which fields name a row of it. Owns that one list; compares nothing.

use serde::Serialize;
use serde_json::Value;

use super::refold::Refold;
use super::{AnswerError, Audit, By, Filters, Question, View, run};
use crate::facts::History;
use crate::projection::catalog::{self, Listed};
use crate::projection::contradictions::TOLERANCE;
use crate::projection::replay::Fold;
use crate::projection::replay::contradictions::Contradictions;
use crate::projection::replay::divestment::Divestment;
use crate::projection::replay::graph::Graph;
use crate::projection::replay::observations::Observations;
use crate::projection::replay::sanctions::Sanctions;
use crate::projection::replay::sources::Sources;
use crate::projection::replay::stance::Stance;
use crate::projection::replay::threats::Threats;
use crate::projection::replay::timeline::Timeline;
use crate::projection::replay::yields::Yields;
use crate::projection::stance::rules::BadRules;

/// The fields of a key, each with the field of a row that fills it.
pub type Names = &'static [(&'static str, &'static str)];

/// Begins a fold of a history.
type Begin = for<'h> fn(&'h History) -> Result<Box<dyn Fold<'h> + 'h>, BadRules>;

/// A view that can be followed.
#[derive(Debug)]
pub struct Followed {
    /// What it is.
    pub listed: Listed,
    /// The fields that name a row; of `chain` an edge.
    pub names: Names,
    /// Whether its rows say more than that an entry came in.
    pub concludes: bool,
    /// Where its fold entry by entry begins.
    fold: Begin,
    /// How it is asked for: everything, with or without the entries behind each row.
    question: fn(bool) -> Question,
}

/// What names a node of the whole graph.
pub const NODE: Names = &[("node", "id")];

const ENTRY: Names = &[("position", "position"), ("id", "id")];

const FINDING: Names = &[
    ("rule", "rule"),
    ("position", "position"),
    ("beside", "beside"),
];

fn audit(why: bool) -> Question {
    let audit = Audit::default();
    Question::Audit(Audit { why, ..audit })
}

/// Every view that can be followed, in the order in which `diff` tells them.
pub const FOLLOWED: &[Followed] = &[
    Followed {
        listed: catalog::DIVESTMENT,
        names: &[
            ("country", "country"),
            ("holder", "holder"),
            ("asset", "asset"),
            ("issuer", "issuer"),
            ("currency", "currency"),
        ],
        concludes: true,
        fold: |_| Ok(Box::<Divestment>::default()),
        question: |why| Question::Divestment {
            by: By::Holder,
            asset: None,
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::STANCE,
        names: &[
            ("country", "country"),
            ("toward", "toward"),
            ("actors", "actors"),
        ],
        concludes: true,
        fold: |_| Ok(Box::new(Stance::built_in()?)),
        question: |why| Question::Stance {
            country: None,
            toward: None,
            members: false,
            rules: None,
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::CHAIN,
        names: &[("edge", "id")],
        concludes: true,
        fold: |_| Ok(Box::<Graph>::default()),
        question: |_| Question::Graph,
    },
    Followed {
        listed: catalog::THREATS,
        names: ENTRY,
        concludes: true,
        fold: |_| Ok(Box::<Threats>::default()),
        question: |why| Question::Threats {
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::SANCTIONS,
        names: ENTRY,
        concludes: true,
        fold: |_| Ok(Box::<Sanctions>::default()),
        question: |why| Question::Sanctions {
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::YIELDS,
        names: &[
            ("issuer", "issuer"),
            ("tenor", "tenor"),
            ("series", "series"),
        ],
        concludes: true,
        fold: |_| Ok(Box::<Yields>::default()),
        question: |why| Question::Yields {
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::OBSERVATIONS,
        names: &[
            ("subject", "subject"),
            ("measure", "measure"),
            ("series", "series"),
            ("unit", "unit"),
        ],
        concludes: true,
        fold: |_| Ok(Box::<Observations>::default()),
        question: |why| Question::Observations {
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::SOURCES,
        names: &[("publisher", "publisher"), ("origin", "origin")],
        concludes: true,
        fold: |_| Ok(Box::<Sources>::default()),
        question: |why| Question::Sources {
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::CONTRADICTIONS,
        names: &[("positions", "positions")],
        concludes: true,
        fold: |_| Ok(Box::<Contradictions>::default()),
        question: |why| Question::Contradictions {
            tolerance: TOLERANCE,
            why,
            filters: Filters::default(),
        },
    },
    Followed {
        listed: catalog::AUDIT,
        names: FINDING,
        concludes: false,
        fold: |_| Ok(Box::new(Refold::new(audit(false), FINDING))),
        question: audit,
    },
    Followed {
        listed: catalog::TIMELINE,
        names: ENTRY,
        concludes: false,
        fold: |_| Ok(Box::<Timeline>::default()),
        question: |_| Question::Timeline(Filters::default()),
    },
];

impl Followed {
    /// The view of that name.
    ///
    /// # Errors
    /// `unknown_view`, with the one probably meant.
    pub fn named(name: &str) -> Result<&'static Followed, AnswerError> {
        let found = FOLLOWED.iter().find(|view| view.listed.name == name);
        found.ok_or_else(|| unknown(name))
    }

    /// Its fold, nothing taken in yet.
    ///
    /// # Errors
    /// `bad_rules`, were those that the program brings unreadable.
    pub(super) fn begin<'h>(
        &self,
        history: &'h History,
    ) -> Result<Box<dyn Fold<'h> + 'h>, AnswerError> {
        (self.fold)(history).map_err(|bad| run::bad_rules("schema/stance.toml", bad))
    }

    /// The question that asks for all its rows.
    pub fn question(&self, why: bool) -> Question {
        (self.question)(why)
    }
}

fn unknown(name: &str) -> AnswerError {
    let names: Vec<&str> = FOLLOWED.iter().map(|view| view.listed.name).collect();
    let near = names
        .iter()
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .max_by(|(one, _), (two, _)| one.total_cmp(two));
    let meant = match near {
        Some((alike, known)) if alike >= 0.8 => format!("did you mean {known}? "),
        _ => String::new(),
    };
    AnswerError {
        code: "unknown_view",
        message: format!(
            "there is no view `{}` whose rows can be followed",
            crate::event::text::shown(name)
        ),
        hint: format!("{meant}there are {}", names.join(", ")),
    }
}

/// The rows of a view in order, as `--json` prints them; of `chain` the nodes, then the edges.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Nodes of the whole graph.
    pub nodes: Vec<Value>,
    /// All other rows.
    pub rows: Vec<Value>,
}

impl Rows {
    /// Of any view.
    pub fn of(view: &View) -> Rows {
        let rows = match view {
            View::Chain(chain) => {
                return Rows {
                    nodes: values(&chain.nodes),
                    rows: values(&chain.edges),
                };
            }
            View::Entries(rows) => values(rows),
            View::Divestment(rows) => values(rows),
            View::Stance(rows) => values(rows),
            View::Around(rows) => values(rows),
            View::Threats(rows) => values(rows),
            View::Sanctions(rows) => values(rows),
            View::Yields(rows) => values(rows),
            View::Observations(rows) => values(rows),
            View::Sources(rows) => values(rows),
            View::Contradictions(rows) => values(rows),
            View::Audit(audit) => values(&audit.rows),
            View::Found(found) => values(&found.rows),
            View::Say(rows) => values(rows),
            View::Drift(drift) => values(&drift.rows),
            View::Entry(_) => Vec::new(),
        };
        let nodes = Vec::new();
        Rows { nodes, rows }
    }
}

fn values<T: Serialize>(rows: &[T]) -> Vec<Value> {
    let rows = rows.iter();
    rows.filter_map(|row| serde_json::to_value(row).ok())
        .collect()
}
