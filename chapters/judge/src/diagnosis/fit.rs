//! Whether what a mistake gives is what the answer gave, on one case.

use crate::compare::{difference, ratio, same_answer, widened};
use crate::runner::Observed;
use crate::{Data, Part, Stop, close};

/// A difference of fewer tolerances is no clear one: rounding may have a share in it.
const CLEAR: f64 = 5.0;

/// One case, as the diagnosis sees it.
pub(crate) struct Evidence<'a> {
    pub(crate) observed: &'a Observed,
    pub(crate) reference: &'a [Part],
    pub(crate) tolerances: &'a [f64],
}

/// How a mistake's output agrees with an observed one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fit {
    /// How many elements are clearly wrong, in both alike.
    pub(super) shown: usize,
    /// How many of these are panics with the same words: much in a library panics with the same.
    pub(super) crashed: usize,
    /// How many elements are finite where the mistake's are not: a guard may have hidden it, and they say nothing.
    pub(super) guarded: usize,
}

impl Fit {
    pub(super) fn and(self, other: Fit) -> Fit {
        Fit {
            shown: self.shown + other.shown,
            crashed: self.crashed + other.crashed,
            guarded: self.guarded + other.guarded,
        }
    }
}

impl Evidence<'_> {
    pub(super) fn is_wrong(&self) -> bool {
        self.observed
            .as_ref()
            .map_or(true, |output| difference(self.reference, self.tolerances, output).is_some())
    }

    /// What is put out, in numbers, and more for each part: a small case is soon computed.
    pub(super) fn size(&self) -> usize {
        self.reference.iter().map(|part| 100 + part.data.len()).sum()
    }

    /// Whether one part of an output is wrong.
    pub(super) fn part_is_wrong(&self, at: usize, output: &[Part]) -> bool {
        difference(&self.reference[at..=at], &self.tolerances[at..=at], &output[at..=at]).is_some()
    }

    /// The observed parts, if there is one for each of the reference's.
    pub(super) fn parts(&self) -> Option<&[Part]> {
        self.observed.as_deref().ok().filter(|parts| parts.len() == self.reference.len())
    }

    /// How a mistake's output agrees with the observed one; not at all if it contradicts it anywhere. A mistake that has no
    /// effect where the answer is clearly wrong contradicts it, and so does one that has where the answer is right.
    pub(super) fn fit(&self, theirs: &Observed) -> Option<Fit> {
        match (self.observed, theirs) {
            (Ok(yours), Ok(theirs)) if yours.len() == self.reference.len() && yours.len() == theirs.len() => {
                let parts = (0..yours.len()).map(|at| fit_of_part(self, at, theirs));
                parts.sum()
            }
            // Another number of parts than the contract has.
            (Ok(yours), Ok(theirs)) => {
                let widest = self.tolerances.iter().copied().fold(0.0, f64::max);
                let same = same_answer(theirs, yours, &vec![widest; yours.len()]);
                same.then_some(Fit { shown: 1, ..Fit::default() })
            }
            // What has not ended says nothing, as what a guard may have hidden.
            (Err(Stop::TimedOut { .. } | Stop::Died { .. }), _) | (Ok(_), Err(Stop::Panicked { .. })) => {
                Some(Fit { guarded: 1, ..Fit::default() })
            }
            (Err(Stop::Stuck { pattern: yours, .. }), Err(Stop::Stuck { pattern: theirs, .. })) => {
                (yours == theirs).then_some(Fit { shown: 1, ..Fit::default() })
            }
            (Err(Stop::Panicked { message: yours, .. }), Err(Stop::Panicked { message: theirs, .. })) => {
                // Sizes differ from one way to write it to another; the words do not.
                let words = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
                (words(yours) == words(theirs)).then_some(Fit { shown: 1, crashed: 1, guarded: 0 })
            }
            _ => None,
        }
    }
}

impl std::iter::Sum for Fit {
    fn sum<I: Iterator<Item = Fit>>(fits: I) -> Fit {
        fits.fold(Fit::default(), Fit::and)
    }
}

/// The same for one part of an output that has ended.
pub(super) fn fit_of_part(case: &Evidence<'_>, at: usize, theirs: &[Part]) -> Option<Fit> {
    let (yours, theirs) = (&case.parts()?[at], &theirs[at]);
    if yours.shape != theirs.shape {
        return None;
    }
    let one =
        |part: &Part| ratio(&case.reference[at..=at], &case.tolerances[at..=at], std::slice::from_ref(part));
    let (wrong, theirs_wrong) = (one(yours), one(theirs));
    let (Data::Real(y), Data::Real(t)) = (&yours.data, &theirs.data) else {
        let same = yours.data == theirs.data;
        return same.then_some(Fit { shown: usize::from(wrong > 1.0), ..Fit::default() });
    };
    let allowed = widened(t, case.tolerances[at]);
    let mut fit = Fit { shown: usize::from(yours.shape != case.reference[at].shape), ..Fit::default() };
    for (at_element, (&y, &t)) in y.iter().zip(t).enumerate() {
        let alike = y == t || (!y.is_finite() && !t.is_finite()) || (y - t).abs() <= allowed;
        if !alike && (t.is_finite() || !y.is_finite()) {
            return None;
        }
        fit.guarded += usize::from(!alike);
        // Infinity where the mistake has no number contradicts it as little as it shows it.
        fit.shown += usize::from(alike && y.is_nan() == t.is_nan() && is_clear(case, at, at_element, y));
    }
    // Alike within a few tolerances, and yet one is wrong and the other not: near the tolerance that says nothing.
    let both = (wrong > 1.0) == (theirs_wrong > 1.0);
    let near = wrong.max(theirs_wrong) <= CLEAR || fit.guarded > 0;
    (both || near).then_some(fit)
}

/// Whether an element of a part is clearly wrong.
fn is_clear(case: &Evidence<'_>, at: usize, element: usize, yours: f64) -> bool {
    match &case.reference[at].data {
        Data::Real(reference) => match reference.get(element) {
            Some(&right) => !close(yours, right, CLEAR * case.tolerances[at]),
            None => true,
        },
        _ => true,
    }
}
