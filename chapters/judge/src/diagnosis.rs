//! Which mistake an answer makes: the one that reproduces its output on every case.

use crate::compare::same_answer;
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

fn same(yours: &Observed, theirs: &Observed, tolerances: &[f64]) -> bool {
    match (yours, theirs) {
        (Ok(yours), Ok(theirs)) => same_answer(theirs, yours, tolerances),
        (Err(Stop::Panicked { .. }), Err(Stop::Panicked { .. })) => true,
        _ => false,
    }
}

/// Compares observed outputs with the catalogue.
///
/// `observed` has an entry for each case that counts, `tolerances` the tolerances of its parts, `wrong` whether it
/// differs from the reference. `catalogue` is the number of mistakes and of styles, and `bent(mistakes, style, case)`
/// runs the bent solution.
pub(crate) fn diagnose(
    observed: &[&Observed],
    tolerances: &[&[f64]],
    wrong: &[bool],
    (mistakes, styles): (usize, usize),
    bent: &mut dyn FnMut(&[usize], usize, usize) -> Observed,
) -> Diagnosis {
    // Wrong cases first: most mistakes are ruled out by one of them.
    let mut order: Vec<usize> = (0..observed.len()).collect();
    order.sort_by_key(|&case| !wrong[case]);
    let mut explains = |mistakes: &[usize]| {
        (0..styles).any(|style| {
            order.iter().all(|&case| same(observed[case], &bent(mistakes, style, case), tolerances[case]))
        })
    };
    let alone: Vec<usize> = (0..mistakes).filter(|&m| explains(&[m])).collect();
    if !alone.is_empty() {
        return Diagnosis { alone, ..Diagnosis::default() };
    }

    // Two mistakes at once. If several pairs fit, only what they have in common is certain.
    let all_pairs = (0..mistakes).flat_map(|a| (a + 1..mistakes).map(move |b| [a, b]));
    let pairs: Vec<[usize; 2]> = all_pairs.filter(|pair| explains(pair)).collect();
    let in_every_pair = |m: &usize| pairs.iter().all(|pair| pair.contains(m));
    let together: Vec<usize> =
        pairs.first().map_or_else(Vec::new, |pair| pair.iter().copied().filter(in_every_pair).collect());
    if !together.is_empty() {
        return Diagnosis { together, ..Diagnosis::default() };
    }

    // None: the one that reproduces the most cases, if it reproduces a wrong one.
    let mut agreement = |m: usize| {
        let agrees: Vec<bool> = (0..observed.len())
            .map(|case| same(observed[case], &bent(&[m], 0, case), tolerances[case]))
            .collect();
        let explains_something = agrees.iter().zip(wrong).any(|(agrees, wrong)| *agrees && *wrong);
        explains_something.then(|| (m, agrees.iter().filter(|agrees| **agrees).count()))
    };
    let nearest = (0..mistakes).filter_map(&mut agreement).max_by_key(|&(m, count)| (count, usize::MAX - m));
    Diagnosis { nearest, ..Diagnosis::default() }
}
