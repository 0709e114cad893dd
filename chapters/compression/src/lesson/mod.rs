//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod boundary;
pub mod bytes;
pub mod captured;
pub mod choices;
pub mod handover;
pub mod heard;
pub mod layer;
pub mod loaded;
pub mod millions;
pub mod moba;
pub mod needle;
pub mod pictures;
pub mod ranking;
pub mod reading;
pub mod reads;
pub mod review;
pub mod shares;
pub mod staircase;
pub mod three;
pub mod trained;
pub mod turned;

use figures::{Figure, Play, Series, text};

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![needle::play(), captured::play(), millions::play()]
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        bytes::figure,
        || needle::figure(crate::answers::MEAN_POOL),
        || needle::play().figure(),
        || needle::gated_figure(crate::answers::MEAN_POOL, crate::answers::GATED_POOL),
        || boundary::figure(crate::answers::GATED_POOL, crate::answers::OVERLAP),
        || heard::figure(crate::answers::dual_role::dual_role),
        || handover::figure(crate::answers::dual_role::dual_role, crate::answers::STREAM),
        || pictures::streaming(crate::answers::STREAM, 4),
        || captured::figure(crate::answers::INDEXER, crate::answers::TOP_K),
        || captured::play().figure(),
        || staircase::figure(crate::answers::INDEXER, crate::answers::TOP_K),
        || pictures::choosing(crate::answers::INDEXER, crate::answers::TOP_K, 4, 2),
        reads::figure,
        || shares::figure(crate::answers::csa::csa),
        || turned::figure(crate::answers::csa::csa, crate::answers::inverse_rope::inverse_rope),
        loaded::figure,
        three::layer,
        || moba::schematic(16, 4, 2, 8),
        || moba::figure(crate::answers::MOBA),
        || millions::figure(crate::answers::BUDGET),
        || millions::hybrids(crate::answers::BUDGET),
        || millions::play().figure(),
    ];
    DRAWINGS
}

/// The point of a line, in per cent, that a reader has chosen: labelled above it, to the right where the line falls and to the left where it
/// rises. Where there is nothing beside it, the label is below, on the other side.
fn here(x: usize, line: &[(f64, f64)]) -> Series {
    /// From the point to the middle of its label, on an axis of powers of two.
    const ASIDE: f64 = 1.3;
    /// So high a point leaves room for a label between it and the axis.
    const ROOM: f64 = 12.0;
    let x = x as f64;
    let at = line.iter().position(|point| point.0 >= x).expect("a point of the line");
    let last = line.len() - 1;
    let rises = line[(at + 1).min(last)].1 > line[at.saturating_sub(1)].1;
    let y = line[at].1;
    let point = Series::new(&format!("{} %", text(y, 0)), [(x, y)]).points_only();
    let at_edge = at == if rises { 0 } else { last };
    match (rises, at_edge && y > ROOM) {
        (true, false) => point.label_above(x / ASIDE),
        (true, true) => point.label_below(ASIDE * x),
        (false, false) => point.label_above(ASIDE * x),
        (false, true) => point.label_below(x / ASIDE),
    }
}
