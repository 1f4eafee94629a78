//! What any program with a command line costs to start: nothing but a greeting. The measure of
//! the row on process start is `hello` built on clap; this one is its floor.

use serde_json::json;

use crate::Done;

pub fn greet(names: &[&str]) -> Done {
    Ok(json!({"hello": names}))
}
