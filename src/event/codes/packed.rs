//! Codes as numbers, sorted, picked from the text of the tables by the compiler: nearly every event
//! asks for some, and a process that answers one question would list them all for it. Owns how a
//! row and a section are told from other lines; that it finds the keys of the tables is tested.

/// Most characters of a code that fits into a number.
const LONGEST: usize = 8;

const PLACES: usize = starts(super::table::COUNTRIES) + starts(super::table::BLOCS);

/// The codes of countries and blocs that fit.
pub(super) static CODES: [u64; PLACES] = {
    let countries = picked(super::table::COUNTRIES, [0; PLACES], 0);
    let from = starts(super::table::COUNTRIES);
    sorted(picked(super::table::BLOCS, countries, from))
};

/// A short code as a number; `None` for a longer one.
pub(super) fn packed(code: &str) -> Option<u64> {
    let short = (1..=LONGEST).contains(&code.len());
    short.then(|| {
        code.bytes()
            .fold(0, |sum, byte| (sum << 8) | u64::from(byte))
    })
}

/// How many lines of a text begin with a code.
const fn starts(text: &str) -> usize {
    let (text, mut at, mut found) = (text.as_bytes(), 0, 0);
    while at < text.len() {
        if code_at(text, at) != 0 {
            found += 1;
        }
        at = next(text, at);
    }
    found
}

/// The codes put into a list from a place on.
const fn picked(text: &str, mut codes: [u64; PLACES], from: usize) -> [u64; PLACES] {
    let (text, mut at, mut place) = (text.as_bytes(), 0, from);
    while at < text.len() {
        let code = code_at(text, at);
        if code != 0 {
            codes[place] = code;
            place += 1;
        }
        at = next(text, at);
    }
    codes
}

/// Where the next line begins.
const fn next(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b'\n' {
        at += 1;
    }
    at + 1
}

/// The code with which a row (`DK = {`) or a section (`[EU]`) begins at a place, as a number; 0 if
/// there is none, or a longer one.
const fn code_at(text: &[u8], at: usize) -> u64 {
    let is_section = text[at] == b'[';
    let begin = if is_section { at + 1 } else { at };
    let (mut end, mut code) = (begin, 0);
    while end < text.len() && (text[end].is_ascii_uppercase() || text[end].is_ascii_digit()) {
        code = (code << 8) | text[end] as u64;
        end += 1;
        if end - begin > LONGEST {
            return 0;
        }
    }
    let ends = if is_section {
        end < text.len() && text[end] == b']'
    } else {
        // What belongs to a row is indented, or its key is no code.
        end + 3 < text.len()
            && text[end] == b' '
            && text[end + 1] == b'='
            && text[end + 2] == b' '
            && text[end + 3] == b'{'
    };
    if ends { code } else { 0 }
}

const fn sorted(mut codes: [u64; PLACES]) -> [u64; PLACES] {
    let mut end = 1;
    while end < PLACES {
        let mut at = end;
        while at > 0 && codes[at - 1] > codes[at] {
            let code = codes[at];
            codes[at] = codes[at - 1];
            codes[at - 1] = code;
            at -= 1;
        }
        end += 1;
    }
    codes
}
