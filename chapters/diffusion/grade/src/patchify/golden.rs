//! What is known of `patchify` from elsewhere.

use judge::Golden;
use ndarray::{Array3, array};

use super::knobs::Knobs;
use super::{Answered, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![two_patches, a_convolution]
}

/// 100 c + 10 row + column.
fn tokens(knobs: Knobs) -> ndarray::Array2<f32> {
    let image = Array3::from_shape_fn((2, 2, 4), |(c, i, j)| (100 * c + 10 * i + j) as f32);
    match knobs.run(&Input::Patchify { image: image.into(), p: 2 }) {
        Answered::Tokens(tokens) => tokens,
        Answered::Image(_) => unreachable!("that is what was called"),
    }
}

/// By hand, from the einsum nhwpqc→nchpwq of DiT's unpatchify.
fn two_patches() {
    let golden =
        array![[0., 100., 1., 101., 10., 110., 11., 111.], [2., 102., 3., 103., 12., 112., 13., 113.]];
    assert_eq!(tokens(Knobs::default()), golden);
}

/// By hand: the order (channel, row, column) in which a convolution has its weights.
fn a_convolution() {
    let knobs = judge::mistaken(super::mistakes::mistakes(), "channels_first");
    let golden =
        array![[0., 1., 10., 11., 100., 101., 110., 111.], [2., 3., 12., 13., 102., 103., 112., 113.]];
    assert_eq!(tokens(knobs), golden);
}
