//! The nearest right name for a wrong one: fields by name and alias, words of closed lists,
//! kinds. Suggests only; nothing is ever accepted because it is near.

use super::field::Field;

/// Names longer than this are not compared: nobody meant a field by them.
const LONGEST: usize = 40;

/// The field that somebody who wrote `wrong` most likely meant.
pub(crate) fn nearest_field<'a>(
    wrong: &str,
    fields: impl Iterator<Item = &'a Field> + Clone,
) -> Option<&'static str> {
    let folded = fold(wrong)?;
    let exact = fields.clone().find(|field| field.name == folded);
    let alias = || {
        let mut fields = fields.clone();
        fields.find(|field| field.aliases.contains(&folded.as_str()))
    };
    if let Some(field) = exact.or_else(alias) {
        return Some(field.name);
    }
    nearest_word(wrong, fields.map(|field| field.name))
}

/// The word of a list that `wrong` most likely stands for.
pub fn nearest_word(
    wrong: &str,
    words: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    let folded = fold(wrong)?;
    words
        .map(|word| (distance(&folded, word), word))
        .filter(|(distance, word)| *distance <= tolerance(&folded, word))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Lower case, with underscores; `None` when it is too long to compare.
fn fold(text: &str) -> Option<String> {
    (text.len() <= LONGEST).then(|| text.trim().to_lowercase().replace([' ', '-'], "_"))
}

fn distance(wrong: &str, word: &str) -> usize {
    if wrong.len() >= 4 && word.starts_with(wrong) {
        return 1;
    }
    strsim::damerau_levenshtein(wrong, word)
}

fn tolerance(wrong: &str, word: &str) -> usize {
    match wrong.len().min(word.len()) {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}
