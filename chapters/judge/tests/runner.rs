//! The test program of a chapter, as `cargo test`, `cargo nextest` and editors run it.

mod doubling;
#[path = "exercises/hostile/unfinished.rs"]
mod unfinished;

use std::process::{Command, ExitCode, Output};

use doubling::{Answer, plan, right};
use judge::AsBuilt;

/// Makes this program the test program of a chapter; its value is the path of a file that was compiled.
const PROGRAM: &str = "RUNNER_PROGRAM";
/// What the file held.
const BUILT: &str = "// as it was built\n";

const ANSWERS: [(&str, Answer); 4] = [
    ("right", |x| {
        println!("a look at {} numbers", x.len());
        right(x)
    }),
    ("wrong", |x| x.to_owned()),
    ("unfinished", |x| unfinished::unfinished(x)),
    // It waits for the other, and is right so far.
    ("waiting", |x| unfinished::half(x)),
];

type Test = fn() -> Result<(), String>;

fn program(path: String) -> ExitCode {
    let exercises = ANSWERS.iter().map(|(name, answer)| plan(name, Some(*answer)).exercise()).collect();
    let path: &'static str = path.leak();
    judge::main(exercises, &[AsBuilt { file: "exercises/hostile/right.rs", path, text: BUILT.as_bytes() }])
}

fn main() -> ExitCode {
    if let Ok(path) = std::env::var(PROGRAM) {
        return program(path);
    }
    let tests: [(&str, Test); 5] = [
        ("all_are_listed", all_are_listed),
        ("what_is_not_attempted_is_listed_as_ignored", listed_as_ignored),
        ("each_alone_as_it_was_listed", alone),
        ("what_a_passing_answer_prints_is_shown_if_asked_for", shown_if_asked),
        ("a_file_that_is_not_what_was_built_has_no_verdict", changed),
    ];
    let mut failed = 0;
    for (name, test) in tests {
        let outcome = test();
        println!("test runner/{name} ... {}", if outcome.is_ok() { "ok" } else { "FAILED" });
        if let Err(why) = outcome {
            println!("---- {why}");
            failed += 1;
        }
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {word}. {} passed; {failed} failed; 0 ignored", tests.len() - failed);
    ExitCode::from(u8::from(failed > 0))
}

/// What the program says with these arguments, when its file holds `text`.
fn run_on(text: &str, arguments: &[&str]) -> Result<(Option<i32>, String), String> {
    let told = |error: std::io::Error| error.to_string();
    let file = std::env::temp_dir().join(format!("judge-runner-{}.rs", std::process::id()));
    std::fs::write(&file, text).map_err(told)?;
    let this = std::env::current_exe().map_err(told)?;
    let Output { status, stdout, stderr } =
        Command::new(this).args(arguments).env(PROGRAM, &file).output().map_err(told)?;
    std::fs::remove_file(file).map_err(told)?;
    Ok((status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr)))
}

fn run(arguments: &[&str]) -> Result<(Option<i32>, String), String> {
    run_on(BUILT, arguments)
}

fn expect(holds: bool, said: impl std::fmt::Debug) -> Result<(), String> {
    if holds { Ok(()) } else { Err(format!("{said:?}")) }
}

fn all_are_listed() -> Result<(), String> {
    let said = run(&["--list", "--format", "terse"])?;
    let all = "hostile/right: test\nhostile/wrong: test\nhostile/unfinished: test\nhostile/waiting: test\n";
    expect(said == (Some(0), all.to_owned()), said)
}

fn listed_as_ignored() -> Result<(), String> {
    let said = run(&["--list", "--format", "terse", "--ignored"])?;
    expect(said == (Some(0), "hostile/unfinished: test\nhostile/waiting: test\n".to_owned()), said)
}

/// As nextest runs them: those that are not ignored by their names, and the others only when it is asked to.
fn alone() -> Result<(), String> {
    for (name, code) in [("right", 0), ("wrong", 101)] {
        let said = run(&["--exact", &format!("hostile/{name}"), "--nocapture"])?;
        expect(said.0 == Some(code) && said.1.contains("0 ignored"), said)?;
    }
    for name in ["unfinished", "waiting"] {
        let said = run(&["--exact", &format!("hostile/{name}"), "--nocapture", "--ignored"])?;
        expect(said.0 == Some(101) && said.1.contains("1 failed; 0 ignored"), said)?;
    }
    let said = run(&[])?;
    expect(said.1.contains("1 passed; 1 failed; 2 ignored"), said)
}

fn shown_if_asked() -> Result<(), String> {
    for option in ["--nocapture", "--show-output"] {
        let said = run(&["--exact", "hostile/right", option])?;
        expect(said.1.contains("---- hostile/right ----\na look at 3 numbers\n"), said)?;
    }
    let said = run(&["--exact", "hostile/right"])?;
    expect(said.0 == Some(0) && !said.1.contains("a look at"), said)
}

fn changed() -> Result<(), String> {
    for arguments in [&["--json", "hostile/right"][..], &["--exact", "hostile/right"], &[]] {
        let said = run_on("// as it is now\n", arguments)?;
        let told = said.1.contains("exercises/hostile/right.rs") && said.1.contains("cargo run -- grade");
        expect(said.0 == Some(3) && told && !said.1.contains("passed"), said)?;
    }
    Ok(())
}
