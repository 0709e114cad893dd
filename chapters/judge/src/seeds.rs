//! Which seeds a run tries.

use crate::random::{SEEDS, fresh, given_seed, given_seeds};

/// How many seeds are tried, unless `WORKBOOK_SEEDS` is another number: a reader's `cargo test` does not prove the range anew.
const TRIED: u64 = 1;

/// The seeds of a run.
pub(crate) struct Seeds {
    pub(crate) tried: Vec<u64>,
    /// How many of these are the first ones.
    first: u64,
    /// On this one answers are also judged in a process of their own, as a reader's are.
    pub(crate) apart: u64,
    /// Which of an exercise's wrong answers, and of its right ones, is judged so, where not all of them are.
    turn: u64,
}

impl Seeds {
    pub(crate) fn of_this_run() -> Result<Seeds, String> {
        let first = given_seeds()?.unwrap_or(TRIED);
        let turn = given_seed()?.unwrap_or_else(fresh);
        let apart = given_seed()?.unwrap_or_else(|| turn % first);
        let tried = (0..first).chain((apart >= first).then_some(apart)).collect();
        Ok(Seeds { tried, first, apart, turn })
    }

    /// Whether the answer at `place` among `all` is to be judged in a process of its own on a seed. A process costs more than all
    /// else that is tried of an answer on one seed: all of them have their own where all seeds are tried, elsewhere one in turn.
    pub(crate) fn is_apart(&self, seed: u64, place: usize, all: usize) -> bool {
        seed == self.apart && (self.first >= SEEDS || self.turn % all as u64 == place as u64)
    }

    /// What was tried, for the end of a run.
    pub(crate) fn told(&self) -> String {
        let mut text = match self.first {
            first if first < SEEDS => format!("tried on {first} of the {SEEDS} seeds that a reader can get"),
            SEEDS => format!("tried on all {SEEDS} seeds that a reader can get"),
            first => {
                format!(
                    "tried on all {SEEDS} seeds that a reader can get, and on the {} after",
                    first - SEEDS
                )
            }
        };
        if self.apart >= self.first {
            text += &format!(", and on seed {}", self.apart);
        }
        if self.first < SEEDS {
            text += &format!(
                ", one answer of each exercise in a process of its own; WORKBOOK_SEEDS={SEEDS} tries them all"
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_is_told() {
        let told = |first, apart| Seeds { tried: Vec::new(), first, apart, turn: 0 }.told();
        let all = ", one answer of each exercise in a process of its own; WORKBOOK_SEEDS=64 tries them all";
        assert_eq!(told(8, 3), format!("tried on 8 of the 64 seeds that a reader can get{all}"));
        assert_eq!(
            told(8, 70),
            format!("tried on 8 of the 64 seeds that a reader can get, and on seed 70{all}")
        );
        assert_eq!(told(64, 3), "tried on all 64 seeds that a reader can get");
        assert_eq!(told(200, 3), "tried on all 64 seeds that a reader can get, and on the 136 after");
    }

    #[test]
    fn all_answers_have_processes_where_all_seeds_are_tried_and_one_in_turn_elsewhere() {
        let apart = |first, seed, turn| {
            let seeds = Seeds { tried: Vec::new(), first, apart: 3, turn };
            (0..5).filter(|&place| seeds.is_apart(seed, place, 5)).collect::<Vec<_>>()
        };
        assert_eq!(apart(1, 3, 7), [2]);
        assert_eq!(apart(63, 3, 10), [0]);
        assert_eq!(apart(64, 3, 10), [0, 1, 2, 3, 4]);
        assert_eq!(apart(64, 4, 10), [0; 0]);
    }
}
