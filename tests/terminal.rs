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
