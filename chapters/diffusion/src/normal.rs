//! The standard normal distribution: the share below a number, and the number below which a share lies.

use std::f64::consts::PI;

/// From here on the tail is a continued fraction; nearer to 0 the share is a series.
const TAIL: f64 = 2.5;

/// Φ(x), the share of a standard normal distribution that lies below x. The relative error is below 1e-12 within ±37.
pub fn cdf(x: f64) -> f64 {
    if x > TAIL {
        return 1.0 - tail(x);
    }
    if x < -TAIL {
        return tail(-x);
    }
    // ½ + φ(x) (x + x³/3 + x⁵/(3·5) + …)
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while term.abs() > 1e-18 * sum.abs() {
        odd += 2.0;
        term *= x * x / odd;
        sum += term;
    }
    0.5 + sum * density(x)
}

/// Φ⁻¹(p), the number below which the share p of a standard normal distribution lies, for p between 0 and 1: −∞ and ∞ at these ends. Precise
/// to 1e-12 for p between 1e-300 and ½; above, to what 1 − p still has of digits.
pub fn quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -quantile(1.0 - p);
    }
    if p <= 0.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    // Abramowitz and Stegun, 26.2.23, right to 4.5e-4; then Halley's rule, which triples the digits.
    let t = (-2.0 * p.ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut x = above / below - t;
    for _ in 0..3 {
        let error = (cdf(x) - p) / density(x);
        x -= error / (1.0 + 0.5 * x * error);
    }
    x
}

/// φ(x), the density.
pub fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// The share above x, for an x that is not small: φ(x)/(x + 1/(x + 2/(x + 3/…))).
fn tail(x: f64) -> f64 {
    let fraction = (1..200).rev().fold(x, |below, k| x + f64::from(k) / below);
    density(x) / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By scipy.stats.norm and mpmath.
    #[test]
    fn shares_and_numbers_are_those_of_tables() {
        for (x, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.0, 0.158_655_253_931_457_05),
            (2.0, 0.977_249_868_051_820_8),
            (-3.0, 1.349_898_031_630_094_5e-3),
            (-6.0, 9.865_876_450_376_98e-10),
            (-10.0, 7.619_853_024_160_527e-24),
        ] {
            assert!((cdf(x) / p - 1.0).abs() < 1e-12, "{x}: {:e}", cdf(x));
            assert!((quantile(p) - x).abs() < 1e-12, "{p}: {}", quantile(p));
        }
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-12);
    }

    #[test]
    fn one_takes_back_the_other() {
        for at in -740..=160 {
            let x = f64::from(at) / 20.0;
            let back = quantile(cdf(x));
            // Near 1 a share has few digits of what lies above.
            let slack = if x > 0.0 { 1e-12 + 1e-15 / density(x) } else { 1e-12 };
            assert!((back - x).abs() < slack, "{x}: {back}");
        }
        assert_eq!((quantile(0.0), quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        // Where the series ends and the fraction begins.
        assert!((cdf(-TAIL) / cdf(-TAIL - 1e-15) - 1.0).abs() < 1e-13);
    }
}
