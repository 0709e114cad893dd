use compression::lesson::loaded::*;

/// The paper on NSA, section 3.1, counts 5632 tokens at 64k, and 11.6 times less than everything.
#[test]
fn what_nsa_reads() {
    assert!((entries(Layer::Nsa, 65_536) - 5631.0).abs() < 1e-9);
    assert!((65_536.0 / entries(Layer::Nsa, 65_536) - 11.6).abs() < 0.05);
}

#[test]
fn nobody_reads_more_than_everything_of_a_long_text() {
    for (_, layer) in LAYERS {
        assert!(entries(layer, 1 << 20) <= f64::from(1 << 20));
    }
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure().overlapping_labels(), []);
}
