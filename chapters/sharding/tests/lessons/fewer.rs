use sharding::FourBit;
use sharding::lesson::fewer::*;
use sharding::solution::{four_bit, power_sgd::power_sgd};

const FOUR: FourBit =
    FourBit { encode: four_bit::encode, decode: four_bit::decode, exchange: four_bit::exchange };

#[test]
fn four_ones_are_as_many_as_there_are() {
    assert_eq!(ones(FOUR, 6, 64.0), [1.0, 2.0, 4.0, 4.0, 4.0, 4.0]);
    for ranks in [2, 4, 16, 64] {
        println!("{ranks}: {:?}", two_means(FOUR, ranks));
    }
    println!("{:?}", [8, 64, 512].map(in_sixteen));
}

#[test]
fn what_is_left_out_comes_later() {
    for r in [1, 2, 4] {
        let [with, without] = [true, false].map(|feedback| averaged(power_sgd, r, feedback, 30)[29]);
        println!("r = {r}: {with} {without}");
        assert!(3.0 * with < without);
    }
    assert!((counted(power_sgd) - 13.0 / 9.0).abs() < 1e-6);
}

#[test]
fn the_figures_are_finished() {
    for figure in [staircase(FOUR), round(), feedback(power_sgd), play().figure()] {
        println!("{}", figure.description());
        assert_eq!(figure.overlapping_labels(), []);
    }
    for values in [[64.0, 64.0, 64.0], [64.0, 16384.0, 1.0], [16384.0, 16384.0, 1.0], [64.0, 64.0, 1.0]] {
        assert_eq!(play().drawn(&values).unwrap().overlapping_labels(), [], "{values:?}");
    }
}
