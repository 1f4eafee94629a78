//! What can be wrong with an input event: a fault has a name, a message and the way on;
//! a problem is a fault at a field. Names are stable and listed in `schema/errors.md`.
//! Knows no file and no line: who read the input adds them.

/// What is wrong with one value, without saying where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable name, listed in `schema/errors.md` (`bad_date`, `unknown_field`, …).
    pub code: &'static str,
    /// What was found and what is allowed, one sentence without a full stop.
    pub message: String,
    /// What to do next (the nearest right name, an example).
    pub hint: Option<String>,
}

/// A fault at a place of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Dotted path inside the event, `sources.0.url`; empty for the event as a whole.
    pub field: String,
    /// What is wrong there.
    pub fault: Fault,
}

impl Fault {
    /// A fault with a hint.
    pub fn new(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault {
            code,
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// Puts the fault at a field.
    pub fn at(self, field: impl Into<String>) -> Problem {
        Problem {
            field: field.into(),
            fault: self,
        }
    }
}
