//! What is known of `roofline` from elsewhere.

use fast::{Kernel, Level, Limit, Machine, Roof};
use judge::{Data, Golden, Output, Precision, Random};

use super::{Input, cases, reference, solution};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![both_routes_agree, two_opterons_of_williams, kernels_of_williams, a_copy_by_hand]
}

fn numbers(input: &Input, precision: Precision) -> Vec<f64> {
    let parts = (reference::reference().run)(input, precision).expect("there are levels");
    parts
        .iter()
        .flat_map(|part| match &part.data {
            Data::Real(values) => values.clone(),
            _ => vec![],
        })
        .collect()
}

fn both_routes_agree() {
    for seed in 0..40 {
        let mut random = Random::new(seed, "roofline");
        for case in cases::cases() {
            let input = (case.make)(&mut random);
            let [one, other] =
                [Precision::Double, Precision::Float].map(|precision| numbers(&input, precision));
            for (a, b) in one.iter().zip(&other) {
                assert!(a == b || (a - b).abs() <= 1e-13 * a.abs(), "{}: {a} and {b}", case.name);
            }
            let names = |precision| {
                (reference::reference().run)(&input, precision).expect("there are levels")[1].data.clone()
            };
            assert_eq!(names(Precision::Double), names(Precision::Float), "{}", case.name);
            assert_eq!(input.asked(&(solution as fast::Roofline)).parts().len(), 6);
        }
    }
}

fn over(operations: f64, bandwidth: f64, kernel: (f64, f64)) -> Roof {
    let levels = [Level { bandwidth, shared: true }];
    let bytes = [kernel.1];
    let kernel = Kernel { operations: kernel.0, bytes: &bytes, threads: 1, measured: None };
    let input = Input {
        rate: operations,
        levels: vec![(bandwidth, true)],
        operations: kernel.operations,
        bytes: bytes.to_vec(),
        threads: 1,
        measured: None,
    };
    let roof = solution(&Machine { operations, levels: &levels }, &kernel);
    assert!((numbers(&input, Precision::Double)[0] / (1e12 * roof.floor) - 1.0).abs() < 1e-12);
    roof
}

/// Figure 1 of Williams, Waterman and Patterson: an Opteron X2 with 17.6 billion operations a second and 15 billion bytes has its
/// ridge at 17.6 / 15 ≈ 1.17; their X4, four times as fast with the same memory, near 4.4 (73.6 with 16.6, as measured there).
fn two_opterons_of_williams() {
    let roof = over(17.6e9, 15e9, (1e9, 1e9));
    assert!((roof.ridge - 1.173).abs() < 0.001 && roof.limit == Limit::Level(0));
    assert!((roof.attainable - 15e9).abs() < 1.0);
    let roof = over(73.6e9, 16.6e9, (5e9, 1e9));
    assert!((roof.ridge - 4.43).abs() < 0.01 && roof.limit == Limit::Arithmetic);
}

/// At intensities of 0.25 and 0.5, as they give them for a sparse product and for a stencil without write-allocate, an Opteron X2 can do 3.75 and 7.5 billion.
fn kernels_of_williams() {
    for (intensity, attainable) in [(0.25, 3.75e9), (0.5, 7.5e9), (4.0, 17.6e9)] {
        let roof = over(17.6e9, 15e9, (intensity * 1e9, 1e9));
        assert!((roof.attainable - attainable).abs() < 1.0 && (roof.intensity - intensity).abs() < 1e-12);
    }
}

/// By hand: 3 threads that copy 12 billion bytes, through caches of their own with 2 billion each and a memory with 4 billion.
fn a_copy_by_hand() {
    let input = Input {
        rate: 1e9,
        levels: vec![(2e9, false), (4e9, true)],
        operations: 0.0,
        bytes: vec![12e9, 12e9],
        threads: 3,
        measured: Some(4.0),
    };
    let over = input.asked(&(solution as fast::Roofline));
    assert_eq!((over.floor, over.limit, over.attainable), (3.0, Some(1), 0.0));
    assert_eq!((over.intensity, over.ridge, over.reached), (0.0, 0.75, Some(0.75)));
    assert_eq!(numbers(&input, Precision::Double), [3e12, 0.0, 0.0, 0.75, 0.75]);
}
