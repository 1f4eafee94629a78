//! Effects by example: what an entry changes is told with it, what only the day moves is marked,
//! and the digest is that of the rows.
