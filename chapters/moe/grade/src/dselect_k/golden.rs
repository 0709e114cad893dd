//! What is known of `dselect_k` from elsewhere.

use judge::{Golden, turned};
use ndarray::{Array1, Array2, array};

use super::Input;
use super::mistakes::{Bits, Entropy, Knobs, Mixing, Step};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![mistakes_give_the_values_that_were_computed_apart]
}

/// gamma 1, z = (0.2, −0.1), and for k = 2 also (−0.4, 0.6) mixed by softmax(0.3, −0.2). Computed in numpy, float64, with the
/// step, the order of the bits or the mixture replaced.
fn mistakes_give_the_values_that_were_computed_apart() {
    let input = |selectors: Array2<f32>| Input {
        points: vec![0.2, -0.1],
        mixing: array![0.3, -0.2].slice_move(ndarray::s![..selectors.nrows()]).into(),
        selectors: selectors.into(),
        experts: 4,
        gamma: 1.0,
    };
    let (one, two) = (input(array![[0.2, -0.1]]), input(array![[0.2, -0.1], [-0.4, 0.6]]));
    let near = |found: &Array1<f32>, golden: [f32; 4]| {
        assert!(found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{found}, not {golden:?}");
    };
    let gate = |bend: fn(&mut Knobs), input: &Input| turned(bend).run(input).gate;
    near(&gate(|_| (), &one), [0.139_968, 0.076_032, 0.508_032, 0.275_968]);
    near(&gate(|_| (), &two), [0.087_124, 0.414_296, 0.316_229, 0.182_350]);
    near(&gate(|k| k.step = Step::Sigmoid, &one), [0.236_328, 0.213_838, 0.288_651, 0.261_183]);
    near(&gate(|k| k.bits = Bits::LeastSignificantFirst, &one), [0.139_968, 0.508_032, 0.076_032, 0.275_968]);
    near(&gate(|k| k.step = Step::Ramp, &one), [0.18, 0.12, 0.42, 0.28]);
    near(&gate(|k| k.mixing = Mixing::Uniform, &two), [0.069_984, 0.524_016, 0.254_016, 0.151_984]);
    let negated = Knobs { entropy: Entropy::Negated, ..Knobs::default() }.run(&one).penalty.0;
    assert!((negated + 1.170_47).abs() < 2e-6, "{negated}");
}
