//! The doors, one test each; `cargo bolero test fuzz::doors::<door>` runs the same test under a
//! coverage-guided engine. What must hold of each stands in `holds`.

use bolero::check;

use super::door::{Door, kept};
use super::{holds, seeds};

macro_rules! doors {
    ($($name:ident, $rounds:expr;)*) => {
        /// Every door.
        pub const DOORS: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            let door = Door::new(stringify!($name), holds::$name);
            door.whole(check!(name = stringify!($name)), $rounds / 10);
            door.nearly(check!(name = concat!(stringify!($name), "-near")), $rounds);
            door.tell();
        })*
    };
}

doors! {
    amounts, 2000;
    dates, 2000;
    events, 2000;
    imports, 300;
    lines, 2000;
    mappings, 300;
    notes, 2000;
    proofs, 1000;
    references, 2000;
    rules, 500;
    shorts, 2000;
    tables, 300;
}

/// What the fixtures give comes before what was found: `DATELINE_BLESS=1` writes it.
#[test]
fn corpora_are_those_of_the_fixtures() {
    for door in DOORS {
        seeds::compare(door);
        let found = kept(door, "crashes");
        let unnamed = found.iter().find(|(path, _)| path.ends_with("new"));
        assert!(
            unnamed.is_none(),
            "{door}: crashes/new is an input that failed: give it a name that says why"
        );
    }
}
