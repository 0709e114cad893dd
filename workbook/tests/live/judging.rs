//! What is saved is judged, and figures are drawn with it.

use super::*;

#[cfg(unix)]
#[test]
fn cargo_is_asked_only_where_more_than_answers_has_changed() {
    use std::os::unix::fs::PermissionsExt;

    let desk = desk();
    // Stands before cargo, and counts.
    let folder = tempfile::tempdir().unwrap();
    let (log, stand_in) = (folder.path().join("log"), folder.path().join("cargo"));
    let script = format!("#!/bin/sh\necho \"$*\" >> {}\nexec {} \"$@\"\n", log.display(), env!("CARGO"));
    fs::write(&stand_in, script).unwrap();
    fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o755)).unwrap();
    let asked = || fs::read_to_string(&log).unwrap().lines().count();

    let tool = Tool::start_as(desk.command(&["--port", "0"]).env("CARGO", &stand_in));
    let mut events = tool.events();
    events.next(SOON).expect("the first event comes at once");
    let save = |events: &mut Events, from: &str, to: &str, verdict: &str| {
        desk.solve("softmax", from, to);
        let (entry, _) = events.verdict(ID, verdict, FIRST);
        events.rest();
        (entry, asked())
    };
    let divides = "row /= sum;";
    save(&mut events, divides, "", "wrong");
    // This is when it is seen how the compiler is called, if not before.
    let (_, known) = save(&mut events, divides, "row *= 1.0 / sum;", "passed");
    let (entry, without) = save(&mut events, "(score - largest).exp()", "score.exp()", "wrong");
    assert!(entry["mistakes"].as_array().unwrap().contains(&"no_max".into()), "{entry}");
    assert_eq!(without, known, "cargo was asked: {}", fs::read_to_string(&log).unwrap());
    let (entry, broken) = save(&mut events, divides, "row /= summ;", "does_not_compile");
    assert!(entry["message"].as_str().unwrap().contains("summ"), "{entry}");
    assert!(broken > known, "what is wrong with it is cargo's to say");
    assert_eq!(save(&mut events, divides, "row *= 1.0 / sum;", "passed").1, broken);

    // Moved here from elsewhere, where it was written before all of this.
    let elsewhere = desk.root.join("exercises/softmax.rs");
    fs::write(&elsewhere, desk.read("solutions/attention/softmax.rs").replace(divides, "")).unwrap();
    let past = std::time::SystemTime::now() - Duration::from_hours(24);
    fs::File::options().write(true).open(&elsewhere).unwrap().set_modified(past).unwrap();
    fs::rename(&elsewhere, desk.root.join(SOFTMAX)).unwrap();
    events.verdict(ID, "wrong", FIRST);
    events.rest();
    assert_eq!(asked(), broken);

    desk.write("chapters/attention/notes.txt", "a file of the judge's");
    let (_, again) = save(&mut events, "(score - largest).exp()", "score.exp()", "wrong");
    assert!(again > broken, "cargo was not asked although another file has changed");
    fs::remove_file(desk.root.join("chapters/attention/notes.txt")).unwrap();
}

#[test]
fn what_is_saved_is_judged() {
    let desk = desk();
    let (tool, mut events) = warm(&desk);
    let solution = desk.read("solutions/attention/softmax.rs");
    let path = desk.root.join(SOFTMAX);
    let story = |entry: &Value| {
        assert!(entry["after"]["story"].as_str().unwrap().len() > 40, "{entry}");
        let told = entry["after"]["solution"].as_str().expect("the solution is told after passing");
        let code: Vec<&str> = solution.lines().filter(|line| !line.starts_with("//")).collect();
        assert_eq!(told, code.join("\n").trim(), "without the comments, which stand beside it");
    };

    desk.solve("softmax", "f32::NEG_INFINITY, |largest", "0.0_f32, |largest");
    let named = serde_json::json!(["max_from_zero"]);
    let (entry, wait) =
        events.until(ID, SOON, |entry| entry["verdict"] == "wrong" && entry["mistakes"] == named);
    println!("wrong, from save to event: {} ms", wait.as_millis());
    assert!(entry["after"].is_null(), "the solution is not told before passing");

    desk.write(SOFTMAX, &solution.replace("row /= sum;", "row /= summ;"));
    let (entry, wait) = events.verdict(ID, "does_not_compile", SOON);
    println!("does not compile, from save to event: {} ms", wait.as_millis());
    let message = entry["message"].as_str().unwrap();
    assert!(message.contains("cannot find value `summ`") && message.contains("softmax.rs"), "{message}");

    desk.write(SOFTMAX, &solution);
    let (entry, wait) = events.verdict(ID, "passed", SOON);
    println!("passed, from save to event: {} ms", wait.as_millis());
    story(&entry);

    // As editors save: a file beside it takes its place.
    let beside = path.with_file_name(".softmax.rs.swp");
    fs::write(&beside, solution.replace("row /= sum;", "row /= 2.0 * sum;")).unwrap();
    fs::rename(&beside, &path).unwrap();
    let (_, wait) = events.verdict(ID, "wrong", SOON);
    println!("renamed over, from save to event: {} ms", wait.as_millis());

    // Or what was there is moved away first.
    let backup = path.with_file_name("softmax.rs~");
    fs::rename(&path, &backup).unwrap();
    fs::write(&path, &solution).unwrap();
    let (entry, wait) = events.verdict(ID, "passed", SOON);
    println!("moved away and written, from save to event: {} ms", wait.as_millis());
    story(&entry);
    fs::remove_file(&backup).unwrap();
    events.rest();

    // Several saves, and the last counts.
    for number in 0..20 {
        desk.write(SOFTMAX, &solution.replace("row /= sum;", &format!("row /= {number}.5 * sum;")));
        std::thread::sleep(Duration::from_millis(20));
    }
    desk.write(SOFTMAX, &format!("{solution}// At last.\n"));
    events.next(SOON).expect("a change");
    events.rest();
    assert_eq!(exercise(&events.last, ID)["verdict"], "passed");

    // Saved again while it is judged: until the last text has its verdict, it is being judged.
    desk.solve("softmax", "row /= sum;", "");
    while exercise(events.next(SOON).expect("it is judged"), ID)["judging"] == false {}
    std::thread::sleep(Duration::from_millis(20));
    desk.write(SOFTMAX, &solution);
    let (entry, _) = events.until(ID, SOON, |_| true);
    assert_eq!(entry["verdict"], "passed", "the verdict on an older text was taken for that on this one");
    events.rest();

    fs::remove_file(&path).unwrap();
    let (_, wait) = events.verdict(ID, "does_not_compile", SOON);
    println!("deleted, from then to event: {} ms", wait.as_millis());
    desk.write(SOFTMAX, &solution);
    let (entry, wait) = events.verdict(ID, "passed", SOON);
    println!("restored, from save to event: {} ms", wait.as_millis());
    story(&entry);
    events.rest();

    // Written again as it is, touched, and read.
    desk.write(SOFTMAX, &solution);
    fs::File::options().append(true).open(&path).unwrap().set_modified(std::time::SystemTime::now()).unwrap();
    desk.read(SOFTMAX);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3) {
        if let Some(event) = events.next(Duration::from_millis(500)) {
            assert_eq!(exercise(event, ID)["judging"], false, "nothing was changed");
        }
    }

    // The whole folder gives way to another, as when git changes branches.
    let folder = path.parent().unwrap();
    let aside = desk.root.join("exercises/aside");
    fs::rename(folder, &aside).unwrap();
    fs::create_dir(folder).unwrap();
    for entry in fs::read_dir(&aside).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    fs::remove_dir_all(&aside).unwrap();
    desk.write(SOFTMAX, &solution.replace("row /= sum;", "row /= 3.0 * sum;"));
    let (_, wait) = events.verdict(ID, "wrong", 2 * SOON);
    println!("in a new folder, from save to event: {} ms", wait.as_millis());
    drop(tool);
}

#[test]
fn a_file_with_an_older_time_is_judged_as_what_it_is() {
    let desk = desk();
    let (_tool, mut events) = warm(&desk);
    let solution = desk.read("solutions/attention/softmax.rs");
    desk.write(SOFTMAX, &solution);
    events.verdict(ID, "passed", SOON);
    for (text, verdict) in [(solution.replace("row /= sum;", ""), "wrong"), (solution, "passed")] {
        let beside = desk.root.join("kept.rs");
        fs::write(&beside, text).unwrap();
        let then = std::time::SystemTime::now() - Duration::from_hours(24);
        fs::File::options().append(true).open(&beside).unwrap().set_modified(then).unwrap();
        fs::rename(&beside, desk.root.join(SOFTMAX)).unwrap();
        let (_, wait) = events.verdict(ID, verdict, SOON);
        println!("{verdict}, with an older time, from save to event: {} ms", wait.as_millis());
    }
}

#[test]
fn what_keeps_an_answer_from_being_judged_is_no_verdict_on_it() {
    let desk = desk();
    let (tool, mut events) = warm(&desk);
    let manifest = desk.read("chapters/attention/Cargo.toml");
    desk.write("chapters/attention/Cargo.toml", &manifest.replace("[dependencies]", "[dependencies"));
    desk.solve("softmax", "", "");
    let (entry, _) = events.until(ID, SOON, |entry| entry["trouble"].is_string());
    let trouble = entry["trouble"].as_str().unwrap();
    assert!(trouble.contains("unclosed table"), "{trouble}");
    assert_eq!(entry["verdict"], "not_attempted");
    desk.write("chapters/attention/Cargo.toml", &manifest);
    let start = Instant::now();
    while !tool.said().contains("attention/softmax is not judged") {
        assert!(start.elapsed() < SOON, "{}", tool.said());
        std::thread::sleep(Duration::from_millis(10));
    }

    // Nor is a verdict lost that cannot be remembered.
    events.rest();
    fs::remove_dir_all(desk.root.join(".workbook")).unwrap();
    desk.write(".workbook", "in its place");
    desk.write(SOFTMAX, &format!("{}// Again.\n", desk.read("solutions/attention/softmax.rs")));
    events.verdict(ID, "passed", SOON);
    fs::remove_file(desk.root.join(".workbook")).unwrap();
    let note = events.last["note"].as_str().unwrap();
    assert!(note.contains("cannot be remembered") && note.contains(".workbook"), "{note}");
}

#[test]
fn figures_are_drawn_with_the_readers_answers() {
    let desk = desk();
    let (tool, mut events) = warm(&desk);
    let figures = || {
        let start = Instant::now();
        let answer = tool.get("/-/figures/attention/scaled");
        println!("figures: {:?}", start.elapsed());
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.head.contains("application/json"));
        let drawn: Value = serde_json::from_str(&answer.text()).unwrap();
        let figures: Vec<&str> =
            drawn["figures"].as_array().unwrap().iter().map(|figure| figure.as_str().unwrap()).collect();
        for figure in &figures {
            assert!(figure.starts_with("<svg") && figure.trim_end().ends_with("</svg>"), "{figure}");
        }
        let whose = drawn["whose"].as_str().unwrap().to_owned();
        let names: Vec<&str> = whose.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(names, ["softmax", "scaled_dot_product"], "those that this page's figures are drawn with");
        (figures.len(), figures.concat(), whose)
    };
    // The answer forgets to divide. What cannot be drawn with it is left to the book.
    let (count, own, whose) = figures();
    let all = desk.read("book/src/attention/scaled.md").matches("::figure(").count();
    assert!((1..=all).contains(&count), "{count} figures");
    assert!(whose.contains("softmax                  yours\n"), "{whose}");
    assert!(whose.contains("yours is not attempted"), "{whose}");

    desk.write(SOFTMAX, &endless(&desk));
    events.verdict(ID, "timed_out", NEVER);
    let (count, theirs, whose) = figures();
    assert_eq!(count, all);
    assert!(whose.contains("never ends"), "{whose}");
    assert_ne!(own, theirs, "the solution has other figures than an answer that is wrong");

    desk.write(SOFTMAX, "pub fn softmax( {");
    events.verdict(ID, "does_not_compile", 2 * SOON);
    let (_, again, whose) = figures();
    assert!(whose.contains("does not compile"), "{whose}");
    assert_eq!(theirs, again);

    desk.solve("softmax", "", "");
    events.verdict(ID, "passed", 2 * SOON);
    let (count, _, whose) = figures();
    assert_eq!(count, all);
    assert!(whose.contains("softmax                  yours\n"), "{whose}");

    // An answer that none of these figures is drawn with is not even built.
    desk.write("exercises/attention/online_softmax.rs", "pub fn start( {");
    assert_eq!(figures().2, whose);
    let tiles = tool.get("/-/figures/attention/tiles").text();
    assert!(tiles.contains("online_softmax") && tiles.contains("does not compile"), "{tiles}");

    for unknown in ["nowhere", "", "attention/softmax", "Attention", "index"] {
        assert_eq!(tool.get(&format!("/-/figures/{unknown}")).status, 404, "{unknown:?}");
    }
}
