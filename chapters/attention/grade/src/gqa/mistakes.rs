//! The typical mistakes of `gqa`: the solution with knobs, of which each mistake turns one.

use judge::{Cube, Mistake, slips};
use ndarray::{Array2, Array3, ArrayView2, Axis, NdFloat};

use super::Input;
use attention::Mask;

/// Which key-value head a query head uses.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Share {
    #[default]
    Consecutive,
    Tiled,
    DividedByGroups,
    Remainder,
    First,
    Backwards,
    Mean,
    Sum,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    RootModelWidth,
    RootKeyWidth,
    RootValueWidth,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    BottomRight,
    TopLeft,
    Everything,
    AlsoWithoutMask,
    Strict,
    OffsetSaturates,
    PositionSaturates,
}

/// How the heads of a token become the tokens of a head.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    Right,
    Reshaped,
    InputsReshaped,
    OutputReshaped,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Over {
    #[default]
    Keys,
    Queries,
    Heads,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) keys: Share,
    pub(super) values: Share,
    pub(super) scale: Scale,
    pub(super) visible: Visible,
    pub(super) order: Order,
    pub(super) softmax: Over,
    pub(super) masked_as_zero: bool,
    pub(super) blind_nan: bool,
    pub(super) blind_mean: bool,
    pub(super) no_max: bool,
    pub(super) one_max: bool,
    pub(super) max_from_zero: bool,
    pub(super) within_tokens: bool,
    pub(super) pooled_queries: bool,
    pub(super) pooled_output: bool,
    pub(super) unsigned_offset: bool,
    pub(super) contiguous: bool,
    pub(super) head_slices: bool,
    pub(super) by_index: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "tiled",
            "query head h uses key-value head h mod groups, as when keys and values are tiled. Some heads are right all \
             the same. Neighbours share: with 6 heads and 2 groups it is 0 0 0 1 1 1, not 0 1 0 1 0 1.",
            |k| (k.keys, k.values) = (Share::Tiled, Share::Tiled),
        )
        .edit("h / share", "h % groups"),
        Mistake::<Knobs>::new(
            "values_tiled",
            "keys are shared by neighbours and values by h mod groups: repeated the one way, tiled the other. A head's keys and \
             values belong together.",
            |k| k.values = Share::Tiled,
        )
        .edit(
            "[keys, values].map(|heads| heads.index_axis_move(Axis(1), h / share))",
            "[(keys, h / share), (values, h % groups)].map(|(heads, at)| heads.index_axis_move(Axis(1), at))",
        ),
        Mistake::<Knobs>::new(
            "keys_tiled",
            "values are shared by neighbours and keys by h mod groups: repeated the one way, tiled the other. A head's keys and \
             values belong together.",
            |k| k.keys = Share::Tiled,
        )
        .edit(
            "[keys, values].map(|heads| heads.index_axis_move(Axis(1), h / share))",
            "[(keys, h % groups), (values, h / share)].map(|(heads, at)| heads.index_axis_move(Axis(1), at))",
        ),
        Mistake::<Knobs>::new(
            "divided_by_groups",
            "query head h uses key-value head h / groups. It is h / (heads / groups): divide by the number of heads that \
             share, not by the number of groups.",
            |k| (k.keys, k.values) = (Share::DividedByGroups, Share::DividedByGroups),
        )
        .edit("h / share", "h / groups"),
        Mistake::<Knobs>::new(
            "remainder",
            "query head h uses key-value head h mod r, with r = heads / groups the number of heads that share. It is h / r.",
            |k| (k.keys, k.values) = (Share::Remainder, Share::Remainder),
        )
        .edit("h / share", "h % share"),
        Mistake::<Knobs>::new(
            "first_group",
            "every query head uses key-value head 0. That is right for one group only.",
            |k| (k.keys, k.values) = (Share::First, Share::First),
        )
        .edit("h / share", "0"),
        Mistake::<Knobs>::new(
            "keys_of_first_group",
            "every query head uses the keys of key-value head 0, and the values of its own. A head's keys and values belong together.",
            |k| k.keys = Share::First,
        )
        .edit(
            "[keys, values].map(|heads| heads.index_axis_move(Axis(1), h / share))",
            "[(keys, 0), (values, h / share)].map(|(heads, at)| heads.index_axis_move(Axis(1), at))",
        ),
        Mistake::<Knobs>::new(
            "values_of_first_group",
            "every query head uses the values of key-value head 0, and the keys of its own. A head's keys and values belong together.",
            |k| k.values = Share::First,
        )
        .edit(
            "[keys, values].map(|heads| heads.index_axis_move(Axis(1), h / share))",
            "[(keys, h / share), (values, 0)].map(|(heads, at)| heads.index_axis_move(Axis(1), at))",
        ),
        Mistake::<Knobs>::new(
            "backwards",
            "the first query heads use the last key-value head. Groups are counted from the front, like heads.",
            |k| (k.keys, k.values) = (Share::Backwards, Share::Backwards),
        )
        .edit("h / share", "groups - 1 - h / share"),
        Mistake::<Knobs>::new(
            "pooled_queries",
            "the queries of a group are averaged, so its heads all give the same. Heads share keys and values, not \
             questions: each has its own scores.",
            |k| k.pooled_queries = true,
        )
        .edit("let query = queries.index_axis(Axis(1), h);", "let first = h / share * share;\n        let query = queries.slice(ndarray::s![.., first..first + share, ..]).mean_axis(Axis(1)).unwrap();\n        let query = query.view();"),
        Mistake::new(
            "pooled_output",
            "the outputs of the heads of a group are averaged. Each head has its own output.",
            |k| k.pooled_output = true,
        ),
        Mistake::<Knobs>::new(
            "pooled_keys",
            "keys and values are averaged over the groups, and all heads use the mean.",
            |k| (k.keys, k.values) = (Share::Mean, Share::Mean),
        )
        .edit("let [key, value] = [keys, values].map(|heads| heads.index_axis_move(Axis(1), h / share));", "let [key, value] = [keys, values].map(|heads| heads.mean_axis(Axis(1)).unwrap());\n        let (key, value) = (key.view(), value.view());"),
        Mistake::<Knobs>::new(
            "summed_keys",
            "keys and values are summed over the groups, and all heads use the sum.",
            |k| (k.keys, k.values) = (Share::Sum, Share::Sum),
        )
        .edit("let [key, value] = [keys, values].map(|heads| heads.index_axis_move(Axis(1), h / share));", "let [key, value] = [keys, values].map(|heads| heads.sum_axis(Axis(1)));\n        let (key, value) = (key.view(), value.view());"),
        Mistake::<Knobs>::new("no_scale", "the scores are not divided by √d.", |k| k.scale = Scale::Nothing)
        .edit("let query = queries.index_axis(Axis(1), h);", "let query = queries.index_axis(Axis(1), h).mapv(|x| x * (queries.dim().2 as f32).sqrt());\n        let query = query.view();"),
        Mistake::<Knobs>::new(
            "scale_by_model_width",
            "the scores are divided by √(heads · d), the width of all heads together. A score is a sum over the d channels \
             of one head: divide by √d.",
            |k| k.scale = Scale::RootModelWidth,
        )
        .edit("let query = queries.index_axis(Axis(1), h);", "let query = queries.index_axis(Axis(1), h).mapv(|x| x / (heads as f32).sqrt());\n        let query = query.view();"),
        Mistake::<Knobs>::new(
            "scale_by_key_width",
            "the scores are divided by √(groups · d), the width of all keys of a token. A score is a sum over the d channels \
             of one head: divide by √d.",
            |k| k.scale = Scale::RootKeyWidth,
        )
        .edit("let query = queries.index_axis(Axis(1), h);", "let query = queries.index_axis(Axis(1), h).mapv(|x| x / (groups as f32).sqrt());\n        let query = query.view();"),
        Mistake::<Knobs>::new("scale_by_width", "the scores are divided by d, not by √d.", |k| {
            k.scale = Scale::Width
        })
        .edit("let query = queries.index_axis(Axis(1), h);", "let query = queries.index_axis(Axis(1), h).mapv(|x| x / (queries.dim().2 as f32).sqrt());\n        let query = query.view();"),
        Mistake::<Knobs>::new(
            "scale_by_value_width",
            "the scores are divided by the root of the values' width. The sum runs over the width of queries and keys.",
            |k| k.scale = Scale::RootValueWidth,
        )
        .edit("let query = queries.index_axis(Axis(1), h);", "let query = queries.index_axis(Axis(1), h).mapv(|x| x * (queries.dim().2 as f32 / value_width as f32).sqrt());\n        let query = query.view();"),
        Mistake::new(
            "reshaped",
            "queries, keys and values are reshaped from (tokens, heads, width) to (heads, tokens, width) without exchanging \
             the axes, and the output back again: numbers keep their place in memory, and tokens and heads are mixed up. \
             permuted_axes exchanges axes, index_axis takes one head out.",
            |k| k.order = Order::Reshaped,
        ),
        Mistake::new(
            "inputs_reshaped",
            "queries, keys and values are reshaped from (tokens, heads, width) to (heads, tokens, width) without exchanging \
             the axes, which the output then does: tokens and heads are mixed up. permuted_axes exchanges axes, \
             index_axis takes one head out.",
            |k| k.order = Order::InputsReshaped,
        ),
        Mistake::<Knobs>::new(
            "output_reshaped",
            "the output is put together head after head, as (heads, n, width), and then reshaped to (n, heads, width) \
             without exchanging the axes.",
            |k| k.order = Order::OutputReshaped,
        )
        .edit("    output\n}", "    let heads_first = output.permuted_axes([1, 0, 2]);\n    Array3::from_shape_vec((n, heads, value_width), heads_first.iter().copied().collect()).unwrap()\n}"),
        Mistake::new(
            "top_left",
            "the causal mask starts at the top left. With more keys than queries the last query sits at the last key: \
             query i may see key j when j ≤ i + (keys − queries).",
            |k| k.visible = Visible::TopLeft,
        ),
        Mistake::new(
            "strict_mask",
            "a query does not see its own position: j < i + (m − n) where j ≤ i + (m − n) is meant.",
            |k| k.visible = Visible::Strict,
        ),
        Mistake::<Knobs>::new("no_mask", "the causal mask is ignored: every query sees every key.", |k| {
            k.visible = Visible::Everything
        })
        .edit("value, mask)", "value, Mask::None)"),
        Mistake::<Knobs>::new("always_causal", "the causal mask is applied with Mask::None too.", |k| {
            k.visible = Visible::AlsoWithoutMask
        })
        .edit("value, mask)", "value, Mask::Causal)"),
        Mistake::new(
            "offset_saturates",
            "keys − queries is cut off at 0, as saturating_sub does: with more queries than keys the mask then starts at the \
             top left. Write j + queries <= i + keys, or compute in signed integers.",
            |k| k.visible = Visible::OffsetSaturates,
        ),
        Mistake::new(
            "position_saturates",
            "a query before all keys is moved to the first key, as saturating_sub does. With more queries than keys the first \
             ones see nothing, and their output is 0.",
            |k| k.visible = Visible::PositionSaturates,
        ),
        Mistake::new(
            "offset_underflows",
            "keys − queries is computed in unsigned integers, and passes below zero when there are more queries than keys. \
             Write j + queries <= i + keys.",
            |k| k.unsigned_offset = true,
        ),
        Mistake::new(
            "over_queries",
            "the softmax runs over the queries. Each query distributes its attention over the keys.",
            |k| k.softmax = Over::Queries,
        ),
        Mistake::new(
            "over_heads",
            "the softmax runs over the heads. Heads do not compete: each distributes its own attention over the keys.",
            |k| k.softmax = Over::Heads,
        ),
        Mistake::new(
            "within_tokens",
            "attention runs over the heads of one token: each query head looks at the key heads of its own token. Heads do not \
             see each other; exchange tokens and heads first, so that each head attends over the tokens.",
            |k| k.within_tokens = true,
        ),
        Mistake::new(
            "masked_as_zero",
            "masked scores become 0 instead of −∞. exp(0) is 1: a masked key still gets weight.",
            |k| k.masked_as_zero = true,
        ),
        Mistake::new(
            "blind_nan",
            "a query that sees no key becomes NaN (0/0, or −∞ − −∞). There are such queries when there are more queries \
             than keys; their output is 0.",
            |k| k.blind_nan = true,
        ),
        Mistake::new(
            "blind_mean",
            "a query that sees no key gets the mean of all values, as happens when masked scores are a large negative \
             number rather than −∞. Its output is 0.",
            |k| k.blind_mean = true,
        ),
        Mistake::new(
            "no_max",
            "exp is taken of scores from which the largest visible one of their row was not subtracted, everywhere or in the \
             sum. Scores near 1000 overflow, scores near −1000 underflow to 0/0.",
            |k| k.no_max = true,
        ),
        Mistake::new(
            "max_from_zero",
            "where all scores of a row are far below 0, something larger is subtracted, and exp underflows to 0/0. As a rule \
             the search for the largest starts at 0, or takes the largest absolute value.",
            |k| k.max_from_zero = true,
        ),
        Mistake::new(
            "one_max",
            "the largest score of all queries and heads is subtracted from every row. A row whose scores are far lower \
             underflows to 0/0: each row has its own largest score.",
            |k| k.one_max = true,
        ),
        super::super::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array3<f32> {
        if self.contiguous {
            for cube in [&input.queries, &input.keys, &input.values] {
                memory(cube, self.head_slices);
            }
        }
        let (n, m) = (input.queries.values.dim().0, input.keys.values.dim().0);
        if self.unsigned_offset && input.mask == Mask::Causal {
            // In debug and in release builds alike.
            assert!(m >= n, "attempt to subtract with overflow");
        }
        let [q, k, v] = [&input.queries, &input.keys, &input.values].map(|cube| &cube.values);
        if self.double {
            let [q, k, v] = [q, k, v].map(|cube| cube.mapv(f64::from));
            self.attend(&q, &k, &v, input.mask).mapv(|x| x as f32)
        } else {
            self.attend(q, k, v, input.mask)
        }
    }

    fn attend<T: NdFloat>(&self, q: &Array3<T>, k: &Array3<T>, v: &Array3<T>, mask: Mask) -> Array3<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let ((n, heads, width), (m, groups, value_width)) = (q.dim(), v.dim());
        let share = heads / groups;
        let by_head = |x: &Array3<T>| {
            let (tokens, heads, width) = x.dim();
            if matches!(self.order, Order::Reshaped | Order::InputsReshaped) {
                x.to_shape((heads, tokens, width)).expect("as many elements").into_owned()
            } else {
                x.clone().permuted_axes([1, 0, 2])
            }
        };
        if self.within_tokens {
            return self.over_heads_of_tokens(q, k, v);
        }
        let [mut q, k, v] = [q, k, v].map(by_head);
        if self.pooled_queries {
            pool(&mut q, share);
        }
        let take = |x: &Array3<T>, rule: Share, h: usize| -> Array2<T> {
            let at = match rule {
                Share::Consecutive => h / share,
                Share::Tiled => h % groups,
                Share::DividedByGroups => h / groups,
                Share::Remainder => h % share,
                Share::First => 0,
                Share::Backwards => groups - 1 - h / share,
                Share::Mean => return x.sum_axis(Axis(0)) / number(groups),
                Share::Sum => return x.sum_axis(Axis(0)),
            };
            // As ndarray says it in a loop over indices, whatever the order of the axes.
            assert!(
                !self.by_index || at < x.dim().0,
                "ndarray: index [0, {at}, 0] is out of bounds for array of shape {:?}",
                x.shape()
            );
            x.index_axis(Axis(0), at).to_owned()
        };
        let divisor = match self.scale {
            Scale::RootWidth => number(width).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => number(width),
            Scale::RootModelWidth => number(heads * width).sqrt(),
            Scale::RootKeyWidth => number(groups * width).sqrt(),
            Scale::RootValueWidth => number(value_width).sqrt(),
        };
        let seen = Array2::from_shape_fn((n, m), |(i, j)| match self.visible {
            Visible::Everything => true,
            _ if mask == Mask::None && self.visible != Visible::AlsoWithoutMask => true,
            Visible::BottomRight | Visible::AlsoWithoutMask => j + n <= i + m,
            Visible::TopLeft => j <= i,
            Visible::Strict => j + n < i + m,
            Visible::OffsetSaturates => j <= i + m.saturating_sub(n),
            Visible::PositionSaturates => j <= (i + m).saturating_sub(n),
        });
        let fill = if self.masked_as_zero { T::zero() } else { T::neg_infinity() };
        let mut weights = Array3::zeros((heads, n, m));
        for h in 0..heads {
            let scores = q.index_axis(Axis(0), h).dot(&take(&k, self.keys, h).t()) / divisor;
            weights.index_axis_mut(Axis(0), h).assign(&scores);
        }
        for mut scores in weights.outer_iter_mut() {
            scores.zip_mut_with(&seen, |score, seen| *score = if *seen { *score } else { fill });
        }
        self.normalise(&mut weights);
        let mut output = Array3::zeros((heads, n, value_width));
        for h in 0..heads {
            let weights: ArrayView2<'_, T> = weights.index_axis(Axis(0), h);
            output.index_axis_mut(Axis(0), h).assign(&weights.dot(&take(&v, self.values, h)));
        }
        if self.pooled_output {
            pool(&mut output, share);
        }
        if matches!(self.order, Order::Reshaped | Order::OutputReshaped) {
            output.into_shape_with_order((n, heads, value_width)).expect("as many elements")
        } else {
            output.permuted_axes([1, 0, 2])
        }
    }

    /// Attention of the heads of each token to the key heads of the same token.
    ///
    /// # Panics
    /// If there are more queries than keys.
    fn over_heads_of_tokens<T: NdFloat>(&self, q: &Array3<T>, k: &Array3<T>, v: &Array3<T>) -> Array3<T> {
        let root = T::from(q.dim().2).expect("sizes are small").sqrt();
        let mut output = Array3::zeros((q.dim().0, q.dim().1, v.dim().2));
        for (i, mut token) in output.outer_iter_mut().enumerate() {
            let [q, k, v] = [q, k, v].map(|x| x.index_axis(Axis(0), i));
            let mut weights = (q.dot(&k.t()) / root).insert_axis(Axis(0));
            self.normalise(&mut weights);
            token.assign(&weights.index_axis(Axis(0), 0).dot(&v));
        }
        output
    }

    /// Turns scores (heads, n, m) into weights.
    fn normalise<T: NdFloat>(&self, scores: &mut Array3<T>) {
        let axis = match self.softmax {
            Over::Keys => Axis(2),
            Over::Queries => Axis(1),
            Over::Heads => Axis(0),
        };
        let of_all = slips::largest(scores);
        for mut row in scores.lanes_mut(axis) {
            let largest = slips::largest(&row);
            let count = T::from(row.len()).expect("sizes are small");
            if largest == T::neg_infinity() {
                row.fill(if self.blind_nan {
                    T::nan()
                } else if self.blind_mean {
                    count.recip()
                } else {
                    T::zero()
                });
                continue;
            }
            let shift = match largest {
                _ if self.no_max => T::zero(),
                _ if self.one_max => of_all,
                _ if self.max_from_zero => largest.max(T::zero()),
                _ => largest,
            };
            slips::softmax(&mut row, shift);
        }
    }
}

/// Takes the memory of a cube as a slice, of the whole or of each head.
///
/// # Panics
/// As an answer does that does not expect transposed or strided views.
fn memory(cube: &Cube, heads: bool) {
    let held = cube.held();
    if heads {
        for row in held.view().rows() {
            row.to_slice().unwrap();
        }
    } else {
        held.view().as_slice().unwrap();
    }
}

/// Replaces each of every `share` neighbours by their mean.
fn pool<T: NdFloat>(heads: &mut Array3<T>, share: usize) {
    for mut group in heads.axis_chunks_iter_mut(Axis(0), share) {
        let mean = group.sum_axis(Axis(0)) / T::from(share).expect("sizes are small");
        for mut head in group.outer_iter_mut() {
            head.assign(&mean);
        }
    }
}
