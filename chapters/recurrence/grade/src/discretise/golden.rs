//! What is known of `discretise` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::{Array1, Array2, array};

use super::Which;
use super::bent::Knobs;
use super::cases::hippo;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        kernels_and_outputs,
        a_push_by_hand,
        the_bilinear_rule_keeps_what_fades,
        halves_of_bilinear_are_not_the_whole
    ]
}

/// The first three numbers of the kernel and the eighth output: HiPPO with four coefficients, C the numbers of seed 8, the input those of
/// seed 9, a step of 0.1.
fn shown(which: Which, knobs: &Knobs) -> [f64; 4] {
    let b = Array1::from_shape_fn(4, |i| (2.0 * i as f32 + 1.0).sqrt());
    let (a, b) = knobs.rule(which, hippo(4).view(), b.view(), 0.1);
    let (mut c, mut input) = (portable(8), portable(9));
    let c = Array1::from_shape_simple_fn(4, || c() as f32);
    let kernel: Vec<f32> = (0..8)
        .scan(b, |state, _| {
            let number = c.dot(state);
            *state = a.dot(state);
            Some(number)
        })
        .collect();
    let input: Vec<f64> = (0..8).map(|_| input()).collect();
    let last = (0..8).map(|l| f64::from(kernel[l]) * input[7 - l]).sum();
    [f64::from(kernel[0]), f64::from(kernel[1]), f64::from(kernel[2]), last]
}

/// `scipy.signal.cont2discrete` (bilinear, zoh, euler, backward_diff), executed; the other rows by numpy in double precision.
fn kernels_and_outputs() {
    let of = |id: &str| mistaken(mistakes(), id);
    for (which, knobs, expected) in [
        (Which::Bilinear, Knobs::default(), [-0.016_161, -0.019_381, -0.019_370, 0.020_075]),
        (Which::Zoh, Knobs::default(), [-0.016_557, -0.019_212, -0.019_107, 0.020_283]),
        (Which::Bilinear, of("bilinear_forward_euler"), [-0.013_301, -0.022_725, -0.021_518, 0.017_821]),
        (Which::Bilinear, of("bilinear_backward_euler"), [-0.017_209, -0.018_550, -0.018_936, 0.021_124]),
        (Which::Zoh, of("b_by_euler"), [-0.013_301, -0.018_633, -0.019_371, 0.018_157]),
        (Which::Zoh, of("b_without_inverse"), [-0.053_313, -0.007_386, 0.005_890, 0.035_302]),
        (Which::Bilinear, of("bilinear_b_without_step"), [-0.161_613, -0.193_805, -0.193_701, 0.200_754]),
        (Which::Bilinear, of("signs_exchanged"), [-0.004_415, 0.025_938, 0.093_126, -0.100_653]),
    ] {
        let found = shown(which, &knobs);
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 2e-6), "{found:?}, {expected:?}");
    }
}

/// A position and its speed, pushed with 2 for 3 seconds: the speed grows to 6, the position to 9. The rule with an inverse has none.
fn a_push_by_hand() {
    let (a, b) = (array![[0.0_f32, 1.0], [0.0, 0.0]], array![0.0_f32, 2.0]);
    for which in [Which::Bilinear, Which::Zoh] {
        let (a_bar, b_bar) = Knobs::default().rule(which, a.view(), b.view(), 3.0);
        assert!((a_bar - array![[1.0, 3.0], [0.0, 1.0]]).iter().all(|x| x.abs() < 1e-5));
        assert!((b_bar - array![9.0, 6.0]).iter().all(|x| x.abs() < 1e-5));
    }
    let (_, b_bar) = mistaken(mistakes(), "b_by_inverse").rule(Which::Zoh, a.view(), b.view(), 3.0);
    assert!(b_bar.iter().any(|x| !x.is_finite()), "{b_bar}");
}

/// One state x' = −x, any step: the bilinear rule keeps it below 1, Euler's forward rule from a step of 2 on does not.
fn the_bilinear_rule_keeps_what_fades() {
    let (a, b) = (array![[-1.0_f32]], array![1.0_f32]);
    for step in [0.1, 1.0, 2.5, 60.0] {
        let by = |knobs: Knobs| knobs.rule(Which::Bilinear, a.view(), b.view(), step).0[[0, 0]].abs();
        assert!(by(Knobs::default()) < 1.0);
        assert_eq!(by(mistaken(mistakes(), "bilinear_forward_euler")) > 1.0, step > 2.0);
    }
}

/// Two half steps are a whole one for the hold, exactly, and for the bilinear rule up to the cube of the step.
fn halves_of_bilinear_are_not_the_whole() {
    let b = Array1::<f32>::ones(4);
    let apart = |which: Which| {
        let of = |step: f32| Knobs::default().rule(which, hippo(4).view(), b.view(), step).0;
        let (whole, half): (Array2<f32>, _) = (of(0.2), of(0.1));
        (whole - half.dot(&half)).iter().fold(0.0_f32, |most, x| most.max(x.abs()))
    };
    assert!(apart(Which::Zoh) < 1e-5 && apart(Which::Bilinear) > 1e-3);
}
