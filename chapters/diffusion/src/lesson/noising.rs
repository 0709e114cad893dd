//! How noise comes in: schedules side by side, a digit that dissolves in it, and what is left at the end.

use figures::{
    Axis, Chart, Figure, Grid, Panel, Parameter, Play, Series, Steps, count, normals, random, rounded, text,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use crate::{QSample, Schedule};

const SEED: u64 = 2006;

/// The three schedules of a number of steps: DDPM's, latent diffusion's and the cosine.
#[derive(Clone, Debug)]
pub struct Kept {
    /// ᾱ of 10⁻⁴ to 0.02.
    pub linear: Array1<f64>,
    /// ᾱ of 0.00085 to 0.012 by roots.
    pub scaled: Array1<f64>,
    /// ᾱ of the cosine.
    pub cosine: Array1<f64>,
}

/// ᾱ of three schedules.
pub fn kept(schedule: Schedule, steps: usize) -> Kept {
    let of = |betas: Array1<f64>| (schedule.cumulative)(betas.view());
    Kept {
        linear: of((schedule.linear)(steps, 1e-4, 0.02)),
        scaled: of((schedule.scaled_linear)(steps, 0.000_85, 0.012)),
        cosine: of((schedule.cosine)(steps)),
    }
}

/// The same schedule for a picture that is `times` as wide: neighbours repeat each other, so that averages over `times` by `times`
/// pixels have the old ratio of signal to noise if each pixel has that by `times`².
pub fn shifted(schedule: Schedule, abar: ArrayView1<'_, f64>, times: f64) -> Array1<f64> {
    (schedule.snr)(abar).mapv(|ratio| {
        let ratio = ratio / (times * times);
        ratio / (1.0 + ratio)
    })
}

/// √ᾱ moved and stretched so that the first stays and the last is 0: nothing of the picture is left after the last step.
pub fn zero_terminal(abar: ArrayView1<'_, f64>) -> Array1<f64> {
    let roots = abar.mapv(f64::sqrt);
    let (first, last) = (roots[0], roots[roots.len() - 1]);
    roots.mapv(|root| ((root - last) * first / (first - last)).powi(2))
}

/// Schedules, for a number of steps and a width that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Steps T", "", (3, 10)).start(1024.0),
        Parameter::powers_of_two("Picture", "times as wide", (0, 4)).start(4.0),
        Parameter::steps("0 shows ᾱ, 1 ln SNR", "", 1.0, (0, 1)).start(0.0),
    ];
    Play::new("diffusion/schedules", parameters, |values| {
        schedules(crate::answers::SCHEDULE, values[0] as usize, values[1], values[2] > 0.5)
    })
}

/// ᾱ or ln SNR of four schedules.
pub fn schedules(schedule: Schedule, steps: usize, times: f64, logarithm: bool) -> Figure {
    let all = kept(schedule, steps);
    let wide = shifted(schedule, all.cosine.view(), times);
    let every = (steps / 64).max(1);
    let line = |name: &str, abar: &Array1<f64>| {
        let shown = if logarithm { (schedule.snr)(abar.view()).mapv(f64::ln) } else { abar.clone() };
        assert_eq!(shown.len(), steps, "a number for each step of {name}");
        let points = shown.iter().enumerate().filter(|(t, _)| t % every == 0 || t + 1 == steps);
        // Beyond the axis there is nothing to see.
        let point = |(t, &y): (usize, &f64)| {
            ((t + 1) as f64 / steps as f64, if logarithm && y < -12.0 { f64::NAN } else { y })
        };
        Series::new(name, points.map(point).collect::<Vec<_>>())
    };
    let last = |abar: &Array1<f64>| rounded(abar[steps - 1], 3);
    let description = format!(
        "{} over the steps, for {} steps. ᾱ of the last step is {} for the linear schedule, {} for the scaled one, {} for the cosine, and {} for the cosine of a picture {} times as wide.",
        if logarithm {
            "ln of the signal-to-noise ratio"
        } else {
            "ᾱ, the share of the signal's variance,"
        },
        count(steps),
        last(&all.linear),
        last(&all.scaled),
        last(&all.cosine),
        last(&wide),
        text(times, 0)
    );
    let y = if logarithm {
        Axis::linear("ln(ᾱ/(1 − ᾱ))").range(-12.0, 10.0)
    } else {
        Axis::linear("ᾱ").range(0.0, 1.0)
    };
    Chart::new(
        "The cosine ends in noise with any number of steps; the linear schedules come near it only with many",
        &description,
    )
    .x(Axis::linear("step, of all").range(0.0, 1.0))
    .y(y)
    .line(line("linear", &all.linear))
    .line(line("scaled", &all.scaled))
    .line(line("cosine", &all.cosine))
    .line(line("shifted", &wide))
    .save()
}

/// A three, drawn by hand; ink is 1 and paper −1.
const DIGIT: [&str; 8] =
    ["........", "..####..", ".....##.", "...###..", ".....##.", "......#.", ".#####..", "........"];

/// The digit as a row of 64 numbers.
pub fn digit() -> Array2<f32> {
    let ink = |(_, at): (usize, usize)| if DIGIT[at / 8].as_bytes()[at % 8] == b'#' { 1.0 } else { -1.0 };
    Array2::from_shape_fn((1, 64), ink)
}

/// 64 numbers as a picture; what is beyond ink and paper is shown as that.
fn picture(caption: &str, row: ArrayView1<'_, f32>) -> Panel {
    assert_eq!(row.len(), 64, "64 numbers");
    let cell = |at: usize| {
        let x = f64::from(row[at]);
        if x.is_finite() { (0.5 + 0.5 * x).clamp(0.0, 1.0) } else { x }
    };
    let rows = (0..8).map(|r| (0..8).map(|c| cell(8 * r + c)).collect()).collect();
    Panel::new(caption, rows).names(&[""; 8], &[""; 8])
}

/// The digit with noise, by the linear schedule and by the cosine, at six of 1000 steps.
///
/// # Panics
/// If the answer gives arrays of other shapes.
pub fn dissolves(schedule: Schedule, q_sample: QSample) -> Figure {
    const MOMENTS: [(usize, &str); 6] = [
        (0, "Step 0: hardly any noise."),
        (99, "Step 99: both are as noisy as an old print."),
        (
            249,
            "Step 249: by the linear schedule nearly half of the variance is noise; the cosine still shows the digit.",
        ),
        (499, "Step 499: by the linear schedule a row of the digit can be guessed, and that is all."),
        (749, "Step 749: by the cosine somebody who knows what to look for may see it still."),
        (999, "Step 999: noise, the same on both sides."),
    ];
    let all = kept(schedule, 1000);
    let noise = normals(&mut random(SEED), (1, 64));
    let mut steps = Steps::new(
        "By the cosine schedule a digit can be read for far longer than by the linear one; both end in noise",
    );
    for (step, says) in MOMENTS {
        let noisy = |abar: &Array1<f64>| q_sample(digit().view(), noise.view(), abar.view(), &[step]);
        let about = format!(
            "The digit 3 in eight by eight cells with noise, twice: ᾱ is {} by the linear schedule and {} by the cosine.",
            text(all.linear[step], 3),
            text(all.cosine[step], 3)
        );
        let grid = Grid::new(&format!("After step {step}"), &about)
            .panel(picture(&format!("linear, ᾱ = {}", text(all.linear[step], 3)), noisy(&all.linear).row(0)))
            .panel(picture(&format!("cosine, ᾱ = {}", text(all.cosine[step], 3)), noisy(&all.cosine).row(0)));
        steps = steps.frame(says, grid.save());
    }
    steps.save()
}

/// By what an error of the predicted noise is multiplied to be one of the picture, √((1 − ᾱ)/ᾱ), over the steps.
pub fn blown_up(schedule: Schedule) -> Figure {
    let all = kept(schedule, 1000);
    let factor = |abar: &Array1<f64>| (schedule.snr)(abar.view()).mapv(|ratio| ratio.powf(-0.5));
    let line = |name: &str, abar: &Array1<f64>| {
        let points = factor(abar);
        let points = points.iter().enumerate().filter(|(t, _)| t % 20 == 0 || *t > 980);
        Series::new(name, points.map(|(t, &y)| (t as f64, y)).collect::<Vec<_>>())
    };
    let last = |abar: &Array1<f64>| rounded(factor(abar)[999], 3);
    let description = format!(
        "By what an error of the predicted noise is multiplied in the picture that follows from it, over 1,000 steps. It rises from 0.03 or less to {} for the scaled schedule, {} for the linear one and {} for the cosine.",
        last(&all.scaled),
        last(&all.linear),
        last(&all.cosine)
    );
    Chart::new("At the last steps a small error of the noise is a large one of the picture, most of all by the cosine", &description)
        .x(Axis::linear("step t"))
        .y(Axis::log10("σ/α"))
        .line(Series::new("1", [(0.0, 1.0), (999.0, 1.0)]).reference())
        .line(line("linear", &all.linear))
        .line(line("scaled", &all.scaled))
        .line(line("cosine", &all.cosine))
        .save()
}

/// The network that has learnt normal data of a deviation without error: the mean of the noise when x was seen is
/// σ x/(α² deviation² + σ²).
pub fn gaussian(
    abar: ArrayView1<'_, f64>,
    deviation: f64,
    x: ArrayView2<'_, f32>,
    levels: ArrayView1<'_, f32>,
) -> Array2<f32> {
    Array2::from_shape_fn(x.dim(), |(row, c)| {
        let left = abar[levels[row] as usize];
        let share = (1.0 - left).sqrt() / (left * deviation * deviation + 1.0 - left);
        (share * f64::from(x[[row, c]])) as f32
    })
}

/// Rows of normal numbers with a deviation, the same for a seed.
pub fn rows(seed: u64, count: usize, width: usize, deviation: f32) -> Array2<f32> {
    deviation * normals(&mut random(seed), (count, width))
}
