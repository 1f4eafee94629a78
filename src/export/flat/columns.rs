//! The one list of columns: what the databases show of an entry, in order. Owns names, types
//! and the line of documentation of each (`schema/export-parquet.md` is held to it); reads nothing.

use super::From::{Date, Of, Own as O, Party, Path};
use super::Group::{Entry, Field, State};
use super::Type::{Exact, Flag, Instant, Text, Texts, Whole};
use super::{Cell, Column, From, Group, Own, Part, SourceColumn, Type, Who};
use crate::event::Kind;
use crate::event::source::Source;
use crate::event::when::When;

const fn column(
    name: &'static str,
    ty: Type,
    required: bool,
    group: Group,
    from: From,
    help: &'static str,
) -> Column {
    Column {
        name,
        ty,
        required,
        group,
        from,
        help,
    }
}

/// Every column.
#[rustfmt::skip]
pub static COLUMNS: &[Column] = &[
    column("position", Whole, true, Entry, O(Own::Position), "1-based place in the log"),
    column("id", Text, true, Entry, O(Own::Id), "its UUID"),
    column("kind", Text, true, Entry, O(Own::Kind), "kind of the event"),
    column("label", Text, false, Entry, Path("label"), "its label"),
    column("recorded_at", Instant, true, Entry, O(Own::RecordedAt), "when this store recorded it"),
    column("recorded_by", Text, true, Entry, O(Own::RecordedBy), "who recorded it"),
    column("current", Flag, true, State, O(Own::Current), "whether this is the state that the clocks of the export ask for"),
    column("known_from", Whole, true, State, O(Own::KnownFrom), "position from which on it says so"),
    column("known_until", Whole, false, State, O(Own::KnownUntil), "position from which on it says so no longer; null = to the end"),
    column("public_from", Instant, false, State, O(Own::PublicFrom), "what is asked to be public has to include this instant for it to say so; null = whatever is asked"),
    column("public_until", Instant, false, State, O(Own::PublicUntil), "and must not include this one; null = whatever is asked"),
    column("status", Text, true, Entry, O(Own::Status), "`live` or `retracted`"),
    column("revisions", Whole, true, Entry, O(Own::Revisions), "corrections that count"),
    column("disputed", Whole, true, Entry, O(Own::Disputed), "disputes that count"),
    column("claimed_by", Text, false, Entry, Path("claimed_by"), "who asserts it, when the desk does not"),
    column("headline", Text, true, Entry, O(Own::Headline), "the title, or a sentence made from the fields"),
    column("title", Text, false, Entry, Path("title"), "the title as recorded"),
    column("tags", Texts, false, Entry, Path("tags"), "tags"),
    column("note", Text, false, Entry, Path("note"), "remark of the desk"),
    column("published", Text, false, Entry, O(Own::Published), "the `published` among its sources whose latest instant is earliest"),
    column("published_earliest", Instant, false, Entry, O(Own::PublishedEarliest), "first instant of it"),
    column("published_latest", Instant, false, Entry, O(Own::PublishedLatest), "last instant of it"),
    column("happened", Text, false, Field, Path("happened"), "when it happened, as recorded"),
    column("happened_earliest", Instant, false, Field, Date("happened", Part::Earliest), "first instant of it"),
    column("happened_latest", Instant, false, Field, Date("happened", Part::Latest), "last instant of it"),
    column("happened_start_timed", Flag, false, Field, Date("happened", Part::StartTimed), "whether its start has a time of day"),
    column("happened_end_timed", Flag, false, Field, Date("happened", Part::EndTimed), "whether its end has a time of day"),
    column("ongoing", Flag, false, Field, Path("ongoing"), "began then and goes on"),
    column("party_role", Text, false, Field, Party(Who::Role), "the field that the party stands in: `by`, `holder` or `subject`"),
    column("party_key", Text, false, Field, Party(Who::Key), "what rows of views key on: id, else name, else country"),
    column("party_id", Text, false, Field, Party(Who::Id), "its id"),
    column("party_name", Text, false, Field, Party(Who::Name), "its name as recorded"),
    column("party_country", Text, false, Field, Party(Who::Country), "its country or bloc"),
    column("party_type", Text, false, Field, Party(Who::Type), "its type; the default is written in"),
    column("party_state", Flag, false, Field, Party(Who::State), "whether it acts for the state"),
    column("party_bloc", Flag, false, Field, Party(Who::Bloc), "whether it is of type `bloc`, or of the code of a bloc"),
    column("by_codes", Texts, false, Field, Of(Kind::Sanction, "by"), "countries or blocs that impose a sanction"),
    column("against", Texts, false, Field, Path("against"), "countries or blocs that it is against"),
    column("toward", Texts, false, Field, Path("toward"), "countries or blocs that it is about"),
    column("entities", Texts, false, Field, Path("entities"), "persons and companies that a sanction hits"),
    column("asset_class", Text, false, Field, Path("asset.class"), "class of the asset"),
    column("asset_issuer", Text, false, Field, Path("asset.issuer"), "who issues it"),
    column("instrument_issuer", Text, false, Field, Path("instrument.issuer"), "who issues the bond"),
    column("instrument_tenor", Text, false, Field, Path("instrument.tenor"), "its time to maturity"),
    column("amount_value", Exact, false, Field, Path("amount.value"), "the amount: a whole exit, a level held, a figure"),
    column("amount_currency", Text, false, Field, Path("amount.currency"), "its currency"),
    column("amount_bound", Text, false, Field, Path("amount.bound"), "`exact` (also when null), `about`, `at_least`, `at_most`"),
    column("amount_high", Exact, false, Field, Path("amount.high"), "upper end of a range"),
    column("done_value", Exact, false, Field, Path("done.value"), "of an exit, carried out so far"),
    column("done_currency", Text, false, Field, Path("done.currency"), "its currency"),
    column("done_bound", Text, false, Field, Path("done.bound"), "`exact` (also when null), `about`, `at_least`, `at_most`"),
    column("done_high", Exact, false, Field, Path("done.high"), "upper end of a range"),
    column("stage", Text, false, Field, Path("stage"), "how far an exit has come"),
    column("scope", Text, false, Field, Path("scope"), "`full` or `partial`"),
    column("deadline", Text, false, Field, Path("deadline"), "by when, as recorded"),
    column("deadline_earliest", Instant, false, Field, Date("deadline", Part::Earliest), "first instant of it"),
    column("deadline_latest", Instant, false, Field, Date("deadline", Part::Latest), "last instant of it"),
    column("follows", Text, false, Field, Path("follows"), "id of the previous stage"),
    column("series", Text, false, Field, Path("series"), "statistical series"),
    column("basis", Text, false, Field, Path("basis"), "of a level: at which value; of a yield: at which time of the day"),
    column("attribution", Text, false, Field, Path("attribution"), "`owner`, `custodian`, `unknown`"),
    column("level", Exact, false, Field, Path("level"), "yield in percent"),
    column("level_from", Exact, false, Field, Of(Kind::YieldMove, "from"), "yield before, in percent"),
    column("change_bp", Exact, false, Field, Path("change_bp"), "change in basis points"),
    column("record", Text, false, Field, Path("record"), "`high` or `low`"),
    column("area", Text, false, Field, Path("area"), "field of policy"),
    column("alignment", Text, false, Field, Path("alignment"), "`closer`, `neutral`, `away`"),
    column("shift_from", Text, false, Field, Of(Kind::PolicyShift, "from"), "policy that held before"),
    column("shift_to", Text, false, Field, Of(Kind::PolicyShift, "to"), "policy that holds now"),
    column("effective", Text, false, Field, Path("effective"), "from when it applies, as recorded"),
    column("effective_earliest", Instant, false, Field, Date("effective", Part::Earliest), "first instant of it"),
    column("effective_latest", Instant, false, Field, Date("effective", Part::Latest), "last instant of it"),
    column("measure", Text, false, Field, Path("measure"), "kind of sanction, or what is measured"),
    column("action", Text, false, Field, Path("action"), "what was done with a sanction"),
    column("program", Text, false, Field, Path("program"), "name of the programme"),
    column("expires", Text, false, Field, Path("expires"), "through when it applies, as recorded"),
    column("expires_earliest", Instant, false, Field, Date("expires", Part::Earliest), "first instant of it"),
    column("expires_latest", Instant, false, Field, Date("expires", Part::Latest), "last instant of it"),
    column("act", Text, false, Field, Path("act"), "what was done by saying it"),
    column("speaker", Text, false, Field, Path("speaker"), "who said it for them"),
    column("quote", Text, false, Field, Path("quote"), "the words"),
    column("means", Text, false, Field, Path("means"), "`military`, `economic`; null is economic"),
    column("consequence", Text, false, Field, Path("consequence"), "what is threatened"),
    column("condition", Text, false, Field, Path("condition"), "what would set it off"),
    column("until", Text, false, Field, Path("until"), "when a threat lapses, as recorded"),
    column("until_earliest", Instant, false, Field, Date("until", Part::Earliest), "first instant of it"),
    column("until_latest", Instant, false, Field, Date("until", Part::Latest), "last instant of it"),
    column("percent", Exact, false, Field, Path("percent"), "a figure in percent"),
    column("count", Whole, false, Field, Path("count"), "a number of things"),
    column("rank", Whole, false, Field, Path("rank"), "a place in an order"),
    column("claim", Text, false, Field, Path("claim"), "what a forecast expects, or what whoever disputes says instead"),
    column("horizon", Text, false, Field, Path("horizon"), "by when a forecast expects it, as recorded"),
    column("horizon_earliest", Instant, false, Field, Date("horizon", Part::Earliest), "first instant of it"),
    column("horizon_latest", Instant, false, Field, Date("horizon", Part::Latest), "last instant of it"),
    column("cause", Text, false, Field, Path("cause"), "of a link: id of the cause"),
    column("effect", Text, false, Field, Path("effect"), "id of the effect"),
    column("relation", Text, false, Field, Path("relation"), "how the one bears on the other"),
    column("confidence", Exact, false, Field, Path("confidence"), "from 0 to 1; null = nobody said"),
    column("target", Text, false, Field, Path("target"), "of an amendment: id of the entry that it amends"),
    column("changes", Text, false, Field, Path("changes"), "of a correction: its merge patch, JSON"),
    column("reason", Text, false, Field, Path("reason"), "why: of an exit, a correction, a retraction"),
    column("disputed_by", Text, false, Field, Of(Kind::Dispute, "by"), "who disputes"),
    column("event", Text, true, Entry, O(Own::Event), "the whole event as known, stored form, JSON"),
];

const fn source(
    name: &'static str,
    ty: Type,
    read: fn(&Source) -> Cell,
    help: &'static str,
) -> SourceColumn {
    SourceColumn {
        name,
        ty,
        read,
        help,
    }
}

/// The fields of a source.
#[rustfmt::skip]
pub static SOURCE: &[SourceColumn] = &[
    source("publisher", Text, |s| text(&s.publisher), "who published it"),
    source("url", Text, |s| text(&s.url), "where it stands"),
    source("title", Text, |s| text(&s.title), "its headline"),
    source("published", Text, |s| date(&s.published, |when| Cell::Text(when.text.clone())), "when it was published, as recorded"),
    source("published_earliest", Instant, |s| date(&s.published, |when| Cell::Instant(when.earliest.0)), "first instant of it"),
    source("published_latest", Instant, |s| date(&s.published, |when| Cell::Instant(when.latest.0)), "last instant of it"),
    source("accessed", Text, |s| date(&s.accessed, |when| Cell::Text(when.text.clone())), "when the desk read it"),
    source("quote", Text, |s| text(&s.quote), "the words relied on"),
    source("lang", Text, |s| text(&s.lang), "its language"),
    source("origin", Text, |s| text(&s.origin), "whom it relays"),
    source("archive_url", Text, |s| text(&s.archive_url), "where a copy is kept"),
    source("evidence", Text, |s| text(&s.evidence), "name of a file attached to the store"),
    source("grade", Text, |s| text(&s.grade), "Admiralty grade"),
    source("terms", Text, |s| text(&s.terms), "terms on which it was said"),
];

fn text(text: &Option<String>) -> Cell {
    text.clone().map_or(Cell::Null, Cell::Text)
}

fn date(when: &Option<When>, part: impl Fn(&When) -> Cell) -> Cell {
    when.as_ref().map_or(Cell::Null, part)
}
