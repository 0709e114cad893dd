//! Merging a new release's text into the reader's, line by line.

mod rust;
#[cfg(test)]
mod tests;

use diffy::{ConflictStyle, IncompleteHunkStyle, MergeOptions};

pub(super) use rust::merge_answer;

/// A merged text.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged {
    /// The text. Every line of the reader's that the base does not have is in it.
    pub text: String,
    /// The lines, counted from 1, where both had changed the same: there stands a note, and below it the reader's.
    pub conflicts: Vec<usize>,
}

/// Merges three ways: `base` is what the reader began with, `theirs` is the reader's text, `new` is the release's.
///
/// Where both have changed the same lines the reader's stay, and the release's stand above them as comments; not so if
/// the reader's say all that the release's do, apart from a `todo!()`. The reader's line endings are kept.
pub fn merge(base: &str, theirs: &str, new: &str) -> Merged {
    if theirs == base {
        return Merged { text: new.to_owned(), conflicts: Vec::new() };
    }
    let [base_lines, their_lines, new_lines] = [base, theirs, new].map(lines);
    if their_lines == new_lines || base_lines == new_lines {
        return Merged { text: theirs.to_owned(), conflicts: Vec::new() };
    }
    let (merged, conflicts) = if their_lines == base_lines {
        (new_lines.iter().map(|&line| line.to_owned()).collect(), Vec::new())
    } else {
        merge_lines(&base_lines, &their_lines, &new_lines)
    };
    let end = if windows(theirs) { "\r\n" } else { "\n" };
    let mut text = merged.join(end);
    let ends = |text: &str| text.is_empty() || text.ends_with('\n');
    let ends = if ends(theirs) == ends(base) { ends(new) } else { ends(theirs) };
    // An empty last line is one only if it ends.
    if !merged.is_empty() && (ends || merged.last().is_some_and(String::is_empty)) {
        text.push_str(end);
    }
    Merged { text, conflicts }
}

/// The lines without what ends them. A final newline ends the last line and begins no other.
fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() {
        return Vec::new();
    }
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.split('\n').map(|line| line.trim_end_matches('\r')).collect()
}

/// Whether two texts have the same lines, however these end.
pub fn same_lines(a: &str, b: &str) -> bool {
    lines(a) == lines(b)
}

/// Whether most lines end as on Windows.
fn windows(text: &str) -> bool {
    2 * text.matches("\r\n").count() > text.matches('\n').count()
}

/// A part of the merge: `diffy` gives a text with markers, which are longer than whatever in the texts looks like one.
fn merge_lines(base: &[&str], theirs: &[&str], new: &[&str]) -> (Vec<String>, Vec<usize>) {
    let run = |line: &str| {
        let first = line.chars().next().filter(|first| "<|=>".contains(*first));
        first.map_or(0, |first| line.chars().take_while(|c| *c == first).count())
    };
    let longest = [base, theirs, new].iter().flat_map(|lines| lines.iter()).map(|line| run(line)).max();
    let length = longest.unwrap_or(0).max(6) + 1;
    let whole = |lines: &[&str]| lines.iter().flat_map(|line| [line, "\n"]).collect::<String>();
    let marked = MergeOptions::new()
        .set_conflict_style(ConflictStyle::Diff3)
        .set_conflict_marker_length(length)
        .set_incomplete_hunk_style(IncompleteHunkStyle::Git)
        .merge(&whole(base), &whole(theirs), &whole(new))
        .unwrap_or_else(|marked| marked);
    let marker = |sign: &str, name: &str| format!("{}{name}", sign.repeat(length));
    let markers = [marker("<", " ours"), marker("|", " original"), marker("=", ""), marker(">", " theirs")];

    let mut into = Output::default();
    // 0 is outside of a conflict; then come the reader's lines, the base's, and the release's.
    let mut section = 0;
    let mut parts: [Vec<&str>; 4] = Default::default();
    for line in lines(&marked) {
        match markers.iter().position(|marker| marker == line) {
            Some(3) => {
                let [_, theirs, base, new] = std::mem::take(&mut parts);
                into.settle(&base, &theirs, &new);
                section = 0;
            }
            Some(number) => section = number + 1,
            None if section == 0 => into.lines.push(line.to_owned()),
            None => parts[section].push(line),
        }
    }
    (into.lines, into.conflicts)
}

/// What has been merged so far.
#[derive(Default)]
struct Output {
    lines: Vec<String>,
    conflicts: Vec<usize>,
}

impl Output {
    fn extend(&mut self, lines: &[&str]) {
        self.lines.extend(lines.iter().map(|&line| line.to_owned()));
    }

    /// Decides a place that both have changed.
    fn settle(&mut self, base: &[&str], theirs: &[&str], new: &[&str]) {
        let before = theirs.iter().zip(new).take_while(|(a, b)| a == b).count();
        let (same, theirs) = theirs.split_at(before);
        let new = &new[before..];
        let after = theirs.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        let (theirs, same_after) = theirs.split_at(theirs.len() - after);
        let new = &new[..new.len() - after];

        self.extend(same);
        if base.is_empty() && theirs.is_empty() {
            self.extend(new);
        } else if (base.is_empty() && new.is_empty()) || says_all(theirs, new) || has_note(theirs, new) {
            self.extend(theirs);
        } else {
            self.conflicts.push(self.lines.len() + 1);
            self.lines.extend(note(theirs, new));
            self.extend(theirs);
        }
        self.extend(same_after);
    }
}

/// Whether a line is a body that waits for the reader.
pub(crate) fn is_todo(line: &str) -> bool {
    line.trim_start().starts_with("todo!(")
}

/// Whether what the release says, apart from a `todo!()`, stands in the reader's lines in the same order.
fn says_all(theirs: &[&str], new: &[&str]) -> bool {
    let mut theirs = theirs.iter();
    !new.is_empty() && new.iter().filter(|line| !is_todo(line)).all(|line| theirs.any(|their| their == line))
}

const READS: &str = "// In the new release this reads:";
const ADDS: &str = "// The new release has here, and your file has not:";
const NOTHING: &str = "// The new release no longer has what you changed here:";

fn comment(line: &str) -> String {
    format!("// {line}").trim_end().to_owned()
}

/// The release's lines, as comments.
fn note(theirs: &[&str], new: &[&str]) -> Vec<String> {
    let first = theirs.iter().chain(new).find(|line| !line.trim().is_empty());
    let indent = first.map_or("", |line| &line[..line.len() - line.trim_start().len()]);
    let head = match (theirs, new) {
        (_, []) => NOTHING,
        ([], _) => ADDS,
        _ => READS,
    };
    let lines = std::iter::once(head.to_owned()).chain(new.iter().map(|line| comment(line)));
    lines.map(|line| format!("{indent}{line}")).collect()
}

/// Whether the reader's lines have that note already: an update that was interrupted is repeated.
fn has_note(theirs: &[&str], new: &[&str]) -> bool {
    let wanted: Vec<String> = if new.is_empty() {
        vec![NOTHING.to_owned()]
    } else {
        new.iter().map(|line| comment(line)).collect()
    };
    theirs
        .windows(wanted.len())
        .any(|lines| lines.iter().zip(&wanted).all(|(line, want)| line.trim() == want))
}
