use attention::lesson::tiles::held::*;
use attention::solution::flash::flash;
use attention::solution::softmax::softmax;
use attention::{Mask, SlowMemory};
use ndarray::Array2;

#[test]
fn the_matrix_grows_with_the_square_and_the_tiles_do_not() {
    let rows = rows(softmax);
    let points = |of: fn(&Row) -> usize| -> Vec<(f64, f64)> {
        rows.iter().map(|row| (row.length as f64, of(row) as f64)).collect()
    };
    assert!((last_slope(&points(|row| row.whole)) - 2.0).abs() < 0.02);
    let slope = last_slope(&points(|row| row.tiled));
    assert!((0.9..1.0).contains(&slope), "{slope}");
    // Exactly: two matrices and the output; output, two numbers a query, and the tiles.
    for row in rows {
        let n = row.length;
        assert_eq!(row.whole, 2 * n * n + n * WIDTH);
        assert_eq!(row.tiled, n * (WIDTH + 2) + 3 * TILE * WIDTH + 2 * TILE * TILE);
    }
}

/// The same in bytes, of the solutions themselves, by an allocator that counts.
#[test]
fn the_solutions_hold_what_the_figure_says() {
    let peak = |n: usize| {
        let keys = Array2::from_shape_fn((n, WIDTH), |(i, c)| (0.7 * (i * WIDTH + c) as f32).sin());
        let whole = judge::peak_of_this_thread(|| {
            attention::solution::scaled_dot_product::scaled_dot_product(
                keys.view(),
                keys.view(),
                keys.view(),
                Mask::None,
            )
        });
        let tiled = judge::peak_of_this_thread(|| {
            flash(keys.view(), &SlowMemory::new(keys.view(), keys.view(), TILE), Mask::None)
        });
        (whole.1 as f64, tiled.1 as f64)
    };
    let (small, large) = (peak(512), peak(1024));
    let slope = |small: f64, large: f64| (large / small).log2();
    assert!((slope(small.0, large.0) - 2.0).abs() < 0.1, "{small:?} {large:?}");
    assert!(slope(small.1, large.1) < 1.1, "{small:?} {large:?}");
    assert!(large.0 > 10.0 * large.1, "{large:?}");
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(softmax).overlapping_labels(), []);
}
