use attention::lesson::frames::dials::*;
use attention::solution::rope::rope;

#[test]
fn hands_turn_at_speeds_of_their_own() {
    for position in POSITIONS {
        for (pair, (x, y)) in hands(rope, BASE, position).into_iter().enumerate() {
            let angle = position as f64 * 0.1_f64.powi(pair as i32);
            assert!((x - angle.cos()).abs() < 1e-4 && (y - angle.sin()).abs() < 1e-4, "{position}, {pair}");
        }
    }
}

#[test]
fn the_figure_is_finished() {
    let figure = turning(rope);
    assert_eq!(figure.overlapping_labels(), []);
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), POSITIONS.len());
}
