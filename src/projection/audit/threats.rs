//! The rule about threats that ran out. Owns what is an outcome; what the links say of a threat
//! is the threats view's.

use super::Ledger;
use super::rules::THREAT_PAST_UNTIL;
use crate::facts::Scope;
use crate::projection::rows::ThreatRow;
use crate::projection::tally::Tally;
use crate::projection::threats;

pub(super) fn look(scope: &Scope<'_>, ledger: &mut Ledger<'_>) {
    if !ledger.asks(&THREAT_PAST_UNTIL) {
        return;
    }
    let options = threats::Options {
        why: true,
        ..threats::Options::default()
    };
    for row in threats::rows(scope, &options, &mut Tally::default()) {
        // Whoever complied has settled it.
        if row.status != "expired" || row.response == Some("complied") {
            continue;
        }
        let others = row.entries.as_deref().unwrap_or_default();
        ledger.add(&THREAT_PAST_UNTIL, row.position, about(&row), others);
    }
}

fn about(row: &ThreatRow) -> String {
    let until = row.until.as_deref().unwrap_or_default();
    match row.response_by {
        Some(by) => format!("ran out on {until}, defied (@{by}); what came of it is not recorded"),
        None => format!("ran out on {until}; what came of it is not recorded"),
    }
}
