//! Which mistake an answer makes: the one that reproduces its output on every case.

mod cores;
mod fit;
mod things;

use std::borrow::Cow;

use cores::{each, those};
pub(crate) use fit::Evidence;
use fit::{Fit, fit_of_part};
use things::{explain_things, one_wrong_thing};

use crate::Stop;
use crate::runner::Observed;

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
    /// The mistake that reproduces the most, if none explains all of it.
    pub nearest: Option<Nearest>,
}

/// A mistake that explains most of what is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// Which.
    pub mistake: usize,
    /// How many of the wrong cases it reproduces.
    pub explained: usize,
    /// How many cases are wrong.
    pub wrong: usize,
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
pub(crate) type Catalogue<'b> = dyn Fn(&[usize], usize, usize) -> Cow<'b, Observed> + Sync + 'b;

/// Compares observed outputs with the catalogue: `catalogue` is the number of mistakes and of styles, and
/// `bent(mistakes, style, case)` is what the bent solution gives.
pub(crate) fn diagnose(
    cases: &[Evidence<'_>],
    (mistakes, styles): (usize, usize),
    bent: &Catalogue<'_>,
) -> Diagnosis {
    let wrong: Vec<bool> = cases.iter().map(Evidence::is_wrong).collect();
    // Wrong cases first, and of these the small ones: most mistakes are ruled out by one of them.
    let mut order: Vec<usize> = (0..cases.len()).collect();
    order.sort_by_key(|&case| (!wrong[case], cases[case].size()));
    let fit = |mistakes: &[usize], style: usize| -> Option<Fit> {
        order.iter().map(|&case| cases[case].fit(&bent(mistakes, style, case))).sum()
    };
    let explains = |mistakes: &[usize], style: usize| {
        let fits = order.iter().map(|&case| cases[case].fit(&bent(mistakes, style, case)));
        fits.map(|fit| fit.filter(|fit| fit.guarded == 0))
            .sum::<Option<Fit>>()
            .is_some_and(|fit| fit.shown > 0)
    };

    // The plain style first: what it explains needs no unusual one.
    let all: Vec<usize> = (0..mistakes).collect();
    let mut alone = those(&all, |&m| explains(&[m], 0));
    if alone.is_empty() {
        alone = those(&all, |&m| (1..styles).any(|style| explains(&[m], style)));
    }
    if alone.is_empty() {
        let fits = each(&all, |&m| (0..styles).filter_map(|style| fit(&[m], style)).collect::<Vec<_>>());
        let fits = all.iter().zip(fits).flat_map(|(&m, fits)| fits.into_iter().map(move |fit| (m, fit)));
        alone.extend(behind_a_guard(fits));
    }
    if !alone.is_empty() {
        return Diagnosis { alone, ..Diagnosis::default() };
    }
    if let Some(diagnosis) = one_wrong_thing(cases, (mistakes, styles), bent) {
        return diagnosis;
    }

    // Two mistakes at once. If several pairs fit, only what they have in common is certain.
    let all_pairs: Vec<[usize; 2]> =
        (0..mistakes).flat_map(|a| (a + 1..mistakes).map(move |b| [a, b])).collect();
    let all_wrong = wrong.iter().filter(|&&wrong| wrong).count();
    // Of a pair one shows alone, and where ranks wait for each other, one alone makes them wait like this. Where the wrong cases are
    // few, that is asked first: there are more pairs to go through.
    let stuck = order.iter().copied().find(|&case| matches!(cases[case].observed, Err(Stop::Stuck { .. })));
    let may_show = |style: usize| match stuck {
        Some(case) => each(&all, |&m| cases[case].fit(&bent(&[m], style, case)).is_some()),
        None if 2 * all_wrong < mistakes => each(&all, |&m| shows_alone(cases, m, style, bent)),
        None => vec![true; mistakes],
    };
    let may_show: Vec<Vec<bool>> = (0..styles).map(may_show).collect();
    let fitting = |pair: &[usize; 2]| {
        (0..styles).any(|style| {
            pair.iter().any(|&m| may_show[style][m])
                && explains(pair, style)
                && pair.iter().any(|&m| shows_alone(cases, m, style, bent))
        })
    };
    let pairs = those(&all_pairs, fitting);
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

    // None: the one that reproduces the most of the cases that are wrong by their values, if it reproduces more than half of
    // them, and agrees with at least half of all. Less would mislead.
    let agreement = |m: usize| {
        let (mut explained, mut agrees) = (0, 0);
        // Whoever can no longer reach half has no need of the large cases.
        let (mut wrong_left, mut left) = (all_wrong, cases.len());
        for &case in &order {
            let fit = cases[case].fit(&bent(&[m], 0, case));
            let shows = |fit: Fit| fit.guarded == 0 && fit.shown > 0;
            explained += usize::from(wrong[case] && cases[case].observed.is_ok() && fit.is_some_and(shows));
            agrees += usize::from(fit.is_some());
            (wrong_left, left) = (wrong_left - usize::from(wrong[case]), left - 1);
            if 2 * (explained + wrong_left) <= all_wrong || 2 * (agrees + left) < cases.len() {
                return None;
            }
        }
        Some((m, explained))
    };
    let nearest =
        each(&all, |&m| agreement(m)).into_iter().flatten().max_by_key(|&(m, count)| (count, usize::MAX - m));
    let nearest = nearest.map(|(mistake, explained)| Nearest { mistake, explained, wrong: all_wrong });
    Diagnosis { nearest, ..Diagnosis::default() }
}

/// The one mistake that explains all but what a guard may have hidden: finite numbers where the mistake alone gives none, or a
/// result where it panics. Of several the one that needs the least hidden. That both panic with the same words is not enough: a
/// mistake that panics nearly everywhere would explain whatever else panics.
fn behind_a_guard(fits: impl Iterator<Item = (usize, Fit)>) -> Option<usize> {
    let hidden = fits.filter(|(_, fit)| fit.guarded > 0 && fit.shown - fit.crashed >= 2);
    let mut hidden: Vec<(usize, usize)> = hidden.map(|(m, fit)| (fit.guarded, m)).collect();
    hidden.sort_unstable();
    let &(least, first) = hidden.first()?;
    hidden.iter().all(|&(guarded, m)| guarded > least || m == first).then_some(first)
}

/// Whether a mistake shows by itself somewhere in what is wrong. Where two show only together, a slip that is in no catalogue is
/// as likely as the two.
fn shows_alone(cases: &[Evidence<'_>], mistake: usize, style: usize, bent: &Catalogue<'_>) -> bool {
    cases.iter().enumerate().filter(|(_, evidence)| evidence.is_wrong()).any(|(case, evidence)| {
        let theirs = bent(&[mistake], style, case);
        let Some(yours) = evidence.parts() else {
            return evidence.fit(&theirs).is_some_and(|fit| fit.shown > 0);
        };
        let Some(theirs) = theirs.as_deref().ok().filter(|theirs| theirs.len() == yours.len()) else {
            return false;
        };
        (0..yours.len())
            .filter(|&at| evidence.part_is_wrong(at, yours))
            .any(|at| fit_of_part(evidence, at, theirs).is_some_and(|fit| fit.shown > 0 && fit.guarded == 0))
    })
}

#[cfg(test)]
mod tests;
