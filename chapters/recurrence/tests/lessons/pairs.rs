use recurrence::ShortConv;
use recurrence::lesson::pairs::*;
use recurrence::solution::short_conv;

#[test]
fn a_b_behind_an_a_is_found() {
    let conv = ShortConv { whole: short_conv::whole, push: short_conv::push };
    let found = pairs(conv, "bab.abba");
    assert_eq!(found, [false, false, true, false, false, true, false, false]);
}
