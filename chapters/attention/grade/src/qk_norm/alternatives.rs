//! Right answers to `qk_norm` by another route.

use judge::Alternative;
use ndarray::{Array3, ArrayView1, ArrayView3, Axis, ShapeBuilder, s};

use attention::{QkNorm, Rotate};

/// In double precision, and the root of the sum times √d instead of the root of the mean.
fn normalise_in_double(x: ArrayView3<'_, f32>, gain: ArrayView1<'_, f32>) -> Array3<f32> {
    let (tokens, heads, width) = x.dim();
    let mut normal = Array3::zeros((tokens, heads, width).f());
    for t in 0..tokens {
        for h in 0..heads {
            let squares: f64 = (0..width).map(|c| f64::from(x[[t, h, c]]).powi(2)).sum();
            let factor = (width as f64).sqrt() / (squares + width as f64 * 1e-6).sqrt();
            for c in (0..width).rev() {
                normal[[t, h, c]] = (f64::from(x[[t, h, c]]) * factor * f64::from(gain[c])) as f32;
            }
        }
    }
    normal
}

/// Each score on its own, from vectors normalised and rotated for it alone.
fn scores_one_by_one(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    query_gain: ArrayView1<'_, f32>,
    key_gain: ArrayView1<'_, f32>,
    rotate: Rotate,
) -> Array3<f32> {
    let ((n, heads, width), m) = (queries.dim(), keys.dim().0);
    Array3::from_shape_fn((heads, n, m), |(h, i, j)| {
        let query = normalise_in_double(queries.slice(s![i..=i, h..=h, ..]), query_gain);
        let key = normalise_in_double(keys.slice(s![j..=j, h..=h, ..]), key_gain);
        let query = rotate(query.index_axis(Axis(1), 0), m - n + i);
        let key = rotate(key.index_axis(Axis(1), 0), j);
        query.iter().zip(&key).map(|(a, b)| a * b).sum::<f32>() * (width as f32).powf(-0.5)
    })
}

fn normalise_by_axes(x: ArrayView3<'_, f32>, gain: ArrayView1<'_, f32>) -> Array3<f32> {
    let mean = x.mapv(|x| x * x).mean_axis(Axis(2)).expect("there is a channel");
    let root = mean.mapv(|mean| (mean + 1e-6).sqrt()).insert_axis(Axis(2));
    &x / &root * gain
}

/// Half of the scale on each side, and the roots divided out after the rotation: a number for a whole vector commutes with it,
/// a gain for each channel does not.
fn scores_norm_last(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    query_gain: ArrayView1<'_, f32>,
    key_gain: ArrayView1<'_, f32>,
    rotate: Rotate,
) -> Array3<f32> {
    let ((n, heads, width), m) = (queries.dim(), keys.dim().0);
    let quarter = (width as f32).powf(-0.25);
    let side = |x: ArrayView3<'_, f32>, gain: ArrayView1<'_, f32>, h: usize, first: usize| {
        let head = x.index_axis(Axis(1), h);
        let mut turned = rotate((&head * &gain).view(), first);
        for (mut turned, vector) in turned.rows_mut().into_iter().zip(head.rows()) {
            turned *= quarter / (vector.dot(&vector) / width as f32 + 1e-6).sqrt();
        }
        turned
    };
    let mut scores = Array3::zeros((heads, n, m));
    for h in 0..heads {
        let (query, key) = (side(queries, query_gain, h, m - n), side(keys, key_gain, h, 0));
        scores.index_axis_mut(Axis(0), h).assign(&key.dot(&query.t()).t());
    }
    scores
}

pub(super) fn alternatives() -> Vec<Alternative<QkNorm>> {
    vec![
        Alternative {
            name: "score by score, norms in double precision",
            answer: QkNorm { normalise: normalise_in_double, scores: scores_one_by_one },
        },
        Alternative {
            name: "gain, rotation, then the division by the length, and half of the scale on each side",
            answer: QkNorm { normalise: normalise_by_axes, scores: scores_norm_last },
        },
    ]
}
