//! One correction note laid out: as Markdown for the page, and as ClaimReview (schema.org,
//! JSON-LD) for machines. Owns both layouts; the points that they make are those of `points`.

use serde_json::{Map, Value, json};

use super::Notice;
use super::points::{Points, date};
use crate::answer::Citation;
use crate::answer::drift::{CitedRow, DriftRow, DriftView};
use crate::event::asked;
use crate::render::block::clean;
use crate::render::markdown::escaped;

/// One note being drafted.
pub(super) struct Draft<'a> {
    pub(super) answer: &'a Citation,
    pub(super) view: &'a DriftView,
    pub(super) cited: &'a CitedRow,
    pub(super) rows: Vec<&'a DriftRow>,
    pub(super) points: Points,
}

impl Draft<'_> {
    /// Both forms of it.
    pub(super) fn notice(&self) -> Notice {
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
