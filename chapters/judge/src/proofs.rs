//! Test binaries that prove a grader: right answers pass, mistakes are rejected and named, trivial answers fail. What is
//! proved on a seed is what a reader with that seed gets: whole verdicts.

use std::collections::BTreeSet;
use std::iter;
use std::process::ExitCode;

use crate::bench::Bench;
use crate::exercise::Who;
use crate::harness::{Options, judged, refuse, reports, run};
use crate::seeds::Seeds;
use crate::trials::{Ending, Trials};
use crate::{
    Exercise, Golden, Limits, Report, Stop, Verdict, child, compare, judging, panics, promise, shown, trivial,
};

/// By how many tolerances a mistake must differ on some case.
const SEPARATION: f64 = 10.0;

/// Judges the solutions, the same way as answers, and every alternative, and checks golden values. With `--json` it prints the reports on the
/// solutions, with `--describe` what is shown of the exercises.
pub fn solutions_main(exercises: Vec<Exercise>) -> ExitCode {
    child::serve_if_child(&exercises);
    let mut options = Options::read();
    if options.take("--describe") {
        return printed(shown::described(&exercises));
    }
    let in_process = options.take("--in-process");
    if options.take("--json") {
        return reports(&exercises, &options, |exercise, seed| {
            judged(exercise, &Who::Solution, seed, in_process)
        });
    }
    prove(&exercises, &options, |exercise, seeds| {
        let golden = exercise.golden.iter().map(|golden| known(exercise, golden));
        [right_answers(exercise, seeds), as_shown(exercise)].into_iter().chain(golden).collect()
    })
}

/// Proves that the grader catches every catalogued mistake, and no trivial answer gets through. With `--edits` it prints the
/// replacements in the published solutions that make the mistakes.
pub fn mistakes_main(exercises: Vec<Exercise>) -> ExitCode {
    child::serve_if_child(&exercises);
    let mut options = Options::read();
    if options.take("--edits") {
        return printed(Ok(shown::edits(&exercises)));
    }
    prove(&exercises, &options, |exercise, seeds| vec![wrong_answers(exercise, seeds)])
}

fn printed(text: Result<String, String>) -> ExitCode {
    match text {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => refuse(&why),
    }
}

fn prove(
    exercises: &[Exercise],
    options: &Options,
    trials: impl for<'a> Fn(&'a Exercise, &'a Seeds) -> Vec<Trials<'a>>,
) -> ExitCode {
    match Seeds::of_this_run() {
        Ok(seeds) => {
            let trials = exercises.iter().flat_map(|exercise| trials(exercise, &seeds)).collect();
            run(options, trials, || println!("{}\n", seeds.told()))
        }
        Err(why) => refuse(&why),
    }
}

/// What must hold on a bench.
type Check<'a> = Box<dyn Fn(&Bench<'a>) -> Result<(), String> + Send + Sync + 'a>;

/// Tests of an exercise that share the bench of each seed. A step is a seed: no more benches are kept than workers are at work.
fn on_every_seed<'a>(
    exercise: &'a Exercise,
    seeds: &'a Seeds,
    checks: Vec<(String, Check<'a>)>,
) -> Trials<'a> {
    let (names, checks): (Vec<String>, Vec<Check<'a>>) = checks.into_iter().unzip();
    Trials {
        names: names.into_iter().map(|name| format!("{} {name}", exercise.id())).collect(),
        steps: seeds.tried.iter().map(|seed| format!("seed {seed}")).collect(),
        run: Box::new(move |step, selected| {
            let seed = seeds.tried[step];
            let bench = Bench::new(exercise, seed);
            let ended = |&check: &usize| match checks[check](&bench) {
                Ok(()) => Ending::Passed,
                Err(why) => Ending::Failed(format!("seed {seed}: {why}")),
            };
            selected.iter().map(ended).collect()
        }),
        ignored: None,
    }
}

fn right_answers<'a>(exercise: &'a Exercise, seeds: &'a Seeds) -> Trials<'a> {
    let alternatives = exercise.alternatives.iter().enumerate();
    let alternatives = alternatives.map(|(i, name)| (format!("alternative: {name}"), Who::Alternative(i)));
    let right: Vec<_> = iter::once(("solution".into(), Who::Solution)).chain(alternatives).collect();
    let all = right.len();
    let passing = |(place, (name, who)): (usize, (String, Who))| {
        let check: Check<'a> = Box::new(move |bench| {
            passed(&judging::in_process(bench, &who))?;
            if seeds.is_apart(bench.seed, place, all) {
                passed(&judging::in_child(bench, &who, Limits::default())?)?;
            }
            Ok(())
        });
        (format!("{name} passes"), check)
    };
    let mut checks: Vec<(String, Check<'a>)> = right.into_iter().enumerate().map(passing).collect();
    checks.push(("is complete".into(), Box::new(complete)));
    checks.push(("keeps its promises".into(), Box::new(keeps_promises)));
    on_every_seed(exercise, seeds, checks)
}

/// What is known from elsewhere is found here too.
fn known<'a>(exercise: &'a Exercise, golden: &'a Golden) -> Trials<'a> {
    let name = format!("{} golden: {}", exercise.id(), golden.name.replace('_', " "));
    Trials::one(name, || match panics::catch(golden.check) {
        Ok(()) => Ending::Passed,
        Err(Stop::Panicked { message, file, line, .. }) => {
            Ending::Failed(format!("{file}:{line}: {message}"))
        }
        Err(_) => unreachable!("nothing else stops a call in this process"),
    })
}

fn as_shown(exercise: &Exercise) -> Trials<'_> {
    Trials::one(format!("{} is shown as it is", exercise.id()), || match shown::is_as_described(exercise) {
        Ok(()) => Ending::Passed,
        Err(why) => Ending::Failed(why),
    })
}

fn wrong_answers<'a>(exercise: &'a Exercise, seeds: &'a Seeds) -> Trials<'a> {
    let mut checks: Vec<(String, Check<'a>)> =
        vec![("trivial answers fail".into(), Box::new(nothing_trivial))];
    let all = exercise.mistakes.len();
    checks.extend(exercise.mistakes.iter().enumerate().map(|(mistake, (id, _))| {
        let check: Check<'a> =
            Box::new(move |bench| rejected(bench, mistake, seeds.is_apart(bench.seed, mistake, all)));
        (format!("{id} is rejected and named"), check)
    }));
    on_every_seed(exercise, seeds, checks)
}

fn passed(report: &Report) -> Result<(), String> {
    if report.verdict == Verdict::Passed { Ok(()) } else { Err(report.rendered()) }
}

/// The bent solution without a turned knob is right in every style, and the description lacks nothing. Many styles differ only
/// where a mistake is made: one that gives on every case, to the last bit, what one before it gave, is judged on some of the seeds
/// in turn, as its laws say there what they said of that one.
fn complete(bench: &Bench<'_>) -> Result<(), String> {
    let styles = bench.exercise.styles;
    let same = |a: usize, b: usize| {
        (0..bench.instances.len()).all(|case| bench.bent(&[], a, case) == bench.bent(&[], b, case))
    };
    for style in 0..styles {
        let in_turn = bench.seed % styles as u64 == style as u64;
        if !in_turn && (0..style).any(|before| same(style, before)) {
            continue;
        }
        passed(&judging::in_process(bench, &Who::Bent { mistakes: Vec::new(), style }))
            .map_err(|why| format!("bent solution without a mistake, style {style}: {why}"))?;
    }
    // Once: it has nothing to do with seeds.
    let missing = if bench.seed == 0 { lacks(bench.exercise) } else { Vec::new() };
    if missing.is_empty() { Ok(()) } else { Err(format!("the exercise lacks {}", missing.join(", "))) }
}

/// The named cases of the seed reach what the stub promises, and the promises say what the stub says.
fn keeps_promises(bench: &Bench<'_>) -> Result<(), String> {
    let Bench { exercise, seed, .. } = bench;
    let inputs: Vec<&[u8]> = bench.instances.iter().map(|instance| &instance.input[..]).collect();
    let mut faults = exercise.erased.promises_broken(&inputs, exercise.cases.0);
    // Once: it has nothing to do with seeds.
    if *seed == 0 {
        let file = format!("../../solutions/{}.rs", exercise.id());
        let stub = std::fs::read_to_string(&file).map_err(|why| format!("{file} cannot be read: {why}"))?;
        faults.extend(promise::unquoted(&stub, &exercise.erased.promised()));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}

fn lacks(exercise: &Exercise) -> Vec<&'static str> {
    let meta = &exercise.meta;
    let ids: BTreeSet<&str> = exercise.mistakes.iter().map(|m| m.0).collect();
    let required = [
        (exercise.mistakes.len() >= 4, "four mistakes"),
        (ids.len() == exercise.mistakes.len(), "a name of its own for each mistake"),
        (exercise.mistakes.iter().all(|m| m.1.len() > 20), "a sentence for each mistake"),
        (exercise.alternatives.len() >= 2, "two right answers by another route"),
        (!exercise.properties.is_empty(), "a property"),
        (exercise.cases.0 >= 2 && exercise.cases.1 >= 3, "two named and three fresh cases"),
        (meta.hints.iter().all(|hint| hint.len() > 20), "three hints"),
        (meta.story.len() > 40, "a story to tell after passing"),
        (meta.name != meta.chapter, "a name that is not its crate's"),
        (meta.minutes > 0 && !meta.title.is_empty(), "title and minutes"),
        (meta.text.starts_with(meta.chapter) && meta.text.contains(".html#"), "page and anchor of its text"),
    ];
    required.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
}

/// A mistake, judged as an answer, is rejected and named, and no accident: some case puts it far from the reference.
pub(crate) fn rejected(bench: &Bench<'_>, mistake: usize, apart: bool) -> Result<(), String> {
    let who = Who::mistaken(&[mistake]);
    is_named(bench.exercise, mistake, &judging::in_process(bench, &who))?;
    for style in 0..bench.exercise.styles {
        stands_apart(bench, mistake, style)?;
    }
    if apart {
        is_named(bench.exercise, mistake, &judging::in_child(bench, &who, Limits::default())?)
            .map_err(|why| format!("in a process of its own {why}"))?;
    }
    Ok(())
}

/// A report rejects a mistake and names it as itself (or as a twin that nothing tells from it).
fn is_named(exercise: &Exercise, mistake: usize, report: &Report) -> Result<(), String> {
    let id = exercise.mistakes[mistake].0;
    if matches!(report.verdict, Verdict::Passed | Verdict::NotAttempted | Verdict::NoReference) {
        return Err(format!("{id} got through:\n{}", report.rendered()));
    }
    let twin = |name: &String| name == id || are_twins(exercise, id, name);
    if !report.mistakes.iter().any(|name| name == id) || !report.mistakes.iter().all(twin) {
        return Err(format!("{id} was called {:?}:\n{}", report.mistakes, report.rendered()));
    }
    Ok(())
}

fn are_twins(exercise: &Exercise, a: &str, b: &str) -> bool {
    exercise.twins.iter().any(|twins| (twins.0, twins.1) == (a, b) || (twins.1, twins.0) == (a, b))
}

/// Some case puts a mistake at least ten tolerances away from the reference, and a mistake that only a property finds is
/// always within the tolerance.
fn stands_apart(bench: &Bench<'_>, mistake: usize, style: usize) -> Result<(), String> {
    let by_law = bench.exercise.by_law[mistake];
    let mut ratio = 0.0_f64;
    for case in 0..bench.instances.len() {
        let expected = bench.expected(case)?;
        ratio = ratio.max(match bench.bent(&[mistake], style, case).as_ref() {
            Ok(output) => compare::ratio(&expected.parts, &expected.tolerances, output),
            Err(_) => f64::INFINITY,
        });
        // Most show on one of the first cases: that is what makes every style on every seed affordable.
        if !by_law && ratio >= SEPARATION {
            return Ok(());
        }
    }
    // A style may repair a mistake, as f32::MIN for a maximum makes a guard against −∞ superfluous.
    if ratio <= 1.0 && (by_law || style > 0) {
        return Ok(());
    }
    let id = bench.exercise.mistakes[mistake].0;
    Err(format!("{id}, style {style}, differs by {ratio:.1} tolerances"))
}

fn nothing_trivial(bench: &Bench<'_>) -> Result<(), String> {
    let accepted = trivial::accepted(bench)?;
    if accepted.is_empty() { Ok(()) } else { Err(format!("{} passed", accepted.join(", "))) }
}
