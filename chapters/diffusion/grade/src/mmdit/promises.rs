//! What the stub of `mmdit` promises.

use judge::Promise;

use super::Input;

/// Of all tokens and heads the products query · key / √d, as a row for each query and head.
fn scores(input: &Input) -> Vec<Vec<f64>> {
    if input.image.gains.is_some() {
        return Vec::new();
    }
    let d = input.width();
    let streams = [&input.text, &input.image];
    // The long ones have ordinary numbers.
    if streams.iter().any(|stream| stream.count() > 100) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for queries in streams {
        for query in queries.queries.double().rows() {
            for h in 0..input.heads {
                let part = |row: &ndarray::ArrayView1<'_, f64>| row.to_vec()[h * d..(h + 1) * d].to_vec();
                let query = part(&query);
                let mut row = Vec::new();
                for keys in streams {
                    for key in keys.keys.double().rows() {
                        let key = part(&key);
                        let sum: f64 = query.iter().zip(&key).map(|(a, b)| a * b).sum();
                        row.push(sum / (d as f64).sqrt());
                    }
                }
                all.push(row);
            }
        }
    }
    all
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::edge("n may be 0", |input| input.text.count() == 0 && input.image.gains.is_none()),
        Promise::edge("n may be 0", |input| input.text.count() == 0 && input.image.gains.is_some()),
        Promise::sizes("m, d and the number of heads are at least 1", 1, |input| {
            vec![input.image.count(), input.width(), input.heads]
        }),
        Promise::range("Products query · key / √d lie within ±1000", -1e3..=1e3, |input| {
            scores(input).into_iter().flatten().collect()
        }),
        Promise::edge("and can be far apart", |input| {
            let apart = |row: &Vec<f64>| {
                let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let least = row.iter().copied().fold(f64::INFINITY, f64::min);
                most - least > 1900.0
            };
            scores(input).iter().any(apart)
        }),
        Promise::always("both streams have gains, or none has", |input| {
            input.text.gains.is_some() == input.image.gains.is_some()
        }),
        Promise::layouts("The views may be transposed or strided", |input| input.text.layouts()),
        Promise::layouts("The views may be transposed or strided", |input| input.image.layouts()),
    ]
}
