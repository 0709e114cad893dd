//! The kernel of a diagonal state space, and the waves that it is made of.

use figures::{Axis, Chart, Figure, Series, text};
use ndarray::Array1;

use crate::{Complex32, S4d};

/// −½ + iπn, the A of S4D-Lin, for n from 0.
pub fn lin(n: usize) -> Array1<Complex32> {
    (0..n).map(|n| Complex32::new(-0.5, std::f32::consts::PI * n as f32)).collect()
}

/// C of the figure.
fn weights() -> Array1<Complex32> {
    ndarray::array![(0.3, 0.2), (-0.1, 0.4), (0.3, -0.2), (0.2, 0.2)].mapv(|(re, im)| Complex32::new(re, im))
}

/// The sum of four waves, and three of the four.
pub fn figure(s4d: S4d) -> Figure {
    const STEP: f32 = 0.04;
    const LENGTH: usize = 100;
    let (a, c) = (lin(4), weights());
    let points = |kernel: Array1<f32>| {
        kernel
            .iter()
            .enumerate()
            .map(|(l, &x)| (f64::from(STEP) * l as f64, 100.0 * f64::from(x)))
            .collect::<Vec<_>>()
    };
    let wave = |n: usize| {
        let one = ndarray::s![n..=n];
        points(s4d(a.slice(one), c.slice(one), STEP, LENGTH))
    };
    let whole = points(s4d(a.view(), c.view(), STEP, LENGTH));
    let description = format!(
        "The kernel of four states of S4D-Lin over four units of time, from {} hundredths at the newest input, and three of the four damped waves that it is the sum of: \
         the first only fades, the others turn as well.",
        text(whole[0].1, 1)
    );
    Chart::new("A kernel is a sum of damped waves", &description)
        .x(Axis::linear("time since the input"))
        .y(Axis::linear("kernel, in hundredths"))
        .line(Series::new("sum of four", whole).wide().label_above(0.15))
        .line(Series::new("n = 0", wave(0)).label_above(2.6))
        .line(Series::new("n = 1", wave(1)).label_below(0.45))
        .line(Series::new("n = 3", wave(3)).label_below(1.55))
        .save()
}
