//! fast/roofline: how fast a machine lets a kernel be, and what holds it back.

use ::fast::{Kernel, Limit, Machine, Roof};

/// The roof of a machine over a kernel: how long it takes at least, what takes so long, and how near to that it came.
///
/// Operations and the bytes of each level go on at the same time, each at its own rate, so the longest of them is the floor. The kernel's
/// threads all compute. A level's bandwidth is that of all threads together where it is `shared`, and else that of each of them.
/// `operations` and `bytes` are those of the whole kernel, however many threads there are.
///
/// `limit` is what takes as long as the floor; of several that take equally long it is the first, arithmetic before all levels, and
/// levels in their order. Times that are not equal lie at least a thousandth apart.
///
/// `intensity` is that of the last level, which is memory. It is infinite where no byte crosses that level, also without operations.
/// `attainable` is 0 for a kernel without operations. `ridge` is for as many threads as the kernel has. `reached` is the floor divided by the
/// measured time, `None` where nothing was measured. It may be above 1: then the kernel moved less than was said, or the machine can more, and
/// whoever reads it should see that.
///
/// There is at least one level, and a number of bytes for each. Rates are between 1e6 and 1e18 a second, and a measured time is between 1e-9 and 1e6 seconds.
/// Operations and bytes are whole, and can be 0, all of them too, or as large as 1e18. There are up to 1,024 threads, and never none.
pub fn roofline(machine: &Machine<'_>, kernel: &Kernel<'_>) -> Roof {
    let threads = kernel.threads as f64;
    let rate = machine.operations * threads;
    let bandwidths: Vec<f64> = machine
        .levels
        .iter()
        .map(|level| level.bandwidth * if level.shared { 1.0 } else { threads })
        .collect();
    let times = kernel.bytes.iter().zip(&bandwidths).map(|(bytes, bandwidth)| bytes / bandwidth);
    let (mut floor, mut limit) = (kernel.operations / rate, Limit::Arithmetic);
    for (at, seconds) in times.enumerate() {
        if seconds > floor {
            (floor, limit) = (seconds, Limit::Level(at));
        }
    }
    let memory = machine.levels.len() - 1;
    let bytes = kernel.bytes[memory];
    Roof {
        floor,
        limit,
        intensity: if bytes > 0.0 { kernel.operations / bytes } else { f64::INFINITY },
        attainable: if floor > 0.0 { kernel.operations / floor } else { 0.0 },
        ridge: rate / bandwidths[memory],
        reached: kernel.measured.map(|seconds| floor / seconds),
    }
}
