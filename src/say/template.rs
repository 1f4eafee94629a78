//! Templates: text with slots (`{name}`, `{one|other}`) and groups (`[ … ]`) that go when a
//! slot of theirs is empty. Owns their syntax and how they are filled; knows no word of any
//! language, and reads nothing that was put into a slot as a template again.

use std::collections::BTreeMap;

/// How deep groups may nest.
const DEEPEST: usize = 8;

/// A template, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The first of these values that is not empty.
    Slot(Vec<String>),
    Group(Vec<Part>),
}

/// What goes into the slots, by name. What is absent is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// No values.
    pub fn new() -> Values {
        Values::default()
    }

    /// The same with a value more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Values {
        self.0.insert(name, value.into());
        self
    }

    /// The same with a value more, if there is one.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<String>) -> Values {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A value; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

impl Template {
    /// Reads a template. The error says in a few words what is wrong with it.
    pub fn parse(text: &str) -> Result<Template, &'static str> {
        let mut letters = text.chars();
        let parts = group(&mut letters, 0)?;
        Ok(Template { parts })
    }

    /// The text with its slots filled.
    pub fn fill(&self, values: &Values) -> String {
        let mut out = String::new();
        write(&self.parts, values, &mut out);
        out
    }

    /// The names of its slots, each as often as it stands there.
    pub fn slots(&self) -> Vec<&str> {
        let mut names = Vec::new();
        collect(&self.parts, &mut names);
        names
    }
}

/// Reads up to the end of the group (or of the text, outside groups).
fn group(letters: &mut std::str::Chars<'_>, depth: usize) -> Result<Vec<Part>, &'static str> {
    if depth > DEEPEST {
        return Err("groups nest too deeply");
    }
    let mut parts = Vec::new();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        let part = match letter {
            '\\' => {
                text.push(letters.next().ok_or("nothing follows the last backslash")?);
                continue;
            }
            '{' => slot(letters)?,
            '[' => Part::Group(group(letters, depth + 1)?),
            ']' if depth > 0 => {
                push_text(&mut parts, &mut text);
                return match has_slot(&parts) {
                    true => Ok(parts),
                    false => Err("a group without a slot"),
                };
            }
            ']' => return Err("a ] without its ["),
            '}' => return Err("a } without its {"),
            plain => {
                text.push(plain);
                continue;
            }
        };
        push_text(&mut parts, &mut text);
        parts.push(part);
    }
    if depth > 0 {
        return Err("a [ without its ]");
    }
    push_text(&mut parts, &mut text);
    Ok(parts)
}

fn push_text(parts: &mut Vec<Part>, text: &mut String) {
    if !text.is_empty() {
        parts.push(Part::Text(std::mem::take(text)));
    }
}

fn has_slot(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Slot(_)))
}

fn slot(letters: &mut std::str::Chars<'_>) -> Result<Part, &'static str> {
    let mut names = vec![String::new()];
    for letter in letters {
        match letter {
            '}' if names.iter().any(String::is_empty) => return Err("a slot without a name"),
            '}' => return Ok(Part::Slot(names)),
            '|' => names.push(String::new()),
            'a'..='z' | '_' => {
                if let Some(name) = names.last_mut() {
                    name.push(letter);
                }
            }
            _ => return Err("a slot's name is small letters and _"),
        }
    }
    Err("a { without its }")
}

fn write(parts: &[Part], values: &Values, out: &mut String) {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Slot(names) => out.push_str(value(names, values)),
            Part::Group(inner) if is_whole(inner, values) => write(inner, values, out),
            Part::Group(_) => {}
        }
    }
}

fn value<'v>(names: &[String], values: &'v Values) -> &'v str {
    let found = names.iter().map(|name| values.get(name));
    found
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or("")
}

/// A group's own slots decide; groups inside it go by themselves.
fn is_whole(parts: &[Part], values: &Values) -> bool {
    parts.iter().all(|part| match part {
        Part::Slot(names) => !value(names, values).is_empty(),
        Part::Text(_) | Part::Group(_) => true,
    })
}

fn collect<'t>(parts: &'t [Part], names: &mut Vec<&'t str>) {
    for part in parts {
        match part {
            Part::Text(_) => {}
            Part::Slot(own) => names.extend(own.iter().map(String::as_str)),
            Part::Group(inner) => collect(inner, names),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn filled(template: &str, values: &[(&'static str, &str)]) -> String {
        let values = values
            .iter()
            .fold(Values::new(), |all, (name, value)| all.with(name, *value));
        Template::parse(template).unwrap().fill(&values)
    }

    #[test]
    fn groups_go_when_a_slot_of_theirs_is_empty() {
        let template = "{who} sold[ {what}[ for {price}]] today";
        assert_eq!(filled(template, &[("who", "A")]), "A sold today");
        let all = [("who", "A"), ("what", "B"), ("price", "C")];
        assert_eq!(filled(template, &all), "A sold B for C today");
        assert_eq!(filled(template, &all[..2]), "A sold B today");
        assert_eq!(
            filled(template, &[("who", "A"), ("price", "C")]),
            "A sold today"
        );
    }

    #[test]
    fn the_first_value_that_is_there_is_taken() {
        assert_eq!(filled("{one|other}", &[("other", "b")]), "b");
        assert_eq!(filled("[x {one|other}]", &[]), "");
    }

    #[test]
    fn what_goes_into_a_slot_is_no_template() {
        assert_eq!(filled("[{a}]", &[("a", "{b} [c]")]), "{b} [c]");
        assert_eq!(filled(r"\{a\} \[\\", &[]), r"{a} [\");
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for wrong in [
            "[a",
            "a]",
            "{a",
            "a}",
            "{}",
            "{A}",
            "[no slot]",
            "{a|}",
            "\\",
        ] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Template::parse(&"[{a}".repeat(100)).is_err());
    }
}
