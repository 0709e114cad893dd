//! A small case as a whole: what went in, what came out, and what should have.

use std::fmt::Write as _;

use serde_json::Value;

use crate::compare;
use crate::exercise::Exercise;
use crate::tried::Tried;
use crate::{Data, Part};

/// More numbers than this nobody compares by eye.
const MOST: usize = 40;
/// Where the text begins behind a keyword.
const INDENT: &str = "            ";

/// The input, the answer's output with a mark where it differs, and the reference; empty for a case that is not small.
pub(crate) fn outcome(exercise: &Exercise, case: &Tried<'_>) -> String {
    let entered = input(exercise, case);
    let expected = &case.expected.parts;
    let Ok(observed) = case.observed.as_ref() else { return entered };
    if entered.is_empty() || [observed, expected].into_iter().any(|parts| count(parts) > MOST) {
        return String::new();
    }
    let marked = |at: usize, part: &Part| {
        let reference = expected.get(at).filter(|reference| reference.shape == part.shape);
        let differs =
            reference.map(|reference| compare::places(reference, case.expected.tolerances[at], part));
        array(&part.label, &part.shape, &texts(&part.data, &differs.unwrap_or_default()))
    };
    let yours: Vec<String> = observed.iter().enumerate().map(|(at, part)| marked(at, part)).collect();
    let theirs: Vec<String> =
        expected.iter().map(|part| array(&part.label, &part.shape, &texts(&part.data, &[]))).collect();
    let yours = yours.concat();
    let key = if yours.contains('*') { format!("{INDENT}* where it differs\n") } else { String::new() };
    format!("{entered}{}{key}{}", keyed("yours", &yours), keyed("expected", &theirs.concat()))
}

/// The input; empty if it is not small.
pub(crate) fn input(exercise: &Exercise, case: &Tried<'_>) -> String {
    let mut entered = Entered::default();
    entered.take("input", &exercise.erased.value(&case.instance.input));
    if entered.numbers > MOST { String::new() } else { keyed("input", &entered.text) }
}

fn count(parts: &[Part]) -> usize {
    parts.iter().map(|part| part.data.len()).sum()
}

/// Lines behind a keyword.
fn keyed(keyword: &str, text: &str) -> String {
    let lines = text.lines().enumerate();
    lines.fold(String::new(), |mut all, (at, line)| {
        let _ = match at {
            0 => writeln!(all, "  {keyword:<9} {line}"),
            _ => writeln!(all, "{INDENT}{line}"),
        };
        all
    })
}

/// The elements as they are shown, those at `differing` with a mark.
fn texts(data: &Data, differing: &[usize]) -> Vec<String> {
    let plain: Vec<String> = match data {
        Data::Real(values) => values.iter().map(|&value| number(value)).collect(),
        Data::Whole(values) => values.iter().map(ToString::to_string).collect(),
        Data::Text(text) => vec![format!("{text:?}")],
    };
    let mark = |(at, text): (usize, String)| if differing.contains(&at) { format!("*{text}") } else { text };
    plain.into_iter().enumerate().map(mark).collect()
}

/// Five digits, which tell numbers apart, and fit beside each other.
fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let size = value.abs().log10().floor() as i32;
    if !(-3..6).contains(&size) {
        return format!("{value:.3e}");
    }
    let text = format!("{value:.*}", (4 - size).clamp(0, 6) as usize);
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    short.to_owned()
}

/// An array under its name: a vector in one line, a matrix in rows, anything deeper in matrices.
fn array(name: &str, shape: &[usize], elements: &[String]) -> String {
    let extents: Vec<String> = shape.iter().map(ToString::to_string).collect();
    match shape {
        [] => format!("{name}  {}\n", elements.join(" ")),
        _ if elements.is_empty() => format!("{name} ({}), empty\n", extents.join(" × ")),
        [_] => format!("{name}  [{}]\n", elements.join(", ")),
        [.., columns] => {
            let width = elements.iter().map(|text| text.chars().count()).max().unwrap_or(0);
            let mut text = format!("{name} ({})\n", extents.join(" × "));
            for (at, row) in elements.chunks(*columns).enumerate() {
                let rows = shape[shape.len() - 2];
                if at > 0 && at % rows == 0 {
                    text.push('\n');
                }
                let row: Vec<String> = row.iter().map(|text| format!("{text:>width$}")).collect();
                let _ = writeln!(text, "  {}", row.join("  "));
            }
            text
        }
    }
}

/// An input, as far as it has been looked at.
#[derive(Default)]
struct Entered {
    text: String,
    numbers: usize,
}

impl Entered {
    fn take(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                if let Some((shape, elements)) = as_array(value) {
                    self.numbers += elements.len();
                    self.text += &array(name, &shape, &elements.iter().map(scalar).collect::<Vec<_>>());
                } else if let (Some(values), Some(layout)) = (fields.get("values"), fields.get("layout")) {
                    let layout = layout.as_str().filter(|layout| *layout != "Contiguous");
                    let name =
                        layout.map_or(name.to_owned(), |layout| format!("{name}, {}", layout.to_lowercase()));
                    self.take(&name, values);
                } else {
                    fields.iter().for_each(|(field, value)| self.take(field, value));
                }
            }
            Value::Array(values) if values.iter().any(|value| value.is_object() || value.is_array()) => {
                values.iter().enumerate().for_each(|(at, value)| self.take(&format!("{name}[{at}]"), value));
            }
            Value::Array(values) => {
                self.numbers += values.len();
                self.text += &array(name, &[values.len()], &values.iter().map(scalar).collect::<Vec<_>>());
            }
            _ => {
                self.numbers += 1;
                self.text += &array(name, &[], &[scalar(value)]);
            }
        }
    }
}

/// Shape and elements, if this is an array as ndarray writes it.
fn as_array(value: &Value) -> Option<(Vec<usize>, &Vec<Value>)> {
    value.get("v")?;
    let dimensions = value.get("dim")?;
    let extent = |extent: &Value| extent.as_u64().map(|extent| extent as usize);
    let shape = match dimensions {
        Value::Array(extents) => extents.iter().map(extent).collect::<Option<Vec<_>>>()?,
        one => vec![extent(one)?],
    };
    Some((shape, value.get("data")?.as_array()?))
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Number(value) if value.is_f64() => value.as_f64().map_or_else(String::new, number),
        Value::String(text) => text.clone(),
        // JSON knows no infinity and no not-a-number.
        Value::Null => "none or not finite".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, Array2, Array3, array};
    use serde::Serialize;

    use super::*;
    use crate::{Layout, Matrix};

    #[test]
    fn an_input_is_shown_by_the_names_of_its_fields() {
        #[derive(Serialize)]
        enum Input {
            Both {
                scores: Matrix,
                scale: f32,
                parts: Vec<Array1<f32>>,
                mask: Array2<bool>,
                seen: Vec<usize>,
                none: Array2<f32>,
            },
        }
        let input = Input::Both {
            scores: Matrix::from(array![[0.1, -20.25, 3.0], [1e-9, 5.0, 123_456.7]]).laid(Layout::Transposed),
            scale: 0.5,
            parts: vec![array![1.0, 2.0], array![3.0]],
            mask: array![[true, false]],
            seen: vec![3, 1],
            none: Array2::zeros((0, 4)),
        };
        let mut entered = Entered::default();
        entered.take("input", &serde_json::to_value(input).unwrap());
        let mut lines: Vec<&str> = entered.text.lines().collect();
        lines.sort_unstable();
        let mut expected = vec![
            "scores, transposed (2 × 3)",
            "    0.1  -20.25       3",
            "  1e-9        5  123457",
            "scale  0.5",
            "parts[0]  [1, 2]",
            "parts[1]  [3]",
            "mask (1 × 2)",
            "   true  false",
            "seen  [3, 1]",
            "none (0 × 4), empty",
        ];
        expected.sort_unstable();
        let same = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            lines.iter().map(|l| same(l)).collect::<Vec<_>>(),
            expected.iter().map(|l| same(&l.replace("1e-9", "1.000e-9"))).collect::<Vec<_>>()
        );
        assert_eq!(entered.numbers, 6 + 1 + 3 + 2 + 2);
    }

    #[test]
    fn rows_stand_below_each_other_and_matrices_apart() {
        let cube = Array3::from_shape_fn((2, 2, 2), |(a, b, c)| (100 * a + 10 * b + c) as f32);
        let part = Part::array("out", &cube);
        let text = keyed("yours", &array("out", &part.shape, &texts(&part.data, &[5])));
        let expected = "  yours     out (2 × 2 × 2)\n                 0     1\n                10    11\n            \n               100  *101\n               110   111\n";
        assert_eq!(text, expected);
        assert_eq!(array("loss", &[], &texts(&Data::Real(vec![f64::NAN]), &[0])), "loss  *NaN\n");
    }
}
