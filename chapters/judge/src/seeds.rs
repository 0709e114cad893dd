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
}

impl Seeds {
    pub(crate) fn of_this_run() -> Result<Seeds, String> {
        let first = given_seeds()?.unwrap_or(TRIED);
        let apart = given_seed()?.unwrap_or_else(|| fresh() % first);
        let tried = (0..first).chain((apart >= first).then_some(apart)).collect();
        Ok(Seeds { tried, first, apart })
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
            text += &format!("; WORKBOOK_SEEDS={SEEDS} tries them all");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_is_told() {
        let told = |first, apart| Seeds { tried: Vec::new(), first, apart }.told();
        let all = "; WORKBOOK_SEEDS=64 tries them all";
        assert_eq!(told(8, 3), format!("tried on 8 of the 64 seeds that a reader can get{all}"));
        assert_eq!(
            told(8, 70),
            format!("tried on 8 of the 64 seeds that a reader can get, and on seed 70{all}")
        );
        assert_eq!(told(64, 3), "tried on all 64 seeds that a reader can get");
        assert_eq!(told(200, 3), "tried on all 64 seeds that a reader can get, and on the 136 after");
    }
}
