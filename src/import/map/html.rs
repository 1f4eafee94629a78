//! Text out of HTML: tags go, blocks become line breaks, entities become letters. For notes of
//! slides; shows nothing as HTML, so nothing here has to be safe to embed.

/// Tags after which a new line begins.
const BLOCKS: &[&str] = &["p", "br", "div", "li", "blockquote", "h1", "h2", "h3", "tr"];

/// The text of HTML.
pub fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let step = match from.starts_with('<') {
            true => tag(from, &mut text),
            false => entity(from, &mut text),
        };
        rest = match step {
            Some(after) => after,
            None => {
                text.push_str(from.get(..1).unwrap_or_default());
                from.get(1..).unwrap_or_default()
            }
        };
    }
    text.push_str(rest);
    let lines = text.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn tag<'t>(from: &'t str, text: &mut String) -> Option<&'t str> {
    let name = from.get(1..)?.trim_start_matches('/');
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '!') {
        return None;
    }
    let (_, after) = from.split_once('>')?;
    let name: String = name
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    if BLOCKS.contains(&name.to_ascii_lowercase().as_str()) {
        text.push('\n');
    }
    Some(after)
}

fn entity<'t>(from: &'t str, text: &mut String) -> Option<&'t str> {
    let (name, after) = from.get(1..)?.split_once(';')?;
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        name => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number).filter(|letter| !letter.is_control())?
        }
    };
    text.push(letter);
    Some(after)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::plain;

    #[test]
    fn tags_go_and_entities_become_letters() {
        assert_eq!(
            plain("<p class=\"a\">One &amp; <b>two</b></p><p>three</p>"),
            "One & two\nthree"
        );
        assert_eq!(plain("a < b & c &#x4e2d;&#27;"), "a < b & c 中&#27;");
        assert_eq!(plain("plain"), "plain");
    }
}
