//! From noise to data.

mod levels;
mod networks;
mod steps;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde_json::Value;

use crate::example::Examples;
use crate::plain::python;

/// How far two `f64` may be apart.
const DOUBLE: f64 = 1e-9;

pub(crate) fn examples(e: &mut Examples) {
    steps::noise(e);
    steps::steps(e);
    steps::guidance(e);
    levels::targets(e);
    levels::levels(e);
    levels::straight(e);
    networks::networks(e);
    networks::scores(e);
    networks::short(e);
}

/// A network, and the same in Python.
fn network(x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> Array2<f32> {
    let factors = levels.mapv(|level| (0.01 * level).cos()).insert_axis(Axis(1));
    (&x * &factors).tanh()
}

fn network_in_python() -> Value {
    python("lambda x, t: torch.tanh(x * torch.cos(0.01 * t)[:, None])")
}

fn weaker(x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> Array2<f32> {
    network(x, levels) * 0.5
}

fn weaker_in_python() -> Value {
    python("lambda x, t: 0.5 * torch.tanh(x * torch.cos(0.01 * t)[:, None])")
}
