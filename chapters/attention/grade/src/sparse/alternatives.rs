//! Right answers to `sparse` by another route.

use judge::Alternative;
use ndarray::{Array2, ShapeBuilder, s};

use attention::Sparse;

pub(super) fn alternatives() -> Vec<Alternative<Sparse>> {
    vec![
        Alternative {
            name: "ranges and slices that are filled; two hops row by row",
            answer: Sparse {
                strided: |n, stride| {
                    let mut masks = [Array2::from_elem((n, n), false), Array2::from_elem((n, n), false)];
                    for i in 0..n {
                        let first = (i + 1).saturating_sub(stride);
                        masks[0].slice_mut(s![i, first..=i]).fill(true);
                        masks[1].slice_mut(s![i, i % stride..=i; stride]).fill(true);
                    }
                    masks
                },
                fixed: |n, stride, columns| {
                    let mut masks = [Array2::from_elem((n, n), false), Array2::from_elem((n, n), false)];
                    for i in 0..n {
                        masks[0].slice_mut(s![i, i - i % stride..=i]).fill(true);
                        for j in (0..=i).filter(|j| (stride - columns..stride).contains(&(j % stride))) {
                            masks[1][[i, j]] = true;
                        }
                    }
                    masks
                },
                two_hops: |upper, lower| {
                    let mut reach = Array2::from_elem(upper.raw_dim(), false);
                    for ((i, k), _) in upper.indexed_iter().filter(|(_, seen)| **seen) {
                        let mut row = reach.row_mut(i);
                        row |= &lower.row(k);
                    }
                    reach
                },
            },
        },
        Alternative {
            name: "signed numbers, memory column by column; two hops by a product of counts",
            answer: Sparse {
                strided: |n, stride| {
                    let stride = stride as isize;
                    let by = |rule: &dyn Fn(isize) -> bool| {
                        Array2::from_shape_fn((n, n).f(), |(i, j)| rule(i as isize - j as isize))
                    };
                    [
                        by(&|back| 0 <= back && back < stride),
                        by(&|back| back >= 0 && back.rem_euclid(stride) == 0),
                    ]
                },
                fixed: |n, stride, columns| {
                    [
                        Array2::from_shape_fn((n, n).f(), |(i, j)| j <= i && i - j <= i % stride),
                        Array2::from_shape_fn((n, n).f(), |(i, j)| {
                            j <= i && (0..columns).any(|c| (j + 1 + c) % stride == 0)
                        }),
                    ]
                },
                two_hops: |upper, lower| {
                    let [upper, lower] =
                        [upper, lower].map(|mask| mask.mapv(|seen| f32::from(u8::from(seen))));
                    upper.dot(&lower).mapv(|count| count > 0.5)
                },
            },
        },
    ]
}
