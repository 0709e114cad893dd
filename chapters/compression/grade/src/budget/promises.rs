//! What the stub of `budget` promises.

use judge::Promise;

use super::{Input, Kind, reference};

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn any(input: &Input, has: impl Fn(&Kind) -> bool) -> bool {
        input.kinds.iter().any(has)
    }
    let zero = "Every number may be 0";
    let far = "`window` and `chosen` can be as large as 2⁴⁰, far more than `tokens`";
    let keys = "Where `chosen` is `None` there are no keys: `key_bytes` and `key_flops` are 0";
    vec![
        Promise::edge("there may be none", |input| input.kinds.is_empty()),
        Promise::edge("or of all while there are fewer", |input| {
            any(input, |kind| {
                kind.window > 1 && input.tokens.iter().any(|&tokens| tokens > 0 && tokens < kind.window)
            })
        }),
        Promise::edge("for each complete block", |input| {
            any(input, |kind| {
                kind.block > 1 && input.tokens.iter().any(|tokens| !tokens.is_multiple_of(kind.block))
            })
        }),
        Promise::edge(zero, |input| input.tokens.contains(&0)),
        Promise::edge(zero, |input| any(input, |kind| kind.count == 0)),
        Promise::edge(zero, |input| any(input, |kind| kind.window == 0 && kind.block == 0)),
        Promise::edge(zero, |input| any(input, |kind| kind.window > 0 && kind.block == 0)),
        Promise::edge(zero, |input| any(input, |kind| kind.window == 0 && kind.block > 0)),
        Promise::edge(zero, |input| any(input, |kind| kind.chosen == Some(0))),
        Promise::edge(zero, |input| any(input, |kind| kind.entry_bytes == 0)),
        Promise::edge(zero, |input| any(input, |kind| kind.entry_flops == 0)),
        Promise::edge(zero, |input| any(input, |kind| kind.chosen.is_some() && kind.key_bytes == 0)),
        Promise::edge(zero, |input| any(input, |kind| kind.chosen.is_some() && kind.key_flops == 0)),
        Promise::always(keys, |input| {
            !any(input, |kind| kind.chosen.is_none() && (kind.key_bytes > 0 || kind.key_flops > 0))
        }),
        Promise::range(far, 0.0..=(1_u64 << 40) as f64, |input| {
            input.kinds.iter().map(|kind| kind.window as f64).collect()
        }),
        Promise::range(far, 0.0..=(1_u64 << 40) as f64, |input| {
            input.kinds.iter().filter_map(|kind| kind.chosen).map(|chosen| chosen as f64).collect()
        }),
        Promise::range("Results are below 2⁶⁰", 0.0..=(1_u64 << 60) as f64, |input| {
            reference(input)
                .map_or_else(|_| vec![f64::NAN], |costs| costs.cache.iter().map(|&x| x as f64).collect())
        }),
        Promise::range("Results are below 2⁶⁰", 0.0..=(1_u64 << 60) as f64, |input| {
            reference(input)
                .map_or_else(|_| vec![f64::NAN], |costs| costs.flops.iter().map(|&x| x as f64).collect())
        }),
    ]
}
