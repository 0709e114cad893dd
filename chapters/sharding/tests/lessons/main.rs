//! Tests of the lessons. They link the chapter's library as it is: as its unit tests they would need it compiled once more, for
//! them alone, and what changes in them would count as a change of what the notebooks show.

mod copies;
mod double_tree;
mod fewer;
mod halves;
mod held;
mod lab;
mod overlap;
mod parcels;
mod quorum;
mod review;
mod rings;
mod seldom;
mod simulator;
mod sixteen;
mod stages;
mod threads;
mod trainer;
mod unsharded;
mod uplink;

// Files of the library that the graders' proofs depend on to the letter: their tests stay in them.
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/types/narrow.rs"]
mod narrow;

#[test]
fn every_figure_has_a_title_of_its_own() {
    let figures = sharding::lesson::figures();
    assert_eq!(figures::shared_titles(&figures), [""; 0]);
}

/// It is the caption, which stays when a slider is moved.
#[test]
fn the_title_of_a_play_is_the_same_wherever_its_sliders_stand() {
    for play in sharding::lesson::plays() {
        for place in 0..3 {
            let values: Vec<f64> =
                play.parameters().iter().map(|parameter| parameter.values()[place]).collect();
            let drawn = play.drawn(&values).expect("its own values");
            assert_eq!(drawn.title(), play.figure().title(), "{values:?}");
        }
    }
}
