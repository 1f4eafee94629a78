//! The typed schema of the Parquet file, as the text that the format itself has for it. Owns how
//! each type of cell is stored; the columns are those of `flat`.

use std::fmt::Write;

use crate::export::flat::{COLUMNS, SOURCE, Type};

/// Decimal digits of an exact figure, and how many of them stand after the point.
pub const PRECISION: usize = 24;
/// See [`PRECISION`].
pub const SCALE: usize = 6;
/// Bytes that hold so many digits and a sign.
pub const WIDTH: usize = 11;

/// The schema in Parquet's own notation.
pub fn message() -> String {
    let mut out = String::from("message dateline {\n");
    for column in COLUMNS {
        field(&mut out, "  ", column.required, column.ty, column.name);
    }
    out.push_str("  required group sources (LIST) {\n    repeated group list {\n      required group element {\n");
    for column in SOURCE {
        field(&mut out, "        ", false, column.ty, column.name);
    }
    out.push_str("      }\n    }\n  }\n}\n");
    out
}

fn field(out: &mut String, indent: &str, required: bool, ty: Type, name: &str) {
    if ty == Type::Texts {
        // An empty list and none are the same in an event: lists are never null.
        let _ = writeln!(
            out,
            "{indent}required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}"
        );
        return;
    }
    let needed = if required { "required" } else { "optional" };
    let stored = match ty {
        Type::Text | Type::Texts => "binary".to_owned(),
        Type::Whole | Type::Instant => "int64".to_owned(),
        Type::Exact => format!("fixed_len_byte_array({WIDTH})"),
        Type::Flag => "boolean".to_owned(),
    };
    let meant = match ty {
        Type::Text | Type::Texts => " (STRING)".to_owned(),
        Type::Instant => " (TIMESTAMP(MICROS,true))".to_owned(),
        Type::Exact => format!(" (DECIMAL({PRECISION},{SCALE}))"),
        Type::Whole | Type::Flag => String::new(),
    };
    let _ = writeln!(out, "{indent}{needed} {stored} {name}{meant};");
}
