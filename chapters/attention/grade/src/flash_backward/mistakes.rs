//! The typical mistakes of `flash_backward`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array1, Array2, ArrayView2, Axis, NdFloat};

use attention::{Gradients, Mask, Saved};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Delta {
    #[default]
    OutputUpstream,
    Nothing,
    UpstreamSquared,
    OutputSquared,
    OverQueries,
    Added,
    AfterWeights,
    MeanOfSlopes,
    OfStripOfKeys,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slope {
    #[default]
    Softmax,
    Diagonal,
    NotWeighted,
    WeightedTwice,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Right,
    NoneInGradients,
    NoneInKeys,
    NoneInQueries,
    NoneInScores,
    TwiceInKeys,
    TwiceInQueries,
    TwiceInGradients,
    Nowhere,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    LogSumExp,
    Max,
    Unnormalised,
    DividedByLogSumExp,
    Quotient,
    SoftmaxOverQueries,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    BottomRight,
    Everything,
    TopLeft,
    AlsoWithoutMask,
    Strict,
    OneAhead,
    OffsetSaturates,
    QueryInItsStrip,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) delta: Delta,
    pub(super) slope: Slope,
    pub(super) scale: Scale,
    pub(super) weights: Weights,
    pub(super) visible: Visible,
    pub(super) values_not_transposed: bool,
    pub(super) keys_not_transposed: bool,
    pub(super) swapped: bool,
    pub(super) last_query_only: bool,
    pub(super) last_strip_dropped: bool,
    pub(super) last_keys_only: bool,
    pub(super) values_from_scores: bool,
    pub(super) masked_by_product: bool,
    pub(super) memory_order: bool,
    /// How many queries are taken at a time; 0 is as a mistake needs it.
    pub(super) strip: usize,
    pub(super) upstream_ignored: bool,
    pub(super) values_from_output: bool,
    pub(super) blind_nan: bool,
    pub(super) unsigned_offset: bool,
    pub(super) contiguous: bool,
    pub(super) keeps_matrix: bool,
    pub(super) delta_from_weights: bool,
    /// Where a score is hidden its gradient is set to 0, whatever has been made of it.
    pub(super) hides_slopes: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_delta",
            "D is missing: dS = P ∘ dP. A softmax's weights share a sum of 1, so what is common to all of a query's dP has no \
             effect: subtract D = Σ output ∘ upstream, for each query.",
            |k| k.delta = Delta::Nothing,
        )
        .edit(" - delta.slice(rows)", ""),
        Mistake::<Knobs>::new(
            "delta_from_upstream",
            "D is the sum of upstream ∘ upstream. It is that of output ∘ upstream, which equals Σ_j P_ij dP_ij.",
            |k| k.delta = Delta::UpstreamSquared,
        )
        .edit("(output * &upstream)", "(&upstream * &upstream)"),
        Mistake::<Knobs>::new(
            "delta_from_output",
            "D is the sum of output ∘ output. It is that of output ∘ upstream, which equals Σ_j P_ij dP_ij.",
            |k| k.delta = Delta::OutputSquared,
        )
        .edit("(output * &upstream)", "(output * output)"),
        Mistake::new(
            "delta_over_queries",
            "D is summed over the queries, one for each key. A softmax runs over the keys: D is one number for each query.",
            |k| k.delta = Delta::OverQueries,
        ),
        Mistake::<Knobs>::new(
            "delta_after_weights",
            "D is subtracted after the product with P: dS = P ∘ dP − D. It is P ∘ (dP − D).",
            |k| k.delta = Delta::AfterWeights,
        )
        .edit(
            "upstream.dot(&values.t()) - delta.slice(rows);\n        scores *= &weights;",
            "upstream.dot(&values.t()) * &weights - delta.slice(rows);",
        ),
        Mistake::<Knobs>::new("delta_added", "D is added to dP, not subtracted.", |k| k.delta = Delta::Added)
        .edit(" - delta.slice(rows)", " + delta.slice(rows)"),
        Mistake::<Knobs>::new(
            "delta_plain_mean",
            "D is the plain mean of a query's dP. It is the mean under the weights, Σ_j P_ij dP_ij.",
            |k| k.delta = Delta::MeanOfSlopes,
        )
        .edit("upstream.dot(&values.t()) - delta.slice(rows);", "upstream.dot(&values.t());\n        let mean = scores.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));\n        scores -= &mean;"),
        Mistake::new(
            "delta_of_strip",
            "D is summed over a strip of keys, and not over all that a query sees. Take it from output ∘ upstream, before the loop \
             over keys.",
            |k| k.delta = Delta::OfStripOfKeys,
        ),
        Mistake::<Knobs>::new(
            "diagonal_jacobian",
            "dS = P ∘ (1 − P) ∘ dP takes the softmax for a sigmoid: that is the diagonal of its Jacobian. A score moves the \
             weights of all keys.",
            |k| k.slope = Slope::Diagonal,
        )
        .edit("- delta.slice(rows);\n        scores *= &weights;", ";\n        scores *= &weights.mapv(|weight| weight * (1.0 - weight));"),
        Mistake::<Knobs>::new("not_weighted", "the product with P is missing: dS = dP − D.", |k| {
            k.slope = Slope::NotWeighted;
        })
        .edit("        scores *= &weights;\n", ""),
        Mistake::<Knobs>::new("weighted_twice", "dS is multiplied by P twice.", |k| k.slope = Slope::WeightedTwice)
        .edit("scores *= &weights;", "scores *= &weights;\n        scores *= &weights;"),
        Mistake::<Knobs>::new(
            "no_scale_in_gradients",
            "the gradients of queries and keys lack the factor 1/√d. A score is query · key / √d.",
            |k| k.scale = Scale::NoneInGradients,
        )
        .edit("let mut scores: Array2<f32> = upstream.dot(&values.t()) - delta.slice(rows);\n        scores *= &weights;", "let mut scores: Array2<f32> = upstream.dot(&values.t()) - delta.slice(rows);\n        scores *= &weights;\n        scores /= scale;"),
        Mistake::<Knobs>::new("no_scale_in_keys", "the gradient of the keys lacks the factor 1/√d.", |k| {
            k.scale = Scale::NoneInKeys;
        })
        .edit("(scores.t().dot(&queries) * scale)", "scores.t().dot(&queries)"),
        Mistake::<Knobs>::new("no_scale_in_queries", "the gradient of the queries lacks the factor 1/√d.", |k| {
            k.scale = Scale::NoneInQueries;
        })
        .edit("(scores.dot(keys) * scale)", "scores.dot(keys)"),
        Mistake::<Knobs>::new(
            "no_scale_in_scores",
            "the scores that are computed once more are not divided by √d, and do not fit the log-sum-exp of the forward pass.",
            |k| k.scale = Scale::NoneInScores,
        )
        .edit("queries.dot(&keys.t()) * scale", "queries.dot(&keys.t())"),
        Mistake::<Knobs>::new("no_scale", "1/√d is missing everywhere, in the scores and in the gradients.", |k| {
            k.scale = Scale::Nowhere;
        })
        .edit("let scale = 1.0 / (queries.ncols() as f32).sqrt();", "let scale = 1.0;"),
        Mistake::<Knobs>::new(
            "scaled_twice_in_keys",
            "the gradient of the keys is divided by √d twice, as happens when the queries have been scaled before.",
            |k| k.scale = Scale::TwiceInKeys,
        )
        .edit("(scores.t().dot(&queries) * scale)", "(scores.t().dot(&queries) * scale * scale)"),
        Mistake::<Knobs>::new(
            "scaled_twice_in_queries",
            "the gradient of the queries is divided by √d twice, as happens when the keys have been scaled before.",
            |k| k.scale = Scale::TwiceInQueries,
        )
        .edit("(scores.dot(keys) * scale)", "(scores.dot(keys) * scale * scale)"),
        Mistake::<Knobs>::new("scaled_twice", "the gradients of queries and keys are divided by √d twice.", |k| {
            k.scale = Scale::TwiceInGradients;
        })
        .edit("let mut scores: Array2<f32> = upstream.dot(&values.t()) - delta.slice(rows);\n        scores *= &weights;", "let mut scores: Array2<f32> = upstream.dot(&values.t()) - delta.slice(rows);\n        scores *= &weights;\n        scores *= scale;"),
        Mistake::new(
            "values_not_transposed",
            "the gradient of the values is P · upstream. A value collects from all queries that look at it: Pᵀ · upstream.",
            |k| k.values_not_transposed = true,
        ),
        Mistake::new(
            "keys_not_transposed",
            "the gradient of the keys is dS · queries. A key collects from all queries that look at it: dSᵀ · queries.",
            |k| k.keys_not_transposed = true,
        ),
        Mistake::new("swapped", "the gradients of queries and keys are exchanged.", |k| k.swapped = true),
        Mistake::new(
            "max_for_log_sum_exp",
            "the weights are exp(score − max): they do not sum to 1. The log-sum-exp has the sum in it.",
            |k| k.weights = Weights::Max,
        ),
        Mistake::<Knobs>::new(
            "no_log_sum_exp",
            "the weights are exp(score), without the log-sum-exp.",
            |k| k.weights = Weights::Unnormalised,
        )
        .edit("(*weight - log_sum_exp[first + i]).exp()", "weight.exp()"),
        Mistake::<Knobs>::new(
            "log_sum_exp_divides",
            "the weights are exp(score) / L. In FlashAttention's first paper L is the sum of exponentials; here, as in the \
             second, it is the logarithm: exp(score − L).",
            |k| k.weights = Weights::DividedByLogSumExp,
        )
        .edit("(*weight - log_sum_exp[first + i]).exp()", "weight.exp() / log_sum_exp[first + i]"),
        Mistake::<Knobs>::new(
            "exponentials_divided",
            "the weights are exp(score) / exp(log-sum-exp). That is right on paper, and both overflow near 90 and underflow near −90: \
             subtract first.",
            |k| k.weights = Weights::Quotient,
        )
        .edit("(*weight - log_sum_exp[first + i]).exp()", "weight.exp() / log_sum_exp[first + i].exp()"),
        Mistake::new(
            "over_queries",
            "the weights come from a softmax over the queries. Each query's weights sum to 1 over the keys; the log-sum-exp \
             gives them without a softmax.",
            |k| k.weights = Weights::SoftmaxOverQueries,
        ),
        Mistake::<Knobs>::new(
            "no_mask",
            "the causal mask is forgotten when the weights are computed once more: hidden keys get gradients.",
            |k| k.visible = Visible::Everything,
        )
        .edit("if sees {", "if true {"),
        Mistake::<Knobs>::new(
            "top_left",
            "the causal mask starts at the top left. Query i sees key j when j ≤ i + (m − n).",
            |k| k.visible = Visible::TopLeft,
        )
        .edit("j + n <= first + i + m", "j <= first + i"),
        Mistake::<Knobs>::new("always_causal", "the causal mask is applied with Mask::None too.", |k| {
            k.visible = Visible::AlsoWithoutMask;
        })
        .edit("*mask == Mask::None || ", ""),
        Mistake::<Knobs>::new(
            "strict_mask",
            "a query does not see its own position: j < i + (m − n) where j ≤ i + (m − n) is meant.",
            |k| k.visible = Visible::Strict,
        )
        .edit("j + n <= first + i + m", "j + n < first + i + m"),
        Mistake::<Knobs>::new("one_ahead", "a query sees one key of the future: j ≤ i + (m − n) + 1.", |k| {
            k.visible = Visible::OneAhead;
        })
        .edit("j + n <= first + i + m", "j + n <= first + i + m + 1"),
        Mistake::new(
            "last_query_only",
            "the gradients of keys and values are overwritten by each query, or each strip of them, and the last one's are left. \
             Add them up.",
            |k| k.last_query_only = true,
        ),
        Mistake::new(
            "last_keys_only",
            "the gradient of the queries is overwritten by each strip of keys, or each key, and the last one's is left. Add them up.",
            |k| k.last_keys_only = true,
        ),
        Mistake::<Knobs>::new(
            "last_strip_dropped",
            "the last strip of queries is left out when it is shorter than the others: their number divided by the strip's \
             rounds down.",
            |k| k.last_strip_dropped = true,
        )
        .edit("(0..n).step_by(TILE)", "(0..n / TILE * TILE).step_by(TILE)"),
        Mistake::<Knobs>::new(
            "query_in_its_strip",
            "the causal mask counts a query from the start of its strip. Query r of the strip that starts at `first` is query \
             first + r.",
            |k| k.visible = Visible::QueryInItsStrip,
        )
        .edit("j + n <= first + i + m", "j + n <= i + m"),
        Mistake::<Knobs>::new("upstream_ignored", "the upstream gradient is taken to be 1 everywhere.", |k| {
            k.upstream_ignored = true;
        })
        .edit("let (n, m) =", "let upstream = Array2::<f32>::ones(upstream.raw_dim());\n    let (n, m) ="),
        Mistake::<Knobs>::new(
            "values_from_output",
            "the gradient of the values is Pᵀ · output. It is Pᵀ · upstream.",
            |k| k.values_from_output = true,
        )
        .edit("weights.t().dot(&upstream)", "weights.t().dot(&output.slice(rows))"),
        Mistake::<Knobs>::new(
            "values_from_scores",
            "the gradient of the values is dSᵀ · upstream. It is Pᵀ · upstream: a value is weighted by P.",
            |k| k.values_from_scores = true,
        )
        .edit("        gradients.values += &weights.t().dot(&upstream);\n        let mut scores: Array2<f32> = upstream.dot(&values.t()) - delta.slice(rows);\n        scores *= &weights;", "        let mut scores: Array2<f32> = upstream.dot(&values.t()) - delta.slice(rows);\n        scores *= &weights;\n        gradients.values += &scores.t().dot(&upstream);"),
        Mistake::<Knobs>::new(
            "masked_by_product",
            "hidden weights are computed and then multiplied by 0. A hidden score far above the log-sum-exp gives exp(…) = ∞, as does \
             a log-sum-exp of −∞, and ∞ · 0 is not a number. Set hidden weights to 0 without computing them.",
            |k| k.masked_by_product = true,
        )
        .edit(
            "if sees { (*weight - log_sum_exp[first + i]).exp() } else { 0.0 }",
            "(*weight - log_sum_exp[first + i]).exp() * if sees { 1.0 } else { 0.0 }",
        ),
        Mistake::new(
            "blind_nan",
            "a query that sees no key spoils the gradients: its log-sum-exp is −∞, and exp(score + ∞) times 0, or −∞ − −∞, is \
             not a number. Set hidden weights to 0 without computing them.",
            |k| k.blind_nan = true,
        ),
        Mistake::<Knobs>::new(
            "offset_saturates",
            "keys − queries is computed with a subtraction that stops at 0. With more queries than keys the first n − m queries \
             see nothing: write j + n <= i + m.",
            |k| k.visible = Visible::OffsetSaturates,
        )
        .edit("j + n <= first + i + m", "j <= first + i + m.saturating_sub(n)"),
        Mistake::<Knobs>::new(
            "offset_underflows",
            "keys − queries is computed in unsigned integers, and passes below zero when there are more queries than keys. \
             Write j + n <= i + m.",
            |k| k.unsigned_offset = true,
        )
        .edit("j + n <= first + i + m", "j <= first + i + (m - n)"),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        super::super::memory_order(|k| k.memory_order = true),
        Mistake::<Knobs>::new(
            "keeps_matrix",
            "the values are right, but a matrix of queries by keys is held. It is what this backward pass is there to avoid: \
             take a few queries, or a few keys, at a time.",
            |k| k.keeps_matrix = true,
        )
        .by_law(),
    ]
}

/// The arrays of a backward pass, in one precision.
struct Arrays<T> {
    queries: Array2<T>,
    keys: Array2<T>,
    values: Array2<T>,
    output: Array2<T>,
    log_sum_exp: Array1<T>,
    upstream: Array2<T>,
    mask: Mask,
}

impl Knobs {
    pub(super) fn run(&self, saved: &Saved<'_>, upstream: ArrayView2<'_, f32>) -> Gradients {
        let (n, m) = (saved.queries.nrows(), saved.keys.nrows());
        if self.contiguous {
            saved.queries.as_slice().unwrap();
        }
        if self.unsigned_offset && saved.mask == Mask::Causal {
            // In debug and in release builds alike.
            assert!(m >= n, "attempt to subtract with overflow");
        }
        if self.memory_order {
            let read = super::super::memory_of::<ndarray::Ix2>;
            let [queries, keys, values, output] =
                [saved.queries, saved.keys, saved.values, saved.output].map(read);
            let log_sum_exp = super::super::memory_of(saved.log_sum_exp);
            let saved = Saved {
                queries: queries.view(),
                keys: keys.view(),
                values: values.view(),
                output: output.view(),
                log_sum_exp: log_sum_exp.view(),
                mask: saved.mask,
            };
            return Knobs { memory_order: false, ..*self }.run(&saved, read(upstream).view());
        }
        if self.double {
            let convert = |array: ArrayView2<'_, f32>| array.mapv(f64::from);
            let [queries, keys, values] = self.backward(&Arrays {
                queries: convert(saved.queries),
                keys: convert(saved.keys),
                values: convert(saved.values),
                output: convert(saved.output),
                log_sum_exp: saved.log_sum_exp.mapv(f64::from),
                upstream: convert(upstream),
                mask: saved.mask,
            });
            let [queries, keys, values] = [queries, keys, values].map(|a| a.mapv(|x| x as f32));
            Gradients { queries, keys, values }
        } else {
            let [queries, keys, values] = self.backward(&Arrays {
                queries: saved.queries.to_owned(),
                keys: saved.keys.to_owned(),
                values: saved.values.to_owned(),
                output: saved.output.to_owned(),
                log_sum_exp: saved.log_sum_exp.to_owned(),
                upstream: upstream.to_owned(),
                mask: saved.mask,
            });
            Gradients { queries, keys, values }
        }
    }

    fn sees(&self, mask: Mask, (i, j): (usize, usize), (n, m): (usize, usize)) -> bool {
        if mask == Mask::None && self.visible != Visible::AlsoWithoutMask {
            return true;
        }
        let [i, j, n, m] = [i, j, n, m].map(|x| x as i64);
        let last = i + (m - n);
        match self.visible {
            Visible::BottomRight | Visible::AlsoWithoutMask => j <= last,
            Visible::Everything => true,
            Visible::TopLeft => j <= i,
            Visible::Strict => j < last,
            Visible::OneAhead => j <= last + 1,
            Visible::OffsetSaturates => j <= i + (m - n).max(0),
            Visible::QueryInItsStrip => unreachable!("the strip counts"),
        }
    }

    /// Whole matrices where a mistake needs them, else the queries one by one.
    fn backward<T: NdFloat>(&self, arrays: &Arrays<T>) -> [Array2<T>; 3] {
        let (n, m) = (arrays.queries.nrows(), arrays.keys.nrows());
        let whole = self.keeps_matrix
            || self.values_not_transposed
            || self.keys_not_transposed
            || self.delta == Delta::OverQueries
            || self.weights == Weights::SoftmaxOverQueries;
        let in_strips = self.last_strip_dropped || self.visible == Visible::QueryInItsStrip;
        let step = match self.strip {
            _ if whole => n,
            0 if in_strips => 16,
            0 => 1,
            strip => strip,
        };
        let end = if self.last_strip_dropped { n / step * step } else { n };
        let mut sums = [&arrays.queries, &arrays.keys, &arrays.values].map(|a| Array2::zeros(a.raw_dim()));
        for first in (0..end).step_by(step) {
            let rows = ndarray::s![first..n.min(first + step), ..];
            let part = Arrays {
                queries: arrays.queries.slice(rows).to_owned(),
                keys: arrays.keys.clone(),
                values: arrays.values.clone(),
                output: arrays.output.slice(rows).to_owned(),
                log_sum_exp: arrays.log_sum_exp.slice(ndarray::s![first..n.min(first + step)]).to_owned(),
                upstream: arrays.upstream.slice(rows).to_owned(),
                mask: arrays.mask,
            };
            let [queries, keys, values] = self.strip(&part, first, (n, m));
            sums[0].slice_mut(rows).assign(&queries);
            if self.last_query_only {
                (sums[1], sums[2]) = (keys, values);
            } else {
                sums[1] += &keys;
                sums[2] += &values;
            }
        }
        if self.swapped {
            sums.swap(0, 1);
        }
        sums
    }

    /// The gradients that some queries, from `first` on, contribute.
    fn strip<T: NdFloat>(&self, arrays: &Arrays<T>, first: usize, (n, m): (usize, usize)) -> [Array2<T>; 3] {
        let (zero, one) = (T::zero(), T::one());
        let scale = T::from(arrays.queries.ncols()).expect("a small number").sqrt().recip();
        let in_scores = if matches!(self.scale, Scale::NoneInScores | Scale::Nowhere) { one } else { scale };
        let in_queries = match self.scale {
            Scale::NoneInGradients | Scale::NoneInQueries | Scale::Nowhere => one,
            Scale::TwiceInQueries | Scale::TwiceInGradients => scale * scale,
            _ => scale,
        };
        let in_keys = match self.scale {
            Scale::NoneInGradients | Scale::NoneInKeys | Scale::Nowhere => one,
            Scale::TwiceInKeys | Scale::TwiceInGradients => scale * scale,
            _ => scale,
        };
        let upstream =
            if self.upstream_ignored { arrays.upstream.mapv(|_| one) } else { arrays.upstream.clone() };
        let mut weights = arrays.queries.dot(&arrays.keys.t()).mapv(|x| x * in_scores);
        let sees = |i: usize, j: usize| {
            if self.visible == Visible::QueryInItsStrip {
                return arrays.mask == Mask::None || j + n <= i + m;
            }
            self.sees(arrays.mask, (first + i, j), (n, m))
        };
        let over_queries: Vec<T> = (0..m)
            .map(|j| {
                let seen: Vec<T> =
                    (0..weights.nrows()).filter(|&i| sees(i, j)).map(|i| weights[[i, j]]).collect();
                let max = seen.iter().fold(T::neg_infinity(), |a, &b| a.max(b));
                max + seen.iter().map(|&x| (x - max).exp()).fold(zero, |a, b| a + b).ln()
            })
            .collect();
        let maxima: Vec<T> = (0..weights.nrows())
            .map(|i| (0..m).filter(|&j| sees(i, j)).map(|j| weights[[i, j]]).fold(T::neg_infinity(), T::max))
            .collect();
        for ((i, j), weight) in weights.indexed_iter_mut() {
            let total = arrays.log_sum_exp[i];
            let score = *weight;
            *weight = if sees(i, j) {
                match self.weights {
                    Weights::LogSumExp => (score - total).exp(),
                    Weights::Max => (score - maxima[i]).exp(),
                    Weights::Unnormalised => score.exp(),
                    Weights::DividedByLogSumExp => score.exp() / total,
                    Weights::Quotient => score.exp() / total.exp(),
                    Weights::SoftmaxOverQueries => (score - over_queries[j]).exp(),
                }
            } else if self.masked_by_product {
                (score - total).exp() * zero
            } else if self.blind_nan && total == T::neg_infinity() {
                T::nan()
            } else {
                zero
            };
        }
        let slopes = upstream.dot(&arrays.values.t());
        let row_sum = |a: &Array2<T>, b: &Array2<T>| (a * b).sum_axis(Axis(1)).insert_axis(Axis(1));
        let count = T::from(m).expect("a small number");
        let right = || {
            if self.delta_from_weights {
                row_sum(&weights, &slopes)
            } else {
                row_sum(&arrays.output, &upstream)
            }
        };
        let delta = match self.delta {
            Delta::OutputUpstream | Delta::AfterWeights => right(),
            Delta::Added => right().mapv(|x| -x),
            Delta::Nothing => Array2::zeros((weights.nrows(), 1)),
            Delta::UpstreamSquared => row_sum(&upstream, &upstream),
            Delta::OutputSquared => row_sum(&arrays.output, &arrays.output),
            Delta::OverQueries => (&weights * &slopes).sum_axis(Axis(0)).insert_axis(Axis(0)),
            Delta::OfStripOfKeys => {
                let products = &weights * &slopes;
                // A strip of one key is a mistake of its own: the diagonal Jacobian.
                let strip = if self.strip == 0 { 16 } else { self.strip };
                Array2::from_shape_fn(weights.dim(), |(i, j)| {
                    let first = j / strip * strip;
                    products.slice(ndarray::s![i, first..m.min(first + strip)]).sum()
                })
            }
            Delta::MeanOfSlopes => slopes.sum_axis(Axis(1)).insert_axis(Axis(1)).mapv(|x| x / count),
        };
        let mut scores = if self.delta == Delta::AfterWeights {
            &slopes * &weights - &delta
        } else {
            match self.slope {
                Slope::Softmax => (slopes - &delta) * &weights,
                Slope::Diagonal => slopes * &weights.mapv(|w| w * (one - w)),
                Slope::NotWeighted => slopes - &delta,
                Slope::WeightedTwice => (slopes - &delta) * &weights * &weights,
            }
        };
        if self.hides_slopes {
            for ((i, j), score) in scores.indexed_iter_mut() {
                if !sees(i, j) {
                    *score = zero;
                }
            }
        }
        let of_values = if self.values_from_output { &arrays.output } else { &upstream };
        let values = if self.values_not_transposed {
            weights.dot(of_values)
        } else if self.values_from_scores {
            scores.t().dot(of_values)
        } else {
            weights.t().dot(of_values)
        };
        if self.keeps_matrix {
            // The matrices of the naive backward pass, all alive at once.
            scores = scores.clone() + &(weights.clone() * zero);
        }
        let strip = self.strip.max(1);
        let from = if self.last_keys_only { (m - 1) / strip * strip } else { 0 };
        let keys_from = arrays.keys.slice(ndarray::s![from.., ..]);
        let queries = scores.slice(ndarray::s![.., from..]).dot(&keys_from).mapv(|x| x * in_queries);
        let keys = if self.keys_not_transposed {
            scores.dot(&arrays.queries).mapv(|x| x * in_keys)
        } else {
            scores.t().dot(&arrays.queries).mapv(|x| x * in_keys)
        };
        [queries, keys, values]
    }
}
