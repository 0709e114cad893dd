//! fast/share: rows for threads that write to no line together.

use std::ops::Range;

use ::fast::Lines;

/// Divides rows among `threads` threads: a range of consecutive rows for each, so that no two threads write to the same line of the
/// cache, and the largest work of a thread is as small as that allows. A thread's work is the sum of `costs[i]` over its rows i.
///
/// - There are as many ranges as threads, each row is in one of them, and ranges that are not empty are in order. A range may be
///   empty, wherever it lies.
/// - The output of row i takes `lines.row` bytes, from byte `lines.offset + i * lines.row` on, and a line begins at every multiple of
///   `lines.line`. What lies before row 0 or after the last row in a line does not matter, and a row is written whatever it costs.
///
/// Of several divisions that are as good, any will do. There may be no rows, fewer than threads, and up to some hundred; there is
/// at least one thread. A cost may be 0, and their sum is below 2⁶⁰. `lines.line` is a power of two from 1 to 256, `lines.row` is from
/// 1 to 4,096 and no multiple of anything, and `lines.offset` is less than `lines.line`.
pub fn share(costs: &[u64], lines: Lines, threads: usize) -> Vec<Range<usize>> {
    // A row may be the first of a thread where its output begins a line.
    let starts = (1..costs.len()).filter(|i| (lines.offset + i * lines.row).is_multiple_of(lines.line));
    let starts: Vec<usize> = starts.chain([costs.len()]).collect();
    let (mut low, mut high) = (0, costs.iter().sum());
    while low < high {
        let middle = low + (high - low) / 2;
        match filled(costs, &starts, threads, middle) {
            Some(_) => high = middle,
            None => low = middle + 1,
        }
    }
    filled(costs, &starts, threads, low).expect("one thread can do everything")
}

/// Each thread takes from what is left as much as it can, and no more than `most`: nothing, if that does not do for all rows.
fn filled(costs: &[u64], starts: &[usize], threads: usize, most: u64) -> Option<Vec<Range<usize>>> {
    let (mut ranges, mut from) = (Vec::new(), 0);
    for _ in 0..threads {
        let fits = |&end: &usize| end <= from || costs[from..end].iter().sum::<u64>() <= most;
        let end = starts.iter().copied().take_while(fits).last().unwrap_or(from);
        ranges.push(from..end);
        from = end;
    }
    (from == costs.len()).then_some(ranges)
}
