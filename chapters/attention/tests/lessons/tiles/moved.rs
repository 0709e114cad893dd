use attention::lesson::tiles::moved::*;
use attention::solution::flash::flash;

#[test]
fn twice_the_room_halves_what_is_moved() {
    let rows = moved(flash);
    for row in &rows {
        let tiles = MOVED_LENGTH / (row.room / 4 / MOVED_WIDTH);
        assert_eq!(row.tiled, 2 * MOVED_WIDTH * (MOVED_LENGTH * tiles + MOVED_LENGTH));
    }
    let slope = (rows[1].tiled as f64 / rows[0].tiled as f64).log2();
    assert!((slope + 1.0).abs() < 0.03, "{slope}");
    assert!(rows[0].tiled > 3 * moved_whole() && rows[4].tiled < moved_whole() / 3);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(moved_figure(flash).overlapping_labels(), []);
}
