//! The tool as a reader uses it, on a copy of the small course whose path has a space and letters outside ASCII.

mod desk;

use std::fs;

use std::sync::MutexGuard;
use std::time::{Duration, SystemTime};

use desk::small::EXERCISES;
use desk::{Desk, words};
use serde_json::Value;

const SOFTMAX: &str = "exercises/attention/softmax.rs";
const ATTEND: &str = "exercises/attention/scaled_dot_product.rs";

fn desk() -> MutexGuard<'static, Desk> {
    desk::desk()
}

/// The verdicts other than `not_attempted`, by exercise; every exercise has one.
fn verdicts(desk: &Desk, reports: &[Value]) -> Vec<(String, String)> {
    let ids: Vec<&str> = reports.iter().map(|report| report["id"].as_str().unwrap()).collect();
    let all: Vec<String> = desk.course().exercises().map(contract::Exercise::id).collect();
    assert_eq!(ids, all);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let judged = reports.iter().map(|report| (text(&report["id"]), text(&report["verdict"])));
    judged.filter(|(_, verdict)| verdict != "not_attempted").collect()
}

/// The report on an exercise of the chapter.
fn on<'a>(reports: &'a [Value], name: &str) -> &'a Value {
    reports.iter().find(|report| report["id"] == format!("attention/{name}")).unwrap()
}

/// What [`verdicts`] should be.
fn given<const N: usize>(verdicts: [(&str, &str); N]) -> Vec<(String, String)> {
    verdicts.iter().map(|(name, verdict)| (format!("attention/{name}"), (*verdict).to_owned())).collect()
}

#[test]
fn a_fresh_course_is_green_and_not_attempted() {
    let desk = desk();
    let (reports, code) = desk.grade(&[]);
    assert_eq!(verdicts(&desk, &reports), []);
    assert_eq!(code, 0);
    assert_eq!(desk.grade(&["--strict"]).1, 1, "--strict fails what was not attempted");
    for report in &reports {
        for (field, is_right) in [
            ("id", report["id"].is_string()),
            ("chapter", report["id"].as_str().unwrap().split('/').next() == report["chapter"].as_str()),
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
    let all = desk.course().exercises().count();
    assert_eq!(reports.iter().filter(|report| report["verdict"] == "passed").count(), all, "{reports:?}");
    assert_eq!(code, 0);
    assert!(reports.iter().all(|report| report["tolerance"].is_number()));
    assert_eq!(verdicts(&desk, &desk.grade(&[]).0), [], "judging solutions solves nothing");
}

#[test]
fn a_wrong_answer_is_named_and_the_others_are_judged() {
    let desk = desk();
    desk.solve("softmax", "f32::NEG_INFINITY, |largest", "0.0_f32, |largest");
    let (reports, code) = desk.grade(&[]);
    assert_eq!(verdicts(&desk, &reports), given([("softmax", "wrong")]));
    assert_eq!(on(&reports, "softmax")["mistakes"], serde_json::json!(["max_from_zero"]));
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
    let expected = given([("softmax", "does_not_compile"), ("online_softmax", "passed")]);
    assert_eq!(verdicts(&desk, &reports), expected);
    let said = on(&reports, "softmax")["message"].as_str().unwrap();
    let line = softmax.lines().position(|line| line.contains("row /= sum;")).unwrap() + 1;
    assert!(
        said.starts_with(&format!("  line      {line}: row /= summ;\n  error     cannot find")),
        "{said}"
    );
    assert!(!said.contains("crate"), "{said}");
    assert_eq!(code, 1);

    // Not even Rust, and an answer that calls it.
    desk.write(SOFTMAX, "pub fn softmax( { \" ");
    desk.solve("scaled_dot_product", "", "");
    let (reports, _) = desk.grade(&[]);
    let expected = given([
        ("softmax", "does_not_compile"),
        ("scaled_dot_product", "does_not_compile"),
        ("online_softmax", "passed"),
    ]);
    assert_eq!(verdicts(&desk, &reports), expected);
    let said = on(&reports, "scaled_dot_product")["message"].as_str().unwrap();
    assert!(said.contains("attention/softmax, which does not"), "{said}");
}

#[test]
fn a_crate_that_is_not_there_is_not_offered() {
    let desk = desk();
    desk.solve("softmax", "use ndarray", "use nalgebra::DMatrix;\nuse ndarray");
    let (reports, _) = desk.grade(&["softmax"]);
    let said = on(&reports, "softmax")["message"].as_str().unwrap();
    assert!(said.starts_with("  line      3: use nalgebra::DMatrix;\n"), "{said}");
    assert!(said.contains("an answer has std, ndarray, and what ::attention gives it"), "{said}");
    assert!(!said.contains("cargo add") && !said.contains("Cargo.toml"), "{said}");
}

#[test]
fn a_wrong_signature_is_its_own_exercise_s_fault() {
    let desk = desk();
    desk.write(SOFTMAX, "pub fn softmax(scores: Vec<f32>) -> Vec<f32> {\n    scores\n}\n");
    let (reports, _) = desk.grade(&[]);
    assert_eq!(verdicts(&desk, &reports), given([("softmax", "does_not_compile")]));
    let said = on(&reports, "softmax")["message"].as_str().unwrap();
    let expected = "  line      1: pub fn softmax(scores: Vec<f32>) -> Vec<f32>\n  error     `softmax` has another signature \
                    than in its stub\n  wanted    pub fn softmax(scores: ArrayView2<'_, f32>) -> Array2<f32>\n  compiler  error";
    assert!(said.starts_with(expected), "{said}");
    assert!(said.contains("--> chapters/attention/src/list.rs:"), "{said}");

    desk.write(SOFTMAX, "pub fn soft_max() {}\n");
    let (reports, _) = desk.grade(&[]);
    assert_eq!(on(&reports, "softmax")["verdict"], "does_not_compile", "the function has another name");
    let said = on(&reports, "softmax")["message"].as_str().unwrap();
    assert!(
        said.starts_with("  error     there is no function `softmax` in exercises/attention/soft"),
        "{said}"
    );
    fs::remove_file(desk.root.join(SOFTMAX)).unwrap();
    let (reports, _) = desk.grade(&[]);
    assert_eq!(verdicts(&desk, &reports), given([("softmax", "does_not_compile")]), "the file is gone");
    let said = on(&reports, "softmax")["message"].as_str().unwrap();
    assert!(said.contains("create file \"exercises/attention/softmax.rs\""), "{said}");
}

#[test]
fn an_answer_that_calls_an_unfinished_sibling_waits_for_it() {
    let desk = desk();
    desk.solve("scaled_dot_product", "", "");
    let (reports, code) = desk.grade(&[]);
    assert_eq!(verdicts(&desk, &reports), []);
    let said = &on(&reports, "scaled_dot_product")["message"];
    assert_eq!(said, "not attempted: waits for attention/softmax, which it calls");
    assert_eq!(code, 0);
}

#[test]
fn an_answer_that_calls_a_wrong_one_is_told_which() {
    let desk = desk();
    desk.solve("scaled_dot_product", "", "");
    desk.solve("softmax", "row /= sum;", "row /= 2.0 * sum;");
    let said = |reports: &[Value]| on(reports, "scaled_dot_product")["message"].as_str().unwrap().to_owned();
    let (reports, _) = desk.grade(&[]);
    let wrong = given([("softmax", "wrong"), ("scaled_dot_product", "wrong")]);
    assert_eq!(verdicts(&desk, &reports), wrong);
    assert!(said(&reports).starts_with("  calls     attention/softmax, which is wrong too."), "{reports:?}");

    // One that is wrong where its own cases do not go: with more rows than they have.
    let padded = "{
        let mut padded = Array2::<f32>::zeros((scores.nrows() + 900, scores.ncols()));
        padded.slice_mut(ndarray::s![..scores.nrows(), ..]).assign(&scores);
        super::softmax::softmax(padded.view()).slice(ndarray::s![..scores.nrows(), ..]).to_owned()
    }";
    desk.solve("scaled_dot_product", "super::softmax::softmax(scores.view())", padded);
    desk.solve("softmax", "row /= sum;", "row /= if rows > 900 { 2.0 } else { 1.0 } * sum;");
    let softmax =
        desk.read(SOFTMAX).replace("let mut weights", "let rows = scores.nrows();\n    let mut weights");
    desk.write(SOFTMAX, &softmax);
    let (reports, _) = desk.grade(&[]);
    let wrong = given([("softmax", "passed"), ("scaled_dot_product", "wrong")]);
    assert_eq!(verdicts(&desk, &reports), wrong);
    let expected = "attention/softmax, which is wrong on these inputs";
    assert!(said(&reports).contains(expected), "{}", said(&reports));

    // Where the others are right, nobody is blamed.
    desk.solve("softmax", "", "");
    desk.solve("scaled_dot_product", ".sqrt()", "");
    let (reports, _) = desk.grade(&[]);
    assert!(!said(&reports).contains("attention/softmax"), "{}", said(&reports));
}

#[test]
fn a_half_finished_answer_is_told_what_is_left() {
    let desk = desk();
    let solution = desk.read("solutions/attention/online_softmax.rs");
    let (most, _) = solution.split_once("pub fn finish").unwrap();
    let finish = "pub fn finish(state: &Running) -> (Array1<f32>, f32) {\n    todo!()\n}\n";
    desk.write("exercises/attention/online_softmax.rs", &format!("{most}{finish}"));
    let (reports, _) = desk.grade(&["online_softmax"]);
    assert_eq!(reports[0]["verdict"], "not_attempted");
    assert!(reports[0]["message"].as_str().unwrap().contains("so far is right"), "{}", reports[0]);

    let wrong = most.replace("state.sum * rescale + weight", "state.sum + weight");
    desk.write("exercises/attention/online_softmax.rs", &format!("{wrong}{finish}"));
    let (reports, _) = desk.grade(&["online_softmax"]);
    assert_eq!(reports[0]["verdict"], "wrong", "{}", reports[0]);
    assert_eq!(reports[0]["mistakes"], serde_json::json!(["sum_not_rescaled"]), "{}", reports[0]);
}

#[test]
fn without_a_reference_nothing_passes() {
    let desk = desk();
    desk.solve("softmax", "", "");
    let output = desk.command(&["grade", "--json"]).env("WORKBOOK_REFERENCE", "none").output().unwrap();
    let reports: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verdicts(&desk, &reports), given([("softmax", "no_reference")]));
    let said = on(&reports, "softmax")["message"].as_str().unwrap();
    assert!(said.contains("C compiler"), "{said}");
}

#[test]
fn without_a_c_compiler_the_course_builds_and_nothing_passes() {
    if matches!(kernels::backend(), Ok(kernels::Backend::Cuda(_))) {
        println!("there is a GPU, which needs no C compiler");
        return;
    }
    let desk = desk();
    // Kernels of another version are another package, so that neither these nor the others are built twice.
    let manifest = desk.read("kernels/Cargo.toml");
    let other = manifest.replace("\nversion.workspace = true", "\nversion = \"1000.2.0\"");
    assert_ne!(manifest, other, "the kernels' version is marked");
    desk.write("kernels/Cargo.toml", &other);
    let mut grade = desk.command(&["grade", "--solutions", "--json"]);
    let output = grade.env("KERNELS_NO_HOST_BUILD", "1").env_remove("WORKBOOK_REFERENCE").output();
    desk.write("kernels/Cargo.toml", &manifest);
    let output = output.unwrap();
    let reports: Vec<Value> =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", words(&output)));
    let expected = EXERCISES.map(|name| (name, "no_reference"));
    assert_eq!(verdicts(&desk, &reports), given(expected));
    assert_eq!(output.status.code(), Some(1), "{}", words(&output));
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
    assert_eq!(reports[0]["verdict"], "passed", "{}\n{text}", reports[0]);
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

/// cargo itself, as the tool calls it.
fn cargo(desk: &Desk, arguments: &[&str]) -> std::process::Output {
    let tool = desk.command(&[]);
    let mut cargo = std::process::Command::new("cargo");
    cargo.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(&desk.root);
    cargo.args(arguments).output().unwrap()
}

/// Writes a file whose time is older than anything that was built, as `cp -p`, `mv` and `tar x` do.
fn write_older(desk: &Desk, file: &str, text: &str) {
    let beside = desk.root.join("kept.rs");
    fs::write(&beside, text).unwrap();
    let then = SystemTime::now() - Duration::from_hours(24);
    fs::File::options().append(true).open(&beside).unwrap().set_modified(then).unwrap();
    fs::rename(beside, desk.root.join(file)).unwrap();
}

#[test]
fn what_is_in_a_file_is_judged_and_not_its_time() {
    let desk = desk();
    let right = desk.read("solutions/attention/softmax.rs");
    let wrong = right.replace("row /= sum;", "");
    desk.write(SOFTMAX, &right);
    assert_eq!(verdicts(&desk, &desk.grade(&[]).0), given([("softmax", "passed")]));

    write_older(&desk, SOFTMAX, &wrong);
    // cargo itself takes the old program for the new one, and that one says so.
    let tried = cargo(&desk, &["test", "-p", "attention", "--test", "exercises"]);
    assert!(!tried.status.success(), "{}", words(&tried));
    assert!(words(&tried).contains("touch exercises/attention/softmax.rs"), "{}", words(&tried));
    assert!(!words(&tried).contains("... ok"), "{}", words(&tried));

    let refused = desk.run(&["solution", "softmax"]);
    assert_eq!(refused.status.code(), Some(2), "{}", words(&refused));
    assert!(words(&refused).contains("has not passed yet (wrong)"), "{}", words(&refused));
    assert_eq!(verdicts(&desk, &desk.grade(&[]).0), given([("softmax", "wrong")]));

    // Several at once, and one of them back to what it was.
    write_older(&desk, SOFTMAX, &right);
    write_older(&desk, ATTEND, &desk.read("solutions/attention/scaled_dot_product.rs"));
    let both = given([("softmax", "passed"), ("scaled_dot_product", "passed")]);
    assert_eq!(verdicts(&desk, &desk.grade(&[]).0), both);
    // One that is called by another.
    write_older(&desk, SOFTMAX, &wrong);
    let (reports, _) = desk.grade(&["scaled_dot_product"]);
    assert_eq!(reports[0]["verdict"], "wrong", "{}", reports[0]);
    // And one that does not compile.
    write_older(&desk, SOFTMAX, &right.replace("row /= sum;", "row /= summ;"));
    assert_eq!(on(&desk.grade(&[]).0, "softmax")["verdict"], "does_not_compile");
    write_older(&desk, SOFTMAX, &right);
    assert_eq!(verdicts(&desk, &desk.grade(&[]).0), both);
    assert_eq!(desk.read(SOFTMAX), right, "the reader's file is left as it is");
}

#[test]
fn a_workbook_that_cannot_be_written_costs_no_verdict_and_no_hint() {
    let desk = desk();
    desk.solve("softmax", "row /= sum;", "");
    let _ = fs::remove_dir_all(desk.root.join(".workbook"));
    // Not even root can make a folder of it.
    desk.write(".workbook", "in its place");
    let graded = desk.run(&["grade", "--json", "softmax"]);
    let list = desk.run(&["list"]);
    let hints = [&["hint", "softmax"][..], &["hint", "softmax", "2"], &["hint", "softmax", "4"]]
        .map(|hint| desk.run(hint));
    desk.solve("softmax", "", "");
    let solution = desk.run(&["solution", "softmax"]);
    fs::remove_file(desk.root.join(".workbook")).unwrap();

    let forgotten = |output: &std::process::Output, expected: usize| {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said.matches("cannot be remembered").count(), expected, "{}", words(output));
        assert!(said.lines().filter(|line| line.contains(".workbook")).count() <= expected, "{said}");
    };
    assert_eq!(graded.status.code(), Some(1), "{}", words(&graded));
    let reports: Vec<Value> = serde_json::from_slice(&graded.stdout).unwrap();
    assert_eq!(reports[0]["verdict"], "wrong");
    forgotten(&graded, 1);
    assert!(list.status.success() && words(&list).contains("1 wrong"), "{}", words(&list));
    forgotten(&list, 1);
    for (hint, number, expected) in
        [(&hints[0], "hint 1 of 3", 1), (&hints[1], "hint 2 of 3", 0), (&hints[2], "that was all", 0)]
    {
        assert!(hint.status.success() && words(hint).contains(number), "{}", words(hint));
        forgotten(hint, expected);
    }
    assert!(words(&hints[0]).contains("cargo run -- hint attention/softmax 2"), "{}", words(&hints[0]));
    assert!(solution.status.success() && words(&solution).contains("rows_mut"), "{}", words(&solution));
    forgotten(&solution, 1);

    // What has passed is listed without writing.
    assert_eq!(on(&desk.grade(&[]).0, "softmax")["verdict"], "passed");
    let kept = desk.read(".workbook/state.json");
    let list = desk.run(&["list"]);
    assert!(words(&list).contains("1 passed"), "{}", words(&list));
    assert_eq!(desk.read(".workbook/state.json"), kept);
}

#[test]
fn what_stops_cargo_is_told_in_its_words_and_no_verdict() {
    let desk = desk();
    desk.solve("softmax", "", "");
    let manifest = desk.read("chapters/attention/Cargo.toml");
    desk.write("chapters/attention/Cargo.toml", &manifest.replace("[dependencies]", "[dependencies"));
    let broken = desk.run(&["grade", "softmax"]);
    desk.write("chapters/attention/Cargo.toml", &manifest);
    // A target folder in which nothing can be made, as on a full disk.
    desk.write("no folder", "");
    let full = desk
        .command(&["grade", "softmax"])
        .env("CARGO_TARGET_DIR", desk.root.join("no folder"))
        .output()
        .unwrap();
    let missing =
        desk.command(&["grade", "softmax"]).env("CARGO", desk.root.join("no cargo")).output().unwrap();
    fs::remove_file(desk.root.join("no folder")).unwrap();
    for (output, expected) in [
        (&broken, &["unclosed table", "chapters/attention/Cargo.toml", "[dependencies"][..]),
        (&full, &["no folder", "os error"]),
        (&missing, &["cargo does not start", "rustup.rs"]),
    ] {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{}", words(output));
        assert!(expected.iter().all(|part| said.contains(part)), "{expected:?} in {said}");
        assert!(!words(output).contains("does not compile") && output.stdout.is_empty(), "{}", words(output));
    }
    assert!(!desk.root.join(".workbook/state.json").exists(), "nothing is known");
}

#[cfg(target_os = "linux")]
#[test]
fn without_loopback_there_is_no_verdict() {
    let desk = desk();
    let alone = |command: &std::process::Command| {
        let mut alone = std::process::Command::new("unshare");
        alone
            .args(["--user", "--map-root-user", "--net", "--"])
            .arg(command.get_program())
            .args(command.get_args());
        alone
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(&desk.root);
        alone.output()
    };
    if !alone(&std::process::Command::new("true")).is_ok_and(|output| output.status.success()) {
        println!("no network of its own can be made here");
        return;
    }
    desk.solve("softmax", "", "");
    let output = alone(&desk.command(&["grade", "softmax"])).unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", words(&output));
    assert!(words(&output).contains("127.0.0.1") && output.stdout.is_empty(), "{}", words(&output));
    assert!(!desk.root.join(".workbook/state.json").exists(), "nothing is known");
}

#[test]
fn what_an_answer_says_reaches_no_terminal_as_it_is() {
    let desk = desk();
    desk.solve("softmax", "row /= sum;", "panic!(\"\\u{1b}[2J\\u{7}gone\");");
    desk.solve("online_softmax", "use ndarray", "compile_error!(\"\\u{1b}]0;mine\\u{7}\");\nuse ndarray");
    let output = desk.run(&["grade"]);
    let said = words(&output);
    assert!(said.contains("\u{fffd}[2J\u{fffd}gone") && said.contains("]0;mine"), "{said}");
    assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{said:?}");
}

#[test]
fn a_panic_in_a_library_names_the_readers_line() {
    let desk = desk();
    desk.solve("softmax", "row /= sum;", "let _ = row.slice(ndarray::s![3..99]);");
    let line = desk.read(SOFTMAX).lines().position(|line| line.contains("3..99")).unwrap() + 1;
    let (reports, _) = desk.grade(&["softmax"]);
    let said = reports[0]["message"].as_str().unwrap();
    assert_eq!(reports[0]["verdict"], "crashed");
    assert!(
        said.contains(&format!("panicked at exercises/attention/softmax.rs:{line}, in ndarray-")),
        "{said}"
    );
}

#[test]
fn tests_that_a_reader_writes_are_run() {
    let desk = desk();
    let solution = desk.read("solutions/attention/softmax.rs");
    let run = |expected: &str| {
        let own = format!(
            "\n#[cfg(test)]\nmod tests {{\n    #[test]\n    fn mine() {{\n        \
             assert_eq!(super::softmax(ndarray::array![[7.0]].view())[(0, 0)], {expected});\n    }}\n}}\n"
        );
        desk.write(SOFTMAX, &format!("{solution}{own}"));
        cargo(&desk, &["test", "-p", "attention", "--test", "own"])
    };
    let right = words(&run("1.0"));
    assert!(right.contains("test answer::softmax::tests::mine ... ok"), "{right}");
    let wrong = run("2.0");
    assert!(!wrong.status.success() && words(&wrong).contains("mine ... FAILED"), "{}", words(&wrong));
    assert_eq!(desk.grade(&["softmax"]).0[0]["verdict"], "passed", "the answer is judged by itself");
}

#[test]
fn a_small_case_is_shown_as_a_whole() {
    let desk = desk();
    desk.solve("softmax", "row /= sum;", "println!(\"sum {}\", dbg!(sum));");
    let (reports, _) = desk.grade(&["softmax"]);
    let whole = reports[0]["whole"].as_str().unwrap();
    let rows = |keyword: &str| {
        whole.lines().skip_while(|line| !line.starts_with(keyword)).take(3).collect::<Vec<_>>()
    };
    for (keyword, name) in
        [("  input", "scores (2 × 3)"), ("  yours", "out (2 × 3)"), ("  expected", "out (2 × 3)")]
    {
        assert!(rows(keyword)[0].ends_with(name), "{whole}");
        assert!(rows(keyword)[1..].iter().all(|row| row.split_whitespace().count() == 3), "{whole}");
    }
    assert_eq!(whole.matches('*').count(), 6 + 1, "six elements and what the mark means: {whole}");
    // What is printed comes from this case alone, in order, and under the path that the reader knows.
    let printed = reports[0]["printed"].as_str().unwrap();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 4, "two rows: {printed}");
    for pair in lines.chunks(2) {
        assert!(
            pair[0].starts_with("[exercises/attention/softmax.rs:") && pair[0].contains("] sum = "),
            "{printed}"
        );
        assert!(pair[1].starts_with("sum "), "{printed}");
    }
}

#[test]
fn the_list_follows_the_answers() {
    let desk = desk();
    let verdict = |name: &str| {
        let output = desk.run(&["list", "--json"]);
        let rows: Vec<Value> =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", words(&output)));
        for field in ["id", "title", "level", "minutes", "file", "verdict"] {
            assert!(rows.iter().all(|row| !row[field].is_null()), "{field} in {rows:?}");
        }
        on(&rows, name)["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict("softmax"), "not_attempted");
    desk.solve("softmax", "", "");
    assert_eq!(verdict("softmax"), "passed");
    desk.solve("softmax", "row /= sum;", "");
    assert_eq!(verdict("softmax"), "wrong", "a changed answer is judged anew");
    assert_eq!(verdict("scaled_dot_product"), "not_attempted");
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
    let skipped = said.lines().find_map(|line| line.strip_prefix("skip ")).unwrap();
    let skipped: Vec<&str> = skipped.split(',').collect();
    assert!(skipped.contains(&"attention/online_softmax"), "{said}");
    assert!(skipped.contains(&"attention/scaled_dot_product"), "{said}");
    assert!(!skipped.contains(&"attention/softmax"), "{said}");
    for line in
        ["softmax                  yours", "yours does not compile (error[E0308]", "yours is not attempted"]
    {
        assert!(said.contains(line), "no {line:?} in {said}");
    }
    // What is in a file counts here too, and not its time.
    let solution = desk.read("solutions/attention/softmax.rs");
    write_older(&desk, SOFTMAX, &solution.replace("row /= sum;", "row /= summ;"));
    let said = kernel(&desk);
    assert!(said.contains("softmax                  the solution: yours does not compile"), "{said}");
    write_older(&desk, SOFTMAX, &solution);
    let said = kernel(&desk);
    assert!(said.contains("softmax                  yours"), "{said}");
}

/// Stand-ins for Jupyter and the kernel, which write down what they were given.
#[cfg(unix)]
fn open_notebook(desk: &Desk, arguments: &[&str]) -> (Option<i32>, String) {
    use std::os::unix::fs::PermissionsExt;
    let folder = desk.root.join("stand-ins");
    fs::create_dir_all(&folder).unwrap();
    let jupyter =
        "#!/bin/sh\n[ \"$1 $2\" = 'lab --version' ] && exit 0\nprintf '%s\\n' \"$@\" >> \"${0%/*}/said\"\n";
    for (name, text) in [("jupyter", jupyter), ("evcxr_jupyter", "#!/bin/sh\nexit 0\n")] {
        fs::write(folder.join(name), text).unwrap();
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let _ = fs::remove_file(folder.join("said"));
    let path = std::env::var_os("PATH").unwrap();
    let path = std::iter::once(folder.clone()).chain(std::env::split_paths(&path));
    let output = desk.command(arguments).env("PATH", std::env::join_paths(path).unwrap()).output().unwrap();
    let said = fs::read_to_string(folder.join("said")).unwrap_or_default();
    (output.status.code(), format!("{}{said}", words(&output)))
}

#[cfg(unix)]
#[test]
fn a_notebook_is_found_by_chapter_page_and_file_and_its_neighbours_lie_beside() {
    let desk = desk();
    let (scaled, tiles) = ("book/src/attention/scaled.md", "book/src/attention/tiles.md");
    let kept = [scaled, tiles].map(|file| (file, desk.read(file)));
    let cell = "```rust,cell,setup\n:dep attention = { path = \"../../chapters/attention\", default-features = false }\n```";
    desk.write(
        scaled,
        &format!("# Scaled\n\nSee [tiles](tiles.md) and [the start](../attention.md#softmax).\n\n{cell}\n"),
    );
    desk.write(tiles, &format!("# Tiles\n\n{cell}\n"));
    let _ = fs::remove_dir_all(desk.root.join(".workbook"));
    for (arguments, folder, opened) in [
        (&["notebook", "attention"][..], "notebooks", "attention"),
        (&["notebook", "attention/tiles"], "notebooks", "attention-tiles"),
        (&["notebook", "attention-tiles"], "notebooks", "attention-tiles"),
        (&["notebook", "book/src/attention/scaled.md"], "notebooks", "attention-scaled"),
        (&["notebook", "attention", "--mine"], "mine", "attention"),
        (&["notebook", "attention/scaled", "--mine"], "mine", "attention-scaled"),
    ] {
        let (code, said) = open_notebook(&desk, arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        let last = said.lines().last().unwrap();
        let file = desk.root.join(".workbook").join(folder).join(format!("{opened}.ipynb"));
        assert_eq!(std::path::Path::new(last), file, "{arguments:?}: {said}");
        for name in ["attention", "attention-scaled", "attention-tiles"] {
            let text = desk.read(&format!(".workbook/{folder}/{name}.ipynb"));
            assert_eq!(
                text.contains("features = [\\\"mine\\\"]"),
                folder == "mine",
                "{name} of {arguments:?}"
            );
        }
        let text = desk.read(&format!(".workbook/{folder}/attention-scaled.ipynb"));
        assert!(
            text.contains("[tiles](attention-tiles.ipynb)") && text.contains("(attention.ipynb#softmax)"),
            "{text}"
        );
        let kernel = desk.read(".workbook/jupyter-data/kernels/rust/kernel.json");
        let is_mine = kernel.contains("\"kernel\",\n    \"attention\"");
        assert_eq!(is_mine, folder == "mine", "{kernel}");
    }
    let (code, said) = open_notebook(&desk, &["notebook"]);
    assert_eq!(code, Some(0), "{said}");
    // Jupyter refuses to serve root without being told to, and says a hundred things that nobody asked for.
    let is_root =
        std::os::unix::fs::MetadataExt::uid(&fs::metadata(desk.root.join("stand-ins")).unwrap()) == 0;
    assert_eq!(said.lines().any(|line| line == "--allow-root"), is_root, "{said}");
    assert_eq!(said.contains("You are root here"), is_root, "{said}");
    assert!(said.lines().any(|line| line == "--Application.log_level=WARN"), "{said}");
    assert!(!said.lines().last().unwrap().contains("ipynb"), "none is opened: {said}");
    let (code, said) = open_notebook(&desk, &["notebook", "attention/tilse"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("attention/tiles"), "{said}");
    for (file, text) in kept {
        desk.write(file, &text);
    }
}

#[test]
fn the_book_is_built_where_the_reader_wants_it_and_nowhere_else() {
    let desk = desk();
    let built = desk.run(&["build", "--out", "my böök"]);
    assert!(built.status.success(), "{}", words(&built));
    let page = desk.read("my böök/attention.html");
    for part in ["<math", "<figure", "class=\"guess\""] {
        assert!(page.contains(part), "the page has no {part}");
    }
    for exercise in desk.course().exercises() {
        let (file, anchor) = exercise.text.split_once('#').unwrap();
        let page = desk.read(&format!("my böök/{file}"));
        let id = exercise.id();
        for part in [format!("data-exercise=\"{id}\""), format!("id=\"{anchor}\""), "mistake   ".to_owned()] {
            assert!(page.contains(&part), "{file} has no {part}");
        }
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
    assert!(words(&unknown).contains("there are: attention"), "{}", words(&unknown));
}

#[test]
fn a_new_exercise_compiles_and_fails_for_what_is_missing() {
    let desk = desk();
    let shared = ["chapters/attention/src/list.rs", "chapters/attention/src/types.rs"];
    let before = shared.map(|file| desk.read(file));
    let made = desk.run(&["new", "attention/warm"]);
    let again = desk.run(&["new", "attention/warm"]);
    let unknown = desk.run(&["new", "attention/mod"]);
    let tried = cargo(&desk, &["test", "-p", "attention", "--test", "solutions", "attention/warm "]);
    // The others share the course.
    for (file, text) in shared.iter().zip(&before) {
        desk.write(file, text);
    }
    for file in ["solutions/attention/warm.rs", "exercises/attention/warm.rs"] {
        fs::remove_file(desk.root.join(file)).unwrap();
    }
    fs::remove_dir_all(desk.root.join("chapters/attention/grade/src/warm")).unwrap();

    assert!(made.status.success(), "{}", words(&made));
    assert!(words(&again).contains("is there already; nothing was written"), "{}", words(&again));
    assert!(words(&unknown).contains("a word of Rust"), "{}", words(&unknown));
    let tried = words(&tried);
    assert!(tried.contains("warm has no reference yet"), "{tried}");
    assert!(tried.contains("exercises.json lacks attention/warm"), "{tried}");
}
