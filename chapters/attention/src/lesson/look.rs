//! Where heads look: one softmax asked for two things, two heads asked for one each, and four heads on shared keys.

use figures::{Figure, Grid, Panel};
use ndarray::{Array1, Array2, Array3, ArrayView1, Axis, s};

use super::normals;
use crate::{Gqa, Mask};

/// How many positions there are.
pub const POSITIONS: usize = 12;
/// The two positions that are asked for.
pub const ASKED: [usize; 2] = [3, 8];
/// The width of all heads together.
pub const WIDTH: usize = 64;
/// By how much a key is lengthened to be the query that looks for it.
const SHARPNESS: f32 = 3.0;

const SEED: u64 = 2405;

/// The weights of a head that is asked for both positions and of two that are asked for one each, and what it does to the
/// outputs if the two values change places.
#[derive(Clone, Debug, PartialEq)]
pub struct Looks {
    /// The weights of the one head, (1, positions).
    pub one: Array2<f32>,
    /// The weights of the two heads, (2, positions).
    pub two: Array2<f32>,
    /// The largest change of the one head's output.
    pub one_changes: f32,
    /// The largest change of the two heads' outputs.
    pub two_changes: f32,
}

/// Random signs, (positions, width): keys that are nearly orthogonal.
fn signs() -> Array2<f32> {
    normals(&mut super::random(SEED), (POSITIONS, WIDTH)).mapv(f32::signum)
}

/// The weights (heads, positions) of queries (heads, width) over keys (positions, groups, width): their outputs for
/// values that are one hot.
fn weights(attend: Gqa, queries: &Array2<f32>, keys: &Array3<f32>) -> Array2<f32> {
    let groups = keys.dim().1;
    let mut values = Array3::zeros((POSITIONS, groups, POSITIONS));
    for mut group in values.axis_iter_mut(Axis(1)) {
        group.assign(&Array2::eye(POSITIONS));
    }
    let queries = queries.view().insert_axis(Axis(0));
    attend(queries, keys.view(), values.view(), Mask::None).index_axis_move(Axis(0), 0)
}

/// Asks one head, as wide as everything, and two of half the width for the positions [`ASKED`].
pub fn ask(attend: Gqa) -> Looks {
    let (keys, values) = (signs(), normals(&mut super::random(SEED + 1), (POSITIONS, WIDTH)));
    let [a, b] = ASKED;
    let mut exchanged = values.clone();
    exchanged.row_mut(a).assign(&values.row(b));
    exchanged.row_mut(b).assign(&values.row(a));

    // Cut into heads, side by side.
    let cut = |x: &Array2<f32>, heads: usize| {
        x.to_shape((POSITIONS, heads, WIDTH / heads)).expect("as many elements").into_owned()
    };
    let both = SHARPNESS * (&keys.row(a) + &keys.row(b)).insert_axis(Axis(0));
    let mut each = Array2::zeros((2, WIDTH / 2));
    each.row_mut(0).assign(&(SHARPNESS * &keys.slice(s![a, ..WIDTH / 2])));
    each.row_mut(1).assign(&(SHARPNESS * &keys.slice(s![b, WIDTH / 2..])));

    let changes = |queries: &Array2<f32>, heads: usize| {
        let keys = cut(&keys, heads);
        let [before, after] = [&values, &exchanged].map(|values| {
            attend(queries.view().insert_axis(Axis(0)), keys.view(), cut(values, heads).view(), Mask::None)
        });
        before.iter().zip(&after).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()))
    };
    Looks {
        one: weights(attend, &both, &cut(&keys, 1)),
        two: weights(attend, &each, &cut(&keys, 2)),
        one_changes: changes(&both, 1),
        two_changes: changes(&each, 2),
    }
}

/// The weights (heads, positions) of as many query heads as `positions`, each asked for one of them, on a single key head.
pub fn on_shared_keys(attend: Gqa, positions: &[usize]) -> Array2<f32> {
    let keys = signs();
    let queries = SHARPNESS * keys.select(Axis(0), positions);
    weights(attend, &queries, &keys.insert_axis(Axis(1)))
}

/// The position of the largest weight.
pub fn looks_at(weights: ArrayView1<'_, f32>) -> usize {
    let weights: Array1<f32> = weights.to_owned();
    (0..weights.len()).fold(0, |best, at| if weights[at] > weights[best] { at } else { best })
}

/// The weights of one head that is asked for two positions, and of two heads.
///
/// # Panics
/// If the attention gives another shape, or finite weights outside 0 to 1.
pub fn figure(attend: Gqa) -> Figure {
    let looks = ask(attend);
    let rows = |weights: &Array2<f32>| {
        weights
            .rows()
            .into_iter()
            .map(|row| row.iter().map(|&w| f64::from(w)).collect())
            .collect::<Vec<Vec<f64>>>()
    };
    let [a, b] = ASKED;
    let description = format!(
        "Weights over {POSITIONS} positions, of which {a} and {b} are asked for. One head: {} on position {a} and {} on {b}. Two \
         heads: the first has {} on position {a}, the second {} on {b}.",
        super::text(looks.one[[0, a]], 2),
        super::text(looks.one[[0, b]], 2),
        super::text(looks.two[[0, a]], 2),
        super::text(looks.two[[1, b]], 2),
    );
    let numbers: Vec<String> = (0..POSITIONS).map(|at| at.to_string()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let panel = |caption: &str, weights: &Array2<f32>, names: &[&str]| {
        Panel::new(caption, rows(weights)).axes("", "position").names(names, &numbers).write(weight)
    };
    Grid::new(
        "Asked for two things, one head has to divide its weight; of two heads, each gives all of it to one",
        &description,
    )
    .panel(panel("one head, asked for both", &looks.one, &["head"]))
    .panel(panel("two heads of half the width", &looks.two, &["head 0", "head 1"]).below())
    .save()
}

/// A weight with one decimal; nothing where it is small.
fn weight(weight: f64) -> String {
    if weight < 0.05 { String::new() } else { format!("{weight:.1}") }
}
