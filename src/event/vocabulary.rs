//! The vocabulary as a text for people, `schema/vocabulary.md`, generated from the field
//! tables: every kind and field with its type, allowed values, help and an example.

use std::fmt::Write;

use super::field::{Field, FieldType, Rule};
use super::flag::json_example;
use super::json::canonical;
use super::kind::Kind;
use super::shown::either;
use super::tables::{self, nested};

/// The text of `schema/vocabulary.md`.
pub fn markdown() -> String {
    let mut out = String::from(INTRODUCTION);
    out.push_str("\n## Kinds\n\n| kind | says |\n|---|---|\n");
    for kind in Kind::ALL {
        let _ = writeln!(out, "| `{}` | {} |", kind.name(), kind.about());
    }
    section(
        &mut out,
        "Common fields",
        "Beside the fields of its kind an event may have these. Links and amendments have no \
         `happened`, `ongoing`; amendments no `claimed_by`; `sources` may be left out on links, \
         corrections, retractions and disputes.",
        tables::common(Kind::Threat),
        &[],
    );
    for kind in Kind::ALL {
        section(
            &mut out,
            &format!("`{}`", kind.name()),
            &format!("{}.", capital(kind.about())),
            tables::fields(kind),
            tables::rules(kind),
        );
    }
    for (name, ty) in [
        ("party", FieldType::Party),
        ("amount", FieldType::Amount),
        ("asset", FieldType::Asset),
        ("instrument", FieldType::Instrument),
        ("source", FieldType::Sources),
    ] {
        let table = ty.table().unwrap_or(nested::PARTY);
        section(
            &mut out,
            &format!("Object {name}"),
            object_note(ty),
            table,
            ty.rules(),
        );
    }
    out
}

const INTRODUCTION: &str = "\
# The vocabulary

Generated from the field tables in `src/event/tables/`; `tests/vocabulary` holds it to them.
An event is one JSON object: `kind`, the fields of its kind, the common fields, and perhaps an
`id` (any UUID). Unknown fields are refused. `*` marks required fields. An example is what one
types on the command line; where JSON is written differently, its form stands below it.

Nulls and empty lists count as absent and are not stored (inside `changes`, and the `query` of a citation, they are kept).
No input may be a `citation`: the command `cite` writes it (`citation.md`).
Text is stored in Unicode normal form C. Control characters are refused, but line feeds and
tabs in fields of type *text*.
";

fn section(out: &mut String, title: &str, note: &str, table: &[Field], rules: &[Rule]) {
    let _ = write!(out, "\n## {title}\n\n{note}\n\n");
    out.push_str("| field | type | what to put there | example |\n|---|---|---|---|\n");
    for field in table {
        row(out, field);
    }
    for rule in rules {
        let _ = write!(out, "\n{}\n", rule_text(rule));
    }
}

fn row(out: &mut String, field: &Field) {
    let mark = if field.required { " *" } else { "" };
    let ty = match field.ty {
        FieldType::Word(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            words.join(", ")
        }
        ty => ty.describe(),
    };
    let mut example = format!("`{}`", field.example);
    if let Some(json) = json_example(field) {
        let json = canonical(&json);
        let typed = json.trim_matches('"');
        if typed != field.example {
            let _ = write!(example, "<br>`{json}`");
        }
    }
    let _ = writeln!(
        out,
        "| `{}`{mark} | {ty} | {} | {example} |",
        field.name, field.help
    );
}

fn rule_text(rule: &Rule) -> String {
    let named = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        either(&names)
    };
    match rule {
        Rule::AnyOf(names) => format!("At least one of {} is required.", named(names)),
        Rule::OneOf(names) => format!("Exactly one of {} is required.", named(names)),
        Rule::NotBelow(upper, lower) => format!("`{upper}` is not below `{lower}`."),
        Rule::SameCurrency(one, other) => format!("`{one}` and `{other}` are in one currency."),
        Rule::Unnamed {
            field,
            words,
            describes,
            refused,
        } => format!(
            "With `{field}` {}, `{describes}` must describe and not name the source (it starts \
             with a lower-case letter, or holds a word like *official*, *source*, *people*), and \
             {} are refused.",
            named(words),
            named(refused).replace(" or ", " and "),
        ),
    }
}

fn object_note(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Party => {
            "Who acts, holds or speaks. Rows key on `id`, else `name`, else `country`. Without \
             `type` it is a `country` if it has no name, else `other`."
        }
        FieldType::Amount => {
            "Money. Figures are text, never JSON numbers; at most 18 digits before and 6 after \
             the point. It stands for a span: `exact` and `about` for the figure itself, \
             `at_least` for it or more, `at_most` for it or less; with `high` for value to high."
        }
        FieldType::Asset => "A class of assets and who issues it.",
        FieldType::Instrument => "A bond by issuer and tenor.",
        _ => "Who said so, where and when.",
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
