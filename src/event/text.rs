//! Text rules: NFC, refused control characters, one-line titles, slugs, labels; and how
//! hostile text is shown (control and bidi characters escaped). Owns no field.
