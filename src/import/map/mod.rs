//! Column mappings: data in TOML (`schema/import.md`) that says how the rows of somebody's file
//! become events. Owns the language and the mappings that come with the program; reads no file
//! and records nothing.

mod build;
mod columns;
mod dates;
mod events;
mod html;
mod number;
mod parse;
pub mod pattern;
mod spec;
mod template;
mod toml;
mod value;

use std::collections::BTreeSet;

pub use build::{Built, Given, build};
pub use spec::{Format, Heading, Mapping};
pub use toml::BadMapping;
pub use value::{NoteValues, Scope};

/// The mappings that come with the program, by name.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("fred", include_str!("../../../schema/import/fred.toml")),
    ("ftm", include_str!("../../../schema/import/ftm.toml")),
    ("gdelt1", include_str!("../../../schema/import/gdelt1.toml")),
    (
        "mof-jgb",
        include_str!("../../../schema/import/mof-jgb.toml"),
    ),
    (
        "sanctions-timeline",
        include_str!("../../../schema/import/sanctions-timeline.toml"),
    ),
    (
        "tic-mfh",
        include_str!("../../../schema/import/tic-mfh.toml"),
    ),
    (
        "timelinejs-csv",
        include_str!("../../../schema/import/timelinejs-csv.toml"),
    ),
];

/// Columns that every record has.
const GIVEN: &[&str] = &["file", "line", "publisher"];

/// A mapping that comes with the program.
pub fn built_in(name: &str) -> Option<Result<Mapping, BadMapping>> {
    let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
    Some(Mapping::parse(text, name))
}

impl Mapping {
    /// The columns that the file itself must have.
    pub fn outside(&self) -> Vec<String> {
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        let mut optional: BTreeSet<&str> = BTreeSet::new();
        asked.extend(self.key.columns());
        for case in &self.cases {
            asked.extend(case.event.values().flat_map(|made| made.columns()));
        }
        asked.extend(self.source.values().flat_map(|made| made.columns()));
        let skips = self.skips.iter().map(|skip| &skip.condition);
        for condition in skips.chain(self.cases.iter().map(|case| &case.condition)) {
            let both = condition.when.iter().chain(&condition.unless);
            asked.extend(both.map(|(name, _)| name.as_str()));
        }
        let mut outside: BTreeSet<&str> = BTreeSet::new();
        for (name, column) in &self.columns {
            let rests_on = column.rests_on();
            let own = column.from.is_none() || rests_on.contains(&name.as_str());
            outside.extend(own.then_some(name.as_str()));
            match column.optional {
                true => optional.extend(rests_on.into_iter().chain([name.as_str()])),
                false => asked.extend(rests_on),
            }
        }
        outside.extend(
            asked
                .into_iter()
                .filter(|name| !self.columns.contains_key(*name)),
        );
        let wide = self.wide.iter().flat_map(|wide| &wide.header);
        let parts: BTreeSet<&str> = wide
            .flat_map(|pattern| pattern.names())
            .chain(["cell"])
            .collect();
        let parts = match self.wide {
            Some(_) => parts,
            None => BTreeSet::new(),
        };
        outside
            .into_iter()
            .filter(|name| {
                !GIVEN.contains(name) && !parts.contains(name) && !optional.contains(name)
            })
            .map(str::to_owned)
            .collect()
    }

    /// Whether the file has to be read twice: what stands at its end bears on its beginning.
    pub fn reads_twice(&self) -> bool {
        !self.notes.is_empty() || self.format == Format::Ftm
    }

    /// Whether it says where its rows come from.
    pub fn names_source(&self) -> bool {
        self.source.contains_key("publisher") || self.source.contains_key("url")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_mappings_of_the_program_are_sound() {
        for (name, text) in BUILT_IN {
            let mapping =
                Mapping::parse(text, name).unwrap_or_else(|bad| panic!("{name}: {bad:?}"));
            assert_eq!(mapping.name, *name);
            assert!(!mapping.about.is_empty(), "{name}");
            if mapping.heading == Heading::None && mapping.format != Format::Ftm {
                assert_eq!(mapping.outside(), Vec::<String>::new(), "{name}");
            }
        }
    }
}
