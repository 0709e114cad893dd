//! Tests of the lessons. They link the chapter's library as it is: as its unit tests they would need it compiled once more, for
//! them alone, and what changes in them would count as a change of what the notebooks show.

mod apart;
mod cloud_back;
mod crossing;
mod duel;
mod edge;
mod five_forms;
mod idx;
mod lab;
mod levels_grid;
mod levels_paths;
mod levels_step;
mod net_digit;
mod net_dit;
mod net_streams;
mod net_unet;
mod noising;
mod ring;
mod sampler;

// Files of the library that the graders' proofs depend on to the letter: their tests stay in them.
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/digits.rs"]
mod digits;
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/normal.rs"]
mod normal;
#[allow(dead_code, unreachable_pub)]
#[path = "../../src/symmetric.rs"]
mod symmetric;

#[test]
fn every_figure_has_a_title_of_its_own() {
    let figures = diffusion::lesson::figures();
    assert_eq!(figures::shared_titles(&figures), [""; 0]);
}

/// It is the caption, which stays when a slider is moved.
#[test]
fn the_title_of_a_play_is_the_same_wherever_its_sliders_stand() {
    for play in diffusion::lesson::plays() {
        for place in 0..3 {
            let values: Vec<f64> =
                play.parameters().iter().map(|parameter| parameter.values()[place]).collect();
            let drawn = play.drawn(&values).expect("its own values");
            assert_eq!(drawn.title(), play.figure().title(), "{values:?}");
        }
    }
}
