//! Tables of what is held, sold, priced and counted: fund_exit, holding, yield_move,
//! observation.

use crate::event::field::{Field, FieldType as Ty, Rule};

use super::{LINE, TEXT};

const HOLDER: Field = Field::needed(
    "holder",
    Ty::Party,
    "who holds it",
    "AkademikerPension, DK, pension_fund",
)
.or(&["fund", "by", "owner", "party", "who"]);
const ASSET: Field = Field::needed("asset", Ty::Asset, "what is held", "us_treasury:US")
    .or(&["class", "security", "assets"]);
const SERIES: Field = Field::optional(
    "series",
    LINE,
    "statistical series; levels compare only inside one",
    "TIC",
)
.or(&["dataset", "source_series"]);

pub(super) static FUND_EXIT: &[Field] = &[
    HOLDER,
    ASSET,
    Field::needed(
        "stage",
        Ty::Word(STAGES),
        "how far it has come",
        "announced",
    )
    .or(&["status", "state", "step", "action"]),
    Field::optional(
        "amount",
        Ty::Amount,
        "the whole exit as then reported",
        "~100M USD",
    )
    .or(&["value", "size", "total"]),
    Field::optional("done", Ty::Amount, "amount carried out so far", "40M USD").or(&[
        "executed",
        "sold",
        "completed",
    ]),
    Field::optional(
        "scope",
        Ty::Word(&["full", "partial"]),
        "all of the holding or a part",
        "full",
    )
    .or(&["extent"]),
    Field::optional(
        "deadline",
        Ty::Date,
        "by when it is to be done",
        "2026-01-31",
    )
    .or(&["until", "by_when", "due"]),
    Field::optional(
        "reason",
        TEXT,
        "the reason given",
        "poor US government finances",
    )
    .or(&["why", "because", "motive"]),
    Field::optional(
        "follows",
        Ty::Reference,
        "its previous stage: an exit of the same holder, asset and currency",
        "danish-exit",
    )
    .or(&["previous", "after"]),
];

const STAGES: &[&str] = &["announced", "under_way", "completed", "cancelled"];

pub(super) static FUND_EXIT_RULES: &[Rule] = &[Rule::SameCurrency("amount", "done")];

pub(super) static HOLDING: &[Field] = &[
    HOLDER,
    ASSET,
    Field::needed(
        "amount",
        Ty::Amount,
        "the level held then, not a flow",
        "6830亿美元",
    )
    .or(&["value", "level", "size"]),
    SERIES,
    Field::optional(
        "basis",
        Ty::Word(&["market", "face", "book", "unknown"]),
        "at which value",
        "market",
    )
    .or(&["valuation"]),
    Field::optional(
        "attribution",
        Ty::Word(&["owner", "custodian", "unknown"]),
        "whether the holder owns it or keeps it for others",
        "custodian",
    ),
];

pub(super) static YIELD_MOVE: &[Field] = &[
    Field::needed("instrument", Ty::Instrument, "the bond", "JP/30Y")
        .or(&["bond", "security", "asset"]),
    Field::optional(
        "level",
        Ty::Decimal { signed: true },
        "yield in percent",
        "3.66",
    )
    .or(&["yield", "to", "value", "percent"]),
    Field::optional(
        "from",
        Ty::Decimal { signed: true },
        "yield before, in percent",
        "3.41",
    )
    .or(&["before", "previous"]),
    Field::optional(
        "change_bp",
        Ty::Decimal { signed: true },
        "change in basis points",
        "25",
    )
    .or(&["change", "bp", "basis_points", "move"]),
    Field::optional(
        "record",
        Ty::Word(&["high", "low"]),
        "whether it was a record",
        "high",
    )
    .or(&["extreme"]),
    SERIES,
    Field::optional(
        "basis",
        Ty::Word(&["close", "intraday"]),
        "at which time of the day",
        "close",
    ),
];

pub(super) static YIELD_MOVE_RULES: &[Rule] =
    &[Rule::AnyOf(&["level", "from", "change_bp", "record"])];

pub(super) static OBSERVATION: &[Field] = &[
    Field::needed("subject", Ty::Party, "whom the figure is about", "US")
        .or(&["by", "country", "party", "of", "who"]),
    Field::needed("measure", Ty::Snake, "what is measured", "federal_debt").or(&[
        "indicator",
        "metric",
        "series_name",
    ]),
    Field::optional(
        "amount",
        Ty::Amount,
        "the figure, if it is money",
        "38.4万亿 USD",
    )
    .or(&["value", "money"]),
    Field::optional(
        "percent",
        Ty::Decimal { signed: true },
        "the figure, if it is a share or rate",
        "18.5",
    )
    .or(&["share", "rate", "pct"]),
    Field::optional(
        "count",
        Ty::Integer { min: 0 },
        "the figure, if it is a number of things",
        "170000",
    )
    .or(&["number", "total"]),
    Field::optional(
        "rank",
        Ty::Integer { min: 1 },
        "the figure, if it is a place in an order",
        "1",
    )
    .or(&["place", "ranking"]),
    SERIES,
];

pub(super) static OBSERVATION_RULES: &[Rule] =
    &[Rule::OneOf(&["amount", "percent", "count", "rank"])];
