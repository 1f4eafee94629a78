//! Bytes to UTF-8 text, as a stream: the encoding is one of those that a mapping names, the
//! first that fits the beginning. Owns what is not text (told with its byte), the end of the
//! file (marked, so that a row cut off is seen) and the most that a row may hold.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs::{Decoder, DecoderResult, Encoding};

/// What is read at a time, and looked at to choose an encoding.
const CHUNK: usize = 1 << 16;

/// Most bytes of one row.
pub const LONGEST_ROW: usize = 16 << 20;

/// A row of its own after the last one. If it does not come out as one, the file ended inside
/// a quoted cell.
pub const END: &str = "\u{2}end of file\u{3}";

/// Why a stream of text ended early.
#[derive(Debug, thiserror::Error)]
pub enum BadText {
    /// Bytes that are no text in the encoding.
    #[error("byte {byte} is no text in {encoding}")]
    NotText {
        /// Name of the encoding.
        encoding: String,
        /// 1-based.
        byte: u64,
    },
    /// A row without end.
    #[error("a row of more than 16 MiB")]
    EndlessRow,
}

/// Whether there is an encoding of that name.
pub fn is_known(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<&'static Encoding> {
    let label = match name.to_ascii_lowercase().as_str() {
        "cp932" => "shift_jis",
        "cp936" => "gbk",
        "cp949" => "euc-kr",
        "cp950" => "big5",
        other => return Encoding::for_label_no_replacement(other.as_bytes()),
    };
    Encoding::for_label_no_replacement(label.as_bytes())
}

/// What a reader of rows may look at from outside.
#[derive(Debug, Clone, Default)]
pub struct Gauge {
    since: Rc<Cell<usize>>,
    ended: Rc<Cell<bool>>,
}

impl Gauge {
    /// A new row begins.
    pub fn row(&self) {
        self.since.set(0);
    }

    /// Whether the file's last byte was a line feed (once all of it is read).
    pub fn ended_with_line(&self) -> bool {
        self.ended.get()
    }
}

/// A stream of UTF-8 text with line feeds, of bytes in some encoding.
pub struct Decoded {
    inner: Box<dyn Read>,
    name: String,
    decoder: Decoder,
    raw: Vec<u8>,
    consumed: u64,
    text: Vec<u8>,
    at: usize,
    done: bool,
    held_return: bool,
    gauge: Gauge,
}

impl Decoded {
    /// Reads the beginning and chooses the encoding.
    ///
    /// # Errors
    /// A file that cannot be read, or does not begin as text in any of the encodings.
    pub fn open(mut inner: Box<dyn Read>, names: &[String]) -> io::Result<(Decoded, Gauge)> {
        let mut raw = Vec::new();
        inner.by_ref().take(CHUNK as u64).read_to_end(&mut raw)?;
        let gauge = Gauge::default();
        let mut first = None;
        for name in names {
            let Some(encoding) = find(name) else { continue };
            match wrong_from(encoding, &raw) {
                None => {
                    let decoded = Decoded {
                        inner,
                        name: name.clone(),
                        decoder: encoding.new_decoder_with_bom_removal(),
                        raw,
                        consumed: 0,
                        text: Vec::new(),
                        at: 0,
                        done: false,
                        held_return: false,
                        gauge: gauge.clone(),
                    };
                    return Ok((decoded, gauge));
                }
                Some(byte) => {
                    first.get_or_insert(byte);
                }
            }
        }
        Err(not_text(&names.join(" or "), first.unwrap_or(1)))
    }

    /// The next piece of text.
    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        while self.text.is_empty() && !self.done {
            if self.raw.is_empty() {
                let chunk = CHUNK as u64;
                self.inner.by_ref().take(chunk).read_to_end(&mut self.raw)?;
            }
            let last = self.raw.is_empty();
            let raw = std::mem::take(&mut self.raw);
            self.decode(&raw, last)?;
            self.done = last;
        }
        Ok(())
    }

    fn decode(&mut self, mut raw: &[u8], last: bool) -> io::Result<()> {
        let mut text = String::with_capacity(raw.len() + raw.len() / 2 + 16);
        loop {
            let (result, read) = self
                .decoder
                .decode_to_string_without_replacement(raw, &mut text, last);
            self.consumed += read as u64;
            raw = raw.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => text.reserve(raw.len() + 16),
                DecoderResult::Malformed(bad, after) => {
                    let back = u64::from(bad) + u64::from(after);
                    let byte = self.consumed.saturating_sub(back) + 1;
                    return Err(not_text(&self.name, byte));
                }
            }
        }
        self.keep(&text, last);
        Ok(())
    }

    /// Keeps text with line feeds as ends of lines, so that lines can be counted.
    fn keep(&mut self, text: &str, last: bool) {
        for byte in text.bytes() {
            if std::mem::take(&mut self.held_return) && byte != b'\n' {
                self.text.push(b'\r');
            }
            match byte {
                b'\r' => self.held_return = true,
                byte => self.text.push(byte),
            }
        }
        if let Some(byte) = self.text.last() {
            self.gauge.ended.set(*byte == b'\n');
        }
        if last {
            self.text.extend_from_slice(b"\n");
            self.text.extend_from_slice(END.as_bytes());
            self.text.push(b'\n');
        }
    }
}

/// The first byte that is no text, if one is.
fn wrong_from(encoding: &'static Encoding, raw: &[u8]) -> Option<u64> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(raw.len())?);
    match decoder.decode_to_string_without_replacement(raw, &mut text, false) {
        (DecoderResult::Malformed(bad, after), read) => {
            Some((read as u64).saturating_sub(u64::from(bad) + u64::from(after)) + 1)
        }
        _ => None,
    }
}

fn not_text(encoding: &str, byte: u64) -> io::Error {
    let encoding = encoding.to_owned();
    io::Error::new(
        io::ErrorKind::InvalidData,
        BadText::NotText { encoding, byte },
    )
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.refill()?;
        }
        let left = self.text.get(self.at..).unwrap_or_default();
        let length = left.len().min(out.len());
        for (to, from) in out.iter_mut().zip(left) {
            *to = *from;
        }
        self.at += length;
        let since = self.gauge.since.get() + length;
        self.gauge.since.set(since);
        if since > LONGEST_ROW {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                BadText::EndlessRow,
            ));
        }
        Ok(length)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], names: &[&str]) -> io::Result<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let (mut decoded, _) = Decoded::open(Box::new(io::Cursor::new(bytes.to_vec())), &names)?;
        let mut text = String::new();
        decoded.read_to_string(&mut text)?;
        Ok(text.replace(&format!("\n{END}\n"), "$"))
    }

    #[test]
    fn the_first_encoding_that_fits_is_taken() {
        let japanese = b"\x8d\x91\x8d\xc2,1\x94N\r\n";
        assert_eq!(read(japanese, &["utf-8", "cp932"]).unwrap(), "国債,1年\n$");
        assert_eq!(
            read("国債\n".as_bytes(), &["utf-8", "cp932"]).unwrap(),
            "国債\n$"
        );
        assert_eq!(
            read(b"\xef\xbb\xbfa\rb\r\n", &["utf-8"]).unwrap(),
            "a\rb\n$"
        );
        assert_eq!(read(b"\xff\xfea\0b\0", &["utf-16le"]).unwrap(), "ab$");
        assert_eq!(read(b"", &["utf-8"]).unwrap(), "$");
    }

    #[test]
    fn what_is_no_text_is_told_with_its_byte() {
        let told = read(b"ab\xff", &["utf-8"]).unwrap_err();
        assert_eq!(told.to_string(), "byte 3 is no text in utf-8");
        let mut late = "é".repeat(CHUNK).into_bytes();
        late.push(0xff);
        late.extend(b"abc");
        let told = read(&late, &["utf-8"]).unwrap_err();
        assert_eq!(
            told.to_string(),
            format!("byte {} is no text in utf-8", 2 * CHUNK + 1)
        );
        assert!(read(b"caf\xc3", &["utf-8"]).is_err(), "cut inside a letter");
    }
}
