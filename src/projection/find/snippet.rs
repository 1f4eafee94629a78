//! The piece of a text around a match, on one line, with the places of the matches in it. Owns
//! its length; marks nothing up (that is for whoever shows it).

use serde::Serialize;

/// Most columns of a snippet, wide letters taken as two.
const ROOM: usize = 100;
/// Columns of it before the first match.
const BEFORE: usize = 30;

/// Where in a field a query was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// Path of the field, as `correct --set` takes it.
    pub field: String,
    /// The text around the first match, line feeds and tabs as spaces; `…` where it is cut.
    pub snippet: String,
    /// The matches in the snippet, each as its first character and the one after its last.
    pub marks: Vec<[usize; 2]>,
}

impl Match {
    /// A match at these places (bytes of the text).
    pub fn new(field: &str, text: &str, places: Vec<(usize, usize)>) -> Match {
        let places = merged(places);
        let first = places.first().map_or(0, |(from, _)| *from);
        let (start, end) = window(text, first);
        let mut snippet = String::new();
        if start > 0 {
            snippet.push('…');
        }
        let lead = snippet.chars().count();
        let shown = text.get(start..end).unwrap_or_default();
        snippet.extend(
            shown
                .chars()
                .map(|c| if c.is_whitespace() { ' ' } else { c }),
        );
        if end < text.len() {
            snippet.push('…');
        }
        let characters = |bytes: usize| lead + text.get(start..bytes).map_or(0, count);
        let marks = places
            .into_iter()
            .filter(|(from, _)| *from < end)
            .map(|(from, to)| [characters(from), characters(to.min(end))])
            .collect();
        Match {
            field: field.to_owned(),
            snippet,
            marks,
        }
    }
}

fn count(text: &str) -> usize {
    text.chars().count()
}

/// Places in order, those that touch or overlap as one.
fn merged(mut places: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    places.sort_unstable();
    let mut found: Vec<(usize, usize)> = Vec::with_capacity(places.len());
    for (from, to) in places {
        match found.last_mut().filter(|last| from <= last.1) {
            Some(last) => last.1 = last.1.max(to),
            None => found.push((from, to)),
        }
    }
    found
}

/// Bytes from a little before `first` on, as many as there is room for; not cut inside a word
/// if the word is short.
fn window(text: &str, first: usize) -> (usize, usize) {
    let mut start = first;
    let mut used = 0;
    let before = text.get(..first).unwrap_or_default();
    for (at, letter) in before.char_indices().rev() {
        used += columns(letter);
        if used > BEFORE {
            break;
        }
        start = at;
    }
    if start > 0
        && let Some(space) = text.get(start..first).and_then(|cut| cut.find(' '))
    {
        start += space + 1;
    }
    let mut used = 0;
    let rest = text.get(start..).unwrap_or_default();
    let fits = rest.char_indices().find(|(_, letter)| {
        used += columns(*letter);
        used > ROOM
    });
    (start, fits.map_or(text.len(), |(at, _)| start + at))
}

/// Chinese, Japanese and Korean letters take two columns. Exact widths are the page's matter.
fn columns(letter: char) -> usize {
    if letter >= '\u{1100}' { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_shown_whole() {
        let found = Match::new("note", "one two\nthree", vec![(4, 7)]);
        assert_eq!(found.snippet, "one two three");
        assert_eq!(found.marks, [[4, 7]]);
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_match() {
        let text = format!("{}here {}", "word ".repeat(100), "more ".repeat(100));
        let found = Match::new("note", &text, vec![(500, 504)]);
        assert!(found.snippet.starts_with("…word ") && found.snippet.ends_with('…'));
        let [from, to] = found.marks[0];
        let marked: String = found.snippet.chars().skip(from).take(to - from).collect();
        assert_eq!(marked, "here");
        assert!(found.snippet.chars().count() <= ROOM + 2);
    }

    #[test]
    fn marks_count_characters_and_do_not_overlap() {
        let found = Match::new("title", "中国减持美债", vec![(6, 12), (9, 15), (15, 18)]);
        assert_eq!(found.marks, [[2, 6]]);
        let found = Match::new("title", "Æ på Æ", vec![(7, 9), (0, 2)]);
        assert_eq!(found.marks, [[0, 1], [5, 6]]);
    }

    #[test]
    fn a_match_longer_than_the_room_is_cut_with_it() {
        let text = "x".repeat(1000);
        let found = Match::new("note", &text, vec![(0, 1000)]);
        assert_eq!(found.marks, [[0, ROOM]]);
    }
}
