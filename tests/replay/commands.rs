//! `replay` and `diff` on the command line: formats, flags and refusals.
