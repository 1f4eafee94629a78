//! The report and `serve` in a real browser: Chromium without a window, driven over WebDriver.
//! Every test fails on an error in the console or a request to elsewhere. Where there is no
//! Chromium with its driver the tests say that they skip.

mod driver;
mod long;
mod report;
mod serve;

use driver::Browser;

/// A browser, or a word about why there is none.
fn browser(test: &str) -> Option<Browser> {
    match Browser::start() {
        Ok(browser) => Some(browser),
        Err(why) => {
            println!("SKIP: browser::{test}: {why}");
            None
        }
    }
}
