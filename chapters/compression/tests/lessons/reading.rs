use compression::lesson::reading::*;

#[test]
fn the_indexer_costs_a_seventeenth_of_a_pair() {
    assert_eq!((index_pair(), pair()), (16_384, 278_528));
    assert_eq!(pair() / index_pair(), 17);
    // From here on the indexer is the larger part.
    let even = CHOSEN * pair() / index_pair();
    assert_eq!(operations(even), (even * 16_384, even * 16_384));
}
