//! Text that comes from an answer, as it may be shown.

/// The same without what a terminal obeys or what turns text around: control characters other than line ends and tabs, and
/// the marks that reverse the direction of writing.
pub fn plain(text: &str) -> String {
    let obeyed = |c: char| {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}');
        turns || (c.is_control() && c != '\n' && c != '\t')
    };
    text.replace("\r\n", "\n").replace(obeyed, "\u{fffd}")
}

/// Words in which files are named from the repository's root, as the reader knows them, and not by the way there from the test
/// that includes them.
pub fn from_the_root(words: &str) -> String {
    let lines = words.split('\n').map(|line| {
        let parts: Vec<String> = line.split(' ').map(direct).collect();
        parts.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A path below `chapters/` that leads down and up again, as the direct one; anything else as it is. It may stand in quotation
/// marks or brackets, and have a line after it.
pub fn direct(word: &str) -> String {
    let start = word.find(|c: char| !matches!(c, '"' | '`' | '(' | '[')).unwrap_or(0);
    let (before, path) = word.split_at(start);
    if !path.starts_with("chapters") || !path.contains("..") {
        return word.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        if part == ".." && !parts.is_empty() {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    format!("{before}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing_of_it() {
        assert_eq!(
            plain("red \u{1b}[31m, bell \u{7}, C1 \u{9b}2J"),
            "red \u{fffd}[31m, bell \u{fffd}, C1 \u{fffd}2J"
        );
        assert_eq!(plain("one\r\ntwo\rover\tit"), "one\ntwo\u{fffd}over\tit");
        assert_eq!(plain("abc\u{202e}fed"), "abc\u{fffd}fed");
        assert_eq!(plain("naïve ≤ 3 × 2, 東京 🦀"), "naïve ≤ 3 × 2, 東京 🦀");
    }

    #[test]
    fn files_are_named_as_the_reader_knows_them() {
        let way = "chapters/attention/tests/../../../exercises/attention/softmax.rs";
        assert_eq!(
            from_the_root(&format!("  --> {way}:17:5\n   |\n")),
            "  --> exercises/attention/softmax.rs:17:5\n   |\n"
        );
        assert_eq!(
            from_the_root(&format!("[{way}:3:9] x = 2.0")),
            "[exercises/attention/softmax.rs:3:9] x = 2.0"
        );
        let said =
            "create file \"chapters\\moe\\tests\\..\\..\\..\\exercises\\moe\\z_loss.rs\"\n9 | use a..b;";
        assert_eq!(from_the_root(said), "create file \"exercises/moe/z_loss.rs\"\n9 | use a..b;");
    }
}
