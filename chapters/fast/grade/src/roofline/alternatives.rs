//! Right answers to `roofline` by another route.

use fast::{Kernel, Level, Limit, Machine, Roof, Roofline};
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Roofline>> {
    vec![
        Alternative { name: "by the work of one thread, and the largest of a list", answer: of_one_thread },
        Alternative { name: "by roofs: the lowest speed of all", answer: by_roofs },
    ]
}

/// A thread does its share of the operations and bytes, and has its share of what is shared.
fn of_one_thread(machine: &Machine<'_>, kernel: &Kernel<'_>) -> Roof {
    let threads = kernel.threads as f64;
    let own = |level: &Level| if level.shared { level.bandwidth / threads } else { level.bandwidth };
    let mut times = vec![(kernel.operations / threads / machine.operations, Limit::Arithmetic)];
    for (at, level) in machine.levels.iter().enumerate() {
        times.push((kernel.bytes[at] / threads / own(level), Limit::Level(at)));
    }
    // `max_by` gives the last of equal ones, so the list is turned round.
    let &(floor, limit) = times.iter().rev().max_by(|a, b| a.0.partial_cmp(&b.0).unwrap()).unwrap();
    let last = machine.levels.len() - 1;
    let share = |of: f64, whole: f64, none: f64| if whole == 0.0 { none } else { of / whole };
    Roof {
        floor,
        limit,
        intensity: share(kernel.operations, kernel.bytes[last], f64::INFINITY),
        attainable: share(kernel.operations, floor, 0.0),
        ridge: machine.operations / own(&machine.levels[last]),
        reached: kernel.measured.map(|seconds| floor / seconds),
    }
}

/// Each level has a roof over the kernel: its bandwidth times the operations for a byte of it.
fn by_roofs(machine: &Machine<'_>, kernel: &Kernel<'_>) -> Roof {
    let threads = kernel.threads as f64;
    let peak = threads * machine.operations;
    let bandwidth = |at: usize| {
        let Level { bandwidth, shared } = machine.levels[at];
        bandwidth * threads.powi(i32::from(!shared))
    };
    let last = kernel.bytes.len() - 1;
    let intensity = match kernel.bytes[last] {
        0.0 => f64::INFINITY,
        bytes => kernel.operations / bytes,
    };
    let ridge = peak / bandwidth(last);
    let (mut attainable, mut limit, mut floor) = (peak, Limit::Arithmetic, kernel.operations / peak);
    for at in 0..=last {
        let seconds = kernel.bytes[at] / bandwidth(at);
        if kernel.operations > 0.0 && kernel.bytes[at] > 0.0 {
            let roof = kernel.operations / kernel.bytes[at] * bandwidth(at);
            if roof < attainable {
                (attainable, limit, floor) = (roof, Limit::Level(at), kernel.operations / roof);
            }
        } else if kernel.operations == 0.0 && seconds > floor {
            (limit, floor) = (Limit::Level(at), seconds);
        }
    }
    if kernel.operations == 0.0 {
        attainable = 0.0;
    }
    Roof {
        floor,
        limit,
        intensity,
        attainable,
        ridge,
        reached: kernel.measured.map(|seconds| floor / seconds),
    }
}
