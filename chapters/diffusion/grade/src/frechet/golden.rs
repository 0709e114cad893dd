//! What is known of `frechet` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::{Array1, Array2, array};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::reference;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_official_distance,
        along_lines_and_in_no_common_direction,
        the_moments_of_three_rows_by_hand,
        commuting_covariances
    ]
}

type Normal = (Array1<f64>, Array2<f64>);

fn of(knobs: Knobs, one: &Normal, other: &Normal) -> f64 {
    knobs.distance((one.0.view(), one.1.view()), (other.0.view(), other.1.view()))
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 2e-6, "{found}, {expected}");
}

/// Means (0, 1) and (1, −1), covariances [[2, ½], [½, 1]] and [[1, −0.3], [−0.3, 2]]: `calculate_frechet_distance` of pytorch-fid and both
/// forms of Jiawei-Yang/FD-loss, executed; the mistakes by numpy in double precision.
fn the_official_distance() {
    let one = (array![0.0, 1.0], array![[2.0, 0.5], [0.5, 1.0]]);
    let other = (array![1.0, -1.0], array![[1.0, -0.3], [-0.3, 2.0]]);
    let by = |id: &str| of(mistaken(mistakes(), id), &one, &other);
    close(of(Knobs::default(), &one, &other), 5.575_426);
    close(reference::distance(one.0.view(), one.1.view(), other.0.view(), other.1.view()), 5.575_426);
    for (id, expected) in [
        ("mean_not_squared", 2.811_494),
        ("roots_apart", 5.575_879),
        ("no_two", 8.287_713),
        ("elementwise", 5.559_412),
        ("no_root", 3.6),
        ("frobenius", 8.28),
        ("rooted", 2.361_234),
        ("diagonals_only", 5.343_146),
        ("mean_averaged", 3.075_426),
    ] {
        close(by(id), expected);
    }
}

/// (a aᵀ b bᵀ)^½ has the trace |a · b|, and of diagonal matrices without a common direction the product is 0.
fn along_lines_and_in_no_common_direction() {
    let along = |a: [f64; 3]| {
        let column = Array2::from_shape_vec((3, 1), a.to_vec()).unwrap();
        (Array1::zeros(3), column.dot(&column.t()))
    };
    let (a, b) = (along([1.0, 2.0, 2.0]), along([0.0, 3.0, -4.0]));
    let both = [
        (a.clone(), b, 9.0 + 25.0 - 2.0 * 2.0),
        (a.clone(), a, 0.0),
        (
            (Array1::zeros(2), Array2::from_diag(&array![4.0, 0.0])),
            (Array1::zeros(2), Array2::from_diag(&array![0.0, 9.0])),
            13.0,
        ),
    ];
    for (one, other, expected) in both {
        close(of(Knobs::default(), &one, &other), expected);
        close(reference::distance(one.0.view(), one.1.view(), other.0.view(), other.1.view()), expected);
    }
}

/// (1, 2), (3, 8) and (5, 2): deviations (−2, −2), (0, 4), (2, −2).
fn the_moments_of_three_rows_by_hand() {
    let rows = array![[1.0, 2.0], [3.0, 8.0], [5.0, 2.0]];
    let golden = (array![3.0, 4.0], array![[4.0, 0.0], [0.0, 12.0]]);
    let near = |(mean, covariance): Normal| {
        (mean - &golden.0).iter().chain((covariance - &golden.1).iter()).all(|x| x.abs() < 1e-14)
    };
    assert!(near(Knobs::default().moments(rows.view())) && near(reference::moments(rows.view())));
}

/// With common eigenvectors it is the sum of (s₁ − s₂)² over them: Σ₁ = [[5, 4], [4, 5]] has the deviations 3 and 1, Σ₂ = [[10, −6], [−6, 10]]
/// has 2 and 4.
fn commuting_covariances() {
    let one = (Array1::zeros(2), array![[5.0, 4.0], [4.0, 5.0]]);
    let other = (Array1::zeros(2), array![[10.0, -6.0], [-6.0, 10.0]]);
    close(of(Knobs::default(), &one, &other), 1.0 + 9.0);
}
