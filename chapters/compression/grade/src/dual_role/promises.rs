//! What the stub of `dual_role` promises.

use judge::Promise;

use super::Input;

/// Gates with their biases, of all tokens in both roles.
fn scores(input: &Input) -> Vec<f64> {
    let of = |pooled: &super::Pooled| {
        let bias = pooled.bias.double();
        let gates = pooled.gates.double();
        gates.indexed_iter().map(|((t, c), gate)| gate + bias[[t % bias.nrows(), c]]).collect::<Vec<_>>()
    };
    [of(&input.current), of(&input.previous)].concat()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let sizes = "m and c are at least 1, n may be 0";
    vec![
        Promise::sizes(sizes, 1, |input| input.sizes()[1..].to_vec()),
        Promise::sizes(sizes, 0, |input| input.sizes()[..1].to_vec()),
        Promise::edge("whose block is not complete, are left out", |input| {
            let [n, m, _] = input.sizes();
            n > m && n % m > 0
        }),
        Promise::range("Gates with their bias lie within ±1000", -1e3..=1e3, scores),
        Promise::layouts("All six views may be transposed or strided", |input| {
            input.matrices().map(|matrix| matrix.layout).to_vec()
        }),
    ]
}
