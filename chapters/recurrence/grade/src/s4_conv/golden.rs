//! What is known of `s4_conv` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::{Array1, Array2, array};

use super::bent::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_official_kernel_and_its_output,
        what_comes_round_of_a_generating_function,
        delays_by_hand
    ]
}

/// HiPPO with four coefficients by the bilinear rule with a step of 0.1, C the numbers of seed 8, the input those of seed 9.
fn example() -> (Array2<f32>, Array1<f32>, Array1<f32>, Array1<f32>) {
    let root = |i: usize| (2.0 * i as f32 + 1.0).sqrt();
    let a = Array2::from_shape_fn((4, 4), |(i, k)| match i.cmp(&k) {
        std::cmp::Ordering::Greater => -root(i) * root(k),
        std::cmp::Ordering::Equal => -(i as f32 + 1.0),
        std::cmp::Ordering::Less => 0.0,
    });
    let b = Array1::from_shape_fn(4, root);
    let (a, b) = recurrence::solution::discretise::bilinear(a.view(), b.view(), 0.1);
    let (mut c, mut input) = (portable(8), portable(9));
    let c = Array1::from_shape_simple_fn(4, || c() as f32);
    (a, b, c, Array1::from_shape_simple_fn(8, || input() as f32))
}

/// The official `SSMKernelDPLR` of state-spaces/s4 with this C, executed; the kernel that is a step late and the convolution that comes
/// round by numpy in double precision.
fn the_official_kernel_and_its_output() {
    let (a, b, c, input) = example();
    let shown = |knobs: &Knobs| {
        let kernel = knobs.kernel(a.view(), b.view(), c.view(), 8);
        let out = knobs.convolve(kernel.view(), input.view());
        [kernel[0], kernel[1], kernel[2], out[0], out[7]]
    };
    let near = |found: &[f32], expected: &[f32]| {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 2e-6), "{found:?}, {expected:?}");
    };
    near(&shown(&Knobs::default()), &[-0.016_161, -0.019_381, -0.019_370, -0.004_033, 0.020_075]);
    let late = shown(&mistaken(mistakes(), "kernel_one_late"));
    near(&[late[0], late[1], late[2], late[4]], &[-0.019_381, -0.019_370, -0.018_694, 0.022_324]);
    let round = shown(&mistaken(mistakes(), "circular"));
    near(&round[3..4], &[0.023_989]);
    let steps = Knobs::default().recur(a.view(), b.view(), c.view(), input.view());
    near(&[steps[0], steps[7]], &[-0.004_033, 0.020_075]);
}

/// The Fourier transform of the kernel at L points, C (I − z Ā)⁻¹ B̄ without I − Āᴸ, is that of the kernel with all that comes after L added
/// to its beginning. The largest error by numpy in double precision: 0.087 for L = 8, 0.040 for L = 16.
fn what_comes_round_of_a_generating_function() {
    let (a, b, c, _) = example();
    let kernel = Knobs::default().kernel(a.view(), b.view(), c.view(), 4000);
    for (length, expected) in [(8, 0.087), (16, 0.040)] {
        let after = |l: usize| kernel.iter().skip(l + length).step_by(length).sum::<f32>();
        let worst = (0..length).map(|l| after(l).abs()).fold(0.0, f32::max);
        assert!((worst - expected).abs() < 6e-4, "{length}: {worst}");
    }
}

/// Two delays in a row: what comes in goes out two steps later, by hand.
fn delays_by_hand() {
    let (a, b, c) = (array![[0.0, 0.0], [1.0, 0.0]], array![3.0, 0.0], array![0.0, 2.0]);
    let knobs = Knobs::default();
    assert_eq!(knobs.kernel(a.view(), b.view(), c.view(), 4), array![0.0, 6.0, 0.0, 0.0]);
    let input = array![1.0, 2.0, -1.0, 5.0];
    assert_eq!(knobs.recur(a.view(), b.view(), c.view(), input.view()), array![0.0, 6.0, 12.0, -6.0]);
    let transposed = mistaken(mistakes(), "kernel_transposed");
    assert_eq!(transposed.kernel(a.view(), b.view(), c.view(), 4), Array1::<f32>::zeros(4));
}
