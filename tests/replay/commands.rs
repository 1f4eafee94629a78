//! `replay` and `diff` on the command line: formats, flags and refusals.
//! Asserts what is printed and the exit codes; the folds themselves are tested beside this file.
