//! The numbers behind the answers of the review questions, each from a few lines of its own.

use ndarray::{Array1, Array2, Axis};

use super::normals;
use crate::{Mask, ScaledDotProduct, Softmax};

const SEED: u64 = 1;

fn largest_difference(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max)
}

/// Weights of some random scores under a causal mask, masked before the softmax, and masked after it and divided by the new
/// sum: their largest difference. `above` is added to the scores that are hidden.
pub fn masked_after(softmax: Softmax, above: f32) -> f64 {
    let mut scores = normals(&mut super::random(SEED), (6, 6));
    let hidden = |(i, j): (usize, usize)| j > i;
    scores.indexed_iter_mut().filter(|(at, _)| hidden(*at)).for_each(|(_, score)| *score += above);
    let mut masked = scores.clone();
    masked.indexed_iter_mut().filter(|(at, _)| hidden(*at)).for_each(|(_, score)| *score = f32::NEG_INFINITY);
    let before = softmax(masked.view());
    let mut after = softmax(scores.view());
    after.indexed_iter_mut().filter(|(at, _)| hidden(*at)).for_each(|(_, weight)| *weight = 0.0);
    for mut row in after.rows_mut() {
        let sum = row.sum();
        row /= sum;
    }
    let difference = &before - &after;
    if difference.iter().any(|d| d.is_nan()) { f64::NAN } else { largest_difference(&before, &after) }
}

/// The largest difference between what two random queries get from additive attention, with tanh and without.
pub fn additive_queries(softmax: Softmax, tanh: bool) -> f64 {
    let mut random = super::random(SEED);
    let (queries, keys) = (normals(&mut random, (2, 5)), normals(&mut random, (7, 5)));
    let (values, w) = (normals(&mut random, (7, 3)), normals(&mut random, (1, 5)));
    let scores = Array2::from_shape_fn((2, 7), |(i, j)| {
        let hidden = &queries.row(i) + &keys.row(j);
        w.row(0).dot(&if tanh { hidden.mapv(f32::tanh) } else { hidden })
    });
    let output = softmax(scores.view()).dot(&values);
    largest_difference(&output.select(Axis(0), &[0]), &output.select(Axis(0), &[1]))
}

/// Neighbouring pairs of a vector rotated by position · frequency, with the frequencies of RoPE; `sign` −1 turns backwards.
pub fn rotated(x: &Array1<f32>, position: f32, sign: f32) -> Array1<f32> {
    let width = x.len();
    let mut rotated = x.clone();
    for pair in 0..width / 2 {
        let angle = sign * position * 10_000_f32.powf(-2.0 * pair as f32 / width as f32);
        let (a, b) = (x[2 * pair], x[2 * pair + 1]);
        rotated[2 * pair] = a * angle.cos() - b * angle.sin();
        rotated[2 * pair + 1] = a * angle.sin() + b * angle.cos();
    }
    rotated
}

/// The score of a random query at one position and a random key at another, both rotated with a sign.
pub fn rotary_score(query: f32, key: f32, sign: f32) -> f32 {
    let both = normals(&mut super::random(SEED), (2, 8));
    let [q, k] = [0, 1].map(|row| both.row(row).to_owned());
    rotated(&q, query, sign).dot(&rotated(&k, key, sign))
}

/// RMS-normalised before or after a rotation: the largest difference over some rows, with a gain or without.
pub fn norm_after_rotation(gain: bool) -> f64 {
    let mut random = super::random(SEED);
    let (rows, gains) = (normals(&mut random, (6, 8)), normals(&mut random, (1, 8)));
    let norm = |x: &Array1<f32>| {
        let rms = (x.dot(x) / x.len() as f32).sqrt();
        if gain { x / rms * gains.row(0) } else { x / rms }
    };
    let difference = |(position, row): (usize, ndarray::ArrayView1<'_, f32>)| {
        let (row, position) = (row.to_owned(), position as f32);
        let before = rotated(&norm(&row), position, 1.0);
        let after = norm(&rotated(&row, position, 1.0));
        before.iter().zip(&after).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max)
    };
    rows.rows().into_iter().enumerate().map(difference).fold(0.0, f64::max)
}

/// The largest difference of causal weights with ALiBi's bias −slope · (i − j) and with slope · j.
pub fn key_only_alibi(softmax: Softmax) -> f64 {
    let scores = normals(&mut super::random(SEED), (7, 7));
    let weights = |bias: fn(usize, usize) -> f32| {
        let mut scores = scores.clone();
        for ((i, j), score) in scores.indexed_iter_mut() {
            *score = if j > i { f32::NEG_INFINITY } else { *score + 0.25 * bias(i, j) };
        }
        softmax(scores.view())
    };
    largest_difference(&weights(|i, j| j as f32 - i as f32), &weights(|_, j| j as f32))
}

/// The query heads that find their own key head though the key heads are repeated like tiles: head modulo key heads where
/// head divided by the size of a group is meant.
pub fn heads_right_by_luck(heads: usize, key_heads: usize) -> Vec<usize> {
    (0..heads).filter(|head| head % key_heads == head / (heads / key_heads)).collect()
}

/// How many tokens the last one depends on after some layers of windowed attention: counted by following who sees whom.
pub fn reach(window: usize, layers: usize) -> usize {
    let length = 1 + layers * window;
    let mut seen = vec![false; length];
    seen[length - 1] = true;
    for _ in 0..layers {
        for i in (0..length).rev().filter(|&i| seen[i]).collect::<Vec<_>>() {
            seen[(i + 1).saturating_sub(window)..i].fill(true);
        }
    }
    seen.iter().filter(|&&seen| seen).count()
}

/// Attention to two halves of the keys: the largest error when the two results are averaged, and when they are weighed by
/// the exponentials of their log-sum-exps.
pub fn averaged_halves(attend: ScaledDotProduct) -> [f64; 2] {
    let mut random = super::random(SEED);
    let (q, k, v) =
        (normals(&mut random, (3, 4)), normals(&mut random, (10, 4)), normals(&mut random, (10, 2)));
    let whole = attend(q.view(), k.view(), v.view(), Mask::None);
    let half = |rows: [usize; 5]| {
        let (k, v) = (k.select(Axis(0), &rows), v.select(Axis(0), &rows));
        let scores = q.dot(&k.t()) / 2.0;
        let sums = scores.mapv(f32::exp).sum_axis(Axis(1)).insert_axis(Axis(1));
        (attend(q.view(), k.view(), v.view(), Mask::None), sums)
    };
    let ((a, x), (b, y)) = (half([0, 1, 2, 3, 4]), half([5, 6, 7, 8, 9]));
    let averaged = (&a + &b) / 2.0;
    let weighed = (&a * &x + &b * &y) / (&x + &y);
    [largest_difference(&averaged, &whole), largest_difference(&weighed, &whole)]
}
