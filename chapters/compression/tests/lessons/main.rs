//! Tests of the lessons. They link the chapter's library as it is: as its unit tests they would need it compiled once more, for
//! them alone, and what changes in them would count as a change of what the notebooks show.

mod boundary;
mod bytes;
mod captured;
mod choices;
mod handover;
mod heard;
mod layer;
mod loaded;
mod millions;
mod moba;
mod needle;
mod pictures;
mod ranking;
mod reading;
mod reads;
mod review;
mod shares;
mod staircase;
mod three;
mod trained;
mod turned;

#[test]
fn every_figure_has_a_title_of_its_own() {
    let figures = compression::lesson::figures();
    assert_eq!(figures::shared_titles(&figures), [""; 0]);
}
