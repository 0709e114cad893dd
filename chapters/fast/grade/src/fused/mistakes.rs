//! The typical mistakes of `fused`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::knobs::{Blind, Correct, Divide, Knobs, Loops, Masked, Max, Reads, Total};

const NEW: &str = "max[i].max(score)";
const WEIGHTS: &str = "((max[i] - new).exp(), (score - new).exp())";
const OUTPUT: &str = "*o = *o * rescale + weight * v";
const SUM: &str = "sum[i] = sum[i] * rescale + weight;";
const SEEN: &str = "if score > f32::NEG_INFINITY {";
const TOTAL: &str = "max + sum.ln()";
const ROWS: &str = "(0..rows).step_by(block)";
const KEYS: &str = "0..scores.columns()";
const READ: &str = "let score = scores.read(i, j);";
const HAS_SUM: &str = "if sum > 0.0 {";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_corrections(), of_maxima(), of_masks(), of_results(), of_loops(), of_reads()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_corrections() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "output_not_rescaled",
            "when the largest score so far grows, the output keeps weights that were measured by the old one. Sum and output are corrected by the same factor, exp(old − new).",
            |k| k.correct = Correct::SumOnly,
        )
        .edit(OUTPUT, "*o += weight * v"),
        Mistake::<Knobs>::new(
            "sum_not_rescaled",
            "when the largest score so far grows, the sum keeps weights that were measured by the old one. Sum and output are corrected by the same factor, exp(old − new).",
            |k| k.correct = Correct::OutputOnly,
        )
        .edit(SUM, "sum[i] += weight;"),
        Mistake::<Knobs>::new(
            "nothing_rescaled",
            "neither sum nor output is corrected when the largest score so far grows: weights that were measured by different scores are added.",
            |k| k.correct = Correct::Nothing,
        )
        .edit(WEIGHTS, "(1.0_f32, (score - new).exp())"),
        Mistake::<Knobs>::new(
            "inverse",
            "the correction has the wrong sign: exp(new − old), which makes what has been seen larger where it has to become smaller.",
            |k| k.correct = Correct::Inverse,
        ),
        Mistake::<Knobs>::new(
            "corrected_afterwards",
            "what is added is corrected too. Its weight was measured by the new largest score: only what was there before is multiplied by exp(old − new).",
            |k| k.correct = Correct::Afterwards,
        ),
    ]
}

fn of_maxima() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is subtracted from the scores of a row is never below 0: the search for the largest starts at 0, or takes absolute values. In a row of scores far below 0 \
             every weight underflows then, and the sum is 0.",
            |k| k.max = Max::FromZero,
        )
        .edit(NEW, "max[i].max(score).max(0.0)"),
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of the scores as they are, and overflows, or is 0 for all of a row. Subtract the largest score so far.",
            |k| k.max = Max::Nothing,
        )
        .edit(NEW, "0.0_f32"),
        Mistake::<Knobs>::new(
            "first_score",
            "the first score of a row is subtracted from all of them. A later one may be larger by thousands, and exp overflows.",
            |k| k.max = Max::First,
        )
        .edit(NEW, "if sum[i] > 0.0 { max[i] } else { score }"),
        Mistake::<Knobs>::new(
            "latest_score",
            "the score that has just come is taken for the largest, also where it is smaller: then exp(old − new) is above 1, and overflows in the end.",
            |k| k.max = Max::Latest,
        )
        .edit(NEW, "score"),
        Mistake::new(
            "kept_from_the_row_above",
            "the largest score of the row above is where a row begins. Rows at other levels then underflow; each begins with −∞.",
            |k| k.max = Max::KeptFromTheRowAbove,
        ),
        Mistake::new(
            "of_the_block",
            "the rows of a block share one largest score. A row far below the others has nothing but weights of 0 then: each row has its own.",
            |k| k.max = Max::OfBlock,
        ),
    ]
}

fn of_masks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "masked_is_nan",
            "where a row begins with masked scores, −∞ is taken from −∞, which is NaN, and stays. Leave a score of −∞ out before anything is computed with it.",
            |k| k.masked = Masked::NotANumber,
        )
        .edit(SEEN, "if !score.is_nan() {"),
        Mistake::<Knobs>::new(
            "masked_is_zero",
            "a masked score counts as a score of 0. Its weight has to be 0, and that is exp of −∞.",
            |k| k.masked = Masked::ScoreZero,
        ),
        Mistake::<Knobs>::new(
            "masked_is_low",
            "a masked score is replaced by a very low number. A row in which all are masked then takes them all for the largest, and becomes the mean of the values.",
            |k| k.masked = Masked::Lowest,
        ),
        Mistake::<Knobs>::new(
            "divided_by_nothing",
            "a row in which all are masked is divided by its sum, 0, and becomes NaN. Its output is 0.",
            |k| k.blind = Blind::NotANumber,
        )
        .edit(HAS_SUM, "if sum >= 0.0 {"),
        Mistake::<Knobs>::new(
            "nothing_has_low_total",
            "the log-sum-exp of a row in which all are masked is a very low number. It is ln 0, −∞.",
            |k| k.blind = Blind::TotalLow,
        )
        .edit(TOTAL, "max.mapv(|m| m.max(f32::MIN)) + sum.mapv(|s| if s > 0.0 { s.ln() } else { 0.0 })"),
        Mistake::<Knobs>::new(
            "nothing_has_total_zero",
            "the log-sum-exp of a row in which all are masked is 0. It is ln 0, −∞: 0 would say that there was a weight of 1.",
            |k| k.blind = Blind::TotalZero,
        ),
    ]
}

fn of_results() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_divided",
            "the output is not divided by the sum of weights.",
            |k| k.divide = Divide::Never,
        )
        .edit(HAS_SUM, "if sum < 0.0 {"),
        Mistake::<Knobs>::new(
            "divided_each_time",
            "the output is divided by the sum after every key, and what comes next is added as if it had not been. Divide once, at the end.",
            |k| k.divide = Divide::EachTime,
        ),
        Mistake::<Knobs>::new(
            "divided_by_keys",
            "the output is divided by the number of keys instead of the sum of weights.",
            |k| k.divide = Divide::ByKeys,
        ),
        Mistake::<Knobs>::new(
            "total_without_max",
            "the log-sum-exp is the logarithm of the sum alone. Weights were measured by the largest score, which has to be added again.",
            |k| k.total = Total::Log,
        )
        .edit(TOTAL, "sum.ln()"),
        Mistake::<Knobs>::new(
            "total_is_max",
            "in place of the log-sum-exp stands the largest score.",
            |k| k.total = Total::Max,
        )
        .edit(TOTAL, "max"),
        Mistake::<Knobs>::new(
            "total_is_sum",
            "in place of the log-sum-exp stands the sum of weights.",
            |k| k.total = Total::Sum,
        )
        .edit(TOTAL, "sum"),
        Mistake::<Knobs>::new(
            "total_without_log",
            "the sum of weights is added to the largest score, and not its logarithm.",
            |k| k.total = Total::MaxPlusSum,
        )
        .edit(TOTAL, "max + sum"),
        Mistake::<Knobs>::new(
            "total_in_base_two",
            "the log-sum-exp has base 2. It has the natural logarithm.",
            |k| k.total = Total::BaseTwo,
        )
        .edit(TOTAL, "(max + sum.ln()) / std::f32::consts::LN_2"),
        Mistake::<Knobs>::new(
            "base_two",
            "weights are powers of 2. They are powers of e.",
            |k| k.base_two = true,
        ),
    ]
}

fn of_loops() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "last_rows_missing",
            "the rows after the last whole block are not computed.",
            |k| k.loops = Loops::WholeBlocks,
        )
        .edit(ROWS, "(0..rows / block * block).step_by(block)"),
        Mistake::<Knobs>::new("first_block_only", "only the rows of the first block are computed.", |k| {
            k.loops = Loops::FirstBlock;
        })
        .edit(ROWS, "(0..rows.min(1)).step_by(block)"),
        Mistake::<Knobs>::new("last_key_missing", "the last key is left out.", |k| {
            k.loops = Loops::LastKeyMissing;
        })
        .edit(KEYS, "0..scores.columns() - 1"),
        Mistake::<Knobs>::new("first_key_missing", "the first key is left out.", |k| {
            k.loops = Loops::FirstKeyMissing;
        })
        .edit(KEYS, "1..scores.columns()"),
        Mistake::<Knobs>::new(
            "row_in_its_block",
            "scores are read by the row's number within its block, so every block gets those of the first.",
            |k| k.loops = Loops::RowInItsBlock,
        )
        .edit(READ, "let score = scores.read(i - first, j);"),
        Mistake::new(
            "states_not_begun_anew",
            "what is kept of the rows of a block is not begun anew with the next one, which then goes on from what it was.",
            |k| k.loops = Loops::StatesOfPlaces,
        ),
    ]
}

fn of_reads() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "scores_read_again",
            "scores are read more than once: in a pass for the largest, one for the sum and one for the product, or where they are compared and again where they are used. The \
             largest so far is enough, if sum and output are corrected where it grows, and a score that has been read can be kept in a variable.",
            |k| k.reads = Reads::ScoresTwice,
        )
        .by_law()
        .edit("(score - new).exp());", "(scores.read(i, j) - new).exp());"),
        Mistake::<Knobs>::new(
            "values_for_each_row",
            "values are read anew for each row. What has been read of a key serves all rows of the block.",
            |k| k.reads = Reads::ValuesForEachRow,
        )
        .by_law()
        .edit(
            "let value = Array1::from_shape_fn(width, |c| values.read(j, c));\n            for i in first..rows.min(first + block) {",
            "for i in first..rows.min(first + block) {\n                let value = Array1::from_shape_fn(width, |c| values.read(j, c));",
        ),
        Mistake::<Knobs>::new(
            "scores_held",
            "all scores are held at once, those of a row or of the whole matrix, or as many weights. What is held must not grow with the keys.",
            |k| k.reads = Reads::ScoresHeld,
        )
        .by_law(),
    ]
}
