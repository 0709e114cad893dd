//! Samplers, what a network predicts, and losses, side by side.

use std::cell::Cell;
use std::fmt::Write;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, array};

use crate::{Convert, Ddim, DpmSolver, Edm, Form, Heun, Jump, Level, MinSnr, Network};

/// The samplers.
pub struct Samplers {
    /// DDIM.
    pub ddim: Ddim,
    /// Euler and Heun.
    pub heun: Heun,
    /// DPM-Solver++.
    pub dpm: DpmSolver,
    /// The grid of levels.
    pub edm: Edm,
}

/// Data of deviation ½ around 0: what is noisy by σ has the denoised value x · ¼ / (σ² + ¼).
const DATA: f64 = 0.5;
/// Where sampling starts, and the level there.
const MOST: f64 = 80.0;

fn denoised(x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> Array2<f32> {
    let data = (DATA * DATA) as f32;
    let keep = levels.mapv(|sigma| data / (sigma * sigma + data));
    &x * &keep.insert_axis(ndarray::Axis(1))
}

/// Where x = 80 at σ = 80 goes without any error: along it x / √(σ² + ¼) does not change.
pub fn exact() -> f64 {
    MOST * DATA / MOST.hypot(DATA)
}

fn one_row(x: f64) -> Array2<f32> {
    Array2::from_elem((1, 1), x as f32)
}

/// DDIM at the same levels: as ᾱ = 1/(1 + σ²), and x times √ᾱ.
fn by_ddim(ddim: Ddim, network: Network<'_>, levels: &Array1<f64>) -> f64 {
    let kept = |sigma: f64| 1.0 / (1.0 + sigma * sigma);
    let mut x = one_row(MOST * kept(levels[0]).sqrt());
    for pair in levels.windows(2) {
        let (from, to) = (kept(pair[0]), kept(pair[1]));
        let wide = &x / from.sqrt() as f32;
        let data = network(wide.view(), Array1::from_elem(1, pair[0] as f32).view());
        let noise = (&wide - &data) / pair[0] as f32;
        let none = Array2::zeros((1, 1));
        x = (ddim.step)(x.view(), noise.view(), none.view(), Jump { from, to, eta: 0.0 });
    }
    f64::from(x[[0, 0]])
}

/// The error of each sampler at some numbers of levels, and how many calls of the network that were.
pub fn samplers(with: &Samplers, counts: &[usize]) -> String {
    let names = ["Euler", "DDIM, η = 0", "DPM-Solver++ 2M", "Heun"];
    let mut table = format!("{:16}", "levels");
    for count in counts {
        let _ = write!(table, "{count:>15}");
    }
    table.push('\n');
    for name in names {
        let _ = write!(table, "{name:16}");
        for &count in counts {
            let grid = (with.edm.grid)(count, 0.002, MOST, 7.0);
            let levels = grid.mapv(|sigma| sigma as f32);
            let calls = Cell::new(0);
            let counted = |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>| {
                calls.set(calls.get() + x.nrows());
                denoised(x, levels)
            };
            let start = one_row(MOST);
            let end = match name {
                "Euler" => f64::from((with.heun.euler)(&counted, start.view(), levels.view())[[0, 0]]),
                "Heun" => f64::from((with.heun.heun)(&counted, start.view(), levels.view())[[0, 0]]),
                "DDIM, η = 0" => by_ddim(with.ddim, &counted, &grid),
                _ => {
                    let levels: Vec<Level> = grid.iter().map(|&sigma| Level { alpha: 1.0, sigma }).collect();
                    f64::from((with.dpm.sample)(&counted, start.view(), &levels)[[0, 0]])
                }
            };
            let cell = format!("{:+.4} ({})", end - exact(), calls.get());
            let _ = write!(table, "{cell:>15}");
        }
        table.push('\n');
    }
    table
}

/// What an error of 0.1 in what a network predicts makes of x₀, for each form, at some α with σ² = 1 − α².
pub fn forms(convert: Convert, alphas: &[f32]) -> String {
    let mut table = format!("{:10}", "α");
    for alpha in alphas {
        let _ = write!(table, "{alpha:>9}");
    }
    table.push('\n');
    for (name, form) in [
        ("noise", Form::Noise),
        ("data", Form::Data),
        ("v", Form::V),
        ("score", Form::Score),
        ("velocity", Form::Velocity),
    ] {
        let _ = write!(table, "{name:10}");
        for &alpha in alphas {
            let sigma = (1.0 - alpha * alpha).sqrt();
            let (data, noise) = (array![[1.5_f32]], array![[-0.7_f32]]);
            let x = &data * alpha + &noise * sigma;
            let levels = (array![alpha], array![sigma]);
            let to = |from, to, value: &Array2<f32>| {
                convert(from, to, value.view(), x.view(), levels.0.view(), levels.1.view())
            };
            let wrong = to(Form::Noise, form, &noise) + 0.1;
            let off = (to(form, Form::Data, &wrong) - &data)[[0, 0]].abs();
            let _ = write!(table, "{off:>9.3}");
        }
        table.push('\n');
    }
    table
}

/// What a squared error counts for at a signal-to-noise ratio.
type Weight = fn(f32) -> f32;

/// What a squared error of x₀ counts for at some signal-to-noise ratios: with the squared error of each form as the loss, and with Min-SNR.
pub fn losses(min_snr: MinSnr, ratios: &[f32]) -> String {
    let mut table = format!("{:26}", "SNR");
    for ratio in ratios {
        let _ = write!(table, "{ratio:>9}");
    }
    table.push('\n');
    // ‖ε − ε̂‖² = SNR ‖x₀ − x̂₀‖², and so on; the velocity's 1/σ² is for α + σ = 1, where 1/σ = 1 + √SNR.
    let plain: [(&str, Weight); 4] = [
        ("‖x₀ − x̂₀‖²", |_| 1.0),
        ("‖ε − ε̂‖²", |snr| snr),
        ("‖v − v̂‖²", |snr| snr + 1.0),
        ("flow, α + σ = 1", |snr| (1.0 + snr.sqrt()).powi(2)),
    ];
    for (name, weight) in plain {
        let _ = write!(table, "{name:26}");
        for &ratio in ratios {
            let _ = write!(table, "{:>9.2}", weight(ratio));
        }
        table.push('\n');
    }
    let ratios = Array1::from(ratios.to_vec());
    for (name, form, back) in
        [("Min-SNR, γ = 5, with ε", Form::Noise, 0.0), ("Min-SNR, γ = 5, with v", Form::V, 1.0)]
    {
        let _ = write!(table, "{name:26}");
        for (weight, ratio) in min_snr(ratios.view(), 5.0, form).iter().zip(&ratios) {
            let _ = write!(table, "{:>9.2}", weight * (ratio + back));
        }
        table.push('\n');
    }
    table
}
