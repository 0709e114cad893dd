//! A small training in which ranks come and go.

use judge::Random;
use serde::{Deserialize, Serialize};
use sharding::Quorum;

/// Who is there when, and what each rank's gradient is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Training {
    /// For each rank a letter for each step: `#` there, `.` away, `x` there without a gradient, `r` there as a new process, `n` there and behind
    /// with a gradient of NaN.
    pub(super) ranks: Vec<String>,
    pub(super) weights: Vec<f64>,
    /// Of each rank's loss, ½ Σ h (w − c)².
    pub(super) curvatures: Vec<Vec<f64>>,
    pub(super) centres: Vec<Vec<f64>>,
}

/// What is known of a step beforehand.
pub(super) struct Day {
    pub(super) quorum: Quorum,
    /// The members whose gradients count.
    pub(super) current: Vec<usize>,
    pub(super) commits: bool,
}

impl Training {
    pub(super) fn new(random: &mut Random, weights: usize, ranks: Vec<String>) -> Training {
        let many = |random: &mut Random, of: fn(&mut Random) -> f64| -> Vec<Vec<f64>> {
            ranks.iter().map(|_| (0..weights).map(|_| of(random)).collect()).collect()
        };
        let curvatures = many(random, |random| random.uniform(0.3..1.0));
        let centres = many(random, |random| 2.0 * random.normal());
        let weights = (0..weights).map(|_| random.normal()).collect();
        Training { ranks, weights, curvatures, centres }
    }

    pub(super) fn letter(&self, rank: usize, day: usize) -> u8 {
        self.ranks[rank].as_bytes()[day]
    }

    pub(super) fn count(&self) -> usize {
        self.ranks[0].len()
    }

    pub(super) fn is_there(&self, rank: usize, day: usize) -> bool {
        self.letter(rank, day) != b'.'
    }

    pub(super) fn is_new(&self, rank: usize, day: usize) -> bool {
        self.letter(rank, day) == b'r'
    }

    /// The gradient of a rank that has these weights.
    pub(super) fn gradient(&self, rank: usize, day: usize, weights: &[f64]) -> Option<Vec<f64>> {
        let each = |(place, centre): (usize, &f64)| {
            self.curvatures[rank][place] * (weights.get(place).unwrap_or(&0.0) - centre)
        };
        match self.letter(rank, day) {
            b'x' => None,
            b'n' => Some(vec![f64::NAN; self.weights.len()]),
            _ => Some(self.centres[rank].iter().enumerate().map(each).collect()),
        }
    }

    /// What the lighthouse knows, step by step.
    pub(super) fn days(&self) -> Vec<Day> {
        let mut committed = vec![0; self.ranks.len()];
        let day = |day: usize| {
            let members: Vec<usize> =
                (0..self.ranks.len()).filter(|&rank| self.is_there(rank, day)).collect();
            for &rank in members.iter().filter(|&&rank| self.is_new(rank, day)) {
                committed[rank] = 0;
            }
            let steps: Vec<u64> = members.iter().map(|&rank| committed[rank]).collect();
            let most = steps.iter().copied().max().unwrap_or_default();
            let current: Vec<usize> =
                members.iter().copied().filter(|&rank| committed[rank] == most).collect();
            let commits = current.iter().all(|&rank| self.letter(rank, day) != b'x');
            for &rank in &members {
                committed[rank] = most + u64::from(commits);
            }
            Day { quorum: Quorum { members, steps }, current, commits }
        };
        (0..self.count()).map(day).collect()
    }
}
