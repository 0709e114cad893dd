//! What the stub of `convert` promises.

use diffusion::Form;
use judge::Promise;

use super::Input;

/// α and σ of each row.
fn levels(input: &Input) -> Vec<[f64; 2]> {
    let pairs = input.alpha.values.iter().zip(&input.sigma.values);
    pairs.map(|(&alpha, &sigma)| [f64::from(alpha), f64::from(sigma)]).collect()
}

fn circle(&[alpha, sigma]: &[f64; 2]) -> bool {
    (alpha * alpha + sigma * sigma - 1.0).abs() < 1e-5
}

fn line(&[alpha, sigma]: &[f64; 2]) -> bool {
    (alpha + sigma - 1.0).abs() < 1e-5
}

fn allowed(input: &Input) -> bool {
    let zeros = levels(input).iter().any(|levels| levels.contains(&0.0));
    let both = levels(input).contains(&[0.0, 0.0]);
    !zeros || (!both && matches!(input.from(), Form::V | Form::Velocity) && input.to() != Form::Score)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let kinds = "α² + σ² = 1 in one batch, α + σ = 1 in another, or neither";
    let zero = "α or σ may also be 0, but not both";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| {
            let (n, d) = input.x.values.dim();
            vec![n, d]
        }),
        Promise::layouts("The views may be transposed or strided", |input| {
            vec![input.value.layout, input.x.layout, input.alpha.layout, input.sigma.layout]
        }),
        Promise::range("α and σ lie between 0.05 and 1", 0.05..=1.0, |input| {
            levels(input).into_iter().flatten().filter(|&level| level != 0.0).collect()
        }),
        Promise::edge(kinds, |input| levels(input).iter().all(circle)),
        Promise::edge(kinds, |input| levels(input).iter().all(line)),
        Promise::edge(kinds, |input| levels(input).iter().all(|both| !circle(both) && !line(both))),
        Promise::always(zero, allowed),
        Promise::edge(zero, |input| levels(input).iter().any(|both| both[0] == 0.0)),
        Promise::edge(zero, |input| levels(input).iter().any(|both| both[1] == 0.0)),
    ]
}
