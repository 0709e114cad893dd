//! Examples of this page.

use ::fast::solution as a;
use ndarray::{arr0, array};

use crate::example::{Examples, with};

pub(super) fn examples(e: &mut Examples) {
    e.exercise("lanes");
    for count in [0, 1, 7, 8, 29, 256] {
        let numbers = e.normal(count) + 3.0;
        let sum = a::lanes::lanes(numbers.as_slice().expect("it is a row"));
        e.case("lanes", args![numbers], arr0(sum));
    }

    e.exercise("exp");
    let ends = array![-87.0_f32, -1e-30, -0.0, 0.0, 1e-8, 0.346_573_6, 88.0];
    let others = with(e.uniform(40, -87.0, 88.0), [(3, 0.5), (7, -0.5)]);
    let small = e.normal(9);
    for x in [ends, others, small] {
        e.case("exp", args![x], x.mapv(a::exp::exp));
        // As a share of each, and not of the largest alone.
        for &x in &x {
            e.within(4e-7, "exp", args![arr0(x)], arr0(a::exp::exp(x)));
        }
    }
}
