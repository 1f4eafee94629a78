//! `keygen` and the key that signs: where it lies, who may read it, what is refused, and that a
//! commit is signed exactly when a key is present.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::Bench;

const ADD: &str = "add statement --by US --act comments --happened 2026-02-01 --publisher Reuters";

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn signatures(bench: &Bench) -> Vec<String> {
    let log = std::fs::read_to_string(bench.path("desk/log.jsonl")).unwrap();
    let last = log.lines().last().unwrap();
    let commit = dateline::log::codec::decode_commit(last.as_bytes()).unwrap();
    commit.signatures
}

#[test]
fn a_key_is_made_once_and_for_its_owner_alone() {
    let bench = Bench::with_store();
    let ran = bench.line("keygen --name example.org/desk").ok();
    let public = ran.out.trim_end();
    assert!(public.starts_with("example.org/desk+"), "{public}");
    assert!(
        ran.err.contains("trusted_keys") && ran.err.contains("--key"),
        "{}",
        ran.err
    );
    let path = bench.path(".config/dateline/key");
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let secret = std::fs::read_to_string(&path).unwrap();
    assert!(secret.starts_with("PRIVATE+KEY+example.org/desk+"));
    assert!(!ran.out.contains(secret.trim()) && !ran.err.contains(secret.trim()));
    let again = bench.line("keygen --json").exits(2);
    assert_eq!(again.error()["code"], "key_exists");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), secret);
    // By default the key has the name of the log.
    let made = bench.line("keygen -o second.key --json").ok().json();
    assert!(
        made["name"].as_str().unwrap().starts_with("desk/"),
        "{made}"
    );
    assert_eq!(mode(&bench.path("second.key")), 0o600);
    let two = [
        std::fs::read_to_string(bench.path("second.key")).unwrap(),
        secret,
    ];
    assert_ne!(two[0].rsplit('+').next(), two[1].rsplit('+').next());
}

#[test]
fn the_public_half_can_be_asked_for_again() {
    let bench = Bench::with_store();
    let none = bench.line("keygen --public --json").exits(2);
    assert_eq!(none.error()["code"], "no_key");
    let made = bench.line("keygen --name example.org/desk").ok().out;
    assert_eq!(bench.line("keygen --public").ok().out, made);
    let json = bench.line("keygen --public --json").ok().json();
    assert_eq!(json["public_key"], made.trim());
    assert_eq!(json["name"], "example.org/desk");
    bench.line("keygen --public -o desk.pub").ok();
    assert_eq!(
        std::fs::read_to_string(bench.path("desk.pub")).unwrap(),
        made
    );
    bench.line(ADD).ok();
    bench.line("verify --key desk.pub").ok();
}

#[test]
fn commits_are_signed_from_the_moment_a_key_is_there() {
    let bench = Bench::with_store();
    bench.line(ADD).ok();
    assert_eq!(signatures(&bench), [""; 0]);
    let public = bench.line("keygen -q").ok().out;
    bench.line(&format!("{ADD} --title two")).ok();
    assert_eq!(signatures(&bench).len(), 1);
    let event = r#"{"kind":"statement","happened":"2026-01-21","by":{"country":"US"},"act":"denies","sources":[{"publisher":"Reuters"}]}"#;
    bench.file("events.jsonl", format!("{event}\n{event}\n"));
    bench.line("import events.jsonl").ok();
    assert_eq!(signatures(&bench).len(), 1);
    bench.line("verify").ok();
    let report = bench
        .line(&format!("verify --json --key {public}"))
        .ok()
        .json();
    assert_eq!(report["signatures"]["trusted"], 2);
    assert_eq!(report["signatures"]["vouched"], 4);
    // The same from a file of keys, and from the config file.
    bench.file("keys.txt", format!("# the desk\n\n{public}"));
    bench.line("verify --key keys.txt").ok();
    let config = format!("trusted_keys = [\"{}\"]\n", public.trim());
    bench.file(".config/dateline/config.toml", config);
    let report = bench.line("verify --json").ok().json();
    assert_eq!(report["signatures"]["trusted"], 2);
    // Without the key the next commit is unsigned, which verify sees.
    std::fs::rename(bench.path(".config/dateline/key"), bench.path("away")).unwrap();
    bench.line(&format!("{ADD} --title four")).ok();
    let report = bench.line("verify --json").exits(1).json();
    assert_eq!(
        report["findings"].as_array().unwrap().last().unwrap()["code"],
        "unsigned"
    );
    assert_eq!(
        report["findings"].as_array().unwrap().last().unwrap()["position"],
        5
    );
}

#[test]
fn the_variable_names_the_key_and_must_be_right() {
    let bench = Bench::with_store().var("DATELINE_KEY", "my.key");
    let log = std::fs::read(bench.path("desk/log.jsonl")).unwrap();
    let refused = |code: &str| {
        let error = bench.line(&format!("{ADD} --json")).exits(2).error();
        assert_eq!(error["code"], code, "{error}");
        assert_eq!(std::fs::read(bench.path("desk/log.jsonl")).unwrap(), log);
        error["message"].as_str().unwrap().to_owned()
    };
    refused("no_key");
    bench.line("keygen --name me").ok();
    let key = bench.path("my.key");
    let secret = std::fs::read_to_string(&key).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).unwrap();
    refused("loose_key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    for bad in [
        "",
        "rubbish",
        &secret[..60],
        &secret.replace("+me+", "+you+"),
    ] {
        std::fs::write(&key, bad).unwrap();
        let said = refused("bad_key");
        assert!(bad.len() < 20 || !said.contains(&bad[..20]), "{said}");
    }
    std::fs::remove_file(&key).unwrap();
    std::fs::create_dir(&key).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o700)).unwrap();
    refused("unreadable_input");
    std::fs::remove_dir(&key).unwrap();
    std::fs::write(&key, &secret).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    bench.line(ADD).ok();
    assert_eq!(signatures(&bench).len(), 1);
}

#[test]
fn no_key_is_made_inside_a_store_or_under_a_wrong_name() {
    let bench = Bench::with_store();
    std::os::unix::fs::symlink(bench.path("desk"), bench.path("link")).unwrap();
    for path in ["desk/my.key", "desk/evidence/my.key", "link/my.key"] {
        let error = bench
            .line(&format!("keygen -o {path} --json"))
            .exits(2)
            .error();
        assert!(
            ["key_in_store", "bad_output"].contains(&error["code"].as_str().unwrap()),
            "{error}"
        );
        assert!(!bench.path(path).exists());
    }
    for name in ["a b", "a+b", ""] {
        let args = ["keygen", "--name", name, "-o", "x.key", "--json"];
        assert_eq!(bench.run(&args).exits(2).error()["code"], "bad_key_name");
    }
    assert!(!bench.path("x.key").exists());
    let error = Bench::empty().line("keygen --json").exits(2).error();
    assert_eq!(error["code"], "bad_key_name");
    // A Chinese name is a name.
    let out = bench.line("keygen --name 丹麦/编辑部 -o zh.key").ok().out;
    assert!(out.starts_with("丹麦/编辑部+"));
    bench.line("verify --key").exits(2);
}

#[test]
fn what_is_given_as_a_key_and_is_none_is_refused() {
    let bench = Bench::with_store();
    bench.line("keygen -o my.key --name me -q").ok();
    bench.file("empty.txt", "# nothing\n");
    let secret = std::fs::read_to_string(bench.path("my.key")).unwrap();
    for text in [
        "me+00000000+AAAA",
        "nowhere.txt",
        "empty.txt",
        "my.key",
        secret.trim(),
    ] {
        let error = bench
            .run(&["verify", "--json", "--key", text])
            .exits(2)
            .error();
        assert_eq!(error["code"], "bad_key", "{error}");
    }
    let folder = bench.line("verify --json --key desk").exits(2).error();
    assert_eq!(folder["code"], "unreadable_input");
    std::fs::create_dir_all(bench.path(".config/dateline")).unwrap();
    bench.file(".config/dateline/config.toml", "trusted_keys = [\"x\"]\n");
    assert_eq!(
        bench.line("verify --json").exits(2).error()["code"],
        "bad_key"
    );
    bench.file(".config/dateline/config.toml", "trusted_keys = \"x\"\n");
    assert_eq!(
        bench.line("verify --json").exits(2).error()["code"],
        "bad_config"
    );
}

#[test]
fn what_the_store_names_is_its_claim() {
    let bench = Bench::with_store();
    let public = bench.line("keygen -q").ok().out;
    bench.line(ADD).ok();
    let marker = std::fs::read_to_string(bench.path("desk/dateline.toml")).unwrap();
    bench.file(
        "desk/dateline.toml",
        format!("{marker}keys = [\"{}\"]\n", public.trim()),
    );
    let ran = bench.line("verify").ok();
    assert!(
        ran.out.contains("only the store itself names"),
        "{}",
        ran.out
    );
    let report = bench.line("verify --json").ok().json();
    assert_eq!(report["signatures"]["claimed"], 1);
    assert_eq!(report["findings"][0]["code"], "unknown_key");
    bench.file("desk/dateline.toml", format!("{marker}keys = [\"x\", 1]\n"));
    let ran = bench.line("verify").ok();
    assert_eq!(ran.err.matches("no public key").count(), 2, "{}", ran.err);
}

#[test]
fn a_closed_pipe_and_a_directory_that_cannot_be_written_to() {
    let bench = Bench::with_store();
    bench.file("plain", "x");
    let error = bench.line("keygen --json -o plain/key").exits(2).error();
    assert_eq!(error["code"], "bad_output");
    let blocked = Bench::empty().var("XDG_CONFIG_HOME", "/proc/nowhere");
    let error = blocked.line("keygen --name x --json").exits(2).error();
    assert_eq!(error["code"], "bad_output");
    let mut child = bench.command(&["keygen", "--name", "x"]).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(!String::from_utf8_lossy(&ended.stderr).contains("panicked"));
    assert!(bench.path(".config/dateline/key").exists());
}
