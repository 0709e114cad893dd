//! What is known of `gru` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::{Array, Array1, Array2, Array3, array};

use super::knobs::Knobs;
use super::{Input, mistakes};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![by_hand, that_of_pytorch, wrong_ones_of_the_same_draws]
}

fn near(found: &Array1<f32>, known: &Array1<f32>) {
    let near = found.len() == known.len() && (found - known).iter().all(|x| x.abs() < 3e-6);
    assert!(near, "{found}, and {known} is known");
}

/// x (2), h (3), and the weights in the order of the gates r, z, n: numbers of the linear congruence with the seed 61.
fn drawn() -> Input {
    let mut draw = judge::portable(61);
    let mut take = |count: usize| (0..count).map(|_| draw() as f32).collect::<Vec<f32>>();
    let (x, h) = (Array1::from(take(2)), Array1::from(take(3)));
    let cube =
        |width: usize, numbers| Array3::from_shape_vec((3, 3, width), numbers).expect("as many numbers");
    let (input, hidden) = (cube(2, take(18)), cube(3, take(27)));
    let matrix = |numbers| Array2::from_shape_vec((3, 3), numbers).expect("as many numbers");
    let (input_bias, hidden_bias) = (matrix(take(9)), matrix(take(9)));
    Input {
        x: x.into(),
        h: h.into(),
        input: input.into(),
        hidden: hidden.into(),
        input_bias: input_bias.into(),
        hidden_bias: hidden_bias.into(),
    }
}

/// PyTorch's GRUCell on these draws.
fn that_of_pytorch() {
    near(&Knobs::default().run(&drawn()), &array![-0.315_179, 0.100_364, -0.213_817]);
}

/// The state on these draws where one thing is wrong: a program in double precision, apart from this one.
fn wrong_ones_of_the_same_draws() {
    for (mistake, golden) in [
        ("reset_before_product", [-0.329_303, 0.137_972, -0.069_500]),
        ("reset_and_update_exchanged", [-0.378_548, -0.101_336, -0.148_677]),
        ("bias_outside_reset", [-0.331_818, 0.138_289, -0.056_997]),
        ("update_flipped", [-0.353_020, -0.026_681, -0.222_056]),
        ("no_tanh", [-0.419_090, 0.327_570, -0.215_474]),
        ("hidden_transposed", [-0.236_861, 0.043_826, -0.125_851]),
        ("no_hidden_bias", [-0.405_219, -0.068_939, -0.363_624]),
    ] {
        let next = mistaken(mistakes::mistakes(), mistake).run(&drawn());
        near(&next, &Array::from_iter(golden));
    }
}

/// One unit; U and the input are 1, W is 2 in the candidate and 0 in the gates. r = σ(0) = 1/2, z = σ(ln 3) = 3/4. With h = 0.4 and the state's
/// bias 0.2 of the candidate: n = tanh(1 − 1 + ½ (0.8 + 0.2)) = tanh(0.5) = 0.462117, and h' = ¼ n + ¾ · 0.4 = 0.415529.
fn by_hand() {
    let input = Input {
        x: array![1.0].into(),
        h: array![0.4].into(),
        input: array![[[1.0]], [[1.0]], [[1.0]]].into(),
        hidden: array![[[0.0]], [[0.0]], [[2.0]]].into(),
        input_bias: array![[-1.0], [-1.0], [-1.0]].into(),
        hidden_bias: array![[0.0], [3.0_f32.ln()], [0.2]].into(),
    };
    near(&Knobs::default().run(&input), &array![0.415_529]);
}
