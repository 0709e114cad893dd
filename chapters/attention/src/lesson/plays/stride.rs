//! Which stride keeps the fewest pairs of query and key.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count};

use super::ticks;
use crate::answers::SPARSE;
use crate::lesson::sparse::{causal_pairs, pairs};

/// The pairs of the near mask and of the far one.
pub fn kept(n: usize, stride: usize) -> [f64; 2] {
    (SPARSE.strided)(n, stride).each_ref().map(|mask| pairs(mask) as f64)
}

/// The pairs of both strided masks against the stride, for a number of tokens and a stride that a reader chooses.
pub fn stride() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Tokens", "", (4, 8)).start(64.0),
        Parameter::powers_of_two("Stride, at most the tokens", "", (0, 8)).start(8.0),
    ];
    Play::new("attention/stride", parameters, |values| valley(values[0] as usize, values[1] as usize))
}

fn valley(n: usize, stride: usize) -> Figure {
    let stride = stride.min(n);
    let last = n.ilog2();
    let strides: Vec<usize> = (0..=last).map(|power| 1 << power).collect();
    let kept: Vec<[f64; 2]> = strides.iter().map(|&stride| kept(n, stride)).collect();
    let line = |of: fn(&[f64; 2]) -> f64| -> Vec<(f64, f64)> {
        strides.iter().zip(&kept).map(|(&stride, kept)| (stride as f64, of(kept))).collect()
    };
    let (near, far, both) = (line(|kept| kept[0]), line(|kept| kept[1]), line(|kept| kept[0] + kept[1]));
    let at = stride.ilog2() as usize;
    let least = (0..both.len()).min_by(|&a, &b| both[a].1.total_cmp(&both[b].1)).unwrap_or(0);
    let dense = causal_pairs(n) as f64;
    let pairs = |all: f64| count(all as u64);
    let description = format!(
        "Pairs of query and key against the stride, both axes logarithmic, for {n} tokens. The near mask keeps the more, the larger the stride, and the far one the fewer. Together they keep {} at \
         stride {stride}: {} near and {} far. The least are {} at stride {}. The causal mask keeps {}.",
        pairs(both[at].1),
        pairs(near[at].1),
        pairs(far[at].1),
        pairs(both[least].1),
        strides[least],
        pairs(dense),
    );
    let ends = [1.0, n as f64].map(|x| (x, dense));
    Chart::new(
        "A longer stride keeps more near pairs and fewer far ones; the fewest in all lie near √n",
        &description,
    )
    .x(Axis::log2("stride").ticks(&ticks(0, last, 9)))
    .y(Axis::log10("pairs").range(n as f64, 2.0 * dense))
    .line(Series::new("causal", ends).reference())
    .line(Series::new("near", near))
    .line(Series::new("far", far))
    .line(Series::new("both", both.clone()))
    .line(
        Series::new(&pairs(both[at].1), [(stride as f64, both[at].1)])
            .points_only()
            .label_above(stride as f64),
    )
    .save()
}
