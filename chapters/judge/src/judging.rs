//! From an answer to a verdict.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use contract::plain;

use crate::bench::{Bench, NOTHING};
use crate::diagnosis::{Diagnosis, Evidence, diagnose};
use crate::exercise::{Exercise, Who};
use crate::plan::Broken;
use crate::random::Random;
use crate::runner::{InProcess, Runner, observe};
use crate::supervise::Supervised;
use crate::told::{failure, names, stopped, told, unfinished};
use crate::tried::Tried;
use crate::{Limits, Report, Stop, Verdict, whole};

/// Judges the answer, in a child process of this one. This process must be a test binary made by [`crate::main`].
///
/// # Errors
/// If the surroundings do not allow to judge: nothing is known of the answer then, so there is no verdict.
pub fn judge(exercise: &Exercise, seed: u64) -> Result<Report, String> {
    judge_with(exercise, Who::Answer, seed, Limits::default())
}

/// Judges someone's code in a child process, under given limits.
///
/// # Errors
/// As [`judge`].
pub fn judge_with(exercise: &Exercise, who: Who, seed: u64, limits: Limits) -> Result<Report, String> {
    if who == Who::Answer && !exercise.erased.has_answer() {
        let message = "the file was left out because the compiler rejects it".to_owned();
        return Ok(exercise.report(Verdict::DoesNotCompile, message, seed));
    }
    in_child(&Bench::new(exercise, seed), &who, limits)
}

/// Judges someone's code in this process: without limits, and without protection from what it does.
pub fn judge_in_process(exercise: &Exercise, who: Who, seed: u64) -> Report {
    in_process(&Bench::new(exercise, seed), &who)
}

/// As [`judge_with`], on a bench.
pub(crate) fn in_child(bench: &Bench<'_>, who: &Who, limits: Limits) -> Result<Report, String> {
    let mut child = Supervised::start(bench.exercise, who.clone(), limits)?;
    Ok(run(bench, who, &mut child))
}

/// As [`judge_in_process`], on a bench.
pub(crate) fn in_process(bench: &Bench<'_>, who: &Who) -> Report {
    run(bench, who, &mut InProcess(bench.exercise, who.clone()))
}

fn run(bench: &Bench<'_>, who: &Who, runner: &mut dyn Runner) -> Report {
    let start = Instant::now();
    let (mut report, call) = verdict(bench, runner);
    if *who == Who::Answer {
        report.printed = contract::from_the_root(&plain(&runner.printed(call)));
    }
    // Here what comes from an answer enters what is shown: the words of its panics, the names of its files, its texts.
    report.message = plain(&report.message);
    report.whole = plain(&report.whole);
    report.millis = runner.spent().unwrap_or_else(|| start.elapsed()).as_secs_f64() * 1e3;
    report
}

/// The call of an answer whose printed text is shown.
type Call = usize;

/// The cases up to the first that ends all, and why the reference of the last is missing, if it is.
fn try_cases<'b>(bench: &'b Bench<'_>, runner: &mut dyn Runner) -> (Vec<Tried<'b>>, Option<&'b str>) {
    let mut tried = Vec::new();
    let mut missing = None;
    for (case, instance) in bench.instances.iter().enumerate() {
        let expected = bench.expected(case).unwrap_or_else(|why| {
            missing = Some(why);
            &NOTHING
        });
        let observed = match runner.bent() {
            Some((mistakes, style)) => bench.bent(mistakes, style, case),
            None => Cow::Owned(observe(bench.exercise, runner, &instance.input)),
        };
        let ended = matches!(*observed, Err(Stop::TimedOut { .. } | Stop::Died { .. }));
        tried.push(Tried { case, instance, expected, observed });
        if ended || missing.is_some() {
            break;
        }
    }
    (tried, missing)
}

/// Whether an answer is not attempted, judged as far as that takes. Whoever lists tests wants to know it before they run, and no
/// look at the file tells: an answer may wait for a sibling, and `todo!()` may stand in a branch that no case takes, or in a
/// comment. So it is run; one that still says `todo!()` at its beginning takes a few milliseconds.
///
/// # Errors
/// As [`judge`].
pub(crate) fn is_open(exercise: &Exercise, seed: u64) -> Result<bool, String> {
    /// What takes longer is attempted.
    const TIME: Duration = Duration::from_secs(1);
    if !exercise.erased.has_answer() {
        return Ok(false);
    }
    let bench = Bench::new(exercise, seed);
    let limits = Limits { time: TIME, ..Limits::default() };
    let (tried, missing) = try_cases(&bench, &mut Supervised::start(exercise, Who::Answer, limits)?);
    let all = !tried.is_empty() && tried.iter().all(Tried::is_unfinished);
    let right = || !tried.iter().any(|case| case.is_wrong() && !case.is_unfinished());
    Ok(all || (missing.is_none() && right() && tried.iter().any(Tried::is_unfinished)))
}

/// The report, and the call that it is about: that of the failing case, else the first.
fn verdict(bench: &Bench<'_>, runner: &mut dyn Runner) -> (Report, Call) {
    let report = |verdict, message: String| (bench.exercise.report(verdict, message, bench.seed), 0);

    let (tried, missing) = try_cases(bench, runner);
    if let Some(waits) = unfinished(bench.exercise, &tried).filter(|_| tried.iter().all(Tried::is_unfinished))
    {
        return report(Verdict::NotAttempted, waits);
    }
    if let Some(why) = missing {
        return report(Verdict::NoReference, format!("  cause     {why}\n"));
    }
    let tolerance = tried.iter().map(Tried::tolerance).fold(0.0, f64::max);
    let (mut outcome, call) = judged(bench, runner, &tried);
    outcome.tolerance = Some(outcome.tolerance.unwrap_or(tolerance));
    outcome.reference = bench.exercise.erased.ran();
    (outcome, call)
}

fn judged(bench: &Bench<'_>, runner: &mut dyn Runner, tried: &[Tried<'_>]) -> (Report, Call) {
    let Bench { exercise, seed, .. } = *bench;
    let report = |verdict, message: String| exercise.report(verdict, message, seed);

    if let Some(case) = tried.iter().find(|case| case.is_wrong() && !case.is_unfinished()) {
        let (verdict, mut text) = failure(case, seed);
        let mut failed = report(verdict, String::new());
        if matches!(*case.observed, Ok(_) | Err(Stop::Panicked { .. } | Stop::Stuck { .. })) {
            let finished: Vec<&Tried<'_>> = tried.iter().filter(|case| !case.is_unfinished()).collect();
            let diagnosis = diagnose_cases(bench, &finished);
            text += &told(exercise, &diagnosis);
            failed.mistakes = names(exercise, &diagnosis.named());
        }
        failed.message = text;
        failed.whole = whole::outcome(exercise, case);
        failed.tolerance = Some(case.tolerance());
        // Each case was one call.
        return (failed, case.case);
    }
    if let Some(waits) = unfinished(exercise, tried) {
        return (report(Verdict::NotAttempted, format!("{waits}; what is written so far is right")), 0);
    }

    // The same inputs once more, in another order: an answer that keeps state between calls is found out. What the bent solution
    // gives is computed once and kept.
    let once_more = if runner.bent().is_some() { &[] } else { tried };
    for case in once_more.iter().rev() {
        let observed = Cow::Owned(observe(exercise, runner, &case.instance.input));
        let again = Tried { observed, ..*case };
        if again.is_wrong() {
            let (verdict, text) = failure(&again, seed);
            let why = "  repeated  the first time this input gave the right output: does the answer keep something \
                       between calls?\n";
            let whole = whole::outcome(exercise, &again);
            return (Report { whole, ..report(verdict, text + why) }, last(runner));
        }
    }
    properties(bench, runner, tried)
}

fn last(runner: &dyn Runner) -> Call {
    runner.calls().saturating_sub(1)
}

fn properties(bench: &Bench<'_>, runner: &mut dyn Runner, tried: &[Tried<'_>]) -> (Report, Call) {
    let Bench { exercise, seed, .. } = *bench;
    let holds = |property: usize, case: &Tried<'_>, runner: &mut dyn Runner| {
        let purpose = format!("{} {} {property}", exercise.meta.id(), case.instance.name);
        let mut random = Random::new(seed, &purpose);
        let mut caller = |input: &[u8]| runner.call(input);
        let erased = &exercise.erased;
        erased.holds(property, &case.instance.input, &mut caller, case.tolerance(), &mut random)
    };
    for case in tried {
        for (property, name) in exercise.properties.iter().enumerate() {
            let Err(broken) = holds(property, case, runner) else { continue };
            let call = last(runner);
            let (verdict, mut text) = match &broken {
                Broken::Law(text) => {
                    (Verdict::Wrong, format!("{}  law       {name}\n  broken    {text}\n", case.line(seed)))
                }
                Broken::Stopped(stop) => {
                    let (verdict, cause) = stopped(stop);
                    (verdict, format!("{}  law       {name}\n{cause}", case.line(seed)))
                }
            };
            let mut failed = exercise.report(verdict, String::new(), seed);
            // A mistake that gives the right values everywhere, and breaks the same law on the same cases, is this one.
            let breaks = |runner: &mut dyn Runner| -> Vec<bool> {
                tried.iter().map(|case| holds(property, case, runner).is_err()).collect()
            };
            let is_right = |m: usize| {
                tried.iter().all(|case| {
                    let mistaken = Tried { observed: bench.bent(&[m], 0, case.case), ..*case };
                    !mistaken.is_wrong()
                })
            };
            let mut alone: Vec<usize> =
                (0..exercise.mistakes.len()).filter(|&m| exercise.by_law[m] && is_right(m)).collect();
            if !alone.is_empty() {
                let broken = breaks(runner);
                alone.retain(|&m| breaks(&mut InProcess(exercise, Who::mistaken(&[m]))) == broken);
            }
            failed.mistakes = names(exercise, &alone);
            text += &told(exercise, &Diagnosis { alone, ..Diagnosis::default() });
            failed.message = text;
            failed.whole = whole::input(exercise, case);
            return (failed, call);
        }
    }
    (exercise.report(Verdict::Passed, String::new(), seed), 0)
}

fn diagnose_cases(bench: &Bench<'_>, cases: &[&Tried<'_>]) -> Diagnosis {
    let evidence: Vec<Evidence<'_>> = cases.iter().map(|case| case.evidence()).collect();
    let bent = |mistakes: &[usize], style: usize, case: usize| bench.bent(mistakes, style, cases[case].case);
    diagnose(&evidence, (bench.exercise.mistakes.len(), bench.exercise.styles), &bent)
}
