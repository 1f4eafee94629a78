//! Amounts of money: value, currency, how sure, and the [low, high] that they stand for.
//! Owns the short forms of the command line (`~1.5bn USD`, `6830亿美元`; in `short`).
//! Never adds currencies and never converts one.

mod short;
#[cfg(test)]
mod short_test;

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

impl Bound {
    /// Every bound, in the order of the documentation.
    pub const ALL: [Bound; 4] = [Bound::Exact, Bound::About, Bound::AtLeast, Bound::AtMost];

    /// The name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::About => "about",
            Bound::AtLeast => "at_least",
            Bound::AtMost => "at_most",
        }
    }

    /// The bound of that name.
    pub fn from_name(name: &str) -> Option<Bound> {
        Bound::ALL.into_iter().find(|bound| bound.name() == name)
    }
}

impl Amount {
    /// Reads the stored form; `None` if it is not one.
    pub fn from_stored(value: &Value) -> Option<Amount> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let decimal = |text: &str| Decimal::parse(text).filter(|decimal| *decimal >= Decimal::ZERO);
        Some(Amount {
            value: decimal(text("value")?)?,
            currency: text("currency")?.to_owned(),
            bound: match value.get("bound") {
                Some(bound) => Bound::from_name(bound.as_str()?)?,
                None => Bound::Exact,
            },
            high: match value.get("high") {
                Some(high) => Some(decimal(high.as_str()?)?),
                None => None,
            },
        })
    }

    /// Lowest figure it can mean.
    pub fn low(&self) -> Decimal {
        match (self.bound, self.high) {
            (Bound::AtMost, None) => Decimal::ZERO,
            _ => self.value,
        }
    }

    /// Highest figure it can mean; `None` = unbounded.
    pub fn upper(&self) -> Option<Decimal> {
        match (self.bound, self.high) {
            (_, Some(high)) => Some(high),
            (Bound::AtLeast, None) => None,
            _ => Some(self.value),
        }
    }

    /// Whether a range runs upwards. Fault: `backwards_range`.
    pub fn check_range(value: Decimal, high: Decimal) -> Result<(), Fault> {
        if value <= high {
            return Ok(());
        }
        Err(Fault::new(
            "backwards_range",
            format!("the range runs down, from {value} to {high}"),
            "value is its lower end and high its upper end",
        ))
    }

    /// The JSON long form of a short form: `100M USD`, `~1.5bn USD`, `>30bn USD`,
    /// `1.2..1.4bn EUR`, `6830亿美元`, `1.32万亿 USD`. Faults: `bad_amount`,
    /// `unknown_currency`, `negative_decimal`, `backwards_range`.
    pub fn from_short(text: &str) -> Result<Value, Fault> {
        short::read(text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use serde_json::json;

    #[test]
    fn what_an_amount_can_mean() {
        let cases = [
            (json!({"value": "5", "currency": "USD"}), "5", Some("5")),
            (
                json!({"value": "5", "currency": "USD", "bound": "exact"}),
                "5",
                Some("5"),
            ),
            (
                json!({"value": "5", "currency": "USD", "bound": "about"}),
                "5",
                Some("5"),
            ),
            (
                json!({"value": "5", "currency": "USD", "bound": "at_least"}),
                "5",
                None,
            ),
            (
                json!({"value": "5", "currency": "USD", "bound": "at_most"}),
                "0",
                Some("5"),
            ),
            (
                json!({"value": "5", "currency": "USD", "bound": "at_most", "high": "7"}),
                "5",
                Some("7"),
            ),
            (
                json!({"value": "5", "currency": "USD", "bound": "at_least", "high": "7"}),
                "5",
                Some("7"),
            ),
        ];
        for (stored, low, high) in cases {
            let amount = Amount::from_stored(&stored).unwrap();
            assert_eq!(amount.low().to_string(), low, "{stored}");
            let upper = amount.upper().map(|upper| upper.to_string());
            assert_eq!(upper.as_deref(), high, "{stored}");
        }
        for stored in [
            json!({"value": 5, "currency": "USD"}),
            json!({"value": "-5", "currency": "USD"}),
            json!({"value": "5"}),
            json!({"value": "5", "currency": "USD", "bound": "maybe"}),
            json!({"value": "5", "currency": "USD", "high": 7}),
            json!("5 USD"),
        ] {
            assert_eq!(Amount::from_stored(&stored), None, "{stored}");
        }
    }
}
