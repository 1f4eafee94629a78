//! One sentence a rule, in English and Chinese: parties, free text, and the kinds other than
//! exits.

use dateline::say::Lang;
use serde_json::{Value, json};

use super::examples::{says, usd};
use super::{event, said};

#[test]
fn a_party_has_its_article_its_country_and_its_name_in_the_language() {
    for (party, en, zh) in [
        (json!({"country": "US"}), "The United States", "美国"),
        (json!({"country": "EA"}), "The euro area", "欧元区"),
        (json!({"name": "Japan", "country": "JP"}), "Japan", "日本"),
        (
            json!({"name": "European Union", "country": "EU", "type": "bloc"}),
            "The European Union",
            "欧盟",
        ),
        (
            json!({"name": "Bank of Japan", "names": {"zh-Hans": "日本央行"}, "country": "JP", "type": "central_bank"}),
            "The Bank of Japan",
            "日本央行",
        ),
        (
            json!({"name": "PFA", "country": "DK"}),
            "PFA of Denmark",
            "丹麦的PFA",
        ),
        (
            json!({"name": "PBU", "names": {"en": "Early Childhood Pension"}, "country": "DK"}),
            "Early Childhood Pension of Denmark",
            "丹麦的PBU",
        ),
        (json!({"name": "iShares"}), "iShares", "iShares"),
        (
            json!({"name": "de Volksbank"}),
            "De Volksbank",
            "de Volksbank",
        ),
    ] {
        says(
            &event("statement", json!({"by": party, "act": "warns"})),
            &format!("{en} gave a warning on 20 January 2026, according to Reuters."),
            &format!("据Reuters报道，{}于2026年1月20日发出警告。", zh),
        );
    }
}

#[test]
fn words_of_another_script_and_quotes_stand_in_quotation_marks() {
    says(
        &event(
            "threat",
            json!({"by": {"country": "US"}, "against": ["EUROPE"], "means": "military",
            "consequence": "重手报复。", "condition": "Europe sells", "speaker": "Donald Trump",
            "until": "2026-02"}),
        ),
        "Donald Trump, speaking for the United States, threatened Europe on 20 January 2026 with \
         military means: “重手报复”, if Europe sells (until the end of February 2026), according \
         to Reuters.",
        "据Reuters报道，Donald Trump代表美国于2026年1月20日以军事手段威胁欧洲：\
         如果“Europe sells”，则重手报复（至2026年2月底）。",
    );
    says(
        &event(
            "statement",
            json!({"by": {"country": "DK"}, "act": "denies", "toward": ["US", "CN", "EU"],
            "quote": "Not\nso."}),
        ),
        "Denmark issued a denial toward the United States, China and the European Union on 20 \
         January 2026: “Not so”, according to Reuters.",
        "据Reuters报道，丹麦于2026年1月20日向美国、中国和欧盟作出否认：“Not so”。",
    );
    let long = event(
        "forecast",
        json!({"by": {"name": "Citi"}, "claim": "rates ".repeat(200)}),
    );
    assert!(said(&long, Lang::En).chars().count() < 400);
}

#[test]
fn yields_rise_fall_stand_and_reach_records() {
    let moved = |fields: Value| {
        let mut event = event(
            "yield_move",
            json!({"instrument": {"issuer": "JP", "tenor": "30Y"}}),
        );
        for (name, value) in fields.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    };
    for (fields, en, zh) in [
        (
            json!({"change_bp": "25", "from": "3.41", "level": "3.66", "record": "high"}),
            "rose by 25 basis points from 3.41% to 3.66% on 20 January 2026, a record high",
            "于2026年1月20日由3.41%上升25个基点至3.66%，为历史最高",
        ),
        (
            json!({"change_bp": "-0.5", "basis": "close"}),
            "fell by 0.5 basis points on 20 January 2026, at the close",
            "于2026年1月20日下降0.5个基点（收盘价）",
        ),
        (
            json!({"from": "3.4", "level": "3.2"}),
            "fell from 3.4% to 3.2% on 20 January 2026",
            "于2026年1月20日由3.4%下降至3.2%",
        ),
        (
            json!({"change_bp": "0", "level": "-0.1"}),
            "was unchanged at −0.1% on 20 January 2026",
            "于2026年1月20日持平，为-0.1%",
        ),
        (
            json!({"level": "3.66"}),
            "stood at 3.66% on 20 January 2026",
            "于2026年1月20日为3.66%",
        ),
        (
            json!({"record": "low"}),
            "reached a record low on 20 January 2026",
            "于2026年1月20日达到历史最低",
        ),
    ] {
        says(
            &moved(fields),
            &format!(
                "The yield of the 30-year government bond of Japan {en}, according to Reuters."
            ),
            &format!("据Reuters报道，日本30年期国债的收益率{zh}。"),
        );
    }
}

#[test]
fn policies_and_sanctions() {
    says(
        &event(
            "policy_shift",
            json!({"by": {"country": "CN"}, "area": "payments", "ongoing": true,
            "toward": ["RU"], "alignment": "closer", "from": "dollars", "to": "renminbi", "effective": "2026-02"}),
        ),
        "China changed payments policy from 20 January 2026 on, from dollars to renminbi, closer \
         to Russia, in effect from February 2026, according to Reuters.",
        "据Reuters报道，中国自2026年1月20日起调整其支付政策，由“dollars”改为“renminbi”，\
         向俄罗斯靠拢，自2026年2月起生效。",
    );
    says(
        &event(
            "sanction",
            json!({"by": ["US", "EU"], "against": ["RU"], "entities": ["Sberbank"],
            "measure": "asset_freeze", "action": "imposed", "program": "20th package", "expires": "2026-07-31"}),
        ),
        "The United States and the European Union imposed an asset freeze on Russia and Sberbank \
         on 20 January 2026 (20th package), until 31 July 2026, according to Reuters.",
        "据Reuters报道，美国和欧盟于2026年1月20日对俄罗斯和Sberbank实施资产冻结（“20th package”），至2026年7月31日。",
    );
    says(
        &event(
            "sanction",
            json!({"by": ["US"], "against": ["EU"], "measure": "tariff", "action": "threatened"}),
        ),
        "The United States threatened on 20 January 2026 to impose tariffs on the European Union, \
         according to Reuters.",
        "据Reuters报道，美国于2026年1月20日威胁对欧盟加征关税。",
    );
}

#[test]
fn observations_and_forecasts() {
    says(
        &event(
            "observation",
            json!({"subject": {"country": "JP"}, "measure": "treasury_holder_rank", "rank": 1, "series": "TIC"}),
        ),
        "Japan ranked number 1 among holders of US Treasuries on 20 January 2026 (by the series \
         TIC), according to Reuters.",
        "据Reuters报道，日本于2026年1月20日在美国国债持有者中排名第1位（据“TIC”统计）。",
    );
    says(
        &event(
            "observation",
            json!({"subject": {"country": "US"}, "measure": "interest_to_tax", "percent": "18.5"}),
        ),
        "The ratio of interest to tax revenue of the United States came to 18.5% on 20 January \
         2026, according to Reuters.",
        "据Reuters报道，美国于2026年1月20日的利息占税收之比为18.5%。",
    );
    says(
        &event(
            "observation",
            json!({"subject": {"name": "Deutsche Bundesbank", "country": "DE", "type": "central_bank"}, "measure": "gold_tonnes",
            "count": 3351, "sources": [{"publisher": "Deutsche Bundesbank"}, {"publisher": "The White House"}]}),
        ),
        "Deutsche Bundesbank had 3,351 tonnes of gold on 20 January 2026, according to Deutsche \
         Bundesbank itself and the White House.",
        "据Deutsche Bundesbank自身和The White House报道，Deutsche Bundesbank于2026年1月20日的黄金（吨）为3351。",
    );
    says(
        &event(
            "forecast",
            json!({"by": {"name": "Citigroup", "country": "US"}, "claim": "bonds will be sold.",
            "amount": usd("130000000000", "at_most"), "asset": {"class": "sovereign_bond", "issuer": "JP"}, "horizon": "2026"}),
        ),
        "Citigroup of the United States forecast on 20 January 2026, for government bonds of \
         Japan, by the end of 2026: bonds will be sold (up to $130 billion), according to Reuters.",
        "据Reuters报道，美国的Citigroup于2026年1月20日预测，关于日本的国债，最迟于2026年底：\
         “bonds will be sold”（至多1300亿美元）。",
    );
}

#[test]
fn whoever_holds_the_office_does_not_speak_for_it() {
    let warned = |by: Value, speaker: &str| {
        event(
            "statement",
            json!({"by": by, "act": "warns", "speaker": speaker, "title": "No sale", "titles": {"zh": "不卖"}}),
        )
    };
    let minister = json!({"name": "Prime Minister of Denmark", "names": {"zh": "丹麦首相"}, "country": "DK", "type": "official"});
    says(
        &warned(minister, "Mette Frederiksen"),
        "Mette Frederiksen, the Prime Minister of Denmark, gave a warning on 20 January 2026 \
         (headline: “No sale”), according to Reuters.",
        "据Reuters报道，丹麦首相Mette Frederiksen于2026年1月20日发出警告（标题：“不卖”）。",
    );
    says(
        &warned(json!({"country": "DK"}), "A spokesman"),
        "A spokesman, speaking for Denmark, gave a warning on 20 January 2026 (headline: “No \
         sale”), according to Reuters.",
        "据Reuters报道，A spokesman代表丹麦于2026年1月20日发出警告（标题：“不卖”）。",
    );
}
