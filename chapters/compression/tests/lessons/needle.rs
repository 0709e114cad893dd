use compression::MeanPool;
use compression::lesson::needle::*;
use compression::solution::{gated_pool::gated_pool, mean_pool};

const MEAN: MeanPool = MeanPool { pool: mean_pool::mean_pool, visible: mean_pool::visible };

#[test]
fn needles_drown_in_means_and_marked_ones_not_behind_gates() {
    let means = BLOCKS.map(|block| by_means(MEAN, block));
    let marked = BLOCKS.map(|block| by_gates(gated_pool, block, Asked::Marked));
    let other = BLOCKS.map(|block| by_gates(gated_pool, block, Asked::Other));
    println!("{means:?} {marked:?} {other:?}");
    assert!(means[0] == 1.0 && means[1] > 0.98 && means[3] < 0.6 && means[4] < 0.4);
    assert!(marked[4] > 0.9 && other[4] < means[4]);
}

#[test]
fn a_block_four_times_as_large_needs_a_needle_twice_as_long_or_four_times_the_channels() {
    let of = |width: usize, needle: f32, block: usize| {
        let haystack = Haystack { width, needle, questions: QUESTIONS };
        found(haystack, block, Asked::Other, &|tokens, _| (MEAN.pool)(tokens, block))
    };
    for (width, needle, block) in [(16, 1.5, 8), (16, 2.0, 16), (16, 2.0, 32)] {
        let [as_it_is, larger] = [block, 4 * block].map(|block| of(width, needle, block));
        let [longer, wider] = [of(width, 2.0 * needle, 4 * block), of(4 * width, needle, 4 * block)];
        println!("{as_it_is} {larger} {longer} {wider}");
        assert!(larger < as_it_is - 0.1);
        assert!((longer - as_it_is).abs() < 0.1 && (wider - as_it_is).abs() < 0.1);
    }
}

#[test]
fn a_hundredth_of_the_tokens_has_most_of_the_weight() {
    let share = weight_of_heaviest(1 << 18, 3.0, 0.01);
    assert!((share - 0.75).abs() < 0.03, "{share}");
}

#[test]
fn the_figures_are_finished() {
    assert_eq!(figure(MEAN).overlapping_labels(), []);
    assert_eq!(gated_figure(MEAN, gated_pool).overlapping_labels(), []);
}
