//! Every file of `book/pytorch/` computes what the workbook's solution does. Python is started once for all of them. Where it has
//! no PyTorch, what needs it is ignored, with the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use pytorch::Example;
use serde_json::Value;

/// For each exercise what is wrong with its file.
type Faults = BTreeMap<String, Vec<String>>;

fn main() {
    let arguments = Arguments::from_args();
    let faults = Arc::new(LazyLock::new(|| tried(&files(), &pytorch::examples())));
    let mut trials: Vec<Trial> = pytorch::exercises()
        .into_iter()
        .map(|exercise| {
            let faults = faults.clone();
            Trial::ignorable_test(exercise, move || same(exercise, &faults))
        })
        .collect();
    trials.push(Trial::test("every_exercise_has_a_file_and_every_file_an_exercise", complete));
    trials.push(Trial::test("every_exercise_has_two_examples_of_different_shapes", two_examples));
    trials.push(Trial::test("every_line_fits_the_page", fits));
    trials.push(Trial::ignorable_test("a_file_with_a_fault_is_rejected", rejected));
    libtest_mimic::run(&arguments, trials).exit();
}

fn files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/pytorch")
}

/// A Python that has PyTorch: the one on the path, or the system's.
fn python() -> Result<&'static str, String> {
    let has = |python: &&str| {
        Command::new(python)
            .args(["-c", "import numpy, torch"])
            .output()
            .is_ok_and(|output| output.status.success())
    };
    ["python3", "/usr/bin/python3"]
        .into_iter()
        .find(has)
        .ok_or_else(|| "no Python here has PyTorch (Debian: python3-torch)".to_owned())
}

/// What is wrong with the files, as one run of Python says; or why there is none.
fn tried(files: &Path, examples: &[Example]) -> Result<Result<Faults, String>, String> {
    let python = python()?;
    let run = || -> Result<Faults, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let [given, told] = ["examples.json", "faults.json"].map(|name| folder.path().join(name));
        let examples: Value = examples.iter().map(Example::json).collect();
        fs::write(&given, examples.to_string())?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/same.py");
        let output = Command::new(python).arg(script).args([files, &given, &told]).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(serde_json::from_str(&fs::read_to_string(&told)?)?)
    };
    Ok(run().map_err(|error| error.to_string()))
}

fn same(
    exercise: &str,
    faults: &LazyLock<
        Result<Result<Faults, String>, String>,
        impl FnOnce() -> Result<Result<Faults, String>, String>,
    >,
) -> Result<Completion, Failed> {
    match &**faults {
        Err(reason) => Ok(Completion::ignored_with(reason)),
        Ok(Err(error)) => Err(error.into()),
        Ok(Ok(faults)) => match faults.get(exercise).map(Vec::as_slice) {
            Some([]) => Ok(Completion::Completed),
            Some(faults) => Err(faults.join("\n").into()),
            None => Err("it has no example".into()),
        },
    }
}

fn complete() -> Result<(), Failed> {
    let mut left: Vec<String> = Vec::new();
    for chapter in fs::read_dir(files())? {
        for file in fs::read_dir(chapter?.path())? {
            let path = file?.path();
            let chapter = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
            left.push(format!("{chapter}/{}", path.file_stem().unwrap_or_default().to_string_lossy()));
        }
    }
    let mut missing = Vec::new();
    for exercise in pytorch::exercises() {
        match left.iter().position(|file| file == exercise) {
            Some(at) => _ = left.swap_remove(at),
            None => missing.push(exercise),
        }
    }
    if missing.is_empty() && left.is_empty() {
        return Ok(());
    }
    Err(format!("without a file: {missing:?}; not an exercise: {left:?}").into())
}

/// What the page is wide enough for at 1,200 pixels, beside its sidebar.
fn fits() -> Result<(), Failed> {
    const WIDTH: usize = 80;
    let mut wide = Vec::new();
    for exercise in pytorch::exercises() {
        // What is missing is told by another test.
        let code = fs::read_to_string(files().join(format!("{exercise}.py"))).unwrap_or_default();
        let lines = code.lines().filter(|line| line.chars().count() > WIDTH);
        wide.extend(lines.map(|line| format!("{exercise}: {line}")));
    }
    if wide.is_empty() { Ok(()) } else { Err(wide.join("\n").into()) }
}

fn two_examples() -> Result<(), Failed> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for example in pytorch::examples() {
        all.entry(example.exercise.clone()).or_default().insert(shapes(&example));
    }
    let few = |exercise: &&str| all.get(*exercise).is_none_or(|shapes| shapes.len() < 2);
    let few: Vec<&str> = pytorch::exercises().into_iter().filter(few).collect();
    if few.is_empty() { Ok(()) } else { Err(few.join(", ").into()) }
}

/// The function that an example calls, and the shapes of what it receives and returns; numbers as they are.
fn shapes(example: &Example) -> String {
    fn of(value: &Value) -> String {
        match value {
            Value::Object(fields) => match fields.get("shape") {
                Some(shape) => shape.to_string(),
                None => fields.values().map(of).collect(),
            },
            Value::Array(parts) => format!("{:?}", parts.iter().map(of).collect::<Vec<_>>()),
            other => other.to_string(),
        }
    }
    let arguments: Vec<String> = example.arguments.iter().map(of).collect();
    format!("{arguments:?} {}", of(&example.expected))
}

/// Softmax along the wrong dimension, a function that is not there, and one without an example.
fn rejected() -> Result<Completion, Failed> {
    let right = fs::read_to_string(files().join("attention/softmax.py"))?;
    let wrong = [
        (right.replace("dim=-1", "dim=0"), "the result is"),
        (right.replace("def softmax", "def soft"), "KeyError"),
        (format!("{right}\n\ndef other(scores):\n    return scores\n"), "other has no example"),
    ];
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("wrong"))?;
    let mut examples = Vec::new();
    for (number, (code, _)) in wrong.iter().enumerate() {
        assert_ne!(*code, right);
        fs::write(folder.path().join(format!("wrong/{number}.py")), code)?;
        for example in pytorch::examples() {
            if example.exercise == "attention/softmax" {
                examples.push(Example { exercise: format!("wrong/{number}"), ..example });
            }
        }
    }
    let faults = match tried(folder.path(), &examples) {
        Err(reason) => return Ok(Completion::ignored_with(reason)),
        Ok(faults) => faults?,
    };
    for (number, (code, said)) in wrong.iter().enumerate() {
        let told = faults[&format!("wrong/{number}")].join("\n");
        if !told.contains(said) {
            return Err(format!("{code}\nis told {told:?}, without {said:?}").into());
        }
    }
    Ok(Completion::Completed)
}
