//! What is said of answers.

use super::*;

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
