//! What the server refuses, and what every one of its responses says. Asks as a browser led
//! astray would, not as ours does.

use super::server::Server;
use crate::support::Bench;

#[test]
fn it_answers_to_names_of_this_machine_only() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let port = server.port;
    for host in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
    ] {
        assert_eq!(
            server.ask("GET", "/threats", &[("Host", &host)]).status,
            200,
            "{host}"
        );
    }
    let strange = [
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:1".to_owned(),
    ];
    for host in strange {
        let answer = server.ask("GET", "/", &[("Host", &host)]);
        assert_eq!(answer.status, 403, "{host}");
        assert!(!answer.body.contains("demo"), "{}", answer.body);
    }
    let own = format!("127.0.0.1:{port}");
    let twice = server.ask("GET", "/", &[("Host", &own), ("Host", "evil.example")]);
    assert!(matches!(twice.status, 400 | 403), "{}", twice.head);
    let absolute = server.ask("GET", "http://evil.example/", &[("Host", &own)]);
    assert!(matches!(absolute.status, 400 | 403), "{}", absolute.head);
}

#[test]
fn it_only_reads() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let before = std::fs::read(bench.path("desk/log.jsonl")).unwrap();
    let host = format!("127.0.0.1:{}", server.port);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = server.ask(method, "/", &[("Host", &host), ("Content-Length", "0")]);
        assert_eq!(answer.status, 405, "{method}");
        assert!(answer.head.contains("allow: get, head"), "{}", answer.head);
    }
    for path in [
        "/",
        "/entry/3",
        "/checkpoint",
        "/find?words=treasur",
        "/entry/3.tlog-proof",
    ] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    assert_eq!(std::fs::read(bench.path("desk/log.jsonl")).unwrap(), before);
    let head = server.ask("HEAD", "/threats", &[("Host", &host)]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[test]
fn every_response_keeps_to_itself() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let paths = [
        "/",
        "/entry/3",
        "/nothing",
        "/?on=x",
        "/site.js",
        "/style.css",
        "/stance.json",
        "/checkpoint",
    ];
    for path in paths {
        let answer = server.get(path);
        for said in [
            "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cross-origin-resource-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(answer.head.contains(said), "{path}: {}", answer.head);
        }
        for asking in [
            "<script>",
            " style=\"",
            " onclick",
            "@import",
            "url(",
            "javascript:",
        ] {
            assert!(!answer.body.contains(asking), "{path}: {asking}");
        }
    }
}

#[test]
fn a_port_that_is_taken_is_told() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let port = server.port.to_string();
    let error = bench
        .run(&["serve", "--port", &port, "--json"])
        .exits(3)
        .error();
    assert_eq!(error["code"], "no_port");
    assert!(error["message"].as_str().unwrap().contains(&port));
    assert!(error["hint"].as_str().unwrap().contains("--port 0"));
}
