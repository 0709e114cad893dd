//! The chapter's functions, called through `answers`, give the golden values.

use ndarray::array;

use super::*;
use crate::parameters::{normals, random};

/// A function of a symmetric matrix: of its eigenvalues, none below 0.
fn function(of: &Array2<f64>, f: impl Fn(f64) -> f64) -> Array2<f64> {
    let (values, vectors) = diffusion::symmetric_eigen(of.view());
    (&vectors * &values.mapv(|value| f(value.max(0.0)))).dot(&vectors.t())
}

fn some(seed: u64, rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((rows, columns), normals(&mut random(seed, 1, 0), rows * columns, 1.0)).unwrap()
}

fn near(a: &Array2<f32>, b: &Array2<f32>) {
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 2e-5), "{a} {b}");
}

#[test]
fn the_schedules_are_the_published_ones() {
    let (linear, cosine) = (schedule(false), schedule(true));
    assert!((linear[499] - 0.078_587).abs() < 1e-6 && (linear[999] - 4.035_83e-5).abs() < 1e-9);
    assert!((cosine[499] - 0.493_844).abs() < 1e-6 && (cosine[999] - 2.428_77e-9).abs() < 1e-13);
}

/// The toy schedule of the chapter, its data and its noise.
#[test]
fn a_step_of_ddim_is_the_golden_one() {
    let one = |x: f32| Array2::from_elem((1, 1), x);
    let x = noised(&one(1.5), &one(-0.7), &[0.504]);
    near(&x, &one(0.571_903));
    for target in [Target::Noise, Target::Clean, Target::Velocity] {
        let said = wanted(target, &one(1.5), &one(-0.7), &[0.504]);
        near(&cleaned(target, &x, &said, 0.504), &one(1.5));
    }
    near(&wanted(Target::Velocity, &one(1.5), &one(-0.7), &[0.504]), &one(-1.553_36));
    for (eta, expected) in [(0.0, 0.902_387), (0.5, 1.013_844), (1.0, 1.204_56)] {
        near(&ddim(&x, &one(1.5), (0.504, 0.72), eta, &one(0.4)), &one(expected));
    }
    near(&ddim(&x, &one(1.5), (0.504, 1.0), 1.0, &one(0.4)), &one(1.5));
}

/// Gaussian data of deviation 1/2, from x = 80.
#[test]
fn solvers_are_the_golden_ones() {
    let mut sigmas = karras(10, 0.002, 80.0);
    sigmas.push(0.0);
    let denoiser =
        |x: &Array2<f32>, sigma: f64| Ok(x.mapv(|x| (f64::from(x) * 0.25 / (sigma * sigma + 0.25)) as f32));
    let start = Array2::from_elem((1, 1), 80.0_f32);
    for (second, expected) in [(true, 0.609_798), (false, 0.365_213)] {
        let end = heun(start.clone(), &sigmas, second, &denoiser).unwrap();
        assert!((end[[0, 0]] - expected).abs() < 2e-4, "{end}");
    }
}

/// The toy schedule again: from step 3 over step 2 to step 1, where the network says 1.2 and then 1.5.
#[test]
fn two_steps_of_different_size_are_the_golden_ones() {
    let sigmas = [0.3024, 0.504, 0.72].map(|bar: f64| ((1.0 - bar) / bar).sqrt());
    let denoiser =
        |x: &Array2<f32>, sigma: f64| Ok(Array2::from_elem(x.raw_dim(), if sigma > 1.0 { 1.2 } else { 1.5 }));
    // So that x is at step 2 what it is in the chapter.
    let at_2 = 0.571_903 / 0.504_f64.sqrt();
    let start = 1.2 + (at_2 - 1.2) * sigmas[0] / sigmas[1];
    let end = two_m(Array2::from_elem((1, 1), start as f32), &sigmas, &denoiser).unwrap();
    assert!((f64::from(end[[0, 0]]) * 0.72_f64.sqrt() - 0.953_905).abs() < 2e-6, "{end}");
}

#[test]
fn the_flow_and_the_boundary_are_the_golden_ones() {
    let one = |x: f32| Array2::from_elem((1, 1), x);
    let [x, v] = flow(&one(1.5), &one(-0.7), &[0.3]);
    near(&x, &one(0.84));
    near(&v, &one(-2.2));
    near(&along(&x, &v, 0.3, 0.0), &one(1.5));
    near(&guided(&one(0.8), &one(0.3), 3.0), &one(1.8));
    near(&block_step(&one(2.0), &one(0.4), 1.5, 1.0), &one(1.466_667));
    assert_eq!(consistency(0.002, 0.5, 0.002), [1.0, 0.0]);
    let [skip, out] = consistency(1.0, 0.5, 0.002);
    assert!((skip - 0.200_641).abs() < 1e-6 && (out - 0.446_319).abs() < 1e-6);
    let [skip, out, into, noise, weight] = edm(1.0, 0.5);
    assert!((skip - 0.2).abs() + (out - 0.447_214).abs() + (into - 0.894_427).abs() < 3e-6);
    assert!(noise == 0.0 && (weight - 5.0).abs() < 1e-9);
    let expected = [80.0, 17.527_832, 2.515_219, 0.169_753, 0.002];
    assert!(karras(5, 0.002, 80.0).iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5));
    let weights = [0.1, 1.0, 5.0, 20.0].map(|snr| min_snr(Target::Velocity, snr, 5.0));
    assert!(weights.iter().zip([0.0909, 0.5, 0.8333, 0.2381]).all(|(a, b)| (a - b).abs() < 1e-4));
}

/// Two sets with the moments (0, 1), [[2, 0.5], [0.5, 1]] and (1, −1), [[1, −0.3], [−0.3, 2]].
#[test]
fn the_distance_is_the_golden_one() {
    let set = |mean: [f64; 2], covariance: Array2<f64>| {
        // Four points with the covariance 1, turned into what is wanted.
        let points = array![[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]] * 0.75_f64.sqrt();
        points.dot(&function(&covariance, f64::sqrt)) + &array![mean[0], mean[1]]
    };
    let a = set([0.0, 1.0], array![[2.0, 0.5], [0.5, 1.0]]);
    let b = set([1.0, -1.0], array![[1.0, -0.3], [-0.3, 2.0]]);
    assert!((frechet(&a, &moments(&b)) - 5.575_426).abs() < 1e-6);
    assert!(frechet(&a, &moments(&a)).abs() < 1e-9);
}

/// Against a difference of FD, and its denominator.
#[test]
fn the_gradient_is_that_of_the_distance() {
    let x = some(5, 60, 3).mapv(f64::from);
    let data = moments(&some(6, 400, 3).mapv(|x| f64::from(2.0 * x + 0.5)));
    let (distance, gradient) = fd_loss(&x, &data);
    assert!((distance - frechet(&x, &data)).abs() < 1e-12);
    for at in [[0, 0], [7, 2], [59, 1]] {
        let moved = |by: f64| {
            let mut x = x.clone();
            x[at] += by;
            frechet(&x, &data)
        };
        let expected = (moved(1e-4) - moved(-1e-4)) / 2e-4 / (distance + 0.01);
        assert!((gradient[at] - expected).abs() < 1e-7, "{} {expected}", gradient[at]);
    }
}

#[test]
fn boundaries_part_what_they_say() {
    let all = boundaries(4, (-1.2, 1.2), 0.002, 80.0);
    let expected = [80.0, 0.676_649, 0.301_200, 0.134_076, 0.002];
    assert!(all.iter().zip(expected).all(|(a, b)| (a - b).abs() < 2e-6), "{all:?}");
    assert_eq!([80.0, 0.676_7, all[1], 0.5, 0.002].map(|sigma| block_of(sigma, &all)), [0, 0, 0, 1, 3]);
}

#[test]
fn patches_come_back_as_the_image() {
    let images = some(1, 3, 64);
    let patches = patchify(&images, 8, 2);
    assert_eq!(patches.row(1).to_vec(), [2, 3, 10, 11].map(|i| images[[0, i]]));
    near(&unpatchify(&patches, 8, 2), &images);
}
