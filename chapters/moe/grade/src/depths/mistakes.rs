//! The typical mistakes of `depths`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use moe::Block;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Choice {
    #[default]
    Right,
    ByScore,
    LastOfEqual,
    Smallest,
    ByMagnitude,
    First,
    OneMore,
    OneFewer,
    AllOfEqual,
    FirstReaching,
    Unstable,
    Positive,
    AboveLast,
    Ranks,
    Cut,
}

/// What the block's output is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    Score,
    One,
    Sigmoid,
    Softmax,
    SoftmaxOfAll,
    /// The score of the token at the block's own index.
    FirstScores,
    /// The rows are multiplied before the block.
    Before,
    /// The rows before the block, and its output too.
    BeforeAndAfter,
    /// Token and block alike.
    Both,
    /// Token (1 − score).
    Blend,
    /// Negative scores count as zero.
    Clipped,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rest {
    #[default]
    Right,
    NoResidual,
    Zero,
    NotScattered,
    /// Row `position` of the block.
    ByPosition,
    Everyone,
    BlockSeesAll,
    BlockSeesZeros,
    OneByOne,
    CalledForEach,
    CalledTwice,
    ChosenAlone,
    ResidualTwice,
    ResidualInside,
    ByScore,
    RowsByScore,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) choice: Choice,
    pub(super) gate: Gate,
    pub(super) rest: Rest,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    /// `depths` has a right choice of its own.
    pub(super) own_choice: bool,
    /// An order by score rises, as that of argsort.
    pub(super) rising: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_gate",
            "the block's output is added without the score. The choice itself has no gradient: without the factor the router \
             learns nothing.",
            |k| k.gate = Gate::One,
        )
        .edit("scaled_add(scores[position],", "scaled_add(1.0,"),
        Mistake::<Knobs>::new(
            "sorted_by_score",
            "the chosen positions are in the order of their scores, as topk returns them. They are to rise: the block reads its \
             rows as a sequence.",
            |k| k.choice = Choice::ByScore,
        )
        .edit("    positions.sort_unstable();\n", ""),
        Mistake::<Knobs>::new(
            "block_sees_all",
            "the block gets the whole sequence, and the chosen rows are picked from what it returns. Only the chosen tokens go in: \
             they see each other and nobody else, and that is what is saved.",
            |k| k.rest = Rest::BlockSeesAll,
        )
        .edit("block(tokens.select(Axis(0), &chosen).view())", "block(tokens).select(Axis(0), &chosen)"),
        Mistake::new(
            "block_sees_zeros",
            "the block gets a row for every position, with zeros for those that are not chosen. Zeros are rows too: they are looked at, and \
             cost as much. Only the chosen rows go in.",
            |k| k.rest = Rest::BlockSeesZeros,
        ),
        Mistake::<Knobs>::new(
            "no_residual",
            "a chosen token is replaced by score · output. It is added to the token.",
            |k| k.rest = Rest::NoResidual,
        )
        .edit(
            "result.row_mut(position).scaled_add(scores[position], &output);",
            "result.row_mut(position).assign(&(&output * scores[position]));",
        ),
        Mistake::<Knobs>::new(
            "others_zero",
            "tokens that are not chosen become zero. They go past the block as they are.",
            |k| k.rest = Rest::Zero,
        )
        .edit(
            "tokens.to_owned();",
            "Array2::<f32>::zeros(tokens.raw_dim());\n    for &position in &chosen {\n        result.row_mut(position).assign(&tokens.row(position));\n    }",
        ),
        Mistake::<Knobs>::new(
            "not_scattered_back",
            "the outputs of the block are added to the first rows of the sequence. Row i of the block belongs to position chosen[i].",
            |k| k.rest = Rest::NotScattered,
        )
        .edit(
            "for (&position, output) in chosen.iter().zip(computed.rows()) {\n        result.row_mut(position)",
            "for (row, (&position, output)) in chosen.iter().zip(computed.rows()).enumerate() {\n        result.row_mut(row)",
        ),
        Mistake::<Knobs>::new(
            "output_by_position",
            "the block's output is read at the position of the token. It has a row for each chosen token and no more: row i belongs to \
             position chosen[i].",
            |k| k.rest = Rest::ByPosition,
        )
        .edit(
            "chosen.iter().zip(computed.rows()) {\n        result.row_mut(position).scaled_add(scores[position], &output);",
            "chosen.iter().zip(computed.rows()) {\n        let _ = output;\n        result.row_mut(position).scaled_add(scores[position], &computed.row(position));",
        ),
        Mistake::new(
            "chosen_rows_alone",
            "the chosen rows alone are returned. The others go past the block, and the result has as many rows as the sequence.",
            |k| k.rest = Rest::ChosenAlone,
        ),
        Mistake::new(
            "score_of_another_token",
            "row i of the block is multiplied by scores[i]. It is the row of position chosen[i], and so is its score.",
            |k| k.gate = Gate::FirstScores,
        ),
        Mistake::<Knobs>::new(
            "sigmoid_gate",
            "the block's output is multiplied by the sigmoid of the score. The score itself is the factor.",
            |k| k.gate = Gate::Sigmoid,
        )
        .edit("scaled_add(scores[position],", "scaled_add(1.0 / (1.0 + (-scores[position]).exp()),"),
        Mistake::<Knobs>::new(
            "negative_scores_clipped",
            "a negative score counts as zero. It is the factor with its sign.",
            |k| k.gate = Gate::Clipped,
        )
        .edit("scaled_add(scores[position],", "scaled_add(scores[position].max(0.0),"),
        Mistake::new(
            "softmax_over_chosen",
            "the factors are a softmax over the scores of the chosen tokens. Tokens do not compete for the size of their output: the \
             score itself is the factor.",
            |k| k.gate = Gate::Softmax,
        ),
        Mistake::new(
            "softmax_over_tokens",
            "the factors are a softmax over the scores of all tokens. The score itself is the factor.",
            |k| k.gate = Gate::SoftmaxOfAll,
        ),
        Mistake::<Knobs>::new(
            "gate_before_block",
            "the rows are multiplied by their scores on the way in. A block is not linear: the factor comes after it.",
            |k| k.gate = Gate::Before,
        )
        .edit(
            "    let computed = block(tokens.select(Axis(0), &chosen).view());\n    let mut result = tokens.to_owned();\n    for (&position, output) in chosen.iter().zip(computed.rows()) {\n        result.row_mut(position).scaled_add(scores[position], &output);",
            "    let factors = scores.select(Axis(0), &chosen).insert_axis(Axis(1));\n    let computed = block((tokens.select(Axis(0), &chosen) * factors).view());\n    let mut result = tokens.to_owned();\n    for (&position, output) in chosen.iter().zip(computed.rows()) {\n        result.row_mut(position).scaled_add(1.0, &output);",
        ),
        Mistake::<Knobs>::new(
            "gate_on_both",
            "token and output are both multiplied by the score. The token itself is added as it is.",
            |k| k.gate = Gate::Both,
        )
        .edit(
            "result.row_mut(position).scaled_add(scores[position], &output);",
            "let both = (&tokens.row(position) + &output) * scores[position];\n        result.row_mut(position).assign(&both);",
        ),
        Mistake::<Knobs>::new(
            "blended",
            "the result is (1 − score) · token + score · output, a gate between the two. The token is added as it is.",
            |k| k.gate = Gate::Blend,
        )
        .edit(
            "result.row_mut(position).scaled_add(scores[position], &output);",
            "let score = scores[position];\n        result.row_mut(position).zip_mut_with(&output, |x, &y| *x = (1.0 - score) * *x + score * y);",
        ),
        Mistake::<Knobs>::new(
            "everyone_computed",
            "every token goes through the block, and the capacity is ignored.",
            |k| k.rest = Rest::Everyone,
        )
        .edit("choose(scores, capacity);", "choose(scores, capacity.max(scores.len()));"),
        Mistake::new(
            "one_by_one",
            "the block gets each token by itself. The chosen ones are to see each other: one call with all of them.",
            |k| k.rest = Rest::OneByOne,
        ),
        Mistake::new(
            "called_for_each_token",
            "the block is called with all chosen rows once for each of them, and one row of it is kept: right, and that many times the \
             work.",
            |k: &mut Knobs| k.rest = Rest::CalledForEach,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "called_twice",
            "the block is called twice with all chosen rows, once more to learn the width of what it returns, say: right, and twice the \
             work. Call it once, and keep what it returns.",
            |k: &mut Knobs| k.rest = Rest::CalledTwice,
        )
        .edit(
            "let computed = block(",
            "let _width = block(tokens.select(Axis(0), &chosen).view()).ncols();\n    let computed = block(",
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "residual_twice",
            "the token is added twice. The block has no residual connection, and one is needed.",
            |k| k.rest = Rest::ResidualTwice,
        )
        .edit(
            "let mut result = tokens.to_owned();",
            "let mut result = tokens.to_owned();\n    for &position in &chosen {\n        result.row_mut(position).scaled_add(1.0, &tokens.row(position));\n    }",
        ),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal scores the higher position is chosen. The lower one comes first (max_by keeps the last of equals, and a sort \
             that is reversed turns them round).",
            |k| k.choice = Choice::LastOfEqual,
        )
        .edit("scores[b].total_cmp(&scores[a])", "scores[b].total_cmp(&scores[a]).then(b.cmp(&a))"),
        Mistake::<Knobs>::new(
            "all_of_equal",
            "every token is chosen whose score reaches that of the last one: with equal scores these are more than the capacity.",
            |k| k.choice = Choice::AllOfEqual,
        )
        .edit(
            "    positions.truncate(capacity);\n",
            "    let last = scores[positions[capacity - 1]];\n    positions.retain(|&position| scores[position] >= last);\n",
        ),
        Mistake::new(
            "first_that_reach",
            "the first tokens are chosen whose score reaches that of the last one. Where many are equal to it, these can come before \
             larger ones, which then find no room.",
            |k| k.choice = Choice::FirstReaching,
        ),
        Mistake::<Knobs>::new(
            "unstable_sort",
            "the sort is not stable: among many equal scores any may come first. The lower position does; sort_by is stable, \
             sort_unstable_by is not.",
            |k| k.choice = Choice::Unstable,
        )
        .edit("positions.sort_by(|", "positions.sort_unstable_by(|"),
        Mistake::<Knobs>::new(
            "smallest_scores",
            "the smallest scores are chosen: the sort rises where it should fall.",
            |k| k.choice = Choice::Smallest,
        )
        .edit("scores[b].total_cmp(&scores[a])", "scores[a].total_cmp(&scores[b])"),
        Mistake::<Knobs>::new(
            "by_magnitude",
            "the tokens are chosen by the size of the score without its sign.",
            |k| k.choice = Choice::ByMagnitude,
        )
        .edit("scores[b].total_cmp(&scores[a])", "scores[b].abs().total_cmp(&scores[a].abs())"),
        Mistake::new(
            "ranks_for_positions",
            "choose sorts the chosen positions with argsort, and returns where they stand in the list that topk gave: numbers below the \
             capacity. It returns the positions themselves, sorted.",
            |k| k.choice = Choice::Ranks,
        ),
        Mistake::<Knobs>::new(
            "compared_as_integers",
            "scores are made integers before they are compared, say (score * 1e6) as i64: those that differ by less become equal, and so do \
             all beyond what an integer holds. total_cmp or partial_cmp compares the numbers themselves.",
            |k| k.choice = Choice::Cut,
        )
        .edit(
            "scores[b].total_cmp(&scores[a])",
            "((scores[b] * 1e6) as i64).cmp(&((scores[a] * 1e6) as i64))",
        ),
        Mistake::<Knobs>::new(
            "positive_scores_only",
            "tokens with a negative score are never chosen. The capacity is always filled.",
            |k| k.choice = Choice::Positive,
        )
        .edit(
            "    positions.truncate(capacity);\n",
            "    positions.truncate(capacity);\n    positions.retain(|&position| scores[position] > 0.0);\n",
        ),
        Mistake::<Knobs>::new("first_positions", "the first `capacity` positions are chosen, whatever their scores.", |k| {
            k.choice = Choice::First;
        })
        .edit("    positions.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));\n", ""),
        Mistake::<Knobs>::new("one_more", "a token more than the capacity is chosen.", |k| k.choice = Choice::OneMore)
        .edit("truncate(capacity)", "truncate(capacity + 1)"),
        Mistake::<Knobs>::new("one_fewer", "a token fewer than the capacity is chosen.", |k| {
            k.choice = Choice::OneFewer;
        })
        .edit("truncate(capacity)", "truncate(capacity - 1)"),
        Mistake::<Knobs>::new(
            "above_the_last",
            "scores are compared with the capacity-th largest by >, which leaves that one out: a token fewer than the capacity is chosen, \
             or fewer still if some are equal.",
            |k: &mut Knobs| k.choice = Choice::AboveLast,
        )
        .edit(
            "    positions.truncate(capacity);\n",
            "    let last = scores[positions[capacity - 1]];\n    positions.retain(|&position| scores[position] > last);\n",
        ),
        Mistake::new(
            "gate_before_and_after",
            "the score multiplies what goes into the block, and what comes out. It is a factor of the output alone.",
            |k: &mut Knobs| k.gate = Gate::BeforeAndAfter,
        ),
        Mistake::new(
            "residual_in_the_block",
            "the token is added within the product: scores[t] · (token + block). It is added once, by itself, whatever its score.",
            |k: &mut Knobs| k.rest = Rest::ResidualInside,
        ),
        Mistake::new(
            "put_back_by_score",
            "the block's rows are given to the chosen tokens in the order of their scores. They come in the order of the sequence, as they \
             went in.",
            |k: &mut Knobs| k.rest = Rest::ByScore,
        ),
        Mistake::new(
            "rows_by_score",
            "the block gets its rows in the order of the scores, and each output goes back to its own token. The block reads its rows as a \
             sequence: they come in rising order of the positions.",
            |k: &mut Knobs| k.rest = Rest::RowsByScore,
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn choose(&self, scores: ArrayView1<'_, f32>, capacity: usize) -> Vec<usize> {
        if self.contiguous && !self.row_slices {
            scores.as_slice().unwrap();
        }
        let n = scores.len();
        let mut positions: Vec<usize> = (0..n).collect();
        let falling = |a: &usize, b: &usize| scores[*b].total_cmp(&scores[*a]);
        match self.choice {
            Choice::First => {}
            Choice::Cut => positions.sort_by_key(|&t| std::cmp::Reverse((scores[t] * 1e6) as i64)),
            Choice::Unstable => positions.sort_unstable_by(falling),
            Choice::Smallest => positions.sort_by(|a, b| falling(b, a)),
            Choice::ByMagnitude => positions.sort_by(|&a, &b| scores[b].abs().total_cmp(&scores[a].abs())),
            Choice::LastOfEqual => {
                positions.reverse();
                positions.sort_by(falling);
            }
            _ => positions.sort_by(falling),
        }
        let mut kept = match self.choice {
            Choice::OneMore => (capacity + 1).min(n),
            Choice::OneFewer => capacity - 1,
            _ => capacity,
        };
        if self.choice == Choice::AllOfEqual {
            let last = scores[positions[capacity - 1]];
            kept = scores.iter().filter(|&&score| score >= last).count();
        }
        if self.choice == Choice::FirstReaching {
            let last = scores[positions[capacity - 1]];
            positions = (0..n).filter(|&position| scores[position] >= last).collect();
        }
        if self.choice == Choice::AboveLast {
            let last = scores[positions[capacity - 1]];
            kept = scores.iter().filter(|&&score| score > last).count();
        }
        positions.truncate(kept);
        if self.rising {
            positions.reverse();
        }
        if self.choice == Choice::Positive {
            positions.retain(|&position| scores[position] > 0.0);
        }
        if self.choice == Choice::Ranks {
            let mut ranks: Vec<usize> = (0..positions.len()).collect();
            ranks.sort_by_key(|&rank| positions[rank]);
            return ranks;
        }
        if self.choice != Choice::ByScore {
            positions.sort_unstable();
        }
        positions
    }

    pub(super) fn depths(
        &self,
        tokens: ArrayView2<'_, f32>,
        scores: ArrayView1<'_, f32>,
        capacity: usize,
        block: &Block<'_>,
    ) -> Array2<f32> {
        if self.contiguous {
            judge::slips::as_slices(tokens, self.row_slices);
        }
        let n = tokens.nrows();
        let mut chosen = if self.own_choice {
            Knobs::default().choose(scores, capacity)
        } else {
            self.choose(scores, capacity)
        };
        if self.rest == Rest::Everyone {
            chosen = (0..n).collect();
        }
        if self.rest == Rest::RowsByScore {
            chosen.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
            if self.rising {
                chosen.reverse();
            }
        }
        let mut rows = tokens.select(Axis(0), &chosen);
        if matches!(self.gate, Gate::Before | Gate::BeforeAndAfter) {
            for (mut row, &position) in rows.rows_mut().into_iter().zip(&chosen) {
                row *= scores[position];
            }
        }
        let output = match self.rest {
            Rest::BlockSeesAll => block(tokens).select(Axis(0), &chosen),
            Rest::BlockSeesZeros => {
                let mut all = Array2::zeros(tokens.raw_dim());
                for (row, &position) in rows.rows().into_iter().zip(&chosen) {
                    all.row_mut(position).assign(&row);
                }
                block(all.view()).select(Axis(0), &chosen)
            }
            Rest::OneByOne => {
                let mut output = Array2::zeros(rows.raw_dim());
                for (i, row) in rows.rows().into_iter().enumerate() {
                    output.row_mut(i).assign(&block(row.insert_axis(Axis(0))).row(0));
                }
                output
            }
            Rest::CalledForEach => {
                let mut output = Array2::zeros(rows.raw_dim());
                for i in 0..chosen.len() {
                    output.row_mut(i).assign(&block(rows.view()).row(i));
                }
                output
            }
            Rest::CalledTwice => {
                block(rows.view());
                block(rows.view())
            }
            _ => block(rows.view()),
        };

        let largest = scores.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        let among: f32 = match self.gate {
            Gate::Softmax => chosen.iter().map(|&position| (scores[position] - largest).exp()).sum(),
            _ => scores.iter().map(|score| (score - largest).exp()).sum(),
        };
        let mut result =
            if self.rest == Rest::Zero { Array2::zeros(tokens.raw_dim()) } else { tokens.to_owned() };
        for (i, &position) in chosen.iter().enumerate() {
            let score = scores[position];
            let factor = match self.gate {
                Gate::Score | Gate::Both | Gate::Blend | Gate::BeforeAndAfter => score,
                Gate::One | Gate::Before => 1.0,
                Gate::Clipped => score.max(0.0),
                Gate::Sigmoid => 1.0 / (1.0 + (-score).exp()),
                Gate::Softmax | Gate::SoftmaxOfAll => (score - largest).exp() / among,
                Gate::FirstScores => scores[i],
            };
            let kept = match (self.rest, self.gate) {
                (Rest::NoResidual, _) => 0.0,
                (Rest::ResidualTwice, _) => 2.0,
                (_, Gate::Both) => score,
                (_, Gate::Blend) => 1.0 - score,
                _ => 1.0,
            };
            let to = match self.rest {
                Rest::NotScattered => i,
                _ => position,
            };
            let from = match self.rest {
                Rest::ByPosition => position,
                Rest::ByScore => chosen
                    .iter()
                    .enumerate()
                    .filter(|&(j, &other)| scores[other] > score || (scores[other] == score && j < i))
                    .count(),
                _ => i,
            };
            if self.rest == Rest::ByPosition && self.row_slices {
                // As such an answer panics when it reads rows.
                output.row(from);
            }
            for c in 0..tokens.ncols() {
                let token = tokens[[to, c]];
                let said = match self.rest {
                    Rest::ResidualInside => output[[from, c]] + token,
                    _ => output[[from, c]],
                };
                result[[to, c]] = if self.double {
                    (f64::from(kept) * f64::from(token) + f64::from(factor) * f64::from(said)) as f32
                } else {
                    kept * token + factor * said
                };
            }
        }
        if self.rest == Rest::ChosenAlone { result.select(Axis(0), &chosen) } else { result }
    }
}
