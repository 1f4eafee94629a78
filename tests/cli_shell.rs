//! What is made for the shell: completion scripts and manual pages, from the same definition
//! as the help. Holds them against the help; runs no shell but to check a script's syntax.

use std::process::Command;

use crate::support::Bench;

#[test]
fn every_shell_gets_a_script_that_names_commands_flags_and_words() {
    let bench = Bench::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = bench.run(&["completions", shell]).ok().out;
        for word in [
            "divestment",
            "fund-exit",
            "published",
            "under_way",
            "policy_shift",
        ] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(bench.run(&["completions", "ksh"]).exits(2).out, "");
    let script = bench.run(&["completions", "bash"]).ok().out;
    bench.file("script", script);
    match Command::new("bash")
        .arg("-n")
        .arg(bench.path("script"))
        .status()
    {
        Ok(status) => assert!(status.success()),
        Err(_) => assert!(!cfg!(target_os = "linux"), "no bash here"),
    }
}

#[test]
fn words_that_a_shell_offers_are_not_the_only_ones_taken() {
    let bench = Bench::with_store();
    bench
        .line("add fund-exit --holder US --asset gold --stage under-way --happened 2026 --publisher X")
        .ok();
}

#[test]
fn every_command_has_a_page_with_its_flags() {
    let bench = Bench::empty();
    let page = bench.run(&["man"]).ok().out;
    assert!(
        page.contains(".TH dateline 1") && page.contains("divestment"),
        "{page}"
    );
    let page = bench.run(&["man", "add", "threat"]).ok().out;
    for text in [
        ".TH dateline-add-threat 1",
        "\\-\\-consequence",
        "\\-\\-source\\-title",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    let told = bench.run(&["man", "--dir", "pages/man1"]).ok();
    let pages = std::fs::read_dir(bench.path("pages/man1")).unwrap();
    let names: Vec<String> = pages
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        told.err.contains(&format!("wrote {} pages", names.len())),
        "{}",
        told.err
    );
    for name in ["dateline.1", "dateline-say.1", "dateline-add-holding.1"] {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("help")), "{names:?}");
    bench.file("taken", "");
    assert_eq!(
        bench
            .run(&["man", "--dir", "taken", "--json"])
            .exits(2)
            .error()["code"],
        "bad_output"
    );
}
