//! A second reader: bytes to findings. Re-reads and re-hashes everything; shares only
//! `merkle` and the line codec with the engine. Never repairs.
