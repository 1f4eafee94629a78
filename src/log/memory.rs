//! A log in memory, for tests: the same conformance suite as the file.
