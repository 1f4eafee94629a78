//! What a field table is made of: names, types, allowed values, help, examples, and the
//! rules that bind several fields of one object. Owns no field and checks no value.

use super::tables::nested;

/// A field of an event or of an object inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name in JSON; the flag of `add` is the same with hyphens.
    pub name: &'static str,
    /// What it may hold.
    pub ty: FieldType,
    /// Whether an object without it is refused.
    pub required: bool,
    /// What to put there: one line, no full stop.
    pub help: &'static str,
    /// A value as typed on the command line.
    pub example: &'static str,
    /// Other names under which people look for it; never accepted, only suggested from.
    pub aliases: &'static [&'static str],
}

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text, not empty. Without `lines` no line feeds and tabs; at most `max` characters.
    Text {
        /// Whether line feeds and tabs are allowed.
        lines: bool,
        /// Most characters (after NFC), if there is a limit.
        max: Option<usize>,
    },
    /// A date (EDTF subset of the contract), as text.
    Date,
    /// A decimal as text, ≤ 18 digits before and ≤ 6 after the point.
    Decimal {
        /// Whether it may be negative.
        signed: bool,
    },
    /// A party object.
    Party,
    /// An amount object.
    Amount,
    /// An asset object.
    Asset,
    /// An instrument object.
    Instrument,
    /// One code of a country or bloc.
    Code,
    /// A list of codes of countries or blocs.
    Codes,
    /// A currency code.
    Currency,
    /// A list of names, one line each.
    Names,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A snake_case word.
    Snake,
    /// A slug that names a party.
    Slug,
    /// A label of an entry.
    Label,
    /// A whole number, JSON number below 2^53 or text of digits.
    Integer {
        /// Least allowed.
        min: u64,
    },
    /// Always `true`; left out otherwise.
    Flag,
    /// A number from 0 to 1 with at most four decimals, or `low`, `medium`, `high`.
    Confidence,
    /// A REF: position, label, UUID, or the end of a UUID.
    Reference,
    /// A list of source objects.
    Sources,
    /// Texts by language tag, each one line; at most `max` characters each.
    ByLanguage {
        /// Most characters of each text, if there is a limit.
        max: Option<usize>,
    },
    /// A list of tags, one line each.
    Tags,
    /// An RFC 7396 merge patch over an event's fields.
    Changes,
    /// A tenor: digits and one of `D`, `W`, `M`, `Y`.
    Tenor,
    /// An absolute URL.
    Url,
    /// A BCP 47 language tag.
    Language,
    /// `sha256:` and 64 hex digits.
    Evidence,
    /// Admiralty grade, `A1` to `F6`.
    Grade,
    /// The query of an answer, an object.
    Query,
    /// A root: SHA-256 as base64.
    Root,
    /// SHA-256 as 64 small hex digits.
    Digest,
}

/// A rule that binds several fields of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// At least one of these fields.
    AnyOf(&'static [&'static str]),
    /// Exactly one of these fields.
    OneOf(&'static [&'static str]),
    /// The first decimal field is not below the second.
    NotBelow(&'static str, &'static str),
    /// Two amounts are of one currency.
    SameCurrency(&'static str, &'static str),
    /// If the field holds one of the words: a publisher that describes and does not name,
    /// and none of the other fields.
    Unnamed {
        /// The field that asks for it.
        field: &'static str,
        /// With one of these words.
        words: &'static [&'static str],
        /// The field that must describe.
        describes: &'static str,
        /// The fields that would name.
        refused: &'static [&'static str],
    },
}

impl Field {
    /// A required field.
    pub const fn needed(
        name: &'static str,
        ty: FieldType,
        help: &'static str,
        example: &'static str,
    ) -> Field {
        Field {
            name,
            ty,
            required: true,
            help,
            example,
            aliases: &[],
        }
    }

    /// A field that may be left out.
    pub const fn optional(
        name: &'static str,
        ty: FieldType,
        help: &'static str,
        example: &'static str,
    ) -> Field {
        Field {
            name,
            ty,
            required: false,
            help,
            example,
            aliases: &[],
        }
    }

    /// The same field, also looked for under these names.
    pub const fn or(mut self, aliases: &'static [&'static str]) -> Field {
        self.aliases = aliases;
        self
    }

    /// The same field, required.
    pub const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// Name of its flag without the leading hyphens: `change-bp`.
    pub fn flag(&self) -> String {
        self.name.replace('_', "-")
    }
}

impl FieldType {
    /// The words allowed, if it is a closed list.
    pub fn words(self) -> Option<&'static [&'static str]> {
        match self {
            FieldType::Word(words) => Some(words),
            _ => None,
        }
    }

    /// The fields of the object (or of each object of the list) it holds, if it holds one.
    pub fn table(self) -> Option<&'static [Field]> {
        match self {
            FieldType::Party => Some(nested::PARTY),
            FieldType::Amount => Some(nested::AMOUNT),
            FieldType::Asset => Some(nested::ASSET),
            FieldType::Instrument => Some(nested::INSTRUMENT),
            FieldType::Sources => Some(nested::SOURCE),
            _ => None,
        }
    }

    /// The rules of that object.
    pub fn rules(self) -> &'static [Rule] {
        match self {
            FieldType::Party => nested::PARTY_RULES,
            FieldType::Amount => nested::AMOUNT_RULES,
            FieldType::Sources => nested::SOURCE_RULES,
            _ => &[],
        }
    }

    /// What one object of it is called in messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            FieldType::Sources => "source",
            other => other.plain(),
        }
    }

    /// What it is in JSON, with an article.
    pub(crate) fn json_noun(self) -> &'static str {
        match self {
            FieldType::Party
            | FieldType::Amount
            | FieldType::Asset
            | FieldType::Instrument
            | FieldType::Changes
            | FieldType::Query => "an object",
            FieldType::Sources => "a list of objects",
            FieldType::Codes | FieldType::Names | FieldType::Tags => "a list of texts",
            FieldType::ByLanguage { .. } => "an object of texts by language tag",
            FieldType::Integer { .. } => "a whole number",
            FieldType::Confidence => "a number",
            FieldType::Flag => "true",
            _ => "text",
        }
    }

    /// Whether its flag may be given several times, each adding to the list or map.
    pub fn repeats(self) -> bool {
        matches!(
            self,
            FieldType::Codes
                | FieldType::Names
                | FieldType::Tags
                | FieldType::Sources
                | FieldType::ByLanguage { .. }
        )
    }

    /// Whether the command line takes a short form that differs from the JSON text.
    pub fn has_short_form(self) -> bool {
        matches!(
            self,
            FieldType::Date
                | FieldType::Party
                | FieldType::Amount
                | FieldType::Asset
                | FieldType::Instrument
                | FieldType::Codes
                | FieldType::Names
                | FieldType::Tags
                | FieldType::ByLanguage { .. }
        )
    }

    /// The type in words for people: `date`, `amount`, `one of high, low`.
    pub fn describe(self) -> String {
        match self {
            FieldType::Text { lines: true, .. } => "text".into(),
            FieldType::Text { max: Some(max), .. } => {
                format!("one line of text, at most {max} characters")
            }
            FieldType::Text { .. } => "one line of text".into(),
            FieldType::Decimal { signed: true } => "decimal as text, may be negative".into(),
            FieldType::Decimal { signed: false } => "decimal as text".into(),
            FieldType::Word(words) => words.join(", "),
            FieldType::Integer { min } => format!("whole number from {min}"),
            FieldType::ByLanguage { max: Some(max) } => {
                format!("texts by language tag, at most {max} characters each")
            }
            other => other.plain().into(),
        }
    }

    fn plain(self) -> &'static str {
        match self {
            FieldType::Date => "date",
            FieldType::Party => "party",
            FieldType::Amount => "amount",
            FieldType::Asset => "asset",
            FieldType::Instrument => "instrument",
            FieldType::Code => "country or bloc code",
            FieldType::Codes => "country or bloc codes",
            FieldType::Currency => "currency code",
            FieldType::Names => "names",
            FieldType::Snake => "snake_case word",
            FieldType::Slug => "slug",
            FieldType::Label => "label",
            FieldType::Flag => "true",
            FieldType::Confidence => "0 to 1 with at most four decimals, or low, medium, high",
            FieldType::Reference => "REF",
            FieldType::Sources => "list of sources",
            FieldType::Tags => "list of tags",
            FieldType::Changes => "merge patch (RFC 7396)",
            FieldType::Tenor => "tenor",
            FieldType::Url => "absolute URL",
            FieldType::Language => "language tag (BCP 47)",
            FieldType::Evidence => "sha256: and 64 hex digits",
            FieldType::Grade => "Admiralty grade, A1 to F6",
            FieldType::Query => "query of an answer (object)",
            FieldType::Root => "SHA-256 as base64",
            FieldType::Digest => "SHA-256 as 64 hex digits",
            FieldType::ByLanguage { .. } => "texts by language tag",
            FieldType::Text { .. }
            | FieldType::Decimal { .. }
            | FieldType::Word(_)
            | FieldType::Integer { .. } => "text",
        }
    }
}
