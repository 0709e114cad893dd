//! The typical mistakes of `tensor_parallel`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Backward, Channels, Gelu, Knobs, Sum};

const OUTPUT: &str = "sum(comm, hidden.dot(&mlp.down)) + &mlp.down_bias";
const OF_INPUT: &str = "input: sum(comm, of_before.dot(&mlp.up.t()))";
const DOWN: &str = "down: before.mapv(gelu).t().dot(&gradient)";
const DOWN_BIAS: &str = "down_bias: gradient.sum_axis(Axis(0))";
const SLOPE: &str = " * before.mapv(gelu_slope)";
const OWN: &str = "let own = shard(mlp.up.ncols(), size, rank);";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_backward(), of_forward(), of_split(), by_law()].into_iter().flatten().collect()
}

fn of_backward() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "input_gradient_not_summed",
            "the gradient of the input is what the own hidden channels say of it. The input goes to the channels of all ranks, so its gradient is a sum over \
             them: an all-reduce, the one that the forward pass does not show.",
            |k| k.input = Sum::Missing,
        )
        .edit(OF_INPUT, "input: of_before.dot(&mlp.up.t())"),
        Mistake::<Knobs>::new(
            "input_gradient_is_mean",
            "the gradient of the input is divided by the number of ranks. Ranks have different hidden channels of one loss, not different losses: it is their sum.",
            |k| k.input = Sum::Mean,
        )
        .edit(OF_INPUT, "input: sum(comm, of_before.dot(&mlp.up.t())) / comm.size() as f64"),
        Mistake::<Knobs>::new(
            "output_gradient_summed",
            "the gradient of the outputs is summed over ranks before it is used, and so is N times too large. All ranks have the whole of it: what was an \
             all-reduce forward is nothing backward.",
            |k| k.backward = Backward::GradientSummed,
        ),
        Mistake::<Knobs>::new(
            "weights_summed",
            "the gradients of `up`, `up_bias` and `down` are summed over ranks, as for replicas. Here each rank has other weights: its gradients are its own.",
            |k| k.backward = Backward::WeightsSummed,
        ),
        Mistake::<Knobs>::new(
            "bias_gradient_summed",
            "the gradient of `down_bias` is summed over ranks, N times what it is. All ranks compute the same one already.",
            |k| k.backward = Backward::BiasSummed,
        ),
        Mistake::<Knobs>::new(
            "bias_gradient_shared",
            "the gradient of `down_bias` is divided by the number of ranks. Each has the whole bias, which is added once, and so the whole gradient.",
            |k| k.backward = Backward::BiasShared,
        )
        .edit(DOWN_BIAS, "down_bias: gradient.sum_axis(Axis(0)) / comm.size() as f64"),
        Mistake::<Knobs>::new(
            "no_derivative",
            "backward goes past the GELU as if it were not there. What goes back through it is multiplied by its derivative.",
            |k| k.backward = Backward::NoSlope,
        )
        .edit(SLOPE, ""),
        Mistake::<Knobs>::new(
            "derivative_of_hidden",
            "the derivative of the GELU is taken at what it gave. It is taken at what it was given, the hidden channels before it.",
            |k| k.backward = Backward::SlopeOfHidden,
        )
        .edit(SLOPE, " * before.mapv(gelu).mapv(gelu_slope)"),
        Mistake::<Knobs>::new(
            "down_of_before",
            "the gradient of `down` is made of the hidden channels before the GELU. `down` has seen them after it.",
            |k| k.backward = Backward::DownOfBefore,
        )
        .edit(DOWN, "down: before.t().dot(&gradient)"),
    ]
}

fn of_forward() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "outputs_not_summed",
            "forward gives what the own hidden channels say of the outputs, and the bias. The outputs are a sum over all of them: one all-reduce.",
            |k| k.output = Sum::Missing,
        )
        .edit(OUTPUT, "hidden.dot(&mlp.down) + &mlp.down_bias"),
        Mistake::<Knobs>::new(
            "outputs_are_mean",
            "the parts of the outputs are averaged over ranks. They are terms of one sum: nothing is divided by the number of ranks.",
            |k| k.output = Sum::Mean,
        )
        .edit(OUTPUT, "sum(comm, hidden.dot(&mlp.down)) / comm.size() as f64 + &mlp.down_bias"),
        Mistake::<Knobs>::new(
            "bias_on_each",
            "`down_bias` is added on each rank before the sum, so that it comes in N times. Add what all ranks have after the sum, or on one of them.",
            |k| k.bias_on_each = true,
        )
        .edit(OUTPUT, "sum(comm, hidden.dot(&mlp.down) + &mlp.down_bias)"),
        Mistake::<Knobs>::new("no_down_bias", "`down_bias` is not added.", |k| k.no_down_bias = true)
            .edit(OUTPUT, "sum(comm, hidden.dot(&mlp.down))"),
        Mistake::<Knobs>::new("no_up_bias", "`up_bias` is not added.", |k| k.no_up_bias = true),
        Mistake::<Knobs>::new(
            "erf",
            "GELU is computed with erf. It is the one with tanh here: they differ in the fourth digit, in both directions.",
            |k| k.gelu = Gelu::Erf,
        ),
        Mistake::<Knobs>::new(
            "sigmoid",
            "GELU is computed as x · σ(1.702 x). It is the one with tanh here.",
            |k| k.gelu = Gelu::Quick,
        ),
        Mistake::<Knobs>::new("no_gelu", "there is no GELU between `up` and `down`.", |k| k.gelu = Gelu::None),
    ]
}

fn of_split() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "down_reversed",
            "the rows of `down` are those of other hidden channels than the columns of `up`: the last block comes first. A hidden channel is a column of `up` and \
             the row of `down` with the same number.",
            |k| k.channels = Channels::DownReversed,
        ),
        Mistake::<Knobs>::new(
            "up_strided",
            "`up` is split into columns r, r + N, r + 2N and so on, `down` into rows that follow each other. A hidden channel is a column of `up` and the row of \
             `down` with the same number: split both alike, at `shard(f, size, rank)`.",
            |k| k.channels = Channels::UpStrided,
        ),
        Mistake::<Knobs>::new(
            "strided",
            "a rank has the hidden channels r, r + N, r + 2N and so on. The sum over ranks is right, but shards follow each other: `shard(f, size, rank)`.",
            |k| k.channels = Channels::Strided,
        ),
        Mistake::<Knobs>::new(
            "rest_lost",
            "each rank has f / N hidden channels, rounded down, and those that are left over are on no rank.",
            |k| k.channels = Channels::RestLost,
        )
        .edit(OWN, "let each = mlp.up.ncols() / size;\n    let _ = shard;\n    let own = rank * each..(rank + 1) * each;"),
        Mistake::<Knobs>::new(
            "rounded_up",
            "each rank has f / N hidden channels, rounded up, and the last ones get what is left. Here the first f mod N ranks have one more: \
             `shard(f, size, rank)`.",
            |k| k.channels = Channels::RoundedUp,
        ),
        Mistake::<Knobs>::new(
            "rest_to_last",
            "the last rank has all hidden channels that are left over. Here the first f mod N ranks have one more: `shard(f, size, rank)`.",
            |k| k.channels = Channels::RestToLast,
        ),
    ]
}

fn by_law() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "gathers_weights",
            "forward moves more bytes than a sum of the outputs needs, as when each rank gathers all weights and computes the whole. Weights stay where they are: \
             only parts of the outputs travel.",
            |k| k.gathers_weights = true,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "whole_to_each",
            "some rank sends whole outputs, or gradients, to each of the others: N − 1 times as much, where an all-reduce on a ring sends less than twice. Use \
             `all_reduce`, or do it in chunks.",
            |k| {
                k.output = Sum::Each;
                k.input = Sum::Each;
            },
        )
        .by_law(),
    ]
}
