//! Codes of countries, blocs and currencies, read once from the tables in `schema/`
//! (withdrawn ones included). Owns membership of blocs with its dates and the nearest
//! right code for a wrong one.

/// Whether it is a country (ISO 3166-1, withdrawn ones, `XK`) or bloc code.
pub fn is_country_or_bloc(_code: &str) -> bool {
    todo!()
}
/// Whether it is a bloc code.
pub fn is_bloc(_code: &str) -> bool {
    todo!()
}
/// Whether it is a currency code (ISO 4217, withdrawn ones included).
pub fn is_currency(_code: &str) -> bool {
    todo!()
}
/// The members of a bloc on a UTC day (days since 1970-01-01), sorted; empty if not listed.
pub fn members(_bloc: &str, _day: i64) -> Vec<&'static str> {
    todo!()
}
/// English name of a country or bloc.
pub fn name(_code: &str) -> Option<&'static str> {
    todo!()
}
/// The code somebody who wrote `text` most likely meant (`UK` → `GB`, `Denmark` → `DK`).
pub fn nearest_country(_text: &str) -> Option<&'static str> {
    todo!()
}
/// The same for currencies (`$` → `USD`, `RMB` → `CNY`).
pub fn nearest_currency(_text: &str) -> Option<&'static str> {
    todo!()
}
