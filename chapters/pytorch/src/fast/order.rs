//! Examples of this page.

use ::fast::solution as a;
use ::fast::{LineCache, Place, PlainMatrix};
use ndarray::Array2;

use crate::example::Examples;

/// m, k and n: three sizes, one row, one column, one product for each number, and sums of nothing.
const PRODUCTS: [[usize; 3]; 5] = [[4, 5, 3], [1, 6, 4], [5, 3, 1], [3, 1, 4], [2, 0, 3]];
const LINE: usize = 8;

pub(super) fn examples(e: &mut Examples) {
    e.exercise("loop_order");
    for [m, k, n] in PRODUCTS {
        let (left, right) = (e.normal((m, k)), e.normal((k, n)));
        e.case("loop_order", args![left, right, LINE], product(&left, &right));
    }

    e.exercise("tiles");
    for (sizes, numbers) in
        [([10, 6, 12], 40), ([100, 7, 90], 440), ([1, 5, 300], 61), ([7, 4, 11], 3), ([9, 2, 8], 5000)]
    {
        e.case("tiles", args![sizes.to_vec(), numbers], a::tiles::tiles(sizes, numbers).to_vec());
    }
}

/// What the solution makes of matrices that lie row by row.
fn product(left: &Array2<f32>, right: &Array2<f32>) -> Array2<f32> {
    let matrix = |(rows, columns), numbers| PlainMatrix {
        numbers,
        place: Place { rows, columns, base: 0, row_stride: columns, column_stride: 1 },
    };
    let shape = (left.nrows(), right.ncols());
    let [of_left, of_right] = [left, right].map(|array| matrix(array.dim(), array.iter().copied().collect()));
    let mut sums = matrix(shape, vec![f32::NAN; shape.0 * shape.1]);
    a::loop_order::loop_order(&of_left, &of_right, &mut sums, LineCache { lines: 8, line: LINE });
    Array2::from_shape_vec(shape, sums.numbers).expect("as many numbers")
}
