//! A browser over the W3C WebDriver protocol: JSON over HTTP to `chromedriver`, in as few lines
//! as the tests need. Owns both processes, their scratch directory, and their end.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Flags that keep Chromium from asking anything of its own.
const QUIET: [&str; 9] = [
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--hide-scrollbars",
    "--disable-dev-shm-usage",
];

/// A browser with one page.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    scratch: TempDir,
}

impl Browser {
    /// Starts one; or why that cannot be.
    pub fn start() -> Result<Browser, String> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver cannot be started ({error})"))?;
        let mut said = BufReader::new(driver.stdout.take().unwrap());
        let mut port = None;
        let mut line = String::new();
        while port.is_none() && said.read_line(&mut line).unwrap_or(0) > 0 {
            let told = line.split("successfully on port ").nth(1);
            port = told.and_then(|rest| rest.trim().trim_end_matches('.').parse().ok());
            line.clear();
        }
        // What else it says is read away, or it would wait for us.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let mut browser = Browser {
            driver,
            port: port.ok_or("chromedriver did not say its port")?,
            session: String::new(),
            scratch: tempfile::tempdir().unwrap(),
        };
        browser.open()?;
        Ok(browser)
    }

    fn open(&mut self) -> Result<(), String> {
        let mut args: Vec<String> = QUIET.iter().map(|flag| (*flag).to_owned()).collect();
        args.push(format!("--user-data-dir={}", self.scratch.path().display()));
        // Chromium refuses its own sandbox to root, as which containers run.
        if std::fs::metadata("/root").is_ok_and(|_| std::fs::read_dir("/root").is_ok()) {
            args.push("--no-sandbox".to_owned());
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": args },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        }}});
        let opened = self.ask("POST", "/session", &wanted);
        let id = opened
            .as_ref()
            .ok()
            .and_then(|value| value["sessionId"].as_str());
        match id {
            Some(id) => {
                self.session = format!("/session/{id}");
                Ok(())
            }
            None => Err(format!("no Chromium can be started: {opened:?}")),
        }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let text = match method {
            "POST" => body.to_string(),
            _ => String::new(),
        };
        let fail = |error: std::io::Error| error.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).map_err(fail)?;
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .map_err(fail)?;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{text}",
            self.port,
            text.len()
        );
        stream.write_all(request.as_bytes()).map_err(fail)?;
        let body = answer(&mut BufReader::new(stream)).map_err(fail)?;
        let value: Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        match value["value"]["error"].as_str() {
            Some(_) => Err(value["value"].to_string()),
            None => Ok(value["value"].clone()),
        }
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let path = format!("{}{path}", self.session);
        self.ask("POST", &path, body)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Goes to an address and waits until it is loaded.
    #[track_caller]
    pub fn go(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Runs a script in the page (past its policy, as a debugger may) and gives what it returns.
    #[track_caller]
    pub fn js(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What a script returns, as text.
    #[track_caller]
    pub fn text(&self, script: &str) -> String {
        let value = self.js(script);
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    }

    /// Waits until a condition holds in the page.
    #[track_caller]
    pub fn until(&self, condition: &str) {
        let begun = Instant::now();
        while self.js(&format!("return Boolean({condition})")) != true {
            let state = "return location.href + '\\n' + document.body.innerText.slice(0, 2000)";
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "never: {condition}\n{}",
                self.text(state)
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Clicks the first element of a selector, as a reader would.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Types into the first element of a selector; `\u{e007}` is Enter, `\u{e012}` arrow left.
    #[track_caller]
    pub fn type_into(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.post(
            &format!("/element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    #[track_caller]
    fn element(&self, selector: &str) -> String {
        let using = json!({ "using": "css selector", "value": selector });
        let found = self.post("/element", &using);
        let id = found.as_object().and_then(|all| all.values().next());
        id.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// A command of Chromium's own protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, params: &Value) -> Value {
        self.post(
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": params }),
        )
    }

    /// Shows the page as a screen of that size would, in that colour scheme.
    #[track_caller]
    pub fn screen(&self, width: u32, scheme: &str) {
        let size =
            json!({ "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": features }),
        );
    }

    /// Prints the page on A4, as PDF in base64.
    #[track_caller]
    pub fn print(&self) -> String {
        let printed = self.post(
            "/print",
            &json!({ "page": { "width": 21.0, "height": 29.7 } }),
        );
        printed.as_str().unwrap_or_default().to_owned()
    }

    /// Fails if the console holds an error, or if anything was asked of another than `own`.
    #[track_caller]
    pub fn assert_calm(&self, own: &str) {
        let console = self.post("/se/log", &json!({ "type": "browser" }));
        let lines = console.as_array().cloned().unwrap_or_default();
        let errors: Vec<&Value> = lines
            .iter()
            .filter(|line| matches!(line["level"].as_str(), Some("SEVERE" | "WARNING")))
            // The page that a new browser opens by itself is none of ours.
            .filter(|line| !line["message"].as_str().unwrap_or("").starts_with("chrome"))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let network = self.post("/se/log", &json!({ "type": "performance" }));
        let mut asked = 0;
        for line in network.as_array().into_iter().flatten() {
            let message: Value = serde_json::from_str(line["message"].as_str().unwrap()).unwrap();
            let message = &message["message"];
            if message["method"] != "Network.requestWillBeSent" {
                continue;
            }
            // The page that a new browser opens by itself is none of ours.
            let of = message["params"]["documentURL"]
                .as_str()
                .unwrap_or_default();
            if of.starts_with("chrome") {
                continue;
            }
            let url = message["params"]["request"]["url"].as_str().unwrap();
            asked += 1;
            assert!(
                url.starts_with(own) || url.starts_with("data:"),
                "asked {url}"
            );
        }
        assert!(asked > 0, "the log of requests is empty");
    }
}

/// The body of an answer, by its length: the driver leaves the connection open.
fn answer(stream: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let header = line.trim().to_lowercase();
        if let Some(told) = header.strip_prefix("content-length:") {
            length = told.trim().parse().unwrap_or(0);
        }
        if header.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.ask("DELETE", &self.session, &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
