//! Two streams in one softmax, and what is often drawn in their place.

use figures::{Figure, Schematic};
use ndarray::{Array2, Axis, concatenate, s};

use super::portable::portable;
use crate::{Mmdit, Stream};

/// MMDiT: `width` numbers in each token of both streams.
pub fn joint(width: usize) -> Figure {
    Schematic::new(
        "In MMDiT text and picture keep weights of their own, share one softmax, and are both changed",
        "How text and picture read each other and are both changed.",
    )
    .tensor("text", "text", &[&"n", &width])
    .tensor("image", "picture", &[&"m", &width])
    .operation("text in", "norm and q, k, v of the text")
    .operation("image in", "norm and q, k, v of the picture")
    .operation("softmax", "attention of all to all, one softmax")
    .operation("text out", "projection, gate, MLP of the text")
    .operation("image out", "projection, gate, MLP of the picture")
    .tensor("text next", "text", &[&"n", &width])
    .tensor("image next", "picture", &[&"m", &width])
    .flow(&["text", "text in", "softmax", "text out", "text next"])
    .flow(&["image", "image in", "softmax", "image out", "image next"])
    .flow(&["text", "text out"])
    .flow(&["image", "image out"])
    .highlight(&["text", "text in", "softmax", "text out", "text next"])
    .save()
}

/// What posts draw: cross-attention, with one output.
pub fn cross(width: usize) -> Figure {
    Schematic::new(
        "In cross-attention the picture reads the text, and the text stays as it is",
        "How a picture reads a text that stays as it is.",
    )
    .tensor("text", "text", &[&"n", &width])
    .tensor("image", "picture", &[&"m", &width])
    .operation("keys", "k, v")
    .operation("queries", "q")
    .operation("softmax", "attention of the picture to the text")
    .operation("add", "add")
    .tensor("next", "picture", &[&"m", &width])
    .flow(&["image", "queries", "softmax", "add", "next"])
    .flow(&["text", "keys", "softmax"])
    .flow(&["image", "add"])
    .save()
}

/// Queries, keys and values of a stream; shape (n, 2) each.
#[derive(Clone, Debug)]
pub struct Tokens(pub [Array2<f32>; 3]);

impl Tokens {
    /// The stream as an answer takes it.
    pub fn stream(&self) -> Stream<'_> {
        let [queries, keys, values] = &self.0;
        Stream { queries: queries.view(), keys: keys.view(), values: values.view(), gains: None }
    }
}

/// One token of a text and two of a picture, whose numbers any language makes again, from the seed 91.
pub fn three_tokens() -> (Tokens, Tokens) {
    let mut next = portable(91);
    let mut tokens =
        |n: usize| Tokens([(); 3].map(|()| Array2::from_shape_simple_fn((n, 2), || next() as f32)));
    let image = tokens(2);
    (tokens(1), image)
}

/// Attention with one head.
fn attend(queries: &Array2<f32>, keys: &Array2<f32>, values: &Array2<f32>) -> Array2<f32> {
    let weights = (queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt()).exp();
    let sums = weights.sum_axis(Axis(1)).insert_axis(Axis(1));
    (weights / sums).dot(values)
}

/// The first row of the picture's output: by an answer, by cross-attention, by attention to itself, and by the sum and the mean of these two.
pub fn compared(mmdit: Mmdit) -> [(&'static str, [f32; 2]); 5] {
    let (text, image) = three_tokens();
    let (_, joint) = mmdit(text.stream(), image.stream(), 1);
    let cross = attend(&image.0[0], &text.0[1], &text.0[2]);
    let own = attend(&image.0[0], &image.0[1], &image.0[2]);
    let first = |x: &Array2<f32>| [x[[0, 0]], x[[0, 1]]];
    [
        ("one softmax over both", first(&joint)),
        ("the picture reads the text alone", first(&cross)),
        ("the picture reads itself alone", first(&own)),
        ("the sum of these two", first(&(&cross + &own))),
        ("their mean", first(&((&cross + &own) / 2.0))),
    ]
}

/// By how much the text's output changes when the picture's values do: the share of weight that its token gives the picture.
pub fn share_of_picture(mmdit: Mmdit) -> f32 {
    let (text, mut image) = three_tokens();
    let (before, _) = mmdit(text.stream(), image.stream(), 1);
    image.0[2] += 1.0;
    let (after, _) = mmdit(text.stream(), image.stream(), 1);
    after[[0, 0]] - before[[0, 0]]
}

/// Where the rows of a picture of `size` patches stand by MSRoPE: centred.
pub fn places(size: usize) -> Vec<i64> {
    let first = -(size.div_ceil(2) as i64);
    (first..first + size as i64).collect()
}

/// Both streams below each other: the text's tokens moved do not move the picture.
pub fn picture_with_text_reversed(mmdit: Mmdit) -> [Array2<f32>; 2] {
    let (one, image) = three_tokens();
    // Three tokens of text: this one, and those of the picture in other roles.
    let more = Tokens([0, 1, 2].map(|i| concatenate![Axis(0), one.0[i], image.0[(i + 1) % 3]]));
    let reversed = Tokens(more.0.clone().map(|x| x.slice(s![..;-1, ..]).to_owned()));
    [more, reversed].map(|text| mmdit(text.stream(), image.stream(), 1).1)
}
