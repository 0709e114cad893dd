use moe::ExpertChoice;
use moe::lesson::later::*;
use moe::solution::expert_choice;

const CHOICE: ExpertChoice = ExpertChoice { choose: expert_choice::choose, combine: expert_choice::combine };

#[test]
fn an_earlier_token_loses_its_place() {
    let [before, after] = [false, true].map(|changed| weights(CHOICE, &logits(changed), CAPACITY));
    let lost = (0..TOKENS - 1).filter(|&t| before[[t, 0]] > 0.0 && after[[t, 0]] == 0.0).count();
    assert_eq!(lost, 1);
    let [before, after] = [false, true].map(|changed| outputs(CHOICE, &logits(changed), CAPACITY));
    assert!((0..TOKENS - 1).any(|t| (before[t] - after[t]).abs() > 0.3));
}

#[test]
fn the_figure_is_finished() {
    let figure = figure(CHOICE);
    assert_eq!(figure.overlapping_labels(), []);
}
