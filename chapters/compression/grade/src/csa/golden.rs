//! What is known of `csa` from elsewhere.

use judge::{Golden, mistaken};

use super::Input;
use super::knobs::Knobs;
use super::mistakes::mistakes;
use crate::a12;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a12_is_official, a12_with_mistakes]
}

/// All blocks are chosen that are complete.
fn input() -> Input {
    let (queries, tokens, blocks, sinks) = a12::input();
    Input {
        queries: queries.into(),
        tokens: tokens.into(),
        blocks: blocks.into(),
        chosen: (0..9).map(|t| (0..(t + 1) / 4).collect()).collect(),
        sinks: sinks.into(),
        window: 3,
    }
}

fn a12_is_official() {
    a12::is_official(&Knobs::default().run(&input()));
}

fn a12_with_mistakes() {
    let measured = [
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
