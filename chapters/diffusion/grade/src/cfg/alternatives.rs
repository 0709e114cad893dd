//! Right answers to `cfg` by another route.

use diffusion::{Cfg, ConditionedNetwork, Network};
use judge::Alternative;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

pub(super) fn alternatives() -> Vec<Alternative<Cfg>> {
    vec![
        Alternative {
            name: "one call for a doubled batch; the paper's formula with w = s − 1",
            answer: Cfg { guide: doubled, drop: by_index, auto: papers },
        },
        Alternative {
            name: "sample by sample, and the null branch only where it counts; in double precision",
            answer: Cfg { guide: one_by_one, drop: in_place, auto: auto_one_by_one },
        },
    ]
}

fn doubled(
    network: ConditionedNetwork<'_>,
    x: ArrayView2<'_, f32>,
    levels: ArrayView1<'_, f32>,
    labels: &[usize],
    null: usize,
    scale: f32,
) -> Array2<f32> {
    let n = x.nrows();
    let all: Vec<usize> = (0..2 * n).map(|row| if row < n { null } else { labels[row - n] }).collect();
    let out = network(concatenate![Axis(0), x, x].view(), concatenate![Axis(0), levels, levels].view(), &all);
    let (unconditional, conditional) = (out.slice(s![..n, ..]), out.slice(s![n.., ..]));
    let w = scale - 1.0;
    &conditional * (1.0 + w) - &unconditional * w
}

fn by_index(labels: &[usize], draws: &[f32], p: f32, null: usize) -> Vec<usize> {
    (0..labels.len()).map(|at| if p > draws[at] { null } else { labels[at] }).collect()
}

fn papers(
    network: Network<'_>,
    weaker: Network<'_>,
    x: ArrayView2<'_, f32>,
    levels: ArrayView1<'_, f32>,
    scale: f32,
) -> Array2<f32> {
    network(x, levels) * scale - weaker(x, levels) * (scale - 1.0)
}

fn one_by_one(
    network: ConditionedNetwork<'_>,
    x: ArrayView2<'_, f32>,
    levels: ArrayView1<'_, f32>,
    labels: &[usize],
    null: usize,
    scale: f32,
) -> Array2<f32> {
    let mut out = Array2::zeros(x.raw_dim());
    for row in 0..x.nrows() {
        let (x, level) = (x.slice(s![row..=row, ..]), levels.slice(s![row..=row]));
        let with = network(x, level, &labels[row..=row]);
        if scale == 1.0 || labels[row] == null {
            out.row_mut(row).assign(&with.row(0));
            continue;
        }
        let without = network(x, level, &[null]);
        for at in 0..with.ncols() {
            let (c, u) = (f64::from(with[[0, at]]), f64::from(without[[0, at]]));
            out[[row, at]] = (u + f64::from(scale) * (c - u)) as f32;
        }
    }
    out
}

fn in_place(labels: &[usize], draws: &[f32], p: f32, null: usize) -> Vec<usize> {
    let mut out = labels.to_owned();
    for (label, _) in out.iter_mut().zip(draws).filter(|(_, draw)| **draw < p) {
        *label = null;
    }
    out
}

fn auto_one_by_one(
    network: Network<'_>,
    weaker: Network<'_>,
    x: ArrayView2<'_, f32>,
    levels: ArrayView1<'_, f32>,
    scale: f32,
) -> Array2<f32> {
    let mut out = Array2::zeros(x.raw_dim());
    for row in 0..x.nrows() {
        let (x, level) = (x.slice(s![row..=row, ..]), levels.slice(s![row..=row]));
        let (strong, weak) = (network(x, level), weaker(x, level));
        let guided =
            weak.mapv(f64::from) * (1.0 - f64::from(scale)) + strong.mapv(f64::from) * f64::from(scale);
        out.row_mut(row).assign(&guided.row(0).mapv(|x| x as f32));
    }
    out
}
