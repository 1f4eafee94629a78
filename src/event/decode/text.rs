//! Text fields by type: each shape is decided where its type lives, here it is only asked
//! for. Owns one judgement: whether a publisher describes a source or names it.

use crate::event::asset::Instrument;
use crate::event::codes;
use crate::event::field::FieldType;
use crate::event::nearest::nearest_word;
use crate::event::problem::Fault;
use crate::event::reference::Reference;
use crate::event::shown::either;
use crate::event::text;
use crate::event::text::quoted;
use crate::event::when::When;

/// The stored form of a field that is text.
pub(super) fn stored(ty: FieldType, given: &str) -> Result<String, Fault> {
    let text = match ty {
        FieldType::Text { max: Some(_), .. } => text::check_title(given)?,
        FieldType::Text { lines: true, .. } => text::check_lines(given)?,
        _ => text::check_line(given)?,
    };
    match ty {
        FieldType::Date => When::parse(&text).map(drop)?,
        FieldType::Code => codes::check_country(&text)?,
        FieldType::Currency => codes::check_currency(&text)?,
        FieldType::Word(words) => word(&text, words)?,
        FieldType::Snake => text::check_snake(&text)?,
        FieldType::Slug => text::check_slug(&text)?,
        FieldType::Label => text::check_label(&text)?,
        FieldType::Tenor => Instrument::check_tenor(&text)?,
        FieldType::Url => text::check_url(&text)?,
        FieldType::Language => text::check_lang(&text)?,
        FieldType::Evidence => text::check_evidence(&text)?,
        FieldType::Grade => text::check_grade(&text)?,
        FieldType::Reference => Reference::parse(&text).map(drop)?,
        FieldType::Digest => hash(text::is_hex_hash(&text), ty, &text)?,
        FieldType::Root => hash(text::is_root(&text), ty, &text)?,
        _ => {}
    }
    Ok(text)
}

fn hash(fits: bool, ty: FieldType, text: &str) -> Result<(), Fault> {
    match fits {
        true => Ok(()),
        false => Err(Fault::new(
            "wrong_type",
            format!("{} is not {}", quoted(text), ty.describe()),
            "take it as the program printed it",
        )),
    }
}

fn word(text: &str, words: &'static [&'static str]) -> Result<(), Fault> {
    if words.contains(&text) {
        return Ok(());
    }
    let hint = match nearest_word(text, words.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => "choose one of them".to_owned(),
    };
    Err(Fault::new(
        "unknown_word",
        format!("{} is not one of {}", quoted(text), either(words)),
        hint,
    ))
}

/// Whether a publisher describes a source that must not be named. No machine can tell; this
/// one lets pass what starts with a lower-case letter (`senior Treasury official`), with an
/// article or a number word (`A fund manager`), or holds one of the usual words (`Officials
/// close to the talks`, `知情人士`), and refuses what else looks like a name (`Scott Bessent`,
/// `Reuters`).
pub(super) fn describes(text: &str) -> bool {
    const FIRST: &str = " a an one two three four several some someone somebody sources ";
    const WORDS: &str = " source sources official officials diplomat diplomats person persons \
        people adviser advisers advisor advisors aide aides banker bankers trader traders \
        executive executives insider insiders employee employees investor investors manager \
        managers minister ministers member members staff staffer lawmaker lawmakers lawyer \
        lawyers analyst analysts economist economists negotiator negotiators delegate delegates \
        envoy envoys participant participants regulator regulators ";
    const PARTS: [&str; 10] = [
        "人士",
        "消息",
        "官员",
        "官員",
        "外交官",
        "高管",
        "顾问",
        "顧問",
        "员工",
        "員工",
    ];
    let is_in = |list: &str, word: &str| list.contains(&format!(" {word} "));
    let lower = text.trim().to_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    text.trim().starts_with(char::is_lowercase)
        || words.peek().is_some_and(|first| is_in(FIRST, first))
        || words.any(|word| is_in(WORDS, word))
        || PARTS.iter().any(|part| lower.contains(part))
}
