//! The typical mistakes of `mla`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{Epsilon, Key, Knobs, Norm, Scale, Scores, Softmax, Values, Weights};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "scale_by_vector",
            "attend divides the scores by √(d_c + d_r), the width that the vectors have in this form. Absorbing does not \
             change a score: it is still a sum over d_nope + d_r channels.",
            |k| k.scale = Scale::RootVector,
        )
        .edit("let width = d_nope + q_rope.ncols();", "let width = latents.ncols() + q_rope.ncols();"),
        Mistake::<Knobs>::new(
            "scale_by_nope",
            "attend divides the scores by √d_nope. The rotated channels count too: √(d_nope + d_r).",
            |k| k.scale = Scale::RootNope,
        )
        .edit("let width = d_nope + q_rope.ncols();", "let width = d_nope;"),
        Mistake::<Knobs>::new(
            "no_norm",
            "compress does not normalise the latents. What is cached is RMSNorm(hidden · w_dkv).",
            |k| k.norm = Norm::Nothing,
        )
        .edit("latent /= (mean + 1e-6).sqrt();", ""),
        Mistake::<Knobs>::new(
            "norm_before_projection",
            "compress normalises the hidden state and then projects it. What is normalised is the latent, hidden · w_dkv: project \
             first.",
            |k| k.norm = Norm::BeforeProjection,
        )
        .edit(
            "let mut latents = hidden.dot(&w_dkv);\n    for mut latent in latents.rows_mut() {\n        let mean = latent.dot(&latent) / latent.len() as f32;\n        latent /= (mean + 1e-6).sqrt();\n    }",
            "let mut normal = hidden.to_owned();\n    for mut latent in normal.rows_mut() {\n        let mean = latent.dot(&latent) / latent.len() as f32;\n        latent /= (mean + 1e-6).sqrt();\n    }\n    let latents = normal.dot(&w_dkv);",
        ),
        Mistake::new(
            "norm_of_both",
            "compress normalises latent and rotated key as one vector. The mean of squares runs over the d_c channels of the \
             latent, and the key is not normalised.",
            |k| k.norm = Norm::Together,
        ),
        Mistake::new(
            "key_normalised",
            "compress normalises the rotated key too. Only the latent is normalised.",
            |k| k.norm = Norm::KeyToo,
        ),
        Mistake::<Knobs>::new(
            "key_from_latent",
            "compress makes the rotated key from the latent. It comes from the hidden state: hidden · w_kr.",
            |k| k.key = Key::FromLatent,
        )
        .edit(
            "(latents, rotate(hidden.dot(&w_kr).view(), first))",
            "let keys = rotate(latents.dot(&w_kr).view(), first);\n    (latents, keys)",
        ),
        Mistake::<Knobs>::new(
            "key_unrotated",
            "compress does not rotate the key. Of everything cached it alone knows the position.",
            |k| k.key = Key::Unrotated,
        )
        .edit("rotate(hidden.dot(&w_kr).view(), first))", "hidden.dot(&w_kr))"),
        Mistake::<Knobs>::new(
            "key_from_zero",
            "compress rotates from position 0 on, whatever `first` is: in decoding every new token would stand at the beginning.",
            |k| k.key = Key::FromZero,
        )
        .edit(".view(), first)", ".view(), 0)"),
        Mistake::<Knobs>::new(
            "key_one_later",
            "compress rotates every key one position too far. The first row of `hidden` stands at `first` itself.",
            |k| k.key = Key::OneLater,
        )
        .edit(".view(), first)", ".view(), first + 1)"),
        Mistake::<Knobs>::new(
            "keys_at_one_position",
            "compress rotates all keys as if they stood at position `first`. Each row is one position further.",
            |k| k.key = Key::AllAtFirst,
        )
        .edit("rotate(hidden.dot(&w_kr).view(), first)", "{\n        let mut keys = hidden.dot(&w_kr);\n        for mut key in keys.axis_chunks_iter_mut(Axis(0), 1) {\n            let rotated: Array2<f32> = rotate(key.view(), first);\n            key.assign(&rotated);\n        }\n        keys\n    }"),
        Mistake::new(
            "absorb_transposed",
            "absorb multiplies by the transpose of a head's weights. The weights of a head are (d_c, d_nope), and they carry a \
             query of width d_nope to one of width d_c: W q, not Wᵀ q.",
            |k| k.absorb = Weights::Transposed,
        ),
        Mistake::<Knobs>::new(
            "absorb_first_head",
            "absorb uses the weights of head 0 for every head. Each head has its own.",
            |k| k.absorb = Weights::FirstHead,
        )
        .edit("w_uk.index_axis(Axis(1), h)", "w_uk.index_axis(Axis(1), 0)"),
        Mistake::<Knobs>::new(
            "absorb_reshaped",
            "absorb reads w_uk as (heads, d_c, d_nope). The heads are its middle axis: index_axis(Axis(1), h).",
            |k| k.absorb = Weights::Reshaped,
        )
        .edit(
            "w_uk.index_axis(Axis(1), h)",
            "w_uk.to_shape((q_nope.nrows(), w_uk.dim().0, q_nope.ncols())).unwrap().index_axis(Axis(0), h)",
        ),
        Mistake::<Knobs>::new(
            "absorb_sums_heads",
            "absorb sums the weights of all heads. Each head has its own.",
            |k| k.absorb = Weights::SumOfHeads,
        )
        .edit("w_uk.index_axis(Axis(1), h)", "w_uk.sum_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "scaled_in_absorb",
            "absorb divides by √d_nope. The scale belongs to the whole score, the rotated part included, so it has to wait for \
             attend.",
            |k| k.scaled_in_absorb = true,
        )
        .edit("    absorbed\n}", "    absorbed / (q_nope.ncols() as f32).sqrt()\n}"),
        Mistake::<Knobs>::new(
            "without_rope",
            "attend leaves the rotated part out of the scores: nothing knows a position.",
            |k| k.scores = Scores::WithoutRope,
        )
        .edit(" + q_rope.dot(&keys_rope.t())", ""),
        Mistake::<Knobs>::new("rope_alone", "attend has nothing but the rotated part in the scores.", |k| {
            k.scores = Scores::RopeAlone
        })
        .edit("absorbed.dot(&latents.t()) + ", ""),
        Mistake::<Knobs>::new("rope_subtracted", "attend subtracts the rotated part of a score.", |k| {
            k.scores = Scores::Difference
        })
        .edit("absorbed.dot(&latents.t()) + ", "absorbed.dot(&latents.t()) - "),
        Mistake::<Knobs>::new(
            "scaled_separately",
            "attend divides the two parts of a score by a root each, √d_nope and √d_r. They are two parts of one dot product: \
             add first, then divide by √(d_nope + d_r).",
            |k| k.scale = Scale::Separately,
        )
        .edit(
            "absorbed.dot(&latents.t()) + q_rope.dot(&keys_rope.t());\n    let weights = super::softmax::softmax((scores / (width as f32).sqrt()).view());",
            "absorbed.dot(&latents.t()) / (d_nope as f32).sqrt()\n        + q_rope.dot(&keys_rope.t()) / ((width - d_nope) as f32).sqrt();\n    let weights = super::softmax::softmax(scores.view());",
        ),
        Mistake::<Knobs>::new(
            "only_latent_part_scaled",
            "attend divides the latent part of a score and adds the rotated part as it is. They are two parts of one dot \
             product: add first, then divide.",
            |k| k.scale = Scale::LatentPart,
        )
        .edit(
            "absorbed.dot(&latents.t()) + q_rope.dot(&keys_rope.t());\n    let weights = super::softmax::softmax((scores / (width as f32).sqrt()).view());",
            "absorbed.dot(&latents.t()) / (width as f32).sqrt() + q_rope.dot(&keys_rope.t());\n    let weights = super::softmax::softmax(scores.view());",
        ),
        Mistake::<Knobs>::new(
            "only_rotated_part_scaled",
            "attend divides the rotated part of a score and adds it to the latent part as that is. They are two parts of one \
             dot product: add first, then divide.",
            |k| k.scale = Scale::RotatedPart,
        )
        .edit(
            "absorbed.dot(&latents.t()) + q_rope.dot(&keys_rope.t());\n    let weights = super::softmax::softmax((scores / (width as f32).sqrt()).view());",
            "absorbed.dot(&latents.t()) + q_rope.dot(&keys_rope.t()) / (width as f32).sqrt();\n    let weights = super::softmax::softmax(scores.view());",
        ),
        Mistake::<Knobs>::new(
            "scale_by_latent",
            "attend divides the scores by √d_c. Absorbing does not change a score: it is still a sum over d_nope + d_r channels.",
            |k| k.scale = Scale::RootLatent,
        )
        .edit("let width = d_nope + q_rope.ncols();", "let width = latents.ncols();"),
        Mistake::<Knobs>::new("scale_by_width", "attend divides the scores by d_nope + d_r, not by its root, or by the root twice.", |k| {
            k.scale = Scale::Width
        })
        .edit("(scores / (width as f32).sqrt())", "(scores / width as f32)"),
        Mistake::<Knobs>::new("no_scale", "attend does not divide the scores.", |k| k.scale = Scale::Nothing)
        .edit("(scores / (width as f32).sqrt())", "scores"),
        Mistake::<Knobs>::new(
            "values_with_rope",
            "attend averages latent and rotated key together, and returns (heads, d_c + d_r). The value is the latent alone.",
            |k| k.values = Values::WithRope,
        )
        .edit("weights.dot(&latents)", "weights.dot(&ndarray::concatenate![Axis(1), latents, keys_rope])"),
        Mistake::new(
            "normalised_again",
            "attend normalises the latents again. They are cached normalised: a second time lengthens those that are meant to \
             be short.",
            |k| k.values = Values::NormalisedAgain,
        ),
        Mistake::<Knobs>::new(
            "over_heads",
            "the softmax in attend runs over the heads. Each head distributes its attention over the tokens.",
            |k| k.softmax = Softmax::OverHeads,
        )
        .edit(
            "super::softmax::softmax((scores / (width as f32).sqrt()).view())",
            "super::softmax::softmax((scores / (width as f32).sqrt()).t()).reversed_axes()",
        ),
        Mistake::<Knobs>::new("no_softmax", "attend weighs the latents by the scores, without a softmax.", |k| {
            k.softmax = Softmax::Nothing
        })
        .edit(
            "super::softmax::softmax((scores / (width as f32).sqrt()).view())",
            "scores / (width as f32).sqrt()",
        ),
        Mistake::new("no_division", "attend does not divide the exponentials by their sum.", |k| {
            k.softmax = Softmax::NoDivision
        }),
        Mistake::<Knobs>::new(
            "forgets_last",
            "attend leaves out the last token of the cache, which is the query's own.",
            |k| k.forgets_last = true,
        )
        .edit("let weights = super::softmax::softmax((scores / (width as f32).sqrt()).view());", "let last = latents.nrows() - 1;\n    let mut scores = scores;\n    scores.column_mut(last).fill(f32::NEG_INFINITY);\n    let weights = super::softmax::softmax((scores / (width as f32).sqrt()).view());"),
        Mistake::new(
            "no_max",
            "attend takes exp of scores from which the largest of their row was not subtracted, everywhere or in the sum. Scores \
             near 1000 overflow, scores near −1000 underflow to 0/0. If you call your `softmax`, look there.",
            |k| k.no_max = true,
        ),
        Mistake::new(
            "max_from_zero",
            "where all scores of a head are far below 0, attend subtracts something larger, and exp underflows to 0/0. As a rule the \
             search for the largest starts at 0, or takes the largest absolute value. If you call your `softmax`, look there.",
            |k| k.max_from_zero = true,
        ),
        Mistake::new(
            "one_max",
            "attend subtracts the largest score of all heads from every row. A head whose scores are far lower underflows to \
             0/0: each head has its own largest score.",
            |k| k.one_max = true,
        ),
        Mistake::new(
            "expand_transposed",
            "expand multiplies by the transpose of a head's weights. The weights of a head are (d_c, d_v), and they carry a \
             latent of width d_c to a value of width d_v.",
            |k| k.expand = Weights::Transposed,
        ),
        Mistake::<Knobs>::new(
            "expand_first_head",
            "expand uses the weights of head 0 for every head. Each head has its own.",
            |k| k.expand = Weights::FirstHead,
        )
        .edit("w_uv.index_axis(Axis(1), h)", "w_uv.index_axis(Axis(1), 0)"),
        Mistake::<Knobs>::new(
            "expand_reshaped",
            "expand reads w_uv as (heads, d_c, d_v). The heads are its middle axis: index_axis(Axis(1), h).",
            |k| k.expand = Weights::Reshaped,
        )
        .edit(
            "w_uv.index_axis(Axis(1), h)",
            "w_uv.to_shape((mixed.nrows(), mixed.ncols(), w_uv.dim().2)).unwrap().index_axis(Axis(0), h)",
        ),
        Mistake::<Knobs>::new(
            "expand_sums_heads",
            "expand sums the weights of all heads. Each head has its own.",
            |k| k.expand = Weights::SumOfHeads,
        )
        .edit("w_uv.index_axis(Axis(1), h)", "w_uv.sum_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "unit_length",
            "compress divides by the root of the sum of squares. RMSNorm divides by the root of their mean.",
            |k| k.norm = Norm::Unit,
        )
        .edit("latent.dot(&latent) / latent.len() as f32", "latent.dot(&latent)"),
        Mistake::<Knobs>::new(
            "layer_norm",
            "compress subtracts the mean, as LayerNorm does. RMSNorm only divides.",
            |k| k.norm = Norm::Layer,
        )
        .edit(
            "let mean = latent",
            "latent -= latent.sum() / latent.len() as f32;\n        let mean = latent",
        ),
        Mistake::<Knobs>::new("no_root", "compress divides by the mean of squares, not by its root.", |k| {
            k.norm = Norm::MeanSquare
        })
        .edit("(mean + 1e-6).sqrt()", "(mean + 1e-6)"),
        Mistake::<Knobs>::new(
            "over_tokens",
            "the mean of squares in compress runs over the tokens. Each latent has a length of its own.",
            |k| k.norm = Norm::OverTokens,
        )
        .edit("latents.rows_mut()", "latents.columns_mut()"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "compress has no ε: a hidden state of zeros becomes 0/0. Add 1e-6 to the mean of squares.",
            |k| k.epsilon = Epsilon::Nothing,
        )
        .edit("(mean + 1e-6)", "mean"),
        Mistake::<Knobs>::new(
            "epsilon_as_floor",
            "ε in compress is no more than a guard of the root against a division by zero, and tiny latents get full length. It is \
             added to the mean of squares, so that they stay short.",
            |k| k.epsilon = Epsilon::AsFloor,
        )
        .edit("(mean + 1e-6).sqrt()", "mean.sqrt().max(1e-6)"),
        Mistake::<Knobs>::new(
            "mean_at_least_epsilon",
            "ε in compress is a least value of the mean of squares: the larger of the two is taken. It is added to the mean, whatever \
             that is.",
            |k| k.epsilon = Epsilon::FloorOfMean,
        )
        .edit("(mean + 1e-6).sqrt()", "mean.max(1e-6).sqrt()"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "ε is added to the root: √mean + ε instead of √(mean + ε).",
            |k| k.epsilon = Epsilon::Outside,
        )
        .edit("(mean + 1e-6).sqrt()", "mean.sqrt() + 1e-6"),
        Mistake::<Knobs>::new(
            "epsilon_in_sum",
            "ε is added to the sum of squares, before the division by d_c. It is added to the mean.",
            |k| k.epsilon = Epsilon::InSum,
        )
        .edit("(mean + 1e-6)", "(mean + 1e-6 / latent.len() as f32)"),
        Mistake::<Knobs>::new("epsilon_ten_times", "ε is 1e-5. Here it is 1e-6.", |k| k.epsilon = Epsilon::TenTimes)
        .edit("(mean + 1e-6)", "(mean + 1e-5)"),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
}
