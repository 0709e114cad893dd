use moe::answers::MHC;
use moe::lesson::streams::*;

#[test]
fn unconstrained_mixings_explode_and_doubly_stochastic_ones_do_not() {
    let free = gains(MHC, Mixing::Unconstrained);
    assert!(free[9].forwards > 4.0 && free[59].forwards > 300.0, "{:?} {:?}", free[9], free[59]);
    for gain in gains(MHC, Mixing::DoublyStochastic) {
        assert!((gain.forwards - 1.0).abs() < 1e-4 && (gain.backwards - 1.0).abs() < 1e-2, "{gain:?}");
    }
    let rows = gains(MHC, Mixing::Rows);
    assert!(rows.iter().all(|gain| (gain.forwards - 1.0).abs() < 1e-4));
    assert!(rows[59].backwards > 1.2 && rows[59].backwards < 4.0, "{:?}", rows[59]);
}

/// The same numbers as the golden test of the kernel.
#[test]
fn columns_converge_and_the_order_fades() {
    for (iterations, error) in [(1, 0.917), (5, 0.0776), (10, 2.6e-3)] {
        let found = column_error(MHC, wave(1.0).view(), iterations);
        assert!((found / error - 1.0).abs() < 0.02, "{iterations}: {found}");
    }
    assert!((order_shows(MHC, wave(1.0).view(), 1) - 0.41).abs() < 5e-3);
    assert!(order_shows(MHC, wave(1.0).view(), 20) < 1e-5);
}

#[test]
fn sharp_logits_and_few_rounds_let_gradients_grow() {
    for (n, deviation) in [(2, 0.5), (2, 8.0), (4, 4.0), (8, 8.0)] {
        let [few, some, many] = [1, 8, 30].map(|rounds| backwards(MHC, n, deviation, rounds));
        let falls = |a: (f64, f64), b: (f64, f64)| b.0 < a.0 + 1e-6 && b.1 < a.1 + 1e-6;
        assert!(falls(few, some) && falls(some, many), "{n} {deviation} {few:?} {some:?} {many:?}");
    }
    let (off, gain) = backwards(MHC, 4, 1.0, 20);
    assert!(off < 1e-3 && gain < 1.001, "{off} {gain}");
    let [few, many] = [1, 30].map(|rounds| backwards(MHC, 4, 6.0, rounds));
    assert!(few.0 > 0.5 && few.1 > 1.2, "{few:?}");
    assert!(many.0 < 0.5 * few.0 && many.0 > 1e-3, "{few:?} {many:?}");
}

#[test]
fn four_streams_move_ten_times_as_much() {
    assert_eq!(traffic(1, 1000), (2000, 1000));
    assert_eq!(traffic(4, 1000), (21_024, 13_024));
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(MHC).overlapping_labels(), []);
}
