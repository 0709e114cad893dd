//! A memory of n-grams: how often hashed slots collide.

use std::collections::{HashMap, HashSet};

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count, random, rounded, text};
use ndarray::Array2;
use rand::RngExt;

use super::plays::choice;
use crate::{Engram, NgramHash};

/// Table sizes: the first primes above 1000.
pub const PRIMES: [u64; 8] = [1009, 1013, 1019, 1021, 1031, 1033, 1039, 1049];
/// Tokens are below this.
pub const VOCABULARY: u32 = 50_000;
/// How many different 2-grams are looked up, in the two lines of the figure.
pub const NGRAMS: [usize; 2] = [2000, 50_000];
/// The multipliers of the token and of the one before it: odd, and large.
pub const MULTIPLIERS: [u64; 2] = [31_415_926_535_897, 27_182_818_284_591];

const SEED: u64 = 3;

/// Different random 2-grams.
pub fn bigrams(count: usize) -> Vec<[u32; 2]> {
    let mut random = random(SEED);
    let mut seen = HashSet::new();
    let mut bigrams = Vec::new();
    while bigrams.len() < count {
        let bigram = [0, 1].map(|_| random.random_range(0..VOCABULARY));
        if seen.insert(bigram) {
            bigrams.push(bigram);
        }
    }
    bigrams
}

/// The slots of each 2-gram, a row for each.
pub fn slots(engram: Engram, bigrams: &[[u32; 2]], hash: &NgramHash) -> Vec<Vec<usize>> {
    bigrams
        .iter()
        .map(|bigram| {
            let slots: Array2<usize> = (engram.slots)(bigram, hash);
            slots.row(1).to_vec()
        })
        .collect()
}

/// The share of keys that are not alone.
fn shared<'a>(keys: impl Iterator<Item = &'a [usize]> + Clone) -> f64 {
    let mut counts: HashMap<&[usize], usize> = HashMap::new();
    for key in keys.clone() {
        *counts.entry(key).or_default() += 1;
    }
    let (all, together) =
        keys.fold((0, 0), |(all, together), key| (all + 1_u32, together + u32::from(counts[key] > 1)));
    f64::from(together) / f64::from(all)
}

/// For 1, 2, … 8 heads: the share of 2-grams that have *all* slots in common with another, and the share that a head by
/// itself confuses, on average over the heads.
pub fn collisions(engram: Engram, count: usize) -> Vec<(f64, f64)> {
    let hash = NgramHash { multipliers: MULTIPLIERS.to_vec(), pad: 0, primes: vec![PRIMES.to_vec()] };
    let slots = slots(engram, &bigrams(count), &hash);
    let alone: Vec<f64> = (0..PRIMES.len()).map(|h| shared(slots.iter().map(|row| &row[h..=h]))).collect();
    (1..=PRIMES.len())
        .map(|heads| {
            let all = shared(slots.iter().map(|row| &row[..heads]));
            (all, alone[..heads].iter().sum::<f64>() / heads as f64)
        })
        .collect()
}

/// How many different slots 2000 2-grams use, with some multipliers and one table of a size.
pub fn distinct(engram: Engram, multipliers: [u64; 2], size: u64) -> usize {
    let hash = NgramHash { multipliers: multipliers.to_vec(), pad: 0, primes: vec![vec![size]] };
    let slots = slots(engram, &bigrams(NGRAMS[0]), &hash);
    slots.into_iter().flatten().collect::<HashSet<usize>>().len()
}

/// The share of `count` 2-grams that have every slot of some heads in common with another, if slots are as good as random: the
/// heads together tell apart as many as the product of their primes.
pub fn expected(count: usize, heads: usize) -> f64 {
    let rows: f64 = PRIMES[..heads].iter().map(|&prime| prime as f64).product();
    -(-(count as f64 - 1.0) / rows).exp_m1()
}

/// The same for so many rows in all that are dealt out to the heads: the share that collides in every head, and in one of them.
pub fn dealt(count: f64, rows: f64, heads: u32) -> (f64, f64) {
    let each = rows / f64::from(heads);
    let share = |rows: f64| -(-(count - 1.0) / rows).exp_m1();
    (share(each.powi(heads as i32)), share(each))
}

/// Collisions against the heads among which a memory is divided, for sizes that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("2-grams", "", (8, 24)).start(4096.0),
        Parameter::powers_of_two("Rows of all tables together", "", (10, 24)).start(65_536.0),
        Parameter::steps("Heads", "", 1.0, (1, 8)).start(2.0),
    ];
    Play::new("moe/memory", parameters, |values| drawn(values[0], values[1], values[2] as u32))
}

fn drawn(bigrams: f64, rows: f64, heads: u32) -> Figure {
    /// What is rarer is not drawn.
    const RAREST: f64 = 1e-8;
    let percent = |share: f64| match 100.0 * share {
        none if none < RAREST => "under 10\u{207b}\u{2078}".to_owned(),
        few if few < 0.1 => rounded(few, 1),
        many => text(many, usize::from(many < 10.0)),
    };
    let (all, one) = dealt(bigrams, rows, heads);
    let words = match heads {
        1 => format!("1 head: {} %", percent(one)),
        _ => format!("{heads} heads: {} % in each,\n{} % in all", percent(one), percent(all)),
    };
    let description = format!(
        "The share of {} 2-grams that collide with another one, in per cent, against the heads among which {} rows are divided, on a logarithmic axis. With {heads} it is \
         {} % in each head, and {} % in all at once. Below 10⁻⁸ % nothing is drawn.",
        count(bigrams as u64),
        count(rows as u64),
        percent(one),
        percent(all),
    );
    let line = |of: fn((f64, f64)) -> f64| {
        (1..=8).map(move |heads| {
            let share = 100.0 * of(dealt(bigrams, rows, heads));
            (f64::from(heads), if share < RAREST { f64::NAN } else { share })
        })
    };
    Chart::new(
        "Divided among more heads, a memory confuses more 2-grams in each head, and fewer in all at once",
        &description,
    )
    .x(Axis::linear("heads").range(1.0, 8.0).ticks(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]))
    .y(Axis::log10("2-grams that collide, %")
        .range(RAREST / 10.0, 3e5)
        .ticks(&[1e-8, 1e-6, 1e-4, 1e-2, 1.0, 100.0]))
    .line(Series::new("in each head", line(|both| both.1)))
    .line(Series::new("in all at once", line(|both| both.0)))
    .line(choice(&words, f64::from(heads), (RAREST / 10.0, 1000.0)))
    .save()
}

/// The share that collides in every head, against the number of heads.
pub fn figure(engram: Engram) -> Figure {
    const HEADS: usize = 4;
    let measured = NGRAMS.map(|count| collisions(engram, count));
    let percent = |which: usize, heads: usize| 100.0 * measured[which][heads - 1].0;
    let description = format!(
        "The share of 2-grams that have every slot in common with another one, against the number of heads, on a logarithmic \
         axis; each head is a table of about {} rows. {} 2-grams: {:.0} % with one head, {:.1} % with two, none with three or more. \
         {} 2-grams: {:.0} % with one head, {:.1} % with two, none with three or more. The points lie on two falling lines, what \
         is expected of random slots: with {HEADS} heads {} % and {} %.",
        count(PRIMES[0]),
        count(NGRAMS[0]),
        percent(0, 1),
        percent(0, 2),
        count(NGRAMS[1]),
        percent(1, 1),
        percent(1, 2),
        rounded(100.0 * expected(NGRAMS[0], HEADS), 1),
        rounded(100.0 * expected(NGRAMS[1], HEADS), 1),
    );
    let line = |all: usize| (1..=HEADS).map(move |heads| (heads as f64, 100.0 * expected(all, heads)));
    // The lower line first, below which they are labelled.
    let mut points: Vec<(f64, f64)> = measured
        .iter()
        .flat_map(|shares| {
            let all = shares.iter().enumerate().filter(|(_, (all, _))| *all > 0.0);
            all.map(|(i, (all, _))| ((i + 1) as f64, 100.0 * all))
        })
        .collect();
    points.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    Chart::new(
        "With every further head far fewer 2-grams are confused with another one in all heads",
        &description,
    )
    .x(Axis::linear("heads").range(1.0, 4.0).ticks(&[1.0, 2.0, 3.0, 4.0]))
    .y(Axis::log10("2-grams that collide, %").range(1e-8, 1000.0))
    .line(Series::new(&format!("{} 2-grams", count(NGRAMS[1])), line(NGRAMS[1])))
    .line(Series::new(&format!("{} 2-grams", count(NGRAMS[0])), line(NGRAMS[0])))
    .line(Series::new("measured", points).points_only().label_below(1.0))
    .save()
}
