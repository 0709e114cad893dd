//! The answers that the book's first page shows with their verdicts: `book/data/tried/NAME.rs`, and beside it `NAME.txt`, which is
//! what the grader says of it. `TRIED=write cargo test -p attention --test tried` writes these anew.

use std::fs;
use std::path::Path;

use attention::{Answers, ScaledDotProduct, Softmax, solution};
use judge::{Report, Verdict, Who, judge_in_process};

/// The seed of the fresh cases.
const SEED: u64 = 7;
/// By which part of themselves numbers may differ: machines differ in the last digits.
const CLOSE: f64 = 0.05;

/// The answers in these files.
#[allow(missing_docs, unreachable_pub)]
#[path = "../../../book/data/tried"]
mod tried {
    pub mod columns;
    pub mod from_zero;
    pub mod no_guard;
    pub mod no_max;
    pub mod right;
    pub mod top_left;
}

/// What the grader of the exercise with this name says, if these are the answers.
fn judged(name: &str, answers: Answers) -> Report {
    let answers: &'static Answers = Box::leak(Box::new(answers));
    let exercises = attention_grade::exercises(answers);
    let exercise = exercises.iter().find(|exercise| exercise.id() == format!("attention/{name}")).unwrap();
    // What stands on a page is short.
    Report { whole: String::new(), ..judge_in_process(exercise, Who::Answer, SEED) }
}

fn softmax(answer: Softmax) -> Report {
    judged("softmax", Answers { softmax: Some(answer), ..solution::ANSWERS })
}

fn scaled_dot_product(answer: ScaledDotProduct) -> Report {
    judged("scaled_dot_product", Answers { scaled_dot_product: Some(answer), ..solution::ANSWERS })
}

/// Whether two texts say the same, but for numbers that are close.
fn agree(one: &str, other: &str) -> bool {
    let number = |word: &str| word.trim_matches([';', ',', '(', ')']).parse::<f64>().ok();
    let close = |(a, b): (&str, &str)| {
        a == b || number(a).zip(number(b)).is_some_and(|(a, b)| (a - b).abs() <= CLOSE * a.abs().max(b.abs()))
    };
    one.split_whitespace().count() == other.split_whitespace().count()
        && one.split_whitespace().zip(other.split_whitespace()).all(close)
}

/// The verdict is the one that is kept, and names this mistake, or none.
fn is_kept(name: &str, mistake: Option<&str>, report: &Report) {
    let said = report.rendered();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../book/data/tried/{name}.txt"));
    if std::env::var_os("TRIED").is_some_and(|wish| wish == "write") {
        fs::write(&path, &said).unwrap();
    }
    assert_eq!(report.mistakes.first().map(String::as_str), mistake, "{said}");
    assert_eq!(report.verdict == Verdict::Passed, mistake.is_none(), "{said}");
    let kept = fs::read_to_string(&path).unwrap_or_default();
    // A device may round otherwise, and says that it was the one.
    let comparable = !report.reference.contains("CUDA");
    assert!(
        !comparable || agree(&kept, &said),
        "{name} is told something else now; TRIED=write writes it:\n{said}"
    );
}

#[test]
fn what_five_versions_of_softmax_are_told_is_what_the_first_page_shows() {
    for (name, answer, mistake) in [
        ("right", tried::right::softmax as Softmax, None),
        ("no_max", tried::no_max::softmax, Some("no_max")),
        ("from_zero", tried::from_zero::softmax, Some("max_from_zero")),
        ("columns", tried::columns::softmax, Some("over_columns")),
        ("no_guard", tried::no_guard::softmax, Some("masked_row_nan")),
    ] {
        is_kept(name, mistake, &softmax(answer));
    }
}

#[test]
fn what_a_mask_from_the_top_left_is_told_is_what_the_first_page_shows() {
    is_kept("top_left", Some("top_left"), &scaled_dot_product(tried::top_left::scaled_dot_product));
}

#[test]
fn what_is_told_may_differ_in_last_digits_only() {
    assert!(agree(
        "yours NaN, reference 0.1040; allowed 9.3e-4",
        "yours NaN, reference 0.1041; allowed 9.2e-4"
    ));
    assert!(!agree("yours NaN, reference 0.1040", "yours inf, reference 0.1040"));
    assert!(!agree("yours 1.0", "yours 1.0 more"));
}
