//! Golden values: schedules, and samples at a step. Schedules are those of improved-diffusion, guided-diffusion and diffusers' `DDPMScheduler`, executed; other values
//! were computed in double precision by another program.

use kernels::Precision::Double;
use kernels::diffusion::{Betas, betas, noise_error, q_sample, signal_kept, signal_to_noise};
use ndarray::{Array1, array};

fn close(found: f64, golden: f64, by: f64) {
    assert!((found / golden - 1.0).abs() < by, "{found} is not {golden}");
}

fn kept(rule: Betas, first: f64, last: f64) -> Array1<f64> {
    signal_kept(betas(rule, 1000, first, last, Double).unwrap().view(), Double).unwrap()
}

#[test]
fn the_linear_schedule_of_ddpm() {
    let abar = kept(Betas::Linear, 1e-4, 0.02);
    for (t, golden) in
        [(0, 0.9999), (1, 0.999_780_092), (249, 0.524_085), (499, 0.078_587), (749, 0.003_350_55)]
    {
        close(abar[t], golden, 4e-6);
    }
    close(abar[999], 4.035_83e-5, 4e-6);
}

#[test]
fn the_cosine_schedule_of_improved_diffusion() {
    let betas = betas(Betas::Cosine, 1000, 0.0, 0.0, Double).unwrap();
    close(betas[0], 4.128_42e-5, 4e-6);
    close(betas[998], 0.749_999, 4e-6);
    close(betas[999], 0.999, 1e-12);
    let abar = signal_kept(betas.view(), Double).unwrap();
    close(abar[499], 0.493_844, 4e-6);
    close(abar[999], 2.428_77e-9, 4e-6);
}

#[test]
fn the_scaled_linear_schedule_of_latent_diffusion() {
    let abar = kept(Betas::ScaledLinear, 0.000_85, 0.012);
    close(abar[499], 0.277_67, 4e-5);
    close(abar[999], 0.004_66, 1e-3);
}

/// β = 0.1, 0.2, 0.3, 0.4, x0 = 1.5 and ε = −0.7 at step 2: by hand, and by diffusers' `add_noise`.
#[test]
fn four_steps_by_hand() {
    let abar = signal_kept(array![0.1, 0.2, 0.3, 0.4].view(), Double).unwrap();
    assert!((&abar - &array![0.9, 0.72, 0.504, 0.3024]).iter().all(|x| x.abs() < 1e-12), "{abar}");
    let sampled = q_sample(array![[1.5]].view(), array![[-0.7]].view(), abar.view(), &[2], Double).unwrap();
    close(sampled[[0, 0]], 0.571_903, 1e-6);
    close(signal_to_noise(abar.view(), Double).unwrap()[2], 0.504 / 0.496, 1e-12);
    // (0.5, −0.3) where (−0.7, 1.1) was: (1.44 + 1.96)/2.
    let error = noise_error(array![[0.5, -0.3]].view(), array![[-0.7, 1.1]].view(), Double).unwrap();
    close(error, 1.7, 1e-12);
}
