//! What the stub of `dsa` promises.

use judge::Promise;

use super::Input;

/// The scores of tokens that come later.
fn hidden(input: &Input) -> impl Iterator<Item = f32> {
    input.scores.values.indexed_iter().filter(|((t, s), _)| s > t).map(|(_, &x)| x)
}

fn seen(input: &Input) -> Vec<f64> {
    let n = input.sizes()[0];
    (0..n).flat_map(|t| input.seen(t)).map(f64::from).collect()
}

/// Whether some query has to choose among equal scores.
fn cut_among_equals(input: &Input) -> bool {
    (0..input.sizes()[0]).any(|t| {
        let mut seen = input.seen(t);
        seen.sort_by(|a, b| b.total_cmp(a));
        seen.get(input.k).is_some_and(|next| *next == seen[input.k - 1])
    })
}

/// Whether a token that is not chosen lies so far above the chosen ones.
fn others_above(input: &Input, distance: f64) -> bool {
    let [n, heads, ..] = input.sizes();
    let chosen = input.chosen().unwrap_or_default();
    (0..n.min(chosen.len())).any(|t| {
        (0..heads).any(|h| {
            let products = input.products(t, h);
            let most = |is: bool| {
                let of = (0..=t).filter(|s| chosen[t].contains(s) == is).map(|s| products[s]);
                of.fold(f64::NEG_INFINITY, f64::max)
            };
            most(false) - most(true) > distance
        })
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let later = "Scores of tokens that a query does not see can be anything, NaN too";
    let earlier = "of equal scores the earlier token is taken first";
    let fewer = "or to all of them if they are fewer";
    let products = "Products query · key / √d lie within ±1000, also those of tokens that are not chosen";
    vec![
        Promise::sizes("n, heads, d, e and `k` are at least 1", 1, |input| {
            let [n, heads, width, of_value] = input.sizes();
            vec![n, heads, width, of_value, input.k]
        }),
        Promise::range("`k` can be as large as 2²⁰", 1.0..=f64::from(1 << 20), |input| {
            vec![input.k as f64]
        }),
        Promise::edge(later, |input| hidden(input).any(f32::is_nan)),
        Promise::edge(later, |input| hidden(input).any(|x| x == f32::INFINITY)),
        Promise::edge(fewer, |input| input.k > input.sizes()[0]),
        Promise::edge(fewer, |input| (2..input.sizes()[0]).contains(&input.k)),
        Promise::edge(earlier, cut_among_equals),
        // More than a sort of few does by insertion, which is stable whatever it is called.
        Promise::edge(earlier, |input| cut_among_equals(input) && input.sizes()[0] > 256),
        Promise::range("those that are seen lie within ±10³⁰", -1e30..=1e30, seen),
        Promise::edge("and −0 equals 0", |input| {
            let zero = |x: &f64, negative: bool| *x == 0.0 && x.is_sign_negative() == negative;
            let seen = seen(input);
            seen.iter().any(|x| zero(x, true)) && seen.iter().any(|x| zero(x, false))
        }),
        Promise::range(products, -1e3..=1e3, |input| {
            let [n, heads, ..] = input.sizes();
            // The longest text has ordinary numbers.
            let rows = if n > 100 { 0..0 } else { 0..n };
            rows.flat_map(|t| (0..heads).flat_map(move |h| input.products(t, h))).collect()
        }),
        Promise::edge(products, |input| others_above(input, 1900.0)),
        Promise::layouts("The four views may be transposed or strided", |input| {
            vec![input.queries.layout, input.keys.layout, input.values.layout, input.scores.layout]
        }),
    ]
}
