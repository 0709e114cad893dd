//! Right answers of other kinds to `zero_bytes`.

use judge::Alternative;
use sharding::{Zero, ZeroBytes, shard};

pub(super) fn alternatives() -> Vec<Alternative<ZeroBytes>> {
    vec![
        Alternative {
            name: "the shard of rank 0",
            answer: ZeroBytes { held: of_rank_0, peak: peak_of_rank_0, sent: ring },
        },
        Alternative {
            name: "less what the others have",
            answer: ZeroBytes { held: saved, peak: peak_saved, sent: links },
        },
    ]
}

fn first(unit: u64, ranks: u64) -> u64 {
    shard(unit as usize, ranks as usize, 0).len() as u64
}

fn of_rank_0(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let (of_all, of_shard) = match zero {
        Zero::Nothing => (16, 0),
        Zero::Optimizer => (4, 12),
        Zero::Gradients => (2, 14),
        Zero::Weights { .. } => (0, 16),
    };
    units.iter().map(|&unit| of_all * unit + of_shard * first(unit, ranks)).sum()
}

fn peak_of_rank_0(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let held = of_rank_0(zero, units, ranks);
    let Zero::Weights { reshard } = zero else { return held };
    let join = |a: u64, b: u64| if reshard { a.max(b) } else { a + b };
    held + 2 * units.iter().copied().fold(0, join)
}

fn ring(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let once: u64 = units.iter().map(|unit| unit * (ranks - 1)).sum();
    if zero == (Zero::Weights { reshard: true }) { 3 * once } else { once + once }
}

fn saved(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let bytes = match zero {
        Zero::Nothing => 0,
        Zero::Optimizer => 12,
        Zero::Gradients => 14,
        Zero::Weights { .. } => 16,
    };
    let others: u64 = units.iter().map(|unit| unit - unit.div_ceil(ranks)).sum();
    16 * units.iter().sum::<u64>() - bytes * others
}

fn peak_saved(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let held = saved(zero, units, ranks);
    match zero {
        Zero::Weights { reshard: false } => units.iter().fold(held, |bytes, unit| bytes + 2 * unit),
        Zero::Weights { reshard: true } => held + units.iter().map(|unit| 2 * unit).max().unwrap_or(0),
        _ => held,
    }
}

fn links(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let rounds = if let Zero::Weights { reshard: true } = zero { 3 } else { 2 };
    (1..ranks).map(|_| rounds * units.iter().sum::<u64>()).sum()
}
