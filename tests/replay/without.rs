//! The counterfactual by example: what falls away with a source, an author or an entry, and what
//! that changes.
