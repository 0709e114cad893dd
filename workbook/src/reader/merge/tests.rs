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
    assert_eq!(clean("a\nd\n", "a\nb\nd\n", "a\nb\nc\nd\n"), "a\nb\nc\nd\n", "one adds more than the other");
}

#[test]
fn in_a_conflict_the_reader_s_lines_stay_and_the_release_s_stand_above() {
    let merged = merge("a\n    b\nc\n", "a\n    mine\n    too\nc\n", "a\n    theirs\n\nc\n");
    let expected =
        "a\n    // In the new release this reads:\n    //     theirs\n    //\n    mine\n    too\nc\n";
    assert_eq!(merged, Merged { text: expected.to_owned(), conflicts: vec![2] });
    let again = merge("a\n    b\nc\n", &merged.text, "a\n    theirs\n\nc\n");
    assert_eq!(again, Merged { text: merged.text, conflicts: vec![] }, "what is noted is not noted twice");
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
    assert_eq!(merge("a\n", "", "b\n").text, "// The new release has here, and your file has not:\n// b\n");
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
            assert!(count(&merged, line) >= count(&mine, line), "{line:?} is lost\n{told}\nmerged\n{text}");
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
            assert!([READS, ADDS, NOTHING].contains(&note), "line {number}: {note}\n{told}\nmerged\n{text}");
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
