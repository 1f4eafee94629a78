//! The generated files of `schema/`: pinned, so that a change of a table shows in review.
//! Says nothing of what they mean: `refused` and `properties` do.

use dateline::event::{schema, vocabulary};

use super::pinned;

#[test]
fn the_schemas_are_as_generated() {
    for (name, text) in schema::files() {
        pinned(&format!("schema/event/{name}"), &text);
    }
    let held = std::fs::read_dir(super::root().join("schema/event"))
        .unwrap()
        .count();
    assert_eq!(
        held,
        schema::files().len(),
        "a file in schema/event/ belongs to no kind"
    );
}

#[test]
fn the_vocabulary_is_as_generated() {
    pinned("schema/vocabulary.md", &vocabulary::markdown());
}
