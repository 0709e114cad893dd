//! Tests of the lessons. They link the chapter's library as it is: as its unit tests they would need it compiled once more, for
//! them alone, and what changes in them would count as a change of what the notebooks show.

mod active;
mod baselines;
mod chance;
mod closed;
mod compare;
mod dead_zone;
mod depths;
mod dispatch;
mod lab;
mod later;
mod learned;
mod levelling;
mod memory;
mod nodes;
mod nudge;
mod overflow;
mod pictures;
mod plays;
mod popular;
mod pull;
mod queues;
mod review;
mod sharpness;
mod slopes;
mod slots;
mod slowest;
mod specialise;
mod steps;
mod streams;
mod tables;
mod upcycle;
mod winners;

// Files of the library that the graders' proofs depend on to the letter: their tests stay in them.
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/types/dispatch.rs"]
mod dispatch_types;
#[allow(dead_code, unreachable_pub, clippy::struct_field_names)]
#[path = "../../src/types/mixtures.rs"]
mod mixtures;

#[test]
fn every_figure_has_a_title_of_its_own() {
    let figures = moe::lesson::figures();
    assert_eq!(figures::shared_titles(&figures), [""; 0]);
}
