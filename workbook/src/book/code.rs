//! Code in a line of text.

/// A page in whose code no line ends between a hyphen at the beginning of a word and what it belongs to, as in `--mine`, and long
/// names end it where their parts do.
pub(super) fn unbroken(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once(OPEN) {
        text.push_str(before);
        text.push_str(OPEN);
        let code = behind.split_once("</code>").map_or(behind, |(code, _)| code);
        // A block of code ends its lines itself.
        if before.ends_with("<pre>") || code.contains('<') {
            text.push_str(code)
        } else {
            text += &kept(code)
        }
        rest = &behind[code.len()..];
    }
    text.push_str(rest);
    text
}

const OPEN: &str = "<code>";

/// Letters of code that stays on one line.
const SHORT: usize = 12;

fn kept(code: &str) -> String {
    if code.len() <= SHORT && code.contains([' ', '!', '?', '-', '/', '|']) {
        return format!("<span class=\"kept\">{code}</span>");
    }
    let mut text = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find('-') {
        let (before, hyphens) = rest.split_at(at);
        push_parts(&mut text, before);
        let word = hyphens.trim_start_matches('-');
        let named = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        // The head of an arrow.
        let named = if word.starts_with("&gt;") { "&gt;".len() } else { named };
        let (whole, behind) = hyphens.split_at(hyphens.len() - word.len() + named);
        let begins = !code[..code.len() - hyphens.len()].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if begins && whole.len() > 1 {
            text += &format!("<span class=\"kept\">{whole}</span>");
        } else {
            text.push_str(whole);
        }
        rest = behind;
    }
    push_parts(&mut text, rest);
    text
}

/// Letters of a word that a line of a telephone has hardly room for.
const LONG: usize = 24;

/// Adds code; long names and paths in it may be broken behind their parts.
fn push_parts(text: &mut String, code: &str) {
    for word in code.split_inclusive(' ') {
        if word.len() <= LONG {
            text.push_str(word);
            continue;
        }
        for part in word.split_inclusive(['_', '/']) {
            text.push_str(part);
            // `d_v` is one name.
            if part.len() > 3 && part.ends_with(['_', '/']) {
                text.push_str("<wbr>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unbroken;

    #[test]
    fn a_word_that_begins_with_hyphens_is_kept_together() {
        for (code, kept) in [
            ("cargo run -- prove", "cargo run <span class=\"kept\">--</span> prove"),
            ("--mine", "<span class=\"kept\">--mine</span>"),
            ("a --no-default-features", "a <span class=\"kept\">--no</span>-default-features"),
            ("-1 - x", "<span class=\"kept\">-1 - x</span>"),
            ("-1 - x of the other", "<span class=\"kept\">-1</span> - x of the other"),
            ("fn(a) -&gt; b", "fn(a) <span class=\"kept\">-&gt;</span> b"),
            ("a fla-core i-1", "a fla-core i-1"),
            ("window_size=(left, right)", "window_size=(left, right)"),
            ("exercises/dot_product.rs", "exercises/dot_product.rs"),
            ("exercises/a/dot_product.rs", "exercises/<wbr>a/dot_<wbr>product.rs"),
        ] {
            let html = |code: &str| format!("<p>So --x, <code>{code}</code> and <code>a</code>.</p>");
            assert_eq!(unbroken(&html(code)), html(kept));
        }
        for html in
            ["<pre><code>a --b\n</code></pre>", "<code class=\"x\">--a</code>", "<p>--a</p>", "<code>"]
        {
            assert_eq!(unbroken(html), html);
        }
    }
}
