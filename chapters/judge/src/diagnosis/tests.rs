//! How diagnoses come about.

use super::*;
use crate::{Part, Stop};

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

/// Cases of one thing, a few numbers each, all of whose tolerances are one thousandth.
fn of_numbers(right: &[&[f64]], yours: &[&[f64]], mistakes: &[&[&[f64]]]) -> Diagnosis {
    let parts = |values: &[f64]| vec![Part::real("out", [values.len()], values.iter().copied())];
    let references: Vec<Vec<Part>> = right.iter().map(|values| parts(values)).collect();
    let observed: Vec<Observed> = yours.iter().map(|values| Ok(parts(values))).collect();
    let evidence: Vec<Evidence<'_>> = observed
        .iter()
        .zip(&references)
        .map(|(observed, reference)| Evidence { observed, reference, tolerances: &TOLERANCES[..1] })
        .collect();
    diagnose(&evidence, (mistakes.len(), 1), &|turned, _, case| {
        let Some((first, more)) = turned.split_first() else { return Cow::Owned(Ok(parts(right[case]))) };
        let mut values = mistakes[*first][case].to_vec();
        for other in more {
            let others = mistakes[*other][case].iter().zip(right[case]);
            values.iter_mut().zip(others).for_each(|(value, (with, without))| *value += with - without);
        }
        Cow::Owned(Ok(parts(&values)))
    })
}

#[test]
fn a_guard_does_not_hide_a_mistake_that_other_cases_show() {
    let right: [&[f64]; 3] = [&[1.0, 2.0], &[3.0, 4.0], &[5.0]];
    let mistake: &[&[f64]] = &[&[1.5, 2.5], &[f64::NAN, f64::INFINITY], &[5.0]];
    let guarded: [&[f64]; 3] = [&[1.5, 2.5], &[0.0, 0.0], &[5.0]];
    assert_eq!(of_numbers(&right, &guarded, &[mistake]).alone, [0]);
    // What it hides must not be all that there is, and what it does not hide must agree.
    let nothing_left: [&[f64]; 3] = [&[1.0, 2.0], &[0.0, 0.0], &[5.0]];
    let only_hidden: &[&[f64]] = &[&[1.0, 2.0], &[f64::NAN, f64::INFINITY], &[5.0]];
    assert_eq!(of_numbers(&right, &nothing_left, &[only_hidden]).named(), [0; 0]);
    let otherwise: [&[f64]; 3] = [&[1.5, 2.5], &[0.0, 0.0], &[5.1]];
    assert_eq!(of_numbers(&right, &otherwise, &[mistake]).alone, [0; 0]);
    // Of two that fit, the one that needs less hidden; of two alike, none.
    let less: &[&[f64]] = &[&[1.5, 2.5], &[f64::NAN, 0.0], &[5.0]];
    assert_eq!(of_numbers(&right, &guarded, &[mistake, less]).alone, [1]);
    assert_eq!(of_numbers(&right, &guarded, &[mistake, mistake]).alone, [0; 0]);
}

#[test]
fn near_the_tolerance_a_case_says_nothing() {
    let right: [&[f64]; 2] = [&[1.0], &[2.0]];
    let mistake: &[&[f64]] = &[&[1.5], &[2.0009]];
    // Wrong by a little more than is allowed, where the mistake is by a little less.
    assert_eq!(of_numbers(&right, &[&[1.5], &[2.0011]], &[mistake]).alone, [0]);
    // But that alone shows nothing, and what is clearly wrong is no rounding.
    let without_effect: &[&[f64]] = &[&[1.0], &[2.0]];
    assert!(of_numbers(&right, &[&[1.0], &[2.0011]], &[without_effect]).alone.is_empty());
    assert!(of_numbers(&right, &[&[1.5], &[2.01]], &[mistake]).alone.is_empty());
}

#[test]
fn infinity_does_not_show_a_mistake_that_gives_no_number() {
    let right: [&[f64]; 2] = [&[1.0], &[2.0]];
    let mistake: &[&[f64]] = &[&[f64::NAN], &[2.0]];
    assert_eq!(of_numbers(&right, &[&[f64::NAN], &[2.0]], &[mistake]).alone, [0]);
    assert_eq!(of_numbers(&right, &[&[f64::INFINITY], &[2.0]], &[mistake]).alone, [0; 0]);
    // Elsewhere it agrees, and there it shows.
    let both: &[&[f64]] = &[&[f64::NAN], &[2.5]];
    assert_eq!(of_numbers(&right, &[&[f64::INFINITY], &[2.5]], &[both]).alone, [0]);
}

#[test]
fn a_mistake_of_two_functions_is_recognised_in_one_of_them() {
    // The fifth mistake concerns the first two things; the answer has the second apart, and right.
    let mut first_only = observed(&[4]);
    for (case, output_of_case) in first_only.iter_mut().flatten().enumerate() {
        output_of_case[1] = output(case, &[])[1].clone();
    }
    let diagnosis = diagnosed(&first_only, 5);
    assert_eq!(diagnosis.by_thing, [("a".to_owned(), 4)]);
    assert!(!diagnosis.leave_more);
}

#[test]
fn two_at_once_are_said_only_where_one_shows_by_itself() {
    let right: [&[f64]; 2] = [&[1.0], &[2.0]];
    let (a, b): (&[&[f64]], &[&[f64]]) = (&[&[1.5], &[2.25]], &[&[1.0], &[4.0]]);
    assert_eq!(of_numbers(&right, &[&[1.5], &[4.25]], &[a, b]).together, [0, 1]);
    let everywhere: &[&[f64]] = &[&[1.25], &[4.0]];
    assert!(of_numbers(&right, &[&[1.75], &[4.25]], &[a, everywhere]).together.is_empty());
}

#[test]
fn the_nearest_explains_most_of_what_is_wrong_and_agrees_with_half_of_all() {
    let right: [&[f64]; 4] = [&[1.0], &[2.0], &[3.0], &[4.0]];
    let mistake: &[&[f64]] = &[&[1.5], &[2.5], &[3.5], &[4.0]];
    let nearest = |yours: &[&[f64]]| of_numbers(&right, yours, &[mistake]).nearest;
    let found = nearest(&[&[1.5], &[2.5], &[3.1], &[4.0]]);
    assert_eq!(found, Some(Nearest { mistake: 0, explained: 2, wrong: 3 }));
    assert_eq!(nearest(&[&[1.5], &[2.1], &[3.1], &[4.0]]), None, "one of three");
    assert_eq!(nearest(&[&[1.5], &[2.0], &[3.0], &[4.1]]), None, "one of two");
    let everywhere: &[&[f64]] = &[&[1.5], &[2.5], &[3.5], &[4.5]];
    let only_first: [&[f64]; 4] = [&[1.5], &[2.0], &[3.0], &[4.0]];
    assert_eq!(of_numbers(&right, &only_first, &[everywhere]).nearest, None, "one of four agrees");
}

#[test]
fn panics_alone_do_not_show_a_mistake_that_panics_nearly_everywhere() {
    let part = |x: f64| vec![Part::real("out", [], [x])];
    let references = [part(1.0), part(2.0), part(3.0), part(4.0)];
    let panics = || {
        Err(Stop::Panicked {
            message: "index 7 is out of bounds".to_owned(),
            file: String::new(),
            line: 0,
            called: None,
        })
    };
    let evidence = |observed: &[Observed]| {
        let cases: Vec<Evidence<'_>> = observed
            .iter()
            .zip(&references)
            .map(|(observed, reference)| Evidence { observed, reference, tolerances: &TOLERANCES[..1] })
            .collect();
        let bent = |_: &[usize], _: usize, case: usize| match case {
            0 => Cow::Owned(Ok(part(1.5))),
            _ => Cow::Owned(panics()),
        };
        diagnose(&cases, (1, 1), &bent).alone
    };
    assert_eq!(evidence(&[Ok(part(1.0)), Ok(part(2.5)), panics(), panics()]), [0; 0]);
    assert_eq!(evidence(&[Ok(part(1.5)), panics(), panics(), panics()]), [0], "the same everywhere");
}

#[test]
fn another_number_of_parts_is_the_mistakes_within_the_tolerance() {
    let part = |label: &str, x: f64| Part::real(label, [], [x]);
    let reference = [part("a", 1.0), part("b", 2.0)];
    let alone = |yours: f64| {
        let observed = Ok(vec![part("a", yours)]);
        let evidence = Evidence { observed: &observed, reference: &reference, tolerances: &TOLERANCES[..2] };
        diagnose(&[evidence], (1, 1), &|_, _, _| Cow::Owned(Ok(vec![part("a", 1.5)]))).alone
    };
    assert_eq!(alone(1.5 + 1e-9), [0]);
    assert_eq!(alone(1.6), [0; 0]);
}

#[test]
fn what_did_not_end_contradicts_no_mistake_that_two_cases_show() {
    let right: [&[f64]; 4] = [&[1.0], &[2.0], &[3.0], &[4.0]];
    let part = |x: f64| vec![Part::real("out", [1], [x])];
    let references: Vec<Vec<Part>> = right.iter().map(|values| part(values[0])).collect();
    let alone = |wrong: usize| {
        let mut observed: Vec<Observed> =
            (0..4).map(|case| Ok(part(right[case][0] + f64::from(u8::from(case < wrong))))).collect();
        observed[3] = Err(Stop::TimedOut { seconds: 10.0 });
        let evidence: Vec<Evidence<'_>> = observed
            .iter()
            .zip(&references)
            .map(|(observed, reference)| Evidence { observed, reference, tolerances: &TOLERANCES[..1] })
            .collect();
        diagnose(&evidence, (2, 1), &|turned, _, case| {
            let more = [f64::from(u8::from(case < wrong)), 3.0][turned[0]];
            Cow::Owned(Ok(part(right[case][0] + more)))
        })
        .alone
    };
    assert_eq!(alone(2), [0]);
    assert_eq!(alone(1), [0; 0], "one case is no evidence");
}

#[test]
fn ranks_that_wait_for_one_another_are_known_by_who_waits_for_whom() {
    let stuck = |pattern: &str, told: &str| {
        Err(Stop::Stuck { pattern: pattern.into(), told: told.into(), panicked: false })
    };
    let reference = vec![Part::real("out", [], [1.0])];
    let alone = |pattern: &str| {
        let observed = stuck(pattern, "as it was");
        let evidence = Evidence { observed: &observed, reference: &reference, tolerances: &TOLERANCES[..1] };
        diagnose(&[evidence], (1, 1), &|_, _, _| Cow::Owned(stuck("0 for 1, 1 for 0", "otherwise"))).alone
    };
    assert_eq!(alone("0 for 1, 1 for 0"), [0]);
    assert_eq!(alone("0 for 1"), [0; 0]);
}

#[test]
fn of_two_at_once_one_alone_makes_ranks_wait_as_they_do() {
    let stuck = |pattern: &str| -> Observed {
        Err(Stop::Stuck { pattern: pattern.into(), told: String::new(), panicked: false })
    };
    let references: Vec<Vec<Part>> = (0..3).map(|case| output(case, &[])).collect();
    let named = |second: fn(&[usize]) -> Option<&'static str>| {
        let bent = |mistakes: &[usize], case: usize| match second(mistakes).filter(|_| case == 1) {
            Some(pattern) => stuck(pattern),
            None => Ok(output(case, mistakes)),
        };
        let observed: Vec<Observed> = (0..3).map(|case| bent(&[0, 1], case)).collect();
        let evidence: Vec<Evidence<'_>> = observed
            .iter()
            .zip(&references)
            .map(|(observed, reference)| Evidence { observed, reference, tolerances: &TOLERANCES })
            .collect();
        diagnose(&evidence, (3, 1), &|mistakes, _, case| Cow::Owned(bent(mistakes, case))).together
    };
    assert_eq!(named(|mistakes| mistakes.contains(&1).then_some("0 waits for 1")), [0, 1]);
    // Neither does it alone.
    assert!(named(|mistakes| (mistakes == [0, 1]).then_some("0 waits for 1")).is_empty());
}
