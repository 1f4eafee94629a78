//! The JSON Schemas (2020-12) of `schema/event/`, generated from the field tables. They say
//! what a schema can say: what decoding refuses beyond that (codes that do not exist, days
//! that no month has, ranges backwards) is in `schema/vocabulary.md`.

use serde_json::{Map, Value, json};

use super::field::{Field, FieldType, Rule};
use super::flag::json_example;
use super::kind::Kind;
use super::tables;
use super::tables::nested;

/// File names and texts of `schema/event/`, one for each kind: of `citation` as the log holds
/// it, for no input may have that.
pub fn files() -> Vec<(String, String)> {
    Kind::ALL
        .into_iter()
        .map(|kind| {
            let text = format!("{:#}\n", schema(kind));
            (format!("{}.json", kind.name()), text)
        })
        .collect()
}

/// The JSON Schema of the events of a kind, as they are given (REFs in any form).
pub fn schema(kind: Kind) -> Value {
    let mut properties = Map::new();
    properties.insert("kind".into(), json!({"const": kind.name()}));
    properties.insert(
        "id".into(),
        json!({
            "type": "string",
            "pattern": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
            "description": "a UUID of your own; the store gives one if it is left out",
        }),
    );
    let mut defs = Map::new();
    for field in tables::all(kind) {
        properties.insert(field.name.into(), property(field));
        if let Some((name, schema)) = definition(field.ty) {
            defs.insert(name.into(), schema);
        }
    }
    let mut schema = object(tables::all(kind), tables::rules(kind));
    if let Value::Object(schema) = &mut schema {
        let mut required = vec![json!("kind")];
        if let Some(Value::Array(others)) = schema.remove("required") {
            required.extend(others);
        }
        schema.insert("required".into(), required.into());
        schema.insert("properties".into(), properties.into());
        schema.insert(
            "$schema".into(),
            "https://json-schema.org/draft/2020-12/schema".into(),
        );
        schema.insert("$id".into(), format!("{}.json", kind.name()).into());
        schema.insert("title".into(), kind.name().into());
        schema.insert("description".into(), kind.about().into());
        if !defs.is_empty() {
            schema.insert("$defs".into(), defs.into());
        }
    }
    schema
}

fn object<'a>(fields: impl Iterator<Item = &'a Field> + Clone, rules: &[Rule]) -> Value {
    let properties: Map<String, Value> = fields
        .clone()
        .map(|field| (field.name.to_owned(), property(field)))
        .collect();
    let required: Vec<&str> = fields
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("additionalProperties".into(), false.into());
    schema.insert("properties".into(), properties.into());
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    for rule in rules {
        add_rule(&mut schema, rule);
    }
    Value::Object(schema)
}

fn add_rule(schema: &mut Map<String, Value>, rule: &Rule) {
    let each = |names: &[&str]| -> Value {
        names
            .iter()
            .map(|name| json!({"required": [name]}))
            .collect()
    };
    match rule {
        Rule::AnyOf(names) => {
            schema.insert("anyOf".into(), each(names));
        }
        Rule::OneOf(names) => {
            schema.insert("oneOf".into(), each(names));
        }
        Rule::Unnamed {
            field,
            words,
            describes,
            refused,
        } => {
            schema.insert(
                "if".into(),
                json!({"properties": {*field: {"enum": words}}, "required": [field]}),
            );
            schema.insert(
                "then".into(),
                json!({"required": [describes], "not": {"anyOf": each(refused)}}),
            );
        }
        // A schema cannot compare two values.
        Rule::NotBelow(..) | Rule::SameCurrency(..) => {}
    }
}

fn property(field: &Field) -> Value {
    let mut schema = of_type(field.ty);
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".into(), field.help.into());
        if let Some(example) = json_example(field) {
            schema.insert("examples".into(), json!([example]));
        }
    }
    schema
}

fn definition(ty: FieldType) -> Option<(&'static str, Value)> {
    let (name, table, rules) = match ty {
        FieldType::Party => ("party", nested::PARTY, nested::PARTY_RULES),
        FieldType::Amount => ("amount", nested::AMOUNT, nested::AMOUNT_RULES),
        FieldType::Sources => ("source", nested::SOURCE, nested::SOURCE_RULES),
        FieldType::Asset => ("asset", nested::ASSET, &[] as &[Rule]),
        FieldType::Instrument => ("instrument", nested::INSTRUMENT, &[] as &[Rule]),
        _ => return None,
    };
    Some((name, object(table.iter(), rules)))
}

fn of_type(ty: FieldType) -> Value {
    match ty {
        FieldType::Text { lines, max } => text(lines, max),
        FieldType::Date => pattern(&date_pattern()),
        FieldType::Decimal { signed: true } => pattern(r"^-?[0-9]{1,18}(\.[0-9]{1,6})?$"),
        FieldType::Decimal { signed: false } => pattern(r"^[0-9]{1,18}(\.[0-9]{1,6})?$"),
        FieldType::Party => json!({"$ref": "#/$defs/party"}),
        FieldType::Amount => json!({"$ref": "#/$defs/amount"}),
        FieldType::Asset => json!({"$ref": "#/$defs/asset"}),
        FieldType::Instrument => json!({"$ref": "#/$defs/instrument"}),
        FieldType::Sources => json!({
            "type": "array",
            "items": {"$ref": "#/$defs/source"},
            "minItems": 1,
            "maxItems": tables::MAX_SOURCES,
        }),
        FieldType::Code => pattern("^[A-Z][A-Z0-9]{1,15}$"),
        FieldType::Codes => list(of_type(FieldType::Code)),
        FieldType::Currency => pattern("^[A-Z]{3}$"),
        FieldType::Names | FieldType::Tags => list(text(false, None)),
        FieldType::Word(words) => json!({"enum": words}),
        FieldType::Snake => pattern("^[a-z][a-z0-9_]{0,63}$"),
        FieldType::Slug => pattern("^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$"),
        FieldType::Label => pattern("^[a-z][a-z0-9-]{1,63}$"),
        FieldType::Integer { min } => json!({"anyOf": [
            {"type": "integer", "minimum": min, "maximum": super::json::MAX_INTEGER - 1},
            {"type": "string", "pattern": "^[0-9]{1,18}$"},
        ]}),
        FieldType::Flag => json!({"const": true}),
        FieldType::Confidence => json!({"anyOf": [
            {"type": "number", "minimum": 0, "maximum": 1},
            {"enum": ["low", "medium", "high"]},
        ]}),
        FieldType::Reference => pattern("^([@#][1-9][0-9]*|[A-Za-z0-9-]{2,64})$"),
        FieldType::ByLanguage { max } => json!({
            "type": "object",
            "propertyNames": {"pattern": LANGUAGE},
            "additionalProperties": text(false, max),
            "minProperties": 1,
        }),
        FieldType::Changes => json!({
            "type": "object",
            "minProperties": 1,
            "not": {"anyOf": [
                {"required": ["kind"]}, {"required": ["label"]}, {"required": ["id"]},
            ]},
        }),
        FieldType::Tenor => pattern(r"^[A-Z0-9][A-Z0-9.-]{0,11}$"),
        FieldType::Url => pattern("^[Hh][Tt][Tt][Pp][Ss]?://[^ ]+$"),
        FieldType::Language => pattern(LANGUAGE),
        FieldType::Evidence => pattern("^sha256:[0-9a-f]{64}$"),
        FieldType::Grade => pattern("^[A-F][1-6]$"),
        FieldType::Query => json!({
            "type": "object",
            "properties": {
                "command": {"type": "string", "minLength": 1},
                "arguments": {"type": "array", "items": {"type": "string"}},
                "known": {"type": "integer", "minimum": 0},
            },
            "required": ["arguments", "command", "known"],
        }),
        FieldType::Root => pattern("^[A-Za-z0-9+/]{43}=$"),
        FieldType::Digest => pattern("^[0-9a-f]{64}$"),
    }
}

const LANGUAGE: &str = "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$";

/// Text without control characters, line feeds and tabs apart where lines are allowed.
fn text(lines: bool, max: Option<usize>) -> Value {
    let controls = match lines {
        true => r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$",
        false => r"^[^\u0000-\u001f\u007f-\u009f]*$",
    };
    let mut schema = json!({"type": "string", "minLength": 1, "pattern": controls});
    if let (Some(max), Value::Object(schema)) = (max, &mut schema) {
        schema.insert("maxLength".into(), max.into());
    }
    schema
}

fn pattern(pattern: &str) -> Value {
    json!({"type": "string", "pattern": pattern})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items, "minItems": 1})
}

/// Year, quarter, month, day or time of the EDTF subset, one or an interval of two.
fn date_pattern() -> String {
    let time = r"T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})";
    let day = format!("(-(0[1-9]|[12][0-9]|3[01])({time})?)?");
    let one = format!("[0-9]{{4}}(-((0[1-9]|1[0-2]){day}|3[3-6]))?[?~%]?");
    format!("^{one}(/{one})?$")
}
