//! The typical mistakes of `mhc`: each turns a knob of the bent solution.

use judge::{Mistake, slips};

use super::bent::{Cut, Knobs, Norm, Order, Positive, Rounds, Scale, Squash, Step};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "rows_first",
            "project divides rows before columns. After twenty iterations nobody sees it, after one everybody does: columns \
             come first here, so that the rows sum to 1 exactly. (Kernels that go the other way apply the transpose.)",
            |k| k.order = Order::RowsColumns,
        )
        .edit(
            "        matrix /= &matrix.sum_axis(Axis(0));\n        matrix /= &matrix.sum_axis(Axis(1)).insert_axis(Axis(1));\n",
            "        matrix /= &matrix.sum_axis(Axis(1)).insert_axis(Axis(1));\n        matrix /= &matrix.sum_axis(Axis(0));\n",
        ),
        Mistake::<Knobs>::new(
            "ends_on_columns",
            "project ends with a division by columns: they are divided once more after the last rows, or the rows one time less. \
             Every iteration is columns, then rows, and the rows have the last word.",
            |k| k.order = Order::ColumnsLast,
        )
        .edit("    }\n    matrix\n}", "    }\n    matrix /= &matrix.sum_axis(Axis(0));\n    matrix\n}"),
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
        Mistake::<Knobs>::new(
            "row_sums_along_columns",
            "project divides by the sums of the rows, but column j by the sum of row j: sum_axis(Axis(1)) broadcasts along the rows as \
             every one-dimensional array does. insert_axis(Axis(1)) makes a column of it.",
            |k| k.order = Order::RowsBroadcast,
        )
        .edit(".sum_axis(Axis(1)).insert_axis(Axis(1));", ".sum_axis(Axis(1));"),
        Mistake::<Knobs>::new(
            "rows_only",
            "project divides only the rows: that is a softmax. The columns have to sum to 1 too, or streams can grow.",
            |k| k.order = Order::RowsOnly,
        )
        .edit("        matrix /= &matrix.sum_axis(Axis(0));\n", ""),
        Mistake::<Knobs>::new(
            "columns_only",
            "project divides only the columns: sum_axis(Axis(0)) gives the sums of the columns, Axis(1) those of the rows.",
            |k| k.order = Order::ColumnsOnly,
        )
        .edit("        matrix /= &matrix.sum_axis(Axis(1)).insert_axis(Axis(1));\n", ""),
        Mistake::<Knobs>::new(
            "both_at_once",
            "project takes the sums of rows and columns of the same matrix and divides by both. The rows' sums have to be taken \
             after the columns are divided.",
            |k| k.order = Order::AtOnce,
        )
        .edit(
            "        matrix /= &matrix.sum_axis(Axis(0));\n        matrix /= &matrix.sum_axis(Axis(1)).insert_axis(Axis(1));\n",
            "        let [down, across] = [Axis(0), Axis(1)].map(|axis| matrix.sum_axis(axis));\n        matrix /= &down;\n        matrix /= &across.insert_axis(Axis(1));\n",
        ),
        Mistake::<Knobs>::new(
            "divided_by_total",
            "project divides by the sum of everything. Each column has its own sum, and then each row.",
            |k| k.order = Order::Total,
        )
        .edit(
            "        matrix /= &matrix.sum_axis(Axis(0));\n        matrix /= &matrix.sum_axis(Axis(1)).insert_axis(Axis(1));\n",
            "        let sum = matrix.sum();\n        matrix /= sum;\n",
        ),
        Mistake::<Knobs>::new("one_iteration", "project makes one iteration, whatever number is given.", |k| {
            k.rounds = Rounds::One
        })
        .edit("0..iterations", "0..iterations.min(1)"),
        Mistake::<Knobs>::new(
            "one_iteration_more",
            "project makes one iteration more than it is told (0..=t).",
            |k| k.rounds = Rounds::OneMore,
        )
        .edit("0..iterations", "0..=iterations"),
        Mistake::<Knobs>::new("one_iteration_less", "project makes one iteration less than it is told (1..t).", |k| {
            k.rounds = Rounds::OneLess
        })
        .edit("0..iterations", "1..iterations"),
        Mistake::<Knobs>::new("twenty_iterations", "project makes 20 iterations, whatever number is given.", |k| {
            k.rounds = Rounds::Twenty
        })
        .edit("0..iterations", "0..20"),
        Mistake::<Knobs>::new(
            "no_maximum",
            "exp overflows or underflows: no maximum is subtracted before it. Logits may be as large as ±1000.",
            |k| k.positive = Positive::NoMaximum,
        )
        .edit("(x - largest).exp()", "x.exp()"),
        Mistake::<Knobs>::new(
            "maximum_of_rows",
            "the maximum of each row is subtracted before exp. That multiplies rows by different factors, and the first division is \
             by columns: only the limit is the same. Subtract each column's maximum, or one for all.",
            |k| k.positive = Positive::RowMaximum,
        )
        .edit(
            "let mut matrix = logits.mapv(|x| (x - largest).exp());",
            "let mut matrix = logits.to_owned();\n    for mut row in matrix.rows_mut() {\n        let largest = row.fold(f32::NEG_INFINITY, |largest, &x| largest.max(x));\n        row.mapv_inplace(|x| (x - largest).exp());\n    }",
        ),
        Mistake::<Knobs>::new(
            "sigmoid_for_exp",
            "project starts from the sigmoid of the logits. It starts from exp.",
            |k| k.positive = Positive::Sigmoid,
        )
        .edit("logits.mapv(|x| (x - largest).exp())", "logits.mapv(sigmoid)"),
        Mistake::<Knobs>::new(
            "softplus_for_exp",
            "project starts from the softplus of the logits. It starts from exp.",
            |k| k.positive = Positive::Softplus,
        )
        .edit(
            "logits.mapv(|x| (x - largest).exp())",
            "logits.mapv(|x| x.max(0.0) + (-x.abs()).exp().ln_1p())",
        ),
        Mistake::<Knobs>::new(
            "epsilon_in_the_sums",
            "project adds a small number to the matrix or to the sums that it divides by. A row may be smaller than that number: \
             nothing is added.",
            |k| k.in_sums = true,
        )
        .edit(
            "        matrix /= &matrix.sum_axis(Axis(0));\n        matrix /= &matrix.sum_axis(Axis(1)).insert_axis(Axis(1));\n",
            "        matrix /= &(matrix.sum_axis(Axis(0)) + 1e-6);\n        matrix /= &(matrix.sum_axis(Axis(1)) + 1e-6).insert_axis(Axis(1));\n",
        ),
        Mistake::<Knobs>::new(
            "sums_held",
            "project takes sums below a small number to be that number (a clamp, or max). A row may be smaller than that before it is \
             divided, and then does not sum to 1.",
            |k| k.sums_held = true,
        )
        .edit(
            "        matrix /= &matrix.sum_axis(Axis(0));\n        matrix /= &matrix.sum_axis(Axis(1)).insert_axis(Axis(1));\n",
            "        matrix /= &matrix.sum_axis(Axis(0)).mapv(|sum| sum.max(1e-6));\n        matrix /= &matrix.sum_axis(Axis(1)).mapv(|sum| sum.max(1e-6)).insert_axis(Axis(1));\n",
        ),
        Mistake::<Knobs>::new(
            "softmax_first",
            "project begins with a softmax of the rows, and makes its iterations on that. It begins with exp: rows that were divided \
             once before the first columns are other rows.",
            |k| k.positive = Positive::RowSoftmax,
        )
        .edit(
            "let mut matrix = logits.mapv(|x| (x - largest).exp());",
            "let mut matrix = logits.to_owned();\n    for mut row in matrix.rows_mut() {\n        let largest = row.fold(f32::NEG_INFINITY, |largest, &x| largest.max(x));\n        row.mapv_inplace(|x| (x - largest).exp());\n        let sum = row.sum();\n        row /= sum;\n    }",
        ),
        Mistake::<Knobs>::new(
            "post_not_doubled",
            "post is σ. It is 2σ, so that a logit of 0 writes the output once, as a plain residual block does.",
            |k| k.squash = Squash::PostNotDoubled,
        )
        .edit("2.0 * sigmoid(logit(n + i, 1))", "sigmoid(logit(n + i, 1))"),
        Mistake::<Knobs>::new("pre_doubled_too", "pre is doubled like post. pre is σ, only post is 2σ.", |k| {
            k.squash = Squash::BothDoubled
        })
        .edit("sigmoid(logit(i, 0))", "2.0 * sigmoid(logit(i, 0))"),
        Mistake::<Knobs>::new("pre_doubled", "pre is 2σ and post σ: they are exchanged.", |k| {
            k.squash = Squash::PreDoubled
        })
        .edit(
            "        pre: (0..n).map(|i| sigmoid(logit(i, 0))).collect(),\n        post: (0..n).map(|i| 2.0 * sigmoid(logit(n + i, 1))).collect(),\n",
            "        pre: (0..n).map(|i| 2.0 * sigmoid(logit(i, 0))).collect(),\n        post: (0..n).map(|i| sigmoid(logit(n + i, 1))).collect(),\n",
        ),
        Mistake::<Knobs>::new(
            "softmax_for_sigmoid",
            "pre goes through a softmax over the streams. Each of its numbers goes through σ by itself.",
            |k| k.squash = Squash::Softmax,
        )
        .edit(
            "        pre: (0..n).map(|i| sigmoid(logit(i, 0))).collect(),\n",
            "        pre: {\n            let exps: Array1<f32> = (0..n).map(|i| logit(i, 0).exp()).collect();\n            let sum = exps.sum();\n            exps / sum\n        },\n",
        ),
        Mistake::<Knobs>::new(
            "tanh_for_post",
            "post is 1 + tanh. It is 2σ, which is 1 + tanh of half as much.",
            |k| k.squash = Squash::PostTanh,
        )
        .edit("2.0 * sigmoid(logit(n + i, 1))", "1.0 + logit(n + i, 1).tanh()"),
        Mistake::<Knobs>::new("doubled_inside", "post is σ of twice the logit. It is twice σ of the logit.", |k| {
            k.squash = Squash::PostInside
        })
        .edit("2.0 * sigmoid(logit(n + i, 1))", "sigmoid(2.0 * logit(n + i, 1))"),
        Mistake::<Knobs>::new(
            "norm_of_each_stream",
            "each stream is normalised by itself, as a sub-layer's norm would do. There is one root mean square of all n · C \
             numbers: how large one stream is beside another is what the coefficients may depend on.",
            |k| k.norm = Norm::PerStream,
        )
        .edit(
            "let flat: Array1<f32> = streams.iter().copied().collect();\n    let root = (flat.dot(&flat) / flat.len() as f32 + weights.epsilon).sqrt();\n    let numbers = (flat / root).dot(&weights.projection);",
            "let roots = streams.map_axis(Axis(1), |row| (row.dot(&row) / row.len() as f32 + weights.epsilon).sqrt());\n    let flat: Array1<f32> = (&streams / &roots.insert_axis(Axis(1))).iter().copied().collect();\n    let numbers = flat.dot(&weights.projection);",
        ),
        Mistake::<Knobs>::new(
            "norm_of_each_channel",
            "the root mean square is taken over the streams, for each channel. There is one of all n · C numbers.",
            |k| k.norm = Norm::PerChannel,
        )
        .edit(
            "let flat: Array1<f32> = streams.iter().copied().collect();\n    let root = (flat.dot(&flat) / flat.len() as f32 + weights.epsilon).sqrt();\n    let numbers = (flat / root).dot(&weights.projection);",
            "let roots = streams.map_axis(Axis(0), |row| (row.dot(&row) / row.len() as f32 + weights.epsilon).sqrt());\n    let flat: Array1<f32> = (&streams / &roots).iter().copied().collect();\n    let numbers = flat.dot(&weights.projection);",
        ),
        Mistake::<Knobs>::new("no_norm", "coefficients does not normalise the streams.", |k| k.norm = Norm::Nothing)
        .edit("(flat / root).dot", "flat.dot"),
        Mistake::<Knobs>::new("layer_norm", "the mean is subtracted before the division. RMSNorm does not.", |k| {
            k.norm = Norm::Layer
        })
        .edit(
            "let flat: Array1<f32> = streams.iter().copied().collect();",
            "let flat: Array1<f32> = streams.iter().copied().collect();\n    let mean = flat.sum() / flat.len() as f32;\n    let flat = flat - mean;",
        ),
        Mistake::<Knobs>::new(
            "divided_by_length",
            "the streams are divided by the root of the sum of squares. It is the mean of squares: divide by n · C inside the root.",
            |k| k.norm = Norm::Length,
        )
        .edit("flat.dot(&flat) / flat.len() as f32", "flat.dot(&flat)"),
        Mistake::<Knobs>::new(
            "mean_over_width",
            "the sum of all squares is divided by C. There are n · C of them.",
            |k| k.norm = Norm::OverWidth,
        )
        .edit("flat.len() as f32", "streams.ncols() as f32"),
        Mistake::<Knobs>::new("no_epsilon", "epsilon is not used; it belongs under the root.", |k| {
            k.norm = Norm::NoEpsilon
        })
        .edit(" + weights.epsilon).sqrt()", ").sqrt()"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "epsilon is added to the root instead of to the mean of squares under it.",
            |k| k.norm = Norm::EpsilonOutside,
        )
        .edit(" + weights.epsilon).sqrt();", ").sqrt() + weights.epsilon;"),
        Mistake::<Knobs>::new(
            "no_root",
            "the streams are divided by the mean of squares; the root is missing.",
            |k| k.norm = Norm::NoRoot,
        )
        .edit("+ weights.epsilon).sqrt();", "+ weights.epsilon);"),
        Mistake::<Knobs>::new(
            "flattened_by_columns",
            "the streams are laid out channel after channel. It is stream after stream, row by row: a view's iter() goes that \
             way whatever its memory looks like.",
            |k| k.norm = Norm::ByColumns,
        )
        .edit("streams.iter().copied()", "streams.t().iter().copied()"),
        Mistake::<Knobs>::new(
            "cut_pre_mix_post",
            "the columns are cut as pre, mix, post. They are n for pre, n for post, and then n² for mix.",
            |k| k.cut = Cut::PreMixPost,
        )
        .edit(
            "    let mix = Array2::from_shape_fn((n, n), |(i, j)| logit(2 * n + i * n + j, 2));\n    Coefficients {\n        pre: (0..n).map(|i| sigmoid(logit(i, 0))).collect(),\n        post: (0..n).map(|i| 2.0 * sigmoid(logit(n + i, 1))).collect(),\n",
            "    let mix = Array2::from_shape_fn((n, n), |(i, j)| logit(n + i * n + j, 2));\n    Coefficients {\n        pre: (0..n).map(|i| sigmoid(logit(i, 0))).collect(),\n        post: (0..n).map(|i| 2.0 * sigmoid(logit(n + n * n + i, 1))).collect(),\n",
        ),
        Mistake::<Knobs>::new("cut_post_pre_mix", "the columns are cut as post, pre, mix: pre comes first.", |k| {
            k.cut = Cut::PostPreMix
        })
        .edit(
            "        pre: (0..n).map(|i| sigmoid(logit(i, 0))).collect(),\n        post: (0..n).map(|i| 2.0 * sigmoid(logit(n + i, 1))).collect(),\n",
            "        pre: (0..n).map(|i| sigmoid(logit(n + i, 0))).collect(),\n        post: (0..n).map(|i| 2.0 * sigmoid(logit(i, 1))).collect(),\n",
        ),
        Mistake::<Knobs>::new("cut_mix_first", "the columns are cut as mix, pre, post: mix comes last.", |k| {
            k.cut = Cut::MixPrePost
        })
        .edit(
            "    let mix = Array2::from_shape_fn((n, n), |(i, j)| logit(2 * n + i * n + j, 2));\n    Coefficients {\n        pre: (0..n).map(|i| sigmoid(logit(i, 0))).collect(),\n        post: (0..n).map(|i| 2.0 * sigmoid(logit(n + i, 1))).collect(),\n",
            "    let mix = Array2::from_shape_fn((n, n), |(i, j)| logit(i * n + j, 2));\n    Coefficients {\n        pre: (0..n).map(|i| sigmoid(logit(n * n + i, 0))).collect(),\n        post: (0..n).map(|i| 2.0 * sigmoid(logit(n * n + n + i, 1))).collect(),\n",
        ),
        Mistake::<Knobs>::new(
            "mix_filled_by_columns",
            "the n² logits fill mix column after column. They fill it row after row.",
            |k| k.cut = Cut::MixTransposed,
        )
        .edit("2 * n + i * n + j", "2 * n + j * n + i"),
        Mistake::<Knobs>::new(
            "projected_and_transposed",
            "mix is the transpose of what project gives. mix[i, j] is what new stream i gets of old stream j, as project gives it; \
             kernels that transpose have divided rows first.",
            |k| k.cut = Cut::ProjectedTransposed,
        )
        .edit(
            "project(mix.view(), weights.iterations)",
            "project(mix.view(), weights.iterations).reversed_axes()",
        ),
        Mistake::<Knobs>::new(
            "scale_on_bias",
            "scale multiplies the bias too: α · (x · φ + b). The bias is added after.",
            |k| k.scale = Scale::BiasToo,
        )
        .edit(
            "weights.scale[group] * numbers[i] + weights.bias[i]",
            "weights.scale[group] * (numbers[i] + weights.bias[i])",
        ),
        Mistake::<Knobs>::new("no_scale", "scale is not used: each group has its factor.", |k| {
            k.scale = Scale::Nothing
        })
        .edit("weights.scale[group] * numbers[i]", "numbers[i]"),
        Mistake::<Knobs>::new("one_scale_for_all", "the first factor of scale is used for all three groups.", |k| {
            k.scale = Scale::FirstForAll
        })
        .edit("weights.scale[group]", "weights.scale[0]"),
        Mistake::<Knobs>::new("no_bias", "the bias is not added.", |k| k.scale = Scale::NoBias)
        .edit(" + weights.bias[i]", ""),
        Mistake::<Knobs>::new(
            "tanh_as_in_hyper_connections",
            "the product goes through tanh before scale and bias. Hyper-connections did so; the manifold-constrained ones do \
             not.",
            |k| k.scale = Scale::Tanh,
        )
        .edit(
            "let numbers = (flat / root).dot(&weights.projection);",
            "let numbers = (flat / root).dot(&weights.projection).mapv(f32::tanh);",
        ),
        Mistake::<Knobs>::new(
            "mix_transposed",
            "step multiplies by the transpose of mix: new stream j gets mix[i, j] of old stream i. New stream i gets mix[i, j] \
             of old stream j.",
            |k| k.step = Step::MixTransposed,
        )
        .edit("coefficients.mix.dot(&streams) + written", "coefficients.mix.t().dot(&streams) + written"),
        Mistake::<Knobs>::new(
            "plain_for_one",
            "with a single stream step is the plain residual block, x + f(x). Coefficients are used as they are given for one stream too: \
             mix · x + post · f(pre · x).",
            |k| k.step = Step::PlainForOne,
        )
        .edit(
            "let output = layer(coefficients.pre.dot(&streams).view());",
            "if streams.nrows() == 1 {\n        return &streams + &layer(streams.row(0)).insert_axis(Axis(0));\n    }\n    let output = layer(coefficients.pre.dot(&streams).view());",
        ),
        Mistake::<Knobs>::new("not_mixed", "the old streams are kept as they are and mix is not used.", |k| {
            k.step = Step::NotMixed
        })
        .edit("coefficients.mix.dot(&streams) + written", "&streams + &written"),
        Mistake::<Knobs>::new(
            "residual_too",
            "the streams are added once more, beside mix times the streams. mix is the residual connection.",
            |k| k.step = Step::ResidualToo,
        )
        .edit(
            "coefficients.mix.dot(&streams) + written",
            "coefficients.mix.dot(&streams) + &streams + written",
        ),
        Mistake::<Knobs>::new(
            "no_residual",
            "only what is written is returned; mix times the streams is missing.",
            |k| k.step = Step::NoResidual,
        )
        .edit("coefficients.mix.dot(&streams) + written", "written"),
        Mistake::<Knobs>::new(
            "post_ignored",
            "every stream gets the sub-layer's output once. Stream i gets post[i] times the output.",
            |k| k.step = Step::PostIgnored,
        )
        .edit(
            "coefficients.post.view().insert_axis(Axis(1))",
            "Array1::ones(streams.nrows()).insert_axis(Axis(1))",
        ),
        Mistake::<Knobs>::new(
            "reads_the_mean",
            "the sub-layer reads the mean of the streams. It reads pre times the streams.",
            |k| k.step = Step::PreIgnored,
        )
        .edit(
            "coefficients.pre.dot(&streams).view()",
            "streams.mean_axis(Axis(0)).expect(\"a stream\").view()",
        ),
        Mistake::<Knobs>::new(
            "reads_the_sum",
            "the sub-layer reads the sum of the streams. It reads pre times the streams.",
            |k| k.step = Step::PreSummed,
        )
        .edit("coefficients.pre.dot(&streams).view()", "streams.sum_axis(Axis(0)).view()"),
        Mistake::<Knobs>::new(
            "pre_divided_by_sum",
            "pre is divided by its sum before it is used. It need not sum to 1.",
            |k| k.step = Step::PreNormalised,
        )
        .edit(
            "coefficients.pre.dot(&streams).view()",
            "(&coefficients.pre / coefficients.pre.sum()).dot(&streams).view()",
        ),
        Mistake::<Knobs>::new("pre_and_post_exchanged", "step reads with post and writes with pre.", |k| {
            k.step = Step::PrePostExchanged
        })
        .edit(
            "let output = layer(coefficients.pre.dot(&streams).view());\n    let written = coefficients.post.view().insert_axis(Axis(1)).dot(&output.insert_axis(Axis(0)));",
            "let output = layer(coefficients.post.dot(&streams).view());\n    let written = coefficients.pre.view().insert_axis(Axis(1)).dot(&output.insert_axis(Axis(0)));",
        ),
        Mistake::<Knobs>::new(
            "layer_on_each_stream",
            "the sub-layer is called on each stream, and its outputs are weighted with pre. It is called once, on the weighted sum: \
             that several streams cost one sub-layer is the point.",
            |k| k.step = Step::EachStream,
        )
        .edit(
            "let output = layer(coefficients.pre.dot(&streams).view());",
            "let mut output = Array1::zeros(streams.ncols());\n    for (stream, &pre) in streams.rows().into_iter().zip(&coefficients.pre) {\n        output.scaled_add(pre, &layer(stream));\n    }",
        ),
        Mistake::<Knobs>::new(
            "layer_called_for_each_stream",
            "the values are right, and the sub-layer is called again for each stream that it writes to. Call it once.",
            |k| k.step = Step::CalledOften,
        )
        .edit(
            "let output = layer(coefficients.pre.dot(&streams).view());",
            "let mut output = layer(coefficients.pre.dot(&streams).view());\n    for _ in 1..streams.nrows() {\n        output = layer(coefficients.pre.dot(&streams).view());\n    }",
        ),
        Mistake::new(
            "each_stream_by_itself",
            "each stream goes through the sub-layer by itself, times its own pre, and gets its own output. The sub-layer is called once, \
             on the sum of all streams weighted with pre, and its output is written to all.",
            |k| k.step = Step::OwnStream,
        ),
        Mistake::<Knobs>::new(
            "reads_mixed_streams",
            "the sub-layer reads the streams after they were mixed. It reads them as they came.",
            |k| k.step = Step::ReadsMixed,
        )
        .edit(
            "coefficients.pre.dot(&streams).view()",
            "coefficients.pre.dot(&coefficients.mix.dot(&streams)).view()",
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
        Mistake::<Knobs>::new(
            "output_mixed_too",
            "mix multiplies what is written too: mix · (streams + postᵀ output). Only the old streams are mixed.",
            |k| k.step = Step::MixesOutput,
        )
        .edit(
            "coefficients.mix.dot(&streams) + written",
            "coefficients.mix.dot(&streams) + coefficients.mix.dot(&written)",
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}
