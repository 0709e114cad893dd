//! Lines that fit the terminal.

/// As much of a line as fits.
pub(super) fn cut(line: &str, width: usize) -> String {
    line.chars().take(width).collect()
}

/// A line in pieces that fit: the others indented as the first, or as the text after a report's keyword.
pub(super) fn wrapped(line: &str, width: usize) -> Vec<String> {
    let blank: String = line.chars().take_while(|c| *c == ' ').take(width / 2).collect();
    let keyword = line.char_indices().nth(12).is_some_and(|(at, _)| {
        let (head, rest) = line.split_at(at);
        head.starts_with("  ") && head.ends_with("  ") && !head.trim().is_empty() && !rest.starts_with(' ')
    });
    let indent = if keyword && width > 40 { " ".repeat(12) } else { blank.clone() };
    let mut pieces = Vec::new();
    let mut piece = blank;
    let mut empty = true;
    for word in line.trim_start_matches(' ').split(' ') {
        if !empty && piece.chars().count() + 1 + word.chars().count() > width {
            pieces.push(std::mem::replace(&mut piece, indent.clone()));
        } else if !empty {
            piece.push(' ');
        }
        piece += word;
        empty = false;
    }
    pieces.push(piece);
    pieces.iter().map(|piece| cut(piece, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_between_words_and_keep_their_indentation() {
        assert_eq!(wrapped("  one two three", 9), ["  one two", "  three"]);
        assert_eq!(wrapped("", 9), [""]);
        let report = "  mistake   the largest score of the row is not subtracted";
        assert_eq!(
            wrapped(report, 45),
            ["  mistake   the largest score of the row is", "            not subtracted"]
        );
        assert_eq!(wrapped("incomprehensible", 9), ["incompreh"]);
    }
}
