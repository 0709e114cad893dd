//! What is known of `short_conv` from elsewhere.

use judge::{Golden, Matrix};
use ndarray::{Array2, array};

use super::knobs::Knobs;
use super::{Answered, Input, Text};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![five_tokens, five_tokens_one_by_one]
}

fn tokens() -> Matrix {
    array![[1.0], [2.0], [3.0], [4.0], [5.0]].into()
}

fn weights() -> Matrix {
    array![[0.1, 0.2, 0.3, 0.4]].into()
}

fn whole(knobs: Knobs) -> Vec<f32> {
    match knobs.run(&Input::Whole { inputs: tokens(), weights: weights() }) {
        Answered::Whole(output) => output.into_iter().collect(),
        Answered::Pushed(_) => unreachable!("that is what was called"),
    }
}

fn close(found: &[f32], golden: &[f32]) {
    let near = found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(found.len() == golden.len() && near, "{found:?} is not {golden:?}");
}

/// The tokens 1 to 5 and the weights 0.1 to 0.4, by hand; the kernel causal_conv1d of fla, executed, agrees. The second and third
/// rows are what a true convolution and a centred window give.
fn five_tokens() {
    let mistaken = |id: &str| judge::mistaken(super::mistakes::mistakes(), id);
    close(&whole(Knobs::default()), &[0.4, 1.1, 2.0, 3.0, 4.0]);
    close(&whole(mistaken("flipped")), &[0.1, 0.4, 1.0, 2.0, 3.0]);
    close(&whole(mistaken("centred")), &[2.0, 3.0, 4.0, 2.6, 1.4]);
}

/// The same by `push`; the last three tokens are held.
fn five_tokens_one_by_one() {
    let text = Text { held: Array2::zeros((3, 1)), tokens: tokens(), weights: weights() };
    let Answered::Pushed(pushed) = Knobs::default().run(&Input::Push(vec![text])) else {
        unreachable!("that is what was called")
    };
    let outputs: Vec<f32> = pushed[0].0.iter().flatten().copied().collect();
    close(&outputs, &[0.4, 1.1, 2.0, 3.0, 4.0]);
    assert_eq!(pushed[0].1, array![[3.0], [4.0], [5.0]]);
}
