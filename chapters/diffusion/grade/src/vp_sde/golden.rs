//! What is known of `vp_sde` from elsewhere.

use judge::{Golden, Matrix, mistaken, turned};
use ndarray::{Array2, array};

use super::knobs::{Knobs, Marginal};
use super::mistakes::mistakes;
use super::{Answered, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_official_marginals,
        marginals_that_are_wrong,
        the_official_exploding_process,
        the_official_drifts,
        a_cloud_by_formula
    ]
}

const BETAS: [f64; 2] = [0.1, 20.0];

fn marginal(knobs: &Knobs, t: f64) -> (f64, f64) {
    match knobs.run(&Input::Marginal { times: vec![t], betas: BETAS }) {
        Answered::Marginal(a, b) => (a[0], b[0]),
        _ => unreachable!("that is what was called"),
    }
}

fn close(found: f64, golden: f64) {
    assert!((found - golden).abs() < 1e-6, "{found} is not {golden}");
}

/// `VPSDE` of score_sde_pytorch, executed.
fn the_official_marginals() {
    for (t, coefficient, deviation) in
        [(0.1, 0.946_722, 0.322_053), (0.5, 0.281_183, 0.959_654), (1.0, 0.006_572, 0.999_978)]
    {
        let found = marginal(&Knobs::default(), t);
        close(found.0, coefficient);
        close(found.1, deviation);
    }
}

/// At t = ½, by numpy in double precision.
fn marginals_that_are_wrong() {
    let of = |id: &str| marginal(&mistaken(mistakes(), id), 0.5);
    close(of("coefficient_squared").0, 0.079_064);
    close(of("beta_0_left_out").0, 0.288_301);
    close(of("beta_times_t").0, 0.081_065);
    close(of("variance").1, 0.920_936);
    close(of("coefficient_not_squared").1, 0.847_831);
    // In single precision 1 − exp(−1.000995·10⁻⁶) is a multiple of 2⁻²⁴, sixteen or seventeen of them; the root of the nearest is 2 % off.
    let single = marginal(&turned(|k: &mut Knobs| k.marginal = Marginal::Single), 1e-5).1;
    assert!((single / 1.000_497e-3 - 1.0).abs() > 5e-3, "{single}");
}

/// `VESDE` of score_sde_pytorch with σ from 0.01 to 50, executed; the mistakes by numpy.
fn the_official_exploding_process() {
    let of = |knobs: &Knobs| match knobs.run(&Input::Ve { times: vec![0.5], sigmas: [0.01, 50.0] }) {
        Answered::Ve(sigma, g) => (sigma[0], g[0]),
        _ => unreachable!("that is what was called"),
    };
    close(of(&Knobs::default()).0, 0.5_f64.sqrt());
    close(of(&Knobs::default()).1, 2.918_423);
    close(of(&mistaken(mistakes(), "ve_derivative_of_sigma")).1, 6.022_565);
    close(of(&mistaken(mistakes(), "ve_g_is_sigma")).1, 0.5_f64.sqrt());
}

fn number(value: f64) -> Matrix {
    array![[value as f32]].into()
}

fn drift(knobs: &Knobs, flow: bool, x: f64, score: f64, t: f64) -> f64 {
    let input = Input::Drift { flow, x: number(x), score: number(score), t, betas: BETAS };
    match knobs.run(&input) {
        Answered::Drift(_, drift) => f64::from(drift[[0, 0]]),
        _ => unreachable!("that is what was called"),
    }
}

/// `reverse()` of score_sde_pytorch at t = ½ with x = 0.7 and the score −x/0.9, executed.
fn the_official_drifts() {
    let of = |id: &str, flow| drift(&mistaken(mistakes(), id), flow, 0.7, -0.7 / 0.9, 0.5);
    let right = |flow| drift(&Knobs::default(), flow, 0.7, -0.7 / 0.9, 0.5);
    let near = |found: f64, golden: f64| assert!((found - golden).abs() < 3e-6, "{found} is not {golden}");
    near(right(false), 4.299_167);
    near(right(true), 0.390_833);
    near(of("score_added", false), -11.334_167);
    near(of("score_missing", false), -3.517_5);
    near(of("half_score_with_noise", false), 0.390_833);
    near(of("whole_score_without_noise", true), 4.299_167);
}

/// Normal data with variance 0.25 in 1000 steps from time 1 to 0, the variance of the cloud by formula: a step multiplies x by 1 − k dt, where
/// the drift is k x, and adds β dt. Measured with samples in another program: 0.248, 0.248, 2.5e-6 and 3.09.
fn a_cloud_by_formula() {
    let last = |knobs: &Knobs, flow: bool, noise: bool| {
        let (count, mut variance) = (1000, 1.0);
        for at in (1..=count).rev() {
            let t = f64::from(at) / f64::from(count);
            let (a, b) = marginal(&Knobs::default(), t);
            let k = drift(knobs, flow, 1.0, -1.0 / (0.25 * a * a + b * b), t);
            let dt = 1.0 / f64::from(count);
            variance *= (1.0 - k * dt).powi(2);
            if noise {
                let one = Input::Step {
                    x: Array2::zeros((1, 1)).into(),
                    score: Array2::zeros((1, 1)).into(),
                    noise: number(1.0),
                    t,
                    dt,
                    betas: BETAS,
                };
                let Answered::Step(spread) = knobs.run(&one) else { unreachable!("that is what was called") };
                variance += f64::from(spread[[0, 0]]).powi(2);
            }
        }
        variance
    };
    let right = Knobs::default();
    let half = mistaken(mistakes(), "half_score_with_noise");
    let found = [
        last(&right, true, false),
        last(&right, false, true),
        last(&right, false, false),
        last(&half, false, true),
    ];
    let near = |found: f64, golden: f64| (found / golden - 1.0).abs() < 0.05;
    let golden = [0.248, 0.248, 2.5e-6, 3.09];
    assert!(found.iter().zip(golden).all(|(&found, golden)| near(found, golden)), "{found:?}");
}
