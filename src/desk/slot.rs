//! The fixed bytes that stand before the text of an event in the spool of a batch. Owns their
//! layout, which no other process ever sees.

use uuid::Uuid;

/// How many they are.
pub(super) const HEADER: usize = 40;

/// What stands before a text in the spool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// Identity.
    pub id: Uuid,
    /// Line in its file; 0 if it is of none.
    pub line: u64,
    /// Number of its file.
    pub file: u32,
    /// Bytes of the text.
    pub length: u32,
    /// Where its label begins in the text, and how long it is.
    pub label: (u32, u32),
}

impl Slot {
    pub fn to_bytes(self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        let (id, rest) = bytes.split_at_mut(16);
        id.copy_from_slice(self.id.as_bytes());
        let numbers = [self.file, self.length, self.label.0, self.label.1];
        let (line, rest) = rest.split_at_mut(8);
        line.copy_from_slice(&self.line.to_le_bytes());
        for (to, number) in rest.chunks_exact_mut(4).zip(numbers) {
            to.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Slot {
        let mut id = [0; 16];
        id.copy_from_slice(bytes.get(..16).unwrap_or(&[0; 16]));
        let number = |at: usize, width: usize| {
            let bytes = bytes.get(at..at + width).unwrap_or_default();
            let bytes = bytes.iter().rev();
            bytes.fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte))
        };
        Slot {
            id: Uuid::from_bytes(id),
            line: number(16, 8),
            file: number(24, 4) as u32,
            length: number(28, 4) as u32,
            label: (number(32, 4) as u32, number(36, 4) as u32),
        }
    }
}
