//! The typical mistakes of `parallel_block`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{Gain, Gate, Heads, Knobs, Max, Norm, Scale, Visible, Wiring};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "serial",
            "the block is the serial one: the MLP reads the stream after attention has been added to it, normalised again. In \
             the parallel block both read the same norm of x.",
            |k| k.wiring = Wiring::Serial,
        )
        .edit("heads.dot(&weights.out) + swiglu(h.view(), weights.gate, weights.up, weights.down) + x", "{\n        let x = heads.dot(&weights.out) + x;\n        let h = rms_norm(x.view(), weights.gain, weights.epsilon);\n        swiglu(h.view(), weights.gate, weights.up, weights.down) + x\n    }"),
        Mistake::<Knobs>::new(
            "residual_from_norm",
            "the branches are added to the normalised x instead of x itself. The stream must pass through untouched.",
            |k| k.wiring = Wiring::ResidualNormed,
        )
        .edit(" + x\n}", " + h\n}"),
        Mistake::<Knobs>::new("no_residual", "x is not added: the block returns what the branches give.", |k| {
            k.wiring = Wiring::NoResidual
        })
        .edit(" + x\n}", "\n}"),
        Mistake::<Knobs>::new(
            "residual_twice",
            "x is added twice, once for each branch. It enters the sum once.",
            |k| k.wiring = Wiring::ResidualTwice,
        )
        .edit(" + x\n}", " + x + x\n}"),
        Mistake::<Knobs>::new(
            "mlp_without_norm",
            "the MLP reads x itself, not its norm. Both branches read h.",
            |k| k.wiring = Wiring::MlpRaw,
        )
        .edit("swiglu(h.view(),", "swiglu(x,"),
        Mistake::<Knobs>::new(
            "attention_without_norm",
            "attention reads x itself, not its norm. Both branches read h.",
            |k| k.wiring = Wiring::AttentionRaw,
        )
        .edit(
            "(h.dot(&weights.query), h.dot(&weights.key), h.dot(&weights.value))",
            "(x.dot(&weights.query), x.dot(&weights.key), x.dot(&weights.value))",
        ),
        Mistake::<Knobs>::new(
            "keys_without_norm",
            "keys and values are made of x itself, and only the queries of its norm. Both branches read h, and so do all three.",
            |k| k.wiring = Wiring::KeysRaw,
        )
        .edit(
            "(h.dot(&weights.query), h.dot(&weights.key), h.dot(&weights.value))",
            "(h.dot(&weights.query), x.dot(&weights.key), x.dot(&weights.value))",
        ),
        Mistake::<Knobs>::new(
            "block_without_norm",
            "the block does not normalise: both branches read x itself.",
            |k| k.wiring = Wiring::BothRaw,
        )
        .edit("rms_norm(x, weights.gain, weights.epsilon)", "x.to_owned()"),
        Mistake::new(
            "norm_last",
            "the norm comes after the sum: norm(x + attention(x) + MLP(x)). Here it comes before the branches.",
            |k| k.wiring = Wiring::NormLast,
        ),
        Mistake::<Knobs>::new(
            "gate_exchanged",
            "gate and up are exchanged: silu is applied to x · up. The product with `gate` goes through silu.",
            |k| k.gate = Gate::Exchanged,
        )
        .edit("let silu = x.dot(&gate).", "let (gate, up) = (up, gate);\n    let silu = x.dot(&gate)."),
        Mistake::<Knobs>::new(
            "sigmoid",
            "the gate is a sigmoid, as in the gated linear unit (GLU). silu(z) is z times the sigmoid of z.",
            |k| k.gate = Gate::Sigmoid,
        )
        .edit("z / (1.0 + (-z).exp())", "1.0 / (1.0 + (-z).exp())"),
        Mistake::new("gelu", "the gate goes through GELU (that is GEGLU), not through silu.", |k| {
            k.gate = Gate::Gelu
        }),
        Mistake::<Knobs>::new(
            "gelu_tanh",
            "the gate goes through the tanh approximation of GELU (that is GEGLU), not through silu.",
            |k| k.gate = Gate::GeluTanh,
        )
        .edit("z / (1.0 + (-z).exp())", "0.5 * z * (1.0 + (0.797_884_6 * (z + 0.044_715 * z * z * z)).tanh())"),
        Mistake::<Knobs>::new("relu", "the gate goes through ReLU (that is ReGLU), not through silu.", |k| {
            k.gate = Gate::Relu
        })
        .edit("z / (1.0 + (-z).exp())", "z.max(0.0)"),
        Mistake::<Knobs>::new(
            "bilinear",
            "the gate goes through nothing: (x · gate) ∘ (x · up). silu is missing.",
            |k| k.gate = Gate::Identity,
        )
        .edit(".mapv(|z| z / (1.0 + (-z).exp()))", ""),
        Mistake::<Knobs>::new("tanh", "the gate goes through tanh. silu(z) is z / (1 + exp(−z)).", |k| {
            k.gate = Gate::Tanh;
        })
        .edit("z / (1.0 + (-z).exp())", "z.tanh()"),
        Mistake::<Knobs>::new(
            "no_up",
            "x · up is missing: the MLP is silu(x · gate) · down, without a gate.",
            |k| k.gate = Gate::NoUp,
        )
        .edit("(silu * x.dot(&up))", "silu"),
        Mistake::<Knobs>::new(
            "silu_of_product",
            "silu is applied to the product of gate and up. It is applied to x · gate alone.",
            |k| k.gate = Gate::OfProduct,
        )
        .edit(
            "x.dot(&gate).mapv(|z| z / (1.0 + (-z).exp()));\n    (silu * x.dot(&up))",
            "(x.dot(&gate) * x.dot(&up)).mapv(|z| z / (1.0 + (-z).exp()));\n    silu",
        ),
        Mistake::<Knobs>::new(
            "silu_of_both",
            "silu is applied to both products. It is applied to x · gate alone.",
            |k| k.gate = Gate::Both,
        )
        .edit("x.dot(&up)", "x.dot(&up).mapv(|z| z / (1.0 + (-z).exp()))"),
        Mistake::<Knobs>::new("gate_added", "silu(x · gate) and x · up are added. A gate multiplies.", |k| {
            k.gate = Gate::Added
        })
        .edit("(silu * x.dot(&up))", "(silu + x.dot(&up))"),
        Mistake::<Knobs>::new(
            "silu_sign",
            "silu is computed as z / (1 + exp(z)): the sign in the exponent is wrong.",
            |k| k.gate = Gate::WrongSign,
        )
        .edit("(-z).exp()", "z.exp()"),
        Mistake::<Knobs>::new(
            "silu_overflows",
            "silu as z · exp(z) / (1 + exp(z)) is ∞/∞ for large z. Divide z by 1 + exp(−z).",
            |k| k.gate = Gate::Overflows,
        )
        .edit("z / (1.0 + (-z).exp())", "z * z.exp() / (1.0 + z.exp())"),
        Mistake::<Knobs>::new(
            "layer_norm",
            "the norm subtracts the mean of the row first. That is LayerNorm; RMSNorm only divides.",
            |k| k.norm = Norm::Layer,
        )
        .edit("let rms =", "row -= row.sum() / row.len() as f32;\n        let rms ="),
        Mistake::<Knobs>::new(
            "sum_of_squares",
            "the row is divided by the root of the sum of its squares, not of their mean: the result is smaller by √d.",
            |k| k.norm = Norm::Sum,
        )
        .edit("row.dot(&row) / row.len() as f32", "row.dot(&row)"),
        Mistake::<Knobs>::new("no_root", "the row is divided by the mean square; the root is missing.", |k| {
            k.norm = Norm::NoRoot
        })
        .edit("epsilon).sqrt()", "epsilon)"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "epsilon is added to the root instead of under it. For rows that are small, as some are here, that is not the same.",
            |k| k.norm = Norm::EpsilonOutside,
        )
        .edit(
            "(row.dot(&row) / row.len() as f32 + epsilon).sqrt()",
            "(row.dot(&row) / row.len() as f32).sqrt() + epsilon",
        ),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "epsilon is not used: a row of zeros is 0/0, and small rows are blown up.",
            |k| k.norm = Norm::NoEpsilon,
        )
        .edit("as f32 + epsilon)", "as f32)"),
        Mistake::<Knobs>::new(
            "epsilon_as_floor",
            "epsilon is the smallest root allowed, max(rms, epsilon). It is added to the mean of squares.",
            |k| k.norm = Norm::EpsilonAsFloor,
        )
        .edit(
            "(row.dot(&row) / row.len() as f32 + epsilon).sqrt()",
            "(row.dot(&row) / row.len() as f32).sqrt().max(epsilon)",
        ),
        Mistake::<Knobs>::new(
            "epsilon_as_floor_of_squares",
            "epsilon is the smallest mean of squares allowed, max(mean, epsilon). It is added to it.",
            |k| k.norm = Norm::EpsilonAsFloorOfSquares,
        )
        .edit("(row.dot(&row) / row.len() as f32 + epsilon)", "(row.dot(&row) / row.len() as f32).max(epsilon)"),
        Mistake::<Knobs>::new("epsilon_fixed", "epsilon is 1e-6, whatever epsilon is given.", |k| {
            k.norm = Norm::EpsilonFixed
        })
        .edit("as f32 + epsilon)", "as f32 + 1e-6)"),
        Mistake::<Knobs>::new("epsilon_fixed_larger", "epsilon is 1e-5, whatever epsilon is given.", |k| {
            k.norm = Norm::EpsilonFixedLarger
        })
        .edit("as f32 + epsilon)", "as f32 + 1e-5)"),
        Mistake::<Knobs>::new(
            "epsilon_squared",
            "epsilon is squared under the root. It stands there as it is given.",
            |k| k.norm = Norm::EpsilonSquared,
        )
        .edit("as f32 + epsilon)", "as f32 + epsilon * epsilon)"),
        Mistake::new(
            "norm_of_everything",
            "one root is taken of the mean square of the whole matrix. Each row has its own.",
            |k| k.norm = Norm::WholeMatrix,
        ),
        Mistake::new(
            "norm_of_columns",
            "the mean runs down the columns, over the positions. Each row has its own norm.",
            |k| k.norm = Norm::Columns,
        ),
        Mistake::new("norm_by_largest", "the row is divided by its largest absolute value.", |k| {
            k.norm = Norm::Largest
        }),
        Mistake::<Knobs>::new("no_gain", "the gain is not used.", |k| k.gain = Gain::Missing)
        .edit("        row *= &gain;\n", ""),
        Mistake::<Knobs>::new(
            "one_plus_gain",
            "the gain is 1 + gain, as in Gemma's code, where it is stored around 0. Here it is stored as it multiplies.",
            |k| k.gain = Gain::OnePlus,
        )
        .edit("row *= &gain;", "row *= &(&gain + 1.0);"),
        Mistake::<Knobs>::new("not_causal", "attention is not causal: a row sees the rows after it.", |k| {
            k.visible = Visible::Everything
        })
        .edit("Mask::Causal)", "Mask::None)"),
        Mistake::new("strict_mask", "a row does not see itself: j < i where j ≤ i is meant.", |k| {
            k.visible = Visible::Strict
        }),
        Mistake::new(
            "max_of_hidden_too",
            "the largest score is taken over later rows too. Where one of them is far above all that a row sees, every exponential \
             underflows. Hide first, then take the maximum.",
            |k| k.max = Max::HiddenToo,
        ),
        Mistake::new(
            "max_of_all_rows",
            "one maximum is subtracted for all rows: for those whose scores are far below it every exponential underflows. Each row \
             has its own.",
            |k| k.max = Max::AllRows,
        ),
        Mistake::new(
            "heads_of_model_width",
            "the number of heads is taken to be the width of x divided by that of `key`. It is the width of `query` divided by that of \
             `key`: all heads together need not be as wide as the model.",
            |k| k.heads = Heads::OfModelWidth,
        ),
        Mistake::<Knobs>::new(
            "scale_by_all_heads",
            "scores are divided by the root of the width of all heads together. Each head's dot product has e terms: divide \
             by √e.",
            |k| k.scale = Scale::RootInner,
        )
        .edit("let queries = queries.slice(head);", "let queries = &queries.slice(head) * (keys.ncols() as f32 / queries.ncols() as f32).sqrt();\n        let queries = queries.view();"),
        Mistake::<Knobs>::new(
            "scale_by_model_width",
            "scores are divided by the root of the model's width. Each head's dot product has e terms: divide by √e.",
            |k| k.scale = Scale::RootModel,
        )
        .edit("let queries = queries.slice(head);", "let queries = &queries.slice(head) * (keys.ncols() as f32 / x.ncols() as f32).sqrt();\n        let queries = queries.view();"),
        Mistake::<Knobs>::new("no_scale", "scores are not divided by √e.", |k| k.scale = Scale::Nothing)
        .edit("let queries = queries.slice(head);", "let queries = &queries.slice(head) * (keys.ncols() as f32).sqrt();\n        let queries = queries.view();"),
        Mistake::<Knobs>::new("scale_by_width", "scores are divided by e, not by √e.", |k| k.scale = Scale::Head)
        .edit("let queries = queries.slice(head);", "let queries = &queries.slice(head) / (keys.ncols() as f32).sqrt();\n        let queries = queries.view();"),
        Mistake::new(
            "heads_interleaved",
            "a head takes every heads-th column of the queries. Head i has the columns i·e … (i + 1)·e − 1.",
            |k| k.heads = Heads::QueriesInterleaved,
        ),
        Mistake::new(
            "outputs_interleaved",
            "the heads' outputs are interleaved before `out`. They stand side by side, head after head.",
            |k| k.heads = Heads::OutputsInterleaved,
        ),
        Mistake::new(
            "heads_interleaved_throughout",
            "a head takes every heads-th column of the queries, and its output goes to every heads-th column. Head i has the \
             columns i·e … (i + 1)·e − 1 of both.",
            |k| k.heads = Heads::BothInterleaved,
        ),
        Mistake::new(
            "reshaped_without_transpose",
            "the heads' outputs are put one below the other and reshaped to (n, heads · e) without moving the head axis: rows \
             get mixed.",
            |k| k.heads = Heads::Reshaped,
        ),
        Mistake::<Knobs>::new("only_first_head", "only the first head contributes.", |k| k.heads = Heads::OnlyFirst)
        .edit("(0..queries.ncols())", "(0..keys.ncols())"),
        Mistake::new(
            "heads_summed",
            "the heads' outputs are added up and every head's rows of `out` get the sum. They stand side by side.",
            |k| k.heads = Heads::Summed,
        ),
        Mistake::<Knobs>::new("keys_as_values", "the weights are applied to the keys instead of the values.", |k| {
            k.keys_as_values = true
        })
        .edit("values.view(), Mask", "keys.view(), Mask"),
        Mistake::new(
            "serial_mlp_first",
            "the block is serial with the MLP first: attention reads the stream after the MLP has been added to it.",
            |k| k.wiring = Wiring::SerialMlpFirst,
        ),
        Mistake::<Knobs>::new(
            "mlp_reads_attention",
            "the MLP reads the output of attention. Both branches read h.",
            |k| k.wiring = Wiring::MlpReadsAttention,
        )
        .edit("swiglu(h.view(),", "swiglu(heads.dot(&weights.out).view(),"),
        Mistake::<Knobs>::new(
            "normed_twice",
            "h is normalised once more before the MLP. Both branches read h.",
            |k| k.wiring = Wiring::NormedTwice,
        )
        .edit("swiglu(h.view(),", "swiglu(rms_norm(h.view(), weights.gain, weights.epsilon).view(),"),
        Mistake::<Knobs>::new("no_attention", "attention is not added.", |k| k.wiring = Wiring::NoAttention)
        .edit("heads.dot(&weights.out) + ", ""),
        Mistake::<Knobs>::new("no_mlp", "the MLP is not added.", |k| k.wiring = Wiring::NoMlp)
        .edit(" + swiglu(h.view(), weights.gate, weights.up, weights.down)", ""),
        super::super::reshapes_columns(|k| k.reshapes = true),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        super::super::memory_order(|k| k.memory_order = true),
    ]
}
