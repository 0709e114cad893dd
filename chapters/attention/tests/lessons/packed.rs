use attention::answers::PACKING;
use attention::lesson::packed::*;
use attention::solution::scaled_dot_product::scaled_dot_product;

#[test]
fn packing_saves_sequences_and_the_mask_saves_pairs() {
    let [padded, packed, masked] = batches()[..] else { panic!("three ways") };
    assert!(padded.padding > 0.7 && packed.padding < 0.05, "{padded:?} {packed:?}");
    assert_eq!(packed.sequences, masked.sequences);
    assert!(masked.pairs * 2 < packed.pairs && packed.pairs * 4 < padded.pairs, "{packed:?} {masked:?}");
    assert_eq!(fill(&lengths()).concat().len(), DOCUMENTS);
}

#[test]
fn the_share_follows_the_broken_stick() {
    for row in rows(PACKING) {
        assert!((row.random / predicted(row.documents) - 1.0).abs() < 0.25, "{row:?}");
        // n (n + 1) / 2 instead of n² / 2 adds one part in LENGTH for each document.
        let equal = 1.0 / row.documents as f64;
        assert!((row.equal - equal).abs() < 1.0 / LENGTH as f64, "{row:?}");
    }
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(mask_figure(scaled_dot_product, PACKING).overlapping_labels(), []);
    assert_eq!(saving_figure(PACKING).overlapping_labels(), []);
    let seen: Vec<usize> =
        small(PACKING).rows().into_iter().map(|row| row.iter().filter(|&&w| w > 0.0).count()).collect();
    assert_eq!(seen, [1, 2, 3, 1, 1, 2, 3, 0]);
}
