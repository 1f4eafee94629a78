//! The vocabulary as tables (§3): the fields of each kind, which are required, and the form of each.
//! Owns what is written in the contract's table of kinds, and nothing else.
//! Never checks an event: that is `valid`.

/// The form of a field.
#[derive(Clone, Copy)]
pub enum Form {
    Text,
    Date,
    Decimal,
    Number,
    Any,
    True,
    Party,
    Texts,
    Amount,
    Asset,
    Instrument,
    Sources,
    Object,
    OneOf(&'static [&'static str]),
}
use Form::{
    Amount, Any, Asset, Date, Decimal, Instrument, Number, Object, OneOf, Party, Sources, Text,
    Texts, True,
};

/// Name, whether required, form.
pub type Field = (&'static str, bool, Form);

const STAGES: Form = OneOf(&["announced", "under_way", "completed", "cancelled"]);
const ACTIONS: Form = OneOf(&[
    "threatened",
    "imposed",
    "tightened",
    "extended",
    "eased",
    "lifted",
    "withdrawn",
]);
const SANCTIONS: Form = OneOf(&[
    "asset_freeze",
    "trade_embargo",
    "export_control",
    "tariff",
    "financial",
    "travel_ban",
    "other",
]);
const AREAS: Form = OneOf(&[
    "monetary",
    "fiscal",
    "trade",
    "reserves",
    "payments",
    "capital",
    "territorial",
    "security",
    "other",
]);
const ACTS: Form = OneOf(&[
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
]);
const RELATIONS: Form = OneOf(&[
    "causes",
    "triggers",
    "motivates",
    "enables",
    "amplifies",
    "responds_to",
    "complies",
    "defies",
    "carries_out",
    "partly_carries_out",
    "withdraws",
]);
/// Types of party.
pub const PARTY_TYPES: Form = OneOf(&[
    "country",
    "central_bank",
    "ministry",
    "sovereign_fund",
    "official",
    "bloc",
    "pension_fund",
    "insurer",
    "bank",
    "company",
    "person",
    "other",
]);

/// What every kind may have.
pub const COMMON: &[Field] = &[
    ("kind", true, Text),
    ("happened", false, Date),
    ("ongoing", false, True),
    ("title", false, Text),
    ("titles", false, Object),
    ("sources", false, Sources),
    ("claimed_by", false, Any),
    ("label", false, Text),
    ("tags", false, Texts),
    ("note", false, Text),
];

const THREAT: &[Field] = &[
    ("by", true, Party),
    ("against", true, Texts),
    ("consequence", true, Text),
    ("condition", false, Text),
    ("speaker", false, Text),
    ("quote", false, Text),
    ("means", false, OneOf(&["economic", "military"])),
    ("until", false, Date),
];

const FUND_EXIT: &[Field] = &[
    ("holder", true, Party),
    ("asset", true, Asset),
    ("stage", true, STAGES),
    ("amount", false, Amount),
    ("done", false, Amount),
    ("scope", false, OneOf(&["full", "partial"])),
    ("deadline", false, Date),
    ("reason", false, Text),
    ("follows", false, Text),
];

const HOLDING: &[Field] = &[
    ("holder", true, Party),
    ("asset", true, Asset),
    ("amount", true, Amount),
    ("series", false, Text),
    (
        "basis",
        false,
        OneOf(&["market", "face", "book", "unknown"]),
    ),
    (
        "attribution",
        false,
        OneOf(&["owner", "custodian", "unknown"]),
    ),
];

const YIELD_MOVE: &[Field] = &[
    ("instrument", true, Instrument),
    ("level", false, Decimal),
    ("from", false, Decimal),
    ("change_bp", false, Decimal),
    ("record", false, OneOf(&["high", "low"])),
    ("series", false, Text),
    ("basis", false, OneOf(&["close", "intraday"])),
];

const POLICY_SHIFT: &[Field] = &[
    ("by", true, Party),
    ("area", true, AREAS),
    ("toward", false, Texts),
    ("alignment", false, OneOf(&["closer", "neutral", "away"])),
    ("from", false, Text),
    ("to", false, Text),
    ("effective", false, Date),
];

const SANCTION: &[Field] = &[
    ("by", true, Texts),
    ("against", false, Texts),
    ("entities", false, Texts),
    ("measure", true, SANCTIONS),
    ("action", true, ACTIONS),
    ("program", false, Text),
    ("effective", false, Date),
    ("expires", false, Date),
    ("follows", false, Text),
];

const STATEMENT: &[Field] = &[
    ("by", true, Party),
    ("act", true, ACTS),
    ("toward", false, Texts),
    ("speaker", false, Text),
    ("quote", false, Text),
];

const OBSERVATION: &[Field] = &[
    ("subject", true, Party),
    ("measure", true, Text),
    ("amount", false, Amount),
    ("percent", false, Decimal),
    ("count", false, Number),
    ("rank", false, Number),
    ("series", false, Text),
];

const FORECAST: &[Field] = &[
    ("by", true, Party),
    ("claim", true, Text),
    ("amount", false, Amount),
    ("asset", false, Asset),
    ("horizon", false, Date),
];

const LINK: &[Field] = &[
    ("cause", true, Text),
    ("effect", true, Text),
    ("relation", true, RELATIONS),
    ("confidence", false, Number),
];

const CORRECTION: &[Field] = &[
    ("target", true, Text),
    ("changes", true, Object),
    ("reason", true, Text),
];

const RETRACTION: &[Field] = &[("target", true, Text), ("reason", true, Text)];

const DISPUTE: &[Field] = &[
    ("target", true, Text),
    ("by", false, Text),
    ("claim", true, Text),
];

const CORROBORATION: &[Field] = &[("target", true, Text)];

/// The fields of a kind's own.
pub fn fields(kind: &str) -> Option<&'static [Field]> {
    Some(match kind {
        "threat" => THREAT,
        "fund_exit" => FUND_EXIT,
        "holding" => HOLDING,
        "yield_move" => YIELD_MOVE,
        "policy_shift" => POLICY_SHIFT,
        "sanction" => SANCTION,
        "statement" => STATEMENT,
        "observation" => OBSERVATION,
        "forecast" => FORECAST,
        "link" => LINK,
        "correction" => CORRECTION,
        "retraction" => RETRACTION,
        "dispute" => DISPUTE,
        "corroboration" => CORROBORATION,
        _ => return None,
    })
}
