//! What a causal mask lets each query see, when the queries are the last positions.

use figures::{Figure, Grid, Panel};
use ndarray::{Array2, ArrayView2};

use crate::{Mask, ScaledDotProduct};

/// Queries and keys of the square panel: a prompt read at once.
pub const SQUARE: (usize, usize) = (5, 5);
/// Queries and keys of the oblong panels: three new positions after four that are cached.
pub const OBLONG: (usize, usize) = (3, 7);

/// The weights (queries, keys) that attention gives when every score is 0.
///
/// All queries and keys are 0, so every visible key weighs the same; the values are the identity, so the output is the
/// matrix of weights.
pub fn weights(attend: ScaledDotProduct, queries: usize, keys: usize, mask: Mask) -> Array2<f32> {
    let (no_query, no_key) = (Array2::zeros((queries, 1)), Array2::zeros((keys, 1)));
    attend(no_query.view(), no_key.view(), Array2::eye(keys).view(), mask)
}

/// The mistake: attention whose causal mask starts at the top left, so query i sees key j when j ≤ i.
///
/// With as many queries as keys it is right. With more keys, as when a cache holds the earlier ones, it hides the
/// keys just before a query.
pub fn top_left(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    mask: Mask,
) -> Array2<f32> {
    let mut scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
    if mask == Mask::Causal {
        for ((i, j), score) in scores.indexed_iter_mut() {
            if j > i {
                *score = f32::NEG_INFINITY;
            }
        }
    }
    crate::solution::softmax::softmax(scores.view()).dot(&values)
}

/// The causal weights of the given attention, for as many queries as keys and for fewer; with `mistake` also those of
/// [`top_left`].
///
/// # Panics
/// If the attention gives another shape, or finite weights outside 0 to 1.
pub fn figure(attend: ScaledDotProduct, mistake: bool) -> Figure {
    let square = weights(attend, SQUARE.0, SQUARE.1, Mask::Causal);
    let oblong = weights(attend, OBLONG.0, OBLONG.1, Mask::Causal);
    let wrong = weights(top_left, OBLONG.0, OBLONG.1, Mask::Causal);
    let panel = |caption: &str, weights: &Array2<f32>| {
        let rows =
            weights.rows().into_iter().map(|row| row.iter().map(|&weight| f64::from(weight)).collect());
        Panel::new(caption, rows.collect()).axes("query", "key").write(fraction)
    };
    let mut description = format!(
        "Weights of equal scores under the causal mask. {} queries, {} keys: {}. {} queries, {} keys: {}.",
        SQUARE.0,
        SQUARE.1,
        visible(&square),
        OBLONG.0,
        OBLONG.1,
        visible(&oblong)
    );
    if mistake {
        description.push_str(&format!(" With the mask from the top left: {}.", visible(&wrong)));
    }
    // Two titles, because the ids in the drawing come from the title and both may be on one page.
    let title = if mistake {
        "A causal mask from the top left hides keys from the last query, which should see them all"
    } else {
        "Under the causal mask the last query sees every key, however many there are"
    };
    let grid = Grid::new(title, &description)
        .panel(panel(&format!("{} queries, {} keys", SQUARE.0, SQUARE.1), &square))
        .panel(panel(&format!("{} queries, {} keys", OBLONG.0, OBLONG.1), &oblong));
    let grid = if mistake { grid.panel(panel("wrong: from the top left", &wrong).below()) } else { grid };
    grid.save()
}

/// Which keys the queries see, in words.
fn visible(weights: &Array2<f32>) -> String {
    let seen =
        weights.rows().into_iter().map(|row| row.iter().filter(|&&weight| weight > 0.0).count().to_string());
    format!("the queries see {} keys", seen.collect::<Vec<_>>().join(", "))
}

/// A weight as a fraction if it is one of a whole number, else with two decimals; nothing for 0.
pub(super) fn fraction(weight: f64) -> String {
    let parts = (1.0 / weight).round();
    if weight == 0.0 {
        String::new()
    } else if (weight - 1.0).abs() < 1e-6 {
        "1".to_owned()
    } else if (weight * parts - 1.0).abs() < 1e-5 {
        format!("1/{parts}")
    } else {
        format!("{weight:.2}")
    }
}
