//! The plain English sentence shown for an event without a title, made from its fields
//! alone: no look-ups, one line, at most 200 characters. Says nothing that is not recorded.

use super::amount::{Amount, Bound};
use super::asked;
use super::codes;
use super::decimal::Decimal;
use super::kind::Kind;
use super::party::Party;
use super::stored::Event;

/// Longest sentence in characters.
pub const MAX_LENGTH: usize = 200;

/// The title of an event, or a sentence made from its fields. One line of at most
/// [`MAX_LENGTH`] characters; text of the event is not escaped.
pub fn headline(event: &Event) -> String {
    let text = match event.text("title") {
        Some(title) => title.to_owned(),
        None => sentence(event),
    };
    one_line(&text)
}

/// Money as people read it: `about 100 M USD`, `683.9 bn USD`, `1.2 bn to 1.4 bn EUR`. Figures
/// that three decimals would not hold exactly are written out.
pub fn money(amount: &Amount) -> String {
    let bound = match amount.bound {
        Bound::Exact => "",
        Bound::About => "about ",
        Bound::AtLeast => "at least ",
        Bound::AtMost => "at most ",
    };
    let value = scaled(amount.value);
    match amount.high {
        Some(high) => format!("{bound}{value} to {} {}", scaled(high), amount.currency),
        None => format!("{bound}{value} {}", amount.currency),
    }
}

fn sentence(event: &Event) -> String {
    match event.kind() {
        Kind::Threat => threat(event),
        Kind::FundExit => fund_exit(event),
        Kind::Holding => holding(event),
        Kind::YieldMove => yield_move(event),
        Kind::PolicyShift => policy_shift(event),
        Kind::Sanction => sanction(event),
        Kind::Statement => statement(event),
        Kind::Observation => observation(event),
        Kind::Forecast => forecast(event),
        Kind::Link => link(event),
        Kind::Correction => correction(event),
        Kind::Retraction => format!(
            "Retraction of {}{}",
            reference(event, "target"),
            after(": ", event.text("reason"))
        ),
        Kind::Dispute => format!(
            "{} disputes {}{}",
            event.text("by").unwrap_or("The desk"),
            reference(event, "target"),
            after(": ", event.text("claim"))
        ),
        Kind::Corroboration => corroboration(event),
        Kind::Citation => citation(event),
    }
}

/// The question that an article relied on, as it can be asked again.
fn citation(event: &Event) -> String {
    match event
        .fields()
        .get("query")
        .and_then(|query| query.as_object())
    {
        Some(query) => format!("Relied on: {}", asked::words(query)),
        None => "Citation".to_owned(),
    }
}

fn threat(event: &Event) -> String {
    format!(
        "{} threatened {}: {}{}",
        party(event, "by"),
        places(event, "against"),
        event.text("consequence").unwrap_or_default(),
        after(", if ", event.text("condition"))
    )
}

fn fund_exit(event: &Event) -> String {
    let holder = party(event, "holder");
    let asset = asset(event);
    let part = match event.text("scope") {
        Some("full") => "all of its",
        Some("partial") => "part of its",
        _ => "its",
    };
    let what = match event.text("stage") {
        Some("under_way") => format!("{holder} is selling {part} {asset}"),
        Some("completed") => format!("{holder} has sold {part} {asset}"),
        Some("cancelled") => format!("{holder} called off the sale of {part} {asset}"),
        _ => format!("{holder} announced the sale of {part} {asset}"),
    };
    let amount = event.amount("amount").map(|amount| money(&amount));
    let done = event
        .amount("done")
        .map(|done| format!("{} done", money(&done)));
    let figures: Vec<String> = amount.into_iter().chain(done).collect();
    let figures = match figures.is_empty() {
        true => String::new(),
        false => format!(" ({})", figures.join(", ")),
    };
    format!("{what}{figures}{}", after(" by ", event.text("deadline")))
}

fn holding(event: &Event) -> String {
    let amount = event.amount("amount").map(|amount| money(&amount));
    format!(
        "{} held {} of {}{}",
        party(event, "holder"),
        amount.unwrap_or_default(),
        asset(event),
        after(", ", event.text("series"))
    )
}

fn yield_move(event: &Event) -> String {
    let bond = event
        .instrument("instrument")
        .map_or_else(String::new, |bond| {
            format!("{} {}", bond.issuer, bond.tenor)
        });
    let mut parts = Vec::new();
    if let Some(level) = event.text("level") {
        parts.push(format!("at {level} %"));
    }
    if let Some(from) = event.text("from") {
        parts.push(format!("from {from} %"));
    }
    if let Some(change) = event.text("change_bp") {
        let (way, size) = match change.strip_prefix('-') {
            Some(size) => ("down", size),
            None => ("up", change),
        };
        parts.push(format!("{way} {size} bp"));
    }
    if let Some(record) = event.text("record") {
        parts.push(format!("a record {record}"));
    }
    format!("{bond} yield {}", parts.join(", "))
}

fn policy_shift(event: &Event) -> String {
    let toward = match (event.text("alignment"), event.list("toward").is_empty()) {
        (_, true) => String::new(),
        (Some("closer"), _) => format!(", closer to {}", places(event, "toward")),
        (Some("away"), _) => format!(", away from {}", places(event, "toward")),
        _ => format!(", toward {}", places(event, "toward")),
    };
    let area = match event.text("area") {
        Some("other") | None => String::new(),
        Some(area) => format!("{} ", words(area)),
    };
    format!(
        "{} changed its {area}policy{}{}{toward}",
        party(event, "by"),
        after(" from ", event.text("from")),
        after(" to ", event.text("to")),
    )
}

fn sanction(event: &Event) -> String {
    let action = match event.text("action") {
        Some("withdrawn") => "withdrew",
        Some(action) => action,
        None => "changed",
    };
    let is_new = matches!(action, "imposed" | "threatened");
    let one = |article: &str, name: &str| match is_new {
        true => format!("{article} {name}"),
        false => format!("the {name}"),
    };
    let measure = match event.text("measure") {
        Some("asset_freeze") => one("an", "asset freeze"),
        Some("trade_embargo") => one("a", "trade embargo"),
        Some("travel_ban") => one("a", "travel ban"),
        Some("export_control") => "export controls".to_owned(),
        Some("tariff") => "tariffs".to_owned(),
        Some("financial") => "financial sanctions".to_owned(),
        _ => "sanctions".to_owned(),
    };
    let mut hit: Vec<String> = event.list("against").into_iter().map(place).collect();
    hit.extend(event.list("entities").into_iter().map(str::to_owned));
    format!(
        "{} {action} {measure} on {}{}",
        places(event, "by"),
        hit.join(", "),
        after(", ", event.text("program"))
    )
}

fn statement(event: &Event) -> String {
    let by = party(event, "by");
    let who = match event.text("speaker") {
        Some(speaker) => format!("{speaker} for {by}"),
        None => by,
    };
    let toward = match event.list("toward").is_empty() {
        true => String::new(),
        false => format!(" toward {}", places(event, "toward")),
    };
    let quote = match event.text("quote") {
        Some(quote) => format!(": “{quote}”"),
        None => String::new(),
    };
    format!("{who} {}{toward}{quote}", said(event.text("act")))
}

/// What was done by saying it, in the past tense and without an object.
fn said(act: Option<&str>) -> &'static str {
    match act.unwrap_or_default() {
        "dismisses" => "was dismissive",
        "reassures" => "gave reassurance",
        "considers" => "said it was considering",
        "denies" => "issued a denial",
        "appeals" => "appealed",
        "pledges" => "made a pledge",
        "consults" => "held consultations",
        "negotiates" => "negotiated",
        "praises" => "gave praise",
        "supports" => "voiced support",
        "concedes" => "made a concession",
        "demands" => "made a demand",
        "criticises" => "voiced criticism",
        "accuses" => "made an accusation",
        "rejects" => "voiced rejection",
        "warns" => "warned",
        _ => "commented",
    }
}

fn observation(event: &Event) -> String {
    let amount = event.amount("amount").map(|amount| money(&amount));
    let percent = event.text("percent").map(|percent| format!("{percent} %"));
    let count = whole(event, "count");
    let rank = whole(event, "rank").map(|rank| format!("no. {rank}"));
    format!(
        "{}: {} {}{}",
        party(event, "subject"),
        words(event.text("measure").unwrap_or_default()),
        amount.or(percent).or(count).or(rank).unwrap_or_default(),
        after(", ", event.text("series"))
    )
}

fn forecast(event: &Event) -> String {
    let amount = event.amount("amount").map(|amount| money(&amount));
    format!(
        "{} expects{}: {}{}",
        party(event, "by"),
        after(" by ", event.text("horizon")),
        event.text("claim").unwrap_or_default(),
        match amount {
            Some(amount) => format!(" ({amount})"),
            None => String::new(),
        }
    )
}

fn link(event: &Event) -> String {
    let confidence = event.fields().get("confidence");
    format!(
        "{} → {} ({}{})",
        reference(event, "cause"),
        reference(event, "effect"),
        words(event.text("relation").unwrap_or_default()),
        match confidence {
            Some(confidence) => format!(", confidence {confidence}"),
            None => String::new(),
        }
    )
}

fn correction(event: &Event) -> String {
    let changes = event.fields().get("changes");
    let names: Vec<&str> = match changes.and_then(|changes| changes.as_object()) {
        Some(changes) => changes.keys().map(String::as_str).collect(),
        None => Vec::new(),
    };
    format!(
        "Correction of {} ({}){}",
        reference(event, "target"),
        names.join(", "),
        after(": ", event.text("reason"))
    )
}

fn corroboration(event: &Event) -> String {
    let names: Vec<String> = event
        .sources()
        .into_iter()
        .filter_map(|source| source.publisher.or(source.url))
        .collect();
    format!(
        "{} corroborates {}",
        names.join(", "),
        reference(event, "target")
    )
}

fn party(event: &Event, field: &str) -> String {
    let Some(Party { name, country, .. }) = event.party(field) else {
        return "Somebody".to_owned();
    };
    match (name, country) {
        (Some(name), Some(country)) => format!("{name} ({country})"),
        (Some(name), None) => name,
        (None, Some(country)) => place(&country),
        (None, None) => "Somebody".to_owned(),
    }
}

fn place(code: &str) -> String {
    codes::name(code).unwrap_or(code).to_owned()
}

fn places(event: &Event, field: &str) -> String {
    let names: Vec<String> = event.list(field).into_iter().map(place).collect();
    super::shown::every(&names)
}

fn asset(event: &Event) -> String {
    match event.asset("asset") {
        Some(asset) => match asset.issuer {
            Some(issuer) => format!("{}:{issuer}", asset.class),
            None => asset.class,
        },
        None => String::new(),
    }
}

/// A whole number, recorded as a number or as text.
fn whole(event: &Event, field: &str) -> Option<String> {
    let value = event.fields().get(field)?;
    value
        .as_u64()
        .map(|number| number.to_string())
        .or_else(|| value.as_str().map(str::to_owned))
}

/// A UUID by its last eight digits, any other REF as it stands.
fn reference(event: &Event, field: &str) -> String {
    let text = event.text(field).unwrap_or_default();
    match event.reference(field) {
        Some(_) => format!(
            "…{}",
            text.get(text.len().saturating_sub(8)..).unwrap_or(text)
        ),
        None => text.to_owned(),
    }
}

fn after(before: &str, text: Option<&str>) -> String {
    text.map_or_else(String::new, |text| format!("{before}{text}"))
}

fn words(snake: &str) -> String {
    snake.replace('_', " ")
}

fn scaled(value: Decimal) -> String {
    const UNITS: [(i128, &str); 3] = [
        (1_000_000_000_000, " trn"),
        (1_000_000_000, " bn"),
        (1_000_000, " M"),
    ];
    let fits = |scale: i128| value.0 >= scale * 1_000_000 && value.0 % (scale * 1_000) == 0;
    match UNITS.into_iter().find(|(scale, _)| fits(*scale)) {
        Some((scale, unit)) => format!("{}{unit}", Decimal(value.0 / scale)),
        None => value.to_string(),
    }
}

fn one_line(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(MAX_LENGTH) {
        None => line,
        Some(_) => line.chars().take(MAX_LENGTH - 1).chain(['…']).collect(),
    }
}
