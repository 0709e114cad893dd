//! The cases of `zero_bytes`.

use judge::{Case, Random};

use super::{Input, STAGES, Stage};

fn of(random: &mut Random, stage: Stage, units: usize, ranks: u64) -> Input {
    // No two alike, the largest neither first nor last where there are three or more.
    let mut units: Vec<u64> = (0..units).map(|_| random.whole(20..=90) as u64 * ranks + 1).collect();
    for (at, unit) in units.iter_mut().enumerate() {
        *unit += at as u64 % ranks;
    }
    if units.len() > 2 {
        units[1] += 100 * ranks;
    }
    Input { stage, units, ranks }
}

fn exactly(stage: Stage, units: &[u64], ranks: u64) -> Input {
    Input { stage, units: units.to_vec(), ranks }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "nothing shared, four ranks", make: |random| of(random, Stage::Nothing, 1, 4) },
        Case { name: "the optimizer", make: |random| of(random, Stage::Optimizer, 3, 4) },
        Case { name: "gradients too", make: |random| of(random, Stage::Gradients, 4, 5) },
        Case { name: "weights too", make: |random| of(random, Stage::Resharded, 5, 4) },
        Case { name: "weights too, and kept", make: |random| of(random, Stage::Kept, 5, 3) },
        Case { name: "7.5 billion, nothing shared", make: |_| exactly(Stage::Nothing, &[7_500_000_000], 64) },
        Case {
            name: "7.5 billion, the optimizer",
            make: |_| exactly(Stage::Optimizer, &[7_500_000_000], 64),
        },
        Case { name: "7.5 billion, gradients", make: |_| exactly(Stage::Gradients, &[7_500_000_000], 64) },
        Case { name: "7.5 billion, weights", make: |_| exactly(Stage::Resharded, &[7_500_000_000], 64) },
        Case { name: "32 units that divide evenly", make: |_| exactly(Stage::Resharded, &[4096; 32], 8) },
        Case { name: "one rank, weights", make: |random| of(random, Stage::Resharded, 3, 1) },
        Case { name: "one rank, the optimizer", make: |random| of(random, Stage::Optimizer, 2, 1) },
        Case { name: "more ranks than weights", make: |_| exactly(Stage::Kept, &[3, 1, 2], 7) },
        Case {
            name: "a unit without weights",
            make: |random| {
                let mut input = of(random, Stage::Gradients, 4, 6);
                input.units[2] = 0;
                input
            },
        },
        Case {
            name: "the last unit has no weights",
            make: |random| {
                let mut input = of(random, Stage::Resharded, 4, 6);
                input.units[3] = 0;
                input
            },
        },
        Case { name: "no units", make: |_| exactly(Stage::Resharded, &[], 3) },
        Case { name: "no units, all kept", make: |_| exactly(Stage::Kept, &[], 3) },
        Case {
            name: "2⁴⁰ weights on 2¹⁴ ranks",
            make: |_| exactly(Stage::Resharded, &[(1 << 40) - 100_003, 100_003], 1 << 14),
        },
        Case {
            name: "an odd 2⁴⁰ on 2¹⁴ ranks, the optimizer",
            make: |_| exactly(Stage::Optimizer, &[(1 << 40) - 4, 3], 1 << 14),
        },
        Case {
            name: "an odd 2⁴⁰ on 2¹⁴ ranks, kept",
            make: |_| exactly(Stage::Kept, &[(1 << 40) - 4, 3], 1 << 14),
        },
        Case { name: "2⁴⁰ on two ranks, gradients", make: |_| exactly(Stage::Gradients, &[1 << 40], 2) },
        Case {
            name: "300 units",
            make: |random| {
                let mut input = of(random, Stage::Resharded, 300, 8);
                input.units[280] += 5000;
                input
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let stage = STAGES[random.whole(0..=4)];
    let (units, ranks) = (random.whole(0..=6), random.whole(1..=40) as u64);
    Input { stage, units: (0..units).map(|_| random.whole(0..=500) as u64).collect(), ranks }
}
