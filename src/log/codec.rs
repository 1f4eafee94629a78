//! Entry, header and commit lines: exact bytes, both ways. Pure.
