//! What is known of `hca` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::Axis;

use super::Input;
use super::knobs::Knobs;
use super::mistakes::mistakes;
use crate::a12;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a12_is_official, a12_with_mistakes]
}

/// The values of a block are all what its entry is to be; the ninth token is in a block that is not complete, and no entry comes of it.
fn input() -> Input {
    let (queries, tokens, blocks, sinks) = a12::input();
    Input {
        queries: queries.into(),
        tokens: tokens.into(),
        values: blocks.select(Axis(0), &[0, 0, 0, 0, 1, 1, 1, 1, 0]).into(),
        gates: (3.0 * a12::entries(9, 0.7, |_| 0)).into(),
        bias: a12::entries(4, 0.8, |_| 0).into(),
        sinks: sinks.into(),
        window: 3,
    }
}

fn a12_is_official() {
    a12::is_official(&Knobs::default().run(&input()));
}

fn a12_with_mistakes() {
    let measured = [
        ("seen_too_late", 0.57),
        ("own_block_seen", 0.49),
        ("two_softmaxes", 1.12),
        ("sink_ignored", 0.76),
        ("sink_scaled", 0.106),
        ("one_sink_for_all", 0.28),
        ("window_one_more", 0.57),
        ("blocks_ignored", 1.46),
    ];
    let wrong = |id: &str| mistaken::<Knobs>(mistakes(), id).run(&input());
    a12::are_as_far(&Knobs::default().run(&input()), &measured, wrong);
}
