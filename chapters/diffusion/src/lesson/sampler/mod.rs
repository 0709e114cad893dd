//! Samplers on the ring: how many steps they need, and where guidance takes them.

mod steered;

use std::fmt::Write as _;

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random, text};
use ndarray::{Array2, ArrayView1, ArrayView2};

use super::ring::{self, CLASSES, Noisy, RADIUS, SPREAD};
use steered::seen;
pub use steered::{BLURS, Belief, Seen, autoguidance, guidance, guided};

use crate::{Ancestral, Cfg, Ddim, Jump, Posterior, Spacing, Variance};

/// Steps of training.
pub const TRAINED: usize = 1000;
/// The label that stands for none.
pub const NULL: usize = CLASSES;
/// Of the noise that samples begin with, and of what is added.
const SEED: u64 = 11;
/// A sample is of a mode if it is so near: three deviations.
const NEAR: f64 = 3.0 * SPREAD;

/// β of the linear schedule, from 0.0001 to 0.02.
pub fn betas() -> Vec<f64> {
    (0..TRAINED).map(|t| 1e-4 + (0.02 - 1e-4) * t as f64 / (TRAINED - 1) as f64).collect()
}

/// ᾱ of each step.
pub fn abars() -> Vec<f64> {
    let mut kept = 1.0;
    betas()
        .into_iter()
        .map(|beta| {
            kept *= 1.0 - beta;
            kept
        })
        .collect()
}

/// The noise in x, by a network that has learnt the ring without error.
fn predicted(x: ArrayView2<'_, f32>, abar: f64) -> Array2<f32> {
    ring::rows(x, |_, x| Noisy::kept(abar).noise(x, None))
}

/// How a sampler goes.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many steps.
    pub steps: usize,
    /// How much noise is fresh.
    pub eta: f64,
    /// Which steps.
    pub spacing: Spacing,
    /// ᾱ where it ends: 1.
    pub end: f64,
}

impl Plan {
    /// From the last step down to data.
    pub fn new(steps: usize, eta: f64) -> Plan {
        Plan { steps, eta, spacing: Spacing::Trailing, end: 1.0 }
    }

    /// Where samples are before the first step and after each. What is predicted is given x and the step of training.
    fn path(
        self,
        ddim: Ddim,
        count: usize,
        mut predicts: impl FnMut(ArrayView2<'_, f32>, usize) -> Array2<f32>,
    ) -> Vec<Array2<f32>> {
        let mut random = random(SEED);
        let kept = abars();
        let times = (ddim.times)(TRAINED, self.steps, self.spacing);
        let mut path = vec![normals(&mut random, (count, 2))];
        for (at, &t) in times.iter().enumerate() {
            let x = &path[path.len() - 1];
            let noise = predicts(x.view(), t);
            let fresh = normals(&mut random, (count, 2));
            let to = times.get(at + 1).map_or(self.end, |&t| kept[t]);
            let jump = Jump { from: kept[t], to, eta: self.eta };
            path.push((ddim.step)(x.view(), noise.view(), fresh.view(), jump));
        }
        path
    }
}

fn last(path: Vec<Array2<f32>>) -> Array2<f32> {
    path.into_iter().next_back().expect("where it begins")
}

/// Samples of the whole ring.
pub fn samples(ddim: Ddim, plan: Plan, count: usize) -> Array2<f32> {
    let kept = abars();
    last(plan.path(ddim, count, |x, t| predicted(x, kept[t])))
}

/// Each sample turned by a multiple of an eighth of a circle, so that its nearest mode is mode 0.
fn turned(points: &Array2<f32>) -> Array2<f32> {
    ring::rows(points.view(), |_, [x, y]| {
        let eighth = std::f64::consts::FRAC_PI_4;
        let (sin, cos) = (eighth * (y.atan2(x) / eighth).round()).sin_cos();
        [cos * x + sin * y, cos * y - sin * x]
    })
}

/// How far samples are from the ring: each is turned so that its nearest mode is mode 0, since how many a mode gets is chance; then,
/// along 24 directions, the root of the mean square of what has to be moved from one to the other (sliced Wasserstein distance).
pub fn distance(samples: &Array2<f32>) -> f64 {
    let count = samples.nrows();
    let (samples, other) = (turned(samples), turned(&ring::sample(&mut random(12), count, None)));
    let along = |points: &Array2<f32>, angle: f64| {
        let (cos, sin) = (angle.cos() as f32, angle.sin() as f32);
        let mut all: Vec<f32> = points.rows().into_iter().map(|row| cos * row[0] + sin * row[1]).collect();
        all.sort_by(f32::total_cmp);
        all
    };
    let mut sum = 0.0;
    for direction in 0..24 {
        let angle = std::f64::consts::PI * f64::from(direction) / 24.0;
        let pairs = along(&samples, angle).into_iter().zip(along(&other, angle));
        sum += pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>() / count as f64;
    }
    (sum / 24.0).sqrt()
}

/// The distance of other points of the ring itself: what is left however good a sampler is.
pub fn floor(count: usize) -> f64 {
    distance(&ring::sample(&mut random(13), count, None))
}

/// The guess x̂₀ from nothing but noise, of the first samples: how far each is from the middle, and from the nearest mode.
pub fn first_guess(count: usize) -> Vec<[f64; 2]> {
    let x = normals(&mut random(11), (count, 2));
    let noisy = Noisy::kept(abars()[TRAINED - 1]);
    let start = ring::rows(x.view(), |_, x| noisy.denoised(x, None));
    let of = |row: ArrayView1<'_, f32>| {
        let x = [f64::from(row[0]), f64::from(row[1])];
        [x[0].hypot(x[1]), ring::distance(x, None)]
    };
    start.rows().into_iter().map(of).collect()
}

/// Samples by a thousand steps of DDPM.
pub fn ancestral(posterior: Posterior, variance: Variance, count: usize) -> Array2<f32> {
    chain(posterior, variance, 1, count)
}

fn chain(posterior: Posterior, variance: Variance, every: usize, count: usize) -> Array2<f32> {
    let (betas, kept, mut random) = (betas(), abars(), random(SEED));
    let mut x = normals(&mut random, (count, 2));
    for t in (0..TRAINED).step_by(every).rev() {
        let noise = predicted(x.view(), kept[t]);
        let fresh = normals(&mut random, (count, 2));
        let at = Ancestral { betas: &betas, t, variance, clip: false };
        x = (posterior.step)(x.view(), noise.view(), fresh.view(), at);
    }
    x
}

/// Samples by steps of DDPM of which only every so-manieth is made, as if the others had been made, too.
pub fn skipping(posterior: Posterior, every: usize, count: usize) -> Array2<f32> {
    chain(posterior, Variance::Small, every, count)
}

/// Distances of samplers, by steps: without fresh noise, and with as much as DDPM.
pub fn by_steps(ddim: Ddim, count: usize, steps: &[usize]) -> Vec<(usize, [f64; 2])> {
    let of = |eta: f64, steps: usize| distance(&samples(ddim, Plan::new(steps, eta), count));
    steps.iter().map(|&steps| (steps, [of(0.0, steps), of(1.0, steps)])).collect()
}

/// [`by_steps`], drawn.
pub fn steps_figure(ddim: Ddim) -> Figure {
    let count = 600;
    let rows = by_steps(ddim, count, &[2, 4, 8, 16, 32, 64, 128, 256]);
    // That of fresh noise would lie on it.
    let line = rows.iter().map(|(steps, found)| (*steps as f64, found[0].max(0.001)));
    let floor = floor(count);
    let (few, many) = (rows[2], rows[7]);
    let description = format!(
        "Distance of {count} samples from the ring, against the number of steps, with an exact network. With 8 steps it is {} without fresh noise and {} with as much \
         as DDPM; with 256 steps {} and {}. Two sets of the ring's own points are {} apart.",
        text(few.1[0], 2),
        text(few.1[1], 2),
        text(many.1[0], 2),
        text(many.1[1], 2),
        text(floor, 2)
    );
    Chart::new(
        "Each doubling of the steps brings DDIM's samples nearer to the ring, by less and less",
        &description,
    )
    .x(Axis::log2("steps").range(2.0, 256.0))
    .y(Axis::log10("distance from the ring").range(0.01, 1.0).ticks(&[0.01, 0.03, 0.1, 0.3, 1.0]))
    .line(Series::new("η = 0", line))
    .line(Series::new("the ring's\nown points", [(2.0, floor), (256.0, floor)]).reference())
    .save()
}

/// Samples of class 0 on their way, for steps, noise and guidance that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Steps", "", (1, 5)).start(16.0),
        Parameter::steps("Fresh noise η", "", 0.25, (0, 4)),
        Parameter::steps("Guidance s", "", 0.5, (0, 16)).start(1.0),
    ];
    Play::new("diffusion/ring", parameters, |values| {
        drawn(crate::answers::CFG, crate::answers::DDIM, values[0] as usize, values[1], values[2] as f32)
    })
}

/// Circles of two deviations around some modes.
fn circles(modes: impl Iterator<Item = usize>) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for mode in modes {
        let [x, y] = ring::mean(mode);
        points.push((x, f64::NAN));
        points.extend((0..=24).map(|at| {
            let angle = f64::from(at) * std::f64::consts::TAU / 24.0;
            (x + 2.0 * SPREAD * angle.cos(), y + 2.0 * SPREAD * angle.sin())
        }));
    }
    points
}

/// Ten samples on their way, in so many steps, with η and a guidance of strength s.
pub fn drawn(cfg: Cfg, ddim: Ddim, steps: usize, eta: f64, s: f32) -> Figure {
    let count = 10;
    let path = guided(cfg, ddim, Plan::new(steps, eta), s, Belief(1.0), count);
    // What leaves the picture is not drawn.
    let (wide, high) = (5.0, 2.9);
    let point = |x: &Array2<f32>, row: usize| {
        let [x, y] = [x[[row, 0]], x[[row, 1]]].map(f64::from);
        if x.abs() < wide && y.abs() < high { (x, y) } else { (0.0, f64::NAN) }
    };
    let mut lines = Vec::new();
    for row in 0..count {
        lines.push((0.0, f64::NAN));
        lines.extend(path.iter().map(|x| point(x, row)));
    }
    let end = &path[path.len() - 1];
    let mut ends: Vec<(f64, f64)> = (0..count).map(|row| point(end, row)).collect();
    // The label stands beside the rightmost one, and with a space before it beside the circle around that.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let found = seen(end);
    let mut description = format!(
        "{count} samples of the class with the two modes on the right, from noise to where they end, in {steps} steps, with η = {} and s = {}. ",
        text(eta, 2),
        text(s, 1)
    );
    let _ = write!(
        description,
        "They end {} from the middle in the mean, where the data are {}, and {} of them within two deviations of one of the two modes.",
        text(found.radius, 2),
        text(RADIUS, 0),
        (0..count)
            .filter(
                |&row| ring::distance([end[[row, 0]].into(), end[[row, 1]].into()], Some(0)) < 2.0 * SPREAD
            )
            .count()
    );
    let mut chart = Chart::new(
        "Few steps miss the class, strong guidance overshoots it, and fresh noise corrects part of that",
        &description,
    )
    .x(Axis::linear("x").range(-wide, wide).ticks(&[-4.0, -2.0, 0.0, 2.0, 4.0]))
    .y(Axis::linear("y").range(-high, high).ticks(&[-2.0, 0.0, 2.0]))
    .line(Series::new("other\nmodes", circles(2..ring::MODES)).reference().label_below(-3.6));
    if lines.iter().any(|(_, y)| y.is_finite()) {
        chart = chart.line(Series::new("paths", lines).label_above(-1.0));
    }
    if ends.iter().any(|(_, y)| y.is_finite()) {
        chart = chart.line(Series::new("\u{2007}ends", ends).points_only());
    }
    chart.line(Series::new("the class", circles(0..2))).save()
}
