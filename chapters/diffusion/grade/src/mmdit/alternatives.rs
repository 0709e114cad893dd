//! Right answers to `mmdit` by another route.

use diffusion::Stream;
use judge::Alternative;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

use diffusion::Mmdit;

pub(super) fn alternatives() -> Vec<Alternative<Mmdit>> {
    vec![
        Alternative {
            name: "token by token, two runs over both streams, in double precision",
            answer: by_tokens,
        },
        Alternative { name: "the picture first; each stream merged by its largest score", answer: merged },
    ]
}

/// The vectors of each token and head in double precision, normalised if there is a gain.
fn vectors(x: ArrayView2<'_, f32>, heads: usize, gain: Option<ArrayView1<'_, f32>>) -> Vec<Vec<Vec<f64>>> {
    let d = x.ncols() / heads;
    let vector = |row: ArrayView1<'_, f32>, h: usize| -> Vec<f64> {
        let x: Vec<f64> = (h * d..(h + 1) * d).map(|c| f64::from(row[c])).collect();
        let Some(gain) = gain else { return x };
        let by = (x.iter().map(|x| x * x).sum::<f64>() / d as f64 + 1e-6).sqrt();
        x.iter().zip(gain).map(|(x, &gain)| x / by * f64::from(gain)).collect()
    };
    x.rows().into_iter().map(|row| (0..heads).map(|h| vector(row, h)).collect()).collect()
}

fn by_tokens(text: Stream<'_>, image: Stream<'_>, heads: usize) -> (Array2<f32>, Array2<f32>) {
    let (d, root) = (image.values.ncols() / heads, ((image.values.ncols() / heads) as f64).sqrt());
    let mut keys = vectors(image.keys, heads, image.gains.map(|gains| gains[1]));
    keys.extend(vectors(text.keys, heads, text.gains.map(|gains| gains[1])));
    let value = |s: usize, c: usize| {
        f64::from(*image.values.get([s, c]).unwrap_or_else(|| &text.values[[s - image.values.nrows(), c]]))
    };
    let of = |queries: Vec<Vec<Vec<f64>>>| {
        Array2::from_shape_fn((queries.len(), heads * d), |(t, c)| {
            let (query, h) = (&queries[t][c / d], c / d);
            let dot = |key: &Vec<Vec<f64>>| query.iter().zip(&key[h]).map(|(a, b)| a * b).sum::<f64>() / root;
            let scores: Vec<f64> = keys.iter().map(dot).collect();
            let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let (mut sum, mut total) = (0.0, 0.0);
            for (s, score) in scores.iter().enumerate() {
                total += (score - most).exp();
                sum += (score - most).exp() * value(s, c);
            }
            (sum / total) as f32
        })
    };
    let queries = [
        vectors(text.queries, heads, text.gains.map(|gains| gains[0])),
        vectors(image.queries, heads, image.gains.map(|gains| gains[0])),
    ];
    let [of_text, of_image] = queries.map(of);
    (of_text, of_image)
}

fn normal(x: ArrayView2<'_, f32>, heads: usize, gain: Option<ArrayView1<'_, f32>>) -> Array2<f32> {
    let d = x.ncols() / heads;
    let Some(gain) = gain else { return x.to_owned() };
    Array2::from_shape_fn(x.dim(), |(t, c)| {
        let head = x.slice(s![t, c / d * d..(c / d + 1) * d]);
        let mean = head.iter().map(|x| x * x).sum::<f32>() / d as f32;
        gain[c % d] * x[[t, c]] / (mean + 1e-6).sqrt()
    })
}

/// Numerators, denominators and largest scores of queries at the tokens of one stream; without tokens nothing, from −∞.
fn part(
    q: ArrayView2<'_, f32>,
    k: ArrayView2<'_, f32>,
    v: ArrayView2<'_, f32>,
) -> (Array2<f32>, Vec<f32>, Vec<f32>) {
    let scores = q.dot(&k.t()) / (q.ncols() as f32).sqrt();
    let most: Vec<f32> =
        scores.rows().into_iter().map(|row| row.fold(f32::NEG_INFINITY, |a, &b| a.max(b))).collect();
    let weights = Array2::from_shape_fn(scores.dim(), |(i, j)| (scores[[i, j]] - most[i]).exp());
    (weights.dot(&v), weights.sum_axis(Axis(1)).to_vec(), most)
}

fn merged(text: Stream<'_>, image: Stream<'_>, heads: usize) -> (Array2<f32>, Array2<f32>) {
    let d = image.values.ncols() / heads;
    let (m, all) = image.values.dim();
    let of = |stream: &Stream<'_>| {
        let gain = |which: usize| stream.gains.map(|gains| gains[which]);
        (normal(stream.queries, heads, gain(0)), normal(stream.keys, heads, gain(1)))
    };
    let (image_q, image_k) = of(&image);
    let (text_q, text_k) = of(&text);
    let queries = concatenate![Axis(0), image_q, text_q];
    let mut out = Array2::zeros((queries.nrows(), all));
    for h in 0..heads {
        let head = s![.., h * d..(h + 1) * d];
        let a = part(queries.slice(head), image_k.slice(head), image.values.slice(head));
        let b = part(queries.slice(head), text_k.slice(head), text.values.slice(head));
        for t in 0..queries.nrows() {
            let most = a.2[t].max(b.2[t]);
            let (u, w) = ((a.2[t] - most).exp(), (b.2[t] - most).exp());
            let sum = &a.0.row(t) * u + &b.0.row(t) * w;
            let total = a.1[t] * u + b.1[t] * w;
            out.slice_mut(s![t, h * d..(h + 1) * d]).assign(&(sum / total));
        }
    }
    (out.slice(s![m.., ..]).to_owned(), out.slice(s![..m, ..]).to_owned())
}
