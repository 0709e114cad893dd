//! The cases of `online_softmax`.

use judge::{Case, Layout, Random};

use super::script::{Input, Step, folded, halves, input, merged};

pub(super) fn cases() -> Vec<Case<Input>> {
    const MASKED: f32 = f32::NEG_INFINITY;
    vec![
        Case {
            name: "three updates",
            make: |random| {
                // The second is larger than the first, so that the very first case rescales.
                let mut scores = random.normals(3, 1.5).to_vec();
                scores[1] = scores[0] + 1.5;
                let mut script = folded(3);
                script.pop();
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "two states and their merge",
            make: |random| {
                let scores = random.normals(5, 1.5).to_vec();
                let mut script = merged(random, &[2, 3]);
                script.retain(|step| *step != Step::Finish);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "four updates, finished",
            make: |random| {
                let scores = random.normals(4, 1.5).to_vec();
                input(random, scores, 3, folded(4))
            },
        },
        Case {
            name: "rising scores",
            make: |random| {
                let scores = (0..6).map(|j| 1.5 * j as f32 + random.normal() as f32 * 0.2).collect();
                input(random, scores, 2, folded(6))
            },
        },
        Case {
            name: "falling scores",
            make: |random| {
                let scores = (0..6).map(|j| -1.5 * j as f32 + random.normal() as f32 * 0.2).collect();
                input(random, scores, 4, folded(6))
            },
        },
        Case {
            name: "scores near 1000",
            make: |random| {
                let scores = (random.normals(6, 1.0) + 1000.0).to_vec();
                let script = merged(random, &[2, 4]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "scores near -1000",
            make: |random| {
                let scores = (random.normals(6, 1.0) - 1000.0).to_vec();
                let script = merged(random, &[3, 3]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "scores near -10,000",
            make: |random| {
                let mut scores: Vec<f32> =
                    random.normals(4, 1.5).iter().map(|noise| noise.abs() - 10_000.0).collect();
                scores[2] = -10_000.0;
                let script = merged(random, &[3, 1]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "scores that jump by thousands",
            make: |random| {
                let noise = random.normals(7, 1.0);
                let levels = [-9990.0, 0.0, -1500.0, 2500.0, 9990.0, 400.0, 9990.0];
                let scores = levels.iter().zip(&noise).map(|(level, noise)| level + noise).collect();
                let script = merged(random, &[4, 3]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "merges of states far apart",
            make: |random| {
                use Step::{Finish, Merge, Start, Update};
                let noise = random.normals(6, 1.0);
                let levels = [-900.0, -900.0, 800.0, 800.0, -2000.0, -2000.0];
                let scores = levels.iter().zip(&noise).map(|(level, noise)| level + noise).collect();
                // The larger side is right in the first merge and left in the second.
                let script = vec![
                    Start,
                    Update(0),
                    Update(1),
                    Start,
                    Update(2),
                    Update(3),
                    Merge,
                    Finish,
                    Start,
                    Update(4),
                    Update(5),
                    Merge,
                    Finish,
                ];
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "scores from 10,000 down to -10,000, and back",
            make: |random| {
                let noise = random.normals(9, 0.5);
                let levels = [9990.0, 10_000.0, 9995.0, 0.0, -9995.0, -10_000.0, -9990.0, 9995.0, 9991.0];
                let ends = |level: f32| level.abs() == 10_000.0;
                let scores = levels
                    .iter()
                    .zip(&noise)
                    .map(|(&l, noise)| if ends(l) { l } else { l + noise })
                    .collect();
                let script = merged(random, &[3, 4, 2]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "scores of 700 to 90, -90 and -700",
            make: |random| {
                let noise = random.normals(10, 0.5);
                let levels = [-744.0, -742.0, -95.0, -93.0, 90.0, 92.0, 704.0, 706.0, -95.0, -93.0];
                let scores = levels.iter().zip(&noise).map(|(level, noise)| level + noise).collect();
                let script = merged(random, &[2, 2, 2, 2, 2]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "thirty scores that are 10 to 13 below one, on one side of a merge",
            make: |random| {
                let mut scores: Vec<f32> = (0..31).map(|j| -10.2 - 0.09 * ((7 * j) % 31) as f32).collect();
                scores[30] = 0.0;
                input(random, scores, 2, halves(30, 31))
            },
        },
        Case {
            name: "thirty scores that are 10 to 13 below one, on the other side of a merge",
            make: |random| {
                let mut scores: Vec<f32> = (0..31).map(|j| -10.2 - 0.09 * ((7 * j) % 31) as f32).collect();
                scores[0] = 0.0;
                input(random, scores, 2, halves(1, 31))
            },
        },
        Case {
            name: "thirty scores that are 10 to 13 below the first",
            make: |random| {
                let mut scores: Vec<f32> = (0..32).map(|j| -10.2 - 0.09 * ((7 * j) % 31) as f32).collect();
                (scores[0], scores[31]) = (0.0, 0.5);
                let script = vec![Step::Start, Step::Update(0), Step::Updates(1, 32), Step::Finish];
                input(random, scores, 1, script)
            },
        },
        Case {
            name: "300 scores at levels that change",
            make: |random| {
                let noise = random.normals(300, 1.0);
                let level = |j: usize| [0.0, 12.0, -11.0, 14.0, 3.0][j / 7 % 5];
                let scores = (0..300).map(|j| noise[j] + level(j)).collect();
                input(random, scores, 2, halves(140, 300))
            },
        },
        Case {
            name: "strided values of width 1",
            make: |random| {
                let scores = random.normals(5, 2.0).to_vec();
                let script = merged(random, &[3, 2]);
                let input = input(random, scores, 1, script);
                Input { values: input.values.laid(Layout::Strided), ..input }
            },
        },
        Case {
            name: "equal scores, and zeros",
            make: |random| {
                let scores = vec![0.0, 1.5, 1.5, -0.5, 1.5, 0.0, 1.5];
                let script = merged(random, &[4, 3]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "two states in turn, strided values",
            make: |random| {
                use Step::{Finish, Merge, Start, Swap, Update};
                let scores = random.normals(7, 2.0).to_vec();
                let script = vec![
                    Start,
                    Update(0),
                    Start,
                    Update(1),
                    Swap,
                    Update(2),
                    Update(3),
                    Swap,
                    Update(4),
                    Finish,
                    Swap,
                    Finish,
                    Merge,
                    Update(5),
                    Update(6),
                    Finish,
                ];
                let input = input(random, scores, 3, script);
                Input { values: input.values.laid(Layout::Transposed), ..input }
            },
        },
        Case {
            name: "a masked score between others",
            make: |random| {
                let mut scores = random.normals(7, 1.5).to_vec();
                (scores[1], scores[4], scores[6]) = (MASKED, MASKED, MASKED);
                let script = merged(random, &[3, 4]);
                input(random, scores, 2, script)
            },
        },
        Case {
            name: "masked scores, the first among them",
            make: |random| {
                let mut scores = random.normals(6, 1.5).to_vec();
                (scores[0], scores[1], scores[4]) = (MASKED, MASKED, MASKED);
                let script = merged(random, &[4, 2]);
                input(random, scores, 3, script)
            },
        },
        Case {
            name: "nothing but masked scores",
            make: |random| {
                input(random, vec![MASKED; 3], 2, merged(&mut Random::new(0, "two states"), &[2, 1]))
            },
        },
        Case {
            name: "merges with the state of nothing",
            make: |random| {
                use Step::{Finish, Merge, Start, Update};
                let scores = random.normals(3, 1.5).to_vec();
                let script = vec![
                    Start,
                    Start,
                    Merge,
                    Finish,
                    Start,
                    Update(0),
                    Update(1),
                    Merge,
                    Finish,
                    Start,
                    Merge,
                    Finish,
                    Start,
                    Update(2),
                    Merge,
                    Finish,
                ];
                input(random, scores, 3, script)
            },
        },
    ]
}
