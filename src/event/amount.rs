//! Amounts of money: value, currency, how sure, and the [low, high] that they stand for.
//! Owns the short forms of the command line (`~1.5bn USD`, `6830亿美元`).

use serde_json::Value;

use super::decimal::Decimal;
use super::problem::Fault;

/// An amount as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The figure as recorded.
    pub value: Decimal,
    /// ISO 4217 code, withdrawn ones included.
    pub currency: String,
    /// `exact` (also when absent), `about`, `at_least`, `at_most`.
    pub bound: Bound,
    /// Upper end of a range.
    pub high: Option<Decimal>,
}

/// How the figure bounds the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Bound {
    Exact,
    About,
    AtLeast,
    AtMost,
}

impl Amount {
    /// Reads the stored form.
    pub fn from_stored(_value: &Value) -> Option<Amount> {
        todo!()
    }
    /// Lowest figure it can mean.
    pub fn low(&self) -> Decimal {
        todo!()
    }
    /// Highest figure it can mean; `None` = unbounded.
    pub fn upper(&self) -> Option<Decimal> {
        todo!()
    }
    /// The JSON long form of a short form: `100M USD`, `~1.5bn USD`, `>30bn USD`,
    /// `1.2..1.4bn EUR`, `6830亿美元`, `1.32万亿 USD`.
    pub fn from_short(_text: &str) -> Result<Value, Fault> {
        todo!()
    }
}
