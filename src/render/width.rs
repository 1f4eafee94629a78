//! How wide a text stands on a terminal, and where it may be broken. Chinese, Japanese and
//! Korean characters take two columns and may part between any two. Knows no colour.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a text without line feeds.
pub fn of(text: &str) -> usize {
    text.width()
}

/// Columns of the widest line of a text.
pub fn widest(text: &str) -> usize {
    text.split('\n').map(of).max().unwrap_or(0)
}

/// Columns of the longest piece that is better not broken (at most `most`).
pub fn longest_word(text: &str, most: usize) -> usize {
    text.split(|c: char| c.is_whitespace())
        .flat_map(pieces)
        .map(|word| if has_wide(word) { 4 } else { of(word) })
        .max()
        .unwrap_or(0)
        .min(most)
}

fn has_wide(word: &str) -> bool {
    word.chars().any(|c| c.width() == Some(2))
}

/// Breaks a text into lines of at most `room` columns (at least one): at spaces, between wide
/// characters, behind the hyphen between two words and the slash between two dates, or, if a word is longer than a line, anywhere.
pub fn wrapped(text: &str, room: usize) -> Vec<String> {
    let room = room.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, room, &mut lines);
    }
    lines
}

fn wrap_paragraph(paragraph: &str, room: usize, lines: &mut Vec<String>) {
    if of(paragraph) <= room {
        lines.push(paragraph.to_owned());
        return;
    }
    let mut line = String::new();
    let mut used = 0;
    for piece in pieces(paragraph) {
        let wide = of(piece);
        let blank = piece.chars().all(char::is_whitespace);
        if used + wide > room && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        if blank && line.is_empty() {
            continue;
        }
        if wide <= room {
            line.push_str(piece);
            used += wide;
            continue;
        }
        for c in piece.chars() {
            let step = c.width().unwrap_or(0);
            if used + step > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += step;
        }
    }
    let rest = line.trim_end();
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest.to_owned());
    }
}

/// Words or their halves, runs of spaces, and single wide characters with the marks that must
/// follow them.
fn pieces(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before: Option<char> = None;
    let mut long_before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if let Some(previous) = before
            && (parts(previous, c) || long_before.is_some_and(|first| joins(first, previous, c)))
        {
            cuts.push(at);
        }
        long_before = before;
        before = Some(c);
    }
    cuts.push(text.len());
    cuts.windows(2)
        .filter_map(|cut| match cut {
            [from, to] => text.get(*from..*to),
            _ => None,
        })
        .filter(|piece| !piece.is_empty())
        .collect()
}

fn parts(before: char, after: char) -> bool {
    if before.is_whitespace() != after.is_whitespace() {
        return true;
    }
    let wide = before.width() == Some(2) || after.width() == Some(2);
    wide && !hangs(after) && !opens(before) && after.width() != Some(0)
}

/// Whether two words or dates are joined by the mark between them.
fn joins(before: char, mark: char, after: char) -> bool {
    match mark {
        '-' => before.is_alphabetic() && after.is_alphabetic(),
        '/' => before.is_ascii_digit() && after.is_ascii_digit(),
        _ => false,
    }
}

/// Marks that never begin a line.
fn hangs(c: char) -> bool {
    "，。、；：？！）》」』】”’…—,.;:?!)%".contains(c)
}

/// Marks that never end a line.
fn opens(c: char) -> bool {
    "（《「『【“‘(".contains(c)
}

/// A text padded to a width.
pub fn padded(text: &str, room: usize, right: bool) -> String {
    let spaces = " ".repeat(room.saturating_sub(of(text)));
    if right {
        format!("{spaces}{text}")
    } else {
        format!("{text}{spaces}")
    }
}

/// A text cut to a width, with an ellipsis if something is missing.
pub fn cut(text: &str, room: usize) -> String {
    let line = text.split('\n').next().unwrap_or("");
    if of(line) <= room && line.len() == text.len() {
        return line.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in line.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_and_part_anywhere() {
        assert_eq!(of("中国"), 4);
        assert_eq!(wrapped("中国减持美债", 5), ["中国", "减持", "美债"]);
        assert_eq!(wrapped("他说，好。", 6), ["他说，", "好。"]);
        assert_eq!(wrapped("他说，好。", 5), ["他", "说，", "好。"]);
    }

    #[test]
    fn words_stay_whole_while_they_fit() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrapped("", 3), [""]);
        assert_eq!(wrapped("a\n\nb", 3), ["a", "", "b"]);
    }

    #[test]
    fn what_a_hyphen_or_slash_joins_parts_behind_it() {
        assert_eq!(wrapped("Chinese-language", 10), ["Chinese-", "language"]);
        assert_eq!(
            wrapped("2026-01-20/2026-01-24", 12),
            ["2026-01-20/", "2026-01-24"]
        );
        assert_eq!(longest_word("10-year Chinese-language", 20), 8);
        assert_eq!(wrapped("--accept-head now", 15), ["--accept-head", "now"]);
    }

    #[test]
    fn a_cut_says_that_something_is_missing() {
        assert_eq!(cut("Denmark", 4), "Den…");
        assert_eq!(cut("中国人", 4), "中…");
        assert_eq!(cut("a\nb", 10), "a…");
    }
}
