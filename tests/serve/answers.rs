//! What the server answers: pages that hold what the report holds, JSON that is the command's
//! own to the byte, and refusals in the command's own words.

use super::server::Server;
use crate::support::Bench;

#[test]
fn json_is_what_the_command_prints() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let pairs = [
        (
            "/timeline.json?limit=7&on=2026-01-25",
            "timeline --limit 7 --on 2026-01-25",
        ),
        ("/log.json?limit=3&known=@100", "log --limit 3 --known @100"),
        (
            "/divestment.json?by=country&why=true",
            "divestment --by country --why",
        ),
        (
            "/stance.json?country=DK&published=2026-01-21",
            "stance DK --published 2026-01-21",
        ),
        ("/chain.json?claims=true", "chain --claims"),
        ("/threats.json?why=1", "threats --why"),
        ("/sanctions.json", "sanctions"),
        ("/yields.json", "yields"),
        (
            "/observations.json?possible=true",
            "observations --possible",
        ),
        (
            "/contradictions.json?tolerance=5",
            "contradictions --tolerance 5",
        ),
        ("/sources.json", "sources"),
        ("/audit.json?level=court", "audit --level court"),
        ("/entry/3.json", "show @3 --history"),
        (
            "/entry/akademiker-exit.json?known=@90",
            "show akademiker-exit --history --known @90",
        ),
        (
            "/find.json?words=false+narrative",
            "find \"false narrative\"",
        ),
        (
            "/find.json?words=%E7%BE%8E%E5%80%BA&claims=true",
            "find 美债 --claims",
        ),
    ];
    for (path, line) in pairs {
        let answer = server.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert!(
            answer.head.contains("content-type: application/json"),
            "{path}"
        );
        let ran = bench.line(&format!("{line} --json"));
        assert!(matches!(ran.code, 0 | 1), "{line}: {}", ran.err);
        assert_eq!(answer.body, ran.out, "{path} is not {line}");
    }
}

#[test]
fn what_a_command_refuses_is_refused_in_its_words() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let cases = [
        (
            400,
            "/timeline.json?on=2026-13-01",
            "timeline --on 2026-13-01",
        ),
        (400, "/stance.json?known=@999", "stance --known @999"),
        (400, "/stance.json?known=12", "stance --known 12"),
        (400, "/stance.json?country=ZZ", "stance ZZ"),
        (
            400,
            "/log.json?since=2026-02&until=2026-01",
            "log --since 2026-02 --until 2026-01",
        ),
        (400, "/divestment.json?by=planet", "divestment --by planet"),
        (404, "/entry/999.json", "show @999"),
        (404, "/entry/no-such-thing.json", "show no-such-thing"),
        (400, "/find.json?words=%22%22", "find \"\""),
    ];
    for (status, path, line) in cases {
        let answer = server.get(path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        let error: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let said = bench.line(&format!("{line} --json")).exits(2).error();
        assert_eq!(error["error"]["code"], said["code"], "{path}");
        assert_eq!(error["error"]["message"], said["message"], "{path}");
        let page = server.get(&path.replace(".json", ""));
        assert_eq!(
            page.status,
            if path.contains("planet") { 400 } else { status },
            "{path}"
        );
        assert!(page.body.starts_with("<!DOCTYPE html>"), "{path}");
    }
    for (path, told) in [
        (
            "/stance.json?rules=/etc/hostname",
            "--rules is for the command line",
        ),
        ("/log.json?follow=true", "--follow is for the command line"),
        ("/?store=/tmp", "unexpected argument"),
        ("/?possible=perhaps", "--possible takes no value"),
        ("/?on=%zz", "an escape that is none"),
        ("/?lang=xx", "not a language"),
        ("/log?before=x", "not a position"),
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.body.contains(told), "{path}: {}", answer.body);
    }
    for path in [
        "/nothing",
        "/entry",
        "/entry/3/4",
        "/../log.jsonl",
        "/evidence/sha256:00",
        "/report.json",
        "/favicon.ico",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn pages_carry_the_clocks_and_bounded_lists() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let page = server.get("/?on=2026-01-25&known=@100&lang=zh").body;
    for said in [
        "<html lang=\"zh\">",
        "href=\"/stance?on=2026-01-25&amp;known=@100&amp;lang=zh\"",
        "href=\"/entry/1?on=2026-01-25&amp;known=@100&amp;lang=zh\"",
        "id=\"timeline\"",
        "id=\"sources\"",
        "id=\"audit\"",
        "name=\"on\" value=\"2026-01-25\"",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("/entry/101?"), "beyond the position");
    let log = server.get("/log").body;
    assert_eq!(log.matches("<article").count(), 50);
    assert!(log.contains("id=\"e124\"") && !log.contains("id=\"e74\""));
    assert!(log.contains("href=\"/log?before=75\""));
    let last = server.get("/log?before=75").body;
    assert!(last.contains("id=\"e74\"") && last.contains("before=25"));
    assert!(!server.get("/log?before=25").body.contains("rel=\"next\""));
    let entry = server.get("/entry/akademiker-exit").body;
    for said in [
        "Reuters",
        "@83",
        "/entry/3.tlog-proof",
        "id=\"links\"",
        "id=\"proof\"",
    ] {
        assert!(entry.contains(said), "{said}");
    }
    let corrected = server.get("/entry/1").body;
    assert!(corrected.contains("id=\"versions\"") && corrected.contains("<s>"));
}

#[test]
fn files_that_are_handed_out_hold() {
    let bench = Bench::with_demo();
    bench.file("copy.html", "<script>alert(1)</script>");
    bench
        .line("corroborate akademiker-exit --publisher Wire --published 2026-01-21 --evidence copy.html")
        .ok();
    let server = Server::start::<&str>(&bench, &[]);
    let proof = server.get("/entry/3.tlog-proof");
    assert_eq!(proof.status, 200);
    assert!(
        proof
            .head
            .contains("content-disposition: attachment; filename=\"3.tlog-proof\"")
    );
    bench.file("3.tlog-proof", &proof.body);
    bench.run(&["check-proof", "3.tlog-proof"]).ok();
    let checkpoint = server.get("/checkpoint").body;
    assert_eq!(checkpoint, bench.run(&["checkpoint"]).ok().out);
    assert_eq!(
        server.get("/checkpoint?known=@100").body,
        bench.run(&["checkpoint", "--known", "@100"]).ok().out
    );
    assert_eq!(server.get("/entry/999.tlog-proof").status, 400);
    let page = server.get("/entry/3").body;
    let name = page
        .split("/evidence/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let copy = server.get(&format!("/evidence/{name}"));
    assert_eq!(copy.body, "<script>alert(1)</script>");
    assert!(copy.head.contains("content-type: application/octet-stream"));
    assert!(copy.head.contains("content-disposition: attachment"));
}
