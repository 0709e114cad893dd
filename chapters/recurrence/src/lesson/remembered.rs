//! What a few coefficients remember of a signal, and of what kind of signal.

use figures::{Axis, Chart, Figure, Series, normals, random, text};
use ndarray::{Array1, s};

use crate::{Discretise, Hippo};

/// How many samples there are.
pub const SAMPLES: usize = 1000;

const SEED: u64 = 2007;
const COEFFICIENTS: [usize; 5] = [1, 2, 4, 8, 16];

/// What is to be remembered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signal {
    /// sin 6s + s/2
    Smooth,
    /// −1, and from s = 0.6 on 1.
    Jump,
    /// Independent normal numbers.
    Noise,
}

/// What is remembered of [`Signal::Smooth`] at time s.
pub fn smooth(s: f32) -> f32 {
    (6.0 * s).sin() + 0.5 * s
}

/// The middle of a sample's share of the time from 0 to 1.
fn time(t: usize) -> f32 {
    (t as f32 + 0.5) / SAMPLES as f32
}

/// All samples of a signal.
pub fn samples(signal: Signal) -> Array1<f32> {
    match signal {
        Signal::Smooth => Array1::from_shape_fn(SAMPLES, |t| smooth(time(t))),
        Signal::Jump => Array1::from_shape_fn(SAMPLES, |t| if time(t) < 0.6 { -1.0 } else { 1.0 }),
        Signal::Noise => normals(&mut random(SEED), (1, SAMPLES)).row(0).to_owned(),
    }
}

/// The largest error of some coefficients of the smooth signal, between s = 0.02 and 0.98.
pub fn worst(hippo: Hippo, coefficients: &Array1<f32>) -> f32 {
    let error = |at: u8| {
        let s = 0.02 * f32::from(at);
        ((hippo.recall)(coefficients.view(), s) - smooth(s)).abs()
    };
    (1..50).map(error).fold(0.0, f32::max)
}

/// The largest error if the last so many samples are kept, and the oldest of them is taken for all before it.
pub fn worst_of_last(count: usize) -> f32 {
    let samples = samples(Signal::Smooth);
    let oldest = samples[SAMPLES - count];
    samples.iter().take(SAMPLES - count).fold(0.0, |worst, x| worst.max((x - oldest).abs()))
}

/// Coefficients of the smooth signal with the same matrices and a step that stays the same: those of S4.
pub fn with_fixed_step(hippo: Hippo, rules: Discretise, n: usize) -> Array1<f32> {
    let (a, b) = (hippo.matrices)(n);
    let (a, b) = (rules.bilinear)(a.view(), b.view(), 1.0 / SAMPLES as f32);
    samples(Signal::Smooth).iter().fold(Array1::zeros(n), |c, &u| a.dot(&c) + &b * u)
}

/// The share of a signal's energy that coefficients keep.
pub fn kept(hippo: Hippo, signal: Signal, n: usize) -> f64 {
    let samples = samples(signal);
    share(hippo, &samples, (hippo.remember)(samples.view(), n).view())
}

fn share(hippo: Hippo, samples: &Array1<f32>, coefficients: ndarray::ArrayView1<'_, f32>) -> f64 {
    let lost = |(t, u): (usize, &f32)| f64::from(u - (hippo.recall)(coefficients, time(t))).powi(2);
    let energy: f64 = samples.iter().map(|&u| f64::from(u).powi(2)).sum();
    1.0 - samples.iter().enumerate().map(lost).sum::<f64>() / energy
}

/// The smooth signal, and what two, four and eight coefficients say of it.
pub fn figure(hippo: Hippo) -> Figure {
    let samples = samples(Signal::Smooth);
    let coefficients = (hippo.remember)(samples.view(), 8);
    let times = || (0..=100).map(|at| at as f32 / 100.0);
    let line = |n: usize| {
        let some = coefficients.slice(s![..n]);
        times().map(|s| (f64::from(s), f64::from((hippo.recall)(some, s)))).collect::<Vec<_>>()
    };
    let description = format!(
        "A signal of {SAMPLES} samples, and what two, four and eight coefficients recall of it. With eight the two lines are one: the largest \
         error between s = 0.02 and 0.98 is {}.",
        text(worst(hippo, &coefficients), 4)
    );
    Chart::new(
        "Eight numbers recall all of a smooth signal of a thousand samples, where two hold only its trend",
        &description,
    )
    .x(Axis::linear("time, 0 the first sample, 1 the last"))
    .y(Axis::linear("signal"))
    .line(
        Series::new("the signal", times().map(|s| (f64::from(s), f64::from(smooth(s)))))
            .wide()
            .label_above(0.3),
    )
    .line(Series::new("2", line(2)))
    .line(Series::new("4", line(4)).label_below(0.05))
    .line(Series::new("8", line(8)).label_below(0.78))
    .save()
}

/// What is lost of three signals, against the number of coefficients.
pub fn lost_figure(hippo: Hippo) -> Figure {
    let most = COEFFICIENTS[COEFFICIENTS.len() - 1];
    let line = |signal: Signal| {
        let samples = samples(signal);
        // The first coefficients do not depend on how many there are.
        let all = (hippo.remember)(samples.view(), most);
        COEFFICIENTS.map(|n| {
            let lost = 1.0 - share(hippo, &samples, all.slice(s![..n]));
            (n as f64, 100.0 * lost.max(1e-9).sqrt())
        })
    };
    let [smooth, jump, noise] = [Signal::Smooth, Signal::Jump, Signal::Noise].map(line);
    let at = |line: &[(f64, f64); 5]| text(line[3].1, 1);
    let description = format!(
        "The root mean square of what coefficients miss, in per cent of the signal's, against how many there are. Eight miss {} % of a smooth \
         signal, {} % of a jump and {} % of white noise.",
        at(&smooth),
        at(&jump),
        at(&noise)
    );
    Chart::new(
        "What is smooth is remembered, a jump only in outline, and white noise hardly at all",
        &description,
    )
    .x(Axis::log2("coefficients").ticks(&COEFFICIENTS.map(|n| n as f64)))
    .y(Axis::log10("missing, %").range(0.1, 100.0))
    .line(Series::new("white noise", noise))
    .line(Series::new("a jump", jump))
    .line(Series::new("sin 6s + s/2", smooth))
    .save()
}
