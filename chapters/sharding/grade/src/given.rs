//! Inputs that any language can make again.

/// As many numbers as are wanted: sin(0.7 i + s).
#[allow(dead_code)]
pub(crate) fn g(count: usize, s: f64) -> Vec<f64> {
    (0..count).map(|i| (0.7 * i as f64 + s).sin()).collect()
}
