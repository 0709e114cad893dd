//! What the stub of `s4_conv` promises.

use judge::{Layout, Promise};

use super::Input;

fn layouts(input: &Input, recur: bool) -> Vec<Layout> {
    match input {
        Input::Kernel { space, .. } if !recur => vec![space.a.layout, space.b.layout, space.c.layout],
        Input::Recur { space, input } if recur => {
            vec![space.a.layout, space.b.layout, space.c.layout, input.layout]
        }
        _ => Vec::new(),
    }
}

/// Whether powers of A neither grow nor fade.
fn turns(input: &Input) -> bool {
    let (Input::Kernel { space, .. } | Input::Recur { space, .. }) = input else { return false };
    let product = space.a.values.t().dot(&space.a.values);
    product.indexed_iter().all(|((i, k), x)| (x - f32::from(u8::from(i == k))).abs() < 1e-5)
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let eigenvalues = "No eigenvalue of Ā is larger than 1 in absolute value";
    vec![
        Promise::always("n is at least 1", |input| input.states() != Some(0)),
        Promise::edge("n is at least 1", |input| input.states() == Some(1)),
        Promise::sizes("`length` may be 0", 0, |input| match input {
            Input::Kernel { length, .. } => vec![*length],
            _ => Vec::new(),
        }),
        Promise::sizes("have the same length, which may be 0", 0, |input| match input {
            Input::Convolve { input, .. } => vec![input.values.len()],
            _ => Vec::new(),
        }),
        Promise::sizes("T may be 0", 0, |input| match input {
            Input::Recur { input, .. } => vec![input.values.len()],
            _ => Vec::new(),
        }),
        Promise::edge(eigenvalues, |input| turns(input) && input.length() > 256),
        Promise::layouts("The views may be transposed or strided", |input| layouts(input, false)),
        Promise::layouts("The views may be transposed or strided", |input| layouts(input, true)),
        Promise::layouts("The views may be strided", |input| match input {
            Input::Convolve { kernel, input } => vec![kernel.layout, input.layout],
            _ => Vec::new(),
        }),
    ]
}
