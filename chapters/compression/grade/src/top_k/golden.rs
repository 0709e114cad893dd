//! What is known of `top_k` from elsewhere: golden A10, and the counts of the official code.

use judge::{Golden, mistaken};
use kernels::Precision::Double;
use kernels::waves::{cube, wave};
use ndarray::Array2;

use super::super::indexer::golden::{apart, attention};
use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Chosen, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![the_sets_of_a10, what_mistakes_do_to_attention, blocks_seen_from_the_start]
}

/// The choice of four tokens in A10, with blocks of one token.
fn a10(knobs: Knobs) -> Vec<Vec<usize>> {
    let (queries, keys, weights) = (cube((12, 3, 4), 0.1), wave(12, 4, 0.2), wave(12, 3, 0.4));
    let scores = kernels::compression::index_scores(queries.view(), keys.view(), weights.view(), Double);
    let scores = scores.expect("the host runs kernels").mapv(|x| x as f32);
    let Chosen(lists) = knobs.run(&Input { scores: scores.into(), first: 0, block: 1, k: 4 });
    lists
}

/// The official `Indexer.forward` of DeepSeek-V3.2-Exp chooses these.
fn the_sets_of_a10() {
    let golden: [&[usize]; 12] = [
        &[0],
        &[0, 1],
        &[0, 1, 2],
        &[0, 1, 2, 3],
        &[1, 2, 3, 4],
        &[1, 2, 3, 5],
        &[0, 1, 2, 4],
        &[1, 2, 3, 6],
        &[1, 2, 3, 5],
        &[0, 1, 2, 9],
        &[1, 3, 8, 10],
        &[1, 2, 3, 11],
    ];
    assert_eq!(a10(Knobs::default()), golden);
}

/// By how much the output of attention differs at most when the choice is wrong, derived in numpy.
fn what_mistakes_do_to_attention() {
    let right = attention(&a10(Knobs::default()));
    for (id, expected) in [("chosen_then_hidden", 1.41), ("one_more", 0.247), ("newest_forced", 0.75)] {
        let off = apart(&right, &attention(&a10(mistaken(mistakes(), id))));
        assert!((off - expected).abs() < 0.006, "{id} makes a difference of {off}");
    }
}

/// Blocks of 4: t = 0 to 8 see 0, 0, 0, 1, 1, 1, 1, 2, 2 in the official code, and 0, 0, 0, 0, 1, 1, 1, 1, 2 by s < ⌊t/m⌋.
fn blocks_seen_from_the_start() {
    let counts = |knobs: Knobs| -> Vec<usize> {
        let Chosen(lists) =
            knobs.run(&Input { scores: Array2::zeros((9, 3)).into(), first: 0, block: 4, k: 9 });
        lists.iter().map(Vec::len).collect()
    };
    assert_eq!(counts(Knobs::default()), [0, 0, 0, 1, 1, 1, 1, 2, 2]);
    assert_eq!(counts(mistaken(mistakes(), "own_block_late")), [0, 0, 0, 0, 1, 1, 1, 1, 2]);
    assert_eq!(counts(mistaken(mistakes(), "incomplete_block")), [1, 1, 1, 1, 2, 2, 2, 2, 3]);
}
