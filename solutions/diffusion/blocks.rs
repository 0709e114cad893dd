//! diffusion/blocks: each block of layers denoises levels of its own.

use diffusion::{Law, Network, normal};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// The boundaries of `count` blocks that are trained equally often: count + 1 levels, the first is `most` and the last is `least`. Between
/// them, levels whose logarithm is normal, as the law says, fall into every block with the same probability.
///
/// `normal::cdf` is Φ and `normal::quantile` is its inverse. `count` is at least 1. The logarithms of `least` and `most` lie within 6
/// standard deviations of the mean.
pub fn boundaries(count: usize, law: Law, least: f64, most: f64) -> Array1<f64> {
    let share = |sigma: f64| normal::cdf((sigma.ln() - law.mean) / law.deviation);
    let mut all = Array1::linspace(share(most), share(least), count + 1);
    all.mapv_inplace(|share| (law.mean + law.deviation * normal::quantile(share)).exp());
    all[0] = most;
    all[count] = least;
    all
}

/// Which block a level belongs to. Block 0 has the highest levels. A level on a boundary belongs to the block above it, which has the higher
/// levels.
///
/// `boundaries` (blocks + 1) fall, and σ may be any level from the last to the first. There is at least 1 block.
pub fn of(sigma: f64, boundaries: ArrayView1<'_, f64>) -> usize {
    boundaries.iter().skip(1).position(|&lower| sigma >= lower).unwrap()
}

/// Euler's rule from level σ to the level `next` below: z goes that part of its way to `denoised` by which the level falls.
///
/// `z` (n, d) and `denoised` (n, d) give (n, d). σ lies between 0.002 and 80, and `next` may be 0. Views of rows may be transposed or strided, here and
/// in `sample`.
pub fn step(z: ArrayView2<'_, f32>, denoised: ArrayView2<'_, f32>, sigma: f64, next: f64) -> Array2<f32> {
    let part = ((sigma - next) / sigma) as f32;
    &z + &((&denoised - &z) * part)
}

/// From z through the levels `sigmas`, which fall: at each, the network of its block denoises z, and a step leads to the next. After the last
/// level comes 0.
///
/// `z` (n, d) and `sigmas` (levels) give (n, d). All sizes are at least 1. Network b is that of block b: it takes rows with the level σ of each, and
/// gives the denoised rows. At each level no more than n rows are asked for.
pub fn sample(
    denoisers: &[Network<'_>],
    z: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f64>,
    boundaries: ArrayView1<'_, f64>,
) -> Array2<f32> {
    let mut z = z.to_owned();
    for (at, &sigma) in sigmas.iter().enumerate() {
        let next = sigmas.get(at + 1).copied().unwrap_or(0.0);
        let levels = Array1::from_elem(z.nrows(), sigma as f32);
        let denoised = denoisers[of(sigma, boundaries)](z.view(), levels.view());
        z = step(z.view(), denoised.view(), sigma, next);
    }
    z
}
