//! Steps that use the slope of the step before in place of a second one.

use diffusion::Network;
use ndarray::{Array1, Array2};

/// The rule of Adams and Bashforth with two slopes, for equal steps: 3/2 of this slope less 1/2 of the one before.
pub(super) fn multistep(denoiser: Network<'_>, mut x: Array2<f64>, levels: &[f64]) -> Array2<f32> {
    let mut before: Option<Array2<f64>> = None;
    for step in levels.windows(2) {
        let told = Array1::from_elem(x.nrows(), step[0] as f32);
        let denoised = denoiser(x.mapv(|x| x as f32).view(), told.view()).mapv(f64::from);
        let slope = (&x - &denoised) / step[0];
        let used = match &before {
            Some(before) => &slope * 1.5 - before * 0.5,
            None => slope.clone(),
        };
        x = x + used * (step[1] - step[0]);
        before = Some(slope);
    }
    x.mapv(|x| x as f32)
}
