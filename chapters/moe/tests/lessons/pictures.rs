use figures::Figure;
use moe::Switch;
use moe::lesson::dispatch;
use moe::lesson::pictures::*;
use moe::solution::switch;

const SWITCH: Switch = Switch { capacity: switch::capacity, route: switch::route };

#[test]
fn the_figures_are_finished() {
    let (experts, config) = DEEPSEEK_V3;
    let drawn = [
        switch_layer(SWITCH, 64, 8, 1.25, 512),
        limited(experts, config),
        shared_and_routed(dispatch::DEEPSEEK_V3, config),
        permuted(&dispatch::small()),
        soft(10, 3, 2, 8),
        block_that_chooses(16, 2, 8),
        streams(4, 4096, 20),
    ];
    for figure in drawn {
        assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
    }
}

#[test]
fn shapes_are_those_of_the_layers() {
    let has = |figure: Figure, shapes: &[&str]| {
        for shape in shapes {
            assert!(figure.description().contains(shape), "{shape} in {}", figure.description());
        }
    };
    has(switch_layer(SWITCH, 64, 8, 1.25, 512), &["room for 10 each", "buffers (8 × 10 × 512)"]);
    let (experts, config) = DEEPSEEK_V3;
    has(limited(experts, config), &["biased scores no. 2 (8 × 32)", "kept groups (4)"]);
    has(shared_and_routed(dispatch::DEEPSEEK_V3, config), &["their outputs (8 × 7,168)", "times 2.5"]);
    has(permuted(&dispatch::small()), &["offsets (7)", "rows (24 × 4)", "output (12 × 3)"]);
    has(streams(4, 4096, 20), &["row (16,384)", "numbers (24)", "(4 × 4)"]);
}
