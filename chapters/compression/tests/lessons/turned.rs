use compression::lesson::turned::*;
use compression::solution::{csa::csa, inverse_rope::inverse_rope};

#[test]
fn a_shift_shows_only_without_the_way_back() {
    for shift in [1, 7, 32, 1000] {
        let [plain, turned] = changes(csa, inverse_rope, shift);
        assert!(plain > 0.5 && turned < 1e-3, "{shift}: {plain} and {turned}");
    }
}

#[test]
fn with_all_blocks_and_a_wide_window_it_is_dense() {
    let text = text(5);
    assert!(difference(&outputs(csa, &text, TOKENS), &dense(&text)) < 1e-5);
    assert!(difference(&outputs(csa, &text, WINDOW), &dense(&text)) > 0.1);
}

#[test]
fn the_figure_is_finished() {
    let figure = figure(csa, inverse_rope);
    assert_eq!(figure.overlapping_labels(), []);
}
