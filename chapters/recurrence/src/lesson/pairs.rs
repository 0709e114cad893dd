//! What a short convolution adds: an a before a b.

use ndarray::{Array2, array};

use crate::ShortConv;

/// A text of a, b and other letters as two channels, which say whether a letter is an a, and whether it is a b.
pub fn letters(text: &str) -> Array2<f32> {
    let is = |letter: u8, channel: usize| if letter == [b'a', b'b'][channel] { 1.0 } else { 0.0 };
    Array2::from_shape_fn((text.len(), 2), |(t, channel)| is(text.as_bytes()[t], channel))
}

/// Where a b follows an a, by weights of two tokens: that of channel a looks at the token before, that of channel b at the token
/// itself. Both are there where the sum is 2.
pub fn pairs(conv: ShortConv, text: &str) -> Vec<bool> {
    let weights = array![[1.0, 0.0], [0.0, 1.0]];
    let seen = (conv.whole)(letters(text).view(), weights.view());
    seen.rows().into_iter().map(|row| row.sum() > 1.5).collect()
}
