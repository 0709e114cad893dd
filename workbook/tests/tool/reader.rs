//! The reader's files, progress and hints.

use super::*;

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
