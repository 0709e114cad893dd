use attention::answers::PARALLEL_BLOCK;
use attention::lesson::parallel::*;

#[test]
fn what_is_added_is_of_first_order_and_the_difference_of_second() {
    let rows = rows(PARALLEL_BLOCK);
    for pair in rows[..4].windows(2) {
        let (added, difference) = (pair[1].added / pair[0].added, pair[1].difference / pair[0].difference);
        assert!((added - 2.0).abs() < 0.01, "{pair:?}");
        assert!((difference - 4.0).abs() < 0.4, "{pair:?}");
    }
    assert!(rows[6].difference > 0.1, "{:?}", rows[6]);
}

#[test]
fn both_blocks_have_the_same_weights() {
    let weights =
        |products: &[Product]| products.iter().map(|(_, rows, columns)| rows * columns).sum::<usize>();
    let [serial, parallel] = products(4096, 16, 256, 16_384);
    assert_eq!(weights(&serial), weights(&parallel));
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(PARALLEL_BLOCK).overlapping_labels(), []);
}
