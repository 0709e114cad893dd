//! Training in 16 bits: numbers that are rounded, and a state that is not.

// ANCHOR: format
/// A number in 16 bits. Values are kept as `f32`, which has all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// 8 bits of exponent, as an f32 has, and 7 behind the point.
    Bf16,
    /// 5 bits of exponent, and 10 behind the point: up to 65504.
    F16,
}

impl Format {
    /// The nearest number in this format; of two, the even one. Beyond
    /// the largest it is infinite.
    pub fn round(self, x: f32) -> f32 {
        match self {
            Format::Bf16 => bf16(x),
            Format::F16 => f16(x),
        }
    }
}
// ANCHOR_END: format

fn bf16(x: f32) -> f32 {
    if x.is_nan() {
        return x;
    }
    let bits = x.to_bits();
    let odd = (bits >> 16) & 1;
    f32::from_bits((bits + 0x7fff + odd) & 0xffff_0000)
}

fn f16(x: f32) -> f32 {
    if !x.is_finite() {
        return x;
    }
    // The distance between neighbours is 2⁻¹⁰ of the power of two below, and at least 2⁻²⁴.
    let power = (((x.to_bits() >> 23) & 0xff) as i32 - 127).max(-14);
    let step = 2_f64.powi(power - 10);
    let rounded = (f64::from(x) / step).round_ties_even() * step;
    if rounded.abs() > 65504.0 { f32::INFINITY.copysign(x) } else { rounded as f32 }
}

// ANCHOR: mixed
/// What training in 16 bits carries from step to step.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixed {
    /// The weights that are learnt.
    pub master: Vec<f32>,
    /// The same in 16 bits: what forward and backward use.
    pub working: Vec<f32>,
    /// What the loss is multiplied by before the backward pass.
    pub scale: f32,
    /// Good steps since the scale last changed, or since a skipped one.
    pub good: u32,
}

/// What does not change from step to step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// Of the working weights, and of the gradients.
    pub format: Format,
    /// The learning rate.
    pub rate: f32,
    /// The norm to which a longer gradient is clipped.
    pub max_norm: f32,
    /// What the scale is multiplied by after `interval` good steps.
    pub growth: f32,
    /// What it is multiplied by after a step that is skipped.
    pub backoff: f32,
    /// See `growth`.
    pub interval: u32,
}
// ANCHOR_END: mixed

/// The state after a step, from the one before, the gradients of all replicas, and the recipe.
pub type MixedPrecision = fn(&Mixed, &[Vec<f32>], Recipe) -> Mixed;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_to_the_nearest_and_to_even() {
        let bf16 = |x| Format::Bf16.round(x);
        assert_eq!(bf16(1.001), 1.0);
        assert_eq!([bf16(1.0 + 1.0 / 256.0), bf16(1.0 + 3.0 / 256.0)], [1.0, 1.0 + 4.0 / 256.0]);
        assert_eq!([bf16(f32::MAX), bf16(-f32::MAX)], [f32::INFINITY, f32::NEG_INFINITY]);
        assert!(bf16(f32::NAN).is_nan());
        let f16 = |x| Format::F16.round(x);
        assert_eq!(f16(1.0 + 1.0 / 2048.0), 1.0);
        assert_eq!([f16(65_519.0), f16(65_520.0)], [65_504.0, f32::INFINITY]);
        assert_eq!([f16(6e-8), f16(2e-8), f16(-2e-8)], [2_f32.powi(-24), 0.0, 0.0]);
        assert_eq!(f16(2_f32.powi(-25) * 1.01), 2_f32.powi(-24));
        for bits in 0..1_u32 << 15 {
            let exponent = (bits >> 10) as i32;
            let part = f64::from(bits & 1023);
            let value = match exponent {
                31 => continue,
                0 => part * 2_f64.powi(-24),
                _ => (1.0 + part / 1024.0) * 2_f64.powi(exponent - 15),
            };
            assert_eq!(f64::from(f16(value as f32)), value);
        }
    }
}
