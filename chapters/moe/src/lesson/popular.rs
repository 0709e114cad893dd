//! One expert becomes more popular with everyone: what three ways to assign tokens make of it.

use figures::{Axis, Chart, Figure, Series, normals, random};
use ndarray::{Array2, ArrayView2};

use crate::Base;

/// Tokens and experts of the figure.
pub const TOKENS: usize = 60;
/// Tokens and experts of the figure.
pub const EXPERTS: usize = 6;
/// How much is added to the first expert's affinities.
pub const ADDED: [f32; 9] = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0];

/// A way to give every token an expert.
pub type Assign = fn(ArrayView2<'_, f32>) -> Vec<usize>;

/// What a way to assign gives at one popularity.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The largest number of tokens of an expert, in fair shares.
    pub load: f64,
    /// The mean affinity of tokens with their experts, without what was added.
    pub affinity: f64,
}

/// One popularity.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What is added to the first expert's affinities.
    pub added: f32,
    /// Every token has its favourite.
    pub favourite: Share,
    /// Every token in turn has its favourite among the experts that still have room.
    pub greedy: Share,
    /// The assignment.
    pub assigned: Share,
}

/// The affinities before anything is added: normal numbers, in 64ths.
pub fn affinities() -> Array2<f32> {
    normals(&mut random(11), (TOKENS, EXPERTS)).mapv(|a| (64.0 * a).round() / 64.0)
}

/// Every token's favourite expert.
pub fn favourites(affinities: ArrayView2<'_, f32>) -> Vec<usize> {
    let favourite = |row: ndarray::ArrayView1<'_, f32>| {
        (1..row.len()).fold(0, |best, e| if row[e] > row[best] { e } else { best })
    };
    affinities.rows().into_iter().map(favourite).collect()
}

/// In the order of the tokens, the best expert that has room for T/E tokens.
pub fn greedy(affinities: ArrayView2<'_, f32>) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let mut room = vec![tokens / experts; experts];
    let place = |row: ndarray::ArrayView1<'_, f32>| {
        let free = (0..experts).filter(|&e| room[e] > 0);
        let best = free.fold(None, |best: Option<usize>, e| match best {
            Some(best) if row[best] >= row[e] => Some(best),
            _ => Some(e),
        });
        let best = best.expect("there is as much room as there are tokens");
        room[best] -= 1;
        best
    };
    affinities.rows().into_iter().map(place).collect()
}

/// The sum of the affinities of tokens with their experts.
pub fn total(affinities: ArrayView2<'_, f32>, experts: &[usize]) -> f64 {
    experts.iter().enumerate().map(|(t, &e)| f64::from(affinities[[t, e]])).sum()
}

/// The number of tokens of each expert.
pub fn loads(experts: &[usize], count: usize) -> Vec<usize> {
    let mut loads = vec![0; count];
    for &e in experts {
        loads[e] += 1;
    }
    loads
}

/// Each of the three for each of [`ADDED`].
pub fn rows(base: Base) -> Vec<Row> {
    let before = affinities();
    let share = |experts: &[usize]| {
        let most = loads(experts, EXPERTS).into_iter().max().unwrap_or(0);
        Share {
            load: most as f64 * EXPERTS as f64 / TOKENS as f64,
            affinity: total(before.view(), experts) / TOKENS as f64,
        }
    };
    let row = |&added: &f32| {
        let mut popular = before.clone();
        popular.column_mut(0).mapv_inplace(|a| a + added);
        Row {
            added,
            favourite: share(&favourites(popular.view())),
            greedy: share(&greedy(popular.view())),
            assigned: share(&(base.assign)(popular.view())),
        }
    };
    ADDED.iter().map(row).collect()
}

/// The mean affinity, without what was added, against what was added.
///
/// # Panics
/// If the assignment is no list of experts.
pub fn figure(base: Base) -> Figure {
    let rows = rows(base);
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let text = |x: f64| figures::text(x, 2);
    let description = format!(
        "Mean affinity of {TOKENS} tokens with their experts, of {EXPERTS}, against what is added to the affinities of one expert and \
         not counted. Favourites: from {} to {} as {} is added, with {} fair shares at the fullest expert in the end. In token \
         order with room for a fair share: from {} to {}. Assignment: {} and {}.",
        text(first.favourite.affinity),
        text(last.favourite.affinity),
        last.added,
        figures::text(last.favourite.load, 1),
        text(first.greedy.affinity),
        text(last.greedy.affinity),
        text(first.assigned.affinity),
        text(last.assigned.affinity),
    );
    let line =
        |of: fn(&Row) -> f64| rows.iter().map(move |row| (f64::from(row.added), of(row))).collect::<Vec<_>>();
    Chart::new("An assignment does not notice that everyone likes an expert more", &description)
        .x(Axis::linear("added to the affinities of one expert"))
        .y(Axis::linear("mean affinity of tokens with their experts, as it was before").range(0.0, 1.4))
        .line(Series::new("favourites,\nno balance", line(|row| row.favourite.affinity)))
        .line(Series::new("assignment", line(|row| row.assigned.affinity)))
        .line(Series::new("in token\norder", line(|row| row.greedy.affinity)))
        .save()
}
