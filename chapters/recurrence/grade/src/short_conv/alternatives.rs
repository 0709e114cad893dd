//! Right answers to `short_conv` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

use recurrence::ShortConv;

pub(super) fn alternatives() -> Vec<Alternative<ShortConv>> {
    vec![
        Alternative {
            name: "weight after weight, over all tokens at once; what is held moves up in place",
            answer: ShortConv { whole: by_weights, push: in_place },
        },
        Alternative {
            name: "three loops in double precision; what is held is read backwards",
            answer: ShortConv { whole: by_loops, push: backwards },
        },
    ]
}

fn by_weights(inputs: ArrayView2<'_, f32>, weights: ArrayView2<'_, f32>) -> Array2<f32> {
    let (count, width) = (inputs.nrows(), weights.ncols());
    let mut output = Array2::zeros(inputs.raw_dim());
    for back in 0..width.min(count) {
        let mut rows = output.slice_mut(s![back.., ..]);
        rows += &(&inputs.slice(s![..count - back, ..]) * &weights.column(width - 1 - back));
    }
    output
}

fn in_place(held: &mut Array2<f32>, input: ArrayView1<'_, f32>, weights: ArrayView2<'_, f32>) -> Array1<f32> {
    let before = held.nrows();
    let mut output = &input * &weights.column(before);
    for (row, weights) in held.rows().into_iter().zip(weights.columns()) {
        output += &(&row * &weights);
    }
    for row in 1..before {
        let (mut older, newer) = held.multi_slice_mut((s![row - 1, ..], s![row, ..]));
        older.assign(&newer);
    }
    if before > 0 {
        held.row_mut(before - 1).assign(&input);
    }
    output
}

fn by_loops(inputs: ArrayView2<'_, f32>, weights: ArrayView2<'_, f32>) -> Array2<f32> {
    let width = weights.ncols();
    Array2::from_shape_fn(inputs.dim(), |(t, c)| {
        let first = (t + 1).saturating_sub(width);
        let products =
            (first..=t).map(|s| f64::from(weights[[c, s + width - 1 - t]]) * f64::from(inputs[[s, c]]));
        products.sum::<f64>() as f32
    })
}

fn backwards(
    held: &mut Array2<f32>,
    input: ArrayView1<'_, f32>,
    weights: ArrayView2<'_, f32>,
) -> Array1<f32> {
    let seen = |c: usize| {
        std::iter::once(input[c]).chain(held.column(c).into_iter().rev().copied().collect::<Vec<_>>())
    };
    let output = Array1::from_shape_fn(input.len(), |c| {
        seen(c).zip(weights.row(c).iter().rev()).map(|(x, w)| f64::from(x) * f64::from(*w)).sum::<f64>()
            as f32
    });
    let rows = held.nrows();
    let next =
        Array2::from_shape_fn(held.dim(), |(r, c)| if r + 1 < rows { held[[r + 1, c]] } else { input[c] });
    *held = next;
    output
}
