//! What is known of an exercise before it is judged.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How hard an exercise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A few lines, one idea.
    Easy,
    /// Needs paper and pencil.
    Medium,
    /// Needs an evening.
    Hard,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Easy => "easy",
            Level::Medium => "medium",
            Level::Hard => "hard",
        })
    }
}

/// The verdict on an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Right on every case, and every property holds.
    Passed,
    /// A value, a shape or a property is wrong.
    Wrong,
    /// The answer panicked, ended its process or ran out of memory or stack.
    Crashed,
    /// The answer did not return in time.
    TimedOut,
    /// The compiler rejects the file.
    DoesNotCompile,
    /// The answer still says `todo!()`, or waits for one that does.
    NotAttempted,
    /// Nothing on this machine can compute the reference.
    NoReference,
}

impl Verdict {
    /// All seven.
    pub const ALL: [Verdict; 7] = [
        Verdict::Passed,
        Verdict::Wrong,
        Verdict::Crashed,
        Verdict::TimedOut,
        Verdict::DoesNotCompile,
        Verdict::NotAttempted,
        Verdict::NoReference,
    ];

    /// The name in JSON: `timed_out`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Wrong => "wrong",
            Verdict::Crashed => "crashed",
            Verdict::TimedOut => "timed_out",
            Verdict::DoesNotCompile => "does_not_compile",
            Verdict::NotAttempted => "not_attempted",
            Verdict::NoReference => "no_reference",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name().replace('_', " "))
    }
}

/// The description of an exercise.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    /// The chapter: `attention`.
    pub chapter: &'static str,
    /// The exercise's name in its chapter, which is also its file's: `softmax`.
    pub name: &'static str,
    /// One line for lists.
    pub title: &'static str,
    /// How hard it is.
    pub level: Level,
    /// How long it takes someone who has read the text.
    pub minutes: u32,
    /// Where the text is, as page and anchor: `attention.html#softmax`.
    pub text: &'static str,
    /// Three hints, each giving away more.
    pub hints: [&'static str; 3],
    /// What is told after passing: the story of the trap.
    pub story: &'static str,
}

impl Meta {
    /// Chapter and name: `attention/softmax`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.chapter, self.name)
    }

    /// The reader's file, from the root of the repository.
    pub fn file(&self) -> String {
        format!("exercises/{}.rs", self.id())
    }
}
