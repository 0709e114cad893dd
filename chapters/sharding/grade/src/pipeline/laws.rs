//! What must hold of `pipeline`, whatever the reference says.

use judge::{Broken, Probe, Property, close};

use super::{Answered, Input};

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "a stage holds no more than the stages from it to the last", holds: held },
        Property { name: "what takes three times as long has the same bubble", holds: scaled },
        Property { name: "a rank sends to its neighbours, and no more than has to go there", holds: sent },
    ]
}

/// 1F1B's activations: at most min(m, p − s).
fn held(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let &Input::Order { stages, micros } = input else { return Ok(()) };
    let Answered::Order(orders) = probe.call(input)? else { return Ok(()) };
    for (stage, order) in orders.iter().enumerate() {
        let (most, allowed) = (peak(order), micros.min(stages - stage) as i64);
        if most > allowed {
            return Err(Broken::Law(format!(
                "stage {stage} of {stages} holds activations of {most} micro-batches; {allowed} are enough"
            )));
        }
    }
    Ok(())
}

/// Of how many micro-batches an order holds activations at the most.
pub(super) fn peak(order: &[i64]) -> i64 {
    let mut now = 0;
    order.iter().fold(0, |most, number| {
        now += number.signum();
        most.max(now)
    })
}

fn scaled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Bubble { orders, forward, backward } = input else { return Ok(()) };
    let slower = Input::Bubble { orders: orders.clone(), forward: 3.0 * forward, backward: 3.0 * backward };
    match (probe.call(input)?, probe.call(&slower)?) {
        (Answered::Bubble(a), Answered::Bubble(b)) if !close(a, b, 2.0 * probe.tolerance) => {
            Err(Broken::Law(format!("the bubble is {a}, and {b} if everything takes three times as long")))
        }
        _ => Ok(()),
    }
}

fn sent(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Run { weights, inputs, .. } = input else { return Ok(()) };
    let Answered::Run(ranks) = probe.call(input)? else { return Ok(()) };
    let (size, each) = (weights.len(), inputs.iter().map(|x| x.len() * size_of::<f64>()).sum::<usize>());
    for (rank, traffic) in ranks.traffic.iter().enumerate() {
        if let Some(peer) = traffic.peers.iter().find(|&&peer| peer.abs_diff(rank) != 1) {
            return Err(Broken::Law(format!("rank {rank} sends to rank {peer}, which is not its neighbour")));
        }
        let allowed = each * (usize::from(rank > 0) + usize::from(rank + 1 < size));
        if traffic.sent > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} sends {} bytes; {allowed} are enough",
                traffic.sent
            )));
        }
    }
    Ok(())
}
