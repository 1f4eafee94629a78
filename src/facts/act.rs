//! The act fact: a word or a deed of somebody toward somebody, as one entry reports it. Owns
//! which events are acts and from whom toward whom; never scores one (the rule table does).

use crate::event::when::When;
use crate::event::{Event, Kind};

/// What was said or done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Name of the rule: the section of the rule table, `threat`, `sanction`, …
    pub section: &'static str,
    /// And the row in it: `military`, `imposed`, `away`, `warns`, …
    pub name: String,
    /// Whether its actors act for their states.
    pub state: bool,
    /// Country or bloc codes of who acts; empty when the party has no country.
    pub actors: Vec<String>,
    /// Country or bloc codes toward which.
    pub targets: Vec<String>,
    /// From when a sanction has effect, when given.
    pub effective: Option<When>,
    /// When it happened.
    pub happened: When,
}

impl Act {
    /// The fact of a threat, sanction, policy shift or statement. `None` for other kinds, and
    /// for what says nothing about a stance: a shift without alignment, a sanction withdrawn.
    pub fn of(event: &Event) -> Option<Act> {
        let (section, name, targets) = match event.kind() {
            Kind::Threat => {
                let means = event.text("means").unwrap_or("economic");
                ("threat", means, "against")
            }
            Kind::Sanction => {
                let action = event.text("action")?;
                ("sanction", action, "against")
            }
            Kind::PolicyShift => ("policy_shift", event.text("alignment")?, "toward"),
            Kind::Statement => ("statement", event.text("act")?, "toward"),
            _ => return None,
        };
        if section == "sanction" && name == "withdrawn" {
            return None;
        }
        let (state, actors) = actors(event)?;
        Some(Act {
            section,
            name: name.to_owned(),
            state,
            actors,
            targets: owned(&event.list(targets)),
            effective: event.when("effective").filter(|_| section == "sanction"),
            happened: event.happened()?,
        })
    }
}

/// Sanctions are by codes, which are states; all else is by a party.
fn actors(event: &Event) -> Option<(bool, Vec<String>)> {
    if event.kind() == Kind::Sanction {
        return Some((true, owned(&event.list("by"))));
    }
    let party = event.party("by")?;
    Some((party.is_state(), party.country.into_iter().collect()))
}

fn owned(items: &[&str]) -> Vec<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}
