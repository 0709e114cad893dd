//! The rest of a layer: attention to all blocks, and the way out.

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

/// What [`hca`] reads.
#[derive(Clone, Copy)]
pub struct Hca<'a> {
    /// Shape (n, heads, c).
    pub queries: ArrayView3<'a, f64>,
    /// The entries of tokens; shape (n, c).
    pub tokens: ArrayView2<'a, f64>,
    /// What is pooled to entries of blocks; shape (n, c).
    pub values: ArrayView2<'a, f64>,
    /// Shape (n, c).
    pub gates: ArrayView2<'a, f64>,
    /// What is added to the gates, for each place in a block; shape (m, c).
    pub bias: ArrayView2<'a, f64>,
    /// Shape (heads).
    pub sinks: ArrayView1<'a, f64>,
    /// How many tokens a query sees as they are, its own included.
    pub window: usize,
}

pub(crate) fn hca_launch(input: Hca<'_>) -> Launch {
    let Hca { queries, tokens, values, gates, bias, sinks, window } = input;
    let (count, heads, width) = queries.dim();
    for rows in [tokens, values, gates] {
        assert_eq!(rows.dim(), (count, width), "a row for each query");
    }
    assert!(bias.nrows() > 0 && bias.ncols() == width, "a bias for each place and channel");
    assert_eq!(sinks.len(), heads, "a sink for each head");
    assert!(window > 0, "a query sees its own token");
    let outputs = count * heads * width;
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(tokens)),
        Reals(flat(values)),
        Reals(flat(gates)),
        Reals(flat(bias)),
        Reals(flat(sinks)),
        RealsOut(outputs),
    ];
    let sizes = sizes([count, heads, width, bias.nrows(), window]);
    launch("hca", outputs, arrays.into_iter().chain(sizes).collect())
}

/// The core of DeepSeek-V4's heavily compressed attention: one softmax over the last tokens, the entries of all blocks of m tokens that
/// are complete, and a sink (DeepSeek-V4 technical report, section 2.3 and equations 20 to 23).
///
/// # Shapes
/// As [`Hca`] says; the result is (n, heads, c).
///
/// # Panics
/// If the shapes do not fit together, or m or the window is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn hca(input: Hca<'_>, precision: Precision) -> Result<Array3<f64>, Unavailable> {
    let [output] = take(hca_launch(input).run(precision)?);
    Ok(shaped(input.queries.dim(), output))
}

pub(crate) fn grouped_output_launch(
    heads: ArrayView3<'_, f64>,
    down: ArrayView3<'_, f64>,
    up: ArrayView2<'_, f64>,
) -> Launch {
    let (count, all, channels) = heads.dim();
    let (groups, members, rank) = down.dim();
    assert_eq!(groups * members, all * channels, "every channel of every head belongs to one group");
    assert!(groups > 0 && all.is_multiple_of(groups), "{all} heads in {groups} groups");
    assert_eq!(up.nrows(), groups * rank, "a row for each number of each group");
    let outputs = count * up.ncols();
    let arrays = [Reals(flat(heads)), Reals(flat(down)), Reals(flat(up)), RealsOut(outputs)];
    let sizes = sizes([count, groups, members, rank, up.ncols()]);
    launch("grouped_output", outputs, arrays.into_iter().chain(sizes).collect())
}

/// The output projection of DeepSeek-V4 in two steps: each group of heads to a few numbers, and the numbers of all groups to the output
/// (`wo_a` and `wo_b` in its `inference/model.py`).
///
/// # Shapes
/// `heads` (n, h, c), `down` (g, h/g · c, r), `up` (g · r, d); the result is (n, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn grouped_output(
    heads: ArrayView3<'_, f64>,
    down: ArrayView3<'_, f64>,
    up: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(grouped_output_launch(heads, down, up).run(precision)?);
    Ok(shaped((heads.dim().0, up.ncols()), output))
}
