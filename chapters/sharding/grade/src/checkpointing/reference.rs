//! The reference of `checkpointing`: loops over numbers.

use judge::{Missing, Part, Precision};
use ndarray::{Array1, Array2};

use super::{Input, left};

/// The random numbers of a chain: splitmix64.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

#[allow(clippy::unnecessary_wraps)]
pub(super) fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let nudge = if precision == Precision::Nudged { 1.0 + f64::from(f32::EPSILON) } else { 1.0 };
    let round = |x: f64| if precision == Precision::Float { f64::from(x as f32) } else { x };
    let mut draws = Draws(input.random);
    let width = input.input.len();
    // Inputs of all layers; tanh before dropout, and factors, of each.
    let mut inputs: Vec<Vec<f64>> = vec![input.input.iter().map(|x| x * nudge).collect()];
    let mut layers: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for (weights, &dropout) in input.weights.iter().zip(&input.dropout) {
        let x = &inputs[inputs.len() - 1];
        let tanh: Vec<f64> = (0..width)
            .map(|row| {
                round((0..width).map(|column| round(weights[[row, column]] * x[column])).sum::<f64>().tanh())
            })
            .collect();
        let factor: Vec<f64> = (0..width)
            .map(|_| match dropout {
                0.0 => 1.0,
                _ if draws.next() < 1.0 - dropout => 1.0 / (1.0 - dropout),
                _ => 0.0,
            })
            .collect();
        inputs.push(tanh.iter().zip(&factor).map(|(t, f)| round(t * f)).collect());
        layers.push((tanh, factor));
    }
    let mut gradient: Vec<f64> = inputs[inputs.len() - 1].iter().map(|y| y - 0.3).collect();
    let mut weights: Vec<Array2<f64>> = Vec::new();
    for (layer, (tanh, factor)) in layers.iter().enumerate().rev() {
        let inner: Vec<f64> =
            (0..width).map(|i| round(gradient[i] * factor[i] * (1.0 - tanh[i] * tanh[i]))).collect();
        weights.push(Array2::from_shape_fn((width, width), |(r, c)| inner[r] * inputs[layer][c]));
        gradient = (0..width)
            .map(|c| round((0..width).map(|r| input.weights[layer][[r, c]] * inner[r]).sum()))
            .collect();
    }
    weights.reverse();
    Ok(left(&Array1::from(gradient), &weights, draws.0))
}
