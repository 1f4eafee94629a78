//! The log as a file: writer, reader, recovery, head slots, lock.
