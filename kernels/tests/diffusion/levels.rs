//! Golden values of the levels of EDM and of solvers. Gaussian data of deviation s have the denoiser α s² / (α² s² + σ²) x, and a row goes from
//! one level to the next in proportion to √(α² s² + σ²).

use kernels::Precision::Double;
use kernels::diffusion::{dpm_step, edm_grid, edm_scales, edm_step};
use ndarray::{Array2, array};

/// The deviation of the data.
const DATA: f64 = 0.5;

fn near(found: f64, golden: f64, slack: f64) {
    assert!((found - golden).abs() <= slack, "{found} is not {golden}");
}

/// σ = 1 and 0.1, by the formulas; NVlabs/edm, `EDMPrecond`, executed with a network that returns 0.3 for x = 2, gives 0.534164 and 1.952494.
#[test]
fn the_preconditioning_of_edm() {
    let scales = edm_scales(array![1.0, 0.1].view(), DATA, Double).unwrap();
    let golden =
        array![[0.2, 0.447_214, 0.894_427, 0.0, 5.0], [0.961_538, 0.098_058, 1.961_161, -0.575_646, 104.0]];
    scales.iter().zip(&golden).for_each(|(&found, &golden)| near(found, golden, 1e-6));
    for (row, golden) in scales.rows().into_iter().zip([0.534_164, 1.952_494]) {
        near(row[0] * 2.0 + row[1] * 0.3, golden, 1e-6);
        near(row[4] * row[1] * row[1], 1.0, 1e-12);
    }
    let two = edm_scales(array![2.0].view(), DATA, Double).unwrap();
    near(two[[0, 3]], 0.173_287, 1e-6);
}

/// Five levels between 0.002 and 80, by the formula.
#[test]
fn five_levels() {
    let grid = edm_grid(5, [0.002, 80.0], 7.0, Double).unwrap();
    for (found, golden) in grid.iter().zip([80.0, 17.527_832, 2.515_219, 0.169_753, 0.002, 0.0]) {
        near(*found, golden, 1e-6);
    }
    near(edm_grid(5, [0.002, 80.0], 1.0, Double).unwrap()[1], 60.0005, 1e-9);
}

fn gaussian(x: &Array2<f64>, sigma: f64) -> Array2<f64> {
    x * (DATA * DATA / (sigma * sigma + DATA * DATA))
}

fn followed(count: usize, heun: bool) -> f64 {
    let levels = edm_grid(count, [0.002, 80.0], 7.0, Double).unwrap();
    let mut x = array![[80.0]];
    for step in levels.windows(2) {
        let (from, to) = (step[0], step[1]);
        let denoised = gaussian(&x, from);
        let trial = edm_step(x.view(), denoised.view(), None, [from, to], Double).unwrap();
        let again = gaussian(&trial, to);
        let second = heun.then_some([trial.view(), again.view()]);
        x = edm_step(x.view(), denoised.view(), second, [from, to], Double).unwrap();
    }
    x[[0, 0]]
}

/// From 80 at level 80, where the exact end is 0.499990. NVlabs/edm, `edm_sampler` without churn, and diffusers' `EDMEulerScheduler`, executed.
#[test]
fn euler_and_heun_on_gaussian_data() {
    near(followed(10, false), 0.365_213, 1e-6);
    for (count, golden) in [(5, 1.257_886), (10, 0.609_798), (18, 0.527_625), (40, 0.504_877)] {
        near(followed(count, true), golden, 1e-6);
    }
}

/// Orders 0.99 and 2.08 between 40 and 80 levels, measured by another program.
#[test]
fn euler_has_order_one_and_heun_order_two() {
    let exact = 80.0 * DATA / 80.0_f64.hypot(DATA);
    let order = |heun| {
        let [some, twice] = [40, 80].map(|count| (followed(count, heun) - exact).abs());
        (some / twice).log2()
    };
    near(order(false), 0.99, 0.01);
    near(order(true), 2.08, 0.01);
}

/// ᾱ = 0.3024, 0.504 and 0.72, the levels 3, 2 and 1 of the schedule β = 0.1, 0.2, 0.3, 0.4.
const TOY: [f64; 3] = [0.3024, 0.504, 0.72];

/// LuChengTHU/dpm-solver, `dpm_solver_first_update` and `multistep_dpm_solver_second_update`, executed.
#[test]
fn steps_of_both_orders() {
    let levels = TOY.map(|alpha_bar: f64| [alpha_bar.sqrt(), (1.0 - alpha_bar).sqrt()]);
    let (x, x0, before) = (array![[0.571_903]], array![[1.5]], array![[1.2]]);
    let first = dpm_step(x.view(), x0.view(), None, levels, Double).unwrap();
    near(first[[0, 0]], 0.902_387, 1e-6);
    let second = dpm_step(x.view(), x0.view(), Some(before.view()), levels, Double).unwrap();
    near(second[[0, 0]], 0.953_905, 1e-6);
}

/// Errors on Gaussian data, λ from −5 to 5 in equal steps, α² + σ² = 1, from x = 1: by the update of the official code, executed.
#[test]
fn errors_of_both_orders() {
    let first = [-0.192, -0.111, -0.0587, -0.0303, -0.0154];
    let second = [-0.0233, 0.0176, 0.00706, 0.00191, 0.00049];
    for (order, errors) in [(1, first), (2, second)] {
        for (steps, golden) in [5, 10, 20, 40, 80].into_iter().zip(errors) {
            let level = |at: usize| {
                let lambda = 10.0 * at as f64 / steps as f64 - 5.0;
                [-2.0 * lambda, 2.0 * lambda].map(|power| (1.0 + power.exp()).sqrt().recip())
            };
            let (mut x, mut before) = (array![[1.0]], None::<Array2<f64>>);
            for at in 1..=steps {
                let [alpha, sigma] = level(at - 1);
                let x0 = gaussian(&(&x / alpha), sigma / alpha);
                let levels = [level(at.saturating_sub(2)), level(at - 1), level(at)];
                let kept = before.as_ref().filter(|_| order == 2).map(|kept| kept.view());
                x = dpm_step(x.view(), x0.view(), kept, levels, Double).unwrap();
                before = Some(x0);
            }
            let deviation = |[alpha, sigma]: [f64; 2]| (alpha * DATA).hypot(sigma);
            near(
                x[[0, 0]] - deviation(level(steps)) / deviation(level(0)),
                golden,
                6e-6_f64.max(5e-3 * golden.abs()),
            );
        }
    }
}
