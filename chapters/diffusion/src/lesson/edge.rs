//! The edge of a consistency function, where it is its input; and data of which the function is known.

use figures::{Axis, Chart, Figure, Series, text};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis as Of};

use super::crossing::noise;
use crate::{Consistency, Edges, Pair};

/// What the official code has.
pub const USUAL: Edges = Edges { least: 0.002, data: 0.5 };
/// So large a σ_min that one can see it.
const SEEN: Edges = Edges { least: 0.1, data: 0.5 };

/// c_skip and c_out of EDM, which know of no σ_min.
pub fn edm(sigma: f32, data: f32) -> (f32, f32) {
    let square = sigma * sigma + data * data;
    (data * data / square, sigma * data / square.sqrt())
}

/// Both scales over the levels, for a σ_min of 0.1, beside those of EDM.
pub fn scales(consistency: Consistency) -> Figure {
    let levels = || (0..=60).map(|at| 0.1 * 50.0_f64.powf(f64::from(at) / 60.0));
    let line = |of: &dyn Fn(f32) -> f32| {
        levels().map(|sigma| (sigma, f64::from(of(sigma as f32)))).collect::<Vec<_>>()
    };
    let ours = |sigma: f32| (consistency.scales)(sigma.max(SEEN.least), SEEN);
    let (skip, out) = ours(SEEN.least);
    let (edm_skip, edm_out) = edm(SEEN.least, SEEN.data);
    let about = format!(
        "skip and out over σ from the lowest level, 0.1, to 5, for data of deviation 0.5. At the lowest level they are {} and {}, so that the function is its input; those of EDM are {} and {} there. Far above it both agree.",
        text(skip, 2),
        text(out, 2),
        text(edm_skip, 2),
        text(edm_out, 2)
    );
    Chart::new("At the lowest level nothing of the network is left", &about)
        .x(Axis::log10("level σ, of which 0.1 is the lowest").range(0.1, 5.0))
        .y(Axis::linear("scale").range(0.0, 1.0))
        .line(Series::new("skip", line(&|s| ours(s).0)))
        .line(Series::new("out", line(&|s| ours(s).1)))
        .line(Series::new("EDM's skip", line(&|s| edm(s, SEEN.data).0)).reference())
        .line(Series::new("EDM's out", line(&|s| edm(s, SEEN.data).1)).reference())
        .save()
}

/// What is left of a network's output F at σ_min, for x = 2 and F = 0.3: by the answer, and by EDM's scales.
pub fn at_the_edge(consistency: Consistency) -> (f32, f32) {
    let constant = |x: ArrayView2<'_, f32>, _: ArrayView1<'_, f32>| x.mapv(|_| 0.3);
    let x = Array2::from_elem((1, 1), 2.0);
    let level = Array1::from_elem(1, USUAL.least);
    let found = (consistency.denoise)(&constant, x.view(), level.view(), USUAL);
    let (skip, out) = edm(USUAL.least, USUAL.data);
    (found[[0, 0]], 2.0 * skip + 0.3 * out)
}

/// Where the path of a point ends for normal data with σ_data = 0.5: x shrinks as the standard deviation does.
pub fn end_of_path(x: f64, sigma: f64) -> f64 {
    let deviation = |sigma: f64| sigma.hypot(f64::from(USUAL.data));
    x * deviation(f64::from(USUAL.least)) / deviation(sigma)
}

/// The network with which the consistency function is exact for these data.
pub fn exact(seen: ArrayView2<'_, f32>, told: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut out = seen.to_owned();
    let (least, data) = (f64::from(USUAL.least), f64::from(USUAL.data));
    for (mut row, &told) in out.axis_iter_mut(Of(0)).zip(told) {
        let sigma = (f64::from(told) / 250.0).exp();
        let above = sigma - least;
        let skip = data * data / (above * above + data * data);
        let scale = above * data / sigma.hypot(data);
        row.mapv_inplace(|seen| {
            let x = f64::from(seen) * sigma.hypot(data);
            ((end_of_path(x, sigma) - skip * x) / scale.max(1e-9)) as f32
        });
    }
    out
}

fn spread(samples: &Array2<f32>) -> f64 {
    let squares: f64 = samples.iter().map(|&x| f64::from(x).powi(2)).sum();
    (squares / samples.len() as f64).sqrt()
}

/// The standard deviation of samples that are drawn in one step from noise of level 80: by the mean of all data that may be behind it, and by
/// the consistency function.
pub fn one_step(consistency: Consistency) -> (f64, f64) {
    let z = (80.0 * noise(400)).insert_axis(Of(1));
    let variance = f64::from(USUAL.data).powi(2);
    let mean = z.mapv(|z| (f64::from(z) * variance / (6400.0 + variance)) as f32);
    let levels = Array1::from_elem(z.nrows(), 80.0);
    let jumped = (consistency.denoise)(&exact, z.view(), levels.view(), USUAL);
    (spread(&mean), spread(&jumped))
}

/// The training loss of the exact function, from level 1 to a level so much lower: a pair is not on one path, and only for a small gap nearly so.
pub fn loss_of_exact(consistency: Consistency, gap: f32) -> f32 {
    // All pairs of some data and some noise.
    let some = noise(40);
    let count = some.len();
    let all = Array2::from_shape_fn((count * count, 1), |(row, _)| 0.5 * some[row / count]);
    let e = Array2::from_shape_fn((count * count, 1), |(row, _)| some[row % count]);
    let [high, low] = [1.0, 1.0 - gap].map(|level| Array1::from_elem(count * count, level));
    (consistency.loss)(Pair {
        student: &exact,
        target: &exact,
        data: all.view(),
        noise: e.view(),
        high: high.view(),
        low: low.view(),
        edges: USUAL,
    })
}
