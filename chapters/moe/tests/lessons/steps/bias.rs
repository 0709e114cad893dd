use moe::BiasUpdate;
use moe::DeepSeek;
use moe::lesson::nudge::EXPERTS;
use moe::lesson::steps::bias::*;
use moe::solution::{bias_update, deepseek};

const ROUTER: DeepSeek = DeepSeek { route: deepseek::route, combine: deepseek::combine };
const UPDATE: BiasUpdate =
    BiasUpdate { update: bias_update::bias_update, sequence_loss: bias_update::sequence_loss };

#[test]
fn loads_come_together() {
    let moments = moments(ROUTER, UPDATE, 8);
    let most = |moment: &Moment| moment.loads.iter().max().copied().unwrap_or(0);
    for moment in &moments {
        println!("{:?} {}", moment.loads, moment.bias);
        assert_eq!(moment.loads.iter().sum::<usize>(), EXPERTS.1 * TOKENS);
    }
    assert!(most(&moments[0]) >= 35 && most(&moments[6]) <= 20);
}

#[test]
fn the_figure_is_finished() {
    let figure = nudges(ROUTER, UPDATE, 7);
    println!("{}", figure.description());
    assert_eq!(figure.overlapping_labels(), []);
}
