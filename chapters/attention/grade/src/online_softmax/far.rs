//! Cases of `online_softmax` at the far ends of what the stub says: what looks empty and is not, and the other way round.

use judge::Case;

use super::script::{Input, Step, folded, input, merged};

pub(super) fn cases() -> Vec<Case<Input>> {
    const MASKED: f32 = f32::NEG_INFINITY;
    vec![
        Case {
            name: "scores near -1000 after merges of nothing",
            make: |random| {
                use Step::{Finish, Merge, Start, Update};
                let mut scores = (random.normals(4, 1.5) - 1000.0).to_vec();
                scores[2] = MASKED;
                let script = [Start, Start, Merge, Update(0), Start, Start, Merge, Merge, Finish];
                let masked = [Start, Update(2), Start, Merge, Update(1), Finish, Merge, Update(3), Finish];
                input(random, scores, 2, [script.as_slice(), masked.as_slice()].concat())
            },
        },
        Case {
            name: "scores near -10,000, and a masked one behind them",
            make: |random| {
                let mut scores: Vec<f32> =
                    random.normals(4, 0.5).iter().map(|x| x.abs() - 10_000.0).collect();
                scores.push(MASKED);
                let script = merged(random, &[2, 3]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "values of zeros",
            make: |random| {
                let scores = random.normals(5, 1.5).to_vec();
                let script = merged(random, &[2, 2, 1]);
                let mut input = input(random, scores, 3, script);
                for j in [0, 1, 4] {
                    input.values.values.row_mut(j).fill(0.0);
                }
                input
            },
        },
        Case {
            name: "a width of 130",
            make: |random| {
                let scores = random.normals(3, 1.5).to_vec();
                input(random, scores, 130, folded(3))
            },
        },
    ]
}
