//! Inputs of `diloco`, and its cases.

use judge::{Case, Random};
use serde::{Deserialize, Serialize};

use super::workers::Team;

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Task {
    /// `outer_step`, once for each round, with the own weights of each rank.
    Outer(Vec<Vec<Vec<f64>>>),
    /// `train`.
    Train { every: usize, rounds: usize },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Input {
    pub(super) team: Team,
    pub(super) task: Task,
}

impl Input {
    pub(super) fn rounds(&self) -> usize {
        match &self.task {
            Task::Outer(rounds) => rounds.len(),
            Task::Train { rounds, .. } => *rounds,
        }
    }

    /// Inner steps in a round, and rounds, where there are any.
    pub(super) fn trained(&self) -> Option<[usize; 2]> {
        match self.task {
            Task::Outer(_) => None,
            Task::Train { every, rounds } => Some([every, rounds]),
        }
    }
}

fn outer(random: &mut Random, ranks: usize, count: usize, rounds: usize) -> Input {
    let team = Team::new(random, ranks, count, false);
    let mut local = || random.normals(count, 1.0).iter().map(|&w: &f32| f64::from(w)).collect::<Vec<f64>>();
    let locals = (0..rounds).map(|_| (0..ranks).map(|_| local()).collect()).collect();
    Input { team, task: Task::Outer(locals) }
}

fn resumed(random: &mut Random, ranks: usize, count: usize, rounds: usize) -> Input {
    let Input { team, task } = outer(random, ranks, count, rounds);
    Input { team: team.resumed(random), task }
}

fn train(random: &mut Random, ranks: usize, count: usize, adam: bool, every: usize, rounds: usize) -> Input {
    Input { team: Team::new(random, ranks, count, adam), task: Task::Train { every, rounds } }
}

fn with(input: Input, rate: f64, momentum: f64) -> Input {
    Input { team: input.team.outer(rate, momentum), ..input }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "outer_step: the first one of two ranks", make: |r| outer(r, 2, 2, 1) },
        Case { name: "outer_step: two of them", make: |r| outer(r, 2, 3, 2) },
        Case { name: "outer_step: three ranks, four rounds", make: |r| outer(r, 3, 5, 4) },
        Case { name: "outer_step: one rank", make: |r| outer(r, 1, 4, 3) },
        Case { name: "outer_step: a velocity from before", make: |r| resumed(r, 3, 4, 1) },
        Case { name: "outer_step: a velocity from before, three rounds", make: |r| resumed(r, 4, 6, 3) },
        Case { name: "outer_step: η = 1 and μ = 0", make: |r| with(outer(r, 3, 4, 2), 1.0, 0.0) },
        Case { name: "outer_step: μ = 0", make: |r| with(outer(r, 3, 4, 2), 0.4, 0.0) },
        Case { name: "outer_step: more ranks than weights", make: |r| outer(r, 5, 2, 2) },
        Case { name: "outer_step: no weights", make: |r| outer(r, 3, 0, 2) },
        Case { name: "outer_step: seven ranks, 17 weights", make: |r| outer(r, 7, 17, 2) },
        Case { name: "outer_step: 300 weights", make: |r| resumed(r, 4, 300, 2) },
        Case { name: "train: two ranks, SGD, one round of two steps", make: |r| train(r, 2, 2, false, 2, 1) },
        Case { name: "train: SGD, two rounds", make: |r| train(r, 2, 3, false, 3, 2) },
        Case { name: "train: AdamW, three rounds of four steps", make: |r| train(r, 3, 4, true, 4, 3) },
        Case { name: "train: one step in a round", make: |r| train(r, 3, 4, true, 1, 6) },
        Case { name: "train: one rank", make: |r| train(r, 1, 3, true, 5, 4) },
        Case {
            name: "train: η = 1, μ = 0, SGD, one step in a round",
            make: |r| with(train(r, 4, 5, false, 1, 4), 1.0, 0.0),
        },
        Case {
            name: "train: a velocity from before",
            make: |r| {
                let Input { team, task } = train(r, 4, 5, true, 3, 3);
                Input { team: team.resumed(r), task }
            },
        },
        Case { name: "train: more ranks than weights", make: |r| train(r, 6, 2, true, 2, 2) },
        Case { name: "train: twelve steps in a round", make: |r| train(r, 3, 7, true, 12, 3) },
        Case { name: "train: no weights", make: |r| train(r, 2, 0, true, 3, 2) },
        Case { name: "train: 300 weights", make: |r| train(r, 3, 300, true, 2, 2) },
        Case { name: "a rate of 2.5 and a momentum of 1", make: |r| with(outer(r, 3, 4, 3), 2.5, 1.0) },
        Case {
            name: "weights of some thousands",
            make: |r| {
                let mut input = outer(r, 3, 4, 2);
                if let Task::Outer(rounds) = &mut input.task {
                    rounds.iter_mut().flatten().flatten().for_each(|x| *x *= 1e3);
                }
                input
            },
        },
        Case {
            name: "nothing was learnt, and the velocity is not 0",
            make: |r| {
                let mut input = resumed(r, 3, 4, 1);
                input.task = Task::Outer(vec![vec![input.team.weights.clone(); 3]]);
                input
            },
        },
        Case {
            name: "hardly anything was learnt",
            make: |r| {
                let mut input = outer(r, 2, 4, 1);
                input.team.weights.fill(0.0);
                let near = |w: &f64| w + 1e-7;
                input.task = Task::Outer(vec![vec![input.team.weights.iter().map(near).collect(); 2]]);
                input
            },
        },
        Case { name: "seven ranks, 300 weights", make: |r| resumed(r, 7, 300, 1) },
        Case { name: "train: six rounds of twelve steps", make: |r| train(r, 2, 3, true, 12, 6) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let (ranks, count) = (random.whole(1..=7), random.whole(1..=9));
    let input = if random.chance(0.4) {
        let rounds = random.whole(1..=4);
        outer(random, ranks, count, rounds)
    } else {
        let (every, rounds) = (random.whole(1..=6), random.whole(1..=4));
        train(random, ranks, count, true, every, rounds)
    };
    let Input { team, task } = with(input, random.uniform(0.3..1.0), random.uniform(0.3..0.95));
    Input { team: if random.chance(0.5) { team.resumed(random) } else { team }, task }
}
