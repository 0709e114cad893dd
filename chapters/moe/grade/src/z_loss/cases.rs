//! The cases of `z_loss`.

use judge::{Case, Layout, Matrix, Random};
use ndarray::Array2;

use super::super::switch::{far_apart, logits, to_the_ends};
use super::Batches;

/// Batches of two shapes, each token around a level of its own within some distance of a common one.
fn two(random: &mut Random, shapes: [(usize, usize); 2], level: f32, spread: f32) -> Batches {
    Batches(shapes.map(|shape| {
        let mut logits: Array2<f32> = logits(random, shape, level);
        for mut row in logits.rows_mut() {
            row += spread * random.normal().clamp(-3.0, 3.0) as f32;
        }
        logits.into()
    }))
}

pub(super) fn cases() -> Vec<Case<Batches>> {
    vec![
        Case { name: "a few tokens", make: |random| two(random, [(7, 3), (11, 4)], 0.5, 1.0) },
        Case { name: "negative logits", make: |random| two(random, [(6, 4), (9, 5)], -7.0, 1.5) },
        Case { name: "more experts than tokens", make: |random| two(random, [(3, 8), (5, 11)], 0.0, 2.0) },
        Case { name: "all sizes equal", make: |random| two(random, [(5, 5), (4, 4)], 1.0, 1.0) },
        Case { name: "one token", make: |random| two(random, [(1, 6), (1, 3)], 1.5, 1.0) },
        Case { name: "one expert", make: |random| two(random, [(6, 1), (4, 1)], 0.0, 3.0) },
        Case {
            name: "logits of 0",
            make: |random| {
                let mut batches = two(random, [(8, 3), (5, 7)], 0.0, 1.0);
                batches.0[0].values.fill(0.0);
                batches
            },
        },
        Case { name: "logits near 1000", make: |random| two(random, [(7, 4), (6, 5)], 1000.0, 10.0) },
        Case { name: "logits near -1000", make: |random| two(random, [(8, 3), (5, 4)], -1000.0, 10.0) },
        Case {
            name: "logits of -1100",
            make: |random| {
                let mut batches = two(random, [(3, 1), (4, 2)], -1100.0, 0.0);
                batches.0[0].values.fill(-1100.0);
                batches.0[1].values.mapv_inplace(|logit| logit.clamp(-1100.0, -1099.0));
                batches
            },
        },
        Case {
            name: "tokens whose logits are far apart",
            make: |random| Batches([(8, 4), (5, 6)].map(|shape| far_apart(random, shape).into())),
        },
        // Where exp leaves a float and where it leaves a double, of the logits and of what is below their largest magnitude.
        Case { name: "logits near -60", make: |random| two(random, [(9, 4), (6, 3)], -60.0, 0.5) },
        Case { name: "logits near -200", make: |random| two(random, [(5, 4), (8, 3)], -200.0, 0.5) },
        Case { name: "logits near -400", make: |random| two(random, [(7, 3), (10, 5)], -400.0, 0.5) },
        Case {
            name: "from -1100 to 1100, tokens over 60",
            make: |random| Batches([6, 4].map(|experts| to_the_ends(random, experts).into())),
        },
        Case {
            name: "300 tokens, and 300 experts",
            make: |random| two(random, [(300, 3), (2, 300)], 0.0, 1.0),
        },
        Case {
            name: "strided and transposed views",
            make: |random| {
                let Batches([first, second]) = two(random, [(4, 9), (11, 3)], 0.0, 2.0);
                Batches([first.laid(Layout::Strided), second.laid(Layout::Transposed)])
            },
        },
        Case {
            name: "transposed and strided views",
            make: |random| {
                let Batches([first, second]) = two(random, [(13, 6), (12, 7)], 0.0, 2.0);
                Batches([first.laid(Layout::Transposed), second.laid(Layout::Strided)])
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Batches {
    let shapes = [(random.whole(4..=20), random.whole(2..=9)), (random.whole(4..=20), random.whole(2..=9))];
    let Batches(batches) = two(random, shapes, 0.0, 2.0);
    Batches(batches.map(|batch: Matrix| batch.laid(Layout::any(random))))
}
