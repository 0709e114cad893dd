//! A new release around half-solved files: its stubs are merged into them, and no line of the reader's is lost.

mod folder;

use std::fs;
use std::process::Command;

use folder::Folder;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use workbook::reader::update::{Change, record_of, remember_all, update};

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const ONLINE: &str = "exercises/attention/online_softmax.rs";
const ATTEND: &str = "exercises/attention/scaled_dot_product.rs";
const BODY: &str =
    "    let largest = scores.fold(0.0_f32, |a, &b| a.max(b));\n    scores.mapv(|s| (s - largest).exp())";
/// What a reader adds to a file.
const HELPER: &str = "\nfn helper() {}\n";

/// The release before: its stubs are the reader's files, and known as what these grow from.
fn reader() -> Folder {
    let folder = Folder::new();
    remember_all(&folder.course);
    folder
}

/// What a release changes in a solution.
fn release(folder: &Folder, name: &str, from: &str, to: &str) {
    folder.edit(&format!("solutions/attention/{name}.rs"), from, to);
}

/// The reader writes a body.
fn solve(folder: &Folder) {
    folder.edit(SOFTMAX, "    todo!(\"write `softmax`\")", BODY);
}

fn changed(folder: &Folder) -> Vec<(String, Change)> {
    let changes = update(&folder.course).unwrap();
    let before = folder.snapshot();
    let again = update(&folder.course).unwrap();
    assert_eq!(folder.snapshot(), before, "a second update changes nothing");
    assert!(again.iter().all(|(_, change)| matches!(change, Change::Kept { .. })), "{again:?}");
    changes
}

fn one(folder: &Folder) -> Change {
    let mut changes = changed(folder);
    assert_eq!(changes.len(), 1, "{changes:?}");
    changes.remove(0).1
}

fn is_rust(text: &str) -> bool {
    syn::parse_file(text).is_ok()
}

#[test]
fn without_a_new_release_there_is_nothing_to_do() {
    let folder = reader();
    solve(&folder);
    let before = folder.snapshot();
    assert_eq!(changed(&folder), []);
    assert_eq!(folder.snapshot(), before);
}

#[test]
fn a_file_that_the_reader_has_not_touched_becomes_the_new_stub() {
    let folder = reader();
    let old = folder.read(SOFTMAX);
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    assert_eq!(changed(&folder), [(SOFTMAX.to_owned(), Change::Replaced)]);
    assert_eq!(folder.read(SOFTMAX), folder.stub("softmax"));
    assert_eq!(folder.backups(), [old]);
    assert_eq!(record_of(&folder.course, "attention", "softmax"), Some(folder.stub("softmax")));
}

#[test]
fn a_body_and_a_new_comment_are_both_there() {
    let folder = reader();
    solve(&folder);
    let before = folder.read(SOFTMAX);
    release(&folder, "softmax", "The view may be transposed", "The view may be reversed, transposed");
    assert_eq!(one(&folder), Change::Merged);
    let text = folder.read(SOFTMAX);
    assert_eq!(text, folder.stub("softmax").replace("    todo!(\"write `softmax`\")", BODY));
    assert_eq!(folder.backups(), [before]);
}

#[test]
fn a_changed_signature_is_a_conflict_and_the_reader_s_code_stays_code() {
    let folder = reader();
    solve(&folder);
    release(&folder, "softmax", "scores: ArrayView2<'_, f32>)", "scores: ArrayView2<'_, f32>, scale: f32)");
    let Change::Conflict(lines) = one(&folder) else { panic!("a conflict") };
    let text = folder.read(SOFTMAX);
    let at = lines[0] - 1;
    let shown: Vec<&str> = text.lines().skip(at).take(4).collect();
    assert_eq!(
        shown,
        [
            "// In the new release this reads:",
            "// pub fn softmax(scores: ArrayView2<'_, f32>, scale: f32) -> Array2<f32> {",
            "//     todo!(\"write `softmax`\")",
            "pub fn softmax(scores: ArrayView2<'_, f32>) -> Array2<f32> {",
        ]
    );
    assert!(text.contains(BODY) && is_rust(&text), "{text}");
}

#[test]
fn what_the_reader_has_changed_in_the_same_way_is_no_conflict() {
    let folder = reader();
    solve(&folder);
    folder.edit(SOFTMAX, "scores become weights.", "scores become probabilities.");
    let before = folder.read(SOFTMAX);
    release(&folder, "softmax", "scores become weights.", "scores become probabilities.");
    assert_eq!(changed(&folder), []);
    assert_eq!(folder.read(SOFTMAX), before);
}

#[test]
fn a_new_exercise_gets_its_stub_and_a_lost_file_too() {
    let mut folder = Folder::new();
    // The older release had no online_softmax.
    folder.course.chapters[0].exercises.retain(|exercise| exercise.name != "online_softmax");
    fs::remove_file(folder.path(ONLINE)).unwrap();
    remember_all(&folder.course);
    assert_eq!(record_of(&folder.course, "attention", "online_softmax"), None);
    solve(&folder);
    let folder = folder.released();
    assert_eq!(changed(&folder), [(ONLINE.to_owned(), Change::New)]);
    assert_eq!(folder.read(ONLINE), folder.stub("online_softmax"));

    fs::remove_file(folder.path(ATTEND)).unwrap();
    assert_eq!(changed(&folder), [(ATTEND.to_owned(), Change::New)]);
}

#[test]
fn an_exercise_that_is_no_more_keeps_its_file_and_is_named() {
    let mut folder = reader();
    folder.write(ONLINE, "// mine\n");
    folder.course.chapters[0].exercises.retain(|exercise| exercise.name != "online_softmax");
    let change = one(&folder);
    assert!(change.to_string().starts_with("kept: the release no longer has this exercise"), "{change}");
    assert_eq!(folder.read(ONLINE), "// mine\n");
    fs::remove_file(folder.path(ONLINE)).unwrap();
    assert_eq!(changed(&folder), []);
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_stay() {
    let folder = reader();
    solve(&folder);
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    folder.write(SOFTMAX, &windows(&folder.read(SOFTMAX)));
    folder.write(ONLINE, &folder.read(ONLINE).replace('\n', "\r\n"));
    assert_eq!(changed(&folder), [], "line ends are no change");
    for name in ["softmax", "online_softmax"] {
        release(&folder, name, "use ", "// New.\nuse ");
    }
    let changes: Vec<Change> = changed(&folder).into_iter().map(|(_, change)| change).collect();
    assert_eq!(changes, [Change::Merged, Change::Replaced]);
    let expected = folder.stub("softmax").replace("    todo!(\"write `softmax`\")", BODY);
    assert_eq!(folder.read(SOFTMAX), windows(&expected));
    assert_eq!(folder.read(ONLINE), folder.stub("online_softmax").replace('\n', "\r\n"));
}

#[test]
fn a_missing_final_newline_stays_missing() {
    let folder = reader();
    solve(&folder);
    folder.write(SOFTMAX, folder.read(SOFTMAX).trim_end());
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    assert_eq!(one(&folder), Change::Merged);
    let text = folder.read(SOFTMAX);
    assert!(text.contains("sum to 1.\n") && text.ends_with("exp())\n}"), "{text}");
}

#[test]
fn a_file_that_is_not_utf_8_is_left_alone_and_named() {
    let folder = reader();
    let bytes = b"// caf\xe9\npub fn softmax() {}\n";
    fs::write(folder.path(SOFTMAX), bytes).unwrap();
    assert_eq!(changed(&folder), [], "there is nothing new for it");
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    let change = one(&folder);
    assert!(change.to_string().contains("not UTF-8"), "{change}");
    assert_eq!(fs::read(folder.path(SOFTMAX)).unwrap(), bytes);
    assert_eq!(folder.read(".workbook/updates/attention/softmax.rs"), folder.stub("softmax"));
}

#[test]
fn without_a_record_and_without_git_the_new_stub_is_put_beside() {
    let folder = Folder::new();
    solve(&folder);
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    // Too late: the file grew from an older stub.
    remember_all(&folder.course);
    assert_eq!(record_of(&folder.course, "attention", "softmax"), None);
    let before = folder.read(SOFTMAX);
    let change = one(&folder);
    assert!(change.to_string().contains("not known from which stub"), "{change}");
    assert_eq!(folder.read(SOFTMAX), before);
    assert_eq!(folder.read(".workbook/updates/attention/softmax.rs"), folder.stub("softmax"));
    // The reader takes over what is new by hand; then it is known, and what was beside goes.
    folder.edit(SOFTMAX, "scores become weights.", "scores become weights that sum to 1.");
    assert_eq!(changed(&folder), []);
    assert_eq!(record_of(&folder.course, "attention", "softmax"), Some(folder.stub("softmax")));
    assert!(!folder.path(".workbook/updates/attention/softmax.rs").exists());
}

#[test]
fn a_record_is_made_where_the_file_shows_from_what_it_grew() {
    let folder = Folder::new();
    solve(&folder);
    folder.edit(ONLINE, "use ndarray", "use std::fmt;\nuse ndarray");
    remember_all(&folder.course);
    for (chapter, name) in folder.course.files() {
        let stub = folder.course.stub(chapter, name).unwrap();
        assert_eq!(record_of(&folder.course, chapter, name), Some(stub), "{chapter}/{name}");
    }
    // It stays when there is another stub.
    let old = folder.stub("softmax");
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    remember_all(&folder.course);
    assert_eq!(record_of(&folder.course, "attention", "softmax"), Some(old));
}

fn git(folder: &Folder, arguments: &[&str]) -> bool {
    let mut git = Command::new("git");
    git.args([
        "-c",
        "user.name=A Reader",
        "-c",
        "user.email=reader@example.com",
        "-c",
        "commit.gpgsign=false",
    ]);
    let output =
        git.args(["-c", "core.autocrlf=false"]).args(arguments).current_dir(&folder.course.root).output();
    output.is_ok_and(|output| output.status.success())
}

#[test]
fn git_knows_the_stub_also_where_answers_were_committed() {
    for commits_answers in [false, true] {
        let folder = Folder::new();
        if !git(&folder, &["init", "-q"]) {
            println!("git is not installed");
            return;
        }
        assert!(
            git(&folder, &["add", "exercises", "solutions"]) && git(&folder, &["commit", "-qm", "A release"])
        );
        solve(&folder);
        folder.write(ONLINE, &format!("{}{HELPER}", folder.read(ONLINE)));
        if commits_answers {
            assert!(git(&folder, &["commit", "-qam", "My answers"]));
        }
        release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
        release(&folder, "online_softmax", "use ", "// New.\nuse ");
        let changes: Vec<Change> = changed(&folder).into_iter().map(|(_, change)| change).collect();
        assert_eq!(changes, [Change::Merged, Change::Merged]);
        let text = folder.read(SOFTMAX);
        assert!(text.contains("sum to 1.") && text.contains(BODY), "{text}");
        let text = folder.read(ONLINE);
        assert!(text.contains("\n// New.\n") && text.ends_with(HELPER), "{text}");
    }
}

#[test]
fn an_update_that_was_interrupted_is_repeated_without_harm() {
    let folder = reader();
    solve(&folder);
    let old = folder.stub("softmax");
    release(&folder, "softmax", "scores: ArrayView2<'_, f32>)", "scores: ArrayView2<'_, f32>, scale: f32)");
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    assert!(matches!(one(&folder), Change::Conflict(_)));
    let text = folder.read(SOFTMAX);
    // It ended after the file and before the record.
    folder.write(".workbook/stubs/attention/softmax.rs", &old);
    assert_eq!(changed(&folder), []);
    assert_eq!(folder.read(SOFTMAX), text);
}

#[test]
fn what_the_reader_s_code_calls_stays_imported() {
    let folder = reader();
    release(
        &folder,
        "softmax",
        "use ndarray::{Array2, ArrayView2};",
        "use ndarray::{Array2, ArrayView2, Axis};",
    );
    assert_eq!(one(&folder), Change::Replaced);
    folder.edit(
        SOFTMAX,
        "    todo!(\"write `softmax`\")",
        "    scores.map_axis(Axis(1), |row| row.sum());\n    todo!()",
    );
    // The new solution has no need for Axis, and one for Zip, which the stub then imports.
    release(
        &folder,
        "softmax",
        "use ndarray::{Array2, ArrayView2, Axis};",
        "use ::attention::Mask;\nuse ndarray::{Array2, ArrayView2, Zip};",
    );
    assert_eq!(one(&folder), Change::Merged);
    let text = folder.read(SOFTMAX);
    let uses: Vec<&str> = text.lines().filter(|line| line.starts_with("use ")).collect();
    assert_eq!(
        uses,
        ["use ::attention::Mask;", "use ndarray::{Array2, ArrayView2, Zip};", "use ndarray::Axis;"]
    );
}

#[test]
fn the_lines_of_conflicts_are_counted_after_imports_were_added() {
    let folder = reader();
    release(
        &folder,
        "softmax",
        "use ndarray::{Array2, ArrayView2};",
        "use ndarray::{Array2, ArrayView2, Axis};",
    );
    assert_eq!(one(&folder), Change::Replaced);
    folder.edit(SOFTMAX, "    todo!(\"write `softmax`\")", "    scores.sum_axis(Axis(1));\n    todo!()");
    release(
        &folder,
        "softmax",
        "use ndarray::{Array2, ArrayView2, Axis};",
        "use ndarray::{Array2, ArrayView2};",
    );
    release(&folder, "softmax", "scores: ArrayView2<'_, f32>)", "scores: ArrayView2<'_, f32>, scale: f32)");
    let Change::Conflict(lines) = one(&folder) else { panic!("a conflict") };
    let text = folder.read(SOFTMAX);
    assert!(text.contains("\nuse ndarray::Axis;\n"), "{text}");
    let notes: Vec<usize> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| line.contains("In the new release"))
        .map(|(n, _)| n)
        .collect();
    assert_eq!(lines, notes);
}

#[test]
fn nothing_is_imported_twice() {
    let folder = reader();
    solve(&folder);
    folder.edit(SOFTMAX, "/// The softmax of each row", "use ndarray::Axis;\n\n/// The softmax of each row");
    release(
        &folder,
        "softmax",
        "use ndarray::{Array2, ArrayView2};",
        "use ndarray::{Array2, ArrayView2, Axis, Zip};",
    );
    release(&folder, "softmax", "-> Array2<f32> {", "-> Array2<f32> {\n    let _: Zip<(), ()>;");
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    assert_eq!(one(&folder), Change::Merged);
    let text = folder.read(SOFTMAX);
    let uses: Vec<&str> = text.lines().filter(|line| line.starts_with("use ")).collect();
    assert_eq!(uses, ["use ndarray::{Array2, ArrayView2};", "use ndarray::Axis;"]);
    assert!(text.contains("sum to 1."));
}

#[test]
fn a_conflict_in_the_imports_takes_nothing_from_new_functions() {
    let folder = reader();
    folder.edit(SOFTMAX, "use ndarray::{Array2, ArrayView2};", "use ndarray::prelude::*;");
    let new = "/// The sums.\npub fn sums(scores: ArrayView2<'_, f32>) -> Array1<f32> {\n    todo!()\n}\n";
    let solution = folder.read("solutions/attention/softmax.rs");
    folder.write("solutions/attention/softmax.rs", &format!("{solution}\n{new}"));
    release(
        &folder,
        "softmax",
        "use ndarray::{Array2, ArrayView2};",
        "use ndarray::{Array1, Array2, ArrayView2};",
    );
    let Change::Conflict(lines) = one(&folder) else { panic!("a conflict") };
    let text = folder.read(SOFTMAX);
    let shown: Vec<&str> = text.lines().skip(lines[0] - 1).take(4).collect();
    assert_eq!(
        shown,
        [
            "// In the new release this reads:",
            "// use ndarray::{Array1, Array2, ArrayView2};",
            "use ndarray::prelude::*;",
            "use ndarray::Array1;",
        ]
    );
    assert!(!text.contains("\nuse ndarray::Array2;\n") && text.contains("\npub fn sums"), "{text}");
}

#[test]
fn a_file_that_would_no_longer_be_rust_is_kept() {
    let folder = reader();
    folder.edit(SOFTMAX, "/// Shapes:", "/*\n/// Shapes:");
    folder.edit(SOFTMAX, "    todo!(\"write `softmax`\")\n}", "*/\npub fn softmax() {}");
    let before = folder.read(SOFTMAX);
    assert!(is_rust(&before));
    release(&folder, "softmax", "/// overflow, and", "/// */ overflow, and");
    let change = one(&folder);
    assert!(change.to_string().contains("would not be Rust"), "{change}");
    assert_eq!(folder.read(SOFTMAX), before);
    // A file that was no Rust before is merged all the same.
    folder.write(SOFTMAX, &format!("{}\n/* not closed\n", folder.stub("softmax")));
    folder.write(".workbook/stubs/attention/softmax.rs", &folder.stub("softmax"));
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    assert_eq!(one(&folder), Change::Merged);
}

#[test]
fn a_solution_that_cannot_be_read_stops_it_before_anything_has_changed() {
    let folder = reader();
    solve(&folder);
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    release(&folder, "online_softmax", "pub fn start", "pub fn fn");
    let before = folder.snapshot();
    let error = update(&folder.course).unwrap_err();
    assert!(format!("{error:#}").contains("online_softmax.rs is not Rust"), "{error:#}");
    assert_eq!(folder.snapshot(), before);
}

#[test]
fn random_answers_and_releases_keep_every_line_and_stay_rust() {
    let solutions = ["softmax", "online_softmax", "scaled_dot_product"];
    for seed in 0..60 {
        let random = &mut Pcg64Mcg::seed_from_u64(seed);
        let folder = reader();
        let mut mine = Vec::new();
        for name in solutions {
            // Statements, helpers, imports and comments, in random places.
            let path = format!("exercises/attention/{name}.rs");
            let mut number = 0;
            let mut lines = Vec::new();
            for line in folder.read(&path).lines() {
                number += 1;
                let own = match line {
                    _ if line.starts_with("    todo!") && random.random_bool(0.7) => {
                        lines.push(format!("    let mine_{number} = {seed};"));
                        lines.push(format!("    // Line {number}."));
                        mine.push((path.clone(), format!("    let mine_{number} = {seed};")));
                        "    unreachable!()".to_owned()
                    }
                    _ if line.starts_with("///") && random.random_bool(0.2) => {
                        format!("{line} (mine {number})")
                    }
                    "" if random.random_bool(0.3) => format!("\nfn helper_{number}() {{}}\n"),
                    _ if line.starts_with("use ") && random.random_bool(0.2) => {
                        format!("use std::fmt as fmt_{number};\n{line}")
                    }
                    _ => line.to_owned(),
                };
                if own != line {
                    mine.extend(
                        own.lines()
                            .filter(|l| l.contains(&number.to_string()))
                            .map(|l| (path.clone(), l.to_owned())),
                    );
                }
                lines.push(own);
            }
            folder.write(&path, &(lines.join("\n") + "\n"));

            let solution = format!("solutions/attention/{name}.rs");
            let text: Vec<String> = folder
                .read(&solution)
                .lines()
                .map(|line| {
                    let changes = random.random_bool(0.15);
                    match line {
                        _ if changes && line.starts_with("//") => format!("{line} (the release)"),
                        _ if changes && line.starts_with("use ") => format!("use std::fmt::Debug;\n{line}"),
                        _ if changes && line.starts_with("pub fn") => line.replacen('(', "(_more: u8, ", 1),
                        "" if changes => "\n/// New.\npub fn new_one() {\n}\n"
                            .replace("new_one", ["one", "two"].choose(random).unwrap()),
                        _ => line.to_owned(),
                    }
                })
                .collect();
            let text = text.join("\n") + "\n";
            if is_rust(&text) {
                folder.write(&solution, &text);
            }
        }
        for (file, change) in changed(&folder) {
            let text = folder.read(&file);
            assert!(is_rust(&text), "seed {seed}: {file} {change}\n{text}");
        }
        for (file, line) in mine {
            assert!(folder.read(&file).lines().any(|l| l == line), "seed {seed}: {file} has lost {line}");
        }
    }
}

#[test]
fn every_command_keeps_the_record_and_none_fails_for_it() {
    let folder = Folder::new();
    let output = folder.run(&["hint", "softmax"]);
    assert!(output.status.success());
    assert_eq!(record_of(&folder.course, "attention", "softmax"), Some(folder.stub("softmax")));
    // After a reset the file grows from the stub of today.
    release(&folder, "softmax", "scores become weights.", "scores become weights that sum to 1.");
    assert!(folder.run(&["reset", "softmax"]).status.success());
    assert_eq!(record_of(&folder.course, "attention", "softmax"), Some(folder.stub("softmax")));

    fs::remove_dir_all(folder.path(".workbook")).unwrap();
    folder.write(".workbook", "not a folder");
    let output = folder.run(&["solution", "softmax", "--spoil"]);
    assert!(output.status.success());
}

#[test]
fn the_command_says_what_it_did_and_what_comes_next() {
    let folder = reader();
    let said = folder.said(&["update"], 0);
    assert!(said.contains("Nothing to do"), "{said}");
    solve(&folder);
    folder.write(ATTEND, &format!("{}{HELPER}", folder.read(ATTEND)));
    release(&folder, "softmax", "scores: ArrayView2<'_, f32>)", "scores: ArrayView2<'_, f32>, scale: f32)");
    release(&folder, "online_softmax", "use ", "// New.\nuse ");
    release(&folder, "scaled_dot_product", "use ", "// New.\nuse ");
    let said = folder.said(&["update"], 0);
    for part in
        ["merged", "replaced", "conflict at line 1", ".workbook/backups", "delete the comments", "next: "]
    {
        assert!(said.contains(part), "{part} in\n{said}");
    }
    assert!(folder.said(&["update"], 0).contains("Nothing to do"));
}
