//! Sources: who published what and when, whom it relays. Owns independence of sources.

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
    pub fn from_stored(_value: &Value) -> Option<Source> {
        todo!()
    }
}

/// The `published` among the sources whose latest instant is earliest.
pub fn first_published(_sources: &[Source]) -> Option<When> {
    todo!()
}
