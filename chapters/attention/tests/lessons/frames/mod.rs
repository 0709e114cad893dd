mod backward;
mod dials;
mod packing;
mod ring;
mod tiles;

use attention::lesson::frames::*;

#[test]
fn a_shade_says_its_number() {
    for number in [-9.9, -0.1, 0.0, 0.04, 1.2, 9.9] {
        let expected = figures::text((10.0_f64 * number).round() / 10.0 + 0.0, 1);
        assert_eq!(written(shade(number)), expected);
        assert!((0.05..0.6).contains(&shade(number)));
    }
    assert_eq!(written(0.0), "");
    assert_eq!([list(0..0), list(2..3), list(0..3)], ["none", "2", "0, 1 and 2"]);
}
