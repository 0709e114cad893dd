//! A product in tiles under the roof, for a size, a tile and a cache that a reader chooses.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};

use super::{ATTENTION, bytes, limit, roof, tiles};
use crate::{Roofline, Traffic};

/// Where a product in tiles stands under the roof.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Rows and columns of each matrix", "", (6, 13)).start(4096.0),
        Parameter::powers_of_two("Rows and columns of a tile", "", (2, 9)).start(64.0),
        Parameter::steps("The cache holds the loops from L =", "", 1.0, (0, 6)).start(3.0),
    ];
    Play::new("fast/count", parameters, |values| {
        under(
            crate::answers::TRAFFIC,
            crate::answers::ROOFLINE,
            values[0] as u64,
            values[1] as u64,
            values[2] as usize,
        )
    })
}

/// Operations a byte and billions of operations a second that can be attained, for each level.
fn points(traffic: Traffic, roofline: Roofline, n: u64, side: u64) -> Vec<(f64, f64)> {
    let counts = tiles(n, side).counts(traffic);
    let point = |&moved: &u64| {
        let over = roof(roofline, counts.operations, moved);
        (over.intensity, over.attainable / 1e9)
    };
    counts.cached.iter().map(point).collect()
}

fn under(traffic: Traffic, roofline: Roofline, n: u64, side: u64, level: usize) -> Figure {
    let loops = tiles(n, side);
    let counts = loops.counts(traffic);
    let points = points(traffic, roofline, n, side);
    let over = roof(roofline, counts.operations, counts.cached[level]);
    let (copy, rate) = (ATTENTION.machine.copy[0] / 1e9, ATTENTION.machine.rate[0] / 1e9);
    let [held, moved] = [bytes(loops.held(level)), bytes(counts.cached[level])];
    let said: Vec<String> = points.iter().map(|point| text(point.0, 1)).collect();
    let description = format!(
        "Billions of operations a second that can be attained against operations for a byte, both axes logarithmic, for a product of matrices with {n} rows and columns in \
         tiles of {}, on one thread. The roof rises with {} GB a second to {} billion operations. Operations for a byte from L = 0 to L = 6: {}. At L = {level} a run \
         touches {held}, {moved} are moved, and {} is the limit.",
        side.min(n),
        text(copy, 1),
        text(rate, 0),
        said.join(", "),
        limit(over.limit)
    );
    // No line of the grid above the roof, where the words stand.
    let ticks: Vec<f64> = (0..=18).map(|power| 10_f64.powi(power)).take_while(|&tick| tick <= rate).collect();
    let roof = (-6..=24).map(|step| 2_f64.powf(f64::from(step) / 2.0));
    let chosen = points[level];
    let words = format!("L = {level}: {held} held,\n{moved} moved, {}", limit(over.limit));
    // A label keeps to the upper end of its line, which stands above the roof.
    let top = 3.0 * rate;
    Chart::new(
        "The more of its loops a cache holds, the further right a product stands under the roof, and never further left",
        &description,
    )
    .x(Axis::log2("operations for a byte").range(0.125, 4096.0))
    .y(Axis::log10("billions of operations a second").range(0.5, 12.0 * rate).ticks(&ticks))
    .line(Series::new("", roof.map(|x| (x, (x * copy).min(rate)))).reference())
    .line(Series::new("", points).points_only())
    .line(Series::new(&words, [(chosen.0, top), (chosen.0, chosen.1)]).reference().label_above(chosen.0))
    .save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{ROOFLINE, TRAFFIC};

    #[test]
    fn the_caption_holds_wherever_the_sliders_stand() {
        let play = play();
        let title = play.figure().title().to_owned();
        for n in (6..=13).map(|power| 1 << power) {
            for side in (2..=9).map(|power| 1 << power) {
                let points = points(TRAFFIC, ROOFLINE, n, side);
                assert!(points.is_sorted_by(|a, b| a.0 >= b.0), "{n}, {side}: {points:?}");
                assert!(points[0].0 > 2.0 * points[6].0, "{n}, {side}: {points:?}");
                for level in [0.0, 3.0, 6.0] {
                    let figure = play.drawn(&[n as f64, side as f64, level]).unwrap();
                    assert_eq!(figure.title(), title);
                    assert_eq!(figure.overlapping_labels(), [], "{n}, {side}, {level}");
                }
            }
        }
    }

    #[test]
    fn it_is_redrawn_while_a_slider_moves() {
        let play = play();
        let start = std::time::Instant::now();
        for level in 0..5 {
            play.drawn(&[4096.0, 64.0, f64::from(level)]).unwrap();
        }
        assert!(start.elapsed().as_millis() < 5 * 20, "{:?}", start.elapsed());
    }
}
