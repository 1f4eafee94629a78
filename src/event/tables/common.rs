//! Table of the common fields: those that every kind has, and those that only events about
//! the world have (`happened`, `ongoing`, `claimed_by`).

use crate::event::field::{Field, FieldType as Ty};
use crate::event::kind::Kind;
use crate::event::text::TITLE_LENGTH;

use super::{LINE, TEXT, TITLE};

const HAPPENED: Field =
    Field::needed("happened", Ty::Date, "when it happened", "2026-01-20").or(&[
        "date",
        "on",
        "when",
        "day",
        "occurred",
        "time",
        "start",
        "happened_at",
    ]);
const ONGOING: Field = Field::optional(
    "ongoing",
    Ty::Flag,
    "it began then and still goes on",
    "true",
)
.or(&["continuing"]);
const TITLE_FIELD: Field = Field::optional(
    "title",
    TITLE,
    "headline in one line; without it a sentence is made from the fields",
    "AkademikerPension to sell its Treasuries",
)
.or(&["headline", "name", "summary"]);
const TITLES: Field = Field::optional(
    "titles",
    Ty::ByLanguage {
        max: Some(TITLE_LENGTH),
    },
    "headline in other languages, by language tag",
    "zh=丹麦养老基金将清仓美债",
)
.or(&["translations"]);
const SOURCES: Field = Field::optional(
    "sources",
    Ty::Sources,
    "who reported it, where and when",
    "--publisher Reuters",
)
.or(&["source", "references", "citations"]);
const CLAIMED_BY: Field = Field::optional(
    "claimed_by",
    LINE,
    "who asserts it, when the desk does not",
    "commentary",
)
.or(&["claimant", "according_to"]);
const LABEL: Field = Field::optional(
    "label",
    Ty::Label,
    "short name of the entry, unique in the store for ever",
    "danish-exit",
)
.or(&["slug", "alias"]);
const TAGS: Field = Field::optional(
    "tags",
    Ty::Tags,
    "words to find it by",
    "greenland,treasuries",
)
.or(&["tag", "keywords", "labels"]);
const NOTE: Field = Field::optional("note", TEXT, "remark of the desk", "figure not confirmed")
    .or(&["notes", "comment", "remark", "description"]);

static EVENT: &[Field] = &[
    HAPPENED,
    ONGOING,
    TITLE_FIELD,
    TITLES,
    SOURCES.required(),
    CLAIMED_BY,
    LABEL,
    TAGS,
    NOTE,
];
static LINK: &[Field] = &[TITLE_FIELD, TITLES, SOURCES, CLAIMED_BY, LABEL, TAGS, NOTE];
static AMENDMENT: &[Field] = &[TITLE_FIELD, TITLES, SOURCES, LABEL, TAGS, NOTE];
static CORROBORATION: &[Field] = &[TITLE_FIELD, TITLES, SOURCES.required(), LABEL, TAGS, NOTE];

static CITATION: &[Field] = &[TITLE_FIELD, TITLES, LABEL.required(), TAGS, NOTE];

/// The common fields as a kind has them.
pub fn common(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Link => LINK,
        Kind::Corroboration => CORROBORATION,
        Kind::Citation => CITATION,
        kind if kind.is_amendment() => AMENDMENT,
        _ => EVENT,
    }
}
