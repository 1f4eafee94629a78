//! `schema/errors.md` as data: one row a code. The message and the way on in a row are those
//! of a fixture, written anew when blessing; what is said of when it occurs is written by hand.

use super::root;

/// The file.
pub const PATH: &str = "schema/errors.md";

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The code.
    pub code: String,
    /// Exit code, as text.
    pub exit: String,
    /// When it occurs.
    pub when: String,
    /// Message of its example, or why there is none.
    pub message: String,
    /// The way on, or the unit test that provokes it.
    pub hint: String,
    /// Whether it stands among those that cannot be provoked from outside.
    pub inside: bool,
}

/// The text of the file.
pub fn text() -> String {
    std::fs::read_to_string(root().join(PATH)).unwrap()
}

/// Every row of every table.
pub fn rows(text: &str) -> Vec<Row> {
    let mut inside = false;
    let mut rows = Vec::new();
    for line in text.lines() {
        if line.starts_with("## ") {
            inside = line.contains("Not from outside");
        }
        rows.extend(row(line, inside));
    }
    rows
}

fn row(line: &str, inside: bool) -> Option<Row> {
    let cells = line.strip_prefix("| `")?.strip_suffix(" |")?;
    let cells: Vec<String> = cells
        .replace("\\|", "\u{0}")
        .split(" | ")
        .map(|cell| cell.replace('\u{0}', "|"))
        .collect();
    let [code, exit, when, message, hint] = cells.as_slice() else {
        panic!("{PATH}: a row has five cells: {line}");
    };
    Some(Row {
        code: code.trim_end_matches('`').to_owned(),
        exit: exit.clone(),
        when: when.clone(),
        message: message.clone(),
        hint: hint.clone(),
        inside,
    })
}

impl Row {
    /// The row as a line of the file.
    pub fn line(&self) -> String {
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        format!(
            "| `{}` | {} | {} | {} | {} |",
            self.code,
            self.exit,
            cell(&self.when),
            cell(&self.message),
            cell(&self.hint)
        )
    }
}

/// The file with other rows in the places of those of the same code.
pub fn with(text: &str, rows: &[Row]) -> String {
    let lines = text.lines().map(|line| {
        let held = row(line, false);
        let new = held.and_then(|held| rows.iter().find(|row| row.code == held.code));
        new.map_or_else(|| line.to_owned(), Row::line)
    });
    lines.map(|line| line + "\n").collect()
}

#[test]
fn a_row_survives_being_written() {
    let one = Row {
        code: "bad_date".into(),
        exit: "2".into(),
        when: "a text that is no date".into(),
        message: "it has a | in it".into(),
        hint: "write | otherwise".into(),
        inside: false,
    };
    assert_eq!(rows(&one.line()), [one]);
}
