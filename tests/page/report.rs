//! The report as a file: what it holds for the demo, what it makes of hostile texts, and that
//! nothing in it leads or asks elsewhere unbidden.

use std::collections::BTreeSet;

use crate::support::Bench;

fn report(bench: &Bench, flags: &[&str]) -> String {
    let mut line = vec!["report", "-o", "page.html"];
    line.extend(flags);
    bench.run(&line).ok();
    std::fs::read_to_string(bench.path("page.html")).unwrap()
}

/// The values of an attribute, as they stand.
fn values<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let start = format!(" {name}=\"");
    let found = text.match_indices(&start);
    found
        .filter_map(|(at, _)| text[at + start.len()..].split('"').next())
        .collect()
}

#[test]
fn the_demo_fits_one_page_that_asks_for_nothing() {
    let bench = Bench::with_demo();
    for lang in ["en", "zh"] {
        let page = report(&bench, &["--lang", lang]);
        assert!(page.len() < 2_000_000, "{} bytes", page.len());
        assert!(page.starts_with("<!DOCTYPE html>"));
        assert!(page.contains(&format!("<html lang=\"{lang}\">")));
        for asking in [
            " src=",
            "@import",
            "url(",
            "<link",
            "<iframe",
            "fetch(",
            "http-equiv",
        ] {
            assert!(!page.contains(asking), "{asking}");
        }
    }
}

#[test]
fn every_link_inside_the_page_leads_to_a_place_in_it() {
    let bench = Bench::with_demo();
    let page = report(&bench, &[]);
    let places: BTreeSet<&str> = values(&page, "id").into_iter().collect();
    let links = values(&page, "href");
    let inside: Vec<&str> = links
        .iter()
        .filter_map(|link| link.strip_prefix('#'))
        .collect();
    assert!(inside.len() > 300, "{} links", inside.len());
    let lost: Vec<&&str> = inside
        .iter()
        .filter(|link| !places.contains(**link))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert_eq!(
        places.len(),
        values(&page, "id").len(),
        "two places share a name"
    );
}

#[test]
fn every_entry_stands_on_the_page_with_its_sources() {
    let bench = Bench::with_demo();
    let page = report(&bench, &[]);
    for position in 1..=124 {
        assert!(
            page.contains(&format!("<article id=\"e{position}\">")),
            "@{position}"
        );
    }
    let log = bench.run(&["log", "--json"]).json();
    for row in log["rows"].as_array().unwrap() {
        for source in row["event"]["sources"].as_array().into_iter().flatten() {
            if let Some(url) = source["url"].as_str() {
                assert!(page.contains(&url.replace('&', "&amp;")), "{url}");
            }
        }
    }
    let root = log["citation"]["root"].as_str().unwrap();
    assert!(page.contains(root));
}

#[test]
fn every_finding_of_the_audit_stands_on_the_page_with_its_way_to_the_entry() {
    let bench = Bench::with_demo();
    let page = report(&bench, &[]);
    let section = page.split("<section id=\"audit\"").nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    let audit = bench.run(&["audit", "--json"]).exits(1).json();
    let rows = audit["rows"].as_array().unwrap();
    assert!(rows.len() > 50);
    for row in rows {
        let about = row["about"].as_str().unwrap();
        let about = about.replace('&', "&amp;").replace('"', "&quot;");
        assert!(section.contains(&about), "{about}");
        assert!(section.contains(&format!("href=\"#e{}\"", row["position"])));
        assert!(section.contains(row["why"].as_str().unwrap()));
    }
}

#[test]
fn the_checkpoint_of_the_page_is_the_stores_own_and_verifies() {
    let bench = Bench::with_demo();
    let page = report(&bench, &["--known", "@100"]);
    let checkpoint = bench.run(&["checkpoint", "--known", "@100"]).ok().out;
    assert!(page.contains(&format!("<pre>{checkpoint}</pre>")));
    let links = values(&page, "href");
    let file = links
        .iter()
        .find_map(|link| link.strip_prefix("data:text/plain;charset=utf-8,"));
    let mut text = Vec::new();
    let mut rest = file.unwrap().bytes();
    while let Some(byte) = rest.next() {
        text.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            plain => plain,
        });
    }
    assert_eq!(text, checkpoint.as_bytes());
    std::fs::write(bench.path("page-checkpoint.txt"), &text).unwrap();
    bench
        .run(&["verify", "--against", "page-checkpoint.txt"])
        .ok();
}

#[test]
fn every_section_says_how_to_ask_it_again() {
    let bench = Bench::with_demo();
    let page = report(&bench, &["--on", "2026-01-25"]);
    for command in [
        "timeline",
        "stance",
        "divestment",
        "threats",
        "sources",
        "audit",
        "log",
    ] {
        let said = format!("<code>dateline {command} ");
        let line = page
            .split(&said)
            .nth(1)
            .unwrap_or_else(|| panic!("{command}"));
        let flags = line.split("</code>").next().unwrap();
        assert!(
            flags.contains("--known @124") && flags.contains("--on 2026-01-25"),
            "{flags}"
        );
        let words: Vec<&str> = std::iter::once(command).chain(flags.split(' ')).collect();
        let code = bench.run(&words).code;
        assert!(matches!(code, 0 | 1), "{words:?}: {code}");
    }
}

#[test]
fn a_damaged_log_is_not_attested_to() {
    let bench = Bench::with_demo();
    let log = bench.path("desk").join("log.jsonl");
    let mut bytes = std::fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&log, bytes).unwrap();
    bench.run(&["report", "-o", "page.html"]).exits(4);
    let page = std::fs::read_to_string(bench.path("page.html")).unwrap();
    assert!(page.contains("The log is damaged"));
    assert!(!page.contains("data:text/plain"));
}

#[test]
fn the_page_says_what_the_clocks_leave_out() {
    let bench = Bench::with_demo();
    let page = report(
        &bench,
        &[
            "--on",
            "2026-01-21",
            "--published",
            "2026-01-21",
            "--known",
            "@100",
        ],
    );
    assert!(page.contains("What had happened by 21 January 2026; what the public could know by 21 January 2026; as the log stood at entry 100"));
    assert!(!page.contains("id=\"e101\""));
    assert!(page.contains("without a dated source"));
}

#[test]
fn impossible_links_are_struck_and_broken_ones_faded() {
    let bench = Bench::with_demo();
    let page = report(&bench, &[]);
    assert!(page.contains("class=\"arc impossible\""));
    assert!(page.contains("class=\"strike\""));
    assert!(page.contains("broken\" d="));
    assert!(page.contains("contradicted by the dates as recorded"));
}

#[test]
fn texts_of_the_log_never_become_markup_or_links_that_run() {
    let bench = Bench::with_store();
    let hostile = "</title><script>alert(1)</script><img src=x onerror=alert(2)>";
    bench
        .run(&[
            "add",
            "statement",
            "--by",
            "\"><svg onload=alert(3)>, DK, person",
            "--act",
            "warns",
            "--toward",
            "US",
            "--happened",
            "2026-01-02",
            "--title",
            hostile,
            "--publisher",
            "'\"&<>",
            "--url",
            "https://example.org/?a=1&b='2'",
            "--published",
            "2026-01-03",
            "--source-quote",
            "]]></style><style>*{display:none}",
        ])
        .ok();
    for lang in ["en", "zh"] {
        let page = report(&bench, &["--lang", lang]);
        assert_eq!(page.matches("<script>").count(), 1, "ours alone");
        assert!(page.contains("&lt;/title&gt;&lt;script&gt;"));
        assert!(!page.contains("<img"));
        assert!(!page.contains("<svg onload"));
        assert_eq!(page.matches("<style>").count(), 1);
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(
            values(&page, "href")
                .iter()
                .all(|link| link.starts_with(['#', 'h']) || link.starts_with("data:text/plain;"))
        );
    }
}

#[test]
fn an_empty_store_has_a_page_too() {
    let bench = Bench::with_store();
    let page = report(&bench, &[]);
    assert!(page.contains("Nothing in view."));
}

#[test]
fn the_same_store_and_flags_give_the_same_bytes() {
    let bench = Bench::with_demo();
    assert_eq!(
        report(&bench, &["--on", "2026-02-05"]),
        report(&bench, &["--on", "2026-02-05"])
    );
}
