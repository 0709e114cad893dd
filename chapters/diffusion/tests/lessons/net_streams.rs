use diffusion::lesson::net_streams::*;
use diffusion::solution::mmdit::mmdit;

#[test]
fn both_are_drawn() {
    assert_eq!(joint(1536).overlapping_labels(), []);
    assert_eq!(cross(1536).overlapping_labels(), []);
}

#[test]
fn the_rows_are_those_of_the_official_code() {
    let [joint, cross, own, sum, mean] = compared(mmdit).map(|row| row.1);
    let golden = [
        (joint, [0.642_086, -0.348_970]),
        (cross, [0.548_075, 0.555_357]),
        (own, [0.666_835, -0.587_041]),
        (sum, [1.214_909, -0.031_684]),
        (mean, [0.607_455, -0.015_842]),
    ];
    for (found, expected) in golden {
        assert!((0..2).all(|i| (found[i] - expected[i]).abs() < 2e-6), "{found:?} {expected:?}");
    }
    assert_eq!((places(4), places(5)), (vec![-2, -1, 0, 1], vec![-3, -2, -1, 0, 1]));
    let [a, b] = picture_with_text_reversed(mmdit);
    assert!((a - b).iter().all(|x| x.abs() < 1e-6));
}
