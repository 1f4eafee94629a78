//! The table format: lays grids out so that they fit the width, and paints. Columns of text
//! shrink and wrap first; where even that does not help, each row becomes a small card.
//! Knows no view.

use std::io::{self, Write};

use super::Style;
use super::block::{Block, Cell, Column, Grid, Link, Tone, clean};
use super::width;

const GAP: usize = 2;
const LEAST: usize = 10;
/// Words up to so many columns stay whole, if there is room for it: else shorter ones only.
const LONGEST_WORDS: [usize; 3] = [18, 14, 10];

/// Writes blocks one below the other.
///
/// # Errors
/// Those of the writer.
pub fn write(blocks: &[Block], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for block in blocks {
        match block {
            Block::Heading(text) => write_line(0, &[Cell::toned(text, Tone::Head)], style, out)?,
            Block::Line(indent, cells) => write_line(*indent, cells, style, out)?,
            Block::Grid(grid) => write_grid(grid, style, out)?,
            Block::Gap => writeln!(out)?,
        }
    }
    Ok(())
}

/// Writes one dim line, never wrapped (it is there to be copied).
///
/// # Errors
/// Those of the writer.
pub fn write_dim(line: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", painted(&clean(line), Tone::Dim, style))
}

/// A text in the colour of its tone, if colours are on.
pub fn painted(text: &str, tone: Tone, style: Style) -> String {
    let code = match tone {
        Tone::Plain => "",
        Tone::Head | Tone::Mark => "1",
        Tone::Dim => "2",
        Tone::Good => "32",
        Tone::Warn => "33",
        Tone::Bad => "31",
    };
    if style.color && !code.is_empty() && !text.trim().is_empty() {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

/// A run of cells that wraps as one text; each word keeps the tone of its cell.
fn write_line(indent: usize, cells: &[Cell], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let hang = indent + if indent == 0 { 0 } else { GAP };
    let room = style.width.saturating_sub(hang).max(LEAST);
    let cells = bracketed(cells, style);
    let text: String = cells.iter().map(|cell| cell.text.as_str()).collect();
    let owners = cells.iter().enumerate();
    let mut owners = owners
        .flat_map(|(index, cell)| cell.text.chars().map(move |_| index))
        .zip(text.chars())
        .peekable();
    for (number, line) in width::wrapped(&text, room).iter().enumerate() {
        let lead = if number == 0 { indent } else { hang };
        let mut row = " ".repeat(lead);
        let mut run = String::new();
        let mut run_owner = None;
        for c in line.chars() {
            // Characters that wrapping dropped (spaces, line feeds) are passed over.
            while owners.peek().is_some_and(|(_, next)| *next != c) {
                owners.next();
            }
            let owner = owners.next().and_then(|(index, _)| cells.get(index));
            if owner.map(looks) != run_owner.map(looks) {
                row.push_str(&shown(&run, run_owner, style));
                run.clear();
            }
            run_owner = owner;
            run.push(c);
        }
        row.push_str(&shown(&run, run_owner, style));
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}

/// What makes two pieces of a line look different.
fn looks(cell: &Cell) -> (Tone, Option<&str>) {
    let link = match &cell.link {
        Some(Link::Address(address)) => Some(address.as_str()),
        Some(Link::Evidence(_)) | None => None,
    };
    (cell.tone, link)
}

/// A piece of a cell in its colour, as a hyperlink if it is one and links are on (OSC 8).
fn shown(piece: &str, cell: Option<&Cell>, style: Style) -> String {
    let (tone, link) = cell.map_or((Tone::Plain, None), looks);
    let text = painted(piece, tone, style);
    match link {
        Some(address) if style.links && !piece.trim().is_empty() => {
            format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
        }
        _ => text,
    }
}

/// Where there are no colours, marks stand in brackets.
fn bracketed(cells: &[Cell], style: Style) -> Vec<Cell> {
    let mut cells = cells.to_vec();
    for cell in cells.iter_mut().filter(|_| !style.color) {
        if cell.tone == Tone::Mark {
            cell.text = format!("⟦{}⟧", cell.text);
        }
    }
    cells
}

fn write_grid(grid: &Grid, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut widths = LONGEST_WORDS
        .iter()
        .filter_map(|word| widths(grid, style.width, *word));
    match widths.next() {
        Some(widths) => write_rows(grid, &widths, style, out),
        None => write_cards(grid, style, out),
    }
}

/// The width of each column, or `None` if the grid does not fit.
fn widths(grid: &Grid, room: usize, word: usize) -> Option<Vec<usize>> {
    let texts = |index: usize| grid.rows.iter().filter_map(move |row| row.get(index));
    let mut widths: Vec<usize> = grid
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let cells = texts(index).map(|cell| width::widest(&cell.text)).max();
            width::of(&column.head).max(cells.unwrap_or(0))
        })
        .collect();
    let least: Vec<usize> = grid
        .columns
        .iter()
        .enumerate()
        .zip(&widths)
        .map(|((index, column), natural)| match column.share > 0 {
            true => texts(index)
                .map(|cell| width::longest_word(&cell.text, word))
                .max()
                .unwrap_or(0)
                .max(width::longest_word(&column.head, word))
                .max(LEAST)
                .min(*natural),
            false => *natural,
        })
        .collect();
    let gaps = GAP * grid.columns.len().saturating_sub(1);
    let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
    while over > 0 {
        // The column that is widest for its share loses one.
        let widest = (0..widths.len())
            .filter(|index| widths.get(*index) > least.get(*index))
            .max_by_key(|index| {
                let share = grid
                    .columns
                    .get(*index)
                    .map_or(1, |column| column.share.max(1));
                widths.get(*index).map_or(0, |width| width * 100 / share)
            })?;
        if let Some(width) = widths.get_mut(widest) {
            *width -= 1;
        }
        over -= 1;
    }
    Some(widths)
}

fn write_rows(grid: &Grid, widths: &[usize], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let heads: Vec<Cell> = grid
        .columns
        .iter()
        .map(|column| Cell::toned(&column.head, Tone::Head))
        .collect();
    write_row(&grid.columns, &heads, widths, style, out)?;
    for row in &grid.rows {
        write_row(&grid.columns, row, widths, style, out)?;
    }
    Ok(())
}

fn write_row(
    columns: &[Column],
    row: &[Cell],
    widths: &[usize],
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let cells: Vec<Vec<String>> = row
        .iter()
        .zip(widths)
        .map(|(cell, room)| width::wrapped(&cell.text, *room))
        .collect();
    let high = cells.iter().map(Vec::len).max().unwrap_or(1);
    for line in 0..high {
        let mut text = String::new();
        let parts = cells.iter().zip(columns).zip(row).zip(widths);
        for (index, (((lines, column), cell), room)) in parts.enumerate() {
            if index > 0 {
                text.push_str(&" ".repeat(GAP));
            }
            let piece = lines.get(line).map_or("", String::as_str);
            let padding = " ".repeat(room.saturating_sub(width::of(piece)));
            let piece = shown(piece, Some(cell), style);
            match column.right {
                true => text.push_str(&(padding + &piece)),
                false => text.push_str(&(piece + &padding)),
            }
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

fn write_cards(grid: &Grid, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let head = grid.columns.iter().map(|column| width::of(&column.head));
    let head = head.max().unwrap_or(0);
    for (number, row) in grid.rows.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        for (column, cell) in grid.columns.iter().zip(row) {
            if cell.text.is_empty() {
                continue;
            }
            let room = style.width.saturating_sub(head + GAP).max(LEAST);
            for (index, line) in width::wrapped(&cell.text, room).iter().enumerate() {
                let name = if index == 0 { &column.head } else { "" };
                let name = painted(&width::padded(name, head, false), Tone::Dim, style);
                writeln!(out, "{name}  {}", shown(line, Some(cell), style))?;
            }
        }
    }
    Ok(())
}
