//! Golden values: straight paths, consistency and blocks.

use kernels::Precision::{Double, Float};
use kernels::diffusion::{
    blocks_step, consistency_scales, flow_density, flow_levels, flow_move, flow_path, flow_shift, rows_mixed,
    weighted_error,
};
use ndarray::{Array1, Array2, array};

use crate::lcg::Lcg;

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "{found}, and not {expected}");
}

/// Data 1.5 and noise −0.7 at level 0.3: `ModelSamplingDiscreteFlow` of Stability-AI/sd3.5 and `FlowMatchEuler` of diffusers, executed.
#[test]
fn a_point_of_the_path_and_its_velocity() {
    let (data, noise, level) = (array![[1.5]], array![[-0.7]], array![0.3]);
    for precision in [Double, Float] {
        let [x, v] = flow_path(data.view(), noise.view(), level.view(), precision).unwrap();
        near(x[[0, 0]], 0.84);
        near(v[[0, 0]], -2.2);
        let back = flow_move(x.view(), v.view(), level.view(), array![0.0].view(), precision).unwrap();
        near(back[[0, 0]], 1.5);
    }
}

/// `compute_density_for_timestep_sampling`'s law and the shifts of sd3.5, diffusers and flux, executed: 3 at 0.3, e^1.15 at 0.3; and four
/// steps of diffusers' FlowMatchEuler, whose least level is shifted once (issue 13243).
#[test]
fn shifts_and_densities() {
    let of = |level: f64, s: f64| flow_shift(array![level].view(), s, Double).unwrap()[0];
    near(of(0.3, 3.0), 0.5625);
    near(of(0.3, 1.15_f64.exp()), 0.575_103);
    let levels = flow_levels(4, 3.0, Double).unwrap();
    for (found, expected) in levels.iter().zip([1.0, 0.857_326, 0.600_719, 0.002_994, 0.0]) {
        near(*found, expected);
    }
    assert_eq!(levels.len(), 5);
    let density = flow_density(array![0.5, 0.1].view(), 0.0, 1.0, Double).unwrap();
    near(density[0], 1.595_769);
    near(density[1], 0.396_575);
}

/// `KarrasDenoiser.get_scalings_for_boundary_condition` of openai/consistency_models, executed with σ_min 0.002 and σ_data 0.5; and `denoise` for
/// x = 2, F = 0.3 at 0.5.
#[test]
fn the_scalings_of_a_consistency_function() {
    let levels = array![0.002, 1.0, 0.5];
    let [skip, out, inner, time, weight] = consistency_scales(levels.view(), 0.002, 0.5, Double).unwrap();
    assert_eq!((skip[0], out[0]), (1.0, 0.0));
    near(skip[1], 0.200_641);
    near(out[1], 0.446_319);
    near(inner[1], 0.894_427);
    near(time[1], 0.0);
    near(weight[1], 5.0);
    let only = |numbers: &Array1<f64>| array![numbers[2]];
    let mixed =
        rows_mixed(array![[2.0]].view(), array![[0.3]].view(), only(&skip).view(), only(&out).view(), Double);
    near(mixed.unwrap()[[0, 0]], 1.109_650);
}

/// z = 2, D = 0.4 from 1.5 to 1: the released code of DiffusionBlocks, by hand.
#[test]
fn a_step_between_blocks() {
    for precision in [Double, Float] {
        let z = blocks_step(array![[2.0]].view(), array![[0.4]].view(), 1.5, 1.0, precision).unwrap();
        near(z[[0, 0]], 1.466_667);
    }
}

/// A mean of 7 rows of 3, against sums.
#[test]
fn a_weighted_error() {
    let mut numbers = Lcg::new(5);
    let [found, target] = [(); 2].map(|()| numbers.array(7, 3));
    let weights: Array1<f64> = numbers.array(1, 7).row(0).mapv(f64::exp);
    let squares: Array2<f64> = (&found - &target).mapv(|x| x * x);
    let expected = squares.sum_axis(ndarray::Axis(1)).dot(&weights) / 21.0;
    near(weighted_error(found.view(), target.view(), weights.view(), Double).unwrap(), expected);
}
