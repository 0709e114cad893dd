//! What is known of `eps_loss` from elsewhere.

use judge::Golden;
use ndarray::array;

use super::cases::constant;
use super::knobs::Knobs;
use super::{Answered, Input};
use crate::q_sample::Input as Batch;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![two_rows_by_hand]
}

/// Two rows, (1.5, 0) and (−1, 2), with the noise (−0.7, 1.1) and (0.4, −0.2), and a network that always says (0.5, −0.3): the errors
/// are 1.2, −1.4, 0.1, −0.1, their squares 1.44, 1.96, 0.01, 0.01, and the mean of the four 0.855.
fn two_rows_by_hand() {
    let batch = Batch {
        x0: array![[1.5, 0.0], [-1.0, 2.0]].into(),
        noise: array![[-0.7, 1.1], [0.4, -0.2]].into(),
        abar: array![0.9, 0.72, 0.504, 0.3024].into(),
        steps: vec![2, 0],
    };
    let input = Input::new(batch, constant(array![0.5, -0.3]));
    let gives = |knobs: Knobs, golden: f32| {
        let loss = Answered::run(
            &|network, x0, noise, abar, steps| knobs.loss(network, x0, noise, abar, steps),
            &input,
        )
        .losses[0];
        assert!((loss - golden).abs() < 1e-6, "{loss} is not {golden}");
    };
    gives(Knobs::default(), 0.855);
    let mistaken = |id: &str| judge::mistaken(super::mistakes::mistakes(), id);
    gives(mistaken("sum"), 3.42);
    gives(mistaken("sum_over_columns"), 1.71);
    gives(mistaken("absolute"), 0.7);
}
