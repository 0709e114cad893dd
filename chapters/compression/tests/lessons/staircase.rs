use compression::lesson::staircase::*;
use compression::solution::{indexer::indexer, top_k::top_k};

#[test]
fn a_block_is_seen_one_token_later() {
    let scores = scores(indexer);
    let count = |late: bool| -> Vec<usize> { lists(top_k, &scores, 9, late).iter().map(Vec::len).collect() };
    assert_eq!(count(false), [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]);
    assert_eq!(count(true), [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5]);
    let chosen = lists(top_k, &scores, CHOSEN, false);
    assert!(chosen.iter().any(|list| list.len() == CHOSEN && list[0] > 0), "{chosen:?}");
}

#[test]
fn the_figure_is_finished() {
    let figure = figure(indexer, top_k);
    assert_eq!(figure.overlapping_labels(), []);
}
