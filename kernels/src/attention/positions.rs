//! Positions: ALiBi, and rotary embeddings on a line, on a grid and on three axes.

use ndarray::{Array1, Array2, ArrayView2};

use super::{flat, launch, shaped, sizes, take};
use crate::Argument::{Integer, Real, Reals, RealsOut};
use crate::{Argument, Launch, Precision, Unavailable};

/// Whole numbers as reals: so that they too are moved when a reference is computed on nudged inputs, which tells how far an
/// angle that is large and rounded moves the result.
fn whole(numbers: impl IntoIterator<Item = i64>) -> Argument {
    Reals(numbers.into_iter().map(|number| number as f64).collect())
}

pub(crate) fn alibi_slopes_launch(heads: usize) -> Launch {
    assert!(heads > 0, "at least one head");
    launch("alibi_slopes", heads, vec![RealsOut(heads), Integer(heads as i64)])
}

/// The slopes of ALiBi's heads (ofirpress/attention_with_linear_biases, `get_slopes`).
///
/// # Panics
/// If there is no head.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn alibi_slopes(heads: usize, precision: Precision) -> Result<Array1<f64>, Unavailable> {
    let [slopes] = take(alibi_slopes_launch(heads).run(precision)?);
    Ok(shaped(heads, slopes))
}

pub(crate) fn alibi_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    slope: f64,
) -> Launch {
    let ((n, width), (m, value_width)) = (queries.dim(), values.dim());
    assert_eq!(keys.dim(), (m, width), "keys must be (rows of values, columns of queries)");
    let outputs = n * value_width;
    let mut arguments = vec![Reals(flat(queries)), Reals(flat(keys)), Reals(flat(values)), RealsOut(outputs)];
    arguments.extend(sizes([n, m, width, value_width]));
    arguments.push(Real(slope));
    launch("alibi", outputs, arguments)
}

/// Causal attention with a linear penalty on distance (Press et al. 2021, arXiv 2108.12409).
///
/// # Shapes
/// `queries` (n, d), `keys` (m, d), `values` (m, e); the result is (n, e). Query i stands at position i + (m − n); a query that
/// sees no key gives zeros.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn alibi(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    slope: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(alibi_launch(queries, keys, values, slope).run(precision)?);
    Ok(shaped((queries.nrows(), values.ncols()), output))
}

pub(crate) fn rope_launch(
    x: ArrayView2<'_, f64>,
    positions: &[usize],
    base: f64,
    half: bool,
    rotated: usize,
) -> Launch {
    let (rows, width) = x.dim();
    assert_eq!(positions.len(), rows, "a position for each row");
    assert!(rotated.is_multiple_of(2) && rotated <= width, "{rotated} of {width} channels in pairs");
    let mut arguments = vec![
        Reals(flat(x)),
        whole(positions.iter().map(|&position| position as i64)),
        RealsOut(rows * width),
    ];
    arguments.extend(sizes([rows, width, rotated, usize::from(half)]));
    arguments.push(Real(base));
    launch("rope", rows * width, arguments)
}

/// Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of the first `rotated` channels, in pairs of neighbours or,
/// with `half`, of channels `rotated / 2` apart.
///
/// # Shapes
/// `x` (n, d) and n positions; the result is (n, d).
///
/// # Panics
/// If the shapes do not fit together, or `rotated` is odd or more than d.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn rope(
    x: ArrayView2<'_, f64>,
    positions: &[usize],
    base: f64,
    half: bool,
    rotated: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(rope_launch(x, positions, base, half, rotated).run(precision)?);
    Ok(shaped(x.dim(), output))
}

pub(crate) fn rope_2d_launch(x: ArrayView2<'_, f64>, grid: (usize, usize), base: f64) -> Launch {
    let (patches, width) = x.dim();
    assert_eq!(patches, grid.0 * grid.1, "a row for each patch");
    assert_eq!(width % 4, 0, "two pairs of channels at a time");
    let places = (0..patches as i64).flat_map(|patch| [patch / grid.1 as i64, patch % grid.1 as i64]);
    let mut arguments = vec![Reals(flat(x)), whole(places), RealsOut(patches * width)];
    arguments.extend(sizes([patches, width]));
    arguments.push(Real(base));
    launch("rope_2d", patches * width, arguments)
}

/// Rotary position embedding on a grid of (rows, columns), in the order of mistralai/mistral-inference, `rope.py`.
///
/// # Shapes
/// `x` (rows · columns, d) with d a multiple of 4; the result has the same shape.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn rope_2d(
    x: ArrayView2<'_, f64>,
    grid: (usize, usize),
    base: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(rope_2d_launch(x, grid, base).run(precision)?);
    Ok(shaped(x.dim(), output))
}

/// The positions (tokens, 3) of a text and pictures on the axes frame, height and width, in the order text, pictures.
///
/// Restated from huggingface/diffusers, `transformer_qwenimage.py`, `QwenEmbedRope`, with its `scale_rope`.
pub fn msrope_positions(text: usize, images: &[(usize, usize)]) -> Array2<i64> {
    let start = images.iter().flat_map(|&(height, width)| [height / 2, width / 2]).max().unwrap_or(0);
    let patches: usize = images.iter().map(|&(height, width)| height * width).sum();
    Array2::from_shape_fn((text + patches, 3), |(token, axis)| {
        let Some(mut patch) = token.checked_sub(text) else { return (start + token) as i64 };
        for (image, &(height, width)) in images.iter().enumerate() {
            if patch < height * width {
                // Half of an odd number is rounded down on the side of 0 and up, and so one more, on the negative one.
                let centred = |place: usize, size: usize| place as i64 - (size - size / 2) as i64;
                return [image as i64, centred(patch / width, height), centred(patch % width, width)][axis];
            }
            patch -= height * width;
        }
        unreachable!("there are as many tokens as patches and text")
    })
}

pub(crate) fn msrope_launch(
    x: ArrayView2<'_, f64>,
    places: ArrayView2<'_, i64>,
    axes: [usize; 3],
    base: f64,
) -> Launch {
    let (tokens, width) = x.dim();
    fits(x, places, axes);
    let outputs = tokens * width;
    let mut arguments = vec![Reals(flat(x)), whole(places.iter().copied()), RealsOut(outputs)];
    arguments.extend(sizes([tokens]).chain(sizes(axes)));
    arguments.push(Real(base));
    launch("msrope", outputs, arguments)
}

/// # Panics
/// If the shapes do not fit together.
fn fits(x: ArrayView2<'_, f64>, places: ArrayView2<'_, i64>, axes: [usize; 3]) {
    assert_eq!(places.dim(), (x.nrows(), 3), "three positions for each token");
    assert_eq!(axes.iter().sum::<usize>(), x.ncols(), "the axes' widths are the width");
    assert!(axes.iter().all(|width| width.is_multiple_of(2)), "{axes:?} in pairs");
}

/// Rotary position embedding on three axes (huggingface/diffusers, `transformer_qwenimage.py`).
///
/// # Shapes
/// `x` (tokens, d), `places` (tokens, 3), and `axes`, even and d in all; the result is (tokens, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn msrope(
    x: ArrayView2<'_, f64>,
    places: ArrayView2<'_, i64>,
    axes: [usize; 3],
    base: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(msrope_launch(x, places, axes, base).run(precision)?);
    Ok(shaped(x.dim(), output))
}

pub(crate) fn msrope_scores_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    query_places: ArrayView2<'_, i64>,
    key_places: ArrayView2<'_, i64>,
    axes: [usize; 3],
    base: f64,
) -> Launch {
    let (n, m) = (queries.nrows(), keys.nrows());
    fits(queries, query_places, axes);
    fits(keys, key_places, axes);
    let mut arguments = vec![
        Reals(flat(queries)),
        Reals(flat(keys)),
        whole(query_places.iter().copied()),
        whole(key_places.iter().copied()),
        RealsOut(n * m),
    ];
    arguments.extend(sizes([n, m]).chain(sizes(axes)));
    arguments.push(Real(base));
    launch("msrope_scores", n * m, arguments)
}

/// The dot products of queries and keys that [`msrope`] has turned, computed from differences of positions alone.
///
/// # Shapes
/// `queries` (n, d), `keys` (m, d), their places (n, 3) and (m, 3); the result is (n, m).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn msrope_scores(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    query_places: ArrayView2<'_, i64>,
    key_places: ArrayView2<'_, i64>,
    axes: [usize; 3],
    base: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let launch = msrope_scores_launch(queries, keys, query_places, key_places, axes, base);
    let [scores] = take(launch.run(precision)?);
    Ok(shaped((queries.nrows(), keys.nrows()), scores))
}
