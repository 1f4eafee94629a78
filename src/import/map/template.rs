//! Templates: text with columns in braces, `{country} in {month}`. Owns their form; what a
//! column holds is asked for. A template with an empty column gives nothing at all.

/// Values of a column: none, one, or the items of a list.
pub type Values = Vec<String>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Column(String),
}

/// Text with columns in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    parts: Vec<Part>,
}

impl Template {
    /// Reads a template; `{{` and `}}` are braces. The error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Template, String> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let doubled = letters.peek() == Some(&letter);
            match letter {
                '{' | '}' if doubled => {
                    letters.next();
                    plain.push(letter);
                }
                '{' => {
                    let mut name = String::new();
                    let closed = letters.by_ref().any(|letter| {
                        let closes = letter == '}';
                        if !closes {
                            name.push(letter);
                        }
                        closes
                    });
                    let name = name.trim().to_owned();
                    if !closed || name.is_empty() {
                        return Err(format!("`{text}`: a `{{` without a column and `}}`"));
                    }
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    parts.push(Part::Column(name));
                }
                '}' => {
                    return Err(format!(
                        "`{text}`: a `}}` without `{{`; write `}}}}` for one"
                    ));
                }
                other => plain.push(other),
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Template { parts })
    }

    /// A template of one column.
    pub fn column(name: &str) -> Template {
        let parts = vec![Part::Column(name.to_owned())];
        Template { parts }
    }

    /// The columns that it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Column(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The one column that it consists of, if that is all.
    pub fn alone(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Column(name)] => Some(name),
            _ => None,
        }
    }

    /// Its text if it names no column.
    pub fn constant(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The text with its columns filled in; `None` if one of them is empty. Lists are joined
    /// with semicolons.
    pub fn fill<E>(
        &self,
        column: &mut dyn FnMut(&str) -> Result<Values, E>,
    ) -> Result<Option<String>, E> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Column(name) => {
                    let values = column(name)?;
                    if values.is_empty() {
                        return Ok(None);
                    }
                    text.push_str(&values.join("; "));
                }
            }
        }
        Ok(Some(text))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn fill(text: &str) -> Option<String> {
        let template = Template::parse(text).unwrap();
        let mut column = |name: &str| -> Result<Values, ()> {
            Ok(match name {
                "none" => Vec::new(),
                "two" => vec!["a".into(), "b".into()],
                other => vec![other.to_uppercase()],
            })
        };
        template.fill(&mut column).unwrap()
    }

    #[test]
    fn columns_are_filled_in() {
        assert_eq!(fill("{x} of {two}").unwrap(), "X of a; b");
        assert_eq!(fill("{{x}} {y}").unwrap(), "{x} Y");
        assert_eq!(fill("x {none}"), None);
        assert_eq!(fill("plain").unwrap(), "plain");
        assert!(Template::parse("{x").is_err() && Template::parse("x}").is_err());
    }
}
