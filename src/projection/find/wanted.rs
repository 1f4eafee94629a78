//! What is looked for: the words of a query, whole phrases among them, where they stand in a
//! text, and what the index must hold for a text to have them. Owns the syntax of queries and
//! its limits; reads no event.

use super::words::{Word, Words};

/// Longest query in bytes.
pub const LONGEST: usize = 4096;

/// Most words of a query.
pub const MOST_WORDS: usize = 64;

/// Quotation marks that open a phrase, each with those that close it.
const QUOTES: [(char, &[char]); 7] = [
    ('"', &['"']),
    ('“', &['”', '“']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«']),
    ('「', &['」']),
    ('『', &['』']),
];

/// Why a query cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadQuery {
    /// No letter or digit in it.
    Empty,
    /// More than [`LONGEST`] bytes.
    TooLong(usize),
    /// More than [`MOST_WORDS`] words.
    TooMany(usize),
}

/// A query: all its parts must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    parts: Vec<Part>,
}

/// Words that stand next to each other: a phrase in quotation marks, or what stands between
/// spaces (`us-treasury`, `2026年减持`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    words: Words,
    /// In quotation marks: the last word may not go on.
    whole: bool,
}

/// A term that the index must hold of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The term, folded.
    pub term: String,
    /// Any term that begins so will do.
    pub prefix: bool,
}

impl Wanted {
    /// Reads a query.
    ///
    /// # Errors
    /// An empty one, or one that is too long.
    pub fn parse(query: &str) -> Result<Wanted, BadQuery> {
        if query.len() > LONGEST {
            return Err(BadQuery::TooLong(query.len()));
        }
        let mut parts: Vec<Part> = Vec::new();
        for (text, whole) in pieces(query) {
            let words = Words::of(text);
            let part = Part { words, whole };
            if !part.words.all().is_empty() && !parts.contains(&part) {
                parts.push(part);
            }
        }
        let count = parts.iter().map(Part::count).sum();
        match count {
            0 => Err(BadQuery::Empty),
            1..=MOST_WORDS => Ok(Wanted { parts }),
            _ => Err(BadQuery::TooMany(count)),
        }
    }

    /// What the index must hold of an entry in which all of it is found. Not the other way
    /// round: an entry that has the terms need not have the phrase.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs: Vec<Need> = self.parts.iter().flat_map(Part::needs).collect();
        needs.sort();
        needs.dedup();
        needs
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// The query cut at spaces and quotation marks, empty pieces included. A quotation mark that
/// is never closed reaches to the end.
fn pieces(query: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut closing: Option<&[char]> = None;
    let mut start = 0;
    for (at, letter) in query.char_indices() {
        let opens = QUOTES.iter().find(|(open, _)| *open == letter);
        let next = match (closing, opens) {
            (Some(close), _) if close.contains(&letter) => None,
            (Some(_), _) => continue,
            (None, Some((_, close))) => Some(*close),
            (None, None) if letter.is_whitespace() => None,
            (None, None) => continue,
        };
        found.push((query.get(start..at).unwrap_or_default(), closing.is_some()));
        start = at + letter.len_utf8();
        closing = next;
    }
    found.push((query.get(start..).unwrap_or_default(), closing.is_some()));
    found
}

impl Part {
    /// As people count: a run of letters without spaces is one word.
    fn count(&self) -> usize {
        self.words.all().iter().filter(|word| !word.glued).count()
    }

    /// Where it stands in a text, as bytes: each place from the first letter of its first word
    /// to the last of its last.
    pub(super) fn places(&self, text: &Words) -> Vec<(usize, usize)> {
        let own = self.words.all();
        let there = text.all().windows(own.len().max(1));
        there
            .filter(|there| self.stands(text, there))
            .filter_map(|there| Some((there.first()?.from, there.last()?.to)))
            .collect()
    }

    /// Whether it stands in a text at all.
    pub(super) fn is_in(&self, text: &Words) -> bool {
        let mut there = text.all().windows(self.words.all().len().max(1));
        there.any(|there| self.stands(text, there))
    }

    fn stands(&self, text: &Words, there: &[Word]) -> bool {
        let own = self.words.all();
        own.iter()
            .zip(there)
            .enumerate()
            .all(|(index, (wanted, found))| {
                let (wanted_text, found_text) = (self.words.folded(wanted), text.folded(found));
                let open = index + 1 == own.len() && !self.whole && !wanted.alone;
                let parted = wanted.glued && !found.glued;
                let same = if open {
                    found_text.starts_with(wanted_text)
                } else {
                    found_text == wanted_text
                };
                same && !parted && wanted.alone == found.alone
            })
    }

    fn needs(&self) -> impl Iterator<Item = Need> {
        let own = self.words.all();
        own.iter().enumerate().filter_map(move |(index, word)| {
            let last = index + 1 == own.len();
            let term = self.words.term(index).to_owned();
            let paired = word.alone && own.get(index + 1).is_some_and(|next| next.glued);
            // The last letter of a run is in the pair before it.
            if word.alone && !paired && word.glued {
                return None;
            }
            let prefix = match word.alone {
                true => !paired,
                false => last && !self.whole,
            };
            Some(Need { term, prefix })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(query: &str) -> Vec<(String, bool)> {
        let wanted = Wanted::parse(query).unwrap_or(Wanted { parts: Vec::new() });
        let needs = wanted.needs().into_iter();
        needs.map(|need| (need.term, need.prefix)).collect()
    }

    fn finds(query: &str, text: &str) -> bool {
        let Ok(wanted) = Wanted::parse(query) else {
            return false;
        };
        let words = Words::of(text);
        wanted.parts().iter().all(|part| part.is_in(&words))
    }

    #[test]
    fn a_word_matches_the_beginning_of_a_word() {
        assert!(finds("akad", "AkademikerPension sells"));
        assert!(!finds("pension", "AkademikerPension sells"));
        assert!(finds("GRØN", "Grønlands selvstyre"));
        assert!(finds("gron", "Grønlands selvstyre"));
        assert!(finds("минф", "Минфин России"));
    }

    #[test]
    fn all_words_must_be_found() {
        assert!(finds("bond danish", "Danish bonds"));
        assert!(!finds("bond swedish", "Danish bonds"));
    }

    #[test]
    fn a_phrase_stands_together_and_ends_with_a_whole_word() {
        for query in [
            r#""false narrative""#,
            "“false narrative”",
            "„false narrative“",
        ] {
            assert!(finds(query, "It is a false narrative."), "{query}");
            assert!(!finds(query, "a narrative that is false"), "{query}");
            assert!(!finds(query, "two false narratives"), "{query}");
        }
        assert!(finds("false narrative", "two narratives, both false"));
        assert!(finds(r#""false narr"#, "false narr"));
    }

    #[test]
    fn what_is_written_together_is_found_together() {
        assert!(finds("us-treasury", "US treasuries or us treasury"));
        assert!(!finds("us-treasury", "treasury of the US"));
        assert!(finds("减持美债", "中国减持美债"));
        assert!(!finds("减持美债", "减持，美债"));
        assert!(!finds("减持美债", "美债减持"));
        assert!(finds("美债 减持", "减持，美债"));
        assert!(finds("2026年", "在2026年1月"));
    }

    #[test]
    fn one_letter_is_enough() {
        assert!(finds("债", "清仓美债") && finds("清", "清仓美债") && !finds("国", "清仓美债"));
        assert!(finds("a", "AkademikerPension") && !finds("k", "AkademikerPension"));
    }

    #[test]
    fn the_index_is_asked_for_words_pairs_and_beginnings() {
        assert_eq!(needs("bond"), [("bond".into(), true)]);
        assert_eq!(needs("\"bond\""), [("bond".into(), false)]);
        assert_eq!(needs("美债"), [("美债".into(), false)]);
        assert_eq!(needs("债"), [("债".into(), true)]);
        assert_eq!(
            needs("us-treasury 清仓美债"),
            [
                ("treasury".into(), true),
                ("us".into(), false),
                ("仓美".into(), false),
                ("清仓".into(), false),
                ("美债".into(), false)
            ]
        );
    }

    #[test]
    fn a_query_has_a_word_and_not_too_many() {
        assert_eq!(Wanted::parse(" ?! "), Err(BadQuery::Empty));
        assert_eq!(Wanted::parse(""), Err(BadQuery::Empty));
        assert_eq!(
            Wanted::parse(&"x ".repeat(5_000_000)),
            Err(BadQuery::TooLong(10_000_000))
        );
        let many: Vec<String> = (0..65).map(|n| n.to_string()).collect();
        assert_eq!(Wanted::parse(&many.join(" ")), Err(BadQuery::TooMany(65)));
        assert!(Wanted::parse(&many[1..].join(" ")).is_ok());
        assert!(Wanted::parse(&"x ".repeat(100)).is_ok());
        assert!(Wanted::parse(&"国".repeat(1000)).is_ok());
    }
}
