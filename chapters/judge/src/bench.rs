//! The bench on which answers are laid: the cases of one exercise and one seed, with all that the judge itself computes for
//! them, each once.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::exercise::{Exercise, Instance, Who};
use crate::runner::{InProcess, Observed, observe};
use crate::{Part, Precision, compare};

/// What is right for a case.
pub(crate) struct Expected {
    /// The reference's output.
    pub(crate) parts: Vec<Part>,
    /// How far each part of an answer's may be from it.
    pub(crate) tolerances: Vec<f64>,
}

/// Of a case whose reference this machine cannot compute.
pub(crate) static NOTHING: Expected = Expected { parts: Vec::new(), tolerances: Vec::new() };

impl Expected {
    fn of(exercise: &Exercise, input: &[u8]) -> Result<Expected, String> {
        let reference = |precision| exercise.erased.reference(input, precision);
        let parts = reference(Precision::Double)?;
        let tolerances =
            compare::tolerances(&parts, &[reference(Precision::Float)?, reference(Precision::Nudged)?]);
        Ok(Expected { parts, tolerances })
    }
}

/// The cases of one exercise and one seed. References, and outputs of the bent solution with one mistake or none, are computed
/// when they are first asked for, and kept; several threads may ask. Whoever judges several answers on one seed lays them on
/// one bench, and lets go of it before the next: a few hundred outputs lie on it.
pub(crate) struct Bench<'a> {
    pub(crate) exercise: &'a Exercise,
    pub(crate) seed: u64,
    pub(crate) instances: Vec<Instance>,
    expected: Vec<OnceLock<Result<Expected, String>>>,
    /// By mistake (the first is none) and style, and therein by case. Most answers need few of them.
    bent: Vec<OnceLock<Vec<OnceLock<Observed>>>>,
}

/// Places for what is computed later.
fn places<T>(count: usize) -> Vec<OnceLock<T>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

impl<'a> Bench<'a> {
    pub(crate) fn new(exercise: &'a Exercise, seed: u64) -> Bench<'a> {
        let instances = exercise.erased.instances(seed);
        let expected = places(instances.len());
        let bent = places((exercise.mistakes.len() + 1) * exercise.styles);
        Bench { exercise, seed, instances, expected, bent }
    }

    /// What is right for a case, or what is missing to compute it.
    pub(crate) fn expected(&self, case: usize) -> Result<&Expected, &str> {
        let compute = || Expected::of(self.exercise, &self.instances[case].input);
        self.expected[case].get_or_init(compute).as_ref().map_err(String::as_str)
    }

    /// What the bent solution gives. Of two mistakes at once nothing is kept: there are many pairs, and each is asked for once.
    pub(crate) fn bent(&self, mistakes: &[usize], style: usize, case: usize) -> Cow<'_, Observed> {
        let compute = || {
            let who = Who::Bent { mistakes: mistakes.to_vec(), style };
            observe(self.exercise, &mut InProcess(self.exercise, who), &self.instances[case].input)
        };
        let number = match mistakes {
            [] => 0,
            [mistake] => mistake + 1,
            _ => return Cow::Owned(compute()),
        };
        let of_all_cases = &self.bent[number * self.exercise.styles + style];
        let outputs = of_all_cases.get_or_init(|| places(self.instances.len()));
        Cow::Borrowed(outputs[case].get_or_init(compute))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use super::*;
    use crate::judging::in_process;
    use crate::{
        Alternative, Bent, Case, Fresh, Level, Meta, Mistake, Plan, Property, Reference, Verdict, proofs,
    };

    static REFERENCES: AtomicUsize = AtomicUsize::new(0);
    static BENT: AtomicUsize = AtomicUsize::new(0);

    /// Doubling a number; the knob is what is added to it.
    fn doubling() -> Exercise {
        Plan::<fn(f64) -> f64, f64, f64, f64> {
            meta: Meta {
                chapter: "judge",
                name: "doubling",
                title: "doubling",
                level: Level::Easy,
                minutes: 1,
                year: 2026,
                needs: &[],
                text: "judge.html#doubling",
                hints: ["", "", ""],
                story: "",
            },
            answer: None,
            solution: |x| 2.0 * x,
            call: |answer, &x| answer(x),
            reference: Reference {
                run: |x, _| {
                    REFERENCES.fetch_add(1, Relaxed);
                    Ok(vec![Part::real("out", [], [2.0 * x])])
                },
                ran: || "the test".into(),
            },
            cases: vec![Case { name: "one", make: |_| 1.0 }],
            fresh: Fresh { count: 2, make: |random| random.normal() },
            describe: ToString::to_string,
            properties: vec![Property { name: "it returns", holds: |x, probe| probe.call(x).map(drop) }],
            bent: Bent {
                run: |more, x| {
                    BENT.fetch_add(1, Relaxed);
                    2.0 * x + more
                },
            },
            mistakes: vec![
                Mistake::new("more", "it adds one", |more| *more += 1.0),
                Mistake::new("as_much", "it adds one too", |more| *more += 1.0),
                Mistake::new("nothing", "it adds nothing", |more| *more += 0.0),
                Mistake::new("less", "it subtracts two", |more| *more -= 2.0)
                    .edit("2.0 * x", "2.0 * x - 2.0"),
                Mistake::new("slow", "it is slow", |more| *more += 0.0).by_law(),
            ],
            styles: vec![],
            twins: vec![],
            alternatives: vec![Alternative { name: "sum", answer: |x| x + x }],
            promises: Vec::new(),
            golden: vec![],
        }
        .exercise()
    }

    #[test]
    fn everything_is_computed_once_and_a_faulty_grader_is_found_out() {
        let exercise = doubling();
        let bench = Bench::new(&exercise, 3);
        assert_eq!(in_process(&bench, &Who::Solution).verdict, Verdict::Passed);
        for _ in 0..3 {
            assert_eq!(in_process(&bench, &Who::mistaken(&[3])).mistakes, ["less"]);
        }
        assert_eq!(REFERENCES.load(Relaxed), 3 * 3, "three cases in three precisions");
        // All cases of the mistake, and one of each of the others.
        assert_eq!(BENT.load(Relaxed), 3 + 4);

        let fault = |mistake| proofs::rejected(&bench, mistake, false).unwrap_err();
        assert!(fault(0).contains("more was called [\"more\", \"as_much\"]"), "{}", fault(0));
        assert!(fault(2).contains("nothing got through"), "{}", fault(2));
        assert!(fault(4).contains("slow got through"), "{}", fault(4));
        assert_eq!(proofs::rejected(&bench, 3, false), Ok(()));
        assert_eq!(exercise.edits[3], Some(("2.0 * x", "2.0 * x - 2.0")));
    }
}
