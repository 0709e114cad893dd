//! Figures to play with: each for one thing that is gained and another that is lost by it.

mod latents;
mod memory;
mod nearby;
mod positions;
mod scores;
mod stride;
mod summary;
mod traffic;

pub use latents::{crossover, expand_from};
pub use memory::{cache, sharing};
pub use nearby::{handed_on, reach, sink};
pub use positions::{alibi, dials, ladder};
pub use scores::{exponent, sharpness};
pub use stride::stride;
pub use summary::{enough, summary};
pub use traffic::{in_tiles, traffic, whole};

/// At most so many powers of two, from one to another, as ticks.
fn ticks(from: u32, to: u32, most: u32) -> Vec<f64> {
    let apart = (to - from).div_ceil(most - 1).max(1);
    (from..=to).step_by(apart as usize).map(|power| 2_f64.powi(power as i32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_finished_at_the_ends_of_its_sliders() {
        for play in crate::lesson::plays() {
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
}
