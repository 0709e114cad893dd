//! The typical mistakes of `sink`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array1, Array2, Array3, Axis, NdFloat};

use super::Input;

/// What takes part in the softmax beside the keys.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Extra {
    #[default]
    Sink,
    Scaled,
    TimesRoot,
    Zero,
    OfFirstHead,
    OfQuery,
    Negated,
    ForEachKey,
    ForEachBlock,
    FirstKeyToo,
}

/// How the sink's weight enters the sum.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Term {
    #[default]
    Shifted,
    Unshifted,
    One,
    NotExponentiated,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Largest,
    OfKeys,
    OfSink,
    OfHiddenToo,
    OfAllQueries,
    FromZero,
    OfAbsolutes,
    Nothing,
}

/// What happens to the weights once they are there.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum After {
    #[default]
    Dropped,
    Ignored,
    Renormalised,
    MeanOfValues,
    LastValue,
    WrongSign,
    GateOfSink,
    GateOfMinusSink,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Hide {
    #[default]
    MinusInfinity,
    Zero,
    Nothing,
    Inverted,
    AfterSoftmax,
    Low,
    NotTheFirst,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) extra: Extra,
    pub(super) term: Term,
    pub(super) shift: Shift,
    pub(super) after: After,
    pub(super) hide: Hide,
    pub(super) scale: Scale,
    pub(super) keys_of_first_head: bool,
    pub(super) values_are_keys: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) blocks_of_64: bool,
    /// Keys whose scores are 10 or more below the largest are left out.
    pub(super) skips_low: bool,
    pub(super) zero_value: bool,
    pub(super) unguarded: bool,
    pub(super) guarded: bool,
    pub(super) shift_with_sink: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sink_scaled",
            "the sink is divided by √d too, as when its column is appended before the scores are scaled. It is learned as a \
             score, and no dot product of width d: it takes part as it is.",
            |k| k.extra = Extra::Scaled,
        )
        .edit(
            "Array2::from_elem((n, m + 1), sinks[head])",
            "Array2::from_elem((n, m + 1), sinks[head] / root)",
        ),
        Mistake::<Knobs>::new(
            "no_effect",
            "the sink has no effect. That is so if the mask hides its column, if z is added to every score, or if it is not \
             used: each gives attention without a sink.",
            |k| k.after = After::Ignored,
        )
        .edit(
            "Array2::from_elem((n, m + 1), sinks[head])",
            "Array2::from_elem((n, m + 1), f32::NEG_INFINITY)",
        ),
        Mistake::<Knobs>::new(
            "renormalised",
            "the weights are normalised again after the sink's column is dropped, which takes its effect away. What the sink \
             got is lost: the weights of a row sum to less than 1.",
            |k| k.after = After::Renormalised,
        )
        .edit("output.assign(&weights.slice(s![.., ..m]).dot(&values.index_axis(Axis(0), head)));", "let weights = weights.slice(s![.., ..m]);\n        let sums = weights.sum_axis(Axis(1)).insert_axis(Axis(1));\n        output.assign(&(&weights / &sums).dot(&values.index_axis(Axis(0), head)));"),
        Mistake::<Knobs>::new(
            "sink_is_zero",
            "the sink is 0 in every head: one more term of exp(0), as in the \"softmax off by one\". Here each head has a sink \
             of its own.",
            |k| k.extra = Extra::Zero,
        )
        .edit("Array2::from_elem((n, m + 1), sinks[head])", "Array2::zeros((n, m + 1))"),
        Mistake::new(
            "unshifted_sink",
            "the sum adds exp(z), while the scores' exponentials are measured from the maximum. Subtract it from z too.",
            |k| k.term = Term::Unshifted,
        ),
        Mistake::new(
            "adds_one",
            "the sum adds 1 after the largest score has been subtracted: that is a sink equal to the largest score of its row. \
             Add exp(z − largest).",
            |k| k.term = Term::One,
        ),
        Mistake::<Knobs>::new("one_sink_for_all", "every head uses the sink of head 0. Each head has its own.", |k| {
            k.extra = Extra::OfFirstHead
        })
        .edit("sinks[head]", "sinks[0]"),
        Mistake::<Knobs>::new(
            "sink_of_query",
            "query i uses sinks[i], from the first again after the last. A sink belongs to a head: sinks[h].",
            |k| k.extra = Extra::OfQuery,
        )
        .edit("let mut scores = Array2::from_elem((n, m + 1), sinks[head]);", "let mut scores = Array2::from_shape_fn((n, m + 1), |(i, _)| sinks[i % sinks.len()]);"),
        Mistake::new(
            "wrong_sign",
            "the output is multiplied by σ(z − lse), which is the sink's own share. What is left for the keys is σ(lse − z).",
            |k| k.after = After::WrongSign,
        ),
        Mistake::new(
            "mean_of_values",
            "the sink brings the mean of the values. It brings nothing: its weight is lost.",
            |k| k.after = After::MeanOfValues,
        ),
        Mistake::<Knobs>::new(
            "last_value",
            "the sink's weight goes to the value of the last key. It brings no value: its weight is lost.",
            |k| k.after = After::LastValue,
        )
        .edit("output.assign(&weights.slice(s![.., ..m]).dot(&values.index_axis(Axis(0), head)));", "let values = values.index_axis(Axis(0), head);\n        let rows: Vec<usize> = (0..=m).map(|j| j.min(m - 1)).collect();\n        output.assign(&weights.dot(&values.select(Axis(0), &rows)));"),
        Mistake::new(
            "max_forgets_sink",
            "the maximum that is subtracted is that of the keys alone. Where a query sees no key it is −∞, and −∞ − −∞ is not a \
             number. (Far above the scores exp(z − max) overflows, too: with a value of zeros for the sink that is not a \
             number either.)",
            |k| k.shift = Shift::OfKeys,
        ),
        Mistake::new(
            "max_is_sink",
            "the sink is subtracted from every score, whether or not it is the largest: scores far above it overflow.",
            |k| k.shift = Shift::OfSink,
        ),
        Mistake::new(
            "no_max",
            "exp is taken of scores and sinks themselves. Near 900 they overflow, near −900 they underflow to 0/0: subtract \
             the largest first.",
            |k| k.shift = Shift::Nothing,
        ),
        Mistake::new(
            "not_exponentiated",
            "the sum adds z itself instead of exp(z). The sink is a score, and goes through the exponential like the others.",
            |k| k.term = Term::NotExponentiated,
        ),
        Mistake::<Knobs>::new(
            "sink_negated",
            "the sum adds exp(−z): a higher sink has to leave less for the keys, not more.",
            |k| k.extra = Extra::Negated,
        )
        .edit("Array2::from_elem((n, m + 1), sinks[head])", "Array2::from_elem((n, m + 1), -sinks[head])"),
        Mistake::<Knobs>::new(
            "sink_multiplied",
            "the sink is multiplied by √d, as when scores and sink are divided by 1/√d.",
            |k| k.extra = Extra::TimesRoot,
        )
        .edit(
            "Array2::from_elem((n, m + 1), sinks[head])",
            "Array2::from_elem((n, m + 1), sinks[head] * root)",
        ),
        Mistake::<Knobs>::new(
            "sink_for_each_key",
            "the sum adds exp(z) once for each key. A head has one sink, so a row has one more term.",
            |k| k.extra = Extra::ForEachKey,
        )
        .edit(
            "Array2::from_elem((n, m + 1), sinks[head])",
            "Array2::from_elem((n, m + 1), sinks[head] + (m as f32).ln())",
        ),
        Mistake::new(
            "sink_for_each_block",
            "the sum adds exp(z) once for each block of keys, as when every block begins with the sink or each part of a split has \
             it. A row has one such term: begin with it, or add it at the end.",
            |k| k.extra = Extra::ForEachBlock,
        ),
        Mistake::new(
            "max_of_hidden_too",
            "the largest score is taken over hidden keys too. Where a hidden score is far above all that are seen, every exponential \
             underflows. Hide first, then take the maximum.",
            |k| k.shift = Shift::OfHiddenToo,
        ),
        Mistake::new(
            "low_scores_skipped",
            "keys whose scores are 10 or more below the largest, or below the sink, are left out. Each of them adds little, and many of \
             them do not.",
            |k| k.skips_low = true,
        ),
        Mistake::new(
            "max_of_all_queries",
            "one maximum is subtracted for all queries of a head: for those whose scores are far below it every exponential \
             underflows. Each row has its own.",
            |k| k.shift = Shift::OfAllQueries,
        ),
        Mistake::new(
            "max_of_absolutes",
            "what is subtracted is the largest absolute value. Scores far below zero underflow: the largest score is meant.",
            |k| k.shift = Shift::OfAbsolutes,
        ),
        Mistake::new(
            "max_from_zero",
            "what is subtracted is never below 0, as when the search for the maximum starts at 0 or at f32::MIN_POSITIVE: near −900 every exponential underflows. Start at f32::NEG_INFINITY, or at the sink.",
            |k| k.shift = Shift::FromZero,
        ),
        Mistake::<Knobs>::new(
            "masked_as_low",
            "hidden scores become a finite number, such as −1000. Scores go down to −2000 here: where those that are seen lie below \
             it, hidden keys get the weight. −∞ lies below all.",
            |k| k.hide = Hide::Low,
        )
        .edit("f32::NEG_INFINITY", "-1000.0"),
        Mistake::<Knobs>::new(
            "first_key_visible",
            "every query sees key 0, whatever `visible` says: that would be a sink that is a token. The sink of this exercise is a \
             score without a key.",
            |k| k.hide = Hide::NotTheFirst,
        )
        .edit("if visible[[i, j]] {", "if visible[[i, j]] || j == 0 {"),
        Mistake::new(
            "gate_of_sink",
            "the output is multiplied by σ(z), whatever the scores are. What is left for the keys depends on them: σ(lse − z).",
            |k| k.after = After::GateOfSink,
        ),
        Mistake::new(
            "gate_of_minus_sink",
            "the output is multiplied by σ(−z), as if the log-sum-exp of the scores were 0. What is left for the keys depends \
             on them: σ(lse − z).",
            |k| k.after = After::GateOfMinusSink,
        ),
        Mistake::new(
            "first_key_is_sink",
            "the sink's score takes the place of the first key's. Sinks of this kind are no token: they come on top.",
            |k| k.extra = Extra::FirstKeyToo,
        ),
        Mistake::<Knobs>::new("no_mask", "visible is ignored: every query sees every key.", |k| {
            k.hide = Hide::Nothing
        })
        .edit("if visible[[i, j]] {", "if true {"),
        Mistake::<Knobs>::new(
            "mask_inverted",
            "visible is read as hidden. Where it is true the query sees the key.",
            |k| k.hide = Hide::Inverted,
        )
        .edit("if visible[[i, j]] {", "if !visible[[i, j]] {"),
        Mistake::<Knobs>::new(
            "masked_as_zero",
            "hidden scores become 0 instead of −∞: exp(0) is 1, and a hidden key gets weight.",
            |k| k.hide = Hide::Zero,
        )
        .edit("f32::NEG_INFINITY", "0.0"),
        Mistake::<Knobs>::new(
            "masked_after_softmax",
            "hidden keys take part in the sum, and only lose their weight afterwards. What they take must not be missing.",
            |k| k.hide = Hide::AfterSoftmax,
        )
        .edit("            scores[[i, j]] = if visible[[i, j]] { product / root } else { f32::NEG_INFINITY };\n        }\n        let weights = super::softmax::softmax(scores.view());", "            scores[[i, j]] = product / root;\n        }\n        let mut weights = super::softmax::softmax(scores.view());\n        for ((i, j), &seen) in visible.indexed_iter() {\n            weights[[i, j]] *= f32::from(u8::from(seen));\n        }"),
        Mistake::<Knobs>::new("no_scale", "the scores are not divided by √d.", |k| k.scale = Scale::Nothing)
        .edit("product / root", "*product"),
        Mistake::<Knobs>::new("scale_by_width", "the scores are divided by d instead of √d.", |k| {
            k.scale = Scale::Width;
        })
        .edit("(queries.len_of(Axis(2)) as f32).sqrt()", "queries.len_of(Axis(2)) as f32"),
        Mistake::<Knobs>::new(
            "keys_of_first_head",
            "every head uses the keys of head 0. Keys have an axis of heads, too.",
            |k| k.keys_of_first_head = true,
        )
        .edit("keys.index_axis(Axis(0), head)", "keys.index_axis(Axis(0), 0)"),
        Mistake::new("keys_as_values", "the weights are applied to the keys instead of the values.", |k| {
            k.values_are_keys = true;
        }),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        super::super::memory_order(|k| k.memory_order = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array3<f32> {
        if self.contiguous {
            for cube in [&input.queries, &input.keys, &input.values] {
                cube.held().view().as_slice().unwrap();
            }
            input.sinks.held().view().as_slice().unwrap();
        }
        if self.memory_order {
            let [queries, keys, values] =
                [&input.queries, &input.keys, &input.values].map(super::super::in_memory_order);
            let sinks = super::super::in_memory_order(&input.sinks);
            let visible = input.visible.clone();
            let read = Input { queries, keys, values, sinks, visible };
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        let cubes = [&input.queries, &input.keys, &input.values].map(|cube| &cube.values);
        let [q, k, v] = cubes;
        if self.double {
            let [q, k, v] = cubes.map(|cube| cube.mapv(f64::from));
            let sinks = input.sinks.values.mapv(f64::from);
            self.attend(&q, &k, &v, &sinks, &input.visible).mapv(|x| x as f32)
        } else {
            self.attend(q, k, v, &input.sinks.values, &input.visible)
        }
    }

    fn attend<T: NdFloat>(
        &self,
        queries: &Array3<T>,
        keys: &Array3<T>,
        values: &Array3<T>,
        sinks: &Array1<T>,
        visible: &Array2<bool>,
    ) -> Array3<T> {
        let (heads, n, _) = queries.dim();
        let values = if self.values_are_keys { keys } else { values };
        let mut output = Array3::zeros((heads, n, values.len_of(Axis(2))));
        for h in 0..heads {
            for i in 0..n {
                let row = self.row(h, i, queries, keys, values, sinks, visible);
                output.index_axis_mut(Axis(0), h).row_mut(i).assign(&row);
            }
        }
        output
    }

    #[allow(clippy::too_many_arguments)] // One row of everything.
    fn row<T: NdFloat>(
        &self,
        h: usize,
        i: usize,
        queries: &Array3<T>,
        keys: &Array3<T>,
        values: &Array3<T>,
        sinks: &Array1<T>,
        visible: &Array2<bool>,
    ) -> Array1<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (one, minus_infinity) = (T::one(), T::neg_infinity());
        let width = number(queries.len_of(Axis(2)));
        let of_head = keys.index_axis(Axis(0), if self.keys_of_first_head { 0 } else { h });
        let values = values.index_axis(Axis(0), h);
        let m = values.nrows();
        let divisor = match self.scale {
            Scale::RootWidth => width.sqrt(),
            Scale::Nothing => one,
            Scale::Width => width,
        };
        let products = |i: usize| of_head.dot(&queries.index_axis(Axis(0), h).row(i)) / divisor;
        let mut scores = products(i);
        let all_scores = scores.clone();
        let seen = |j: usize| visible[[i, j]] != (self.hide == Hide::Inverted);
        for (j, score) in scores.iter_mut().enumerate() {
            if !seen(j) {
                match self.hide {
                    Hide::MinusInfinity | Hide::Inverted => *score = minus_infinity,
                    Hide::Zero => *score = T::zero(),
                    Hide::Low => *score = T::from(-1000.0).expect("a small number"),
                    Hide::NotTheFirst if j > 0 => *score = minus_infinity,
                    Hide::Nothing | Hide::AfterSoftmax | Hide::NotTheFirst => {}
                }
            }
        }
        let sink = match self.extra {
            Extra::Sink | Extra::FirstKeyToo => sinks[h],
            Extra::Scaled => sinks[h] / width.sqrt(),
            Extra::TimesRoot => sinks[h] * width.sqrt(),
            Extra::Zero => T::zero(),
            Extra::OfFirstHead => sinks[0],
            Extra::OfQuery => sinks[i % sinks.len()],
            Extra::Negated => -sinks[h],
            Extra::ForEachKey => sinks[h] + number(m).ln(),
            Extra::ForEachBlock => {
                sinks[h] + number(m.div_ceil(if self.blocks_of_64 { 64 } else { 16 })).ln()
            }
        };
        let largest_of_keys = scores.fold(minus_infinity, |a, &b| a.max(b));
        let sigmoid = |x: T| one / (one + (-x).exp());

        if matches!(self.after, After::WrongSign | After::GateOfSink | After::GateOfMinusSink) {
            if largest_of_keys == minus_infinity {
                return Array1::from_elem(values.ncols(), if self.unguarded { T::nan() } else { T::zero() });
            }
            let weights = scores.mapv(|score| (score - largest_of_keys).exp());
            let sum = weights.sum();
            let log_sum_exp = largest_of_keys + sum.ln();
            let gate = match self.after {
                After::WrongSign => sigmoid(sink - log_sum_exp),
                After::GateOfSink => sigmoid(sink),
                _ => sigmoid(-sink),
            };
            return weights.dot(&values) * (gate / sum);
        }
        if self.extra == Extra::FirstKeyToo {
            if visible[[i, 0]] {
                scores[0] = sink;
            }
            let largest = scores.fold(minus_infinity, |a, &b| a.max(b));
            if largest == minus_infinity {
                return Array1::zeros(values.ncols());
            }
            let mut weights = scores.mapv(|score| (score - largest).exp());
            let sum = weights.sum();
            weights[0] = T::zero();
            return weights.dot(&values) / sum;
        }
        if self.term != Term::Shifted && largest_of_keys == minus_infinity && !self.unguarded {
            return Array1::zeros(values.ncols());
        }
        let shift = match self.shift {
            Shift::Largest if self.term != Term::Shifted && !self.shift_with_sink => largest_of_keys,
            Shift::Largest => largest_of_keys.max(sink),
            Shift::OfKeys => largest_of_keys,
            Shift::OfSink => sink,
            Shift::OfHiddenToo => all_scores.fold(sink, |a, &b| a.max(b)),
            Shift::OfAllQueries => {
                let of_query = |i: usize| {
                    let seen = products(i).into_iter().enumerate().filter(move |&(j, _)| visible[[i, j]]);
                    seen.fold(minus_infinity, |a, (_, b)| a.max(b))
                };
                (0..visible.nrows()).map(of_query).fold(sink, T::max)
            }
            Shift::OfAbsolutes => {
                scores.iter().filter(|score| score.is_finite()).fold(sink.abs(), |a, &b| a.max(b.abs()))
            }
            Shift::FromZero => largest_of_keys.max(sink).max(T::zero()),
            Shift::Nothing => T::zero(),
        };
        let skipped = |score: T| self.skips_low && score - shift < -number(10);
        let mut weights = scores.mapv(|score| if skipped(score) { T::zero() } else { (score - shift).exp() });
        let of_sink = match self.term {
            Term::Shifted => (sink - shift).exp(),
            Term::Unshifted => sink.exp(),
            Term::One => one,
            Term::NotExponentiated => sink,
        };
        let sum = weights.sum() + of_sink;
        if sum == T::zero() && self.guarded {
            return Array1::zeros(values.ncols());
        }
        weights.mapv_inplace(|weight| weight / sum);
        let lost = of_sink / sum;
        if self.hide == Hide::AfterSoftmax {
            for (j, weight) in weights.iter_mut().enumerate() {
                if !seen(j) {
                    *weight = T::zero();
                }
            }
        }
        if self.after == After::Renormalised {
            let rest = weights.sum();
            if rest != T::zero() || !self.guarded {
                weights.mapv_inplace(|weight| weight / rest);
            }
        }
        if self.after == After::Ignored {
            weights = scores.mapv(|score| (score - largest_of_keys).exp());
            let sum = weights.sum();
            if largest_of_keys == minus_infinity && !self.unguarded {
                weights.fill(T::zero());
            } else {
                weights.mapv_inplace(|weight| weight / sum);
            }
        }
        let mut output = weights.dot(&values);
        match self.after {
            After::MeanOfValues => {
                output = output + values.sum_axis(Axis(0)) * (lost / number(m));
            }
            After::LastValue => output = output + &values.row(m - 1) * lost,
            _ => {}
        }
        if self.zero_value {
            output.mapv_inplace(|x| x + lost * T::zero());
        }
        output
    }
}
