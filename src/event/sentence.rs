//! The plain sentence shown for an event without a title, made from its fields.
