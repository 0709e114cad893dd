//! attention/gqa: many query heads on fewer key-value heads.

use ::attention::Mask;
use ndarray::{Array3, ArrayView3, Axis};

/// Grouped-query attention: every query head attends on its own, and consecutive query heads share keys and values.
///
/// Shapes, with the heads of a token side by side: `queries` (n, heads, d), `keys` (m, groups, d), `values`
/// (m, groups, d_v) give (n, heads, d_v). All sizes are at least 1, and heads is a multiple of groups. The views may be
/// transposed or strided. You may call your own attention, as `super::scaled_dot_product::scaled_dot_product`.
///
/// With r = heads / groups, query heads 0 to r − 1 use key-value head 0, the next r use head 1, and so on: with 6 heads
/// and 2 groups, heads 0, 1 and 2 use 0, and heads 3, 4 and 5 use 1. One group is multi-query attention, as many groups
/// as heads is ordinary multi-head attention.
///
/// Scores are divided by √d, where d is the width of one head. The mask is that of `scaled_dot_product`, for every head:
/// with `Mask::Causal` query i sees key j when j ≤ i + (m − n), and a query that sees nothing gives 0. After the scale,
/// scores can be as large as ±1,000, all those of a query in one head, hidden ones too, within 60 of each other.
pub fn gqa(
    queries: ArrayView3<'_, f32>,
    keys: ArrayView3<'_, f32>,
    values: ArrayView3<'_, f32>,
    mask: Mask,
) -> Array3<f32> {
    let (n, heads, _) = queries.dim();
    let (_, groups, value_width) = values.dim();
    let share = heads / groups;
    let mut output = Array3::zeros((n, heads, value_width));
    for h in 0..heads {
        let query = queries.index_axis(Axis(1), h);
        let [key, value] = [keys, values].map(|heads| heads.index_axis_move(Axis(1), h / share));
        let head = super::scaled_dot_product::scaled_dot_product(query, key, value, mask);
        output.index_axis_mut(Axis(1), h).assign(&head);
    }
    output
}
