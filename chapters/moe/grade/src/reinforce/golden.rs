//! What is known of `reinforce` from elsewhere.

use judge::{Golden, turned};
use moe::Baseline;
use ndarray::{Array1, array};

use super::Input;
use super::mistakes::{Exact, Knobs, Score};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![mistakes_give_the_values_that_were_computed_apart]
}

/// Logits (0.3, −0.2), losses (1, 0.2). Computed in numpy, float64: the mean of the samples over both actions with their
/// probabilities, and the exact gradient with its sign turned.
fn mistakes_give_the_values_that_were_computed_apart() {
    let losses = array![1.0, 0.2];
    let input = Input {
        logits: array![0.3, -0.2].into(),
        losses: losses.clone().into(),
        actions: vec![0, 1],
        costs: losses.into(),
        baseline: Baseline::Fixed(0.0),
        outputs: array![[1.0], [-3.0]].into(),
        target: array![0.0].into(),
    };
    let p = array![0.622_459_33, 0.377_540_67];
    let run = |bend: fn(&mut Knobs)| turned(bend).run(&input);
    let near = |found: Array1<f32>, golden: [f32; 2]| {
        assert!(found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{found}, not {golden:?}");
    };
    let mean = |bend: fn(&mut Knobs)| p.dot(&run(bend).sampled);
    near(run(|_| ()).exact, [0.188_003, -0.188_003]);
    near(mean(|_| ()), [0.188_003, -0.188_003]);
    near(run(|k| k.exact = Exact::Negated).exact, [-0.188_003, 0.188_003]);
    near(mean(|k| k.score = Score::Negated), [-0.188_003, 0.188_003]);
    near(mean(|k| k.score = Score::OneHotOnly), [0.622_459, 0.075_508]);
    near(mean(|k| k.score = Score::TimesP), [0.128_536, -0.128_536]);
}
