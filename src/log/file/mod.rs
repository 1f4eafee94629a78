//! The log as a file: writer, reader, recovery, head slots, lock.

/// Stub.
pub fn create(_dir: &std::path::Path, _header: &super::Header) -> Result<(), super::LogError> {
    todo!()
}
