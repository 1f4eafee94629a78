//! Characters of which it is sure, without a table, that text made of them is in Unicode
//! normal form C and holds no control character. Owns the ranges; a test holds every
//! character of them against the tables.

/// Whether every character is one that stands alone in normal form C: it neither takes part
/// in a composition with what is before it nor could be written otherwise.
pub(super) fn is_plain(text: &str) -> bool {
    text.chars().all(is_sure)
}

/// One such character.
pub(super) fn is_sure(letter: char) -> bool {
    matches!(letter,
        // Latin up to the modifiers, without the controls; Cyrillic.
        ' '..='~' | '\u{a0}'..='\u{2ff}' | '\u{400}'..='\u{482}'
        // Dashes, quotes, bullets.
        | '\u{2010}'..='\u{2027}'
        // Chinese punctuation, kana without the sound marks, ideographs, Hangul syllables.
        | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{ff01}'..='\u{ffee}')
}
