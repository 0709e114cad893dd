//! Merging a new release's text into the reader's, line by line.

use diffy::{ConflictStyle, IncompleteHunkStyle, MergeOptions};

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
pub(crate) fn windows(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use rand::seq::{IndexedRandom, SliceRandom};
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    use super::*;

    fn clean(base: &str, theirs: &str, new: &str) -> String {
        let merged = merge(base, theirs, new);
        assert!(merged.conflicts.is_empty(), "{}", merged.text);
        merged.text
    }

    #[test]
    fn changes_in_different_places_are_both_there() {
        assert_eq!(clean("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nc\nD\ne\n"), "a\nB\nc\nD\ne\n");
    }

    #[test]
    fn the_same_change_on_both_sides_is_no_conflict() {
        assert_eq!(clean("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n"), "a\nB\nc\n");
        assert_eq!(clean("a\nx\nb\nc\nd\n", "a\nx\nB\nc\nD\n", "A\nx\nB\nc\nd\n"), "A\nx\nB\nc\nD\n");
        assert_eq!(
            clean("a\nd\n", "a\nb\nd\n", "a\nb\nc\nd\n"),
            "a\nb\nc\nd\n",
            "one adds more than the other"
        );
    }

    #[test]
    fn in_a_conflict_the_reader_s_lines_stay_and_the_release_s_stand_above() {
        let merged = merge("a\n    b\nc\n", "a\n    mine\n    too\nc\n", "a\n    theirs\n\nc\n");
        let expected =
            "a\n    // In the new release this reads:\n    //     theirs\n    //\n    mine\n    too\nc\n";
        assert_eq!(merged, Merged { text: expected.to_owned(), conflicts: vec![2] });
        let again = merge("a\n    b\nc\n", &merged.text, "a\n    theirs\n\nc\n");
        assert_eq!(
            again,
            Merged { text: merged.text, conflicts: vec![] },
            "what is noted is not noted twice"
        );
    }

    #[test]
    fn what_one_side_deleted_and_the_other_changed_is_a_conflict() {
        assert_eq!(
            merge("a\nb\nc\n", "a\nmine\nc\n", "a\nc\n").text,
            "a\n// The new release no longer has what you changed here:\nmine\nc\n"
        );
        assert_eq!(
            merge("a\nb\nc\n", "a\nc\n", "a\nB\nc\n").text,
            "a\n// The new release has here, and your file has not:\n// B\nc\n"
        );
    }

    #[test]
    fn a_body_that_the_reader_has_written_is_not_told_to_be_written() {
        let base = "/// Old.\npub fn f() {\n    todo!(\"write `f`\")\n}\n";
        let new = "/// New.\npub fn f() {\n    todo!(\"write f\")\n}\n";
        assert_eq!(
            clean(base, "/// Old.\npub fn f() {\n    1;\n}\n", new),
            "/// New.\npub fn f() {\n    1;\n}\n"
        );
        // The reader has the new signature already: they had begun anew.
        let new = "/// Old.\npub fn f(x: u8) {\n    todo!(\"write `f`\")\n}\n";
        let theirs = "/// Old.\npub fn f(x: u8) {\n    x;\n}\n";
        assert_eq!(clean(base, theirs, new), theirs);
    }

    #[test]
    fn line_endings_and_a_missing_final_newline_are_the_reader_s() {
        assert_eq!(clean("a\nb\nc\n", "a\r\nb\r\nC\r\n", "A\nb\nc\n"), "A\r\nb\r\nC\r\n");
        assert_eq!(clean("a\nb\nc\n", "a\r\nb\r\nc\r\n", "A\nb\nc\n"), "A\r\nb\r\nc\r\n");
        assert_eq!(clean("a\nb\nc\n", "a\nb\nC", "A\nb\nc\n"), "A\nb\nC");
        assert_eq!(clean("a\nb\nc", "a\nb\nC", "A\nb\nc\n"), "A\nb\nC\n");
        let merged = merge("a\nb", "a\nB", "a\nb\nc\n");
        assert_eq!(merged.text, "a\n// In the new release this reads:\n// b\n// c\nB\n");
    }

    #[test]
    fn lines_that_look_like_markers_are_lines() {
        let theirs = "<<<<<<< ours\n||||||| original\nmine\n=======\n>>>>>>> theirs\n";
        let merged = merge("a\n", theirs, "b\n=========\n");
        assert_eq!(merged.text, format!("// In the new release this reads:\n// b\n// =========\n{theirs}"));
        assert_eq!(merged.conflicts, [1]);
    }

    #[test]
    fn empty_texts() {
        assert_eq!(clean("", "", "a\n"), "a\n");
        assert_eq!(clean("", "a\n", ""), "a\n");
        assert_eq!(clean("a\n", "", "a\n"), "");
        assert_eq!(clean("a\n", "a\n", ""), "");
        assert_eq!(
            merge("a\n", "", "b\n").text,
            "// The new release has here, and your file has not:\n// b\n"
        );
        assert_eq!(merge("", "a\n", "b\n").text, "// In the new release this reads:\n// b\na\n");
    }

    /// A text of few different lines, so that they repeat and differences can be told in many ways.
    fn random_text(random: &mut Pcg64Mcg) -> String {
        let words = ["a", "b", "c", "}", "", "    d", "todo!()", "<<<<<<<", "=======", "// a", "e\tf", "π"];
        let length = random.random_range(0..14);
        (0..length).flat_map(|_| [*words.choose(random).unwrap(), "\n"]).collect()
    }

    fn random_edit(random: &mut Pcg64Mcg, text: &str, own: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for number in 0..random.random_range(0..5) {
            let at = random.random_range(0..=lines.len());
            match random.random_range(0..5) {
                0 if at < lines.len() => drop(lines.remove(at)),
                1 if at < lines.len() => lines[at] = format!("{own}{number}"),
                2 => lines.insert(at, random_text(random).lines().next().unwrap_or("a").to_owned()),
                _ => lines.insert(at, format!("{own}{number}")),
            }
        }
        let mut text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        if random.random_bool(0.1) {
            text = text.replace('\n', "\r\n");
        }
        if random.random_bool(0.1) && text.ends_with('\n') {
            text.pop();
        }
        text
    }

    /// The lines that `text` has and `base` has not.
    fn own<'a>(text: &'a str, base: &str) -> Vec<&'a str> {
        let base = lines(base);
        lines(text).into_iter().filter(|line| !base.contains(line)).collect()
    }

    #[test]
    fn whatever_the_edits_no_line_is_lost() {
        for seed in 0..20_000 {
            let random = &mut Pcg64Mcg::seed_from_u64(seed);
            let base = random_text(random);
            let theirs = random_edit(random, &base, "mine ");
            let new = if random.random_bool(0.1) {
                random_text(random)
            } else {
                random_edit(random, &base, "release ")
            };
            let told = format!("seed {seed}\nbase\n{base}\ntheirs\n{theirs}\nnew\n{new}");
            let Merged { text, conflicts } = merge(&base, &theirs, &new);
            let merged = lines(&text);
            let count = |lines: &[&str], line: &str| lines.iter().filter(|other| **other == line).count();
            let mine = own(&theirs, &base);
            for line in &mine {
                assert!(
                    count(&merged, line) >= count(&mine, line),
                    "{line:?} is lost\n{told}\nmerged\n{text}"
                );
            }
            for line in own(&new, &base) {
                let told_as = comment(line);
                assert!(
                    is_todo(line) || merged.iter().any(|m| *m == line || m.trim() == told_as),
                    "{line:?} is not told\n{told}\nmerged\n{text}"
                );
            }
            for &number in &conflicts {
                let note = merged[number - 1].trim();
                assert!(
                    [READS, ADDS, NOTHING].contains(&note),
                    "line {number}: {note}\n{told}\nmerged\n{text}"
                );
            }
            assert_eq!(merge(&base, &base, &new).text, new, "{told}");
            assert_eq!(merge(&base, &theirs, &base).text, theirs, "{told}");
            assert_eq!(merge(&base, &theirs, &theirs).text, theirs, "{told}");
            assert_eq!(merge(&new, &text, &new).text, text, "{told}");
        }
    }

    #[test]
    fn edits_that_do_not_touch_give_the_expected_text() {
        for seed in 0..5_000 {
            let random = &mut Pcg64Mcg::seed_from_u64(seed);
            let mut numbers: Vec<usize> = (0..40).collect();
            numbers.shuffle(random);
            let base: Vec<String> = numbers.iter().map(|n| format!("line {n}")).collect();
            let [mut theirs, mut new, mut expected] = [const { Vec::<String>::new() }; 3];
            let mut at = 0;
            while at < base.len() {
                // What nobody touches, and then what one of them does.
                let next = (at + random.random_range(1..5)).min(base.len());
                for text in [&mut theirs, &mut new, &mut expected] {
                    text.extend_from_slice(&base[at..next]);
                }
                at = (next + random.random_range(0..3)).min(base.len());
                let added: Vec<String> =
                    (0..random.random_range(0..3)).map(|n| format!("added at {next}: {n}")).collect();
                let (editor, other) =
                    if random.random_bool(0.5) { (&mut theirs, &mut new) } else { (&mut new, &mut theirs) };
                editor.extend_from_slice(&added);
                expected.extend_from_slice(&added);
                other.extend_from_slice(&base[next..at]);
            }
            let [base, theirs, new, expected] =
                [&base, &theirs, &new, &expected].map(|lines| lines.join("\n") + "\n");
            assert_eq!(clean(&base, &theirs, &new), expected, "seed {seed}");
        }
    }
}
