//! Tables of what actors do and say: threat, policy_shift, sanction, statement, forecast.
//! The scores of acts are not here: they are in `schema/stance.toml`.

use crate::event::field::{Field, FieldType as Ty, Rule};

use super::{BY, LINE, TEXT};

const SPEAKER: Field = Field::optional("speaker", LINE, "who said it for them", "Scott Bessent")
    .or(&["spokesperson", "person"]);
const QUOTE: Field = Field::optional(
    "quote",
    TEXT,
    "the words, as they were said",
    "a false narrative",
)
.or(&["words", "text"]);

pub(super) static THREAT: &[Field] = &[
    BY,
    Field::needed(
        "against",
        Ty::Codes,
        "countries or blocs threatened",
        "EUROPE",
    )
    .or(&["target", "targets", "toward", "to"]),
    Field::needed("consequence", TEXT, "what is threatened", "big retaliation").or(&[
        "threat",
        "then",
        "retaliation",
    ]),
    Field::optional(
        "condition",
        LINE,
        "what would set it off",
        "Europe sells US assets",
    )
    .or(&["if", "trigger"]),
    SPEAKER,
    QUOTE,
    Field::optional(
        "means",
        Ty::Word(&["economic", "military"]),
        "by which means; absent is economic",
        "military",
    )
    .or(&["measure", "type"]),
    Field::optional("until", Ty::Date, "when it lapses", "2026-02-28").or(&[
        "deadline",
        "expires",
        "ultimatum",
    ]),
];

pub(super) static POLICY_SHIFT: &[Field] = &[
    BY,
    Field::needed("area", Ty::Word(AREAS), "field of policy", "monetary")
        .or(&["domain", "field", "policy"]),
    Field::optional(
        "toward",
        Ty::Codes,
        "countries or blocs it turns to or from",
        "US",
    )
    .or(&["target", "against", "targets"]),
    Field::optional(
        "alignment",
        Ty::Word(&["closer", "neutral", "away"]),
        "which way it turns",
        "away",
    )
    .or(&["direction", "stance"]),
    Field::optional("from", LINE, "what held before", "yield-curve control").or(&["before", "old"]),
    Field::optional("to", LINE, "what holds now", "market yields").or(&["after", "new"]),
    Field::optional("effective", Ty::Date, "from when it applies", "2024-03-21")
        .or(&["effective_date", "in_force"]),
];

const AREAS: &[&str] = &[
    "monetary",
    "fiscal",
    "trade",
    "reserves",
    "payments",
    "capital",
    "territorial",
    "security",
    "other",
];

pub(super) static SANCTION: &[Field] = &[
    Field::needed(
        "by",
        Ty::Codes,
        "countries or blocs that impose it",
        "US,EU",
    )
    .or(&["actor", "actors", "country", "imposed_by", "who"]),
    Field::optional("against", Ty::Codes, "countries or blocs it hits", "RU")
        .or(&["target", "targets", "toward", "on"]),
    Field::optional(
        "entities",
        Ty::Names,
        "persons and companies it hits",
        "Sberbank",
    )
    .or(&["entity", "names", "companies", "persons"]),
    Field::needed(
        "measure",
        Ty::Word(MEASURES),
        "kind of measure",
        "asset_freeze",
    )
    .or(&["type", "kind_of"]),
    Field::needed(
        "action",
        Ty::Word(ACTIONS),
        "what was done with it",
        "imposed",
    )
    .or(&["act", "stage", "step", "status"]),
    Field::optional("program", LINE, "name of the programme", "EU 20th package")
        .or(&["programme", "regime"]),
    Field::optional("effective", Ty::Date, "from when it applies", "2026-02-24").or(&[
        "effective_date",
        "in_force",
        "starts",
    ]),
    Field::optional("expires", Ty::Date, "through when it applies", "2026-07-31")
        .or(&["until", "expiry", "ends"]),
    Field::optional(
        "follows",
        Ty::Reference,
        "its previous stage, a sanction",
        "eu-package-19",
    )
    .or(&["previous", "after"]),
];

const MEASURES: &[&str] = &[
    "asset_freeze",
    "trade_embargo",
    "export_control",
    "tariff",
    "financial",
    "travel_ban",
    "other",
];

const ACTIONS: &[&str] = &[
    "threatened",
    "imposed",
    "tightened",
    "extended",
    "eased",
    "lifted",
    "withdrawn",
];

pub(super) static SANCTION_RULES: &[Rule] = &[Rule::AnyOf(&["against", "entities"])];

pub(super) static STATEMENT: &[Field] = &[
    BY,
    Field::needed(
        "act",
        Ty::Word(ACTS),
        "what was done by saying it",
        "dismisses",
    )
    .or(&["action", "verb", "type"]),
    Field::optional(
        "toward",
        Ty::Codes,
        "countries or blocs it is about",
        "DK,EU",
    )
    .or(&["target", "targets", "against", "to"]),
    SPEAKER,
    QUOTE,
];

/// The acts of statements; their scores are in `schema/stance.toml`.
pub const ACTS: &[&str] = &[
    "comments",
    "dismisses",
    "reassures",
    "considers",
    "denies",
    "appeals",
    "pledges",
    "consults",
    "negotiates",
    "praises",
    "supports",
    "concedes",
    "demands",
    "criticises",
    "accuses",
    "rejects",
    "warns",
];

pub(super) static FORECAST: &[Field] = &[
    BY,
    Field::needed(
        "claim",
        TEXT,
        "what is expected",
        "up to 130 bn of bonds sold",
    )
    .or(&["forecast", "prediction", "statement"]),
    Field::optional("amount", Ty::Amount, "the figure expected", "130bn USD")
        .or(&["value", "figure"]),
    Field::optional(
        "asset",
        Ty::Asset,
        "the asset it is about",
        "us_treasury:US",
    )
    .or(&["class"]),
    Field::optional("horizon", Ty::Date, "by when", "2026-12")
        .or(&["by_when", "until", "deadline"]),
];
