//! What stands around the network at each level, and where levels lie.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};
use ndarray::Array1;

use super::levels_paths::{DATA, LEAST, MOST, Way, on_levels};
use crate::{Edm, Solver};

/// `skip`, `out` and `input` against the level.
pub fn scales(edm: Edm) -> Figure {
    let levels: Vec<f64> = (0..=40).map(|i| LEAST * (MOST / LEAST).powf(f64::from(i) / 40.0)).collect();
    let scales: Vec<_> = levels.iter().map(|&sigma| (edm.scales)(sigma, DATA)).collect();
    let line =
        |of: fn(&crate::Scales) -> f64| levels.iter().copied().zip(scales.iter().map(of)).collect::<Vec<_>>();
    let at = (edm.scales)(DATA, DATA);
    let description = format!(
        "Three scales against the level of noise, from 0.002 to 80, for data of deviation 0.5. skip falls from 1 to 0 and is {} at 0.5; out rises from 0 to 0.5 and \
         is {} there; input falls from 2 to 0 and is {} there.",
        text(at.skip, 2),
        text(at.out, 2),
        text(at.input, 2)
    );
    Chart::new(
        "At low noise EDM's denoiser passes its input on; at high noise its output is the network's",
        &description,
    )
    .x(Axis::log10("level of noise"))
    .y(Axis::linear("scale").range(0.0, 2.0))
    .line(Series::new("skip", line(|s| s.skip)))
    .line(Series::new("out", line(|s| s.out)))
    .line(Series::new("input", line(|s| s.input)).label_above(0.3))
    .save()
}

/// Where the levels lie, for an exponent and a number of levels that a reader chooses, and how well Heun's rule does on them.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Exponent ρ", "", 1.0, (1, 10)).start(7.0),
        Parameter::steps("Levels", "before the 0", 1.0, (4, 40)).start(10.0),
    ];
    Play::new("diffusion/grid", parameters, |values| {
        drawn(crate::answers::EDM, crate::answers::HEUN.heun, values[0], values[1] as usize)
    })
}

/// The n levels of a grid with this ρ, and how far off the samples on them are.
pub fn drawn(edm: Edm, heun: Solver, rho: f64, n: usize) -> Figure {
    let levels = (edm.grid)(n, LEAST, MOST, rho);
    let (error, calls) = on_levels(Way::Slopes(heun), &levels);
    let place = |i: usize| i as f64 / (n - 1) as f64;
    let line = |levels: &Array1<f64>| {
        levels.iter().take(n).enumerate().map(|(i, &level)| (place(i), level.max(1e-4))).collect::<Vec<_>>()
    };
    let low = levels.iter().take(n).filter(|&&level| level < 1.0).count();
    let even: Vec<(f64, f64)> = (0..n).map(|i| (place(i), MOST * (LEAST / MOST).powf(place(i)))).collect();
    let linear: Vec<(f64, f64)> =
        (0..=60).map(|i| f64::from(i) / 60.0).map(|place| (place, MOST + place * (LEAST - MOST))).collect();
    let found = text(error, 4);
    let description = format!(
        "{n} levels from 80 to 0.002 on a logarithmic axis, with ρ = {rho}. {low} of them lie below 1. Heun's rule ends {found} from the end of the equation, on a \
         ring of eight Gaussians, with {calls} calls. For comparison: equal steps of the level, and equal ratios."
    );
    Chart::new("Equal steps, ρ = 1, end farthest off; a larger ρ puts more of the levels where there is little noise", &description)
        .x(Axis::linear("place i/(n − 1)").range(0.0, 1.0))
        .y(Axis::log10("level").range(0.001, 100.0))
        .line(Series::new("equal steps", linear).reference().label_above(0.75))
        .line(Series::new("equal ratios", even).reference().label_below(0.3))
        .line(Series::new(&format!("ρ = {rho}\nerror {found}"), line(&levels)))
        .save()
}
