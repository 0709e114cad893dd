//! Tests of the lessons. They link the chapter's library as it is: as its unit tests they would need it compiled once more, for
//! them alone, and what changes in them would count as a change of what the notebooks show.

mod chunks;
mod edited;
mod edits;
mod gates;
mod grouping;
mod hybrids;
mod lab;
mod latch;
mod layers;
mod mamba;
mod memory;
mod pairs;
mod recall;
mod registers;
mod remembered;
mod review;
mod shots;
mod side;
mod six;
mod speed;
mod steps;
mod vanish;
mod waves;

// Files of the library that the graders' proofs depend on to the letter: their tests stay in them.
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/systems.rs"]
mod systems;

#[test]
fn every_figure_has_a_title_of_its_own() {
    let figures = recurrence::lesson::figures();
    assert_eq!(figures::shared_titles(&figures), [""; 0]);
}
