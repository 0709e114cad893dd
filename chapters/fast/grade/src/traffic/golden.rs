//! What is known of `traffic` from elsewhere.

use judge::{Golden, Random};

use super::reference::{by_sets, counted, steps};
use super::{How, Input, Owned, cases};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        both_routes_agree,
        the_loops_of_stream,
        a_stencil_of_williams,
        three_orders_of_a_product,
        tiles_of_a_product
    ]
}

fn both_routes_agree() {
    let mut held = 0;
    for seed in 0..10 {
        let mut random = Random::new(seed, "traffic");
        let named = cases::cases()
            .into_iter()
            .map(|case| case.make)
            .chain([cases::fresh as fn(&mut Random) -> Input; 8]);
        for make in named {
            let input = make(&mut random);
            if steps(&input) <= 3000 {
                assert_eq!(counted(&input).expect("small"), by_sets(&input), "{}", super::describe(&input));
                held += 1;
            }
        }
    }
    assert!(held > 250, "{held}");
}

fn vectors(count: u64, step_operations: u64, read: usize, write_allocate: bool) -> Input {
    let of = |used| Owned { element_bytes: 8, loops: vec![0], used };
    let operands = [of(How::Written)].into_iter().chain(vec![of(How::Read); read]).collect();
    Input { extents: vec![count], step_operations, operands, write_allocate }
}

/// `stream.c` 5.10 by McCalpin says for its four loops 2, 2, 3 and 3 arrays of doubles, and 0, 1, 1 and 2 operations a step; its page on
/// counting says that write-allocate makes one more array of each.
fn the_loops_of_stream() {
    let n = 10_000_000;
    for (operations, read, arrays) in [(0, 1, 2), (1, 1, 2), (1, 2, 3), (2, 2, 3)] {
        let counts = counted(&vectors(n, operations, read, false)).expect("small");
        assert_eq!([counts.operations, counts.compulsory], [operations * n, arrays * 8 * n]);
        let counts = counted(&vectors(n, operations, read, true)).expect("small");
        assert_eq!(counts.compulsory, (arrays + 1) * 8 * n);
        assert_eq!(counts.uncached, arrays * 8 * n);
    }
}

/// Williams, Waterman and Patterson give for their stencil an intensity of 0.33, and 0.50 without write-allocate: 8 operations a point,
/// which is read and written as a double.
fn a_stencil_of_williams() {
    for (write_allocate, intensity) in [(true, 0.33), (false, 0.5)] {
        let counts = counted(&vectors(1 << 24, 8, 1, write_allocate)).expect("small");
        let found = counts.operations as f64 / counts.compulsory as f64;
        assert!((found - intensity).abs() < 0.005, "{found}");
    }
}

/// By hand, for matrices of n rows and columns in elements: with the loops i, j, k a cache of one sum over k brings the first matrix once, a row for each
/// i, and the second a column for each number of the result. With one element of each held it is 2n² + 2n³.
fn three_orders_of_a_product() {
    for n in [2, 5, 30] {
        let counts = counted(&cases::product([n, n, n])).expect("small");
        let elements: Vec<u64> = counts.cached.iter().map(|bytes| bytes / 4).collect();
        let (square, cube) = (n * n, n * n * n);
        assert_eq!(elements, [4 * square, 4 * square, 3 * square + cube, 2 * square + 2 * cube]);
        assert_eq!([counts.operations, counts.uncached / 4], [2 * cube, 4 * cube]);
    }
}

/// By hand, n = t·b: with tiles of b in the cache, each of the two factors comes n³/b elements, and the result 2n².
fn tiles_of_a_product() {
    let (t, b) = (6, 4);
    let n = t * b;
    let extents = vec![t, t, t, b, b, b];
    let of = |loops: &[usize], used| Owned { element_bytes: 1, loops: loops.to_vec(), used };
    let operands =
        vec![of(&[0, 3, 1, 4], How::Updated), of(&[0, 3, 2, 5], How::Read), of(&[2, 5, 1, 4], How::Read)];
    let counts =
        counted(&Input { extents, step_operations: 2, operands, write_allocate: false }).expect("small");
    assert_eq!(counts.cached[3], 2 * n * n + 2 * n * n * n / b);
}
