use attention::lesson::plays::traffic::*;
use attention::lesson::tiles;
use attention::solution::flash::flash;

#[test]
fn the_formula_is_what_is_counted() {
    let (length, width) = (tiles::MOVED_LENGTH as f64, tiles::MOVED_WIDTH as f64);
    assert_eq!(whole(length, width), tiles::moved_whole() as f64);
    for (row, rows) in tiles::moved(flash).iter().zip(tiles::MOVED_TILES) {
        assert_eq!(in_tiles(length, width, rows as f64), row.tiled as f64);
    }
}

#[test]
fn tiles_pay_from_half_the_width_on_at_any_length() {
    let powers = |from: i32, to: i32| (from..=to).map(|power| 2_f64.powi(power));
    for length in powers(8, 16) {
        for width in powers(4, 8) {
            for rows in powers(0, 8) {
                let less = in_tiles(length, width, rows) < whole(length, width);
                assert_eq!(less, 2.0 * rows >= width, "{length} {width} {rows}");
            }
        }
    }
    for length in [4096.0, 65_536.0] {
        for width in [16.0, 64.0, 256.0] {
            let ratio = |rows: f64| in_tiles(length, width, rows) / whole(length, width);
            assert!(ratio(width / 4.0) > 1.5 && ratio(width) < 0.6, "{length} {width}");
            assert!((ratio(width / 2.0) - 1.0).abs() < 0.06, "{}", ratio(width / 2.0));
        }
    }
}
