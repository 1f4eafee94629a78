//! The program on a real terminal, held by a program in Python that types and reads: the
//! conversation of `add`, pages, hyperlinks. Where there is no python3 the tests say so.
#![cfg(unix)]

use std::io::Write;
use std::process::Command;

use crate::support::Bench;

/// Types a line whenever a question is open, or keys as they are; writes what it saw.
const TYPIST: &str = r#"
import fcntl, os, pty, select, struct, sys, termios, time
program, rows, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
args, lines = sys.argv[4:4 + count], sys.argv[4 + count:]
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))
    os.execv(program, [program] + args)
seen, sent, end = b"", 0, time.time() + 60
while time.time() < end:
    ready, _, _ = select.select([fd], [], [], 0.2)
    if ready:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    elif sent < len(lines) and seen.rstrip(b" ").endswith(b":"):
        os.write(fd, b"\x04" if lines[sent] == "^D" else (lines[sent] + "\n").encode())
        sent += 1
_, status = os.waitpid(pid, 0)
open("seen.txt", "wb").write(seen)
sys.exit(os.waitstatus_to_exitcode(status))
"#;

/// Runs the program on a terminal of so many rows, and types the lines: exit code and all that
/// was seen. `None` where nobody can hold a terminal.
fn on_terminal(
    bench: &Bench,
    vars: &[(&str, &str)],
    rows: u16,
    args: &[&str],
    lines: &[&str],
) -> Option<(i32, String)> {
    bench.file("typist.py", TYPIST);
    let mut python = Command::new("python3");
    python.arg("typist.py").arg(env!("CARGO_BIN_EXE_dateline"));
    python.arg(rows.to_string()).arg(args.len().to_string());
    python.args(args).args(lines);
    python.current_dir(bench.path(""));
    for name in [
        "PAGER",
        "DATELINE_PAGER",
        "NO_COLOR",
        "LESS",
        "FORCE_HYPERLINK",
    ] {
        python.env_remove(name);
    }
    for (name, value) in bench.command(args).get_envs() {
        python.env(name, value.unwrap_or_default());
    }
    python.env("TERM", "xterm").env_remove("COLUMNS");
    for (name, value) in vars {
        python.env(name, value);
    }
    let Ok(status) = python.status() else {
        // Past the capture of tests, so that it is seen.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: no python3 here to hold a terminal"
        );
        return None;
    };
    let seen = std::fs::read_to_string(bench.path("seen.txt")).unwrap();
    Some((status.code().unwrap_or(-1), seen))
}

#[test]
fn a_bare_add_asks_and_records() {
    let bench = Bench::with_demo();
    let typed = |lines: &[&str]| on_terminal(&bench, &[], 40, &["add"], lines);
    let refused = ["statement", "DK", "warns", "2026-02-01", "", "", "n"];
    let Some((code, seen)) = typed(&refused) else {
        return;
    };
    assert_eq!(code, 0, "{seen}");
    assert!(
        seen.contains("Denmark gave a warning on 1 February 2026"),
        "{seen}"
    );
    assert!(seen.contains("nothing was recorded"), "{seen}");
    let (code, seen) = typed(&["statement", "DK", "^D"]).unwrap();
    assert_eq!(code, 0, "{seen}");
    let log = bench.run(&["log", "--json"]).ok().json();
    assert_eq!(log["citation"]["position"], 124);
    let whole = [
        "statement",
        "DK",
        "warns",
        "2026-02-01",
        "Reuters",
        "",
        "",
        "",
        "",
        "",
        "",
        "y",
    ];
    let (code, seen) = typed(&whole).unwrap();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("recorded @125"), "{seen}");
}

#[test]
fn long_answers_go_through_the_pager_and_only_on_a_terminal() {
    let bench = Bench::with_demo();
    let paged = || std::fs::read_to_string(bench.path("paged.txt")).ok();
    let shown = |pager: &str, rows: u16, args: &[&str]| {
        let _ = std::fs::remove_file(bench.path("paged.txt"));
        on_terminal(&bench, &[("PAGER", pager)], rows, args, &[])
    };
    let line = "Japan's prime minister pledges";
    let Some((code, seen)) = shown("cat > paged.txt", 20, &["timeline"]) else {
        return;
    };
    assert_eq!((code, seen.as_str()), (0, ""));
    assert!(paged().unwrap().contains(line) && paged().unwrap().contains("· @124 of"));
    // Short ones, other files and programs that read are not kept waiting.
    for (rows, args) in [
        (2_000, &["timeline"][..]),
        (20, &["say", "@3"]),
        (20, &["log", "--json"]),
    ] {
        let (_, seen) = shown("cat > paged.txt", rows, args).unwrap();
        assert!(!seen.is_empty() && paged().is_none(), "{args:?}");
    }
    shown("cat > paged.txt", 20, &["timeline", "-o", "file.txt"]).unwrap();
    bench.run(&["timeline"]).ok();
    assert!(paged().is_none() && bench.path("file.txt").exists());
    // No pager, or one that is not there: the answer comes all the same.
    for pager in ["", "cat", "no-such-pager"] {
        let (code, seen) = shown(pager, 20, &["timeline"]).unwrap();
        assert!(code == 0 && seen.contains(line), "{pager}: {seen}");
    }
    // Nobody waits for a reader who has left.
    let (code, _) = shown("head -n 1 > paged.txt", 20, &["timeline"]).unwrap();
    assert_eq!(code, 0);
    // What the desk says of itself counts before what all programs are told; a flag before both.
    std::fs::remove_file(bench.path("paged.txt")).unwrap();
    let vars = [
        ("PAGER", "cat > paged.txt"),
        ("DATELINE_PAGER", "cat > own.txt"),
    ];
    on_terminal(&bench, &vars, 20, &["timeline"], &[]).unwrap();
    assert!(paged().is_none() && bench.path("own.txt").exists());
    let (_, seen) = shown("cat > paged.txt", 20, &["timeline", "--no-pager"]).unwrap();
    assert!(seen.contains(line) && paged().is_none());
    // The tour is one text.
    let (_, seen) = shown("cat > paged.txt", 20, &["demo", "tour"]).unwrap();
    assert!(
        seen.contains(line) || seen.contains("sound: 124 entries"),
        "{seen}"
    );
    assert!(paged().is_none());
}

#[test]
fn addresses_are_links_where_the_terminal_follows_them() {
    let bench = Bench::with_store();
    let url = "https://example.org/a?b=\u{4e2d}&c=1";
    bench
        .run(&[
            "add",
            "statement",
            "--by",
            "DK",
            "--act",
            "warns",
            "--happened",
            "2026",
            "--url",
            url,
            "--publisher",
            "Wire",
        ])
        .ok();
    let start = "\u{1b}]8;;https://example.org/a?b=%E4%B8%AD&c=1\u{1b}\\";
    let shown = |vars: &[(&str, &str)], args: &[&str]| on_terminal(&bench, vars, 100, args, &[]);
    let Some((_, seen)) = shown(&[("FORCE_HYPERLINK", "1")], &["log"]) else {
        return;
    };
    assert_eq!(seen.matches(start).count(), 2, "{seen:?}");
    assert_eq!(seen.matches("\u{1b}]8;;\u{1b}\\").count(), 2, "{seen:?}");
    assert!(seen.contains(&format!("{start}Wire\u{1b}]8;;")), "{seen:?}");
    for (vars, args, links) in [
        (&[("TERM", "xterm-kitty")][..], &["show", "@1"][..], true),
        (&[("VTE_VERSION", "6003")], &["show", "@1"], true),
        (&[("TERM_PROGRAM", "WezTerm")], &["show", "@1"], true),
        (&[("VTE_VERSION", "4600")], &["show", "@1"], false),
        (&[], &["show", "@1"], false),
        (
            &[("TERM_PROGRAM", "WezTerm"), ("TERM", "tmux-256color")],
            &["show", "@1"],
            false,
        ),
        (
            &[("FORCE_HYPERLINK", "0"), ("TERM", "xterm-kitty")],
            &["show", "@1"],
            false,
        ),
        (
            &[("FORCE_HYPERLINK", "1")],
            &["show", "@1", "--color", "never"],
            false,
        ),
        (
            &[("FORCE_HYPERLINK", "1")],
            &["show", "@1", "--json"],
            false,
        ),
    ] {
        let (_, seen) = shown(vars, args).unwrap();
        assert_eq!(seen.contains(start), links, "{vars:?} {args:?}: {seen:?}");
    }
    let piped = Bench::run(&bench, &["show", "@1", "--color", "always"]).ok();
    assert!(!piped.out.contains("\u{1b}]8"));
}

#[test]
fn evidence_that_is_there_is_a_link_to_its_file() {
    let bench = Bench::with_store();
    let (there, missing) = ("ab".repeat(32), "cd".repeat(32));
    bench.file(
        "one.jsonl",
        format!(
            r#"{{"kind":"statement","happened":"2026","by":{{"country":"DK"}},"act":"warns","sources":[{{"publisher":"W","evidence":"sha256:{there}"}},{{"publisher":"V","evidence":"sha256:{missing}"}}]}}"#
        ),
    );
    bench.run(&["import", "one.jsonl"]).ok();
    let shelf = bench.path("desk/evidence/sha256/ab");
    std::fs::create_dir_all(&shelf).unwrap();
    std::fs::write(shelf.join(&there), "x").unwrap();
    let vars = [("FORCE_HYPERLINK", "1")];
    let Some((_, seen)) = on_terminal(&bench, &vars, 100, &["show", "@1"], &[]) else {
        return;
    };
    let link = format!("/desk/evidence/sha256/ab/{there}\u{1b}\\");
    assert!(
        seen.contains("\u{1b}]8;;file:///") && seen.contains(&link),
        "{seen:?}"
    );
    assert!(!seen.contains(&format!("/cd/{missing}")), "{seen:?}");
}
