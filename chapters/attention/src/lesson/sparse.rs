//! The masks of the Sparse Transformer, and how many pairs of query and key they keep.

use figures::{Axis, Chart, Figure, Grid, Panel, Series};
use ndarray::Array2;

use crate::Sparse;

/// The number of positions of the chart.
pub const TOKENS: usize = 64;
/// The strides of the chart.
pub const STRIDES: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];

/// The pairs that a mask keeps.
pub fn pairs(mask: &Array2<bool>) -> usize {
    mask.iter().filter(|seen| **seen).count()
}

/// The pairs of both strided masks.
pub fn strided_pairs(sparse: Sparse, n: usize, stride: usize) -> usize {
    (sparse.strided)(n, stride).iter().map(pairs).sum()
}

/// The pairs of the causal mask.
pub fn causal_pairs(n: usize) -> usize {
    n * (n + 1) / 2
}

/// The four masks for 12 positions and a stride of 4, with two columns.
pub fn masks(sparse: Sparse) -> Figure {
    let ([near, column], [block, summary]) = ((sparse.strided)(12, 4), (sparse.fixed)(12, 4, 2));
    let description = format!(
        "Masks of 12 positions with a stride of 4. Strided: the last four keys ({} pairs), and every fourth key back from the \
         query ({}), which is a set of diagonals. Fixed: the own block of four ({}), and the last two columns of each block ({}).",
        pairs(&near),
        pairs(&column),
        pairs(&block),
        pairs(&summary),
    );
    let panel = |caption: &str, mask: &Array2<bool>| {
        let rows =
            mask.rows().into_iter().map(|row| row.iter().map(|&seen| f64::from(u8::from(seen))).collect());
        Panel::new(caption, rows.collect()).axes("query", "key")
    };
    Grid::new(
        "The far keys of the strided pattern move with the query; those of the fixed pattern stay",
        &description,
    )
    .panel(panel("strided: near", &near))
    .panel(panel("fixed: own block", &block).below())
    .panel(panel("strided: every fourth", &column))
    .panel(panel("fixed: last two columns", &summary).below())
    .save()
}

/// Pairs of the strided pattern against its stride.
///
/// # Panics
/// If there are no pairs, which has no place on a logarithmic axis.
pub fn figure(sparse: Sparse) -> Figure {
    let rows = STRIDES.map(|stride| (stride, strided_pairs(sparse, TOKENS, stride)));
    let least = rows.iter().min_by_key(|row| row.1).unwrap_or(&rows[0]);
    let dense = causal_pairs(TOKENS);
    let description = format!(
        "Pairs of query and key that both strided masks keep together, against the stride, for {TOKENS} positions. The curve is a \
         valley: {} pairs at stride {}, {} at stride {}, {} at stride {}. The causal mask alone keeps {dense}.",
        rows[0].1, rows[0].0, least.1, least.0, rows[6].1, rows[6].0,
    );
    Chart::new("A stride near √n is cheapest", &description)
        .x(Axis::log2("stride").ticks(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]))
        .y(Axis::linear("pairs").range(0.0, 2400.0))
        .line(Series::new("causal", STRIDES.map(|stride| (stride as f64, dense as f64))).reference())
        .line(
            Series::new("strided", rows.map(|(stride, pairs)| (stride as f64, pairs as f64)))
                .label_below(8.0),
        )
        .save()
}
