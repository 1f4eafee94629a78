//! Exact decimals with six places, for money and percentages. Owns parsing and printing
//! (no trailing zeros, no exponent); never rounds and never touches a float.
//! Own code because sums must not overflow on any input: ≤ 18 digits before the point fit
//! an `i128` of millionths ten trillion times over, where a 96-bit decimal ends at 79,000.

use std::fmt;

/// A number of millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(pub i128);

impl Decimal {
    /// Reads `-?digits(.digits)?`, ≤ 18 digits before and ≤ 6 after the point.
    pub fn parse(_text: &str) -> Option<Decimal> {
        todo!()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
