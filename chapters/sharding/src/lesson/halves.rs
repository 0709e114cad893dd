//! A small MLP that is cut in two, one way and the other.

use ndarray::{Array1, Array2, s};

use crate::{Mlp, gelu};

/// As many numbers as are wanted: sin(0.7 i + s).
fn waves(rows: usize, columns: usize, s: f64) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| (0.7 * (i * columns + j) as f64 + s).sin())
}

/// Width 4, eight hidden channels.
pub fn mlp() -> Mlp {
    Mlp {
        up: waves(4, 8, 0.1),
        up_bias: Array1::zeros(8),
        down: waves(8, 4, 0.2),
        down_bias: waves(1, 4, 0.3).row(0).to_owned(),
    }
}

/// Three tokens.
pub fn input() -> Array2<f64> {
    waves(3, 4, 0.0)
}

/// The gradient of three outputs.
pub fn gradient() -> Array2<f64> {
    waves(3, 4, 0.7)
}

/// The largest difference of two arrays.
pub fn far(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The output on one rank.
pub fn whole() -> Array2<f64> {
    let Mlp { up, down, down_bias, .. } = mlp();
    input().dot(&up).mapv(gelu).dot(&down) + &down_bias
}

/// The output if `up` is cut by rows and each rank takes the GELU of what it has, before the sum.
pub fn cut_by_rows() -> Array2<f64> {
    let Mlp { up, down, down_bias, .. } = mlp();
    let x = input();
    let part = |from: usize, to: usize| x.slice(s![.., from..to]).dot(&up.slice(s![from..to, ..])).mapv(gelu);
    (part(0, 2) + part(2, 4)).dot(&down) + &down_bias
}

/// The gradient of the input as the first of two ranks has it without a word to the other.
pub fn own_share() -> Array2<f64> {
    let Mlp { up, down, .. } = mlp();
    let (up, down) = (up.slice(s![.., ..4]), down.slice(s![..4, ..]));
    let of_before = gradient().dot(&down.t()) * input().dot(&up).mapv(crate::gelu_slope);
    of_before.dot(&up.t())
}
