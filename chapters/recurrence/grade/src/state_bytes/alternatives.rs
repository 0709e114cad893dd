//! Right answers to `state_bytes` by another route.

use judge::Alternative;

use recurrence::{Kept, Layers, StateBytes};

pub(super) fn alternatives() -> Vec<Alternative<StateBytes>> {
    vec![
        Alternative {
            name: "in 128 bits, kinds from the last to the first; places by steps from the offset",
            answer: StateBytes {
                bytes: |layers, tokens| {
                    let sum = layers.iter().rev().fold(0_u128, |sum, of| sum + wide(of, tokens));
                    sum as u64
                },
                places: |layers, period, offset| (offset..layers).step_by(period).collect(),
            },
        },
        Alternative {
            name: "layer by layer, what grows and what does not apart; places by counting periods",
            answer: StateBytes {
                bytes: |layers, tokens| {
                    let (mut growing, mut fixed) = (0, 0);
                    for Layers { count, kept, bytes, state_bytes } in layers {
                        for _ in 0..*count {
                            match kept {
                                Kept::Tokens { numbers, window: None } => growing += numbers * bytes * tokens,
                                Kept::Tokens { numbers, window: Some(window) } => {
                                    let seen = if tokens < *window { tokens } else { *window };
                                    growing += seen * bytes * numbers;
                                }
                                Kept::State { heads, keys, values, channels, width } => {
                                    fixed += state_bytes * values * keys * heads;
                                    fixed += (1..*width).map(|_| channels * bytes).sum::<u64>();
                                }
                            }
                        }
                    }
                    growing + fixed
                },
                places: |layers, period, offset| {
                    let full = layers / period;
                    let cut = usize::from(layers % period > offset);
                    (0..full + cut).map(|at| at * period + offset).collect()
                },
            },
        },
    ]
}

fn wide(of: &Layers, tokens: u64) -> u128 {
    let [count, bytes, state_bytes, tokens] = [of.count, of.bytes, of.state_bytes, tokens].map(u128::from);
    count
        * match of.kept {
            Kept::Tokens { numbers, window } => {
                u128::from(numbers) * bytes * window.map_or(tokens, |window| tokens.min(u128::from(window)))
            }
            Kept::State { heads, keys, values, channels, width } => {
                let [heads, keys, values, channels, width] =
                    [heads, keys, values, channels, width].map(u128::from);
                heads * keys * values * state_bytes + channels * bytes * (width - 1)
            }
        }
}
