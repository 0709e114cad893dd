//! The whole MLP on one process, by sums as they are written.

use judge::{Missing, Part, Precision};
use ndarray::{Array1, Array2, ArrayView2, s};

use super::{Input, Weights};
use crate::talk::ranked;

/// Half of 1 + erf or of 1 + tanh: the factor of x, and how it changes with x.
fn gate(x: f64) -> [f64; 2] {
    let scale = (2.0 / std::f64::consts::PI).sqrt();
    let t = (scale * (x + 0.044_715 * x * x * x)).tanh();
    [0.5 * (1.0 + t), 0.5 * (1.0 - t * t) * scale * (1.0 + 0.134_145 * x * x)]
}

pub(super) fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let round = |x: f64| precision.pick(x, f64::from(x as f32), x);
    let moved = |array: &Array2<f64>| {
        let mut sign = 1.0;
        array.mapv(|x| {
            sign = -sign;
            precision.pick(x, f64::from(x as f32), x * (1.0 + sign * f64::from(f32::EPSILON)))
        })
    };
    let product = |a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>| {
        Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).fold(0.0, |sum, k| round(sum + round(a[[i, k]] * b[[k, j]])))
        })
    };
    let columns = |a: &Array2<f64>| -> Array1<f64> {
        a.columns().into_iter().map(|column| column.iter().fold(0.0, |sum, &x| round(sum + x))).collect()
    };
    let Weights(up, up_bias, down, down_bias) = &input.weights;
    let (x, up, down, gradient) = (moved(&input.x), moved(up), moved(down), moved(&input.gradient));
    let before = (product(x.view(), up.view()) + up_bias).mapv(round);
    let hidden = before.mapv(|x| round(x * gate(x)[0]));
    let output = (product(hidden.view(), down.view()) + down_bias).mapv(round);

    let of_hidden = product(gradient.view(), down.t());
    let of_before = (of_hidden
        * before.mapv(|x| {
            let [gate, slope] = gate(x);
            gate + x * slope
        }))
    .mapv(round);
    let of_input = product(of_before.view(), up.t());
    let whole = Weights(
        product(x.t(), of_before.view()),
        columns(&of_before),
        product(hidden.t(), gradient.view()),
        columns(&gradient),
    );

    let f = up.ncols();
    let shard = |weights: &Weights, rank: usize| {
        // By counting: the first f mod N ranks have one channel more.
        let before =
            |rank: usize| (0..rank).map(|r| f / input.ranks + usize::from(r < f % input.ranks)).sum();
        let own: std::ops::Range<usize> = before(rank)..before(rank + 1);
        Weights(
            weights.0.slice(s![.., own.clone()]).to_owned(),
            weights.1.slice(s![own.clone()]).to_owned(),
            weights.2.slice(s![own, ..]).to_owned(),
            weights.3.clone(),
        )
    };
    let ranks = || 0..input.ranks;
    let shards = ranked(ranks().map(|rank| shard(&input.weights, rank).parts("shard of")));
    let outputs = ranked(ranks().map(|_| vec![Part::array("output", &output)]));
    let gradients = ranked(ranks().map(|rank| {
        let own = shard(&whole, rank).parts("gradient of");
        [vec![Part::array("gradient of input", &of_input)], own].concat()
    }));
    Ok([shards, outputs, gradients].concat())
}
