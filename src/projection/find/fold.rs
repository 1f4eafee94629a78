//! Letters folded for searching: case, accents and forms of one letter made equal, each folded
//! letter with the bytes of the text that it came from. Owns what counts as the same letter;
//! cuts no words.

use unicode_normalization::char::{compose, decompose_compatible};

/// A folded letter, and where in the text it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    /// Lower case, without accents.
    pub(super) letter: char,
    /// First byte in the text.
    pub(super) from: usize,
    /// The byte after its last.
    pub(super) to: usize,
}

/// The letters of a text, folded. What only hides or joins (soft hyphens, zero-width signs)
/// is passed over, so `Green<soft hyphen>land` is one word.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut found: Vec<Letter> = Vec::with_capacity(text.len());
    for (from, given) in text.char_indices() {
        let to = from + given.len_utf8();
        if given.is_ascii() {
            let letter = given.to_ascii_lowercase();
            found.push(Letter { letter, from, to });
            continue;
        }
        decompose_compatible(given, |part| {
            if is_dropped(part) {
                return;
            }
            for letter in part.to_lowercase() {
                match spelt(letter) {
                    Some(letters) => {
                        found.extend(letters.chars().map(|letter| Letter { letter, from, to }));
                    }
                    None => push(&mut found, Letter { letter, from, to }),
                }
            }
        });
    }
    found
}

/// What decomposing took apart and folding kept is put together again: か and が are two
/// letters, and a Korean syllable is one.
fn push(found: &mut Vec<Letter>, next: Letter) {
    if let Some(last) = found.last_mut()
        && !last.letter.is_ascii()
        && let Some(letter) = compose(last.letter, next.letter)
    {
        last.letter = letter;
        last.to = next.to;
        return;
    }
    found.push(next);
}

/// Accents of Latin, Greek and Cyrillic, the points of Hebrew and Arabic, which most writers
/// leave out, and signs without a shape. The marks of other scripts are letters to their readers.
fn is_dropped(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{487}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6dc}'
            | '\u{6df}'..='\u{6e8}'
            | '\u{6ea}'..='\u{6ed}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{feff}'
    )
}

/// Letters that have no accent to drop and yet are written without their stroke or ligature
/// (as in `event::text::folded`); the Greek final sigma.
fn spelt(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::letters;

    fn folded(text: &str) -> String {
        letters(text).iter().map(|found| found.letter).collect()
    }

    #[test]
    fn case_accents_and_forms_are_made_equal() {
        for (text, plain) in [
            ("Ærø", "aero"),
            ("Århus GRØNLAND", "arhus gronland"),
            ("A\u{30a}rhus", "arhus"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("İstanbul ısı", "istanbul isi"),
            ("Россия Ёлка Китай", "россия елка китаи"),
            ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
            ("ＵＳＤ １００", "usd 100"),
            ("ﬁscal", "fiscal"),
            ("Green\u{ad}land", "greenland"),
            ("دَيْن", "دين"),
        ] {
            assert_eq!(folded(text), plain, "{text}");
        }
    }

    #[test]
    fn letters_of_other_scripts_stay_letters() {
        for text in ["がか", "パハ", "한국은행", "हिन्दी", "中国国债", "ไทย"]
        {
            assert_eq!(folded(text), text);
        }
        assert_eq!(folded("ｶﾞｽ"), "ガス");
        assert_eq!(folded("\u{1112}\u{1161}\u{11ab}"), "한");
    }

    #[test]
    fn a_letter_knows_where_it_stands() {
        let found = letters("aÆb");
        let places: Vec<_> = found.iter().map(|l| (l.letter, l.from, l.to)).collect();
        assert_eq!(places, [('a', 0, 1), ('a', 1, 3), ('e', 1, 3), ('b', 3, 4)]);
    }
}
