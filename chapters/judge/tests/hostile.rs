//! Answers that misbehave: each ends as the right verdict with a cause, the others are still judged, and no process is
//! left behind.

mod doubling;

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use doubling::{Answer, plan, right};
use judge::{Exercise, Limits, Part, Report, Verdict, Who};
use ndarray::{Array1, ArrayView1};

fn exercise(name: &'static str, answer: Option<Answer>) -> Exercise {
    plan(name, answer).exercise()
}

#[derive(Clone, Copy)]
struct Trouble;

fn keeps_a_static(x: ArrayView1<'_, f32>) -> Array1<f32> {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    let calls = CALLS.fetch_add(1, Relaxed);
    x.mapv(|v| if calls < 5 { 2.0 * v } else { 2.0 * v + 1.0 })
}

fn recursion(depth: u64, x: f32) -> f32 {
    let here = std::hint::black_box([x; 64]);
    if depth == u64::MAX { here[0] } else { recursion(depth + 1, here[1] + 1.0) + here[2] }
}

/// Name, answer, verdict, and words that the report must contain.
type Row = (&'static str, Option<Answer>, Verdict, &'static [&'static str]);

const ANSWERS: &[Row] = &[
    ("right", Some(right), Verdict::Passed, &[]),
    (
        "loops_forever",
        Some(|x| {
            let mut n = 0_u64;
            while std::hint::black_box(n) < u64::MAX {
                n += 1;
            }
            x.mapv(|v| v + n as f32)
        }),
        Verdict::TimedOut,
        &["does a loop never end?", "three numbers"],
    ),
    (
        "overflows_the_stack",
        Some(|x| x.mapv(|v| recursion(0, v))),
        Verdict::Crashed,
        &["overflowed its stack of 16 MiB"],
    ),
    (
        "allocates_without_end",
        Some(|x| {
            let mut hoard: Vec<Vec<u8>> = Vec::new();
            loop {
                hoard.push(vec![1; 1 << 20]);
                if std::hint::black_box(hoard.len()) == usize::MAX {
                    return x.to_owned();
                }
            }
        }),
        Verdict::Crashed,
        &["asked for more than 512 MiB"],
    ),
    (
        "allocates_at_once",
        Some(|x| Array1::zeros(x.len() + (1 << 40))),
        Verdict::Crashed,
        &["asked for more than 512 MiB"],
    ),
    (
        "panics",
        Some(|x| panic!("{} is too many", x.len())),
        Verdict::Crashed,
        &["3 is too many", "hostile.rs:"],
    ),
    (
        "panics_with_another_payload",
        Some(|_| std::panic::panic_any(Trouble)),
        Verdict::Crashed,
        &["payload is not text", "hostile.rs:"],
    ),
    (
        "panics_with_a_payload_that_panics",
        Some(|_| {
            struct Bomb;
            impl Drop for Bomb {
                fn drop(&mut self) {
                    panic!("dropped");
                }
            }
            std::panic::panic_any(Bomb)
        }),
        Verdict::Crashed,
        &["payload is not text"],
    ),
    (
        "panics_while_panicking",
        Some(|_| {
            struct Bomb;
            impl Drop for Bomb {
                fn drop(&mut self) {
                    panic!("in a destructor");
                }
            }
            let _bomb = Bomb;
            panic!("first")
        }),
        Verdict::Crashed,
        &["cause"],
    ),
    ("exits_0", Some(|_| std::process::exit(0)), Verdict::Crashed, &["exit code 0 before returning"]),
    ("exits_101", Some(|_| std::process::exit(101)), Verdict::Crashed, &["exit code 101 before returning"]),
    ("aborts", Some(|_| std::process::abort()), Verdict::Crashed, &["cause"]),
    ("returns_nan", Some(|x| x.mapv(|_| f32::NAN)), Verdict::Wrong, &["out[0]", "yours NaN"]),
    (
        "returns_another_shape",
        Some(|x| Array1::zeros(x.len() + 1)),
        Verdict::Wrong,
        &["shape", "yours [4], reference [3]"],
    ),
    (
        "returns_an_empty_array",
        Some(|_| Array1::zeros(0)),
        Verdict::Wrong,
        &["shape", "yours [0], reference [3]"],
    ),
    ("returns_too_much", Some(|_| Array1::zeros(20 << 20)), Verdict::Crashed, &["cannot be read"]),
    (
        "prints_megabytes",
        Some(|x| {
            for _ in 0..2_000 {
                println!("all work and no play makes a dull answer: \u{1b}[31m{x}");
                eprintln!("and on the other stream: {x}");
            }
            right(x)
        }),
        Verdict::Passed,
        &["printed", "bytes in all"],
    ),
    (
        "prints_without_end",
        Some(|x| {
            loop {
                println!("{x}");
            }
        }),
        Verdict::TimedOut,
        &["bytes in all"],
    ),
    (
        "reads_the_input_stream",
        Some(|x| {
            let mut line = String::new();
            let read = std::io::stdin().read_line(&mut line).unwrap_or(7);
            right(x) + read as f32
        }),
        Verdict::Passed,
        &[],
    ),
    ("keeps_a_static", Some(keeps_a_static), Verdict::Wrong, &["repeated", "between calls"]),
    (
        "spawns_threads_that_never_end",
        Some(|x| {
            for _ in 0..4 {
                std::thread::spawn(|| {
                    loop {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                });
            }
            right(x)
        }),
        Verdict::Passed,
        &[],
    ),
    (
        "panics_in_a_thread",
        Some(|x| {
            let y = x.to_owned();
            std::thread::spawn(move || assert!(y.len() > 100, "the real cause")).join().unwrap();
            right(x)
        }),
        Verdict::Crashed,
        &["the real cause"],
    ),
    (
        "starts_a_process",
        Some(|x| {
            let _child = std::process::Command::new("sleep").arg("98765.25").spawn();
            right(x)
        }),
        Verdict::Passed,
        &[],
    ),
    #[cfg(target_os = "linux")]
    (
        "starts_a_process_that_leaves_its_group",
        Some(|x| {
            let _child = std::process::Command::new("setsid").args(["sleep", "98765.25"]).spawn();
            right(x)
        }),
        Verdict::Passed,
        &[],
    ),
    #[cfg(target_os = "linux")]
    (
        "leaves_a_process_to_nobody",
        Some(|x| {
            let forked = ["-c", "setsid sh -c 'sleep 98765.25 & sleep 98765.25' & sleep 0.01"];
            let _child = std::process::Command::new("sh").args(forked).env_clear().status();
            right(x)
        }),
        Verdict::Passed,
        &[],
    ),
    #[cfg(target_os = "linux")]
    (
        "leaves_a_process_and_ends",
        Some(|_| {
            let _child = std::process::Command::new("setsid").args(["sleep", "98765.25"]).spawn();
            std::thread::sleep(Duration::from_millis(20));
            std::process::exit(0)
        }),
        Verdict::Crashed,
        &["exit code 0 before returning"],
    ),
    (
        "panics_in_colours",
        Some(|x| panic!("\u{1b}[2J\u{1b}]0;title\u{7}{} and \u{9b}31m red \u{202e}", x.len())),
        Verdict::Crashed,
        &["\u{fffd}[2J", "3 and"],
    ),
    (
        "prints_in_each_case",
        Some(|x| {
            println!("out {}", x.len());
            eprintln!("err {}", x.len());
            print!("unfinished line");
            right(x)
        }),
        Verdict::Passed,
        &["  printed   out 3\n  printed   err 3\n  printed   unfinished line\n"],
    ),
    (
        "prints_where_it_is_wrong",
        Some(|x| {
            println!("length {}", x.len());
            eprintln!("first {:?}", x.first());
            if x.len() == 5 { x.to_owned() } else { right(x) }
        }),
        Verdict::Wrong,
        &["fresh 1 of 3", "  printed   length 5\n  printed   first Some("],
    ),
    (
        "uses_ten_megabytes",
        Some(|x| {
            std::hint::black_box(vec![0_u8; 10 << 20]);
            right(x)
        }),
        Verdict::Wrong,
        &["constant memory", "broken"],
    ),
    (
        "loops_beside_a_process",
        Some(|_| {
            let _child = std::process::Command::new("setsid").args(["sleep", "98765.5"]).spawn();
            loop {
                std::hint::spin_loop();
            }
        }),
        Verdict::TimedOut,
        &["does a loop never end?"],
    ),
    (
        "undoubled",
        Some(|x| x.to_owned()),
        Verdict::Wrong,
        &["[once]", "  input     input  [", "  yours     out  [*", "  expected  out  ["],
    ),
    ("does_not_compile", None, Verdict::DoesNotCompile, &["compiler"]),
];

type Check = fn(&[Exercise]) -> Result<(), String>;

/// What must hold besides.
const CHECKS: &[(&str, Check)] = &[
    ("the_answer_after_all_these_passes", again),
    ("no_process_is_left", nothing_left),
    ("a_killed_judge_takes_its_child_along", killed),
    ("time_of_the_reference_is_not_the_answers", patient),
    ("without_a_way_to_the_child_there_is_no_verdict", unreachable),
];

fn main() -> ExitCode {
    let exercises: Vec<Exercise> = ANSWERS.iter().map(|row| exercise(row.0, row.1)).collect();
    let within = |time| Limits { time, ..Limits::default() };
    if std::env::var_os("JUDGE_CHILD").is_some() {
        return judge::main(exercises, &[]);
    }
    if std::env::args().any(|argument| argument == "--right") {
        match judge::judge(&exercises[0], 1) {
            Ok(report) => println!("{}", report.rendered()),
            Err(why) => println!("no verdict: {why}"),
        }
        return ExitCode::SUCCESS;
    }
    if std::env::args().any(|argument| argument == "--endless") {
        let endless =
            exercises.iter().find(|e| e.id() == "hostile/loops_beside_a_process").expect("it is there");
        let _ = judge::judge_with(endless, Who::Answer, 1, within(Duration::from_mins(10)));
        return ExitCode::SUCCESS;
    }
    let mut failed = Vec::new();
    for (exercise, (name, _, verdict, words)) in exercises.iter().zip(ANSWERS) {
        // Those that never end are given up early; the others have all the time that a reader's answer has.
        let time =
            if *verdict == Verdict::TimedOut { Duration::from_secs(1) } else { Limits::default().time };
        let report =
            judge::judge_with(exercise, Who::Answer, 7, within(time)).expect("a child can be started");
        let text = report.rendered();
        let missing: Vec<_> = words.iter().filter(|word| !text.contains(**word)).collect();
        let right =
            report.verdict == *verdict && missing.is_empty() && text.len() < 16 << 10 && plain(&report);
        println!("test hostile/{name} ... {}", if right { "ok" } else { "FAILED" });
        if !right {
            failed.push(format!("{name}: expected {verdict} with {missing:?} in\n{text}"));
        }
    }
    for &(name, check) in CHECKS {
        let outcome = check(&exercises);
        println!("test hostile/{name} ... {}", if outcome.is_ok() { "ok" } else { "FAILED" });
        failed.extend(outcome.err().map(|why| format!("{name}: {why}")));
    }
    let total = ANSWERS.len() + CHECKS.len();
    for why in &failed {
        println!("\n---- {why}");
    }
    let word = if failed.is_empty() { "ok" } else { "FAILED" };
    println!("\ntest result: {word}. {} passed; {} failed; 0 ignored", total - failed.len(), failed.len());
    ExitCode::from(u8::from(!failed.is_empty()))
}

/// Control characters of an answer must not reach the reader's terminal, and of what it prints only one case is shown.
fn plain(report: &Report) -> bool {
    let text = serde_json::to_value(report).expect("plain data");
    let obeyed = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}';
    let texts = text.as_object().expect("a report has fields").values().filter_map(|value| value.as_str());
    texts.into_iter().all(|text| !text.contains(obeyed)) && report.printed.matches("length ").count() <= 1
}

fn again(exercises: &[Exercise]) -> Result<(), String> {
    let report = judge::judge(&exercises[0], 8)?;
    if report.verdict == Verdict::Passed { Ok(()) } else { Err(report.rendered()) }
}

/// Process ids whose parent is `parent`, and command lines; empty where there is no /proc.
fn processes() -> Vec<(u32, u32, String)> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let pid = path.file_name()?.to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(path.join("stat")).ok()?;
            let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
            let state = fields.next()?;
            let parent = fields.next()?.parse().ok()?;
            let command = std::fs::read_to_string(path.join("cmdline")).ok()?.replace('\0', " ");
            (state != "Z").then_some((pid, parent, command))
        })
        .collect()
}

/// Waits until no process fits.
fn gone(fits: impl Fn(&(u32, u32, String)) -> bool) -> Result<(), String> {
    for _ in 0..200 {
        if !processes().iter().any(&fits) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Err(format!("left behind: {:?}", processes().into_iter().filter(fits).collect::<Vec<_>>()))
}

fn nothing_left(_: &[Exercise]) -> Result<(), String> {
    let me = std::process::id();
    gone(|(_, parent, command)| *parent == me || command.contains("98765.25"))
}

/// Kills a judge in the middle of an endless answer: the child must not go on.
fn killed(_: &[Exercise]) -> Result<(), String> {
    if processes().is_empty() {
        return Ok(()); // Without /proc there is nothing to look at.
    }
    let this = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut judge = std::process::Command::new(this).arg("--endless").spawn().map_err(|e| e.to_string())?;
    let mut child = None;
    for _ in 0..500 {
        child = processes().into_iter().find(|(_, parent, _)| *parent == judge.id()).map(|(pid, ..)| pid);
        if child.is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let Some(child) = child else { return Err("the judge started no child".into()) };
    std::thread::sleep(Duration::from_millis(200));
    judge.kill().and_then(|()| judge.wait()).map_err(|e| e.to_string())?;
    gone(|(pid, _, command)| {
        let escaped = cfg!(target_os = "linux") && command.contains("98765.5");
        *pid == child || escaped
    })
}

/// A reference that takes longer than the answer may.
fn patient(_: &[Exercise]) -> Result<(), String> {
    // Under a name that the child knows.
    let mut slow = plan("right", Some(right));
    slow.reference.run = |input, precision| {
        if precision == judge::Precision::Double {
            std::thread::sleep(Duration::from_millis(150));
        }
        Ok(vec![Part::array("out", &input.mapv(|v| 2.0 * f64::from(v)))])
    };
    let slow = slow.exercise();
    let limits = Limits { time: Duration::from_millis(500), ..Limits::default() };
    let report = judge::judge_with(&slow, Who::Solution, 7, limits)?;
    if report.verdict == Verdict::Passed && report.millis < 500.0 {
        Ok(())
    } else {
        Err(format!("{} ms\n{}", report.millis, report.rendered()))
    }
}

/// In a network of its own, which has no loopback; where this system or user may make none, there is nothing to try.
fn unreachable(_: &[Exercise]) -> Result<(), String> {
    let this = std::env::current_exe().map_err(|e| e.to_string())?;
    let alone = |program: &std::path::Path| {
        let mut command = std::process::Command::new("unshare");
        command.args(["--user", "--net"]).arg(program).arg("--right").output()
    };
    if !alone("true".as_ref()).is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    let output = alone(&this).map_err(|e| e.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    if said.contains("no verdict") && said.contains("127.0.0.1") { Ok(()) } else { Err(said.into_owned()) }
}
