//! Why the finder's files are not used. Never an error of the log or of the question: whoever
//! meets a doubt scans the log instead.

/// A reason, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt(pub(super) String);

/// What reading the files gives.
pub(super) type Sound<T> = Result<T, Doubt>;

/// Shorthand for a doubt.
pub(super) fn doubt<T>(what: impl Into<String>) -> Sound<T> {
    Err(Doubt(what.into()))
}

impl From<std::io::Error> for Doubt {
    fn from(error: std::io::Error) -> Doubt {
        let text = error.to_string();
        let words = text.split(" (os error").next().unwrap_or(&text);
        Doubt(words.to_lowercase())
    }
}
