//! What is made for the shell: completion scripts and manual pages, from the same definition
//! as the help. Holds them against the help; asks bash, zsh and fish, where they are installed,
//! what they offer.

use std::process::Command;

use crate::support::Bench;

/// Sources the script named first, and asks it what it offers behind the rest.
const OFFER: &str = r#"
source "$1"; shift
COMP_WORDS=(dateline "$@"); COMP_CWORD=$#
_dateline dateline "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$((COMP_CWORD-1))]}"
echo "${COMPREPLY[@]}"
"#;

#[test]
fn every_shell_gets_a_script_that_names_commands_flags_and_words() {
    let bench = Bench::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = bench.run(&["completions", shell]).ok().out;
        for word in ["divestment", "fund-exit", "published"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // The makers of the other two know no values.
        let words = ["under_way", "policy_shift", "contradictions"];
        let known = ["bash", "zsh", "fish"].contains(&shell);
        assert!(
            !known || words.iter().all(|word| script.contains(word)),
            "{shell}"
        );
    }
    assert_eq!(bench.run(&["completions", "ksh"]).exits(2).out, "");
    let script = bench.run(&["completions", "bash"]).ok().out;
    bench.file("script", script);
    let Ok(syntax) = Command::new("bash")
        .arg("-n")
        .arg(bench.path("script"))
        .status()
    else {
        println!("SKIP: no bash here");
        return;
    };
    assert!(syntax.success());
    // What the shell itself would offer behind these words.
    bench.file("offer", OFFER);
    let offered = |words: &[&str]| {
        let mut bash = Command::new("bash");
        bash.arg(bench.path("offer"))
            .arg(bench.path("script"))
            .args(words);
        String::from_utf8(bash.output().unwrap().stdout).unwrap()
    };
    for (words, wanted) in [
        (&["di"][..], "dispute divestment diff\n"),
        (&["add", "fund"], "fund-exit\n"),
        (
            &["add", "fund-exit", "--stage", "c"],
            "completed cancelled\n",
        ),
        (&["timeline", "--kind", "th"], "threat\n"),
        (&["replay", "--view", "ch"], "chain\n"),
        (&["say", "--lang", ""], "en zh\n"),
        (&["--no"], "--no-cache --no-pager\n"),
    ] {
        assert_eq!(offered(words), wanted, "{words:?}");
    }
}

/// Has zsh complete the line named last by the script named second: in a shell of its own on a
/// terminal of its own, set up by the file named first.
const ZSH: &str = r#"
zmodload zsh/zpty || exit 3
# The next line of that shell; gives up when none comes.
next() {
    repeat 1200; do zpty -rt shell line && return; sleep 0.1; done
    exit 4
}
export SCRIPT=$2
zpty shell zsh -f -i
zpty -w shell "source $1"
until [[ $line == ready* ]]; do next; done
zpty -w -n shell "$3"$'\t'
until [[ $line == *offered-all* ]]; do next; print -rn -- $line; done
"#;

/// Loads the script, and prints each word that completion would add.
const ZSH_SETUP: &str = r#"
PROMPT= RPROMPT=
autoload -Uz compinit; compinit -D -u
source "$SCRIPT"
bindkey '^I' complete-word
compadd() {
    if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
        local -a hits
        builtin compadd -A hits "$@"
        print -rl -- offered:${^hits}
    fi
    builtin compadd "$@"
}
comppostfuncs=(offered-all)
offered-all() { print offered-all; exit }
print ready
"#;

/// Lines to complete, and the words that have to be offered.
const LINES: [(&str, &[&str]); 5] = [
    ("dateline di", &["diff", "dispute", "divestment"]),
    ("dateline add fund-", &["fund-exit"]),
    (
        "dateline add fund-exit --stage c",
        &["cancelled", "completed"],
    ),
    ("dateline replay --view c", &["chain", "contradictions"]),
    ("dateline say --lang ", &["en", "zh"]),
];

/// What a shell prints; nothing if it is not there.
fn asked(shell: &mut Command) -> Option<String> {
    let ran = shell.env_remove("HOME").output().ok()?;
    assert!(ran.status.success(), "{ran:?}");
    Some(String::from_utf8(ran.stdout).unwrap())
}

#[test]
fn zsh_offers_commands_and_words() {
    let bench = Bench::empty();
    bench.file("script", bench.run(&["completions", "zsh"]).ok().out);
    bench.file("ask", ZSH);
    bench.file("setup", ZSH_SETUP);
    for (line, wanted) in LINES {
        let mut zsh = Command::new("zsh");
        zsh.arg("-f").arg(bench.path("ask"));
        zsh.args([bench.path("setup"), bench.path("script")])
            .arg(line);
        let Some(told) = asked(&mut zsh) else {
            println!("SKIP: no zsh here");
            return;
        };
        let words = told.lines().filter_map(|line| {
            let (_, word) = line.split_once("offered:")?;
            Some(word.trim_end())
        });
        let mut words: Vec<&str> = words.collect();
        words.sort_unstable();
        assert_eq!(words, wanted, "{line}: {told}");
    }
}

#[test]
fn fish_offers_commands_and_words() {
    let bench = Bench::empty();
    bench.file("script", bench.run(&["completions", "fish"]).ok().out);
    for (line, wanted) in LINES {
        let mut fish = Command::new("fish");
        fish.args(["--no-config", "-c", "source $argv[1]; complete -C $argv[2]"]);
        fish.arg(bench.path("script")).arg(line);
        let Some(told) = asked(&mut fish) else {
            println!("SKIP: no fish here");
            return;
        };
        let words = told.lines().map(|line| line.split('\t').next().unwrap());
        let mut words: Vec<&str> = words.collect();
        words.sort_unstable();
        assert_eq!(words, wanted, "{line}: {told}");
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
