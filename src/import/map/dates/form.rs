//! One date form: a row of figures and the letters between them. Owns its reading; knows no
//! calendar but the eras.

use super::era::Era;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    ShortYear,
    EraYear,
    Month { two: bool },
    MonthName,
    Day { two: bool },
    Letter(char),
}

/// Tokens, the longest first.
const TOKENS: &[(&str, Part)] = &[
    ("YYYY", Part::Year),
    ("YY", Part::ShortYear),
    ("ERA", Part::EraYear),
    ("MMMM", Part::MonthName),
    ("MMM", Part::MonthName),
    ("MM", Part::Month { two: true }),
    ("M", Part::Month { two: false }),
    ("DD", Part::Day { two: true }),
    ("D", Part::Day { two: false }),
];

/// What a form read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    gregorian: Option<u32>,
    era: Option<(Era, u32)>,
    /// Month, as read.
    pub month: Option<u32>,
    /// Day, as read.
    pub day: Option<u32>,
}

impl Parts {
    /// The Gregorian year, 1 to 9999.
    pub fn year(&self) -> Option<u32> {
        let year = match self.era {
            Some((era, year)) => era.year(year)?,
            None => self.gregorian?,
        };
        (1..=9999).contains(&year).then_some(year)
    }

    /// Whether a day lies in the era that was named, if one was.
    pub fn in_era(&self, year: u32, month: u32, day: u32) -> bool {
        self.era.is_none_or(|(era, _)| era.has((year, month, day)))
    }
}

/// A date form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    text: String,
    parts: Vec<Part>,
}

impl Form {
    /// Reads a form; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Form, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            if let Some((token, part)) = TOKENS.iter().find(|(token, _)| rest.starts_with(token)) {
                parts.push(*part);
                rest = &rest[token.len()..];
                continue;
            }
            if letter.is_ascii_alphanumeric() {
                return Err(format!(
                    "`{text}` is no date form: YYYY, YY, ERA, MMMM, MMM, MM, M, DD, D and what stands between them, or any"
                ));
            }
            parts.push(Part::Letter(letter));
            rest = &rest[letter.len_utf8()..];
        }
        let has = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
        let years = has(|part| matches!(part, Part::Year | Part::ShortYear | Part::EraYear));
        let months = has(|part| matches!(part, Part::Month { .. } | Part::MonthName));
        let days = has(|part| matches!(part, Part::Day { .. }));
        if years != 1 || months > 1 || days > months {
            return Err(format!(
                "`{text}` is no date form: it needs one year, and a month where it has a day"
            ));
        }
        let text = text.to_owned();
        Ok(Form { text, parts })
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the form reads of a cell; `None` if the cell does not have it.
    pub fn read(&self, text: &str) -> Option<Parts> {
        let mut parts = Parts::default();
        let mut rest = text.trim();
        for part in &self.parts {
            match part {
                Part::Letter(letter) => rest = rest.strip_prefix(*letter)?,
                Part::Year => parts.gregorian = Some(figure(&mut rest, 4, 4)?),
                Part::ShortYear => parts.gregorian = Some(full_year(figure(&mut rest, 2, 2)?)),
                Part::EraYear => {
                    let (era, after) = Era::strip(rest)?;
                    rest = after;
                    let year = match rest.strip_prefix('元') {
                        Some(after) => {
                            rest = after;
                            1
                        }
                        None => figure(&mut rest, 1, 2)?,
                    };
                    parts.era = Some((era, year));
                }
                Part::Month { two } => {
                    parts.month = Some(figure(&mut rest, 1 + usize::from(*two), 2)?);
                }
                Part::MonthName => parts.month = Some(named_month(&mut rest)?),
                Part::Day { two } => {
                    parts.day = Some(figure(&mut rest, 1 + usize::from(*two), 2)?);
                }
            }
        }
        rest.is_empty().then_some(parts)
    }
}

/// Two figures: 1970 to 2069, as POSIX splits them.
fn full_year(short: u32) -> u32 {
    match short < 70 {
        true => 2000 + short,
        false => 1900 + short,
    }
}

fn figure(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let digits = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if digits < least {
        return None;
    }
    let (number, after) = rest.split_at(digits);
    *rest = after;
    number.parse().ok()
}

fn named_month(rest: &mut &str) -> Option<u32> {
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = rest.split_at(length);
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| {
        *month == word
            || (word.len() >= 3 && month.starts_with(&word))
            || (word == "sept" && month.starts_with("sep"))
    })?;
    *rest = after.strip_prefix('.').unwrap_or(after);
    u32::try_from(at + 1).ok()
}
