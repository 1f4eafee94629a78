//! Events that between them use every phrase of the books: made from the field tables, and by
//! hand what no table tells. Owns no expectation.

use dateline::event::{Kind, decode, tables};
use dateline::say::{self, About, Book, Fate, Lang, Story};
use serde_json::{Map, Value, json};

use super::event;

/// Events that between them use every closed word and every optional field.
fn samples() -> Vec<Value> {
    let mut samples = Vec::new();
    for kind in tables::writable() {
        let mut full = Map::new();
        for field in tables::all(kind) {
            let value = dateline::event::flag::json_example(field).unwrap();
            full.insert(field.name.to_owned(), value);
        }
        for field in ["follows", "id"] {
            full.remove(field);
        }
        let base = event(kind.name(), Value::Object(full));
        let base = sound(kind, base);
        samples.push(base.clone());
        for field in tables::all(kind) {
            let words = field.ty.words().unwrap_or_default();
            samples.extend(
                words
                    .iter()
                    .map(|word| with(&base, field.name, json!(word))),
            );
            if !field.required {
                samples.push(with(&base, field.name, Value::Null));
            }
        }
    }
    // Not every field may be left out, nor every word stand beside every other.
    samples.retain(|event| decode::decode(event.as_object().unwrap().clone()).is_ok());
    samples.extend(more());
    samples
}

/// What a kind does not take together.
fn sound(kind: Kind, mut event: Value) -> Value {
    let out: &[&str] = match kind {
        Kind::Observation => &["percent", "count", "rank"],
        Kind::FundExit => &["ongoing"],
        Kind::Correction => &["happened"],
        _ => &[],
    };
    for field in out {
        event.as_object_mut().unwrap().remove(*field);
    }
    if matches!(kind, Kind::Link) || kind.is_amendment() {
        event.as_object_mut().unwrap().remove("happened");
    }
    event
}

fn with(base: &Value, field: &str, value: Value) -> Value {
    let mut event = base.clone();
    event[field] = value;
    event
}

/// What the tables cannot tell: combinations, figures, dates.
fn more() -> Vec<Value> {
    let mut more = Vec::new();
    let amounts = ["exact", "about", "at_least", "at_most"]
        .map(|bound| json!({"value": "1", "currency": "USD", "bound": bound}));
    let ranges = ["exact", "about"]
        .map(|bound| json!({"value": "1", "high": "2", "currency": "USD", "bound": bound}));
    let sizes = [
        "12345",
        "1500000",
        "150000000",
        "1500000000",
        "1500000000000",
    ]
    .map(|value| json!({"value": value, "currency": "CHF"}));
    for lang in Lang::ALL {
        for (key, _) in Book::of(lang).phrases() {
            if let Some(code) = key
                .strip_prefix("currency.")
                .filter(|code| *code != "other")
            {
                more.push(held(json!({"value": "1", "currency": code})));
            }
            if let Some(code) = key.strip_prefix("place.") {
                more.push(event(
                    "statement",
                    json!({"by": {"country": code}, "act": "warns"}),
                ));
            }
            if let Some(class) = key.strip_prefix("words.class.") {
                more.push(with(
                    &held(json!({"value": "1", "currency": "USD"})),
                    "asset",
                    json!({"class": class}),
                ));
            }
            if let Some((class, issuer)) = key
                .strip_prefix("asset.")
                .and_then(|asset| asset.split_once(':'))
            {
                more.push(with(
                    &held(json!({"value": "1", "currency": "USD"})),
                    "asset",
                    json!({"class": class, "issuer": issuer}),
                ));
            }
            if let Some(measure) = key.strip_prefix("words.rank.") {
                more.push(event(
                    "observation",
                    json!({"subject": {"country": "US"}, "measure": measure, "rank": 1}),
                ));
            }
            if let Some(measure) = key.strip_prefix("words.measure.") {
                more.push(event(
                    "observation",
                    json!({"subject": {"country": "US"}, "measure": measure, "count": 1}),
                ));
            }
        }
    }
    more.extend(amounts.into_iter().chain(ranges).chain(sizes).map(held));
    more.extend(figures());
    more.extend(exits());
    more.extend(dates());
    more.extend(texts());
    more
}

fn figures() -> Vec<Value> {
    let mut more = Vec::new();
    more.push(held(json!({"value": "1", "currency": "XAU"})));
    for rank in [
        json!({"rank": 1}),
        json!({"percent": "1"}),
        json!({"count": 1}),
    ] {
        let mut fields =
            json!({"subject": {"country": "US"}, "measure": "federal_debt", "series": "x"});
        fields
            .as_object_mut()
            .unwrap()
            .extend(rank.as_object().unwrap().clone());
        more.push(event("observation", fields));
    }
    for fields in [
        json!({"level": "-1"}),
        json!({"from": "1"}),
        json!({"record": "low"}),
        json!({"change_bp": "1"}),
        json!({"change_bp": "-1"}),
        json!({"change_bp": "0", "level": "1"}),
        json!({"change_bp": "-1", "from": "2", "level": "1"}),
    ] {
        for tenor in ["1D", "2W", "3M", "30Y"] {
            let bond = json!({"issuer": "JP", "tenor": tenor});
            more.push(with(
                &event("yield_move", fields.clone()),
                "instrument",
                bond,
            ));
        }
    }
    more
}

fn texts() -> Vec<Value> {
    let mut more = Vec::new();
    more.push(event(
        "policy_shift",
        json!({"by": {"country": "US"}, "area": "other", "toward": ["EU"], "from": "a", "to": "b"}),
    ));
    more.push(event(
        "statement",
        json!({"by": {"name": "President of France", "country": "FR", "type": "official"}, "act": "warns", "speaker": "S",
            "title": "T", "sources": [{"publisher": "President of France"}]}),
    ));
    more.push(event(
        "sanction",
        json!({"by": ["US"], "against": ["EU"], "measure": "tariff", "action": "threatened"}),
    ));
    more.push(event(
        "statement",
        json!({"by": {"name": "某人"}, "act": "warns", "quote": "x".repeat(500)}),
    ));
    more.push(event("threat", json!({"by": {"name": "Kreml", "country": "RU"}, "against": ["US"], "consequence": "месть"})));
    more.push(event(
        "statement",
        json!({"by": {"country": "US"}, "act": "warns", "claimed_by": "TASS",
        "sources": [{"publisher": "TASS", "origin": "AFP"}, {"publisher": "A", "origin": "B"}]}),
    ));
    more.push(json!({"kind": "link", "cause": "a-b", "effect": "c-d", "relation": "causes"}));
    for (confidence, claim) in [(0.3, "x"), (0.6, "y"), (0.9, "z")] {
        more.push(json!({"kind": "link", "cause": "a-b", "effect": "c-d", "relation": "causes", "confidence": confidence, "claimed_by": claim}));
    }
    let changes: Map<String, Value> = Book::of(Lang::Zh)
        .phrases()
        .filter_map(|(key, _)| Some((key.strip_prefix("words.field.")?.to_owned(), Value::Null)))
        .collect();
    more.push(json!({"kind": "correction", "target": "a-b", "changes": changes, "reason": "x"}));
    more.push(json!({"kind": "dispute", "target": "a-b", "by": "the desk", "claim": "x"}));
    for measure in tables::field(Kind::Sanction, "measure")
        .unwrap()
        .ty
        .words()
        .unwrap()
    {
        more.push(event("sanction", json!({"by": ["US"], "against": ["EU", "RU", "CN"], "measure": measure, "action": "eased",
            "sources": [{"publisher": "A", "origin": "B"}]})));
    }
    more
}

fn held(amount: Value) -> Value {
    event(
        "holding",
        json!({"holder": {"country": "US"}, "asset": {"class": "sovereign_bond", "issuer": "US"}, "amount": amount}),
    )
}

fn exits() -> Vec<Value> {
    let mut exits = Vec::new();
    for scope in [Value::Null, json!("full"), json!("partial")] {
        for amount in [Value::Null, json!({"value": "1", "currency": "USD"})] {
            exits.push(event(
                "fund_exit",
                json!({"holder": {"country": "US"}, "asset": {"class": "gold"},
                "stage": "announced", "scope": scope, "amount": amount}),
            ));
        }
    }
    exits
}

fn dates() -> Vec<Value> {
    let texts = [
        "2026",
        "2026-34",
        "2026-02",
        "2026-02-03",
        "2026-02-03T04:05:06Z",
        "2026-02-03T04:05:00+01:00",
        "2026-02~",
        "2026-02/2026-03",
        "2026-02-03/2026-02-04",
        "2026-02-03/2026-03-04",
        "2025/2026",
        "2025-02-03/2026-02-03",
    ];
    let months = (1..=12).map(|month| format!("2026-{month:02}"));
    let mut dated = Vec::new();
    for text in texts.into_iter().map(str::to_owned).chain(months) {
        for (stage, field) in [
            ("announced", "happened"),
            ("announced", "deadline"),
            ("completed", "happened"),
        ] {
            let exit = event(
                "fund_exit",
                json!({"holder": {"country": "US"}, "asset": {"class": "gold"}, "stage": stage}),
            );
            dated.push(with(&exit, field, json!(text)));
        }
        let sanction = event(
            "sanction",
            json!({"by": ["US"], "against": ["EU"], "measure": "tariff", "action": "imposed",
            "effective": text, "expires": text}),
        );
        dated.push(sanction);
        let shift = event(
            "policy_shift",
            json!({"by": {"country": "US"}, "area": "trade", "ongoing": true}),
        );
        dated.push(with(&shift, "happened", json!(text)));
    }
    dated
}

/// What may become of an entry, all of it at once.
fn fate(read: impl Fn(&Value) -> dateline::event::Event) -> Fate {
    let dispute = read(&json!({"kind": "dispute", "target": "a-b", "claim": "x"}));
    let by = read(&json!({"kind": "dispute", "target": "a-b", "by": "X", "claim": "x"}));
    let retraction = read(&json!({"kind": "retraction", "target": "a-b", "reason": "x"}));
    let day = || "2026-02-03".to_owned();
    Fate {
        retraction: Some((retraction.clone(), day())),
        disputes: vec![dispute, by.clone(), by.clone(), by],
        corrections: vec![(retraction, day())],
    }
}

/// Every sentence of the samples, with what may be said beside them.
pub fn sentences(book: &Book) -> Vec<String> {
    let read = |event: &Value| {
        decode::decode(event.as_object().unwrap().clone())
            .unwrap()
            .event
    };
    let titled = read(&event(
        "statement",
        json!({"by": {"country": "US"}, "act": "warns", "title": "T"}),
    ));
    let plain = read(&event(
        "statement",
        json!({"by": {"country": "US"}, "act": "warns"}),
    ));
    let claimed = read(&event(
        "statement",
        json!({"by": {"country": "US"}, "act": "warns", "claimed_by": "X"}),
    ));
    let fate = fate(read);
    let mut said = Vec::new();
    for sample in samples() {
        let event = read(&sample);
        let undone = [
            None,
            Some(Kind::Correction),
            Some(Kind::Retraction),
            Some(Kind::Dispute),
            Some(Kind::Corroboration),
        ];
        for undone in undone {
            let about = About {
                cause: Some(titled.clone()),
                effect: Some(plain.clone()),
                remarks: match event.kind() {
                    Kind::Link => vec!["impossible", "order_unclear", "broken"],
                    _ => Vec::new(),
                },
                target: Some(plain.clone()).filter(|_| undone.is_some()),
                undone,
            };
            let claimed = About {
                target: Some(claimed.clone()),
                ..about.clone()
            };
            said.push(say::sentence(
                &Story {
                    about: &claimed,
                    ..Story::of(&event)
                },
                book,
            ));
            let story = Story {
                event: &event,
                recorded: Some("2026-02-03"),
                about: &about,
                fate: &fate,
            };
            said.push(say::sentence(&story, book));
            said.push(say::sentence(&Story::of(&event), book));
            if event.kind() != Kind::Retraction {
                break;
            }
        }
    }
    said
}
