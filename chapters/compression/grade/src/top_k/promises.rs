//! What the stub of `top_k` promises.

use judge::Promise;

use super::Input;

/// Whether some query has to choose among equal scores.
fn cut_among_equals(input: &Input) -> bool {
    (0..input.scores.values.nrows()).any(|i| {
        let mut seen = input.seen(i);
        seen.sort_by(|a, b| b.total_cmp(a));
        seen.get(input.k).is_some_and(|next| *next == seen[input.k - 1])
    })
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn hidden(input: &Input) -> Vec<f32> {
        let all = input.scores.values.indexed_iter();
        all.filter(|((i, s), _)| *s >= input.visible(*i)).map(|(_, &x)| x).collect()
    }
    fn seen(input: &Input) -> Vec<f64> {
        let of = |i| input.seen(i).into_iter().map(f64::from).collect::<Vec<_>>();
        (0..input.scores.values.nrows()).flat_map(of).collect()
    }
    let anything = "and can be anything, NaN too";
    let earlier = "Of equal scores the earlier block is taken first, and −0 equals 0";
    vec![
        Promise::sizes("n, the number of columns, `block` and `k` are at least 1", 1, |input| {
            let (n, columns) = input.scores.values.dim();
            vec![n, columns, input.block, input.k]
        }),
        Promise::range("`k` can be as large as 2²⁰", 1.0..=f64::from(1 << 20), |input| {
            vec![input.k as f64]
        }),
        Promise::range("and positions as 2⁴⁰", 0.0..=(1_u64 << 40) as f64, |input| {
            vec![input.first as f64]
        }),
        Promise::always("at least as many columns as the last query sees", |input| {
            let (n, columns) = input.scores.values.dim();
            input.visible(n - 1) <= columns
        }),
        Promise::edge("at least as many columns as the last query sees", |input| {
            let (n, columns) = input.scores.values.dim();
            input.visible(n - 1) == columns && n > 1
        }),
        Promise::edge(anything, |input| hidden(input).iter().any(|x| x.is_nan())),
        Promise::edge(anything, |input| hidden(input).contains(&f32::INFINITY)),
        Promise::edge(earlier, cut_among_equals),
        // More than a sort of few does by insertion, which is stable whatever it is called.
        Promise::edge(earlier, |input| cut_among_equals(input) && input.scores.values.ncols() > 256),
        Promise::edge(earlier, |input| {
            let zero = |x: &f64, negative: bool| *x == 0.0 && x.is_sign_negative() == negative;
            let seen = seen(input);
            seen.iter().any(|x| zero(x, true)) && seen.iter().any(|x| zero(x, false))
        }),
        Promise::range("Scores that are seen lie within ±10³⁰", -1e30..=1e30, seen),
        Promise::edge("or all that it sees if these are fewer", |input| {
            let n = input.scores.values.nrows();
            (0..n).any(|i| (1..input.k).contains(&input.visible(i)))
        }),
        Promise::edge("or all that it sees if these are fewer", |input| input.visible(0) == 0),
        Promise::layouts("The view may be transposed or strided", |input| vec![input.scores.layout]),
    ]
}
