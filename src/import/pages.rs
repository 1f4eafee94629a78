//! JSONL in pages: lines cut by one thread, read by all, handed to the desk in order. The
//! fast twin of `jsonl::Lines` (whose lines it cuts), with the same events and problems.

use super::jsonl::{Lines, Met};
use super::{draft, endless, too_long};
use crate::crew;
use crate::desk::{DeskError, Page, Place, Placed, Source};
use crate::event::quick::Bench;

/// Bytes of the lines of a page, if no line is longer.
const PIECE: usize = 1 << 18;

/// Several files, one after the other.
pub struct Pages<'a> {
    files: Vec<Lines>,
    progress: &'a mut dyn FnMut(usize),
}

/// Lines that stand together.
struct Piece {
    file: String,
    bytes: Vec<u8>,
    /// Number of each line, where its bytes end, and whether it was short enough to be read.
    lines: Vec<(u64, usize, Met)>,
}

impl<'a> Pages<'a> {
    /// The events of files that were opened; `progress` is told how many were read, page by
    /// page.
    pub fn new(files: Vec<Lines>, progress: &'a mut dyn FnMut(usize)) -> Pages<'a> {
        Pages { files, progress }
    }
}

impl Source for Pages<'_> {
    fn feed(
        &mut self,
        take: &mut dyn FnMut(Page) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        for lines in &mut self.files {
            // What was cut before the input failed is handed over first.
            let mut failed = None;
            let progress = &mut self.progress;
            crew::in_order(
                &mut || {
                    if let Some(error) = failed.take() {
                        return Err(error);
                    }
                    let (piece, error) = Piece::next(lines);
                    failed = error;
                    match (piece.lines.is_empty(), failed.take()) {
                        (true, Some(error)) => Err(error),
                        (true, None) => Ok(None),
                        (false, error) => {
                            failed = error;
                            Ok(Some(piece))
                        }
                    }
                },
                &|| {
                    let mut bench = Bench::default();
                    move |piece: Piece| piece.read(&mut bench)
                },
                &mut |page: Result<Page, DeskError>| {
                    let page = page?;
                    progress(page.len());
                    take(page)
                },
            )?;
        }
        Ok(())
    }
}

impl Piece {
    fn next(lines: &mut Lines) -> (Piece, Option<DeskError>) {
        let mut piece = Piece {
            file: lines.name().to_owned(),
            bytes: Vec::with_capacity(PIECE + PIECE / 8),
            lines: Vec::with_capacity(PIECE / 512),
        };
        while piece.bytes.len() < PIECE {
            match lines.cut(&mut piece.bytes) {
                Ok(Met::End) => break,
                Ok(met) => piece.lines.push((lines.number(), piece.bytes.len(), met)),
                Err(error) => return (piece, Some(error)),
            }
        }
        (piece, None)
    }

    fn read(self, bench: &mut Bench) -> Result<Page, DeskError> {
        let mut page = Page::of(Some(self.file.clone()));
        page.reserve(self.bytes.len(), self.lines.len());
        let mut from = 0;
        for (number, to, met) in &self.lines {
            let line = self.bytes.get(from..*to).unwrap_or_default();
            from = *to;
            let place = || Place {
                file: Some(self.file.clone()),
                line: Some(*number),
            };
            let fault = match met {
                Met::TooLong => Some(too_long()),
                Met::Endless => Some(endless()),
                Met::Line | Met::End => None,
            };
            if let Some(fault) = fault {
                let (place, problem) = (place(), fault.at(""));
                page.refuse(DeskError::Refused(vec![Placed { place, problem }]))?;
                continue;
            }
            let text = std::str::from_utf8(line).ok();
            if let Some(quick) = text.and_then(|text| bench.read(text)) {
                page.add(&quick, Some(*number));
                continue;
            }
            match draft(line, place()) {
                Ok(draft) => page.draft(&draft, bench),
                Err(error) => page.refuse(error)?,
            }
        }
        Ok(page)
    }
}
