//! What is left of a change after many steps of a plain recurrent network.

use figures::{Axis, Chart, Figure, Series, normals, random, text};
use ndarray::{Array1, Array2, ArrayView2, array};

use crate::{Rnn, RnnWeights};

const SEED: u64 = 1991;

/// The largest factor by which a matrix makes a vector longer: its largest singular value, by iteration in double precision.
pub fn norm(matrix: ArrayView2<'_, f32>) -> f64 {
    let matrix = matrix.mapv(f64::from);
    // No direction is left out by more than a little.
    let mut v = Array1::from_shape_fn(matrix.ncols(), |i| 1.0 + 0.1 * (i as f64 + 1.0).sin());
    let mut longer = 0.0;
    for _ in 0..200 {
        let length = v.dot(&v).sqrt();
        if length == 0.0 || !length.is_finite() {
            return longer;
        }
        v /= length;
        let image = matrix.dot(&v);
        longer = image.dot(&image).sqrt();
        // So that tiny matrices do not become 0 when they are squared.
        v = matrix.t().dot(&(image / longer.max(f64::MIN_POSITIVE)));
    }
    longer
}

/// A quarter turn and a bit, times a factor: both eigenvalues have this factor as their size, and so has the norm.
pub fn turn(factor: f32) -> Array2<f32> {
    array![[0.6, -0.8], [0.8, 0.6]] * factor
}

/// A matrix with two eigenvalues of 0.9, which first makes some vectors much longer.
pub fn skewed() -> Array2<f32> {
    array![[0.9, 5.0], [0.0, 0.9]]
}

/// The norm of the Jacobian after so many steps around the state 0, where every slope is 1.
pub fn after(rnn: Rnn, hidden: ArrayView2<'_, f32>, steps: usize) -> f64 {
    norm((rnn.jacobian)(Array2::zeros((steps, hidden.nrows())).view(), hidden).view())
}

/// The norm of the Jacobian of a network of 128 units without inputs, after each of some numbers of steps, where W is normal numbers
/// of variance gain² / 128.
pub fn network(rnn: Rnn, gain: f32, steps: &[usize]) -> Vec<f64> {
    let units = 128;
    let mut random = random(SEED);
    let hidden = normals(&mut random, (units, units)) * (gain / (units as f32).sqrt());
    let start = normals(&mut random, (1, units)).row(0).to_owned();
    let most = steps.iter().copied().max().unwrap_or(0);
    let (inputs, input, bias) = (Array2::zeros((most, 1)), Array2::zeros((units, 1)), Array1::zeros(units));
    let weights = RnnWeights { hidden: hidden.view(), input: input.view(), bias: bias.view() };
    let states = (rnn.forward)(inputs.view(), start.view(), weights);
    let of =
        |&steps: &usize| norm((rnn.jacobian)(states.slice(ndarray::s![..steps, ..]), hidden.view()).view());
    steps.iter().map(of).collect()
}

/// The norm of the Jacobian around 0 against the number of steps, for three turns and the skewed matrix.
pub fn figure(rnn: Rnn) -> Figure {
    let steps: Vec<usize> = (0..=100).step_by(2).collect();
    let line = |hidden: &Array2<f32>| {
        let point = |&t: &usize| (t as f64, after(rnn, hidden.view(), t));
        steps.iter().map(point).collect::<Vec<_>>()
    };
    let skew = line(&skewed());
    let (peak, most) = skew.iter().fold((0.0, 0.0), |best, &(t, x)| if x > best.1 { (t, x) } else { best });
    let last = |factor: f32| after(rnn, turn(factor).view(), 100);
    let power = |x: f64| figures::text(x.log10(), 1);
    let description = format!(
        "The norm of the Jacobian on a logarithmic axis against the number of steps, 0 to 100. A turn that shortens to 0.9 falls along a straight line to 10 to \
         the {}, one that lengthens to 1.1 rises to 10 to the {}, one that keeps lengths stays at {}. The matrix with rows (0.9, 5) and (0, 0.9) rises to {} at \
         {peak} steps, and ends at 10 to the {}.",
        power(last(0.9)),
        power(last(1.1)),
        text(last(1.0), 1),
        text(most, 1),
        power(skew[skew.len() - 1].1),
    );
    Chart::new(
        "Eigenvalues below 1 let a change vanish, above 1 explode; a skewed matrix first stretches it",
        &description,
    )
    .x(Axis::linear("steps").range(0.0, 100.0))
    .y(Axis::log10("norm of the Jacobian"))
    .line(Series::new("turn · 1.1", line(&turn(1.1))))
    .line(Series::new("turn", line(&turn(1.0))))
    .line(Series::new("skewed,\neigenvalues 0.9", skew))
    .line(Series::new("turn · 0.9", line(&turn(0.9))))
    .save()
}
