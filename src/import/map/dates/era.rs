//! The eras of Japan since Meiji: letters, names, first days. Owns nothing but the table;
//! a day belongs to the era in which it began.

/// Letter, name, first year, and first day as year, month, day.
const ERAS: &[(&str, &str, (u32, u32, u32))] = &[
    ("R", "令和", (2019, 5, 1)),
    ("H", "平成", (1989, 1, 8)),
    ("S", "昭和", (1926, 12, 25)),
    ("T", "大正", (1912, 7, 30)),
    ("M", "明治", (1868, 1, 25)),
];

/// An era, by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Era(usize);

impl Era {
    /// The era that a text begins with, and the rest of it.
    pub fn strip(text: &str) -> Option<(Era, &str)> {
        ERAS.iter().enumerate().find_map(|(at, (letter, name, _))| {
            let rest = text
                .strip_prefix(name)
                .or_else(|| text.strip_prefix(letter))?;
            Some((Era(at), rest))
        })
    }

    /// The Gregorian year of a year of the era.
    pub fn year(self, of_era: u32) -> Option<u32> {
        let (_, _, (first, ..)) = ERAS.get(self.0)?;
        first.checked_add(of_era)?.checked_sub(1)
    }

    /// Whether a day belongs to it.
    pub fn has(self, day: (u32, u32, u32)) -> bool {
        let begun = ERAS.get(self.0).is_some_and(|(_, _, first)| *first <= day);
        let later = self.0.checked_sub(1).and_then(|at| ERAS.get(at));
        begun && later.is_none_or(|(_, _, next)| day < *next)
    }
}
