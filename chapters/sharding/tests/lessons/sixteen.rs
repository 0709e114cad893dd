use sharding::lesson::sixteen::*;
use sharding::solution::mixed_precision::mixed_precision;

#[test]
fn a_thousandth_is_lost_in_bf16() {
    assert!(narrow(40).iter().all(|&weight| weight == 1.0));
    let last = steps(mixed_precision, 40)[39];
    assert!((last[0] - 1.04).abs() < 1e-5 && (last[1] - 1.04).abs() < 4e-3);
    println!("{:?}", scales(mixed_precision, &[3.0, 3.0, 0.5, 0.5, 0.5, 3.0], 3));
}

#[test]
fn the_figure_is_finished() {
    println!("{}", figure(mixed_precision).description());
    assert_eq!(figure(mixed_precision).overlapping_labels(), []);
}
