//! Texts cut into words: runs of letters and digits; where a script writes no spaces (Chinese,
//! Japanese, Korean, Thai …), each letter by itself. Owns the terms under which a text is
//! indexed; knows no event.

use unicode_normalization::char::is_combining_mark;

use super::fold;

/// Bytes of a term that the index keeps; what is longer is told apart on the text.
const LONGEST_TERM: usize = 64;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where its folded letters begin and end in [`Words::folded`].
    folded: (usize, usize),
    /// First byte in the text.
    pub from: usize,
    /// The byte after its last.
    pub to: usize,
    /// A letter by itself, of a script that writes no spaces.
    pub alone: bool,
    /// Such a letter right after another one.
    pub glued: bool,
}

/// The words of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    folded: String,
    words: Vec<Word>,
}

impl Words {
    /// Cuts a text.
    pub fn of(text: &str) -> Words {
        let mut words = Words::default();
        // Whether a run of letters goes on, and whether the letter before stood alone.
        let (mut running, mut after_alone) = (false, false);
        for letter in fold::letters(text) {
            let start = words.folded.len();
            let alone = is_alone(letter.letter);
            if !alone && !is_part_of_word(letter.letter) {
                (running, after_alone) = (false, false);
                continue;
            }
            words.folded.push(letter.letter);
            let end = words.folded.len();
            match words.words.last_mut().filter(|_| running && !alone) {
                Some(word) => {
                    word.folded.1 = end;
                    word.to = letter.to;
                }
                None => words.words.push(Word {
                    folded: (start, end),
                    from: letter.from,
                    to: letter.to,
                    alone,
                    glued: alone && after_alone,
                }),
            }
            (running, after_alone) = (!alone, alone);
        }
        words
    }

    /// The words, in order.
    pub fn all(&self) -> &[Word] {
        &self.words
    }

    /// A word, folded.
    pub fn folded(&self, word: &Word) -> &str {
        let (start, end) = word.folded;
        self.folded.get(start..end).unwrap_or_default()
    }

    /// The letter that stands alone right after the word at `index`, folded with it: the two
    /// are one term.
    fn pair(&self, index: usize) -> Option<&str> {
        let (word, next) = (self.words.get(index)?, self.words.get(index + 1)?);
        let glued = word.alone && next.glued;
        glued.then(|| self.folded.get(word.folded.0..next.folded.1))?
    }

    /// The term of the word at `index`: the word (cut to 64 bytes), or a letter that stands
    /// alone together with the next; the last of such letters by itself. So a range of terms
    /// that begin with a letter holds every text with it.
    pub(super) fn term(&self, index: usize) -> &str {
        let word = self.words.get(index).map_or("", |word| self.folded(word));
        self.pair(index).unwrap_or_else(|| cut(word))
    }

    /// The terms under which the text is indexed, with repetitions.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        (0..self.words.len()).map(|index| self.term(index))
    }
}

/// At most 64 bytes, whole letters.
fn cut(word: &str) -> &str {
    let mut end = word.len().min(LONGEST_TERM);
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    word.get(..end).unwrap_or_default()
}

fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// Letters of scripts that write no spaces between words, and of Korean, whose words change
/// at their ends and are searched by their parts.
fn is_alone(letter: char) -> bool {
    matches!(
        letter,
        '\u{e01}'..='\u{e4e}'
            | '\u{e81}'..='\u{ecf}'
            | '\u{1000}'..='\u{103f}'
            | '\u{1100}'..='\u{11ff}'
            | '\u{1780}'..='\u{17d3}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{309a}'
            | '\u{309d}'..='\u{309f}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3105}'..='\u{312f}'
            | '\u{3131}'..='\u{318e}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}'
    )
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn cut(text: &str) -> Vec<String> {
        let words = Words::of(text);
        let all = words.all().iter();
        all.map(|word| words.folded(word).to_owned()).collect()
    }

    fn terms(text: &str) -> Vec<String> {
        Words::of(text).terms().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(
            cut("AkademikerPension: ~100M USD (us-treasury)"),
            ["akademikerpension", "100m", "usd", "us", "treasury"]
        );
        assert_eq!(cut("Минфин России"), ["минфин", "россии"]);
        assert_eq!(cut("हिन्दी में"), ["हिन्दी", "में"]);
        assert_eq!(cut(" …!? "), [""; 0]);
    }

    #[test]
    fn letters_without_spaces_are_indexed_in_pairs() {
        assert_eq!(terms("清仓美债"), ["清仓", "仓美", "美债", "债"]);
        assert_eq!(
            terms("2026年减持US国债"),
            ["2026", "年减", "减持", "持", "us", "国债", "债"]
        );
        assert_eq!(terms("中、美"), ["中", "美"]);
        assert_eq!(terms("한국은행"), ["한국", "국은", "은행", "행"]);
        assert_eq!(terms("日銀のYCC"), ["日銀", "銀の", "の", "ycc"]);
    }

    #[test]
    fn a_term_is_cut_between_letters() {
        let long = "ж".repeat(100);
        assert_eq!(terms(&long), ["ж".repeat(32)]);
        assert_eq!(cut(&long), [long]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "på Ærø 国债";
        let words = Words::of(text);
        let cut: Vec<&str> = words.all().iter().map(|w| &text[w.from..w.to]).collect();
        assert_eq!(cut, ["på", "Ærø", "国", "债"]);
    }
}
