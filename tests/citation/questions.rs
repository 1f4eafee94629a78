//! Any question on any clocks: a strategy for each view, with each of its flags, and a rule
//! table of one's own. Asks nothing.

use dateline::answer::{By, Filters, Find, Question, Rules, Side};
use dateline::clocks::Clocks;
use dateline::event::decimal::Decimal;
use dateline::merkle::sha256_hex;
use dateline::projection::periods::Every;
use dateline::projection::saying::Lang;
use proptest::prelude::*;
use proptest::sample::select;

use crate::views::story::when;

/// A rule table of one's own: the built-in one with a remark.
pub fn table() -> String {
    let built_in = include_str!("../../schema/stance.toml");
    format!("# of the desk\n{built_in}")
}

pub fn tables(sha256: &str) -> Option<String> {
    (sha256 == sha256_hex(table().as_bytes())).then(table)
}

fn date() -> impl Strategy<Value = Option<dateline::event::when::When>> {
    const TEXTS: &[&str] = &[
        "2026-01-20",
        "2026-01",
        "2026-33",
        "../2026-01-21",
        "2026-01-10/2026-01-22",
        "2026?",
        "2026-01-21T14:30:00Z",
    ];
    prop_oneof![2 => Just(None), 3 => select(TEXTS).prop_map(|text| Some(when(text)))]
}

pub fn clocks() -> impl Strategy<Value = Clocks> {
    (
        date(),
        date(),
        prop::option::of(0_u64..=10),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(on, published, known, possible, claims)| Clocks {
            on,
            published,
            known,
            possible,
            claims,
        })
}

/// Values for every filter; a view drops those that it does not heed.
fn filters(periods: bool) -> impl Strategy<Value = Filters> {
    let some = |texts: &'static [&'static str]| {
        prop::collection::vec(select(texts).prop_map(str::to_owned), 0..3)
    };
    let lists = (
        some(&["threat", "holding", "correction"]),
        some(&["US", "DK", "EU"]),
        some(&["tic"]),
        some(&["Wire", "新浪 财经", "A,B"]),
    );
    let every = select(
        &[
            None,
            Some(Every::Month),
            Some(Every::Quarter),
            Some(Every::Year),
        ][..],
    );
    (lists, date(), date(), every, prop::option::of(0_u64..5)).prop_map(
        move |((kind, country, tag, publisher), since, until, every, limit)| Filters {
            kind,
            country,
            tag,
            publisher,
            since,
            until,
            every: every.filter(|_| periods),
            limit,
        },
    )
}

fn reference() -> impl Strategy<Value = String> {
    select(&["@1", "@2", "threat", "@4"][..]).prop_map(str::to_owned)
}

/// Of each view, with each of its flags.
pub fn questions() -> impl Strategy<Value = Question> {
    prop_oneof![3 => of_events(), 2 => of_entries(), 2 => of_sums(), 4 => of_others()]
}

/// Those that list events.
fn of_events() -> impl Strategy<Value = Question> {
    let find = (
        "[a-z]{1,6}( “[a-z]{2,5}”)?|美国|Ærø",
        any::<bool>(),
        filters(false),
    );
    prop_oneof![
        filters(false).prop_map(Question::Log),
        filters(false).prop_map(Question::Timeline),
        find.prop_map(|(words, retracted, filters)| {
            Question::Find(Find {
                words,
                retracted,
                within: None,
                filters,
            })
        }),
    ]
}

/// Those that name an entry, and the graph of all of them.
fn of_entries() -> impl Strategy<Value = Question> {
    let flag = any::<bool>;
    let sides = select(&[Side::Both, Side::Causes, Side::Effects][..]);
    let to = prop::option::of(reference());
    prop_oneof![
        (reference(), flag())
            .prop_map(|(reference, history)| Question::Show { reference, history }),
        (reference(), select(&Lang::ALL[..]), flag()).prop_map(|(reference, lang, history)| {
            Question::Say {
                reference,
                lang,
                history,
            }
        }),
        (reference(), 0_u32..40, filters(false)).prop_map(|(reference, days, filters)| {
            Question::Around {
                reference,
                days,
                filters,
            }
        }),
        Just(Question::Graph),
        (reference(), sides, to, flag()).prop_map(|(reference, side, to, all)| Question::Chain {
            reference,
            side,
            to,
            all,
            filters: Filters::default()
        }),
    ]
}

/// `divestment` and `stance`.
fn of_sums() -> impl Strategy<Value = Question> {
    let flag = any::<bool>;
    let code = || prop::option::of(select(&["US", "DK"][..]).prop_map(str::to_owned));
    let by = select(&[By::Holder, By::Country, By::Asset][..]);
    let asset = prop::option::of(Just("us_treasury:US".to_owned()));
    prop_oneof![
        (by, asset, flag(), filters(true)).prop_map(|(by, asset, why, filters)| {
            Question::Divestment {
                by,
                asset,
                why,
                filters,
            }
        }),
        (code(), code(), flag(), flag(), flag(), filters(false)).prop_map(
            |(country, toward, members, own, why, filters)| {
                let rules = own.then(|| Rules {
                    name: "the pinned rule table".to_owned(),
                    text: table(),
                    sha256: sha256_hex(table().as_bytes()),
                });
                Question::Stance {
                    country,
                    toward,
                    members,
                    rules,
                    why,
                    filters,
                }
            }
        ),
    ]
}

/// The further views.
fn of_others() -> impl Strategy<Value = Question> {
    let of = |make: fn(bool, Filters) -> Question| {
        (any::<bool>(), filters(true)).prop_map(move |(why, filters)| make(why, filters))
    };
    let apart = (0_i128..5_000_000, any::<bool>(), filters(false));
    prop_oneof![
        of(|why, filters| Question::Threats { why, filters }),
        of(|why, filters| Question::Sanctions { why, filters }),
        of(|why, filters| Question::Yields { why, filters }),
        of(|why, filters| Question::Observations { why, filters }),
        of(|why, filters| Question::Sources { why, filters }),
        apart.prop_map(|(tolerance, why, filters)| Question::Contradictions {
            tolerance: Decimal(tolerance),
            why,
            filters,
        }),
    ]
}
