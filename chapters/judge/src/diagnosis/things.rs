//! What is put out under one name, looked at by itself: a mistake in one of several functions.

use std::collections::BTreeMap;

use super::cores::{each, those};
use super::fit::{Evidence, fit_of_part};
use super::{Catalogue, Diagnosis};
use crate::compare::{same_answer, thing};
use crate::{Data, Part};

/// If all that is wrong is one of several things, and one mistake alone explains that on every case: this one, whatever it does
/// to the others, which are right. Whoever bends a rule in one function may have written the other apart, and right.
pub(super) fn one_wrong_thing(
    cases: &[Evidence<'_>],
    (mistakes, styles): (usize, usize),
    bent: &Catalogue<'_>,
) -> Option<Diagnosis> {
    let wrong_parts = |case: &Evidence<'_>| {
        let parts = case.parts()?;
        let wrong = (0..parts.len()).filter(|&at| case.part_is_wrong(at, parts));
        Some(wrong.map(|at| thing(&case.reference[at]).to_owned()).collect::<Vec<String>>())
    };
    let wrong: Option<Vec<Vec<String>>> = cases.iter().map(wrong_parts).collect();
    let wrong: Vec<String> = wrong?.concat();
    let the_one = wrong.first()?;
    let others = || cases.iter().flat_map(|case| case.reference).any(|part| thing(part) != the_one);
    if wrong.iter().any(|other| other != the_one) || !others() {
        return None;
    }
    let explains = |mistake: usize, style: usize| {
        let mut shown = 0;
        for (number, case) in cases.iter().enumerate() {
            for (at, _) in case.reference.iter().enumerate().filter(|(_, part)| thing(part) == the_one) {
                let theirs = bent(&[mistake], style, number);
                let theirs = theirs.as_deref().ok().filter(|theirs| theirs.len() == case.reference.len());
                let Some(fit) = theirs.and_then(|theirs| fit_of_part(case, at, theirs)) else { return false };
                if fit.guarded > 0 {
                    return false;
                }
                shown += usize::from(fit.shown > 0);
            }
        }
        shown >= 2
    };
    let all: Vec<usize> = (0..mistakes).collect();
    let found = those(&all, |&m| (0..styles).any(|style| explains(m, style)));
    let [mistake] = found[..] else { return None };
    Some(Diagnosis { by_thing: vec![(the_one.clone(), mistake)], ..Diagnosis::default() })
}

/// For each thing that is put out, `capacity` or `step 2: out`'s `out`, the mistake that concerns nothing else and reproduces it
/// on every case that ended; if there is exactly one. And whether they leave something unexplained.
///
/// Two wrong cases have to show it by finite values: where everything is not-a-number, one mistake looks like another.
pub(super) fn explain_things(
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
    let all: Vec<usize> = (0..mistakes).collect();
    let found = each(&all, |&m| Some(((0..styles).find_map(|style| explained(m, style))?, m)));
    let found: Vec<(&str, usize)> = found.into_iter().flatten().collect();
    let one = |thing: &&str| {
        let mut these = found.iter().filter(|(other, _)| other == thing);
        these.next().filter(|_| these.next().is_none()).map(|&(thing, mistake)| (thing.to_owned(), mistake))
    };
    let named: Vec<(String, usize)> = things.iter().filter_map(one).collect();
    let all_wrong = wrong_in.values().filter(|&&cases| cases > 0).count();
    let leave_more = named.len() < all_wrong || ended.len() < cases.len();
    (named, leave_more)
}
