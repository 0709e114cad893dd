//! Names with a number behind their hyphen: GPT-3, 16-bit and DeepSeek-V4 stay on one line.

/// Elements whose text is set by others, or not at all.
const OTHERS: [&str; 10] =
    ["script", "style", "svg", "math", "pre", "code", "title", "textarea", "button", "noscript"];

/// Letters of a part that looks lost on a line of its own.
const SHORT: usize = 2;
/// Letters of a name that a line of a telephone has room for wherever it begins.
const ROOM: usize = 16;

/// A page in which no line ends at a hyphen with one or two letters, or a number, on one of its sides.
pub(super) fn kept(html: &str) -> String {
    let mut said = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, behind)) = rest.split_once('<') {
        words(text, &mut said);
        let name = behind.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        // A comment may hold tags, and so may what others set: on to its end.
        let end = if behind.starts_with("!--") {
            behind.find("-->").map_or(behind.len(), |at| at + "-->".len())
        } else if OTHERS.contains(&name) {
            let close = format!("</{name}>");
            behind.find(&close).map_or(behind.len(), |at| at + close.len())
        } else {
            behind.find('>').map_or(behind.len(), |at| at + 1)
        };
        said.push('<');
        said += &behind[..end];
        rest = &behind[end..];
    }
    words(rest, &mut said);
    said
}

fn words(text: &str, said: &mut String) {
    if !text.contains('-') {
        said.push_str(text);
        return;
    }
    for word in text.split_inclusive(|c: char| c.is_whitespace() || c == '\u{2014}') {
        let of_name = |c: char| c.is_alphanumeric() || c == '-';
        let name = word.trim_start_matches(|c| !of_name(c));
        let name = &name[..name.find(|c| !of_name(c)).unwrap_or(name.len())];
        let plain = name.split('-').all(|part| !part.is_empty() && part.chars().all(char::is_alphanumeric));
        let lost = name
            .split('-')
            .any(|part| part.chars().count() <= SHORT || part.starts_with(|c: char| c.is_ascii_digit()));
        match word.split_once(name) {
            Some((before, behind)) if plain && lost && name.contains('-') && name.len() <= ROOM => {
                *said += &format!("{before}<span class=\"kept\">{name}</span>{behind}");
            }
            _ => said.push_str(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn names_with_numbers_stay_together() {
        for (html, whole) in [
            ("<p>the (GPT-3) model</p>", "<p>the (<span class=\"kept\">GPT-3</span>) model</p>"),
            ("DeepSeek-V4's", "<span class=\"kept\">DeepSeek-V4</span>'s"),
            ("<b>16-bit</b>,\na", "<b><span class=\"kept\">16-bit</span></b>,\na"),
            ("a long-range one, and - so", "a long-range one, and - so"),
            ("Mixture-of-Experts", "Mixture-of-Experts"),
            ("<a title=\"a GPT-3\">-3 of a-b-</a>", "<a title=\"a GPT-3\">-3 of a-b-</a>"),
            ("<code>x-1</code><!-- <p>x-1 -->", "<code>x-1</code><!-- <p>x-1 -->"),
            ("<svg><text>x-1</text></svg>", "<svg><text>x-1</text></svg>"),
        ] {
            assert_eq!(kept(html), whole);
        }
    }
}
