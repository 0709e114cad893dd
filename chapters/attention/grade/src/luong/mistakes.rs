//! The typical mistakes of `luong`: the solution with knobs, of which each mistake turns one.

use judge::{Matrix, Mistake, Vector, slips};
use ndarray::{Array1, Array2, Axis, NdFloat, concatenate};

use super::{Form, Input, Output};
use crate::tanh::Exponentials;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Nothing,
    Dot,
    DotAndGeneral,
    General,
    Concat,
    Everything,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum General {
    #[default]
    Right,
    Transposed,
    Ignored,
    Tanh,
    TanhBetween,
    OnBoth,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Concat {
    #[default]
    Right,
    NoTanh,
    TanhOnEach,
    TanhOfScore,
    Unweighted,
    WeightedInside,
    Transposed,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Attentional {
    #[default]
    Right,
    JoinedBelow,
    NoTanh,
    TanhBefore,
    TanhOnEach,
    Transposed,
    QueryForgotten,
    ContextForgotten,
    Relu,
    Logistic,
    QueryAdded,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Returned {
    #[default]
    Scores,
    Weights,
    Transposed,
    Reshaped,
    Negated,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) scale: Scale,
    pub(super) scale_by_keys: bool,
    pub(super) general: General,
    pub(super) concat: Concat,
    pub(super) attentional: Attentional,
    pub(super) key_first: bool,
    pub(super) query_first: bool,
    pub(super) returned: Returned,
    /// In the concat score and in the attentional output.
    pub(super) tanh_by_exponentials: [bool; 2],
    pub(super) exponentials: Exponentials,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) only_w_score: bool,
    pub(super) cut: bool,
    pub(super) double: bool,
    pub(super) indices: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "dot_scaled",
            "the dot product is divided by √d. That is scaled dot-product attention, which came later; the score asked for \
             is the dot product itself.",
            |k| k.scale = Scale::Dot,
        )
        .edit(
            "PairScore::Dot => queries.dot(&keys.t())",
            "PairScore::Dot => queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt()",
        ),
        Mistake::<Knobs>::new(
            "attentional_query_first",
            "the attentional output joins [query; context]. The first rows of its weights belong to the context: \
             [context; query].",
            |k| k.query_first = true,
        )
        .edit("contexts, queries]", "queries, contexts]"),
        Mistake::<Knobs>::new(
            "concat_key_first",
            "the concat score joins [key; query]. The first rows of its weights belong to the query: [query; key].",
            |k| k.key_first = true,
        )
        .edit(
            "let (of_query, of_key) = weights.split_at(Axis(0), queries.ncols())",
            "let (of_key, of_query) = weights.split_at(Axis(0), keys.ncols())",
        ),
        Mistake::<Knobs>::new(
            "general_transposed",
            "the weights of the general score are transposed: key · weights · query. That runs only where both widths are \
             equal; meant is query · weights · key, with weights (d_q, d_k).",
            |k| k.general = General::Transposed,
        )
        .edit("queries.dot(&weights)", "queries.dot(&weights.t())"),
        Mistake::<Knobs>::new(
            "attentional_no_tanh",
            "the attentional output is the product [context; query] · weights, without tanh.",
            |k| k.attentional = Attentional::NoTanh,
        )
        .edit(".mapv_into(f32::tanh)", ""),
        Mistake::<Knobs>::new(
            "concat_no_tanh",
            "the concat score has no tanh. It is then a number of the query plus a number of the key, and a softmax over the \
             keys removes the first.",
            |k| k.concat = Concat::NoTanh,
        )
        .edit(".mapv(f32::tanh)", ""),
        Mistake::<Knobs>::new(
            "concat_tanh_on_each",
            "the concat score takes tanh of the query's part and of the key's part, and adds them. Both parts belong into \
             one tanh.",
            |k| k.concat = Concat::TanhOnEach,
        )
        .edit(
            "(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh)",
            "(from_query.row(i).mapv(f32::tanh) + from_key.row(j).mapv(f32::tanh))",
        ),
        Mistake::new(
            "dot_and_general_scaled",
            "the dot and the general score are divided by √d. These scores have no scale.",
            |k| k.scale = Scale::DotAndGeneral,
        ),
        Mistake::<Knobs>::new(
            "general_scaled",
            "the general score is divided by √d. It has no scale; its weights are learned, and could contain one.",
            |k| k.scale = Scale::General,
        )
        .edit(
            "queries.dot(&weights).dot(&keys.t())",
            "queries.dot(&weights).dot(&keys.t()) / (queries.ncols() as f32).sqrt()",
        ),
        Mistake::<Knobs>::new(
            "concat_scaled",
            "the concat score is divided by the root of the number of hidden units. It has no scale.",
            |k| k.scale = Scale::Concat,
        )
        .edit(
            "w_score.dot(&(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh))",
            "w_score.dot(&(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh)) / (w_score.len() as f32).sqrt()",
        ),
        Mistake::new(
            "all_scaled",
            "all three scores are divided by √d. These scores have no scale.",
            |k| k.scale = Scale::Everything,
        ),
        Mistake::new(
            "weights_returned",
            "scores returns the weights, after a softmax over the keys. It is to return the scores.",
            |k| k.returned = Returned::Weights,
        ),
        Mistake::new(
            "scores_transposed",
            "scores[j, i] stands where scores[i, j] should: a row belongs to a query, a column to a key.",
            |k| k.returned = Returned::Transposed,
        ),
        Mistake::new(
            "scores_reshaped",
            "the scores are computed key by key and then reshaped to (queries, keys): numbers keep their place in memory, and \
             scores of different queries share a row. Row i is query i; reversed_axes exchanges axes, a reshape does not.",
            |k| k.returned = Returned::Reshaped,
        ),
        Mistake::<Knobs>::new(
            "general_ignored",
            "the general score does not use its weights: it is the dot product of query and key, which runs only where both \
             widths are equal.",
            |k| k.general = General::Ignored,
        )
        .edit(
            "queries.dot(&weights).dot(&keys.t())",
            "{\n            let _ = weights;\n            queries.dot(&keys.t())\n        }",
        ),
        Mistake::<Knobs>::new(
            "general_tanh",
            "the general score goes through a tanh. It is linear in the query and in the key.",
            |k| k.general = General::Tanh,
        )
        .edit(
            "queries.dot(&weights).dot(&keys.t())",
            "queries.dot(&weights).dot(&keys.t()).mapv_into(f32::tanh)",
        ),
        Mistake::<Knobs>::new(
            "general_tanh_between",
            "in the general score query · weights goes through a tanh before it meets the key. It is linear in the query and in the key.",
            |k| k.general = General::TanhBetween,
        )
        .edit(
            "queries.dot(&weights).dot(&keys.t())",
            "queries.dot(&weights).mapv_into(f32::tanh).dot(&keys.t())",
        ),
        Mistake::<Knobs>::new(
            "general_on_both",
            "the general score multiplies the query and the key by the weights. They stand between the two, once.",
            |k| k.general = General::OnBoth,
        )
        .edit("queries.dot(&weights).dot(&keys.t())", "queries.dot(&weights).dot(&keys.dot(&weights).t())"),
        Mistake::<Knobs>::new(
            "concat_tanh_of_score",
            "the concat score takes tanh of the weighted sum. It belongs inside, on every hidden unit.",
            |k| k.concat = Concat::TanhOfScore,
        )
        .edit(
            "w_score.dot(&(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh))",
            "w_score.dot(&(&from_query.row(i) + &from_key.row(j))).tanh()",
        ),
        Mistake::<Knobs>::new(
            "concat_unweighted",
            "the concat score adds its hidden units up as they are. Each has a weight of its own, w_score.",
            |k| k.concat = Concat::Unweighted,
        )
        .edit(
            "w_score.dot(&(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh))",
            "(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh).sum()",
        ),
        Mistake::<Knobs>::new(
            "concat_weighted_inside",
            "in the concat score w_score multiplies the sum inside tanh. It weighs what comes out: w_score[u] · tanh(…).",
            |k| k.concat = Concat::WeightedInside,
        )
        .edit(
            "w_score.dot(&(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh))",
            "((&from_query.row(i) + &from_key.row(j)) * w_score).mapv(f32::tanh).sum()",
        ),
        Mistake::<Knobs>::new(
            "concat_transposed",
            "the weights of the concat score are transposed. A vector is a row here, and [query; key] · weights has weights \
             (d_q + d_k, a); papers that write vectors as columns have W [h; s].",
            |k| k.concat = Concat::Transposed,
        )
        .edit("= weights.split_at(Axis(0), queries.ncols())", "= weights.t().split_at(Axis(0), queries.ncols())"),
        Mistake::<Knobs>::new(
            "attentional_transposed",
            "the weights of the attentional output are transposed. A vector is a row here, and [context; query] · weights \
             has weights (d_v + d_q, e); papers that write vectors as columns have W [c; h].",
            |k| k.attentional = Attentional::Transposed,
        )
        .edit("joined.dot(&weights)", "joined.dot(&weights.t())"),
        Mistake::<Knobs>::new(
            "attentional_tanh_before",
            "tanh is taken of context and query, before the weights. It belongs on the product.",
            |k| k.attentional = Attentional::TanhBefore,
        )
        .edit("joined.dot(&weights).mapv_into(f32::tanh)", "joined.mapv_into(f32::tanh).dot(&weights)"),
        Mistake::<Knobs>::new(
            "attentional_tanh_on_each",
            "the attentional output adds a tanh of the context's part and a tanh of the query's part. Both parts belong into \
             one tanh.",
            |k| k.attentional = Attentional::TanhOnEach,
        )
        .edit("let joined = concatenate![Axis(1), contexts, queries];\n    joined.dot(&weights).mapv_into(f32::tanh)", "let (of_context, of_query) = weights.split_at(Axis(0), contexts.ncols());\n    contexts.dot(&of_context).mapv_into(f32::tanh) + queries.dot(&of_query).mapv_into(f32::tanh)"),
        Mistake::<Knobs>::new(
            "attentional_query_forgotten",
            "the query has no effect on the attentional output.",
            |k| k.attentional = Attentional::QueryForgotten,
        )
        .edit(
            "let joined = concatenate![Axis(1), contexts, queries];\n    joined.dot(&weights)",
            "let of_context = weights.split_at(Axis(0), contexts.ncols()).0;\n    contexts.dot(&of_context)",
        ),
        Mistake::<Knobs>::new(
            "attentional_context_forgotten",
            "the context has no effect on the attentional output.",
            |k| k.attentional = Attentional::ContextForgotten,
        )
        .edit(
            "let joined = concatenate![Axis(1), contexts, queries];\n    joined.dot(&weights)",
            "let of_query = weights.split_at(Axis(0), contexts.ncols()).1;\n    queries.dot(&of_query)",
        ),
        Mistake::<Knobs>::new(
            "attentional_query_added",
            "the query is added to the attentional output (a residual connection). It only goes into tanh.",
            |k| k.attentional = Attentional::QueryAdded,
        )
        .edit(
            "joined.dot(&weights).mapv_into(f32::tanh)",
            "joined.dot(&weights).mapv_into(f32::tanh) + queries",
        ),
        Mistake::<Knobs>::new(
            "attentional_relu",
            "the attentional output is max(0, x) where tanh(x) is meant.",
            |k| k.attentional = Attentional::Relu,
        )
        .edit("mapv_into(f32::tanh)", "mapv_into(|x| x.max(0.0))"),
        Mistake::<Knobs>::new(
            "attentional_logistic",
            "the attentional output is 1/(1 + exp(−x)), between 0 and 1, where tanh(x) is meant, between −1 and 1.",
            |k| k.attentional = Attentional::Logistic,
        )
        .edit("mapv_into(f32::tanh)", "mapv_into(|x| 1.0 / (1.0 + (-x).exp()))"),
        Mistake::<Knobs>::new(
            "concat_tanh_overflows",
            "the tanh of the concat score is written with exponentials, and where the sum inside is large they overflow: \
             ∞/∞ is not a number. f32::tanh does not, nor does 1 − 2/(exp(2x) + 1).",
            |k| k.tanh_by_exponentials[0] = true,
        )
        .edit(".mapv(f32::tanh)", ".mapv(|x: f32| (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()))"),
        Mistake::<Knobs>::new(
            "attentional_tanh_overflows",
            "the tanh of the attentional output is written with exponentials, and where the sum inside is large they \
             overflow: ∞/∞ is not a number. f32::tanh does not, nor does 1 − 2/(exp(2x) + 1).",
            |k| k.tanh_by_exponentials[1] = true,
        )
        .edit(
            ".mapv_into(f32::tanh)",
            ".mapv_into(|x: f32| (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()))",
        ),
        Mistake::<Knobs>::new(
            "attentional_not_side_by_side",
            "contexts and queries are joined one below the other, or added. Each context and its query become one longer \
             row: join them along the second axis.",
            |k| k.attentional = Attentional::JoinedBelow,
        )
        .edit("concatenate![Axis(1),", "concatenate![Axis(0),"),
        Mistake::new(
            "scores_negated",
            "the scores have the other sign, as distances have: a large score is to mean that query and key fit.",
            |k| k.returned = Returned::Negated,
        ),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
}

/// The product of two matrices of which the second should have so many columns. By indices it is computed as loops compute
/// it that know this and the first one's shape.
fn product<T: NdFloat>(a: &Array2<T>, b: &Array2<T>, columns: usize, indices: bool) -> Array2<T> {
    if !indices {
        return a.dot(b);
    }
    Array2::from_shape_fn((a.nrows(), columns), |(i, j)| {
        (0..a.ncols()).fold(T::zero(), |sum, k| sum + a[[i, k]] * b[[k, j]])
    })
}

fn assert_slice(vector: &Vector) {
    vector.held().view().as_slice().unwrap();
}

fn transposed<T: NdFloat>(matrix: &Array2<T>) -> Array2<T> {
    matrix.t().to_owned()
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Output {
        let (weights, w_score) = match &input.form {
            Form::Dot => (None, None),
            Form::General { weights } => (Some(weights), None),
            Form::Concat { weights, w_score } => (Some(weights), Some(w_score)),
        };
        let matrices = [&input.queries, &input.keys, &input.contexts, &input.w_output];
        if self.contiguous {
            if self.only_w_score {
                w_score.inspect(|w_score| assert_slice(w_score));
            } else {
                for matrix in matrices.into_iter().chain(weights) {
                    super::super::as_slices(matrix.held().view(), self.row_slices);
                }
            }
        }
        if self.double {
            let [q, k, c, w] = matrices.map(Matrix::double);
            let weights = weights.map(Matrix::double);
            let scores = self.scored(&q, &k, weights.as_ref(), w_score.map(Vector::double).as_ref());
            (scores.mapv(|x| x as f32), self.output(&c, &q, &w).mapv(|x| x as f32))
        } else {
            let [q, k, c, w] = matrices.map(|matrix| &matrix.values);
            let weights = weights.map(|matrix| &matrix.values);
            (self.scored(q, k, weights, w_score.map(|w| &w.values)), self.output(c, q, w))
        }
    }

    fn scored<T: NdFloat>(
        &self,
        q: &Array2<T>,
        k: &Array2<T>,
        weights: Option<&Array2<T>>,
        w_score: Option<&Array1<T>>,
    ) -> Array2<T> {
        let times = |a: &Array2<T>, b: &Array2<T>| product(a, b, b.ncols(), self.indices);
        let mut scores = match (weights, w_score) {
            (None, _) => times(q, &transposed(k)),
            (Some(weights), None) => match self.general {
                General::Right => times(&times(q, weights), &transposed(k)),
                General::Transposed => {
                    let turned = product(q, &transposed(weights), k.ncols(), self.indices);
                    times(&turned, &transposed(k))
                }
                General::Ignored => times(q, &transposed(k)),
                General::Tanh => times(&times(q, weights), &transposed(k)).mapv(T::tanh),
                General::TanhBetween => times(&times(q, weights).mapv(T::tanh), &transposed(k)),
                General::OnBoth => times(&times(q, weights), &transposed(&times(k, weights))),
            },
            (Some(weights), Some(w_score)) => self.concat(q, k, weights, w_score),
        };
        let is_scaled = match self.scale {
            Scale::Nothing => false,
            Scale::Dot => weights.is_none(),
            Scale::DotAndGeneral => w_score.is_none(),
            Scale::General => weights.is_some() && w_score.is_none(),
            Scale::Concat => w_score.is_some(),
            Scale::Everything => true,
        };
        if is_scaled {
            let width = match w_score {
                Some(w_score) if self.scale == Scale::Concat => w_score.len(),
                _ if self.scale_by_keys => k.ncols(),
                _ => q.ncols(),
            };
            let root = T::from(width).expect("sizes are small").sqrt();
            scores.mapv_inplace(|score| score / root);
        }
        match self.returned {
            Returned::Scores => {}
            Returned::Weights => {
                for mut row in scores.rows_mut() {
                    let largest = slips::largest(&row);
                    slips::softmax(&mut row, largest);
                }
            }
            Returned::Transposed => scores = transposed(&scores),
            Returned::Reshaped => {
                let by_keys: Vec<T> = scores.t().iter().copied().collect();
                scores = Array2::from_shape_vec(scores.dim(), by_keys).expect("as many elements");
            }
            Returned::Negated => scores.mapv_inplace(|score| -score),
        }
        scores
    }

    fn concat<T: NdFloat>(
        &self,
        q: &Array2<T>,
        k: &Array2<T>,
        weights: &Array2<T>,
        w_score: &Array1<T>,
    ) -> Array2<T> {
        let weights = if self.concat == Concat::Transposed { transposed(weights) } else { weights.clone() };
        let joined = |q: &Array2<T>, k: &Array2<T>| {
            let parts = if self.key_first { [k.view(), q.view()] } else { [q.view(), k.view()] };
            concatenate(Axis(1), &parts).expect("a row of each")
        };
        let (no_query, no_key) = (Array2::zeros((1, q.ncols())), Array2::zeros((1, k.ncols())));
        Array2::from_shape_fn((q.nrows(), k.nrows()), |(i, j)| {
            let query = q.row(i).insert_axis(Axis(0)).to_owned();
            let key = k.row(j).insert_axis(Axis(0)).to_owned();
            let inner = if self.cut {
                self.cut_product([&query, &key], &weights, self.key_first)
            } else {
                product(&joined(&query, &key), &weights, w_score.len(), self.indices)
            };
            let inner = inner.remove_axis(Axis(0));
            let weigh = |units: &Array1<T>| w_score.dot(units);
            match self.concat {
                Concat::Right | Concat::Transposed => weigh(&inner.mapv(|x| self.tanh(x, 0))),
                Concat::NoTanh => weigh(&inner),
                Concat::TanhOnEach => {
                    let of_query = product(&joined(&query, &no_key), &weights, w_score.len(), self.indices);
                    let of_key = product(&joined(&no_query, &key), &weights, w_score.len(), self.indices);
                    let units = of_query.mapv(T::tanh) + of_key.mapv(T::tanh);
                    weigh(&units.remove_axis(Axis(0)))
                }
                Concat::TanhOfScore => weigh(&inner).tanh(),
                Concat::Unweighted => inner.mapv(T::tanh).sum(),
                Concat::WeightedInside => (&inner * w_score).mapv(T::tanh).sum(),
            }
        })
    }

    fn output<T: NdFloat>(&self, contexts: &Array2<T>, q: &Array2<T>, weights: &Array2<T>) -> Array2<T> {
        let joined = |contexts: &Array2<T>, queries: &Array2<T>| {
            let parts = if self.query_first {
                [queries.view(), contexts.view()]
            } else {
                [contexts.view(), queries.view()]
            };
            concatenate(Axis(1), &parts).expect("as many contexts as queries")
        };
        let times = |joined: &Array2<T>| product(joined, weights, weights.ncols(), self.indices);
        let (no_context, no_query) = (Array2::zeros(contexts.dim()), Array2::zeros(q.dim()));
        let all = joined(contexts, q);
        if self.cut && self.attentional == Attentional::Right {
            return self.cut_product([contexts, q], weights, self.query_first).mapv(|x| self.tanh(x, 1));
        }
        match self.attentional {
            Attentional::Right => times(&all).mapv(|x| self.tanh(x, 1)),
            Attentional::JoinedBelow => times(&concatenate![Axis(0), *contexts, *q]).mapv(T::tanh),
            Attentional::NoTanh => times(&all),
            Attentional::TanhBefore => times(&all.mapv(T::tanh)),
            Attentional::TanhOnEach => {
                times(&joined(contexts, &no_query)).mapv(T::tanh)
                    + times(&joined(&no_context, q)).mapv(T::tanh)
            }
            Attentional::Transposed => {
                product(&all, &transposed(weights), weights.ncols(), self.indices).mapv(T::tanh)
            }
            Attentional::QueryForgotten => times(&joined(contexts, &no_query)).mapv(T::tanh),
            Attentional::ContextForgotten => times(&joined(&no_context, q)).mapv(T::tanh),
            Attentional::Relu => times(&all).mapv(|x| x.max(T::zero())),
            Attentional::Logistic => times(&all).mapv(|x| (T::one() + (-x).exp()).recip()),
            Attentional::QueryAdded => times(&all).mapv(T::tanh) + q,
        }
    }

    /// The product of two joined arrays with weights, as a sum of two products: the weights are cut where the first array
    /// ends, and the two pieces may be exchanged.
    fn cut_product<T: NdFloat>(
        &self,
        [a, b]: [&Array2<T>; 2],
        weights: &Array2<T>,
        exchanged: bool,
    ) -> Array2<T> {
        let (first, second) = weights.view().split_at(Axis(0), a.ncols());
        let (of_a, of_b) = if exchanged { (second, first) } else { (first, second) };
        product(a, &of_a.to_owned(), weights.ncols(), self.indices)
            + product(b, &of_b.to_owned(), weights.ncols(), self.indices)
    }

    fn tanh<T: NdFloat>(&self, x: T, place: usize) -> T {
        if !self.tanh_by_exponentials[place] {
            return x.tanh();
        }
        self.exponentials.tanh(x)
    }
}
