//! Golden values: continuous time, and what a network predicts.
//!
//! The values come from the programs that each test names, executed in double precision; the wrong ones from numpy.

use kernels::Precision::{Double, Float};
use kernels::diffusion::{convert_form, min_snr, ve_noise, vp_drift, vp_marginal, vp_step};
use ndarray::{Array1, Array2, array};

fn close(found: &Array1<f64>, golden: &Array1<f64>, slack: f64) {
    assert!((found - golden).iter().all(|x| x.abs() < slack), "{found} is not {golden}");
}

/// `VPSDE` of score_sde_pytorch with β from 0.1 to 20.
#[test]
fn the_marginals_of_the_variance_preserving_process() {
    let [mean, deviation] = vp_marginal(array![0.1, 0.5, 1.0].view(), [0.1, 20.0], Double).unwrap();
    close(&mean, &array![0.946_722, 0.281_183, 0.006_572], 1e-6);
    close(&deviation, &array![0.322_053, 0.959_654, 0.999_978], 1e-6);
}

/// At t = 10⁻⁵ the variance is 10⁻⁶: in single precision 1 − exp(−10⁻⁶) would have one good digit.
#[test]
fn a_small_time_keeps_its_digits() {
    let times = array![1e-5];
    let [_, exact] = vp_marginal(times.view(), [0.1, 20.0], Double).unwrap();
    let [_, single] = vp_marginal(times.view(), [0.1, 20.0], Float).unwrap();
    // B = 10⁻⁶ + 19.9/2 · 10⁻¹⁰.
    close(&exact, &array![1.000_497e-3], 1e-9);
    close(&single, &exact, 1e-9);
}

/// `VESDE` of score_sde_pytorch with σ from 0.01 to 50, at t = ½; σ ln(σ_max/σ_min) would be 6.022565.
#[test]
fn the_process_whose_variance_explodes() {
    let [sigma, diffusion] = ve_noise(array![0.0, 0.5, 1.0].view(), [0.01, 50.0], Double).unwrap();
    close(&sigma, &array![0.01, 0.5_f64.sqrt(), 50.0], 1e-6);
    assert!((diffusion[1] - 2.918_423).abs() < 1e-6, "{diffusion}");
}

/// `reverse()` of score_sde_pytorch at t = ½, x = 0.7, score −x/0.9, and by hand: β is 10.05.
#[test]
fn the_drifts_at_a_half() {
    let (x, score) = (array![[0.7]], array![[-0.7 / 0.9]]);
    let of = |share| vp_drift(x.view(), score.view(), 0.5, [0.1, 20.0], share, Double).unwrap()[[0, 0]];
    for (share, golden) in [(1.0, 4.299_167), (0.5, 0.390_833), (-1.0, -11.334_167), (0.0, -3.517_5)] {
        assert!((of(share) - golden).abs() < 1e-6, "{share}");
    }
}

/// From the drift of that: 0.7 − 4.299167 · 0.01 + √(10.05 · 0.01) · 0.4 = 0.783815.
#[test]
fn a_step_back() {
    let [x, score, noise] = [0.7, -0.7 / 0.9, 0.4].map(|x| Array2::from_elem((1, 1), x));
    let next = vp_step([x.view(), score.view(), noise.view()], [0.5, 0.01], [0.1, 20.0], Double).unwrap();
    let golden = 0.7 - 0.042_991_67 + 0.4 * 0.1005_f64.sqrt();
    assert!((next[[0, 0]] - golden).abs() < 1e-7, "{next}");
}

/// x₀ = 1.5, ε = −0.7 with ᾱ = 0.504: v by `get_velocity` of diffusers; the score and the velocity by hand.
#[test]
fn five_forms_of_one_prediction() {
    let (alpha, sigma) = (0.504_f64.sqrt(), 0.496_f64.sqrt());
    let forms = [-0.7, 1.5, -1.553_360, 0.993_933, -2.2];
    let x = array![[alpha * 1.5 - sigma * 0.7]];
    assert!((x[[0, 0]] - 0.571_903).abs() < 1e-6);
    let (alpha, sigma) = (array![alpha], array![sigma]);
    for (from, &value) in forms.iter().enumerate() {
        for (to, &golden) in forms.iter().enumerate() {
            let value = array![[value]];
            let found =
                convert_form([value.view(), x.view()], [alpha.view(), sigma.view()], [from, to], Double)
                    .unwrap();
            assert!((found[[0, 0]] - golden).abs() < 4e-6, "{from} to {to}: {found} is not {golden}");
        }
    }
}

/// ‖ε − ε̂‖² and ‖v − v̂‖² for x̂₀ = 1.2 in place of 1.5: SNR and SNR + 1 times 0.09.
#[test]
fn an_error_in_three_forms() {
    let (alpha, sigma) = (array![0.504_f64.sqrt()], array![0.496_f64.sqrt()]);
    let x = array![[0.571_903]];
    let as_form = |data: f64, to: usize| {
        let value = array![[data]];
        convert_form([value.view(), x.view()], [alpha.view(), sigma.view()], [1, to], Double).unwrap()[[0, 0]]
    };
    for (to, golden) in [(0, 0.091_452), (2, 0.181_452)] {
        let error: f64 = as_form(1.5, to) - as_form(1.2, to);
        assert!((error * error - golden).abs() < 1e-6, "{to}: {error}");
    }
}

/// The loss weights `min_snr_5` and `vmin_snr_5` of Min-SNR-Diffusion-Training.
#[test]
fn weights_for_three_forms() {
    let snr = array![0.1, 1.0, 5.0, 20.0, 0.0];
    let of = |form| min_snr(snr.view(), 5.0, form, Double).unwrap();
    close(&of(0), &array![1.0, 1.0, 1.0, 0.25, 1.0], 1e-12);
    close(&of(1), &array![0.1, 1.0, 5.0, 5.0, 1.0], 1e-12);
    close(&of(2), &array![0.090_909, 0.5, 0.833_333, 0.238_095, 1.0], 1e-6);
}
