//! What keeps an answer from being judged, and what it must not do to the one who asks.

use super::*;

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
