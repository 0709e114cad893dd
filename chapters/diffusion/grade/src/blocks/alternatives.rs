//! Right answers to `blocks` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip};

use diffusion::{Blocks, Law, Network, normal};

pub(super) fn alternatives() -> Vec<Alternative<Blocks>> {
    vec![
        Alternative {
            name: "by halving; counted boundaries; weights of z and of what it is denoised to; row by row",
            answer: Blocks { boundaries: by_halving, of: counted, step: weighed, sample: row_by_row },
        },
        Alternative {
            name: "shares from above; a binary search; the slope (z − D)/σ; the last level by itself",
            answer: Blocks { boundaries: from_above, of: searched, step: by_slope, sample: last_apart },
        },
    ]
}

fn by_halving(count: usize, law: Law, least: f64, most: f64) -> Array1<f64> {
    let share = |log: f64| normal::cdf((log - law.mean) / law.deviation);
    let (above, below) = (share(most.ln()), share(least.ln()));
    Array1::from_shape_fn(count + 1, |b| {
        let part = b as f64 / count as f64;
        let wanted = (1.0 - part) * above + part * below;
        let (mut low, mut high) = (least.ln(), most.ln());
        for _ in 0..70 {
            let middle = 0.5 * (low + high);
            if share(middle) < wanted { low = middle } else { high = middle }
        }
        (0.5 * (low + high)).exp()
    })
}

fn counted(sigma: f64, boundaries: ArrayView1<'_, f64>) -> usize {
    let lower = boundaries.len() - 1;
    (1..=lower).filter(|&b| boundaries[b] > sigma).count()
}

fn weighed(z: ArrayView2<'_, f32>, denoised: ArrayView2<'_, f32>, sigma: f64, next: f64) -> Array2<f32> {
    let kept = next / sigma;
    Zip::from(&z)
        .and(&denoised)
        .map_collect(|&z, &d| (kept * f64::from(z) + (1.0 - kept) * f64::from(d)) as f32)
}

fn row_by_row(
    denoisers: &[Network<'_>],
    z: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f64>,
    boundaries: ArrayView1<'_, f64>,
) -> Array2<f32> {
    let mut out = z.to_owned();
    for mut row in out.rows_mut() {
        for at in 0..sigmas.len() {
            let next = if at + 1 < sigmas.len() { sigmas[at + 1] } else { 0.0 };
            let z = row.to_owned().insert_axis(Axis(0));
            let network = denoisers[counted(sigmas[at], boundaries)];
            let denoised = network(z.view(), Array1::from_elem(1, sigmas[at] as f32).view());
            row.assign(&weighed(z.view(), denoised.view(), sigmas[at], next).row(0));
        }
    }
    out
}

fn from_above(count: usize, law: Law, least: f64, most: f64) -> Array1<f64> {
    // The shares above, which are those below at −z.
    let above = |sigma: f64| normal::cdf(-(sigma.ln() - law.mean) / law.deviation);
    let (first, last) = (above(most), above(least));
    (0..=count)
        .map(|b| {
            let share = first + (last - first) * b as f64 / count as f64;
            (law.mean - law.deviation * normal::quantile(share)).exp()
        })
        .collect()
}

fn searched(sigma: f64, boundaries: ArrayView1<'_, f64>) -> usize {
    let (mut low, mut high) = (0, boundaries.len() - 2);
    while low < high {
        let middle = usize::midpoint(low, high);
        if boundaries[middle + 1] > sigma { low = middle + 1 } else { high = middle }
    }
    low
}

fn by_slope(z: ArrayView2<'_, f32>, denoised: ArrayView2<'_, f32>, sigma: f64, next: f64) -> Array2<f32> {
    let slope = (&z - &denoised) / sigma as f32;
    &z + &(slope * (next - sigma) as f32)
}

fn last_apart(
    denoisers: &[Network<'_>],
    z: ArrayView2<'_, f32>,
    sigmas: ArrayView1<'_, f64>,
    boundaries: ArrayView1<'_, f64>,
) -> Array2<f32> {
    let ask = |z: &Array2<f32>, sigma: f64| {
        let levels = Array1::from_elem(z.nrows(), sigma as f32);
        denoisers[searched(sigma, boundaries)](z.view(), levels.view())
    };
    let mut z = z.to_owned();
    for pair in sigmas.to_vec().windows(2) {
        z = by_slope(z.view(), ask(&z, pair[0]).view(), pair[0], pair[1]);
    }
    ask(&z, sigmas[sigmas.len() - 1])
}
