//! What must hold of `tensor_parallel`, whatever the reference says.

use judge::{Broken, Probe, Property};
use ndarray::{Array, Dimension};

use super::{Given, Input};
use crate::talk::Traffic;

type TheProbe<'a> = Probe<'a, Input, Given>;

pub(super) fn laws() -> Vec<Property<Input, Given>> {
    vec![
        Property { name: "forward sends at most an all-reduce of the outputs", holds: forward },
        Property { name: "backward sends at most an all-reduce of the inputs' gradient", holds: backward },
        Property { name: "what all ranks have is the same on all, bit by bit", holds: alike },
    ]
}

/// Twice the array less a chunk, in chunks that are all as long as the longest.
fn bytes(input: &Input, traffic: &[Traffic]) -> Result<(), Broken> {
    let values = input.x.len();
    let allowed = 2 * size_of::<f64>() * (input.ranks - 1) * values.div_ceil(input.ranks);
    match traffic.iter().enumerate().find(|(_, traffic)| traffic.sent > allowed) {
        None => Ok(()),
        Some((rank, Traffic { sent, .. })) => Err(Broken::Law(format!(
            "rank {rank} sends {sent} bytes; in an all-reduce of {values} numbers on a ring of {} it sends at most {allowed}",
            input.ranks
        ))),
    }
}

fn forward(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    bytes(input, &probe.call(input)?.forward.traffic)
}

fn backward(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    bytes(input, &probe.call(input)?.backward.traffic)
}

/// Where they differ by more than roundings, that is said elsewhere.
fn alike(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    fn same<D: Dimension>(
        what: &str,
        rank: usize,
        first: &Array<f64, D>,
        own: &Array<f64, D>,
    ) -> Result<(), Broken> {
        let near = |(a, b): (&f64, &f64)| a == b || (a - b).abs() > 1e-5 * a.abs().max(b.abs());
        if first.shape() != own.shape() || first.iter().zip(own).all(near) {
            return Ok(());
        }
        Err(Broken::Law(format!("{what} on rank {rank} differs in its last bits from that on rank 0")))
    }
    let given = probe.call(input)?;
    for rank in 1..input.ranks {
        same("the output", rank, &given.forward.results[0], &given.forward.results[rank])?;
        let [first, own] = [0, rank].map(|rank| &given.backward.results[rank]);
        same("the gradient of the input", rank, &first.input, &own.input)?;
        same("the gradient of down_bias", rank, &first.weights.3, &own.weights.3)?;
    }
    Ok(())
}
