//! The typical mistakes of `share`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::knobs::{Ends, Knobs, Moved, Starts, Threads, Way, Work};

const BEGINS: &str = "(lines.offset + i * lines.row).is_multiple_of(lines.line)";
const SUM: &str = "costs[from..end].iter().sum::<u64>() <= most";
const TAKEN: &str = "ranges.push(from..end);";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_work(), of_lines(), of_ends()].into_iter().flatten().collect()
}

fn of_work() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "equal_rows",
            "each thread gets as many rows as another, whatever they cost and wherever a line begins. A range may end only where a line begins, and what is to be even is \
             the work.",
            |k| k.way = Way::EqualRows,
        ),
        Mistake::new(
            "rows_left_over",
            "⌊rows / threads⌋ rows go to each thread, and the rows that are left over to none.",
            |k| k.way = Way::EqualRowsDown,
        ),
        Mistake::new(
            "rest_to_the_last",
            "⌊rows / threads⌋ rows go to each thread, and what is left over to the last, whatever rows cost and wherever a line begins.",
            |k| k.way = Way::EqualRowsAndRest,
        ),
        Mistake::new(
            "equal_lines",
            "each thread gets as many lines as another, whatever their rows cost. What is to be even is the work.",
            |k| k.way = Way::EqualPieces,
        ),
        Mistake::<Knobs>::new(
            "by_count",
            "lines are kept apart, and the largest *number* of rows is made small instead of the largest work.",
            |k| k.work = Work::One,
        )
        .edit(SUM, "(end - from) as u64 <= most"),
        Mistake::new(
            "past_the_mean",
            "a range is closed as soon as it has the mean, the whole work over the threads, and the last thread takes what is left. What is over each time adds up, and \
             where one row is dear the last threads have nothing.",
            |k| k.way = Way::PastTheMean,
        ),
        Mistake::new(
            "before_the_mean",
            "a range is closed before it has more than the mean, and the last thread takes what is left. What is missing each time adds up there: the limit has to be the \
             smallest with which all rows find a thread, and that is seldom the mean.",
            |k| k.way = Way::BeforeTheMean,
        ),
        Mistake::new(
            "nearest_share",
            "each range ends where the work up to there is nearest to its share of the whole, 1/threads, 2/threads, and so on. That is near the best, and not always the \
             best.",
            |k| k.way = Way::NearestShare,
        ),
        Mistake::new(
            "one_after_the_other",
            "each thread in turn comes as near as it can to the mean of what is left. A thread that stays below leaves more for all others: that is near the best, and not \
             always the best.",
            |k| k.way = Way::Halves,
        ),
        Mistake::new(
            "costs_ignored",
            "row i is taken to cost i + 1, as in causal attention. `costs` says what it costs.",
            |k| k.work = Work::Causal,
        ),
        Mistake::<Knobs>::new(
            "in_32_bits",
            "work is summed in 32 bits, which end at 4.3 billion. Sums need u64.",
            |k| k.work = Work::In32Bits,
        ),
        Mistake::new(
            "single_precision",
            "work is summed in f32, which has 24 bits for it: beyond 16 million it rounds.",
            |k| k.work = Work::Single,
        ),
        Mistake::new(
            "double_precision",
            "work is summed in f64, which has 53 bits for it: beyond 2⁵³ it rounds.",
            |k| k.work = Work::Double,
        ),
        Mistake::new(
            "search_ends_early",
            "the search for the smallest limit ends before it is found, a few percent above.",
            |k| k.one_above = true,
        ),
        Mistake::<Knobs>::new("one_thread_fewer", "one of the threads gets nothing, though there is work for it.", |k| {
            k.threads = Threads::OneFewer;
        }),
        Mistake::new(
            "powers_of_two",
            "work is divided among as many threads as the largest power of two that is not above their number, and the others get nothing.",
            |k| k.threads = Threads::Powers,
        ),
    ]
}

fn of_lines() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "lines_forgotten",
            "a range ends wherever that is best for the work, also within a line, which two threads then write. It may end only where a line begins: at a byte that is a \
             multiple of `line`.",
            |k| k.starts = Starts::Anywhere,
        )
        .edit(BEGINS, "*i > 0"),
        Mistake::<Knobs>::new(
            "offset_forgotten",
            "lines are taken to begin with row 0. The output begins `offset` bytes after the start of a line, and so do its lines lie.",
            |k| k.starts = Starts::OffsetForgotten,
        )
        .edit(BEGINS, "(i * lines.row) % lines.line == 0"),
        Mistake::<Knobs>::new(
            "offset_subtracted",
            "`offset` is taken away where it has to be added: row i begins at byte offset + i · row.",
            |k| k.starts = Starts::OffsetSubtracted,
        )
        .edit(BEGINS, "(i * lines.row) % lines.line == lines.offset"),
        Mistake::<Knobs>::new("offset_in_rows", "`offset` is taken for a number of rows. It is one of bytes.", |k| {
            k.starts = Starts::OffsetInRows;
        })
        .edit(BEGINS, "((lines.offset + i) * lines.row) % lines.line == 0"),
        Mistake::new(
            "rows_in_a_line",
            "a line is taken to have ⌊line / row⌋ rows, or each row lines of its own where it is larger than one. Where the one is no multiple of the other, lines and rows \
             begin together more seldom.",
            |k| k.starts = Starts::RowsInALine,
        ),
        Mistake::<Knobs>::new(
            "rows_for_bytes",
            "a range ends where the *number* of the row is a multiple of `line`. A line is so many bytes long.",
            |k| k.starts = Starts::NumberOfRow,
        )
        .edit(BEGINS, "i % lines.line == 0"),
        Mistake::<Knobs>::new(
            "one_byte_early",
            "a range ends where the last byte of the row before is the first of a line. The first byte of the next has to be.",
            |k| k.starts = Starts::OneByteEarly,
        )
        .edit(BEGINS, "(lines.offset + i * lines.row).wrapping_sub(1) % lines.line == 0"),
        Mistake::new(
            "every_second_line",
            "only every second start of a line is used.",
            |k| k.starts = Starts::EverySecond,
        ),
        Mistake::<Knobs>::new(
            "not_before_the_last_row",
            "no range ends before the last row, although a line begins with it.",
            |k| k.starts = Starts::NotBeforeTheLast,
        )
        .edit("(1..costs.len())", "(1..costs.len().max(1) - 1)"),
        Mistake::new(
            "moved_up",
            "the division is the best without lines, and then each end is moved to the next start of a line. What was best is no longer: look for the best among those that \
             end where a line begins.",
            |k| k.moved = Moved::Up,
        ),
        Mistake::new(
            "moved_past_the_end",
            "ends are rounded up to the next start of a line, the last of them too, so that the last range has rows that there are not.",
            |k| k.moved = Moved::PastTheEnd,
        ),
        Mistake::new(
            "moved_down",
            "the division is the best without lines, and then each end is moved back to the start of a line. What was best is no longer: look for the best among those that \
             end where a line begins.",
            |k| k.moved = Moved::Down,
        ),
    ]
}

fn of_ends() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "ends_included",
            "the end of a range is meant as its last row. A range ends before its end, and so the last row of each thread is in none.",
            |k| k.ends = Ends::Inclusive,
        )
        .edit(TAKEN, "ranges.push(from..end.max(1) - 1);"),
        Mistake::<Knobs>::new(
            "ranges_overlap",
            "a range begins with the last row of the one before, which two threads then compute.",
            |k| k.ends = Ends::Overlap,
        )
        .edit(TAKEN, "ranges.push(if end > from { from.max(1) - 1 } else { from }..end);"),
        Mistake::<Knobs>::new(
            "gap",
            "a range begins one row after the one before has ended, and the row between is in none. An end is no longer part of its range, and so the next begins there.",
            |k| k.ends = Ends::Gap,
        )
        .edit(TAKEN, "ranges.push(if from > 0 { from + 1 } else { 0 }..end);"),
        Mistake::<Knobs>::new("last_row_missing", "the last row is in no range.", |k| {
            k.ends = Ends::LastRowMissing;
        }),
        Mistake::<Knobs>::new(
            "empty_ranges_missing",
            "threads for which nothing is left get no range. There is one for each thread, and it may be empty.",
            |k| k.ends = Ends::EmptyMissing,
        )
        .edit(TAKEN, "if from < end { ranges.push(from..end); }"),
        Mistake::<Knobs>::new("one_range_more", "there is a range more than there are threads.", |k| {
            k.threads = Threads::OneMore;
        })
        .edit("for _ in 0..threads", "for _ in 0..=threads"),
    ]
}
