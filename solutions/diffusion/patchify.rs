//! diffusion/patchify: a picture as a sequence of tokens, and back.

use ndarray::{Array2, Array3, ArrayView2, ArrayView3};

/// A picture as tokens: one for each square of p × p pixels, squares row by row. In a token pixels follow each other row by row, each with
/// all its channels: channel c of the pixel in row i and column j of its square is number (i · p + j) · channels + c.
///
/// Shapes: `image` (channels, h, w) gives (h/p · w/p, p · p · channels). All sizes are at least 1; h and w are multiples of p, and may differ.
/// A convolution with stride p orders its weights (channels, p, p) instead. The view may be transposed or strided.
pub fn patchify(image: ArrayView3<'_, f32>, p: usize) -> Array2<f32> {
    let (channels, h, w) = image.dim();
    let columns = w / p;
    Array2::from_shape_fn((h / p * columns, p * p * channels), |(token, number)| {
        let (pixel, c) = (number / channels, number % channels);
        let (row, column) = (token / columns * p + pixel / p, token % columns * p + pixel % p);
        image[[c, row, column]]
    })
}

/// The picture whose tokens these are: the inverse of `patchify`.
///
/// Shapes: `tokens` (h/p · w/p, p · p · channels) and the `shape` (channels, h, w) give (channels, h, w), with the same sizes as there. The
/// view may be transposed or strided here, too.
pub fn unpatchify(tokens: ArrayView2<'_, f32>, shape: (usize, usize, usize), p: usize) -> Array3<f32> {
    let (channels, _, w) = shape;
    Array3::from_shape_fn(shape, |(c, row, column)| {
        let token = row / p * (w / p) + column / p;
        let pixel = row % p * p + column % p;
        tokens[[token, pixel * channels + c]]
    })
}
