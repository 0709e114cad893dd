//! Answers that the compiler rejects.

use super::*;

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
