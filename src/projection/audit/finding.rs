//! What was found, kept until it is told. Owns how: of a long log there are more than a million
//! findings, so texts and positions lie one behind the other on pages, and nothing has a place of
//! its own in memory. Knows no rule.

use super::rules::{RULES, Rule};

/// Something that a rule found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Finding<'f> {
    pub(super) rule: &'static Rule,
    /// Of the entry that it is about; of several that are on a par, the first.
    pub(super) position: u64,
    /// Positions of the others.
    pub(super) beside: &'f [u64],
    pub(super) about: &'f str,
    /// Positions of all that it rests on, ascending.
    pub(super) entries: &'f [u64],
}

/// Findings, in the order in which they were noted until they are sorted.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pages: Vec<Page>,
    /// The page of each, and its line there.
    order: Vec<(u32, u32)>,
}

/// So many findings share a page.
const LINES: usize = 4096;

#[derive(Debug, Default)]
struct Page {
    lines: Vec<Line>,
    texts: String,
    /// Of each finding those beside it, then those that it rests on.
    positions: Vec<u64>,
}

/// Where on its page a finding ends; it begins where the one before it ends.
#[derive(Debug, Clone, Copy)]
struct Line {
    position: u64,
    text: u32,
    beside: u32,
    entries: u32,
    /// Of its rule.
    rank: u16,
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Findings {
    /// Keeps one.
    pub(super) fn note(&mut self, finding: Finding<'_>) {
        let full = |page: &Page| page.lines.len() >= LINES;
        if self.pages.last().is_none_or(full) {
            if let Some(full) = self.pages.last_mut() {
                full.close();
            }
            self.pages.push(Page::default());
        }
        let number = short(self.pages.len() - 1);
        if let Some(page) = self.pages.last_mut() {
            self.order.push((number, short(page.lines.len())));
            page.note(finding);
        }
    }

    /// Takes over those of another, behind its own.
    pub(super) fn append(&mut self, other: Findings) {
        let before = short(self.pages.len());
        let order = other.order.into_iter();
        self.order
            .extend(order.map(|(page, line)| (before + page, line)));
        self.pages.extend(other.pages.into_iter().map(|mut page| {
            page.close();
            page
        }));
    }

    /// Drops those that are not wanted, and sorts the others by rule, position and what is beside.
    pub(super) fn settle(&mut self, wanted: impl Fn(&Finding<'_>) -> bool) {
        let (pages, order) = (&self.pages, &mut self.order);
        order.retain(|place| at(pages, *place).is_some_and(|finding| wanted(&finding)));
        let key = |place: &(u32, u32)| {
            let line = line(pages, *place);
            line.map(|line| (line.rank, line.position))
        };
        order.sort_by(|one, other| {
            let beside = |place: &(u32, u32)| at(pages, *place).map(|finding| finding.beside);
            let by_entry = key(one).cmp(&key(other));
            by_entry.then_with(|| beside(one).cmp(&beside(other)))
        });
    }

    /// In order, some at a time.
    pub(super) fn some(&self, many: usize) -> impl Iterator<Item = Vec<Finding<'_>>> {
        let order = self.order.chunks(many);
        order.map(|some| {
            let some = some.iter();
            some.filter_map(|place| at(&self.pages, *place)).collect()
        })
    }
}

fn line(pages: &[Page], (page, line): (u32, u32)) -> Option<&Line> {
    pages.get(page as usize)?.lines.get(line as usize)
}

fn at(pages: &[Page], (page, line): (u32, u32)) -> Option<Finding<'_>> {
    pages.get(page as usize)?.at(line as usize)
}

impl Page {
    fn note(&mut self, finding: Finding<'_>) {
        self.texts.push_str(finding.about);
        self.positions.extend_from_slice(finding.beside);
        let beside = short(self.positions.len());
        self.positions.extend_from_slice(finding.entries);
        self.lines.push(Line {
            position: finding.position,
            text: short(self.texts.len()),
            beside,
            entries: short(self.positions.len()),
            rank: u16::try_from(finding.rule.rank()).unwrap_or(u16::MAX),
        });
    }

    /// Nothing more comes.
    fn close(&mut self) {
        self.lines.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.positions.shrink_to_fit();
    }

    fn at(&self, line: usize) -> Option<Finding<'_>> {
        let own = self.lines.get(line)?;
        let before = line
            .checked_sub(1)
            .and_then(|before| self.lines.get(before));
        let [text, entries] = match before {
            Some(before) => [before.text, before.entries],
            None => [0, 0],
        };
        let positions = |from: u32, to: u32| self.positions.get(from as usize..to as usize);
        Some(Finding {
            rule: RULES.get(usize::from(own.rank))?,
            position: own.position,
            beside: positions(entries, own.beside)?,
            about: self.texts.get(text as usize..own.text as usize)?,
            entries: positions(own.beside, own.entries)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Noted = (usize, u64, Vec<u64>, String, Vec<u64>);

    fn noted() -> impl Strategy<Value = Vec<Noted>> {
        let positions = || prop::collection::vec(1..9_u64, 0..4);
        let one = (
            0..RULES.len(),
            1..9_u64,
            positions(),
            "[a-z土]{0,6}",
            positions(),
        );
        prop::collection::vec(one, 0..40)
    }

    fn of((rank, position, beside, about, entries): &Noted) -> Finding<'_> {
        Finding {
            rule: RULES.get(*rank).unwrap_or(&RULES[0]),
            position: *position,
            beside,
            about,
            entries,
        }
    }

    proptest! {
        #[test]
        fn what_was_noted_comes_back_in_order(parts in prop::collection::vec(noted(), 0..4)) {
            let mut all = Findings::default();
            for part in &parts {
                let mut findings = Findings::default();
                part.iter().for_each(|one| findings.note(of(one)));
                all.append(findings);
            }
            all.settle(|finding| finding.position != 3);
            let mut expected: Vec<Finding<'_>> = parts.iter().flatten().map(of).collect();
            expected.retain(|finding| finding.position != 3);
            expected.sort_by_key(|one| (one.rule.rank(), one.position, one.beside));
            let told: Vec<Finding<'_>> = all.some(7).flatten().collect();
            prop_assert_eq!(told, expected);
        }
    }

    #[test]
    fn a_page_is_turned_and_nothing_is_lost() {
        let mut all = Findings::default();
        let texts: Vec<String> = (0..2 * LINES + 1).map(|at| format!("@{at}")).collect();
        for (at, about) in texts.iter().enumerate() {
            let position = at as u64;
            all.note(of(&(0, position, vec![position], about.clone(), vec![])));
        }
        let told: Vec<&str> = all.some(1000).flatten().map(|one| one.about).collect();
        assert_eq!(told, texts);
        assert_eq!(all.pages.len(), 3);
    }
}
