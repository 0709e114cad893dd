//! Which mistake an answer makes: the one that reproduces its output on every case.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::compare::{difference, same_answer, thing};
use crate::runner::Observed;
use crate::{Data, Part, Stop};

/// The outcome of comparing an answer with the catalogue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// Mistakes of which each one alone explains the output; more than one only if no case tells them apart.
    pub alone: Vec<usize>,
    /// Mistakes that explain the output together.
    pub together: Vec<usize>,
    /// If no one and no two explain all of it: mistakes that each concern one thing that is put out, and explain all of that.
    pub by_thing: Vec<(String, usize)>,
    /// Whether those leave something that differs, or a case that did not end, without an explanation.
    pub leave_more: bool,
    /// The mistake that reproduces the most cases, if none explains all of them; with the number of cases.
    pub nearest: Option<(usize, usize)>,
}

impl Diagnosis {
    /// The mistakes named.
    pub fn named(&self) -> Vec<usize> {
        match (&self.alone[..], &self.together[..]) {
            ([], []) => self.by_thing.iter().map(|&(_, mistake)| mistake).collect(),
            ([], together) => together.to_vec(),
            (alone, _) => alone.to_vec(),
        }
    }
}

/// What the bent solution gives: by mistakes, style and case.
pub(crate) type Catalogue<'b> = dyn Fn(&[usize], usize, usize) -> Cow<'b, Observed> + 'b;

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

    /// Whether one part of an output is wrong.
    fn part_is_wrong(&self, at: usize, output: &[Part]) -> bool {
        difference(&self.reference[at..=at], &self.tolerances[at..=at], &output[at..=at]).is_some()
    }

    /// The observed parts, if there is one for each of the reference's.
    fn parts(&self) -> Option<&[Part]> {
        self.observed.as_deref().ok().filter(|parts| parts.len() == self.reference.len())
    }
}

/// Compares observed outputs with the catalogue: `catalogue` is the number of mistakes and of styles, and
/// `bent(mistakes, style, case)` is what the bent solution gives.
pub(crate) fn diagnose(
    cases: &[Evidence<'_>],
    (mistakes, styles): (usize, usize),
    bent: &Catalogue<'_>,
) -> Diagnosis {
    let wrong: Vec<bool> = cases.iter().map(|case| case.is_wrong(case.observed)).collect();
    // Wrong cases first: most mistakes are ruled out by one of them.
    let mut order: Vec<usize> = (0..cases.len()).collect();
    order.sort_by_key(|&case| !wrong[case]);
    let explains = |mistakes: &[usize], style: usize| {
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

    // Three or more, each in a function of its own: what is put out by one of them is explained by itself.
    let (by_thing, leave_more) = explain_things(cases, (mistakes, styles), bent);
    if !by_thing.is_empty() {
        return Diagnosis { by_thing, leave_more, ..Diagnosis::default() };
    }

    // None: the one that reproduces the most cases, if it reproduces more than half of the wrong ones by their values.
    let agreement = |m: usize| {
        let agrees: Vec<bool> =
            (0..cases.len()).map(|case| cases[case].is_reproduced_by(&bent(&[m], 0, case))).collect();
        let count = |of: &dyn Fn(usize) -> bool| (0..cases.len()).filter(|&case| of(case)).count();
        let explained = count(&|case| agrees[case] && wrong[case] && cases[case].observed.is_ok());
        (2 * explained > count(&|case| wrong[case])).then(|| (m, count(&|case| agrees[case])))
    };
    let nearest = (0..mistakes).filter_map(agreement).max_by_key(|&(m, count)| (count, usize::MAX - m));
    Diagnosis { nearest, ..Diagnosis::default() }
}

/// For each thing that is put out, `capacity` or `step 2: out`'s `out`, the mistake that concerns nothing else and reproduces it
/// on every case that ended; if there is exactly one. And whether they leave something unexplained.
///
/// Two wrong cases have to show it by finite values: where everything is not-a-number, one mistake looks like another.
fn explain_things(
    cases: &[Evidence<'_>],
    (mistakes, styles): (usize, usize),
    bent: &Catalogue<'_>,
) -> (Vec<(String, usize)>, bool) {
    let ended: Vec<(usize, &Evidence<'_>, &[Part])> =
        cases.iter().enumerate().filter_map(|(at, case)| Some((at, case, case.parts()?))).collect();
    let mut things: Vec<&str> = Vec::new();
    let mut wrong_in: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, case, parts) in &ended {
        for (at, part) in case.reference.iter().enumerate() {
            if !things.contains(&thing(part)) {
                things.push(thing(part));
            }
            let finite = match &parts[at].data {
                Data::Real(values) => values.iter().all(|value| value.is_finite()),
                _ => true,
            };
            let wrong = case.part_is_wrong(at, parts);
            *wrong_in.entry(thing(part)).or_default() += usize::from(wrong);
            *shown.entry(thing(part)).or_default() += usize::from(wrong && finite);
        }
    }
    things.retain(|thing| shown[thing] >= 2);
    if shown.len() < 2 || things.is_empty() {
        return (Vec::new(), true);
    }
    // The thing that a mistake concerns, if it is one alone, and explained.
    let explained = |mistake: usize, style: usize| {
        let mut concerned: Option<&str> = None;
        let mut open = things.clone();
        for &(number, case, parts) in &ended {
            let theirs = bent(&[mistake], style, number);
            let theirs = theirs.as_deref().ok().filter(|theirs| theirs.len() == parts.len())?;
            for (at, part) in case.reference.iter().enumerate() {
                let (wrong, thing) = (case.part_is_wrong(at, theirs), thing(part));
                if wrong && *concerned.get_or_insert(thing) != thing {
                    return None;
                }
                let one = at..=at;
                let same = same_answer(&theirs[one.clone()], &parts[one.clone()], &case.tolerances[one]);
                if !same || wrong != case.part_is_wrong(at, parts) {
                    open.retain(|&other| other != thing);
                }
            }
            if open.is_empty() {
                return None;
            }
        }
        concerned.filter(|thing| open.contains(thing))
    };
    let found: Vec<(&str, usize)> =
        (0..mistakes).filter_map(|m| Some(((0..styles).find_map(|style| explained(m, style))?, m))).collect();
    let one = |thing: &&str| {
        let mut these = found.iter().filter(|(other, _)| other == thing);
        these.next().filter(|_| these.next().is_none()).map(|&(thing, mistake)| (thing.to_owned(), mistake))
    };
    let named: Vec<(String, usize)> = things.iter().filter_map(one).collect();
    let all_wrong = wrong_in.values().filter(|&&cases| cases > 0).count();
    let leave_more = named.len() < all_wrong || ended.len() < cases.len();
    (named, leave_more)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLERANCES: [f64; 3] = [1e-3, 1e-3, 0.0];

    /// Two numbers and a count, of a case; each mistake of a list adds its step to one of them or to the first two.
    fn output(case: usize, mistakes: &[usize]) -> Vec<Part> {
        let at = |thing: usize| {
            let step = |&m: &usize| match m {
                0..=2 if m == thing => 1,
                // Doing too much in the first thing, and in two.
                3 if thing == 0 => 2,
                4 if thing < 2 => 3,
                _ => 0,
            };
            (10 * case + thing) as i64 + mistakes.iter().map(step).sum::<i64>()
        };
        vec![
            Part::real("a", [], [at(0) as f64]),
            Part::real("step 2: b", [], [at(1) as f64]),
            Part::whole("c", [], [at(2)]),
        ]
    }

    fn diagnosed(observed: &[Observed], mistakes: usize) -> Diagnosis {
        let references: Vec<Vec<Part>> = (0..observed.len()).map(|case| output(case, &[])).collect();
        let evidence: Vec<Evidence<'_>> = observed
            .iter()
            .zip(&references)
            .map(|(observed, reference)| Evidence { observed, reference, tolerances: &TOLERANCES })
            .collect();
        diagnose(&evidence, (mistakes, 1), &|mistakes, _, case| Cow::Owned(Ok(output(case, mistakes))))
    }

    fn observed(mistakes: &[usize]) -> Vec<Observed> {
        (0..3).map(|case| Ok(output(case, mistakes))).collect()
    }

    #[test]
    fn one_and_two_are_named_as_before() {
        assert_eq!(diagnosed(&observed(&[1]), 5).named(), [1]);
        assert_eq!(diagnosed(&observed(&[0, 2]), 5).together, [0, 2]);
        assert!(diagnosed(&observed(&[0, 2]), 5).by_thing.is_empty());
    }

    #[test]
    fn three_in_different_things_are_named_by_thing() {
        let named = ["a", "b", "c"].map(str::to_owned).into_iter().zip(0..).collect::<Vec<_>>();
        let diagnosis = diagnosed(&observed(&[0, 1, 2]), 5);
        assert_eq!(diagnosis.by_thing, named);
        assert!(!diagnosis.leave_more, "the three are all of it");
    }

    #[test]
    fn a_thing_that_two_mistakes_explain_or_that_is_unknown_has_no_name() {
        // What is wrong with `a` is in no catalogue; `b` and `c` are.
        let unknown: Vec<Observed> = (0..3)
            .map(|case| {
                let mut parts = output(case, &[1, 2]);
                parts[0] = Part::real("a", [], [0.5 + case as f64]);
                Ok(parts)
            })
            .collect();
        let diagnosis = diagnosed(&unknown, 5);
        assert_eq!(diagnosis.by_thing, [("b".to_owned(), 1), ("c".to_owned(), 2)]);
        assert!(diagnosis.leave_more);
        // The fifth concerns two things: what it does to one of them is no proof.
        let mut first_two = observed(&[4]);
        for output in first_two.iter_mut().flatten() {
            output[2] = Part::whole("c", [], [0]);
        }
        assert!(diagnosed(&first_two, 5).by_thing.is_empty());
    }

    #[test]
    fn what_is_not_finite_or_has_ended_early_is_no_evidence() {
        let mut broken = observed(&[0, 1, 2]);
        for output in broken.iter_mut().flatten() {
            output[0] = Part::real("a", [], [f64::NAN]);
        }
        broken[2] = Err(Stop::TimedOut { seconds: 1.0 });
        assert_eq!(diagnosed(&broken, 5).by_thing, [("b".to_owned(), 1), ("c".to_owned(), 2)]);
    }
}
