//! Tests of the lessons. They link the chapter's library as it is: as its unit tests they would need it compiled once more, for
//! them alone, and what changes in them would count as a change of what the notebooks show.

mod alignment;
mod architecture;
mod bill;
mod cache;
mod compare;
mod distance;
mod frames;
mod growth;
mod ladder;
mod latent;
mod latents;
mod long_weights;
mod look;
mod masks;
mod nothing;
mod overflow;
mod packed;
mod parallel;
mod patches;
mod pictures;
mod plays;
mod reach;
mod rescale;
mod review;
mod rust;
mod scale;
mod sparse;
mod speed;
mod summary;
mod tiles;
mod turn;

// Files of the library that the graders' proofs depend on to the letter: their tests stay in them.
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/types/slow_memory.rs"]
mod slow_memory;

#[test]
fn every_figure_has_a_title_of_its_own() {
    let figures = attention::lesson::figures();
    assert_eq!(figures::shared_titles(&figures), [""; 0]);
}
