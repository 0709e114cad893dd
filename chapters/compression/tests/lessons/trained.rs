use compression::lesson::trained::*;

#[test]
fn eight_trained_channels_are_enough_and_eight_random_ones_are_not() {
    let rows = rows();
    assert_eq!(rows.iter().map(|row| row.width).collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32, 64]);
    let at = |width: usize| rows.iter().find(|row| row.width == width).unwrap();
    assert!(at(8).trained > 0.99 * at(8).oracle && at(8).random < 0.3 * at(8).oracle);
    assert!(rows.iter().all(|row| row.trained > row.random && row.random > row.chance));
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure().overlapping_labels(), []);
}
