//! The typical mistakes of `resampler`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{Heads, Knobs, Norm, Normed, Residual, Scale, Seen, Weights};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "latents_not_seen",
            "keys and values come from the inputs alone. The latents are asked too: keys and values are made of both, one below \
             the other.",
            |k| k.seen = Seen::Inputs,
        )
        .edit("&[normed_inputs.view(), normed_latents.view()]", "&[normed_inputs.view()]"),
        Mistake::<Knobs>::new(
            "inputs_not_seen",
            "keys and values come from the latents alone: nothing of the inputs gets through.",
            |k| k.seen = Seen::Latents,
        )
        .edit("&[normed_inputs.view(), normed_latents.view()]", "&[normed_latents.view()]"),
        Mistake::<Knobs>::new(
            "empty_returns_latents",
            "without inputs the latents come back as they are. They still see each other: keys and values are made of the latents too.",
            |k| k.nothing_to_do = true,
        )
        .edit(
            "    let normed_latents =",
            "    if inputs.nrows() == 0 {\n        return latents.to_owned();\n    }\n    let normed_latents =",
        ),
        Mistake::<Knobs>::new(
            "values_in_another_order",
            "keys and values are put together in different orders, inputs first in the one and latents first in the other: a key's \
             weight goes to another one's value. Either order is right, the same for both.",
            |k| k.seen = Seen::ValuesTheOtherWayRound,
        )
        .edit(
            "seen.dot(&weights.value))",
            "concatenate![Axis(0), normed_latents, normed_inputs].dot(&weights.value))",
        ),
        Mistake::new(
            "max_of_all_latents",
            "one maximum is subtracted for all latents: for those whose scores are far below it every exponential underflows. Each \
             row has its own.",
            |k| k.weights = Weights::MaxOfAll,
        ),
        Mistake::new(
            "inputs_ask",
            "the queries come from the inputs, so there is a row for each input. The latents ask, and the result has a row for \
             each of them.",
            |k| k.queries_from_inputs = true,
        ),
        Mistake::<Knobs>::new("no_residual", "the latents are not added to what attention gives.", |k| {
            k.residual = Residual::Nothing
        })
        .edit(" + latents\n}", "\n}"),
        Mistake::<Knobs>::new(
            "residual_from_norm",
            "the normalised latents are added to what attention gives. Add the latents as they came.",
            |k| k.residual = Residual::Normed,
        )
        .edit(" + latents\n}", " + normed_latents\n}"),
        Mistake::<Knobs>::new("residual_twice", "the latents are added twice.", |k| k.residual = Residual::Twice)
        .edit(" + latents\n}", " + latents + latents\n}"),
        Mistake::<Knobs>::new("inputs_not_normed", "the inputs are not normalised. Both have their norm.", |k| {
            k.normed = Normed::InputsRaw
        })
        .edit("layer_norm(inputs, input_gain, input_bias, epsilon)", "inputs.to_owned()"),
        Mistake::<Knobs>::new("latents_not_normed", "the latents are not normalised. Both have their norm.", |k| {
            k.normed = Normed::LatentsRaw
        })
        .edit("layer_norm(latents, latent_gain, latent_bias, epsilon)", "latents.to_owned()"),
        Mistake::<Knobs>::new(
            "latent_keys_not_normed",
            "the latents are normalised for the queries and not for keys and values. What is put below the inputs is the \
             normalised latents.",
            |k| k.normed = Normed::LatentKeysRaw,
        )
        .edit("normed_latents.view()])", "latents])"),
        Mistake::<Knobs>::new(
            "queries_not_normed",
            "the queries come from the latents as they are, not from the normalised ones.",
            |k| k.normed = Normed::QueriesRaw,
        )
        .edit("normed_latents.dot(&weights.query)", "latents.dot(&weights.query)"),
        Mistake::<Knobs>::new("nothing_normed", "neither inputs nor latents are normalised.", |k| {
            k.normed = Normed::Nothing
        })
        .edit("    let normed_latents = layer_norm(latents, latent_gain, latent_bias, epsilon);\n    let normed_inputs = layer_norm(inputs, input_gain, input_bias, epsilon);", "    let (normed_latents, normed_inputs) = (latents.to_owned(), inputs.to_owned());"),
        Mistake::<Knobs>::new(
            "norms_exchanged",
            "the two norms are exchanged: the inputs get the latents' gain and bias, and the other way round.",
            |k| k.normed = Normed::Exchanged,
        )
        .edit("    let normed_latents = layer_norm(latents, latent_gain, latent_bias, epsilon);\n    let normed_inputs = layer_norm(inputs, input_gain, input_bias, epsilon);", "    let normed_latents = layer_norm(latents, input_gain, input_bias, epsilon);\n    let normed_inputs = layer_norm(inputs, latent_gain, latent_bias, epsilon);"),
        Mistake::<Knobs>::new(
            "one_norm_of_inputs",
            "both are normalised with the inputs' gain and bias. The latents have their own.",
            |k| k.normed = Normed::AllAsInputs,
        )
        .edit("latents, latent_gain, latent_bias,", "latents, input_gain, input_bias,"),
        Mistake::<Knobs>::new(
            "one_norm_of_latents",
            "both are normalised with the latents' gain and bias. The inputs have their own.",
            |k| k.normed = Normed::AllAsLatents,
        )
        .edit("inputs, input_gain, input_bias,", "inputs, latent_gain, latent_bias,"),
        Mistake::<Knobs>::new(
            "rms_norm",
            "the norm does not subtract the mean. That is RMSNorm; LayerNorm subtracts the mean of the row, and its bias comes \
             last.",
            |k| k.norm = Norm::Rms,
        )
        .edit("row -= row.sum() / row.len() as f32;", ""),
        Mistake::<Knobs>::new("no_bias", "the bias of the norm is not added.", |k| k.norm = Norm::NoBias)
        .edit("row += &bias;", ""),
        Mistake::<Knobs>::new("no_gain", "the gain of the norm is not used.", |k| k.norm = Norm::NoGain)
        .edit("row *= &gain;", ""),
        Mistake::<Knobs>::new(
            "bias_before_gain",
            "the bias is added before the gain multiplies: gain · (… + bias). It comes last.",
            |k| k.norm = Norm::BiasFirst,
        )
        .edit("row *= &gain;\n        row += &bias;", "row += &bias;\n        row *= &gain;"),
        Mistake::<Knobs>::new("one_plus_gain", "the gain is 1 + gain. Here it is stored as it multiplies.", |k| {
            k.norm = Norm::OnePlusGain
        })
        .edit("row *= &gain;", "row *= &(&gain + 1.0);"),
        Mistake::<Knobs>::new(
            "unbiased_variance",
            "the variance is divided by d − 1 (as std with one degree of freedom less does). LayerNorm divides by d.",
            |k| k.norm = Norm::Unbiased,
        )
        .edit("row.dot(&row) / row.len() as f32", "row.dot(&row) / (row.len() - 1) as f32"),
        Mistake::<Knobs>::new("no_root", "the row is divided by its variance; the root is missing.", |k| {
            k.norm = Norm::NoRoot
        })
        .edit("epsilon).sqrt()", "epsilon)"),
        Mistake::<Knobs>::new(
            "not_divided",
            "the norm subtracts the mean and does not divide by the deviation.",
            |k| k.norm = Norm::NotDivided,
        )
        .edit("row /= deviation;", ""),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "epsilon is not used: a constant row is 0/0, and rows that vary little are blown up.",
            |k| k.norm = Norm::NoEpsilon,
        )
        .edit("as f32 + epsilon)", "as f32)"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "epsilon is added to the deviation instead of to the variance, under the root.",
            |k| k.norm = Norm::EpsilonOutside,
        )
        .edit(
            "(row.dot(&row) / row.len() as f32 + epsilon).sqrt()",
            "(row.dot(&row) / row.len() as f32).sqrt() + epsilon",
        ),
        Mistake::<Knobs>::new(
            "epsilon_as_floor",
            "epsilon is the smallest deviation allowed, max(deviation, epsilon). It is added to the variance.",
            |k| k.norm = Norm::EpsilonAsFloor,
        )
        .edit(
            "(row.dot(&row) / row.len() as f32 + epsilon).sqrt()",
            "(row.dot(&row) / row.len() as f32).sqrt().max(epsilon)",
        ),
        Mistake::<Knobs>::new(
            "epsilon_as_floor_of_variance",
            "epsilon is the smallest variance allowed, max(variance, epsilon). It is added to it.",
            |k| k.norm = Norm::EpsilonAsFloorOfVariance,
        )
        .edit("(row.dot(&row) / row.len() as f32 + epsilon)", "(row.dot(&row) / row.len() as f32).max(epsilon)"),
        Mistake::<Knobs>::new("epsilon_fixed", "epsilon is 1e-5, whatever epsilon is given.", |k| {
            k.norm = Norm::EpsilonFixed
        })
        .edit("as f32 + epsilon)", "as f32 + 1e-5)"),
        Mistake::<Knobs>::new("epsilon_fixed_smaller", "epsilon is 1e-6, whatever epsilon is given.", |k| {
            k.norm = Norm::EpsilonFixedSmaller
        })
        .edit("as f32 + epsilon)", "as f32 + 1e-6)"),
        Mistake::new(
            "norm_of_columns",
            "mean and variance run down the columns, over the rows. Each row has its own.",
            |k| k.norm = Norm::Columns,
        ),
        Mistake::new(
            "norm_of_everything",
            "one mean and one variance are taken of the whole matrix. Each row has its own.",
            |k| k.norm = Norm::WholeMatrix,
        ),
        Mistake::new(
            "over_latents",
            "the softmax runs over the latents: they compete for each input (as in slot attention). Here each latent \
             distributes its attention over what it sees.",
            |k| k.weights = Weights::OverLatents,
        ),
        Mistake::<Knobs>::new(
            "causal",
            "a causal mask hides the later latents from the earlier ones. There is no mask.",
            |k| k.weights = Weights::Causal,
        )
        .edit("Mask::None", "Mask::Causal"),
        Mistake::new(
            "causal_top_left",
            "a causal mask from the top left lets latent i see the first i + 1 inputs. There is no mask.",
            |k| k.weights = Weights::CausalTopLeft,
        ),
        Mistake::new(
            "two_softmaxes",
            "inputs and latents have a softmax each, and the two results are added. There is one softmax over both.",
            |k| k.weights = Weights::Separate,
        ),
        Mistake::<Knobs>::new(
            "one_head",
            "there is one head of the width of all of them. Each head has a softmax of its own over its own columns.",
            |k| k.heads = Heads::One,
        )
        .edit("queries.ncols() / weights.heads", "queries.ncols()"),
        Mistake::new(
            "heads_interleaved",
            "a head takes every heads-th column, and its output goes to every heads-th column. Head i has the columns \
             i·e … (i + 1)·e − 1.",
            |k| k.heads = Heads::Interleaved,
        ),
        Mistake::new(
            "outputs_interleaved",
            "the heads' outputs are interleaved before `out`. They stand side by side, head after head.",
            |k| k.heads = Heads::OutputsInterleaved,
        ),
        Mistake::new(
            "reshaped_without_transpose",
            "the heads' outputs are put one below the other and reshaped to (r, heads · e) without moving the head axis: latents \
             get mixed.",
            |k| k.heads = Heads::Reshaped,
        ),
        Mistake::<Knobs>::new("only_first_head", "only the first head contributes.", |k| k.heads = Heads::OnlyFirst)
        .edit("(0..queries.ncols())", "(0..width)"),
        Mistake::new(
            "heads_summed",
            "the heads' outputs are added up and every head's rows of `out` get the sum. They stand side by side.",
            |k| k.heads = Heads::Summed,
        ),
        Mistake::<Knobs>::new(
            "scale_by_all_heads",
            "scores are divided by the root of the width of all heads together. Each head's dot product has e terms: divide \
             by √e.",
            |k| k.scale = Scale::RootInner,
        )
        .edit("let (q, k, v) = (queries.slice(head), keys.slice(head), values.slice(head));", "let (q, k, v) = (&queries.slice(head) / (weights.heads as f32).sqrt(), keys.slice(head), values.slice(head));\n        let q = q.view();"),
        Mistake::<Knobs>::new(
            "scale_by_model_width",
            "scores are divided by the root of the model's width. Each head's dot product has e terms: divide by √e.",
            |k| k.scale = Scale::RootModel,
        )
        .edit("let (q, k, v) = (queries.slice(head), keys.slice(head), values.slice(head));", "let (q, k, v) = (&queries.slice(head) * (width as f32 / latents.ncols() as f32).sqrt(), keys.slice(head), values.slice(head));\n        let q = q.view();"),
        Mistake::<Knobs>::new("no_scale", "scores are not divided by √e.", |k| k.scale = Scale::Nothing)
        .edit("let (q, k, v) = (queries.slice(head), keys.slice(head), values.slice(head));", "let (q, k, v) = (&queries.slice(head) * (width as f32).sqrt(), keys.slice(head), values.slice(head));\n        let q = q.view();"),
        Mistake::<Knobs>::new("scale_by_width", "scores are divided by e, not by √e.", |k| k.scale = Scale::Head)
        .edit("let (q, k, v) = (queries.slice(head), keys.slice(head), values.slice(head));", "let (q, k, v) = (&queries.slice(head) / (width as f32).sqrt(), keys.slice(head), values.slice(head));\n        let q = q.view();"),
        Mistake::<Knobs>::new("keys_and_values_exchanged", "`key` and `value` are exchanged.", |k| {
            k.keys_and_values_exchanged = true
        })
        .edit("let (queries, keys, values) =", "let (queries, values, keys) ="),
        Mistake::new(
            "values_of_inputs_only",
            "the latents count in the softmax and their values do not: keys are made of both, values of the inputs alone, as \
             if the latents' values were 0.",
            |k| k.seen = Seen::ValuesOfInputsOnly,
        ),
        super::super::reshapes_columns(|k| k.reshapes = true),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        super::super::memory_order(|k| k.memory_order = true),
    ]
}
