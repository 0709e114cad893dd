//! A verdict with everything that is said about it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::{Exercise, Level, Verdict};

/// A verdict with its reasons.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// `attention/softmax`
    pub id: String,
    /// `attention`
    pub chapter: String,
    /// One line for lists.
    pub title: String,
    /// How hard it is.
    pub level: Level,
    /// How long it takes.
    pub minutes: u32,
    /// The reader's file, from the root of the repository.
    pub file: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The mistakes named; may be empty.
    pub mistakes: Vec<String>,
    /// The reasons, in lines that each begin with a keyword. Empty if there is nothing to say.
    pub message: String,
    /// What computed the reference: `host build`, `CUDA, NVIDIA H100`, or `none`.
    pub reference: String,
    /// How far the answer may be from the reference in the case shown, or in the widest case.
    pub tolerance: Option<f64>,
    /// How long the answer took, in all its calls; where it runs in the judge's own process, how long judging took.
    pub millis: f64,
    /// The seed of the fresh cases.
    pub seed: u64,
    /// Where the text is.
    pub text: String,
    /// The case that the report is about as a whole, if it is small: input, the answer's output, and the reference. Empty otherwise.
    pub whole: String,
    /// What the answer printed in the case that the report is about, or in the first; cut at a length.
    pub printed: String,
    /// If the answer is wrong: the exercises whose answers it calls, none of which is wrong by its own grader.
    #[serde(default)]
    pub calls: Vec<String>,
}

impl Report {
    /// A report without a judgement: the exercise's file does not compile, or was never touched.
    pub fn unjudged(exercise: &Exercise, verdict: Verdict, message: impl Into<String>) -> Report {
        Report {
            id: exercise.id(),
            chapter: exercise.chapter.clone(),
            title: exercise.title.clone(),
            level: exercise.level,
            minutes: exercise.minutes,
            file: exercise.file(),
            verdict,
            mistakes: Vec::new(),
            message: message.into(),
            reference: "none".into(),
            tolerance: None,
            millis: 0.0,
            seed: 0,
            text: exercise.text.clone(),
            whole: String::new(),
            printed: String::new(),
            calls: Vec::new(),
        }
    }

    /// Whether `cargo test` should fail.
    pub fn is_failure(&self) -> bool {
        !matches!(self.verdict, Verdict::Passed | Verdict::NotAttempted)
    }

    /// The whole report as text.
    pub fn rendered(&self) -> String {
        let mut text = format!("{}  {}\n", self.id, self.verdict);
        if matches!(self.verdict, Verdict::NotAttempted) {
            let _ = writeln!(text, "  {}", self.message);
        } else {
            text += &self.message;
        }
        if !self.printed.is_empty() {
            for line in self.printed.lines() {
                let _ = writeln!(text, "  printed   {line}");
            }
        }
        if self.is_failure() {
            if self.reference != "none" {
                let _ = writeln!(text, "  reference {}", self.reference);
            }
            let _ = writeln!(text, "  next      cargo run -- hint {}      text: {}", self.id, self.text);
        }
        // Last, because it is the longest.
        text += &self.whole;
        text
    }
}

/// A keyword, and a text in lines of at most 100 characters behind it.
pub fn wrapped(keyword: &str, text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("it starts with one");
        if !line.is_empty() && line.chars().count() + word.chars().count() >= 100 {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let _ = writeln!(out, "  {:<9} {line}", if i == 0 { keyword } else { "" });
    }
    out
}

/// A table of verdicts, the progress of each chapter, and a line that counts the verdicts.
pub fn table(reports: &[Report]) -> String {
    let mut text = String::new();
    let width = reports.iter().map(|r| r.id.len()).max().unwrap_or(0);
    for report in reports {
        let mistakes = report.mistakes.join(", ");
        let _ = writeln!(
            text,
            "{:width$}  {:16}  {:6}  {:>3} min  {}",
            report.id,
            report.verdict,
            report.level,
            report.minutes,
            if mistakes.is_empty() { report.title.clone() } else { mistakes },
        );
    }
    let mut chapters: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for report in reports {
        let entry = chapters.entry(&report.chapter).or_default();
        entry.0 += usize::from(report.verdict == Verdict::Passed);
        entry.1 += 1;
    }
    text.push('\n');
    for (chapter, (passed, all)) in chapters {
        let filled = (passed * 20).checked_div(all).unwrap_or(0);
        let _ = writeln!(
            text,
            "{chapter:12} {}{} {passed} of {all}",
            "#".repeat(filled),
            "-".repeat(20 - filled)
        );
    }
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .filter_map(|&verdict| {
            let count = reports.iter().filter(|r| r.verdict == verdict).count();
            let words = verdict.to_string();
            // "2 do not compile"
            let words = if count > 1 { words.replace("does", "do") } else { words };
            (count > 0).then(|| format!("{count} {words}"))
        })
        .collect();
    let _ =
        writeln!(text, "\n{}", if counts.is_empty() { "no exercise".to_owned() } else { counts.join(", ") });
    text
}
