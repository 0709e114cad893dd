//! What the stub of `lstm` promises.

use judge::{Layout, Promise};
use ndarray::Axis;

use super::{Given, Input};

/// The sums inside the gates of `step` or of `jacobian`, in double precision.
fn sums(input: &Input, step: bool) -> Vec<f64> {
    let Given { x, h, input: of_input, hidden, bias, .. } = input.given();
    if matches!(input, Input::Step(_)) != step {
        return Vec::new();
    }
    let (x, of_input, hidden, bias) = (x.double(), of_input.double(), hidden.double(), bias.double());
    let h = h.mapv(f64::from);
    let of = |gate: usize| {
        of_input.index_axis(Axis(0), gate).dot(&x) + hidden.index_axis(Axis(0), gate).dot(&h) + bias.row(gate)
    };
    (0..4).flat_map(|gate| of(gate).to_vec()).collect()
}

fn cells(input: &Input, step: bool) -> Vec<f64> {
    if matches!(input, Input::Step(_)) != step {
        return Vec::new();
    }
    input.given().c.iter().map(|&c| c.into()).collect()
}

fn layouts(input: &Input, step: bool) -> Vec<Layout> {
    let Given { x, input: of_input, hidden, bias, .. } = input.given();
    if matches!(input, Input::Step(_)) == step {
        vec![x.layout, of_input.layout, hidden.layout, bias.layout]
    } else {
        Vec::new()
    }
}

fn sizes(input: &Input, step: bool) -> Vec<usize> {
    let Given { x, h, .. } = input.given();
    if matches!(input, Input::Step(_)) == step { vec![h.len(), x.values.len()] } else { Vec::new() }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let (views, least) = ("The views may be transposed or strided", "d and e are at least 1");
    let ends = "Sums inside the gates lie within ±1000, and so do the cells";
    vec![
        Promise::sizes(least, 1, |input| sizes(input, true)),
        Promise::sizes(least, 1, |input| sizes(input, false)),
        Promise::layouts(views, |input| layouts(input, true)),
        Promise::layouts(views, |input| layouts(input, false)),
        Promise::range(ends, -1e3..=1e3, |input| sums(input, true)),
        Promise::range(ends, -1e3..=1e3, |input| sums(input, false)),
        Promise::range(ends, -1e3..=1e3, |input| cells(input, true)),
        Promise::range(ends, -1e3..=1e3, |input| cells(input, false)),
    ]
}
