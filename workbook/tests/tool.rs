//! The tool as a reader uses it, on a copy of the repository whose path has a space and letters outside ASCII.

mod desk;

use std::fs;

use std::sync::MutexGuard;

use desk::{Desk, words};
use serde_json::Value;

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const ATTEND: &str = "exercises/attention/scaled_dot_product.rs";

fn desk() -> MutexGuard<'static, Desk> {
    desk::desk("a reader's désk", "1000.")
}

fn verdicts(reports: &[Value]) -> Vec<&str> {
    reports.iter().map(|report| report["verdict"].as_str().unwrap()).collect()
}

#[test]
fn a_fresh_course_is_green_and_not_attempted() {
    let desk = desk();
    let (reports, code) = desk.grade(&[]);
    assert_eq!(verdicts(&reports), ["not_attempted"; 3]);
    assert_eq!(code, 0);
    assert_eq!(desk.grade(&["--strict"]).1, 1, "--strict fails what was not attempted");
    for report in &reports {
        for (field, is_right) in [
            ("id", report["id"].is_string()),
            ("chapter", report["chapter"] == "attention"),
            ("title", report["title"].is_string()),
            ("level", report["level"].is_string()),
            ("minutes", report["minutes"].is_u64()),
            ("file", desk.root.join(report["file"].as_str().unwrap()).is_file()),
            ("mistakes", report["mistakes"].is_array()),
            ("message", report["message"].is_string()),
            ("reference", report["reference"].is_string()),
            ("tolerance", report["tolerance"].is_null()),
            ("millis", report["millis"].is_number()),
        ] {
            assert!(is_right, "{field} of {report}");
        }
    }
}

#[test]
fn solutions_pass() {
    let desk = desk();
    let (reports, code) = desk.grade(&["--solutions", "--strict"]);
    assert_eq!(verdicts(&reports), ["passed"; 3]);
    assert_eq!(code, 0);
    assert!(reports.iter().all(|report| report["tolerance"].is_number()));
    assert_eq!(verdicts(&desk.grade(&[]).0), ["not_attempted"; 3], "judging solutions solves nothing");
}

#[test]
fn a_wrong_answer_is_named_and_the_others_are_judged() {
    let desk = desk();
    desk.solve("softmax", "f32::NEG_INFINITY, |largest", "0.0_f32, |largest");
    let (reports, code) = desk.grade(&[]);
    assert_eq!(verdicts(&reports), ["wrong", "not_attempted", "not_attempted"]);
    assert_eq!(reports[0]["mistakes"], serde_json::json!(["max_from_zero"]));
    assert_eq!(code, 1);
    let text = words(&desk.run(&["grade", "softmax"]));
    for expected in ["case ", "first at  out[", "yours NaN", "mistake ", "hint attention/softmax", "1 wrong"]
    {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
}

#[test]
fn a_file_that_does_not_compile_takes_no_other_with_it() {
    let desk = desk();
    let softmax = desk.read("solutions/attention/softmax.rs");
    desk.write(SOFTMAX, &softmax.replace("row /= sum;", "row /= summ;"));
    desk.solve("online_softmax", "", "");
    let (reports, code) = desk.grade(&[]);
    assert_eq!(verdicts(&reports), ["does_not_compile", "not_attempted", "passed"]);
    assert!(reports[0]["message"].as_str().unwrap().contains("summ"), "{}", reports[0]);
    assert_eq!(code, 1);

    // Not even Rust, and an answer that calls it.
    desk.write(SOFTMAX, "pub fn softmax( { \" ");
    desk.solve("scaled_dot_product", "", "");
    let (reports, _) = desk.grade(&[]);
    assert_eq!(verdicts(&reports), ["does_not_compile", "does_not_compile", "passed"]);
    assert!(
        reports[1]["message"].as_str().unwrap().contains("attention/softmax, which does not"),
        "{}",
        reports[1]
    );
}

#[test]
fn a_wrong_signature_is_its_own_exercise_s_fault() {
    let desk = desk();
    desk.write(SOFTMAX, "pub fn softmax(scores: Vec<f32>) -> Vec<f32> {\n    scores\n}\n");
    let (reports, _) = desk.grade(&[]);
    assert_eq!(verdicts(&reports), ["does_not_compile", "not_attempted", "not_attempted"]);
    assert!(reports[0]["message"].as_str().unwrap().contains("expected fn pointer"), "{}", reports[0]);

    desk.write(SOFTMAX, "pub fn soft_max() {}\n");
    assert_eq!(desk.grade(&[]).0[0]["verdict"], "does_not_compile", "the function has another name");
    fs::remove_file(desk.root.join(SOFTMAX)).unwrap();
    let (reports, _) = desk.grade(&[]);
    assert_eq!(
        verdicts(&reports),
        ["does_not_compile", "not_attempted", "not_attempted"],
        "the file is gone"
    );
}

#[test]
fn an_answer_that_calls_an_unfinished_sibling_waits_for_it() {
    let desk = desk();
    desk.solve("scaled_dot_product", "", "");
    let (reports, code) = desk.grade(&[]);
    assert_eq!(verdicts(&reports), ["not_attempted"; 3]);
    assert_eq!(reports[1]["message"], "not attempted: waits for attention/softmax, which it calls");
    assert_eq!(code, 0);
}

#[test]
fn a_half_finished_answer_is_told_what_is_left() {
    let desk = desk();
    let solution = desk.read("solutions/attention/online_softmax.rs");
    let (most, _) = solution.split_once("pub fn finish").unwrap();
    let finish = "pub fn finish(state: &Running) -> (Array1<f32>, f32) {\n    todo!()\n}\n";
    desk.write("exercises/attention/online_softmax.rs", &format!("{most}{finish}"));
    let (reports, _) = desk.grade(&["online_softmax"]);
    assert_eq!(verdicts(&reports), ["not_attempted"]);
    assert!(reports[0]["message"].as_str().unwrap().contains("so far is right"), "{}", reports[0]);

    let wrong = most.replace("state.sum * rescale + weight", "state.sum + weight");
    desk.write("exercises/attention/online_softmax.rs", &format!("{wrong}{finish}"));
    let (reports, _) = desk.grade(&["online_softmax"]);
    assert_eq!(verdicts(&reports), ["wrong"], "{}", reports[0]);
    assert_eq!(reports[0]["mistakes"], serde_json::json!(["sum_not_rescaled"]), "{}", reports[0]);
}

#[test]
fn without_a_reference_nothing_passes() {
    let desk = desk();
    desk.solve("softmax", "", "");
    let output = desk.command(&["grade", "--json"]).env("WORKBOOK_REFERENCE", "none").output().unwrap();
    let reports: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verdicts(&reports), ["no_reference", "not_attempted", "not_attempted"]);
    assert!(reports[0]["message"].as_str().unwrap().contains("C compiler"), "{}", reports[0]);
}

#[test]
fn the_same_seed_judges_the_same_cases() {
    let desk = desk();
    desk.solve("softmax", "row /= sum;", "");
    let message = || {
        let output =
            desk.command(&["grade", "--json", "softmax"]).env("WORKBOOK_SEED", "8812").output().unwrap();
        serde_json::from_slice::<Vec<Value>>(&output.stdout).unwrap()[0]["message"].clone()
    };
    assert!(message().as_str().unwrap().contains("(seed 8812)"));
    assert_eq!(message(), message());
}

#[test]
fn reset_keeps_what_the_reader_wrote() {
    let desk = desk();
    let stub = desk.read(SOFTMAX);
    for mine in ["// my first idea\n", "// my second idea\n"] {
        desk.write(SOFTMAX, mine);
        let said = words(&desk.run(&["reset", "attention/softmax"]));
        assert!(said.contains(".workbook"), "{said}");
        assert_eq!(desk.read(SOFTMAX), stub);
    }
    fs::write(desk.root.join(SOFTMAX), b"not \xff text").unwrap();
    assert!(desk.run(&["reset", "softmax"]).status.success());
    let folder = desk.root.join(".workbook/backups/attention");
    let mut kept: Vec<Vec<u8>> =
        fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
    kept.sort();
    assert_eq!(kept, [&b"// my first idea\n"[..], b"// my second idea\n", b"not \xff text"]);
    assert!(words(&desk.run(&["reset", "softmax"])).contains("already"));

    desk.write("exercises/attention/mod.rs", "broken");
    let said = desk.run(&["grade"]);
    assert!(words(&said).contains("reset attention/mod"), "{}", words(&said));
    assert_eq!(said.status.code(), Some(2));
    assert!(desk.run(&["reset", "attention/mod"]).status.success());
    assert_eq!(verdicts(&desk.grade(&[]).0), ["not_attempted"; 3]);
}

#[test]
fn an_answer_that_passed_passes_after_an_update() {
    let desk = desk();
    let path = "solutions/attention/softmax.rs";
    let solution = desk.read(path);
    // The release before had another comment, and its solution another import, which the answer uses.
    let old = solution.replace("use ndarray::{", "use ndarray::{Axis, ").replace("weights.\n", "weight.\n");
    desk.write(path, &old);
    let reset = desk.run(&["reset", "softmax"]);
    let (_, body) = solution.split_once("-> Array2<f32> {\n").unwrap();
    let sum = "        let sum = row.view().insert_axis(Axis(0)).sum_axis(Axis(1))[0];";
    let body = body.trim_end().trim_end_matches('}').replace("        let sum = row.sum();", sum);
    let stub = desk.read(SOFTMAX);
    desk.write(SOFTMAX, &stub.replace("    todo!(\"write `softmax`\")\n", &body));
    desk.write(path, &solution);
    assert!(reset.status.success(), "{}", words(&reset));

    let said = desk.run(&["update"]);
    assert!(words(&said).contains("merged"), "{}", words(&said));
    let text = desk.read(SOFTMAX);
    assert!(text.starts_with("//! attention/softmax: scores become weights.\n"), "{text}");
    assert!(text.contains(sum) && text.contains("\nuse ndarray::Axis;\n"), "{text}");
    let (reports, _) = desk.grade(&["softmax"]);
    assert_eq!(verdicts(&reports), ["passed"], "{}\n{text}", reports[0]);
}

#[test]
fn hints_open_one_by_one() {
    let desk = desk();
    for number in 1..=3 {
        let said = words(&desk.run(&["hint", "attention/softmax"]));
        assert!(said.contains(&format!("hint {number} of 3")), "{said}");
    }
    assert!(words(&desk.run(&["hint", "softmax"])).contains("--spoil"));
    assert!(words(&desk.run(&["hint", "scaled_dot_product"])).contains("hint 1 of 3"));
}

#[test]
fn the_solution_opens_after_passing() {
    let desk = desk();
    let refused = desk.run(&["solution", "softmax"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("--spoil"));
    assert!(words(&desk.run(&["solution", "softmax", "--spoil"])).contains("rows_mut"));
    desk.solve("softmax", "", "");
    assert!(words(&desk.run(&["solution", "softmax"])).contains("rows_mut"));
}

#[test]
fn the_list_follows_the_answers() {
    let desk = desk();
    let verdict = |index: usize| {
        let output = desk.run(&["list", "--json"]);
        let rows: Vec<Value> =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", words(&output)));
        for field in ["id", "title", "level", "minutes", "file", "verdict"] {
            assert!(!rows[index][field].is_null(), "{field} in {}", rows[index]);
        }
        rows[index]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(0), "not_attempted");
    desk.solve("softmax", "", "");
    assert_eq!(verdict(0), "passed");
    desk.solve("softmax", "row /= sum;", "");
    assert_eq!(verdict(0), "wrong", "a changed answer is judged anew");
    assert_eq!(verdict(1), "not_attempted");
}

#[test]
fn an_unreadable_state_is_set_aside() {
    let desk = desk();
    assert!(desk.run(&["hint", "softmax"]).status.success());
    desk.write(".workbook/state.json", "{ half");
    let said = words(&desk.run(&["hint", "softmax"]));
    assert!(said.contains("not readable") && said.contains("hint 1 of 3"), "{said}");
    let names = fs::read_dir(desk.root.join(".workbook")).unwrap().map(|e| e.unwrap().file_name());
    assert!(names.into_iter().any(|name| name.to_string_lossy().starts_with("state-unreadable")));
}

#[test]
fn unknown_ids_are_answered_with_the_nearest() {
    let desk = desk();
    for arguments in [&["grade", "attention/sofmax"][..], &["hint", "sofmax"], &["reset", "sofmax"]] {
        let output = desk.run(arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(words(&output).contains("Did you mean attention/softmax?"), "{}", words(&output));
    }
    assert!(words(&desk.run(&["hint", "attention"])).contains("is a chapter"));
    assert!(desk.read(ATTEND).contains("todo!"), "nothing was changed");
}

/// A stand-in for the notebook kernel, which says what it was given.
#[cfg(unix)]
fn kernel(desk: &Desk) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = desk.root.join("a kernel.sh");
    fs::write(&path, "#!/bin/sh\necho \"$1 $2\"\necho \"skip $WORKBOOK_SKIP\"\necho \"$WORKBOOK_WHOSE\"\n")
        .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    words(&desk.run(&["kernel", "attention", path.to_str().unwrap(), "connection.json"]))
}

#[cfg(unix)]
#[test]
fn notebooks_call_the_readers_answers_where_they_compile() {
    let desk = desk();
    desk.solve("softmax", "row /= sum;", "row *= 1.0 / sum;");
    desk.solve("scaled_dot_product", "let (n, m)", "let n: u8 = \"three\"; let (n, m)");
    let said = kernel(&desk);
    assert!(said.contains("--control_file connection.json"), "{said}");
    assert!(said.contains("skip attention/online_softmax,attention/scaled_dot_product"), "{said}");
    for line in
        ["softmax                  yours", "yours does not compile (error[E0308]", "yours is not attempted"]
    {
        assert!(said.contains(line), "no {line:?} in {said}");
    }
}

#[test]
fn the_book_is_built_where_the_reader_wants_it_and_nowhere_else() {
    let desk = desk();
    let built = desk.run(&["build", "--out", "my böök"]);
    assert!(built.status.success(), "{}", words(&built));
    let page = desk.read("my böök/attention.html");
    for part in ["<math", "<figure", "data-exercise=\"attention/softmax\"", "mistake   ", "class=\"guess\""] {
        assert!(page.contains(part), "the page has no {part}");
    }
    let again = desk.run(&["build", "--out", "my böök"]);
    assert!(again.status.success(), "a book is replaced: {}", words(&again));

    fs::create_dir_all(desk.root.join("letters")).unwrap();
    desk.write("letters/to a friend.txt", "Dear friend");
    let refused = desk.run(&["build", "--out", "letters"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("holds something other than the book"), "{}", words(&refused));
    assert_eq!(desk.read("letters/to a friend.txt"), "Dear friend");
}

#[test]
fn a_page_that_names_nothing_real_is_an_error_that_says_where() {
    let desk = desk();
    let page = desk.read("book/src/attention.md");
    for (addition, said) in [
        ("```exercise\nattention/sofmax\n```", "attention/softmax"),
        ("$\\frac{1$", "do not match"),
        ("$\\nosuchthing{x}$", "not understood"),
        ("{{#include nowhere.rs}}", "cannot be included"),
        ("```python,cell\n1\n```", "rust,cell"),
    ] {
        desk.write("book/src/attention.md", &format!("{page}\n\n{addition}\n"));
        let output = desk.run(&["build"]);
        assert_eq!(output.status.code(), Some(2), "{addition}");
        assert!(words(&output).contains(said), "{addition}: {}", words(&output));
    }
    desk.write("book/src/attention.md", &page);
}

#[test]
fn notebooks_that_are_not_those_of_the_pages_are_reported() {
    let desk = desk();
    let page = desk.read("book/src/attention.md");
    let fine = desk.run(&["execute", "--check"]);
    assert!(fine.status.success(), "{}", words(&fine));
    desk.write("book/src/attention.md", &page.replace("\n## Weights", "\nA new sentence.\n\n## Weights"));
    let drifted = desk.run(&["execute", "--check"]);
    assert_eq!(drifted.status.code(), Some(2));
    assert!(words(&drifted).contains("cargo run -- execute"), "{}", words(&drifted));
    desk.write("book/src/attention.md", &page);
    desk.write("book/notebooks/stray.ipynb", "{}");
    let stray = desk.run(&["execute", "--check"]);
    assert!(words(&stray).contains("stray.ipynb belongs to no page"), "{}", words(&stray));
    fs::remove_file(desk.root.join("book/notebooks/stray.ipynb")).unwrap();
    let unknown = desk.run(&["notebook", "atention", "--yes"]);
    assert!(words(&unknown).contains("the chapters are: attention"), "{}", words(&unknown));
}
