//! The typical mistakes of `flash`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{Blind, Fill, Knobs, Load, Max, Scale, Skip, Total, Visible};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sum_not_rescaled",
            "the sum is not rescaled when a tile raises the maximum: what earlier tiles added is still measured from the old \
             one. Multiply it by exp(old − new).",
            |k| k.sum_not_rescaled = true,
        )
        .edit("state.sum * rescale", "state.sum"),
        Mistake::<Knobs>::new(
            "output_not_rescaled",
            "the output is not rescaled when a tile raises the maximum; sum and output need the same factor.",
            |k| k.output_not_rescaled = true,
        )
        .edit("&state.output * rescale", "&state.output"),
        Mistake::<Knobs>::new(
            "tile_max",
            "the weights of a tile are measured from the tile's own maximum, everything else from the running one. Take \
             exp(score − running maximum), or bring the tile's sums to it.",
            |k| k.max = Max::TileForWeights,
        )
        .edit("scores.mapv(|score| (score - max).exp())", "{\n        let own = scores.fold(f32::NEG_INFINITY, |max, &score| max.max(score));\n        scores.mapv(|score| (score - own).exp())\n    }"),
        Mistake::<Knobs>::new(
            "inverse_factor",
            "sum and output are rescaled by exp(new − old), the inverse of the factor: what was summed must shrink when the \
             maximum rises. From −∞ the inverse is infinite.",
            |k| k.inverse = true,
        )
        .edit("(state.max - max).exp()", "(max - state.max).exp()"),
        Mistake::<Knobs>::new(
            "not_divided",
            "the output is never divided by the sum. Once, after the last tile, is enough.",
            |k| k.not_divided = true,
        )
        .edit(".assign(&mean)", ".assign(&state.output)"),
        Mistake::new(
            "restarts",
            "maximum, sum and output start anew with every tile of keys, and the last tile is all that is left. They belong to \
             the tile of queries: start them outside the loop over keys.",
            |k| k.restarts = true,
        ),
        Mistake::new(
            "never_restarts",
            "maximum, sum and output of one tile of queries go on into the next. Each query begins with the state of nothing: \
             start them inside the loop over queries.",
            |k| k.never_restarts = true,
        ),
        Mistake::new(
            "max_kept_between_queries",
            "the maximum of one tile of queries goes on into the next. Where the next one's scores are far below it, exp \
             underflows and nothing is left: start at −∞ with every tile of queries.",
            |k| k.max = Max::KeptBetweenQueries,
        ),
        Mistake::<Knobs>::new(
            "exp_base_two",
            "the weights are powers of 2: exp2 where exp is meant. Kernels that call exp2 multiply the scores by log2(e) \
             first, and turn the log-sum-exp back by ln(2).",
            |k| k.base_two = true,
        )
        .edit("let rescale = (state.max - max).exp();\n    let weights = scores.mapv(|score| (score - max).exp());", "let rescale = (state.max - max).exp2();\n    let weights = scores.mapv(|score| (score - max).exp2());"),
        Mistake::<Knobs>::new(
            "ragged_keys_dropped",
            "the last tile of keys is left out when it is shorter than the others: keys / tile rounds down.",
            |k| k.load = Load::RaggedDropped,
        )
        .edit("for from in (0..visible(end - 1)).step_by(tile) {", "for from in (0..visible(end - 1)).step_by(tile).filter(|from| from + tile <= m) {"),
        Mistake::<Knobs>::new(
            "ragged_queries_dropped",
            "the last tile of queries is left out when it is shorter than the others: queries / tile rounds down.",
            |k| k.ragged_queries_dropped = true,
        )
        .edit("(0..n).step_by(tile)", "(0..n / tile * tile).step_by(tile)"),
        Mistake::<Knobs>::new(
            "last_key_skipped",
            "the loop over keys ends one key early. The last key that a tile of queries sees is lost where it begins a tile of keys, \
             and only there.",
            |k| k.skip = Skip::OneEarly,
        )
        .edit("(0..visible(end - 1)).step_by(tile)", "(0..visible(end - 1).saturating_sub(1)).step_by(tile)"),
        Mistake::new(
            "max_of_tile_of_queries",
            "one maximum is kept for a whole tile of queries. Where a query's scores are far below those of another one, exp \
             underflows and nothing is left of it. Each query has its own.",
            |k| k.max = Max::OfTileOfQueries,
        ),
        Mistake::new(
            "max_of_hidden_too",
            "the largest score of a tile is taken before the mask. Where a hidden score is far above all that are seen, exp \
             underflows and nothing is left. Hide first, then take the maximum.",
            |k| k.max = Max::OfHiddenToo,
        ),
        Mistake::<Knobs>::new(
            "past_the_end",
            "the last tile is loaded past the last key. It ends at memory.rows().min(from + tile).",
            |k| k.load = Load::PastTheEnd,
        )
        .edit("m.min(from + tile)", "from + tile"),
        Mistake::<Knobs>::new(
            "loads_everything",
            "all keys are asked for at once. A load copies at most memory.tile() rows: go through the keys tile by tile.",
            |k| k.load = Load::Everything,
        )
        .edit("memory.load(from..m.min(from + tile))", "memory.load(from..m)"),
        Mistake::<Knobs>::new(
            "keeps_everything",
            "the values are right, but something is held for every key: a row of scores, the matrix of them, or copies of all \
             tiles. Use a tile, bring the state up to date, and let the tile go.",
            |k| k.keeps_everything = true,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "two_passes",
            "the values are right, but every key is loaded twice: once for the maximum or the sum, and once for the values. The \
             running maximum and the correction exp(old − new) make one pass of it.",
            |k| k.two_passes = true,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "query_by_query",
            "the values are right, but every query loads the keys for itself. Let memory.tile() queries share each tile of \
             keys: loads are what this is about.",
            |k| k.query_by_query = true,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "no_tile_skipped",
            "the values are right, but under the causal mask tiles are loaded that no query of the tile sees. End the loop \
             over keys after the last key that the last query of the tile sees.",
            |k| k.skip = Skip::Nothing,
        )
        .edit("0..visible(end - 1)", "0..m")
        .by_law(),
        Mistake::<Knobs>::new(
            "query_in_its_tile",
            "the causal mask counts a query from the start of its tile. Query r of the tile that starts at `first` is query \
             first + r.",
            |k| k.visible = Visible::QueryInItsTile,
        )
        .edit("visible(i).saturating_sub(from)", "visible(i - first).saturating_sub(from)"),
        Mistake::<Knobs>::new(
            "key_in_its_tile",
            "the causal mask counts a key from the start of its tile. Key c of the tile that starts at `from` is key from + c.",
            |k| k.visible = Visible::KeyInItsTile,
        )
        .edit("visible(i).saturating_sub(from).min", "visible(i).min"),
        Mistake::new(
            "both_in_their_tiles",
            "the causal mask is applied in the tile's own indices, to every tile. A mask is about positions in the text: first \
             + r and from + c.",
            |k| k.visible = Visible::BothInTheirTiles,
        ),
        Mistake::new(
            "triangle_in_every_tile",
            "the causal mask is the lower triangle of every tile, c ≤ r. That is right where a tile lies on the diagonal of a \
             square matrix. Compare positions in the text: from + c with first + r + (m − n).",
            |k| k.visible = Visible::TriangleInEveryTile,
        ),
        Mistake::<Knobs>::new(
            "diagonal_unmasked",
            "tiles after the last query are left out, but the tiles on the diagonal are not masked: within them, queries see \
             later keys.",
            |k| k.visible = Visible::WholeTiles,
        )
        .edit("visible(i).saturating_sub(from).min(row.len())", "row.len()"),
        Mistake::new(
            "diagonal_skipped",
            "a tile of keys is left out unless all queries of the tile see all of it: the tiles on the diagonal are lost. \
             Leave out only those that no query sees.",
            |k| k.skip = Skip::AlsoDiagonal,
        ),
        Mistake::<Knobs>::new(
            "skips_by_first_query",
            "the loop over keys ends where the first query of the tile stops seeing. The last one sees the most.",
            |k| k.skip = Skip::ByFirstQuery,
        )
        .edit("visible(end - 1)", "visible(first)"),
        Mistake::<Knobs>::new(
            "top_left",
            "the causal mask starts at the top left. With more keys than queries the last query sits at the last key: \
             query i may see key j when j ≤ i + (m − n).",
            |k| k.visible = Visible::TopLeft,
        )
        .edit("(i + 1 + m).saturating_sub(n)", "m.min(i + 1)"),
        Mistake::<Knobs>::new("no_mask", "the causal mask is ignored: every query sees every key.", |k| {
            k.visible = Visible::Everything;
        })
        .edit("if mask == Mask::None { m }", "if true { m }"),
        Mistake::<Knobs>::new("always_causal", "the causal mask is applied with Mask::None too.", |k| {
            k.visible = Visible::AlsoWithoutMask;
        })
        .edit("if mask == Mask::None { m }", "if false { m }"),
        Mistake::<Knobs>::new(
            "strict_mask",
            "a query does not see its own position: j < i + (m − n) where j ≤ i + (m − n) is meant.",
            |k| k.visible = Visible::Strict,
        )
        .edit("(i + 1 + m)", "(i + m)"),
        Mistake::<Knobs>::new("one_ahead", "a query sees one key of the future: j ≤ i + (m − n) + 1.", |k| {
            k.visible = Visible::OneAhead;
        })
        .edit("(i + 1 + m)", "(i + 2 + m)"),
        Mistake::<Knobs>::new(
            "offset_subtracted",
            "the offset between queries and keys has the wrong sign: j ≤ i − (m − n) instead of j ≤ i + (m − n).",
            |k| k.visible = Visible::OffsetSubtracted,
        )
        .edit("(i + 1 + m).saturating_sub(n)", "(i + 1 + n).saturating_sub(m).min(m)"),
        Mistake::<Knobs>::new(
            "offset_saturates",
            "keys − queries is computed with a subtraction that stops at 0. With more queries than keys the first n − m queries \
             see nothing; write j + n <= i + m, or (i + 1 + m).saturating_sub(n) for the number of keys seen.",
            |k| k.visible = Visible::OffsetSaturates,
        )
        .edit("(i + 1 + m).saturating_sub(n)", "m.min(i + 1 + m.saturating_sub(n))"),
        Mistake::<Knobs>::new(
            "offset_underflows",
            "keys − queries is computed in unsigned integers, and passes below zero when there are more queries than keys. \
             Write j + n <= i + m, or (i + 1 + m).saturating_sub(n) for the number of keys seen.",
            |k| k.unsigned_offset = true,
        )
        .edit("(i + 1 + m).saturating_sub(n)", "i + 1 + (m - n)"),
        Mistake::new(
            "masked_as_zero",
            "masked scores become 0 instead of −∞. exp(0 − max) is not 0: a masked key still gets weight.",
            |k| k.fill = Fill::Zero,
        ),
        Mistake::new(
            "masked_as_lowest",
            "masked scores become a large negative number. A query that sees nothing then gets the mean of what it must not \
             see: its output is 0 and its log-sum-exp −∞.",
            |k| k.fill = Fill::Lowest,
        ),
        Mistake::new(
            "blind_nan",
            "a query that sees no key becomes NaN (0/0, or −∞ − −∞). There are such queries when there are more queries than \
             keys: their output is 0, their log-sum-exp −∞.",
            |k| k.blind = Blind::NotANumber,
        ),
        Mistake::new(
            "blind_log_sum_exp_zero",
            "a query that sees no key gets the log-sum-exp 0. The sum of its exponentials is 0, and the logarithm of that is −∞.",
            |k| k.blind = Blind::LogSumExpZero,
        ),
        Mistake::<Knobs>::new(
            "blind_nan_in_tiles",
            "a query that sees nothing in a tile that others of its tile do see becomes NaN: old and new maximum are both −∞, \
             and −∞ − −∞ is not a number.",
            |k| k.blind = Blind::NotANumberInTiles,
        )
        .edit("if max == f32::NEG_INFINITY {", "if false {"),
        Mistake::<Knobs>::new(
            "max_replaced",
            "the maximum becomes that of the latest tile, also when it is smaller, and the factor exp(old − new) overflows. \
             Take the larger of the two.",
            |k| k.max = Max::TileReplaces,
        )
        .edit("scores.fold(state.max,", "scores.fold(f32::NEG_INFINITY,"),
        Mistake::<Knobs>::new(
            "max_of_absolutes",
            "the maximum is that of absolute values. Of scores far below zero exp underflows, and nothing is left.",
            |k| k.max = Max::OfAbsolutes,
        )
        .edit("|max, &score| max.max(score)", "|max: f32, &score: &f32| max.max(score.abs())"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "the maximum starts at 0, or at f32::MIN_POSITIVE. Scores far below zero never raise it, exp underflows, and nothing is \
             left. Start at f32::NEG_INFINITY.",
            |k| k.max = Max::StartsAtZero,
        )
        .edit(
            "vec![start(memory.value_width()); n]",
            "vec![Running { max: 0.0, ..start(memory.value_width()) }; n]",
        ),
        Mistake::new(
            "no_max",
            "exp is taken of the scores themselves: those near 1000 overflow, those near −1000 underflow to nothing.",
            |k| k.max = Max::Nothing,
        ),
        Mistake::new(
            "divided_each_time",
            "the output is divided by the sum after every tile, and the next tile takes it for the undivided one. Divide at \
             the end; or, as FlashAttention 1 does, multiply by the old sum before you add.",
            |k| k.divided_each_time = true,
        ),
        Mistake::<Knobs>::new(
            "no_scale",
            "the scores are not divided by √d; d is the width of queries and keys.",
            |k| k.scale = Scale::Nothing,
        )
        .edit(" / (queries.ncols() as f32).sqrt()", ""),
        Mistake::<Knobs>::new("scale_by_width", "the scores are divided by d, not by √d.", |k| k.scale = Scale::Width)
        .edit("(queries.ncols() as f32).sqrt()", "queries.ncols() as f32"),
        Mistake::<Knobs>::new(
            "scale_by_value_width",
            "the scores are divided by the root of the values' width. The sum runs over the width of queries and keys.",
            |k| k.scale = Scale::RootValueWidth,
        )
        .edit("(queries.ncols() as f32).sqrt()", "(memory.value_width() as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "log_without_max",
            "the log-sum-exp is ln(sum), without the maximum that was subtracted in every exponent.",
            |k| k.total = Total::Log,
        )
        .edit("log_sum_exp[i] = total", "log_sum_exp[i] = state.sum.ln()"),
        Mistake::<Knobs>::new("only_max", "the log-sum-exp is the maximum alone: ln(sum) is missing.", |k| {
            k.total = Total::Max;
        })
        .edit("log_sum_exp[i] = total", "log_sum_exp[i] = state.max"),
        Mistake::<Knobs>::new("max_plus_sum", "the log-sum-exp is max + sum: the logarithm is missing.", |k| {
            k.total = Total::MaxPlusSum;
        })
        .edit("log_sum_exp[i] = total", "log_sum_exp[i] = state.max + state.sum"),
        Mistake::<Knobs>::new(
            "log_sum_exp_in_base_two",
            "the log-sum-exps are logarithms in base 2, as kernels that call exp2 have them. Multiply by ln(2).",
            |k| k.total = Total::BaseTwo,
        )
        .edit("log_sum_exp[i] = total", "log_sum_exp[i] = total / std::f32::consts::LN_2"),
        Mistake::<Knobs>::new(
            "log_base_two",
            "the log-sum-exp mixes bases: log2(sum) belongs to exp2, ln(sum) to exp.",
            |k| k.total = Total::MaxPlusLogTwo,
        )
        .edit("log_sum_exp[i] = total", "log_sum_exp[i] = state.max + state.sum.log2()"),
        Mistake::new(
            "assumes_contiguous",
            "as_slice() is None for transposed or strided queries, and unwrap panics. Go through rows() or indices, or \
             copy the view with to_owned() and as_standard_layout() first.",
            |k| k.contiguous = true,
        ),
        super::super::memory_order(|k| k.memory_order = true),
    ]
}
