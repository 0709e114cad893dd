use attention::Sparse;
use attention::lesson::sparse::*;
use attention::solution::sparse;

const SPARSE: Sparse = Sparse { strided: sparse::strided, fixed: sparse::fixed, two_hops: sparse::two_hops };

#[test]
fn of_the_powers_of_two_the_root_is_cheapest() {
    let pairs = STRIDES.map(|stride| strided_pairs(SPARSE, TOKENS, stride));
    assert_eq!(pairs, [2144, 1183, 794, 772, 1064, 1648, 2144]);
    assert_eq!(causal_pairs(TOKENS), 2080);
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(SPARSE).overlapping_labels(), []);
    assert_eq!(masks(SPARSE).overlapping_labels(), []);
}
