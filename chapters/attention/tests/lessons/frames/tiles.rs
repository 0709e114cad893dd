use ndarray::s;

use attention::OnlineSoftmax;
use attention::Running;
use attention::lesson::frames::tiles::*;
use attention::solution::{flash::flash, online_softmax};
use attention::{Mask, SlowMemory};

const ONLINE: OnlineSoftmax = OnlineSoftmax {
    start: online_softmax::start,
    update: online_softmax::update,
    merge: online_softmax::merge,
    finish: online_softmax::finish,
};

#[test]
fn the_pass_ends_where_flash_does_and_loads_as_many_rows() {
    let [queries, keys, values] = input();
    let memory = SlowMemory::new(keys.view(), values.view(), SIZES.2);
    let (outputs, totals) = flash(queries.view(), &memory, Mask::Causal);
    let stages = stages(ONLINE);
    let tiles = stages.iter().filter(|stage| stage.at.is_some()).count();
    assert_eq!(tiles * SIZES.2, memory.loaded());
    assert_eq!(tiles, 5, "of six");
    for (i, state) in stages[stages.len() - 1].states.iter().enumerate() {
        let (output, total) = (ONLINE.finish)(state);
        assert!((total - totals[i]).abs() < 1e-5);
        assert!((&output - &outputs.slice(s![i, ..])).iter().all(|x| x.abs() < 1e-5));
    }
}

#[test]
fn numbers_fit_their_cells_and_a_maximum_rises() {
    let figure = forward(ONLINE);
    assert_eq!(figure.overlapping_labels(), []);
    assert!(figure.svg().contains(">−∞<"));
    assert!(figure.description().contains("so its l and o were multiplied by"), "{}", figure.description());
    let largest = |stage: &Stage| {
        let of = |state: &Running| state.output.iter().fold(state.sum, |a, &b| a.max(b.abs()));
        stage.states.iter().map(of).fold(0.0_f32, f32::max)
    };
    assert!(
        stages(ONLINE).iter().map(largest).fold(0.0, f32::max) < attention::lesson::frames::LARGEST as f32
    );
}
