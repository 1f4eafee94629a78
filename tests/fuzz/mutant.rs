//! Nearly right bytes: a seed and a few edits. Owns the edits; knows nothing of what the
//! bytes mean.

use bolero::generator::{TypeGenerator, ValueGenerator, produce};

/// Pieces that mean something to some parser.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"\n",
    b"\r",
    b"\0",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\u0000",
    b"\\ud800",
    b"\xff",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    "丹麦".as_bytes(),
    "亿".as_bytes(),
    "\u{202e}".as_bytes(),
    "e\u{301}".as_bytes(),
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"99999999999999999999",
    b"0.0000001",
    b"..",
    b"/",
    b"~",
    b"%",
    b"@",
    b"#",
    b"+",
    b"-",
    b"2026-02-30",
    b"0000",
    b"9999-12-31T23:59:60Z",
    b"\"kind\":\"threat\"",
    b"\"id\":1",
    b"\"log\":\"\"",
    b",\"schema\":2",
    b"{\"commit\":",
    b"{\"entry\":",
    b"=",
    b" ",
];

/// One change of some bytes; places are fractions of their length, and no more than a quarter
/// of it is dropped or doubled at once.
#[derive(Debug, Clone, TypeGenerator)]
pub enum Edit {
    Flip(u16, #[generator(0..8)] u8),
    Set(u16, u8),
    /// A byte that stands elsewhere in the seed, instead of this one.
    Copy(u16, u16),
    Insert(u16, #[generator(0..TOKENS.len())] usize),
    Bytes(
        u16,
        #[generator(produce::<Vec<u8>>().with().len(1_usize..9))] Vec<u8>,
    ),
    Drop(u16, #[generator(1..40)] u8),
    Double(u16, #[generator(1..40)] u8),
    Cut(u16),
}

/// A few edits.
pub fn edits() -> impl ValueGenerator<Output = Vec<Edit>> {
    produce::<Vec<Edit>>().with().len(0_usize..4)
}

/// The bytes after the edits.
pub fn mutated(seed: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for edit in edits {
        apply(&mut bytes, edit);
    }
    bytes
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit) {
    let length = bytes.len();
    let place = |at: &u16| usize::from(*at) * length / 65_536;
    let span = |at: &u16, count: &u8| {
        let from = place(at);
        let most = usize::from(*count).min(length / 4 + 1);
        from..(from + most).min(length)
    };
    match edit {
        _ if length == 0 => bytes.push(b'x'),
        Edit::Flip(at, bit) => bytes[place(at)] ^= 1 << bit,
        Edit::Set(at, byte) => bytes[place(at)] = *byte,
        Edit::Copy(from, to) => bytes[place(to)] = bytes[place(from)],
        Edit::Insert(at, token) => {
            let at = place(at);
            bytes.splice(at..at, TOKENS[*token].iter().copied());
        }
        Edit::Bytes(at, more) => {
            let at = place(at);
            bytes.splice(at..at, more.iter().copied());
        }
        Edit::Drop(at, count) => drop(bytes.drain(span(at, count))),
        Edit::Double(at, count) => {
            let twice = bytes[span(at, count)].to_vec();
            let at = place(at);
            bytes.splice(at..at, twice);
        }
        Edit::Cut(at) => bytes.truncate(place(at)),
    }
}
