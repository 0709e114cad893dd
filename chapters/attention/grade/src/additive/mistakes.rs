//! The typical mistakes of `additive`: the solution with knobs, of which each mistake turns one.

use judge::{Matrix, Mistake, slips};
use ndarray::{Array2, Axis, NdFloat};

use super::{Input, Output};
use crate::tanh::Exponentials;

/// What a hidden unit makes of the two projections.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Hidden {
    #[default]
    TanhOfSum,
    SumOfTanhs,
    TanhTwice,
    Sum,
    TanhOfProduct,
    TanhOfDifference,
    QueryForgotten,
    KeyForgotten,
    Relu,
    Logistic,
    TanhByExponentials,
}

/// How the hidden units become a score.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Score {
    #[default]
    Weighted,
    TanhOfWeighted,
    Unweighted,
    WeightedInside,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Nothing,
    RootHidden,
    RootQueryWidth,
    RootKeyWidth,
    Hidden,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Projections {
    #[default]
    Own,
    Exchanged,
    Transposed,
    QueryTwice,
    KeyTwice,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    Softmax,
    OverQueries,
    OverEverything,
    Scores,
    Exponentials,
    Mean,
    Hardest,
}

/// What is subtracted from a row of scores before exp.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Max,
    Nothing,
    MaxFromZero,
    MaxOfAll,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Returned {
    #[default]
    ScoresAndContexts,
    WeightsAndContexts,
    ShiftedAndContexts,
    ContextsAndScores,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) hidden: Hidden,
    pub(super) score: Score,
    pub(super) scale: Scale,
    pub(super) projections: Projections,
    pub(super) weights: Weights,
    pub(super) shift: Shift,
    pub(super) returned: Returned,
    pub(super) first_query: bool,
    pub(super) keys_by_queries: bool,
    pub(super) reshaped: bool,
    pub(super) exponentials: Exponentials,
    pub(super) only_w_score: bool,
    pub(super) values_are_keys: bool,
    pub(super) tanh_of_context: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) indices: bool,
    pub(super) raw_scores: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "tanh_on_each",
            "tanh is taken of each projection by itself, and the two are added. The query's part is then the same for all \
             keys, the softmax removes it, and every query gets the same context. Add first, then tanh.",
            |k| k.hidden = Hidden::SumOfTanhs,
        )
        .edit(
            "(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh)",
            "from_query.row(i).mapv(f32::tanh) + from_key.row(j).mapv(f32::tanh)",
        ),
        Mistake::<Knobs>::new(
            "no_tanh",
            "there is no tanh. The score is then a number of the query plus a number of the key; the softmax removes the \
             first, and every query gets the same context.",
            |k| k.hidden = Hidden::Sum,
        )
        .edit(".mapv(f32::tanh)", ""),
        Mistake::<Knobs>::new(
            "scaled_by_root_hidden",
            "the scores are divided by √a, the root of the number of hidden units. Additive attention has no scale: w_score \
             decides how far apart the scores are.",
            |k| k.scale = Scale::RootHidden,
        )
        .edit("w_score.dot(&hidden)", "w_score.dot(&hidden) / (w_score.len() as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "scaled_by_root_width",
            "the scores are divided by the root of the query's width, as dot products are. Here tanh bounds every term: \
             there is no scale.",
            |k| k.scale = Scale::RootQueryWidth,
        )
        .edit("w_score.dot(&hidden)", "w_score.dot(&hidden) / (queries.ncols() as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "over_queries",
            "the softmax runs over the queries. Each query distributes its attention over the keys: every row of the \
             (queries, keys) weights sums to 1.",
            |k| k.weights = Weights::OverQueries,
        )
        .edit(
            "super::softmax::softmax(scores.view())",
            "super::softmax::softmax(scores.t()).reversed_axes()",
        ),
        Mistake::<Knobs>::new(
            "weights_returned",
            "the first array returned holds the weights, after the softmax. It is to hold the scores.",
            |k| k.returned = Returned::WeightsAndContexts,
        )
        .edit("(scores, weights.dot(&values))", "(weights.clone(), weights.dot(&values))"),
        Mistake::<Knobs>::new(
            "shifted_scores_returned",
            "the scores returned are less the largest of their row, as a softmax leaves them that works in place. Return them as the \
             formula gives them.",
            |k| k.returned = Returned::ShiftedAndContexts,
        )
        .edit(
            "(scores, weights.dot(&values))",
            "let contexts = weights.dot(&values);\n    let mut scores = scores;\n    for mut row in scores.rows_mut() {\n        let largest = row.fold(f32::NEG_INFINITY, |largest, &score| largest.max(score));\n        row -= largest;\n    }\n    (scores, contexts)",
        ),
        Mistake::<Knobs>::new(
            "projections_exchanged",
            "queries meet w_key, and keys meet w_query. That runs only where both have the same width.",
            |k| k.projections = Projections::Exchanged,
        )
        .edit("(queries.dot(&w_query), keys.dot(&w_key))", "(queries.dot(&w_key), keys.dot(&w_query))"),
        Mistake::<Knobs>::new(
            "projections_transposed",
            "the projections are transposed. A query is a row here, and its projection is query · w_query, with w_query \
             (d_q, a); papers that write vectors as columns have W (a, d_q) and W q.",
            |k| k.projections = Projections::Transposed,
        )
        .edit("(queries.dot(&w_query), keys.dot(&w_key))", "(queries.dot(&w_query.t()), keys.dot(&w_key.t()))"),
        Mistake::<Knobs>::new(
            "one_projection_w_query",
            "queries and keys are both multiplied by w_query; the keys have a matrix of their own.",
            |k| k.projections = Projections::QueryTwice,
        )
        .edit("keys.dot(&w_key)", "keys.dot(&w_query)"),
        Mistake::<Knobs>::new(
            "one_projection_w_key",
            "queries and keys are both multiplied by w_key; the queries have a matrix of their own.",
            |k| k.projections = Projections::KeyTwice,
        )
        .edit("queries.dot(&w_query)", "queries.dot(&w_key)"),
        Mistake::<Knobs>::new(
            "tanh_of_score",
            "tanh is taken of the weighted sum: tanh(w_score · (…)). It belongs inside, on every hidden unit: outside, all \
             scores lie between −1 and 1, and inside nothing mixes query and key.",
            |k| k.score = Score::TanhOfWeighted,
        )
        .edit(".mapv(f32::tanh);\n        w_score.dot(&hidden)", ";\n        w_score.dot(&hidden).tanh()"),
        Mistake::<Knobs>::new(
            "w_score_forgotten",
            "the hidden units are added up as they are. Each has a weight of its own, w_score.",
            |k| k.score = Score::Unweighted,
        )
        .edit("w_score.dot(&hidden)", "hidden.sum()"),
        Mistake::<Knobs>::new(
            "w_score_inside",
            "w_score multiplies the sum inside tanh. It weighs what comes out: w_score[u] · tanh(…).",
            |k| k.score = Score::WeightedInside,
        )
        .edit(
            ".mapv(f32::tanh);\n        w_score.dot(&hidden)",
            ";\n        (&hidden * &w_score).mapv(f32::tanh).sum()",
        ),
        Mistake::<Knobs>::new(
            "mean_over_hidden",
            "the terms are averaged over the hidden units. w_score · tanh(…) is their sum.",
            |k| k.scale = Scale::Hidden,
        )
        .edit("w_score.dot(&hidden)", "w_score.dot(&hidden) / w_score.len() as f32"),
        Mistake::<Knobs>::new(
            "scaled_by_root_key_width",
            "the scores are divided by the root of the key's width. There is no scale in additive attention.",
            |k| k.scale = Scale::RootKeyWidth,
        )
        .edit("w_score.dot(&hidden)", "w_score.dot(&hidden) / (keys.ncols() as f32).sqrt()"),
        Mistake::<Knobs>::new("no_softmax", "the scores weigh the values without a softmax between.", |k| {
            k.weights = Weights::Scores;
        })
        .edit("super::softmax::softmax(scores.view())", "scores.clone()"),
        Mistake::new("no_division", "the exponentials of a row are not divided by their sum.", |k| {
            k.weights = Weights::Exponentials;
        }),
        Mistake::new(
            "over_everything",
            "the exponentials are divided by their sum over all queries and keys. Each query has a softmax of its own.",
            |k| k.weights = Weights::OverEverything,
        ),
        Mistake::<Knobs>::new(
            "scores_transposed",
            "scores[j, i] stands where scores[i, j] should: a row belongs to a query, a column to a key.",
            |k| k.keys_by_queries = true,
        )
        .edit("((queries.nrows(), keys.nrows()), |(i, j)|", "((keys.nrows(), queries.nrows()), |(j, i)|"),
        Mistake::<Knobs>::new(
            "scores_reshaped",
            "the scores are computed key by key and then reshaped to (queries, keys): numbers keep their place in memory, and \
             scores of different queries share a row. Row i is query i; reversed_axes exchanges axes, a reshape does not.",
            |k| k.reshaped = true,
        )
        .edit(
            "Array2::from_shape_fn((queries.nrows(), keys.nrows()), |(i, j)| {",
            "Array2::from_shape_fn((queries.nrows(), keys.nrows()), |at| {\n        let place = at.0 * keys.nrows() + at.1;\n        let (i, j) = (place % queries.nrows(), place / queries.nrows());",
        ),
        Mistake::<Knobs>::new(
            "contexts_first",
            "contexts and scores are returned in the wrong order: scores come first.",
            |k| k.returned = Returned::ContextsAndScores,
        )
        .edit("(scores, weights.dot(&values))", "(weights.dot(&values), scores)"),
        Mistake::<Knobs>::new("keys_as_values", "the weights are applied to the keys instead of the values.", |k| {
            k.values_are_keys = true;
        })
        .edit("weights.dot(&values)", "weights.dot(&keys)"),
        Mistake::<Knobs>::new(
            "tanh_twice",
            "tanh is taken of each projection and then of their sum as well. Once is enough: of the sum of the projections \
             themselves.",
            |k| k.hidden = Hidden::TanhTwice,
        )
        .edit(
            "(&from_query.row(i) + &from_key.row(j))",
            "(from_query.row(i).mapv(f32::tanh) + from_key.row(j).mapv(f32::tanh))",
        ),
        Mistake::<Knobs>::new(
            "tanh_of_context",
            "tanh is taken of the contexts. A context is the weighted mean of the values, as it is.",
            |k| k.tanh_of_context = true,
        )
        .edit("weights.dot(&values))", "weights.dot(&values).mapv(f32::tanh))"),
        Mistake::<Knobs>::new(
            "tanh_overflows",
            "tanh is written with exponentials, and where the sum inside is large they overflow: ∞/∞ is not a number. \
             f32::tanh does not, nor does 1 − 2/(exp(2x) + 1).",
            |k| k.hidden = Hidden::TanhByExponentials,
        )
        .edit("mapv(f32::tanh)", "mapv(|x: f32| (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()))"),
        Mistake::new(
            "no_max",
            "exp is taken of scores from which the largest of their row was not subtracted, everywhere or in the sum. Scores \
             near 1000 overflow, scores near −1000 underflow to 0/0. If you call your `softmax`, look there.",
            |k| k.shift = Shift::Nothing,
        ),
        Mistake::new(
            "max_from_zero",
            "where all scores of a row are far below 0, something larger is subtracted, and exp underflows to 0/0. As a rule \
             the search for the largest starts at 0, or takes the largest absolute value. If you call your `softmax`, look there.",
            |k| k.shift = Shift::MaxFromZero,
        ),
        Mistake::<Knobs>::new(
            "one_max",
            "the largest score of all queries is subtracted from every row. A row whose scores are far lower underflows to 0/0: \
             each row has its own largest score. If you call your `softmax`, look there.",
            |k| k.shift = Shift::MaxOfAll,
        ),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        Mistake::<Knobs>::new("relu", "the hidden units are max(0, x) where tanh(x) is meant.", |k| {
            k.hidden = Hidden::Relu;
        })
        .edit("mapv(f32::tanh)", "mapv(|x: f32| x.max(0.0))"),
        Mistake::<Knobs>::new(
            "logistic",
            "the hidden units are 1/(1 + exp(−x)), between 0 and 1, where tanh(x) is meant, between −1 and 1.",
            |k| k.hidden = Hidden::Logistic,
        )
        .edit("mapv(f32::tanh)", "mapv(|x: f32| 1.0 / (1.0 + (-x).exp()))"),
        Mistake::<Knobs>::new(
            "multiplied",
            "the two projections are multiplied with each other. They are added, which gives this attention its name.",
            |k| k.hidden = Hidden::TanhOfProduct,
        )
        .edit("from_query.row(i) + &", "from_query.row(i) * &"),
        Mistake::<Knobs>::new(
            "subtracted",
            "the key's projection is subtracted from the query's. They are added; a difference would need w_key with the \
             other sign.",
            |k| k.hidden = Hidden::TanhOfDifference,
        )
        .edit("from_query.row(i) + &", "from_query.row(i) - &"),
        Mistake::<Knobs>::new(
            "query_forgotten",
            "the query has no effect on the scores: every query gets the same context.",
            |k| k.hidden = Hidden::QueryForgotten,
        )
        .edit("(&from_query.row(i) + &from_key.row(j))", "from_key.row(j)"),
        Mistake::<Knobs>::new(
            "first_query",
            "every query gets the scores of the first one. Row i of the scores belongs to query i.",
            |k| k.first_query = true,
        )
        .edit("from_query.row(i)", "from_query.row(0)"),
        Mistake::<Knobs>::new(
            "key_forgotten",
            "the key has no effect on the scores: all keys weigh the same, and a context is the plain mean of the values.",
            |k| k.hidden = Hidden::KeyForgotten,
        )
        .edit("(&from_query.row(i) + &from_key.row(j))", "from_query.row(i)"),
        Mistake::<Knobs>::new(
            "plain_mean",
            "every key gets the same weight: the scores have no effect on the contexts.",
            |k| k.weights = Weights::Mean,
        )
        .edit("super::softmax::softmax(scores.view())", "Array2::from_elem(scores.dim(), 1.0 / keys.nrows() as f32)"),
        Mistake::new(
            "hardest",
            "only the key with the largest score counts (an argmax). Attention is a weighted mean.",
            |k| k.weights = Weights::Hardest,
        ),
    ]
}

/// The product of two matrices as loops compute it that know the first one's shape and how many columns there should be.
fn looped<T: NdFloat>(a: &Array2<T>, b: &Array2<T>, columns: usize) -> Array2<T> {
    Array2::from_shape_fn((a.nrows(), columns), |(i, j)| {
        (0..a.ncols()).fold(T::zero(), |sum, k| sum + a[[i, k]] * b[[k, j]])
    })
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Output {
        let matrices = [&input.queries, &input.keys, &input.values, &input.w_query, &input.w_key];
        if self.contiguous && self.only_w_score {
            input.w_score.held().view().as_slice().unwrap();
        } else if self.contiguous {
            for matrix in matrices {
                super::super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        let w_score = input.w_score.values.view().insert_axis(Axis(1));
        if self.double {
            let (scores, contexts) = self.attend(&matrices.map(Matrix::double), &w_score.mapv(f64::from));
            (scores.mapv(|x| x as f32), contexts.mapv(|x| x as f32))
        } else {
            self.attend(&matrices.map(|matrix| matrix.values.clone()), &w_score.to_owned())
        }
    }

    /// With w_score as a column.
    fn attend<T: NdFloat>(
        &self,
        [q, k, v, w_query, w_key]: &[Array2<T>; 5],
        w_score: &Array2<T>,
    ) -> (Array2<T>, Array2<T>) {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let times = |a: &Array2<T>, b: &Array2<T>| {
            if self.indices { looped(a, b, b.ncols()) } else { a.dot(b) }
        };
        let project = |a: &Array2<T>, b: &Array2<T>| {
            if self.indices { looped(a, b, w_score.nrows()) } else { a.dot(b) }
        };
        let transposed = |w: &Array2<T>| w.t().to_owned();
        let (from_query, from_key) = match self.projections {
            Projections::Own => (project(q, w_query), project(k, w_key)),
            Projections::Exchanged => (project(q, w_key), project(k, w_query)),
            Projections::Transposed => (project(q, &transposed(w_query)), project(k, &transposed(w_key))),
            Projections::QueryTwice => (project(q, w_query), project(k, w_query)),
            Projections::KeyTwice => (project(q, w_key), project(k, w_key)),
        };
        let mut scores = Array2::from_shape_fn((q.nrows(), k.nrows()), |(i, j)| {
            let from_query = from_query.row(if self.first_query { 0 } else { i });
            let units = from_query.iter().zip(from_key.row(j)).zip(w_score);
            let units = units.map(|((&x, &y), &w)| self.unit(x, y, w));
            let units = Array2::from_shape_vec((1, from_query.len()), units.collect());
            let units = units.expect("a unit for each column");
            match self.score {
                Score::Weighted => times(&units, w_score)[[0, 0]],
                Score::TanhOfWeighted => times(&units, w_score)[[0, 0]].tanh(),
                Score::Unweighted | Score::WeightedInside => units.sum(),
            }
        });
        let divisor = match self.scale {
            Scale::Nothing => T::one(),
            Scale::RootHidden => number(w_score.nrows()).sqrt(),
            Scale::RootQueryWidth => number(q.ncols()).sqrt(),
            Scale::RootKeyWidth => number(k.ncols()).sqrt(),
            Scale::Hidden => number(w_score.nrows()),
        };
        let raw = scores.clone();
        scores.mapv_inplace(|score| score / divisor);
        if self.keys_by_queries {
            scores = scores.t().to_owned();
        }
        if self.reshaped {
            let by_keys: Vec<T> = scores.t().iter().copied().collect();
            scores = Array2::from_shape_vec(scores.dim(), by_keys).expect("as many elements");
        }
        let weights = self.normalised(&scores);
        let mut contexts = times(&weights, if self.values_are_keys { k } else { v });
        if self.tanh_of_context {
            contexts.mapv_inplace(T::tanh);
        }
        if self.raw_scores && divisor != T::one() {
            scores = raw;
        }
        match self.returned {
            Returned::ScoresAndContexts => (scores, contexts),
            Returned::WeightsAndContexts => (weights, contexts),
            Returned::ShiftedAndContexts => {
                for mut row in scores.rows_mut() {
                    let largest = slips::largest(&row);
                    row.mapv_inplace(|score| score - largest);
                }
                (scores, contexts)
            }
            Returned::ContextsAndScores => (contexts, scores),
        }
    }

    /// A hidden unit from its two projections and its weight.
    fn unit<T: NdFloat>(&self, x: T, y: T, w: T) -> T {
        let one = T::one();
        match self.score {
            Score::TanhOfWeighted => return x + y,
            Score::WeightedInside => return (w * (x + y)).tanh(),
            Score::Weighted | Score::Unweighted => {}
        }
        match self.hidden {
            Hidden::TanhOfSum => (x + y).tanh(),
            Hidden::SumOfTanhs => x.tanh() + y.tanh(),
            Hidden::TanhTwice => (x.tanh() + y.tanh()).tanh(),
            Hidden::Sum => x + y,
            Hidden::TanhOfProduct => (x * y).tanh(),
            Hidden::TanhOfDifference => (x - y).tanh(),
            Hidden::QueryForgotten => y.tanh(),
            Hidden::KeyForgotten => x.tanh(),
            Hidden::Relu => (x + y).max(T::zero()),
            Hidden::Logistic => (one + (-(x + y)).exp()).recip(),
            Hidden::TanhByExponentials => self.exponentials.tanh(x + y),
        }
    }

    /// What is subtracted from scores, the largest of which is known, and that of all.
    fn subtracted<T: NdFloat>(&self, largest: T, of_all: T) -> T {
        match self.shift {
            Shift::Max => largest,
            Shift::MaxOfAll => of_all,
            Shift::Nothing => T::zero(),
            Shift::MaxFromZero => largest.max(T::zero()),
        }
    }

    /// The weights that scores become.
    fn normalised<T: NdFloat>(&self, scores: &Array2<T>) -> Array2<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let mut weights = scores.clone();
        if self.weights == Weights::Scores {
            return weights;
        }
        if self.weights == Weights::Mean {
            weights.fill(number(scores.ncols()).recip());
            return weights;
        }
        let of_all = slips::largest(scores);
        if self.weights == Weights::OverEverything {
            let shift = self.subtracted(of_all, of_all);
            slips::softmax(&mut weights, shift);
            return weights;
        }
        let axis = Axis(usize::from(self.weights != Weights::OverQueries));
        for mut lane in weights.lanes_mut(axis) {
            let largest = slips::largest(&lane);
            if self.weights == Weights::Hardest {
                lane.mapv_inplace(|score| if score == largest { T::one() } else { T::zero() });
                continue;
            }
            let shift = self.subtracted(largest, of_all);
            if self.weights == Weights::Exponentials {
                lane.mapv_inplace(|score| (score - shift).exp());
            } else {
                slips::softmax(&mut lane, shift);
            }
        }
        weights
    }
}
