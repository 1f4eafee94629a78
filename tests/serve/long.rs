//! A log so long that its facts are in files: the same answers as the command line's, what others
//! append, files that are damaged meanwhile, pages of bounded size, and what is said until there is
//! something to show.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use dateline::cli::serve::{Live, Pages};
use dateline::say::Lang;
use dateline::store::Store;
use dateline::web::{Body, Request, Site as _};

use super::server::{Answer, Server};
use crate::support::{Bench, copy};

const ADD: &str = "add statement --by US --act comments --happened 2026-02-03 --publisher Wire \
     --published 2026-02-03 --title \"Said while served\"";

/// The demo, and more statements after it than are held in memory.
pub fn long() -> Bench {
    static MADE: OnceLock<Bench> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let bench = Bench::with_demo();
        let mut events = String::new();
        for nth in 0..4_100 {
            let (month, day) = (1 + nth % 12, 1 + nth % 28);
            let country = ["DK", "JP", "NO", "SE"][nth % 4];
            writeln!(
                events,
                r#"{{"kind":"statement","by":{{"name":"Desk {}","country":"{country}"}},"act":"comments","toward":["US"],"happened":"2024-{month:02}-{day:02}","title":"Said the {nth}th time","sources":[{{"publisher":"Wire {}","published":"2024-{month:02}-{day:02}"}}]}}"#,
                nth % 7,
                nth % 300
            )
            .unwrap();
        }
        bench.file("more.jsonl", events);
        bench.run(&["import", "more.jsonl"]).ok();
        bench
    });
    let bench = Bench::empty().var("DATELINE_STORE", "desk");
    copy(&made.path("desk"), &bench.path("desk"));
    bench
}

/// Asks until there is an answer.
fn asked(server: &Server, path: &str) -> Answer {
    let begun = Instant::now();
    loop {
        let answer = server.get(path);
        if answer.status != 503 && !answer.body.contains("data-reading") {
            return answer;
        }
        assert!(answer.head.contains("retry-after: 1"), "{}", answer.head);
        assert!(begun.elapsed() < Duration::from_secs(60), "{path}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

const ASKED: [(&str, &str); 7] = [
    (
        "/timeline.json?limit=7&on=2025-01-25",
        "timeline --limit 7 --on 2025-01-25",
    ),
    ("/divestment.json?why=true", "divestment --why --limit 1000"),
    (
        "/stance.json?published=2026-01-21",
        "stance --published 2026-01-21 --limit 1000",
    ),
    ("/threats.json", "threats --limit 1000"),
    ("/sources.json?limit=5000", "sources --limit 5000"),
    ("/entry/3.json", "show @3 --history"),
    (
        "/log.json?known=@4200&limit=3&country=NO",
        "log --known @4200 --limit 3 --country NO",
    ),
];

#[track_caller]
fn assert_same(server: &Server, bench: &Bench) {
    for (path, line) in ASKED {
        let ran = bench.line(&format!("{line} --json")).ok();
        let answer = asked(server, path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(answer.body, ran.out, "{path}");
    }
}

#[test]
fn answers_of_a_long_log_are_the_commands_own_also_after_growth() {
    let bench = long();
    let server = Server::start::<&str>(&bench, &[]);
    assert_same(&server, &bench);
    bench.line(ADD).ok();
    let begun = Instant::now();
    while !asked(&server, "/log").body.contains("Said while served") {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_same(&server, &bench);
    assert!(
        !asked(&server, "/log?known=@4224")
            .body
            .contains("Said while served")
    );
}

#[test]
fn damaged_files_change_no_answer_of_a_running_server() {
    let bench = long();
    let server = Server::start::<&str>(&bench, &[]);
    let wanted: Vec<String> = ASKED
        .iter()
        .map(|(_, line)| bench.line(&format!("{line} --json")).ok().out)
        .collect();
    for ((path, _), wanted) in ASKED.iter().zip(&wanted) {
        let mut damaged = 0;
        for file in std::fs::read_dir(bench.path("desk/cache/columns")).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|end| end == "cols") {
                let bytes = std::fs::read(&file).unwrap();
                let bytes: Vec<u8> = bytes.iter().map(|byte| !byte).collect();
                // In its place: whoever has the file open meets it.
                std::fs::write(&file, bytes).unwrap();
                damaged += 1;
            }
        }
        assert!(damaged > 0, "there are files to damage");
        let answer = asked(&server, path);
        assert_eq!(answer.body, *wanted, "{path}");
        // The page, too, is one of the log, or begins again by itself.
        let page = asked(&server, "/stance").body;
        let anew = page.contains("http-equiv=\"refresh\"");
        assert!(
            anew || page.contains("Desk") || page.contains("Norway"),
            "{page}"
        );
        if !bench.path("desk/cache/columns/manifest").exists() {
            // Read whole in the end: then there is nothing more to damage.
            break;
        }
    }
}

#[test]
fn pages_of_a_long_log_are_bounded_and_say_so() {
    let bench = long();
    let server = Server::start::<&str>(&bench, &[]);
    let overview = asked(&server, "/");
    for part in ["id=\"timeline\"", "id=\"sources\"", "id=\"log\"", "</html>"] {
        assert!(overview.body.contains(part), "{part}");
    }
    assert!(overview.body.len() < 2 << 20, "{}", overview.body.len());
    let sources = asked(&server, "/sources").body;
    assert!(sources.contains("The first 200 of 3"), "{sources}");
    assert_eq!(sources.matches("<tr>").count(), 201);
    // Once a section was made it is as it was.
    assert_eq!(asked(&server, "/sources").body, sources);
    // What takes whole entries takes them while it is made.
    for (path, line) in [
        ("/audit.json?limit=20", "audit --limit 20"),
        ("/chain.json", "chain"),
        ("/find.json?words=4099th&limit=9", "find 4099th --limit 9"),
    ] {
        let ran = bench.line(&format!("{line} --json"));
        assert_eq!(asked(&server, path).body, ran.out, "{path}");
    }
}

#[test]
fn the_log_is_paged_backwards_however_far_apart_its_rows_lie() {
    let bench = long();
    let server = Server::start::<&str>(&bench, &[]);
    for filter in [
        "",
        "publisher=Wire%207",
        "country=NO&known=@3000",
        "kind=link",
    ] {
        let (mut shown, mut before) = (Vec::new(), String::new());
        // Three pages of it, or all.
        for _ in 0..3 {
            let page = asked(&server, &format!("/log?{filter}{before}")).body;
            let parts = page.split("<article id=\"e").skip(1);
            let new: Vec<u64> = parts
                .map(|part| part.split('"').next().unwrap().parse().unwrap())
                .collect();
            let Some(last) = new.last() else { break };
            before = format!("&before={last}");
            shown.extend(new);
        }
        let line = filter.replace("%20", " ");
        let flags = line.split('&').filter(|flag| !flag.is_empty());
        let flags: Vec<String> = flags.map(|flag| format!("--{flag}")).collect();
        let mut line = vec!["log", "--json"];
        line.extend(flags.iter().map(String::as_str));
        let all = bench.run(&line).ok().json();
        let all = all["rows"].as_array().unwrap().iter().rev();
        let all = all.map(|row| row["position"].as_u64().unwrap());
        let wanted: Vec<u64> = all.take(150).collect();
        assert!(!wanted.is_empty(), "{filter}");
        assert_eq!(shown, wanted, "{filter}");
    }
}

/// Pages of a server that nobody started.
fn pages(bench: &Bench, most_in_memory: u64) -> Arc<Pages> {
    let live = Live::open(Store::at(&bench.path("desk")).unwrap()).unwrap();
    Arc::new(Pages::new(
        live.with_most_in_memory(most_in_memory),
        Lang::En,
    ))
}

fn reply(pages: &Arc<Pages>, path: &str) -> (u16, Option<u32>, String) {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let request = Request {
        path: path.to_owned(),
        query: query.to_owned(),
    };
    let reply = Arc::clone(pages).reply(&request);
    let mut text = String::new();
    match reply.body {
        Body::Whole(body) => text = String::from_utf8(body).unwrap(),
        Body::Parts(make) => make(&mut |part| {
            text.push_str(&part);
            true
        }),
    }
    (reply.status, reply.retry, text)
}

#[test]
fn what_would_take_too_long_is_for_the_command_line() {
    let bench = long();
    let pages = pages(&bench, 4_000);
    pages.live.poll();
    let (status, _, page) = reply(&pages, "/audit");
    assert_eq!(status, 200);
    assert!(page.contains("dateline audit --level publish"), "{page}");
    for (path, line) in [
        ("/audit.json", "audit --limit 1000"),
        ("/chain.json", "chain"),
    ] {
        let ran = bench.line(&format!("{line} --json"));
        assert_eq!(reply(&pages, path).2, ran.out, "{path}");
    }
    // The chain of the page asks for no more than it shows.
    assert!(reply(&pages, "/chain").2.contains("<svg"));
    // Where there can be no index of words, every entry is looked at.
    let finder = bench.path("desk/cache/finder");
    std::fs::write(&finder, "no directory").unwrap();
    let scanned = reply(&pages, "/find.json?words=4099th");
    assert_eq!(scanned.0, 200);
    let found = bench.line("find 4099th --limit 1000 --json").ok();
    assert_eq!(scanned.2, found.out);
    assert!(found.out.contains("Said the 4099th time"), "{}", found.out);
    std::fs::remove_file(&finder).unwrap();
    // It is made by whoever asks first.
    assert!(reply(&pages, "/find?words=4099th").2.contains("<mark>"));
    let found = bench.line("find 4099th --limit 1000 --json").ok();
    assert_eq!(reply(&pages, "/find.json?words=4099th").2, found.out);
}

#[test]
fn a_log_that_is_being_read_says_so() {
    let bench = long();
    let pages = pages(&bench, 100_000);
    let ask = |path: &str| reply(&pages, path);
    let (status, retry, page) = ask("/threats?lang=zh");
    assert_eq!((status, retry), (200, Some(1)));
    assert!(
        page.contains("正在读取存储") && page.contains("http-equiv=\"refresh\""),
        "{page}"
    );
    let (status, retry, json) = ask("/threats.json");
    assert_eq!((status, retry), (503, Some(1)));
    let told: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        told,
        serde_json::json!({ "reading": { "done": 0, "all": 0 } })
    );
    // What needs no log is there, and what is wrong is told at once.
    assert_eq!(ask("/style.css").0, 200);
    assert_eq!(ask("/none").0, 404);
    pages.live.poll();
    let (status, retry, json) = ask("/threats.json");
    assert_eq!((status, retry), (200, None), "{json}");
}
