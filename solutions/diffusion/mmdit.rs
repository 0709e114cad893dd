//! diffusion/mmdit: text and picture read each other in one softmax.

use ::diffusion::Stream;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

/// Joint attention: every token of the text and of the picture attends to all tokens of both, in one softmax over query · key / √d, head by
/// head. Outputs of the text come first, then those of the picture.
///
/// Shapes: `text` with (n, heads · d) and `image` with (m, heads · d) give (n, heads · d) and (m, heads · d). With gains the vector x of each head
/// of a query or key becomes gain · x / √(mean(x²) + ε) first, with the gains of its own stream, those of queries before those of keys, and
/// ε = `1e-6`; both streams have gains, or none has.
///
/// n may be 0; m, d and the number of heads are at least 1. Products query · key / √d lie within ±1000, and can be far apart. The views may be
/// transposed or strided.
pub fn mmdit(text: Stream<'_>, image: Stream<'_>, heads: usize) -> (Array2<f32>, Array2<f32>) {
    let normal = |stream: &Stream<'_>, which: usize| {
        let x = if which == 0 { stream.queries } else { stream.keys };
        stream.gains.map_or(x.to_owned(), |gains| normalise(x, gains[which]))
    };
    let both = |which| concatenate![Axis(0), normal(&text, which), normal(&image, which)];
    let (queries, keys) = (both(0), both(1));
    let values = concatenate![Axis(0), text.values, image.values];
    let d = values.ncols() / heads;
    let mut output = Array2::zeros(values.raw_dim());
    for h in 0..heads {
        let head = s![.., h * d..(h + 1) * d];
        let mut weights = queries.slice(head).dot(&keys.slice(head).t()) / (d as f32).sqrt();
        for mut row in weights.rows_mut() {
            let largest = row.fold(f32::NEG_INFINITY, |most, &score| most.max(score));
            row.mapv_inplace(|score| (score - largest).exp());
            row /= row.sum();
        }
        output.slice_mut(head).assign(&weights.dot(&values.slice(head)));
    }
    let (of_text, of_image) = output.view().split_at(Axis(0), text.values.nrows());
    (of_text.to_owned(), of_image.to_owned())
}

/// RMSNorm of the vector of each head.
fn normalise(x: ArrayView2<'_, f32>, gain: ArrayView1<'_, f32>) -> Array2<f32> {
    let mut x = x.to_owned();
    for mut token in x.rows_mut() {
        for mut head in token.exact_chunks_mut(gain.len()) {
            let mean = head.dot(&head) / gain.len() as f32;
            head /= (mean + 1e-6).sqrt();
            head *= &gain;
        }
    }
    x
}
