use attention::lesson::tiles::workers::*;
use attention::solution::merge::merge;

#[test]
fn many_workers_give_what_one_does() {
    for row in decode(merge, &[1, 3, 64, 1024]) {
        assert_eq!(row.rounds, row.workers.next_power_of_two().trailing_zeros() as usize);
        assert_eq!(row.keys, CONTEXT.div_ceil(row.workers));
        assert!(row.difference < 1e-5, "{row:?}");
    }
}
