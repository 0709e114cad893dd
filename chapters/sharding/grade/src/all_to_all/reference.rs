//! All experts and all tokens on one process.

use judge::{Missing, Part, Precision};
use ndarray::Array2;

use super::{Expert, Input, Layer, outputs_of};

pub(super) fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    Ok(match input {
        Input::Counts { experts, each, size } => {
            let count = |rank: usize| {
                let here = |e: &&usize| (rank * each..(rank + 1) * each).contains(*e);
                experts.iter().flatten().filter(here).count() as i64
            };
            vec![Part::whole("counts", [*size], (0..*size).map(count))]
        }
        Input::Layer(layer) => outputs_of(dense(layer, precision).iter()),
    })
}

/// Number by number, as the sums are written.
fn dense(layer: &Layer, precision: Precision) -> Vec<Array2<f64>> {
    let round = |x: f64| precision.pick(x, f64::from(x as f32), x);
    let nudge = precision.pick(1.0, 1.0, 1.0 + f64::from(f32::EPSILON));
    let expert = |e: usize, x: &[f64], j: usize| -> f64 {
        let times =
            |w: &Array2<f64>| (0..x.len()).fold(0.0, |sum, i| round(sum + round(x[i] * nudge * w[[i, j]])));
        match &layer.experts[e] {
            Expert::Identity => x[j] * nudge,
            Expert::Linear(w) => times(w),
            Expert::Curved(w) => {
                let z = times(w);
                round(z + round(0.3 * z * z))
            }
        }
    };
    let of_rank = |own: &super::Own| {
        Array2::from_shape_fn(own.tokens.dim(), |(token, j)| {
            let x = own.tokens.row(token).to_vec();
            let chosen = own.experts[token].iter().zip(&own.weights[token]);
            chosen.fold(0.0, |sum, (&e, &weight)| round(sum + round(weight * expert(e, &x, j))))
        })
    };
    layer.ranks.iter().map(of_rank).collect()
}
