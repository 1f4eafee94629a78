//! The plain sentence shown for an event without a title, made from its fields.

/// Title, or a sentence made from the fields.
pub fn headline(_event: &super::Event) -> String {
    todo!()
}
