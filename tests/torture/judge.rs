//! What the engine's reader and the two verifiers say of one state of a store, and whether
//! that is what they must say: the same of all three, and nothing lost that is sound.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dateline::log::file::FileLog;
use dateline::log::{Entry, Log as _, LogError, START};
use serde_json::{Value, json};

use super::forty::Forty;
use crate::verify::kit;

/// A place in which one state after another is put.
pub struct Judge<'a> {
    dir: tempfile::TempDir,
    sound: &'a Forty,
}

/// What was said of a state.
#[derive(Debug)]
pub struct Verdict {
    /// Entries that a reader got.
    pub read: u64,
    /// How the reading ended, if not well.
    pub error: Option<LogError>,
    /// What `verify` said.
    pub verify: kit::Said,
}

impl<'a> Judge<'a> {
    pub fn new(sound: &'a Forty) -> Judge<'a> {
        Judge {
            dir: super::fast_dir(),
            sound,
        }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Puts a state there; `None` for no `head` at all.
    pub fn put(&self, log: &[u8], head: Option<&[u8]>) {
        overwrite(&self.path().join("log.jsonl"), log);
        let path = self.path().join("head");
        match head {
            Some(head) => overwrite(&path, head),
            None => drop(std::fs::remove_file(path)),
        }
        let _ = std::fs::remove_dir_all(self.path().join("recovered"));
    }

    /// What is said of the state that is there. What holds of every state is asserted here:
    /// only entries that were written are read; the reader and `verify` see the same damage,
    /// and as many sound entries.
    #[track_caller]
    pub fn verdict(&self, name: &str) -> Verdict {
        let (entries, error) = seen(self.path());
        assert_eq!(
            entries,
            self.sound.entries[..entries.len()],
            "{name}: a reader got what was never written"
        );
        let verdict = Verdict {
            read: entries.len() as u64,
            error,
            verify: kit::ours(self.path()),
        };
        assert_eq!(
            verdict.error.is_some(),
            verdict.verify.exit == 4,
            "{name}: the reader and verify disagree: {verdict:?}"
        );
        assert_eq!(verdict.read, verdict.verify.position, "{name}: {verdict:?}");
        verdict
    }

    /// Judges the sound log with one byte changed and its sound head, cheaply.
    pub fn with_byte(&self, at: usize, byte: u8, name: &str) -> Verdict {
        self.poke("log.jsonl", at, byte);
        let verdict = self.verdict(name);
        self.poke("log.jsonl", at, self.sound.log[at]);
        verdict
    }

    /// Changes one byte of a file.
    pub fn poke(&self, file: &str, at: usize, byte: u8) {
        use std::os::unix::fs::FileExt as _;
        let file = File::options().write(true).open(self.path().join(file));
        file.unwrap().write_all_at(&[byte], at as u64).unwrap();
    }
}

/// What a reader that opens the directory now gets.
pub fn seen(dir: &Path) -> (Vec<Entry>, Option<LogError>) {
    let mut entries = Vec::new();
    let end = FileLog::open_reader(dir).and_then(|log| {
        log.read(START, &mut |read| {
            entries.push(read.entry);
            Ok(())
        })
    });
    (entries, end.err())
}

fn overwrite(path: &Path, bytes: &[u8]) {
    let mut file = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .unwrap();
    file.write_all(bytes).unwrap();
    file.set_len(bytes.len() as u64).unwrap();
}

/// A change of the sound log, in the words of the Python driver: which head, and what stands
/// instead of the bytes from one place to another.
pub struct Change {
    pub head: String,
    pub edits: Vec<(usize, usize, Vec<u8>)>,
}

impl Change {
    pub fn byte(at: usize, byte: u8) -> Change {
        Change {
            head: "head".to_owned(),
            edits: vec![(at, at + 1, vec![byte])],
        }
    }

    fn json(&self) -> Value {
        let edits = self.edits.iter().map(|(from, to, bytes)| {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!([from, to, hex])
        });
        json!([self.head, edits.collect::<Vec<_>>()])
    }
}

const DRIVER: &str = "import io, json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import verify_log
def read(name):
    with open(sys.argv[2] + '/' + name, 'rb') as file:
        return file.read()
sound = read('log.jsonl')
heads = {}
for line in sys.stdin:
    name, edits = json.loads(line)
    if name not in heads:
        heads[name] = read(name)
    log = sound
    for begin, end, text in edits:
        log = log[:begin] + bytes.fromhex(text) + log[end:]
    head = heads[name]
    report = verify_log.Check(io.BytesIO(log), len(log), head, lambda: head).run()
    print(json.dumps([report.exit_code(), report.position, report.root]))
";

/// Exit code, position and root that `tools/verify_log.py` gives for each change, in one
/// process and without a file for each; `None` where there is no Python.
pub fn python(sound: &Forty, heads: &[(&str, &[u8])], changes: &[Change]) -> Option<Vec<Words>> {
    if !kit::has_python() {
        return None;
    }
    let dir = super::fast_dir();
    std::fs::write(dir.path().join("log.jsonl"), &sound.log).unwrap();
    for (name, head) in heads {
        std::fs::write(dir.path().join(name), head).unwrap();
    }
    let mut list = tempfile::tempfile().unwrap();
    for change in changes {
        writeln!(list, "{}", change.json()).unwrap();
    }
    std::io::Seek::rewind(&mut list).unwrap();
    let tools: PathBuf = kit::tool().parent().unwrap().to_owned();
    let output = Command::new("python3")
        .args(["-c", DRIVER])
        .arg(tools)
        .arg(dir.path())
        .stdin(list)
        .stdout(Stdio::piped())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let text = String::from_utf8(output.stdout).unwrap();
    let said = text.lines().map(|line| serde_json::from_str(line).unwrap());
    Some(said.collect())
}

/// Exit code, position, root.
pub type Words = (u8, u64, String);

/// The same words of `verify`.
pub fn words(said: &kit::Said) -> Words {
    (said.exit, said.position, said.root.clone())
}
