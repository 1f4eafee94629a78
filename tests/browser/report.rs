//! The report opened from a file: it shows, leads where it says, prints, and fits a telephone.
//! Owns no store: the demo, and one of hostile texts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::browser;
use crate::support::Bench;

/// Whether the page scrolls sideways as a whole, and what is wider than it.
const SIDEWAYS: &str = "return document.documentElement.scrollWidth > innerWidth + 1";

/// Letters and their ground, where they are hard to tell apart (WCAG AA wants 4.5).
const FAINT: &str = "
const lum = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map((n) => { n /= 255; return n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4; }); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
const ground = lum(getComputedStyle(document.documentElement).backgroundColor);
const faint = [];
for (const one of document.querySelectorAll('h1, h2, p, small, td, th, a, code, .mark')) {
  const ink = lum(getComputedStyle(one).color);
  const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  if (ratio < 4.5) faint.push(one.outerHTML.slice(0, 80) + ratio);
}
return faint.slice(0, 3);";

fn page(bench: &Bench, lang: &str) -> String {
    bench
        .run(&["report", "-o", "page.html", "--lang", lang])
        .ok();
    format!("file://{}", bench.path("page.html").display())
}

#[test]
fn a_reader_follows_a_fact_to_its_entry_and_source() {
    let Some(browser) = browser("a_reader_follows_a_fact_to_its_entry_and_source") else {
        return;
    };
    let bench = Bench::with_demo();
    let url = page(&bench, "en");
    browser.go(&url);
    assert_eq!(browser.text("return document.title"), "Timeline of desk");
    browser.click("#threats td a");
    assert_eq!(browser.text("return location.hash"), "#e1");
    let shown = "return document.querySelector('article:target').innerText";
    assert!(browser.text(shown).contains("Trump threatens Europe"));
    let sources = "return document.querySelectorAll('article:target ul li').length";
    assert!(browser.js(sources).as_u64().unwrap() > 0);
    browser.click("#timeline details summary");
    browser.until("document.querySelector('#timeline details').open");
    browser.assert_calm(&url);
}

#[test]
fn it_fits_every_screen_and_is_read_in_either_light() {
    let Some(browser) = browser("it_fits_every_screen_and_is_read_in_either_light") else {
        return;
    };
    let bench = Bench::with_demo();
    for lang in ["en", "zh"] {
        let url = page(&bench, lang);
        for (width, scheme) in [(1280, "light"), (390, "dark"), (390, "light")] {
            browser.screen(width, scheme);
            browser.go(&url);
            assert_eq!(browser.js(SIDEWAYS), false, "{lang} at {width}");
            assert_eq!(browser.js(FAINT).to_string(), "[]", "{lang} in {scheme}");
        }
        let skips = "return [...document.querySelectorAll('h1, h2, h3')].map((h) => +h.tagName[1]).some((n, i, all) => i && n > all[i - 1] + 1)";
        assert_eq!(browser.js(skips), false, "a heading level is left out");
        let unnamed = "return [...document.querySelectorAll('svg')].filter((one) => !one.getAttribute('aria-label')).length";
        assert_eq!(browser.js(unnamed), 0);
        browser.assert_calm(&url);
    }
}

#[test]
fn it_prints_on_a4_with_its_tables_open() {
    let Some(browser) = browser("it_prints_on_a4_with_its_tables_open") else {
        return;
    };
    let bench = Bench::with_demo();
    let url = page(&bench, "en");
    browser.go(&url);
    let pdf = STANDARD.decode(browser.print()).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&pdf);
    let pages = text.matches("/Type /Page\n").count();
    assert!((10..80).contains(&pages), "{pages} pages");
    assert!(text.contains("/MediaBox [0 0 59"), "A4");
    browser.assert_calm(&url);
}

#[test]
fn hostile_texts_are_only_text() {
    let Some(browser) = browser("hostile_texts_are_only_text") else {
        return;
    };
    let bench = super::serve::hostile();
    let url = page(&bench, "en");
    browser.go(&url);
    super::serve::assert_only_text(&browser);
    browser.assert_calm(&url);
}
