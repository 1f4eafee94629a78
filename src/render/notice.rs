//! The draft of a correction note from what drifted: Markdown for the page, ClaimReview for
//! machines (schema.org, JSON-LD). Owns its words; a person reads it before it is printed.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::block::clean;
use super::markdown::escaped;
use super::view::difference::{Difference, differences, input_fields, row_words};
use super::{Format, Names, csv, json as whole, jsonl};
use crate::answer::drift::{CitedRow, DriftRow, DriftView};
use crate::answer::{Answer, Citation, View};
use crate::event::{asked, codes};

/// Which form of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Form {
    Markdown,
    ClaimReview,
    Both,
}

impl Form {
    /// The form of that name.
    pub fn named(name: &str) -> Option<Form> {
        match name {
            "markdown" => Some(Form::Markdown),
            "claimreview" => Some(Form::ClaimReview),
            "both" => Some(Form::Both),
            _ => None,
        }
    }
}

/// The note for one citation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notice {
    /// The citation.
    pub slug: String,
    /// For the page.
    pub markdown: String,
    /// For machines.
    pub claimreview: Value,
}

/// A note for each citation that drifted by more than the passing of days.
pub fn notices(answer: &Answer, names: &Names<'_>) -> Vec<Notice> {
    let View::Drift(view) = &answer.view else {
        return Vec::new();
    };
    let drifted = view.citations.iter().filter_map(|cited| {
        let of_it = |row: &&DriftRow| row.cited == cited.position && !row.aged;
        let rows: Vec<&DriftRow> = view.rows.iter().filter(of_it).collect();
        let draft = Draft {
            answer: &answer.citation,
            view,
            cited,
            points: points(&rows, names),
            rows,
        };
        (!draft.rows.is_empty()).then(|| draft.notice())
    });
    drifted.collect()
}

/// What a note says, point by point, in plain text.
struct Points {
    /// What the article said and what holds now.
    figures: Vec<String>,
    /// What became of the reports behind it.
    reports: Vec<String>,
    /// For the desk alone.
    desk: Vec<String>,
}

fn points(rows: &[&DriftRow], names: &Names<'_>) -> Points {
    let of = |finding: &'static str| rows.iter().filter(move |row| row.finding == finding);
    let reason = |row: &&DriftRow| row.reason.clone().unwrap_or_default();
    Points {
        figures: of("row").filter_map(|row| figure(row, names)).collect(),
        reports: of("input").map(|row| report(row, names)).collect(),
        desk: of("answer").map(|row| reason(row)).collect(),
    }
}

/// A row that is other now, as a sentence; none if what differs is the desk's own book-keeping
/// (how many corrections and disputes there are), which the reports below tell.
fn figure(row: &DriftRow, names: &Names<'_>) -> Option<String> {
    const INNER: [&str; 4] = ["disputed", "revisions", "entries", "evidence"];
    if row.key.contains_key("amendment") || row.key.contains_key("version") {
        return None;
    }
    let what = match row.view.as_str() {
        "divestment" if row.key.contains_key("asset") => exits(&row.key),
        _ => quoted(row_words(row, names)),
    };
    let said: Vec<Difference> = differences(row)
        .into_iter()
        .filter(|(name, ..)| !INNER.contains(&name.as_str()))
        .collect();
    Some(match (row.change, said.as_slice()) {
        (_, []) => return None,
        ("removed", [(_, was, _), ..]) => {
            format!(
                "{what}: this no longer holds. It was given as {}.",
                worded(was)
            )
        }
        ("added", [(_, _, is), ..]) => {
            format!(
                "{what}: this was not in the earlier version. It is {}.",
                worded(is)
            )
        }
        (_, said) => {
            let moved = said.iter().map(|(name, was, is)| {
                let name = field_words(name);
                format!(
                    "{name} was given as {} and is now {}",
                    worded(was),
                    worded(is)
                )
            });
            format!("{what}: {}.", moved.collect::<Vec<_>>().join("; "))
        }
    })
}

/// An entry by its headline alone: its position is the desk's.
fn quoted(words: String) -> String {
    let headline = words.strip_prefix('@').and_then(|rest| {
        let (position, headline) = rest.split_once(' ')?;
        position.parse::<u64>().is_ok().then_some(headline)
    });
    headline.map_or(words.clone(), |headline| format!("“{headline}”"))
}

/// `Denmark, us treasury (US), USD`.
fn exits(key: &Map<String, Value>) -> String {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let place = |code: &str| codes::name(code).unwrap_or(code).to_owned();
    let who = [
        text("holder").map(str::to_owned),
        text("country").map(place),
    ];
    let mut parts: Vec<String> = who.into_iter().flatten().collect();
    parts.dedup();
    let asset = text("asset").unwrap_or("–").replace('_', " ");
    let issuer = text("issuer").map(|issuer| format!(" ({issuer})"));
    parts.push(format!("{asset}{}", issuer.unwrap_or_default()));
    parts.extend(text("currency").map(str::to_owned));
    parts.join(", ")
}

/// A field of a row as readers know it.
fn field_words(name: &str) -> &str {
    match name {
        "pending" => "the amount announced and not yet sold",
        "executed" => "the amount sold",
        "executed after level" => "the amount sold since the last known holding",
        "unquantified" => "the number of sales without a figure",
        "overdue" => "the number of sales past their deadline",
        other => other,
    }
}

/// A figure without the signs of a table.
fn worded(text: &str) -> String {
    text.replace("≥ ", "at least ")
        .replace("≤ ", "at most ")
        .replace('~', "about ")
}

/// What became of a report, as a sentence.
fn report(row: &DriftRow, names: &Names<'_>) -> String {
    let name = format!("@{}", row.key.get("position").unwrap_or(&Value::Null));
    let entry = names(&name);
    let headline = entry
        .as_ref()
        .map_or(name.as_str(), |entry| &entry.headline);
    let happened = entry.as_ref().map(|entry| entry.happened().to_owned());
    let of = match happened.filter(|day| !day.is_empty()) {
        Some(day) => format!("The report “{headline}” ({})", date(&day)),
        None => format!("The report “{headline}”"),
    };
    let what = match (row.change, &row.by) {
        ("retracted", _) => "has been withdrawn".to_owned(),
        ("disputed", Some(by)) => format!("is disputed by {by}"),
        ("disputed", None) => "is disputed".to_owned(),
        ("undone", _) => "stands again as it was before it was amended".to_owned(),
        _ => "has been corrected".to_owned(),
    };
    let fields: Vec<String> = input_fields(row)
        .into_iter()
        .map(|(field, was, is)| format!("{field} from {} to {}", worded(&was), worded(&is)))
        .collect();
    let fields = match fields.is_empty() {
        true => String::new(),
        false => format!(" ({})", fields.join("; ")),
    };
    match &row.reason {
        Some(reason) => format!("{of} {what}{fields}: {}", stopped(reason)),
        None => format!("{of} {what}{fields}."),
    }
}

fn stopped(text: &str) -> String {
    let text = text.trim();
    match text.ends_with(['.', '!', '?', '。', '！', '？']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// One note being drafted.
struct Draft<'a> {
    answer: &'a Citation,
    view: &'a DriftView,
    cited: &'a CitedRow,
    rows: Vec<&'a DriftRow>,
    points: Points,
}

impl Draft<'_> {
    fn notice(&self) -> Notice {
        Notice {
            slug: self.cited.slug.clone(),
            markdown: self.markdown(),
            claimreview: self.claimreview(),
        }
    }

    fn cited_on(&self) -> &str {
        self.cited.recorded_at.get(..10).unwrap_or_default()
    }

    /// The first sentence.
    fn opening(&self) -> String {
        let article = match &self.cited.title {
            Some(title) => format!("of the article “{title}”"),
            None => "of this article".to_owned(),
        };
        let on = date(self.cited_on());
        let rows = self.points.figures.is_empty();
        let what = match rows {
            true => "rested on reports that have since been amended",
            false => "gave figures that have since changed",
        };
        format!("An earlier version {article}, as of {on}, {what}.")
    }

    fn source(&self) -> String {
        let query = self.cited.query.as_object().map(asked::words);
        format!(
            "Both answers can be checked: {} in the log {}, at entry {} (root {}) and at entry {} (root {}).",
            query.unwrap_or_default(),
            self.answer.origin,
            self.cited.known,
            self.cited.root,
            self.answer.position,
            self.answer.root
        )
    }

    fn markdown(&self) -> String {
        let mut text = format!(
            "**Correction, {}.** {}\n",
            date(&self.view.as_of),
            shown(&self.opening())
        );
        if let Some(claim) = &self.cited.claim {
            text.push_str(&format!("\nThe article said: “{}”\n", shown(claim)));
        }
        for points in [&self.points.figures, &self.points.reports] {
            if !points.is_empty() {
                text.push('\n');
            }
            for point in points {
                text.push_str(&format!("- {}\n", shown(point)));
            }
        }
        text.push_str(&format!("\n*{}*\n", shown(&self.source())));
        if let Some(url) = &self.cited.url {
            text.push_str(&format!("\nThe article: <{}>\n", clean(url)));
        }
        for why in &self.points.desk {
            let why = shown(why).replace("--", "- -");
            text.push_str(&format!(
                "\n<!-- For the desk, not for print: the answer relied on can no longer be derived as it was: {why} -->\n"
            ));
        }
        text
    }

    /// The verdict in words: a rating by numbers would be nobody's.
    fn verdict(&self) -> &'static str {
        let input = |change: &str| {
            let mut inputs = self.rows.iter().filter(|row| row.finding == "input");
            inputs.any(|row| row.change == change)
        };
        match () {
            () if !self.points.figures.is_empty() => "Corrected",
            () if input("retracted") => "Source withdrawn",
            () if input("disputed") => "Disputed",
            () => "Updated",
        }
    }

    fn claimreview(&self) -> Value {
        let desk = json!({"@type": "Organization", "name": self.answer.origin});
        let points = self.points.figures.iter().chain(&self.points.reports);
        let points: Vec<&str> = points.map(String::as_str).collect();
        let body = format!("{} {}", self.opening(), points.join(" "));
        let correction = json!({
            "@type": "CorrectionComment", "text": body, "datePublished": self.view.as_of,
        });
        let mut article = Map::new();
        article.insert("@type".into(), json!("NewsArticle"));
        let mut claim = Map::new();
        claim.insert("@type".into(), json!("Claim"));
        claim.insert("author".into(), desk.clone());
        claim.insert("datePublished".into(), json!(self.cited_on()));
        if let Some(title) = &self.cited.title {
            article.insert("headline".into(), json!(title));
        }
        if let Some(url) = &self.cited.url {
            article.insert("url".into(), json!(url));
        }
        article.insert("correction".into(), correction);
        claim.insert("appearance".into(), Value::Object(article));
        let mut review = Map::new();
        for (name, value) in [
            ("@context", json!("https://schema.org")),
            ("@type", json!("ClaimReview")),
            ("author", desk),
            ("claimReviewed", json!(self.claim())),
            ("datePublished", json!(self.view.as_of)),
            ("inLanguage", json!("en")),
            ("itemReviewed", Value::Object(claim)),
            ("reviewBody", json!(body)),
            (
                "reviewRating",
                json!({
                    "@type": "Rating",
                    "alternateName": self.verdict(),
                    "ratingExplanation": self.source(),
                }),
            ),
        ] {
            review.insert(name.to_owned(), value);
        }
        if let Some(url) = &self.cited.url {
            review.insert("url".into(), json!(url));
        }
        Value::Object(review)
    }

    /// What the article said: in its own words if they were recorded, else its headline, else the
    /// question.
    fn claim(&self) -> String {
        let query = self.cited.query.as_object().map(asked::words);
        let said = self.cited.claim.clone().or(self.cited.title.clone());
        said.or(query).unwrap_or_default()
    }
}

/// A text of an event inside Markdown, on one line.
fn shown(text: &str) -> String {
    escaped(&clean(text)).replace("<br>", " ")
}

/// `25 January 2026` of a day; any other date as it is written.
fn date(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = text.split('-').collect();
    let month = |text: &str| {
        let number: usize = text.parse().ok()?;
        MONTHS.get(number.checked_sub(1)?)
    };
    match parts.as_slice() {
        [year, month_text, day] if day.len() == 2 => match (month(month_text), day.parse::<u8>()) {
            (Some(month), Ok(day)) => format!("{day} {month} {year}"),
            _ => text.to_owned(),
        },
        [year, month_text] => match month(month_text) {
            Some(month) => format!("{month} {year}"),
            None => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// Writes notes: for a page as they are, one below the other; for scripts as rows.
///
/// # Errors
/// Those of the writer.
pub fn write(
    notices: &[Notice],
    citation: &Citation,
    form: Form,
    format: Format,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<Map<String, Value>> = notices.iter().map(|one| row(one, form)).collect();
    match format {
        Format::Json => whole::write_value(&json!({"citation": citation, "notices": rows}), out),
        Format::Jsonl => {
            rows.iter().try_for_each(|row| jsonl::line(row, out))?;
            jsonl::line(&json!({ "citation": citation }), out)
        }
        Format::Csv => csv_rows(notices, form, out),
        Format::Table | Format::Markdown => page(notices, form, out),
    }
}

fn row(notice: &Notice, form: Form) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("slug".into(), json!(notice.slug));
    if form != Form::ClaimReview {
        row.insert("markdown".into(), json!(notice.markdown));
    }
    if form != Form::Markdown {
        row.insert("claimreview".into(), notice.claimreview.clone());
    }
    row
}

fn csv_rows(notices: &[Notice], form: Form, out: &mut dyn Write) -> io::Result<()> {
    let (page, review) = (form != Form::ClaimReview, form != Form::Markdown);
    let heads = [(true, "slug"), (page, "markdown"), (review, "claimreview")];
    let heads = heads.into_iter().filter(|(shown, _)| *shown);
    csv::write_record(heads.map(|(_, head)| head), out)?;
    for notice in notices {
        let json = notice.claimreview.to_string();
        let cells = [
            (true, notice.slug.as_str()),
            (page, notice.markdown.as_str()),
            (review, json.as_str()),
        ];
        let cells = cells.into_iter().filter(|(shown, _)| *shown);
        csv::write_record(cells.map(|(_, cell)| cell), out)?;
    }
    Ok(())
}

/// JSON that stands in a page: no text of it closes the element around it, or reorders the
/// text around that.
fn inert(review: &Value) -> String {
    let mut safe = String::new();
    for c in format!("{review:#}").chars() {
        let shown = clean(c.encode_utf8(&mut [0; 4]));
        match c {
            '<' => safe.push_str("\\u003c"),
            '\n' => safe.push('\n'),
            c if shown.chars().eq([c]) => safe.push(c),
            c => safe.extend(
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            ),
        }
    }
    safe
}

fn page(notices: &[Notice], form: Form, out: &mut dyn Write) -> io::Result<()> {
    if form == Form::ClaimReview {
        return match notices {
            [one] => writeln!(out, "{}", inert(&one.claimreview)),
            several => {
                let all = several.iter().map(|one| one.claimreview.clone());
                writeln!(out, "{}", inert(&all.collect()))
            }
        };
    }
    for (number, notice) in notices.iter().enumerate() {
        if number > 0 {
            writeln!(out, "\n---\n")?;
        }
        write!(out, "{}", notice.markdown)?;
        if form == Form::Both {
            let review = inert(&notice.claimreview);
            writeln!(
                out,
                "\n<script type=\"application/ld+json\">\n{review}\n</script>"
            )?;
        }
    }
    Ok(())
}
