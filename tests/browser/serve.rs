//! `serve` in a browser: sliders that move every view at once, the way from a fact to its
//! source, search, growth, the form without script, and hostile texts.

use serde_json::json;

use super::browser;
use super::driver::Browser;
use crate::serve::server::Server;
use crate::support::Bench;

/// A store whose every text tries to get out of its place.
pub fn hostile() -> Bench {
    let bench = Bench::with_store();
    let title = "</title></script><script>window.hurt=1</script><img src=x onerror=window.hurt=2>\u{202e}drawkcab\u{202c}";
    bench
        .run(&[
            "add",
            "statement",
            "--by",
            "\"'><svg onload=window.hurt=3>, DK, person",
            "--act",
            "warns",
            "--toward",
            "US",
            "--happened",
            "2026-01-02",
            "--title",
            title,
            "--publisher",
            "'\"><a href=javascript:window.hurt=4>",
            "--url",
            "https://example.org/?a=1&b='2'",
            "--published",
            "2026-01-03",
            "--source-quote",
            "]]></style><style>*{display:none}</style>",
            "--tags",
            "{{7*7}},${hurt}",
            "--note",
            "<!--parts-->",
        ])
        .ok();
    bench
}

/// That nothing of a hostile store became an element, ran, or hid the page.
#[track_caller]
pub fn assert_only_text(browser: &Browser) {
    assert_eq!(browser.text("return String(window.hurt)"), "undefined");
    assert_eq!(
        browser.js("return document.querySelectorAll('img, iframe, main script').length"),
        0
    );
    assert_eq!(browser.js("return [...document.links].filter((one) => !/^(https?|file|data):/.test(one.href)).length"), 0);
    assert_eq!(
        browser.js("return document.querySelector('h1').offsetHeight > 0"),
        true
    );
    let text = browser.text("return document.body.textContent");
    assert!(text.contains("<script>window.hurt=1</script>"));
}

#[test]
fn a_slider_moves_every_view_at_once() {
    let Some(browser) = browser("a_slider_moves_every_view_at_once") else {
        return;
    };
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    browser.go(&server.url("/"));
    browser.until("document.querySelector('#live').textContent.includes('124')");
    assert!(
        browser
            .text("return document.querySelector('#asked').innerText")
            .contains("entry 124")
    );
    let marks = "return document.querySelectorAll('#timeline svg .mark').length";
    let all = browser.js(marks).as_u64().unwrap();
    // As the arrow keys of a keyboard would, from the right end.
    browser.js("const one = document.querySelector('[data-clock=on] input'); one.value = one.max - 6; one.dispatchEvent(new Event('input', { bubbles: true }))");
    browser.until("location.search.includes('on=')");
    let on = browser.text("return new URLSearchParams(location.search).get('on')");
    browser.until("document.querySelector('#asked').innerText.startsWith('What had happened by')");
    assert!(browser.js(marks).as_u64().unwrap() < all);
    let codes = "return [...document.querySelectorAll('main section .again code')].map((one) => one.innerText)";
    let again = browser.js(codes);
    let again = again.as_array().unwrap();
    assert!(again.len() >= 9, "{again:?}");
    assert!(
        again
            .iter()
            .all(|line| line.as_str().unwrap().contains(&format!("--on {on}"))),
        "{again:?}"
    );
    // A keyboard alone moves another.
    browser.type_into("[data-clock=known] input", "\u{e012}\u{e012}");
    browser.until("location.search.includes('known=%40122')");
    browser.until("document.querySelector('#asked').innerText.includes('entry 122')");
    // The address holds all of it.
    let address = browser.text("return location.href");
    browser.go(&address);
    assert!(
        browser
            .text("return document.querySelector('#asked').innerText")
            .contains("entry 122")
    );
    assert_eq!(
        browser.text("return document.querySelector('input[name=on]').value"),
        on
    );
    browser.assert_calm(&server.url("/"));
}

#[test]
fn a_reader_goes_from_a_view_to_the_entry_its_source_and_its_proof() {
    let Some(browser) = browser("a_reader_goes_from_a_view_to_the_entry_its_source_and_its_proof")
    else {
        return;
    };
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    browser.go(&server.url("/threats?on=2026-01-25"));
    browser.click("#threats td a");
    browser.until("location.pathname === '/entry/1'");
    assert_eq!(browser.text("return location.search"), "?on=2026-01-25");
    assert!(
        browser
            .text("return document.querySelector('article ul').innerText")
            .contains("TASS")
    );
    assert_eq!(
        browser.js("return document.querySelectorAll('#versions s').length > 0"),
        true
    );
    let saved = browser.js(
        "return fetch(document.querySelector('#proof a').href).then((answer) => answer.text())",
    );
    bench.file("1.tlog-proof", saved.as_str().unwrap());
    bench.run(&["check-proof", "1.tlog-proof"]).ok();
    browser.click("#pages a[href^='/stance']");
    browser.until("location.pathname === '/stance' && location.search === '?on=2026-01-25'");
    browser.assert_calm(&server.url("/"));
}

#[test]
fn a_reader_finds_words_in_any_script() {
    let Some(browser) = browser("a_reader_finds_words_in_any_script") else {
        return;
    };
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    browser.go(&server.url("/?lang=zh"));
    browser.type_into("input[name=words]", "养老基金\u{e007}");
    browser.until("location.pathname === '/find'");
    assert_eq!(browser.text("return document.documentElement.lang"), "zh");
    assert!(
        browser
            .text("return document.querySelector('mark').innerText")
            .contains("养老基金")
    );
    browser.click("main li a");
    browser.until("location.pathname.startsWith('/entry/')");
    browser.assert_calm(&server.url("/"));
}

#[test]
fn a_page_follows_what_another_process_appends() {
    let Some(browser) = browser("a_page_follows_what_another_process_appends") else {
        return;
    };
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    browser.go(&server.url("/log"));
    browser.until("document.querySelector('#live').textContent.includes('124')");
    bench
        .line("add statement --by US --act comments --happened 2026-02-03 --publisher Wire --published 2026-02-03 --title \"Said while watched\"")
        .ok();
    browser.until("document.querySelector('#live').textContent.includes('125')");
    browser.until("document.querySelector('main').innerText.includes('Said while watched')");
    browser.assert_calm(&server.url("/"));
}

#[test]
fn without_script_the_form_does_the_same() {
    let Some(browser) = browser("without_script_the_form_does_the_same") else {
        return;
    };
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    browser.devtools(
        "Emulation.setScriptExecutionDisabled",
        &json!({ "value": true }),
    );
    browser.go(&server.url("/stance"));
    browser.type_into("input[name=on]", "2026-01-25");
    browser.click("#clocks button");
    browser.devtools(
        "Emulation.setScriptExecutionDisabled",
        &json!({ "value": false }),
    );
    browser.until("new URLSearchParams(location.search).get('on') === '2026-01-25'");
    assert!(
        browser
            .text("return document.querySelector('#asked').innerText")
            .contains("25 January 2026")
    );
    browser.assert_calm(&server.url("/"));
}

#[test]
fn pages_fit_a_telephone_and_hostile_texts_are_only_text() {
    let Some(browser) = browser("pages_fit_a_telephone_and_hostile_texts_are_only_text") else {
        return;
    };
    let bench = hostile();
    let server = Server::start::<&str>(&bench, &[]);
    browser.screen(390, "dark");
    for path in [
        "/",
        "/log",
        "/entry/1",
        "/find?words=script",
        "/timeline",
        "/stance?lang=zh",
    ] {
        browser.go(&server.url(path));
        let sideways = "return document.documentElement.scrollWidth > innerWidth + 1";
        assert_eq!(browser.js(sideways), false, "{path}");
        if !path.starts_with("/stance") {
            assert_only_text(&browser);
        }
    }
    browser.go(&server.url("/?lang=zh"));
    browser.assert_calm(&server.url("/"));
}
