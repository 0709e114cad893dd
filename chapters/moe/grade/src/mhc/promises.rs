//! What the stub of `mhc` promises.

use judge::Promise;
use ndarray::{Array2, Axis};

use super::Input;

/// The sums of the rows when the columns have been divided by theirs for the first time, as logarithms.
pub(super) fn row_sums(logits: &Array2<f64>) -> Vec<f64> {
    let largest = logits.fold_axis(Axis(0), f64::NEG_INFINITY, |a, &b| a.max(b));
    let exponentials = (logits - &largest).mapv(f64::exp);
    (&exponentials / &exponentials.sum_axis(Axis(0))).sum_axis(Axis(1)).mapv(f64::ln).to_vec()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn n(input: &Input) -> usize {
        input.streams.values.nrows()
    }
    /// The logits of the mix that the weights make.
    fn mix(input: &Input) -> Array2<f64> {
        let n = n(input);
        let logits = input.coefficient_logits();
        Array2::from_shape_fn((n, n), |(i, j)| logits[2 * n + i * n + j])
    }
    fn spread(logits: &Array2<f64>) -> f64 {
        let most = logits.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        most - logits.fold(f64::INFINITY, |a, &b| a.min(b))
    }
    fn least(sums: &[f64]) -> f64 {
        sums.iter().copied().fold(0.0, f64::min)
    }
    vec![
        Promise::sizes("with n ≥ 1, `iterations` ≥ 1, C ≥ 1", 1, |input| {
            vec![n(input), input.iterations, input.streams.values.ncols()]
        }),
        Promise::range("Logits can be as large as ±1000", -1e3..=1e3, |input| {
            input.logits.double().into_iter().collect()
        }),
        Promise::range("any two logits differ by 60 at most", 0.0..=60.0, |input| {
            vec![spread(&input.logits.double())]
        }),
        Promise::always("a row can be as small as e⁻⁴⁰ before it is divided", |input| {
            least(&row_sums(&input.logits.double())) >= -40.01 && least(&row_sums(&mix(input))) >= -40.01
        }),
        Promise::edge("a row can be as small as e⁻⁴⁰ before it is divided", |input| {
            least(&row_sums(&input.logits.double())) < -39.9
        }),
        Promise::edge("a row can be as small as e⁻⁴⁰ before it is divided", |input| {
            least(&row_sums(&mix(input))) < -15.0
        }),
        Promise::layouts("The view may be transposed or strided", |input| {
            vec![input.logits.layout, input.streams.layout]
        }),
        Promise::edge("Some streams are so small that `epsilon` matters", |input| {
            let mean = input.streams.values.mapv(|x| x * x).mean().unwrap_or_default();
            mean < input.epsilon
        }),
        Promise::range("What goes into σ lies within ±20", -20.0..=20.0, |input| {
            input.coefficient_logits().iter().take(2 * n(input)).copied().collect()
        }),
        Promise::range("logits of `mix` within ±30", -30.0..=30.0, |input| mix(input).into_iter().collect()),
        Promise::layouts("The views may be transposed or strided", |input| {
            vec![input.streams.layout, input.projection.layout, input.bias.layout]
        }),
        Promise::range("from −50 to 50", -50.0..=50.0, |input| {
            let all = input.pre.values.iter().chain(&input.post.values).chain(&input.mix.values);
            all.map(|&x| f64::from(x)).collect()
        }),
    ]
}
