//! The typical mistakes of `loss`.

use judge::Mistake;

use super::bent::{Knobs, L};

pub(super) fn of_loss() -> Vec<Mistake<Knobs>> {
    [of_value(), of_gradient(), of_rows()].into_iter().flatten().collect()
}

fn of_value() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "biased",
            "loss divides the queue's covariance by N. It is N − 1, as in `frechet`: the queue is a sample.",
            |k| k.l = L::Biased,
        ),
        Mistake::<Knobs>::new(
            "not_normalised",
            "loss is the distance itself. It is FD/(FD + 0.01), whose gradient keeps its size while FD shrinks, and so is comparable between encoders.",
            |k| k.l = L::NotNormalised,
        )
        .edit("    let gradient = (by_covariance + by_mean) / (distance + 0.01);\n    FdValue { distance, loss: distance / (distance + 0.01), gradient }", "    let gradient = by_covariance + by_mean;\n    FdValue { distance, loss: distance, gradient }"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "loss is FD/FD: 1 always, and not a number or anything at all where FD is 0. The denominator is FD + 0.01.",
            |k| k.l = L::NoEpsilon,
        )
        .edit("    let gradient = (by_covariance + by_mean) / (distance + 0.01);\n    FdValue { distance, loss: distance / (distance + 0.01), gradient }", "    let gradient = (by_covariance + by_mean) / distance;\n    FdValue { distance, loss: distance / distance, gradient }"),
        Mistake::<Knobs>::new("epsilon_one", "loss is FD/(FD + 1). The constant is 0.01.", |k| {
            k.l = L::EpsilonOne
        })
        .edit("    let gradient = (by_covariance + by_mean) / (distance + 0.01);\n    FdValue { distance, loss: distance / (distance + 0.01), gradient }", "    let gradient = (by_covariance + by_mean) / (distance + 1.0);\n    FdValue { distance, loss: distance / (distance + 1.0), gradient }"),
        Mistake::<Knobs>::new(
            "new_alone",
            "loss takes the moments of the new rows alone. All rows of the queue count: that is why there is one. With fewer rows than features their covariance is singular, too.",
            |k| k.l = L::NewAlone,
        ),
    ]
}

fn of_gradient() -> Vec<Mistake<Knobs>> {
    let scale = "let gradient = (by_covariance + by_mean) / (distance + 0.01);";
    let by_mean = "(&own_mean - &mean) * (2.0 / size as f64)";
    let by_covariance = "centred.dot(&slope) * (2.0 / (size as f64 - 1.0))";
    vec![
        Mistake::<Knobs>::new(
            "through_normaliser",
            "the gradient goes through the denominator, too, and is 0.01/(FD + 0.01) times as large as it should be. The denominator is held constant (sg, or detach).",
            |k| k.l = L::ThroughNormaliser,
        )
        .edit(scale, "let gradient = (by_covariance + by_mean) * 0.01 / (distance + 0.01).powi(2);"),
        Mistake::<Knobs>::new(
            "gradient_of_distance",
            "the gradient is that of FD. It is to be divided by FD + 0.01, as the loss is.",
            |k| k.l = L::OfDistance,
        )
        .edit(scale, "let gradient = by_covariance + by_mean;"),
        Mistake::<Knobs>::new(
            "downhill",
            "the gradient has the wrong sign: it points to where the loss falls. The optimiser takes it away, not the loss.",
            |k| k.l = L::Uphill,
        )
        .edit(scale, "let gradient = (by_covariance + by_mean) / -(distance + 0.01);"),
        Mistake::<Knobs>::new(
            "divided_by_new",
            "the gradient has the number of new rows where N belongs, in the mean's part or in both. A row is one of N, whether the others are new or not.",
            |k| k.l = L::OverNew,
        )
        .edit(by_mean, "(&own_mean - &mean) * (2.0 / new as f64)"),
        Mistake::<Knobs>::new(
            "averaged_over_new",
            "the gradient is right but for a division by the number of new rows, as if the loss were a mean over them. It is one number of the whole queue.",
            |k| k.l = L::Averaged,
        )
        .edit(scale, "let gradient = (by_covariance + by_mean) / (distance + 0.01) / new as f64;"),
        Mistake::<Knobs>::new(
            "no_mean_part",
            "the gradient leaves out how the mean moves: 2/N (μ − μ') in every row.",
            |k| k.l = L::NoMeanPart,
        )
        .edit(by_mean, "(&own_mean - &mean) * (0.0 / size as f64)"),
        Mistake::<Knobs>::new(
            "no_covariance_part",
            "the gradient leaves out how the covariance changes: 2/(N − 1) (I − T)(x − μ).",
            |k| k.l = L::NoCovariancePart,
        )
        .edit(by_covariance, "centred.dot(&slope) * (0.0 / (size as f64 - 1.0))"),
        Mistake::<Knobs>::new(
            "covariance_once",
            "the gradient has the covariance's part once. x stands in (x − μ)(x − μ)ᵀ twice.",
            |k| k.l = L::CovarianceOnce,
        )
        .edit(by_covariance, "centred.dot(&slope) / (size as f64 - 1.0)"),
        Mistake::<Knobs>::new(
            "mean_once",
            "the gradient has the mean's part once. The derivative of a square is twice what is squared.",
            |k| k.l = L::MeanOnce,
        )
        .edit(by_mean, "(&own_mean - &mean) / size as f64"),
        Mistake::<Knobs>::new(
            "gradient_not_centred",
            "the gradient multiplies I − T by the row itself. It is the row less the mean.",
            |k| k.l = L::NotCentred,
        )
        .edit("queue.features.select(Axis(0), &newest) - &own_mean", "queue.features.select(Axis(0), &newest)"),
        Mistake::<Knobs>::new(
            "gradient_biased",
            "the gradient divides the covariance's part by N. The covariance is divided by N − 1, and so is its change.",
            |k| k.l = L::GradientBiased,
        )
        .edit(by_covariance, "centred.dot(&slope) * (2.0 / size as f64)"),
        Mistake::<Knobs>::new(
            "no_map",
            "the gradient has I for I − T: the trace of the root is held constant. It changes with Σ, too, by half of T, and is taken away twice.",
            |k| k.l = L::NoMap,
        )
        .edit("root.dot(&inverse).dot(&root);", "root.dot(&inverse).dot(&root) * 0.0;"),
        Mistake::<Knobs>::new(
            "map_twice",
            "the gradient has I − 2T. FD has the trace of the root twice, but the derivative of a root halves it.",
            |k| k.l = L::MapTwice,
        )
        .edit("root.dot(&inverse).dot(&root);", "root.dot(&inverse).dot(&root) * 2.0;"),
        Mistake::<Knobs>::new(
            "map_inverted",
            "the gradient has the inverse of T, the map from the data to the queue. T takes the queue to the data: where the queue is too narrow, T is above 1, and I − T below 0.",
            |k| k.l = L::MapInverted,
        ),
        Mistake::<Knobs>::new(
            "map_of_roots",
            "the gradient has Σ'^½ Σ^−½ for T. That is right where the matrices commute.",
            |k| k.l = L::RootsApart,
        ),
    ]
}

fn of_rows() -> Vec<Mistake<Knobs>> {
    let newest = "(queue.next + size - new + i) % size";
    vec![
        Mistake::<Knobs>::new(
            "last_rows",
            "the gradient is of the last rows in memory. The newest lie before `next`, and may go over the end of the ring.",
            |k| k.l = L::LastRows,
        )
        .edit(newest, "size - new + i"),
        Mistake::<Knobs>::new(
            "first_rows",
            "the gradient is of the first rows in memory. The newest lie before `next`, and may go over the end of the ring.",
            |k| k.l = L::FirstRows,
        )
        .edit(newest, "i"),
        Mistake::<Knobs>::new(
            "oldest_rows",
            "the gradient is of the rows from `next` on, which are the oldest. The newest lie before it.",
            |k| k.l = L::OldestRows,
        )
        .edit(newest, "(queue.next + i) % size"),
        Mistake::<Knobs>::new(
            "rows_one_late",
            "the gradient is of rows one place too late: the row at `next` is the oldest. The newest is the one before it.",
            |k| k.l = L::OneLate,
        )
        .edit(newest, "(queue.next + size - new + i + 1) % size"),
        Mistake::<Knobs>::new(
            "rows_from_the_start",
            "the gradient is of rows from 0 on where the newest begin at the end of the ring and go over it.",
            |k| k.l = L::FromTheStart,
        )
        .edit(newest, "queue.next.saturating_sub(new) + i"),
        Mistake::<Knobs>::new(
            "rows_as_in_memory",
            "the gradient has the right rows in the order of memory. Where they go over the end of the ring, those at the end were written first.",
            |k| k.l = L::MemoryOrder,
        ),
        Mistake::<Knobs>::new("newest_first", "the gradient begins with the newest row.", |k| k.l = L::NewestFirst)
            .edit("(0..new).map", "(0..new).rev().map"),
        Mistake::<Knobs>::new(
            "gradient_of_all",
            "the gradient has a row for each in the queue. Old ones are constants: the network that made them is gone.",
            |k| k.l = L::AllRows,
        ),
    ]
}
