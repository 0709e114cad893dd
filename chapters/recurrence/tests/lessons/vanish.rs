use recurrence::Rnn;
use recurrence::lesson::vanish::*;
use recurrence::solution::rnn;

const RNN: Rnn = Rnn { forward: rnn::forward, jacobian: rnn::jacobian };

/// 5.16, 16.4, 19.4, 13.5, 1.43 and 0.0148, derived apart from this.
#[test]
fn the_skewed_matrix_grows_before_it_decays() {
    for (t, known) in [(1, 5.16), (5, 16.4), (10, 19.4), (20, 13.5), (50, 1.43), (100, 0.0148)] {
        let found = after(RNN, skewed().view(), t);
        assert!((found / known - 1.0).abs() < 4e-3, "{found} after {t}");
    }
    assert!((after(RNN, turn(0.9).view(), 100) / 2.656e-5 - 1.0).abs() < 1e-3);
    assert!((after(RNN, turn(1.0).view(), 100) - 1.0).abs() < 1e-4);
}

#[test]
fn networks_shrink_a_change_or_blow_it_up() {
    let at = |gain| network(RNN, gain, &[100])[0];
    println!("{:?}", [0.5, 1.0, 1.5, 2.0].map(at));
    assert!(at(0.5) < 1e-20 && at(2.0) > 1e3);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(RNN).overlapping_labels(), []);
}
