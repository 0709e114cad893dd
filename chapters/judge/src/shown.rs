//! What others are told of exercises as data: how they are shown, and which edits make their mistakes.

use serde::Serialize;

use crate::exercise::Who;
use crate::{Exercise, Report, Verdict, judging};

/// Where a chapter keeps what is shown of its exercises, in the folder of its package.
const FILE: &str = "exercises.json";
/// The seed of the failing answer that is shown.
const SEED: u64 = 7;
/// By which part of themselves numbers in what a failing answer is told may differ: machines differ in the last digits.
const CLOSE: f64 = 0.05;

/// An exercise as it is shown.
///
/// # Errors
/// If this machine cannot say what an answer with a mistake is told.
fn described_one(exercise: &Exercise) -> Result<contract::Exercise, String> {
    let report = judging::judge_in_process(exercise, Who::mistaken(&[0]), SEED);
    if report.verdict == Verdict::NoReference {
        return Err(format!("what is shown of an exercise needs a reference: {}", report.rendered()));
    }
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Ok(contract::Exercise {
        mistakes: exercise.mistakes.iter().map(|&(id, _)| id.to_owned()).collect(),
        verdicts: owned(&[&exercise.properties[..], &exercise.named[..]].concat()),
        // What stands in the book is short.
        ..exercise.meta.shown(Report { whole: String::new(), ..report }.rendered())
    })
}

/// The exercises as they are shown, as JSON, in the order of the list.
pub(crate) fn described(exercises: &[Exercise]) -> Result<String, String> {
    let shown: Vec<contract::Exercise> = exercises.iter().map(described_one).collect::<Result<_, _>>()?;
    Ok(json(&shown))
}

/// An exercise is shown as it is.
pub(crate) fn is_as_described(exercise: &Exercise) -> Result<(), String> {
    const REMEDY: &str = "`cargo run -- describe` writes it";
    let text =
        std::fs::read_to_string(FILE).map_err(|why| format!("{FILE} cannot be read ({why}); {REMEDY}"))?;
    let entries: Vec<contract::Exercise> =
        serde_json::from_str(&text).map_err(|why| format!("{FILE} is something else ({why}); {REMEDY}"))?;
    let id = exercise.id();
    let Some(entry) = entries.iter().find(|entry| entry.id() == id) else {
        return Err(format!("{FILE} lacks {id}; {REMEDY}"));
    };
    let shown = described_one(exercise)?;
    // A device may round otherwise, and says that it was the one.
    let comparable = !exercise.erased.ran().contains("CUDA");
    let differing = differing(entry, &shown, comparable);
    if differing.is_empty() {
        return Ok(());
    }
    Err(format!("{FILE} has another {} of {id}; {REMEDY}", differing.join(", ")))
}

/// The fields in which an entry differs from what it should be.
fn differing(entry: &contract::Exercise, shown: &contract::Exercise, failing: bool) -> Vec<String> {
    let fields = |exercise: &contract::Exercise| match serde_json::to_value(exercise) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => unreachable!("an exercise has fields"),
    };
    let (theirs, ours) = (fields(entry), fields(shown));
    let differs = |(name, value): &(&String, &serde_json::Value)| match name.as_str() {
        "failing" => failing && !agree(&entry.failing, &shown.failing),
        name => theirs.get(name) != Some(value),
    };
    ours.iter().filter(differs).map(|(name, _)| name.clone()).collect()
}

/// Whether two texts are the same word for word, but for numbers, which may be close to each other.
fn agree(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_word(a, b))
}

fn same_word(a: &str, b: &str) -> bool {
    // What surrounds a number in a sentence or an index, `out[0,` and `0.3704;`, has to be the same.
    let parts = |word: &str| -> Vec<String> {
        word.split_inclusive(['[', ']', '(', ')', ',', ';', ':', '='])
            .flat_map(|part| {
                let number = part.trim_end_matches(['[', ']', '(', ')', ',', ';', ':', '=']);
                [number.to_owned(), part[number.len()..].to_owned()]
            })
            .collect()
    };
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let close = |a: &String, b: &String| match (number(a), number(b)) {
        (Some(x), Some(y)) => (x - y).abs() <= CLOSE * x.abs().max(y.abs()),
        _ => a == b,
    };
    let (a, b) = (parts(a), parts(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| close(a, b))
}

/// The replacement that makes a mistake.
#[derive(Serialize)]
struct MadeBy<'a> {
    exercise: String,
    mistake: &'a str,
    from: &'a str,
    to: &'a str,
}

/// The replacements in the published solutions that make mistakes, as JSON.
pub(crate) fn edits(exercises: &[Exercise]) -> String {
    let of_one = |exercise| {
        let Exercise { mistakes, edits, .. }: &Exercise = exercise;
        mistakes.iter().zip(edits).filter_map(move |((mistake, _), edit)| {
            edit.map(|(from, to)| MadeBy { exercise: Exercise::id(exercise), mistake, from, to })
        })
    };
    json(&exercises.iter().flat_map(of_one).collect::<Vec<_>>())
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).expect("it is plain data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_close_and_words_may_not() {
        let told = "first at  out[0, 2]: yours 0.4131, reference 0.2787; difference 1.3e-1, allowed 2.1e-6";
        for (other, same) in [
            (told.replace("0.4131", "0.4132"), true),
            (told.replace("2.1e-6", "2.2e-6"), true),
            (told.replace("2.1e-6", "2.3e-6"), false),
            (told.replace("0.4131", "NaN"), false),
            (told.replace("[0, 2]", "[0, 3]"), false),
            (told.replace("0.2787;", "0.2787,"), false),
            (told.replace("yours", "theirs"), false),
            (format!("{told} more"), false),
        ] {
            assert_eq!(agree(told, &other), same, "{other}");
        }
        assert!(agree("a (seed 7) -inf NaN", "a (seed 7) -inf NaN"));
        assert!(!agree("inf", "-inf"));
    }

    #[test]
    fn differing_fields_are_listed() {
        let shown = contract::Exercise {
            chapter: "attention".into(),
            name: "softmax".into(),
            title: "a row".into(),
            level: contract::Level::Easy,
            minutes: 10,
            year: 1990,
            needs: Vec::new(),
            text: "attention.html#softmax".into(),
            hints: ["", "", ""].map(Into::into),
            story: String::new(),
            failing: "yours 1".into(),
            mistakes: Vec::new(),
            verdicts: Vec::new(),
        };
        assert!(differing(&shown, &shown, true).is_empty());
        let other = contract::Exercise { minutes: 11, failing: "yours 2".into(), ..shown.clone() };
        assert_eq!(differing(&other, &shown, true), ["failing", "minutes"]);
        assert_eq!(differing(&other, &shown, false), ["minutes"]);
    }
}
