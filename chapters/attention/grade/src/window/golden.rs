//! What is known of `window` from elsewhere.

use judge::Golden;

use super::reference_mask;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a_query_sees_as_many_keys_as_the_window_and_its_own_is_the_last]
}

fn a_query_sees_as_many_keys_as_the_window_and_its_own_is_the_last() {
    for (n, m, window) in [(7, 7, 3), (3, 8, 4), (6, 4, 3), (4, 6, 1), (5, 5, 9)] {
        for (i, row) in reference_mask((n, m, window)).outer_iter().enumerate() {
            let own = i as i64 + m as i64 - n as i64;
            let keys: Vec<i64> = (0..m).filter(|&j| row[j]).map(|j| j as i64).collect();
            let first = (own + 1 - window as i64).max(0);
            assert_eq!(keys, (first..=own).collect::<Vec<_>>(), "{n} {m} {window}, query {i}");
        }
    }
}
