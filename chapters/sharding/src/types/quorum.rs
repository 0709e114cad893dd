//! What the exercise on replicas that come and go uses.

use crate::Communicator;

/// Who is there in a step, as all of them are told alike.
// ANCHOR: quorum
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// The ranks that are there, in ascending order.
    pub members: Vec<usize>,
    /// How many steps each of them has committed. Who has the most is
    /// current; the others are behind.
    pub steps: Vec<u64>,
}
// ANCHOR_END: quorum

/// All that a rank needs in order to go on training.
// ANCHOR: replica
#[derive(Clone, Debug, PartialEq)]
pub struct Replica {
    /// How many steps it has committed.
    pub steps: u64,
    /// The weights after them.
    pub weights: Vec<f64>,
    /// The momentum of each.
    pub momentum: Vec<f64>,
}

impl Replica {
    /// Before the first step.
    pub fn new(weights: &[f64]) -> Replica {
        let momentum = vec![0.0; weights.len()];
        Replica { steps: 0, weights: weights.to_vec(), momentum }
    }

    /// Commits a step with this gradient: SGD with momentum, and a learning
    /// rate that falls with the number of steps.
    pub fn update(&mut self, gradient: &[f64]) {
        let rate = 0.2 / (1.0 + self.steps as f64 / 4.0);
        let each = self.momentum.iter_mut().zip(gradient);
        for ((m, g), w) in each.zip(&mut self.weights) {
            *m = 0.8 * *m + g;
            *w -= rate * *m;
        }
        self.steps += 1;
    }
}
// ANCHOR_END: replica

/// An answer to `quorum`.
#[derive(Clone, Copy)]
pub struct FaultTolerant {
    /// From whom each member heals.
    pub sources: fn(&Quorum) -> Vec<Option<usize>>,
    /// One step of those who are there; whether it was committed.
    pub step: fn(&dyn Communicator, &Quorum, &mut Replica, Option<&[f64]>) -> bool,
}
