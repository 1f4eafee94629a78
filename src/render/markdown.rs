//! The markdown format: grids as pipe tables, headings and lines as they are. Escapes what
//! Markdown would read as markup. Knows no view.

use std::io::{self, Write};

use super::block::{Block, Cell, Grid, Tone, clean};

/// Writes blocks one below the other.
///
/// # Errors
/// Those of the writer.
pub fn write(blocks: &[Block], out: &mut dyn Write) -> io::Result<()> {
    for (number, block) in blocks.iter().enumerate() {
        if number > 0 && !matches!(block, Block::Gap | Block::Line(..)) {
            writeln!(out)?;
        }
        match block {
            Block::Heading(text) => writeln!(out, "### {}", escaped(&clean(text)))?,
            Block::Line(indent, cells) => {
                let text: String = cells.iter().map(inline).collect();
                let lead = if *indent > 0 { "- " } else { "" };
                writeln!(out, "{lead}{}", text.trim())?;
            }
            Block::Grid(grid) => write_grid(grid, out)?,
            Block::Gap => writeln!(out)?,
        }
    }
    Ok(())
}

fn inline(cell: &Cell) -> String {
    match cell.tone {
        Tone::Mark => format!("**{}**", escaped(&cell.text)),
        _ => escaped(&cell.text),
    }
}

fn write_grid(grid: &Grid, out: &mut dyn Write) -> io::Result<()> {
    let heads: Vec<&str> = grid.columns.iter().map(|column| &*column.head).collect();
    writeln!(out, "| {} |", heads.join(" | "))?;
    let rules: Vec<&str> = grid
        .columns
        .iter()
        .map(|column| if column.right { "---:" } else { "---" })
        .collect();
    writeln!(out, "| {} |", rules.join(" | "))?;
    for row in &grid.rows {
        writeln!(out, "| {} |", row_text(row))?;
    }
    Ok(())
}

fn row_text(row: &[Cell]) -> String {
    row.iter()
        .map(|cell| escaped(&cell.text))
        .collect::<Vec<_>>()
        .join(" | ")
}

/// A text in which nothing is markup; line feeds become `<br>`.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#' => {
                safe.push('\\');
                safe.push(c);
            }
            '\n' => safe.push_str("<br>"),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_in_a_cell_is_markup() {
        assert_eq!(escaped("a|b\n*c*"), "a\\|b<br>\\*c\\*");
    }
}
