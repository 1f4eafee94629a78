//! The views that `export sqlite` stores, folded from files: row for row those folded from the log,
//! also when the files turn out to be damaged while they are read. Asserts nothing about what the
//! rows are (`tests/export` does).

use std::cell::Cell;
use std::path::Path;

use dateline::clocks::Clocks;
use dateline::columns;
use dateline::export::sqlite::{self, Options};
use dateline::export::{Asked, Cut, Facts, Ledger, Passage};
use dateline::log::file::FileLog;
use dateline::projection::tally::Tally;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::kit::{Desk, limits};
use crate::agree::{clocks, recorded};
use crate::reference::generator;

/// Every row of every table of views, as text.
fn views(file: &Path) -> Vec<String> {
    let db = Connection::open(file).unwrap();
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'view\\_%' ESCAPE '\\' ORDER BY name";
    let mut names = db.prepare(names).unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut all = Vec::new();
    for name in names.map(Result::unwrap) {
        let mut rows = db.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let wide = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..wide).map(|at| row.get::<_, Stored>(at).unwrap());
            all.push(format!("{name} {:?}", cells.collect::<Vec<_>>()));
        }
    }
    all
}

fn exported(desk: &Desk, clocks: &Clocks, facts: &mut Facts<'_>) -> Vec<String> {
    let log = FileLog::open_reader(desk.dir()).unwrap();
    let cut = clocks.known.map_or(Cut::Head, Cut::At);
    let ledger = Ledger::read(&log, cut, &mut |_, _| {}).unwrap();
    let asked = Asked {
        format: "sqlite",
        reference: None,
        flags: serde_json::Map::new(),
    };
    let passage = Passage::new(&ledger, asked, clocks.clone(), Default::default());
    let file = tempfile::NamedTempFile::new().unwrap();
    let to = (
        Some(file.path()),
        &mut std::io::sink() as &mut dyn std::io::Write,
    );
    let options = Options { views: true };
    let mut tally = Tally::default();
    sqlite::write(&passage, options, facts, &mut tally, &mut |_, _| {}, to).unwrap();
    views(file.path())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn views_from_files_are_those_from_the_log(
        commits in generator::histories(30),
        query in generator::queries(),
        bits in prop::collection::vec(any::<(u8, u32)>(), 2),
        limits in limits(),
    ) {
        let bench = recorded(&commits);
        let entries = bench.entries();
        if entries.is_empty() {
            return Ok(());
        }
        let desk = Desk::of(&bench, limits);
        let clocks = clocks(&query.of(&entries));
        let slow = exported(&desk, &clocks, &mut |_| None);
        prop_assert_eq!(&slow, &exported(&desk, &clocks, &mut |_| Some(desk.held())));
        prop_assert_eq!(&slow, &exported(&desk, &clocks, &mut |_| Some(desk.filed())));
        // The first two are damaged after they were opened.
        let asked = Cell::new(0);
        let fast = exported(&desk, &clocks, &mut |tries| {
            asked.set(tries + 1);
            if tries > 0 {
                columns::forget(&desk.cache());
            }
            let history = desk.filed();
            desk.flip(bits[tries as usize]);
            Some(history)
        });
        prop_assert_eq!(slow, fast, "asked {} times", asked.get());
    }
}
