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
                .all(|link| link.starts_with(['#', 'h']))
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
