//! A case on which an answer was called.

use std::borrow::Cow;

use crate::bench::Expected;
use crate::compare::{self, Difference};
use crate::diagnosis::Evidence;
use crate::exercise::Instance;
use crate::runner::Observed;

/// A case with everything that the judge knows of it.
pub(crate) struct Tried<'b> {
    /// Its place among the cases of the seed.
    pub(crate) case: usize,
    pub(crate) instance: &'b Instance,
    pub(crate) expected: &'b Expected,
    pub(crate) observed: Cow<'b, Observed>,
}

impl Tried<'_> {
    pub(crate) fn difference(&self) -> Option<Difference> {
        let output = self.observed.as_ref().as_ref().ok()?;
        compare::difference(&self.expected.parts, &self.expected.tolerances, output)
    }

    pub(crate) fn is_wrong(&self) -> bool {
        self.observed.is_err() || self.difference().is_some()
    }

    pub(crate) fn evidence(&self) -> Evidence<'_> {
        let Expected { parts, tolerances } = self.expected;
        Evidence { observed: &self.observed, reference: parts, tolerances }
    }

    pub(crate) fn is_unfinished(&self) -> bool {
        self.observed.as_ref().as_ref().is_err_and(|stop| stop.unfinished().is_some())
    }

    pub(crate) fn tolerance(&self) -> f64 {
        self.expected.tolerances.iter().copied().fold(0.0, f64::max)
    }

    /// The line that names the case in a report.
    pub(crate) fn line(&self, seed: u64) -> String {
        let Instance { name, description, .. } = self.instance;
        format!("  case      {name}: {} (seed {seed})\n", once(name, description))
    }
}

/// A description without the label at its beginning, where the case's name has it: `combine, one token: combine: 3 experts`.
fn once<'a>(name: &str, description: &'a str) -> &'a str {
    let Some((label, rest)) = description.split_once([':', ',']) else { return description };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let said = label.chars().all(is_word) && name.split(|c| !is_word(c)).any(|word| word == label);
    if said { rest.trim_start() } else { description }
}

#[cfg(test)]
mod tests {
    use super::once;

    #[test]
    fn a_label_is_said_once() {
        for (name, description, left) in [
            ("combine", "combine: 2 of 5 experts", "2 of 5 experts"),
            ("combine, one token", "combine: 1 of 5 experts", "1 of 5 experts"),
            ("dot", "dot, queries 2", "queries 2"),
            ("fresh 2 of 8", "route: 9 experts", "route: 9 experts"),
            ("room for all", "tokens 9, experts 4", "tokens 9, experts 4"),
            ("one", "1", "1"),
        ] {
            assert_eq!(once(name, description), left, "{name}: {description}");
        }
    }
}
