//! diffusion/min_snr: weights of levels of noise that are bounded.

use diffusion::Form;
use ndarray::{Array1, ArrayView1};

/// Min-SNR-γ: what the squared error of each row is multiplied by. If the network predicts the data, it is min(SNR, γ). If it predicts the
/// noise or v, it is what weighs the same error of x₀ the same: min(SNR, γ) / SNR for the noise, min(SNR, γ) / (SNR + 1) for v.
/// Where the SNR is 0 the weight is 1 in each form, as in the authors' code.
///
/// Shapes: `snr` (n), which is α²/σ² of each row, gives (n); n is at least 1. It lies between 0 and 10⁹, and γ between 0.1 and 100. `form` is
/// `Noise`, `Data` or `V`. The view may be strided.
pub fn min_snr(snr: ArrayView1<'_, f32>, gamma: f32, form: Form) -> Array1<f32> {
    snr.mapv(|snr| {
        let clamped = snr.min(gamma);
        match form {
            _ if snr == 0.0 => 1.0,
            Form::Noise => clamped / snr,
            Form::V => clamped / (snr + 1.0),
            _ => clamped,
        }
    })
}
