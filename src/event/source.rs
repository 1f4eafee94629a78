//! Sources: who published what and when, whom it relays. Owns independence of sources and
//! which of their dates counts; never fetches one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::when::When;

/// A source as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Source {
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub published: Option<When>,
    pub accessed: Option<When>,
    pub quote: Option<String>,
    pub lang: Option<String>,
    pub origin: Option<String>,
    pub archive_url: Option<String>,
    pub evidence: Option<String>,
    pub grade: Option<String>,
    pub terms: Option<String>,
}

impl Source {
    /// Reads the stored form.
    pub fn from_stored(value: &Value) -> Option<Source> {
        let fields = value.as_object()?;
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let owned = |name: &str| text(name).map(str::to_owned);
        let when = |name: &str| text(name).and_then(|text| When::parse(text).ok());
        Some(Source {
            publisher: owned("publisher"),
            url: owned("url"),
            title: owned("title"),
            published: when("published"),
            accessed: when("accessed"),
            quote: owned("quote"),
            lang: owned("lang"),
            origin: owned("origin"),
            archive_url: owned("archive_url"),
            evidence: owned("evidence"),
            grade: owned("grade"),
            terms: owned("terms"),
        })
    }

    /// Whose word it is, for counting independent sources: the origin that it relays, else
    /// its publisher, else (a source known by address alone) its URL.
    pub fn voice(&self) -> Option<&str> {
        let given = [&self.origin, &self.publisher, &self.url];
        given.into_iter().find_map(|voice| voice.as_deref())
    }
}

/// The `published` among the sources whose latest instant is earliest (the first listed,
/// if tied).
pub fn first_published(sources: &[Source]) -> Option<When> {
    let dated = sources.iter().filter_map(|source| source.published.clone());
    first(dated)
}

/// The date whose latest instant is earliest.
pub(super) fn first(dates: impl Iterator<Item = When>) -> Option<When> {
    dates.min_by_key(|date| date.latest)
}

/// How many independent voices stand behind an event.
pub fn independent(sources: &[Source]) -> usize {
    let voices: BTreeSet<&str> = sources.iter().filter_map(Source::voice).collect();
    voices.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use serde_json::json;

    #[test]
    fn relays_of_one_origin_are_one_voice() {
        let sources: Vec<Source> = [
            json!({"publisher": "Reuters", "published": "2026-01"}),
            json!({"publisher": "CNBC", "origin": "Reuters", "published": "2026-01-21?"}),
            json!({"url": "https://example.org/a"}),
            json!({"publisher": "FT", "published": "2026-01-21T09:00:00+01:00"}),
        ]
        .iter()
        .map(|value| Source::from_stored(value).unwrap())
        .collect();
        assert_eq!(independent(&sources), 3);
        assert_eq!(
            first_published(&sources).unwrap().text,
            "2026-01-21T09:00:00+01:00"
        );
        assert_eq!(first_published(&sources[2..3]), None);
        assert_eq!(Source::from_stored(&json!("Reuters")), None);
    }
}
