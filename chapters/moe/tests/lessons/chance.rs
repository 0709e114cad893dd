use moe::lesson::chance::*;

#[test]
fn three_coins() {
    let (first, listed) = binomial(3, 0.5);
    assert_eq!(first, 0);
    for (found, known) in listed.iter().zip([0.125, 0.375, 0.375, 0.125]) {
        assert!((found - known).abs() < 1e-12);
    }
    for (found, known) in overflow(3, 0.5, &[0, 1, 2, 3, 9]).iter().zip([1.5, 0.625, 0.125, 0.0, 0.0]) {
        assert!((found - known).abs() < 1e-12, "{found} {known}");
    }
}

#[test]
fn a_mean_of_two() {
    let (first, listed) = poisson(2.0);
    assert_eq!(first, 0);
    let none = (-2.0_f64).exp();
    for (found, known) in listed.iter().zip([none, 2.0 * none, 2.0 * none, 4.0 / 3.0 * none]) {
        assert!((found - known).abs() < 1e-9, "{found} {known}");
    }
}

#[test]
fn many_tokens_lose_nothing_to_rounding() {
    let (n, p) = (4_000_000, 1.0 / 256.0);
    let (first, listed) = binomial(n, p);
    let mean: f64 = listed.iter().enumerate().map(|(at, value)| (first + at) as f64 * value).sum();
    assert!((mean / (n as f64 * p) - 1.0).abs() < 1e-9, "{mean}");
    // 1/√(2π) deviations are above the mean: the law of the page on one expert.
    let law = (n as f64 * p * (1.0 - p) / (2.0 * std::f64::consts::PI)).sqrt();
    let above = overflow(n, p, &[(n as f64 * p) as usize])[0];
    assert!((above / law - 1.0).abs() < 1e-3, "{above} {law}");
}
