//! The typical mistakes of `mhc`: each turns a knob of the bent solution.

use judge::{Mistake, slips};

use super::bent::{Cut, Knobs, Norm, Order, Positive, Rounds, Scale, Squash, Step};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "rows_first",
            "project divides rows before columns. After twenty iterations nobody sees it, after one everybody does: columns \
             come first here, so that the rows sum to 1 exactly. (Kernels that go the other way apply the transpose.)",
            |k| k.order = Order::RowsColumns,
        ),
        Mistake::new(
            "ends_on_columns",
            "project ends with a division by columns: columns first, then rows and columns again one time less. Every \
             iteration is columns, then rows.",
            |k| k.order = Order::ColumnsLast,
        ),
        Mistake::new(
            "published_kernels",
            "project is what the published kernels compute: a softmax of the rows plus a small number, columns, then rows and \
             columns in turn. That is rows first, for a matrix that is then used transposed. Here columns come first, and nothing is \
             added.",
            |k| k.order = Order::Published,
        ),
        Mistake::new(
            "published_kernels_transposed",
            "project is what the published kernels compute, transposed as they apply it. That would be right but for the small \
             number that they add: a row may be smaller than that number, and nothing is added here.",
            |k| k.order = Order::PublishedTransposed,
        ),
        Mistake::new(
            "row_sums_along_columns",
            "project divides by the sums of the rows, but column j by the sum of row j: sum_axis(Axis(1)) broadcasts along the rows as \
             every one-dimensional array does. insert_axis(Axis(1)) makes a column of it.",
            |k| k.order = Order::RowsBroadcast,
        ),
        Mistake::new(
            "rows_only",
            "project divides only the rows: that is a softmax. The columns have to sum to 1 too, or streams can grow.",
            |k| k.order = Order::RowsOnly,
        ),
        Mistake::new(
            "columns_only",
            "project divides only the columns: sum_axis(Axis(0)) gives the sums of the columns, Axis(1) those of the rows.",
            |k| k.order = Order::ColumnsOnly,
        ),
        Mistake::new(
            "both_at_once",
            "project takes the sums of rows and columns of the same matrix and divides by both. The rows' sums have to be taken \
             after the columns are divided.",
            |k| k.order = Order::AtOnce,
        ),
        Mistake::new(
            "divided_by_total",
            "project divides by the sum of everything. Each column has its own sum, and then each row.",
            |k| k.order = Order::Total,
        ),
        Mistake::new("one_iteration", "project makes one iteration, whatever number is given.", |k| {
            k.rounds = Rounds::One
        }),
        Mistake::new(
            "one_iteration_more",
            "project makes one iteration more than it is told (0..=t).",
            |k| k.rounds = Rounds::OneMore,
        ),
        Mistake::new("one_iteration_less", "project makes one iteration less than it is told (1..t).", |k| {
            k.rounds = Rounds::OneLess
        }),
        Mistake::new("twenty_iterations", "project makes 20 iterations, whatever number is given.", |k| {
            k.rounds = Rounds::Twenty
        }),
        Mistake::new(
            "no_maximum",
            "exp overflows or underflows: no maximum is subtracted before it. Logits may be as large as ±1000.",
            |k| k.positive = Positive::NoMaximum,
        ),
        Mistake::new(
            "maximum_of_rows",
            "the maximum of each row is subtracted before exp. That multiplies rows by different factors, and the first division is \
             by columns: only the limit is the same. Subtract each column's maximum, or one for all.",
            |k| k.positive = Positive::RowMaximum,
        ),
        Mistake::new(
            "sigmoid_for_exp",
            "project starts from the sigmoid of the logits. It starts from exp.",
            |k| k.positive = Positive::Sigmoid,
        ),
        Mistake::new(
            "softplus_for_exp",
            "project starts from the softplus of the logits. It starts from exp.",
            |k| k.positive = Positive::Softplus,
        ),
        Mistake::new(
            "epsilon_in_the_sums",
            "project adds a small number to the matrix or to the sums that it divides by. A row may be smaller than that number: \
             nothing is added.",
            |k| k.in_sums = true,
        ),
        Mistake::new(
            "post_not_doubled",
            "post is σ. It is 2σ, so that a logit of 0 writes the output once, as a plain residual block does.",
            |k| k.squash = Squash::PostNotDoubled,
        ),
        Mistake::new("pre_doubled_too", "pre is doubled like post. pre is σ, only post is 2σ.", |k| {
            k.squash = Squash::BothDoubled
        }),
        Mistake::new("pre_doubled", "pre is 2σ and post σ: they are exchanged.", |k| {
            k.squash = Squash::PreDoubled
        }),
        Mistake::new(
            "softmax_for_sigmoid",
            "pre goes through a softmax over the streams. Each of its numbers goes through σ by itself.",
            |k| k.squash = Squash::Softmax,
        ),
        Mistake::new(
            "tanh_for_post",
            "post is 1 + tanh. It is 2σ, which is 1 + tanh of half as much.",
            |k| k.squash = Squash::PostTanh,
        ),
        Mistake::new("doubled_inside", "post is σ of twice the logit. It is twice σ of the logit.", |k| {
            k.squash = Squash::PostInside
        }),
        Mistake::new(
            "norm_of_each_stream",
            "each stream is normalised by itself, as a sub-layer's norm would do. There is one root mean square of all n · C \
             numbers: how large one stream is beside another is what the coefficients may depend on.",
            |k| k.norm = Norm::PerStream,
        ),
        Mistake::new(
            "norm_of_each_channel",
            "the root mean square is taken over the streams, for each channel. There is one of all n · C numbers.",
            |k| k.norm = Norm::PerChannel,
        ),
        Mistake::new("no_norm", "coefficients does not normalise the streams.", |k| k.norm = Norm::Nothing),
        Mistake::new("layer_norm", "the mean is subtracted before the division. RMSNorm does not.", |k| {
            k.norm = Norm::Layer
        }),
        Mistake::new(
            "divided_by_length",
            "the streams are divided by the root of the sum of squares. It is the mean of squares: divide by n · C inside the root.",
            |k| k.norm = Norm::Length,
        ),
        Mistake::new(
            "mean_over_width",
            "the sum of all squares is divided by C. There are n · C of them.",
            |k| k.norm = Norm::OverWidth,
        ),
        Mistake::new("no_epsilon", "epsilon is not used; it belongs under the root.", |k| {
            k.norm = Norm::NoEpsilon
        }),
        Mistake::new(
            "epsilon_outside",
            "epsilon is added to the root instead of to the mean of squares under it.",
            |k| k.norm = Norm::EpsilonOutside,
        ),
        Mistake::new(
            "no_root",
            "the streams are divided by the mean of squares; the root is missing.",
            |k| k.norm = Norm::NoRoot,
        ),
        Mistake::new(
            "flattened_by_columns",
            "the streams are laid out channel after channel. It is stream after stream, row by row: a view's iter() goes that \
             way whatever its memory looks like.",
            |k| k.norm = Norm::ByColumns,
        ),
        Mistake::new(
            "cut_pre_mix_post",
            "the columns are cut as pre, mix, post. They are n for pre, n for post, and then n² for mix.",
            |k| k.cut = Cut::PreMixPost,
        ),
        Mistake::new("cut_post_pre_mix", "the columns are cut as post, pre, mix: pre comes first.", |k| {
            k.cut = Cut::PostPreMix
        }),
        Mistake::new("cut_mix_first", "the columns are cut as mix, pre, post: mix comes last.", |k| {
            k.cut = Cut::MixPrePost
        }),
        Mistake::new(
            "mix_filled_by_columns",
            "the n² logits fill mix column after column. They fill it row after row.",
            |k| k.cut = Cut::MixTransposed,
        ),
        Mistake::new(
            "projected_and_transposed",
            "mix is the transpose of what project gives. mix[i, j] is what new stream i gets of old stream j, as project gives it; \
             kernels that transpose have divided rows first.",
            |k| k.cut = Cut::ProjectedTransposed,
        ),
        Mistake::new(
            "scale_on_bias",
            "scale multiplies the bias too: α · (x · φ + b). The bias is added after.",
            |k| k.scale = Scale::BiasToo,
        ),
        Mistake::new("no_scale", "scale is not used: each group has its factor.", |k| {
            k.scale = Scale::Nothing
        }),
        Mistake::new("one_scale_for_all", "the first factor of scale is used for all three groups.", |k| {
            k.scale = Scale::FirstForAll
        }),
        Mistake::new("no_bias", "the bias is not added.", |k| k.scale = Scale::NoBias),
        Mistake::new(
            "tanh_as_in_hyper_connections",
            "the product goes through tanh before scale and bias. Hyper-connections did so; the manifold-constrained ones do \
             not.",
            |k| k.scale = Scale::Tanh,
        ),
        Mistake::new(
            "mix_transposed",
            "step multiplies by the transpose of mix: new stream j gets mix[i, j] of old stream i. New stream i gets mix[i, j] \
             of old stream j.",
            |k| k.step = Step::MixTransposed,
        ),
        Mistake::new("not_mixed", "the old streams are kept as they are and mix is not used.", |k| {
            k.step = Step::NotMixed
        }),
        Mistake::new(
            "residual_too",
            "the streams are added once more, beside mix times the streams. mix is the residual connection.",
            |k| k.step = Step::ResidualToo,
        ),
        Mistake::new(
            "no_residual",
            "only what is written is returned; mix times the streams is missing.",
            |k| k.step = Step::NoResidual,
        ),
        Mistake::new(
            "post_ignored",
            "every stream gets the sub-layer's output once. Stream i gets post[i] times the output.",
            |k| k.step = Step::PostIgnored,
        ),
        Mistake::new(
            "reads_the_mean",
            "the sub-layer reads the mean of the streams. It reads pre times the streams.",
            |k| k.step = Step::PreIgnored,
        ),
        Mistake::new(
            "reads_the_sum",
            "the sub-layer reads the sum of the streams. It reads pre times the streams.",
            |k| k.step = Step::PreSummed,
        ),
        Mistake::new(
            "pre_divided_by_sum",
            "pre is divided by its sum before it is used. It need not sum to 1.",
            |k| k.step = Step::PreNormalised,
        ),
        Mistake::new("pre_and_post_exchanged", "step reads with post and writes with pre.", |k| {
            k.step = Step::PrePostExchanged
        }),
        Mistake::new(
            "layer_on_each_stream",
            "the sub-layer is called on each stream, and its outputs are weighted with pre. It is called once, on the weighted sum: \
             that several streams cost one sub-layer is the point.",
            |k| k.step = Step::EachStream,
        ),
        Mistake::new(
            "layer_called_for_each_stream",
            "the values are right, and the sub-layer is called again for each stream that it writes to. Call it once.",
            |k| k.step = Step::CalledOften,
        ),
        Mistake::new(
            "each_stream_by_itself",
            "each stream goes through the sub-layer by itself, times its own pre, and gets its own output. The sub-layer is called once, \
             on the sum of all streams weighted with pre, and its output is written to all.",
            |k| k.step = Step::OwnStream,
        ),
        Mistake::new(
            "reads_mixed_streams",
            "the sub-layer reads the streams after they were mixed. It reads them as they came.",
            |k| k.step = Step::ReadsMixed,
        ),
        Mistake::new(
            "normed_before_the_layer",
            "step normalises what the sub-layer reads. The sub-layer has its own norm inside.",
            |k| k.step = Step::ReadsNormed,
        ),
        Mistake::new(
            "normalised_streams_mixed",
            "the normalised streams are read and mixed. The norm is only for the coefficients.",
            |k| k.step = Step::MixesNormed,
        ),
        Mistake::new(
            "output_mixed_too",
            "mix multiplies what is written too: mix · (streams + postᵀ output). Only the old streams are mixed.",
            |k| k.step = Step::MixesOutput,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}
