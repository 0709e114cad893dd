//! Inputs of `streaming`, and its cases.

use judge::{Case, Random};
use serde::{Deserialize, Serialize};
use sharding::{Streaming, shard};

use crate::diloco::workers::Team;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Input {
    pub(super) team: Team,
    pub(super) every: usize,
    pub(super) fragments: usize,
    pub(super) delay: usize,
    pub(super) own: f64,
    pub(super) steps: usize,
}

impl Input {
    pub(super) fn plan(&self) -> Streaming {
        let Input { every, fragments, delay, own, .. } = *self;
        Streaming { outer: self.team.optimizer(), every, fragments, delay, own }
    }

    pub(super) fn beat(&self) -> usize {
        self.every / self.fragments
    }

    /// How many numbers are exchanged each time.
    pub(super) fn exchanges(&self) -> Vec<usize> {
        let count = self.team.weights.len();
        (0..self.steps / self.beat())
            .map(|beat| shard(count, self.fragments, beat % self.fragments).len())
            .collect()
    }
}

/// P, H / P, τ, α, and how many beats.
type Shape = (usize, usize, usize, f64, usize);

fn of(random: &mut Random, ranks: usize, count: usize, (fragments, beat, delay, own, beats): Shape) -> Input {
    let team = Team::new(random, ranks, count, true);
    Input { team, every: beat * fragments, fragments, delay, own, steps: beats * beat }
}

fn sgd(input: Input) -> Input {
    Input { team: Team { adam: false, inner: 0.1, ..input.team }, ..input }
}

fn resumed(random: &mut Random, input: Input) -> Input {
    Input { team: input.team.resumed(random), ..input }
}

fn outer(input: Input, rate: f64, momentum: f64) -> Input {
    Input { team: input.team.outer(rate, momentum), ..input }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case {
            name: "one fragment, nothing in between: DiLoCo",
            make: |r| sgd(of(r, 2, 2, (1, 2, 0, 0.0, 1))),
        },
        Case { name: "one fragment, two rounds", make: |r| of(r, 2, 3, (1, 3, 0, 0.0, 2)) },
        Case { name: "one fragment, a step of delay", make: |r| of(r, 2, 3, (1, 3, 1, 0.0, 3)) },
        Case { name: "one fragment, a part of the own", make: |r| of(r, 2, 3, (1, 3, 0, 0.25, 3)) },
        Case { name: "one fragment, delay and own", make: |r| of(r, 3, 4, (1, 4, 2, 0.3, 3)) },
        Case { name: "two fragments, each once", make: |r| sgd(of(r, 2, 4, (2, 2, 0, 0.0, 2))) },
        Case { name: "two fragments, each twice", make: |r| of(r, 2, 4, (2, 2, 0, 0.0, 4)) },
        Case { name: "two fragments, delay and own", make: |r| of(r, 2, 4, (2, 2, 1, 0.25, 8)) },
        Case { name: "three fragments, the longest delay", make: |r| of(r, 3, 7, (3, 4, 3, 0.4, 7)) },
        Case { name: "three fragments, seven weights, no delay", make: |r| of(r, 4, 7, (3, 2, 0, 0.2, 8)) },
        Case { name: "a beat of one step", make: |r| of(r, 3, 5, (4, 1, 0, 0.25, 9)) },
        Case { name: "one step in all", make: |r| of(r, 2, 3, (1, 1, 0, 0.3, 1)) },
        Case { name: "one rank", make: |r| of(r, 1, 5, (2, 3, 1, 0.2, 5)) },
        Case { name: "all of the own: α = 1", make: |r| of(r, 3, 4, (2, 3, 2, 1.0, 5)) },
        Case {
            name: "a velocity from before",
            make: |r| {
                let input = of(r, 3, 6, (2, 3, 1, 0.3, 4));
                resumed(r, input)
            },
        },
        Case { name: "η = 1 and μ = 0", make: |r| outer(of(r, 3, 5, (2, 3, 1, 0.25, 4)), 1.0, 0.0) },
        Case { name: "fewer weights than fragments", make: |r| of(r, 3, 2, (4, 2, 1, 0.3, 7)) },
        Case { name: "more ranks than weights in a fragment", make: |r| of(r, 5, 5, (2, 3, 1, 0.25, 5)) },
        Case { name: "no weights", make: |r| of(r, 2, 0, (2, 2, 1, 0.25, 3)) },
        Case { name: "ends before every fragment was exchanged", make: |r| of(r, 3, 6, (3, 3, 2, 0.25, 2)) },
        Case { name: "six fragments on seven ranks", make: |r| of(r, 7, 13, (6, 2, 1, 0.5, 13)) },
        Case { name: "300 weights", make: |r| of(r, 3, 300, (4, 2, 1, 0.25, 5)) },
        Case { name: "beats of 150 steps", make: |r| of(r, 2, 4, (2, 150, 9, 0.25, 3)) },
        Case { name: "beats of twelve steps, nine late", make: |r| of(r, 2, 3, (2, 12, 9, 0.25, 3)) },
        Case { name: "one fragment of 300", make: |r| of(r, 2, 300, (1, 2, 0, 0.25, 1)) },
        Case { name: "seven ranks, 300 weights", make: |r| of(r, 7, 300, (1, 1, 0, 0.25, 1)) },
        Case {
            name: "a rate of 2.5 and a momentum of 1",
            make: |r| outer(of(r, 2, 4, (2, 2, 1, 0.25, 4)), 2.5, 1.0),
        },
        Case {
            name: "nothing was learnt, and the velocity is not 0",
            make: |r| {
                let input = of(r, 2, 4, (1, 2, 0, 0.25, 1));
                let mut input = sgd(resumed(r, input));
                input.team.centre = vec![input.team.weights.clone(); 2];
                input
            },
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (ranks, count) = (random.whole(1..=5), random.whole(1..=9));
    let (fragments, beat) = (random.whole(1..=4), random.whole(1..=4));
    let delay = random.whole(0..=beat - 1);
    let own = random.uniform(0.1..0.6);
    let beats = random.whole(1..=3 * fragments);
    let input = of(random, ranks, count, (fragments, beat, delay, own, beats));
    let input = outer(input, random.uniform(0.3..1.0), random.uniform(0.3..0.95));
    if random.chance(0.4) { resumed(random, input) } else { input }
}
