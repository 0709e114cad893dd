//! The figures of the chapter that a reader plays with, and what they have in common.

use figures::{Play, Series};

use super::{active, dead_zone, depths, memory, nudge, overflow, pull, sharpness, slowest, streams};

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![
        active::play(),
        overflow::play(),
        pull::play(),
        nudge::play(),
        sharpness::play(),
        dead_zone::play(),
        slowest::play(),
        depths::play(),
        streams::play(),
        memory::play(),
    ]
}

/// What a reader has chosen: a dashed line at this x, from one height to another, and words above it.
pub(super) fn choice(words: &str, x: f64, (from, to): (f64, f64)) -> Series {
    // The upper end first: at the edge of the figure the label keeps to that.
    Series::new(words, [(x, to), (x, from)]).reference().label_above(x)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_caption_holds_at_both_ends_of_every_slider() {
        // A page keeps it while the figure is redrawn.
        for play in super::plays() {
            let values: Vec<[f64; 3]> = play.parameters().iter().map(figures::Parameter::values).collect();
            for at in 0..values.len() {
                for end in [0, 2] {
                    let mut chosen: Vec<f64> = values.iter().map(|values| values[1]).collect();
                    chosen[at] = values[at][end];
                    let title = play.figure().title().to_owned();
                    assert_eq!(play.drawn(&chosen).unwrap().title(), title, "{} at {chosen:?}", play.name());
                }
            }
        }
    }

    #[test]
    fn each_is_among_the_drawings() {
        let figures = crate::lesson::figures();
        for play in super::plays() {
            let title = play.figure().title().to_owned();
            assert!(figures.iter().any(|figure| figure.title() == title), "{title}");
        }
    }
}
