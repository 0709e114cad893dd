//! The typical mistakes of `expert_choice`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array2, ArrayView2, ArrayView3, Axis, NdFloat};

use super::Chosen;

/// By what tokens are compared.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Score {
    #[default]
    OverExperts,
    OverTokens,
    OfAll,
    Sigmoid,
    Logits,
    LogitsThenSoftmax,
}

/// Who takes what.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Taking {
    #[default]
    Largest,
    Smallest,
    LastOfEquals,
    OneFewer,
    EvenShare,
    EachTokenOnce,
    TokensChoose,
    FirstWho,
    First,
    Unstable,
    FirstReaching,
    AllOfEqual,
}

/// What the weight is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weight {
    #[default]
    Score,
    One,
    SharedByTokens,
    SharedByExperts,
    OverCount,
    AgainSoftmax,
    Logit,
    SoftmaxOfTaken,
}

/// What combine does with a pair.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Combining {
    #[default]
    Adds,
    Overwrites,
    Unweighted,
    OverCount,
    OverWeights,
    PlaceIsToken,
    Mean,
    SortedFirst,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) score: Score,
    pub(super) taking: Taking,
    pub(super) weight: Weight,
    pub(super) combining: Combining,
    pub(super) no_max: bool,
    pub(super) one_max: bool,
    pub(super) total: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) unwraps: bool,
    /// An expert that may not take a token again takes it when no others are left.
    pub(super) fills: bool,
    /// Pairs of token and score are sorted, not tokens.
    pub(super) pairs: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "softmax_over_tokens",
            "the softmax runs over the tokens (as in Mesh TensorFlow). Here a token's probabilities over the experts sum to 1, and each \
             expert compares what tokens give it.",
            |k| k.score = Score::OverTokens,
        )
        .edit("scores.rows_mut()", "scores.columns_mut()"),
        Mistake::new(
            "tokens_choose",
            "every token goes to its favourite expert, and an expert takes the best of those who come. That is token choice; here \
             an expert compares all tokens, and takes as many as it has places.",
            |k| k.taking = Taking::TokensChoose,
        ),
        Mistake::new(
            "first_come",
            "an expert takes the first tokens that have it as their favourite. It compares all tokens, wherever they stand.",
            |k| k.taking = Taking::FirstWho,
        ),
        Mistake::new(
            "compares_logits",
            "experts compare the logits, and only the weight is a softmax. A token may have large logits for all experts; what counts \
             is how much of it one gets.",
            |k| k.score = Score::LogitsThenSoftmax,
        ),
        Mistake::new(
            "weight_is_logit",
            "scores and weights are the logits themselves. The softmax over the experts is missing.",
            |k| k.score = Score::Logits,
        ),
        Mistake::<Knobs>::new(
            "sigmoid_scores",
            "the score is σ(logit). Here it is the softmax over the experts.",
            |k| k.score = Score::Sigmoid,
        )
        .edit(
            "row.mapv_inplace(|logit| (logit - largest).exp());\n        row /= row.sum();",
            "let _ = largest;\n        row.mapv_inplace(|logit| 1.0 / (1.0 + (-logit).exp()));",
        ),
        Mistake::<Knobs>::new(
            "softmax_over_all",
            "the softmax runs over all tokens and experts at once. It runs over the experts, for each token.",
            |k| k.score = Score::OfAll,
        )
        .edit(
            "        let largest = row.fold(f32::NEG_INFINITY, |most, &logit| most.max(logit));\n        row.mapv_inplace(|logit| (logit - largest).exp());\n        row /= row.sum();\n    }",
            "        let largest = logits.fold(f32::NEG_INFINITY, |most, &logit| most.max(logit));\n        row.mapv_inplace(|logit| (logit - largest).exp());\n    }\n    scores /= scores.sum();",
        ),
        Mistake::<Knobs>::new(
            "takes_smallest",
            "experts take the tokens with the smallest scores: the sort is the wrong way round.",
            |k| k.taking = Taking::Smallest,
        )
        .edit("b.1.total_cmp(&a.1)", "a.1.total_cmp(&b.1)"),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal scores the highest token comes first, as after a reversed sort. The lowest comes first: sort from large to small \
             with a stable sort.",
            |k| k.taking = Taking::LastOfEquals,
        )
        .edit("b.1.total_cmp(&a.1)", "b.1.total_cmp(&a.1).then(b.0.cmp(&a.0))"),
        Mistake::<Knobs>::new(
            "unstable_sort",
            "the sort is not stable: among many equal scores any may come first. That of the lowest token does; sort_by is stable, \
             sort_unstable_by is not.",
            |k| k.taking = Taking::Unstable,
        )
        .edit("tokens.sort_by(", "tokens.sort_unstable_by("),
        Mistake::new(
            "first_that_reach",
            "an expert takes the first tokens whose score reaches that of its last place. Where several are equal to it, these can come \
             before larger ones, which then find no room.",
            |k| k.taking = Taking::FirstReaching,
        ),
        Mistake::<Knobs>::new(
            "all_of_equal",
            "an expert takes every token whose score reaches that of its last place: with equal scores these are more than it has places.",
            |k| k.taking = Taking::AllOfEqual,
        )
        .edit(
            "        tokens.truncate(capacity);\n",
            "        let last = tokens[capacity - 1].1;\n        tokens.retain(|taken| taken.1 >= last);\n",
        ),
        Mistake::<Knobs>::new(
            "first_tokens",
            "an expert takes the first tokens, whatever their scores: those that are cut off are not sorted by score, or sorted by token \
             again before.",
            |k| k.taking = Taking::First,
        )
        .edit("        tokens.sort_by(|a, b| b.1.total_cmp(&a.1));\n", ""),
        Mistake::new(
            "each_token_once",
            "an expert leaves out tokens that an earlier expert has taken. A token may be taken by several, or by none.",
            |k| k.taking = Taking::EachTokenOnce,
        ),
        Mistake::<Knobs>::new("one_place_less", "experts take one token fewer than they have places.", |k| {
            k.taking = Taking::OneFewer
        })
        .edit("truncate(capacity)", "truncate(capacity - 1)"),
        Mistake::<Knobs>::new("capacity_is_share", "experts take T/E tokens, and the capacity is ignored.", |k| {
            k.taking = Taking::EvenShare
        })
        .edit("tokens.truncate(capacity);", "tokens.truncate(logits.nrows() / logits.ncols());"),
        Mistake::<Knobs>::new(
            "weight_is_one",
            "every weight is 1. The weight is the score; through it the router learns.",
            |k| k.weight = Weight::One,
        )
        .edit(
            "tokens.truncate(capacity);",
            "tokens.truncate(capacity);\n        tokens.iter_mut().for_each(|token| token.1 = 1.0);",
        ),
        Mistake::<Knobs>::new(
            "weights_of_expert_sum_to_one",
            "the weights of an expert's tokens are divided by their sum. The weight is the score as it is.",
            |k| k.weight = Weight::SharedByTokens,
        )
        .edit(
            "        tokens.truncate(capacity);\n",
            "        tokens.truncate(capacity);\n        let sum: f32 = tokens.iter().map(|taken| taken.1).sum();\n        tokens.iter_mut().for_each(|taken| taken.1 /= sum);\n",
        ),
        Mistake::new(
            "weights_of_token_sum_to_one",
            "a token's weights are divided by their sum over the experts that took it. The weight is the score as it is: who is hardly \
             wanted gets hardly anything.",
            |k| k.weight = Weight::SharedByExperts,
        ),
        Mistake::new(
            "weight_over_count",
            "a token's weights are divided by the number of experts that took it (as in Mesh TensorFlow). The weight is the score as \
             it is.",
            |k| k.weight = Weight::OverCount,
        ),
        Mistake::new(
            "softmax_again",
            "the weights are a second softmax, over the scores that an expert has taken. The weight is the score as it is.",
            |k| k.weight = Weight::AgainSoftmax,
        ),
        Mistake::new(
            "weight_of_logit",
            "the experts choose by the scores, and the weight is the logit. The weight is the score.",
            |k| k.weight = Weight::Logit,
        ),
        Mistake::new(
            "softmax_of_taken",
            "the weights of an expert are a softmax over the logits of the tokens that it took. The weight is the token's own score, from the \
             softmax over the experts.",
            |k| k.weight = Weight::SoftmaxOfTaken,
        ),
        Mistake::<Knobs>::new(
            "one_max_for_all",
            "the largest logit of the whole matrix is subtracted. Tokens that lie far below it underflow to 0/0. Every token has its own.",
            |k| k.one_max = true,
        )
        .edit("row.fold(", "logits.fold("),
        Mistake::<Knobs>::new(
            "overflows",
            "exp is taken of the logits themselves. exp(1000) is infinite and exp(−1000) is 0: subtract the token's largest logit \
             first.",
            |k| k.no_max = true,
        )
        .edit("(logit - largest).exp()", "logit.exp()"),
        Mistake::<Knobs>::new(
            "overwrites",
            "combine writes where it must add: a token that several experts took keeps the last one's output.",
            |k| k.combining = Combining::Overwrites,
        )
        .edit(
            "sums.row_mut(token).scaled_add(weight, &output);",
            "sums.row_mut(token).assign(&(&output * weight));",
        ),
        Mistake::<Knobs>::new("unweighted", "combine adds the outputs without their weights.", |k| {
            k.combining = Combining::Unweighted
        })
        .edit(
            "sums.row_mut(token).scaled_add(weight, &output);",
            "let _ = weight;\n            sums.row_mut(token).scaled_add(1.0, &output);",
        ),
        Mistake::new(
            "divided_by_count",
            "combine divides by the number of experts that took the token. It is a sum, not a mean.",
            |k| k.combining = Combining::OverCount,
        ),
        Mistake::new(
            "divided_by_weights",
            "combine divides by the sum of the token's weights. It is a weighted sum, not a weighted mean: the weights say how much the \
             token gets at all.",
            |k| k.combining = Combining::OverWeights,
        ),
        Mistake::<Knobs>::new("divided_by_experts", "combine divides by the number of experts E. It is a sum.", |k| {
            k.combining = Combining::Mean
        })
        .edit("    sums\n}", "    sums / chosen.len() as f32\n}"),
        Mistake::<Knobs>::new(
            "list_sorted_first",
            "combine sorts an expert's list by token, and then counts the places in it. Row [e, c] of the outputs belongs to place c of \
             the list as it was given.",
            |k| k.combining = Combining::SortedFirst,
        )
        .edit(
            "    for (taken, outputs) in chosen.iter().zip(outputs.outer_iter()) {\n",
            "    for (taken, outputs) in chosen.iter().zip(outputs.outer_iter()) {\n        let mut taken = taken.clone();\n        taken.sort_by_key(|one| one.0);\n",
        ),
        Mistake::new(
            "place_is_token",
            "combine reads outputs[e, token]. An expert's outputs stand in the order of its list: outputs[e, place].",
            |k| k.combining = Combining::PlaceIsToken,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn choose(&self, logits: ArrayView2<'_, f32>, capacity: usize) -> Chosen {
        if self.contiguous {
            slips::as_slices(logits, self.row_slices);
        }
        if self.double {
            self.taken(logits.mapv(f64::from), capacity, |x| x as f32)
        } else {
            self.taken(logits.to_owned(), capacity, |x| x)
        }
    }

    fn taken<A: NdFloat>(&self, logits: Array2<A>, capacity: usize, single: fn(A) -> f32) -> Chosen {
        let (tokens, experts) = logits.dim();
        let most = slips::largest(&logits);
        let softmax = |scores: &mut Array2<A>, axis: usize| {
            for mut lane in scores.lanes_mut(Axis(axis)) {
                let largest = slips::largest(&lane);
                let shift = if self.no_max {
                    A::zero()
                } else if self.one_max {
                    most
                } else {
                    largest
                };
                slips::softmax(&mut lane, shift);
            }
        };
        let mut weights = logits.clone();
        match self.score {
            Score::OverExperts | Score::LogitsThenSoftmax => softmax(&mut weights, 1),
            Score::OverTokens => softmax(&mut weights, 0),
            Score::OfAll => {
                let largest = slips::largest(&logits);
                slips::softmax(&mut weights, largest);
            }
            Score::Sigmoid => weights.mapv_inplace(|x| A::one() / (A::one() + (-x).exp())),
            Score::Logits => {}
        }
        let compared = if self.score == Score::LogitsThenSoftmax { &logits } else { &weights };
        let favourite = |t: usize| {
            let row = compared.row(t);
            (1..experts).fold(0, |best, e| if row[e] > row[best] { e } else { best })
        };
        let places = match self.taking {
            Taking::OneFewer => capacity - 1,
            Taking::EvenShare => tokens / experts,
            _ => capacity,
        };
        let mut free = vec![true; tokens];
        let mut lists: Vec<Vec<usize>> = Vec::new();
        for e in 0..experts {
            let compare = |a: usize, b: usize| {
                if self.total {
                    // What is rounded to f32 keeps its order: equals are equal, and others differ by more.
                    return single(compared[[a, e]]).total_cmp(&single(compared[[b, e]]));
                }
                let ordering = compared[[a, e]].partial_cmp(&compared[[b, e]]);
                if self.unwraps { ordering.unwrap() } else { ordering.unwrap_or(std::cmp::Ordering::Equal) }
            };
            let mut order: Vec<usize> = (0..tokens).collect();
            match self.taking {
                Taking::Smallest => order.sort_by(|&a, &b| compare(a, b)),
                Taking::FirstWho | Taking::First => {}
                Taking::Unstable if self.pairs => {
                    // A sort that is not stable goes by the size of what it moves.
                    let mut pairs: Vec<(usize, f32)> =
                        order.iter().map(|&t| (t, single(compared[[t, e]]))).collect();
                    pairs.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
                    order = pairs.into_iter().map(|pair| pair.0).collect();
                }
                Taking::Unstable => order.sort_unstable_by(|&a, &b| compare(b, a)),
                _ => {
                    if self.taking == Taking::LastOfEquals {
                        order.reverse();
                    }
                    order.sort_by(|&a, &b| compare(b, a));
                }
            }
            match self.taking {
                Taking::TokensChoose | Taking::FirstWho => order.retain(|&t| favourite(t) == e),
                Taking::EachTokenOnce if self.fills => order.sort_by_key(|&t| !free[t]),
                Taking::EachTokenOnce => order.retain(|&t| free[t]),
                Taking::FirstReaching | Taking::AllOfEqual => {
                    let last = order[capacity - 1];
                    order.retain(|&t| compare(t, last).is_ge());
                }
                _ => {}
            }
            if self.taking == Taking::FirstReaching {
                order.sort_unstable();
            }
            if self.taking != Taking::AllOfEqual {
                order.truncate(places);
            }
            for &t in &order {
                free[t] = false;
            }
            lists.push(order);
        }
        let count = |t: usize| lists.iter().filter(|list| list.contains(&t)).count() as f32;
        let weight = |t: usize, e: usize| single(weights[[t, e]]);
        let weighed = |(e, list): (usize, &Vec<usize>)| {
            let sum: f32 = list.iter().map(|&t| weight(t, e)).sum();
            let exponentials: f32 = list.iter().map(|&t| weight(t, e).exp()).sum();
            let pairs = list.iter().map(|&t| {
                let score = weight(t, e);
                let taken_by = || (0..experts).filter(|&e| lists[e].contains(&t));
                let weight = match self.weight {
                    Weight::Score => score,
                    Weight::One => 1.0,
                    Weight::SharedByTokens => score / sum,
                    Weight::SharedByExperts => score / taken_by().map(|e| weight(t, e)).sum::<f32>(),
                    Weight::OverCount => score / count(t),
                    Weight::AgainSoftmax => score.exp() / exponentials,
                    Weight::Logit => single(logits[[t, e]]),
                    Weight::SoftmaxOfTaken => {
                        let others = list.iter().map(|&u| (logits[[u, e]] - logits[[t, e]]).exp());
                        single(A::one() / others.fold(A::zero(), |sum, x| sum + x))
                    }
                };
                (t, weight)
            });
            pairs.collect()
        };
        lists.iter().enumerate().map(weighed).collect()
    }

    pub(super) fn combine(
        &self,
        tokens: usize,
        chosen: &[Vec<(usize, f32)>],
        outputs: ArrayView3<'_, f32>,
    ) -> Array2<f32> {
        if self.contiguous {
            if self.row_slices {
                for row in outputs.rows() {
                    row.to_slice().unwrap();
                }
            } else {
                outputs.as_slice().unwrap();
            }
        }
        let mut sums = Array2::<f32>::zeros((tokens, outputs.dim().2));
        let mut counts = vec![0.0_f32; tokens];
        let mut weights = vec![0.0_f32; tokens];
        for (e, taken) in chosen.iter().enumerate() {
            let mut taken = taken.clone();
            if self.combining == Combining::SortedFirst {
                taken.sort_by_key(|pair| pair.0);
            }
            for (place, &(token, weight)) in taken.iter().enumerate() {
                let place = if self.combining == Combining::PlaceIsToken { token } else { place };
                let weight = if self.combining == Combining::Unweighted { 1.0 } else { weight };
                counts[token] += 1.0;
                weights[token] += weight;
                for c in 0..sums.ncols() {
                    let added = weight * outputs[[e, place, c]];
                    if self.combining == Combining::Overwrites {
                        sums[[token, c]] = added;
                    } else {
                        sums[[token, c]] += added;
                    }
                }
            }
        }
        for (t, mut row) in sums.rows_mut().into_iter().enumerate() {
            match self.combining {
                Combining::OverCount if counts[t] > 0.0 => row /= counts[t],
                Combining::OverWeights if counts[t] > 0.0 => row /= weights[t],
                Combining::Mean => row /= chosen.len() as f32,
                _ => {}
            }
        }
        sums
    }
}
