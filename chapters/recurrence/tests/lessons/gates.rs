use recurrence::Lstm;
use recurrence::Rnn;
use recurrence::lesson::gates::*;
use recurrence::solution::{gru::gru, lstm, rnn};

const RNN: Rnn = Rnn { forward: rnn::forward, jacobian: rnn::jacobian };
const LSTM: Lstm = Lstm { step: lstm::step, jacobian: lstm::jacobian };

/// PyTorch's GRUCell, and the paper's form, on the same numbers.
#[test]
fn the_two_forms_are_those_that_are_known() {
    let example = Example::new();
    for (found, known) in [
        (example.step(gru), [-0.315_179, 0.100_364, -0.213_817]),
        (reset_before(&example), [-0.329_303, 0.137_972, -0.069_500]),
    ] {
        assert!(found.iter().zip(known).all(|(a, b)| (a - b).abs() < 3e-6), "{found}");
    }
    assert!(difference_on_a_diagonal(gru) < 1e-6);
}

#[test]
fn a_larger_bias_keeps_more() {
    let last = BIASES.map(|bias| kept(LSTM, bias, 100)[99]);
    let plain = kept_by_rnn(RNN, 100)[99];
    println!("{last:?} {plain:?}");
    assert!(last.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(RNN, LSTM).overlapping_labels(), []);
    assert_eq!(lstm_step().overlapping_labels(), []);
    assert_eq!(gru_step().overlapping_labels(), []);
}
