//! Date forms of a mapping: `D/M/YYYY`, `MMM YYYY`, `YYYYMMDD`, `ERA.M.D`. Owns the reading of a
//! cell by such forms into EDTF; refuses to choose where two forms give two dates.

mod era;
mod form;

use crate::event::Fault;
use crate::event::text::quoted;

use form::{Form, Parts};

/// What `any` stands for.
const ANY: &[&str] = &[
    "YYYY-M-D",
    "YYYY/M/D",
    "YYYY.M.D",
    "YYYYMMDD",
    "D/M/YYYY",
    "M/D/YYYY",
    "D.M.YYYY",
    "D-M-YYYY",
    "M-D-YYYY",
    "D MMM YYYY",
    "D MMMM YYYY",
    "MMMM D, YYYY",
    "MMM D, YYYY",
    "YYYY-M",
    "MMM YYYY",
    "MMMM YYYY",
    "YYYY",
];

/// The forms that a column's dates may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    forms: Vec<Form>,
    month_end: bool,
}

impl Dates {
    /// Reads the forms; `any` is all common ones. The error says which is none.
    pub fn parse(forms: &[&str], month_end: bool) -> Result<Dates, String> {
        let mut read = Vec::new();
        for text in forms {
            match *text {
                "any" => {
                    for text in ANY {
                        read.push(Form::parse(text)?);
                    }
                }
                text => read.push(Form::parse(text)?),
            }
        }
        let forms = read;
        Ok(Dates { forms, month_end })
    }

    /// The EDTF text of a cell. Faults: `bad_date`, `impossible_date`, `ambiguous_date`.
    pub fn read(&self, text: &str) -> Result<String, Fault> {
        let mut found: Vec<(String, &str)> = Vec::new();
        let mut impossible = None;
        for form in &self.forms {
            let Some(parts) = form.read(text) else {
                continue;
            };
            match self.dated(parts) {
                Some(date) if found.iter().any(|(known, _)| *known == date) => {}
                Some(date) => found.push((date, form.text())),
                None => impossible = Some(form.text()),
            }
        }
        match (found.as_slice(), impossible) {
            ([(date, _)], _) => Ok(date.clone()),
            ([(one, first), (two, second), ..], _) => Err(Fault::new(
                "ambiguous_date",
                format!("{} is {one} as {first} and {two} as {second}", quoted(text)),
                format!("the mapping must say which: date = \"{first}\" or date = \"{second}\""),
            )),
            ([], Some(form)) => Err(Fault::new(
                "impossible_date",
                format!("{} is no day of the calendar as {form}", quoted(text)),
                "mend the cell, or name the form that it has in the mapping",
            )),
            ([], None) => Err(Fault::new(
                "bad_date",
                format!("{} does not have the form {}", quoted(text), self.named()),
                "mend the cell, or add its form to `date` in the mapping",
            )),
        }
    }

    fn named(&self) -> String {
        let forms: Vec<&str> = self.forms.iter().map(Form::text).collect();
        match forms.len() > 6 {
            true => "of a date".to_owned(),
            false => forms.join(" or "),
        }
    }

    /// EDTF text; `None` for what no calendar has.
    fn dated(&self, parts: Parts) -> Option<String> {
        let year = parts.year()?;
        let Some(month) = parts.month else {
            return Some(format!("{year:04}"));
        };
        if !(1..=12).contains(&month) {
            return None;
        }
        let last = last_day(year, month);
        let day = match (parts.day, self.month_end) {
            (Some(day), _) => day,
            (None, true) => last,
            (None, false) => return Some(format!("{year:04}-{month:02}")),
        };
        let real = (1..=last).contains(&day) && parts.in_era(year, month, day);
        real.then(|| format!("{year:04}-{month:02}-{day:02}"))
    }
}

fn last_day(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leaps(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn leaps(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// A date from parts that stand in columns of their own: year, month, day; the first empty one
/// ends it.
pub fn joined(parts: &[String]) -> Option<String> {
    let mut numbers = parts.iter().take_while(|part| !part.is_empty());
    let mut text = format!("{:0>4}", numbers.next()?);
    for part in numbers {
        text.push_str(&format!("-{part:0>2}"));
    }
    Some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn read(forms: &[&str], text: &str) -> Result<String, &'static str> {
        let dates = Dates::parse(forms, false).unwrap();
        dates.read(text).map_err(|fault| fault.code)
    }

    #[test]
    fn forms_give_days_months_and_years() {
        for (form, text, date) in [
            ("D/M/YYYY", "3/4/2024", "2024-04-03"),
            ("M/D/YYYY", "3/4/2024", "2024-03-04"),
            ("YYYYMMDD", "19820102", "1982-01-02"),
            ("MMM YYYY", "Nov 2013", "2013-11"),
            ("MMMM D, YYYY", "march 18, 2026", "2026-03-18"),
            ("M/D/YY", "3/18/26", "2026-03-18"),
            ("ERA.M.D", "S49.9.24", "1974-09-24"),
            ("ERA.M.D", "R8.6.30", "2026-06-30"),
            ("ERA年M月D日", "令和元年5月1日", "2019-05-01"),
            ("YYYY", "1951", "1951"),
        ] {
            assert_eq!(read(&[form], text).unwrap(), date, "{form} {text}");
        }
        let end = Dates::parse(&["MMM YYYY"], true).unwrap();
        assert_eq!(end.read("Feb 2024").unwrap(), "2024-02-29");
    }

    #[test]
    fn two_forms_that_disagree_are_not_chosen_from() {
        assert_eq!(read(&["any"], "03/04/2024"), Err("ambiguous_date"));
        assert_eq!(
            read(&["D/M/YYYY", "M/D/YYYY"], "03/04/2024"),
            Err("ambiguous_date")
        );
        assert_eq!(read(&["any"], "04/04/2024").unwrap(), "2024-04-04");
        assert_eq!(read(&["any"], "23/04/2024").unwrap(), "2024-04-23");
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        assert_eq!(read(&["YYYY-M-D"], "2023-02-29"), Err("impossible_date"));
        assert_eq!(read(&["YYYY-M-D"], "2023-13-01"), Err("impossible_date"));
        assert_eq!(read(&["ERA.M.D"], "S64.1.8"), Err("impossible_date"));
        assert_eq!(read(&["ERA.M.D"], "S64.1.7").unwrap(), "1989-01-07");
        assert_eq!(read(&["YYYY-M-D"], "2023"), Err("bad_date"));
        assert_eq!(read(&["YYYY-M-D"], "２０２３-1-1"), Err("bad_date"));
    }

    #[test]
    fn columns_of_their_own_are_joined() {
        let parts = |texts: [&str; 3]| joined(&texts.map(str::to_owned));
        assert_eq!(parts(["1815", "12", "10"]).unwrap(), "1815-12-10");
        assert_eq!(parts(["1943", "7", ""]).unwrap(), "1943-07");
        assert_eq!(parts(["1951", "", "3"]).unwrap(), "1951");
        assert_eq!(parts(["", "1", "3"]), None);
    }
}
