//! The life of a server: it follows what others append, says so, tells of a log that it can no
//! longer follow, and ends when asked to.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::server::Server;
use crate::support::Bench;

const ADD: &str = "add statement --by US --act comments --happened 2026-02-03 --publisher Wire \
     --published 2026-02-03 --title \"Said while served\"";

/// Reads from a stream until a text stands in what was read.
fn until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut read = String::new();
    let mut buffer = [0; 1024];
    let begun = Instant::now();
    while !read.contains(wanted) {
        assert!(begun.elapsed() < Duration::from_secs(60), "{read}");
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "ended: {read}");
        read.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    read
}

#[test]
fn what_another_process_appends_is_told_and_shown() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let mut events = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    events
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let request = format!(
        "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
        server.port
    );
    events.write_all(request.as_bytes()).unwrap();
    let first = until(&mut events, "data: 124");
    assert!(
        first
            .to_lowercase()
            .contains("content-type: text/event-stream")
    );
    bench.line(ADD).ok();
    until(&mut events, "data: 125");
    assert!(server.get("/log").body.contains("Said while served"));
    assert!(
        !server
            .get("/log?known=@124")
            .body
            .contains("Said while served")
    );
}

#[test]
fn a_damaged_log_is_served_as_far_as_it_is_sound_and_says_so() {
    let bench = Bench::with_demo();
    let path = bench.path("desk/log.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let server = Server::start::<&str>(&bench, &[]);
    let page = server.get("/log");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("The log is damaged"), "{}", page.body);
    assert!(page.body.contains("<article"));
    assert_eq!(server.get("/checkpoint").status, 500);
}

#[test]
fn a_log_that_is_cut_short_is_no_longer_followed() {
    let bench = Bench::with_demo();
    let server = Server::start::<&str>(&bench, &[]);
    let store = bench.path("desk");
    std::fs::write(store.join("log.jsonl"), "").unwrap();
    std::fs::write(store.join("head"), "").unwrap();
    let begun = Instant::now();
    while !server
        .get("/threats")
        .body
        .contains("can no longer be followed")
    {
        assert!(begun.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(
        server.get("/log").body.contains("<article"),
        "what was read is shown"
    );
}

#[cfg(unix)]
#[test]
fn it_ends_when_asked_to_though_somebody_listens() {
    for signal in ["-INT", "-TERM"] {
        let bench = Bench::with_demo();
        let mut server = Server::start::<&str>(&bench, &[]);
        let mut events = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        let request = format!(
            "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
            server.port
        );
        events.write_all(request.as_bytes()).unwrap();
        until(&mut events, "data: 124");
        let sent = std::process::Command::new("kill")
            .args([signal, &server.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        let ended = server.child.wait().unwrap();
        assert_eq!(ended.code(), Some(0), "{signal}");
    }
}
