//! The bent solution of `min_snr`, in double precision.

use judge::slips;
use ndarray::Array1;

use super::Input;

/// What stands above the fraction.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Above {
    #[default]
    Right,
    /// max(SNR, γ)
    Larger,
    /// SNR
    Unclamped,
    /// min(SNR + 1, γ) for v
    OneMore,
    /// min(SNR, γ)/γ
    Relative,
    /// SNR γ/(SNR + γ)
    Soft,
    /// max(SNR, 1)
    Truncated,
    /// γ
    Gamma,
}

/// What stands below it.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Below {
    #[default]
    Right,
    /// That of the noise, whatever the form.
    Noise,
    /// That of the data.
    Data,
    /// That of v.
    V,
    /// SNR for the noise, and also for v.
    VAsNoise,
    /// 1 for v.
    VAsData,
    /// SNR + 1 for the noise, SNR for v.
    Exchanged,
    /// √(SNR + 1) for v, √SNR for the noise.
    Roots,
    /// The fraction upside down.
    Inverted,
    /// min(SNR/below, γ)
    ClampedLast,
    /// min(SNR, γ)/SNR + 1 for v
    OneOutside,
}

/// What an SNR is read as.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Read {
    #[default]
    Right,
    Root,
    Square,
    Inverse,
}

/// The weight at an SNR of 0.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Zero {
    #[default]
    One,
    /// 0/0 for the noise, 0 for the others.
    Formula,
    /// 0 for all.
    Nothing,
    /// 1 for the noise, 0 for the others.
    Limit,
    /// γ for all.
    Gamma,
    /// 1, and also for an SNR that is nearly 0.
    Tiny,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) above: Above,
    pub(super) below: Below,
    pub(super) read: Read,
    pub(super) zero: Zero,
    /// Weights are divided by their mean, or in the second way by their sum.
    pub(super) normalised: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// The form in which the mistake is.
    pub(super) only: Option<usize>,
    pub(super) second: bool,
}

impl Knobs {
    fn weight(&self, snr: f64, gamma: f64, form: usize) -> f64 {
        let zero = snr == 0.0;
        match (self.zero, form) {
            (Zero::One, _) | (Zero::Limit, 0) if zero => return 1.0,
            (Zero::Nothing | Zero::Limit, _) if zero => return 0.0,
            (Zero::Gamma, _) if zero => return gamma,
            (Zero::Tiny, _) if snr < 1e-6 => return 1.0,
            _ => {}
        }
        let snr = match self.read {
            Read::Right => snr,
            Read::Root => snr.sqrt(),
            Read::Square => snr * snr,
            Read::Inverse => 1.0 / snr,
        };
        let above = match self.above {
            Above::Larger => snr.max(gamma),
            Above::Unclamped => snr,
            Above::OneMore if form == 2 => (snr + 1.0).min(gamma),
            Above::Right | Above::OneMore => snr.min(gamma),
            Above::Relative => snr.min(gamma) / gamma,
            Above::Soft => snr * gamma / (snr + gamma),
            Above::Truncated => snr.max(1.0),
            Above::Gamma => gamma,
        };
        let right = [snr, 1.0, snr + 1.0];
        let below = match (self.below, form) {
            (Below::Noise, _) | (Below::VAsNoise | Below::Exchanged, 2) => snr,
            (Below::Data, _) | (Below::VAsData, 2) => 1.0,
            (Below::V, _) | (Below::Exchanged, 0) => snr + 1.0,
            (Below::Roots, _) => right[form].sqrt(),
            _ => right[form],
        };
        // What keeps 0 out of the divisor keeps out what is nearly 0, too: in the second way, what is below 1e-8.
        let guarded = self.zero == Zero::Nothing && self.second;
        let below = if guarded { below.max(1e-8) } else { below };
        match self.below {
            Below::Inverted => below / above,
            Below::ClampedLast => (snr / below).min(gamma),
            Below::OneOutside if form == 2 => above / snr + 1.0,
            _ => above / below,
        }
    }

    pub(super) fn run(&self, input: &Input) -> Array1<f32> {
        if self.only.is_some_and(|only| only != input.form) {
            return Knobs::default().run(input);
        }
        let held = input.snr.held();
        if self.contiguous {
            held.view().as_slice().unwrap();
        }
        let snr = if self.memory_order { slips::memory_of(held.view()) } else { held.view().to_owned() };
        let gamma = f64::from(input.gamma);
        let mut weights = snr.mapv(|snr| self.weight(f64::from(snr), gamma, input.form));
        if self.normalised {
            let count = if self.second { 1.0 } else { weights.len() as f64 };
            let sum = weights.sum();
            weights *= count / sum;
        }
        weights.mapv(|weight| weight as f32)
    }
}
