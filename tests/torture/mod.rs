//! Rigs that try to make the log lose something: every bit flipped, every cut, every system
//! call refused, processes killed and crowded, disks filled, caches spoilt, clocks set back.
//! What must hold everywhere: an acknowledged entry is never lost; a batch is whole or absent;
//! no damage goes unnoticed by either verifier; an undamaged prefix stays readable; a reader
//! sees whole commits only. `tools/test` runs them short, `tools/torture` at full length.

mod cache;
mod calls;
mod crowd;
mod cuts;
mod flips;
pub mod forty;
mod full;
pub mod judge;
mod kills;
mod scene;

/// Whether everything is to be tried, or a part that is the same each time.
pub fn is_long() -> bool {
    std::env::var_os("DATELINE_TORTURE").is_some_and(|length| length == "long")
}

/// One number in a short run, another in a long one.
pub fn rounds(short: u64, long: u64) -> u64 {
    if is_long() { long } else { short }
}

/// Tells what was tried; `tools/test` and `tools/torture` gather these lines.
pub fn tell(what: &str) {
    println!("torture: {what}");
}

/// Says what this machine does not let us try.
fn skip(reason: &str) {
    println!("SKIP: torture: {reason}");
}

/// A directory in memory if there is one: thousands of stores are written to it.
pub fn fast_dir() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    match tempfile::tempdir_in(memory) {
        Ok(dir) => dir,
        Err(_) => tempfile::tempdir().unwrap(),
    }
}

/// Numbers that are the same each time, for choosing moments and places.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides.max(1)
    }
}
