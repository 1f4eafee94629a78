//! Tables of the objects inside events: party, amount, asset, instrument, source.
//! Their short forms on the command line belong to the types themselves.

use crate::event::field::FieldType as Ty;
use crate::event::field::{Field, Rule};

use super::{LINE, TEXT};
use crate::event::party::TYPES;

/// Who acts, holds or speaks.
pub static PARTY: &[Field] = &[
    Field::optional(
        "id",
        Ty::Slug,
        "slug that keeps one party one row however it is spelt",
        "akademiker",
    )
    .or(&["slug", "key"]),
    Field::optional("name", LINE, "name as the desk writes it", "Bank of Japan").or(&["title"]),
    Field::optional(
        "names",
        Ty::ByLanguage { max: None },
        "its name in other languages",
        "zh=日本银行",
    ),
    Field::optional("country", Ty::Code, "country or bloc it belongs to", "JP")
        .or(&["code", "nation", "state"]),
    Field::optional(
        "type",
        Ty::Word(&TYPES),
        "what it is; decides whether it acts for the state",
        "central_bank",
    )
    .or(&["kind", "role"]),
];

/// A party is named or of a country.
pub static PARTY_RULES: &[Rule] = &[Rule::AnyOf(&["name", "country"])];

/// Money.
pub static AMOUNT: &[Field] = &[
    Field::needed(
        "value",
        Ty::Decimal { signed: false },
        "the figure in whole units of the currency",
        "100000000",
    )
    .or(&["amount", "low", "figure"]),
    Field::needed("currency", Ty::Currency, "ISO 4217 code", "USD").or(&["unit", "code"]),
    Field::optional(
        "bound",
        Ty::Word(BOUNDS),
        "how the figure bounds the truth; absent is exact",
        "about",
    )
    .or(&["qualifier", "approx"]),
    Field::optional(
        "high",
        Ty::Decimal { signed: false },
        "upper end of a range that starts at value",
        "140000000",
    )
    .or(&["max", "upper"]),
];

/// How a figure may bound the truth.
pub const BOUNDS: &[&str] = &["exact", "about", "at_least", "at_most"];

/// A range goes up.
pub static AMOUNT_RULES: &[Rule] = &[Rule::NotBelow("high", "value")];

/// A class of assets and who issues it.
pub static ASSET: &[Field] = &[
    Field::needed("class", Ty::Snake, "class of the asset", "us_treasury")
        .or(&["type", "name", "asset"]),
    Field::optional("issuer", Ty::Code, "country or bloc that issues it", "US")
        .or(&["country", "by"]),
];

/// A bond by issuer and tenor.
pub static INSTRUMENT: &[Field] = &[
    Field::needed("issuer", Ty::Code, "country or bloc that issues it", "JP")
        .or(&["country", "by"]),
    Field::needed("tenor", Ty::Tenor, "time to maturity", "30Y").or(&["maturity", "term"]),
];

/// Who said so, where and when.
pub static SOURCE: &[Field] = &[
    Field::optional("publisher", LINE, "who published it", "Reuters").or(&[
        "outlet",
        "name",
        "newspaper",
        "author",
    ]),
    Field::optional(
        "url",
        Ty::Url,
        "where it stands",
        "https://example.org/story",
    )
    .or(&["link", "href", "uri"]),
    Field::optional(
        "title",
        LINE,
        "headline of the source",
        "Danish fund to sell its Treasuries",
    )
    .or(&["headline"]),
    Field::optional("published", Ty::Date, "when it was published", "2026-01-20").or(&[
        "date",
        "publication_date",
        "published_at",
        "on",
    ]),
    Field::optional("accessed", Ty::Date, "when the desk read it", "today")
        .or(&["retrieved", "accessed_at"]),
    Field::optional(
        "quote",
        TEXT,
        "the words relied on, as they stand",
        "not directly related",
    )
    .or(&["text", "excerpt"]),
    Field::optional("lang", Ty::Language, "language of the source", "zh").or(&["language"]),
    Field::optional(
        "origin",
        LINE,
        "whom this source relays, when it is not its own",
        "RFI",
    )
    .or(&["relays", "via", "agency"]),
    Field::optional(
        "archive_url",
        Ty::Url,
        "where a copy is kept",
        "https://archive.example.org/1",
    )
    .or(&["archive"]),
    Field::optional(
        "evidence",
        Ty::Evidence,
        "name of a file attached to the store",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )
    .or(&["file", "sha256"]),
    Field::optional(
        "grade",
        Ty::Grade,
        "Admiralty grade: source A to F, information 1 to 6",
        "B2",
    )
    .or(&["reliability"]),
    Field::optional(
        "terms",
        Ty::Word(TERMS),
        "terms on which it was said",
        "background",
    )
    .or(&["attribution"]),
];

/// The terms on which something was said.
pub const TERMS: &[&str] = &["on_record", "background", "deep_background", "off_record"];

/// A source can be found, or is described on terms that keep its name out.
pub static SOURCE_RULES: &[Rule] = &[
    Rule::AnyOf(&["publisher", "url"]),
    Rule::Unnamed {
        field: "terms",
        words: &["deep_background", "off_record"],
        describes: "publisher",
        refused: &["url", "title", "quote", "origin", "archive_url", "evidence"],
    },
];
