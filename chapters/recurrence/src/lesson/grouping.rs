//! A recurrence as a tree: which tokens each place has taken in, round by round; and what keeps a state from growing.

use figures::{Figure, Grid, Panel, Steps, normals, random};
use ndarray::{Array1, Array2};

use crate::{Affine, Complex32, Lru};

/// A round of a scan: which places have just taken in what lies so many places before.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// How far before.
    pub distance: usize,
    /// The places.
    pub places: Vec<usize>,
}

/// The rounds of a scan over `count` places, a power of two, that does little more work than a loop: pairs, pairs of pairs and so on,
/// and then back to what was left out (Brent and Kung).
///
/// # Panics
/// If it is no power of two.
pub fn rounds(count: usize) -> Vec<Round> {
    assert!(count.is_power_of_two(), "{count} places are no whole tree");
    let mut rounds = Vec::new();
    let mut distance = 1;
    while distance < count {
        let places = (2 * distance - 1..count).step_by(2 * distance).collect();
        rounds.push(Round { distance, places });
        distance *= 2;
    }
    distance /= 2;
    while distance > 1 {
        distance /= 2;
        let places = (3 * distance - 1..count).step_by(2 * distance).collect();
        rounds.push(Round { distance, places });
    }
    rounds
}

/// All steps up to each place as one, by the rounds of a tree.
pub fn scanned(combine: fn(Affine, Affine) -> Affine, steps: &[Affine]) -> Vec<Affine> {
    let mut all = steps.to_vec();
    for round in rounds(steps.len()) {
        for place in round.places {
            all[place] = combine(all[place - round.distance], all[place]);
        }
    }
    all
}

/// The same in a loop.
pub fn looped(combine: fn(Affine, Affine) -> Affine, steps: &[Affine]) -> Vec<Affine> {
    let mut all = steps.to_vec();
    for place in 1..steps.len() {
        all[place] = combine(all[place - 1], all[place]);
    }
    all
}

/// Four steps with real numbers.
pub fn four_steps() -> Vec<Affine> {
    let pairs = [(0.9, 1.0), (0.5, 2.0), (0.7, 3.0), (0.8, 4.0)];
    let step = |(factor, added): (f32, f32)| Affine { factor: factor.into(), added: added.into() };
    pairs.map(step).to_vec()
}

/// `combine` with the mistake that only a tree shows: the factor is that of the second step.
pub fn keeps_second_factor(first: Affine, second: Affine) -> Affine {
    // ANCHOR: second
    let factor = second.factor;
    let added = second.factor * first.added + second.added;
    // ANCHOR_END: second
    Affine { factor, added }
}

/// How large a state with a |λ| is after `steps` steps with white inputs: the mean of its square, over many states, with γ and without.
pub fn mean_square(lru: Lru, nu: f32, steps: usize) -> [f64; 2] {
    let count = 2000;
    let (lambda, gamma) = (lru.decay)(Array1::from_elem(1, nu).view(), Array1::from_elem(1, 0.0).view());
    let mut random = random(31);
    let mut states = vec![Complex32::new(0.0, 0.0); count];
    for _ in 0..steps {
        let inputs: Array2<f32> = normals(&mut random, (1, count));
        for (state, &x) in states.iter_mut().zip(&inputs) {
            let step = Affine { factor: lambda[0], added: x.into() };
            *state = (lru.combine)(Affine { factor: lambda[0], added: *state }, step).added;
        }
    }
    let square = states.iter().map(|h| f64::from(h.norm_sqr())).sum::<f64>() / count as f64;
    [f64::from(gamma[0]).powi(2) * square, square]
}

/// How a tree takes in eight tokens, round by round. The steps are told apart by what they add: a power of two each.
///
/// # Panics
/// Never: eight is a power of two.
pub fn tree(combine: fn(Affine, Affine) -> Affine) -> Figure {
    let n = 8;
    let names: Vec<String> = (0..n).map(|token| token.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let step = |token: i32| Affine { factor: 1.0.into(), added: 2.0_f32.powi(token).into() };
    let mut all: Vec<Affine> = (0..n as i32).map(step).collect();
    let taken = |all: &[Affine]| -> Vec<Vec<bool>> {
        let bits = |step: &Affine| step.added.re.round() as u64;
        all.iter().map(|step| (0..n).map(|token| bits(step) >> token & 1 == 1).collect()).collect()
    };
    let frame = |title: &str, about: &str, all: &[Affine], just: &[usize]| {
        let rows = taken(all).into_iter().enumerate().map(|(place, tokens)| {
            let full = if just.contains(&place) { 1.0 } else { 0.45 };
            tokens.into_iter().map(|taken| if taken { full } else { 0.0 }).collect()
        });
        let panel = Panel::new("tokens that each place has taken in", rows.collect())
            .names(&names, &names)
            .axes("place", "token");
        Grid::new(title, about).panel(panel).save()
    };
    let done = |all: &[Affine]| {
        let complete = |(place, tokens): (usize, &Vec<bool>)| (0..=place).all(|token| tokens[token]);
        taken(all).iter().enumerate().filter(|&at| complete(at)).count()
    };
    let title = format!(
        "Combined as a tree, {n} steps take {} rounds, where a loop combines {} times in a row",
        rounds(n).len(),
        n - 1
    );
    let mut steps = Steps::new(&title).frame(
        "Each place has its own step. Place 0 is done.",
        frame("Before the first round", "Each place has taken in its own token alone.", &all, &[]),
    );
    for (number, Round { distance, places }) in rounds(n).into_iter().enumerate() {
        for &place in &places {
            all[place] = combine(all[place - distance], all[place]);
        }
        let listed: Vec<String> = places.iter().map(ToString::to_string).collect();
        let (who, take) = match &listed[..] {
            [one] => (format!("place {one}"), "takes"),
            [some @ .., last] => (format!("places {} and {last}", some.join(", ")), "take"),
            [] => unreachable!("every round has a place"),
        };
        let of = done(&all);
        let caption = format!(
            "Round {}: {who} {take} in what lies {distance} before. {of} of {n} places are done.",
            number + 1
        );
        let count = |tokens: &Vec<bool>| tokens.iter().filter(|&&taken| taken).count().to_string();
        let counts: Vec<String> = taken(&all).iter().map(count).collect();
        let about = format!("How many tokens each place has taken in: {}.", counts.join(", "));
        let title = format!("After round {}", number + 1);
        steps = steps.frame(&caption, frame(&title, &about, &all, &places));
    }
    steps.save()
}
