//! The typical mistakes of `qk_norm`: the solution with knobs, of which each mistake turns one.

use judge::{Cube, Mistake};
use ndarray::{Array1, Array2, Array3, Axis, NdFloat};

use super::{Input, Output};
use attention::lesson::turn::rotate;

/// By what a vector is divided.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    RootMeanSquare,
    FullWidth,
    OverTokens,
    OverHeads,
    Unit,
    Layer,
    MeanSquare,
    Largest,
    MeanAbsolute,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Epsilon {
    #[default]
    UnderRoot,
    Nothing,
    AsFloor,
    FloorOfMean,
    Outside,
    InSum,
    TenTimes,
}

/// How a wrong norm is kept from dividing by zero.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Guard {
    #[default]
    Added,
    Floor,
    Nothing,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gain {
    #[default]
    After,
    Nothing,
    PlusOne,
    Before,
}

/// Which of queries and keys is normalised in the scores, and when.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum When {
    #[default]
    BeforeRotation,
    AfterRotation,
    BeforeAndAfter,
    QueriesOnly,
    KeysOnly,
    Nothing,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    TimesRoot,
    RootModelWidth,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Positions {
    #[default]
    LastOfKeys,
    FromZero,
    AfterKeys,
    AtLast,
    OverHeads,
    QueriesUnrotated,
    KeysUnrotated,
    Unrotated,
    Flattened,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gains {
    #[default]
    Own,
    Exchanged,
    QueryTwice,
    KeyTwice,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) norm: Norm,
    pub(super) epsilon: Epsilon,
    pub(super) guard: Guard,
    pub(super) gain: Gain,
    pub(super) when: When,
    pub(super) scale: Scale,
    pub(super) positions: Positions,
    pub(super) gains: Gains,
    pub(super) tokens_first: bool,
    pub(super) one_key_head: bool,
    /// What is not normalised is multiplied by its gain all the same.
    pub(super) gain_alone: bool,
    pub(super) gain_slices: bool,
    pub(super) contiguous: bool,
    pub(super) vector_slices: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "full_width",
            "the mean of squares runs over all heads of a token, not over the d channels of one. A loud head then makes the \
             others quiet.",
            |k| k.norm = Norm::FullWidth,
        ),
        Mistake::new(
            "after_rotation",
            "queries and keys are rotated first and normalised afterwards. The gain weighs channels, and rotation mixes them: \
             normalise first. (Without a gain the order would not matter.)",
            |k| k.when = When::AfterRotation,
        ),
        Mistake::<Knobs>::new(
            "no_scale",
            "the scores are not divided by √d. The norm does not replace the scale: a normalised vector has length √d, so a \
             dot product can be as large as d.",
            |k| k.scale = Scale::Nothing,
        )
        .edit("query.dot(&key.t()) / (width as f32).sqrt()", "query.dot(&key.t())"),
        Mistake::<Knobs>::new(
            "unit_length",
            "vectors get length 1: they are divided by the root of the sum of squares, not of the mean. Their length should \
             be √d; with length 1 no score is beyond 1/√d, and attention is nearly uniform.",
            |k| k.norm = Norm::Unit,
        )
        .edit("vector.dot(&vector) / vector.len() as f32", "vector.dot(&vector)"),
        Mistake::<Knobs>::new(
            "layer_norm",
            "the mean is subtracted first, as LayerNorm does. RMSNorm only divides.",
            |k| k.norm = Norm::Layer,
        )
        .edit(
            "let mean = vector",
            "vector -= vector.sum() / vector.len() as f32;\n        let mean = vector",
        ),
        Mistake::<Knobs>::new(
            "gain_plus_one",
            "vectors are multiplied by 1 + gain. That is Gemma's convention, where a stored weight of 0 does nothing; here the \
             gain multiplies as it is.",
            |k| k.gain = Gain::PlusOne,
        )
        .edit("vector *= &gain;", "vector *= &(&gain + 1.0);"),
        Mistake::<Knobs>::new("no_gain", "the gain has no effect.", |k| k.gain = Gain::Nothing)
        .edit("vector *= &gain;", ""),
        Mistake::<Knobs>::new(
            "gain_before",
            "the gain is multiplied in before the norm, so it counts in the mean of squares. Divide first, then multiply.",
            |k| k.gain = Gain::Before,
        )
        .edit(
            "let mean = vector.dot(&vector) / vector.len() as f32;\n        vector /= (mean + 1e-6).sqrt();\n        vector *= &gain;",
            "vector *= &gain;\n        let mean = vector.dot(&vector) / vector.len() as f32;\n        vector /= (mean + 1e-6).sqrt();",
        ),
        Mistake::<Knobs>::new(
            "queries_only",
            "the queries are normalised and the keys are not. A long key still makes every score large.",
            |k| k.when = When::QueriesOnly,
        )
        .edit("normalise(keys, key_gain)", "keys.to_owned()"),
        Mistake::<Knobs>::new(
            "keys_only",
            "the keys are normalised and the queries are not. A long query still makes all its scores large.",
            |k| k.when = When::KeysOnly,
        )
        .edit("normalise(queries, query_gain)", "queries.to_owned()"),
        Mistake::<Knobs>::new("not_normalised", "scores come from queries and keys that are not normalised.", |k| {
            k.when = When::Nothing
        })
        .edit(
            "(normalise(queries, query_gain), normalise(keys, key_gain))",
            "{\n        let _ = (query_gain, key_gain);\n        (queries.to_owned(), keys.to_owned())\n    }",
        ),
        Mistake::new(
            "twice",
            "queries and keys are normalised before the rotation and again after it. The second time the gain is applied \
             again.",
            |k| k.when = When::BeforeAndAfter,
        ),
        Mistake::<Knobs>::new("no_root", "vectors are divided by the mean of their squares, not by its root.", |k| {
            k.norm = Norm::MeanSquare
        })
        .edit("(mean + 1e-6).sqrt()", "(mean + 1e-6)"),
        Mistake::new(
            "over_tokens",
            "the mean of squares runs over the tokens, for each channel. Each token has a length of its own, and a later token \
             must not change an earlier one.",
            |k| k.norm = Norm::OverTokens,
        ),
        Mistake::new(
            "over_heads",
            "the mean of squares runs over the heads, for each channel. It runs over the d channels of one head.",
            |k| k.norm = Norm::OverHeads,
        ),
        Mistake::<Knobs>::new("largest", "vectors are divided by their largest component.", |k| {
            k.norm = Norm::Largest
        })
        .edit(
            "let mean = vector.dot(&vector) / vector.len() as f32;\n        vector /= (mean + 1e-6).sqrt();",
            "let largest = vector.fold(0.0_f32, |most, &x| most.max(x.abs()));\n        vector /= largest + 1e-6;",
        ),
        Mistake::<Knobs>::new(
            "mean_absolute",
            "vectors are divided by the mean of absolute values. RMSNorm takes squares, their mean, and the root.",
            |k| k.norm = Norm::MeanAbsolute,
        )
        .edit(
            "let mean = vector.dot(&vector) / vector.len() as f32;\n        vector /= (mean + 1e-6).sqrt();",
            "let mean = vector.mapv(f32::abs).sum() / vector.len() as f32;\n        vector /= mean + 1e-6;",
        ),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "there is no ε: a vector of zeros becomes 0/0, and tiny vectors get full length. Add 1e-6 to the mean of squares.",
            |k| k.epsilon = Epsilon::Nothing,
        )
        .edit("(mean + 1e-6)", "mean"),
        Mistake::<Knobs>::new(
            "epsilon_as_floor",
            "ε is no more than a guard of the root against a division by zero, and tiny vectors get full length. It is added to the \
             mean of squares, so that they stay shorter than √d.",
            |k| k.epsilon = Epsilon::AsFloor,
        )
        .edit("(mean + 1e-6).sqrt()", "mean.sqrt().max(1e-6)"),
        Mistake::<Knobs>::new(
            "mean_at_least_epsilon",
            "ε is a least value of the mean of squares: the larger of the two is taken. It is added to the mean, whatever that is.",
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
            "ε is added to the sum of squares, before the division by d. It is added to the mean.",
            |k| k.epsilon = Epsilon::InSum,
        )
        .edit("(mean + 1e-6)", "(mean + 1e-6 / vector.len() as f32)"),
        Mistake::<Knobs>::new("epsilon_ten_times", "ε is 1e-5. Here it is 1e-6.", |k| k.epsilon = Epsilon::TenTimes)
        .edit("(mean + 1e-6)", "(mean + 1e-5)"),
        Mistake::<Knobs>::new("scale_by_width", "the scores are divided by d, not by √d.", |k| {
            k.scale = Scale::Width
        })
        .edit("/ (width as f32).sqrt()", "/ width as f32"),
        Mistake::<Knobs>::new("multiplied", "the scores are multiplied by √d, not divided.", |k| {
            k.scale = Scale::TimesRoot
        })
        .edit("/ (width as f32).sqrt()", "* (width as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "scale_by_model_width",
            "the scores are divided by √(heads · d), the width of all heads together.",
            |k| k.scale = Scale::RootModelWidth,
        )
        .edit("(width as f32)", "((heads * width) as f32)"),
        Mistake::<Knobs>::new(
            "positions_from_zero",
            "queries and keys are rotated from the same position on. The queries are the last n of m positions: when the first \
             key stands at 0, the first query stands at m − n.",
            |k| k.positions = Positions::FromZero,
        )
        .edit("m - n);", "0);"),
        Mistake::<Knobs>::new(
            "queries_after_keys",
            "the queries are rotated as if they came after the keys, from position m on. They are the last n of the m positions: \
             the first stands at m − n.",
            |k| k.positions = Positions::AfterKeys,
        )
        .edit("m - n);", "m);"),
        Mistake::<Knobs>::new(
            "first_query_last",
            "the first query is rotated at position m − 1, the last key's. That is right for a single query; of n queries it is the \
             last one that stands there, and the first stands at m − n.",
            |k| k.positions = Positions::AtLast,
        )
        .edit("m - n);", "m - 1);"),
        Mistake::new(
            "heads_as_tokens",
            "rotate gets the heads of one token as its rows, and takes them for consecutive tokens. Give it the tokens of one \
             head: index_axis(Axis(1), h).",
            |k| k.positions = Positions::OverHeads,
        ),
        Mistake::new(
            "flattened",
            "tokens and heads are made one axis before the rotation, so that rotate takes every head for another token. All heads of \
             a token stand at its position: give rotate the tokens of one head, index_axis(Axis(1), h).",
            |k| k.positions = Positions::Flattened,
        ),
        Mistake::<Knobs>::new("not_rotated", "neither queries nor keys are rotated.", |k| {
            k.positions = Positions::Unrotated
        })
        .edit(
            "rotate(queries.index_axis(Axis(1), h), m - n);\n        let key: Array2<f32> = rotate(keys.index_axis(Axis(1), h), 0);",
            "queries.index_axis(Axis(1), h).to_owned();\n        let _ = rotate;\n        let key: Array2<f32> = keys.index_axis(Axis(1), h).to_owned();",
        ),
        Mistake::<Knobs>::new("queries_not_rotated", "the keys are rotated and the queries are not.", |k| {
            k.positions = Positions::QueriesUnrotated
        })
        .edit("rotate(queries.index_axis(Axis(1), h), m - n)", "queries.index_axis(Axis(1), h).to_owned()"),
        Mistake::<Knobs>::new("keys_not_rotated", "the queries are rotated and the keys are not.", |k| {
            k.positions = Positions::KeysUnrotated
        })
        .edit("rotate(keys.index_axis(Axis(1), h), 0)", "keys.index_axis(Axis(1), h).to_owned()"),
        Mistake::<Knobs>::new(
            "gains_exchanged",
            "queries get the gain of the keys, and keys that of the queries.",
            |k| k.gains = Gains::Exchanged,
        )
        .edit(
            "(normalise(queries, query_gain), normalise(keys, key_gain))",
            "(normalise(queries, key_gain), normalise(keys, query_gain))",
        ),
        Mistake::<Knobs>::new("query_gain_twice", "the keys are multiplied by the gain of the queries.", |k| {
            k.gains = Gains::QueryTwice
        })
        .edit("normalise(keys, key_gain)", "normalise(keys, query_gain)"),
        Mistake::<Knobs>::new(
            "key_gain_twice",
            "the queries are multiplied by the gain of the keys in the scores.",
            |k| k.gains = Gains::KeyTwice,
        )
        .edit("normalise(queries, query_gain)", "normalise(queries, key_gain)"),
        Mistake::<Knobs>::new(
            "one_key_head",
            "every head of the queries meets the keys of head 0. Each head has its own keys here.",
            |k| k.one_key_head = true,
        )
        .edit("rotate(keys.index_axis(Axis(1), h), 0)", "rotate(keys.index_axis(Axis(1), 0), 0)"),
        Mistake::<Knobs>::new(
            "tokens_first",
            "the scores are (n, heads, m). The contract is (heads, n, m): the matrix of each head lies together.",
            |k| k.tokens_first = true,
        )
        .edit("    scores\n}", "    scores.permuted_axes([1, 0, 2])\n}"),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Output {
        if self.contiguous && self.gain_slices {
            for gain in [&input.query_gain, &input.key_gain] {
                gain.held().view().as_slice().unwrap();
            }
        } else if self.contiguous {
            memory(&input.queries, self.vector_slices);
            memory(&input.keys, self.vector_slices);
        }
        let (q, k) = (&input.queries.values, &input.keys.values);
        let (query_gain, key_gain) = (&input.query_gain.values, &input.key_gain.values);
        if self.double {
            let [q, k] = [q, k].map(|cube| cube.mapv(f64::from));
            let [query_gain, key_gain] = [query_gain, key_gain].map(|gain| gain.mapv(f64::from));
            let normal = self.normalise(&q, &query_gain).mapv(|x| x as f32);
            (normal, self.scores(&q, &k, [&query_gain, &key_gain]).mapv(|x| x as f32))
        } else {
            (self.normalise(q, query_gain), self.scores(q, k, [query_gain, key_gain]))
        }
    }

    fn normalise<T: NdFloat>(&self, x: &Array3<T>, gain: &Array1<T>) -> Array3<T> {
        let number = |x: f64| T::from(x).expect("a float");
        let mut x = x.clone();
        let gained = |x: &mut Array3<T>| {
            for mut vector in x.lanes_mut(Axis(2)) {
                match self.gain {
                    Gain::Nothing => {}
                    Gain::PlusOne => vector.zip_mut_with(gain, |x, &g| *x *= T::one() + g),
                    Gain::After | Gain::Before => vector.zip_mut_with(gain, |x, &g| *x *= g),
                }
            }
        };
        if self.gain == Gain::Before {
            gained(&mut x);
        }
        if self.norm == Norm::Layer {
            for mut vector in x.lanes_mut(Axis(2)) {
                let mean = vector.sum() / number(vector.len() as f64);
                vector.mapv_inplace(|x| x - mean);
            }
        }
        if self.norm == Norm::FullWidth {
            for mut token in x.outer_iter_mut() {
                let count = token.len();
                let squares = token.iter().map(|&x| x * x).fold(T::zero(), |a, b| a + b);
                let divisor = self.root(squares, count);
                token.mapv_inplace(|x| x / divisor);
            }
        } else {
            let axis = match self.norm {
                Norm::OverTokens => Axis(0),
                Norm::OverHeads => Axis(1),
                _ => Axis(2),
            };
            for mut vector in x.lanes_mut(axis) {
                let count = vector.len();
                let squares = vector.iter().map(|&x| x * x).fold(T::zero(), |a, b| a + b);
                let guarded = |x: T| {
                    let epsilon = number(1e-6);
                    match self.guard {
                        Guard::Added => x + epsilon,
                        Guard::Floor => x.max(number(1e-12)),
                        Guard::Nothing => x,
                    }
                };
                let divisor = match self.norm {
                    Norm::Unit if self.guard == Guard::Added => guarded(squares).sqrt(),
                    Norm::Unit => guarded(squares.sqrt()),
                    Norm::MeanSquare => guarded(squares / number(count as f64)),
                    Norm::Largest => guarded(vector.fold(T::zero(), |most, x| most.max(x.abs()))),
                    Norm::MeanAbsolute => {
                        let sum = vector.fold(T::zero(), |sum, x| sum + x.abs());
                        guarded(sum / number(count as f64))
                    }
                    _ => self.root(squares, count),
                };
                vector.mapv_inplace(|x| x / divisor);
            }
        }
        if self.gain != Gain::Before {
            gained(&mut x);
        }
        x
    }

    fn root<T: NdFloat>(&self, squares: T, count: usize) -> T {
        let (count, epsilon) = (T::from(count).expect("sizes are small"), T::from(1e-6).expect("a float"));
        let epsilon_form = match self.guard {
            _ if self.norm == Norm::RootMeanSquare => self.epsilon,
            Guard::Added => self.epsilon,
            Guard::Floor => Epsilon::AsFloor,
            Guard::Nothing => Epsilon::Nothing,
        };
        match epsilon_form {
            Epsilon::UnderRoot => (squares / count + epsilon).sqrt(),
            Epsilon::Nothing => (squares / count).sqrt(),
            Epsilon::AsFloor => (squares / count).sqrt().max(epsilon),
            Epsilon::FloorOfMean => (squares / count).max(epsilon).sqrt(),
            Epsilon::Outside => (squares / count).sqrt() + epsilon,
            Epsilon::InSum => ((squares + epsilon) / count).sqrt(),
            Epsilon::TenTimes => (squares / count + T::from(1e-5).expect("a float")).sqrt(),
        }
    }

    fn scores<T: NdFloat>(&self, q: &Array3<T>, k: &Array3<T>, gains: [&Array1<T>; 2]) -> Array3<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let ((n, heads, width), m) = (q.dim(), k.dim().0);
        let [query_gain, key_gain] = match self.gains {
            Gains::Own => gains,
            Gains::Exchanged => [gains[1], gains[0]],
            Gains::QueryTwice => [gains[0]; 2],
            Gains::KeyTwice => [gains[1]; 2],
        };
        let (turn_queries, turn_keys) = match self.positions {
            Positions::LastOfKeys | Positions::OverHeads | Positions::Flattened => (Some(m - n), Some(0)),
            Positions::FromZero => (Some(0), Some(0)),
            Positions::AfterKeys => (Some(m), Some(0)),
            Positions::AtLast => (Some(m - 1), Some(0)),
            Positions::QueriesUnrotated => (None, Some(0)),
            Positions::KeysUnrotated => (Some(m - n), None),
            Positions::Unrotated => (None, None),
        };
        let side = |x: &Array3<T>, gain: &Array1<T>, first: Option<usize>, skipped: When| {
            let normalised = self.when != skipped && self.when != When::Nothing;
            let mut x = x.clone();
            if normalised && self.when != When::AfterRotation {
                x = self.normalise(&x, gain);
            }
            if !normalised && self.gain_alone && matches!(self.when, When::QueriesOnly | When::KeysOnly) {
                x.lanes_mut(Axis(2)).into_iter().for_each(|mut x| x.zip_mut_with(gain, |x, &g| *x *= g));
            }
            if let (Some(first), Positions::Flattened) = (first, self.positions) {
                let (tokens, heads, width) = x.dim();
                let flat = x.mapv(|x| x.to_f32().expect("a float"));
                let flat = flat.into_shape_with_order((tokens * heads, width)).expect("as many elements");
                let turned = rotate(flat.view(), first).mapv(|x| T::from(x).expect("a float"));
                x = turned.into_shape_with_order((tokens, heads, width)).expect("as many elements");
            } else if let Some(first) = first {
                let each = usize::from(self.positions != Positions::OverHeads);
                for mut head in x.axis_iter_mut(Axis(each)) {
                    let turned = rotate(head.mapv(|x| x.to_f32().expect("a float")).view(), first);
                    head.assign(&turned.mapv(|x| T::from(x).expect("a float")));
                }
            }
            if matches!(self.when, When::AfterRotation | When::BeforeAndAfter) {
                x = self.normalise(&x, gain);
            }
            x
        };
        let q = side(q, query_gain, turn_queries, When::KeysOnly);
        let k = side(k, key_gain, turn_keys, When::QueriesOnly);
        let divisor = match self.scale {
            Scale::RootWidth => number(width).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => number(width),
            Scale::TimesRoot => number(width).sqrt().recip(),
            Scale::RootModelWidth => number(heads * width).sqrt(),
        };
        let mut scores = Array3::zeros((heads, n, m));
        for h in 0..heads {
            let product: Array2<T> = q
                .index_axis(Axis(1), h)
                .dot(&k.index_axis(Axis(1), if self.one_key_head { 0 } else { h }).t());
            scores.index_axis_mut(Axis(0), h).assign(&(product / divisor));
        }
        if self.tokens_first { scores.permuted_axes([1, 0, 2]) } else { scores }
    }
}

/// Takes the memory of a cube as a slice, of the whole or of each vector.
///
/// # Panics
/// As an answer does that does not expect transposed or strided views.
fn memory(cube: &Cube, vectors: bool) {
    let held = cube.held();
    if vectors {
        for vector in held.view().rows() {
            vector.to_slice().unwrap();
        }
    } else {
        held.view().as_slice().unwrap();
    }
}
