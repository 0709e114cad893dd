//! Right answers to `min_snr` by another route.

use diffusion::{Form, MinSnr};
use judge::Alternative;
use ndarray::{Array1, ArrayView1};

pub(super) fn alternatives() -> Vec<Alternative<MinSnr>> {
    vec![
        Alternative { name: "from the bound of γ/SNR, in double precision", answer: by_ratio },
        Alternative { name: "a loop that changes the data's weights", answer: by_loop },
    ]
}

fn by_ratio(snr: ArrayView1<'_, f32>, gamma: f32, form: Form) -> Array1<f32> {
    let weight = |&snr: &f32| {
        let snr = f64::from(snr);
        let noise = (f64::from(gamma) / snr).min(1.0);
        let weight = match form {
            Form::Noise => noise,
            Form::Data => noise * snr,
            _ => noise * (snr / (1.0 + snr)),
        };
        if snr > 0.0 { weight as f32 } else { 1.0 }
    };
    snr.iter().map(weight).collect()
}

fn by_loop(snr: ArrayView1<'_, f32>, gamma: f32, form: Form) -> Array1<f32> {
    let mut weights = snr.to_owned();
    weights.mapv_inplace(|snr| if snr > gamma { gamma } else { snr });
    for (weight, &snr) in weights.iter_mut().zip(&snr) {
        if form == Form::Noise {
            *weight /= snr;
        }
        if form == Form::V {
            *weight /= snr + 1.0;
        }
        if snr == 0.0 {
            *weight = 1.0;
        }
    }
    weights
}
