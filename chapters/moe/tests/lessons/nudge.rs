use moe::BiasUpdate;
use moe::DeepSeek;
use moe::lesson::nudge::*;
use moe::solution::{bias_update, deepseek};

const ROUTER: DeepSeek = DeepSeek { route: deepseek::route, combine: deepseek::combine };
const UPDATE: BiasUpdate =
    BiasUpdate { update: bias_update::bias_update, sequence_loss: bias_update::sequence_loss };

#[test]
fn the_sign_works_for_every_batch_and_the_proportional_step_for_one() {
    let [small, large] = batches(ROUTER, UPDATE);
    println!("{small:?} {large:?}");
    assert!(small.sign < 1.4 && large.sign < 1.3);
    assert!(small.proportional < 1.4 && large.proportional > 1.6);
}

#[test]
fn a_bias_can_be_too_slow_and_too_fast() {
    let end = |rate| at_the_end(&leaning(ROUTER, UPDATE, Step::Sign(rate), (64, QUICK.0), LEAN));
    let [slow, right, fast] = [0.001, 0.02, 0.3].map(end);
    println!("{slow} {right} {fast}");
    assert!(slow > right + 0.2 && fast > right + 0.2);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(ROUTER, UPDATE).overlapping_labels(), []);
}
