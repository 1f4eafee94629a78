//! Copies that are gone, altered, or no files at all: who finds them (the audit, on the command
//! line and on pages; `show`; `verify`), and that nobody waits for what is no file.

use super::{ADD, place_of};
#[cfg(feature = "web")]
use crate::serve::server::Server;
use crate::support::Bench;

/// What only `verify` told an editor before: the copy behind the number is gone, or another.
#[test]
fn the_audit_finds_a_copy_that_is_lost_and_falls_silent_when_it_is_back() {
    let bench = Bench::with_store();
    bench.file("page.html", "a page");
    bench
        .line(&format!(
            "{ADD} --published 2026-01-21 --label warned --evidence page.html"
        ))
        .ok();
    let ask = || bench.line("audit evidence-lost");
    assert_eq!(ask().ok().out, "");
    let place = place_of(&bench, b"a page");
    let aside = bench.path("aside");
    std::fs::rename(&place, &aside).unwrap();
    let missing = ask().exits(1).out;
    assert!(
        missing.contains("@1 warned: the copy of Reuters is missing")
            && missing.contains("dateline attach FILE"),
        "{missing}"
    );
    std::fs::write(&place, "another page").unwrap();
    let altered = bench.line("audit --json").exits(1).json();
    let rules: Vec<_> = altered["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["single_origin", "evidence_lost"]);
    assert_eq!(
        altered["rows"][1]["about"],
        "the copy of Reuters is altered"
    );
    // Rules that look at no copy read none; the level below does not ask.
    bench.line("audit no_evidence").ok();
    bench.line("audit --level basic").ok();
    bench.line("attach page.html").ok();
    assert_eq!(ask().ok().out, "");
}

/// The audit of a page looks at the copies as the command does, also when one is lost while
/// the server runs.
#[test]
#[cfg(all(unix, feature = "web"))]
fn pages_find_a_copy_that_is_lost() {
    let bench = Bench::with_store();
    bench.file("page.html", "a page");
    bench
        .line(&format!(
            "{ADD} --published 2026-01-21 --label warned --evidence page.html"
        ))
        .ok();
    const LOST: &str = "the copy of Reuters is altered";
    let server = Server::start::<&str>(&bench, &[]);
    let pages = ["/", "/audit", "/audit.json"];
    let told = |path| server.get(path).body.contains(LOST);
    assert_eq!(pages.map(told), [false; 3]);
    assert!(!bench.line("report").ok().out.contains(LOST));
    std::fs::write(place_of(&bench, b"a page"), "another page").unwrap();
    assert_eq!(pages.map(told), [true; 3]);
    assert!(bench.line("report").ok().out.contains(LOST));
}

/// Whatever stands in the place of a copy, nobody waits for it: not for a pipe that no one
/// writes to, not for the end of a device.
#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_altered_and_never_opened() {
    let bench = Bench::with_store();
    bench.file("page.html", "a page");
    bench
        .line(&format!("{ADD} --label warned --evidence page.html"))
        .ok();
    let place = place_of(&bench, b"a page");
    let pipe = |path: &std::path::Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.unwrap().success());
    };
    let states: [(&str, &dyn Fn()); 3] = [
        ("a pipe", &|| pipe(&place)),
        ("a device", &|| {
            std::os::unix::fs::symlink("/dev/zero", &place).unwrap()
        }),
        ("a directory", &|| std::fs::create_dir(&place).unwrap()),
    ];
    for (name, put) in states {
        std::fs::remove_file(&place).unwrap();
        put();
        let shown = bench.line("show warned").ok().out;
        assert!(shown.contains("evidence, ALTERED since"), "{name}: {shown}");
        let found = bench.line("audit evidence_lost").exits(1).out;
        assert!(found.contains("is altered"), "{name}: {found}");
        let said = bench.line("verify --json").exits(1).json();
        assert!(
            said.to_string().contains("not a plain file"),
            "{name}: {said}"
        );
        bench.line("report -o page").ok();
    }
    // What lies beside the copies as if it were one on its way is left alone.
    pipe(&bench.path("desk/evidence/.attach-pipe"));
    let refused = bench.line("attach page.html --json").exits(4).error();
    assert!(
        refused["message"]
            .as_str()
            .unwrap()
            .contains("is a directory"),
        "{refused}"
    );
    std::fs::remove_dir(&place).unwrap();
    bench.line("attach page.html").ok();
    bench.line("verify").ok();
}
