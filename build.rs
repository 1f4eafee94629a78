//! How the `dateline` binary is linked. Owns nothing else: no code is generated and nothing is
//! looked up outside the compiler.
//!
//! Most of what a short command costs is starting the process (`tools/bench/PROFILE.md`). On Linux
//! with the GNU C library an optimised binary is therefore linked at a fixed address, so that the
//! loader need not write fourteen thousand addresses into fifty pages first, and with the unwinder
//! inside, so that it need not look for one more library. Stack, heap and libraries stay where
//! the kernel puts them by chance; the image itself does not, which is the price.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
    {
        println!("cargo::rustc-link-arg-bins=-no-pie");
        if has_unwinder() {
            println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
        }
    }
}

/// Whether the compiler that links has the unwinder as an archive; not all of them do.
fn has_unwinder() -> bool {
    Command::new("cc")
        .arg("-print-file-name=libgcc_eh.a")
        .output()
        .ok()
        .and_then(|said| String::from_utf8(said.stdout).ok())
        .is_some_and(|found| Path::new(found.trim()).is_absolute())
}
