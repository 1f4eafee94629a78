//! Parties: the key that keeps one party one row, for whom it acts, and which codes are blocs.
//! Owns the reading of `party` objects as §3 gives it.
//! Never spreads a bloc over its members.

use serde_json::Value;

/// The bloc codes the reference knows of.
pub const BLOCS: [&str; 9] = [
    "EU", "EA", "EUROPE", "NATO", "G7", "G20", "BRICS", "OPEC", "ASEAN",
];

/// Rows key on id, else name, else country.
pub fn key(party: &Value) -> Option<String> {
    ["id", "name", "country"]
        .iter()
        .find_map(|field| party[field].as_str())
        .map(str::to_owned)
}

/// Its country or bloc code, if it has one.
pub fn country(party: &Value) -> Option<String> {
    party["country"].as_str().map(str::to_owned)
}

/// Its type; absent = `country` if there is no name, else `other`.
pub fn kind(party: &Value) -> &str {
    match (party["type"].as_str(), party["name"].as_str()) {
        (Some(given), _) => given,
        (None, None) => "country",
        (None, Some(_)) => "other",
    }
}

/// Whether what it says and does is its state's.
pub fn acts_for_state(party: &Value) -> bool {
    matches!(
        kind(party),
        "country" | "central_bank" | "ministry" | "sovereign_fund" | "official" | "bloc"
    )
}

/// Whether `--by asset` leaves it out.
pub fn is_bloc(party: &Value) -> bool {
    kind(party) == "bloc" || country(party).is_some_and(|code| BLOCS.contains(&code.as_str()))
}
