//! Tables of what is about other entries: link, correction, retraction, dispute,
//! corroboration; and of what pins an answer, which no input may bring: citation.

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

pub(super) static CITATION: &[Field] = &[
    Field::needed(
        "query",
        Ty::Query,
        "what was asked: the query of the answer's citation, whole, `known` pinned",
        "divestment --by country --on 2026-01-25 --known @130",
    ),
    Field::needed(
        "position",
        Ty::Integer { min: 0 },
        "the last entry that the answer considered",
        "130",
    ),
    Field::needed(
        "root",
        Ty::Root,
        "the root of the log there",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    ),
    Field::needed(
        "digest",
        Ty::Digest,
        "SHA-256 of the answer without its citation, in RFC 8785 form",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    Field::optional(
        "rules",
        Ty::Digest,
        "SHA-256 of the rule table in use",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
    Field::needed(
        "dateline",
        LINE,
        "version of the program that answered",
        "0.1.0",
    ),
    Field::optional(
        "url",
        Ty::Url,
        "where the article stands",
        "https://example.org/story",
    ),
    Field::optional(
        "claim",
        TEXT,
        "what the article says on the strength of it",
        "Danish pension funds have sold 100 million dollars of Treasuries",
    ),
];
