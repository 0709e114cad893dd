//! From an answer to a verdict.

use std::time::Instant;

use crate::compare::{self, Difference};
use crate::diagnosis::{Diagnosis, Evidence, Observed, diagnose};
use crate::exercise::{Broken, Exercise, Instance, Who};
use crate::random::Random;
use crate::supervise::Supervised;
use crate::{Limits, Part, Precision, Report, Stop, Verdict, panics};

/// Runs an answer, here or elsewhere.
pub(crate) trait Runner {
    /// The encoded output, and the bytes held at the peak.
    fn call(&mut self, input: &[u8]) -> Result<(Vec<u8>, usize), Stop>;
    /// What the answer has printed so far, cut at a length.
    fn printed(&mut self) -> String {
        String::new()
    }
}

/// Runs an answer in this process: for the judge's own code, and for a debugger.
struct InProcess<'a>(&'a Exercise, Who);

impl Runner for InProcess<'_> {
    fn call(&mut self, input: &[u8]) -> Result<(Vec<u8>, usize), Stop> {
        panics::catch(|| crate::memory::peak_of_this_thread(|| self.0.erased.run(&self.1, input)))
    }
}

/// Judges the answer, in a child process of this one. This process must be a test binary made by [`crate::main`].
pub fn judge(exercise: &Exercise, seed: u64) -> Report {
    judge_with(exercise, Who::Answer, seed, Limits::default())
}

/// Judges someone's code in a child process, under given limits.
pub fn judge_with(exercise: &Exercise, who: Who, seed: u64, limits: Limits) -> Report {
    if who == Who::Answer && !exercise.erased.has_answer() {
        let message = "the file was left out because the compiler rejects it".to_owned();
        return exercise.report(Verdict::DoesNotCompile, message, seed);
    }
    match Supervised::start(exercise, who.clone(), limits) {
        Ok(mut child) => run(exercise, &who, &mut child, seed),
        Err(cause) => {
            exercise.report(Verdict::Crashed, format!("  cause     no child process: {cause}\n"), seed)
        }
    }
}

/// Judges someone's code in this process: without limits, and without protection from what it does.
pub fn judge_in_process(exercise: &Exercise, who: Who, seed: u64) -> Report {
    run(exercise, &who, &mut InProcess(exercise, who.clone()), seed)
}

/// A case with everything that the judge knows of it.
struct Tried {
    instance: Instance,
    reference: Vec<Part>,
    tolerances: Vec<f64>,
    observed: Observed,
}

impl Tried {
    fn difference(&self) -> Option<Difference> {
        let output = self.observed.as_ref().ok()?;
        compare::difference(&self.reference, &self.tolerances, output)
    }

    fn is_wrong(&self) -> bool {
        self.observed.is_err() || self.difference().is_some()
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence { observed: &self.observed, reference: &self.reference, tolerances: &self.tolerances }
    }

    fn is_unfinished(&self) -> bool {
        self.observed.as_ref().is_err_and(|stop| stop.unfinished().is_some())
    }

    fn tolerance(&self) -> f64 {
        self.tolerances.iter().copied().fold(0.0, f64::max)
    }

    /// The line that names the case in a report.
    fn line(&self, seed: u64) -> String {
        let Instance { name, description, .. } = &self.instance;
        format!("  case      {name}: {description} (seed {seed})\n")
    }
}

fn run(exercise: &Exercise, who: &Who, runner: &mut dyn Runner, seed: u64) -> Report {
    let start = Instant::now();
    let mut report = verdict(exercise, runner, seed);
    if *who == Who::Answer {
        report.printed = runner.printed();
    }
    report.millis = start.elapsed().as_secs_f64() * 1e3;
    report
}

fn verdict(exercise: &Exercise, runner: &mut dyn Runner, seed: u64) -> Report {
    let erased = &exercise.erased;
    let report = |verdict, message: String| exercise.report(verdict, message, seed);

    let mut tried = Vec::new();
    let mut missing = None;
    for instance in erased.instances(seed) {
        let (reference, tolerances) = expected(exercise, &instance.input).unwrap_or_else(|why| {
            missing = Some(why);
            (Vec::new(), Vec::new())
        });
        let observed = observe(exercise, runner, &instance.input);
        let ended = matches!(observed, Err(Stop::TimedOut { .. } | Stop::Died { .. }));
        tried.push(Tried { instance, reference, tolerances, observed });
        if ended || missing.is_some() {
            break;
        }
    }

    if let Some(waits) = unfinished(exercise, &tried).filter(|_| tried.iter().all(Tried::is_unfinished)) {
        return report(Verdict::NotAttempted, waits);
    }
    if let Some(why) = missing {
        return report(Verdict::NoReference, format!("  cause     {why}\n"));
    }
    let tolerance = tried.iter().map(Tried::tolerance).fold(0.0, f64::max);
    let mut outcome = judged(exercise, runner, &tried, seed);
    outcome.tolerance = Some(outcome.tolerance.unwrap_or(tolerance));
    outcome.reference = erased.ran();
    outcome
}

/// The reference's output for an input, and the tolerance of each part.
pub(crate) fn expected(exercise: &Exercise, input: &[u8]) -> Result<(Vec<Part>, Vec<f64>), String> {
    let reference = |precision| exercise.erased.reference(input, precision);
    let double = reference(Precision::Double)?;
    let tolerances =
        compare::tolerances(&double, &[reference(Precision::Float)?, reference(Precision::Nudged)?]);
    Ok((double, tolerances))
}

fn observe(exercise: &Exercise, runner: &mut dyn Runner, input: &[u8]) -> Observed {
    let (output, _) = runner.call(input)?;
    exercise.erased.parts(&output).map_err(|cause| Stop::Died { cause })
}

fn judged(exercise: &Exercise, runner: &mut dyn Runner, tried: &[Tried], seed: u64) -> Report {
    let report = |verdict, message: String| exercise.report(verdict, message, seed);

    if let Some(case) = tried.iter().find(|case| case.is_wrong() && !case.is_unfinished()) {
        let (verdict, mut text) = failure(case, seed);
        let mut failed = report(verdict, String::new());
        if matches!(case.observed, Ok(_) | Err(Stop::Panicked { .. })) {
            let finished: Vec<&Tried> = tried.iter().filter(|case| !case.is_unfinished()).collect();
            let diagnosis = diagnose_cases(exercise, &finished);
            text += &told(exercise, &diagnosis, finished.len());
            failed.mistakes = names(exercise, &diagnosis.named());
        }
        failed.message = text;
        failed.tolerance = Some(case.tolerance());
        return failed;
    }
    if let Some(waits) = unfinished(exercise, tried) {
        return report(Verdict::NotAttempted, format!("{waits}; what is written so far is right"));
    }

    // The same inputs once more, in another order: an answer that keeps state between calls is found out.
    for case in tried.iter().rev() {
        let again = Tried {
            observed: observe(exercise, runner, &case.instance.input),
            ..case.clone_without_output()
        };
        if again.is_wrong() {
            let (verdict, text) = failure(&again, seed);
            let why = "  repeated  the first time this input gave the right output: does the answer keep something \
                       between calls?\n";
            return report(verdict, text + why);
        }
    }
    properties(exercise, runner, tried, seed)
}

impl Tried {
    fn clone_without_output(&self) -> Tried {
        Tried {
            instance: self.instance.clone(),
            reference: self.reference.clone(),
            tolerances: self.tolerances.clone(),
            observed: Ok(Vec::new()),
        }
    }
}

fn properties(exercise: &Exercise, runner: &mut dyn Runner, tried: &[Tried], seed: u64) -> Report {
    let holds = |property: usize, case: &Tried, runner: &mut dyn Runner| {
        let purpose = format!("{} {} {property}", exercise.meta.id(), case.instance.name);
        let mut random = Random::new(seed, &purpose);
        let mut caller = |input: &[u8]| runner.call(input);
        let erased = &exercise.erased;
        erased.holds(property, &case.instance.input, &mut caller, case.tolerance(), &mut random)
    };
    for case in tried {
        for (property, name) in exercise.properties.iter().enumerate() {
            let Err(broken) = holds(property, case, runner) else { continue };
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
            // A mistake that gives the right values everywhere, and breaks the same law, is this one.
            let breaks_it = |&m: &usize| {
                if !exercise.by_law[m] {
                    return false;
                }
                let mut mistaken = InProcess(exercise, Who::mistaken(&[m]));
                let right = tried.iter().all(|case| {
                    let observed = observe(exercise, &mut mistaken, &case.instance.input);
                    observed
                        .is_ok_and(|o| compare::difference(&case.reference, &case.tolerances, &o).is_none())
                });
                right && holds(property, case, &mut mistaken).is_err()
            };
            let alone: Vec<usize> = (0..exercise.mistakes.len()).filter(breaks_it).collect();
            failed.mistakes = names(exercise, &alone);
            text += &told(exercise, &Diagnosis { alone, ..Diagnosis::default() }, tried.len());
            failed.message = text;
            return failed;
        }
    }
    exercise.report(Verdict::Passed, String::new(), seed)
}

/// The verdict and the words for a case that failed.
fn failure(case: &Tried, seed: u64) -> (Verdict, String) {
    let line = case.line(seed);
    match (&case.observed, case.difference()) {
        (Err(stop), _) => {
            let (verdict, cause) = stopped(stop);
            (verdict, line + &cause)
        }
        (Ok(_), Some(Difference::Shape { label, yours, reference })) => {
            (Verdict::Wrong, format!("{line}  shape     {label}: yours {yours}, reference {reference}\n"))
        }
        (Ok(_), Some(Difference::Value { place, yours, reference, difference, allowed })) => {
            let gap =
                if difference.is_finite() { format!("difference {difference:.1e}, ") } else { String::new() };
            (
                Verdict::Wrong,
                format!(
                    "{line}  first at  {place}: yours {yours}, reference {reference}; {gap}allowed {allowed:.1e}\n"
                ),
            )
        }
        (Ok(_), None) => unreachable!("only cases that failed come here"),
    }
}

fn stopped(stop: &Stop) -> (Verdict, String) {
    match stop {
        Stop::Panicked { message, file, line } => {
            // The reader's file from the repository's root, a library's from its own.
            let from = file.rfind("exercises/").or_else(|| Some(file.find("/registry/src/")? + 14));
            let file = from.map_or(file.as_str(), |at| &file[at..]);
            (Verdict::Crashed, format!("  cause     panicked at {file}:{line}: {message}\n"))
        }
        Stop::TimedOut { seconds } => (
            Verdict::TimedOut,
            format!("  cause     no output within {seconds:.0} s: does a loop never end?\n"),
        ),
        Stop::Died { cause } => (Verdict::Crashed, format!("  cause     {cause}\n")),
    }
}

/// What the answer waits for, if a case met a `todo!()`.
fn unfinished(exercise: &Exercise, tried: &[Tried]) -> Option<String> {
    let stop =
        tried.iter().find_map(|case| case.observed.as_ref().err().filter(|s| s.unfinished().is_some()))?;
    let (file, todo, line) = stop.unfinished()?;
    if file == exercise.meta.file() {
        let all = tried.iter().all(Tried::is_unfinished);
        if all {
            return Some("not attempted".to_owned());
        }
        let said = if todo.is_empty() { "todo!()".to_owned() } else { format!("todo!({todo:?})") };
        Some(format!("line {line} still says {said}"))
    } else {
        let id = file.trim_start_matches("exercises/").trim_end_matches(".rs");
        Some(format!("not attempted: waits for {id}, which it calls"))
    }
}

fn diagnose_cases(exercise: &Exercise, cases: &[&Tried]) -> Diagnosis {
    let evidence: Vec<Evidence<'_>> = cases.iter().map(|case| case.evidence()).collect();
    let mut bent = |mistakes: &[usize], style: usize, case: usize| {
        let who = Who::Bent { mistakes: mistakes.to_vec(), style };
        observe(exercise, &mut InProcess(exercise, who), &cases[case].instance.input)
    };
    diagnose(&evidence, (exercise.mistakes.len(), exercise.styles), &mut bent)
}

fn names(exercise: &Exercise, mistakes: &[usize]) -> Vec<String> {
    mistakes.iter().map(|&m| exercise.mistakes[m].0.to_owned()).collect()
}

/// The diagnosis in words.
fn told(exercise: &Exercise, diagnosis: &Diagnosis, cases: usize) -> String {
    let tells = |m: &usize| {
        let (id, tells) = exercise.mistakes[*m];
        contract::wrapped("mistake", &format!("{tells} [{id}]"))
    };
    if let Some((nearest, count)) = diagnosis.nearest {
        let (id, tells) = exercise.mistakes[nearest];
        let text = format!(
            "no catalogued mistake explains all of it. The nearest, on {count} of {cases} cases: {tells} [{id}]"
        );
        return contract::wrapped("nearest", &text);
    }
    if !diagnosis.by_thing.is_empty() {
        let within = |(thing, mistake): &(String, usize)| {
            let (id, tells) = exercise.mistakes[*mistake];
            contract::wrapped("mistake", &format!("of `{thing}`: {tells} [{id}]"))
        };
        let text: String = diagnosis.by_thing.iter().map(within).collect();
        let rest =
            if diagnosis.leave_more { "More differs than these explain." } else { "All of these at once." };
        return format!("{text}            {rest}\n");
    }
    let mut text: String = diagnosis.named().iter().map(tells).collect();
    if diagnosis.alone.len() > 1 {
        text += "            One of these: they give the same output on every case here.\n";
    }
    if diagnosis.together.len() > 1 {
        text += "            Both at once.\n";
    }
    text
}
