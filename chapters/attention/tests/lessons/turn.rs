use ndarray::Array2;

use attention::lesson::turn::*;

/// `sin(0.7 i)` with eight channels, the fourth row at position 3: interleaved pairs, base 10,000, in float64.
#[test]
fn the_golden_row() {
    let x = Array2::from_shape_fn((5, 8), |(t, c)| (0.7 * (8 * t + c) as f32).sin());
    let golden = [1.016_365, 0.840_609, -0.592_720, -0.130_570, 0.651_878, 1.012_776, 0.835_791, 0.289_561];
    let turned = rotate(x.view(), 0);
    assert!(turned.row(3).iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{}", turned.row(3));
    assert_eq!(rotate(x.slice(ndarray::s![3.., ..]), 3).row(0), turned.row(3));
}
