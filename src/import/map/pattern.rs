//! Patterns: a text with holes, `{month} {year#}`, laid over a cell or a heading. `{name}` takes
//! any letters, `{name#}` digits only, `{}` and `{#}` are dropped. Owns the matching; a mapping's
//! columns, wide headings and notes use it.

/// Longest text that a pattern is laid over: matching goes back and forth.
const LONGEST: usize = 400;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Hole { name: String, digits: bool },
}

/// A text with holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

impl Pattern {
    /// Reads a pattern; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, inside) = rest.split_at(open);
            let Some((hole, after)) = inside[1..].split_once('}') else {
                return Err(format!("`{text}`: a `{{` is not closed"));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            } else if matches!(parts.last(), Some(Part::Hole { .. })) {
                return Err(format!("`{text}`: nothing stands between two holes"));
            }
            let (name, digits) = match hole.strip_suffix('#') {
                Some(name) => (name, true),
                None => (hole, false),
            };
            let name = name.to_owned();
            parts.push(Part::Hole { name, digits });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Pattern { parts })
    }

    /// The names of its holes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole { name, .. } if !name.is_empty() => Some(name.as_str()),
            _ => None,
        })
    }

    /// What its holes take of a text, runs of white space being one space; `None` if it does
    /// not fit the whole text. Of several ways the first hole takes as little as it can.
    pub fn read(&self, text: &str) -> Option<Vec<(String, String)>> {
        if text.len() > LONGEST {
            return None;
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut taken = Vec::new();
        fits(&self.parts, &text, &mut taken).then_some(taken)
    }
}

fn fits(parts: &[Part], text: &str, taken: &mut Vec<(String, String)>) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return text.is_empty();
    };
    match first {
        Part::Text(words) => text
            .strip_prefix(words.as_str())
            .is_some_and(|text| fits(rest, text, taken)),
        Part::Hole { name, digits } => {
            for (at, letter) in text.char_indices() {
                if *digits && !letter.is_ascii_digit() {
                    return false;
                }
                let (own, after) = text.split_at(at + letter.len_utf8());
                let before = taken.len();
                taken.push((name.clone(), own.trim().to_owned()));
                if fits(rest, after, taken) {
                    return true;
                }
                taken.truncate(before);
            }
            false
        }
    }
}

/// The names that the first fitting pattern takes; holes without a name are dropped.
pub fn first(patterns: &[Pattern], text: &str) -> Option<Vec<(String, String)>> {
    let mut taken = patterns.iter().find_map(|pattern| pattern.read(text))?;
    taken.retain(|(name, _)| !name.is_empty());
    Some(taken)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn read(patterns: &[&str], text: &str) -> Option<Vec<String>> {
        let patterns: Vec<Pattern> = patterns
            .iter()
            .map(|text| Pattern::parse(text).unwrap())
            .collect();
        let taken = first(&patterns, text)?;
        Some(
            taken
                .into_iter()
                .map(|(name, own)| format!("{name}={own}"))
                .collect(),
        )
    }

    #[test]
    fn footnotes_and_spaces_come_off() {
        let patterns = ["{country} {#}/", "{country}"];
        for (text, country) in [
            ("United Kingdom 2/", "United Kingdom"),
            ("Belgium  5/", "Belgium"),
            ("Korea, South ", "Korea, South"),
            ("Oil Exporters 3/", "Oil Exporters"),
        ] {
            let read = read(&patterns, text).unwrap();
            assert_eq!(read, [format!("country={country}")]);
        }
        assert_eq!(read(&patterns, " "), None);
    }

    #[test]
    fn the_first_that_fits_is_taken() {
        let patterns = ["Series {#}/ {series} {month} {year#}", "{month} {year#}"];
        assert_eq!(
            read(&patterns, "Series 16/ XII Jun 2011").unwrap(),
            ["series=XII", "month=Jun", "year=2011"]
        );
        assert_eq!(
            read(&patterns, "Dec  2011").unwrap(),
            ["month=Dec", "year=2011"]
        );
        assert_eq!(read(&patterns, "Country 2011x"), None);
        assert_eq!(read(&["{years#}年"], "10年").unwrap(), ["years=10"]);
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        assert!(Pattern::parse("{a").unwrap_err().contains("not closed"));
        assert!(Pattern::parse("{a}{b}").unwrap_err().contains("between"));
    }
}
