//! Tables of what is about other entries: link, correction, retraction, dispute,
//! corroboration.

use crate::event::field::{Field, FieldType as Ty};

use super::{LINE, TEXT};

const TARGET: Field = Field::needed("target", Ty::Reference, "the entry it is about", "@17")
    .or(&["of", "ref", "entry", "about", "event"]);
const REASON: Field =
    Field::needed("reason", TEXT, "why", "the fund corrected its figure").or(&["why", "because"]);

pub(super) static LINK: &[Field] = &[
    Field::needed(
        "cause",
        Ty::Reference,
        "the event that comes first",
        "greenland-threat",
    )
    .or(&["from", "source_event", "because_of"]),
    Field::needed(
        "effect",
        Ty::Reference,
        "the event that follows from it",
        "danish-exit",
    )
    .or(&["to", "result", "consequence"]),
    Field::needed(
        "relation",
        Ty::Word(RELATIONS),
        "how the one bears on the other",
        "motivates",
    )
    .or(&["type", "verb", "kind_of"]),
    Field::optional(
        "confidence",
        Ty::Confidence,
        "how sure, 0 to 1, or low, medium, high; absent is nobody said",
        "medium",
    )
    .or(&["probability", "certainty"]),
];

const RELATIONS: &[&str] = &[
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
];

pub(super) static CORRECTION: &[Field] = &[
    TARGET,
    Field::needed(
        "changes",
        Ty::Changes,
        "merge patch over its fields; null removes",
        "until=2026-03-01",
    )
    .or(&["patch", "set", "change"]),
    REASON,
];

pub(super) static RETRACTION: &[Field] = &[TARGET, REASON];

pub(super) static DISPUTE: &[Field] = &[
    TARGET,
    Field::optional("by", LINE, "who contests it", "AkademikerPension").or(&["who", "party"]),
    Field::needed(
        "claim",
        TEXT,
        "what they say instead",
        "not directly related to Greenland",
    )
    .or(&["reason", "statement"]),
];

pub(super) static CORROBORATION: &[Field] = &[TARGET];
