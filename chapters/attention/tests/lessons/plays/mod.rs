mod latents;
mod memory;
mod nearby;
mod positions;
mod scores;
mod stride;
mod summary;
mod traffic;

use attention::lesson::plays::*;

#[test]
fn every_figure_is_finished_at_the_ends_of_its_sliders() {
    for play in attention::lesson::plays() {
        let values: Vec<[f64; 3]> = play.parameters().iter().map(figures::Parameter::values).collect();
        let start: Vec<f64> = values.iter().map(|values| values[1]).collect();
        for (at, [least, _, most]) in values.iter().copied().enumerate() {
            for value in [least, most] {
                let mut chosen = start.clone();
                chosen[at] = value;
                let figure = play.drawn(&chosen).unwrap();
                assert_eq!(figure.overlapping_labels(), [], "{} at {chosen:?}", play.name());
                // A page keeps the caption while the figure is redrawn.
                assert_eq!(figure.title(), play.figure().title(), "{} at {chosen:?}", play.name());
            }
        }
    }
}

#[test]
fn ticks_are_not_too_many() {
    assert_eq!(ticks(8, 17, 5), [256.0, 2048.0, 16_384.0, 131_072.0]);
    assert_eq!(ticks(0, 3, 5), [1.0, 2.0, 4.0, 8.0]);
}
