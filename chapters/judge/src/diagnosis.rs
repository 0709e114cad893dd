//! Which mistake an answer makes: the one that reproduces its output on every case.

use crate::compare::{difference, same_answer};
use crate::{Part, Stop};

/// What a call gave: parts, or the reason why there are none.
pub(crate) type Observed = Result<Vec<Part>, Stop>;

/// The outcome of comparing an answer with the catalogue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// Mistakes of which each one alone explains the output; more than one only if no case tells them apart.
    pub alone: Vec<usize>,
    /// Mistakes that explain the output together.
    pub together: Vec<usize>,
    /// The mistake that reproduces the most cases, if none explains all of them; with the number of cases.
    pub nearest: Option<(usize, usize)>,
}

impl Diagnosis {
    /// The mistakes named.
    pub fn named(&self) -> &[usize] {
        if self.alone.is_empty() { &self.together } else { &self.alone }
    }
}

/// One case, as the diagnosis sees it.
pub(crate) struct Evidence<'a> {
    pub(crate) observed: &'a Observed,
    pub(crate) reference: &'a [Part],
    pub(crate) tolerances: &'a [f64],
}

impl Evidence<'_> {
    fn is_wrong(&self, output: &Observed) -> bool {
        output.as_ref().map_or(true, |output| difference(self.reference, self.tolerances, output).is_some())
    }

    /// Whether a mistake's output is the observed one. Where the observed one is wrong the mistake's must be wrong too:
    /// a mistake that has no effect on a case explains nothing there, however small the error is.
    fn is_reproduced_by(&self, theirs: &Observed) -> bool {
        let same = match (self.observed, theirs) {
            (Ok(yours), Ok(theirs)) => same_answer(theirs, yours, self.tolerances),
            (Err(Stop::Panicked { message: yours, .. }), Err(Stop::Panicked { message: theirs, .. })) => {
                // Sizes differ from one way to write it to another; the words do not.
                let words = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
                words(yours) == words(theirs)
            }
            _ => false,
        };
        same && self.is_wrong(theirs) == self.is_wrong(self.observed)
    }
}

/// Compares observed outputs with the catalogue: `catalogue` is the number of mistakes and of styles, and
/// `bent(mistakes, style, case)` runs the bent solution.
pub(crate) fn diagnose(
    cases: &[Evidence<'_>],
    (mistakes, styles): (usize, usize),
    bent: &mut dyn FnMut(&[usize], usize, usize) -> Observed,
) -> Diagnosis {
    let wrong: Vec<bool> = cases.iter().map(|case| case.is_wrong(case.observed)).collect();
    // Wrong cases first: most mistakes are ruled out by one of them.
    let mut order: Vec<usize> = (0..cases.len()).collect();
    order.sort_by_key(|&case| !wrong[case]);
    let mut explains = |mistakes: &[usize], style: usize| {
        order.iter().all(|&case| cases[case].is_reproduced_by(&bent(mistakes, style, case)))
    };

    // The plain style first: what it explains needs no unusual one.
    let mut alone: Vec<usize> = (0..mistakes).filter(|&m| explains(&[m], 0)).collect();
    if alone.is_empty() {
        alone = (0..mistakes).filter(|&m| (1..styles).any(|style| explains(&[m], style))).collect();
    }
    if !alone.is_empty() {
        return Diagnosis { alone, ..Diagnosis::default() };
    }

    // Two mistakes at once. If several pairs fit, only what they have in common is certain.
    let all_pairs = (0..mistakes).flat_map(|a| (a + 1..mistakes).map(move |b| [a, b]));
    let pairs: Vec<[usize; 2]> =
        all_pairs.filter(|pair| (0..styles).any(|style| explains(pair, style))).collect();
    let in_every_pair = |m: &usize| pairs.iter().all(|pair| pair.contains(m));
    let together: Vec<usize> =
        pairs.first().map_or_else(Vec::new, |pair| pair.iter().copied().filter(in_every_pair).collect());
    if !together.is_empty() {
        return Diagnosis { together, ..Diagnosis::default() };
    }

    // None: the one that reproduces the most cases, if it reproduces more than half of the wrong ones by their values.
    let mut agreement = |m: usize| {
        let agrees: Vec<bool> =
            (0..cases.len()).map(|case| cases[case].is_reproduced_by(&bent(&[m], 0, case))).collect();
        let count = |of: &dyn Fn(usize) -> bool| (0..cases.len()).filter(|&case| of(case)).count();
        let explained = count(&|case| agrees[case] && wrong[case] && cases[case].observed.is_ok());
        (2 * explained > count(&|case| wrong[case])).then(|| (m, count(&|case| agrees[case])))
    };
    let nearest = (0..mistakes).filter_map(&mut agreement).max_by_key(|&(m, count)| (count, usize::MAX - m));
    Diagnosis { nearest, ..Diagnosis::default() }
}
