//! `scaled_dot_product`: its cases, reference, properties, mistakes and alternatives.

use judge::{
    Alternative, Bent, Broken, Case, Fresh, Layout, Level, Matrix, Meta, Mistake, Part, Plan, Probe,
    Property, Random, Reference, Style,
};
use ndarray::{Array2, Axis, NdFloat};
use serde::{Deserialize, Serialize};

use crate::solution::scaled_dot_product::scaled_dot_product as solution;
use crate::{Mask, ScaledDotProduct};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    mask: Mask,
}

impl Input {
    /// How many keys query i sees.
    fn visible(&self, i: usize) -> usize {
        let (n, m) = (self.queries.values.nrows(), self.keys.values.nrows());
        if self.mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) }
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<ScaledDotProduct>) -> Plan<ScaledDotProduct, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "scaled_dot_product",
            title: "Attention with a causal mask, also when queries and keys differ in number",
            level: Level::Easy,
            minutes: 15,
            text: "attention.html#scaled-dot-product",
            hints: [
                "Four steps: scores = queries · keysᵀ, divide by √d, put −∞ where a key is not visible, softmax along \
                 each row, multiply by the values. Your `softmax` already treats −∞ as weight 0.",
                "Draw the causal mask for 2 queries and 5 keys. The queries are the last two positions, so the rows \
                 are 11110 and 11111: query i sees key j when j ≤ i + (m − n). In unsigned integers, write it without \
                 a subtraction: j + n ≤ i + m.",
                "`queries.dot(&keys.t()) / (d as f32).sqrt()`, then `for ((i, j), score) in scores.indexed_iter_mut()` \
                 for the mask, then `super::softmax::softmax(scores.view()).dot(&values)`.",
            ],
        },
        answer,
        solution,
        call: |attend, input| {
            let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Matrix::held);
            attend(queries.view(), keys.view(), values.view(), input.mask)
        },
        reference: Reference {
            run: |input, precision| {
                let [q, k, v] = [&input.queries, &input.keys, &input.values].map(Matrix::double);
                let causal = input.mask == Mask::Causal;
                let precision = super::kernel_precision(precision);
                kernels::attention::scaled_dot_product(q.view(), k.view(), v.view(), causal, precision)
                    .map(|output| vec![Part::array("out", &output)])
                    .map_err(|error| error.to_string())
            },
            ran: kernels::ran,
        },
        cases: cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let sizes = random.distinct(2..=9);
                let mask = if random.chance(0.7) { Mask::Causal } else { Mask::None };
                let mut input = normal(random, sizes, mask);
                let layout = Layout::any(random);
                for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
                    matrix.layout = layout;
                }
                input
            },
        },
        describe: |input| {
            let ((n, width), (m, value_width)) = (input.queries.values.dim(), input.values.values.dim());
            let mask = if input.mask == Mask::Causal { "causal" } else { "no mask" };
            format!("queries {n}, keys {m}, width {width}, value width {value_width}, {mask}")
        },
        properties: vec![
            Property { name: "a query does not see the keys and values after it", holds: causality },
            Property {
                name: "an output lies between the smallest and the largest value seen",
                holds: convexity,
            },
            Property { name: "the order of the keys does not count without a mask", holds: permutation },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives(),
    }
}

/// Normal numbers in four sizes: queries, keys, width, value width.
fn normal(random: &mut Random, [n, m, width, value_width]: [usize; 4], mask: Mask) -> Input {
    Input {
        queries: random.normals((n, width), 1.5).into(),
        keys: random.normals((m, width), 1.5).into(),
        values: random.normals((m, value_width), 1.0).into(),
        mask,
    }
}

/// Scores near `level`: the first channel of queries and keys gives it, the others vary.
fn near(random: &mut Random, level: f32, sizes: [usize; 4], mask: Mask) -> Input {
    let mut input = normal(random, sizes, mask);
    let product = level * (sizes[2] as f32).sqrt();
    let side = product.abs().sqrt();
    input.queries.values.column_mut(0).fill(side);
    input.keys.values.column_mut(0).fill(side * product.signum());
    input
}

fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "no mask", make: |random| normal(random, [3, 5, 4, 2], Mask::None) },
        Case {
            name: "causal, as many queries as keys",
            make: |random| normal(random, [5, 5, 3, 4], Mask::Causal),
        },
        Case {
            name: "causal, more keys than queries",
            make: |random| normal(random, [2, 7, 4, 3], Mask::Causal),
        },
        Case { name: "all sizes equal", make: |random| normal(random, [4, 4, 4, 4], Mask::Causal) },
        Case { name: "all sizes equal, no mask", make: |random| normal(random, [4, 4, 4, 4], Mask::None) },
        Case {
            name: "causal, one query for a cache of keys",
            make: |random| normal(random, [1, 6, 5, 3], Mask::Causal),
        },
        Case {
            name: "causal, more queries than keys",
            make: |random| normal(random, [6, 4, 3, 2], Mask::Causal),
        },
        Case { name: "scores near 1000", make: |random| near(random, 1000.0, [3, 6, 4, 5], Mask::None) },
        Case {
            name: "causal, scores near -10,000",
            make: |random| near(random, -10_000.0, [8, 8, 4, 3], Mask::Causal),
        },
        Case { name: "causal, 37 keys", make: |random| normal(random, [11, 37, 6, 3], Mask::Causal) },
        Case {
            name: "two equal keys, transposed views",
            make: |random| {
                let mut input = normal(random, [3, 5, 4, 2], Mask::None);
                input.keys.values[[1, 0]] = 4.0;
                let twin = input.keys.values.row(1).to_owned();
                input.keys.values.row_mut(3).assign(&twin);
                // The twins win: their score is the largest of every row.
                for mut query in input.queries.values.rows_mut() {
                    query.scaled_add(2.0, &twin);
                }
                for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
                    matrix.layout = Layout::Transposed;
                }
                input
            },
        },
        Case { name: "scores near -1000", make: |random| near(random, -1000.0, [4, 6, 5, 3], Mask::Causal) },
    ]
}

/// Changes everything from the first key that query i does not see: its output must stay.
fn causality(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (n, m) = (input.queries.values.nrows(), input.keys.values.nrows());
    if input.mask == Mask::None || m < 2 {
        return Ok(());
    }
    let before = probe.call(input)?;
    let cut = probe.random.whole(1..=m - 1);
    let mut changed = input.clone();
    for j in cut..m {
        for matrix in [&mut changed.keys.values, &mut changed.values.values] {
            for x in matrix.row_mut(j) {
                *x += 0.5 + probe.random.uniform(0.0..1.0) as f32;
            }
        }
    }
    let after = probe.call(&changed)?;
    for i in (0..n).filter(|&i| input.visible(i) <= cut) {
        for (c, (&a, &b)) in before.row(i).iter().zip(after.row(i)).enumerate() {
            if f64::from((a - b).abs()) > 2.0 * probe.tolerance {
                return Err(Broken::Law(format!(
                    "out[{i}, {c}] changes from {a} to {b} when keys and values from {cut} on change"
                )));
            }
        }
    }
    Ok(())
}

fn convexity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = probe.call(input)?;
    let slack = probe.tolerance as f32;
    for ((i, c), &x) in output.indexed_iter() {
        let seen = input.values.values.column(c);
        let seen = seen.iter().copied().take(input.visible(i));
        let (low, high) = seen.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low <= high && (x < low - slack || x > high + slack) {
            return Err(Broken::Law(format!("out[{i}, {c}] is {x}, outside [{low}, {high}]")));
        }
    }
    Ok(())
}

fn permutation(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut straight = input.clone();
    straight.mask = Mask::None;
    let mut order: Vec<usize> = (0..input.keys.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = straight.clone();
    shuffled.keys.values = straight.keys.values.select(Axis(0), &order);
    shuffled.values.values = straight.values.values.select(Axis(0), &order);
    let (a, b) = (probe.call(&straight)?, probe.call(&shuffled)?);
    for (((i, c), &a), &b) in a.indexed_iter().zip(&b) {
        if f64::from((a - b).abs()) > 2.0 * probe.tolerance {
            return Err(Broken::Law(format!(
                "out[{i}, {c}] is {a}, and {b} with keys and values in another order"
            )));
        }
    }
    Ok(())
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    TimesRootWidth,
    RootKeys,
    RootValueWidth,
    AfterSoftmax,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Visible {
    #[default]
    BottomRight,
    TopLeft,
    Everything,
    AlsoWithoutMask,
    Strict,
    OneAhead,
    OnlyFuture,
    OffsetSubtracted,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Fill {
    #[default]
    MinusInfinity,
    MinusTenThousand,
    Zero,
    AfterSoftmax,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Blind {
    #[default]
    Zero,
    NotANumber,
    Uniform,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Weights {
    #[default]
    Softmax,
    OverQueries,
    Scores,
    Exponentials,
    MeanOfVisible,
    Hardest,
}

/// What is subtracted from a row of scores before exp.
#[derive(Clone, Copy, Default, PartialEq)]
enum Shift {
    #[default]
    Max,
    Nothing,
    MaxFromZero,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(super) struct Knobs {
    scale: Scale,
    visible: Visible,
    fill: Fill,
    blind: Blind,
    weights: Weights,
    shift: Shift,
    keys_by_queries: bool,
    weights_transposed: bool,
    values_are_keys: bool,
    unsigned_offset: bool,
    contiguous: bool,
    row_slices: bool,
    double: bool,
}

fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "no_scale",
            "the scores are not divided by √d. A sum of d products has a standard deviation that grows as √d, and the \
             softmax collapses onto one key.",
            |k| k.scale = Scale::Nothing,
        ),
        Mistake::new(
            "top_left",
            "the causal mask starts at the top left. With more keys than queries the last query sits at the last key: \
             query i may see key j when j ≤ i + (keys − queries).",
            |k| k.visible = Visible::TopLeft,
        ),
        Mistake::new(
            "scale_by_width",
            "the scores are divided by d, not by √d (as when queries and keys are each divided by √d).",
            |k| k.scale = Scale::Width,
        ),
        Mistake::new(
            "strict_mask",
            "a query does not see its own position: j < i + (m − n) where j ≤ i + (m − n) is meant.",
            |k| k.visible = Visible::Strict,
        ),
        Mistake::new(
            "one_ahead",
            "a query sees one key of the future: j ≤ i + (m − n) + 1. In training it would copy the answer.",
            |k| k.visible = Visible::OneAhead,
        ),
        Mistake::new(
            "only_future",
            "the causal mask is transposed: a query sees itself and the future, not the past.",
            |k| k.visible = Visible::OnlyFuture,
        ),
        Mistake::new(
            "over_queries",
            "the softmax runs over the queries. Each query distributes its attention over the keys: every row of the \
             (queries, keys) weights sums to 1. If you call your `softmax`, look there.",
            |k| k.weights = Weights::OverQueries,
        ),
        Mistake::new(
            "masked_as_zero",
            "masked scores become 0 instead of −∞ (1e-9 for -1e9 does the same). exp(0) is 1: a masked key still gets \
             weight.",
            |k| k.fill = Fill::Zero,
        ),
        Mistake::new(
            "masked_as_ten_thousand",
            "masked scores become −10,000, which is no smaller than a score can be. Only −∞ weighs nothing beside every \
             score.",
            |k| k.fill = Fill::MinusTenThousand,
        ),
        Mistake::new(
            "masked_after_softmax",
            "the weights are masked after the softmax and not normalised again: a row sums to less than 1.",
            |k| k.fill = Fill::AfterSoftmax,
        ),
        Mistake::new(
            "keys_by_queries",
            "the scores are keys · queriesᵀ. It only runs when there are as many keys as queries; row i must belong to \
             query i.",
            |k| k.keys_by_queries = true,
        ),
        Mistake::new(
            "weights_transposed",
            "the weights are transposed before they meet the values. The output of query i is Σ_j weight[i, j] · value j.",
            |k| k.weights_transposed = true,
        ),
        Mistake::new("no_mask", "the causal mask is ignored: every query sees every key.", |k| {
            k.visible = Visible::Everything
        }),
        Mistake::new("always_causal", "the causal mask is applied with Mask::None too.", |k| {
            k.visible = Visible::AlsoWithoutMask
        }),
        Mistake::new(
            "offset_subtracted",
            "the offset between queries and keys has the wrong sign: j ≤ i − (m − n) instead of j ≤ i + (m − n).",
            |k| k.visible = Visible::OffsetSubtracted,
        ),
        Mistake::new(
            "offset_underflows",
            "keys − queries is computed in unsigned integers, and passes below zero when there are more queries than keys. \
             Write j + queries <= i + keys.",
            |k| k.unsigned_offset = true,
        ),
        Mistake::new(
            "assumes_contiguous",
            "as_slice() is None for a transposed or strided view, and unwrap panics. Go through rows() or indices, or \
             copy the view with to_owned() and as_standard_layout() first.",
            |k| k.contiguous = true,
        ),
        Mistake::new(
            "blind_nan",
            "a query that sees no key becomes NaN (0/0, or −∞ − −∞). There are such queries when there are more queries \
             than keys; their output is 0. If you call your `softmax`, look there.",
            |k| k.blind = Blind::NotANumber,
        ),
        Mistake::new(
            "blind_mean",
            "a query that sees no key gets the mean of all values, as happens when masked scores are a large negative \
             number rather than −∞. Its output is 0.",
            |k| k.blind = Blind::Uniform,
        ),
        Mistake::new(
            "no_max",
            "exp is taken of the scores themselves. Scores near 1000 overflow, scores near −1000 underflow to 0/0: \
             subtract the largest visible score of the row first.",
            |k| k.shift = Shift::Nothing,
        ),
        Mistake::new(
            "max_from_zero",
            "the search for the largest score of a row starts at 0 (or at f32::MIN_POSITIVE, the smallest positive \
             number). Scores near −1000 are all smaller, and exp underflows to 0/0. Start at f32::NEG_INFINITY; if you \
             call your `softmax`, look there.",
            |k| k.shift = Shift::MaxFromZero,
        ),
        Mistake::new("times_root_width", "the scores are multiplied by √d instead of divided.", |k| {
            k.scale = Scale::TimesRootWidth;
        }),
        Mistake::new(
            "scale_by_keys",
            "the scores are divided by the root of the number of keys. What grows is the sum over the width d: divide \
             by √d.",
            |k| k.scale = Scale::RootKeys,
        ),
        Mistake::new(
            "scale_by_value_width",
            "the scores are divided by the root of the values' width. The sum runs over the width of queries and keys.",
            |k| k.scale = Scale::RootValueWidth,
        ),
        Mistake::new(
            "scale_after_softmax",
            "√d divides the weights after the softmax, not the scores before it: the weights of a row no longer sum to 1.",
            |k| k.scale = Scale::AfterSoftmax,
        ),
        Mistake::new("no_softmax", "the scores weigh the values without a softmax between.", |k| {
            k.weights = Weights::Scores;
        }),
        Mistake::new("no_division", "the exponentials of a row are not divided by their sum.", |k| {
            k.weights = Weights::Exponentials
        }),
        Mistake::new(
            "mean_of_visible",
            "every visible key gets the same weight: the scores have no effect.",
            |k| k.weights = Weights::MeanOfVisible,
        ),
        Mistake::new(
            "hardest",
            "only the key with the largest score counts (an argmax). Attention is a weighted mean.",
            |k| k.weights = Weights::Hardest,
        ),
        Mistake::new("keys_as_values", "the weights are applied to the keys instead of the values.", |k| {
            k.values_are_keys = true
        }),
    ]
}

impl Knobs {
    fn run(&self, input: &Input) -> Array2<f32> {
        if self.contiguous {
            for matrix in [&input.queries, &input.keys, &input.values] {
                super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        let (n, m) = (input.queries.values.nrows(), input.keys.values.nrows());
        if self.unsigned_offset && input.mask == Mask::Causal {
            // In debug and in release builds alike.
            assert!(m >= n, "attempt to subtract with overflow");
        }
        let [q, k, v] = [&input.queries, &input.keys, &input.values].map(|matrix| &matrix.values);
        if self.double {
            let [q, k, v] = [q, k, v].map(|matrix| matrix.mapv(f64::from));
            self.attend(&q, &k, &v, input.mask).mapv(|x| x as f32)
        } else {
            self.attend(q, k, v, input.mask)
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
            Visible::TopLeft => j <= i,
            Visible::Everything => true,
            Visible::Strict => j < last,
            Visible::OneAhead => j <= last + 1,
            Visible::OnlyFuture => j >= last,
            Visible::OffsetSubtracted => j <= i - (m - n),
        }
    }

    fn attend<T: NdFloat>(&self, q: &Array2<T>, k: &Array2<T>, v: &Array2<T>, mask: Mask) -> Array2<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (n, m) = (q.nrows(), k.nrows());
        let root = |x: usize| number(x).sqrt();
        let (zero, minus_infinity) = (T::zero(), T::neg_infinity());

        let mut scores = if self.keys_by_queries { k.dot(&q.t()) } else { q.dot(&k.t()) };
        let divisor = match self.scale {
            Scale::RootWidth => root(q.ncols()),
            Scale::Nothing | Scale::AfterSoftmax => T::one(),
            Scale::Width => number(q.ncols()),
            Scale::TimesRootWidth => root(q.ncols()).recip(),
            Scale::RootKeys => root(m),
            Scale::RootValueWidth => root(v.ncols()),
        };
        scores.mapv_inplace(|score| score / divisor);
        let seen = Array2::from_shape_fn(scores.dim(), |at| self.sees(mask, at, (n, m)));
        let fill = match self.fill {
            Fill::MinusInfinity => Some(minus_infinity),
            Fill::MinusTenThousand => Some(-number(10_000)),
            Fill::Zero => Some(zero),
            Fill::AfterSoftmax => None,
        };
        let mut weights = scores;
        if let Some(fill) = fill {
            weights.zip_mut_with(&seen, |score, seen| *score = if *seen { *score } else { fill });
        }
        self.normalise(&mut weights, &seen);
        if self.fill == Fill::AfterSoftmax {
            weights.zip_mut_with(&seen, |weight, seen| *weight = if *seen { *weight } else { zero });
        }
        if self.scale == Scale::AfterSoftmax {
            weights.mapv_inplace(|weight| weight / root(q.ncols()));
        }
        if self.weights_transposed {
            weights = weights.reversed_axes();
        }
        weights.dot(if self.values_are_keys { k } else { v })
    }

    /// Turns scores into weights.
    fn normalise<T: NdFloat>(&self, scores: &mut Array2<T>, seen: &Array2<bool>) {
        let (zero, minus_infinity) = (T::zero(), T::neg_infinity());
        let number = |x: usize| T::from(x).expect("sizes are small");
        if self.weights == Weights::Scores {
            return scores.mapv_inplace(|score| if score == minus_infinity { zero } else { score });
        }
        let over_queries = self.weights == Weights::OverQueries;
        let axis = Axis(usize::from(!over_queries));
        for (lane, mut row) in scores.lanes_mut(axis).into_iter().enumerate() {
            let largest = row.fold(minus_infinity, |a, &b| a.max(b));
            let guarded = self.fill == Fill::MinusTenThousand && !over_queries;
            if largest == minus_infinity || (guarded && !seen.row(lane).iter().any(|&seen| seen)) {
                let nothing = match self.blind {
                    Blind::Zero => zero,
                    Blind::NotANumber => T::nan(),
                    Blind::Uniform => number(row.len()).recip(),
                };
                row.fill(nothing);
                continue;
            }
            if self.weights == Weights::MeanOfVisible {
                let seen = seen.row(lane);
                let count = number(seen.iter().filter(|s| **s).count());
                row.zip_mut_with(&seen, |weight, seen| *weight = if *seen { count.recip() } else { zero });
                continue;
            }
            if self.weights == Weights::Hardest {
                row.mapv_inplace(|score| if score == largest { T::one() } else { zero });
                continue;
            }
            let shift = match self.shift {
                Shift::Max => largest,
                Shift::Nothing => zero,
                Shift::MaxFromZero => largest.max(zero),
            };
            row.mapv_inplace(|score| (score - shift).exp());
            if self.weights != Weights::Exponentials {
                let sum = row.sum();
                row.mapv_inplace(|weight| weight / sum);
            }
        }
    }
}

fn alternatives() -> Vec<Alternative<ScaledDotProduct>> {
    vec![
        Alternative {
            name: "masked after the softmax, and normalised again",
            answer: |queries, keys, values, mask| {
                let (n, m) = (queries.nrows(), keys.nrows());
                let scores = queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt();
                let mut weights = crate::solution::softmax::softmax(scores.view());
                for (i, mut row) in weights.rows_mut().into_iter().enumerate() {
                    for (j, weight) in row.iter_mut().enumerate() {
                        *weight *= f32::from(mask == Mask::None || j + n <= i + m);
                    }
                    let sum = row.sum();
                    if sum > 0.0 {
                        row /= sum;
                    }
                }
                weights.dot(&values)
            },
        },
        Alternative {
            name: "loops in double precision, keys outside, with a running maximum",
            answer: |queries, keys, values, mask| {
                let (n, m, e) = (queries.nrows(), keys.nrows(), values.ncols());
                let mut state = vec![(f64::NEG_INFINITY, 0.0, vec![0.0; e]); n];
                for j in 0..m {
                    for (i, (max, sum, output)) in state.iter_mut().enumerate() {
                        if mask == Mask::Causal && j + n > i + m {
                            continue;
                        }
                        let product: f64 = queries
                            .row(i)
                            .iter()
                            .zip(keys.row(j))
                            .map(|(&a, &b)| f64::from(a) * f64::from(b))
                            .sum();
                        let score = product * (queries.ncols() as f64).powf(-0.5);
                        let new = max.max(score);
                        let (rescale, weight) = ((*max - new).exp(), (score - new).exp());
                        *max = new;
                        *sum = *sum * rescale + weight;
                        for (o, &v) in output.iter_mut().zip(values.row(j)) {
                            *o = *o * rescale + weight * f64::from(v);
                        }
                    }
                }
                Array2::from_shape_fn((n, e), |(i, c)| {
                    let (_, sum, output) = &state[i];
                    if *sum > 0.0 { (output[c] / sum) as f32 } else { 0.0 }
                })
            },
        },
        Alternative {
            name: "queries scaled first, visible keys sliced, sums from the last key to the first",
            answer: |queries, keys, values, mask| {
                let (n, m) = (queries.nrows(), keys.nrows());
                let scaled = queries.mapv(|x| x / (queries.ncols() as f32).sqrt());
                Array2::from_shape_fn((n, values.ncols()), |(i, c)| {
                    let visible = if mask == Mask::Causal { (i + 1 + m).saturating_sub(n) } else { m };
                    let score = |j: usize| scaled.row(i).dot(&keys.row(j));
                    let largest = (0..visible).map(score).fold(f32::NEG_INFINITY, f32::max);
                    let sum: f32 = (0..visible).rev().map(|j| (score(j) - largest).exp()).sum();
                    let weighted: f32 =
                        (0..visible).rev().map(|j| (score(j) - largest).exp() * values[[j, c]]).sum();
                    if visible == 0 { 0.0 } else { weighted / sum }
                })
            },
        },
    ]
}
