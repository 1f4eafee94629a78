//! A long log in a browser: the page that says that it is being read and then shows it by itself,
//! and pages that come part by part.

use std::net::TcpListener;
use std::sync::Arc;

use dateline::cli::serve::{Live, Pages};
use dateline::say::Lang;
use dateline::store::Store;

use super::browser;
use crate::serve::long::long;
use crate::serve::server::Server;

#[test]
fn a_log_that_is_being_read_shows_itself_once_it_is() {
    let Some(browser) = browser("a_log_that_is_being_read_shows_itself_once_it_is") else {
        return;
    };
    let bench = long();
    let live = Live::open(Store::at(&bench.path("desk")).unwrap()).unwrap();
    let pages = Arc::new(Pages::new(live, Lang::En));
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let own = format!("http://{}/", listener.local_addr().unwrap());
    let served = Arc::clone(&pages);
    // Ends with the process.
    std::thread::spawn(move || dateline::web::serve(listener, served));
    browser.go(&format!("{own}threats"));
    browser.until("document.querySelector('h1').innerText === 'The store is being read'");
    pages.live.poll();
    browser.until("document.querySelector('#threats tbody tr')");
    assert!(
        browser
            .text("return document.querySelector('#asked').innerText")
            .contains("entry 4224")
    );
    browser.assert_calm(&own);
}

#[test]
fn a_long_log_is_shown_part_by_part_and_followed() {
    let Some(browser) = browser("a_long_log_is_shown_part_by_part_and_followed") else {
        return;
    };
    let bench = long();
    let server = Server::start::<&str>(&bench, &[]);
    browser.go(&server.url("/"));
    browser.until("document.querySelector('#log article')");
    let sections = browser.js("return document.querySelectorAll('main > section').length");
    assert_eq!(sections, 12);
    browser.until("document.querySelector('#live').textContent.includes('4224')");
    bench
        .line("add statement --by US --act comments --happened 2026-02-03 --publisher Wire --published 2026-02-03 --title \"Said while watched\"")
        .ok();
    browser.until("document.querySelector('#log').innerText.includes('Said while watched')");
    // A slider moves all of it.
    browser.js("const one = document.querySelector('[data-clock=on] input'); one.value = one.max - 60; one.dispatchEvent(new Event('input', { bubbles: true }))");
    browser.until("location.search.includes('on=')");
    browser.until("document.querySelector('#asked').innerText.startsWith('What had happened by')");
    // The way to an entry, and back to words.
    browser.go(&server.url("/entry/4000"));
    browser.until("document.querySelector('#proof a')");
    browser.screen(390, "light");
    let sideways = "return document.documentElement.scrollWidth > innerWidth + 1";
    assert_eq!(browser.js(sideways), false);
    browser.assert_calm(&server.url("/"));
}
