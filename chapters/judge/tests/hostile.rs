//! Answers that misbehave: each ends as the right verdict with a cause, the others are still judged, and no process is
//! left behind.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use judge::{
    Alternative, Bent, Case, Exercise, Fresh, Level, Limits, Meta, Mistake, Part, Plan, Property, Reference,
    Report, Verdict, Who,
};
use ndarray::{Array1, ArrayView1};

type Answer = fn(ArrayView1<'_, f32>) -> Array1<f32>;
type Input = Array1<f32>;

fn right(x: ArrayView1<'_, f32>) -> Array1<f32> {
    x.mapv(|v| 2.0 * v)
}

/// An exercise whose right answer doubles its input.
fn exercise(name: &'static str, answer: Option<Answer>) -> Exercise {
    Plan::<Answer, Input, Array1<f32>, bool> {
        meta: Meta {
            chapter: "hostile",
            name,
            title: "doubling",
            level: Level::Easy,
            minutes: 1,
            text: "hostile.html#doubling",
            hints: ["", "", ""],
            story: "",
        },
        answer,
        solution: right,
        call: |answer, input| answer(input.view()),
        reference: Reference {
            run: |input, _| Ok(vec![Part::array("out", &input.mapv(|v| 2.0 * f64::from(v)))]),
            ran: || "the test".into(),
        },
        cases: vec![
            Case { name: "three numbers", make: |random| random.normals(3, 1.0) },
            Case { name: "no number", make: |random| random.normals(0, 1.0) },
        ],
        fresh: Fresh { count: 3, make: |random| random.normals(5, 1.0) },
        describe: |input| format!("length {}", input.len()),
        properties: vec![Property {
            name: "constant memory",
            holds: |input, probe| {
                let output = probe.call(input)?;
                if probe.peak > 1 << 20 {
                    Err(format!("{} bytes for {} numbers", probe.peak, output.len()).into())
                } else {
                    Ok(())
                }
            },
        }],
        bent: Bent { run: |once, input| if *once { input.clone() } else { right(input.view()) } },
        mistakes: vec![Mistake::new("once", "the input comes back undoubled", |once| *once = true)],
        styles: vec![],
        twins: vec![],
        alternatives: vec![Alternative { name: "sum", answer: |x| &x + &x }],
        promises: Vec::new(),
        golden: vec![],
    }
    .exercise()
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
            for _ in 0..8_000 {
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
    (
        "uses_ten_megabytes",
        Some(|x| {
            std::hint::black_box(vec![0_u8; 10 << 20]);
            right(x)
        }),
        Verdict::Wrong,
        &["constant memory", "broken"],
    ),
    ("undoubled", Some(|x| x.to_owned()), Verdict::Wrong, &["[once]"]),
    ("does_not_compile", None, Verdict::DoesNotCompile, &["compiler"]),
];

fn main() -> ExitCode {
    let exercises: Vec<Exercise> = ANSWERS.iter().map(|row| exercise(row.0, row.1)).collect();
    let within = |time| Limits { time, ..Limits::default() };
    if std::env::var_os("JUDGE_CHILD").is_some() {
        return judge::main(exercises);
    }
    if std::env::args().any(|argument| argument == "--endless") {
        judge::judge_with(&exercises[1], Who::Answer, 1, within(Duration::from_mins(10)));
        return ExitCode::SUCCESS;
    }
    let mut failed = Vec::new();
    for (exercise, (name, _, verdict, words)) in exercises.iter().zip(ANSWERS) {
        // Those that never end are given up early; the others have all the time that a reader's answer has.
        let time =
            if *verdict == Verdict::TimedOut { Duration::from_secs(1) } else { Limits::default().time };
        let report = judge::judge_with(exercise, Who::Answer, 7, within(time));
        let text = report.rendered();
        let missing: Vec<_> = words.iter().filter(|word| !text.contains(**word)).collect();
        let right =
            report.verdict == *verdict && missing.is_empty() && text.len() < 16 << 10 && plain(&report);
        println!("test hostile/{name} ... {}", if right { "ok" } else { "FAILED" });
        if !right {
            failed.push(format!("{name}: expected {verdict} with {missing:?} in\n{text}"));
        }
    }
    for (name, check) in [
        ("the_answer_after_all_these_passes", again as fn(&[Exercise]) -> Result<(), String>),
        ("no_process_is_left", nothing_left),
        ("a_killed_judge_takes_its_child_along", killed),
    ] {
        let outcome = check(&exercises);
        println!("test hostile/{name} ... {}", if outcome.is_ok() { "ok" } else { "FAILED" });
        failed.extend(outcome.err().map(|why| format!("{name}: {why}")));
    }
    let total = ANSWERS.len() + 3;
    for why in &failed {
        println!("\n---- {why}");
    }
    let word = if failed.is_empty() { "ok" } else { "FAILED" };
    println!("\ntest result: {word}. {} passed; {} failed; 0 ignored", total - failed.len(), failed.len());
    ExitCode::from(u8::from(!failed.is_empty()))
}

/// Control characters of an answer must not reach the reader's terminal.
fn plain(report: &Report) -> bool {
    !report.printed.contains('\u{1b}')
}

fn again(exercises: &[Exercise]) -> Result<(), String> {
    let report = judge::judge(&exercises[0], 8);
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
    gone(|(pid, ..)| *pid == child)
}
