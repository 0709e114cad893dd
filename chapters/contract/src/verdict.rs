//! How judging ends.

use std::fmt;

use serde::{Deserialize, Serialize};

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
