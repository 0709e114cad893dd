//! The typical mistakes of `fd_loss`: those of `loss` have a file of their own.

use judge::{Mistake, slips};

use super::bent::{E, Knobs, P};
use super::of_loss::of_loss;
use crate::frechet::laid::Read;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_loss(), of_push(), of_ema(), of_views()].into_iter().flatten().collect()
}

fn of_push() -> Vec<Mistake<Knobs>> {
    let next = "queue.next = (queue.next + 1) % queue.features.nrows();";
    vec![
        Mistake::<Knobs>::new(
            "no_wrap",
            "push writes beyond the last row of the ring, and stops there with a panic, or leaves `next` at N. Take the place modulo N.",
            |k| k.p = P::NoWrap,
        )
        .edit(next, "queue.next += 1;"),
        Mistake::<Knobs>::new(
            "next_unwrapped",
            "push writes to the right rows, but `next` counts on beyond N. It is the row that the next feature goes to, from 0 to N − 1.",
            |k| k.p = P::Unwrapped,
        ),
        Mistake::<Knobs>::new(
            "restarts",
            "push begins at row 0 again if not all new rows fit before the end. The oldest features are then not those that go: the rows at the end stay for another round.",
            |k| k.p = P::Restarts,
        ),
        Mistake::<Knobs>::new(
            "truncated",
            "push leaves out the rows that do not fit before the end of the ring. They belong to its first rows.",
            |k| k.p = P::Truncated,
        ),
        Mistake::<Knobs>::new(
            "pointer_stays",
            "push does not move `next` behind what it has written: the next batch would take the place of this one, and the old features would stay for ever.",
            |k| k.p = P::PointerStays,
        ),
        Mistake::<Knobs>::new(
            "pointer_by_one",
            "push moves `next` by one for each batch, not for each row.",
            |k| k.p = P::PointerByOne,
        ),
        Mistake::<Knobs>::new("rows_backwards", "push writes the rows of a batch in reverse order.", |k| {
            k.p = P::NewestFirst;
        })
        .edit("in rows.rows()", "in rows.rows().into_iter().rev()"),
        Mistake::<Knobs>::new(
            "shifts",
            "push moves all rows up and puts the new ones last. The features are the same, in other places: here the ring stays where it is, and `next` moves.",
            |k| k.p = P::Shifts,
        ),
        Mistake::<Knobs>::new(
            "behind_next",
            "push writes the first row one behind `next`. `next` is where it goes.",
            |k| k.p = P::Behind,
        ),
    ]
}

fn of_ema() -> Vec<Mistake<Knobs>> {
    let share = "let share = (1.0 - beta) / count;";
    vec![
        Mistake::<Knobs>::new(
            "averages_covariances",
            "ema averages covariances. Between batches whose means differ there is spread, too, that no batch's covariance knows of: average x xᵀ, and take the mean away at the end.",
            |k| k.e = E::Covariances,
        ),
        Mistake::<Knobs>::new(
            "beta_exchanged",
            "ema gives β to the new rows and 1 − β to what was there.",
            |k| k.e = E::BetaExchanged,
        ),
        Mistake::<Knobs>::new("summed", "ema adds the sum over the new rows, not their mean.", |k| {
            k.e = E::Summed
        })
        .edit(share, "let share = (1.0 - beta) / count.min(1.0);"),
        Mistake::<Knobs>::new(
            "second_unbiased",
            "ema divides the sum of x xᵀ by m − 1. That belongs to covariances, whose mean is taken from the same rows; here it is a plain mean.",
            |k| k.e = E::Unbiased,
        ),
        Mistake::<Knobs>::new(
            "covariance_unbiased",
            "ema multiplies the covariance by m/(m − 1). The averages are over all rows so far; there is no m to correct for.",
            |k| k.e = E::CovarianceUnbiased,
        )
        .edit("&averages.second - &column.dot(&column.t())", "(&averages.second - &column.dot(&column.t())) * (count / (count - 1.0))"),
        Mistake::<Knobs>::new(
            "mean_before",
            "ema takes away the mean from before the new rows. Both averages have to be of one time.",
            |k| k.e = E::MeanBefore,
        ),
        Mistake::<Knobs>::new(
            "second_given",
            "ema gives the average of x xᵀ back. The covariance is that, less the mean times itself.",
            |k| k.e = E::SecondReturned,
        )
        .edit(
            "&averages.second - &column.dot(&column.t())",
            "&averages.second - &(column.dot(&column.t()) * 0.0)",
        ),
        Mistake::<Knobs>::new(
            "row_by_row",
            "ema applies β once for each row. It is applied once for a batch, to the mean over its rows.",
            |k| k.e = E::RowByRow,
        ),
        Mistake::<Knobs>::new(
            "averages_not_kept",
            "ema computes the new averages and leaves the old ones where they were.",
            |k| k.e = E::NotKept,
        ),
        Mistake::<Knobs>::new(
            "covariance_of_batch",
            "ema gives the covariance of the new rows alone.",
            |k| k.e = E::NewAlone,
        ),
    ]
}

fn of_views() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.read = Read::Slice), slips::memory_order(|k| k.read = Read::Memory)]
}
