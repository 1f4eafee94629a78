//! What is shown while there is nothing to show: a page that says how far the reading has come and
//! asks again by itself, and for programs when to ask again. Owns no state of the reading.

use std::time::Duration;

use maud::{DOCTYPE, html};

use super::asked::Asked;
use super::live::Coming;
use super::pages::html_reply;
use super::{JSON, Pages};
use crate::chart::words;
use crate::render::json;
use crate::say::template::Values;
use crate::web::{Body, Reply, Request};

/// How long a request waits for a reading that may end soon, before it is told to come again.
pub const PATIENCE: Duration = Duration::from_millis(600);
/// After how many seconds to ask again.
const PAUSE: u32 = 1;

/// A part of a page that was begun, and whose log has to be read anew.
pub fn anew(asked: &Asked) -> String {
    let text = words::of(asked.lang).text("site.anew");
    html! {
        p class="mark wrong" role="status" { (text) }
        meta http-equiv="refresh" content=(PAUSE);
    }
    .into_string()
}

impl Pages {
    /// That the log is being read.
    pub(super) fn waiting(&self, request: &Request) -> Reply {
        let coming = self.live.coming().unwrap_or_default();
        if request.path.ends_with(".json") {
            let told = serde_json::json!({ "reading": { "done": coming.done, "all": coming.all } });
            let mut body = Vec::new();
            // Memory takes what is written to it.
            let _ = json::write_value(&told, &mut body);
            return Reply {
                retry: Some(PAUSE),
                ..Reply::whole(503, JSON, body)
            };
        }
        let asked = Asked::of(&request.query, self.lang).unwrap_or_default();
        let body = self.waiting_page(&asked, coming);
        Reply {
            retry: Some(PAUSE),
            // A browser shows it as any page; the way on is in it.
            ..html_reply(200, Body::Whole(body.into_bytes()))
        }
    }

    fn waiting_page(&self, asked: &Asked, Coming { done, all }: Coming) -> String {
        let words = words::of(asked.lang);
        let count = Values::new()
            .with("count", done.to_string())
            .with("all", all.to_string());
        let title = words.text("site.reading");
        let page = html! {
            (DOCTYPE)
            html lang=(asked.lang.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta http-equiv="refresh" content=(PAUSE);
                    title { (title) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href="/style.css";
                }
                body {
                    main id="main" data-reading {
                        h1 { (title) }
                        @match self.trouble(asked) {
                            Some(trouble) => { p class="mark wrong" role="alert" { (trouble) } }
                            None => { p { (words.text("site.reading_why")) } }
                        }
                        @if all > 0 {
                            p role="status" { progress value=(done) max=(all) {} " " (words.say("site.read", &count)) }
                        }
                    }
                }
            }
        };
        page.into_string()
    }
}
