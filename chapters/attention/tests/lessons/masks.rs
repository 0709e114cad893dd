use attention::Mask;
use attention::ScaledDotProduct;
use attention::lesson::masks::*;
use attention::solution::scaled_dot_product::scaled_dot_product;

/// How many keys each query sees, and that they are the first ones with equal weights.
fn seen(attend: ScaledDotProduct, (queries, keys): (usize, usize), mask: Mask) -> Vec<usize> {
    let weights = weights(attend, queries, keys, mask);
    assert_eq!(weights.dim(), (queries, keys));
    let rows = weights.rows().into_iter().map(|row| {
        let count = row.iter().filter(|&&weight| weight > 0.0).count();
        for (j, &weight) in row.iter().enumerate() {
            let expected = if j < count { 1.0 / count as f32 } else { 0.0 };
            assert!((weight - expected).abs() < 1e-6, "{row}");
        }
        count
    });
    rows.collect()
}

#[test]
fn the_last_query_sees_all_keys() {
    assert_eq!(seen(scaled_dot_product, SQUARE, Mask::Causal), [1, 2, 3, 4, 5]);
    assert_eq!(seen(scaled_dot_product, OBLONG, Mask::Causal), [5, 6, 7]);
    assert_eq!(seen(scaled_dot_product, OBLONG, Mask::None), [7, 7, 7]);
    // FlashAttention's README: two queries, five keys.
    assert_eq!(seen(scaled_dot_product, (2, 5), Mask::Causal), [4, 5]);
}

#[test]
fn from_the_top_left_it_does_not() {
    assert_eq!(seen(top_left, SQUARE, Mask::Causal), [1, 2, 3, 4, 5]);
    assert_eq!(seen(top_left, OBLONG, Mask::Causal), [1, 2, 3]);
}

#[test]
fn the_figures_are_finished() {
    for mistake in [false, true] {
        let figure = figure(scaled_dot_product, mistake);
        assert_eq!(figure.overlapping_labels(), []);
        assert!(figure.description().contains("3 queries, 7 keys: the queries see 5, 6, 7 keys."));
    }
}
