mod blocks;
mod heads;
mod latent;

use attention::lesson::architecture::*;

#[test]
fn only_pairs_have_hidden_units_of_their_own() {
    let figure = additive(1024, 1024, 256);
    assert_eq!(figure.overlapping_labels(), []);
    assert!(figure.description().contains("sums (1,024 × 1,024 × 256)"), "{}", figure.description());
}

#[test]
fn scores_have_a_row_for_each_query_and_a_column_for_each_key() {
    let figure = scaled();
    assert_eq!(figure.overlapping_labels(), []);
    let words = figure.description();
    assert!(words.contains("from queries Q (n × d) and keys K (m × d) to scores (n × m)"), "{words}");
    assert!(words.contains("to outputs O (n × dᵥ)"), "{words}");
}
