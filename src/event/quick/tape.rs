//! JSON text to tokens in one pass. Takes only what is plainly written: UTF-8, no control
//! characters, of escapes only those that RFC 8785 keeps (`\"`, `\\`, `\n`, `\t`). Owns
//! cutting; knows no field. What it does not take is not thereby wrong.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Object,
    Array,
    Text,
    Number,
    True,
    False,
    Null,
}

/// A value (or a key) and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub what: What,
    /// Text with a backslash in it.
    pub escaped: bool,
    /// Text with an escaped line feed or tab in it.
    pub lines: bool,
    /// Text with characters beyond ASCII in it.
    pub wide: bool,
    start: u32,
    end: u32,
    /// The token after it and all inside it.
    pub next: u32,
}

impl Token {
    /// Where it stands; of a text without its quotes.
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Nothing in an event lies deeper than this, and what does is for the exact way.
const DEEPEST: usize = 16;

/// Cuts one JSON object, and nothing after it but white space. Says whether there was none.
pub(super) fn cut(text: &str, tokens: &mut Vec<Token>) -> Option<bool> {
    tokens.clear();
    u32::try_from(text.len()).ok()?;
    let mut cutter = Cutter {
        bytes: text.as_bytes(),
        at: 0,
        compact: true,
        tokens,
    };
    cutter.space();
    if cutter.peek()? != b'{' {
        return None;
    }
    cutter.value(0)?;
    cutter.space();
    (cutter.at == text.len()).then_some(cutter.compact)
}

/// The text that a raw text with these few escapes stands for.
pub(super) fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                other => out.extend(other),
            },
            other => out.push(other),
        }
    }
    out
}

struct Cutter<'a> {
    bytes: &'a [u8],
    at: usize,
    compact: bool,
    tokens: &'a mut Vec<Token>,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// High bits at bytes that are zero; the lowest is right, those above it may not be.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH
}

/// High bits at the bytes that a text cannot run over: quote, backslash, controls. The
/// lowest is right, those above it may not be.
fn stops(word: u64) -> u64 {
    // With its second bit turned a quote comes to stand next to the controls, a blank beyond them.
    let turned = word ^ (ONES * 0x02);
    let quote_or_control = turned.wrapping_sub(ONES * 0x21) & !turned & HIGH;
    let backslash = zeros(word ^ (ONES * b'\\' as u64));
    // No byte of UTF-8 is 0xff, so that nothing is carried over.
    let delete = word.wrapping_add(ONES) & !word & HIGH;
    quote_or_control | backslash | delete
}

impl Cutter<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
            self.compact = false;
        }
    }

    fn push(&mut self, what: What, span: Range<usize>) -> usize {
        let index = self.tokens.len();
        self.tokens.push(Token {
            what,
            escaped: false,
            lines: false,
            wide: false,
            start: span.start as u32,
            end: span.end as u32,
            next: index as u32 + 1,
        });
        index
    }

    fn close(&mut self, index: usize) {
        let next = self.tokens.len() as u32;
        if let Some(token) = self.tokens.get_mut(index) {
            token.next = next;
            token.end = self.at as u32;
        }
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.text(),
            b'{' if depth < DEEPEST => self.object(depth),
            b'[' if depth < DEEPEST => self.array(depth),
            b't' => self.word(b"true", What::True),
            b'f' => self.word(b"false", What::False),
            b'n' => self.word(b"null", What::Null),
            b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    fn word(&mut self, word: &[u8], what: What) -> Option<()> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end)? != word {
            return None;
        }
        self.push(what, self.at..end);
        self.at = end;
        Some(())
    }

    /// `0`, or digits without a leading zero, or `0.` and digits: no sign, no exponent.
    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let digits = |cutter: &mut Self| {
            let from = cutter.at;
            while cutter.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                cutter.at += 1;
            }
            cutter.at - from
        };
        let whole = digits(self);
        if whole > 15 || (whole > 1 && self.bytes.get(start) == Some(&b'0')) {
            return None;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if digits(self) == 0 {
                return None;
            }
        }
        // What else may follow a number in JSON is left to the exact way.
        if matches!(self.peek(), Some(b'e' | b'E' | b'+' | b'-' | b'.')) {
            return None;
        }
        self.push(What::Number, start..self.at);
        Some(())
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        let index = self.push(What::Object, self.at..self.at);
        self.at += 1;
        self.space();
        if self.peek()? == b'}' {
            self.at += 1;
            self.close(index);
            return Some(());
        }
        loop {
            if self.peek()? != b'"' {
                return None;
            }
            self.text()?;
            self.space();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            self.space();
            self.value(depth + 1)?;
            self.space();
            let end = self.peek()?;
            self.at += 1;
            match end {
                b',' => self.space(),
                b'}' => break,
                _ => return None,
            }
        }
        self.close(index);
        Some(())
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        let index = self.push(What::Array, self.at..self.at);
        self.at += 1;
        self.space();
        if self.peek()? == b']' {
            self.at += 1;
            self.close(index);
            return Some(());
        }
        loop {
            self.value(depth + 1)?;
            self.space();
            let end = self.peek()?;
            self.at += 1;
            match end {
                b',' => self.space(),
                b']' => break,
                _ => return None,
            }
        }
        self.close(index);
        Some(())
    }

    /// A text, from its opening quote on; eight bytes at a time while nothing stops it.
    fn text(&mut self) -> Option<()> {
        let start = self.at + 1;
        let mut at = start;
        let (mut high, mut escaped, mut lines) = (0_u64, false, false);
        loop {
            while let Some(eight) = self.bytes.get(at..at + 8) {
                let word = u64::from_le_bytes(eight.try_into().ok()?);
                let stop = stops(word);
                if stop != 0 {
                    let before = (stop & stop.wrapping_neg()) - 1;
                    high |= word & HIGH & before;
                    at += stop.trailing_zeros() as usize / 8;
                    break;
                }
                high |= word & HIGH;
                at += 8;
            }
            match *self.bytes.get(at)? {
                b'"' => break,
                b'\\' => {
                    match self.bytes.get(at + 1)? {
                        b'"' | b'\\' => {}
                        b'n' | b't' => lines = true,
                        _ => return None,
                    }
                    escaped = true;
                    at += 2;
                }
                0..=0x1f | 0x7f => return None,
                byte => {
                    high |= u64::from(byte & 0x80);
                    at += 1;
                }
            }
        }
        let index = self.push(What::Text, start..at);
        if let Some(token) = self.tokens.get_mut(index) {
            token.escaped = escaped;
            token.lines = lines;
            token.wide = high != 0;
        }
        self.at = at + 1;
        Some(())
    }
}
