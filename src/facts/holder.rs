//! Who holds or sells: the part of a party that rows key on. Owns what makes a holder a
//! bloc; never merges two keys.

use crate::event::codes;
use crate::event::party::Party;

/// A party as the rows of a view see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Holder {
    /// Id, else name, else country.
    pub key: String,
    /// Name as recorded.
    pub name: Option<String>,
    /// Country or bloc code.
    pub country: Option<String>,
    /// Acts for the state.
    pub state: bool,
    /// Of type `country`: its levels are those of its country.
    pub is_country: bool,
    /// Of type `bloc`, or of a bloc's code: its members' money may be in it as well.
    pub is_bloc: bool,
}

impl Holder {
    /// From a party as recorded.
    pub fn of(party: &Party) -> Holder {
        let bloc_code = party.country.as_deref().is_some_and(codes::is_bloc);
        Holder {
            key: party.key().to_owned(),
            name: party.name.clone(),
            country: party.country.clone(),
            state: party.is_state(),
            is_country: party.kind == "country",
            is_bloc: bloc_code || party.kind == "bloc",
        }
    }
}
