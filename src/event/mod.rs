//! The vocabulary: what an event may say, as tables. Owns kinds, fields and value types;
//! one field table per kind drives decoding, the flags of `add`, and the JSON Schemas.
//! Does no I/O, knows neither the clock nor the log.

pub mod amount;
pub mod asked;
pub mod asset;
mod canonical;
pub mod codes;
pub mod decimal;
pub mod decode;
pub mod field;
pub mod flag;
pub mod json;
pub mod kind;
pub mod nearest;
pub mod order;
pub mod party;
pub mod problem;
pub mod quick;
pub mod reference;
pub mod schema;
pub mod sentence;
mod shown;
pub mod source;
pub mod stored;
#[cfg(test)]
mod stored_test;
pub mod tables;
pub mod text;
pub mod vocabulary;
pub mod when;

pub use kind::Kind;
pub use problem::{Fault, Problem};
pub use stored::Event;
