use recurrence::lesson::review::*;

#[test]
fn the_numbers_are_those_that_are_known() {
    let norms = [1, 5, 10, 20, 50, 100].map(grows);
    let known = [5.16, 16.4, 19.4, 13.5, 1.43, 0.0148];
    assert!(norms.iter().zip(known).all(|(a, b)| (a / b - 1.0).abs() < 5e-3), "{norms:?}");
    assert_eq!(overflows(-2.0), 45);
    assert!((factors(-3.0)[0] + 2.0).abs() < 1e-12 && (factors(-3.0)[1] + 0.2).abs() < 1e-12);
}
