//! What is linked ahead.

use super::*;

/// What is linked ahead measures, limits and tells as what was linked at once.
#[test]
fn a_judge_that_is_linked_ahead_judges_the_same() {
    let desk = desk();
    let divides = "row /= sum;";
    let answers = [
        (divides, "row *= 1.0 / sum;", "passed", ""),
        (divides, "", "wrong", "not divided"),
        (divides, "row /= sum;\n        let _ = row[row.len()];", "crashed", "softmax.rs:"),
        (divides, "row /= sum;\n        drop(vec![1_u8; 1 << 33]);", "crashed", "asked for more than"),
        (
            "    let mut weights",
            "    softmax(scores);\n    let mut weights",
            "crashed",
            "overflowed its stack",
        ),
        (divides, "row /= sum;\n        std::process::exit(3);", "crashed", "exit code 3"),
        (divides, "row /= sum;\n        println!(\"a row of {}\", row.len());", "passed", ""),
    ];
    // In a process of its own nothing is linked ahead.
    let plain = answers.map(|(from, to, verdict, words)| {
        desk.solve("softmax", from, to);
        let report = desk.grade(&[ID]).0.remove(0);
        assert_eq!(report["verdict"], verdict, "{to}: {report:#}");
        assert!(report["message"].as_str().unwrap().contains(words), "{words}: {report:#}");
        report
    });
    let (tool, mut events) = warm(&desk);
    let folder =
        std::path::Path::new(env!("CARGO_BIN_EXE_workbook")).with_file_name("served").join("attention");
    let newest = |start: &str| {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let found = entries.filter(|entry| {
            // Beside it lies what it was made from, `.d`.
            let name = entry.file_name().into_string().unwrap();
            name.starts_with(start) && !name.contains('.')
        });
        found.filter_map(|entry| entry.metadata().ok()).max_by_key(|found| found.modified().unwrap())
    };
    // A judge with everything in it has megabytes.
    let is_small = || newest("exercises-").is_some_and(|program| program.len() < 1 << 20);
    let start = Instant::now();
    while !is_small() {
        assert!(start.elapsed() < SOON, "nothing was linked ahead");
        std::thread::sleep(Duration::from_millis(50));
    }
    let same = |report: &Value| {
        let message = report["message"].as_str().unwrap().lines();
        // The seed is another each time, and with it numbers.
        let words: Vec<String> = message
            .filter(|line| ["cause", "mistake", "panicked", "law"].iter().any(|word| line.contains(word)))
            .map(|line| line.chars().filter(|letter| !letter.is_ascii_digit()).collect())
            .collect();
        (report["verdict"].clone(), report["mistakes"].clone(), report["printed"].clone(), words)
    };
    for ((from, to, verdict, words), plain) in answers.into_iter().zip(&plain) {
        desk.solve("softmax", from, to);
        let (entry, wait) = events.until(ID, SOON, |entry| {
            entry["verdict"] == verdict && entry["message"].as_str().unwrap().contains(words)
        });
        events.rest();
        println!("linked ahead, {verdict}, from save to event: {} ms", wait.as_millis());
        assert_eq!(same(&entry).0, same(plain).0);
        assert_eq!(same(&entry).1, same(plain).1);
        assert_eq!(same(&entry).3, same(plain).3, "{entry:#}\n{plain:#}");
        assert!(is_small(), "{verdict} was not linked ahead");
    }
    drop(tool);
}
