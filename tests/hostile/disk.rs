//! Disks and directories that refuse, and stores that are not what they should be. What needs
//! another user or a mount of its own is skipped, visibly, where the machine allows neither.

use std::path::Path;
use std::process::{Command, Output};

use super::{line, lines, log_of, open_to_all, position, skip};
use crate::support::Bench;

/// Runs a shell line in a bench's directory with the program as `$P`.
fn shell(bench: &Bench, program: &Path, script: &str) -> Output {
    Command::new("/bin/sh")
        .args(["-c", script])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("P", program)
        .env("DATELINE_AUTHOR", "tester")
        .env("DATELINE_STORE", "desk")
        .current_dir(bench.path("desk").parent().unwrap())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How to run a line as somebody whom permissions bind; `None` where that cannot be had.
fn as_nobody(bench: &Bench) -> Option<(String, std::path::PathBuf)> {
    let directory = bench.path("desk").parent().unwrap().to_owned();
    open_to_all(&directory, 0o755);
    let program = directory.join("program");
    std::fs::copy(env!("CARGO_BIN_EXE_dateline"), &program).unwrap();
    open_to_all(&program, 0o755);
    let owned = shell(
        bench,
        &program,
        "touch owned && chmod 000 owned && cat owned",
    );
    if !owned.status.success() {
        return Some((String::new(), program));
    }
    let become_nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    let tried = shell(
        bench,
        &program,
        &format!("{become_nobody} \"$P\" --version"),
    );
    tried
        .status
        .success()
        .then(|| (become_nobody.to_owned(), program))
}

fn modes(path: &Path, directory: u32, file: u32) {
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modes(&path, directory, file);
        } else {
            open_to_all(&path, file);
        }
    }
    open_to_all(path, directory);
}

#[test]
fn a_store_that_may_only_be_read_is_read() {
    let bench = Bench::with_demo();
    let Some((user, program)) = as_nobody(&bench) else {
        return skip("nobody here is bound by permissions");
    };
    let before = log_of(&bench);
    modes(&bench.path("desk"), 0o555, 0o444);
    for reads in ["log", "show @1", "divestment", "chain @1 --json", "verify"] {
        let ran = shell(&bench, &program, &format!("{user}\"$P\" {reads}"));
        assert!(ran.status.success(), "{reads}: {}", said(&ran));
    }
    for writes in [
        "dispute @1 --claim no",
        "retract @1 --reason no --yes",
        "import - < /dev/null",
        "verify --accept-head",
        "attach desk/log.jsonl",
    ] {
        let ran = shell(&bench, &program, &format!("{user}\"$P\" {writes}"));
        assert_eq!(ran.status.code(), Some(4), "{writes}: {}", said(&ran));
        let told = said(&ran);
        assert!(
            told.contains("permission denied") && told.contains("owner and mode"),
            "{told}"
        );
    }
    let init = shell(&bench, &program, &format!("{user}\"$P\" init desk/inside"));
    assert_eq!(init.status.code(), Some(4), "{}", said(&init));
    modes(&bench.path("desk"), 0o755, 0o644);
    assert_eq!(log_of(&bench), before);
}

#[test]
fn a_store_that_may_not_be_entered_is_not_taken_for_none() {
    let bench = Bench::with_store();
    let Some((user, program)) = as_nobody(&bench) else {
        return skip("nobody here is bound by permissions");
    };
    open_to_all(&bench.path("desk"), 0o000);
    let ran = shell(&bench, &program, &format!("{user}\"$P\" log"));
    open_to_all(&bench.path("desk"), 0o755);
    assert_eq!(ran.status.code(), Some(4), "{}", said(&ran));
    assert!(said(&ran).contains("permission denied"), "{}", said(&ran));
}

/// A limit on the size of files meets the append at every place: before its first byte, in an
/// entry, in the commit line.
#[test]
fn an_append_that_does_not_fit_leaves_no_trace() {
    let bench = Bench::with_store();
    bench.file("many.jsonl", lines(300));
    let before = log_of(&bench);
    let program = Path::new(env!("CARGO_BIN_EXE_dateline"));
    // Blocks of 512 bytes; the head takes 16 of them.
    for blocks in [1, 2, 17, 40, 100, 150] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; \"$P\" import many.jsonl --json");
        let ran = shell(&bench, program, &script);
        assert_eq!(ran.status.code(), Some(4), "{blocks}: {}", said(&ran));
        assert!(said(&ran).contains("\"not_written\""), "{}", said(&ran));
        assert_eq!(log_of(&bench), before, "{blocks}");
    }
    assert_eq!(position(&bench), 0);
    bench.run(&["import", "many.jsonl"]).ok();
    bench.run(&["verify"]).ok();
}

#[test]
fn a_full_disk_leaves_the_log_as_it_was() {
    let bench = Bench::empty();
    bench.file("many.jsonl", lines(3_000));
    bench.file("one.jsonl", line("one"));
    // A mount of its own, seen by this shell alone. The file `filler` is freed at the end.
    let script = "mkdir desk && mount -t tmpfs -o size=300k,mode=755 none desk 2>&1 || exit 77
        (\"$P\" init desk -q && \"$P\" import one.jsonl -q) > setup || exit 78
        head -c 40000 /dev/zero > desk/filler && cp desk/log.jsonl before
        \"$P\" import many.jsonl --json 2> told; echo $?
        cmp desk/log.jsonl before && \"$P\" log -q > /dev/null && \"$P\" verify -q > /dev/null; echo $?
        cat /dev/zero > desk/full 2> /dev/null; long=$(head -c 9000 desk/filler | tr '\\0' x)
        \"$P\" dispute @1 --claim \"$long\" 2> full; echo $?
        rm desk/full desk/filler; cmp desk/log.jsonl before
        \"$P\" dispute @1 --claim no -q > /dev/null && \"$P\" verify -q > /dev/null; echo $?";
    let ran = Command::new("unshare")
        .args(["-m", "/bin/sh", "-c", script])
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("P", env!("CARGO_BIN_EXE_dateline"))
        .env("DATELINE_AUTHOR", "tester")
        .env("DATELINE_STORE", "desk")
        .current_dir(bench.path("desk").parent().unwrap())
        .output();
    let Some(ran) = ran.ok().filter(|ran| ran.status.code() != Some(77)) else {
        return skip("no mount of one's own can be had here");
    };
    if ran.stdout.is_empty() && said(&ran).contains("unshare") {
        return skip("no mount of one's own can be had here");
    }
    let told = std::fs::read_to_string(bench.path("told")).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&ran.stdout),
        "4\n0\n4\n0\n",
        "{}{told}",
        said(&ran)
    );
    assert!(
        told.contains("\"not_written\"") && told.contains("no space left"),
        "{told}"
    );
    let full = std::fs::read_to_string(bench.path("full")).unwrap();
    assert!(full.contains("free some space"), "{full}");
}

/// Whatever stands in `cache/`, the answers are those of the log.
#[test]
fn garbage_in_the_cache_changes_no_answer() {
    let bench = Bench::with_store();
    bench.file("many.jsonl", lines(600));
    bench.run(&["import", "many.jsonl", "-q"]).ok();
    let foreign = Bench::with_store();
    foreign.file("many.jsonl", lines(400));
    foreign.run(&["import", "many.jsonl", "-q"]).ok();
    let keys = bench.path("desk/cache/keys");
    assert!(keys.join("manifest").is_file(), "an index was made");
    let cache = bench.path("desk/cache");
    let spoil: [&dyn Fn(); 6] = [
        &|| {
            each(&keys, |path| {
                std::fs::write(path, b"\xff\0garbage\n").unwrap()
            })
        },
        &|| each(&keys, |path| std::fs::write(path, "").unwrap()),
        &|| {
            each(&keys, |path| {
                std::fs::remove_file(path).unwrap();
                std::fs::create_dir_all(path.join("inside")).unwrap();
            });
        },
        &|| {
            std::fs::remove_dir_all(&cache).unwrap();
            crate::support::copy(&foreign.path("desk/cache"), &cache);
        },
        &|| {
            std::fs::remove_dir_all(&cache).unwrap();
            std::fs::write(&cache, "a file").unwrap();
        },
        &|| std::fs::remove_file(&cache).unwrap(),
    ];
    for (number, spoil) in spoil.iter().enumerate() {
        spoil();
        assert_eq!(position(&bench), 600 + number as u64);
        bench.run(&["show", "event-77"]).ok();
        let args = ["import", "again.jsonl", "--json"];
        bench.file("again.jsonl", line("event-500"));
        assert_eq!(bench.run(&args).exits(2).error()["code"], "label_taken");
        bench.run(&["dispute", "event-77", "--claim", "no"]).ok();
        bench.run(&["verify", "--no-cache"]).ok();
        let verified = bench.run(&["verify"]);
        assert!(verified.code < 2, "{}", verified.out);
        std::fs::write(bench.path("desk/stray"), "beside").unwrap();
    }
}

/// Every file of a directory, if it is one.
fn each(dir: &Path, with: impl Fn(&Path)) {
    for entry in std::fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_file() {
            with(&path);
        }
    }
}

#[test]
fn a_directory_where_each_file_of_the_store_should_be() {
    for name in ["dateline.toml", "log.jsonl", "head", "lock"] {
        let bench = Bench::with_store();
        bench.file("one.jsonl", line("one"));
        bench.run(&["import", "one.jsonl"]).ok();
        std::fs::remove_file(bench.path("desk").join(name)).unwrap();
        std::fs::create_dir(bench.path("desk").join(name)).unwrap();
        for args in [
            &["log"][..],
            &["dispute", "@1", "--claim", "no"],
            &["verify"],
        ] {
            let ran = bench.run(args);
            super::calm(&ran);
            assert!(
                ran.code != 1 || args == ["verify"],
                "{name} {args:?}: {}",
                ran.err
            );
        }
    }
}

/// Files of a store that somebody sent, grown to gigabytes without a byte on the disk: nobody
/// reads them into memory.
#[test]
fn sparse_files_of_a_store_are_not_read_whole() {
    let bench = Bench::with_store();
    bench
        .line("add statement --by US --act comments --happened 2026-01-21 --publisher Wire")
        .ok();
    let grown = |name: &str| {
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(bench.path(name));
        file.unwrap().set_len(1 << 40).unwrap();
    };
    grown("desk/head");
    bench.line("log").ok();
    bench.line("verify").ok();
    grown("desk/dateline.toml");
    for words in ["log --json", "verify --json"] {
        let error = bench.line(words).exits(4).error();
        assert_eq!(error["code"], "bad_marker", "{words}: {error}");
    }
}
