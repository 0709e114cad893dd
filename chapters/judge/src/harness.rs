//! Test binaries over a list of exercises: the reader's answers, the solutions, and the mistakes.

use std::process::ExitCode;

use crate::diagnosis::{Evidence, Observed, diagnose};
use crate::exercise::Who;
use crate::trials::{self, Arguments, Ending, Trial};
use crate::{Exercise, Limits, Report, Verdict, child, compare, judging, panics, random, trivial};

/// Seeds on which every mistake must stay clear of the tolerance, and every right answer within it: these, unless
/// `WORKBOOK_SEEDS` is another number. `.ci/run` takes 200.
const SEEDS: u64 = 40;
/// Seeds on which that is also tried in every style.
const STYLE_SEEDS: u64 = 25;
/// By how many tolerances a mistake must differ on some case.
const SEPARATION: f64 = 10.0;

/// What a test binary understands besides the usual arguments of `cargo test`.
struct Options {
    json: bool,
    in_process: bool,
    attended: bool,
    rest: Vec<String>,
}

fn options() -> Options {
    let mut options = Options { json: false, in_process: false, attended: false, rest: Vec::new() };
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--json" => options.json = true,
            "--in-process" => options.in_process = true,
            "--attended" => options.attended = true,
            _ => options.rest.push(argument),
        }
    }
    options
}

/// Judges the reader's answers. With `--json` the reports are printed as an array, for the exercises named (all, if
/// none is); with `--in-process` the answers run without a child process, for a debugger; with `--attended` judging ends
/// when the standard input does, that is, with whoever asked for it.
pub fn main(exercises: Vec<Exercise>) -> ExitCode {
    child::serve_if_child(&exercises);
    let options = options();
    if options.attended {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            // The child notices that its connection is gone, and ends with all that it started.
            std::process::exit(2);
        });
    }
    judge_all(&exercises, &Who::Answer, &options)
}

/// Judges the solutions, the same way as answers, and every alternative.
pub fn solutions_main(exercises: Vec<Exercise>) -> ExitCode {
    child::serve_if_child(&exercises);
    let options = options();
    if options.json {
        return judge_all(&exercises, &Who::Solution, &options);
    }
    let mut trials = Vec::new();
    for exercise in &exercises {
        let id = exercise.meta.id();
        let alternative = |(i, name): (usize, &&str)| (format!("alternative: {name}"), Who::Alternative(i));
        let alternatives = exercise.alternatives.iter().enumerate().map(alternative);
        for (name, who) in std::iter::once(("solution".to_owned(), Who::Solution)).chain(alternatives) {
            trials.push(Trial::check(format!("{id} {name} passes"), move || passes(exercise, &who)));
        }
        trials.push(Trial::check(format!("{id} is complete"), move || complete(exercise)));
    }
    run(&options, trials, || ())
}

/// Proves that the grader catches every catalogued mistake, and no trivial answer gets through.
pub fn mistakes_main(exercises: Vec<Exercise>) -> ExitCode {
    child::serve_if_child(&exercises);
    let mut trials = Vec::new();
    for exercise in &exercises {
        let id = exercise.meta.id();
        // The long ones first: two cores share the rest.
        let name = format!("{id} mistakes are ten tolerances away, and none passes for another");
        trials.push(Trial::check(name, move || separated(exercise)));
        trials.push(Trial::check(format!("{id} trivial answers fail"), move || nothing_trivial(exercise)));
        for (mistake, (name, _)) in exercise.mistakes.iter().enumerate() {
            let name = format!("{id} {name} is rejected and named");
            trials.push(Trial::check(name, move || is_named(exercise, mistake)));
        }
    }
    run(&options(), trials, || ())
}

/// The seeds to try.
fn seeds() -> std::ops::Range<u64> {
    let number = std::env::var("WORKBOOK_SEEDS").ok().map(|text| text.parse());
    0..number.map_or(SEEDS, |number| number.expect("WORKBOOK_SEEDS is a number"))
}

fn run(options: &Options, trials: Vec<Trial<'_>>, after: impl FnOnce()) -> ExitCode {
    match Arguments::read(&options.rest) {
        Ok(arguments) => trials::run(&arguments, trials, after),
        Err(help) => {
            eprintln!("{help}");
            ExitCode::from(2)
        }
    }
}

fn judge_all(exercises: &[Exercise], who: &Who, options: &Options) -> ExitCode {
    let seed = random::seed();
    let judged = |exercise: &Exercise| {
        if options.in_process {
            judging::judge_in_process(exercise, who.clone(), seed)
        } else {
            judging::judge_with(exercise, who.clone(), seed, Limits::default())
        }
    };
    if options.json {
        let unknown = options.rest.iter().find(|id| !exercises.iter().any(|e| e.meta.id() == **id));
        if let Some(id) = unknown {
            eprintln!("there is no exercise {id}");
            return ExitCode::from(2);
        }
        let selected =
            exercises.iter().filter(|e| options.rest.is_empty() || options.rest.contains(&e.meta.id()));
        let reports: Vec<Report> = selected.map(judged).collect();
        println!("{}", serde_json::to_string(&reports).expect("reports are plain data"));
        return ExitCode::SUCCESS;
    }
    let trial = |exercise| {
        Trial::new(exercise_id(exercise), move || {
            let report = judged(exercise);
            match report.verdict {
                Verdict::Passed => Ending::Passed,
                Verdict::NotAttempted => Ending::Ignored(report.message),
                _ => Ending::Failed(report.rendered()),
            }
        })
    };
    run(options, exercises.iter().map(trial).collect(), || {
        let ran = exercises.first().map_or_else(|| "none".to_owned(), |e| e.erased.ran());
        println!("reference: {ran}; fresh cases from seed {seed} (WORKBOOK_SEED={seed} repeats them)\n");
    })
}

fn exercise_id(exercise: &Exercise) -> String {
    exercise.meta.id()
}

/// The solution or an alternative passes like a reader's answer, and on every seed.
fn passes(exercise: &Exercise, who: &Who) -> Result<(), String> {
    let report = judging::judge_with(exercise, who.clone(), random::seed(), Limits::default());
    if report.verdict != Verdict::Passed {
        return Err(report.rendered());
    }
    right(exercise, who, seeds())
}

/// Someone's code passes on every one of some seeds: values, repetition and properties.
fn right(exercise: &Exercise, who: &Who, seeds: std::ops::Range<u64>) -> Result<(), String> {
    for seed in seeds {
        let report = judging::judge_in_process(exercise, who.clone(), seed);
        if report.verdict != Verdict::Passed {
            return Err(report.rendered());
        }
    }
    Ok(())
}

/// The bent solution without a turned knob is right, and the description lacks nothing.
fn complete(exercise: &Exercise) -> Result<(), String> {
    for style in 0..exercise.styles {
        right(exercise, &Who::Bent { mistakes: Vec::new(), style }, 0..STYLE_SEEDS)
            .map_err(|why| format!("bent solution without a mistake, style {style}: {why}"))?;
    }
    let meta = &exercise.meta;
    let ids: std::collections::BTreeSet<&str> = exercise.mistakes.iter().map(|m| m.0).collect();
    let mut missing = Vec::new();
    let mut require = |there: bool, what: &str| {
        if !there {
            missing.push(what.to_owned());
        }
    };
    require(exercise.mistakes.len() >= 4, "four mistakes");
    require(ids.len() == exercise.mistakes.len(), "a name of its own for each mistake");
    require(exercise.mistakes.iter().all(|m| m.1.len() > 20), "a sentence for each mistake");
    require(exercise.alternatives.len() >= 2, "two right answers by another route");
    require(!exercise.properties.is_empty(), "a property");
    require(exercise.cases.0 >= 2 && exercise.cases.1 >= 3, "two named and three fresh cases");
    require(meta.hints.iter().all(|hint| hint.len() > 20), "three hints");
    require(meta.story.len() > 40, "a story to tell after passing");
    require(meta.name != meta.chapter, "a name that is not its crate's");
    require(meta.minutes > 0 && !meta.title.is_empty(), "title and minutes");
    require(
        meta.text.starts_with(meta.chapter) && meta.text.contains(".html#"),
        "page and anchor of its text",
    );
    if missing.is_empty() { Ok(()) } else { Err(format!("{} lacks {}", meta.id(), missing.join(", "))) }
}

/// A mistake, judged as an answer, is rejected and named as itself (or as a twin that nothing tells from it).
fn is_named(exercise: &Exercise, mistake: usize) -> Result<(), String> {
    let id = exercise.mistakes[mistake].0;
    let who = Who::mistaken(&[mistake]);
    let report = judging::judge_with(exercise, who, random::seed(), Limits::default());
    if matches!(report.verdict, Verdict::Passed | Verdict::NotAttempted | Verdict::NoReference) {
        return Err(format!("{id} got through:\n{}", report.rendered()));
    }
    let twin = |name: &String| name == id || are_twins(exercise, id, name);
    if !report.mistakes.iter().any(|name| name == id) || !report.mistakes.iter().all(twin) {
        return Err(format!("{id} was called {:?}:\n{}", report.mistakes, report.rendered()));
    }
    Ok(())
}

/// A case with its reference, for the checks over many seeds.
struct Prepared {
    input: Vec<u8>,
    reference: Vec<crate::Part>,
    tolerances: Vec<f64>,
}

impl Prepared {
    fn all(exercise: &Exercise, seed: u64) -> Result<Vec<Prepared>, String> {
        let prepare = |instance: crate::exercise::Instance| {
            let (reference, tolerances) = judging::expected(exercise, &instance.input)?;
            Ok(Prepared { input: instance.input, reference, tolerances })
        };
        exercise.erased.instances(seed).into_iter().map(prepare).collect()
    }

    fn observe(&self, exercise: &Exercise, who: &Who) -> Observed {
        let output = panics::catch(|| exercise.erased.run(who, &self.input))?;
        Ok(exercise.erased.parts(&output).expect("the judge encoded the output"))
    }
}

/// On every seed (in every style on the first of them):
///
/// * some case puts each mistake at least ten tolerances away from the reference, and a mistake that only a property
///   finds is always within the tolerance;
/// * the output of each mistake names that mistake alone, its declared twins apart.
fn separated(exercise: &Exercise) -> Result<(), String> {
    let mut faults = std::collections::BTreeMap::new();
    for seed in seeds() {
        let catalogue = (exercise.mistakes.len(), if seed < STYLE_SEEDS { exercise.styles } else { 1 });
        let cases = Prepared::all(exercise, seed)?;
        let outputs: Vec<Vec<Vec<Observed>>> = (0..catalogue.0)
            .map(|mistake| {
                let outputs = |style| {
                    let who = Who::Bent { mistakes: vec![mistake], style };
                    cases.iter().map(|case| case.observe(exercise, &who)).collect()
                };
                (0..catalogue.1).map(outputs).collect()
            })
            .collect();
        for (mistake, styles) in outputs.iter().enumerate() {
            let (id, by_law) = (exercise.mistakes[mistake].0, exercise.by_law[mistake]);
            for (style, output) in styles.iter().enumerate() {
                let ratio = distance(&cases, output);
                // A style may repair a mistake, as f32::MIN for a maximum makes a guard against −∞ superfluous.
                let fine =
                    if by_law { ratio <= 1.0 } else { ratio >= SEPARATION || (style > 0 && ratio <= 1.0) };
                if !fine {
                    let fault = format!("{id}, style {style}, differs by {ratio:.1} tolerances");
                    faults.entry(fault).or_insert(seed);
                }
            }
            if by_law {
                continue;
            }
            let evidence: Vec<Evidence<'_>> = cases
                .iter()
                .zip(&styles[0])
                .map(|(case, observed)| Evidence {
                    observed,
                    reference: &case.reference,
                    tolerances: &case.tolerances,
                })
                .collect();
            let mut bent =
                |mistakes: &[usize], style: usize, case: usize| outputs[mistakes[0]][style][case].clone();
            let diagnosis = diagnose(&evidence, catalogue, &mut bent);
            if !diagnosis.alone.contains(&mistake) {
                faults.entry(format!("{id} does not explain itself")).or_insert(seed);
            }
            for other in diagnosis.named().into_iter().filter(|&other| other != mistake) {
                let other = exercise.mistakes[other].0;
                if !are_twins(exercise, id, other) {
                    faults
                        .entry(format!("nothing tells {id} from {other}, and they are not declared"))
                        .or_insert(seed);
                }
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("fault, and the first seed that shows it: {faults:#?}"))
    }
}

/// The largest difference of any case, in tolerances.
fn distance(cases: &[Prepared], output: &[Observed]) -> f64 {
    let ratios = cases.iter().zip(output).map(|(case, output)| match output {
        Ok(output) => compare::ratio(&case.reference, &case.tolerances, output),
        Err(_) => f64::INFINITY,
    });
    ratios.fold(0.0, f64::max)
}

fn are_twins(exercise: &Exercise, a: &str, b: &str) -> bool {
    exercise.twins.iter().any(|twins| (twins.0, twins.1) == (a, b) || (twins.1, twins.0) == (a, b))
}

fn nothing_trivial(exercise: &Exercise) -> Result<(), String> {
    for seed in seeds() {
        let accepted = trivial::accepted(exercise, seed)?;
        if !accepted.is_empty() {
            return Err(format!("seed {seed}: {} passed", accepted.join(", ")));
        }
    }
    Ok(())
}
