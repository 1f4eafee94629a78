//! The rule table that the program brings, read line by line: to parse all of TOML takes longer than
//! a small stance. Takes only lines as they are written there, and all else for unreadable, which
//! the exact way (`rules`) then judges; a test holds the two against each other.

use std::collections::BTreeMap;

use super::rules::{AxisName, LIMITS, ROWS, Rule, RuleTable, hundredths};

/// The table, if every line of it is plainly written and none is missing or there twice.
pub(super) fn read(text: &str) -> Option<RuleTable> {
    let mut rules = BTreeMap::new();
    let mut limits = [None; LIMITS.len()];
    let mut section = "";
    for line in text.lines() {
        // No text in the table holds one, or its row would not be readable.
        let line = line.split('#').next().unwrap_or_default().trim_end();
        if line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            section = name.strip_suffix(']')?;
            continue;
        }
        // By one letter: to look for a longer text is dearer than all the rest.
        let (name, value) = line.split_once('=')?;
        let (name, value) = (name.strip_suffix(' ')?, value.strip_prefix(' ')?);
        let fresh = if section == "labels" {
            let place = LIMITS.iter().position(|limit| *limit == name)?;
            let limit = limits.get_mut(place)?;
            limit.replace(hundredths(value)?).is_none()
        } else {
            let (section, rows) = ROWS.iter().find(|(known, _)| *known == section)?;
            let row = rows.iter().find(|row| **row == name)?;
            rules.insert((*section, *row), rule(value)?).is_none()
        };
        if !fresh {
            return None;
        }
    }
    let [Some(a), Some(b), Some(c), Some(d), Some(e)] = limits else {
        return None;
    };
    let all: usize = ROWS.iter().map(|(_, rows)| rows.len()).sum();
    let limits = [a, b, c, d, e];
    (rules.len() == all).then_some(RuleTable { rules, limits })
}

/// `{ axis = "words", cameo = "138", score = -7.0 }`.
fn rule(value: &str) -> Option<Rule> {
    let inside = value.strip_prefix("{ axis = \"")?.strip_suffix(" }")?;
    let (axis, rest) = inside.split_once('"')?;
    let (cameo, rest) = rest.strip_prefix(", cameo = \"")?.split_once('"')?;
    let score = rest.strip_prefix(", score = ")?;
    Some(Rule {
        axis: match axis {
            "words" => AxisName::Words,
            "deeds" => AxisName::Deeds,
            _ => return None,
        },
        cameo: (cameo != "none").then(|| cameo.to_owned()),
        score: hundredths(score)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::rules::{BUILT_IN, RuleTable};
    use super::read;

    #[test]
    fn the_built_in_table_is_read_as_the_exact_way_reads_it() {
        assert_eq!(read(BUILT_IN).unwrap(), RuleTable::parse(BUILT_IN).unwrap());
    }

    #[test]
    fn what_is_not_plainly_written_is_left_to_the_exact_way() {
        for (from, to) in [
            ("warns = {", "sings = {"),
            ("score = -7.0", "score = -70"),
            ("axis = \"words\"", "axis = \"thoughts\""),
            ("[labels]", "[ labels ]"),
            ("stale_below = 0.25", "stale_below = 1e0"),
            ("warns = {", "rejects = {"),
            ("stale_below = 0.25", ""),
        ] {
            assert_eq!(read(&BUILT_IN.replacen(from, to, 1)), None, "{from} {to}");
        }
    }
}
