//! One sentence a rule, in English and Chinese: the stages and bounds of exits, money, and
//! dates.

use dateline::say::Lang;
use serde_json::{Value, json};

use super::{event, said};

#[track_caller]
pub fn says(event: &Value, en: &str, zh: &str) {
    assert_eq!(said(event, Lang::En), en);
    assert_eq!(said(event, Lang::Zh), zh);
}

fn exit(fields: Value) -> Value {
    let mut exit = event(
        "fund_exit",
        json!({
            "holder": {"name": "AkademikerPension", "names": {"zh": "学界养老基金"}, "country": "DK", "type": "pension_fund"},
            "asset": {"class": "us_treasury", "issuer": "US"},
        }),
    );
    for (name, value) in fields.as_object().unwrap() {
        exit[name] = value.clone();
    }
    exit
}

pub fn usd(value: &str, bound: &str) -> Value {
    json!({"value": value, "currency": "USD", "bound": bound})
}

#[test]
fn the_verb_of_an_exit_is_that_of_its_stage_and_bound() {
    says(
        &exit(
            json!({"stage": "announced", "scope": "full", "amount": usd("100000000", "about"),
            "deadline": "2026-01-31"}),
        ),
        "AkademikerPension of Denmark said on 20 January 2026 that it would sell all its US \
         Treasuries (about $100 million) by 31 January 2026, according to Reuters.",
        "据Reuters报道，丹麦的学界养老基金于2026年1月20日表示将出售其全部美国国债（约1亿美元），\
         最迟于2026年1月31日完成。",
    );
    says(
        &exit(json!({"stage": "completed", "amount": usd("30000000000", "at_least")})),
        "AkademikerPension of Denmark had sold at least $30 billion of US Treasuries by 20 \
         January 2026, according to Reuters.",
        "据Reuters报道，丹麦的学界养老基金截至2026年1月20日已售出至少300亿美元的美国国债。",
    );
    says(
        &exit(
            json!({"stage": "under_way", "scope": "partial", "done": usd("40000000", "at_most")}),
        ),
        "AkademikerPension of Denmark was selling part of its US Treasuries on 20 January 2026, \
         of which it had sold up to $40 million, according to Reuters.",
        "据Reuters报道，丹麦的学界养老基金于2026年1月20日正在出售其部分美国国债，其中已售出至多4000万美元。",
    );
    says(
        &exit(json!({"stage": "cancelled", "amount": usd("683900000000", "exact")})),
        "AkademikerPension of Denmark called off on 20 January 2026 the sale of $683.9 billion \
         of US Treasuries, according to Reuters.",
        "据Reuters报道，丹麦的学界养老基金于2026年1月20日取消出售6839亿美元的美国国债。",
    );
    says(
        &exit(
            json!({"stage": "completed", "scope": "partial", "amount": usd("9", "exact"),
            "done": {"value": "1200000000", "high": "1400000000", "currency": "EUR"}})
            .as_object()
            .map(|fields| {
                let mut fields = fields.clone();
                fields.remove("amount");
                Value::Object(fields)
            })
            .unwrap(),
        ),
        "AkademikerPension of Denmark had sold between €1.2 billion and €1.4 billion of its US \
         Treasuries by 20 January 2026, according to Reuters.",
        "据Reuters报道，丹麦的学界养老基金截至2026年1月20日已售出其部分美国国债（12亿欧元至14亿欧元）。",
    );
}

#[test]
fn a_figure_is_never_rounded() {
    let held = |value: &str, currency: &str| {
        event(
            "holding",
            json!({"holder": {"country": "JP"}, "asset": {"class": "gold"},
                "amount": {"value": value, "currency": currency}}),
        )
    };
    for (value, currency, en, zh) in [
        ("0", "USD", "$0", "0美元"),
        ("999999.5", "USD", "$999,999.5", "999999.5美元"),
        ("1316700000000", "USD", "$1.3167 trillion", "1.3167万亿美元"),
        (
            "1316712345678.25",
            "USD",
            "$1,316,712,345,678.25",
            "1316712345678.25美元",
        ),
        ("12345678", "JPY", "12,345,678 yen", "1234.5678万日元"),
        (
            "3500000000",
            "DKK",
            "3.5 billion Danish kroner",
            "35亿丹麦克朗",
        ),
        ("1500000", "CNY", "1.5 million yuan", "150万元人民币"),
        ("20000", "XAU", "20,000 XAU", "2万XAU"),
        (
            "999999999999999999.999999",
            "USD",
            "$999,999,999,999,999,999.999999",
            "999999999999999999.999999美元",
        ),
    ] {
        says(
            &held(value, currency),
            &format!("Japan held {en} of gold on 20 January 2026, according to Reuters."),
            &format!("据Reuters报道，日本于2026年1月20日持有{zh}的黄金。"),
        );
    }
}

#[test]
fn a_date_is_said_at_its_precision() {
    for (date, en, zh) in [
        ("2026", "in 2026", "于2026年"),
        ("2026?", "around 2026", "于2026年前后"),
        ("2026-01", "in January 2026", "于2026年1月"),
        (
            "2026-34",
            "in the second quarter of 2026",
            "于2026年第二季度",
        ),
        (
            "2026-01-20~",
            "around 20 January 2026",
            "于2026年1月20日前后",
        ),
        (
            "2026-01-22/2026-01-24",
            "between 22 and 24 January 2026",
            "于2026年1月22日至24日间",
        ),
        (
            "2025-12-30/2026-01-02",
            "between 30 December 2025 and 2 January 2026",
            "于2025年12月30日至2026年1月2日间",
        ),
        (
            "2026-01-30/2026-02-02",
            "between 30 January and 2 February 2026",
            "于2026年1月30日至2月2日间",
        ),
        (
            "2026-01/2026-03",
            "between January and March 2026",
            "于2026年1月至3月间",
        ),
        ("2025/2026", "between 2025 and 2026", "于2025年至2026年间"),
        (
            "2025?/2026-01",
            "between around 2025 and January 2026",
            "于2025年前后至2026年1月间",
        ),
        (
            "2026-01-22T14:30:00Z",
            "at 14:30 UTC on 22 January 2026",
            "于2026年1月22日14:30（世界协调时）",
        ),
        (
            "2026-01-22T14:30:05.25+09:00",
            "at 14:30:05.25 (UTC+09:00) on 22 January 2026",
            "于2026年1月22日14:30:05.25（世界协调时+09:00）",
        ),
    ] {
        let mut event = event(
            "statement",
            json!({"by": {"country": "US"}, "act": "warns"}),
        );
        event["happened"] = json!(date);
        says(
            &event,
            &format!("The United States gave a warning {en}, according to Reuters."),
            &format!("据Reuters报道，美国{zh}发出警告。"),
        );
    }
}

#[test]
fn a_limit_is_through_the_end_of_its_date() {
    for (deadline, en, zh) in [
        ("2026-01-31", "by 31 January 2026", "最迟于2026年1月31日"),
        ("2026-03", "by the end of March 2026", "最迟于2026年3月底"),
        ("2026", "by the end of 2026", "最迟于2026年底"),
        (
            "2026-33",
            "by the end of the first quarter of 2026",
            "最迟于2026年第一季度末",
        ),
        ("2026-03~", "by around March 2026", "最迟于2026年3月前后"),
        (
            "2026-03-01/2026-03-05",
            "by 5 March 2026",
            "最迟于2026年3月5日",
        ),
    ] {
        says(
            &exit(json!({"stage": "announced", "deadline": deadline})),
            &format!(
                "AkademikerPension of Denmark said on 20 January 2026 that it would sell US \
                 Treasuries {en}, according to Reuters."
            ),
            &format!(
                "据Reuters报道，丹麦的学界养老基金于2026年1月20日表示将出售美国国债，{zh}完成。"
            ),
        );
    }
}
