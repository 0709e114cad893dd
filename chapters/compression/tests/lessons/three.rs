use compression::lesson::three::*;

#[test]
fn heads_that_choose_together_read_less() {
    let weights = weights();
    assert!(apart(&weights, CHOSEN) > 3 * CHOSEN);
    let [together, alone] = held(&weights, CHOSEN);
    assert!(together < alone && together > 0.2, "{together} {alone}");
}

#[test]
fn a_gate_alone_can_be_dense() {
    let nsa = compression::solution::nsa::nsa;
    assert!(from_dense(nsa, 1, 5, 1) < 1e-5);
    assert!(from_dense(nsa, 2, 1, 13) < 1e-5);
    assert!(from_dense(nsa, 1, 2, 1) > 0.1);
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(layer().overlapping_labels(), []);
}
