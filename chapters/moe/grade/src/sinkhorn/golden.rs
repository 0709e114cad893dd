//! What is known of `sinkhorn` from elsewhere.

use judge::Golden;
use moe::solution::sinkhorn as solution;
use ndarray::array;

use super::mistakes::{Choice, Exponential, Knobs, Rounds, Scaled};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![four_tokens_and_the_mistakes_that_are_known_of_them]
}

/// Four tokens and two experts: the choice [0, 0, 1, 1], where the largest logits give [0, 0, 0, 1]. Row 0 of the plan is
/// (0.143346, 0.106654); with rows alone, columns alone, one round, and without exp it is what is listed. Derived in numpy.
fn four_tokens_and_the_mistakes_that_are_known_of_them() {
    let logits = array![[1.0, 0.0], [2.0, 0.0], [0.5, 0.4], [0.1, 0.3]];
    assert_eq!(solution::choose(logits.view(), 200), [0, 0, 1, 1]);
    assert_eq!(Knobs { choice: Choice::Logits, ..Knobs::default() }.choose(logits.view(), 200), [0, 0, 0, 1]);
    for (knobs, expected) in [
        (Knobs::default(), [0.143_346, 0.106_654]),
        (Knobs { scaled: Scaled::OnlyRows, ..Knobs::default() }, [0.182_765, 0.067_235]),
        (Knobs { scaled: Scaled::OnlyColumns, ..Knobs::default() }, [0.105_677, 0.103_270]),
        (Knobs { rounds: Rounds::One, ..Knobs::default() }, [0.141_295, 0.095_167]),
        (Knobs { exponential: Exponential::Left, ..Knobs::default() }, [0.249_374, 0.0]),
    ] {
        let plan = knobs.plan(logits.view(), 200);
        for (p, expected) in plan.row(0).iter().zip(expected) {
            assert!((p - expected).abs() < 2e-6, "{plan}, not {expected}");
        }
    }
}
