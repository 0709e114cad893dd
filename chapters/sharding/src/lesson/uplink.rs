//! What an uplink has to carry if ranks talk seldom.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};

/// Gigabits that a rank sends for one exchange of so many billions of numbers of 4 bytes, on so many ranks.
pub fn gigabits(billions: f64, ranks: f64) -> f64 {
    2.0 * (ranks - 1.0) / ranks * billions * 32.0
}

/// The rate against the steps in a round, for a billion weights and a step of a second.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Ranks", "", (1, 7)).start(8.0),
        Parameter::powers_of_two("Fragments", "", (0, 5)).start(8.0),
        Parameter::steps("Delay", "steps", 1.0, (1, 8)).start(4.0),
    ];
    Play::new("sharding/uplink", parameters, |values| drawn(values[0], values[1], values[2]))
}

/// What the uplink carries against the steps between two exchanges.
pub fn drawn(ranks: f64, fragments: f64, delay: f64) -> Figure {
    let all = gigabits(1.0, ranks);
    let peak = all / fragments / delay;
    let rounds = (0..=10).map(|power| f64::from(power).exp2());
    let mean: Vec<(f64, f64)> = rounds.clone().map(|every| (every, all / every)).collect();
    // A fragment has to have arrived before the next is launched.
    let least = fragments * (delay + 1.0);
    let streamed: Vec<(f64, f64)> = std::iter::once(least)
        .chain(rounds.filter(|&every| every > least))
        .map(|every| (every, peak))
        .collect();
    let description = format!(
        "Gigabits a second that a rank sends, against the steps in a round, for a billion weights of 4 bytes, {ranks} ranks, and a step of one second. All at once within a step it is {}; \
         with P = {fragments} and τ = {delay} it is {}, for rounds of at least {least} steps; the mean is {} for 512 steps.",
        text(all, 1),
        text(peak, 2),
        text(all / 512.0, 2)
    );
    Chart::new("More fragments and more delay lower the peak that the uplink carries; longer rounds lower only the mean", &description)
        .x(Axis::log2("steps in a round, H"))
        .y(Axis::log10("gigabits a second").range(0.01, 100.0))
        .line(Series::new("all at once", [(1.0, all), (1024.0, all)]))
        .line(Series::new("in fragments", streamed))
        .line(Series::new("mean", mean))
        .save()
}
