//! Attention to what was selected.

use ndarray::{Array3, ArrayView1, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Integers, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn csa_launch(
    queries: ArrayView3<'_, f64>,
    tokens: ArrayView2<'_, f64>,
    blocks: ArrayView2<'_, f64>,
    chosen: &[Vec<usize>],
    sinks: ArrayView1<'_, f64>,
    window: usize,
) -> Launch {
    let (count, heads, width) = queries.dim();
    assert_eq!(tokens.dim(), (count, width), "a token for each query");
    assert_eq!(blocks.ncols(), width, "blocks {:?} for a width of {width}", blocks.dim());
    assert_eq!(chosen.len(), count, "a list for each query");
    assert!(
        chosen.iter().flatten().all(|&block| block < blocks.nrows()),
        "there are {} blocks",
        blocks.nrows()
    );
    assert_eq!(sinks.len(), heads, "a sink for each head");
    assert!(window > 0, "a query sees its own token");
    let mut starts = vec![0];
    for list in chosen {
        starts.push(starts[starts.len() - 1] + list.len() as i64);
    }
    // A kernel reads no empty array.
    let mut blocks = flat(blocks);
    blocks.resize(blocks.len().max(width), 0.0);
    let mut chosen: Vec<i64> = chosen.iter().flatten().map(|&block| block as i64).collect();
    chosen.resize(chosen.len().max(1), 0);
    let outputs = count * heads * width;
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(tokens)),
        Reals(blocks),
        Integers(chosen),
        Integers(starts),
        Reals(flat(sinks)),
        RealsOut(outputs),
    ];
    launch("csa", outputs, arrays.into_iter().chain(sizes([count, heads, width, window])).collect())
}

/// The core of DeepSeek-V4's compressed sparse attention: one softmax over the last tokens, the chosen blocks and a sink, keys
/// and values being the same entries (DeepSeek-V4 technical report, section 2.3).
///
/// # Shapes
/// `queries` (n, heads, c), `tokens` (n, c), `blocks` (b, c), a list of blocks for each query, `sinks` (heads); the result is
/// (n, heads, c).
///
/// # Panics
/// If the shapes do not fit together, a chosen block is not one, or the window is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn csa(
    queries: ArrayView3<'_, f64>,
    tokens: ArrayView2<'_, f64>,
    blocks: ArrayView2<'_, f64>,
    chosen: &[Vec<usize>],
    sinks: ArrayView1<'_, f64>,
    window: usize,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let [output] = take(csa_launch(queries, tokens, blocks, chosen, sinks, window).run(precision)?);
    Ok(shaped(queries.dim(), output))
}

pub(crate) fn inverse_rope_launch(
    outputs: ArrayView3<'_, f64>,
    first: usize,
    rotary: usize,
    base: f64,
) -> Launch {
    let (rows, heads, width) = outputs.dim();
    assert!(rotary.is_multiple_of(2) && rotary <= width, "{rotary} of {width} channels in pairs");
    let positions = (first..first + rows).map(|position| position as f64).collect();
    let arrays = [Reals(flat(outputs)), Reals(positions), RealsOut(outputs.len())];
    let numbers = sizes([rows, heads, width, rotary]).chain([Real(base)]);
    launch("inverse_rope", outputs.len(), arrays.into_iter().chain(numbers).collect())
}

/// The last `rotary` channels of every head turned back by the position of its row, which is `first` and then one more for each
/// (DeepSeek-V4, `inference/model.py`, `apply_rotary_emb` with `inverse=True`).
///
/// # Shapes
/// `outputs` (n, heads, c), and so the result.
///
/// # Panics
/// If `rotary` is odd or more than c.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn inverse_rope(
    outputs: ArrayView3<'_, f64>,
    first: usize,
    rotary: usize,
    base: f64,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let [turned] = take(inverse_rope_launch(outputs, first, rotary, base).run(precision)?);
    Ok(shaped(outputs.dim(), turned))
}
