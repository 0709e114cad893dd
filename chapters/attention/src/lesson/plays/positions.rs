//! What a score makes of a distance: penalties, and hands that turn.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count};
use ndarray::{Array2, s};

use crate::Pairing;
use crate::answers::rope::rope;
use crate::lesson::frames::{dials as drawn_dials, hands};
use crate::lesson::text;

/// Keys before a query in the figure of penalties.
const KEYS: usize = 513;

/// The weights against the distance in a head with a slope, where all scores are 0 but that of one key.
pub fn penalised(slope: f64, match_score: f64, distance: usize) -> Vec<f64> {
    let query = Array2::ones((1, 1));
    let mut keys = Array2::zeros((KEYS, 1));
    keys[[KEYS - 1 - distance, 0]] = match_score as f32;
    let values = Array2::eye(KEYS);
    let weights = (crate::answers::ALIBI.attend)(query.view(), keys.view(), values.view(), slope as f32);
    weights.row(0).slice(s![..;-1]).iter().map(|&weight| f64::from(weight)).collect()
}

/// The weights of a head with ALiBi, for a slope and a key that matches, which a reader chooses.
pub fn alibi() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Slope", "", (-8, -1)).start(0.125),
        Parameter::powers_of_two("The key that matches is", "tokens away", (2, 9)).start(64.0),
        Parameter::steps("Its score, others 0", "", 0.5, (0, 24)).start(4.0),
    ];
    Play::new("attention/alibi", parameters, |values| faded(values[0], values[1] as usize, values[2]))
}

fn faded(slope: f64, distance: usize, score: f64) -> Figure {
    const LEAST: f64 = 1e-7;
    let weights = penalised(slope, score, distance);
    let found = weights[distance];
    let near = (1..KEYS).filter(|&r| r != distance).map(|r| (r as f64, weights[r]));
    let near: Vec<(f64, f64)> = near.filter(|&(_, weight)| weight >= LEAST).collect();
    let description = format!(
        "The weight of one key against its distance from the query, both axes logarithmic, in a head of slope {slope}. All scores are 0 but that of a key \
         {distance} tokens away, which is {}: after the penalty of {} it is {}, and the key has {} % of the weight.",
        text(score, 1),
        text(slope * distance as f64, 2),
        text(score - slope * distance as f64, 2),
        text(100.0 * found, 1),
    );
    // One that weighs next to nothing is drawn where its label has room above the axis.
    let point = [(distance as f64, found.max(10.0 * LEAST))];
    let label = format!("match\n{} %", text(100.0 * found, 1));
    let point = Series::new(&label, point).points_only();
    let others = Series::new("others", near).label_below(1.0);
    Chart::new("A key that is far away has to make up for slope times distance with its score", &description)
        .x(Axis::log2("distance of the key, tokens").ticks(&[1.0, 4.0, 16.0, 64.0, 256.0]).range(1.0, 512.0))
        .y(Axis::log10("weight of one key").ticks(&[1e-6, 1e-4, 1e-2, 1.0]).range(LEAST, 1.0))
        .line(others)
        .line(point)
        .save()
}

/// Channels of a head in the figure of the ladder.
const WIDTH: usize = 128;

/// The cosine between a vector and itself, turned by each distance, with the first channels turned only.
pub fn likeness(base: f64, turned: usize, distances: &[usize]) -> Vec<f64> {
    let x = Array2::ones((distances.len(), WIDTH));
    let far = rope(x.view(), distances, base as f32, Pairing::Half, turned);
    far.rows().into_iter().map(|row| row.iter().map(|&x| f64::from(x)).sum::<f64>() / WIDTH as f64).collect()
}

/// How alike a vector and itself are at a distance, for a base and a number of turned channels.
pub fn ladder() -> Play {
    let parameters = vec![
        Parameter::steps("Base: 10 to the power", "", 0.5, (2, 16)).start(4.0),
        Parameter::steps("Channels turned, of 128", "", 16.0, (1, 8)).start(128.0),
        Parameter::powers_of_two("Distance", "tokens", (0, 15)).start(1024.0),
    ];
    Play::new("attention/ladder", parameters, |values| {
        forgets(values[0], values[1] as usize, values[2] as usize)
    })
}

fn forgets(power: f64, turned: usize, distance: usize) -> Figure {
    let base = 10_f64.powf(power);
    let mut distances: Vec<usize> =
        (0..=120).map(|step| 2_f64.powf(f64::from(step) / 8.0).round() as usize).collect();
    distances.dedup();
    let line = likeness(base, turned, &distances);
    let here = likeness(base, turned, &[distance])[0];
    let description = format!(
        "The cosine between a vector and itself turned by a distance, against the distance, for a head of {WIDTH} channels of which {turned} are turned, with a base \
         of 10 to the power {}. At a distance of {} it is {}.",
        text(power, 1),
        count(distance),
        text(here, 2),
    );
    let at = distance as f64;
    let point = Series::new("", [(at, here)]).points_only().label_below(at);
    // The line is jagged: the label stands clear of all of it that is within its width, which is kept inside the axis.
    let middle = at.clamp(1.6, 32_768.0 / 1.6);
    let beside = |&(&r, _): &(&usize, &f64)| (middle / 1.8..=middle * 1.8).contains(&(r as f64));
    let near = || distances.iter().zip(&line).filter(beside).map(|(_, &cosine)| cosine);
    let number = if here < 0.5 {
        Series::note(&text(here, 2), (at, near().fold(here, f64::max))).label_above(at)
    } else {
        Series::note(&text(here, 2), (at, near().fold(here, f64::min)))
    };
    Chart::new(
        "The larger the base, the farther a vector stays like itself, and the less near positions differ",
        &description,
    )
    .x(Axis::log2("distance, tokens").ticks(&[1.0, 16.0, 256.0, 4096.0, 32_768.0]))
    .y(Axis::linear("cosine of the turned vectors").range(-0.4, 1.0))
    .line(Series::new("cosine", distances.iter().map(|&r| r as f64).zip(line.iter().copied())))
    .line(point)
    .line(number)
    .save()
}

/// The hands of a query and of a key, for positions and a base that a reader chooses.
pub fn dials() -> Play {
    let parameters = vec![
        Parameter::steps("Position of the query", "", 1.0, (0, 100)).start(5.0),
        Parameter::steps("Position of the key", "", 1.0, (0, 100)).start(2.0),
        Parameter::steps("Base: 10 to the power", "", 0.5, (1, 12)).start(4.0),
    ];
    Play::new("attention/dials", parameters, |values| {
        between(values[0] as usize, values[1] as usize, values[2])
    })
}

/// The cosine between the two hands of each pair.
pub fn cosines(query: usize, key: usize, base: f64) -> Vec<f64> {
    let [query, key] = [query, key].map(|position| hands(rope, base as f32, position));
    query.iter().zip(&key).map(|(a, b)| a.0 * b.0 + a.1 * b.1).collect()
}

fn between(query: usize, key: usize, power: f64) -> Figure {
    let base = 10_f64.powf(power);
    let [at_query, at_key] = [query, key].map(|position| hands(rope, base as f32, position));
    let cosines = cosines(query, key, base);
    let mean = cosines.iter().sum::<f64>() / cosines.len() as f64;
    let words: Vec<String> = cosines.iter().map(|&cosine| text(cosine, 2)).collect();
    let names: Vec<String> = (0..cosines.len()).map(|pair| format!("pair {pair}")).collect();
    let description = format!(
        "Four dials, one for each pair of channels. In each there is a hand for the query, at position {query}, and one for the key, at {key}: {} apart. The cosines \
         between the two are {}, and their mean is {}.",
        text(query as f64 - key as f64, 0),
        words.join(", "),
        text(mean, 2),
    );
    drawn_dials(
        "Of two positions only the distance counts: move both by as much, and no cosine changes",
        &description,
        &[("query", at_query), ("key", at_key)],
        [&names, &words],
    )
}
