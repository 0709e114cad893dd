//! Whether an output is the reference's, within a tolerance that the case itself gives.

use crate::{Data, Part};

/// How many times the error of the float kernel, or of nudged inputs, a correct answer may show: another order of
/// summation, or scaling before rather than after a product.
const ROUNDING_FACTOR: f64 = 16.0;
/// The floor of a tolerance in units of the last place of a 32-bit float, at the part's largest value.
const FLOOR_ULPS: f64 = 64.0;
/// A part whose values are all smaller than this is compared as if one had this size.
const SMALLEST_SCALE: f64 = 1e-3;

/// How far an answer may be from each part of the reference. For real numbers it is the largest of
///
/// * sixteen times the error of the reference in float, on this very case: it knows sums and magnitudes;
/// * sixteen times the change of the reference when its inputs move by one unit in the last place of a float: it knows
///   how sensitive the case is, also where the float kernel happens to be exact;
/// * 64 units in the last place of a float at the part's largest value.
///
/// Parts that show one thing at several steps of a script, `step 2: out` and `step 3: out`, share the first two: a step with
/// two numbers would tell too little about rounding.
pub fn tolerances(double: &[Part], rounded: &[Vec<Part>]) -> Vec<f64> {
    let errors: Vec<f64> = double
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let Data::Real(exact) = &part.data else { return 0.0 };
            let errors = rounded.iter().filter_map(|parts| match &parts.get(index)?.data {
                Data::Real(rounded) => Some(error(exact, rounded)),
                _ => None,
            });
            errors.fold(0.0, f64::max)
        })
        .collect();
    let tolerance = |(index, part): (usize, &Part)| {
        let Data::Real(exact) = &part.data else { return 0.0 };
        let of_a_script = part.label.contains(": ");
        let same = double
            .iter()
            .zip(&errors)
            .filter(|(other, _)| of_a_script && other.label.contains(": ") && thing(other) == thing(part));
        same.fold(floor(exact).max(ROUNDING_FACTOR * errors[index]), |most, (_, &error)| {
            most.max(ROUNDING_FACTOR * error)
        })
    };
    double.iter().enumerate().map(tolerance).collect()
}

/// What a part shows: `out`, also at a step of a script, `step 2: out`.
pub(crate) fn thing(part: &Part) -> &str {
    part.label.rsplit_once(": ").map_or(&part.label, |(_, thing)| thing)
}

/// The largest finite difference.
fn error(exact: &[f64], rounded: &[f64]) -> f64 {
    let differences = exact.iter().zip(rounded).map(|(&a, &b)| distance(a, b));
    differences.filter(|d| d.is_finite()).fold(0.0, f64::max)
}

fn floor(values: &[f64]) -> f64 {
    let largest = values.iter().map(|v| v.abs()).filter(|v| v.is_finite()).fold(SMALLEST_SCALE, f64::max);
    FLOOR_ULPS * f64::from(f32::EPSILON) * largest
}

/// The first place at which an output differs from the reference.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    /// Another number of parts, or another shape.
    Shape {
        /// Which part.
        label: String,
        /// The output's shape.
        yours: String,
        /// The reference's.
        reference: String,
    },
    /// Another value.
    Value {
        /// Which element: `out[0, 2]`.
        place: String,
        /// The output's value.
        yours: String,
        /// The reference's.
        reference: String,
        /// How far apart; infinite for not-a-number.
        difference: f64,
        /// How far apart they may be; 0 for exact data.
        allowed: f64,
    },
}

/// The first difference beyond the tolerances, if there is one.
pub fn difference(reference: &[Part], tolerances: &[f64], output: &[Part]) -> Option<Difference> {
    if reference.len() != output.len() {
        return Some(Difference::Shape {
            label: "out".into(),
            yours: format!("{} parts", output.len()),
            reference: format!("{} parts", reference.len()),
        });
    }
    reference.iter().zip(tolerances).zip(output).find_map(|((r, &allowed), o)| part_difference(r, allowed, o))
}

fn part_difference(reference: &Part, allowed: f64, output: &Part) -> Option<Difference> {
    if reference.shape != output.shape || reference.data.len() != output.data.len() {
        let [yours, theirs] = [output, reference].map(|part| format!("{:?}", part.shape));
        return Some(Difference::Shape { label: reference.label.clone(), yours, reference: theirs });
    }
    let value = |at: usize, yours: String, expected: String, difference: f64| Difference::Value {
        place: place(reference, at),
        yours,
        reference: expected,
        difference,
        allowed,
    };
    match (&reference.data, &output.data) {
        (Data::Real(r), Data::Real(o)) => (0..r.len())
            .map(|at| (at, distance(r[at], o[at])))
            .find(|&(_, d)| d > allowed)
            .map(|(at, d)| value(at, digits(o[at], d), digits(r[at], d), d)),
        (Data::Whole(r), Data::Whole(o)) => (0..r.len())
            .find(|&at| r[at] != o[at])
            .map(|at| value(at, o[at].to_string(), r[at].to_string(), (o[at] as f64 - r[at] as f64).abs())),
        (Data::Text(r), Data::Text(o)) => {
            (r != o).then(|| value(0, format!("{o:?}"), format!("{r:?}"), f64::INFINITY))
        }
        _ => Some(Difference::Shape {
            label: reference.label.clone(),
            yours: "another kind of data".into(),
            reference: "the contract's".into(),
        }),
    }
}

/// The places at which a part of the reference's shape is beyond the tolerance.
pub(crate) fn places(reference: &Part, allowed: f64, output: &Part) -> Vec<usize> {
    let count = reference.data.len().min(output.data.len());
    match (&reference.data, &output.data) {
        (Data::Real(r), Data::Real(o)) => (0..count).filter(|&at| distance(r[at], o[at]) > allowed).collect(),
        (Data::Whole(r), Data::Whole(o)) => (0..count).filter(|&at| r[at] != o[at]).collect(),
        (r, o) => {
            if r == o {
                Vec::new()
            } else {
                (0..count).collect()
            }
        }
    }
}

/// How far two numbers are apart: 0 for the same infinity, infinite if one is not a number or not finite.
fn distance(a: f64, b: f64) -> f64 {
    if a == b {
        return 0.0;
    }
    let d = (a - b).abs();
    if d.is_nan() { f64::INFINITY } else { d }
}

/// A number with enough digits to show a difference of size `d`.
fn digits(value: f64, d: f64) -> String {
    if !value.is_finite() || value == 0.0 {
        return format!("{value}");
    }
    let places = if d.is_finite() && d > 0.0 { (2.0 - d.log10().floor()).clamp(4.0, 12.0) } else { 4.0 };
    if value.abs() < 1e-3 || value.abs() >= 1e6 {
        format!("{value:.4e}")
    } else {
        format!("{value:.*}", places as usize)
    }
}

/// The name of an element: `out[0, 2]`, or the label alone for a single number.
fn place(part: &Part, mut at: usize) -> String {
    let mut index: Vec<usize> = part
        .shape
        .iter()
        .rev()
        .map(|&extent| {
            let i = at % extent.max(1);
            at /= extent.max(1);
            i
        })
        .collect();
    index.reverse();
    if index.is_empty() { part.label.clone() } else { format!("{}{index:?}", part.label) }
}

/// The largest difference in units of the tolerance: at most 1 passes, infinite for another shape or not-a-number.
pub fn ratio(reference: &[Part], tolerances: &[f64], output: &[Part]) -> f64 {
    if reference.len() != output.len() {
        return f64::INFINITY;
    }
    let parts = reference.iter().zip(tolerances).zip(output);
    parts.fold(0.0, |worst: f64, ((r, &allowed), o)| match (&r.data, &o.data) {
        (Data::Real(a), Data::Real(b)) if r.shape == o.shape && a.len() == b.len() => {
            a.iter().zip(b).fold(worst, |worst, (&a, &b)| worst.max(distance(a, b) / allowed))
        }
        _ if part_difference(r, allowed, o).is_none() => worst,
        _ => f64::INFINITY,
    })
}

/// How far two wrong values may be apart that are taken for the same: four tolerances, wider where they are larger than right ones.
pub(crate) fn widened(values: &[f64], tolerance: f64) -> f64 {
    const WIDENED: f64 = 4.0;
    WIDENED * tolerance.max(floor(values))
}

/// Whether two outputs are the same answer, possibly both wrong: within the tolerances, widened where wrong values are
/// larger than right ones, and with one kind of not finite as good as another (an overflow in float is not-a-number
/// where double still shows infinity).
pub fn same_answer(a: &[Part], b: &[Part], tolerances: &[f64]) -> bool {
    let same_part = |((a, b), &tolerance): ((&Part, &Part), &f64)| {
        if a.shape != b.shape {
            return false;
        }
        match (&a.data, &b.data) {
            (Data::Real(x), Data::Real(y)) => {
                let allowed = widened(x, tolerance);
                x.len() == y.len()
                    && x.iter().zip(y).all(|(&x, &y)| {
                        x == y || (!x.is_finite() && !y.is_finite()) || (x - y).abs() <= allowed
                    })
            }
            (x, y) => x == y,
        }
    };
    a.len() == b.len() && a.iter().zip(b).zip(tolerances).all(same_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[f64]) -> Vec<Part> {
        vec![Part::real("out", vec![1, values.len()], values.iter().copied())]
    }

    #[test]
    fn the_first_difference_is_named_by_its_index() {
        let reference = [Part::real("out", vec![2, 3], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0])];
        let output = [Part::real("out", vec![2, 3], [0.0, 1.0, 2.0, 3.0, 4.5, 9.0])];
        let Some(Difference::Value { place, difference, .. }) = difference(&reference, &[0.1], &output)
        else {
            panic!("they differ")
        };
        assert_eq!((place.as_str(), difference), ("out[1, 1]", 0.5));
        assert!((ratio(&reference, &[0.1], &output) - 40.0).abs() < 1e-9);
    }

    #[test]
    fn not_a_number_never_passes_and_infinities_must_agree() {
        for (reference, output, passes) in [
            (1.0, f64::NAN, false),
            (f64::NEG_INFINITY, f64::NEG_INFINITY, true),
            (f64::NEG_INFINITY, f64::INFINITY, false),
            (f64::NEG_INFINITY, -1e30, false),
            (1.0, f64::INFINITY, false),
        ] {
            let (r, o) = (row(&[reference]), row(&[output]));
            assert_eq!(difference(&r, &[1e9], &o).is_none(), passes, "{reference} and {output}");
            assert_eq!(ratio(&r, &[1e9], &o) <= 1.0, passes, "{reference} and {output}");
        }
    }

    #[test]
    fn another_shape_never_passes() {
        let r = [Part::real("out", vec![2, 3], [0.0; 6])];
        for shape in [vec![3, 2], vec![6], vec![2, 2], vec![0, 3]] {
            let count = shape.iter().product();
            let o = [Part::real("out", shape, std::iter::repeat_n(0.0, count))];
            assert!(matches!(difference(&r, &[1.0], &o), Some(Difference::Shape { .. })));
            assert!(ratio(&r, &[1.0], &o).is_infinite());
        }
        assert!(difference(&r, &[1.0], &[]).is_some());
    }

    #[test]
    fn whole_numbers_are_compared_exactly() {
        let r = [Part::set("chosen", [3, 1, 2])];
        assert_eq!(difference(&r, &[0.0], &[Part::set("chosen", [2, 3, 1, 1])]), None);
        assert!(difference(&r, &[0.0], &[Part::set("chosen", [2, 3, 4])]).is_some());
    }

    #[test]
    fn the_tolerance_follows_the_float_kernel() {
        let double = row(&[100.0, 2.0]);
        let floor = tolerances(&double, &[])[0];
        assert!((floor - 100.0 * 64.0 * 1.192_092_9e-7).abs() < 1e-9);
        assert!((tolerances(&double, &[row(&[100.0, 2.5])])[0] - 8.0).abs() < 1e-12);
    }
}
