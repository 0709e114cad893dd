//! Golden values of steps and guidance. The schedule is β = 0.1, 0.2, 0.3, 0.4, and x₀ = 1.5, ε = −0.7, z = 0.4. Unless a test says
//! otherwise the values are those of improved-diffusion, guided-diffusion, ermongroup/ddim and diffusers, executed.

use kernels::Precision::Double;
use kernels::diffusion::{Scales, Step, ddim_step, ddpm_posterior, ddpm_step, guided};
use ndarray::{Array2, array};

const ABAR: [f64; 4] = [0.9, 0.72, 0.504, 0.3024];

fn close(found: f64, golden: f64) {
    assert!((found - golden).abs() < 1e-6, "{found} is not {golden}");
}

/// `posterior_mean_coef1`, `posterior_mean_coef2` and `posterior_variance` of improved-diffusion's GaussianDiffusion.
#[test]
fn the_posterior_of_four_steps() {
    let betas = array![0.1, 0.2, 0.3, 0.4];
    let golden = [
        [1.0, 0.0, 0.0],
        [0.677_631, 0.319_438, 0.071_429],
        [0.513_223, 0.472_308, 0.169_355],
        [0.407_070, 0.550_745, 0.284_404],
    ];
    for (t, golden) in golden.into_iter().enumerate() {
        let found = ddpm_posterior(betas.view(), t, Double).unwrap();
        found.into_iter().zip(golden).for_each(|(found, golden)| close(found, golden));
    }
}

fn one(numbers: [f64; 3], with: impl Fn(Step<'_>) -> Array2<f64>) -> f64 {
    let [x, noise, fresh] = numbers.map(|x| Array2::from_elem((1, 1), x));
    with(Step { x: x.view(), noise: noise.view(), fresh: fresh.view() })[[0, 0]]
}

/// The mean at t = 2, with x̂₀ clipped to 1, and samples with both variances (`fixed_small`, `fixed_large`).
#[test]
fn steps_of_ddpm() {
    let betas = array![0.1, 0.2, 0.3, 0.4];
    let [of_start, of_x, small] = ddpm_posterior(betas.view(), 2, Double).unwrap();
    let x = ABAR[2].sqrt() * 1.5 - (1.0 - ABAR[2]).sqrt() * 0.7;
    close(x, 0.571_903);
    for (variance, limit, golden) in [
        (0.0, f64::INFINITY, 1.039_949),
        (0.0, 1.0, 0.783_337),
        (small, f64::INFINITY, 1.204_560),
        (0.3, f64::INFINITY, 1.259_038),
    ] {
        let scales = Scales {
            signal: ABAR[2].sqrt(),
            deviation: (1.0 - ABAR[2]).sqrt(),
            of_start,
            of_x,
            fresh: variance.sqrt(),
            limit,
        };
        close(one([x, -0.7, 0.4], |step| ddpm_step(step, &scales, Double).unwrap()), golden);
    }
}

/// From t = 2 to t = 1 with η = 0, ½ and 1, which is DDPM with the small variance; and back again.
#[test]
fn steps_of_ddim() {
    let x = ABAR[2].sqrt() * 1.5 - (1.0 - ABAR[2]).sqrt() * 0.7;
    let sigma = (0.28_f64 / 0.496).sqrt() * 0.3_f64.sqrt();
    close(sigma, 0.411_527);
    for (eta, golden) in [(0.0, 0.902_387), (0.5, 1.013_844), (1.0, 1.204_560)] {
        let found =
            one([x, -0.7, 0.4], |step| ddim_step(step, [ABAR[2], ABAR[1]], eta * sigma, Double).unwrap());
        close(found, golden);
    }
    let back = one([ABAR[1].sqrt() * 1.5 - (1.0 - ABAR[1]).sqrt() * 0.7, -0.7, 0.0], |step| {
        ddim_step(step, [ABAR[1], ABAR[2]], 0.0, Double).unwrap()
    });
    close(back, 0.571_903);
}

/// c = 0.8, u = 0.3 and w = 2, so s = 3: 1.8, by hand.
#[test]
fn guidance_of_three() {
    let found = guided(array![[0.8]].view(), array![[0.3]].view(), 3.0, Double).unwrap();
    close(found[[0, 0]], 1.8);
}
