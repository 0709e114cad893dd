//! `min_snr`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Part, Plan, Precision, Probe, Reference, Style, Vector};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

use bent::Knobs;
use diffusion::solution::min_snr as solution;
use diffusion::{Form, MinSnr};

/// The signal-to-noise ratios of some rows.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// Shape (n).
    snr: Vector,
    gamma: f32,
    /// The place in [`Form::ALL`] of what is predicted: 0, 1 or 2.
    form: usize,
}

impl Input {
    fn form(&self) -> Form {
        Form::ALL[self.form]
    }
}

type TheProbe<'a> = Probe<'a, Input, Array1<f32>>;

pub(super) fn plan(answer: Option<MinSnr>) -> Plan<MinSnr, Input, Array1<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "min_snr",
            title: "No level counts more than γ",
            level: Level::Easy,
            minutes: 15,
            year: 2023,
            needs: &["diffusion/convert"],
            text: "diffusion/targets.html#min-snr",
            hints: [
                "Take an SNR of 20 and a γ of 5, and a network that predicts the data: the weight is 5. Now let it predict the noise. Its squared error is 20 times \
                 as large for the same x̂₀. What weight gives the same loss?",
                "All three have min(SNR, γ) above. Below is what the squared error is multiplied by: 1 for the data, the SNR for the noise, SNR + 1 for v. \
                 Only then look at an SNR of 0.",
                "`snr.mapv(|snr| …)` with `let clamped = snr.min(gamma);`, and a `match form`. A first arm `_ if snr == 0.0 => 1.0` answers for the SNR of 0.",
            ],
            story: "In November 2023 someone compared the training scripts of diffusers with the paper (issue 5654): for v they computed min(SNR + 1, γ)/(SNR + 1), which is right only \
                    where the SNR is at least γ, that is, where there is little noise. The scripts had been copied into many others by then. With the first and the \
                    last step of a schedule alone nobody would have noticed.",
        },
        answer,
        solution: solution::min_snr,
        call: |answer, input| answer(input.snr.held().view(), input.gamma, input.form()),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let name = ["noise", "data", "v"][input.form];
            format!("{name}, {} levels, γ = {}", input.snr.values.len(), input.gamma)
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "the mistake is in the weight of the noise alone",
                bend: |k: &mut Knobs| k.only = Some(0),
            },
            Style { name: "the mistake is in the weight of v alone", bend: |k| k.only = Some(2) },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    let snr = input.snr.double();
    let weights = kernels::diffusion::min_snr(snr.view(), f64::from(input.gamma), input.form, precision)?;
    Ok(vec![Part::array("out", &weights)])
}
