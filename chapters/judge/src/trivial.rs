//! Answers that take no thought: zeros, the input itself, the mean, not-a-number, a wrong shape. None may pass.

use serde_json::Value;

use crate::bench::{Bench, Expected};
use crate::{Data, Part, compare};

type Maker = fn(&Part, &[f64]) -> Part;

fn filled(part: &Part, mut value: impl FnMut(usize) -> f64) -> Part {
    let data = match &part.data {
        Data::Real(values) => Data::Real((0..values.len()).map(value).collect()),
        Data::Whole(values) => Data::Whole((0..values.len()).map(|i| value(i) as i64).collect()),
        Data::Text(_) => Data::Text(String::new()),
    };
    Part { data, ..part.clone() }
}

fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The reference's own mean: as close as a constant can come.
fn own_mean(part: &Part) -> f64 {
    match &part.data {
        Data::Real(values) => mean(values),
        Data::Whole(values) => mean(&values.iter().map(|&v| v as f64).collect::<Vec<_>>()).round(),
        Data::Text(_) => 0.0,
    }
}

/// All numbers of an input.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Number(number) => number.as_f64().into_iter().collect(),
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        Value::Object(fields) => fields.values().flat_map(numbers).collect(),
        _ => Vec::new(),
    }
}

const MAKERS: [(&str, Maker); 8] = [
    ("zeros", |part, _| filled(part, |_| 0.0)),
    ("ones", |part, _| filled(part, |_| 1.0)),
    ("the input's numbers", |part, numbers| filled(part, |i| numbers.get(i).copied().unwrap_or(0.0))),
    ("the input's last numbers", |part, numbers| {
        let skip = numbers.len().saturating_sub(part.data.len());
        filled(part, |i| numbers.get(skip + i).copied().unwrap_or(0.0))
    }),
    ("the input's mean", |part, numbers| filled(part, |_| mean(numbers))),
    ("the output's mean", |part, _| filled(part, |_| own_mean(part))),
    ("not a number", |part, _| filled(part, |_| f64::NAN)),
    ("another shape", |part, _| Part {
        shape: part.shape.iter().map(|n| n + 1).chain([1]).collect(),
        ..part.clone()
    }),
];

/// The trivial answers that pass every case of a bench; there should be none. An error says why there is no reference.
pub(crate) fn accepted(bench: &Bench<'_>) -> Result<Vec<&'static str>, String> {
    let mut passing: Vec<(&str, Maker)> = MAKERS.to_vec();
    for (case, instance) in bench.instances.iter().enumerate() {
        let Expected { parts, tolerances } = bench.expected(case)?;
        let numbers = numbers(&bench.exercise.erased.value(&instance.input));
        passing.retain(|(_, make)| {
            let output: Vec<Part> = parts.iter().map(|part| make(part, &numbers)).collect();
            compare::ratio(parts, tolerances, &output) <= 1.0
        });
    }
    Ok(passing.into_iter().map(|(name, _)| name).collect())
}
