//! What must hold for `loop_order`, whatever the reference says.

use judge::Broken;

use super::{Input, ORDERS, TheProbe, name};

/// How many bytes an answer may hold.
const HELD: usize = 2048;

/// What may be brought in.
pub(super) fn allowed(input: &Input) -> usize {
    let best = input.orders.iter().copied().min().unwrap_or(0);
    best + best / 4
}

pub(super) fn lines(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (brought, allowed) = (probe.call(input)?.brought, allowed(input));
    if brought <= allowed {
        return Ok(());
    }
    let orders: Vec<String> =
        ORDERS.iter().zip(input.orders).map(|(&order, lines)| format!("{} {lines}", name(order))).collect();
    Err(Broken::Law(format!(
        "{brought} lines are brought in, and {allowed} would pass. Plain loops bring in: {}",
        orders.join(", ")
    )))
}

pub(super) fn copies(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let held = probe.call(input)?.held;
    if held <= HELD {
        return Ok(());
    }
    let [m, k, n] = input.sizes();
    Err(Broken::Law(format!(
        "{held} bytes are held beside the three matrices, of {}, {} and {} bytes. Allowed are {HELD}: what is copied out of the memory is not counted any \
         more",
        4 * m * k,
        4 * k * n,
        4 * m * n
    )))
}
